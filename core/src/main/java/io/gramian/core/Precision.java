package io.gramian.core;

/** The arithmetic in which a Gram matrix is evaluated. */
public enum Precision {
    /** 64-bit arithmetic throughout; the default. */
    DOUBLE(0x1p-53),

    /**
     * 32-bit arithmetic for kernel values, 64-bit for the sums over them; about twice as fast and half
     * the memory, with a relative error of about 1e-6 in a kernel sum.
     */
    FLOAT(0x1p-24);

    private final double unitRoundoff;

    Precision(double unitRoundoff) {
        this.unitRoundoff = unitRoundoff;
    }

    /**
     * Returns the unit round-off u: one rounding changes a number by at most a factor 1 + u.
     *
     * @return 2^-53 or 2^-24
     */
    public double unitRoundoff() {
        return unitRoundoff;
    }
}
