package io.gramian.nystrom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Definiteness;
import io.gramian.core.kernel.Kernel;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PivotedCholeskyTest {
    private static final Backend CPU = Backends.cpu();

    static List<SelectionReference> cases() {
        return SelectionReference.ALL;
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("cases")
    void greedyPivotsAndTracesAreThoseOfScipy(SelectionReference reference) {
        String file = "expected_greedy_cholesky.csv";
        double[] pivots = reference.column(file, "pivot");
        double[] traces = reference.column(file, "residual_trace");
        try (PivotedCholesky found =
                GreedyCholesky.ofRank(pivots.length).factorise(reference.kernel(), reference.points(), CPU)) {
            assertArrayEquals(
                    pivots,
                    Arrays.stream(found.landmarks().indices()).asDoubleStream().toArray());
            for (int i = 0; i < traces.length; i++) {
                assertEquals(traces[i], found.relativeTraceErrors()[i] * found.trace(), 1e-11 * traces[i]);
            }
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("cases")
    void probabilitiesAlongAForcedPathAreThoseOfNumpy(SelectionReference reference) {
        String file = "expected_rpcholesky_forced_path.csv";
        double[] pivots = reference.column(file, "pivot");
        double[] probabilities = reference.column(file, "selection_probability");
        double[] traces = reference.column(file, "residual_trace_after");
        try (ResidualFactor factor = new ResidualFactor(reference.kernel(), reference.points(), pivots.length, CPU)) {
            for (int i = 0; i < pivots.length; i++) {
                double found = factor.residual()[(int) pivots[i]] / factor.remaining();
                assertEquals(probabilities[i], found, 1e-10 * probabilities[i]);
                factor.append(new int[] {(int) pivots[i]}, ResidualFactor.Acceptance.ALWAYS);
                if (!Double.isNaN(traces[i])) {
                    assertEquals(traces[i], factor.remaining(), 1e-10 * traces[i]);
                }
            }
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("cases")
    void traceErrorIsThatOfTheProjectionByNumpy(SelectionReference reference) {
        for (int list = 0; list < 4; list++) {
            Landmarks landmarks = reference.landmarks(list);
            try (ResidualFactor factor =
                    new ResidualFactor(reference.kernel(), reference.points(), landmarks.size(), CPU)) {
                factor.append(landmarks.indices(), ResidualFactor.Acceptance.ALWAYS);
                double expected = reference.column("expected_nystrom_errors.csv", "proj_trace")[2 * list];
                assertEquals(expected, factor.remaining(), 1e-10 * expected);
            }
        }
    }

    @Property(tries = 20)
    void factorReproducesTheProjection(
            @ForAll @IntRange(min = 1, max = 65) int n, @ForAll @IntRange(min = 1, max = 3) int d, @ForAll long seed) {
        Points x = Samples.normal(n, d, seed);
        Kernel kernel = Kernel.matern32(1.5);
        int k = Math.max(1, n / 2);
        DMatrixRMaj dense = dense(kernel, x);
        for (RandomlyPivotedCholesky way : ways(k)) {
            try (PivotedCholesky found = way.factorise(kernel, x, new SplittableRandom(seed), CPU)) {
                assertEquals(k, found.rank());
                int[] pivots = found.landmarks().indices();
                assertEquals(k, IntStream.of(pivots).distinct().count());
                DMatrixRMaj f = found.factor().toEjml();
                double left = 0;
                for (int i = 0; i < n; i++) {
                    for (int pivot : pivots) { // the projection is exact in the columns of the pivots
                        assertEquals(dense.get(i, pivot), row(f, i, pivot), 1e-12);
                    }
                    double residual = dense.get(i, i) - row(f, i, i);
                    assertEquals(residual, found.residualDiagonal()[i], 1e-12);
                    left += residual;
                }
                assertEquals(left / n, found.relativeTraceError(), 1e-12);
                assertEquals(found.relativeTraceError(), found.relativeTraceErrors()[k - 1]);
                for (int j = 1; j < k; j++) {
                    assertTrue(found.relativeTraceErrors()[j] <= found.relativeTraceErrors()[j - 1]);
                }
            }
        }
    }

    private static List<RandomlyPivotedCholesky> ways(int k) {
        RandomlyPivotedCholesky base = RandomlyPivotedCholesky.ofRank(k);
        return List.of(base, base.simple(), base.block(3));
    }

    private static double row(DMatrixRMaj f, int i, int j) {
        double sum = 0;
        for (int c = 0; c < f.numCols; c++) {
            sum += f.get(i, c) * f.get(j, c);
        }
        return sum;
    }

    private static DMatrixRMaj dense(Kernel kernel, Points x) {
        try (var gram = CPU.gram(kernel, x)) {
            return gram.dense();
        }
    }

    /** The pivots of one round span eleven orders of magnitude; products with an inverse would lose three digits. */
    @Test
    void aRoundOfUnequalPivotsKeepsItsDigits() {
        Points x = Samples.normal(300, 2, 1);
        Kernel kernel = Kernel.gaussian(3);
        DMatrixRMaj dense = dense(kernel, x);
        int[] all = IntStream.range(0, 60).toArray();
        try (ResidualFactor factor = new ResidualFactor(kernel, x, 60, CPU)) {
            assertTrue(factor.append(all, ResidualFactor.Acceptance.ALWAYS) > 25);
            double[] residuals = factor.pivotResiduals();
            assertTrue(residuals[0] == 1 && Arrays.stream(residuals).min().orElseThrow() < 1e-11);
            DMatrixRMaj f = factor.factor().toEjml();
            double largest = 0;
            for (int i = 0; i < 300; i++) {
                for (int pivot : factor.pivots()) {
                    largest = Math.max(largest, Math.abs(dense.get(i, pivot) - row(f, i, pivot)));
                }
            }
            assertEquals(0, largest, 4e-15);
        }
    }

    /** Kernels that declare a definiteness they do not have, or give no numbers, are found out and named. */
    @Test
    void brokenKernelsAreNamed() {
        Points x = Points.ofColumn(0, 1, 2, 3);
        SplittableRandom random = new SplittableRandom(1);
        Kernel indefinite = Kernel.of("indefinite", Definiteness.POSITIVE, (a, b) -> a[0] == b[0] ? 1 : 2);
        failed(
                "the residual of point 1 is -3.0 after 0 pivots, its own value 1.0; indefinite gives values on these"
                        + " points that are not finite, or is not positive semi-definite as it declares",
                () -> GreedyCholesky.ofRank(2).select(indefinite, x, random, CPU));
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            Kernel broken = Kernel.of("broken", Definiteness.POSITIVE, (a, b) -> a[0] == b[0] ? 1 : bad);
            for (RandomlyPivotedCholesky way : ways(3)) {
                assertThrows(NumericalException.class, () -> way.select(broken, x, random, CPU));
            }
        }
    }

    /** More rows than two blocks of a pass, and rounds of many pivots. */
    @Test
    void blocksOfRowsFitTogether() {
        Points x = Samples.normal(5000, 3, 5);
        Kernel kernel = Kernel.gaussian(0.5);
        try (PivotedCholesky fast =
                RandomlyPivotedCholesky.ofRank(750).factorise(kernel, x, new SplittableRandom(1), CPU)) {
            int[] pivots = fast.landmarks().indices();
            DMatrixRMaj f = fast.factor().toEjml();
            for (int i : new int[] {0, 2039, 2040, 4079, 4080, 4999}) {
                for (int j = 0; j < pivots.length; j += 37) {
                    double expected = kernel.value(x.row(i), x.row(pivots[j]));
                    assertEquals(expected, row(f, i, pivots[j]), 1e-11);
                }
                assertEquals(1 - row(f, i, i), fast.residualDiagonal()[i], 1e-11);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 63, 64, 65, 1021})
    void awkwardSizesGoToFullRank(int n) {
        Points x = Samples.normal(n, 4, n);
        Kernel kernel = Kernel.exponential(1);
        int k = Math.min(n, 80);
        for (RandomlyPivotedCholesky way : ways(k)) {
            Landmarks found = way.select(kernel, x, new SplittableRandom(3), CPU);
            assertEquals(k, found.size());
            assertTrue(found.warnings().isEmpty());
            assertEquals(x.select(found.indices()), found.points());
        }
    }

    @Test
    void seedDeterminesTheResultForAnyNumberOfThreads() {
        Points x = Samples.normal(4500, 3, 2);
        Kernel kernel = Kernel.gaussian(0.7);
        RandomlyPivotedCholesky selector = RandomlyPivotedCholesky.ofRank(120);
        int[] one = selector.select(kernel, x, new SplittableRandom(9), CPU.withThreads(1))
                .indices();
        int[] three = selector.select(kernel, x, new SplittableRandom(9), CPU.withThreads(3))
                .indices();
        int[] other = selector.select(kernel, x, new SplittableRandom(10), CPU.withThreads(1))
                .indices();
        assertArrayEquals(one, three);
        assertFalse(Arrays.equals(one, other));
    }

    @Test
    void duplicatesEndEarlyWithAWarning() {
        Points distinct = Samples.normal(9, 2, 4);
        Points x = distinct.select(IntStream.range(0, 90).map(i -> i % 9).toArray());
        Kernel kernel = Kernel.gaussian(1);
        for (RandomlyPivotedCholesky way : ways(30)) {
            Landmarks found = way.select(kernel, x, new SplittableRandom(8), CPU);
            assertEquals(9, found.size());
            assertTrue(
                    found.warnings().get(0).startsWith("rank 9 instead of 30: "),
                    found.warnings().get(0));
        }
        assertEquals(9, GreedyCholesky.ofRank(30).select(kernel, x, null, CPU).size());
        Points constant = Points.ofRowMajor(new double[40], 2);
        assertEquals(
                1,
                RandomlyPivotedCholesky.ofRank(5)
                        .select(kernel, constant, new SplittableRandom(8), CPU)
                        .size());
    }

    /** A linear kernel has the rank of the data, at any scale of the coordinates. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-140, 1e-6, 1, 1e100})
    void linearKernelEndsAtTheDimension(double scale) {
        double[][] rows = Samples.normal(200, 5, 6).toArray();
        for (double[] row : rows) {
            for (int k = 0; k < 5; k++) {
                row[k] *= scale;
            }
        }
        Points x = Points.of(rows);
        for (RandomlyPivotedCholesky way : ways(50)) {
            assertEquals(
                    5,
                    way.select(Kernel.linear(), x, new SplittableRandom(1), CPU).size());
        }
    }

    @Test
    void toleranceStops() {
        Points x = Samples.normal(500, 2, 1);
        Kernel kernel = Kernel.gaussian(1);
        try (PivotedCholesky found = RandomlyPivotedCholesky.ofRank(300)
                .simple()
                .withTolerance(1e-3)
                .factorise(kernel, x, new SplittableRandom(1), CPU)) {
            assertTrue(found.relativeTraceError() <= 1e-3);
            assertTrue(found.relativeTraceErrors()[found.rank() - 2] > 1e-3);
            assertTrue(found.landmarks().warnings().isEmpty());
        }
        Landmarks greedy = GreedyCholesky.ofRank(300).withTolerance(1e-3).select(kernel, x, null, CPU);
        assertTrue(greedy.size() < 100 && greedy.warnings().isEmpty());
    }

    @Test
    void singlePrecisionAgreesToItsRounding() {
        Points x = Samples.normal(700, 3, 1);
        Kernel kernel = Kernel.gaussian(1);
        Landmarks exact = GreedyCholesky.ofRank(50).select(kernel, x, null, CPU);
        try (PivotedCholesky rounded =
                        GreedyCholesky.ofRank(50).factorise(kernel, x, CPU.withPrecision(Precision.FLOAT));
                PivotedCholesky full = GreedyCholesky.ofRank(50).factorise(kernel, x, CPU)) {
            assertEquals(full.relativeTraceError(), rounded.relativeTraceError(), 0.02 * full.relativeTraceError());
            assertArrayEquals(
                    Arrays.copyOf(exact.indices(), 10),
                    Arrays.copyOf(rounded.landmarks().indices(), 10));
        }
    }

    @Test
    void countsWhatItEvaluates() {
        Points x = Samples.normal(300, 3, 1);
        Landmarks found = GreedyCholesky.ofRank(10).select(Kernel.gaussian(1), x, null, CPU);
        assertEquals(300 + 10 * (300 + 1), found.kernelEvaluations());
        assertEquals(1, found.scores()[0]);
        assertTrue(Double.isNaN(found.effectiveDimension()));
        assertArrayEquals(new double[] {1, 1}, Arrays.copyOf(found.weights(), 2));
    }

    @Test
    void progressAndInterruption() {
        Points x = Samples.normal(300, 3, 1);
        Kernel kernel = Kernel.gaussian(1);
        int[] last = new int[1];
        RandomlyPivotedCholesky selector = RandomlyPivotedCholesky.ofRank(40).withProgress((stage, done, total) -> {
            assertEquals("landmarks", stage);
            assertEquals(40, total);
            assertTrue(done > last[0] && done <= 40);
            last[0] = (int) done;
        });
        selector.select(kernel, x, new SplittableRandom(1), CPU);
        assertEquals(40, last[0]);
        Thread.currentThread().interrupt();
        try {
            assertThrows(
                    CancellationException.class,
                    () -> RandomlyPivotedCholesky.ofRank(40).select(kernel, x, new SplittableRandom(1), CPU));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void badInputIsNamed() {
        Points x = Samples.normal(5, 2, 1);
        SplittableRandom random = new SplittableRandom(1);
        Kernel kernel = Kernel.gaussian(1);
        refused("rank: expected at least 1, found 0", () -> RandomlyPivotedCholesky.ofRank(0));
        refused("rank: expected at least 1, found -3", () -> GreedyCholesky.ofRank(-3));
        refused(
                "rank: expected at most n = 5, the number of points, found 6",
                () -> RandomlyPivotedCholesky.ofRank(6).select(kernel, x, random, CPU));
        refused(
                "rank: expected at most n = 5, the number of points, found 6",
                () -> GreedyCholesky.ofRank(6).select(kernel, x, random, CPU));
        refused(
                "block size: expected at least 1, found 0",
                () -> RandomlyPivotedCholesky.ofRank(2).block(0));
        refused(
                "tolerance: expected at least 0 and below 1, found NaN",
                () -> RandomlyPivotedCholesky.ofRank(2).withTolerance(Double.NaN));
        refused(
                "tolerance: expected at least 0 and below 1, found 1.0",
                () -> GreedyCholesky.ofRank(2).withTolerance(1));
        refused(
                "kernel: expected a positive semi-definite one, found sigmoid(scale=1.0, offset=0.0) of definiteness"
                        + " NONE",
                () -> RandomlyPivotedCholesky.ofRank(2).select(Kernel.sigmoid(1, 0), x, random, CPU));
        Kernel negative = Kernel.of("bad", Definiteness.POSITIVE, (a, b) -> -1.0);
        failed(
                "k(x_i, x_i) of point 0 is -1.0; a positive semi-definite kernel gives finite numbers that are not"
                        + " negative, bad does not",
                () -> RandomlyPivotedCholesky.ofRank(2).select(negative, x, random, CPU));
        failed(
                "k(x_i, x_i) is zero for all 2 points; linear() sees nothing in these data, so there is no landmark to"
                        + " choose",
                () -> GreedyCholesky.ofRank(2).select(Kernel.linear(), Points.ofColumn(0, 0), random, CPU));
        assertThrows(
                IllegalArgumentException.class,
                () -> RandomlyPivotedCholesky.ofRank(5).select(kernel, x, random, CPU.withMemoryLimit(8)));
    }

    private static void refused(String message, org.junit.jupiter.api.function.Executable work) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, work).getMessage());
    }

    private static void failed(String message, org.junit.jupiter.api.function.Executable work) {
        assertEquals(message, assertThrows(NumericalException.class, work).getMessage());
    }

    @Test
    void namesAreReadable() {
        assertEquals(
                "RandomlyPivotedCholesky[rank 7, block(3), tolerance 0.1]",
                RandomlyPivotedCholesky.ofRank(7).block(3).withTolerance(0.1).toString());
        assertEquals("GreedyCholesky[rank 7]", GreedyCholesky.ofRank(7).toString());
    }
}
