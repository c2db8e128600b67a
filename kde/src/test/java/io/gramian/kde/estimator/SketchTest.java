package io.gramian.kde.estimator;

import static io.gramian.kde.estimator.ConditionalDensityTest.named;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.KernelDensity;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SketchTest {
    private static Points uniform(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Points.ofRowMajor(
                random.doubles((long) n * d).map(u -> 4 * u - 2).toArray(), d);
    }

    private static double[] bandwidths(int d, double h) {
        double[] all = new double[d];
        Arrays.setAll(all, k -> h * (1 + k));
        return all;
    }

    private static GridSketch grid(int d, int nodes) {
        double[] lower = new double[d];
        double[] upper = new double[d];
        int[] all = new int[d];
        Arrays.fill(lower, -2);
        Arrays.fill(upper, 2);
        Arrays.fill(all, nodes);
        return GridSketch.over(lower, upper, all);
    }

    @Property(tries = 30)
    void featureSketchesObeyTheLawsOfSets(
            @ForAll @IntRange(min = 1, max = 65) int n, @ForAll @IntRange(min = 1, max = 5) int d, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FeatureSketch empty = seed % 2 == 0
                ? FeatureSketch.gaussian(bandwidths(d, 0.3), 20, random)
                : FeatureSketch.laplacian(bandwidths(d, 0.3), 20, random);
        FeatureSketch a = empty.add(uniform(n, d, seed + 1));
        FeatureSketch b = empty.add(uniform(7, d, seed + 2));
        FeatureSketch c = empty.add(uniform(2, d, seed + 3));
        assertEquals(a.merge(b), b.merge(a));
        assertEquals(a.merge(b).merge(c), a.merge(b.merge(c)));
        assertEquals(a, a.merge(empty));
        assertEquals(a.merge(b), a.add(uniform(7, d, seed + 2)));
        assertEquals(a, a.merge(b).remove(uniform(7, d, seed + 2)));
        assertEquals(empty, a.remove(uniform(n, d, seed + 1)));
        assertNotEquals(a, b);
        FeatureSketch read = FeatureSketch.fromBytes(a.toBytes());
        assertEquals(a, read);
        assertEquals(a.hashCode(), read.hashCode());
        assertEquals(a.merge(b), read.merge(b));
        assertArrayEquals(a.density(uniform(3, d, seed)), read.density(uniform(3, d, seed)));
        assertEquals(n, a.count());
    }

    @Property(tries = 30)
    void gridSketchesObeyTheLawsOfSets(
            @ForAll @IntRange(min = 1, max = 65) int n, @ForAll @IntRange(min = 1, max = 3) int d, @ForAll long seed) {
        GridSketch empty = grid(d, 9);
        GridSketch a = empty.add(uniform(n, d, seed + 1));
        GridSketch b = empty.add(uniform(7, d, seed + 2));
        GridSketch c = empty.add(uniform(2, d, seed + 3));
        assertEquals(a.merge(b), b.merge(a));
        assertEquals(a.merge(b).merge(c), a.merge(b.merge(c)));
        assertEquals(a, a.merge(empty));
        assertEquals(a.merge(b), a.add(uniform(7, d, seed + 2)));
        assertEquals(a, a.merge(b).remove(uniform(7, d, seed + 2)));
        assertEquals(empty, a.remove(uniform(n, d, seed + 1)));
        assertNotEquals(a, b);
        GridSketch read = GridSketch.fromBytes(a.toBytes());
        assertEquals(a, read);
        assertEquals(a.hashCode(), read.hashCode());
        assertEquals(a.merge(b), read.merge(b));
        assertEquals(n, read.count());
        double[] h = bandwidths(d, 0.5);
        assertEquals(1, Arrays.stream(a.density(h).weights()).sum(), 1e-13);
    }

    /** The bound holds at each of 20 x 6 x 2 queries with probability 1 - 1e-9. */
    @Test
    void featureSketchesAreAsGoodAsTheySay() {
        for (int d : new int[] {1, 2, 6}) {
            double[] h = bandwidths(d, 0.4);
            Points x = uniform(200, d, 1);
            Points queries = uniform(20, d, 2);
            double[] gaussian = KernelDensity.gaussian()
                    .withBandwidth(Bandwidth.diagonal(h))
                    .fit(x)
                    .density(queries);
            double[] laplacian = new double[20];
            for (int q = 0; q < 20; q++) {
                for (int i = 0; i < 200; i++) {
                    double term = 1;
                    for (int k = 0; k < d; k++) {
                        term *= Math.exp(-Math.abs(x.value(i, k) - queries.value(q, k)) / h[k]) / 2 / h[k];
                    }
                    laplacian[q] += term / 200;
                }
            }
            for (int features : new int[] {64, 4096}) {
                FeatureSketch g = FeatureSketch.gaussian(h, features, new SplittableRandom(3))
                        .add(x);
                FeatureSketch l = FeatureSketch.laplacian(h, features, new SplittableRandom(4))
                        .add(x);
                double worst = 0;
                for (int q = 0; q < 20; q++) {
                    worst = Math.max(worst, Math.abs(g.density(queries)[q] - gaussian[q]));
                    assertEquals(laplacian[q], l.density(queries)[q], l.deviation(1e-9));
                }
                assertTrue(worst <= g.deviation(1e-9));
                assertTrue(worst >= g.deviation(1e-9) / 200, "a bound that says something: " + worst);
            }
        }
    }

    @Property(tries = 30)
    void gridSketchesAreAsGoodAsTheySay(
            @ForAll @IntRange(min = 1, max = 63) int n,
            @ForAll @IntRange(min = 1, max = 3) int d,
            @ForAll @IntRange(min = 2, max = 33) int nodes,
            @ForAll @DoubleRange(min = 0.05, max = 5) double width,
            @ForAll long seed) {
        double[] h = bandwidths(d, width);
        Points x = uniform(n, d, seed);
        Points queries = uniform(20, d, seed + 1);
        double[] expected = KernelDensity.gaussian()
                .withBandwidth(Bandwidth.diagonal(h))
                .fit(x)
                .density(queries);
        GridSketch sketch = grid(d, nodes).add(x);
        double[] found = sketch.density(h).density(queries);
        double bound =
                sketch.errorBound(h) + 1e-13 * Arrays.stream(expected).max().orElseThrow();
        for (int q = 0; q < 20; q++) {
            assertEquals(expected[q], found[q], bound);
        }
    }

    /** A point in the middle of a cell, asked there: what the bound is made of. */
    @Test
    void theBoundOfGridSketchesIsNearlyReached() {
        GridSketch sketch =
                GridSketch.over(new double[] {-1}, new double[] {1}, 11).add(Points.ofColumn(0.1));
        double error = 1 / Math.sqrt(2 * Math.PI) - sketch.density(1).density(0.1);
        assertTrue(error <= sketch.errorBound(1) && error > 0.98 * sketch.errorBound(1), () -> "error " + error);
    }

    @Test
    void theEndsOfTheBoxBelongToIt() {
        GridSketch sketch = grid(2, 5).add(Points.of(new double[][] {{-2, -2}, {2, 2}, {2, -2}}));
        Points nodes = sketch.density(1, 1).points();
        assertEquals(3, nodes.size());
        assertEquals(Points.of(new double[][] {{-2, -2}, {2, -2}, {2, 2}}), nodes);
    }

    @Test
    void badInputIsNamed() {
        SplittableRandom random = new SplittableRandom(1);
        FeatureSketch features = FeatureSketch.gaussian(new double[] {1, 2}, 4, random);
        named("bandwidth: expected one number for each axis", () -> FeatureSketch.gaussian(new double[0], 4, random));
        named(
                "bandwidth of axis 1: expected a positive number from 1e-150 to 1e150, found 0.0",
                () -> FeatureSketch.laplacian(new double[] {1, 0}, 4, random));
        named("features: expected an even number", () -> FeatureSketch.gaussian(new double[] {1}, 3, random));
        named("points: have dimension 1", () -> features.add(Points.ofColumn(1)));
        FeatureSketch narrow = FeatureSketch.gaussian(new double[] {1e-10}, 4, random);
        named("points: row 1 lies so many bandwidths away", () -> narrow.add(Points.ofColumn(0, 1e308)));
        named("sketch: would hold -1 points", () -> features.remove(Points.of(new double[][] {{1, 2}})));
        FeatureSketch other = FeatureSketch.gaussian(new double[] {1, 2}, 4, random);
        named("sketch: has other features", () -> features.merge(other));
        named("probability: expected a number within (0, 1), found 1.0", () -> features.deviation(1));
        assertThrows(IllegalStateException.class, () -> features.density(1, 2));
        named(
                "queries: have dimension 1",
                () -> features.add(Points.of(new double[][] {{1, 2}})).density(Points.ofColumn(1)));

        GridSketch grid = grid(2, 5);
        named("grid: expected 1 to 3 lower ends", () -> grid(4, 2));
        named("grid: expected at least 2 nodes on axis 0, found 1", () -> grid(1, 1));
        named("grid: expected at most 16777216 nodes in all", () -> grid(3, 1000));
        named(
                "axis 0: expected a lower end below the upper",
                () -> GridSketch.over(new double[] {1}, new double[] {1}, 5));
        named(
                "points: row 1, column 0 is 2.5, outside the sketch's box from -2.0 to 2.0",
                () -> grid.add(Points.of(new double[][] {{0, 0}, {2.5, 0}})));
        GridSketch one = grid.add(Points.of(new double[][] {{0, 0}}));
        named(
                "points: not all of them are in the sketch, for node [1.0, 1.0]",
                () -> one.remove(Points.of(new double[][] {{1, 1}})));
        named("sketch: is over another grid", () -> grid.merge(grid(2, 6)));
        named("bandwidths: have dimension 1", () -> grid.errorBound(1));
        assertThrows(IllegalStateException.class, () -> grid.density(1, 1));
    }

    @Test
    void brokenBytesAreNamed() {
        byte[] features = FeatureSketch.gaussian(new double[] {1, 2}, 4, new SplittableRandom(1))
                .toBytes();
        byte[] grid = grid(2, 5).toBytes();
        named("bytes: are not those of a feature sketch", () -> FeatureSketch.fromBytes(grid));
        named("bytes: are not those of a grid sketch", () -> GridSketch.fromBytes(features));
        named("bytes: are not those of a grid sketch", () -> GridSketch.fromBytes(new byte[3]));
        named("bytes: a feature sketch of this shape has", () -> FeatureSketch.fromBytes(Arrays.copyOf(features, 9)));
        named(
                "bytes: a feature sketch of this shape has",
                () -> FeatureSketch.fromBytes(Arrays.copyOf(features, features.length - 1)));
        named(
                "bytes: a grid sketch of this shape has",
                () -> GridSketch.fromBytes(Arrays.copyOf(grid, grid.length + 1)));
        named("bytes: are too few, or of dimension 0", () -> GridSketch.fromBytes(Arrays.copyOf(grid, 9)));
        named("bytes: are of version 9 of a grid sketch, expected 1", () -> GridSketch.fromBytes(with(grid, 7, 9)));
        named("bytes: hold kernel 7", () -> FeatureSketch.fromBytes(with(features, 11, 7)));
        named("sketch: would hold -", () -> FeatureSketch.fromBytes(with(features, 20, 0x80)));
        named("bandwidth of axis 0", () -> FeatureSketch.fromBytes(with(features, 28, 0xbf))); // -1
        named(
                "bytes: hold NaN where a finite number belongs",
                () -> FeatureSketch.fromBytes(with(with(features, 44, 0x7f), 45, 0xff)));
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }
}
