package io.gramian.core.internal.linear;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * A lower bound on the 1-norm of a matrix known by its products, equal to it or within a factor of 3 almost always.
 *
 * <p>Source: N. J. Higham, FORTRAN codes for estimating the one-norm of a real or complex matrix (1988).
 */
final class OneNormEstimate {
    private static final int MOST_STEPS = 5;

    private OneNormEstimate() {}

    static double of(int n, UnaryOperator<double[]> times, UnaryOperator<double[]> transposeTimes) {
        double[] start = new double[n];
        Arrays.fill(start, 1.0 / n);
        double[] v = times.apply(start);
        double estimate = size(v);
        if (n == 1) {
            return estimate;
        }
        double[] signs = signs(v);
        double[] x = transposeTimes.apply(signs);
        for (int step = 0; step < MOST_STEPS; step++) {
            int best = largest(x);
            double[] unit = new double[n];
            unit[best] = 1;
            v = times.apply(unit);
            double[] newSigns = signs(v);
            if (size(v) <= estimate || Arrays.equals(signs, newSigns)) {
                estimate = Math.max(estimate, size(v));
                break;
            }
            estimate = size(v);
            signs = newSigns;
            x = transposeTimes.apply(signs);
            if (largest(x) == best) {
                break;
            }
        }
        for (int i = 0; i < n; i++) {
            start[i] = (i % 2 == 0 ? 1 : -1) * (1 + (double) i / (n - 1));
        }
        return Math.max(estimate, 2 * size(times.apply(start)) / (3 * n));
    }

    private static double size(double[] v) {
        double sum = 0;
        for (double e : v) {
            sum += Math.abs(e);
        }
        return sum;
    }

    private static double[] signs(double[] v) {
        double[] signs = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            signs[i] = v[i] >= 0 ? 1 : -1;
        }
        return signs;
    }

    private static int largest(double[] x) {
        int best = 0;
        for (int i = 1; i < x.length; i++) {
            if (Math.abs(x[i]) > Math.abs(x[best])) {
                best = i;
            }
        }
        return best;
    }
}
