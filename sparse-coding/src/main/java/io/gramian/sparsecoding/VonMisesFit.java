package io.gramian.sparsecoding;

import java.util.Arrays;

/**
 * The von Mises peak over an even background that fits a histogram of orientations best in the sense of least squares:
 * baseline + amplitude exp(kappa (cos 2 (x - angle) - 1)).
 *
 * <p>Baseline and amplitude are linear; angle and concentration are looked for on a grid and then by compass search, with
 * kappa from 0.01 to 500.
 *
 * @param baseline of all orientations
 * @param amplitude of the peak above it; negative for a trough
 * @param kappa concentration, of the doubled angle
 * @param angle of the peak, 0 to pi
 * @param rSquared 1 - sum of squared residuals / that about the mean; NaN if all bins are equal
 * @param bic the Bayesian information criterion n ln(residual sum of squares / n) + 4 ln n, the smaller the better
 */
public record VonMisesFit(double baseline, double amplitude, double kappa, double angle, double rSquared, double bic) {
    private static final int ANGLES = 72;
    private static final int CONCENTRATIONS = 40;
    private static final double LEAST = 0.01;
    private static final double MOST = 500;
    private static final double FINEST = 1e-10;
    private static final int LEAST_BINS = 4;

    /**
     * Returns the best peak for a histogram.
     *
     * @param histogram of at least four bins
     * @return the fit
     * @throws IllegalArgumentException if there are fewer bins
     */
    public static VonMisesFit of(OrientationHistogram histogram) {
        double[] y = histogram.weights();
        if (y.length < LEAST_BINS) {
            throw new IllegalArgumentException("histogram: expected at least 4 bins, found " + y.length);
        }
        double best = Double.POSITIVE_INFINITY;
        double[] at = new double[2];
        for (int i = 0; i < ANGLES * CONCENTRATIONS; i++) {
            double[] candidate = {Math.PI * (i % ANGLES) / ANGLES, concentration(i / ANGLES)};
            double squares = residual(y, candidate);
            if (squares < best) {
                best = squares;
                at = candidate;
            }
        }
        return result(y, refined(y, at));
    }

    private static double concentration(int i) {
        return LEAST * Math.pow(MOST / LEAST, (double) i / (CONCENTRATIONS - 1));
    }

    /** Steps along either parameter while that helps, then half as far. */
    private static double[] refined(double[] y, double[] start) {
        double[] at = start;
        double value = residual(y, at);
        double step = 0.1;
        while (step > FINEST) {
            boolean better = false;
            for (int direction = 0; direction < 4 && !better; direction++) {
                double way = direction % 2 == 0 ? step : -step;
                double[] next = direction < 2
                        ? new double[] {at[0] + way, at[1]}
                        : new double[] {at[0], Math.min(MOST, Math.max(LEAST, at[1] * Math.exp(way)))};
                double squares = residual(y, next);
                if (squares < value) {
                    at = next;
                    value = squares;
                    better = true;
                }
            }
            step = better ? step : step / 2;
        }
        return at;
    }

    private static VonMisesFit result(double[] y, double[] at) {
        int n = y.length;
        double[] line = line(y, peak(n, at));
        double squares = residual(y, at);
        double mean = Arrays.stream(y).average().orElseThrow();
        double total = Arrays.stream(y).map(v -> (v - mean) * (v - mean)).sum();
        return new VonMisesFit(
                line[0],
                line[1],
                at[1],
                OrientationHistogram.wrapped(at[0]),
                1 - squares / total,
                n * Math.log(squares / n) + 4 * Math.log(n));
    }

    private static double[] peak(int n, double[] at) {
        double[] peak = new double[n];
        Arrays.setAll(peak, i -> Math.exp(at[1] * (Math.cos(2 * (Math.PI * i / n - at[0])) - 1)));
        return peak;
    }

    private static double residual(double[] y, double[] at) {
        double[] peak = peak(y.length, at);
        double[] line = line(y, peak);
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            double left = y[i] - line[0] - line[1] * peak[i];
            sum += left * left;
        }
        return sum;
    }

    /** Intercept and slope of the least-squares line. */
    private static double[] line(double[] y, double[] x) {
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double cross = 0;
        double square = 0;
        for (int i = 0; i < x.length; i++) {
            cross += (x[i] - meanX) * (y[i] - meanY);
            square += (x[i] - meanX) * (x[i] - meanX);
        }
        double slope = square == 0 ? 0 : cross / square;
        return new double[] {meanY - slope * meanX, slope};
    }
}
