package io.gramian.sparsecoding;

import io.gramian.core.fourier.Fft;
import io.gramian.sparsecoding.internal.GridDft;

/**
 * Which way an atom is turned and how sharply, whatever its shape: the mean orientation of its power spectrum, and the
 * circular variance about it.
 *
 * @param angle of the wave vector, 0 to pi; 0 along the rows' axis (level stripes)
 * @param variance 1 - |sum P e^(2 i phi)| / sum P over all frequencies but zero: 0 for one orientation, 1 for none; NaN, as
 *     the angle, for an atom of one value
 */
public record Orientation(double angle, double variance) {
    private static final int FINER = 4; // than the atom's own frequencies, by zeros around it

    /**
     * Returns the orientation of a picture or atom. O(N log N).
     *
     * @param picture of two axes; the spectra of all channels are added
     * @return angle and variance
     * @throws IllegalArgumentException if the signal has another number of axes
     */
    public static Orientation of(Signal picture) {
        Pictures.check(picture);
        int rows = Fft.nextFastLength(FINER * picture.rows());
        int columns = Fft.nextFastLength(FINER * picture.columns());
        GridDft dft = GridDft.of(rows, columns);
        double[] sums = new double[3];
        for (int c = 0; c < picture.channels(); c++) {
            add(picture.channel(c), dft, rows, columns, sums);
        }
        double length = Math.hypot(sums[1], sums[2]) / sums[0];
        double angle = OrientationHistogram.wrapped(Math.atan2(sums[2], sums[1]) / 2);
        return new Orientation(sums[0] == 0 ? Double.NaN : angle, 1 - length);
    }

    private static void add(Signal picture, GridDft dft, int rows, int columns, double[] sums) {
        double[] re = new double[rows * columns];
        double[] im = new double[rows * columns];
        double mean = picture.mean();
        for (int i = 0; i < picture.rows(); i++) {
            for (int j = 0; j < picture.columns(); j++) {
                re[i * columns + j] = picture.at(i, j) - mean;
            }
        }
        dft.forward(re, im);
        for (int at = 1; at < re.length; at++) {
            double power = re[at] * re[at] + im[at] * im[at];
            double doubled =
                    2 * Math.atan2(GridDft.frequency(at % columns, columns), GridDft.frequency(at / columns, rows));
            sums[0] += power;
            sums[1] += power * Math.cos(doubled);
            sums[2] += power * Math.sin(doubled);
        }
    }
}
