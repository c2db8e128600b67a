package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;

/** How near a picture comes to a reference: mean squared error, peak signal-to-noise ratio, structural similarity. */
public final class ImageQuality {
    private static final double MEANS = 0.01; // of the range, the constants of structural similarity
    private static final double CONTRASTS = 0.03;
    private static final int UNIFORM_WIDTH = 7;
    private static final double GAUSSIAN_DEVIATION = 1.5;
    private static final int GAUSSIAN_RADIUS = 5; // 3.5 deviations

    private ImageQuality() {}

    /**
     * Returns the mean squared difference.
     *
     * @param reference a signal
     * @param test of the same shape and channels
     * @return at least 0
     * @throws IllegalArgumentException if shapes or channels differ
     */
    public static double meanSquaredError(Signal reference, Signal test) {
        double norm = reference.minus(test).norm();
        return norm * (norm / reference.view().length);
    }

    /**
     * Returns the peak signal-to-noise ratio 10 log10(range^2 / mean squared error) in decibels, for the range that the
     * reference has, its largest less its smallest value.
     *
     * @param reference a signal
     * @param test of the same shape and channels
     * @return decibels; infinite for equal signals, negative infinity for others if the reference has one value only
     * @throws IllegalArgumentException if shapes or channels differ
     */
    public static double psnr(Signal reference, Signal test) {
        return psnr(reference, test, reference.max() - reference.min());
    }

    /**
     * Returns the peak signal-to-noise ratio 10 log10(range^2 / mean squared error) in decibels, for a range that is said.
     *
     * @param reference a signal
     * @param test of the same shape and channels
     * @param range for example 255 or 1
     * @return decibels; infinite for equal signals
     * @throws IllegalArgumentException if shapes or channels differ
     */
    public static double psnr(Signal reference, Signal test, double range) {
        double error = Math.sqrt(meanSquaredError(reference, test));
        return error == 0 ? Double.POSITIVE_INFINITY : 20 * Math.log10(range / error);
    }

    /**
     * Returns the structural similarity, the mean over all windows that lie within of (2 m m' + c1) (2 cov + c2) / ((m^2 +
     * m'^2 + c1) (v + v' + c2)): windows of 7 x 7, all pixels alike, variances with n - 1. Of several channels, the mean.
     * O(N).
     *
     * <p>Source: Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, Image quality assessment: from error visibility to
     * structural similarity (2004).
     *
     * @param reference a picture of at least 7 x 7
     * @param test of the same shape and channels
     * @param range of values, c1 = (0.01 range)^2 and c2 = (0.03 range)^2
     * @return at most 1
     * @throws IllegalArgumentException if shapes or channels differ, the picture is too small or the range not positive
     */
    public static double structuralSimilarity(Signal reference, Signal test, double range) {
        double[] taps = new double[UNIFORM_WIDTH];
        Arrays.fill(taps, 1.0 / UNIFORM_WIDTH);
        double pixels = UNIFORM_WIDTH * UNIFORM_WIDTH;
        return similarity(reference, test, range, taps, pixels / (pixels - 1));
    }

    /**
     * Returns the structural similarity with windows of 11 x 11, pixels weighted by a Gaussian of standard deviation 1.5,
     * otherwise as {@link #structuralSimilarity}; variances are those of the weights.
     *
     * @param reference a picture of at least 11 x 11
     * @param test of the same shape and channels
     * @param range of values
     * @return at most 1
     * @throws IllegalArgumentException as {@link #structuralSimilarity}
     */
    public static double gaussianStructuralSimilarity(Signal reference, Signal test, double range) {
        double[] taps = new double[2 * GAUSSIAN_RADIUS + 1];
        Arrays.setAll(taps, i -> Math.exp(-Math.pow((i - GAUSSIAN_RADIUS) / GAUSSIAN_DEVIATION, 2) / 2));
        double sum = Arrays.stream(taps).sum();
        Arrays.setAll(taps, i -> taps[i] / sum);
        return similarity(reference, test, range, taps, 1);
    }

    private static double similarity(Signal reference, Signal test, double range, double[] taps, double correction) {
        Pictures.check(reference);
        reference.checkSame(test);
        Checks.positive("range", range);
        if (reference.rows() < taps.length || reference.columns() < taps.length) {
            throw new IllegalArgumentException("picture: expected at least " + taps.length + " x " + taps.length
                    + ", found " + reference.rows() + " x " + reference.columns());
        }
        double total = 0;
        for (int c = 0; c < reference.channels(); c++) {
            total += ofChannel(reference.channel(c), test.channel(c), range, taps, correction);
        }
        return total / reference.channels();
    }

    private static double ofChannel(Signal a, Signal b, double range, double[] taps, double correction) {
        double[] x = a.view();
        double[] y = b.view();
        double[] mx = windowed(a, x, taps);
        double[] my = windowed(a, y, taps);
        double[] xx = windowed(a, products(x, x), taps);
        double[] yy = windowed(a, products(y, y), taps);
        double[] xy = windowed(a, products(x, y), taps);
        double c1 = Math.pow(MEANS * range, 2);
        double c2 = Math.pow(CONTRASTS * range, 2);
        double sum = 0;
        for (int at = 0; at < mx.length; at++) {
            double variances = correction * (xx[at] - mx[at] * mx[at] + yy[at] - my[at] * my[at]);
            double covariance = correction * (xy[at] - mx[at] * my[at]);
            sum += (2 * mx[at] * my[at] + c1)
                    * (2 * covariance + c2)
                    / ((mx[at] * mx[at] + my[at] * my[at] + c1) * (variances + c2));
        }
        return sum / mx.length;
    }

    private static double[] products(double[] a, double[] b) {
        double[] products = new double[a.length];
        Arrays.setAll(products, at -> a[at] * b[at]);
        return products;
    }

    /** The weighted sums over the windows that lie within. */
    private static double[] windowed(Signal shape, double[] values, double[] taps) {
        int columns = shape.columns();
        int width = columns - taps.length + 1;
        int height = shape.rows() - taps.length + 1;
        double[] across = new double[shape.rows() * width];
        double[] result = new double[height * width];
        for (int i = 0; i < shape.rows(); i++) {
            for (int tap = 0; tap < taps.length; tap++) {
                SpatialBank.accumulate(across, i * width, values, i * columns + tap, taps[tap], width);
            }
        }
        for (int i = 0; i < height; i++) {
            for (int tap = 0; tap < taps.length; tap++) {
                SpatialBank.accumulate(result, i * width, across, (i + tap) * width, taps[tap], width);
            }
        }
        return result;
    }
}
