package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Landmarks drawn by the exact ridge leverage scores tau_i, O(n^3): the yardstick of the fast samplers.
 *
 * <p>Without replacement, the default, m different points, point i with probability exactly p_i = min(1, c tau_i), c such
 * that these sum to m, and weight p_i^(-1/2). With replacement m draws, each with probability tau_i / sum tau; a point drawn
 * r times becomes one landmark of weight (r sum tau / (m tau_i))^(1/2). Either way E[S S'] = I. Scores are the tau_i, the
 * effective dimension is exact.
 *
 * <p>Source: A. E. Alaoui, M. W. Mahoney, Fast randomized kernel ridge regression with statistical guarantees (2015).
 */
public final class LeverageLandmarks implements LandmarkSelector {
    private final double ridge;
    private final int size; // 0 for twice the effective dimension
    private final boolean replaces;
    private final Progress progress;

    private LeverageLandmarks(double ridge, int size, boolean replaces, Progress progress) {
        this.ridge = ridge;
        this.size = size;
        this.replaces = replaces;
        this.progress = progress;
    }

    /**
     * Returns the selector of twice as many landmarks as the effective dimension, rounded up, without replacement.
     *
     * @param ridge gamma, positive; it multiplies I
     * @return a selector
     * @throws IllegalArgumentException if the ridge is not positive and finite
     */
    public static LeverageLandmarks ofRidge(double ridge) {
        return new LeverageLandmarks(Checks.ridge(ridge), 0, false, Progress.NONE);
    }

    /**
     * Returns this selector making m draws.
     *
     * @param newSize m, at least 1
     * @return a selector
     * @throws IllegalArgumentException if the size is below 1
     */
    public LeverageLandmarks withSize(int newSize) {
        return new LeverageLandmarks(ridge, Checks.size("size", newSize), replaces, progress);
    }

    /**
     * Returns this selector drawing independently, so that there may be fewer landmarks than draws.
     *
     * @return a selector
     */
    public LeverageLandmarks withReplacement() {
        return new LeverageLandmarks(ridge, size, true, progress);
    }

    /**
     * Returns this selector drawing different points.
     *
     * @return a selector
     */
    public LeverageLandmarks withoutReplacement() {
        return new LeverageLandmarks(ridge, size, false, progress);
    }

    /**
     * Returns this selector reporting the factorisation of K.
     *
     * @param newProgress hears how far the work has come
     * @return a selector
     */
    public LeverageLandmarks withProgress(Progress newProgress) {
        return new LeverageLandmarks(ridge, size, replaces, Objects.requireNonNull(newProgress, "progress"));
    }

    @Override
    public Landmarks select(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        if (size > 0 && !replaces) {
            Checks.atMost("size", size, x);
        }
        LeverageScores scores = LeverageScores.exact(kernel, x, ridge, backend, progress);
        double[] tau = scores.values();
        int draws = size > 0 ? size : (int) Math.min(x.size(), Math.ceil(2 * scores.effectiveDimension()));
        SampledPoints sample = replaces ? independent(x, tau, draws, random) : distinct(x, tau, draws, random);
        boolean isShort = !replaces && sample.size() < draws;
        return sample.landmarks(
                SampledPoints.at(tau, sample.indices()),
                scores.effectiveDimension(),
                (long) x.size() * x.size(),
                isShort
                        ? List.of(sample.size() + " landmarks instead of " + draws
                                + ": the scores of all others are zero")
                        : List.of());
    }

    static SampledPoints distinct(Points x, double[] tau, int draws, RandomGenerator random) {
        double[] probabilities = WeightedSampling.inclusion(tau, draws);
        int[] indices = WeightedSampling.systematic(probabilities, random);
        return SampledPoints.of(x, indices, SampledPoints.at(probabilities, indices));
    }

    private static SampledPoints independent(Points x, double[] tau, int draws, RandomGenerator random) {
        int[] counts = new int[tau.length];
        for (int draw : WeightedSampling.draws(tau, draws, random)) {
            counts[draw]++;
        }
        double sum = Arrays.stream(tau).sum();
        int[] indices =
                IntStream.range(0, tau.length).filter(i -> counts[i] > 0).toArray();
        double[] weights = IntStream.of(indices)
                .mapToDouble(i -> Math.sqrt(counts[i] * sum / (draws * tau[i])))
                .toArray();
        return new SampledPoints(x, indices, weights);
    }

    /** Returns the ridge, the draws and whether with replacement. */
    @Override
    public String toString() {
        return "LeverageLandmarks[ridge " + ridge + (size > 0 ? ", size " + size : "")
                + (replaces ? ", with replacement]" : "]");
    }
}
