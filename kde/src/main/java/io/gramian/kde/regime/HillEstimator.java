package io.gramian.kde.regime;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.kernel.Kernel;
import java.util.Objects;

/**
 * Estimates h_G from data alone, by Hill's estimator in the exponents of the kernel (B. M. Hill, 1975): for the Gaussian
 * kernel, at a query x with squared distances T_1 &lt;= T_2 &lt;= ... from the data,
 *
 * <pre>
 * h_G(x)^2 = 1/(2k) sum_{j=1..k} (T_(k+1) - T_j),
 * </pre>
 *
 * averaged over many queries, or over the data points, each left out in its turn.
 *
 * <p>Where points thin out exponentially towards the query the estimate is unbiased for every k, with a relative variance
 * of 1/k from one query. In truth they thin out faster the nearer, and the bias grows with the number of neighbours: for
 * normal data in 10 to 40 dimensions h_G comes out 1 to 4 percent too small at k = 1, right to 3 percent too large at k =
 * 2, 4 to 11 percent too large at k = 5, and 8 to 18 at k = 10 (docs/adr/0021). Queries are many and variance falls with
 * their number, bias does not; so k = 2 is the default.
 *
 * <p>An immutable configuration. Cost: one search for k + 1 nearest neighbours, O(m n d).
 */
public final class HillEstimator {
    private static final int DEFAULT_NEIGHBOURS = 2;
    private static final int MOST_NEIGHBOURS = 1000;

    private final boolean isGaussian;
    private final int neighbours;
    private final Backend backend; // null until asked for Backends.auto()
    private final Progress progress;

    private HillEstimator(boolean isGaussian, int neighbours, Backend backend, Progress progress) {
        this.isGaussian = isGaussian;
        this.neighbours = neighbours;
        this.backend = backend;
        this.progress = progress;
    }

    /**
     * Returns the estimator for the Gaussian kernel exp(-T / (2 h^2)).
     *
     * @return an estimator
     */
    public static HillEstimator gaussian() {
        return new HillEstimator(true, DEFAULT_NEIGHBOURS, null, Progress.NONE);
    }

    /**
     * Returns the estimator for the exponential kernel exp(-sqrt(T) / h): h_G(x) is the mean of r_(k+1) - r_j, r being
     * distances.
     *
     * @return an estimator
     */
    public static HillEstimator exponential() {
        return new HillEstimator(false, DEFAULT_NEIGHBOURS, null, Progress.NONE);
    }

    /**
     * Returns this estimator with another number of neighbours.
     *
     * @param k 1 to 1000
     * @return an estimator
     * @throws IllegalArgumentException if k is out of range
     */
    public HillEstimator withNeighbours(int k) {
        if (k < 1 || k > MOST_NEIGHBOURS) {
            throw new IllegalArgumentException("neighbours: expected 1 to " + MOST_NEIGHBOURS + ", found " + k);
        }
        return new HillEstimator(isGaussian, k, backend, progress);
    }

    /**
     * Returns this estimator on another backend.
     *
     * @param newBackend where neighbours are searched
     * @return an estimator
     */
    public HillEstimator withBackend(Backend newBackend) {
        return new HillEstimator(isGaussian, neighbours, Objects.requireNonNull(newBackend, "backend"), progress);
    }

    /**
     * Returns this estimator, which reports the progress of its search.
     *
     * @param newProgress hears how far the work has come
     * @return an estimator
     */
    public HillEstimator withProgress(Progress newProgress) {
        return new HillEstimator(isGaussian, neighbours, backend, Objects.requireNonNull(newProgress, "progress"));
    }

    /**
     * Returns the estimate over the data points, each left out by index.
     *
     * @param x n points
     * @return the estimate
     * @throws IllegalArgumentException if there are fewer than k + 2 points
     */
    public GlassEstimate leaveOneOut(Points x) {
        checkSize(x.size(), neighbours + 2);
        try (Gram gram = gram(x, x)) {
            return of(gram.excludingSelf().nearest(neighbours + 1));
        }
    }

    /**
     * Returns the estimate over queries that are independent of the data.
     *
     * @param x n points
     * @param queries m points of the same dimension
     * @return the estimate
     * @throws IllegalArgumentException if there are fewer than k + 1 points, or the dimensions differ
     */
    public GlassEstimate at(Points x, Points queries) {
        checkSize(x.size(), neighbours + 1);
        try (Gram gram = gram(queries, x)) {
            return of(gram.nearest(neighbours + 1));
        }
    }

    /**
     * Returns the estimate from neighbours already found.
     *
     * @param found at least k + 1 of each query, with squared distances
     * @return the estimate
     * @throws IllegalArgumentException if there are fewer than k + 1 neighbours
     */
    public GlassEstimate of(Neighbours found) {
        if (found.count() < neighbours + 1) {
            throw new IllegalArgumentException("neighbours: expected at least " + (neighbours + 1)
                    + " of each query, one more than k = " + neighbours + ", found " + found.count());
        }
        return new GlassEstimate(found, neighbours, isGaussian);
    }

    private Gram gram(Points queries, Points x) {
        Backend chosen = backend == null ? Backends.auto() : backend;
        return chosen.gram(Kernel.gaussian(1), queries, x).withProgress(progress);
    }

    private void checkSize(int n, int least) {
        if (n < least) {
            throw new IllegalArgumentException("points: expected at least " + least + " for k = " + neighbours
                    + " neighbours of each query, found " + n);
        }
    }

    /** Returns kernel and number of neighbours. */
    @Override
    public String toString() {
        return "HillEstimator[" + (isGaussian ? "gaussian" : "exponential") + ", k=" + neighbours + "]";
    }
}
