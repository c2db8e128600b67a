package io.gramian.dpp.leastsquares;

/**
 * The extreme eigenvalues of diag(d) - z z', d_1 &lt;= ... &lt;= d_m, a positive semi-definite matrix, by bisection of the
 * secular function 1 - sum_j z_j^2 / (d_j - t): m divisions a step, and few steps, instead of m^3 operations for all
 * eigenvalues. The function falls between its poles d_j, so its sign says on which side of t an eigenvalue lies; where z_j =
 * 0 the bisection ends at d_j, as it should.
 *
 * <p>Source: G. H. Golub, Some modified matrix eigenvalue problems (1973).
 */
final class RankOneDowndate {
    private RankOneDowndate() {}

    static double smallest(double[] d, double... zSquared) {
        double sum = 0;
        for (double square : zSquared) {
            sum += square;
        }
        return between(Math.max(0, d[0] - sum), d[0], d, zSquared);
    }

    static double largest(double[] d, double... zSquared) {
        int last = d.length - 1;
        return last == 0 ? smallest(d, zSquared) : between(d[last - 1], d[last], d, zSquared);
    }

    /** Whether the smallest eigenvalue is above t. */
    static boolean smallestIsAbove(double t, double[] d, double... zSquared) {
        return t < d[0] && secular(t, d, zSquared) > 0;
    }

    /** Whether the largest eigenvalue is below t. */
    static boolean largestIsBelow(double t, double[] d, double... zSquared) {
        int last = d.length - 1;
        return t > d[last] || (last == 0 || t > d[last - 1]) && t < d[last] && secular(t, d, zSquared) < 0;
    }

    private static double between(double low, double high, double[] d, double... zSquared) {
        double from = low;
        double to = high;
        while (true) {
            double middle = from + (to - from) / 2;
            if (middle <= from || middle >= to) {
                return middle;
            }
            if (secular(middle, d, zSquared) > 0) {
                from = middle;
            } else {
                to = middle;
            }
        }
    }

    private static double secular(double t, double[] d, double... zSquared) {
        double value = 1;
        for (int j = 0; j < d.length; j++) {
            value -= zSquared[j] / (d[j] - t);
        }
        return value;
    }
}
