package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Chosen points of the data, with what the choice knows of them. Immutable.
 *
 * <p>A weight w_i makes S, the matrix with column w_i e_i for each landmark, a sketch of the identity: E[S S'] = I for
 * the samplers that have weights (the square root of the inverse of an inclusion probability). Selectors without a
 * probability give weights of one.
 */
public final class Landmarks {
    private final Points points;
    private final int[] indices;
    private final double[] weights;
    private final double[] scores;
    private final double effectiveDimension;
    private final long kernelEvaluations;
    private final List<String> warnings;

    /**
     * Makes landmarks; selectors call this.
     *
     * @param x the data, n points
     * @param indices m indices of points in x, in the order of choice; no selector gives one twice, and a repeat adds nothing to a
     *     projection
     * @param weights m positive numbers
     * @param scores m leverage scores or residual diagonals, as the selector says; NaN where it knows none
     * @param effectiveDimension the selector's estimate of sum_i tau_i, NaN if it makes none
     * @param kernelEvaluations how many values of the kernel the choice took
     * @param warnings what a reader should know, such as a rank that was not reached
     * @throws IllegalArgumentException if the arrays differ in length or are empty, or a weight is not positive and finite
     * @throws IndexOutOfBoundsException if an index does not exist
     */
    public Landmarks(
            Points x,
            int[] indices,
            double[] weights,
            double[] scores,
            double effectiveDimension,
            long kernelEvaluations,
            List<String> warnings) {
        if (indices.length == 0 || weights.length != indices.length || scores.length != indices.length) {
            throw new IllegalArgumentException(
                    "landmarks: expected as many weights and scores as indices, at least one,"
                            + " found " + indices.length + " indices, " + weights.length + " weights, " + scores.length
                            + " scores");
        }
        for (int j = 0; j < indices.length; j++) {
            Objects.checkIndex(indices[j], x.size());
            Checks.positive("weight " + j, weights[j]);
        }
        this.points = x.select(indices);
        this.indices = indices.clone();
        this.weights = weights.clone();
        this.scores = scores.clone();
        this.effectiveDimension = effectiveDimension;
        this.kernelEvaluations = kernelEvaluations;
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Returns the landmarks of the given indices, with weights of one and nothing known of their scores.
     *
     * @param x the data
     * @param indices m indices of points in x, repeats allowed
     * @return landmarks
     * @throws IllegalArgumentException if there is none
     * @throws IndexOutOfBoundsException if an index does not exist
     */
    public static Landmarks of(Points x, int... indices) {
        double[] weights = new double[indices.length];
        Arrays.fill(weights, 1);
        double[] scores = new double[indices.length];
        Arrays.fill(scores, Double.NaN);
        return new Landmarks(x, indices, weights, scores, Double.NaN, 0, List.of());
    }

    /**
     * Returns the number of landmarks.
     *
     * @return m
     */
    public int size() {
        return indices.length;
    }

    /**
     * Returns the landmarks' coordinates.
     *
     * @return m points of dimension d
     */
    public Points points() {
        return points;
    }

    /**
     * Returns which points of the data they are, in the order of choice.
     *
     * @return m indices, a new array
     */
    public int[] indices() {
        return indices.clone();
    }

    /**
     * Returns the sampling weights.
     *
     * @return m positive numbers, a new array
     */
    public double[] weights() {
        return weights.clone();
    }

    /**
     * Returns the scores by which they were chosen.
     *
     * @return m numbers as the selector says, NaN where it knows none; a new array
     */
    public double[] scores() {
        return scores.clone();
    }

    /**
     * Returns the selector's estimate of the effective dimension sum_i tau_i.
     *
     * @return the estimate, NaN if the selector makes none
     */
    public double effectiveDimension() {
        return effectiveDimension;
    }

    /**
     * Returns how many kernel values the choice took.
     *
     * @return a count
     */
    public long kernelEvaluations() {
        return kernelEvaluations;
    }

    /**
     * Returns what a reader of the result should know, a sentence each.
     *
     * @return warnings, empty if all went as asked
     */
    public List<String> warnings() {
        return warnings;
    }

    /**
     * Returns tr(K - K(X, Z) K(Z, Z)^+ K(Z, X)) / tr K, the relative error in trace norm of the projection onto these
     * landmarks; those that others span to rounding count for nothing. O(n m^2 + m^3) operations, n m kernel values.
     *
     * @param kernel positive semi-definite
     * @param x the data, n points
     * @param backend where to compute
     * @return a number from 0 to 1
     * @throws IllegalArgumentException if the kernel declares no definiteness, or the dimensions differ
     */
    public double relativeTraceError(Kernel kernel, Points x, Backend backend) {
        return LeverageEstimates.relativeTraceError(kernel, x, points, backend);
    }

    /** Returns how many, of what dimension. */
    @Override
    public String toString() {
        return "Landmarks[" + size() + " of dimension " + points.dimension()
                + (Double.isNaN(effectiveDimension) ? "" : ", effective dimension " + effectiveDimension) + "]";
    }
}
