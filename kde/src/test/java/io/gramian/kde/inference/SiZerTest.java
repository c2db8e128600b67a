package io.gramian.kde.inference;

import static io.gramian.kde.inference.Samples.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.kde.Reference;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SiZerTest {
    private static double[] grid(double low, double high, int count) {
        double[] at = new double[count];
        Arrays.setAll(at, i -> low + (high - low) * i / (count - 1));
        return at;
    }

    @Property(tries = 30)
    void trendsAreThoseOfTheDefinition(@ForAll @IntRange(min = 2, max = 65) int n, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Points x = Samples.normal(n, 1, random);
        double[] at = grid(-4, 4, 33);
        double[] bandwidths = {0.2, 0.5, 1.5};
        SiZerMap map =
                SiZer.atLevel(0.2).withLocations(at).withBandwidths(bandwidths).map(x);
        for (int j = 0; j < 3; j++) {
            SiZerMap.Trend[] expected = naive(x.column(0), at, bandwidths[j], 0.2);
            for (int i = 0; i < at.length; i++) {
                assertEquals(expected[i], map.trend(i, j), "at " + at[i] + ", h = " + bandwidths[j]);
            }
        }
    }

    private static SiZerMap.Trend[] naive(double[] x, double[] at, double h, double level) {
        int n = x.length;
        double[] z = new double[at.length];
        double total = 0;
        int counted = 0;
        for (int i = 0; i < at.length; i++) {
            double[] terms = new double[n];
            double size = 0;
            for (int j = 0; j < n; j++) {
                double k = Math.exp(-(x[j] - at[i]) * (x[j] - at[i]) / (2 * h * h));
                size += k;
                terms[j] = k * (x[j] - at[i]);
            }
            double mean = Arrays.stream(terms).average().orElseThrow();
            double variance =
                    Arrays.stream(terms).map(t -> (t - mean) * (t - mean)).sum() / (n - 1);
            z[i] = size < 5 ? Double.NaN : mean / Math.sqrt(variance / n);
            total += size < 5 ? 0 : size;
            counted += size < 5 ? 0 : 1;
        }
        double blocks = counted == 0 ? 1 : Math.max(1, n / (total / counted));
        double quantile =
                NormalDistribution.of(0, 1).inverseCumulativeProbability((1 + Math.pow(1 - level, 1 / blocks)) / 2);
        return Arrays.stream(z).mapToObj(v -> SiZerMap.Trend.of(v, quantile)).toArray(SiZerMap.Trend[]::new);
    }

    @Test
    void faithfulHasTwoModesAndFromAfarOne() {
        Points x = Points.ofColumn(Points.of(new Reference("regression_faithful").matrix("data.csv"))
                .column(0));
        SiZerMap map = SiZer.atLevel(0.05).withBandwidths(0.15, 0.25, 0.35, 3).map(x);
        assertEquals(2, map.modes(0));
        assertEquals(2, map.modes(1));
        assertEquals(2, map.modes(2));
        assertTrue(map.modes(3) <= 1);
        int valley = 0;
        while (map.locations()[valley] < 2.5) {
            valley++;
        }
        assertEquals(SiZerMap.Trend.FALLING, map.trend(valley, 1));
        assertTrue(map.toString().contains("/") && map.toString().endsWith("h = 0.15\n"));
    }

    /**
     * Inside a uniform sample, three bandwidths from its ends, there is no slope: at level 0.05 a row may show one in
     * 5 % of 200 samples; 22 and more of Binomial(200, 0.05) have probability 4e-4. The blocks are an approximation,
     * so for each of two rows up to 30 are allowed, which 7 % would pass; without the blocks, by the normal quantile
     * alone, there are far more.
     */
    @Test
    @Tag("statistical")
    void aUniformSampleHasNoSlopeInside() {
        SplittableRandom random = new SplittableRandom(20261125);
        int[] found = new int[2];
        int wrong = 0;
        double[] bandwidths = {0.03, 0.08};
        double[] at = grid(0.25, 0.75, 101);
        for (int repeat = 0; repeat < 200; repeat++) {
            Points x = Samples.uniform(500, 1, random);
            SiZerMap map = SiZer.atLevel(0.05)
                    .withLocations(at)
                    .withBandwidths(bandwidths)
                    .map(x);
            SiZerMap pointwise =
                    SiZer.atLevel(0.4).withLocations(at).withBandwidths(0.03).map(x);
            for (int j = 0; j < 2; j++) {
                found[j] += slopes(map, j) > 0 ? 1 : 0;
            }
            wrong += slopes(pointwise, 0) > 0 ? 1 : 0;
        }
        assertTrue(found[0] <= 30 && found[1] <= 30, Arrays.toString(found));
        assertTrue(wrong > 30, "another level is found out: " + wrong);
    }

    private static int slopes(SiZerMap map, int j) {
        int slopes = 0;
        for (int i = 0; i < map.locations().length; i++) {
            SiZerMap.Trend trend = map.trend(i, j);
            slopes += trend == SiZerMap.Trend.RISING || trend == SiZerMap.Trend.FALLING ? 1 : 0;
        }
        return slopes;
    }

    @Test
    void theDefaultGridSpansTheData() {
        SiZerMap map = SiZer.atLevel(0.05).map(Points.ofColumn(0, 1, 2, 10));
        assertEquals(401, map.locations().length);
        assertEquals(10, map.locations()[400]);
        assertEquals(0.05, map.bandwidths()[0], 1e-15);
        assertEquals(10, map.bandwidths()[20], 1e-12);
        assertEquals(SiZerMap.Trend.SPARSE, map.trend(0, 0));
        assertArrayEquals(
                new int[21],
                java.util.stream.IntStream.range(0, 21).map(map::modes).toArray());
    }

    @Test
    void badInputIsNamed() {
        Class<IllegalArgumentException> illegal = IllegalArgumentException.class;
        SiZer map = SiZer.atLevel(0.05);
        assertEquals(
                "points: have dimension 2; this map is for points on the line, FeatureSignificance for more dimensions",
                message(illegal, () -> map.map(Points.of(new double[][] {{1, 2}}))));
        assertEquals(
                "points: all are 3.0; needs two different ones",
                message(illegal, () -> map.map(Points.ofColumn(3, 3))));
        assertEquals(
                "locations: entry 1 is 1.0 after 1.0; they must be strictly ascending",
                message(illegal, () -> map.withLocations(1, 1)));
        assertEquals("bandwidths: number: expected at least 1, found 0", message(illegal, map::withBandwidths));
        assertEquals(
                "bandwidth: expected a positive number from 1e-150 to 1e150, found -1.0",
                message(illegal, () -> map.withBandwidths(-1, 1)));
    }
}
