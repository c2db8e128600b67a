package io.gramian.sparsecoding;

import java.util.Arrays;

/**
 * The search for the log-Gabor atom nearest to a given one. Amplitude and phase are linear, as an atom of any phase is a sum
 * of the even and the odd one; orientation and bandwidth are looked for on a grid, shared by all atoms of a dictionary, and
 * then by compass search.
 */
final class LogGaborSearch {
    private static final int ORIENTATIONS = 36;
    private static final int BANDWIDTHS = 6;
    private static final double FINEST = 1e-7; // radians, and relative for the bandwidth

    private final LogGaborGrid grid;
    private final double frequency;
    private final double frequencyBandwidth;
    private final double narrowest;
    private final double widest;
    private final double[][][] pairs = new double[ORIENTATIONS * BANDWIDTHS][][];

    LogGaborSearch(LogGaborGrid grid, double frequency, double frequencyBandwidth, double narrowest, double widest) {
        this.grid = grid;
        this.frequency = frequency;
        this.frequencyBandwidth = frequencyBandwidth;
        this.narrowest = narrowest;
        this.widest = widest;
        Arrays.setAll(pairs, i -> pair(orientation(i), bandwidth(i)));
    }

    private double[][] pair(double orientation, double bandwidth) {
        return grid.pair(frequency, frequencyBandwidth, orientation, bandwidth);
    }

    private static double orientation(int i) {
        return Math.PI * (i % ORIENTATIONS) / ORIENTATIONS;
    }

    private double bandwidth(int i) {
        return narrowest * Math.pow(widest / narrowest, (double) (i / ORIENTATIONS) / (BANDWIDTHS - 1));
    }

    LogGaborFit fit(double[] target) {
        int best = 0;
        for (int i = 1; i < pairs.length; i++) {
            best = explained(pairs[i], target) > explained(pairs[best], target) ? i : best;
        }
        double[] at = refine(orientation(best), bandwidth(best), target);
        double[][] pair = pair(at[0], at[1]);
        double[] parts = parts(pair, target);
        LogGaborAtom atom = new LogGaborAtom(OrientationHistogram.wrapped(at[0]), at[1], phase(at[0], parts));
        double[] left = new double[target.length];
        Arrays.setAll(left, i -> target[i] - parts[0] * pair[0][i] - parts[1] * pair[1][i]);
        return new LogGaborFit(atom, 1 - variance(left) / variance(target));
    }

    /** Half a turn of the wave vector leaves the even atom and flips the odd one. */
    private static double phase(double angle, double[] parts) {
        boolean turned = Math.abs(OrientationHistogram.wrapped(angle) - angle) > 1;
        return Math.atan2(turned ? -parts[1] : parts[1], parts[0]);
    }

    /** Steps along either parameter while that helps, then half as far. */
    private double[] refine(double orientation, double bandwidth, double[] target) {
        double[] at = {orientation, bandwidth};
        double value = explained(pair(at[0], at[1]), target);
        double step = Math.PI / ORIENTATIONS / 2;
        while (step > FINEST) {
            boolean better = false;
            for (int direction = 0; direction < 4 && !better; direction++) {
                double way = direction % 2 == 0 ? step : -step;
                double theta = direction < 2 ? at[0] + way : at[0];
                double b = direction < 2 ? at[1] : Math.min(widest, Math.max(narrowest, at[1] * (1 + 4 * way)));
                double next = explained(pair(theta, b), target);
                if (next > value) {
                    at = new double[] {theta, b};
                    value = next;
                    better = true;
                }
            }
            step = better ? step : step / 2;
        }
        return at;
    }

    /** How much of the target's energy the best amplitude and phase explain. */
    private static double explained(double[][] pair, double[] target) {
        double[] parts = parts(pair, target);
        return parts[0] * dot(pair[0], target) + parts[1] * dot(pair[1], target);
    }

    /** The least-squares parts of the even and the odd atom. */
    private static double[] parts(double[][] pair, double[] target) {
        double a = dot(pair[0], pair[0]);
        double b = dot(pair[0], pair[1]);
        double c = dot(pair[1], pair[1]);
        double p = dot(pair[0], target);
        double q = dot(pair[1], target);
        double determinant = a * c - b * b;
        return new double[] {(c * p - b * q) / determinant, (a * q - b * p) / determinant};
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static double variance(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
    }
}
