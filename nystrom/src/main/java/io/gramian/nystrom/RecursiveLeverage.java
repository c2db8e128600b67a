package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import io.gramian.nystrom.internal.SymmetricSpectrum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Landmarks by recursive ridge leverage scores: scores of a random half of the data are estimated from a sample of a half
 * of this half, and so on; O(n s) kernel values, O(n s^2) operations for s landmarks.
 *
 * <p>{@link #ofSize} takes a number of landmarks s and lets the ridge of each level follow from the spectrum of its sample:
 * the mean of what lies beyond its first s / (4 log s) eigenvalues. {@link #ofRidge} takes the ridge gamma and lets the
 * number follow: point i with probability min(1, c l_i log(sum l / delta)), l_i = 3/2 of its estimated score; with c = 16
 * (the theory's; default 1) Ktil &lt;= K &lt;= Ktil + gamma I with probability 1 - delta. A size beside it is a cap.
 *
 * <p>The last draw of a fixed number is made with inclusion probabilities exactly proportional to the scores (or one), so
 * that the weights p^(-1/2) give E[S S'] = I; the authors' code draws successively and has no weights. Scores are those
 * estimates, at most k_ii / (k_ii + gamma), the effective dimension their sum over the data, an over-estimate, at the ridge
 * used. Where the coins choose no point, the likeliest is taken, with a weight of one and a warning.
 *
 * <p>Source: C. Musco, C. Musco, Recursive sampling for the Nystrom method (2017).
 */
public final class RecursiveLeverage implements LandmarkSelector {
    private static final int BASE = 64; // points that need no sampling, where the ridge is given

    private final double ridge; // NaN where the size determines it
    private final int size; // 0 for no cap
    private final double oversampling;
    private final double failureProbability;
    private final Progress progress;

    private RecursiveLeverage(
            double ridge, int size, double oversampling, double failureProbability, Progress progress) {
        this.ridge = ridge;
        this.size = size;
        this.oversampling = oversampling;
        this.failureProbability = failureProbability;
        this.progress = progress;
    }

    /**
     * Returns the selector of s landmarks.
     *
     * @param size s, at least 1
     * @return a selector
     * @throws IllegalArgumentException if the size is below 1
     */
    public static RecursiveLeverage ofSize(int size) {
        return new RecursiveLeverage(Double.NaN, Checks.size("size", size), 1, 0.1, Progress.NONE);
    }

    /**
     * Returns the selector steered by a ridge.
     *
     * @param ridge gamma, positive; it multiplies I
     * @return a selector
     * @throws IllegalArgumentException if the ridge is not positive and finite
     */
    public static RecursiveLeverage ofRidge(double ridge) {
        return new RecursiveLeverage(Checks.ridge(ridge), 0, 1, 0.1, Progress.NONE);
    }

    /**
     * Returns this selector with another size: the number of landmarks, or the cap where a ridge is given.
     *
     * @param newSize s, at least 1
     * @return a selector
     * @throws IllegalArgumentException if the size is below 1
     */
    public RecursiveLeverage withSize(int newSize) {
        return new RecursiveLeverage(ridge, Checks.size("size", newSize), oversampling, failureProbability, progress);
    }

    /**
     * Returns this selector with another factor of the probabilities.
     *
     * @param factor c, positive; 1 by default, 16 in theory
     * @return a selector
     * @throws IllegalArgumentException if the factor is not positive and finite
     */
    public RecursiveLeverage withOversampling(double factor) {
        return new RecursiveLeverage(
                ridge, size, Checks.positive("oversampling", factor), failureProbability, progress);
    }

    /**
     * Returns this selector with another probability of failure, for the form steered by a ridge.
     *
     * @param delta above 0 and below 1; 0.1 by default
     * @return a selector
     * @throws IllegalArgumentException if it is out of range
     */
    public RecursiveLeverage withFailureProbability(double delta) {
        Checks.positive("failure probability", delta);
        Checks.fraction("failure probability", delta);
        return new RecursiveLeverage(ridge, size, oversampling, delta, progress);
    }

    /**
     * Returns this selector reporting levels done.
     *
     * @param newProgress hears how far the work has come
     * @return a selector
     */
    public RecursiveLeverage withProgress(Progress newProgress) {
        return new RecursiveLeverage(
                ridge, size, oversampling, failureProbability, Objects.requireNonNull(newProgress, "progress"));
    }

    @Override
    public Landmarks select(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        double[] diagonal = Checks.diagonal(kernel, x, backend);
        boolean isRidgeGiven = !Double.isNaN(ridge);
        if (!isRidgeGiven) {
            Checks.atMost("size", size, x);
        }
        int[] order = WeightedSampling.subset(x.size(), x.size(), random);
        int[] sizes = levels(x.size(), isRidgeGiven ? BASE : size);
        SampledPoints sample = SampledPoints.certain(x, Arrays.copyOf(order, sizes[sizes.length - 1]));
        long evaluations = x.size();
        for (int level = sizes.length - 2; level >= 0; level--) {
            Checks.checkInterrupted("choosing landmarks");
            int[] known = Arrays.copyOf(order, sizes[level]);
            double gamma = isRidgeGiven ? ridge : impliedRidge(kernel, sample, backend);
            double[] scores = Bless.scores(kernel, sample, known, diagonal, gamma, backend);
            evaluations += sample.evaluations(known.length);
            double[] probabilities = isRidgeGiven ? ridgeProbabilities(scores) : sizeProbabilities(scores, level);
            int[] drawn = draw(probabilities, random);
            int[] places = WeightedSampling.orLikeliest(drawn, probabilities);
            sample = SampledPoints.of(x, SampledPoints.at(known, places), SampledPoints.at(probabilities, places));
            progress.update("levels", sizes.length - 1 - level, sizes.length - 1);
            if (level == 0) {
                return sample.landmarks(
                        SampledPoints.at(scores, places),
                        Arrays.stream(scores).sum(),
                        evaluations,
                        warnings(sample, drawn));
            }
        }
        throw new AssertionError("there are at least two levels");
    }

    /** n, then half of it and so on down to about the base; two levels at least. */
    private static int[] levels(int n, int base) {
        List<Integer> sizes = new ArrayList<>(List.of(n));
        int last = n;
        while (last > base || sizes.size() < 2) {
            last = (last + 1) / 2;
            sizes.add(last);
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The mean of the eigenvalues of the weighted sample's kernel matrix beyond the first k, over k. */
    private double impliedRidge(Kernel kernel, SampledPoints sample, Backend backend) {
        int k = (int) Math.ceil(size / (4 * levelOversampling()));
        try (Matrix matrix =
                LeverageEstimates.sketched(kernel, sample.x().select(sample.indices()), sample.weights(), backend)) {
            double trace = 0;
            for (int i = 0; i < sample.size(); i++) {
                trace += matrix.get(i, i);
            }
            double mean = trace / sample.size();
            // Above rounding, or the sample's matrix with this ridge may not be positive definite.
            double least = Math.max(1e-10, 4 * sample.size() * SymmetricSpectrum.epsilon(backend)) * mean;
            if (k >= sample.size()) {
                return Math.max(least, 1e-5 * mean);
            }
            SymmetricSpectrum spectrum = SymmetricSpectrum.of(matrix.toArray(), sample.size(), k, backend);
            return Math.max(least, (trace - Arrays.stream(spectrum.values()).sum()) / k);
        }
    }

    private double levelOversampling() {
        return Math.max(1, Math.log(size)) * oversampling;
    }

    private double[] sizeProbabilities(double[] scores, int level) {
        double[] capped = Arrays.stream(scores)
                .map(tau -> Math.min(1, level == 0 ? tau : levelOversampling() * tau))
                .toArray();
        return level == 0 ? WeightedSampling.inclusion(capped, size) : capped;
    }

    private double[] ridgeProbabilities(double[] scores) {
        double sum = 1.5 * Arrays.stream(scores).sum();
        double factor = 1.5 * oversampling * Math.max(1, Math.log(sum / failureProbability));
        double[] probabilities =
                Arrays.stream(scores).map(tau -> Math.min(1, factor * tau)).toArray();
        boolean isTooMany = size > 0 && Arrays.stream(probabilities).sum() > size;
        return isTooMany ? WeightedSampling.inclusion(scores, size) : probabilities;
    }

    private int[] draw(double[] probabilities, RandomGenerator random) {
        return size > 0
                ? WeightedSampling.systematic(probabilities, random) // never above what the probabilities sum to
                : WeightedSampling.coins(probabilities, random);
    }

    private List<String> warnings(SampledPoints sample, int[] drawn) {
        if (drawn.length == 0) {
            return WeightedSampling.likeliestWarnings(true);
        }
        boolean isShort = Double.isNaN(ridge) && sample.size() < size;
        return isShort
                ? List.of(sample.size() + " landmarks instead of " + size + ": the scores of all others are zero")
                : List.of();
    }

    /** Returns what steers it. */
    @Override
    public String toString() {
        return "RecursiveLeverage[" + (Double.isNaN(ridge) ? "" : "ridge " + ridge + (size > 0 ? ", " : ""))
                + (size > 0 ? "size " + size : "") + "]";
    }
}
