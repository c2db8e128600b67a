package io.gramian.core.backend;

import io.gramian.core.NumericalException;

/** A matrix that should be positive definite and is not, to working precision. */
public class NotPositiveDefiniteException extends NumericalException {
    private static final long serialVersionUID = 1L;

    /** The row at which the factorisation stopped. */
    private final int pivot;

    /** What was left on the diagonal there. */
    private final double value;

    /**
     * Makes an exception that names the pivot.
     *
     * @param pivot the row at which the factorisation stopped
     * @param value what was left on its diagonal
     * @param largest the largest entry of the diagonal, the scale to judge {@code value} by
     */
    public NotPositiveDefiniteException(int pivot, double value, double largest) {
        super("the matrix is not positive definite: pivot " + pivot + " is " + value
                + (largest > 0 ? ", " + value / largest + " of the largest diagonal entry " + largest : "")
                + "; check that it is symmetric and a covariance or positive definite kernel matrix without repeated"
                + " points, or add a ridge to its diagonal, for example " + Math.max(-2 * value, 1e-10 * largest));
        this.pivot = pivot;
        this.value = value;
    }

    /**
     * Returns the row at which the factorisation stopped; the leading rows before it are positive definite.
     *
     * @return 0 to n - 1
     */
    public int pivot() {
        return pivot;
    }

    /**
     * Returns what was left on the diagonal there.
     *
     * @return not above 0, or NaN
     */
    public double value() {
        return value;
    }
}
