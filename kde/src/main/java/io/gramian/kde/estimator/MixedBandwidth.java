package io.gramian.kde.estimator;

import io.gramian.core.NumericalException;
import java.util.Arrays;
import java.util.List;

/** The bandwidths of a mixed density, and how they were found. */
public final class MixedBandwidth {
    private final double[] h;
    private final double[] lambda;
    private final double criterion;
    private final List<String> warnings;

    MixedBandwidth(double[] h, double[] lambda, double criterion, List<String> warnings) {
        this.h = h.clone();
        this.lambda = lambda.clone();
        this.criterion = criterion;
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Returns the standard deviations of the Gaussian kernels, in the units of the axes.
     *
     * @return a number for each continuous axis, a new array
     */
    public double[] continuous() {
        return h.clone();
    }

    /**
     * Returns the lambdas of the categorical kernels.
     *
     * @return a number for each categorical axis, a new array
     */
    public double[] categorical() {
        return lambda.clone();
    }

    /**
     * Returns the mean leave-one-out log-density that was maximised.
     *
     * @return sum_i w_i log f_{-i}, NaN if the bandwidths were given
     */
    public double criterion() {
        return criterion;
    }

    /**
     * Returns what a reader of the result should know.
     *
     * @return a sentence for every bandwidth that ended at the boundary of its range
     */
    public List<String> warnings() {
        return warnings;
    }

    /** Throws if these are no bandwidths for the data. */
    MixedBandwidth checkedFor(MixedData data) {
        if (h.length != data.continuousDimension()
                || lambda.length != data.axes().size()) {
            throw new IllegalArgumentException("bandwidths: expected " + data.continuousDimension()
                    + " continuous and " + data.axes().size() + " categorical, found " + h.length + " and "
                    + lambda.length);
        }
        for (int k = 0; k < h.length; k++) {
            if (!(h[k] >= 1e-150 && h[k] <= 1e150)) {
                throw new IllegalArgumentException("bandwidth of continuous axis " + k
                        + ": expected a positive number from 1e-150 to 1e150, found " + h[k]);
            }
        }
        for (int s = 0; s < lambda.length; s++) {
            double largest = data.axes().get(s).largestBandwidth();
            if (!(lambda[s] >= 0 && lambda[s] <= largest)) {
                throw new IllegalArgumentException("bandwidth of categorical axis " + s
                        + ": expected a number from 0 to " + largest + ", found " + lambda[s]);
            }
        }
        return this;
    }

    /** The rule 1.06 s n^(-1/(4+d)) on every continuous axis, and a quarter of the largest lambda: where a search starts. */
    static MixedBandwidth start(MixedData data, double[] logWeights) {
        double[] w = Arrays.stream(logWeights).map(Math::exp).toArray();
        double squares = Arrays.stream(w).map(v -> v * v).sum();
        double[] h = new double[data.continuousDimension()];
        for (int k = 0; k < h.length; k++) {
            double mean = 0;
            double variance = 0;
            for (int i = 0; i < w.length; i++) {
                mean += w[i] * data.continuous().value(i, k);
            }
            for (int i = 0; i < w.length; i++) {
                double difference = data.continuous().value(i, k) - mean;
                variance += w[i] * difference * difference;
            }
            double deviation = Math.sqrt(variance / (1 - squares));
            if (!(deviation > 1e-12 * Math.abs(mean))) {
                throw new NumericalException("bandwidth of continuous axis " + k + ": the standard deviation is "
                        + deviation + " about " + mean + ", the data do not spread; leave the axis out, or give "
                        + "bandwidths");
            }
            h[k] = 1.06 * deviation * Math.pow(squares, 1.0 / (4 + h.length));
        }
        double[] lambda = data.axes().stream()
                .mapToDouble(axis -> axis.largestBandwidth() / 4)
                .toArray();
        return new MixedBandwidth(h, lambda, Double.NaN, List.of());
    }

    /** Returns the numbers: {@code [0.3, 1.2], [0.05]}. */
    @Override
    public String toString() {
        return Arrays.toString(h) + ", " + Arrays.toString(lambda);
    }
}
