package io.gramian.core.internal.cpu;

/**
 * From how many coordinates on which way to a tile of squared distances or inner products is the fastest, for each
 * instruction path and precision: measured, docs/adr/0009. The profile does not enter, for it costs the same whatever the
 * way; those that are not smooth never take their distance from a product.
 */
public enum Crossover {
    VECTOR_DOUBLE(12, Crossover.NEVER),
    VECTOR_FLOAT(12, Crossover.NEVER),
    PLAIN_DOUBLE(Crossover.NEVER, 24),
    PLAIN_FLOAT(Crossover.NEVER, 32);

    private static final int NEVER = Integer.MAX_VALUE;

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
