package io.gramian.kde.internal.selection;

import io.gramian.core.NumericalException;
import java.util.Arrays;

/**
 * A sample on the line as its distinct values and their weights, shifted and scaled by a power of two so that the
 * standard deviation is about one and no power of a bandwidth over- or underflows.
 */
final class UnivariateSample {
    private final double[] values;
    private final double[] weights;
    private final double effectiveSize;
    private final int exponent;
    private final double standardDeviation;
    private final double interquartileRange;

    private UnivariateSample(String rule, double[] values, double[] weights, double effectiveSize, int exponent) {
        this.values = values;
        this.weights = weights;
        this.effectiveSize = effectiveSize;
        double deviation = deviation(values, weights, effectiveSize);
        if (!(deviation > 0 && deviation < Double.POSITIVE_INFINITY)) {
            throw new NumericalException("bandwidth " + rule + ": all points but those of negligible weight are equal;"
                    + " use Bandwidth.of(h)");
        }
        int more = Math.getExponent(deviation);
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.scalb(values[i], -more);
        }
        this.exponent = exponent + more;
        this.standardDeviation = Math.scalb(deviation, -more);
        this.interquartileRange = quantile(0.75) - quantile(0.25);
    }

    /**
     * Returns a sample of points on the line.
     *
     * @throws IllegalArgumentException if the points have more than one coordinate
     * @throws NumericalException if fewer than two distinct values have weight
     */
    static UnivariateSample of(String rule, Sample sample) {
        int d = sample.x().dimension();
        if (d > 1) {
            throw new IllegalArgumentException("bandwidth " + rule + ": is for one dimension, but the points have " + d
                    + "; choose one coordinate, or a rule for many such as Bandwidth.scott()");
        }
        double[] column = sample.x().column(0);
        double[] w = sample.weights();
        double[] sorted = new double[column.length];
        double largest = 0;
        int positive = 0;
        for (int i = 0; i < column.length; i++) {
            if (w[i] > 0) {
                sorted[positive++] = column[i] + 0.0; // no negative zero, which would sort as a value of its own
                largest = Math.max(largest, Math.abs(column[i]));
            }
        }
        Arrays.sort(sorted, 0, positive);
        double[] distinct = distinct(sorted, positive);
        if (distinct.length < 2) {
            String found = positive < 2 ? "there is one" : "all " + positive + " are equal to " + distinct[0];
            throw new NumericalException("bandwidth " + rule
                    + ": needs at least two different points of positive weight, but " + found
                    + "; use Bandwidth.of(h)");
        }
        double[] merged = sample.isWeighted() ? merged(column, w, distinct) : runs(sorted, positive, distinct);
        int exponent = Math.getExponent(largest);
        double centre = Math.scalb(distinct[distinct.length / 2], -exponent); // so that the many keep their digits
        for (int i = 0; i < distinct.length; i++) {
            distinct[i] = Math.scalb(distinct[i], -exponent) - centre;
        }
        return new UnivariateSample(rule, distinct, merged, sample.effectiveSize(), exponent);
    }

    /** The distinct values in ascending order, around zero, in units of 2^{@link #exponent}; not to be changed. */
    double[] values() {
        return values;
    }

    /** The weights of the distinct values, which sum to one; not to be changed. */
    double[] weights() {
        return weights;
    }

    /** The effective size 1 / sum w_i^2 of the sample, ties not merged. */
    double effectiveSize() {
        return effectiveSize;
    }

    /** The power of two that is the unit of {@link #values}. */
    int exponent() {
        return exponent;
    }

    /** The largest value less the smallest. */
    double range() {
        return values[values.length - 1] - values[0];
    }

    /** The unbiased standard deviation. */
    double standardDeviation() {
        return standardDeviation;
    }

    double interquartileRange() {
        return interquartileRange;
    }

    /**
     * Returns the weighted quantile of type 7: the mean of the empirical quantile function over an interval of length 1
     * / n that begins at p (n - 1) / n, n the effective size (Akinshin, 2023). For equal weights it interpolates
     * between order statistics as R and NumPy do.
     */
    private double quantile(double p) {
        double from = p * (effectiveSize - 1) / effectiveSize;
        double to = Math.min(1, from + 1 / effectiveSize);
        double sum = 0;
        double mass = 0;
        double below = 0;
        for (int i = 0; i < values.length && below < to; i++) {
            double above = below + weights[i];
            double overlap = Math.min(above, to) - Math.max(below, from);
            if (overlap > 0) {
                sum += overlap * values[i];
                mass += overlap;
            }
            below = above;
        }
        return sum / mass;
    }

    private static double deviation(double[] values, double[] weights, double effectiveSize) {
        double mean = 0;
        for (int i = 0; i < values.length; i++) {
            mean += weights[i] * values[i];
        }
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += weights[i] * (values[i] - mean) * (values[i] - mean);
        }
        return Math.sqrt(sum / (1 - 1 / effectiveSize));
    }

    private static double[] distinct(double[] sorted, int n) {
        double[] distinct = new double[n];
        int m = 0;
        for (int i = 0; i < n; i++) {
            if (m == 0 || sorted[i] != distinct[m - 1]) {
                distinct[m++] = sorted[i];
            }
        }
        return Arrays.copyOf(distinct, m);
    }

    private static double[] runs(double[] sorted, int n, double[] distinct) {
        double[] weights = new double[distinct.length];
        int i = 0;
        for (int u = 0; u < distinct.length; u++) {
            int start = i;
            while (i < n && sorted[i] == distinct[u]) {
                i++;
            }
            weights[u] = (i - start) / (double) n;
        }
        return weights;
    }

    private static double[] merged(double[] column, double[] w, double[] distinct) {
        double[] weights = new double[distinct.length];
        for (int i = 0; i < column.length; i++) {
            if (w[i] > 0) {
                weights[Arrays.binarySearch(distinct, column[i] + 0.0)] += w[i];
            }
        }
        return weights;
    }
}
