package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Landmarks resampled from scratch in rounds: the scores of all points are estimated from the landmarks of the round
 * before ({@link LeverageScores#projected}), and each point is chosen with probability min(1, q score). O(n m^2) operations
 * and 3 n m kernel values a round.
 *
 * <p>A point dropped in one round may come back in the next, so a poor start does no lasting harm. It starts from
 * max(10, sqrt(n)) uniform points. Weights are p^(-1/2); scores are the last estimates, the effective dimension is their
 * sum over the data, most often an over-estimate. Where the coins choose no point, the likeliest is taken, with a weight of
 * one and a warning.
 *
 * <p>Source: D. Calandriello, L. Carratino, A. Lazaric, M. Valko, L. Rosasco, Gaussian process optimization with adaptive
 * sketching (2019), whose rounds are those of a bandit.
 */
public final class ResampledLandmarks implements LandmarkSelector {
    private static final double DEFAULT_OVERSAMPLING = 4;
    private static final int DEFAULT_ROUNDS = 3;

    private final double ridge;
    private final int size; // 0 for no cap
    private final double oversampling;
    private final int rounds;
    private final Progress progress;

    private ResampledLandmarks(double ridge, int size, double oversampling, int rounds, Progress progress) {
        this.ridge = ridge;
        this.size = size;
        this.oversampling = oversampling;
        this.rounds = rounds;
        this.progress = progress;
    }

    /**
     * Returns the selector of the given ridge, three rounds.
     *
     * @param ridge gamma, positive; it multiplies I
     * @return a selector
     * @throws IllegalArgumentException if the ridge is not positive and finite
     */
    public static ResampledLandmarks ofRidge(double ridge) {
        return new ResampledLandmarks(Checks.ridge(ridge), 0, DEFAULT_OVERSAMPLING, DEFAULT_ROUNDS, Progress.NONE);
    }

    /**
     * Returns this selector choosing at most m points in any round, with inclusion probabilities proportional to the
     * scores.
     *
     * @param newSize m, at least 1
     * @return a selector
     * @throws IllegalArgumentException if the size is below 1
     */
    public ResampledLandmarks withSize(int newSize) {
        return new ResampledLandmarks(ridge, Checks.size("size", newSize), oversampling, rounds, progress);
    }

    /**
     * Returns this selector with another factor of the probabilities.
     *
     * @param factor q, positive; 4 by default, 2 to 10 are usual
     * @return a selector
     * @throws IllegalArgumentException if the factor is not positive and finite
     */
    public ResampledLandmarks withOversampling(double factor) {
        return new ResampledLandmarks(ridge, size, Checks.positive("oversampling", factor), rounds, progress);
    }

    /**
     * Returns this selector with another number of rounds.
     *
     * @param newRounds at least 1
     * @return a selector
     * @throws IllegalArgumentException if it is below 1
     */
    public ResampledLandmarks withRounds(int newRounds) {
        return new ResampledLandmarks(ridge, size, oversampling, Checks.size("rounds", newRounds), progress);
    }

    /**
     * Returns this selector reporting rounds done.
     *
     * @param newProgress hears how far the work has come
     * @return a selector
     */
    public ResampledLandmarks withProgress(Progress newProgress) {
        return new ResampledLandmarks(
                ridge, size, oversampling, rounds, Objects.requireNonNull(newProgress, "progress"));
    }

    @Override
    public Landmarks select(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        Checks.diagonal(kernel, x, backend);
        int n = x.size();
        int start = (int) Math.min(n, Math.max(10, Math.ceil(Math.sqrt(n))));
        int[] indices = WeightedSampling.subset(n, start, random);
        double[] scores = null;
        double[] probabilities = null;
        int[] drawn = null;
        long evaluations = n;
        for (int round = 1; round <= rounds; round++) {
            Checks.checkInterrupted("choosing landmarks");
            scores = LeverageEstimates.projected(kernel, x, x.select(indices), ridge, backend);
            evaluations += 3L * n * indices.length + (long) indices.length * indices.length + n;
            probabilities = probabilities(scores);
            drawn = draw(probabilities, random);
            indices = WeightedSampling.orLikeliest(drawn, probabilities);
            progress.update("rounds", round, rounds);
        }
        return SampledPoints.of(x, indices, SampledPoints.at(probabilities, indices))
                .landmarks(
                        SampledPoints.at(scores, indices),
                        Arrays.stream(scores).sum(),
                        evaluations,
                        WeightedSampling.likeliestWarnings(drawn.length == 0));
    }

    private double[] probabilities(double[] scores) {
        double[] probabilities =
                Arrays.stream(scores).map(s -> Math.min(1, oversampling * s)).toArray();
        boolean isTooMany = size > 0 && Arrays.stream(probabilities).sum() > size;
        return isTooMany ? WeightedSampling.inclusion(scores, size) : probabilities;
    }

    private int[] draw(double[] probabilities, RandomGenerator random) {
        return size > 0
                ? WeightedSampling.systematic(probabilities, random) // never above the cap
                : WeightedSampling.coins(probabilities, random);
    }

    /** Returns the ridge, the cap, the factor and the rounds. */
    @Override
    public String toString() {
        return "ResampledLandmarks[ridge " + ridge + (size > 0 ? ", size " + size : "") + ", oversampling "
                + oversampling + ", rounds " + rounds + "]";
    }
}
