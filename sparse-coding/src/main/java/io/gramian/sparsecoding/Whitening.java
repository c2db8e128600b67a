package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;
import io.gramian.sparsecoding.internal.GridDft;
import java.util.Arrays;

/**
 * Whitening of pictures whose spectrum falls off as a power: the filter K(f) = f^a exp(-(f / f0)^p), divided by its mean
 * over the grid's frequencies, f in cycles per pixel, the convolution being circular. O(N log N) for any number of rows and
 * columns.
 *
 * <p>The way back divides by K but at frequency zero, of which nearly nothing comes through: there it has the original's
 * mean. It is exact to rounding times max K / min K, some 1e4 for pictures of 256 x 256; errors of a code at the lowest and
 * highest frequencies grow as much.
 *
 * <p>Source: B. A. Olshausen, D. J. Field, Sparse coding with an overcomplete basis set: a strategy employed by V1? (1997).
 */
public final class Whitening implements Preprocessing {
    private static final double ZERO_FREQUENCY = 1e-6; // stands in for 0

    private final double exponent;
    private final double cutoff;
    private final double steepness;

    private Whitening(double exponent, double cutoff, double steepness) {
        this.exponent = exponent;
        this.cutoff = cutoff;
        this.steepness = steepness;
    }

    /**
     * Returns the whitening of exponent 1.4, cut off at 0.4 cycles per pixel with steepness 4.
     *
     * @return a preprocessing
     */
    public static Whitening standard() {
        return new Whitening(1.4, 0.4, 4);
    }

    /**
     * Returns this whitening with another exponent.
     *
     * @param a at least 0
     * @return a preprocessing
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public Whitening withExponent(double a) {
        return new Whitening(Checks.notNegative("exponent", a), cutoff, steepness);
    }

    /**
     * Returns this whitening with another cut-off.
     *
     * @param cyclesPerPixel f0, positive
     * @param power p, positive
     * @return a preprocessing
     * @throws IllegalArgumentException if a number is not positive and finite
     */
    public Whitening withCutoff(double cyclesPerPixel, double power) {
        return new Whitening(exponent, Checks.positive("cut-off", cyclesPerPixel), Checks.positive("steepness", power));
    }

    @Override
    public Preprocessed apply(Signal picture) {
        Pictures.check(picture);
        GridDft dft = GridDft.of(picture.rows(), picture.columns());
        double[] filter = dft.radial(this::response);
        double mean = Arrays.stream(filter).average().orElseThrow();
        Arrays.setAll(filter, at -> filter[at] / mean);
        Signal white = Pictures.perChannel(picture, values -> dft.filtered(values, filter));
        double[] back = new double[filter.length];
        Arrays.setAll(back, at -> at == 0 ? 0 : 1 / filter[at]);
        double[] means = new double[picture.channels()];
        Arrays.setAll(means, c -> picture.channel(c).mean());
        return new Preprocessed(white, changed -> inverse(changed, dft, back, means));
    }

    private static Signal inverse(Signal changed, GridDft dft, double[] back, double[] means) {
        Signal[] channels = new Signal[means.length];
        for (int c = 0; c < means.length; c++) {
            double mean = means[c];
            Signal channel = changed.channel(c);
            channels[c] = Signal.of(dft.filtered(channel.view(), back), 1, channel.shape())
                    .map(value -> value + mean);
        }
        return Signal.ofChannels(channels);
    }

    private double response(double frequency) {
        double f = Math.max(frequency, ZERO_FREQUENCY);
        return Math.pow(f, exponent) * Math.exp(-Math.pow(f / cutoff, steepness));
    }

    /** Returns the parameters. */
    @Override
    public String toString() {
        return "Whitening[exponent " + exponent + ", cut-off " + cutoff + ", steepness " + steepness + "]";
    }
}
