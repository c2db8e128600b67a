package io.gramian.kde;

import java.util.Arrays;
import java.util.List;

/**
 * Densities at m queries, with how they were found and how far they may be off.
 *
 * <p>Immutable.
 */
public final class Evaluated {
    private final double[] logDensity;
    private final double[] logError;
    private final double confidence;
    private final Evaluation method;
    private final List<String> warnings;

    Evaluated(double[] logDensity, double[] logError, double confidence, Evaluation method, List<String> warnings) {
        this.logDensity = logDensity;
        this.logError = logError;
        this.confidence = confidence;
        this.method = method;
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Returns the number of queries.
     *
     * @return m
     */
    public int size() {
        return logDensity.length;
    }

    /**
     * Returns the log-density at one query.
     *
     * @param query 0 to m - 1
     * @return log f(x); negative infinity where the estimate is zero, NaN where random features make it negative
     */
    public double logDensity(int query) {
        return logDensity[query];
    }

    /**
     * Returns the log-densities.
     *
     * @return m numbers, a new array
     */
    public double[] logDensities() {
        return logDensity.clone();
    }

    /**
     * Returns the density at one query.
     *
     * @param query 0 to m - 1
     * @return f(x), not negative; NaN where random features make it negative
     */
    public double density(int query) {
        return Math.exp(logDensity[query]);
    }

    /**
     * Returns the densities.
     *
     * @return m numbers, a new array
     */
    public double[] densities() {
        return Arrays.stream(logDensity).map(Math::exp).toArray();
    }

    /**
     * Returns a bound on the error of a density, in units of the density: 0, beside rounding, for exact sums; what the
     * tolerance allows for a tree; the bound at this query for a grid; for random features and samples what is exceeded
     * with probability 1 - {@link #confidence} at most. Infinite where samples warrant none: a few terms make up their
     * mean, or Hill's index of the largest twenty is not above two, so that the central limit theorem does not hold.
     *
     * @param query 0 to m - 1
     * @return a bound on |density - f(x)|
     */
    public double errorBound(int query) {
        return Math.exp(logError[query]);
    }

    /**
     * Returns the error bound over the density found; also where both underflow.
     *
     * @param query 0 to m - 1
     * @return a relative bound; infinite or NaN where the density found is zero
     */
    public double relativeErrorBound(int query) {
        return logError[query] == Double.NEGATIVE_INFINITY ? 0 : Math.exp(logError[query] - logDensity[query]);
    }

    /**
     * Returns the probability with which an error bound holds at a query chosen beforehand: 1 for exact sums, trees and
     * grids, whose bounds are theorems; 0.99 for random features (Hoeffding's inequality) and for samples. The bound of
     * samples rests on the central limit theorem, and is infinite where their tail is too heavy for it. A sample cannot
     * know of points that it did not draw: in the condensed regime take neighbours besides.
     *
     * @return a number within (0, 1]
     */
    public double confidence() {
        return confidence;
    }

    /**
     * Returns what was done, which {@link Evaluation#auto} chose.
     *
     * @return the method with its parameters
     */
    public Evaluation method() {
        return method;
    }

    /**
     * Returns whatever did not go as configured, for example another method that had to be taken.
     *
     * @return sentences, often none
     */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns the number of queries, the method and its confidence. */
    @Override
    public String toString() {
        return "Evaluated[" + size() + " queries, " + method + ", confidence " + confidence
                + (warnings.isEmpty() ? "]" : ", warnings " + warnings + "]");
    }
}
