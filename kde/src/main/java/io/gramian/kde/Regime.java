package io.gramian.kde;

/**
 * The statistical regime of a kernel density estimate at a query (Biroli and Mezard, 2024).
 *
 * <p>The contributions of the data points to an estimate have a heavy upper tail of index m, the stable
 * index. For the Gaussian kernel m = (h / h_G)^2, where the bandwidth h_G depends on the data alone.
 */
public enum Regime {
    /** m &gt;= 2: many points contribute, the central limit theorem holds, a standard error means something. */
    CLASSICAL,

    /** 1 &lt;= m &lt; 2: the estimate is near its mean, but its fluctuations follow a heavy-tailed stable law. */
    STABLE,

    /** m &lt; 1: a few nearest points make up the estimate, which does not settle at any mean. */
    CONDENSED;

    /**
     * Returns the regime of a stable index.
     *
     * @param stableIndex m, not negative; NaN counts as zero
     * @return the regime
     */
    public static Regime of(double stableIndex) {
        return stableIndex >= 2 ? CLASSICAL : stableIndex >= 1 ? STABLE : CONDENSED;
    }
}
