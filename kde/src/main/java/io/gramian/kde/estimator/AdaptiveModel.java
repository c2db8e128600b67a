package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.core.backend.Gram;
import io.gramian.kde.Density;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import io.gramian.kde.internal.Logs;
import io.gramian.kde.internal.WeightedChoice;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A density with a bandwidth of its own at every data point, from {@link AdaptiveDensity}.
 *
 * <p>It integrates to one. An evaluation is one exact sum over all points in the log domain, as that of a {@link
 * DensityModel}, and costs a multiplication more for each pair.
 */
public final class AdaptiveModel implements Density {
    private final DensityModel base;
    private final double[] factors;
    private final double[] logPilot; // null where the factors come from neighbours
    private final double[] logTerms; // log w_i - d log l_i
    private final List<String> warnings;

    AdaptiveModel(DensityModel base, double[] factors, double[] logPilot, List<String> warnings) {
        this.base = base;
        this.factors = factors;
        this.logPilot = logPilot;
        this.warnings = List.copyOf(warnings);
        this.logTerms = base.logWeights();
        for (int i = 0; i < logTerms.length; i++) {
            logTerms[i] -= base.dimension() * Math.log(factors[i]);
        }
    }

    @Override
    public int dimension() {
        return base.dimension();
    }

    @Override
    public double[] logDensity(Points queries) {
        try (Gram gram = base.gram(queries)) {
            return Logs.plus(gram.withScales(null, factors).logRowSums(logTerms), logNormaliser());
        }
    }

    /**
     * Returns the leave-one-out log-density at every data point, log f_{-i}(x_i): the others with their bandwidths as
     * they are and their weights made to sum to one again.
     *
     * @return n numbers
     * @throws io.gramian.core.NumericalException if fewer than two points have positive weight
     */
    public double[] leaveOneOutLogDensity() {
        try (Gram gram = base.gram(base.points())) {
            double[] sums = gram.withScales(null, factors).excludingSelf().logRowSums(logTerms);
            double[] logWeights = base.logWeights();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += logNormaliser() - Logs.ofOthers(logWeights, i);
            }
            return sums;
        }
    }

    private double logNormaliser() {
        return base.kernel().logNormaliser(base.dimension());
    }

    /**
     * Returns independent draws from the density: a data point by its weight, plus a draw from its kernel.
     *
     * @param count how many, at least 1
     * @param random the source of randomness
     * @return {@code count} points of dimension d
     * @throws IllegalArgumentException if the count is below one, or too many numbers are asked for
     */
    public Points sample(int count, RandomGenerator random) {
        int d = dimension();
        Points noise = Noise.of(DensityKernel.named(base.kernel().toString()), base.bandwidth(), d, count, random);
        WeightedChoice choice = new WeightedChoice(base.isWeighted() ? base.logWeights() : null, base.size());
        double[] rows = new double[count * d];
        for (int r = 0; r < count; r++) {
            int i = choice.pick(random);
            for (int k = 0; k < d; k++) {
                rows[r * d + k] = base.points().value(i, k) + factors[i] * noise.value(r, k);
            }
        }
        return Points.ofRowMajor(rows, d);
    }

    /**
     * Returns the factors l_i.
     *
     * @return n positive numbers, 1 for points of weight zero; a new array
     */
    public double[] factors() {
        return factors.clone();
    }

    /**
     * Returns the pilot's log-densities at the data, which the factors come from.
     *
     * @return n numbers, a new array
     * @throws IllegalStateException if the factors come from neighbours
     */
    public double[] logPilot() {
        if (logPilot == null) {
            throw new IllegalStateException("the factors come from neighbours, not from a pilot");
        }
        return logPilot.clone();
    }

    /**
     * Returns the density in which all factors are one.
     *
     * @return kernel, bandwidth, weights and data
     */
    public DensityModel base() {
        return base;
    }

    /**
     * Returns what a reader of the result should know: how many factors were clipped, and what the bandwidth rule warned
     * of.
     *
     * @return a sentence each
     */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns size, and how far the factors go. */
    @Override
    public String toString() {
        return "AdaptiveModel[factors " + Logs.least(factors) + " to " + Logs.most(factors) + ", " + base + "]";
    }
}
