package io.gramian.kde;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gramian.core.Points;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Laws that every density obeys, whatever the data. */
class KernelDensityLawsTest {
    private static double[][] rows(int n, int d, long seed, double spread) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] rows = new double[n][d];
        for (double[] row : rows) {
            Arrays.setAll(row, k -> spread * random.nextGaussian());
        }
        return rows;
    }

    @Property(tries = 100)
    void movingDataAndQueryChangesNothing(
            @ForAll @IntRange(min = 1, max = 65) int n,
            @ForAll @IntRange(min = 1, max = 20) int d,
            @ForAll @DoubleRange(min = -1e4, max = 1e4) double shift,
            @ForAll long seed) {
        double[][] data = rows(n, d, seed, 1);
        double[][] queries = rows(3, d, seed + 1, 2);
        KernelDensity gaussian = KernelDensity.gaussian().withBandwidth(0.7);
        double[] expected = gaussian.fit(data).logDensity(queries);
        double[] found = gaussian.fit(moved(data, shift)).logDensity(moved(queries, shift));
        for (int i = 0; i < found.length; i++) {
            assertEquals(expected[i], found[i], 1e-9 * Math.max(1, Math.abs(expected[i])));
        }
    }

    private static double[][] moved(double[][] rows, double shift) {
        return Arrays.stream(rows)
                .map(row -> Arrays.stream(row).map(v -> v + shift).toArray())
                .toArray(double[][]::new);
    }

    @Property(tries = 100)
    void scalingDataAndBandwidthScalesTheDensity(
            @ForAll @IntRange(min = 1, max = 65) int n,
            @ForAll @IntRange(min = 1, max = 20) int d,
            @ForAll @IntRange(min = -6, max = 6) int exponent,
            @ForAll long seed) {
        double[][] data = rows(n, d, seed, 1);
        double[][] queries = rows(3, d, seed + 1, 2);
        double factor = 1.7 * Math.pow(10, exponent);
        for (String name : DensityKernel.names()) {
            KernelDensity density = KernelDensity.of(DensityKernel.named(name));
            double[] expected = density.withBandwidth(9).fit(data).logDensity(queries);
            double[][] scaledData = Points.of(data).toArray();
            double[][] scaledQueries = Points.of(queries).toArray();
            for (double[] row : scaledData) Arrays.setAll(row, k -> factor * row[k]);
            for (double[] row : scaledQueries) Arrays.setAll(row, k -> factor * row[k]);
            double[] found = density.withBandwidth(9 * factor).fit(scaledData).logDensity(scaledQueries);
            for (int i = 0; i < found.length; i++) {
                if (expected[i] > Double.NEGATIVE_INFINITY) {
                    double back = found[i] + d * Math.log(factor);
                    assertEquals(expected[i], back, 1e-7 * Math.max(1, Math.abs(expected[i])), name);
                }
            }
        }
    }

    @Property(tries = 100)
    void repeatingAPointIsWeighingIt(
            @ForAll @IntRange(min = 1, max = 40) int n,
            @ForAll @IntRange(min = 1, max = 9) int d,
            @ForAll @IntRange(min = 1, max = 5) int copies,
            @ForAll long seed) {
        double[][] data = rows(n, d, seed, 1);
        double[][] repeated = Arrays.copyOf(data, n + copies);
        Arrays.fill(repeated, n, n + copies, data[0]);
        double[] weights = new double[n];
        Arrays.fill(weights, 1);
        weights[0] += copies;
        double[][] queries = rows(3, d, seed + 1, 1);
        KernelDensity gaussian = KernelDensity.gaussian().withBandwidth(0.5);
        double[] expected = gaussian.fit(repeated).logDensity(queries);
        double[] found = gaussian.withWeights(weights).fit(data).logDensity(queries);
        for (int i = 0; i < found.length; i++) {
            assertEquals(expected[i], found[i], 1e-11 * Math.max(1, Math.abs(expected[i])));
        }
    }

    @Property(tries = 100)
    void theOrderOfThePointsDoesNotMatter(
            @ForAll @IntRange(min = 1, max = 65) int n, @ForAll @IntRange(min = 1, max = 9) int d, @ForAll long seed) {
        double[][] data = rows(n, d, seed, 1);
        double[][] reversed = new double[n][];
        Arrays.setAll(reversed, i -> data[n - 1 - i]);
        double[][] queries = rows(3, d, seed + 1, 1);
        KernelDensity gaussian = KernelDensity.gaussian().withBandwidth(0.5);
        double[] expected = gaussian.fit(data).logDensity(queries);
        double[] found = gaussian.fit(reversed).logDensity(queries);
        for (int i = 0; i < found.length; i++) {
            assertEquals(expected[i], found[i], 1e-11 * Math.max(1, Math.abs(expected[i])));
        }
    }
}
