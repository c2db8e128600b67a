package io.gramian.dpp.leastsquares;

import io.gramian.dpp.internal.Checks;

/**
 * How many points make weighted least squares stable, and what its error is then at most: the figures of the theory, to
 * plan with. All errors are squared norms in L2(mu) over that of the best approximation, unless said otherwise.
 *
 * <p>S is the event that the smallest eigenvalue of the empirical Gram matrix G is at least 1 - delta. The functions take
 * m, the dimension of the space under the optimal weight; under another weight the largest value of w |phi|^2 stands in the
 * place of m in rates, which the functions with a {@code norm} take: 2m for the mixture weight.
 *
 * <p>Source: matrix Chernoff bounds (J. A. Tropp, 2012) as in A. Cohen and G. Migliorati, Optimal weighted least-squares
 * methods (2017), and C. Haberstich, A. Nouy, G. Perrin, Boosted optimal weighted least-squares (2022); the exact
 * identities go back to S. M. Ermakov and V. G. Zolotukhin (1960).
 */
public final class StabilityBounds {
    private StabilityBounds() {}

    /**
     * Returns c = delta + (1 - delta) log(1 - delta), the rate at which smallest eigenvalues below 1 - delta get rare.
     *
     * @param delta between 0 and 1, exclusive
     * @return c
     * @throws IllegalArgumentException if delta is out of range
     */
    public static double smallestEigenvalueRate(double delta) {
        checkedDelta(delta);
        return delta + (1 - delta) * Math.log1p(-delta);
    }

    /**
     * Returns d = -delta + (1 + delta) log(1 + delta), the rate at which a spectral norm of G - I above delta gets rare.
     *
     * @param delta between 0 and 1, exclusive
     * @return d, at most c
     * @throws IllegalArgumentException if delta is out of range
     */
    public static double distanceRate(double delta) {
        checkedDelta(delta);
        return -delta + (1 + delta) * Math.log1p(delta);
    }

    /**
     * Returns the number of independent optimal points with |G - I| &lt;= delta but for a probability of eta: m log(2m / eta)
     * / d, rounded up.
     *
     * @param m functions
     * @param delta between 0 and 1, exclusive
     * @param eta between 0 and 1, exclusive
     * @return n, at least m
     * @throws IllegalArgumentException if a number is out of range
     */
    public static long sampleSize(int m, double delta, double eta) {
        return sampleSize(m, delta, eta, 1);
    }

    /**
     * Returns the number of points that suffices when the best of several independent designs is kept: all of them fail with
     * probability eta, each with eta^(1/candidates).
     *
     * @param m functions
     * @param delta between 0 and 1, exclusive
     * @param eta between 0 and 1, exclusive
     * @param candidates M, at least 1
     * @return n, at least m
     * @throws IllegalArgumentException if a number is out of range
     */
    public static long sampleSize(int m, double delta, double eta, int candidates) {
        Checks.atLeast("m", 1, m);
        checkedProbability("eta", eta);
        double each = Math.pow(eta, 1.0 / Checks.atLeast("candidates", 1, candidates));
        return atLeast(m, m * Math.log(2 * m / each) / distanceRate(delta));
    }

    /**
     * Returns the number of independent points with a smallest eigenvalue of at least 1 - delta but for a probability of eta:
     * norm log(m / eta) / c, rounded up.
     *
     * @param m functions
     * @param norm the largest value of w |phi|^2: m for the optimal weight, 2m for the mixture
     * @param delta between 0 and 1, exclusive
     * @param eta between 0 and 1, exclusive
     * @return n, at least m
     * @throws IllegalArgumentException if a number is out of range
     */
    public static long oneSidedSampleSize(int m, double norm, double delta, double eta) {
        checkedNorm(m, norm);
        checkedProbability("eta", eta);
        return atLeast(m, norm * Math.log(m / eta) / smallestEigenvalueRate(delta));
    }

    /**
     * Returns a bound on the probability that n independent optimal points miss S: m exp(-n c / m).
     *
     * @param m functions
     * @param norm the largest value of w |phi|^2: m for the optimal weight, 2m for the mixture
     * @param n points
     * @param delta between 0 and 1, exclusive
     * @return a number of at most 1
     * @throws IllegalArgumentException if a number is out of range
     */
    public static double failureProbability(int m, double norm, long n, double delta) {
        checkedNorm(m, norm);
        return Math.min(1, m * Math.exp(-n * smallestEigenvalueRate(delta) / norm));
    }

    /**
     * Returns a bound on the probability that several independent blocks, each with E G = I and trace m, miss S: m exp(-r c /
     * m). It knows nothing of the repulsion within blocks and is far too large.
     *
     * @param m functions
     * @param blocks r, projection processes or volume samples
     * @param delta between 0 and 1, exclusive
     * @return a number of at most 1
     * @throws IllegalArgumentException if a number is out of range
     */
    public static double repeatedFailureProbability(int m, long blocks, double delta) {
        return failureProbability(m, m, blocks, delta);
    }

    /**
     * Returns the factor of a design that is drawn again until S, every point with the optimal measure as its law: 1 + 1 /
     * ((1 - delta) P(S)). It holds for independent points, volume-rescaled ones, and repeated blocks of either.
     *
     * @param delta between 0 and 1, exclusive
     * @param probability P(S) of one drawing, or a number below it
     * @return the bound on the expected squared error
     * @throws IllegalArgumentException if a number is out of range
     */
    public static double conditionedFactor(double delta, double probability) {
        checkedDelta(delta);
        if (!(probability > 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability: expected above 0 and at most 1, found " + probability);
        }
        return 1 + 1 / ((1 - delta) * probability);
    }

    /**
     * Returns the factor of boosted least squares: the best of M designs of n0 points, drawn again until S, and thinned to n
     * points without leaving S: 1 + n0 / n M / ((1 - delta) (1 - eta^M)).
     *
     * @param drawn n0
     * @param kept n, 1 to n0
     * @param delta between 0 and 1, exclusive
     * @param eta the probability that one design of n0 points misses S, or a number above it; at least 0 and below 1
     * @param candidates M, at least 1
     * @return the bound on the expected squared error
     * @throws IllegalArgumentException if a number is out of range
     */
    public static double boostedFactor(int drawn, int kept, double delta, double eta, int candidates) {
        checkedDelta(delta);
        Checks.between("kept", 1, drawn, kept);
        Checks.atLeast("candidates", 1, candidates);
        if (!(eta >= 0 && eta < 1)) {
            throw new IllegalArgumentException("eta: expected at least 0 and below 1, found " + eta);
        }
        double success = 1 - Math.pow(eta, candidates);
        return 1 + (double) drawn / kept * candidates / ((1 - delta) * success);
    }

    /**
     * Returns the exact factor of a projection process, where least squares interpolates: the expected squared error is 1 + m
     * times the best.
     *
     * @param m functions
     * @return 1 + m
     * @throws IllegalArgumentException if m is below 1
     */
    public static double projectionFactor(int m) {
        return 1.0 + Checks.atLeast("m", 1, m);
    }

    /**
     * Returns the exact factor of the mean of interpolants at independent projection processes: 1 + m / r.
     *
     * @param m functions
     * @param repetitions r
     * @return the expected squared error of the mean over the best
     * @throws IllegalArgumentException if a number is below 1
     */
    public static double averagedProjectionFactor(int m, int repetitions) {
        return 1 + (double) Checks.atLeast("m", 1, m) / Checks.atLeast("repetitions", 1, repetitions);
    }

    /**
     * Returns a bound on the factor of n volume-rescaled points under the optimal weight, drawn once, whatever comes: the
     * smallest over delta of 1 + n / ((n - m)(1 - delta)) + m n eps, with eps = m exp(-(n - m - 1) c(delta') / m) and 1 -
     * delta' = (1 - delta)(n - m) / (n - m - 1). It is of use for n of the order m log m; a projection process (n = m) has
     * its exact factor.
     *
     * @param m functions
     * @param n points, at least m
     * @return the bound on the expected squared error; infinite where there are too few points for one
     * @throws IllegalArgumentException if m is below 1 or n below m
     */
    public static double volumeFactor(int m, long n) {
        Checks.atLeast("m", 1, m);
        checkedPoints(m, n);
        if (n == m) {
            return projectionFactor(m);
        }
        double best = Double.POSITIVE_INFINITY;
        for (int step = 1; step < 1000; step++) {
            best = Math.min(best, volumeFactor(m, n, step / 1000.0));
        }
        return best;
    }

    /** The bound for one delta; infinite where delta' does not exist. */
    static double volumeFactor(int m, long n, double delta) {
        double free = n - m;
        double kept = (1 - delta) * free / (free - 1);
        if (free < 2 || kept >= 1) {
            return Double.POSITIVE_INFINITY;
        }
        double eps = m * Math.exp(-(free - 1) * smallestEigenvalueRate(1 - kept) / m);
        return 1 + n / (free * (1 - delta)) + m * (double) n * eps;
    }

    /**
     * Returns the smallest number of volume-rescaled points whose factor {@link #volumeFactor} is at most a given one.
     *
     * @param m functions
     * @param factor above 2, which is the limit of the bound
     * @return n, at least m
     * @throws IllegalArgumentException if m is below 1 or the factor is at most 2
     */
    public static long volumeSampleSize(int m, double factor) {
        if (!(factor > 2)) {
            throw new IllegalArgumentException(
                    "factor: expected above 2, the limit of the bound for many points, found " + factor);
        }
        if (projectionFactor(m) <= factor) {
            return m;
        }
        long enough = m + 1L;
        while (volumeFactor(m, enough) > factor) {
            enough *= 2;
        }
        long short_ = m; // the bound falls with n where it is finite
        while (enough - short_ > 1) {
            long middle = short_ + (enough - short_) / 2;
            if (volumeFactor(m, middle) > factor) {
                short_ = middle;
            } else {
                enough = middle;
            }
        }
        return enough;
    }

    /**
     * Returns the exact factor of noise under n volume-rescaled points: errors of variance s^2 / w_i in the values add s^2
     * times this to the expected squared error, m / (n - m + 1). It is exact where the measure has no atoms, and a bound
     * where it has.
     *
     * @param m functions
     * @param n points, at least m
     * @return m / (n - m + 1)
     * @throws IllegalArgumentException if m is below 1 or n below m
     */
    public static double volumeNoiseFactor(int m, long n) {
        Checks.atLeast("m", 1, m);
        checkedPoints(m, n);
        return m / (n - m + 1.0);
    }

    /**
     * Returns the factor that holds almost surely on S under the optimal weight: the error (not squared) is at most this times
     * the best error in the norm sup sqrt(w) |h|.
     *
     * @param delta between 0 and 1, exclusive
     * @return 1 + (1 - delta)^(-1/2)
     * @throws IllegalArgumentException if delta is out of range
     */
    public static double weightedSupremumFactor(double delta) {
        return 1 + 1 / Math.sqrt(1 - checkedDelta(delta));
    }

    /**
     * Returns the factor that holds almost surely on S under the mixture weight: the error (not squared) is at most this
     * times the best error in the norm of H.
     *
     * @param delta between 0 and 1, exclusive
     * @param kappa what bounds a function of H at a point by its norm
     * @return ||kappa|| (1 + (2 / (1 - delta))^(1/2))
     * @throws IllegalArgumentException if delta is out of range
     */
    public static double almostSureFactor(double delta, PointwiseBound kappa) {
        return kappa.norm() * (1 + Math.sqrt(2 / (1 - checkedDelta(delta))));
    }

    static double checkedDelta(double delta) {
        return checkedProbability("delta", delta);
    }

    private static double checkedProbability(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(name + ": expected between 0 and 1, exclusive, found " + value);
        }
        return value;
    }

    private static void checkedNorm(int m, double norm) {
        Checks.atLeast("m", 1, m);
        if (!(norm >= m && norm <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("norm: expected at least m = " + m
                    + ", below which w |phi|^2 cannot stay everywhere, found " + norm);
        }
    }

    private static void checkedPoints(int m, long n) {
        if (n < m) {
            throw new IllegalArgumentException("n: expected at least m = " + m + ", found " + n);
        }
    }

    private static long atLeast(int m, double n) {
        return Math.max(m, (long) Math.ceil(n));
    }
}
