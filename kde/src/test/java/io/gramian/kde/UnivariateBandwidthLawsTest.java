package io.gramian.kde;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for every rule of one dimension, whatever the data. */
class UnivariateBandwidthLawsTest {
    /** Below the limit for listed pairs and above it; some values tied. */
    private static double[] data(int n, int seed) {
        double[] x = UnivariateBandwidthTest.mixture(n, seed);
        for (int i = 0; i < n; i += 4) {
            x[i] = Math.rint(8 * x[i]) / 8;
        }
        return x;
    }

    private static double h(Bandwidth rule, double[] x, double[] weights) {
        return UnivariateBandwidthTest.select(rule, x, weights).bandwidth().scalar();
    }

    @Property(tries = 12)
    void aPowerOfTwoScalesToTheBit(
            @ForAll @IntRange(min = 4, max = 900) int n,
            @ForAll @IntRange(min = -330, max = 330) int exponent,
            @ForAll int seed) {
        double[] x = data(n, seed);
        double[] scaled = Arrays.stream(x).map(v -> Math.scalb(v, exponent)).toArray();
        for (Bandwidth rule : UnivariateBandwidthTest.RULES) {
            Selection plain = UnivariateBandwidthTest.select(rule, x, null);
            Selection found = UnivariateBandwidthTest.select(rule, scaled, null);
            assertEquals(
                    Math.scalb(plain.bandwidth().scalar(), exponent),
                    found.bandwidth().scalar(),
                    rule.toString());
            assertEquals(Math.scalb(plain.criterion(), -exponent), found.criterion(), rule.toString());
            assertEquals(plain.warnings(), found.warnings());
        }
    }

    @Property(tries = 12)
    void scaledMirroredAndShifted(
            @ForAll @IntRange(min = 4, max = 900) int n,
            @ForAll @IntRange(min = -100, max = 100) int power,
            @ForAll int seed) {
        double[] x = data(n, seed);
        double scale = -3 * Math.pow(10, power);
        double[] moved = Arrays.stream(x).map(v -> scale * (v - 1.7)).toArray();
        for (Bandwidth rule : UnivariateBandwidthTest.RULES) {
            double expected = Math.abs(scale) * h(rule, x, null);
            // the grid of improvedSheatherJones is of fixed length, so that places in it round differently
            assertEquals(expected, h(rule, moved, null), 1e-6 * expected, rule.toString());
        }
    }

    @Property(tries = 12)
    void orderDoesNotMatterNorPointsOfNoWeight(@ForAll @IntRange(min = 4, max = 900) int n, @ForAll int seed) {
        double[] x = data(n, seed);
        double[] withMore = Arrays.copyOf(x, n + 5);
        double[] weights = new double[n + 5];
        Arrays.fill(weights, 0, n, 3);
        Arrays.fill(withMore, n, n + 5, 1e6);
        java.util.random.RandomGenerator random = new SplittableRandom(seed);
        for (int i = n + 4; i > 0; i--) {
            int j = random.nextInt(i + 1);
            swap(withMore, i, j);
            swap(weights, i, j);
        }
        for (Bandwidth rule : UnivariateBandwidthTest.RULES) {
            double expected = h(rule, x, null);
            assertEquals(expected, h(rule, withMore, weights), 1e-9 * expected, rule.toString());
        }
    }

    private static void swap(double[] values, int i, int j) {
        double value = values[i];
        values[i] = values[j];
        values[j] = value;
    }
}
