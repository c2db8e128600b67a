package io.gramian.dpp;

import io.gramian.core.Progress;
import io.gramian.dpp.internal.Checks;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Maximum likelihood estimation of a likelihood kernel L from subsets S_1, ..., S_T that were seen: it raises
 *
 * <pre>mean_t log det L_{S_t} - log det(I + L),</pre>
 *
 * which has many local maxima; what is found depends on the start.
 *
 * <ul>
 *   <li>{@link #fixedPoint}: a full N x N kernel by L &lt;- L + a L D L, D the gradient; of step a = 1 no step lowers the
 *       likelihood. O(T k^3 + N^3) a step, for N up to a few thousand.
 *   <li>{@link #ofRank}: L = V V' with V of D columns by a quasi-Newton ascent; O(T k^2 (k + D) + N D^2) a step, for many
 *       items. No subset may have more than D items.
 * </ul>
 *
 * <pre>{@code
 * LearnedLikelihood learned = LikelihoodLearning.ofRank(30).withPenalty(0.1).fit(baskets, 10_000, random);
 * FiniteDpp process = FiniteDpp.ofFeatures(learned.features());
 * }</pre>
 *
 * <p>Immutable and thread-safe. Source: Z. Mariet, S. Sra, Fixed-point algorithms for learning determinantal point processes
 * (2015); M. Gartrell, U. Paquet, N. Koenigstein, Low-rank factorization of determinantal point processes (2017).
 */
public final class LikelihoodLearning {
    private static final int DEFAULT_ITERATIONS = 500;
    private static final double DEFAULT_TOLERANCE = 1e-9;

    private final int rank; // 0 for a full kernel
    private final double step;
    private final double penalty;
    private final int iterations;
    private final double tolerance;
    private final Progress progress;

    private LikelihoodLearning(
            int rank, double step, double penalty, int iterations, double tolerance, Progress progress) {
        this.rank = rank;
        this.step = step;
        this.penalty = penalty;
        this.iterations = iterations;
        this.tolerance = tolerance;
        this.progress = progress;
    }

    /**
     * Returns the learning of a full kernel by fixed-point steps.
     *
     * @return a configuration
     */
    public static LikelihoodLearning fixedPoint() {
        return new LikelihoodLearning(0, 1, 0, DEFAULT_ITERATIONS, DEFAULT_TOLERANCE, Progress.NONE);
    }

    /**
     * Returns the learning of a kernel V V'.
     *
     * @param columns D, at least 1
     * @return a configuration
     * @throws IllegalArgumentException if the number is below 1
     */
    public static LikelihoodLearning ofRank(int columns) {
        return new LikelihoodLearning(
                Checks.atLeast("rank", 1, columns), 1, 0, DEFAULT_ITERATIONS, DEFAULT_TOLERANCE, Progress.NONE);
    }

    /**
     * Returns this learning with another length of fixed-point steps. Above 1 it may be faster; a step that would lower the
     * likelihood is made anew of length 1. Low-rank learning chooses its own steps.
     *
     * @param length a, positive; 1 by default
     * @return a configuration
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public LikelihoodLearning withStep(double length) {
        return new LikelihoodLearning(rank, Checks.positive("step", length), penalty, iterations, tolerance, progress);
    }

    /**
     * Returns this learning with the penalty alpha / 2 sum_i |v_i|^2 / max(1, n_i) subtracted from the mean log-likelihood, n_i
     * how often item i was seen; for low-rank kernels, where it keeps rare items from growing without bound.
     *
     * @param alpha at least 0; 0 by default
     * @return a configuration
     * @throws IllegalArgumentException if it is negative or not finite, or the kernel is a full one
     */
    public LikelihoodLearning withPenalty(double alpha) {
        if (!(alpha >= 0 && alpha <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("penalty: expected a finite number of at least 0, found " + alpha);
        }
        if (rank == 0 && alpha > 0) {
            throw new IllegalArgumentException(
                    "penalty: the fixed-point iteration of a full kernel has none; use ofRank");
        }
        return new LikelihoodLearning(rank, step, alpha, iterations, tolerance, progress);
    }

    /**
     * Returns this learning with another limit of steps.
     *
     * @param most at least 0; 500 by default
     * @return a configuration
     * @throws IllegalArgumentException if it is negative
     */
    public LikelihoodLearning withIterations(int most) {
        return new LikelihoodLearning(rank, step, penalty, Checks.atLeast("iterations", 0, most), tolerance, progress);
    }

    /**
     * Returns this learning with another tolerance: it has converged when a step raises the objective by less than that times
     * the larger of 1 and its magnitude.
     *
     * @param gain positive; 1e-9 by default
     * @return a configuration
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public LikelihoodLearning withTolerance(double gain) {
        return new LikelihoodLearning(rank, step, penalty, iterations, Checks.positive("tolerance", gain), progress);
    }

    /**
     * Returns this learning reporting steps.
     *
     * @param newProgress hears how far the work has come
     * @return a configuration
     */
    public LikelihoodLearning withProgress(Progress newProgress) {
        return new LikelihoodLearning(
                rank, step, penalty, iterations, tolerance, Objects.requireNonNull(newProgress, "progress"));
    }

    /**
     * Returns a kernel learned from a random start: V of independent normal entries of variance 1 / D, and L = V V' with D =
     * 2 N for a full kernel.
     *
     * @param subsets T subsets of different items each; empty ones count
     * @param size N, above every item
     * @param random the source of randomness of the start
     * @return a kernel
     * @throws IllegalArgumentException if there is no subset, an item is out of range or occurs twice in one, or a subset has
     *     more items than the rank
     */
    public LearnedLikelihood fit(int[][] subsets, int size, RandomGenerator random) {
        Checks.atLeast("size", 1, size);
        int columns = rank == 0 ? 2 * size : rank;
        DMatrixRMaj start = new DMatrixRMaj(size, columns);
        for (int at = 0; at < start.getNumElements(); at++) {
            start.data[at] = random.nextGaussian() / Math.sqrt(columns);
        }
        return fit(
                subsets,
                rank == 0 ? new LearnedLikelihood(start, null, new double[1], false).likelihoodKernel() : start);
    }

    /**
     * Returns a kernel learned from a start of the caller's.
     *
     * @param subsets T subsets of different items each; empty ones count
     * @param start L, N x N, symmetric positive definite, for the fixed point; V, N x D, for a low rank
     * @return a kernel
     * @throws IllegalArgumentException as {@link #fit(int[][], int, RandomGenerator)}, or if the start has not the right shape
     *     or gives a subset probability zero
     */
    public LearnedLikelihood fit(int[][] subsets, DMatrixRMaj start) {
        ObservedSubsets observed = new ObservedSubsets(start.numRows, subsets);
        if (rank == 0) {
            return new FixedPointAscent(observed, step)
                    .maximise(CheckedMatrix.symmetric("start", start), iterations, tolerance, progress);
        }
        if (start.numCols != rank) {
            throw new IllegalArgumentException("start: expected " + rank + " columns, found " + start.numCols);
        }
        LowRankLikelihood objective = new LowRankLikelihood(observed, rank, penalty);
        return new QuasiNewtonAscent(objective)
                .maximise(CheckedMatrix.of("start", start), iterations, tolerance, progress);
    }

    /** Returns the kind of kernel. */
    @Override
    public String toString() {
        return "LikelihoodLearning["
                + (rank == 0 ? "fixed point, step " + step : "rank " + rank + ", penalty " + penalty) + "]";
    }
}
