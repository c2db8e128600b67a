package io.gramian.kde;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backends;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final KernelDensity GAUSSIAN = KernelDensity.gaussian().withBackend(Backends.cpu());

    private static Points normal(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] rows = new double[n * d];
        Arrays.setAll(rows, i -> random.nextGaussian());
        return Points.ofRowMajor(rows, d);
    }

    @Test
    void treesGiveTheSameBitsForAnyNumberOfThreads() {
        Points x = normal(5000, 2, 1);
        Points queries = normal(1021, 2, 2);
        KernelDensity density =
                GAUSSIAN.withBandwidth(0.1).withEvaluation(Evaluation.tree().withRelativeTolerance(1e-3));
        double[] one = density.withBackend(Backends.cpu().withThreads(1)).fit(x).logDensity(queries);
        for (int threads : new int[] {2, 7}) {
            double[] found = density.withBackend(Backends.cpu().withThreads(threads))
                    .fit(x)
                    .logDensity(queries);
            assertArrayEquals(one, found);
        }
        DensityModel model = density.fit(x);
        model.logDensity(normal(7, 2, 3));
        assertArrayEquals(one, model.logDensity(queries), "whatever was asked before");
    }

    @Test
    void farQueriesHaveFiniteLogDensitiesByTheTreeToo() {
        for (double h : new double[] {1e-100, 1e-6, 1, 1e100}) {
            double[][] rows = {{0}, {h}, {2 * h}, {3 * h}};
            double[][] queries = {{1e6 * h}, {0}, {1.5 * h}};
            double[] exact = GAUSSIAN.withBandwidth(h).fit(rows).logDensity(queries);
            double[] found = GAUSSIAN.withBandwidth(h)
                    .withEvaluation(Evaluation.tree())
                    .fit(rows)
                    .logDensity(queries);
            assertEquals(1, found[0] / exact[0], 1e-12);
            assertEquals(exact[1], found[1], 2e-6);
            assertEquals(exact[2], found[2], 2e-6);
        }
    }

    /** A bound of an expansion that underflows is no bound: found by the laws, with two points and a query 40 bandwidths off. */
    @Test
    void twoPointsFarOffAreKeptApart() {
        double[][] rows = new double[2][7];
        rows[1][0] = 2;
        double[][] query = new double[1][7];
        query[0][0] = 42;
        double exact = GAUSSIAN.withBandwidth(1).fit(rows).logDensity(query)[0];
        Evaluation tree = Evaluation.tree().withRelativeTolerance(0.5);
        double found = GAUSSIAN.withBandwidth(1).withEvaluation(tree).fit(rows).logDensity(query)[0];
        assertEquals(exact, found, Math.log(2));
    }

    @Test
    void aBoundIsThatOfTheTolerance() {
        Points x = normal(500, 2, 4);
        Evaluated found = GAUSSIAN.withBandwidth(0.3)
                .withEvaluation(Evaluation.tree().withRelativeTolerance(0.1).withAbsoluteTolerance(1e-3))
                .fit(x)
                .evaluate(normal(5, 2, 5));
        for (int q = 0; q < 5; q++) {
            double expected = (1e-3 + 0.1 * found.density(q)) / 0.9;
            assertEquals(expected, found.errorBound(q), 1e-12);
            assertEquals(expected / found.density(q), found.relativeErrorBound(q), 1e-10);
        }
        assertEquals(1, found.confidence());
        assertEquals(5, found.size());
        assertArrayEquals(Arrays.stream(found.logDensities()).map(Math::exp).toArray(), found.densities());
        Evaluated exact = GAUSSIAN.withBandwidth(0.3).fit(x).evaluate(normal(5, 2, 5));
        assertEquals(0, exact.errorBound(0));
        assertEquals(0, exact.relativeErrorBound(0));
        assertEquals(Evaluation.exact(), exact.method());
    }

    @Test
    void tinyWeightsFallBackOnTheExactSumAndSaySo() {
        Evaluated found = GAUSSIAN.withBandwidth(1)
                .withWeights(1, 1e-200)
                .withEvaluation(Evaluation.tree())
                .fit(new double[][] {{0}, {1000}})
                .evaluate(Points.ofColumn(1000));
        assertEquals(Evaluation.exact(), found.method());
        assertEquals(1, found.warnings().size());
        assertTrue(found.warnings().get(0).startsWith("no tree, but the exact sum: weight 1 is exp("), found + "");
        assertEquals(Math.log(1e-200) - 0.5 * Math.log(2 * Math.PI), found.logDensity(0), 1e-9);
    }

    @Test
    void aGridIsAccurateWhereItIsFineAndSaysWhereItEnds() {
        Points x = normal(2000, 2, 6);
        KernelDensity density = GAUSSIAN.withBandwidth(0.3);
        Points queries = Points.of(new double[][] {{0, 0}, {1, -1}, {0.5, 2}, {100, 0}});
        double[] exact = density.fit(x).logDensity(queries);
        Evaluated found = density.withEvaluation(Evaluation.binned()).fit(x).evaluate(queries);
        for (int q = 0; q < 3; q++) {
            assertEquals(exact[q], found.logDensity(q), 2e-3);
            assertTrue(found.relativeErrorBound(q) < 0.02, "bound " + found.relativeErrorBound(q));
        }
        assertEquals(exact[3], found.logDensity(3));
        assertEquals(0, found.errorBound(3));
        assertEquals(List.of("1 of 4 queries lie beyond the grid and were summed exactly"), found.warnings());
    }

    /**
     * Hoeffding's bound fails at each of 400 queries of independent models with probability below 0.01: at most 14 failures,
     * for which a binomial law of mean 4 gives a false alarm of 1e-4 at the very most. Features of a kernel three times as
     * wide fail almost everywhere.
     */
    @Test
    void randomFeaturesKeepTheirBound() {
        SplittableRandom random = new SplittableRandom(7);
        Points x = normal(300, 2, 8);
        double[] query = {0.2, -0.3};
        KernelDensity density = GAUSSIAN.withBandwidth(1);
        double exact = density.fit(x).density(query);
        double wrong = GAUSSIAN.withBandwidth(3).fit(x).density(query);
        int failures = 0;
        int wrongFailures = 0;
        double sum = 0;
        double variance = 0;
        for (int trial = 0; trial < 400; trial++) {
            Evaluated found = density.withEvaluation(Evaluation.randomFeatures(200, random))
                    .fit(x)
                    .evaluate(Points.ofRowMajor(query, 2));
            assertEquals(0.99, found.confidence());
            failures += Math.abs(found.density(0) - exact) > found.errorBound(0) ? 1 : 0;
            wrongFailures += Math.abs(found.density(0) - wrong) > found.errorBound(0) ? 1 : 0;
            sum += found.density(0) - exact;
            variance += Math.pow(found.density(0) - exact, 2);
        }
        assertTrue(failures <= 14, failures + " failures");
        assertTrue(wrongFailures > 14, "a wrong kernel is noticed: " + wrongFailures);
        assertTrue(Math.abs(sum) < 4.9 * Math.sqrt(variance), "unbiased, false alarm 1e-6");
    }

    /**
     * 250 seeds: the mean of the estimates is within 4.9 of its standard deviations of the exact density (false alarm 1e-6),
     * and the variance that each run states is, on average, the variance over the runs within a third. With the neighbours counted a
     * second time the same test fails.
     */
    @Test
    void neighboursAndSamplesAreUnbiased() {
        SplittableRandom random = new SplittableRandom(9);
        Points x = normal(2100, 4, 10); // more than the points for which all are candidates
        double[] weights = new double[2100];
        Arrays.setAll(weights, i -> i % 3);
        Points query = Points.ofRowMajor(new double[] {0.1, -0.4, 0.3, 0}, 4);
        for (int neighbours : new int[] {0, 60}) {
            for (boolean isWeighted : new boolean[] {false, true}) {
                KernelDensity density = GAUSSIAN.withBandwidth(1.5); // wide, so that every sample warrants a bound
                density = isWeighted ? density.withWeights(weights) : density;
                double exact = density.fit(x).density(query)[0];
                double sum = 0;
                double squares = 0;
                double stated = 0;
                int runs = 250;
                for (int run = 0; run < runs; run++) {
                    Evaluated found = density.withEvaluation(Evaluation.neighboursAndSampling(neighbours, 400, random))
                            .fit(x)
                            .evaluate(query);
                    double error = found.density(0) - exact;
                    sum += error;
                    squares += error * error;
                    stated += Math.pow(found.errorBound(0) / 2.5758293035489, 2);
                }
                double deviation = Math.sqrt(squares / runs / runs);
                assertTrue(Math.abs(sum / runs) < 4.9 * deviation, neighbours + ": bias " + sum / runs);
                assertEquals(1, stated / squares, 0.33);
                double twice = sumOfNearest(x, isWeighted ? weights : null, query.row(0), neighbours);
                assertTrue(neighbours == 0 || Math.abs(sum / runs + twice) > 4.9 * deviation, "double counting");
            }
        }
    }

    /** What the nearest points of positive weight contribute to a Gaussian density of bandwidth 1.5 in four dimensions. */
    private static double sumOfNearest(Points x, double[] weights, double[] query, int k) {
        double total = weights == null ? x.size() : Arrays.stream(weights).sum();
        double[][] terms = new double[x.size()][2];
        for (int i = 0; i < x.size(); i++) {
            double weight = weights == null ? 1 : weights[i];
            double t = 0;
            for (int j = 0; j < 4; j++) t += Math.pow(x.value(i, j) - query[j], 2);
            terms[i][0] = weight == 0 ? Double.POSITIVE_INFINITY : t;
            terms[i][1] = weight / total * Math.exp(-t / 4.5) / Math.pow(2 * Math.PI * 2.25, 2);
        }
        return Arrays.stream(terms)
                .sorted(java.util.Comparator.comparingDouble(term -> term[0]))
                .limit(k)
                .mapToDouble(term -> term[1])
                .sum();
    }

    /**
     * In twenty dimensions: no bound in the condensed regime, and where bounds are given, a new sample for each query, they
     * hold: with probability 0.99 each, more than 14 of 500 would fail once in 10,000 times.
     */
    @Test
    void samplesRefuseBoundsWhereTheirTailIsHeavy() {
        Points x = normal(20_000, 20, 23);
        Points queries = normal(500, 20, 24);
        Evaluated condensed = GAUSSIAN.withBandwidth(0.6)
                .withEvaluation(Evaluation.sampling(1000, new SplittableRandom(25)))
                .fit(x)
                .evaluate(queries);
        assertEquals(Double.POSITIVE_INFINITY, condensed.errorBound(0));
        assertTrue(
                condensed.warnings().get(0).contains("at 500 of 500 queries"),
                () -> condensed.warnings().get(0));
        int failures = failures(x, queries, 3);
        assertTrue(failures <= 14, failures + " failures");
    }

    /** How many of the bounds at single queries fail; a query without one counts as failed. */
    private static int failures(Points x, Points queries, double h) {
        SplittableRandom random = new SplittableRandom(26);
        double[] exact = GAUSSIAN.withBandwidth(h).fit(x).density(queries);
        int failures = 0;
        for (int q = 0; q < exact.length; q++) {
            Evaluated found = GAUSSIAN.withBandwidth(h)
                    .withEvaluation(Evaluation.sampling(2000, random))
                    .fit(x)
                    .evaluate(queries.select(new int[] {q}));
            double error = Math.abs(found.density(0) - exact[q]);
            failures += error <= found.errorBound(0) && found.errorBound(0) < Double.POSITIVE_INFINITY ? 0 : 1;
        }
        return failures;
    }

    @Test
    void samplesDoNotDependOnTheNumberOfThreads() {
        Points x = normal(3000, 3, 11);
        Points queries = normal(600, 3, 12);
        Evaluation evaluation = Evaluation.neighboursAndSampling(4, 50, new SplittableRandom(13));
        KernelDensity density = GAUSSIAN.withBandwidth(0.5).withEvaluation(evaluation);
        assertArrayEquals(
                density.withBackend(Backends.cpu().withThreads(1)).fit(x).logDensity(queries),
                density.withBackend(Backends.cpu().withThreads(3)).fit(x).logDensity(queries));
    }

    @Test
    void allPointsAsNeighboursAreTheExactSum() {
        Points x = normal(300, 30, 14);
        Points queries = normal(5, 30, 15);
        KernelDensity density = GAUSSIAN.withBandwidth(0.05); // kernel values below the smallest number
        double[] exact = density.fit(x).logDensity(queries);
        Evaluation all = Evaluation.neighboursAndSampling(400, 10, new SplittableRandom(16));
        assertArrayEquals(exact, density.withEvaluation(all).fit(x).logDensity(queries), 1e-8);
    }

    @Test
    void autoChoosesByWork() {
        Evaluation auto = Evaluation.auto(1e-3);
        KernelDensity density = GAUSSIAN.withBandwidth(0.1).withEvaluation(auto);
        DensityModel plane = density.fit(normal(60_000, 2, 17));
        assertEquals(Evaluation.exact(), plane.evaluate(normal(10, 2, 18)).method());
        Points queries = normal(2000, 2, 19);
        Evaluated tree = plane.evaluate(queries);
        assertEquals(Evaluation.tree().withRelativeTolerance(1e-3), tree.method());
        double[] exact = GAUSSIAN.withBandwidth(0.1).fit(normal(60_000, 2, 17)).logDensity(queries);
        for (int q = 0; q < exact.length; q++) {
            assertTrue(Math.abs(Math.expm1(tree.logDensity(q) - exact[q])) <= 1e-3 + 1e-11);
        }
        Points space = normal(17_000, 20, 20);
        Points some = normal(1000, 20, 21);
        assertEquals(Evaluation.exact(), density.fit(space).evaluate(some).method());
        KernelDensity wide =
                GAUSSIAN.withBandwidth(8).withEvaluation(Evaluation.auto(0.1).withRandom(new SplittableRandom(22)));
        Evaluation.NeighboursAndSampling sampling = assertInstanceOf(
                Evaluation.NeighboursAndSampling.class,
                wide.fit(space).evaluate(some).method());
        assertEquals(0, sampling.neighbours());
        assertEquals(
                Evaluation.exact(),
                wide.withBandwidth(0.3).fit(space).evaluate(some).method(),
                "condensed: no sample knows the nearest point");
    }

    @Test
    void anInterruptStopsATree() {
        DensityModel model =
                GAUSSIAN.withBandwidth(0.1).withEvaluation(Evaluation.tree()).fit(normal(1000, 2, 23));
        Thread.currentThread().interrupt();
        try {
            assertThrows(CancellationException.class, () -> model.logDensity(normal(10, 2, 24)));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void progressIsReported() {
        long[] last = new long[2];
        GAUSSIAN.withBandwidth(0.1)
                .withEvaluation(Evaluation.tree())
                .withProgress((stage, done, total) -> {
                    last[0] = done;
                    last[1] = total;
                })
                .fit(normal(1000, 2, 25))
                .logDensity(normal(1000, 2, 26));
        assertEquals(16, last[1]);
        assertEquals(last[1], last[0]);
    }

    @Test
    void badInputIsNamed() {
        assertMessage(
                "relative tolerance: expected a number from 0 to 0.5, found 0.6",
                () -> Evaluation.tree().withRelativeTolerance(0.6));
        assertMessage(
                "relative tolerance: expected a number from 0 to 0.5, found NaN", () -> Evaluation.auto(Double.NaN));
        assertMessage(
                "absolute tolerance: expected a number of at least 0, found -1.0",
                () -> Evaluation.tree().withAbsoluteTolerance(-1));
        assertMessage(
                "grid points: expected 2 to 16777216 an axis, found 1",
                () -> Evaluation.binned().withGridPoints(1));
        assertMessage(
                "grid points: expected 2 to 16777216 an axis, found 0",
                () -> Evaluation.binned().withGridPoints(0));
        assertMessage(
                "features: expected an even number of at least 2, found 7",
                () -> Evaluation.randomFeatures(7, new SplittableRandom()));
        assertMessage("samples: expected 2 to 1048576, found 1", () -> Evaluation.sampling(1, new SplittableRandom()));
        assertMessage(
                "neighbours: expected at least 0, found -1",
                () -> Evaluation.neighboursAndSampling(-1, 2, new SplittableRandom()));
        KernelDensity density = GAUSSIAN.withBandwidth(1);
        Points four = normal(9, 4, 27);
        assertMessage(
                "binned evaluation: expected points of dimension 1 to 3, found 4; use a tree, or the exact evaluation",
                () -> density.withEvaluation(Evaluation.binned()).fit(four).logDensity(four));
        Points two = normal(9, 2, 28);
        assertMessage(
                "grid points: 5000 an axis are 25000000 in dimension 2, more than 2^24",
                () -> density.withEvaluation(Evaluation.binned().withGridPoints(5000))
                        .fit(two)
                        .logDensity(two));
        assertMessage(
                "queries: have dimension 2, but the density was fitted in dimension 4",
                () -> density.withEvaluation(Evaluation.tree()).fit(four).evaluate(two));
        assertMessage(
                "random Fourier features: expected a gaussian, laplacian, exponential or matern kernel, found tophat",
                () -> KernelDensity.of(DensityKernel.tophat())
                        .withBandwidth(1)
                        .withEvaluation(Evaluation.randomFeatures(2, new SplittableRandom()))
                        .fit(two)
                        .evaluate(two));
    }

    private static void assertMessage(String expected, Runnable action) {
        assertEquals(
                expected,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }
}
