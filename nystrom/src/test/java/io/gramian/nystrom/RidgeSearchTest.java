package io.gramian.nystrom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Definiteness;
import io.gramian.core.kernel.Kernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RidgeSearchTest {
    private static final Backend CPU = Backends.cpu();
    private static final double[] SCALES = {0.3, 1, 3};
    private static final double[] RIDGES = {1e-3, 0.1, 10};

    private static double[] waves(Points x) {
        SplittableRandom random = new SplittableRandom(x.size());
        return IntStream.range(0, x.size())
                .mapToDouble(i -> Math.sin(2 * x.value(i, 0)) + 0.2 * random.nextGaussian())
                .toArray();
    }

    private static RidgeSearch grid() {
        return RidgeSearch.grid(SCALES, RIDGES).withBackend(CPU);
    }

    private static KernelRidge ridge(Kernel kernel, double ridge) {
        return KernelRidge.of(kernel).withRidge(ridge).withBackend(CPU);
    }

    @Test
    void leaveOneOutErrorsAreThoseOfRefits() {
        Points x = Samples.normal(30, 2, 3);
        double[] y = waves(x);
        RidgeSearchResult found = grid().withLeaveOneOut()
                .withKernels(Kernel::gaussian, Kernel::matern52)
                .search(x, y, new SplittableRandom(1));
        assertEquals(18, found.candidates().size());
        for (RidgeCandidate c : found.candidates()) {
            double sum = 0;
            for (int i = 0; i < 30; i++) {
                int left = i;
                int[] rest = IntStream.range(0, 30).filter(j -> j != left).toArray();
                double[] others = Arrays.stream(rest).mapToDouble(j -> y[j]).toArray();
                double f =
                        ridge(c.kernel(), c.ridge()).fit(x.select(rest), others).predict(x.select(i))[0];
                sum += (y[i] - f) * (y[i] - f);
            }
            assertEquals(sum / 30, c.error(), 1e-8);
            double dimension =
                    LeverageScores.exact(c.kernel(), x, c.ridge(), CPU).effectiveDimension();
            assertEquals(dimension, c.effectiveDimension(), 1e-8);
        }
        double least = found.candidates().stream()
                .mapToDouble(RidgeCandidate::error)
                .min()
                .orElseThrow();
        assertEquals(least, found.best().error());
        assertTrue(found.warnings().isEmpty());
    }

    /** As many folds as points are leave-one-out, whichever way they are dealt. */
    @Test
    void foldsOfOneAreLeaveOneOut() {
        Points x = Samples.normal(20, 2, 3);
        double[][] y = new double[20][];
        double[] first = waves(x);
        Arrays.setAll(y, i -> new double[] {first[i], x.value(i, 1)});
        List<RidgeCandidate> folds =
                grid().withFolds(20).search(x, y, new SplittableRandom(1)).candidates();
        List<RidgeCandidate> one =
                grid().withLeaveOneOut().search(x, y, new SplittableRandom(1)).candidates();
        for (int c = 0; c < folds.size(); c++) {
            assertEquals(one.get(c).error(), folds.get(c).error(), 1e-8);
            assertEquals(one.get(c).standardError(), folds.get(c).standardError(), 1e-8);
        }
    }

    @Test
    void oneStandardErrorTakesTheSimplest() {
        List<RidgeCandidate> table = new ArrayList<>();
        Kernel k = Kernel.gaussian(1);
        table.add(new RidgeCandidate(k, 1, 0.1, 1.0, 0.2, 30));
        table.add(new RidgeCandidate(k, 1, 1, 1.15, 0.1, 12));
        table.add(new RidgeCandidate(k, 2, 0.1, 1.19, 0.1, 8));
        table.add(new RidgeCandidate(k, 2, 1, 1.21, 0.1, 3));
        RidgeSearchResult result = new RidgeSearchResult(table, List.of());
        assertEquals(30, result.best().effectiveDimension());
        assertEquals(8, result.oneStandardError().effectiveDimension());
    }

    @Test
    void randomPairsLieInTheirRanges() {
        Points x = Samples.normal(25, 2, 3);
        double[] y = waves(x);
        RidgeSearch search = RidgeSearch.random(12, new double[] {0.5, 2}, new double[] {1e-3, 1})
                .withBackend(CPU)
                .withFolds(3);
        RidgeSearchResult found = search.search(x, y, new SplittableRandom(4));
        Set<Double> ridges = new HashSet<>();
        for (RidgeCandidate c : found.candidates()) {
            assertTrue(c.lengthScale() >= 0.5 && c.lengthScale() <= 2);
            assertTrue(c.ridge() >= 1e-3 && c.ridge() <= 1);
            assertTrue(Double.isFinite(c.error()) && c.standardError() > 0);
            ridges.add(c.ridge());
        }
        assertEquals(12, ridges.size());
        assertEquals(
                found.candidates(), search.search(x, y, new SplittableRandom(4)).candidates());
    }

    @Test
    void landmarksAreChosenForEachFold() {
        Points x = Samples.normal(60, 2, 3);
        double[] y = waves(x);
        List<String> stages = new ArrayList<>();
        RidgeSearchResult found = grid().withSelector(RandomlyPivotedCholesky.ofRank(15))
                .withProgress((stage, done, total) -> stages.add(stage + " " + done + "/" + total))
                .search(x, y, new SplittableRandom(4));
        assertTrue(found.candidates().stream().allMatch(c -> c.effectiveDimension() <= 15));
        assertTrue(found.best().error() < 0.3, found.toString());
        assertEquals("fits 15/15", stages.get(stages.size() - 1));
    }

    @Test
    void candidateWithoutFitHasAWarning() {
        Points x = Samples.normal(12, 1, 3);
        Kernel broken = Kernel.of("broken", Definiteness.POSITIVE, (a, b) -> a[0] == b[0] ? -5 : 0);
        RidgeSearchResult found = RidgeSearch.grid(new double[] {1}, new double[] {1})
                .withBackend(CPU)
                .withKernels(l -> broken, Kernel::gaussian)
                .withFolds(2)
                .search(x, waves(x), new SplittableRandom(4));
        assertEquals(Double.POSITIVE_INFINITY, found.candidates().get(0).error());
        assertEquals(Kernel.gaussian(1), found.best().kernel());
        assertTrue(found.warnings()
                .get(0)
                .startsWith("KernelRidge[broken, ridge 1.0]: no fit: the matrix is not positive definite"));
    }

    @Test
    void ridgeWithoutFitDoesNotTakeTheOthersOfItsKernelWithIt() {
        Points x = Samples.normal(60, 2, 9);
        double[] y = waves(x);
        RidgeSearch search = RidgeSearch.grid(new double[] {1}, new double[] {1e-16, 1})
                .withBackend(CPU)
                .withSelector(GreedyCholesky.ofRank(48));
        RidgeSearchResult found = search.search(x, y, new SplittableRandom(1));
        RidgeSearch alone = RidgeSearch.grid(new double[] {1}, new double[] {1})
                .withBackend(CPU)
                .withSelector(GreedyCholesky.ofRank(48));
        assertEquals(Double.POSITIVE_INFINITY, found.candidates().get(0).error());
        assertEquals(
                alone.search(x, y, new SplittableRandom(1)).best().error(),
                found.best().error(),
                1e-12);
        assertTrue(found.warnings().stream().allMatch(w -> w.contains("ridge 1.0E-16")), found.warnings() + "");
    }

    @Test
    void evidenceSearchFindsAStationaryMaximum() {
        Points x = Samples.normal(60, 2, 3);
        double[] y = waves(x);
        GaussianProcessSearchResult found =
                GaussianProcessSearch.over(Kernel::matern52).withBackend(CPU).search(x, y, new SplittableRandom(4));
        GaussianProcess process = found.process();
        assertEquals(found.logMarginalLikelihood(), process.fit(x, y).logMarginalLikelihood(), 1e-9);
        EvidenceGradient gradient = process.gradient(x, y);
        assertEquals(0, gradient.byLogLengthScale(), 1e-2);
        assertEquals(0, gradient.byLogSignalVariance(), 1e-2);
        assertEquals(0, gradient.byLogNoise(), 1e-2);
        assertEquals(5, found.starts().length);
        double best = Arrays.stream(found.starts()).max().orElseThrow();
        assertEquals(best, found.logMarginalLikelihood());
        // No point of a coarse grid is better.
        for (double l = -3; l <= 3; l++) {
            for (double s = -3; s <= 3; s++) {
                for (double v = -5; v <= 1; v++) {
                    double value = GaussianProcess.of(
                                    Kernel.matern52(Math.exp(l)).scaledBy(Math.exp(s)))
                            .withNoise(Math.exp(v))
                            .withBackend(CPU)
                            .fit(x, y)
                            .logMarginalLikelihood();
                    assertTrue(value <= best + 1e-9, value + " at " + l + " " + s + " " + v);
                }
            }
        }
        assertEquals(0.2, Math.sqrt(found.noise()), 0.1);
        assertEquals(Kernel.matern52(found.lengthScale()), found.kernel());
    }

    /** Without a known gradient, with one that is not the family's, and on landmarks: the same maximum by differences. */
    @Test
    void differencesFindTheSameMaximum() {
        Points x = Samples.normal(40, 1, 3);
        double[] y = waves(x);
        GaussianProcessSearch search =
                GaussianProcessSearch.over(Kernel::gaussian).withBackend(CPU).withStarts(2);
        GaussianProcessSearchResult exact = search.search(x, y, new SplittableRandom(4));
        GaussianProcessSearchResult own = GaussianProcessSearch.over(l -> Kernel.of(
                        "own", Definiteness.POSITIVE, (a, b) -> Math.exp(-Math.pow((a[0] - b[0]) / l, 2) / 2)))
                .withBackend(CPU)
                .withStarts(2)
                .search(x, y, new SplittableRandom(4));
        GaussianProcessSearchResult squared = GaussianProcessSearch.over(l -> Kernel.gaussian(l * l))
                .withBackend(CPU)
                .withStarts(2)
                .search(x, y, new SplittableRandom(4));
        GaussianProcessSearchResult all = search.withLandmarks(
                        Landmarks.of(x, IntStream.range(0, 40).toArray()),
                        SparseApproximation.DETERMINISTIC_TRAINING_CONDITIONAL)
                .search(x, y, new SplittableRandom(4));
        for (GaussianProcessSearchResult other : List.of(own, squared, all)) {
            assertEquals(exact.logMarginalLikelihood(), other.logMarginalLikelihood(), 1e-4);
        }
        assertEquals(exact.lengthScale(), Math.pow(squared.lengthScale(), 2), 0.02 * exact.lengthScale());
        assertEquals(exact.noise(), own.noise(), 0.02 * exact.noise());
    }

    @Test
    void boundsHold() {
        Points x = Samples.normal(30, 1, 3);
        GaussianProcessSearchResult found = GaussianProcessSearch.over(Kernel::gaussian)
                .withBackend(CPU)
                .withLengthScales(5, 6)
                .withNoises(1e-3, 1e-2)
                .withSignalVariances(2, 2)
                .search(x, waves(x), new SplittableRandom(4));
        assertEquals(5, found.lengthScale(), 1e-9);
        assertEquals(1e-2, found.noise(), 1e-9);
        assertEquals(2, found.signalVariance(), 1e-9);
    }

    @Test
    void badInputIsNamed() {
        Points x = Points.ofColumn(1, 2, 3);
        SplittableRandom random = new SplittableRandom(1);
        assertMessage("folds: 5 of them need as many points, found 3", () -> grid().search(x, new double[3], random));
        assertMessage("folds: expected at least 2, found 1", () -> grid().withFolds(1));
        assertMessage(
                "length scale 1: expected a positive finite", () -> RidgeSearch.grid(new double[] {1, 0}, RIDGES));
        assertMessage("ridges: number: expected at least 1, found 0", () -> RidgeSearch.grid(SCALES, new double[0]));
        assertMessage("draws: expected at least 1, found 0", () -> RidgeSearch.random(0, SCALES, RIDGES));
        assertMessage(
                "length scales: expected the smallest and the largest", () -> RidgeSearch.random(3, SCALES, RIDGES));
        assertMessage(
                "noises: expected positive numbers, low to high, found 2.0 to 1.0",
                () -> GaussianProcessSearch.over(Kernel::gaussian).withNoises(2, 1));
        assertMessage(
                "starts: expected at least 1",
                () -> GaussianProcessSearch.over(Kernel::gaussian).withStarts(0));
        assertMessage(
                "length scales from the spread of the points",
                () -> GaussianProcessSearch.over(Kernel::gaussian)
                        .search(Points.ofColumn(1, 1), new double[] {1, 2}, random));
    }

    private static void assertMessage(String expected, Executable action) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, action);
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void minimumWithinABoxIsFound() {
        BoundedQuasiNewton optimiser = new BoundedQuasiNewton(
                p -> new BoundedQuasiNewton.Value(
                        Math.pow(1 - p[0], 2) + 100 * Math.pow(p[1] - p[0] * p[0], 2), new double[] {
                            -2 * (1 - p[0]) - 400 * p[0] * (p[1] - p[0] * p[0]), 200 * (p[1] - p[0] * p[0])
                        }),
                new double[] {-5, -5},
                new double[] {5, 0.5});
        BoundedQuasiNewton.Minimum minimum = optimiser.minimise(new double[] {-2, -1}, 1e-10, 500);
        assertEquals(0.5, minimum.point()[1]); // Rosenbrock's function, cut off below its minimum at (1, 1)
        double x = minimum.point()[0];
        assertEquals(0, -2 * (1 - x) - 400 * x * (0.5 - x * x), 1e-6);
        BoundedQuasiNewton free = new BoundedQuasiNewton(
                p -> new BoundedQuasiNewton.Value(p[0] * p[0], new double[] {2 * p[0]}),
                new double[] {-9},
                new double[] {9});
        assertArrayEquals(
                new double[1], free.minimise(new double[] {7}, 1e-9, 50).point(), 1e-8);
    }

    @Test
    void quasiNewtonNeverStepsFromAGradientThatIsNoNumber() {
        BoundedQuasiNewton optimiser = new BoundedQuasiNewton(
                p -> {
                    assertTrue(Double.isFinite(p[0]));
                    return new BoundedQuasiNewton.Value(p[0], new double[] {p[0] > 1 ? 1 : Double.NaN});
                },
                new double[] {-4},
                new double[] {4});
        assertTrue(optimiser.minimise(new double[] {3}, 1e-10, 50).point()[0] > 1);
    }
}
