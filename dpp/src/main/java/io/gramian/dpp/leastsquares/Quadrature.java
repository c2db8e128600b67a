package io.gramian.dpp.leastsquares;

import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.continuous.ProjectionDpp;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Nodes and weights for integrals under the measure mu of a basis: sum_i c_i f(x_i) for the integral of f. Immutable and
 * thread-safe. {@link WeightedLeastSquares#quadrature(Points)} has the rules of any other design.
 *
 * <p>Source: S. M. Ermakov and V. G. Zolotukhin, Polynomial approximations and the Monte-Carlo method (1960); R. Bardenet and
 * A. Hardy, Monte Carlo with determinantal point processes (2020).
 */
public final class Quadrature {
    private final Points points;
    private final double[] weights;

    private Quadrature(Points points, double[] weights) {
        this.points = points;
        this.weights = weights;
    }

    /**
     * Returns the rule of Ermakov and Zolotukhin: the integral of the interpolant at a projection process of the space. It is
     * exact for the space, unbiased, and its variance is the squared error of the best approximation, ||f - Pf||^2.
     *
     * @param basis m functions, the first of which is 1
     * @param random where the draws come from
     * @return m nodes and weights, which can be negative
     * @throws IllegalArgumentException if the first function is not 1
     */
    public static Quadrature ermakovZolotukhin(OrthonormalBasis basis, RandomGenerator random) {
        return WeightedLeastSquares.in(basis).quadrature(ProjectionDpp.of(basis).sample(random));
    }

    /**
     * Returns the rule of Bardenet and Hardy: the mean of f / (|phi|^2 / m) over a projection process. It is unbiased, its
     * weights are positive, and it is exact for no function in general; for smooth f and Jacobi measures the variance falls
     * like m^(-1 - 1/d), faster than that of independent points.
     *
     * @param basis m functions
     * @param random where the draws come from
     * @return m nodes and weights
     */
    public static Quadrature bardenetHardy(OrthonormalBasis basis, RandomGenerator random) {
        return importance(basis, Weight.optimal(), ProjectionDpp.of(basis).sample(random));
    }

    /**
     * Returns the weights of the mean of w f, unbiased where every point has the law w^-1 mu.
     *
     * @param basis m functions
     * @param weight w, that of the points
     * @param points n nodes
     * @return the nodes with the weights w(x_i) / n
     * @throws IllegalArgumentException if the coordinates do not match, or a weight is not positive and finite
     */
    public static Quadrature importance(OrthonormalBasis basis, Weight weight, Points points) {
        double[] weights = DesignRows.of(basis, weight, points).weights();
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= weights.length;
        }
        return new Quadrature(points, weights);
    }

    /** The weights of a linear functional of the fit. */
    static Quadrature leastSquares(DesignRows rows, Factorisation factorisation, Points points, double... functional) {
        double[] weights = factorisation.solveTransposed(functional);
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= Math.sqrt(rows.weights()[i] / rows.n());
        }
        return new Quadrature(points, weights);
    }

    /**
     * Returns the nodes.
     *
     * @return n points
     */
    public Points points() {
        return points;
    }

    /**
     * Returns the weights.
     *
     * @return n numbers
     */
    public double[] weights() {
        return weights.clone();
    }

    /**
     * Returns the sum of the absolute weights, by which errors in the values of f are multiplied at most.
     *
     * @return at least the absolute sum of the weights
     */
    public double absoluteWeight() {
        double sum = 0;
        for (double weight : weights) {
            sum += Math.abs(weight);
        }
        return sum;
    }

    /**
     * Returns the approximate integral of a function.
     *
     * @param function f; it may keep or change its argument
     * @return sum_i c_i f(x_i)
     */
    public double integrate(ToDoubleFunction<double[]> function) {
        Objects.requireNonNull(function, "function");
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * function.applyAsDouble(points.row(i));
        }
        return sum;
    }
}
