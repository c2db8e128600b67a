package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.GridDft;
import java.util.Arrays;

/**
 * What all log-Gabor atoms of one size share: the frequencies, the window in space, the band that lies well within the
 * grid's, and the transform. Grids are centred: the middle, zero frequency, stands at index n / 2.
 */
final class LogGaborGrid {
    private static final double ZERO_FREQUENCY = 1e-6; // stands in for 0, whose logarithm there is none
    private static final double HIGHEST = 0.5;
    private static final double EDGE = 0.07; // of the highest frequency, how soft the upper end of the band is
    private static final double WINDOW_EXPONENT = 1.0 / 3;

    private final int n;
    private final double[] frequencies;
    private final double[] angles;
    private final double[] window;
    private final double[] band; // in the order of the transform
    private final GridDft dft;

    LogGaborGrid(int n) {
        this.n = n;
        this.dft = GridDft.of(n, n);
        this.frequencies = new double[n * n];
        this.angles = new double[n * n];
        this.window = CircularMask.window(n, n, WINDOW_EXPONENT);
        for (int at = 0; at < n * n; at++) {
            double row = (double) (at / n - n / 2) / n;
            double column = (double) (at % n - n / 2) / n;
            frequencies[at] = row == 0 && column == 0 ? ZERO_FREQUENCY : Math.hypot(row, column);
            angles[at] = Math.atan2(column, row);
        }
        double[] centred = Arrays.stream(frequencies).map(this::band).toArray();
        this.band = uncentred(centred);
    }

    /** A soft band-pass between the lowest frequency of the grid and one half. */
    private double band(double f) {
        if (f >= HIGHEST) {
            return 0;
        }
        double low = f / (0.5 / n);
        return (1 - Math.exp((f - HIGHEST) / (HIGHEST * EDGE))) * (1 - Math.exp(-0.5 * low * low));
    }

    private double[] uncentred(double[] centred) {
        double[] result = new double[n * n];
        for (int at = 0; at < n * n; at++) {
            result[at] = centred[(at / n + n / 2) % n * n + (at % n + n / 2) % n];
        }
        return result;
    }

    /**
     * The even and the odd atom of an envelope, windowed, in the band and of zero mean, not scaled; an atom of another phase
     * is cos(phase) even + sin(phase) odd.
     */
    double[][] pair(double frequency, double frequencyBandwidth, double orientation, double orientationBandwidth) {
        double[] re = uncentred(envelope(frequency, frequencyBandwidth, orientation, orientationBandwidth));
        double[] im = new double[n * n];
        for (int at = 0; at < n * n; at++) {
            // The shift of exp(-2 pi i (n/2) k / n) brings the atom's middle to n / 2.
            int turns = Math.floorMod(-(n / 2) * (at / n + at % n), n);
            double value = re[at] * band[at];
            re[at] = value * Math.cos(2 * Math.PI * turns / n);
            im[at] = value * Math.sin(2 * Math.PI * turns / n);
        }
        dft.inverse(re, im);
        for (int at = 0; at < n * n; at++) {
            re[at] *= window[at];
            im[at] *= window[at];
        }
        dft.filter(re, im, band);
        centre(re);
        centre(im);
        return new double[][] {re, im};
    }

    /** (1 / f) exp(-ln(f / f0)^2 / (2 B^2)) exp((cos(phi - theta) - 1) / B_theta^2), the last below 1 lest it overflows. */
    private double[] envelope(double f0, double b, double theta, double bTheta) {
        double[] envelope = new double[n * n];
        for (int at = 0; at < n * n; at++) {
            double octave = Math.log(frequencies[at] / f0) / b;
            double turn = (Math.cos(angles[at] - theta) - 1) / (bTheta * bTheta);
            envelope[at] = Math.exp(turn - octave * octave / 2) / frequencies[at];
        }
        return envelope;
    }

    private static void centre(double[] atom) {
        double mean = Arrays.stream(atom).average().orElseThrow();
        for (int at = 0; at < atom.length; at++) {
            atom[at] -= mean;
        }
    }
}
