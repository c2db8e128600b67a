package io.gramian.kde;

import java.util.function.DoubleUnaryOperator;

/** Finds the bandwidth of largest likelihood among multiples of a bandwidth. */
final class LikelihoodSearch {
    private static final double STEP = Math.log(2);
    private static final int MOST_STEPS = 60;
    private static final double RESOLUTION = 0.01;
    private static final double GOLDEN = (3 - Math.sqrt(5)) / 2;

    private LikelihoodSearch() {}

    /**
     * Returns exp(x) at the maximum of f uphill from the start, to one percent: steps of a factor two until it falls,
     * then golden sections; NaN if there is none within 60 steps.
     */
    static double best(double start, DoubleUnaryOperator f) {
        double middle = start;
        double top = f.applyAsDouble(middle);
        double upper = f.applyAsDouble(middle + STEP);
        double step = upper > top ? STEP : -STEP;
        double next = upper > top ? upper : f.applyAsDouble(middle - STEP);
        for (int i = 0; next > top; i++) {
            if (i == MOST_STEPS) {
                return Double.NaN;
            }
            middle += step;
            top = next;
            next = f.applyAsDouble(middle + step);
        }
        return Math.exp(golden(f, middle - STEP, middle, middle + STEP, top));
    }

    private static double golden(DoubleUnaryOperator f, double from, double inside, double to, double value) {
        double low = from;
        double high = to;
        double middle = inside;
        double top = value;
        while (high - low > 2 * RESOLUTION) {
            boolean isUpperLonger = high - middle > middle - low;
            double x = isUpperLonger ? middle + GOLDEN * (high - middle) : middle - GOLDEN * (middle - low);
            double found = f.applyAsDouble(x);
            if (found > top) {
                low = isUpperLonger ? middle : low;
                high = isUpperLonger ? high : middle;
                middle = x;
                top = found;
            } else if (isUpperLonger) {
                high = x;
            } else {
                low = x;
            }
        }
        return middle;
    }

    /** The bandwidth times a factor. */
    static BandwidthMatrix scaled(BandwidthMatrix bandwidth, double factor, int d) {
        if (bandwidth.isScalar()) {
            return BandwidthMatrix.scalar(factor * bandwidth.scalar());
        }
        double[][] matrix = bandwidth.matrix(d);
        if (bandwidth.isDiagonal()) {
            double[] axes = new double[d];
            for (int k = 0; k < d; k++) {
                axes[k] = factor * Math.sqrt(matrix[k][k]);
            }
            return BandwidthMatrix.diagonal(axes);
        }
        for (double[] row : matrix) {
            for (int k = 0; k < d; k++) {
                row[k] *= factor * factor;
            }
        }
        return BandwidthMatrix.full(matrix);
    }
}
