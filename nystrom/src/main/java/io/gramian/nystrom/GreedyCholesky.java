package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Landmarks by greedy pivoted Cholesky: each pivot has the largest diagonal of the residual K - F F', the lowest index on
 * ties; the points farthest, in feature space, from the span of those before. Nothing is random.
 *
 * <p>(k + 1) n kernel values, O(k^2 n) operations bound by memory, 8 n k bytes. It seeks outliers first: for data with a
 * few of them {@link RandomlyPivotedCholesky} has the smaller error. Landmarks come with weights of one, no effective
 * dimension, and residual diagonals as scores.
 *
 * <p>Source: S. Fine, K. Scheinberg, Efficient SVM training using low-rank kernel representations (2001).
 */
public final class GreedyCholesky implements LandmarkSelector {
    private final int rank;
    private final double tolerance;
    private final Progress progress;

    private GreedyCholesky(int rank, double tolerance, Progress progress) {
        this.rank = rank;
        this.tolerance = tolerance;
        this.progress = progress;
    }

    /**
     * Returns the selector of k landmarks.
     *
     * @param rank k, at least 1
     * @return a selector
     * @throws IllegalArgumentException if the rank is below 1
     */
    public static GreedyCholesky ofRank(int rank) {
        return new GreedyCholesky(Checks.size("rank", rank), 0, Progress.NONE);
    }

    /**
     * Returns this selector stopping as soon as tr(K - F F') is at most the tolerance times tr K.
     *
     * @param newTolerance at least 0 and below 1; 0, the default, stops at the rank alone
     * @return a selector
     * @throws IllegalArgumentException if it is out of range
     */
    public GreedyCholesky withTolerance(double newTolerance) {
        return new GreedyCholesky(rank, Checks.fraction("tolerance", newTolerance), progress);
    }

    /**
     * Returns this selector reporting pivots found.
     *
     * @param newProgress hears how far the work has come
     * @return a selector
     */
    public GreedyCholesky withProgress(Progress newProgress) {
        return new GreedyCholesky(rank, tolerance, Objects.requireNonNull(newProgress, "progress"));
    }

    @Override
    public Landmarks select(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        try (PivotedCholesky factorisation = factorise(kernel, x, backend)) {
            return factorisation.landmarks();
        }
    }

    /**
     * Returns the factorisation K ~ F F' that the choice of landmarks computes, with its factor; to be closed.
     *
     * @param kernel positive semi-definite
     * @param x n points
     * @param backend where the factor is kept and computed
     * @return a factorisation of rank at most k
     * @throws IllegalArgumentException as {@link RandomlyPivotedCholesky#factorise}
     * @throws io.gramian.core.NumericalException as there
     */
    public PivotedCholesky factorise(Kernel kernel, Points x, Backend backend) {
        Checks.atMost("rank", rank, x);
        ResidualFactor factor = new ResidualFactor(kernel, x, rank, backend);
        try {
            while (RandomlyPivotedCholesky.isUnfinished(factor, rank, tolerance)) {
                factor.append(
                        new int[] {WeightedSampling.largest(factor.residual())}, ResidualFactor.Acceptance.ALWAYS);
                progress.update("landmarks", factor.rank(), rank);
            }
            return new PivotedCholesky(x, factor, RandomlyPivotedCholesky.warnings(factor, rank, tolerance));
        } catch (RuntimeException | Error e) {
            factor.close();
            throw e;
        }
    }

    /** Returns the rank and the tolerance. */
    @Override
    public String toString() {
        return "GreedyCholesky[rank " + rank + (tolerance > 0 ? ", tolerance " + tolerance : "") + "]";
    }
}
