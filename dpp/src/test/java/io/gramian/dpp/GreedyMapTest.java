package io.gramian.dpp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.kernel.Kernel;
import io.gramian.testing.SubsetLaw;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GreedyMapTest {
    @ParameterizedTest
    @CsvSource({
        "greedy_map_a, 0.7, false",
        "greedy_map_a, 0.7, true",
        "greedy_map_b, 1.1, false",
        "greedy_map_b, 1.1, true"
    })
    void reference(String folder, double lengthScale, boolean lazy) {
        Points x = Points.of(new ReferenceFile(folder + "/points.csv").matrix());
        double[] quality = new ReferenceFile(folder + "/quality.csv").vector();
        double[][] expected = new ReferenceFile(folder + "/expected_greedy.csv").table();
        GreedyMap map = GreedyMap.ofSize(60).withQuality(quality);
        GreedySelection found = (lazy ? map.withLazyEvaluation() : map).select(Kernel.gaussian(lengthScale), x);
        double log = 0;
        for (int t = 0; t < 60; t++) {
            assertEquals((int) expected[t][0], found.items()[t]);
            assertEquals(Math.log(expected[t][1]), found.logGains()[t], 1e-6);
            log += found.logGains()[t];
            assertEquals(expected[t][2], log, 1e-7);
        }
        int stop = (int) new ReferenceFile(folder + "/expected_unconstrained_stop.csv").vector()[0];
        GreedyMap free = GreedyMap.unconstrained().withQuality(quality);
        GreedySelection mode = (lazy ? free.withLazyEvaluation() : free).select(Kernel.gaussian(lengthScale), x);
        assertEquals(stop, Math.min(60, mode.size())); // the reference stops looking after 60 items;
    }

    @Property(tries = 20)
    void lazyMatrixAndFeaturesChooseTheSame(@ForAll @IntRange(min = 1, max = 30) int n, @ForAll int seed) {
        DMatrixRMaj b = features(n, 8, seed);
        DMatrixRMaj l = product(b);
        double[] quality = features(n, 1, seed + 1).data;
        for (int i = 0; i < n; i++) {
            quality[i] *= quality[i];
        }
        int k = Math.min(n, 5);
        int[] expected = naive(l, quality, k);
        GreedyMap map = GreedyMap.ofSize(k).withQuality(quality);
        assertArrayEquals(expected, map.select(l).items());
        assertArrayEquals(expected, map.withLazyEvaluation().select(l).items());
        assertArrayEquals(expected, map.selectByFeatures(b).items());
        assertArrayEquals(expected, map.select(Kernel.linear(), Points.of(b)).items());
    }

    @Property(tries = 20)
    void windowConditionsOnTheLastItems(@ForAll @IntRange(min = 1, max = 6) int window, @ForAll int seed) {
        DMatrixRMaj l = product(features(14, 20, seed));
        int[] found = GreedyMap.ofSize(14).withWindow(window).select(l).items();
        double[] gains = GreedyMap.ofSize(14).withWindow(window).select(l).logGains();
        boolean[] taken = new boolean[14];
        for (int t = 0; t < 14; t++) {
            int[] last = Arrays.copyOfRange(found, Math.max(0, t - window), t);
            double base = determinant(l, last);
            int best = -1;
            double highest = 0;
            for (int i = 0; i < 14; i++) {
                double gain = determinant(l, append(last, i)) / base;
                if (!taken[i] && gain > highest) {
                    highest = gain;
                    best = i;
                }
            }
            assertEquals(best, found[t]);
            assertEquals(Math.log(highest), gains[t], 1e-8);
            taken[best] = true;
        }
    }

    @Test
    void relevanceTradesAgainstDiversity() {
        DMatrixRMaj l = product(features(12, 20, 3));
        double[] relevance = features(12, 1, 9).data;
        double theta = 0.7;
        int[] found =
                GreedyMap.ofSize(4).withQuality(relevance, theta).select(l).items();
        int[] chosen = {};
        for (int t = 0; t < 4; t++) {
            int best = -1;
            double highest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < 12; i++) {
                double score = theta * relevance[i] + (1 - theta) * Math.log(determinant(l, append(chosen, i)));
                if (Arrays.stream(chosen).noneMatch(Integer.valueOf(i)::equals) && score > highest) {
                    highest = score;
                    best = i;
                }
            }
            chosen = append(chosen, best);
        }
        assertArrayEquals(chosen, found);
        double[] huge = Arrays.stream(relevance).map(r -> 1e6 * r).toArray();
        assertEquals(4, GreedyMap.ofSize(4).withQuality(huge, 0.999).select(l).size());
    }

    @Test
    void stopsAtTheRank() {
        DMatrixRMaj l = product(features(20, 3, 1));
        assertEquals(3, GreedyMap.ofSize(10).select(l).size());
        assertEquals(3, GreedyMap.ofSize(10).withLazyEvaluation().select(l).size());
        double[][] twice = {{2, 2, 0}, {2, 2, 0}, {0, 0, 1}};
        assertArrayEquals(new int[] {0, 2}, GreedyMap.ofSize(3).select(twice).items());
        assertEquals(0, GreedyMap.ofSize(1).select(new double[][] {{0}}).size());
        assertEquals(0, GreedyMap.unconstrained().select(new double[][] {{0.5}}).size());
        assertArrayEquals(
                new int[] {0},
                GreedyMap.unconstrained().select(new double[][] {{1}}).items());
    }

    @Test
    void noItem() {
        assertEquals(0, GreedyMap.ofSize(0).select(new double[][] {{2}}).size());
        assertEquals(
                0,
                GreedyMap.ofSize(0)
                        .withLazyEvaluation()
                        .select(new double[][] {{0}})
                        .size());
        assertEquals(0, GreedyMap.ofSize(0).select(new double[][] {{2}}).logDeterminant());
    }

    @Test
    void scales() {
        DMatrixRMaj l = product(features(15, 20, 4));
        int[] expected = GreedyMap.ofSize(6).select(l).items();
        for (double scale : new double[] {1e-150, 1e150}) {
            DMatrixRMaj scaled = l.copy();
            CommonOps_DDRM.scale(scale, scaled);
            GreedySelection found = GreedyMap.ofSize(6).select(scaled);
            assertArrayEquals(expected, found.items());
            assertEquals(
                    GreedyMap.ofSize(6).select(l).logDeterminant() + 6 * Math.log(scale), found.logDeterminant(), 1e-9);
        }
    }

    @Test
    void badArguments() {
        double[][] indefinite = {{1, 2}, {2, 1}};
        assertThrows(IllegalArgumentException.class, () -> GreedyMap.ofSize(2).select(indefinite));
        assertThrows(
                IllegalArgumentException.class,
                () -> GreedyMap.ofSize(2).withLazyEvaluation().select(indefinite));
        assertThrows(IllegalArgumentException.class, () -> GreedyMap.ofSize(1).select(new double[][] {{-1}}));
        assertThrows(
                IllegalArgumentException.class, () -> GreedyMap.ofSize(1).select(new double[][] {{1, 0}, {0.5, 1}}));
        assertThrows(IllegalArgumentException.class, () -> GreedyMap.ofSize(1).select(new double[][] {{Double.NaN}}));
        assertThrows(IllegalArgumentException.class, () -> GreedyMap.ofSize(2).select(new double[][] {{1}}));
        assertThrows(IllegalArgumentException.class, () -> GreedyMap.ofSize(-1));
        assertThrows(IllegalArgumentException.class, () -> GreedyMap.ofSize(1).withQuality(-1));
        assertThrows(IllegalArgumentException.class, () -> GreedyMap.ofSize(1).withQuality(new double[] {1}, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> GreedyMap.ofSize(1).withQuality(1, 2).select(new double[][] {{1}}));
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> GreedyMap.ofSize(1).select(Kernel.sigmoid(1, 1), Points.ofColumn(1, 2)))
                .getMessage()
                .contains("positive semi-definite"));
    }

    private static int[] naive(DMatrixRMaj l, double[] quality, int k) {
        int[] chosen = {};
        for (int t = 0; t < k; t++) {
            int best = -1;
            double highest = 0;
            for (int i = 0; i < l.numRows; i++) {
                double gain = quality[i] * quality[i] * determinant(l, append(chosen, i)) / determinant(l, chosen);
                if (Arrays.stream(chosen).noneMatch(Integer.valueOf(i)::equals) && gain > highest) {
                    highest = gain;
                    best = i;
                }
            }
            chosen = append(chosen, best);
        }
        return chosen;
    }

    private static int[] append(int[] items, int item) {
        int[] longer = Arrays.copyOf(items, items.length + 1);
        longer[items.length] = item;
        return longer;
    }

    private static double determinant(DMatrixRMaj l, int... items) {
        double[][] block = new double[items.length][items.length];
        for (int i = 0; i < items.length; i++) {
            for (int j = 0; j < items.length; j++) {
                block[i][j] = l.get(items[i], items[j]);
            }
        }
        return SubsetLaw.determinant(block);
    }

    private static DMatrixRMaj features(int n, int d, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj b = new DMatrixRMaj(n, d);
        for (int at = 0; at < n * d; at++) {
            b.data[at] = random.nextGaussian();
        }
        return b;
    }

    private static DMatrixRMaj product(DMatrixRMaj b) {
        DMatrixRMaj l = new DMatrixRMaj(b.numRows, b.numRows);
        CommonOps_DDRM.multTransB(b, b, l);
        return l;
    }
}
