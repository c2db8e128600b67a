package io.gramian.kde.estimator;

import static io.gramian.kde.estimator.ConditionalDensityTest.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrivacyTest {
    private static final PrivacyBudget ONE = PrivacyBudget.pure(1);

    private static Points normal(int n, int d, double scale, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] rows = new double[n * d];
        Arrays.setAll(rows, i -> scale * random.nextGaussian());
        return Points.ofRowMajor(rows, d);
    }

    private static double[] ones(int d, double value) {
        double[] all = new double[d];
        Arrays.fill(all, value);
        return all;
    }

    /** L1 and squared L2 norms of what separates the sums of two sketches, with the count where it is released. */
    private static BigInteger[] change(FeatureSketch a, FeatureSketch b, NeighbouringData neighbours) {
        BigInteger first = BigInteger.ZERO;
        BigInteger second = BigInteger.ZERO;
        for (int j = 0; j < a.sums().length; j++) {
            BigInteger difference =
                    BigInteger.valueOf(a.sums()[j] - b.sums()[j]).abs();
            first = first.add(difference);
            second = second.add(difference.multiply(difference));
        }
        if (neighbours == NeighbouringData.ADD_REMOVE) {
            BigInteger count = BigInteger.valueOf(a.count() - b.count()).abs().shiftLeft(30);
            first = first.add(count);
            second = second.add(count.multiply(count));
        }
        return new BigInteger[] {first, second};
    }

    @Property(tries = 60)
    void noPointChangesTheFeaturesByMoreThanTheSensitivity(
            @ForAll @IntRange(min = 1, max = 40) int pairs,
            @ForAll @IntRange(min = 1, max = 4) int d,
            @ForAll @IntRange(min = -10, max = 10) int exponent,
            @ForAll long seed) {
        FeatureSketch empty = seed % 2 == 0
                ? FeatureSketch.gaussian(ones(d, 0.7), 2 * pairs, new SplittableRandom(seed))
                : FeatureSketch.laplacian(ones(d, 0.7), 2 * pairs, new SplittableRandom(seed));
        FeatureSketch common = empty.add(normal(5, d, 1, seed));
        FeatureSketch with = common.add(normal(1, d, Math.pow(10, exponent), seed + 1));
        FeatureSketch other = common.add(normal(1, d, Math.pow(10, exponent), seed + 2));
        for (NeighbouringData relation : NeighbouringData.values()) {
            BigInteger[] change = change(with, relation == NeighbouringData.REPLACE ? other : common, relation);
            assertTrue(change[0].compareTo(PrivateDensity.sensitivity1(pairs, relation)) <= 0);
            assertTrue(change[1].compareTo(PrivateDensity.squaredSensitivity2(pairs, relation)) <= 0);
        }
    }

    /** At a phase of 45 degrees the bound of the L1 norm is reached, to three units of 2^-30. */
    @Test
    void theSensitivityIsNoLargerThanItMustBe() {
        FeatureSketch empty = FeatureSketch.gaussian(new double[] {1}, 2, new SplittableRandom(1));
        double x = Math.PI / 4 / empty.map().frequencies()[0];
        FeatureSketch here = empty.add(Points.ofColumn(x));
        FeatureSketch opposite = empty.add(Points.ofColumn(5 * x));
        for (NeighbouringData relation : NeighbouringData.values()) {
            BigInteger[] change = change(here, relation == NeighbouringData.REPLACE ? opposite : empty, relation);
            BigInteger spare = PrivateDensity.sensitivity1(1, relation).subtract(change[0]);
            assertTrue(spare.signum() >= 0 && spare.intValueExact() <= 6, spare::toString);
            double square = PrivateDensity.squaredSensitivity2(1, relation).doubleValue();
            assertEquals(1, change[1].doubleValue() / square, 1e-8);
        }
    }

    /** The exponent of the likelihood ratio of two neighbours' trees, sum |change| / scale, is at most epsilon. */
    @Property(tries = 60)
    void noPointChangesTheTreesByMoreThanTheBudget(
            @ForAll @IntRange(min = 1, max = 3) int d,
            @ForAll @IntRange(min = 1, max = 7) int levels,
            @ForAll @DoubleRange(min = 0.1, max = 5) double epsilon,
            @ForAll long seed) {
        Points common = normal(5, d, 3, seed);
        double[] rows = Arrays.copyOf(common.toArray()[0], d);
        Points first = joined(common, normal(1, d, 3, seed + 1).row(0));
        Points second = joined(common, rows);
        for (NeighbouringData relation : NeighbouringData.values()) {
            Points other = relation == NeighbouringData.REPLACE ? second : common;
            double exponent = 0;
            for (int axis = 0; axis < d; axis++) {
                DistanceTree a = DistanceTree.of(first, axis, -2, 4, levels);
                DistanceTree b = DistanceTree.of(other, axis, -2, 4, levels);
                double[][] scales = a.withNoise(epsilon, d, relation.changedPoints(), new SplittableRandom(seed))
                        .scales();
                for (int kind = 0; kind < 2; kind++) {
                    for (int level = kind; level < levels; level++) {
                        for (int node = 0; node < a.numbers()[kind][level].length; node++) {
                            double change = a.numbers()[kind][level][node] - b.numbers()[kind][level][node];
                            exponent += Math.abs(change) / scales[kind][level];
                        }
                    }
                }
            }
            assertTrue(exponent <= epsilon * (1 + 1e-12), relation + ": " + exponent + " of " + epsilon);
            if (relation == NeighbouringData.ADD_REMOVE && levels == 1) {
                assertEquals(epsilon, exponent, 1e-12);
            }
        }
    }

    private static Points joined(Points points, double[] last) {
        double[][] rows = Arrays.copyOf(points.toArray(), points.size() + 1);
        rows[points.size()] = last;
        return Points.of(rows);
    }

    @Test
    void gaussianNoiseSpendsItsBudget() {
        for (double epsilon : new double[] {0.01, 1, 10}) {
            for (double delta : new double[] {1e-12, 1e-5, 0.1}) {
                double rho = PrivateDensity.concentrated(PrivacyBudget.approximate(epsilon, delta));
                double spent = rho + 2 * Math.sqrt(rho * Math.log(1 / delta));
                assertTrue(spent <= epsilon && spent > epsilon * (1 - 1e-9), spent + " of " + epsilon);
            }
        }
    }

    /**
     * 400 releases: their noise at a query has mean zero within four standard errors and the deviation that they state
     * within 15 % (four of its standard errors), under each relation and for both mechanisms.
     */
    @ParameterizedTest
    @EnumSource(NeighbouringData.class)
    @Tag("statistical")
    void releasesAreUnbiasedAndAsNoisyAsTheySay(NeighbouringData relation) {
        FeatureSketch sketch = FeatureSketch.gaussian(new double[] {0.5, 0.8}, 20, new SplittableRandom(1))
                .add(normal(1_000_000, 2, 1, 2)
                        .select(java.util.stream.IntStream.range(0, 20_000).toArray()));
        for (PrivacyBudget budget : new PrivacyBudget[] {ONE, PrivacyBudget.approximate(0.5, 1e-6)}) {
            SplittableRandom random = new SplittableRandom(3);
            double exact = sketch.density(0.2, -0.1);
            double sum = 0;
            double square = 0;
            double stated = 0;
            for (int i = 0; i < 400; i++) {
                PrivateDensity release = PrivateDensity.release(sketch, budget, relation, random);
                double noise = release.density(0.2, -0.1) * release.count() / 20_000 - exact;
                sum += noise / 400;
                square += noise * noise / 400;
                stated = release.noiseDeviation();
                assertEquals(20_000, release.count(), 10 * release.countDeviation());
            }
            assertEquals(0, sum, 4 * stated / 20);
            assertEquals(1, Math.sqrt(square) / stated, 0.15, budget + ", " + relation);
        }
    }

    /**
     * The noise of 4,000 features in 20 cells of equal probability of the Laplace law, level 1e-3, fixed seed: its scale
     * is in the billions of units, where the discrete law is the continuous one. Half the scale is found out.
     */
    @ParameterizedTest
    @EnumSource(NeighbouringData.class)
    @Tag("statistical")
    void noiseHasTheScaleOfSensitivityOverEpsilon(NeighbouringData relation) {
        FeatureSketch sketch = FeatureSketch.gaussian(new double[] {1}, 4000, new SplittableRandom(1))
                .add(normal(10, 1, 1, 2));
        PrivateDensity release =
                PrivateDensity.release(sketch, PrivacyBudget.pure(0.3), relation, new SplittableRandom(4));
        double scale = release.sensitivity() / 0.3;
        double expected =
                2000 * Math.sqrt(2) * relation.changedPoints() + (relation == NeighbouringData.ADD_REMOVE ? 1 : 0);
        assertEquals(expected, release.sensitivity(), 1e-5);
        double[] noise = release.noiseOf(sketch);
        assertTrue(pValue(noise, scale) > 1e-3);
        assertTrue(pValue(noise, scale / 2) < 1e-3);
        assertTrue(pValue(noise, scale * 1.1) < 1e-3);
    }

    private static double pValue(double[] noise, double scale) {
        long[] counts = new long[20];
        for (double z : noise) {
            double below = z < 0 ? Math.exp(z / scale) / 2 : 1 - Math.exp(-z / scale) / 2;
            counts[(int) Math.min(19, 20 * below)]++;
        }
        return ChiSquareTest.withDefaults().test(counts).getPValue();
    }

    @Test
    void manyPointsMakeAPrivateDensityGood() {
        Points x = normal(20_000, 1, 1, 5);
        FeatureSketch sketch = FeatureSketch.laplacian(new double[] {0.5}, 400, new SplittableRandom(6))
                .add(x);
        PrivateDensity release =
                PrivateDensity.release(sketch, ONE, NeighbouringData.ADD_REMOVE, new SplittableRandom(7));
        for (double q : new double[] {-1, 0, 0.5, 2}) {
            double exact = 0;
            for (double xi : x.column(0)) {
                exact += Math.exp(-Math.abs(xi - q) / 0.5) / 20_000;
            }
            double tolerance = release.featureDeviation(1e-6) + 6 * release.noiseDeviation();
            assertEquals(exact, release.density(q), tolerance);
        }
        assertTrue(release.noiseDeviation() < 0.05, () -> "noise " + release.noiseDeviation());
        assertEquals(Math.log(release.density(0)), release.logDensity(0));
        assertEquals(ONE, release.budget());
        assertEquals(NeighbouringData.ADD_REMOVE, release.neighbours());
        PrivateDensity real = PrivateDensity.release(sketch, ONE, NeighbouringData.REPLACE, new SecureRandom());
        assertEquals(20_000, real.count());
        assertEquals(0, real.countDeviation());
    }

    @Property(tries = 40)
    void treesAddUpDistances(
            @ForAll @IntRange(min = 1, max = 65) int n,
            @ForAll @IntRange(min = 1, max = 9) int levels,
            @ForAll @DoubleRange(min = -10, max = 10) double y,
            @ForAll long seed) {
        double cell = 8.0 / (1 << levels);
        SplittableRandom random = new SplittableRandom(seed);
        double[] places = new double[n];
        double[] middles = new double[n];
        double expected = 0;
        for (int i = 0; i < n; i++) {
            int leaf = random.nextInt(1 << levels);
            middles[i] = -3 + cell * (leaf + 0.5);
            places[i] = middles[i] + cell * (random.nextDouble() - 0.5);
            expected += Math.abs(middles[i] - y);
        }
        double scale = 1e-12 * (1 + expected);
        assertEquals(
                expected,
                DistanceTree.of(Points.ofColumn(middles), 0, -3, 5, levels).sum(y),
                scale);
        assertEquals(
                expected,
                DistanceTree.of(Points.ofColumn(places), 0, -3, 5, levels).sum(y),
                scale);
        double outside =
                DistanceTree.of(Points.ofColumn(-7, 99), 0, -3, 5, levels).sum(y);
        assertEquals(Math.abs(y - (-3 + cell / 2)) + Math.abs(y - (5 - cell / 2)), outside, 1e-12);
    }

    /** 300 releases: mean within four standard errors of the rounded sums, deviation within 20 % of the stated. */
    @ParameterizedTest
    @EnumSource(NeighbouringData.class)
    @Tag("statistical")
    void distanceSumsAreUnbiasedAndAsNoisyAsTheySay(NeighbouringData relation) {
        Points x = normal(500, 2, 1, 8);
        PrivateDistances configuration = PrivateDistances.within(ones(2, -4), ones(2, 4))
                .withLevels(5)
                .withBudget(PrivacyBudget.pure(0.7))
                .withNeighbours(relation);
        SplittableRandom random = new SplittableRandom(9);
        double exact = DistanceTree.of(x, 0, -4, 4, 5).sum(0.3)
                + DistanceTree.of(x, 1, -4, 4, 5).sum(1.7);
        double direct = 0;
        for (int i = 0; i < 500; i++) {
            direct += Math.abs(x.value(i, 0) - 0.3) + Math.abs(x.value(i, 1) - 1.7);
        }
        double sum = 0;
        double square = 0;
        PrivateDistanceSums last = null;
        for (int i = 0; i < 300; i++) {
            last = configuration.release(x, random);
            double noise = last.sum(0.3, 1.7) - exact;
            sum += noise / 300;
            square += noise * noise / 300;
        }
        double stated = last.noiseDeviation(0.3, 1.7);
        assertEquals(direct, exact, 500 * last.roundingBound());
        assertEquals(0.25, last.roundingBound());
        assertEquals(0, sum, 4 * stated / Math.sqrt(300));
        assertEquals(1, Math.sqrt(square) / stated, 0.2);
        assertEquals(PrivacyBudget.pure(0.7), last.budget());
        assertEquals(relation, last.neighbours());
    }

    @Test
    void budgetsComposeOnTheSafeSide() {
        PrivacyBudget budget = PrivacyBudget.approximate(1, 1e-5);
        for (int releases : new int[] {1, 2, 3, 7, 1000}) {
            PrivacyBudget part = budget.dividedBy(releases);
            PrivacyBudget total = part;
            for (int i = 1; i < releases; i++) {
                total = total.plus(part);
            }
            assertTrue(total.epsilon() <= 1 && total.epsilon() > 1 - 1e-10);
            assertTrue(total.delta() <= 1e-5 && total.delta() > 1e-5 * (1 - 1e-10));
        }
        assertEquals(0, ONE.plus(ONE).delta());
        assertEquals(2, ONE.plus(ONE).epsilon(), 1e-15);
        assertEquals(new PrivacyBudget(2, 1e-5), budget.inParallelWith(PrivacyBudget.pure(2)));
    }

    @Test
    void badInputIsNamed() {
        named("epsilon: expected a number from 1e-9 to 1e9, found 0.0", () -> PrivacyBudget.pure(0));
        named("epsilon: expected a number from 1e-9 to 1e9, found NaN", () -> PrivacyBudget.pure(Double.NaN));
        named("delta: expected a number from 0 to below 1, found 1.0", () -> new PrivacyBudget(1, 1));
        named("delta: expected more than 0", () -> PrivacyBudget.approximate(1, 0));
        named(
                "delta: expected a number from 0 to below 1",
                () -> new PrivacyBudget(1, 0.6).plus(new PrivacyBudget(1, 0.6)));
        named("releases: expected at least 1, found 0", () -> ONE.dividedBy(0));
        FeatureSketch empty = FeatureSketch.gaussian(new double[] {1}, 2, new SplittableRandom(1));
        named(
                "sketch: holds no points",
                () -> PrivateDensity.release(empty, ONE, NeighbouringData.REPLACE, new SplittableRandom(1)));
        named("box: expected as many lower as upper ends", () -> PrivateDistances.within(new double[1], new double[2]));
        named(
                "axis 1: expected a lower end below the upper",
                () -> PrivateDistances.within(new double[] {0, 3}, new double[] {1, 2}));
        PrivateDistances configuration = PrivateDistances.within(ones(1, 0), ones(1, 1));
        named("levels: expected 1 to 20, found 21", () -> configuration.withLevels(21));
        named(
                "budget: distance sums are released with delta = 0 only",
                () -> configuration.withBudget(PrivacyBudget.approximate(1, 0.1)));
        named("points: have dimension 2", () -> configuration.release(normal(2, 2, 1, 1), new SplittableRandom(1)));
        PrivateDistanceSums sums = configuration.withLevels(2).release(normal(2, 1, 1, 1), new SplittableRandom(1));
        named("queries: have dimension 2", () -> sums.sum(1, 2));
        named("query: have dimension 2", () -> sums.noiseDeviation(1, 2));
    }

    /** Without points an ADD_REMOVE release is noise about zero, and does not give the emptiness away by failing. */
    @Test
    void noPointsAreAsPrivateAsMany() {
        FeatureSketch empty = FeatureSketch.gaussian(new double[] {1}, 40, new SplittableRandom(1));
        PrivateDensity release =
                PrivateDensity.release(empty, ONE, NeighbouringData.ADD_REMOVE, new SplittableRandom(2));
        assertTrue(release.count() >= 1 && Double.isFinite(release.density(0)));
    }
}
