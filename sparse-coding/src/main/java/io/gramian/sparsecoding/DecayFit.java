package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The exponential decay a exp(-b x) that fits points best in the sense of least squares.
 *
 * <p>For each b the best a is linear; b is looked for on a grid over decays of up to 50 within the range of x, either way,
 * and then by golden section. A few hundred passes over the points.
 *
 * @param amplitude a
 * @param rate b
 * @param rSquared 1 - sum of squared residuals / that about the mean; NaN if all y are equal
 * @param bic the Bayesian information criterion n ln(residual sum of squares / n) + 2 ln n, the smaller the better
 */
public record DecayFit(double amplitude, double rate, double rSquared, double bic) {
    private static final double STEEPEST = 50;
    private static final int GRID = 400;
    private static final int SECTIONS = 60;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
    private static final int CODE_BINS = 65;
    private static final double CODE_FROM = 0.01;
    private static final double CODE_TO = 1;

    /**
     * Returns the best decay for points.
     *
     * @param x n numbers, at least two different ones; left as they are
     * @param y n numbers; left as they are
     * @return the fit
     * @throws IllegalArgumentException if there are fewer than two points or as many x as y, a number is not finite, or all x
     *     are equal
     */
    public static DecayFit of(double[] x, double[] y) {
        Checks.atLeast("points", 2, x.length);
        if (y.length != x.length) {
            throw new IllegalArgumentException(
                    "points: expected as many y as x, found " + y.length + " and " + x.length);
        }
        for (int i = 0; i < x.length; i++) {
            Checks.finite("x of point " + i, x[i]);
            Checks.finite("y of point " + i, y[i]);
        }
        double from = Arrays.stream(x).min().orElseThrow();
        double range = Arrays.stream(x).max().orElseThrow() - from;
        Checks.positive("range of x", range);
        double[] t = Arrays.stream(x).map(value -> (value - from) / range).toArray();
        double decay = minimum(b -> residual(t, y, b));
        double squares = residual(t, y, decay);
        double mean = Arrays.stream(y).average().orElseThrow();
        double total =
                Arrays.stream(y).map(value -> (value - mean) * (value - mean)).sum();
        int n = x.length;
        return new DecayFit(
                amplitude(t, y, decay) * Math.exp(decay * from / range),
                decay / range,
                1 - squares / total,
                n * Math.log(squares / n) + 2 * Math.log(n));
    }

    /**
     * Returns the best decay for the histogram of a code's magnitudes, 65 bins of [0.01, 1] by their centres, as fractions
     * of the magnitudes there.
     *
     * @param maps coefficients, one of them at least of a magnitude from 0.01 to 1
     * @return the fit
     * @throws IllegalArgumentException if there is none
     */
    public static DecayFit ofCode(CoefficientMaps maps) {
        double width = (CODE_TO - CODE_FROM) / CODE_BINS;
        double[] x = new double[CODE_BINS];
        double[] y = new double[CODE_BINS];
        Arrays.setAll(x, i -> CODE_FROM + (i + 0.5) * width);
        double count = 0;
        for (double value : maps.values()) {
            double magnitude = Math.abs(value);
            if (magnitude >= CODE_FROM && magnitude <= CODE_TO) {
                y[Math.min(CODE_BINS - 1, (int) ((magnitude - CODE_FROM) / width))]++;
                count++;
            }
        }
        if (count == 0) {
            throw new IllegalArgumentException(
                    "maps: expected a coefficient of a magnitude from 0.01 to 1, found none in " + maps);
        }
        for (int i = 0; i < y.length; i++) {
            y[i] /= count;
        }
        return of(x, y);
    }

    private static double amplitude(double[] t, double[] y, double b) {
        double cross = 0;
        double square = 0;
        double top = b < 0 ? b : 0; // exponents stay below zero
        for (int i = 0; i < t.length; i++) {
            double e = Math.exp(top - b * t[i]);
            cross += e * y[i];
            square += e * e;
        }
        return cross / square * Math.exp(top);
    }

    private static double residual(double[] t, double[] y, double b) {
        double a = amplitude(t, y, b);
        double sum = 0;
        for (int i = 0; i < t.length; i++) {
            double left = y[i] - a * Math.exp(-b * t[i]);
            sum += left * left;
        }
        return sum;
    }

    private static double minimum(DoubleUnaryOperator f) {
        double step = 2 * STEEPEST / GRID;
        double best = -STEEPEST;
        for (int i = 1; i <= GRID; i++) {
            double b = -STEEPEST + i * step;
            best = f.applyAsDouble(b) < f.applyAsDouble(best) ? b : best;
        }
        double low = best - step;
        double high = best + step;
        for (int i = 0; i < SECTIONS; i++) {
            double left = high - GOLDEN * (high - low);
            double right = low + GOLDEN * (high - low);
            if (f.applyAsDouble(left) < f.applyAsDouble(right)) {
                high = right;
            } else {
                low = left;
            }
        }
        return (low + high) / 2;
    }
}
