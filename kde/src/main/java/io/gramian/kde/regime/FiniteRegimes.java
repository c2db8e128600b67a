package io.gramian.kde.regime;

import io.gramian.kde.Regime;

/**
 * The regimes of n points in d dimensions, from the exact law F of the squared distance of a Gaussian point from the
 * query: noncentral chi-squared for one eigenvalue, a sum of such for several (computed by inversion of the
 * characteristic function through the saddle point, relative error about 1e-12).
 *
 * <p>The nearest of n points lies at T_1 with F(T_1) = 1/n, and near it points thin out exponentially at the rate d log
 * F / dT, so that
 *
 * <pre>
 * h_G^2 = 1 / (2 d log F/dT at T_1),    m = (h / h_G)^2,    h_CLT = sqrt(2) h_G.
 * </pre>
 *
 * <p>Bandwidths are in the units of the data. The mean sum of squared shares and the mean log-density are computed for
 * every h from the Laplace transform of one kernel value, without any limit. Cost of the thresholds: some ten inversions
 * of some hundred steps each over the eigenvalues. Immutable and thread-safe.
 */
public final class FiniteRegimes {
    private static final int MOST_STEPS = 60;

    private final GaussianRegimes data;
    private final double n;
    private final int d;
    private final SquaredDistanceLaw law;
    private final double nearest; // T_1
    private final double glass;

    FiniteRegimes(GaussianRegimes data, double n, int d) {
        if (!(n >= 2 && n <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("n: expected a finite number of points from 2, found " + n);
        }
        this.data = data;
        this.n = n;
        this.d = RegimeTheory.checkedDimension(d);
        this.law = data.distanceLaw(d);
        double t = d * data.nearestSquaredDistance(RegimeTheory.alpha(n, d));
        // Newton for log F as a function of log T, which is concave: from the left it cannot step too far.
        for (int i = 0; i < MOST_STEPS; i++) {
            SquaredDistanceLaw.Logs logs = law.at(t);
            double slope = t * Math.exp(logs.density() - logs.cumulative());
            double step = -(logs.cumulative() + Math.log(n)) / slope;
            t *= Math.exp(Math.min(step, 2));
            if (Math.abs(step) < 1e-14) {
                break;
            }
        }
        this.nearest = t;
        SquaredDistanceLaw.Logs logs = law.at(t);
        this.glass = Math.sqrt(Math.exp(logs.cumulative() - logs.density()) / 2);
    }

    /**
     * Returns the number of points.
     *
     * @return n
     */
    public double size() {
        return n;
    }

    /**
     * Returns the dimension.
     *
     * @return d
     */
    public int dimension() {
        return d;
    }

    /**
     * Returns h_G, the bandwidth of stable index one.
     *
     * @return h_G
     */
    public double glassBandwidth() {
        return glass;
    }

    /**
     * Returns h_CLT = sqrt(2) h_G, the bandwidth of stable index two.
     *
     * @return h_CLT
     */
    public double cltBandwidth() {
        return Math.sqrt(2) * glass;
    }

    /**
     * Returns the stable index m = (h / h_G)^2.
     *
     * @param h positive
     * @return m
     * @throws IllegalArgumentException if h is not positive and finite
     */
    public double stableIndex(double h) {
        double ratio = RegimeTheory.checkedBandwidth(h) / glass;
        return ratio * ratio;
    }

    /**
     * Returns the regime, that of {@link #stableIndex}.
     *
     * @param h positive
     * @return classical, stable or condensed
     * @throws IllegalArgumentException if h is not positive and finite
     */
    public Regime regime(double h) {
        return Regime.of(stableIndex(h));
    }

    /**
     * Returns the typical squared distance of the query from its nearest point, T_1 with F(T_1) = 1/n.
     *
     * @return T_1, not divided by d
     */
    public double nearestSquaredDistance() {
        return nearest;
    }

    /**
     * Returns the probability that a point lies within a squared distance of the query, in logarithm.
     *
     * @param squaredDistance positive
     * @return log F(T)
     * @throws IllegalArgumentException if the distance is not positive and finite
     */
    public double logProbability(double squaredDistance) {
        if (!(squaredDistance > 0 && squaredDistance <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "squared distance: expected a positive finite number, found " + squaredDistance);
        }
        return law.at(squaredDistance).cumulative();
    }

    /**
     * Returns the mean sum of squared shares of the n points in the estimate at the query, exactly: n E[integral of l
     * K^2 exp(-l S) dl], S being the sum of the kernel values. As d grows it becomes max(0, 1 - m).
     *
     * @param h positive
     * @return from 1/n to 1, with an absolute error of about 1e-6
     * @throws IllegalArgumentException if h is not positive and finite
     */
    public double participationRatio(double h) {
        return sums(h).participationRatio();
    }

    /**
     * Returns the mean over data sets of log(density / estimate) at the query per dimension; at a typical query the
     * Kullback-Leibler divergence per dimension.
     *
     * @param h positive
     * @return nats per dimension, with an absolute error of about 1e-6; infinite where the data have a direction
     *     without spread
     * @throws IllegalArgumentException if h is not positive and finite
     */
    public double divergence(double h) {
        double logEstimate = sums(h).meanLogSum() - Math.log(n) - d * Math.log(2 * Math.PI * h * h) / 2;
        return data.logDensity() - logEstimate / d;
    }

    private FiniteSums sums(double h) {
        return new FiniteSums(law, n, nearest, RegimeTheory.checkedBandwidth(h), stableIndex(h));
    }

    /** Returns size, dimension and h_G. */
    @Override
    public String toString() {
        return "FiniteRegimes[n=" + n + ", d=" + d + ", h_G=" + glass + "]";
    }
}
