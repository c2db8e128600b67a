package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;

/**
 * How much there is of every orientation: n bins of [0, pi), bin i being centred at pi i / n. Orientations are angles of the
 * wave vector or gradient, 0 along the rows' axis (level stripes), pi / 2 along the columns' axis. Immutable.
 */
public final class OrientationHistogram {
    private final double[] weights;

    private OrientationHistogram(double[] weights) {
        this.weights = weights;
    }

    /**
     * Returns the histogram of given weights.
     *
     * @param weights numbers of at least 0, at least one; copied
     * @return a histogram
     * @throws IllegalArgumentException if there is none, or one is negative or not finite
     */
    public static OrientationHistogram of(double... weights) {
        Checks.atLeast("bins", 1, weights.length);
        for (int i = 0; i < weights.length; i++) {
            Checks.notNegative("weight of bin " + i, weights[i]);
        }
        return new OrientationHistogram(weights.clone());
    }

    /**
     * Returns the histogram of a picture's gradients: central differences, each pixel counted by the size of its gradient,
     * shared out between the two nearest bins. At the edges the picture is continued by its mirror image. O(N).
     *
     * <p>Source: N. Dalal, B. Triggs, Histograms of oriented gradients for human detection (2005).
     *
     * @param picture of two axes; all channels count
     * @param bins n, at least 1
     * @return a histogram
     * @throws IllegalArgumentException if the signal has another number of axes, or there is no bin
     */
    public static OrientationHistogram ofGradients(Signal picture, int bins) {
        Pictures.check(picture);
        double[] weights = new double[Checks.atLeast("bins", 1, bins)];
        for (int c = 0; c < picture.channels(); c++) {
            double[][] gradient = Pictures.gradient(picture.channel(c));
            for (int at = 0; at < picture.size(); at++) {
                double size = Math.hypot(gradient[0][at], gradient[1][at]);
                if (size > 0) {
                    share(weights, Math.atan2(gradient[1][at], gradient[0][at]), size);
                }
            }
        }
        return new OrientationHistogram(weights);
    }

    /**
     * Returns the histogram of a code: the sum of |x| over places and atoms of each orientation.
     *
     * @param maps coefficients of M atoms
     * @param orientations M angles, such as those of {@link LogGabor#atoms} or {@link LogGaborFit}; shared out between the
     *     two nearest bins
     * @param bins n, at least 1
     * @return a histogram
     * @throws IllegalArgumentException if there are not M orientations, one is not finite, or there is no bin
     */
    public static OrientationHistogram ofCode(CoefficientMaps maps, double[] orientations, int bins) {
        double[] weights = new double[Checks.atLeast("bins", 1, bins)];
        if (orientations.length != maps.atoms()) {
            throw new IllegalArgumentException(
                    "orientations: expected " + maps.atoms() + ", one for every atom, found " + orientations.length);
        }
        double[] sums = maps.l1NormByAtom();
        for (int m = 0; m < sums.length; m++) {
            share(weights, Checks.finite("orientation of atom " + m, orientations[m]), sums[m]);
        }
        return new OrientationHistogram(weights);
    }

    private static void share(double[] weights, double angle, double amount) {
        int n = weights.length;
        double place = angle / Math.PI * n;
        double below = Math.floor(place);
        int bin = Math.floorMod((long) below, n);
        weights[bin] += amount * (1 - (place - below));
        weights[(bin + 1) % n] += amount * (place - below);
    }

    /**
     * Returns the weights.
     *
     * @return n numbers, a new array
     */
    public double[] weights() {
        return weights.clone();
    }

    /**
     * Returns the weights as fractions of their sum.
     *
     * @return n numbers, NaN if all weights are zero; a new array
     */
    public double[] fractions() {
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }

    /**
     * Returns the circular variance 1 - |sum_i h_i e^(2 pi i j / n)| / sum_i h_i, the angles being doubled so that 0 and pi
     * are one orientation.
     *
     * @return 0 for a single orientation, 1 for none that is preferred; NaN if all weights are zero
     */
    public double circularVariance() {
        double[] resultant = resultant();
        return 1 - Math.hypot(resultant[0], resultant[1]);
    }

    /**
     * Returns the mean orientation, half the angle of the sum whose length is 1 - {@link #circularVariance}.
     *
     * @return 0 to pi; without meaning where the variance is 1
     */
    public double meanOrientation() {
        double[] resultant = resultant();
        return wrapped(Math.atan2(resultant[1], resultant[0]) / 2);
    }

    private double[] resultant() {
        double[] fractions = fractions();
        double re = 0;
        double im = 0;
        for (int i = 0; i < fractions.length; i++) {
            re += fractions[i] * Math.cos(2 * Math.PI * i / fractions.length);
            im += fractions[i] * Math.sin(2 * Math.PI * i / fractions.length);
        }
        return new double[] {re, im};
    }

    /** An orientation brought into [0, pi). */
    static double wrapped(double angle) {
        double rest = angle % Math.PI;
        double positive = rest < 0 ? rest + Math.PI : rest;
        return positive >= Math.PI ? 0 : positive;
    }

    /**
     * Returns the circular variance of a von Mises law of the doubled angle, 1 - I1(kappa) / I0(kappa), by the ratio's
     * continued fraction, to about 1e-15.
     *
     * @param kappa concentration, at least 0
     * @return 1 for kappa = 0, about 1 / (2 kappa) for large ones
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public static double vonMisesVariance(double kappa) {
        Checks.notNegative("kappa", kappa);
        if (kappa > 1e5) {
            return (1 + (1 + 1 / kappa) / (4 * kappa)) / (2 * kappa);
        }
        double ratio = 0; // I_n / I_(n-1) = 1 / (2 n / kappa + I_(n+1) / I_n), from far enough down
        for (int order = 20 + (int) (2 * kappa); order >= 1; order--) {
            ratio = kappa == 0 ? 0 : 1 / (2 * order / kappa + ratio);
        }
        return 1 - ratio;
    }

    /** Returns bins and variance. */
    @Override
    public String toString() {
        return "OrientationHistogram[" + weights.length + " bins, circular variance " + circularVariance() + "]";
    }
}
