package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Landmarks by bottom-up leverage score sampling with replacement (BLESS): along ridges that fall by a factor, scores of a
 * uniform sample are estimated from the landmarks of the ridge before, and draws are made by them.
 *
 * <p>At each ridge gamma_h, from max k_ii n down to gamma: a uniform sample of R = min(n, q n max k_ii / gamma_h) points;
 * their scores tau; d = n / R sum tau; q d draws with probability tau / sum tau. The cost, q^3 d^2 n / gamma operations for
 * a normalised kernel, does not depend on n where gamma is a fraction of n. The authors' lambda is gamma / n. A point drawn r
 * times becomes one landmark of weight (r n sum tau / (R M tau))^(1/2), M the number of draws. Scores are the estimates of
 * the last ridge, the effective dimension is d there.
 *
 * <p>Source: A. Rudi, D. Calandriello, L. Carratino, L. Rosasco, On fast leverage score sampling and optimal learning
 * (2018).
 */
public final class Bless implements LandmarkSelector {
    private static final double DEFAULT_OVERSAMPLING = 4;
    private static final double DEFAULT_STEP = 2;

    private final double ridge;
    private final int size; // 0 for no cap
    private final double oversampling;
    private final double step;
    private final Progress progress;

    private Bless(double ridge, int size, double oversampling, double step, Progress progress) {
        this.ridge = ridge;
        this.size = size;
        this.oversampling = oversampling;
        this.step = step;
        this.progress = progress;
    }

    /**
     * Returns the selector of the given ridge.
     *
     * @param ridge gamma, positive; it multiplies I, n times the lambda of the paper
     * @return a selector
     * @throws IllegalArgumentException if the ridge is not positive and finite
     */
    public static Bless ofRidge(double ridge) {
        return new Bless(Checks.ridge(ridge), 0, DEFAULT_OVERSAMPLING, DEFAULT_STEP, Progress.NONE);
    }

    /**
     * Returns this selector making at most m draws at any ridge.
     *
     * @param newSize m, at least 1
     * @return a selector
     * @throws IllegalArgumentException if the size is below 1
     */
    public Bless withSize(int newSize) {
        return new Bless(ridge, Checks.size("size", newSize), oversampling, step, progress);
    }

    /**
     * Returns this selector with another factor of sample sizes.
     *
     * @param factor q, positive; 4 by default
     * @return a selector
     * @throws IllegalArgumentException if the factor is not positive and finite
     */
    public Bless withOversampling(double factor) {
        return new Bless(ridge, size, Checks.positive("oversampling", factor), step, progress);
    }

    /**
     * Returns this selector with another ratio of successive ridges.
     *
     * @param ratio above 1 and finite; 2 by default
     * @return a selector
     * @throws IllegalArgumentException if it is out of range
     */
    public Bless withStep(double ratio) {
        if (!(ratio > 1 && ratio <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("step: expected a finite number above 1, found " + ratio);
        }
        return new Bless(ridge, size, oversampling, ratio, progress);
    }

    /**
     * Returns this selector reporting ridges done.
     *
     * @param newProgress hears how far the work has come
     * @return a selector
     */
    public Bless withProgress(Progress newProgress) {
        return new Bless(ridge, size, oversampling, step, Objects.requireNonNull(newProgress, "progress"));
    }

    @Override
    public Landmarks select(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        double[] diagonal = Checks.diagonal(kernel, x, backend);
        int n = x.size();
        double largest = Arrays.stream(diagonal).max().orElseThrow();
        double start = Math.max(ridge, largest * n);
        int steps = Math.max(1, (int) Math.ceil(Math.log(start / ridge) / Math.log(step) - 1e-9));
        SampledPoints sample = SampledPoints.certain(x, new int[0]);
        Stage stage = null;
        long evaluations = n;
        for (int h = 1; h <= steps; h++) {
            Checks.checkInterrupted("choosing landmarks");
            double gamma = ridge * Math.pow(start / ridge, 1 - (double) h / steps);
            int[] uniform = uniform(n, Math.ceil(oversampling * n * largest / gamma), random);
            double[] scores = scores(kernel, sample, uniform, diagonal, gamma, backend);
            evaluations += sample.evaluations(uniform.length);
            stage = draw(x, uniform, scores, random);
            sample = stage.sample;
            progress.update("ridges", h, steps);
        }
        return sample.landmarks(stage.scores, stage.effectiveDimension, evaluations, List.of());
    }

    private static int[] uniform(int n, double count, RandomGenerator random) {
        return count >= n
                ? IntStream.range(0, n).toArray()
                : IntStream.range(0, (int) count).map(r -> random.nextInt(n)).toArray();
    }

    /** Estimates of the scores at a ridge from a sample, or k_ii / (k_ii + gamma) from none. */
    static double[] scores(
            Kernel kernel, SampledPoints sample, int[] places, double[] diagonal, double gamma, Backend backend) {
        double[] scores = sample.size() == 0
                ? new double[places.length]
                : sample.scores(kernel, sample.x().select(places), gamma, backend);
        for (int u = 0; u < places.length; u++) {
            double own = diagonal[places[u]] / (diagonal[places[u]] + gamma);
            scores[u] = sample.size() == 0 ? own : Math.min(scores[u], own); // no score is larger
        }
        return scores;
    }

    /** What one ridge leaves to the next. */
    private record Stage(SampledPoints sample, double[] scores, double effectiveDimension) {}

    private Stage draw(Points x, int[] uniform, double[] scores, RandomGenerator random) {
        double sum = Arrays.stream(scores).sum();
        if (sum == 0) { // a sample of points without a score: any of them will do
            Arrays.fill(scores, Double.MIN_NORMAL);
            sum = scores.length * Double.MIN_NORMAL;
        }
        double dimension = sum * x.size() / uniform.length;
        int draws = (int) Math.max(1, Math.min(Math.ceil(oversampling * dimension), size > 0 ? size : 1 << 30));
        Map<Integer, Double> squares = new TreeMap<>();
        Map<Integer, Double> tau = new TreeMap<>();
        for (int u : WeightedSampling.draws(scores, draws, random)) {
            double square = x.size() / ((double) uniform.length * draws) * (sum / scores[u]);
            squares.merge(uniform[u], square, Double::sum);
            tau.put(uniform[u], scores[u]);
        }
        int[] indices = squares.keySet().stream().mapToInt(Integer::intValue).toArray();
        double[] weights = squares.values().stream().mapToDouble(Math::sqrt).toArray();
        double[] chosen = tau.values().stream().mapToDouble(Double::doubleValue).toArray();
        return new Stage(new SampledPoints(x, indices, weights), chosen, dimension);
    }

    /** Returns the ridge, the cap and the factor. */
    @Override
    public String toString() {
        return "Bless[ridge " + ridge + (size > 0 ? ", size " + size : "") + ", oversampling " + oversampling + "]";
    }
}
