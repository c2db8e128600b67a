package io.gramian.dpp;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.Kernel;
import io.gramian.dpp.internal.Checks;
import io.gramian.nystrom.Bless;
import io.gramian.nystrom.FeatureRoot;
import io.gramian.nystrom.Landmarks;
import io.gramian.nystrom.NystromFeatures;
import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Exact sampling from the process of the likelihood kernel k(x_i, x_j) without forming it, by way of few candidates: the number of
 * items enters the preparation alone.
 *
 * <ul>
 *   <li>{@link #vfx} (very fast and exact): scores of all items from Nystrom features, O(N m^2) once; each draw then costs what a
 *       process of some s^2 items costs, s the expected size.
 *   <li>{@link #alpha}: scores only of items that are drawn as candidates, uniformly at first; nothing but the diagonal of L is
 *       computed for all. It pays where L_ii is small for the alpha that belongs to the size.
 * </ul>
 *
 * <p>Landmarks are chosen by {@link Bless}; poor ones make draws slower, never wrong. The rate of candidates is not rounded to an
 * integer, which would change the law.
 *
 * <pre>{@code
 * IntermediateSampler sampler = IntermediateSampling.vfx().withExpectedSize(20).prepare(kernel, points, random);
 * int[] diverse = sampler.sample(random);
 * }</pre>
 *
 * <p>Immutable and thread-safe. Source: M. Derezinski, D. Calandriello, M. Valko, Exact sampling of determinantal point processes
 * with sublinear time preprocessing (2019); D. Calandriello, M. Derezinski, M. Valko, Sampling from a k-DPP without looking at
 * all items (2020).
 */
public final class IntermediateSampling {
    private static final double DEFAULT_DICTIONARY = 8;

    /** How many items are expected where none is asked for: no alpha gives zero. */
    private static final double EXPECTED_FOR_NONE = 0.5;

    /** A matrix of so many candidates takes 3.2 GB. */
    private static final double MOST_CANDIDATES = 20_000;

    /** Where the landmarks' weights stand for all other items, more of them reject less. */
    private static final double SKETCH_DICTIONARY = 16;

    private final boolean all;
    private final int size; // IntermediateSampler.ANY for any
    private final double expectedSize; // 0 for that of L itself
    private final double oversampling;
    private final double dictionary;
    private final Backend backend; // null for auto
    private final Progress progress;

    private IntermediateSampling(
            boolean all,
            int size,
            double expectedSize,
            double oversampling,
            double dictionary,
            Backend backend,
            Progress progress) {
        this.all = all;
        this.size = size;
        this.expectedSize = expectedSize;
        this.oversampling = oversampling;
        this.dictionary = dictionary;
        this.backend = backend;
        this.progress = progress;
    }

    /**
     * Returns the way with scores of all items.
     *
     * @return a configuration
     */
    public static IntermediateSampling vfx() {
        return new IntermediateSampling(true, IntermediateSampler.ANY, 0, 1, DEFAULT_DICTIONARY, null, Progress.NONE);
    }

    /**
     * Returns the way with scores of candidates only.
     *
     * @return a configuration
     */
    public static IntermediateSampling alpha() {
        return new IntermediateSampling(false, IntermediateSampler.ANY, 0, 1, SKETCH_DICTIONARY, null, Progress.NONE);
    }

    /**
     * Returns this sampling of alpha L, where alpha makes the expected size what is asked for, as far as the landmarks tell; the
     * draws are exact for the {@link IntermediateSampler#alpha} that was found.
     *
     * @param newSize positive
     * @return a configuration
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public IntermediateSampling withExpectedSize(double newSize) {
        return new IntermediateSampling(
                all,
                IntermediateSampler.ANY,
                Checks.positive("expected size", newSize),
                oversampling,
                dictionary,
                backend,
                progress);
    }

    /**
     * Returns this sampling of subsets of k items, the k-DPP of L, by rejection of other sizes at an alpha for which k are
     * expected; of the order of the deviation of the size many tries.
     *
     * @param k at least 0; of 0 the empty set
     * @return a configuration
     * @throws IllegalArgumentException if k is negative
     */
    public IntermediateSampling withSize(int k) {
        return new IntermediateSampling(
                all,
                Checks.atLeast("size", 0, k),
                Math.max(k, EXPECTED_FOR_NONE),
                oversampling,
                dictionary,
                backend,
                progress);
    }

    /**
     * Returns this sampling with another ratio of candidates to their scores, as a multiple of the sum of scores s: about f s^2
     * candidates a try, of which exp(-1 / (2 f)) are accepted with good landmarks.
     *
     * @param factor f, positive; 1 by default
     * @return a configuration
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public IntermediateSampling withOversampling(double factor) {
        return new IntermediateSampling(
                all, size, expectedSize, Checks.positive("oversampling", factor), dictionary, backend, progress);
    }

    /**
     * Returns this sampling with another number of landmarks.
     *
     * @param factor the oversampling of {@link Bless}, positive; 8 by default, 16 for {@link #alpha}
     * @return a configuration
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public IntermediateSampling withDictionary(double factor) {
        return new IntermediateSampling(
                all, size, expectedSize, oversampling, Checks.positive("dictionary", factor), backend, progress);
    }

    /**
     * Returns this sampling computing elsewhere.
     *
     * @param newBackend where; {@link Backends#auto()} by default
     * @return a configuration
     */
    public IntermediateSampling withBackend(Backend newBackend) {
        return new IntermediateSampling(
                all,
                size,
                expectedSize,
                oversampling,
                dictionary,
                Objects.requireNonNull(newBackend, "backend"),
                progress);
    }

    /**
     * Returns this sampling reporting its preparation.
     *
     * @param newProgress hears how far the work has come
     * @return a configuration
     */
    public IntermediateSampling withProgress(Progress newProgress) {
        return new IntermediateSampling(
                all,
                size,
                expectedSize,
                oversampling,
                dictionary,
                backend,
                Objects.requireNonNull(newProgress, "progress"));
    }

    /**
     * Returns the sampler, prepared: landmarks, and scores where they are of all items.
     *
     * @param kernel positive semi-definite
     * @param x N points
     * @param random the source of randomness of the landmarks
     * @return a sampler of subsets of the points
     * @throws IllegalArgumentException if the kernel declares no definiteness, the size asked for exceeds N or is not below
     *     the numerical rank that the landmarks see, or a try would take more candidates than memory holds
     */
    public IntermediateSampler prepare(Kernel kernel, Points x, RandomGenerator random) {
        if (size != IntermediateSampler.ANY) {
            Checks.between("size", 0, x.size(), size);
        }
        Backend where = (backend == null ? Backends.auto() : backend).withPrecision(Precision.DOUBLE);
        double largest = largestDiagonal(kernel, x, where);
        if (expectedSize == 0) {
            return prepare(kernel, x, bless(1).select(kernel, x, random, where), Double.NaN, random, where);
        }
        // Ridges fall until the landmarks see the size.
        double ridge = Math.max(largest, Double.MIN_NORMAL) * x.size();
        while (true) {
            Checks.checkInterrupted("choosing landmarks");
            Landmarks landmarks = bless(ridge).select(kernel, x, random, where);
            double seen = expected(
                    SmallSpectrum.of(SketchedScores.sketch(kernel, landmarks, where))
                            .values(),
                    1 / ridge);
            if (seen >= expectedSize || size == 0) {
                return prepare(kernel, x, landmarks, 1 / ridge, random, where);
            }
            if (ridge < 1e-13 * largest) {
                throw new IllegalArgumentException("size: expected below the numerical rank of the kernel, about "
                        + seen + ", found " + expectedSize);
            }
            ridge /= 4;
        }
    }

    /** Prepares the sampler of L, or of alpha L with the alpha near the given one that the expected size belongs to. */
    private IntermediateSampler prepare(
            Kernel kernel, Points x, Landmarks landmarks, double near, RandomGenerator random, Backend where) {
        NystromFeatures features = all ? NystromFeatures.of(kernel, landmarks, FeatureRoot.EIGEN, where) : null;
        DMatrixRMaj inner =
                all ? ProjectedScores.gram(x, features, where) : SketchedScores.sketch(kernel, landmarks, where);
        double alpha = expectedSize == 0 ? 1 : scaling(SmallSpectrum.of(inner).values(), near);
        IntermediateScores scores = all
                ? new ProjectedScores(kernel, x, features, inner, alpha, progress, where)
                : new SketchedScores(kernel, x, landmarks, alpha, random, where);
        double ratio = Math.max(oversampling * scores.total(), 0.1);
        double rate = ratio * Math.exp(1 / ratio);
        if (!(rate * scores.total() <= MOST_CANDIDATES)) {
            throw new IllegalArgumentException("a try would take about " + Math.round(rate * scores.total())
                    + " candidates, at most " + (long) MOST_CANDIDATES + " are possible; the leverage scores sum to "
                    + scores.total() + ": ask for a smaller size by withExpectedSize or withSize");
        }
        return new IntermediateSampler(kernel, x, scores, alpha, ratio, rate, size, where);
    }

    private Bless bless(double ridge) {
        return Bless.ofRidge(ridge).withOversampling(dictionary).withProgress(progress);
    }

    private double scaling(double[] eigenvalues, double near) {
        double low = Math.log(near) - 60;
        double high = Math.log(near) + 3;
        for (int step = 0; step < 60; step++) {
            double middle = (low + high) / 2;
            if (expected(eigenvalues, Math.exp(middle)) < expectedSize) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp(high);
    }

    private static double expected(double[] eigenvalues, double alpha) {
        return Arrays.stream(eigenvalues)
                .map(v -> alpha * Math.max(0, v) / (1 + alpha * Math.max(0, v)))
                .sum();
    }

    private static double largestDiagonal(Kernel kernel, Points x, Backend where) {
        try (Gram gram = where.gram(kernel, x)) {
            return Arrays.stream(gram.diagonal()).max().orElseThrow();
        }
    }

    /** Returns the way and the size. */
    @Override
    public String toString() {
        return "IntermediateSampling[" + (all ? "vfx" : "alpha")
                + (size != IntermediateSampler.ANY
                        ? ", size " + size
                        : expectedSize > 0 ? ", expected size " + expectedSize : "")
                + "]";
    }
}
