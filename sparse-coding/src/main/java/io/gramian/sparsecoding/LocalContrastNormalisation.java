package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;

/**
 * Local contrast normalisation: (s - m) / max(mean v, v), where m is the mean of s in a Gaussian neighbourhood, and v the
 * root of the mean square of s - m there.
 *
 * <p>The neighbourhood has 2 n + 1 pixels either way, and a standard deviation of n / 3. The picture is continued by n
 * pixels as its mirror image, edge values twice, and circularly beyond. O(N n). The way back multiplies by max(mean v, v)
 * and adds m of the original; exact to rounding but for pictures of one value, which become zero.
 *
 * <p>Source: K. Jarrett, K. Kavukcuoglu, M. Ranzato, Y. LeCun, What is the best multi-stage architecture for object
 * recognition? (2009).
 */
public final class LocalContrastNormalisation implements Preprocessing {
    private static final double DEVIATIONS = 3; // of the Gaussian within the radius

    private static final double ROUNDING = 1e-14; // of the largest value: contrast below it is none

    private final int radius;

    private LocalContrastNormalisation(int radius) {
        this.radius = radius;
    }

    /**
     * Returns the normalisation of radius 7.
     *
     * @return a preprocessing
     */
    public static LocalContrastNormalisation standard() {
        return ofRadius(7);
    }

    /**
     * Returns the normalisation of another radius.
     *
     * @param pixels n, at least 1
     * @return a preprocessing
     * @throws IllegalArgumentException if it is below 1
     */
    public static LocalContrastNormalisation ofRadius(int pixels) {
        return new LocalContrastNormalisation(Checks.atLeast("radius", 1, pixels));
    }

    @Override
    public Preprocessed apply(Signal picture) {
        Pictures.check(picture);
        Signal[] means = new Signal[picture.channels()];
        Signal[] norms = new Signal[picture.channels()];
        Signal[] normalised = new Signal[picture.channels()];
        for (int c = 0; c < means.length; c++) {
            Local local = local(picture.channel(c));
            means[c] = local.mean();
            norms[c] = local.norm();
            normalised[c] = local.normalised();
        }
        Signal mean = Signal.ofChannels(means);
        Signal norm = Signal.ofChannels(norms);
        return new Preprocessed(Signal.ofChannels(normalised), changed -> inverse(changed, mean, norm));
    }

    private static Signal inverse(Signal changed, Signal mean, Signal norm) {
        double[] values = changed.values();
        for (int at = 0; at < values.length; at++) {
            values[at] = values[at] * norm.view()[at] + mean.view()[at];
        }
        return Signal.of(values, changed.channels(), changed.shape());
    }

    /** Mean, divisor and result of one channel. */
    record Local(Signal mean, Signal norm, Signal normalised) {}

    Local local(Signal picture) {
        int rows = picture.rows() + 2 * radius;
        int columns = picture.columns() + 2 * radius;
        double[] padded = new double[Checks.size(new int[] {rows, columns}, 1)];
        Arrays.setAll(
                padded,
                at -> picture.at(
                        Pictures.mirrored(at / columns - radius, picture.rows()),
                        Pictures.mirrored(at % columns - radius, picture.columns())));
        double[] mean = smoothed(padded, rows, columns);
        double[] centred = new double[padded.length];
        Arrays.setAll(centred, at -> padded[at] - mean[at]);
        double[] norm =
                smoothed(Arrays.stream(centred).map(value -> value * value).toArray(), rows, columns);
        Arrays.setAll(norm, at -> Math.sqrt(norm[at]));
        double least = Arrays.stream(norm).average().orElseThrow();
        double noise = ROUNDING * picture.maxAbsolute();
        for (int at = 0; at < norm.length; at++) {
            norm[at] = Math.max(least, norm[at]);
            centred[at] = norm[at] <= noise ? 0 : centred[at] / norm[at];
        }
        return new Local(
                cropped(mean, picture, columns), cropped(norm, picture, columns), cropped(centred, picture, columns));
    }

    private Signal cropped(double[] padded, Signal picture, int columns) {
        double[] values = new double[picture.size()];
        int width = picture.columns();
        for (int i = 0; i < picture.rows(); i++) {
            System.arraycopy(padded, (i + radius) * columns + radius, values, i * width, width);
        }
        return Signal.owning(values, 1, picture.shape());
    }

    /** The circular convolution with the Gaussian, first along rows, then along columns. */
    private double[] smoothed(double[] padded, int rows, int columns) {
        double[] taps = new double[2 * radius + 1];
        Arrays.setAll(taps, i -> Math.exp(-Math.pow(DEVIATIONS * (i - radius) / radius, 2) / 2));
        double sum = Arrays.stream(taps).sum();
        Arrays.setAll(taps, i -> taps[i] / sum);
        double[] across = new double[padded.length];
        double[] result = new double[padded.length];
        for (int tap = 0; tap < taps.length; tap++) {
            int shift = tap - radius;
            for (int i = 0; i < rows; i++) {
                int line = i * columns;
                for (int j = 0; j < columns; j++) {
                    across[line + j] += taps[tap] * padded[line + Math.floorMod(j + shift, columns)];
                }
            }
        }
        for (int i = 0; i < rows; i++) {
            for (int tap = 0; tap < taps.length; tap++) {
                int from = Math.floorMod(i + tap - radius, rows) * columns;
                SpatialBank.accumulate(result, i * columns, across, from, taps[tap], columns);
            }
        }
        return result;
    }

    /** Returns the radius. */
    @Override
    public String toString() {
        return "LocalContrastNormalisation[radius " + radius + "]";
    }
}
