package io.gramian.kde;

import io.gramian.core.backend.RowStatistics;
import java.util.Locale;
import org.apache.commons.numbers.gamma.InverseErf;

/**
 * Log-densities at queries, how much each rests on few or many data points, and confidence intervals where these mean
 * something.
 */
public final class QueryDiagnostics {
    private static final double ONE_SIDED = 1.645; // 95 percent
    private static final double FEWEST_POINTS = 30;

    private final double[] logDensity;
    private final TailIndices tails;
    private final RowStatistics shares;
    private final double[] relativeVariance;

    QueryDiagnostics(double[] logDensity, TailIndices tails, RowStatistics shares, double[] relativeVariance) {
        this.logDensity = logDensity;
        this.tails = tails;
        this.shares = shares;
        this.relativeVariance = relativeVariance;
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
     * Returns the participation ratio sum_j p_ij^2, one over the effective sample size. Its mean over data sets is about
     * 1 - m in the condensed regime, and near zero in the others.
     *
     * @param i the query
     * @return from 1/n to 1; NaN where the density is zero
     */
    public double participationRatio(int i) {
        return shares.sumOfSquaredShares(i);
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
     * <p>One query alone needs so many neighbours: its relative standard error is 1 / sqrt(k), about a third, whatever n.
     * In many dimensions it lies a seventh to a quarter too low on average, which errs on the side of caution. {@link
     * #typicalStableIndex} averages over queries instead.
     *
     * @param i the query
     * @return m, from 0 (a single point counts) to infinity (equal distances)
     */
    public double stableIndex(int i) {
        return tails.local()[i];
    }

    /**
     * Returns the standard error of {@link #stableIndex(int)}, m / sqrt(k).
     *
     * @param i the query
     * @return the standard error
     */
    public double stableIndexError(int i) {
        return stableIndex(i) / Math.sqrt(tails.neighbours());
    }

    /**
     * Returns the stable index at a typical one of these queries: 1/m averaged over them, from k = 2 neighbours each, of
     * which the bias is small.
     *
     * @return m, from 0 to infinity
     */
    public double typicalStableIndex() {
        return tails.typical();
    }

    /**
     * Returns the standard error of {@link #typicalStableIndex} over independent queries.
     *
     * @return the standard error; that of a single query's estimate if there is only one
     */
    public double typicalStableIndexError() {
        return tails.typicalError();
    }

    /**
     * Returns the regime, that of {@link #stableIndex(int)}.
     *
     * @param i the query
     * @return classical, stable or condensed
     */
    public Regime regime(int i) {
        return Regime.of(stableIndex(i));
    }

    /**
     * Returns the relative standard error of the density, from the spread of the contributions of the data points:
     * sqrt(sum_j (p_ij - w_j)^2 / (1 - sum_j w_j^2)). It means something in the classical regime alone.
     *
     * @param i the query
     * @return the standard error over the density; NaN where the density is zero
     */
    public double relativeStandardError(int i) {
        return Math.sqrt(relativeVariance[i]);
    }

    /**
     * Returns a confidence interval for the smoothed density at a query, the mean of the estimate over data sets, where
     * the central limit theorem holds: where m exceeds 2 by more than 1.645 of its standard errors and the effective
     * sample size is at least 30. Elsewhere it returns the reason why there is none.
     *
     * @param i the query
     * @param level the confidence, between 0 and 1
     * @return an interval or a refusal
     * @throws IllegalArgumentException if the level is not between 0 and 1
     */
    public ConfidenceInterval confidenceInterval(int i, double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level: expected a number between 0 and 1, found " + level);
        }
        String reason = refusal(i);
        if (reason != null) {
            return ConfidenceInterval.refused(level, reason);
        }
        double half = Math.sqrt(2) * InverseErf.value(level) * relativeStandardError(i);
        return ConfidenceInterval.given(level, logDensity(i) - half, logDensity(i) + half);
    }

    private String refusal(int i) {
        if (logDensity(i) == Double.NEGATIVE_INFINITY) {
            return "the density is zero: no data point reaches the query";
        }
        double m = stableIndex(i);
        double size = effectiveSampleSize(i);
        if (m < 1) {
            return text(
                    "the estimate is condensed (stable index %.2f, below 1): %.1f points make it up, and it settles at"
                            + " no mean",
                    m, size);
        }
        if (m < 2) {
            return text(
                    "the contributions are heavy-tailed (stable index %.2f, below 2): the fluctuations are not normal"
                            + " and have no variance",
                    m);
        }
        if (m != Double.POSITIVE_INFINITY && m - ONE_SIDED * stableIndexError(i) <= 2) {
            return text(
                    "the stable index %.2f does not exceed 2 by more than its error %.2f: the central limit theorem may"
                            + " not hold",
                    m, stableIndexError(i));
        }
        if (!(size >= FEWEST_POINTS)) {
            return text("the estimate rests on %.1f points, fewer than %.0f", size, FEWEST_POINTS);
        }
        return null;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
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
