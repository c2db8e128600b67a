package io.gramian.core.kernel;

/**
 * A symmetric function of two points that backends evaluate for all pairs.
 *
 * <p>A {@link Kernel} is one; a density kernel, which need not be positive definite, is another. What a
 * backend evaluates is its {@link #expression()}.
 */
public interface PairFunction {
    /**
     * Returns what backends evaluate.
     *
     * @return the function as forms, profiles, sums and products
     */
    Expression expression();

    /**
     * Returns k(x, y), computed for this one pair in double precision.
     *
     * @param x a point
     * @param y a point of the same dimension
     * @return k(x, y)
     * @throws IllegalArgumentException if the dimensions differ or are not the function's
     */
    default double value(double[] x, double[] y) {
        Arguments.dimension("x", x.length, y.length);
        expression().checkDimension(x.length);
        return expression().value(x, y);
    }
}
