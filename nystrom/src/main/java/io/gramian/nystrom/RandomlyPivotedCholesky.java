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
 * Landmarks by randomly pivoted Cholesky: each pivot is drawn with a probability proportional to the diagonal of the
 * residual K - F F' of the pivots before it. The best general choice for data in memory.
 *
 * <p>Three ways to draw:
 *
 * <ul>
 *   <li>{@link #accelerated}, the default: many proposals at a time from the same residual, each then accepted with the
 *       ratio of its present residual to the one it was drawn by. The pivots follow <em>exactly the law</em> of the
 *       simple way. The number of proposals follows counts of operations, never a clock, so that a seed determines the
 *       result.
 *   <li>{@link #simple}: one at a time; the same law, bound by memory, for comparisons.
 *   <li>{@link #block}: proposals without rejection. <em>Another law</em>: where the data have tight clusters it takes
 *       many points of one.
 * </ul>
 *
 * <p>For rank k: (k + 1) n kernel values and those among proposals, O(k^2 n) operations, 8 n k bytes. If k &gt;= r / eps
 * + r log(1 / (eps eta)), the expected trace error is within 1 + eps of that of the best rank-r approximation, eta being
 * the latter's relative error. Landmarks come with weights of one, no effective dimension, and residual diagonals as
 * scores. Selection ends early, with a warning, when all residuals are rounding (4e-13 of k(x, x), 6e-5 in single precision).
 *
 * <p>Source: Y. Chen, E. N. Epperly, J. A. Tropp, R. J. Webber, Randomly pivoted Cholesky (2025); E. N. Epperly, J. A.
 * Tropp, R. J. Webber, Embrace rejection: kernel matrix approximation by accelerated randomly pivoted Cholesky (2024).
 */
public final class RandomlyPivotedCholesky implements LandmarkSelector {
    private static final int LEAST_BLOCK = 10;

    /** Operations of a product that one operation of the serial elimination of candidates takes as long as. */
    private static final double SERIAL = 8;

    private enum Way {
        SIMPLE,
        BLOCK,
        ACCELERATED
    }

    private final int rank;
    private final Way way;
    private final int blockSize; // 0 for automatic
    private final double tolerance;
    private final Progress progress;

    private RandomlyPivotedCholesky(int rank, Way way, int blockSize, double tolerance, Progress progress) {
        this.rank = rank;
        this.way = way;
        this.blockSize = blockSize;
        this.tolerance = tolerance;
        this.progress = progress;
    }

    /**
     * Returns the accelerated selector of k landmarks.
     *
     * @param rank k, at least 1
     * @return a selector
     * @throws IllegalArgumentException if the rank is below 1
     */
    public static RandomlyPivotedCholesky ofRank(int rank) {
        return new RandomlyPivotedCholesky(Checks.size("rank", rank), Way.ACCELERATED, 0, 0, Progress.NONE);
    }

    /**
     * Returns this selector drawing one pivot at a time.
     *
     * @return a selector
     */
    public RandomlyPivotedCholesky simple() {
        return new RandomlyPivotedCholesky(rank, Way.SIMPLE, 1, tolerance, progress);
    }

    /**
     * Returns this selector drawing blocks of b pivots from the same residual, repeats dropped; another law than the
     * simple one.
     *
     * @param size b, at least 1
     * @return a selector
     * @throws IllegalArgumentException if the size is below 1
     */
    public RandomlyPivotedCholesky block(int size) {
        return new RandomlyPivotedCholesky(rank, Way.BLOCK, Checks.size("block size", size), tolerance, progress);
    }

    /**
     * Returns this selector drawing blocks of proposals with rejection, of a size it chooses.
     *
     * @return a selector
     */
    public RandomlyPivotedCholesky accelerated() {
        return new RandomlyPivotedCholesky(rank, Way.ACCELERATED, 0, tolerance, progress);
    }

    /**
     * Returns this selector stopping as soon as tr(K - F F') is at most the tolerance times tr K. It is not checked within
     * a round of proposals: but for the simple way, up to a round more is taken, a quarter of the rank.
     *
     * @param newTolerance at least 0 and below 1; 0, the default, stops at the rank alone
     * @return a selector
     * @throws IllegalArgumentException if it is out of range
     */
    public RandomlyPivotedCholesky withTolerance(double newTolerance) {
        return new RandomlyPivotedCholesky(rank, way, blockSize, Checks.fraction("tolerance", newTolerance), progress);
    }

    /**
     * Returns this selector reporting pivots found.
     *
     * @param newProgress hears how far the work has come
     * @return a selector
     */
    public RandomlyPivotedCholesky withProgress(Progress newProgress) {
        return new RandomlyPivotedCholesky(
                rank, way, blockSize, tolerance, Objects.requireNonNull(newProgress, "progress"));
    }

    @Override
    public Landmarks select(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        try (PivotedCholesky factorisation = factorise(kernel, x, random, backend)) {
            return factorisation.landmarks();
        }
    }

    /**
     * Returns the factorisation K ~ F F' that the choice of landmarks computes, with its factor; to be closed.
     *
     * @param kernel positive semi-definite
     * @param x n points
     * @param random the source of randomness
     * @param backend where the factor is kept and computed
     * @return a factorisation of rank at most k
     * @throws IllegalArgumentException if k exceeds n, the kernel declares no definiteness, or F does not fit into the
     *     backend's memory limit
     * @throws io.gramian.core.NumericalException if the kernel gives no finite values, or is not positive semi-definite
     *     though it declares so
     */
    public PivotedCholesky factorise(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        Checks.atMost("rank", rank, x);
        ResidualFactor factor = new ResidualFactor(kernel, x, rank, backend);
        try {
            draw(factor, x, random);
            return new PivotedCholesky(x, factor, warnings(factor, rank, tolerance));
        } catch (RuntimeException | Error e) {
            factor.close();
            throw e;
        }
    }

    private void draw(ResidualFactor factor, Points x, RandomGenerator random) {
        int block = way == Way.ACCELERATED ? Math.max(LEAST_BLOCK, (rank + 9) / 10) : blockSize;
        while (isUnfinished(factor, rank, tolerance)) {
            int left = rank - factor.rank();
            // Twice what is missing is enough to propose: how many, is settled before any of them is drawn.
            int count =
                    way == Way.ACCELERATED ? Math.min(block, Math.max(LEAST_BLOCK, 2 * left)) : Math.min(block, left);
            int known = factor.rank();
            int[] proposals = WeightedSampling.draws(factor.residual(), count, random);
            int taken = way == Way.ACCELERATED
                    ? factor.append(proposals, (before, now) -> random.nextDouble() * before < now)
                    : factor.append(distinct(proposals), ResidualFactor.Acceptance.ALWAYS);
            if (way == Way.ACCELERATED) {
                block = nextBlock(block, x.size(), x.dimension(), known, count, taken);
            }
            progress.update("landmarks", factor.rank(), rank);
        }
    }

    /**
     * The authors' rule, a quarter of the time for rejecting, with operations counted where they measure time: n a (m + a
     * + d) for new columns, b^2 (m + d) and b a^2 / 2 in one thread for rejecting. At most k / 4: what a round adds to the
     * work grows with its square.
     */
    private int nextBlock(int block, int n, int d, int known, int proposed, int taken) {
        double growing = (double) n * taken * (known + taken + d);
        double rejecting = (double) proposed * proposed * (known + d) + SERIAL * proposed * taken * taken / 2;
        double wanted = proposed * growing / (4 * rejecting);
        double next = Math.min(Math.min(wanted, 1.5 * block), rank / 4.0);
        return (int) Math.ceil(Math.max(next, Math.max(block / 3.0, LEAST_BLOCK)));
    }

    static boolean isUnfinished(ResidualFactor factor, int rank, double tolerance) {
        return factor.rank() < rank
                && factor.remaining() > tolerance * factor.trace()
                && Arrays.stream(factor.residual()).anyMatch(d -> d > 0);
    }

    static List<String> warnings(ResidualFactor factor, int rank, double tolerance) {
        if (factor.rank() == rank || factor.remaining() > 0 && factor.remaining() <= tolerance * factor.trace()) {
            return List.of();
        }
        return List.of("rank " + factor.rank() + " instead of " + rank
                + ": the residual of all other points is rounding; they repeat the landmarks or are spanned by them");
    }

    private static int[] distinct(int[] indices) {
        return IntStream.of(indices).distinct().toArray();
    }

    /** Returns the way, the rank and the tolerance. */
    @Override
    public String toString() {
        return "RandomlyPivotedCholesky[rank " + rank + ", " + way.name().toLowerCase(java.util.Locale.ROOT)
                + (way == Way.BLOCK ? "(" + blockSize + ")" : "") + (tolerance > 0 ? ", tolerance " + tolerance : "")
                + "]";
    }
}
