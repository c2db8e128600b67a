package io.gramian.kde.internal.fast;

/**
 * A bound on sup over r >= d of exp(-r^2 / 2) max_{|u| <= r} |He_p(u)|: the largest p-th derivative of a Gaussian along a
 * line, at least d away from its centre.
 *
 * <p>On a grid of distances with step s, max_{|u| <= r} |He_p(u)| is at most its maximum over the grid points up to r plus
 * s p max |He_(p-1)|, since He_p' = p He_(p-1); both maxima are carried along from p = 0 upwards. Beyond the grid
 * |He_p(u)| is at most r^p exp(p^2 / (2 r^2)), the sum of the sizes of its terms at r.
 */
final class HermiteBound {
    private static final double STEP = 1.0 / 256;
    private static final double END = 16;

    private final int order;
    private final double[] logs; // at k STEP

    HermiteBound(int order) {
        this.order = order;
        int cells = (int) (END / STEP);
        double[] bound = new double[cells + 2]; // on max |He_p| up to k STEP
        java.util.Arrays.fill(bound, 1); // He_0
        for (int p = 1; p <= order; p++) {
            double[] next = new double[cells + 2];
            double largest = 0;
            for (int k = 0; k < next.length; k++) {
                largest = Math.max(largest, Math.abs(hermite(p, k * STEP)));
                next[k] = largest + STEP * p * bound[k];
            }
            bound = next;
        }
        logs = new double[cells + 1];
        double tail = Double.NEGATIVE_INFINITY;
        for (int k = cells; k >= 0; k--) { // r within [k, k + 1] STEP
            double r = k * STEP;
            tail = Math.max(tail, Math.log(bound[k + 1]) - 0.5 * r * r);
            logs[k] = tail;
        }
    }

    private static double hermite(int n, double u) {
        double last = 0;
        double value = 1;
        for (int k = 0; k < n; k++) {
            double next = u * value - k * last;
            last = value;
            value = next;
        }
        return value;
    }

    /** The logarithm of the bound at a squared distance. */
    double log(double squared) {
        double d = Math.sqrt(squared);
        if (d < END) {
            return logs[(int) (d / STEP)];
        }
        return Math.min(
                logs[logs.length - 1], 0.5 * order * Math.log(squared) + 0.5 * order * order / squared - 0.5 * squared);
    }
}
