package io.gramian.core.backend;

import java.util.Arrays;

/**
 * A quadratic term 1/2 sum_m (r ||x_m||^2 + g_m sum_i ||G_i x_m||^2) of coefficient maps, G_i the circular forward
 * difference along axis i; diagonal in the Fourier domain, where it is q_m(k) = r + g_m sum_i (2 - 2 cos(2 pi k_i / n_i)).
 *
 * <p>Immutable.
 */
public final class QuadraticTerm {
    /** No quadratic term. */
    public static final QuadraticTerm NONE = new QuadraticTerm(0, new double[0]);

    private final double ridge;
    private final double[] gradient; // empty: none; one: the same for all; else one for each filter

    private QuadraticTerm(double ridge, double[] gradient) {
        this.ridge = ridge;
        this.gradient = gradient;
    }

    /**
     * Returns r / 2 ||x||^2, the second half of the elastic net.
     *
     * @param weight r, at least 0 and finite
     * @return a term
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public static QuadraticTerm ridge(double weight) {
        return new QuadraticTerm(checked(weight), new double[0]);
    }

    /**
     * Returns g / 2 sum_i ||G_i x||^2.
     *
     * @param weights one g for all filters, or g_m for each, at least 0 and finite; copied
     * @return a term
     * @throws IllegalArgumentException if one is negative or not finite
     */
    public static QuadraticTerm gradient(double... weights) {
        return NONE.withGradient(weights);
    }

    /**
     * Returns this term with other weights of the gradient.
     *
     * @param weights as in {@link #gradient}
     * @return a term
     * @throws IllegalArgumentException if one is negative or not finite
     */
    public QuadraticTerm withGradient(double... weights) {
        for (double weight : weights) {
            checked(weight);
        }
        return new QuadraticTerm(ridge, weights.clone());
    }

    /**
     * Returns this term times a factor.
     *
     * @param factor at least 0 and finite
     * @return a term
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public QuadraticTerm scaledBy(double factor) {
        checked(factor);
        return new QuadraticTerm(
                ridge * factor, Arrays.stream(gradient).map(g -> g * factor).toArray());
    }

    private static double checked(double weight) {
        if (!(weight >= 0) || weight == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("weight: expected a finite number of at least 0, found " + weight);
        }
        return weight;
    }

    /**
     * Returns the factor of the squared norm.
     *
     * @return r
     */
    public double ridge() {
        return ridge;
    }

    /**
     * Returns the factor of one map's squared gradient.
     *
     * @param filter 0 to M - 1
     * @return g_m
     */
    public double gradientWeight(int filter) {
        return gradient.length == 0 ? 0 : gradient[gradient.length == 1 ? 0 : filter];
    }

    /**
     * Returns whether the term is the same for all maps.
     *
     * @return true unless there are gradient weights for each filter
     */
    public boolean isUniform() {
        return gradient.length < 2;
    }

    /**
     * Checks that the weights fit a bank.
     *
     * @param filters M
     * @throws IllegalArgumentException if there are weights for another number of filters
     */
    public void requireFit(int filters) {
        if (!isUniform() && gradient.length != filters) {
            throw new IllegalArgumentException(
                    "gradient weights: expected 1 or " + filters + ", one for each filter, found " + gradient.length);
        }
    }

    /** Returns the weights, for example {@code ridge 0.1, gradient [0.05]}. */
    @Override
    public String toString() {
        return "ridge " + ridge + ", gradient " + Arrays.toString(gradient);
    }
}
