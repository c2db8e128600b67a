package io.gramian.core.internal.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.kernel.Definiteness;
import io.gramian.core.kernel.Kernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the CPU engine promises beyond the contract of every backend: the same bits, order, and manners. */
class CpuGramTest {
    static Stream<CpuBackend> engines() {
        List<CpuBackend> engines = new ArrayList<>();
        for (InstructionPath path : InstructionPath.values()) {
            if (path == InstructionPath.PLAIN || InstructionPath.vectorModule().isPresent()) {
                engines.add(CpuBackend.on(path));
                engines.add(CpuBackend.on(path).withPrecision(Precision.FLOAT));
            }
        }
        return engines.stream();
    }

    private static Points points(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Points.ofRowMajor(random.doubles((long) n * d, -2, 2).toArray(), d);
    }

    /** Every operation that returns numbers, one after the other. */
    private static double[] everything(Gram gram, double[] weights) {
        List<Double> all = new ArrayList<>();
        double[] logs = Arrays.stream(weights).map(w -> Math.log(Math.abs(w))).toArray();
        for (double v : gram.rowSums(weights)) all.add(v);
        for (double v : gram.logRowSums()) all.add(v);
        for (double v : gram.logRowSums(logs)) all.add(v);
        var statistics = gram.rowStatistics(logs);
        Neighbours neighbours = gram.nearest(3);
        for (int i = 0; i < gram.rows(); i++) {
            all.add(statistics.logSum(i));
            all.add(statistics.sumOfSquaredShares(i));
            all.add(statistics.entropy(i));
            all.add(statistics.largestShare(i));
            all.add(neighbours.distance(i, 2));
            all.add((double) neighbours.index(i, 2));
        }
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void sameBitsForAnyThreadsAndMemory(CpuBackend engine) {
        // 1,021 rows: many groups. 130 rows against 20,000 columns: threads share three chunks of columns.
        int[][] shapes = {{1021, 300, 3}, {130, 20_000, 2}, {3, 17_000, 16}};
        for (int[] shape : shapes) {
            Points x = points(shape[0], shape[2], 1);
            Points y = points(shape[1], shape[2], 2);
            double[] weights = new SplittableRandom(3).doubles(shape[1], -1, 1).toArray();
            Kernel kernel =
                    Kernel.gaussian(0.7).plus(Kernel.matern32(2).scaledBy(0.5)).times(Kernel.gaussian(3));
            double[] leaf = null;
            double[] composite = null;
            for (CpuBackend variant : variants(engine)) {
                try (Gram gram = variant.gram(Kernel.gaussian(0.4), x, y)) {
                    double[] found = everything(gram, weights);
                    double[] foundOfComposite = gram.withFunction(kernel).logRowSums();
                    leaf = leaf == null ? found : leaf;
                    composite = composite == null ? foundOfComposite : composite;
                    assertArrayEquals(leaf, found, variant + " " + Arrays.toString(shape));
                    assertArrayEquals(composite, foundOfComposite, variant + " " + Arrays.toString(shape));
                }
            }
        }
    }

    private static List<CpuBackend> variants(CpuBackend engine) {
        return List.of(
                engine.withThreads(1),
                engine.withThreads(2),
                engine.withThreads(7),
                engine.withThreads(2).withMemoryLimit(0),
                engine.withThreads(1).withMemoryLimit(100_000));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void aRowDoesNotDependOnItsCompany(CpuBackend engine) {
        for (int d : new int[] {1, 2, 3, 9, 16}) {
            double[][] rows = points(21, d, 4).toArray();
            rows[7][0] = 1e6; // far away, so that its block takes another way to the distances
            Points x = Points.of(rows);
            Points y = points(300, d, 5);
            try (Gram together = engine.gram(Kernel.gaussian(0.5), x, y)) {
                double[] all = together.logRowSums();
                for (int i = 0; i < rows.length; i++) {
                    try (Gram alone = engine.gram(Kernel.gaussian(0.5), x.select(i), y)) {
                        assertEquals(alone.logRowSums()[0], all[i], "row " + i + " of dimension " + d);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void nearlyEqualPointsFarFromTheOriginKeepTheirDistance(CpuBackend engine) {
        // Inner products about the origin would lose all digits: |x|^2 is 1e16, the squared distances 1e-8.
        int d = 16;
        double[][] rows = new double[100][d];
        SplittableRandom random = new SplittableRandom(6);
        for (double[] row : rows) {
            for (int k = 0; k < d; k++) {
                row[k] = 1e6 + Math.round(random.nextDouble() * 64) / 65536.0; // exact in a double
            }
        }
        Points x = Points.of(rows);
        Kernel kernel = Kernel.gaussian(1e-3);
        try (Gram gram = engine.gram(kernel, x)) {
            double[] sums = gram.excludingSelf().logRowSums();
            for (int i = 0; i < rows.length; i += 9) {
                double max = Double.NEGATIVE_INFINITY;
                double sum = 0;
                for (int j = 0; j < rows.length; j++) {
                    if (j != i) {
                        max = Math.max(max, kernel.expression().logValue(rows[i], rows[j]));
                    }
                }
                for (int j = 0; j < rows.length; j++) {
                    sum += j == i ? 0 : Math.exp(kernel.expression().logValue(rows[i], rows[j]) - max);
                }
                double tolerance = engine.precision() == Precision.DOUBLE ? 1e-9 : 1e-3;
                assertEquals(max + Math.log(sum), sums[i], tolerance * Math.abs(max + Math.log(sum)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void farQueriesHaveFiniteLogarithms(CpuBackend engine) {
        Points y = points(500, 3, 7);
        Points x = Points.of(new double[][] {{1e6, 0, 0}, {0, -1e9, 0}, {0, 0, 0}});
        try (Gram gram = engine.gram(Kernel.gaussian(1), x, y)) {
            double[] logs = gram.logRowSums();
            assertEquals(-5e11, logs[0], 1e7);
            assertEquals(-5e17, logs[1], 1e13);
            assertTrue(logs[2] > 0);
            assertArrayEquals(new double[] {0, 0}, Arrays.copyOf(gram.rowSums(), 2));
        }
    }

    /** The shift of the first, far tile must serve or be replaced when a later tile is near. */
    @ParameterizedTest
    @MethodSource("engines")
    void aNearTileAfterAFarOne(CpuBackend engine) {
        for (double distance : new double[] {1, 3, 5, 8, 12, 20, 30, 37, 60, 1000}) {
            double[] y = new double[1024];
            Arrays.fill(y, 512, 1024, distance);
            double[] reversed = new double[1024];
            Arrays.fill(reversed, 0, 512, distance);
            Points x = Points.ofColumn(distance);
            try (Gram far = engine.gram(Kernel.gaussian(1), x, Points.ofColumn(y));
                    Gram near = engine.gram(Kernel.gaussian(1), x, Points.ofColumn(reversed))) {
                double expected = Math.log(512) + Math.log1p(Math.exp(-distance * distance / 2));
                double tolerance = engine.precision() == Precision.DOUBLE ? 2e-13 : 2e-6;
                assertEquals(expected, far.logRowSums()[0], tolerance, "far first, at " + distance);
                assertEquals(expected, near.logRowSums()[0], tolerance, "near first, at " + distance);
                assertEquals(expected, far.rowStatistics(new double[1024]).logSum(0), tolerance);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void logarithmsDoNotUnderflowWhateverTheKernel(CpuBackend engine) {
        double tolerance = engine.precision() == Precision.DOUBLE ? 1e-11 : 1e-4;
        Points origin = Points.ofColumn(0);
        List<Kernel> kernels = List.of(
                Kernel.rationalQuadratic(1, 8),
                Kernel.rationalQuadratic(1, 300),
                Kernel.cauchy(1).scaledBy(1e-50),
                Kernel.cauchy(1).scaledBy(1e50),
                Kernel.inverseMultiquadric(1),
                Kernel.matern32(1e-2),
                Kernel.gaussian(1).times(Kernel.exponential(1)),
                Kernel.of("mine", Definiteness.POSITIVE, (a, b) -> Math.exp(-Math.abs(a[0] - b[0]) / 50)));
        for (Kernel kernel : kernels) {
            try (Gram gram = engine.gram(kernel, Points.ofColumn(1e4), origin)) {
                double expected = kernel.expression().logValue(new double[] {1e4}, new double[] {0});
                assertEquals(expected, gram.logRowSums()[0], tolerance * Math.abs(expected), kernel.toString());
            }
        }
        Kernel compact = Kernel.of("unused", Definiteness.NONE, (a, b) -> 0);
        io.gramian.core.kernel.PairFunction epanechnikov = () -> new io.gramian.core.kernel.Expression.Leaf(
                io.gramian.core.kernel.Form.SQUARED_DISTANCE, new io.gramian.core.kernel.Profile.CompactPower(1, 1));
        try (Gram gram = engine.gram(compact, Points.ofColumn(5.5), Points.ofColumn(0, 5))
                .withFunction(epanechnikov)) {
            double expected = -800 + Math.log(0.75);
            assertEquals(expected, gram.logRowSums(new double[] {0, -800})[0], 1e-3);
        }
    }

    /** Exponentials of inner products may be large: no shift of an earlier tile can be trusted. */
    @ParameterizedTest
    @MethodSource("engines")
    void growingExponentials(CpuBackend engine) {
        io.gramian.core.kernel.PairFunction growing = () -> new io.gramian.core.kernel.Expression.Leaf(
                io.gramian.core.kernel.Form.DOT, new io.gramian.core.kernel.Profile.Exponential(1));
        double[] y = new double[1024];
        Arrays.fill(y, 512, 1024, -3000);
        try (Gram gram = engine.gram(growing, Points.ofColumn(1), Points.ofColumn(y))) {
            assertEquals(3000 + Math.log(512), gram.logRowSums()[0], 1e-3);
        }
        try (Gram gram = engine.gram(Kernel.polynomial(1000, 1, 0), Points.ofColumn(10), Points.ofColumn(1, -1))) {
            assertEquals(1000 * Math.log(10) + Math.log(2), gram.logRowSums()[0], 2e-3);
        }
    }

    @Test
    void whatSinglePrecisionCannotHoldIsRefused() {
        CpuBackend engine = CpuBackend.standard().withPrecision(Precision.FLOAT);
        Points x = Points.ofColumn(0, 1);
        assertTrue(message(() -> engine.gram(Kernel.gaussian(1e25), x)).contains("use Precision.DOUBLE"));
        assertTrue(message(() -> engine.gram(Kernel.gaussian(1e-20), x)).contains("use Precision.DOUBLE"));
        assertEquals(
                "y: row 1, column 0 is 1.0E20, beyond the 1.0E16 up to which squares stay within FLOAT arithmetic; "
                        + "rescale the data or use Precision.DOUBLE",
                message(() -> engine.gram(Kernel.gaussian(1), x, Points.ofColumn(0, 1e20))));
        assertTrue(message(() -> engine.gram(Kernel.gaussian(1), x).rowSums(new double[] {1, 1e30}))
                .startsWith("weights: entry 1 is 1.0E30"));
        assertTrue(message(() -> CpuBackend.standard().gram(Kernel.gaussian(1), Points.ofColumn(1e160)))
                .startsWith("x: row 0, column 0 is 1.0E160, beyond the 1.0E150"));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void columnsOfNoWeightAndRowsWithoutOthers(CpuBackend engine) {
        Points y = Points.ofColumn(0, 1, 2);
        double none = Double.NEGATIVE_INFINITY;
        try (Gram gram = engine.gram(Kernel.gaussian(1), y)) {
            double[] one = gram.logRowSums(new double[] {none, 0.5, none});
            assertArrayEquals(new double[] {0, 0.5, 0}, one, 1e-6);
            double[] empty = gram.logRowSums(new double[] {none, none, none});
            assertArrayEquals(new double[] {none, none, none}, empty);
            var statistics = gram.rowStatistics(new double[] {none, none, none});
            assertEquals(none, statistics.logSum(1));
            assertTrue(Double.isNaN(statistics.entropy(1)));
        }
        try (Gram single = engine.gram(Kernel.gaussian(1), Points.ofColumn(3))) {
            assertArrayEquals(new double[] {none}, single.excludingSelf().logRowSums());
            assertArrayEquals(new double[] {0}, single.excludingSelf().rowSums());
            assertThrows(
                    IllegalArgumentException.class, () -> single.excludingSelf().nearest(1));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void extremeLogWeightsKeepTheirRatio(CpuBackend engine) {
        Points y = Points.ofColumn(0, 0);
        for (double weight : new double[] {-1e5, 700, -1e300, 1e300}) {
            try (Gram gram = engine.gram(Kernel.gaussian(1), Points.ofColumn(0), y)) {
                double found = gram.logRowSums(new double[] {weight, weight - 1})[0];
                double second = Math.abs(weight) > 1e16 ? Math.log(2) : Math.log1p(Math.exp(-1));
                assertEquals(weight + second, found, 1e-6 * Math.max(1, Math.abs(weight) * 1e-9));
            }
        }
    }

    @Test
    void interruptionStopsAndIsKept() {
        CpuBackend engine = CpuBackend.standard().withThreads(2);
        Points x = points(2000, 2, 8);
        try (Gram gram = engine.gram(Kernel.gaussian(1), x)) {
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, gram::rowSums);
            assertTrue(Thread.interrupted(), "the flag must stay set");
            AtomicLong calls = new AtomicLong();
            Gram reporting = gram.withProgress((stage, done, total) -> {
                if (calls.incrementAndGet() == 3) {
                    Thread.currentThread().interrupt();
                }
            });
            try {
                reporting.rowSums();
            } catch (CancellationException expectedIfTheCallerReported) {
                assertTrue(Thread.interrupted());
            }
            Thread.interrupted();
            assertEquals(2000, gram.rowSums().length, "usable again afterwards");
        }
    }

    @Test
    void progressRisesToTheTotal() {
        Points x = points(1000, 2, 9);
        List<Long> seen = new ArrayList<>();
        try (Gram gram = CpuBackend.standard().withThreads(2).gram(Kernel.gaussian(1), x)) {
            gram.withProgress((stage, done, total) -> {
                        assertEquals("row sums", stage);
                        assertEquals(1_000_000, total);
                        seen.add(done);
                    })
                    .rowSums();
        }
        assertEquals(seen.stream().sorted().toList(), seen);
        assertEquals(1_000_000, seen.get(seen.size() - 1));
    }

    @Test
    void failuresReachTheCallerFromAnyThread() {
        Points x = points(1000, 2, 10);
        Kernel broken = Kernel.of("broken", Definiteness.NONE, (a, b) -> {
            throw new IllegalStateException("from the function");
        });
        try (Gram gram = CpuBackend.standard().withThreads(3).gram(broken, x)) {
            assertEquals(
                    "from the function",
                    assertThrows(IllegalStateException.class, gram::rowSums).getMessage());
            IllegalStateException fromProgress = assertThrows(
                    IllegalStateException.class,
                    () -> gram.withFunction(Kernel.gaussian(1))
                            .withProgress((stage, done, total) -> {
                                throw new IllegalStateException("enough");
                            })
                            .rowSums());
            assertEquals("enough", fromProgress.getMessage());
        }
    }

    @Test
    void manyCallersShareABackend() throws Exception {
        CpuBackend engine = CpuBackend.standard().withThreads(2);
        Points x = points(700, 2, 11);
        double[] expected;
        try (Gram gram = engine.gram(Kernel.gaussian(1), x)) {
            expected = gram.rowSums();
            List<Thread> threads = new ArrayList<>();
            List<double[]> results = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int t = 0; t < 6; t++) {
                Thread thread = new Thread(() -> results.add(gram.rowSums()));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(6, results.size());
            results.forEach(result -> assertArrayEquals(expected, result));
        }
    }

    @Test
    void badArgumentsAreNamed() {
        CpuBackend engine = CpuBackend.standard();
        Points x = points(10, 2, 12);
        assertEquals(
                "x has dimension 2, but y has dimension 3; both must have the same",
                message(() -> engine.gram(Kernel.gaussian(1), x, points(5, 3, 1))));
        assertEquals(
                "x: row 0, column 1 is -1.0; the chi-squared kernel needs coordinates that are not negative",
                message(() -> engine.gram(Kernel.chiSquared(1), Points.of(new double[][] {{1, -1}}))));
        assertEquals("threads: expected 1 to 1024, found 0", message(() -> engine.withThreads(0)));
        assertEquals("memory limit: expected at least 0 bytes, found -1", message(() -> engine.withMemoryLimit(-1)));
        Gram gram = engine.withMemoryLimit(799).gram(Kernel.gaussian(1), x);
        assertEquals(
                "a dense 10 x 10 matrix takes 800 bytes, more than the memory limit of 799; ask for fewer rows or "
                        + "columns, or raise withMemoryLimit",
                message(gram::dense));
        assertEquals(
                "weights: expected one for each of the 10 columns, found 3",
                message(() -> gram.rowSums(new double[3])));
        double[] bad = new double[10];
        bad[4] = Double.NaN;
        assertEquals("weights: entry 4 is NaN; all weights must be finite", message(() -> gram.rowSums(bad)));
        assertEquals(
                "logWeights: entry 4 is NaN; expected a number below infinity", message(() -> gram.logRowSums(bad)));
        assertEquals("k: expected 1 to 10 neighbours, found 11", message(() -> gram.nearest(11)));
        assertEquals(
                "k: expected 1 to 9 neighbours, found 10",
                message(() -> gram.excludingSelf().nearest(10)));
        assertTrue(message(() -> gram.withFunction(Kernel.linear()).nearest(1)).contains("linear() has no distance"));
        assertTrue(
                message(() -> gram.withFunction(Kernel.linear()).logRowSums()).contains("may be negative"));
        Kernel negative = Kernel.of("negative", Definiteness.NONE, (a, b) -> -1);
        assertTrue(message(() -> gram.withFunction(negative).logRowSums()).startsWith("function: k(x_0, y_0) = -1.0"));
        assertThrows(IndexOutOfBoundsException.class, () -> gram.columns(10));
        gram.close();
        gram.close();
        assertThrows(IllegalStateException.class, gram::rowSums);
        assertThrows(IllegalStateException.class, gram.excludingSelf()::diagonal);
    }

    private static String message(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
