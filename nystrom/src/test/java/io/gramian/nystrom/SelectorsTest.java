package io.gramian.nystrom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorsTest {
    private static final Backend CPU = Backends.cpu();
    private static final Kernel GAUSSIAN = Kernel.gaussian(1);

    /** Selectors of about so many landmarks, or of a ridge. */
    private static Map<String, LandmarkSelector> all(int size, double ridge) {
        Map<String, LandmarkSelector> all = new LinkedHashMap<>();
        all.put("uniform", UniformLandmarks.ofSize(size));
        all.put("leverage", LeverageLandmarks.ofRidge(ridge).withSize(size));
        all.put(
                "leverage, replaced",
                LeverageLandmarks.ofRidge(ridge).withSize(size).withReplacement());
        all.put("leverage, size of its own", LeverageLandmarks.ofRidge(ridge));
        all.put("recursive", RecursiveLeverage.ofSize(size));
        all.put("recursive, ridge", RecursiveLeverage.ofRidge(ridge));
        all.put("recursive, both", RecursiveLeverage.ofRidge(ridge).withSize(size));
        all.put("bless", Bless.ofRidge(ridge));
        all.put("bless, capped", Bless.ofRidge(ridge).withSize(size));
        all.put("bless-r", BlessR.ofRidge(ridge));
        all.put("bless-r, capped", BlessR.ofRidge(ridge).withSize(size));
        all.put("resampled", ResampledLandmarks.ofRidge(ridge));
        all.put("resampled, capped", ResampledLandmarks.ofRidge(ridge).withSize(size));
        all.put("k-means", KMeansLandmarks.ofSize(size));
        all.put("farthest", FarthestPointLandmarks.ofSize(size));
        all.put("greedy", GreedyCholesky.ofRank(size));
        all.put("rpcholesky", RandomlyPivotedCholesky.ofRank(size));
        return all;
    }

    static List<String> names() {
        return new ArrayList<>(all(1, 1).keySet());
    }

    private static boolean isCapped(String name) {
        return !name.contains("own")
                && !List.of("recursive, ridge", "bless", "bless-r", "resampled").contains(name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void landmarksAreWellFormedAtAwkwardSizes(String name) {
        for (int n : new int[] {1, 2, 7, 63, 64, 65, 1021}) {
            Points x = Samples.normal(n, 3, n);
            int size = Math.min(n, 20);
            Landmarks found = all(size, 0.5).get(name).select(GAUSSIAN, x, new SplittableRandom(n), CPU);
            int[] indices = found.indices();
            assertEquals(indices.length, IntStream.of(indices).distinct().count());
            assertTrue(indices.length >= 1 && (!isCapped(name) || indices.length <= size), name + " " + indices.length);
            assertEquals(x.select(indices), found.points());
            assertTrue(Arrays.stream(found.weights()).allMatch(w -> w > 0 && w <= Double.MAX_VALUE));
            assertTrue(Arrays.stream(found.scores()).allMatch(s -> Double.isNaN(s) || s >= 0));
            assertFalse(found.effectiveDimension() <= 0);
            assertTrue(found.kernelEvaluations() >= 0);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void seedDeterminesTheResultForAnyNumberOfThreads(String name) {
        Points x = Samples.normal(700, 3, 2);
        LandmarkSelector selector = all(25, 2).get(name);
        Landmarks one = selector.select(GAUSSIAN, x, new SplittableRandom(4), CPU.withThreads(1));
        Landmarks two = selector.select(GAUSSIAN, x, new SplittableRandom(4), CPU.withThreads(2));
        assertArrayEquals(one.indices(), two.indices());
        assertArrayEquals(one.weights(), two.weights());
        assertArrayEquals(one.scores(), two.scores());
        assertEquals(one.effectiveDimension(), two.effectiveDimension());
        Landmarks other = selector.select(GAUSSIAN, x, new SplittableRandom(5), CPU);
        assertEquals(name.equals("greedy"), Arrays.equals(one.indices(), other.indices()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void repeatedPointsAreNoTrouble(String name) {
        Points distinct = Samples.normal(6, 2, 3);
        Points x = distinct.select(IntStream.range(0, 120).map(i -> i % 6).toArray());
        LandmarkSelector selector = all(20, 0.5).get(name);
        Landmarks found = selector.select(GAUSSIAN, x, new SplittableRandom(1), CPU);
        assertTrue(found.size() >= 1);
        boolean seesRepeats =
                List.of("k-means", "farthest", "greedy", "rpcholesky").contains(name);
        if (seesRepeats) {
            assertEquals(6, found.size());
            assertTrue(found.warnings().get(0).startsWith("6 landmarks instead of 20: ")
                    || found.warnings().get(0).startsWith("rank 6 instead of 20: "));
        }
        Points constant = Points.ofRowMajor(new double[60], 2);
        assertTrue(selector.select(GAUSSIAN, constant, new SplittableRandom(1), CPU)
                        .size()
                >= 1);
    }

    @ParameterizedTest
    @MethodSource("names")
    void interruptionStops(String name) {
        Points x = Samples.normal(64, 3, 2);
        if (name.equals("uniform")) {
            return; // there is nothing to interrupt
        }
        Thread.currentThread().interrupt();
        try {
            assertThrows(
                    CancellationException.class,
                    () -> all(10, 1).get(name).select(GAUSSIAN, x, new SplittableRandom(1), CPU));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    /** Clusters of 10, 500 and 490 points: twelve landmarks by leverage find all three, uniform ones seldom do. */
    @Test
    void smallClustersAreFoundByLeverage() {
        Points x = Samples.clusters(300, 7, 10, 500, 490);
        Kernel kernel = Kernel.gaussian(20);
        Map<String, LandmarkSelector> selectors = all(12, 2);
        for (String name : names()) {
            int hits = 0;
            for (int seed = 0; seed < 12; seed++) {
                Landmarks found = selectors.get(name).select(kernel, x, new SplittableRandom(seed), CPU);
                boolean first = IntStream.of(found.indices()).anyMatch(i -> i < 10);
                boolean second = IntStream.of(found.indices()).anyMatch(i -> i >= 10 && i < 510);
                boolean third = IntStream.of(found.indices()).anyMatch(i -> i >= 510);
                hits += first && second && third ? 1 : 0;
            }
            if (name.equals("uniform")) {
                assertTrue(hits <= 5, "uniform hits " + hits); // expected 12 (1 - 0.99^12) = 1.4
            } else {
                assertTrue(hits >= 8, name + " hits " + hits + " of 12");
            }
        }
    }

    /** The dictionary each makes estimates all scores of the clusters within a factor of two of the exact ones. */
    @ParameterizedTest
    @ValueSource(strings = {"bless", "bless-r", "recursive, ridge", "resampled"})
    void estimatesAreWithinAFactorOfTwo(String name) {
        SelectionReference reference = SelectionReference.ALL.get(0);
        Points x = reference.points();
        double[] exact = reference.column("expected_leverage_scores.csv", "gamma=10");
        double dimension = reference.column("expected_effective_dimension.csv", "d_eff")[2];
        LandmarkSelector selector = Map.<String, LandmarkSelector>of(
                        "bless", Bless.ofRidge(10).withOversampling(10),
                        "bless-r", BlessR.ofRidge(10).withOversampling(10),
                        "recursive, ridge", RecursiveLeverage.ofRidge(10),
                        "resampled", ResampledLandmarks.ofRidge(10).withOversampling(10))
                .get(name);
        for (int seed = 0; seed < 3; seed++) {
            Landmarks found = selector.select(reference.kernel(), x, new SplittableRandom(seed), CPU);
            double[] scores = LeverageScores.estimated(reference.kernel(), x, found, 10, 0, CPU)
                    .values();
            for (int i = 0; i < exact.length; i++) {
                double ratio = scores[i] / exact[i];
                assertTrue(ratio > 0.5 && ratio < 2, name + ", point " + i + ": " + ratio);
            }
            assertEquals(1, found.effectiveDimension() / dimension, 0.5, name);
            assertTrue(found.size() < 300, name + " " + found.size());
            assertTrue(found.kernelEvaluations() > 0);
        }
    }

    /** Exact scores and their sum go with the landmarks of the exact sampler. */
    @Test
    void leverageLandmarksCarryExactScores() {
        SelectionReference reference = SelectionReference.ALL.get(0);
        Points x = reference.points();
        double[] exact = reference.column("expected_leverage_scores.csv", "gamma=1");
        Landmarks found = LeverageLandmarks.ofRidge(1).select(reference.kernel(), x, new SplittableRandom(1), CPU);
        assertEquals(94, found.size()); // twice 46.77, rounded up
        for (int j = 0; j < found.size(); j++) {
            assertEquals(exact[found.indices()[j]], found.scores()[j], 1e-12);
        }
        assertEquals(46.76782603038582, found.effectiveDimension(), 1e-10);
        assertEquals(700L * 700, found.kernelEvaluations());
    }

    /** On the reference clusters every sampler that looks at the kernel beats uniform landmarks of the same number. */
    @ParameterizedTest
    @ValueSource(strings = {"leverage", "recursive", "k-means", "farthest", "greedy", "rpcholesky"})
    void errorsAreSmallerThanUniform(String name) {
        SelectionReference reference = SelectionReference.ALL.get(0);
        Points x = reference.points();
        Function<LandmarkSelector, Double> error = selector -> IntStream.range(0, 8)
                .mapToDouble(seed -> selector.select(reference.kernel(), x, new SplittableRandom(seed), CPU)
                        .relativeTraceError(reference.kernel(), x, CPU))
                .average()
                .orElseThrow();
        assertTrue(error.apply(all(60, 1).get(name)) < error.apply(UniformLandmarks.ofSize(60)), name);
    }

    @Test
    void farthestPointsFollowTheObviousLoop() {
        Points x = Samples.normal(80, 2, 6);
        Landmarks found = FarthestPointLandmarks.ofSize(15).select(GAUSSIAN, x, new SplittableRandom(2), CPU);
        int[] indices = found.indices();
        for (int s = 1; s < 15; s++) {
            double farthest = -1;
            int expected = -1;
            for (int i = 0; i < 80; i++) {
                double nearest = Double.POSITIVE_INFINITY;
                for (int t = 0; t < s; t++) {
                    double square = 2 - 2 * GAUSSIAN.value(x.row(i), x.row(indices[t]));
                    nearest = Math.min(nearest, square);
                }
                if (nearest > farthest) {
                    farthest = nearest;
                    expected = i;
                }
            }
            assertEquals(expected, indices[s]);
            assertEquals(farthest, found.scores()[s], 1e-12);
        }
    }

    /** Most of the kernel matrices of the samples are singular to rounding, which is no trouble. */
    @Test
    void smoothKernelsAndLargeSamplesAreNoTrouble() {
        Points x = Samples.normal(2000, 2, 8);
        Kernel kernel = Kernel.gaussian(2);
        for (LandmarkSelector selector : new LandmarkSelector[] {
            RecursiveLeverage.ofSize(900), KMeansLandmarks.ofSize(900).withIterations(3)
        }) {
            Landmarks found = selector.select(kernel, x, new SplittableRandom(1), CPU);
            assertTrue(found.size() > 700);
            assertEquals(0, found.relativeTraceError(kernel, x, CPU), 1e-9);
        }
    }

    /** Lloyd's iteration from any seeds ends in the clusters where they are far apart and none was missed. */
    @Test
    void kMeansFindsSeparatedClusters() {
        Points x = Samples.clusters(1000, 3, 30, 50, 70);
        Landmarks found = KMeansLandmarks.ofSize(3).select(Kernel.linear(), x, new SplittableRandom(1), CPU);
        double[] counts = found.scores();
        Arrays.sort(counts);
        assertArrayEquals(new double[] {30, 50, 70}, counts);
        for (int index : found.indices()) {
            int from = index < 30 ? 0 : index < 80 ? 30 : 80;
            int to = index < 30 ? 30 : index < 80 ? 80 : 150;
            double[] mean = new double[2];
            for (int i = from; i < to; i++) {
                mean[0] += x.value(i, 0) / (to - from);
                mean[1] += x.value(i, 1) / (to - from);
            }
            double own = distance(x.row(index), mean);
            assertTrue(IntStream.range(from, to).allMatch(i -> distance(x.row(i), mean) >= own - 1e-9));
        }
    }

    private static double distance(double[] a, double[] b) {
        return Math.hypot(a[0] - b[0], a[1] - b[1]);
    }

    @Test
    void capOfBlessRIsTold() {
        Points x = Samples.normal(500, 3, 2);
        Landmarks found = BlessR.ofRidge(0.1).withSize(30).select(GAUSSIAN, x, new SplittableRandom(1), CPU);
        assertEquals(30, found.size());
        assertTrue(found.warnings()
                .get(0)
                .endsWith(" landmarks were accepted and 30 of them kept, as the size says; a"
                        + " larger ridge would need fewer"));
    }

    @Test
    void progressCounts() {
        Points x = Samples.normal(300, 3, 2);
        Map<String, long[]> heard = new LinkedHashMap<>();
        io.gramian.core.Progress progress =
                (stage, done, total) -> heard.merge(stage, new long[] {done, total}, (before, now) -> {
                    assertTrue(now[0] >= before[0] && now[0] <= now[1]);
                    return now;
                });
        List<LandmarkSelector> selectors = List.of(
                RecursiveLeverage.ofSize(20).withProgress(progress),
                Bless.ofRidge(1).withProgress(progress),
                ResampledLandmarks.ofRidge(1).withProgress(progress),
                KMeansLandmarks.ofSize(20).withProgress(progress),
                FarthestPointLandmarks.ofSize(20).withProgress(progress));
        for (LandmarkSelector selector : selectors) {
            selector.select(GAUSSIAN, x, new SplittableRandom(1), CPU);
        }
        for (String stage : List.of("levels", "ridges", "rounds", "seeds", "landmarks")) {
            assertEquals(heard.get(stage)[1], heard.get(stage)[0], stage);
        }
        heard.clear();
        BlessR.ofRidge(1).withProgress(progress).select(GAUSSIAN, x, new SplittableRandom(1), CPU);
        assertArrayEquals(new long[] {6, 6}, heard.get("ridges")); // ceil(log 300)
    }

    @ParameterizedTest
    @MethodSource("names")
    void indefiniteKernelsAndExcessAreRefused(String name) {
        Points x = Samples.normal(5, 2, 1);
        SplittableRandom random = new SplittableRandom(1);
        refused(
                "kernel: expected a positive semi-definite one, found sigmoid(scale=1.0, offset=0.0) of definiteness"
                        + " NONE",
                () -> all(3, 1).get(name).select(Kernel.sigmoid(1, 0), x, random, CPU));
        boolean isExact = List.of("uniform", "leverage", "recursive", "k-means", "farthest")
                .contains(name);
        if (isExact) {
            refused(
                    "size: expected at most n = 5, the number of points, found 6",
                    () -> all(6, 1).get(name).select(GAUSSIAN, x, random, CPU));
        }
    }

    @Test
    void badNumbersAreNamed() {
        refused("size: expected at least 1, found 0", () -> UniformLandmarks.ofSize(0));
        refused(
                "size: expected at least 1, found 0",
                () -> LeverageLandmarks.ofRidge(1).withSize(0));
        refused("size: expected at least 1, found -1", () -> RecursiveLeverage.ofSize(-1));
        refused(
                "size: expected at least 1, found 0",
                () -> RecursiveLeverage.ofRidge(1).withSize(0));
        refused("size: expected at least 1, found 0", () -> Bless.ofRidge(1).withSize(0));
        refused("size: expected at least 1, found 0", () -> BlessR.ofRidge(1).withSize(0));
        refused(
                "size: expected at least 1, found 0",
                () -> ResampledLandmarks.ofRidge(1).withSize(0));
        refused("size: expected at least 1, found 0", () -> KMeansLandmarks.ofSize(0));
        refused("size: expected at least 1, found 0", () -> FarthestPointLandmarks.ofSize(0));
        String ridge = "ridge: expected a positive finite number, found 0.0";
        refused(ridge, () -> LeverageLandmarks.ofRidge(0));
        refused(ridge, () -> RecursiveLeverage.ofRidge(0));
        refused(ridge, () -> Bless.ofRidge(0));
        refused(ridge, () -> BlessR.ofRidge(0));
        refused(ridge, () -> ResampledLandmarks.ofRidge(0));
        String factor = "oversampling: expected a positive finite number, found -2.0";
        refused(factor, () -> RecursiveLeverage.ofSize(1).withOversampling(-2));
        refused(factor, () -> Bless.ofRidge(1).withOversampling(-2));
        refused(factor, () -> BlessR.ofRidge(1).withOversampling(-2));
        refused(factor, () -> ResampledLandmarks.ofRidge(1).withOversampling(-2));
        refused(
                "step: expected a finite number above 1, found 1.0",
                () -> Bless.ofRidge(1).withStep(1));
        refused(
                "rounds: expected at least 1, found 0",
                () -> ResampledLandmarks.ofRidge(1).withRounds(0));
        refused(
                "iterations: expected at least 1, found 0",
                () -> KMeansLandmarks.ofSize(1).withIterations(0));
        refused(
                "failure probability: expected at least 0 and below 1, found 1.0",
                () -> RecursiveLeverage.ofRidge(1).withFailureProbability(1));
        refused(
                "failure probability: expected a positive finite number, found 0.0",
                () -> RecursiveLeverage.ofRidge(1).withFailureProbability(0));
    }

    private static void refused(String message, Executable work) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, work).getMessage());
    }

    @Test
    void namesAreReadable() {
        assertEquals("UniformLandmarks[3]", UniformLandmarks.ofSize(3).toString());
        assertEquals(
                "LeverageLandmarks[ridge 0.5, size 3, with replacement]",
                LeverageLandmarks.ofRidge(0.5).withSize(3).withReplacement().toString());
        assertEquals(
                "LeverageLandmarks[ridge 0.5]",
                LeverageLandmarks.ofRidge(0.5)
                        .withReplacement()
                        .withoutReplacement()
                        .toString());
        assertEquals("RecursiveLeverage[size 3]", RecursiveLeverage.ofSize(3).toString());
        assertEquals(
                "RecursiveLeverage[ridge 0.5, size 3]",
                RecursiveLeverage.ofRidge(0.5).withSize(3).toString());
        assertEquals("Bless[ridge 0.5, oversampling 4.0]", Bless.ofRidge(0.5).toString());
        assertEquals(
                "BlessR[ridge 0.5, size 9, oversampling 4.0]",
                BlessR.ofRidge(0.5).withSize(9).toString());
        assertEquals(
                "ResampledLandmarks[ridge 0.5, oversampling 4.0, rounds 3]",
                ResampledLandmarks.ofRidge(0.5).toString());
        assertEquals("KMeansLandmarks[3]", KMeansLandmarks.ofSize(3).toString());
        assertEquals(
                "FarthestPointLandmarks[3]", FarthestPointLandmarks.ofSize(3).toString());
    }
}
