package io.gramian.kde.estimator;

import static io.gramian.kde.estimator.ConditionalDensityTest.named;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.kde.Reference;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MixedDensityTest {
    private static final CategoricalAxis THREE = CategoricalAxis.unordered(3);
    private static final CategoricalAxis FIVE = CategoricalAxis.ordered(5);
    private static final Reference WINE = new Reference("mixed_wine");

    private static MixedData random(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] rows = new double[n * d];
        int[][] codes = new int[n][2];
        for (int i = 0; i < n; i++) {
            codes[i][0] = random.nextInt(3);
            codes[i][1] = random.nextInt(5);
            for (int k = 0; k < d; k++) {
                rows[i * d + k] = random.nextGaussian() + codes[i][0];
            }
        }
        return d == 0
                ? MixedData.categorical(codes, THREE, FIVE)
                : MixedData.of(Points.ofRowMajor(rows, d), codes, THREE, FIVE);
    }

    private static double unordered(int k, int j, double lambda, int c) {
        return k == j ? 1 - lambda : lambda / (c - 1);
    }

    private static double plainOrdered(int k, int j, double lambda) {
        return k == j ? 1 - lambda : (1 - lambda) / 2 * Math.pow(lambda, Math.abs(k - j));
    }

    private static double ordered(int k, int j, double lambda, int c) {
        double total = 0;
        for (int l = 0; l < c; l++) {
            total += plainOrdered(l, j, lambda);
        }
        return plainOrdered(k, j, lambda) / total;
    }

    private static double direct(MixedData data, double[] w, MixedData queries, int q, double[] h, double[] lambda) {
        double sum = 0;
        for (int i = 0; i < data.size(); i++) {
            double term = w[i]
                    * unordered(queries.code(q, 0), data.code(i, 0), lambda[0], 3)
                    * ordered(queries.code(q, 1), data.code(i, 1), lambda[1], 5);
            for (int k = 0; k < h.length; k++) {
                double u = (queries.continuous().value(q, k) - data.continuous().value(i, k)) / h[k];
                term *= Math.exp(-u * u / 2) / Math.sqrt(2 * Math.PI) / h[k];
            }
            sum += term;
        }
        return sum;
    }

    @Property(tries = 40)
    void isTheDoubleLoop(
            @ForAll @IntRange(min = 1, max = 70) int n,
            @ForAll @IntRange(min = 0, max = 3) int d,
            @ForAll @DoubleRange(min = 0.01, max = 0.6) double lambda,
            @ForAll long seed) {
        MixedData data = random(n, d, seed);
        double[] weights = new double[n];
        Arrays.setAll(weights, i -> 1 + i % 3 - (i > 0 && i % 3 == 0 ? 1 : 0));
        double total = Arrays.stream(weights).sum();
        double[] h = {0.5, 1.5, 0.8};
        double[] axes = Arrays.copyOf(h, d);
        MixedModel model = MixedDensity.gaussian()
                .withBandwidths(axes, new double[] {lambda, lambda})
                .withWeights(weights)
                .fit(data);
        MixedData queries = random(20, d, seed + 1);
        double[] found = model.density(queries);
        double[] normalised = Arrays.stream(weights).map(w -> w / total).toArray();
        for (int q = 0; q < found.length; q++) {
            double expected = direct(data, normalised, queries, q, axes, new double[] {lambda, lambda});
            assertEquals(1, found[q] / expected, 1e-11);
        }
    }

    @Property(tries = 30)
    void probabilitiesSumToOneAndFollowFromTheDensity(
            @ForAll @IntRange(min = 1, max = 70) int n,
            @ForAll @IntRange(min = 0, max = 2) int d,
            @ForAll @DoubleRange(min = 0.01, max = 1) double lambda,
            @ForAll long seed) {
        MixedModel model = MixedDensity.gaussian()
                .withBandwidths(Arrays.copyOf(new double[] {1, 2}, d), new double[] {0.4, lambda})
                .fit(random(n, d, seed));
        MixedData queries = random(10, d, seed + 1);
        double[] density = model.density(queries);
        double[][] p = model.probabilities(0, queries);
        for (int q = 0; q < 10; q++) {
            double all = 0;
            for (int c = 0; c < 3; c++) {
                int[][] codes = {{c, queries.code(q, 1)}};
                MixedData moved = d == 0
                        ? MixedData.categorical(codes, THREE, FIVE)
                        : MixedData.of(queries.continuous().select(q), codes, THREE, FIVE);
                all += model.density(moved)[0];
            }
            assertEquals(1, Arrays.stream(p[q]).sum(), 1e-14);
            if (all > 0) {
                assertEquals(density[q] / all, p[q][queries.code(q, 0)], 1e-12);
            }
        }
        assertEquals(1, Arrays.stream(model.probabilities(0)).sum(), 1e-14);
        assertEquals(1, Arrays.stream(model.probabilities(1)).sum(), 1e-14);
        double[] marginal = model.marginal(new int[0], new int[] {1})
                .density(MixedData.categorical(new int[][] {{0}, {1}, {2}, {3}, {4}}, FIVE));
        assertArrayEquals(model.probabilities(1), marginal, 1e-14);
    }

    @Test
    void wholeDensityIntegratesToOne() {
        MixedModel model = MixedDensity.gaussian()
                .withBandwidths(new double[] {0.3}, new double[] {0.3, 0.7})
                .fit(random(63, 1, 3));
        double sum = 0;
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 5; b++) {
                double[] grid = new double[2001];
                Arrays.setAll(grid, i -> -6 + 0.007 * i);
                int[][] codes = new int[2001][];
                Arrays.fill(codes, new int[] {a, b});
                double[] f = model.density(MixedData.of(Points.ofColumn(grid), codes, THREE, FIVE));
                sum += 0.007 * Arrays.stream(f).sum();
            }
        }
        assertEquals(1, sum, 1e-10);
    }

    private static MixedData wine(String file, int[] continuous, int[] categorical, CategoricalAxis... axes) {
        double[][] rows = WINE.matrix(file);
        int[][] codes = Arrays.stream(rows)
                .map(row -> Arrays.stream(categorical).map(k -> (int) row[k]).toArray())
                .toArray(int[][]::new);
        return continuous.length == 0
                ? MixedData.categorical(codes, axes)
                : MixedData.of(Coordinates.select(Points.of(rows), continuous), codes, axes);
    }

    private static double[] wineBandwidths(String... names) {
        return Arrays.stream(names).mapToDouble(WINE::parameter).toArray();
    }

    @Test
    void statsmodelsAgreesOnUnorderedCategories() {
        MixedModel model = MixedDensity.gaussian()
                .withBandwidths(wineBandwidths("h0", "h1"), wineBandwidths("lambda_unordered"))
                .fit(wine("data.csv", new int[] {0, 1}, new int[] {2}, THREE));
        MixedData queries = wine("queries.csv", new int[] {0, 1}, new int[] {2}, THREE);
        assertRelative(WINE.column("expected.csv", "ccu"), model.density(queries));
        double[] conditional = model.logConditional(queries, new int[] {1}, new int[] {0});
        assertRelative(
                WINE.column("expected.csv", "conditional"),
                Arrays.stream(conditional).map(Math::exp).toArray());
        double mean = Arrays.stream(model.leaveOneOutLogDensity()).average().orElseThrow();
        assertEquals(WINE.named("expected_search.csv", "criterion_given"), mean, 1e-11);
    }

    /** statsmodels does not divide the ordered kernel by its sum, which is the same as a weight for every point. */
    @Test
    void statsmodelsAgreesOnOrderedCategories() {
        double lambda = WINE.parameter("lambda_ordered");
        MixedData data = wine("data.csv", new int[] {0, 1}, new int[] {2, 3}, THREE, FIVE);
        double[] sums = new double[data.size()];
        for (int i = 0; i < sums.length; i++) {
            for (int c = 0; c < 5; c++) {
                sums[i] += plainOrdered(c, data.code(i, 1), lambda);
            }
        }
        double mean = Arrays.stream(sums).average().orElseThrow();
        MixedDensity config = MixedDensity.gaussian()
                .withBandwidths(wineBandwidths("h0", "h1"), wineBandwidths("lambda_unordered", "lambda_ordered"))
                .withWeights(sums);
        double[] expected = WINE.column("expected.csv", "ccuo");
        Arrays.setAll(expected, i -> expected[i] / mean);
        assertRelative(
                expected,
                config.fit(data).density(wine("queries.csv", new int[] {0, 1}, new int[] {2, 3}, THREE, FIVE)));
        double[] categories = WINE.column("expected.csv", "uo");
        Arrays.setAll(categories, i -> categories[i] / mean);
        MixedModel marginal = config.fit(data).marginal(new int[0], new int[] {0, 1});
        assertRelative(categories, marginal.density(wine("queries.csv", new int[0], new int[] {2, 3}, THREE, FIVE)));
    }

    private static void assertRelative(double[] expected, double[] found) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(1, found[i] / expected[i], 1e-11, "query " + i);
        }
    }

    @Test
    void searchReachesWhatStatsmodelsFinds() {
        MixedBandwidth classes = MixedDensity.gaussian()
                .fit(wine("data.csv", new int[] {0, 1}, new int[] {3}, CategoricalAxis.unordered(5)))
                .bandwidth();
        assertTrue(classes.criterion() >= WINE.named("expected_search.csv", "classes_criterion") - 1e-8);
        assertEquals(WINE.named("expected_search.csv", "classes_h0"), classes.continuous()[0], 0.005);
        assertEquals(WINE.named("expected_search.csv", "classes_h1"), classes.continuous()[1], 0.005);
        assertEquals(WINE.named("expected_search.csv", "classes_lambda"), classes.categorical()[0], 0.005);
        assertEquals(java.util.List.of(), classes.warnings());
        MixedBandwidth separate = MixedDensity.gaussian()
                .fit(wine("data.csv", new int[] {0, 1}, new int[] {2}, THREE))
                .bandwidth();
        assertTrue(separate.criterion() >= WINE.named("expected_search.csv", "criterion") - 1e-4);
        assertTrue(separate.categorical()[0] < 2e-3);
        assertTrue(separate.warnings().get(0).contains("categorical axis 0"), separate.warnings()::toString);
    }

    @Test
    void aCategoryWithoutInformationIsSmoothedAway() {
        SplittableRandom random = new SplittableRandom(4);
        int[][] codes = new int[300][2];
        double[] x = new double[300];
        for (int i = 0; i < 300; i++) {
            codes[i][0] = random.nextInt(3);
            codes[i][1] = random.nextInt(3);
            x[i] = random.nextGaussian() + 4 * codes[i][0];
        }
        double[] lambda = MixedDensity.gaussian()
                .fit(MixedData.of(Points.ofColumn(x), codes, THREE, THREE))
                .bandwidth()
                .categorical();
        assertTrue(lambda[0] < 0.1 && lambda[1] > 0.3, Arrays.toString(lambda));
    }

    @Test
    void leaveOneOutIsTheModelOfTheOthers() {
        for (int d = 0; d <= 1; d++) {
            double[] h = Arrays.copyOf(new double[] {0.7}, d);
            MixedData data = random(20, d, 5);
            double[] found = MixedDensity.gaussian()
                    .withBandwidths(h, new double[] {0.2, 0.3})
                    .fit(data)
                    .leaveOneOutLogDensity();
            for (int i = 0; i < 20; i++) {
                double[] w = new double[20];
                Arrays.fill(w, 1.0 / 19);
                w[i] = 0;
                double expected = direct(data, w, data, i, h, new double[] {0.2, 0.3});
                assertEquals(Math.log(expected), found[i], 1e-11);
            }
        }
    }

    @Test
    void givenCategoriesTheContinuousAxesAreMixed() {
        MixedData data = random(65, 2, 6);
        MixedModel model = MixedDensity.gaussian()
                .withBandwidths(new double[] {0.5, 0.6}, new double[] {0.1, 0.2})
                .fit(data);
        ConditionalDistribution given = model.given(1, 3);
        MixedData query =
                MixedData.of(Points.ofRowMajor(new double[] {0.3, 1.1}, 2), new int[][] {{1, 3}}, THREE, FIVE);
        MixedModel marginal = model.marginal(new int[0], new int[] {0, 1});
        double probability = marginal.density(MixedData.categorical(new int[][] {{1, 3}}, THREE, FIVE))[0];
        assertEquals(Math.log(probability), given.logDensityOfCondition(), 1e-12);
        assertEquals(model.density(query)[0] / probability, given.density(0.3, 1.1), 1e-13);
    }

    /** 20,000 draws counted by their pairs of categories, level 1e-3, fixed seed; the raw frequencies are found out. */
    @Test
    @Tag("statistical")
    void drawsFollowTheProbabilities() {
        MixedModel model = MixedDensity.gaussian()
                .withBandwidths(new double[0], new double[] {0.2, 0.5})
                .fit(random(30, 0, 7));
        double[] expected = new double[15];
        Arrays.setAll(
                expected, c -> model.density(MixedData.categorical(new int[][] {{c / 5, c % 5}}, THREE, FIVE))[0]);
        long[] counts = counts(model.sample(20_000, new SplittableRandom(2)));
        assertTrue(ChiSquareTest.withDefaults().test(expected, counts).getPValue() > 1e-3);
        MixedModel raw = MixedDensity.gaussian()
                .withBandwidths(new double[0], new double[] {0.3, 0.5})
                .fit(random(30, 0, 7));
        long[] wrong = counts(raw.sample(20_000, new SplittableRandom(2)));
        assertTrue(ChiSquareTest.withDefaults().test(expected, wrong).getPValue() < 1e-3);
    }

    private static long[] counts(MixedData draws) {
        long[] counts = new long[15];
        for (int i = 0; i < draws.size(); i++) {
            counts[draws.code(i, 0) * 5 + draws.code(i, 1)]++;
        }
        return counts;
    }

    @Test
    void drawsOfContinuousAxesHaveTheMomentsOfTheMixture() {
        MixedModel model = MixedDensity.gaussian()
                .withBandwidths(new double[] {0.5}, new double[] {0, 0})
                .fit(random(40, 1, 8));
        double[] draws =
                model.sample(20_000, new SplittableRandom(3)).continuous().column(0);
        double[] x = model.data().continuous().column(0);
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance =
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow() + 0.25;
        double found = Arrays.stream(draws).average().orElseThrow();
        assertEquals(mean, found, 4 * Math.sqrt(variance / 20_000)); // four standard errors, fixed seed
        double spread =
                Arrays.stream(draws).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        assertEquals(variance, spread, 4 * variance * Math.sqrt(2.0 / 20_000));
    }

    @Test
    void badInputIsNamed() {
        MixedData data = random(5, 1, 1);
        Points x = Points.ofColumn(1, 2);
        named("categories: expected at least 2, found 1", () -> CategoricalAxis.unordered(1));
        named("mixed data: 2 continuous rows, but 1 categorical rows", () -> MixedData.of(x, new int[][] {{0}}, THREE));
        named(
                "mixed data: row 1 has 2 categories, but there are 1 axes",
                () -> MixedData.of(x, new int[][] {{0}, {0, 1}}, THREE));
        named(
                "mixed data: row 1, axis 0 is category 3, but the axis has 0 to 2 only",
                () -> MixedData.of(x, new int[][] {{0}, {3}}, THREE));
        named("mixed data: row 0, axis 0 is category -1", () -> MixedData.categorical(new int[][] {{-1}}, THREE));
        named("mixed data: expected at least one row", () -> MixedData.categorical(new int[0][], THREE));
        named("mixed data: expected at least one categorical axis", () -> MixedData.categorical(new int[][] {{}}));
        MixedDensity config = MixedDensity.gaussian();
        named(
                "bandwidths: expected 1 continuous and 2 categorical, found 0 and 1",
                () -> config.withBandwidths(new double[0], new double[1]).fit(data));
        named(
                "bandwidth of continuous axis 0: expected a positive number",
                () -> config.withBandwidths(new double[1], new double[2]).fit(data));
        named(
                "bandwidth of categorical axis 0: expected a number from 0 to 0.666",
                () -> config.withBandwidths(new double[] {1}, new double[] {0.7, 0})
                        .fit(data));
        named(
                "weights: expected one for each of the 5 points, found 1",
                () -> config.withWeights(1).fit(data));
        MixedModel model =
                config.withBandwidths(new double[] {1}, new double[] {0, 0.1}).fit(data);
        named("queries: have 0 continuous axes", () -> model.logDensity(random(3, 0, 1)));
        named("categories: expected 2, one for each axis, found 1", () -> model.given(1));
        named("mixed data: condition, axis 1 is category 5", () -> model.given(0, 5));
        named("categorical axes: expected at least one to keep", () -> model.marginal(new int[] {0}, new int[0]));
        named("continuous axes: entry 0 is 1", () -> model.marginal(new int[] {1}, new int[] {0}));
        assertThrows(IllegalStateException.class, () -> random(3, 0, 1).continuous());
        MixedData constant = MixedData.of(Points.ofColumn(1, 1, 1), new int[][] {{0}, {1}, {2}}, THREE);
        numerical("bandwidth of continuous axis 0: the standard deviation is 0.0", () -> config.fit(constant));
        MixedData single = random(1, 1, 1);
        numerical("likelihood: needs two observations of positive weight", () -> config.fit(single));
        MixedModel exact =
                config.withBandwidths(new double[] {1}, new double[] {0, 0.1}).fit(single);
        int other = (single.code(0, 0) + 1) % 3;
        numerical("condition: its density is zero", () -> exact.given(other, 0));
        MixedData elsewhere = MixedData.of(Points.ofColumn(0), new int[][] {{other, 0}}, THREE, FIVE);
        numerical("probabilities: the condition of query 0 has density zero", () -> exact.probabilities(1, elsewhere));
    }

    private static void numerical(String start, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(NumericalException.class, call).getMessage();
        assertTrue(message.startsWith(start), message);
    }
}
