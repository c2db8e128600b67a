package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;

/**
 * The local orientation of a picture: J = G * [g_r^2, g_r g_c; g_r g_c, g_c^2], the products of its gradient, smoothed by a
 * Gaussian. Immutable.
 *
 * <p>Source: W. Foerstner, E. Guelch, A fast operator for detection and precise location of distinct points, corners and
 * centres of circular features (1987); J. Bigun, G. H. Granlund, Optimal orientation detection of linear symmetry (1987).
 */
public final class StructureTensor {
    private static final int DEVIATIONS = 4;

    private final Signal orientation;
    private final Signal coherence;

    private StructureTensor(Signal orientation, Signal coherence) {
        this.orientation = orientation;
        this.coherence = coherence;
    }

    /**
     * Returns the tensor of a picture. Central differences; at the edges the picture is continued by its mirror image. O(N
     * deviation).
     *
     * @param picture of two axes and one channel
     * @param deviation of the Gaussian in pixels, positive; it is cut off at 4 deviations
     * @return orientation and coherence everywhere
     * @throws IllegalArgumentException if the signal is no picture of one channel, or the deviation is not positive
     */
    public static StructureTensor of(Signal picture, double deviation) {
        Pictures.check(picture);
        if (picture.channels() != 1) {
            throw new IllegalArgumentException("picture: expected one channel, found " + picture.channels());
        }
        double[] taps = taps(Checks.positive("deviation", deviation));
        double[][] gradient = Pictures.gradient(picture);
        double[] rr = smoothed(products(gradient[0], gradient[0]), picture, taps);
        double[] cc = smoothed(products(gradient[1], gradient[1]), picture, taps);
        double[] rc = smoothed(products(gradient[0], gradient[1]), picture, taps);
        double[] angles = new double[rr.length];
        double[] coherences = new double[rr.length];
        for (int at = 0; at < rr.length; at++) {
            angles[at] = OrientationHistogram.wrapped(Math.atan2(2 * rc[at], rr[at] - cc[at]) / 2);
            double energy = rr[at] + cc[at];
            coherences[at] = energy == 0 ? 0 : Math.min(1, Math.hypot(rr[at] - cc[at], 2 * rc[at]) / energy);
        }
        return new StructureTensor(
                Signal.owning(angles, 1, picture.shape()), Signal.owning(coherences, 1, picture.shape()));
    }

    private static double[] taps(double deviation) {
        int radius = (int) Math.min(1 << 20, Math.ceil(DEVIATIONS * deviation));
        double[] taps = new double[2 * radius + 1];
        Arrays.setAll(taps, i -> Math.exp(-Math.pow((i - radius) / deviation, 2) / 2));
        double sum = Arrays.stream(taps).sum();
        return Arrays.stream(taps).map(tap -> tap / sum).toArray();
    }

    private static double[] products(double[] a, double[] b) {
        double[] products = new double[a.length];
        Arrays.setAll(products, at -> a[at] * b[at]);
        return products;
    }

    private static double[] smoothed(double[] values, Signal shape, double[] taps) {
        int rows = shape.rows();
        int columns = shape.columns();
        int radius = taps.length / 2;
        double[] down = new double[values.length];
        double[] result = new double[values.length];
        for (int i = 0; i < rows; i++) {
            for (int tap = 0; tap < taps.length; tap++) {
                int from = Pictures.mirrored(i + tap - radius, rows) * columns;
                SpatialBank.accumulate(down, i * columns, values, from, taps[tap], columns);
            }
        }
        for (int j = 0; j < columns; j++) {
            for (int tap = 0; tap < taps.length; tap++) {
                int from = Pictures.mirrored(j + tap - radius, columns);
                for (int i = 0; i < rows; i++) {
                    result[i * columns + j] += taps[tap] * down[i * columns + from];
                }
            }
        }
        return result;
    }

    /**
     * Returns the orientations 1/2 atan2(2 J_rc, J_rr - J_cc) of the gradient.
     *
     * @return angles from 0 to pi, 0 along the rows' axis (level stripes); without meaning where the coherence is 0
     */
    public Signal orientation() {
        return orientation;
    }

    /**
     * Returns the coherences sqrt((J_rr - J_cc)^2 + 4 J_rc^2) / (J_rr + J_cc); one less it is a local circular variance.
     *
     * @return numbers from 0 to 1, 1 for stripes; 0 where there is no gradient
     */
    public Signal coherence() {
        return coherence;
    }
}
