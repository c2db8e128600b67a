package io.gramian.core.internal.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Triangle;
import io.gramian.core.internal.linear.DenseMatrix;
import io.gramian.core.internal.linear.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arithmetic of the CPU backend against its definition, on both instruction paths and in both precisions. */
class CpuKernelsTest {
    private static final int[] SIZES = {1, 2, 7, 8, 9, 63, 64, 65, 100, 257};
    private static final boolean[] BOTH = {false, true};

    static Stream<CpuBackend> engines() {
        return CpuGramTest.engines();
    }

    private static Kernels kernels(CpuBackend engine) {
        return kernels(engine, path(engine).loops(engine.precision()));
    }

    private static <A> Kernels kernels(CpuBackend engine, TileLoops<A> loops) {
        return CpuKernels.of(engine, loops);
    }

    private static InstructionPath path(CpuBackend engine) {
        return engine.toString().contains("plain") ? InstructionPath.PLAIN : InstructionPath.VECTOR;
    }

    private static double epsilon(Kernels kernels) {
        return kernels.precision() == Precision.DOUBLE ? 0x1p-53 : 0x1p-24;
    }

    /** A part of a larger matrix that is NaN around it. */
    private static DenseMatrix matrix(Kernels kernels, int rows, int columns, boolean isTransposed, double[] entries) {
        int m = isTransposed ? columns : rows;
        int n = isTransposed ? rows : columns;
        int stride = n + 3;
        DenseMatrix whole = DenseMatrix.of(kernels.allocate((long) (m + 2) * stride), m + 2, stride, stride);
        double[] nothing = new double[(m + 2) * stride];
        Arrays.fill(nothing, Double.NaN);
        whole.assign(nothing);
        DenseMatrix part = whole.slice(1, m + 1, 2, n + 2);
        DenseMatrix matrix = isTransposed ? part.transposed() : part;
        matrix.assign(entries);
        return matrix;
    }

    private static double[] randoms(int count, long seed) {
        return new SplittableRandom(seed).doubles(count, -1, 1).toArray();
    }

    private static DenseMatrix random(Kernels kernels, int rows, int columns, boolean isTransposed, long seed) {
        return matrix(kernels, rows, columns, isTransposed, randoms(rows * columns, seed));
    }

    /** Only the entries were written: around them all is NaN still. */
    private static void assertNothingElseWritten(DenseMatrix matrix) {
        double[] all = new double[(int) matrix.storage().length()];
        matrix.storage().read(0, all, 0, all.length);
        long numbers = Arrays.stream(all).filter(v -> !Double.isNaN(v)).count();
        assertEquals((long) matrix.rows() * matrix.columns(), numbers);
    }

    /** alpha a b + beta c by definition, beta = 0 making nothing of c. */
    private static double[] product(
            double alpha, double[] a, double[] b, double beta, double[] c, int rows, int depth, int columns) {
        double[] result = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < depth; k++) {
                for (int j = 0; j < columns; j++) {
                    result[i * columns + j] += alpha * a[i * depth + k] * b[k * columns + j];
                }
            }
        }
        for (int at = 0; at < result.length && beta != 0; at++) {
            result[at] += beta * c[at];
        }
        return result;
    }

    private static void checkProduct(Kernels kernels, int rows, int depth, int columns, int variant) {
        boolean lowerOnly = rows == columns && (variant & 8) != 0;
        DenseMatrix a = random(kernels, rows, depth, (variant & 1) != 0, 1);
        DenseMatrix b = random(kernels, depth, columns, (variant & 2) != 0, 2);
        DenseMatrix c = random(kernels, rows, columns, false, 3);
        double alpha = (variant & 4) != 0 ? 1 : -0.5;
        double beta = new double[] {0, 1, 0.25}[variant % 3];
        if (beta == 0) {
            double[] nothing = new double[rows * columns];
            Arrays.fill(nothing, Double.NaN);
            c.assign(nothing);
        }
        double[] expected = product(alpha, a.toArray(), b.toArray(), beta, c.toArray(), rows, depth, columns);
        kernels.multiply(alpha, a, b, beta, c, lowerOnly, Progress.NONE);
        double[] found = c.toArray();
        double tolerance = 2 * epsilon(kernels) * (depth + 4) * (Math.sqrt(depth) + 2);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < (lowerOnly ? i + 1 : columns); j++) {
                int at = i * columns + j;
                if (!(Math.abs(expected[at] - found[at]) <= tolerance)) {
                    assertEquals(
                            expected[at],
                            found[at],
                            tolerance,
                            rows + " x " + depth + " x " + columns + " variant " + variant + " at " + i + "," + j);
                }
            }
        }
        if (!lowerOnly) {
            assertNothingElseWritten(c);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void productsAreTheirDefinition(CpuBackend engine) {
        Kernels kernels = kernels(engine);
        for (int s = 0; s < SIZES.length; s++) {
            for (int variant = 0; variant < 16; variant++) {
                checkProduct(kernels, SIZES[s], SIZES[s], SIZES[s], variant);
                int next = SIZES[(s + 1 + variant) % SIZES.length];
                int third = SIZES[(s * 3 + variant) % SIZES.length];
                checkProduct(kernels, SIZES[s], next, third, variant);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void thinLongAndLargeProductsAreTheirDefinition(CpuBackend engine) {
        Kernels kernels = kernels(engine);
        for (int variant = 0; variant < 8; variant++) {
            for (int thin : new int[] {1, 3, 4, 5}) {
                checkProduct(kernels, 1100, 90, thin, variant);
                checkProduct(kernels, thin, 300, 1030, variant);
                checkProduct(kernels, thin, 5000, 6 - thin, variant);
            }
        }
        checkProduct(kernels, 20, 9, 4200, 1); // more than one slab
        checkProduct(kernels, 4200, 9, 20, 2);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void productsOfNothing(CpuBackend engine) {
        var algebra = engine.linearAlgebra();
        for (int n : new int[] {0, 1, 5}) {
            DenseMatrix product = algebra.multiply(algebra.create(n, 0), algebra.create(0, 3));
            assertArrayEquals(new double[3 * n], product.toArray());
            assertEquals(
                    0,
                    algebra.multiply(algebra.create(0, n), algebra.create(n, 0)).columns());
        }
        assertEquals(
                0,
                algebra.solveTriangular(Triangle.LOWER, algebra.create(0, 0), algebra.create(0, 4))
                        .rows());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void copiesInEveryDirection(CpuBackend engine) {
        Kernels kernels = kernels(engine);
        for (int rows : SIZES) {
            for (int columns : new int[] {1, 7, 64, 130}) {
                for (int variant = 0; variant < 4; variant++) {
                    DenseMatrix from = random(kernels, rows, columns, (variant & 1) != 0, 4);
                    DenseMatrix to = random(kernels, rows, columns, (variant & 2) != 0, 5);
                    kernels.copy(from, to);
                    assertArrayEquals(from.toArray(), to.toArray());
                    assertNothingElseWritten(to);
                }
            }
        }
    }

    /** A triangle with a diagonal of about 2 and NaN where it must not be read. */
    private static double[] triangle(boolean lower, int n) {
        double[] entries = randoms(n * n, 6);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                boolean read = lower ? j <= i : j >= i;
                int at = i * n + j;
                entries[at] = !read ? Double.NaN : i == j ? 2 + entries[at] / 2 : 2 * entries[at] / Math.sqrt(n);
            }
        }
        return entries;
    }

    private static void checkSolve(Kernels kernels, boolean lower, int n, int columns, int variant) {
        DenseMatrix t = matrix(kernels, n, n, (variant & 1) != 0, triangle(lower, n));
        DenseMatrix b = random(kernels, n, columns, (variant & 2) != 0, 7);
        double[] before = b.toArray();
        kernels.solveTriangular(lower ? Triangle.LOWER : Triangle.UPPER, t, b, Progress.NONE);
        assertNothingElseWritten(b);
        double[] zeroed =
                Arrays.stream(t.toArray()).map(v -> Double.isNaN(v) ? 0 : v).toArray();
        double[] solution = b.toArray();
        double[] residual = product(1, zeroed, solution, -1, before, n, n, columns);
        double worst = largest(residual) / (n * epsilon(kernels) * rowNorm(zeroed, n) * largest(solution));
        assertTrue(worst < 3, n + " x " + columns + " lower=" + lower + " variant " + variant + ": " + worst);
    }

    private static double largest(double[] entries) {
        double largest = 0;
        for (double entry : entries) {
            largest = Double.isNaN(entry) ? Double.NaN : Math.max(largest, Math.abs(entry));
        }
        return largest;
    }

    private static double rowNorm(double[] square, int n) {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(
                    largest,
                    Arrays.stream(square, i * n, i * n + n).map(Math::abs).sum());
        }
        return largest;
    }

    @ParameterizedTest
    @MethodSource("engines")
    void triangularSystemsAreSolved(CpuBackend engine) {
        Kernels kernels = kernels(engine);
        for (int n : SIZES) {
            for (int columns : new int[] {1, 4, 5, 33, 300}) {
                for (int variant = 0; variant < 4; variant++) {
                    for (boolean lower : BOTH) {
                        checkSolve(kernels, lower, n, columns, variant);
                    }
                }
            }
        }
        for (int variant = 0; variant < 4; variant++) {
            checkSolve(kernels, true, 600, 2, variant);
            checkSolve(kernels, false, 600, 2, variant);
        }
    }

    /** g g' / n + 1, positive definite. */
    private static double[] positive(int n) {
        double[] g = randoms(n * n, 8);
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = i == j ? n : 0;
                for (int k = 0; k < n; k++) {
                    sum += g[i * n + k] * g[j * n + k];
                }
                a[i * n + j] = sum / n;
                a[j * n + i] = sum / n;
            }
        }
        return a;
    }

    private static double[] lowerTriangle(double[] square, int n) {
        double[] lower = square.clone();
        for (int i = 0; i < n; i++) {
            Arrays.fill(lower, i * n + i + 1, (i + 1) * n, 0);
        }
        return lower;
    }

    private static double[] transposed(double[] square, int n) {
        double[] result = new double[n * n];
        Arrays.setAll(result, at -> square[at % n * n + at / n]);
        return result;
    }

    @ParameterizedTest
    @MethodSource("engines")
    void factorsMultiplyToTheMatrix(CpuBackend engine) {
        Kernels kernels = kernels(engine);
        for (int n : SIZES) {
            DenseMatrix a = matrix(kernels, n, n, false, positive(n));
            double[] before = lowerTriangle(a.toArray(), n);
            assertEquals(-1, kernels.cholesky(a, Progress.NONE));
            double[] factor = lowerTriangle(a.toArray(), n);
            double[] again = lowerTriangle(product(1, factor, transposed(factor, n), -1, before, n, n, n), n);
            assertTrue(largest(again) <= 2 * (n + 1) * epsilon(kernels) * largest(before), "n=" + n);
            assertNothingElseWritten(a);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void factorisationStopsAtTheFirstPivotThatIsNotPositive(CpuBackend engine) {
        Kernels kernels = kernels(engine);
        int n = 200;
        for (int p : new int[] {0, 1, 7, 63, 64, 127, 150, 199}) {
            for (double reduced : new double[] {-1, Double.NaN}) {
                DenseMatrix a = matrix(kernels, n, n, false, positive(n));
                assertEquals(-1, kernels.cholesky(a, Progress.NONE));
                double[] factor = a.toArray();
                a.assign(positive(n));
                double eliminated = 0;
                for (int k = 0; k < p; k++) {
                    eliminated += factor[p * n + k] * factor[p * n + k];
                }
                a.write(p, p, 1, new double[] {eliminated + reduced}, 0);
                assertEquals(p, kernels.cholesky(a, Progress.NONE));
                assertEquals(reduced, a.get(p, p), 20 * epsilon(kernels));
            }
        }
    }

    /** A product, a triangular solve and a factor, large enough to be shared among threads. */
    private static double[] everything(CpuBackend engine) {
        Kernels kernels = kernels(engine);
        List<double[]> parts = new ArrayList<>();
        DenseMatrix c = random(kernels, 300, 290, false, 9);
        kernels.multiply(
                1,
                random(kernels, 300, 530, false, 10),
                random(kernels, 530, 290, true, 11),
                1,
                c,
                false,
                Progress.NONE);
        parts.add(c.toArray());
        DenseMatrix thin = random(kernels, 3000, 2, false, 12);
        kernels.multiply(
                1,
                random(kernels, 3000, 100, true, 13),
                random(kernels, 100, 2, false, 14),
                1,
                thin,
                false,
                Progress.NONE);
        parts.add(thin.toArray());
        for (int columns : new int[] {100, 1030}) {
            DenseMatrix b = random(kernels, 131, columns, columns > 300, 15);
            kernels.solveTriangular(
                    Triangle.LOWER, matrix(kernels, 131, 131, false, triangle(true, 131)), b, Progress.NONE);
            parts.add(b.toArray());
        }
        DenseMatrix a = matrix(kernels, 400, 400, false, positive(400));
        kernels.cholesky(a, Progress.NONE);
        parts.add(lowerTriangle(a.toArray(), 400));
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void theSameBitsOnAnyNumberOfThreads(CpuBackend engine) {
        double[] alone = everything(engine.withThreads(1));
        assertArrayEquals(alone, everything(engine.withThreads(2)));
        assertArrayEquals(alone, everything(engine.withThreads(7)));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void anEntryIsTheSameInAnyTile(CpuBackend engine) {
        checkEdges(path(engine).loops(engine.precision()));
    }

    private static <A> void checkEdges(TileLoops<A> loops) {
        ProductLoops<A> products = loops.products();
        int depth = 37;
        int columns = 100;
        int width = products.panelWidth(columns);
        A x = loops.allocate(8 * depth);
        A y = loops.allocate((columns + width) * depth);
        products.pack(fill(loops, 8 * depth, 16), 0, 1, 8, x, 0, 8, 8, depth);
        A rowMajor = fill(loops, columns * depth, 17);
        for (int j = 0; j < columns; j += width) {
            int lanes = Math.min(width, columns - j);
            products.pack(rowMajor, j, 1, columns, y, j * depth, width, lanes, depth);
        }
        A all = fill(loops, 8 * columns, 18);
        A[] scratch = products.allocateScratch();
        products.addProduct(x, 0, y, 0, width, depth, all, 0, columns, 8, columns, 0.7, scratch);
        for (int rows = 1; rows <= 8; rows++) {
            for (int present : new int[] {1, 15, 16, 17, 99, 100}) {
                A part = fill(loops, 8 * columns, 18);
                products.addProduct(x, 0, y, 0, width, depth, part, 0, columns, rows, present, 0.7, scratch);
                for (int at = 0; at < 8 * columns; at++) {
                    boolean written = at / columns < rows && at % columns < present;
                    double expected = written ? loops.get(all, at) : loops.get(fill(loops, at + 1, 18), at);
                    assertEquals(expected, loops.get(part, at));
                }
            }
        }
    }

    private static <A> A fill(TileLoops<A> loops, int count, long seed) {
        A array = loops.allocate(count);
        double[] numbers = randoms(count, seed);
        for (int i = 0; i < count; i++) {
            loops.set(array, i, numbers[i]);
        }
        return array;
    }

    @ParameterizedTest
    @MethodSource("engines")
    void hotLoopsAllocateNothing(CpuBackend engine) {
        checkAllocations(path(engine).loops(engine.precision()));
    }

    private static <A> void checkAllocations(TileLoops<A> loops) {
        var bean = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        assumeTrue(bean.isThreadAllocatedMemorySupported());
        ProductLoops<A> products = loops.products();
        A x = fill(loops, 64 * 64, 19);
        A y = fill(loops, 64 * 64, 20);
        A c = loops.allocate(64 * 64);
        A[] scratch = products.allocateScratch();
        int width = products.panelWidth(64);
        double sum = 0;
        long allocated = Long.MAX_VALUE;
        // Until compiled: a busy machine may keep a compilation waiting for many seconds.
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (allocated > 800_000 && System.nanoTime() < deadline) {
            long before = bean.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int repeat = 0; repeat < 4000; repeat++) {
                products.addProduct(x, 0, y, 0, width, 64, c, 0, 64, 8, 64, 1e-3, scratch);
                products.addProduct(x, 0, y, 0, width, 64, c, 0, 64, 5, 40, 1e-3, scratch);
                products.solveBlock(x, 0, c, 0, width);
                products.copy(y, 0, 64, 1, c, 0, 64, 9, 9);
                products.addScaled(c, 1, 0.5, x, 3, 60);
                sum += products.dot(x, 1, y, 2, 60, scratch);
                products.scale(c, 0, 0, 64);
            }
            allocated = bean.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        }
        assertTrue(allocated < 800_000, loops.instructions() + " allocated " + allocated + " bytes, sum " + sum);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void interruptionStopsAndIsKept(CpuBackend engine) {
        Kernels kernels = kernels(engine.withThreads(2));
        DenseMatrix a = random(kernels, 400, 400, false, 21);
        DenseMatrix t = matrix(kernels, 400, 400, false, triangle(true, 400));
        DenseMatrix c = random(kernels, 400, 400, false, 22);
        DenseMatrix positive = matrix(kernels, 400, 400, false, positive(400));
        List<Runnable> operations = List.of(
                () -> kernels.multiply(1, a, a, 0, c, false, Progress.NONE),
                () -> kernels.solveTriangular(Triangle.LOWER, t, c, Progress.NONE),
                () -> kernels.cholesky(positive, Progress.NONE));
        for (Runnable operation : operations) {
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, operation::run);
            assertTrue(Thread.interrupted(), "the flag must stay set");
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void progressRisesToTheTotal(CpuBackend engine) {
        Kernels kernels = kernels(engine.withThreads(2));
        int n = 600;
        DenseMatrix a = random(kernels, n, n, false, 23);
        DenseMatrix t = matrix(kernels, n, n, false, triangle(true, n));
        DenseMatrix c = random(kernels, n, n, false, 24);
        DenseMatrix positive = matrix(kernels, n, n, false, positive(n));
        checkProgress("matrix product", progress -> kernels.multiply(1, a, a, 0, c, false, progress));
        checkProgress("triangular solve", progress -> kernels.solveTriangular(Triangle.LOWER, t, c, progress));
        checkProgress("Cholesky factorisation", progress -> kernels.cholesky(positive, progress));
    }

    private static void checkProgress(String name, java.util.function.Consumer<Progress> operation) {
        List<Long> seen = new ArrayList<>();
        List<Long> totals = new ArrayList<>();
        operation.accept((stage, done, total) -> {
            assertEquals(name, stage);
            assertTrue(seen.isEmpty() || done >= seen.get(seen.size() - 1));
            seen.add(done);
            totals.add(total);
        });
        assertTrue(seen.size() > 1);
        assertEquals(totals.get(0), seen.get(seen.size() - 1));
        assertEquals(1, totals.stream().distinct().count());
    }
}
