package io.gramian.kde.estimator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gramian.core.Points;
import io.gramian.kde.Density;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.function.Executable;

/** What the tests of this package share. */
final class Checks {
    private Checks() {}

    static void assertClose(double[] expected, double[] found, double tolerance) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] == found[i]) {
                continue;
            }
            assertEquals(expected[i], found[i], tolerance * Math.max(1, Math.abs(expected[i])), "entry " + i);
        }
    }

    static void assertMessage(String message, Executable call) {
        assertEquals(message, assertThrows(RuntimeException.class, call).getMessage());
    }

    static Points uniform(int n, int d, double low, double high, long seed) {
        return Points.ofRowMajor(
                new SplittableRandom(seed).doubles((long) n * d, low, high).toArray(), d);
    }

    static double[] weights(int n, long seed) {
        double[] weights = new SplittableRandom(seed).doubles(n, 0.1, 2).toArray();
        for (int i = 0; i < n; i += 5) {
            weights[i] = n > 1 ? 0 : 1;
        }
        return weights;
    }

    /** Simpson's rule over an even number of intervals. */
    static double integral(Density density, double from, double to, int intervals) {
        double[] x = new double[intervals + 1];
        Arrays.setAll(x, i -> i == intervals ? to : from + (to - from) * i / intervals);
        double[] values = density.density(Points.ofColumn(x));
        double sum = 0;
        for (int i = 0; i <= intervals; i++) {
            sum += values[i] * (i == 0 || i == intervals ? 1 : i % 2 == 1 ? 4 : 2);
        }
        return sum * (to - from) / intervals / 3;
    }

    /** The midpoint rule over a rectangle. */
    static double integral(Density density, double[] from, double[] to, int cells) {
        double[] x = new double[2 * cells * cells];
        for (int i = 0; i < cells * cells; i++) {
            x[2 * i] = from[0] + (to[0] - from[0]) * (i / cells + 0.5) / cells;
            x[2 * i + 1] = from[1] + (to[1] - from[1]) * (i % cells + 0.5) / cells;
        }
        double sum = Arrays.stream(density.density(Points.ofRowMajor(x, 2))).sum();
        return sum * (to[0] - from[0]) * (to[1] - from[1]) / cells / cells;
    }

    /**
     * Points with weights whose sums are integrals against a density on an interval: a density fitted to them is the exact
     * expectation of one fitted to a sample, as far as the midpoint rule goes.
     */
    record Expectation(Points points, double[] weights) {
        static Expectation of(double from, double to, int nodes, DoubleUnaryOperator density) {
            double[] x = new double[nodes];
            Arrays.setAll(x, i -> from + (to - from) * (i + 0.5) / nodes);
            return new Expectation(
                    Points.ofColumn(x), Arrays.stream(x).map(density).toArray());
        }
    }

    /** The p-value of draws against cell probabilities, by a chi-squared test on counts. */
    static double pValue(double[] draws, double from, double to, int cells, Density density) {
        long[] counts = new long[cells];
        for (double x : draws) {
            counts[(int) Math.max(0, Math.min(cells - 1, Math.floor((x - from) / (to - from) * cells)))]++;
        }
        double[] expected = new double[cells];
        Arrays.setAll(expected, c -> {
            double left = from + (to - from) * c / cells;
            return Checks.integral(density, left, left + (to - from) / cells, 40);
        });
        return ChiSquareTest.withDefaults().test(expected, counts).getPValue();
    }
}
