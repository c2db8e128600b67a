package io.gramian.kde.regime;

import io.gramian.kde.Regime;

/**
 * The regimes of a density estimate with a Gaussian kernel of bandwidth h on n = exp(alpha d) points as d grows, for one
 * law of the data and a typical query, or a given one (Biroli and Mezard, 2024; the argument is that of Derrida's
 * random energy model).
 *
 * <p>Everything follows from how many points lie at which distance: those with |x - y|^2 about d t number exp(d (alpha
 * - I(t))), so none are nearer than delta, I(delta^2) = alpha. Tilting the data by the kernel of bandwidth h moves the
 * typical t to V(h), with I(V(h)) = A(h) and I'(V(h)) = -1 / (2 h^2). Hence
 *
 * <ul>
 *   <li>A(h_G) = alpha and delta^2 = V(h_G);
 *   <li>the stable index m = (h / h_G)^2, and h_CLT = sqrt(2) h_G, where it is two;
 *   <li>KL(rho || estimate) / d is that of the smoothed density above h_G, and below it falls by the points that are
 *       not there; it is least at h = delta whenever delta &lt; h_G.
 * </ul>
 *
 * <p>All are limits for d to infinity, reached slowly: h_G is 10 to 20 percent too small at d = 10 to 40. {@link
 * FiniteRegimes} has the finite values. Bandwidths and distances are in the units of the data, squared distances and
 * divergences per dimension, the latter in nats. Immutable and thread-safe.
 */
public abstract sealed class RegimeTheory permits GaussianRegimes, ProductRegimes {
    private static final double LARGEST_ALPHA = 300;

    RegimeTheory() {}

    /** A(h), the relative entropy per dimension of the data tilted by the kernel at the query, to the data. */
    abstract double tiltedEntropy(double h);

    /** V(h), the mean of |x - y|^2 / d over the tilted data. */
    abstract double tiltedDistance(double h);

    /** (1/d) log of density over smoothed density at the query, in the mean over queries where they are typical. */
    abstract double smoothingDivergence(double h);

    /** A length from which searches start. */
    abstract double scale();

    /**
     * Returns alpha = log(n) / d.
     *
     * @param n the number of points, at least 1
     * @param d the dimension, at least 1
     * @return alpha
     * @throws IllegalArgumentException if one of them is below one
     */
    public static double alpha(double n, int d) {
        if (!(n >= 1 && n <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("n: expected a finite number of points from 1, found " + n);
        }
        if (d < 1) {
            throw new IllegalArgumentException("d: expected a dimension from 1, found " + d);
        }
        return Math.log(n) / d;
    }

    /**
     * Returns h_G, the bandwidth below which a few nearest points make up the estimate: m = 1.
     *
     * @param alpha log(n) / d, above 0 and at most 300
     * @return h_G
     * @throws IllegalArgumentException if alpha is out of range
     */
    public double glassBandwidth(double alpha) {
        return Roots.decreasing(this::tiltedEntropy, checkedAlpha(alpha), scale() * Math.exp(-alpha));
    }

    /**
     * Returns h_CLT = sqrt(2) h_G, the bandwidth above which the central limit theorem holds: m = 2.
     *
     * @param alpha log(n) / d, above 0 and at most 300
     * @return h_CLT
     * @throws IllegalArgumentException if alpha is out of range
     */
    public double cltBandwidth(double alpha) {
        return Math.sqrt(2) * glassBandwidth(alpha);
    }

    /**
     * Returns the bandwidth above which the variance of the estimate is small beside its squared mean, (1/n) E K^2 / (E
     * K)^2 to 0. It lies between h_G and h_CLT; below h_CLT that variance comes from points that no sample has.
     *
     * @param alpha log(n) / d, above 0 and at most 300
     * @return the bandwidth
     * @throws IllegalArgumentException if alpha is out of range
     */
    public double varianceBandwidth(double alpha) {
        return Roots.decreasing(this::logSecondMoment, checkedAlpha(alpha), scale() * Math.exp(-alpha));
    }

    /**
     * Returns the stable index m = (h / h_G)^2.
     *
     * @param h positive
     * @param alpha log(n) / d, above 0 and at most 300
     * @return m
     * @throws IllegalArgumentException if h is not positive and finite or alpha is out of range
     */
    public double stableIndex(double h, double alpha) {
        double ratio = checkedBandwidth(h) / glassBandwidth(alpha);
        return ratio * ratio;
    }

    /**
     * Returns the regime, that of {@link #stableIndex}.
     *
     * @param h positive
     * @param alpha log(n) / d, above 0 and at most 300
     * @return classical, stable or condensed
     * @throws IllegalArgumentException if h is not positive and finite or alpha is out of range
     */
    public Regime regime(double h, double alpha) {
        return Regime.of(stableIndex(h, alpha));
    }

    /**
     * Returns delta^2, the squared distance of the query from the nearest of the points, over d.
     *
     * @param alpha log(n) / d, above 0 and at most 300
     * @return delta^2
     * @throws IllegalArgumentException if alpha is out of range
     */
    public double nearestSquaredDistance(double alpha) {
        return tiltedDistance(glassBandwidth(alpha));
    }

    /**
     * Returns the bandwidth of least Kullback-Leibler divergence from the density to the estimate: delta, which lies
     * below h_G for all Gaussian data. Were delta not below h_G, it would be where smoothing alone costs least, V(h) =
     * h^2.
     *
     * @param alpha log(n) / d, above 0 and at most 300
     * @return h_opt
     * @throws IllegalArgumentException if alpha is out of range
     */
    public double optimalBandwidth(double alpha) {
        double glass = glassBandwidth(alpha);
        double delta = Math.sqrt(tiltedDistance(glass));
        // Not beyond rounding: at large alpha delta is h_G to all digits.
        return delta <= glass * (1 + 1e-9) ? delta : Roots.decreasing(h -> tiltedDistance(h) / (h * h), 1, glass);
    }

    /**
     * Returns the Kullback-Leibler divergence per dimension from the density to its estimate (at a given query: the
     * logarithm of their ratio). Above h_G it is what smoothing costs; below, alpha + log h + delta^2 / (2 h^2) up to a
     * constant that makes value and slope continuous at h_G.
     *
     * @param h positive
     * @param alpha log(n) / d, above 0 and at most 300
     * @return nats per dimension; infinite where the data have a direction without spread
     * @throws IllegalArgumentException if h is not positive and finite or alpha is out of range
     */
    public double divergence(double h, double alpha) {
        double glass = glassBandwidth(alpha);
        if (checkedBandwidth(h) >= glass) {
            return smoothingDivergence(h);
        }
        // From the value at h_G, not from alpha + log h: no difference of nearly equal numbers.
        double ratio = glass / h;
        double share = tiltedDistance(glass) / (glass * glass);
        return smoothingDivergence(glass) - Math.log(ratio) + share * (ratio - 1) * (ratio + 1) / 2;
    }

    /**
     * Returns the entropy of the shares of the points in the estimate, per dimension: alpha - A(h) above h_G and zero
     * below.
     *
     * @param h positive
     * @param alpha log(n) / d, above 0 and at most 300
     * @return nats per dimension
     * @throws IllegalArgumentException if h is not positive and finite or alpha is out of range
     */
    public double shareEntropy(double h, double alpha) {
        return Math.max(0, checkedAlpha(alpha) - tiltedEntropy(checkedBandwidth(h)));
    }

    /**
     * Returns the mean sum of squared shares of the points in the estimate: 1 - m below h_G and zero above (the
     * Poisson-Dirichlet law, {@link PoissonDirichlet}).
     *
     * @param h positive
     * @param alpha log(n) / d, above 0 and at most 300
     * @return from 0 to 1
     * @throws IllegalArgumentException if h is not positive and finite or alpha is out of range
     */
    public double participationRatio(double h, double alpha) {
        return Math.max(0, 1 - stableIndex(h, alpha));
    }

    /**
     * Returns log M, M being the size above which a random subsample estimates the mean of the kernel, the law of large
     * numbers: d A(h).
     *
     * @param h positive
     * @param d the dimension
     * @return log M
     * @throws IllegalArgumentException if h is not positive and finite or d below one
     */
    public double logSizeForMean(double h, int d) {
        return checkedDimension(d) * tiltedEntropy(checkedBandwidth(h));
    }

    /**
     * Returns log M, M being the size above which a random subsample has normal errors, the central limit theorem: d
     * A(h / sqrt(2)).
     *
     * @param h positive
     * @param d the dimension
     * @return log M
     * @throws IllegalArgumentException if h is not positive and finite or d below one
     */
    public double logSizeForNormality(double h, int d) {
        return checkedDimension(d) * tiltedEntropy(checkedBandwidth(h) / Math.sqrt(2));
    }

    /**
     * Returns the stable index of another radial kernel: m = 1 / (2 h_G^2 g'(delta^2)) for a kernel exp(-d g(t)).
     *
     * @param kernel the kernel
     * @param eta its bandwidth on the scale of {@link RadialKernel#scaled}, positive
     * @param alpha log(n) / d, above 0 and at most 300
     * @return m; zero or infinity for a compact kernel
     * @throws IllegalArgumentException if eta is not positive and finite or alpha is out of range
     */
    public double stableIndex(RadialKernel kernel, double eta, double alpha) {
        double glass = glassBandwidth(alpha);
        return kernel.stableIndex(checkedBandwidth(eta), glass * glass, tiltedDistance(glass));
    }

    /**
     * Returns the bandwidth at which another radial kernel has a stable index: its h_G for m = 1, its h_CLT for m = 2.
     *
     * @param kernel the kernel
     * @param m positive
     * @param alpha log(n) / d, above 0 and at most 300
     * @return the bandwidth, on the scale of {@link RadialKernel#scaled}; zero if the index is above m for every one
     * @throws IllegalArgumentException if m is not positive and finite or alpha is out of range
     */
    public double bandwidthOfIndex(RadialKernel kernel, double m, double alpha) {
        if (!(m > 0 && m <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("stable index: expected a positive number, found " + m);
        }
        double glass = glassBandwidth(alpha);
        return kernel.bandwidth(m, glass * glass, tiltedDistance(glass));
    }

    /** (1/d) log E K^2 / (E K)^2, by K_h^2 being as K of the bandwidth h / sqrt(2). */
    final double logSecondMoment(double h) {
        return logMass(h / Math.sqrt(2)) - 2 * logMass(h);
    }

    /** (1/d) log of the mean of exp(-|x - y|^2 / (2 h^2)) over the data. */
    final double logMass(double h) {
        return -tiltedEntropy(h) - tiltedDistance(h) / (2 * h * h);
    }

    static double checkedBandwidth(double h) {
        if (!(h > 0 && h <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("bandwidth: expected a positive finite number, found " + h);
        }
        return h;
    }

    static int checkedDimension(int d) {
        if (d < 1) {
            throw new IllegalArgumentException("d: expected a dimension from 1, found " + d);
        }
        return d;
    }

    static double checkedAlpha(double alpha) {
        if (!(alpha > 0 && alpha <= LARGEST_ALPHA)) {
            throw new IllegalArgumentException(
                    "alpha: expected log(n) / d above 0 and at most " + LARGEST_ALPHA + ", found " + alpha);
        }
        return alpha;
    }
}
