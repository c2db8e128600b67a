package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.core.feature.RandomFourierFeatures;
import io.gramian.core.kernel.Kernel;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;

/**
 * The random features cos(w.x), sin(w.x) of a density kernel, rounded to whole multiples of 2^-30: sums of them are
 * exact, whatever the order, and can be taken back; and noise on them can be whole numbers too.
 */
final class FourierMap {
    /** How many units are one. */
    static final long UNIT = 1L << 30;

    private static final int BLOCK = 1024;

    enum Shape {
        GAUSSIAN,
        LAPLACIAN
    }

    private final Shape shape;
    private final double[] h;
    private final double[] frequencies; // m x d, of points as they come

    FourierMap(Shape shape, double[] h, double[] frequencies) {
        this.shape = shape;
        this.h = h;
        this.frequencies = frequencies;
    }

    static FourierMap draw(Shape shape, double[] h, int features, RandomGenerator random) {
        if (h.length == 0) {
            throw new IllegalArgumentException("bandwidth: expected one number for each axis, found none");
        }
        for (int k = 0; k < h.length; k++) {
            checkBandwidth(h[k], k);
        }
        Kernel kernel = shape == Shape.GAUSSIAN ? Kernel.gaussian(1) : Kernel.laplacian(1);
        double[] frequencies =
                RandomFourierFeatures.of(kernel, h.length, features, random).frequencies().data;
        for (int at = 0; at < frequencies.length; at++) {
            frequencies[at] /= h[at % h.length];
        }
        return new FourierMap(shape, h.clone(), frequencies);
    }

    static void checkBandwidth(double h, int axis) {
        if (!(h >= 1e-150 && h <= 1e150)) {
            throw new IllegalArgumentException(
                    "bandwidth of axis " + axis + ": expected a positive number from 1e-150 to 1e150, found " + h);
        }
    }

    Shape shape() {
        return shape;
    }

    double[] bandwidths() {
        return h;
    }

    double[] frequencies() {
        return frequencies;
    }

    int dimension() {
        return h.length;
    }

    /** m, the number of frequencies; there are 2 m features, all cosines first. */
    int pairs() {
        return frequencies.length / h.length;
    }

    /** Adds sign times the rounded features of all points. */
    void accumulate(Points points, int sign, long[] sums) {
        int m = pairs();
        double[] x = new double[dimension()];
        for (int i = 0; i < points.size(); i++) {
            checkInterrupt(i, points.size());
            points.copyRow(i, x);
            for (int j = 0; j < m; j++) {
                double phase = phase(j, x);
                if (!(Math.abs(phase) <= Double.MAX_VALUE)) {
                    throw new IllegalArgumentException("points: row " + i
                            + " lies so many bandwidths away that its features overflow; rescale the data");
                }
                sums[j] += sign * rounded(StrictMath.cos(phase));
                sums[m + j] += sign * rounded(StrictMath.sin(phase));
            }
        }
    }

    /** Within half a unit of the feature; the same on every machine, for StrictMath is. */
    private static long rounded(double feature) {
        return Math.round(feature * UNIT);
    }

    /** Returns for every query the density of which these are the mean features: normaliser times sum / m. */
    double[] density(double[] means, Points queries) {
        Coordinates.checkDimension("queries", queries.dimension(), dimension());
        int m = pairs();
        double[] x = new double[dimension()];
        double[] density = new double[queries.size()];
        double scale = peak() / m;
        for (int i = 0; i < density.length; i++) {
            checkInterrupt(i, density.length);
            queries.copyRow(i, x);
            double sum = 0;
            for (int j = 0; j < m; j++) {
                double phase = phase(j, x);
                sum += means[j] * Math.cos(phase) + means[m + j] * Math.sin(phase);
            }
            density[i] = scale * sum;
        }
        return density;
    }

    /** The density of the kernel at its centre. */
    double peak() {
        double log = 0;
        for (double axis : h) {
            log -= Math.log(axis) + (shape == Shape.GAUSSIAN ? Math.log(2 * Math.PI) / 2 : Math.log(2));
        }
        return Math.exp(log);
    }

    /** Hoeffding's bound for m numbers within [-1, 1], and what rounding adds. */
    double deviation(double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException("probability: expected a number within (0, 1), found " + probability);
        }
        return peak() * (Math.sqrt(2 * Math.log(2 / probability) / pairs()) + Math.sqrt(0.5) / UNIT);
    }

    private double phase(int j, double[] x) {
        double phase = 0;
        for (int k = 0; k < x.length; k++) {
            phase += frequencies[j * x.length + k] * x[k];
        }
        return phase;
    }

    private static void checkInterrupt(int i, int n) {
        if (i % BLOCK == 0 && Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted after " + i + " of " + n + " points");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FourierMap that
                && shape == that.shape
                && Arrays.equals(h, that.h)
                && Arrays.equals(frequencies, that.frequencies);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(frequencies);
    }

    @Override
    public String toString() {
        return shape.name().toLowerCase(java.util.Locale.ROOT) + ", bandwidth " + Arrays.toString(h) + ", "
                + 2 * pairs() + " features";
    }
}
