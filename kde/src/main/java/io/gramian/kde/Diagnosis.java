package io.gramian.kde;

import java.util.List;
import java.util.Map;

/**
 * On what the estimates of a density model rest, in numbers and in words: {@link #toString} is the report.
 *
 * <p>Queries are the data points themselves, each left out by index; of more than 2000 of positive weight, 2000 equally
 * spread over their order, the same in every run. Bandwidths and distances are in the units of the data for a scalar
 * bandwidth, and multiples of H^(1/2) otherwise. A number that the data or the kernel do not determine is NaN, and the
 * report says why.
 *
 * @param queries the number of data points used as queries
 * @param bandwidth h of a scalar bandwidth, 1 otherwise
 * @param glassBandwidth h_G, below which a few nearest points make up an estimate: Hill's estimate from two neighbours
 *     of each query; NaN for compact kernels, whose threshold is {@code nearestDistance}
 * @param glassBandwidthError its standard error over independent queries; left-out points are not quite that
 * @param cltBandwidth h_CLT, above which the central limit theorem holds; NaN for compact kernels
 * @param stableIndex m at a typical query, infinite where no estimate has a heavy tail
 * @param stableIndexError its standard error
 * @param shares the fraction of queries in each regime by local estimates, which smears the borders by a third of m
 * @param shareOfZeros the fraction of queries at which the density of the other points is zero
 * @param medianEffectiveSampleSize the median of the effective sample size, queries of zero density counting as zero
 * @param nearestDistance the root mean square distance of a query from the nearest other point
 * @param intrinsicDimension the dimension of the data as nearest neighbours see it
 * @param optimalBandwidth the bandwidth of least Kullback-Leibler divergence by leave-one-out likelihood, to about one
 *     percent of the search over at most 500 queries; NaN for compact kernels
 * @param report what these numbers mean, sentence by sentence
 */
public record Diagnosis(
        int queries,
        double bandwidth,
        double glassBandwidth,
        double glassBandwidthError,
        double cltBandwidth,
        double stableIndex,
        double stableIndexError,
        Map<Regime, Double> shares,
        double shareOfZeros,
        double medianEffectiveSampleSize,
        double nearestDistance,
        double intrinsicDimension,
        double optimalBandwidth,
        List<String> report) {
    /**
     * Copies map and list.
     *
     * @param queries how many
     * @param bandwidth h, or 1
     * @param glassBandwidth h_G
     * @param glassBandwidthError its standard error
     * @param cltBandwidth h_CLT
     * @param stableIndex m
     * @param stableIndexError its standard error
     * @param shares of the regimes
     * @param shareOfZeros from 0 to 1
     * @param medianEffectiveSampleSize a number of points
     * @param nearestDistance a root mean square
     * @param intrinsicDimension from nearest neighbours
     * @param optimalBandwidth by likelihood
     * @param report sentences
     */
    public Diagnosis {
        shares = Map.copyOf(shares);
        report = List.copyOf(report);
    }

    /**
     * Returns the regime at a typical query, that of {@code stableIndex}.
     *
     * @return classical, stable or condensed
     */
    public Regime regime() {
        return Regime.of(stableIndex);
    }

    /**
     * Returns h / h_G.
     *
     * @return the ratio, NaN where there is no h_G
     */
    public double bandwidthRatio() {
        return bandwidth / glassBandwidth;
    }

    /** Returns the report. */
    @Override
    public String toString() {
        return String.join(System.lineSeparator(), report);
    }
}
