package io.gramian.kde.internal.selection;

/**
 * Weighted means over the differences z_i - z_j of all pairs i != j, with masses w_i w_j / (1 - sum w^2) that sum to one:
 * all that least-squares criteria need to know of a sample. With equal weights they are U-statistics, unbiased.
 */
interface DifferenceSums extends AutoCloseable {
    /** The number of points up to which exact sums over all pairs are taken where no grid serves. */
    int EXACT_LIMIT = 5000;

    /** The same for each dimension where a grid serves, which is faster from about there. */
    int EXACT_LIMIT_PER_DIMENSION = 1000;

    /** Hears of a difference, in an array that is used again, and its mass. */
    @FunctionalInterface
    interface Visitor {
        void visit(double[] difference, double mass);
    }

    /**
     * Returns the mean of the normal density phi_C(z_i - z_j).
     *
     * @param covariance C
     * @param derivative d x d, overwritten with the derivative by C
     * @return the mean; positive infinity where C is not positive definite or too narrow for the grid
     */
    double gaussian(double[][] covariance, double[][] derivative);

    /** Visits every difference, or one of each with its opposite, which then has the mass of both. */
    void forEach(Visitor visitor);

    /** The variance that binning has added to the differences along each axis, to be taken off a kernel's. */
    double[] addedVariance();

    /** The smallest bandwidth that can be told from zero; 0 if every one can. */
    double resolution();

    @Override
    void close();

    /**
     * Returns exact sums for few points, sums on a grid for many in up to three dimensions, and sums over a subsample,
     * with a warning, for all others.
     */
    static DifferenceSums of(ScaledSample sample) {
        int size = sample.z().size();
        int d = sample.dimension();
        if (d <= 3
                && size > EXACT_LIMIT_PER_DIMENSION * d
                && BinnedDifferences.resolution(sample) <= 0.75 * sample.normalReference()) {
            return BinnedDifferences.of(sample);
        }
        if (size <= EXACT_LIMIT) {
            return ExactDifferences.of(sample);
        }
        sample.warnings()
                .add("sums over pairs were taken among " + EXACT_LIMIT + " of the " + size + " points, "
                        + (d <= 3
                                ? "for a few far ones leave no grid fine enough"
                                : "for a grid serves" + " only up to three dimensions")
                        + "; the bandwidth is still that for " + size + " points, with a larger error");
        return ExactDifferences.of(sample, EvenlySpread.indices(size, EXACT_LIMIT));
    }
}
