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
 * Landmarks by bottom-up leverage score sampling with rejection (BLESS-R): along about log n ridges from tr K down to
 * gamma, each point is proposed with probability u = min(1, q k_ii / (k_ii + gamma_h)), its score tau estimated from the
 * landmarks of the ridge before, and kept with probability p / u, p = min(q tau, u).
 *
 * <p>A landmark keeps the marginal probability p of its inclusion, and has weight p^(-1/2). Scores are the estimates of the
 * last ridge, the effective dimension the unbiased sum of tau / p over the landmarks. Where the coins choose no point, the
 * likeliest is taken, with a weight of one and a warning. The authors' lambda is gamma / n. Besides n coins a ridge, the cost
 * is as for {@link Bless}.
 *
 * <p>Source: A. Rudi, D. Calandriello, L. Carratino, L. Rosasco, On fast leverage score sampling and optimal learning
 * (2018); the start at a ridge with more than ten proposals is that of DPPy (G. Gautier, G. Polito, R. Bardenet, M. Valko,
 * 2019).
 */
public final class BlessR implements LandmarkSelector {
    private static final double DEFAULT_OVERSAMPLING = 4;
    private static final double ENOUGH_PROPOSALS = 10;

    private final double ridge;
    private final int size; // 0 for no cap
    private final double oversampling;
    private final Progress progress;

    private BlessR(double ridge, int size, double oversampling, Progress progress) {
        this.ridge = ridge;
        this.size = size;
        this.oversampling = oversampling;
        this.progress = progress;
    }

    /**
     * Returns the selector of the given ridge.
     *
     * @param ridge gamma, positive; it multiplies I, n times the lambda of the paper
     * @return a selector
     * @throws IllegalArgumentException if the ridge is not positive and finite
     */
    public static BlessR ofRidge(double ridge) {
        return new BlessR(Checks.ridge(ridge), 0, DEFAULT_OVERSAMPLING, Progress.NONE);
    }

    /**
     * Returns this selector keeping at most m landmarks: where more are accepted, m of them at random, with a warning.
     *
     * @param newSize m, at least 1
     * @return a selector
     * @throws IllegalArgumentException if the size is below 1
     */
    public BlessR withSize(int newSize) {
        return new BlessR(ridge, Checks.size("size", newSize), oversampling, progress);
    }

    /**
     * Returns this selector with another factor of the probabilities.
     *
     * @param factor q, positive; 4 by default, 2 to 10 are usual
     * @return a selector
     * @throws IllegalArgumentException if the factor is not positive and finite
     */
    public BlessR withOversampling(double factor) {
        return new BlessR(ridge, size, Checks.positive("oversampling", factor), progress);
    }

    /**
     * Returns this selector reporting ridges done.
     *
     * @param newProgress hears how far the work has come
     * @return a selector
     */
    public BlessR withProgress(Progress newProgress) {
        return new BlessR(ridge, size, oversampling, Objects.requireNonNull(newProgress, "progress"));
    }

    /** Accepted points with their marginal probabilities and scores. */
    private record Accepted(int[] indices, double[] probabilities, double[] scores, boolean isForced) {
        Accepted at(int[] places) {
            return new Accepted(
                    SampledPoints.at(indices, places),
                    SampledPoints.at(probabilities, places),
                    SampledPoints.at(scores, places),
                    isForced);
        }
    }

    @Override
    public Landmarks select(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        double[] diagonal = Checks.diagonal(kernel, x, backend);
        int steps = Math.max(1, (int) Math.ceil(Math.log(x.size())));
        double start = firstRidge(diagonal);
        double[] proposal = proposals(diagonal, start);
        int[] first = WeightedSampling.orLikeliest(WeightedSampling.coins(proposal, random), proposal);
        SampledPoints sample = SampledPoints.of(x, first, SampledPoints.at(proposal, first));
        long evaluations = x.size();
        Accepted accepted = null;
        for (int h = 1; h <= steps; h++) {
            Checks.checkInterrupted("choosing landmarks");
            double gamma = ridge * Math.pow(start / ridge, 1 - (double) h / steps);
            double[] u = proposals(diagonal, gamma);
            int[] proposed = WeightedSampling.orLikeliest(WeightedSampling.coins(u, random), u);
            double[] scores = Bless.scores(kernel, sample, proposed, diagonal, gamma, backend);
            evaluations += sample.evaluations(proposed.length);
            accepted = accept(proposed, u, scores, random);
            sample = SampledPoints.of(x, accepted.indices, accepted.probabilities);
            progress.update("ridges", h, steps);
        }
        return landmarks(x, accepted, evaluations, random);
    }

    /** tr K, lowered until more than ten points are proposed, or half of all that can be. */
    private double firstRidge(double[] diagonal) {
        double gamma = Math.max(ridge, Arrays.stream(diagonal).sum());
        double visible = Arrays.stream(diagonal).filter(d -> d > 0).count();
        double enough = Math.min(ENOUGH_PROPOSALS, visible / 2);
        while (gamma > ridge && Arrays.stream(proposals(diagonal, gamma)).sum() < enough) {
            gamma = Math.max(ridge, gamma / 1.25);
        }
        return gamma;
    }

    private double[] proposals(double[] diagonal, double gamma) {
        return Arrays.stream(diagonal)
                .map(d -> Math.min(1, oversampling * d / (d + gamma)))
                .toArray();
    }

    private Accepted accept(int[] proposed, double[] u, double[] scores, RandomGenerator random) {
        double[] marginal = new double[proposed.length];
        double[] conditional = new double[proposed.length];
        for (int i = 0; i < proposed.length; i++) {
            double proposal = u[proposed[i]];
            // A score of zero, by rounding, keeps a probability that has an inverse.
            marginal[i] = Math.max(Math.min(oversampling * scores[i], proposal), 1e-12 * proposal);
            conditional[i] = marginal[i] / proposal;
        }
        int[] drawn = WeightedSampling.coins(conditional, random);
        int[] places = WeightedSampling.orLikeliest(drawn, conditional);
        if (drawn.length == 0) {
            marginal[places[0]] = 1;
        }
        return new Accepted(proposed, marginal, scores, drawn.length == 0).at(places);
    }

    private Landmarks landmarks(Points x, Accepted accepted, long evaluations, RandomGenerator random) {
        double dimension = 0;
        for (int i = 0; i < accepted.indices.length; i++) {
            dimension += accepted.scores[i] / accepted.probabilities[i];
        }
        int count = accepted.indices.length;
        Accepted kept = accepted;
        List<String> warnings = WeightedSampling.likeliestWarnings(accepted.isForced);
        if (size > 0 && count > size) {
            kept = accepted.at(IntStream.of(WeightedSampling.subset(count, size, random))
                    .sorted()
                    .toArray());
            for (int i = 0; i < size; i++) {
                kept.probabilities[i] *= (double) size / count;
            }
            warnings = List.of(count + " landmarks were accepted and " + size
                    + " of them kept, as the size says; a larger ridge would need fewer");
        }
        return SampledPoints.of(x, kept.indices, kept.probabilities)
                .landmarks(kept.scores, dimension, evaluations, warnings);
    }

    /** Returns the ridge, the cap and the factor. */
    @Override
    public String toString() {
        return "BlessR[ridge " + ridge + (size > 0 ? ", size " + size : "") + ", oversampling " + oversampling + "]";
    }
}
