package io.gramian.dpp;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;

/**
 * Greedy maximisation of det L_S, the most probable subset of a determinantal process: each item is the one with the largest
 * det L_{S + i} / det L_S. Exact maximisation is NP-hard; of k items, the greedy set is within (1 - 1/e) of the best log det
 * where that is monotone.
 *
 * <p>The gains are the residual diagonal of a pivoted Cholesky factorisation, kept up to date: O(N k^2) operations, O(N k)
 * memory and k columns of L, which is never formed from a kernel and points or from features. An item whose residual is below
 * the tolerance times L_ii is a combination of those chosen, up to rounding, and is not taken: fewer than k items are then
 * returned.
 *
 * <p>{@link #withLazyEvaluation} brings residuals up to date only where they may win, as gains never grow; the items are the same.
 *
 * <pre>{@code
 * GreedySelection ten = GreedyMap.ofSize(10).select(Kernel.gaussian(0.5), points);
 * GreedySelection mode = GreedyMap.unconstrained().withQuality(quality).select(similarity);
 * }</pre>
 *
 * <p>Immutable and thread-safe; the same input gives the same items, the lower index first in a tie. Source: L. Chen, G. Zhang,
 * H. Zhou, Fast greedy MAP inference for determinantal point process to improve recommendation diversity (2018); M. Minoux,
 * Accelerated greedy algorithms for maximizing submodular set functions (1978).
 */
public final class GreedyMap {
    private static final int UNCONSTRAINED = -1;
    private static final double DEFAULT_TOLERANCE = 4e-13;

    private final int size; // UNCONSTRAINED for any
    private final boolean lazy;
    private final int window; // 0 for all items
    private final double tolerance;
    private final double[] logQuality; // null for ones
    private final Backend backend; // null for auto
    private final Progress progress;

    private GreedyMap(
            int size,
            boolean lazy,
            int window,
            double tolerance,
            double[] logQuality,
            Backend backend,
            Progress progress) {
        this.size = size;
        this.lazy = lazy;
        this.window = window;
        this.tolerance = tolerance;
        this.logQuality = logQuality;
        this.backend = backend;
        this.progress = progress;
    }

    /**
     * Returns the choice of k items.
     *
     * @param k at least 0
     * @return a configuration
     * @throws IllegalArgumentException if k is negative
     */
    public static GreedyMap ofSize(int k) {
        return new GreedyMap(Checks.atLeast("size", 0, k), false, 0, DEFAULT_TOLERANCE, null, null, Progress.NONE);
    }

    /**
     * Returns the choice of as many items as raise the determinant: it stops before the first gain below 1.
     *
     * @return a configuration
     */
    public static GreedyMap unconstrained() {
        return new GreedyMap(UNCONSTRAINED, false, 0, DEFAULT_TOLERANCE, null, null, Progress.NONE);
    }

    /**
     * Returns this choice with lazy evaluation: the same items, with entries of L and operations only for items that may win.
     * It pays where few are near the top, as with qualities that differ much.
     *
     * @return a configuration
     */
    public GreedyMap withLazyEvaluation() {
        return new GreedyMap(size, true, window, tolerance, logQuality, backend, progress);
    }

    /**
     * Returns this choice with diversity asked for only among any w + 1 successive items, as in a list that is scrolled: gains
     * are conditional on the last w. O(N w k) operations.
     *
     * @param items w, at least 1
     * @return a configuration
     * @throws IllegalArgumentException if w is below 1
     */
    public GreedyMap withWindow(int items) {
        return new GreedyMap(size, lazy, Checks.atLeast("window", 1, items), tolerance, logQuality, backend, progress);
    }

    /**
     * Returns this choice with another threshold of what counts as zero.
     *
     * @param fraction of L_ii, at least 0 and below 1; 4e-13 by default
     * @return a configuration
     * @throws IllegalArgumentException if it is out of range
     */
    public GreedyMap withTolerance(double fraction) {
        if (!(fraction >= 0 && fraction < 1)) {
            throw new IllegalArgumentException("tolerance: expected at least 0 and below 1, found " + fraction);
        }
        return new GreedyMap(size, lazy, window, fraction, logQuality, backend, progress);
    }

    /**
     * Returns this choice with qualities: the likelihood kernel is q_i q_j S_ij, S the one that is given.
     *
     * @param quality N numbers, at least 0; an item of quality 0 is never chosen
     * @return a configuration
     * @throws IllegalArgumentException if a number is negative or not finite
     */
    public GreedyMap withQuality(double... quality) {
        double[] logs = new double[quality.length];
        for (int i = 0; i < logs.length; i++) {
            if (!(quality[i] >= 0 && quality[i] <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "quality " + i + ": expected a finite number of at least 0, found " + quality[i]);
            }
            logs[i] = Math.log(quality[i]);
        }
        return new GreedyMap(size, lazy, window, tolerance, logs, backend, progress);
    }

    /**
     * Returns this choice trading relevance against diversity: it maximises theta sum r_i + (1 - theta) log det S_S, by the
     * qualities exp(theta r_i / (2 (1 - theta))). Nothing overflows.
     *
     * @param relevance r, N finite numbers
     * @param theta the weight of relevance, at least 0 and below 1
     * @return a configuration
     * @throws IllegalArgumentException if a number is not finite or theta out of range
     */
    public GreedyMap withQuality(double[] relevance, double theta) {
        if (!(theta >= 0 && theta < 1)) {
            throw new IllegalArgumentException("theta: expected at least 0 and below 1, found " + theta);
        }
        double[] logs = new double[relevance.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = Checks.finite("relevance " + i, relevance[i]) * (theta / (2 * (1 - theta)));
        }
        return new GreedyMap(size, lazy, window, tolerance, logs, backend, progress);
    }

    /**
     * Returns this choice with kernel values computed elsewhere.
     *
     * @param newBackend where; {@link Backends#auto()} by default
     * @return a configuration
     */
    public GreedyMap withBackend(Backend newBackend) {
        return new GreedyMap(
                size, lazy, window, tolerance, logQuality, Objects.requireNonNull(newBackend, "backend"), progress);
    }

    /**
     * Returns this choice reporting items chosen.
     *
     * @param newProgress hears how far the work has come
     * @return a configuration
     */
    public GreedyMap withProgress(Progress newProgress) {
        return new GreedyMap(
                size, lazy, window, tolerance, logQuality, backend, Objects.requireNonNull(newProgress, "progress"));
    }

    /**
     * Returns items of a process given by its likelihood kernel.
     *
     * @param likelihood L, N x N, symmetric positive semi-definite
     * @return items in the order of choice
     * @throws IllegalArgumentException if L is not symmetric, or seen not to be positive semi-definite; k exceeds N; or there
     *     are not N qualities
     */
    public GreedySelection select(double[]... likelihood) {
        return select(CheckedMatrix.of("L", likelihood));
    }

    /**
     * Returns items of a process given by its likelihood kernel.
     *
     * @param likelihood L, N x N, symmetric positive semi-definite
     * @return items in the order of choice
     * @throws IllegalArgumentException as {@link #select(double[][])}
     */
    public GreedySelection select(DMatrixRMaj likelihood) {
        return select(LikelihoodEntries.of(likelihood));
    }

    /**
     * Returns items of the process with the likelihood kernel B B'.
     *
     * @param features B, N x D
     * @return items in the order of choice, at most D
     * @throws IllegalArgumentException if an entry is not finite, k exceeds N, or there are not N qualities
     */
    public GreedySelection selectByFeatures(DMatrixRMaj features) {
        return select(LikelihoodEntries.ofFeatures(features));
    }

    /**
     * Returns items of the process with the likelihood kernel k(x_i, x_j).
     *
     * @param kernel positive semi-definite
     * @param x N points
     * @return items in the order of choice
     * @throws IllegalArgumentException if the kernel declares no definiteness, k exceeds N, or there are not N qualities
     */
    public GreedySelection select(Kernel kernel, Points x) {
        try (LikelihoodEntries entries = LikelihoodEntries.of(kernel, x, backend == null ? Backends.auto() : backend)) {
            return select(entries);
        }
    }

    GreedySelection select(LikelihoodEntries entries) {
        int n = entries.size();
        double[] quality = logQuality == null ? new double[n] : logQuality;
        if (quality.length != n) {
            throw new IllegalArgumentException(
                    "quality: expected " + n + " numbers, one an item, found " + quality.length);
        }
        int most = size == UNCONSTRAINED ? n : Checks.between("size", 0, n, size);
        GreedyResiduals residuals = lazy && window == 0
                ? new LazyResiduals(entries, quality, tolerance)
                : new EagerResiduals(entries, quality, tolerance, window);
        int[] items = new int[most];
        double[] logGains = new double[most];
        int chosen = 0;
        while (chosen < most) {
            Checks.checkInterrupted("choosing items");
            int best = residuals.best();
            if (best < 0 || size == UNCONSTRAINED && residuals.logGain(best) < 0) {
                break;
            }
            items[chosen] = best;
            logGains[chosen++] = residuals.logGain(best);
            if (chosen < most) {
                residuals.take(best);
            }
            progress.update("items", chosen, most);
        }
        return new GreedySelection(Arrays.copyOf(items, chosen), Arrays.copyOf(logGains, chosen));
    }

    /** Returns the stop rule and the window. */
    @Override
    public String toString() {
        return "GreedyMap[" + (size == UNCONSTRAINED ? "unconstrained" : size + " items") + (lazy ? ", lazy" : "")
                + (window > 0 ? ", window " + window : "") + "]";
    }
}
