package io.gramian.core.internal.cpu;

/**
 * From how many coordinates on which way to a tile of squared distances or inner products is the fastest, for each
 * instruction path and precision.
 */
public enum Crossover {
    VECTOR_DOUBLE(Integer.getInteger("dots", 12), Integer.getInteger("nat", 8)),
    VECTOR_FLOAT(Integer.getInteger("dots", 12), Integer.getInteger("nat", 8)),
    PLAIN_DOUBLE(Integer.getInteger("dots", Integer.MAX_VALUE), Integer.getInteger("nat", 8)),
    PLAIN_FLOAT(Integer.getInteger("dots", Integer.MAX_VALUE), Integer.getInteger("nat", 8));

    private final int dots;
    private final int nativeProducts;

    Crossover(int dots, int nativeProducts) {
        this.dots = dots;
        this.nativeProducts = nativeProducts;
    }

    /** Squared distances by the loops' own inner products, instead of differences. */
    int dots() {
        return dots;
    }

    /** Inner products by the matrix product of a native library, where there is one. */
    int nativeProducts() {
        return nativeProducts;
    }

    /** Squared distances by inner products, where there is a native library. */
    int dotsOrNative() {
        return Math.min(dots, nativeProducts);
    }
}
