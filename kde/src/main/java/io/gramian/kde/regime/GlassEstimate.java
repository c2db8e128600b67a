package io.gramian.kde.regime;

import io.gramian.core.backend.Neighbours;
import io.gramian.kde.Regime;
import java.util.Arrays;

/**
 * An estimate of h_G with its error, from the nearest neighbours of many queries.
 *
 * <p>With p = 2 for the Gaussian and 1 for the exponential kernel, h_G^p is the arithmetic mean over the m queries. Its
 * standard error is their standard deviation over sqrt(m), as if queries were independent; that of one query alone is
 * taken from the law of Hill's estimate, h_G^p / sqrt(k). Left-out data points share neighbours, which makes the true
 * error larger by up to some ten percent; and neither contains the bias (see {@link HillEstimator}). Immutable and
 * thread-safe.
 */
public final class GlassEstimate {
    private final int neighbours;
    private final int power;
    private final double[] values; // h_G(x)^p
    private final double mean;
    private final double error;
    private final double nearestSquare;
    private final double dimension;
    private final int coincident;

    GlassEstimate(Neighbours found, int k, boolean isGaussian) {
        this.neighbours = k;
        this.power = isGaussian ? 2 : 1;
        this.values = new double[found.size()];
        double squares = 0;
        double logs = 0;
        int zeros = 0;
        for (int i = 0; i < values.length; i++) {
            double farthest = found.distance(i, k);
            double sum = 0;
            double logSum = 0;
            for (int j = 0; j < k; j++) {
                double distance = found.distance(i, j);
                sum += isGaussian ? (farthest - distance) / 2 : Math.sqrt(farthest) - Math.sqrt(distance);
                logSum += (Math.log(farthest) - Math.log(distance)) / 2;
            }
            values[i] = sum / k;
            squares += found.distance(i, 0);
            boolean isCoincident = found.distance(i, 0) == 0;
            zeros += isCoincident ? 1 : 0;
            logs += isCoincident ? 0 : logSum / k;
        }
        int m = values.length;
        this.mean = Arrays.stream(values).average().orElseThrow();
        double variance =
                Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / Math.max(1, m - 1);
        this.error = m == 1 ? mean / Math.sqrt(k) : Math.sqrt(variance / m);
        this.nearestSquare = squares / m;
        this.coincident = zeros;
        this.dimension = (m - zeros) / logs;
    }

    /**
     * Returns the number of queries.
     *
     * @return m
     */
    public int size() {
        return values.length;
    }

    /**
     * Returns the number of neighbours used at each query.
     *
     * @return k
     */
    public int neighbours() {
        return neighbours;
    }

    /**
     * Returns h_G.
     *
     * @return the bandwidth of stable index one, zero if all neighbours of every query are equally far
     */
    public double bandwidth() {
        return root(mean);
    }

    /**
     * Returns the standard error of {@link #bandwidth}.
     *
     * @return the error over independent queries
     */
    public double standardError() {
        return mean == 0 ? 0 : bandwidth() * error / mean / power;
    }

    /**
     * Returns the bandwidth at one query, with a relative standard error of 1 / (p sqrt(k)).
     *
     * @param i the query
     * @return h_G(x_i)
     */
    public double bandwidthAt(int i) {
        return root(values[i]);
    }

    /**
     * Returns h_CLT = 2^(1/p) h_G, above which the central limit theorem holds.
     *
     * @return the bandwidth of stable index two
     */
    public double cltBandwidth() {
        return root(2 * mean);
    }

    /**
     * Returns the stable index m = (h / h_G)^p at a typical query.
     *
     * @param h positive
     * @return m, infinite if h_G is zero
     * @throws IllegalArgumentException if h is not positive and finite
     */
    public double stableIndex(double h) {
        return Math.pow(RegimeTheory.checkedBandwidth(h), power) / mean;
    }

    /**
     * Returns the standard error of {@link #stableIndex}.
     *
     * @param h positive
     * @return the error over independent queries
     * @throws IllegalArgumentException if h is not positive and finite
     */
    public double stableIndexError(double h) {
        return mean == 0 ? 0 : stableIndex(h) * error / mean;
    }

    /**
     * Returns the regime at a typical query, that of {@link #stableIndex}.
     *
     * @param h positive
     * @return classical, stable or condensed
     * @throws IllegalArgumentException if h is not positive and finite
     */
    public Regime regime(double h) {
        return Regime.of(stableIndex(h));
    }

    /**
     * Returns the distance of a query from its nearest point.
     *
     * @return the root of the mean squared distance
     */
    public double nearestDistance() {
        return Math.sqrt(nearestSquare);
    }

    /**
     * Returns the dimension of the data as the nearest neighbours see it: one over the mean of log(r_(k+1) / r_j), over
     * neighbours j and queries (E. Levina, P. Bickel, 2004; mean of inverses by D. MacKay, Z. Ghahramani, 2005). Queries
     * that coincide with a data point are left out.
     *
     * @return the dimension; NaN if every query coincides with a data point
     */
    public double intrinsicDimension() {
        return dimension;
    }

    /**
     * Returns h_G in another way, as a check: for the Gaussian kernel nearest distance over the root of the intrinsic
     * dimension, for the exponential one nearest distance over intrinsic dimension. Both assume that the number of points
     * grows with the distance as in that dimension.
     *
     * @return h_G
     */
    public double bandwidthByDimension() {
        return nearestDistance() / (power == 2 ? Math.sqrt(dimension) : dimension);
    }

    /**
     * Returns at how many queries a data point lies at distance zero.
     *
     * @return from 0 to m
     */
    public int coincident() {
        return coincident;
    }

    private double root(double value) {
        return power == 2 ? Math.sqrt(value) : value;
    }

    /** Returns h_G with its error. */
    @Override
    public String toString() {
        return "GlassEstimate[h_G=" + bandwidth() + " +- " + standardError() + ", " + size() + " queries, k="
                + neighbours + "]";
    }
}
