package io.gramian.kde;

import io.gramian.core.backend.RowStatistics;

/** Log-densities at queries, and how much each rests on few or many data points. */
public final class QueryDiagnostics {
    private final double[] logDensity;
    private final double[] stableIndex;
    private final RowStatistics shares;

    QueryDiagnostics(double[] logDensity, double[] stableIndex, RowStatistics shares) {
        this.logDensity = logDensity;
        this.stableIndex = stableIndex;
        this.shares = shares;
    }

    /**
     * Returns the number of queries.
     *
     * @return m
     */
    public int size() {
        return logDensity.length;
    }

    /**
     * Returns the log-density at a query.
     *
     * @param i the query
     * @return log f(x_i), negative infinity where no compact kernel reaches
     */
    public double logDensity(int i) {
        return logDensity[i];
    }

    /**
     * Returns the effective sample size 1 / sum_j p_ij^2, p_ij being the share of data point j in the
     * density at query i.
     *
     * @param i the query
     * @return from 1 to n; NaN where the density is zero
     */
    public double effectiveSampleSize(int i) {
        return shares.effectiveSampleSize(i);
    }

    /**
     * Returns the entropy of the shares, -sum_j p_ij log p_ij, in nats.
     *
     * @param i the query
     * @return from 0 to log n; NaN where the density is zero
     */
    public double entropy(int i) {
        return shares.entropy(i);
    }

    /**
     * Returns the largest share of a single data point in the density.
     *
     * @param i the query
     * @return from 1/n to 1; NaN where the density is zero
     */
    public double largestShare(int i) {
        return shares.largestShare(i);
    }

    /**
     * Returns the Hill estimate of the stable index m at a query: 1/m is the mean of log k_(j) - log
     * k_(k+1) over the k = 10 nearest data points j (fewer if n is small), not counting points of weight zero;
     * other weights do not enter.
     *
     * <p>One query alone gives it with a relative standard error of about a third; n does not help.
     *
     * @param i the query
     * @return m, from 0 (a single point counts) to infinity (equal distances)
     */
    public double stableIndex(int i) {
        return stableIndex[i];
    }

    /**
     * Returns the regime, that of {@link #stableIndex}.
     *
     * @param i the query
     * @return classical, stable or condensed
     */
    public Regime regime(int i) {
        return Regime.of(stableIndex[i]);
    }

    @Override
    public String toString() {
        int[] counts = new int[Regime.values().length];
        for (int i = 0; i < size(); i++) {
            counts[regime(i).ordinal()]++;
        }
        return "QueryDiagnostics[" + size() + " queries: " + counts[0] + " classical, " + counts[1] + " stable, "
                + counts[2] + " condensed]";
    }
}
