package io.gramian.core.internal.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Eigen;
import io.gramian.core.backend.Matrix;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Symmetric eigenvalues in Java: residuals, known values, and EJML's where it has any. */
class SymmetricEigenTest {
    private static final int[] SIZES = {1, 2, 3, 7, 31, 32, 33, 63, 64, 65, 127, 128, 129, 130, 257};
    private static final double EPSILON = 0x1p-52;

    static Stream<CpuBackend> engines() {
        return CpuGramTest.engines().filter(engine -> engine.precision() == Precision.DOUBLE);
    }

    interface Entry {
        double at(int i, int j);
    }

    private static double[][] symmetric(int n, Entry entry) {
        double[][] a = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                a[i][j] = entry.at(i, j);
                a[j][i] = a[i][j];
            }
        }
        return a;
    }

    private static double[][] tridiagonal(int n, IntToDoubleFunction diagonal, IntToDoubleFunction below) {
        return symmetric(n, (i, j) -> i == j ? diagonal.applyAsDouble(i) : i == j + 1 ? below.applyAsDouble(j) : 0);
    }

    private static double[][] random(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return symmetric(n, (i, j) -> random.nextDouble(-1, 1));
    }

    /** Of points in the plane, standard normal. */
    private static double[][] gaussian(int n, double lengthScale) {
        java.util.Random random = new java.util.Random(7);
        double[] x = new double[2 * n];
        Arrays.setAll(x, i -> random.nextGaussian());
        return symmetric(n, (i, j) -> {
            double u = x[2 * i] - x[2 * j];
            double v = x[2 * i + 1] - x[2 * j + 1];
            return Math.exp(-(u * u + v * v) / (2 * lengthScale * lengthScale));
        });
    }

    private static double largest(double[][] a) {
        return Arrays.stream(a)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElse(0);
    }

    /**
     * Checks that values fall, |A V - V D| <= 8 sqrt(n) eps |A| and |V'V - I| <= 8 sqrt(n) eps, entry by entry, with
     * products of EJML; returns the eigenvalues.
     */
    private static double[] check(CpuBackend engine, String name, double[][] a, int k) {
        int n = a.length;
        try (Matrix matrix = engine.matrix(n == 0 ? new DMatrixRMaj(0, 0) : new DMatrixRMaj(a));
                Eigen eigen = engine.linearAlgebra().eigen(matrix, k)) {
            double[] values = eigen.values();
            DMatrixRMaj v = eigen.vectors().toEjml();
            double unit = Math.max(largest(a), Double.MIN_NORMAL);
            DMatrixRMaj scaled = new DMatrixRMaj(n, n);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    scaled.set(i, j, a[i][j] / unit);
                }
            }
            DMatrixRMaj images = new DMatrixRMaj(n, k);
            CommonOps_DDRM.mult(scaled, v, images);
            DMatrixRMaj inner = new DMatrixRMaj(k, k);
            CommonOps_DDRM.multTransA(v, v, inner);
            double residual = 0;
            double skew = 0;
            for (int j = 0; j < k; j++) {
                assertTrue(j == 0 || values[j] <= values[j - 1], name + ": value " + j + " is above the one before");
                for (int i = 0; i < n; i++) {
                    residual = worst(residual, images.get(i, j) - values[j] / unit * v.get(i, j));
                }
                for (int i = 0; i < k; i++) {
                    skew = worst(skew, inner.get(i, j) - (i == j ? 1 : 0));
                }
            }
            String where = engine + " " + name + " n=" + n;
            double norm = NormOps_DDRM.normF(scaled) * EPSILON * Math.sqrt(n);
            assertTrue(residual <= 8 * norm, where + ": residual of " + residual / norm);
            assertTrue(skew <= 8 * EPSILON * Math.sqrt(n), where + ": not orthonormal by " + skew / EPSILON);
            return values;
        }
    }

    private static double worst(double most, double difference) {
        return difference <= -most || difference >= most || Double.isNaN(difference) ? Math.abs(difference) : most;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static double[] ejml(double[][] a) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(a.length, false, true);
        assertTrue(eigen.decompose(new DMatrixRMaj(a)));
        return IntStream.range(0, a.length)
                .mapToDouble(i -> -eigen.getEigenvalue(i).getReal())
                .sorted()
                .map(v -> -v)
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void randomMatricesAreThoseOfEjml(CpuBackend engine) {
        for (int n : SIZES) {
            double[][] a = random(n, n);
            assertArrayEquals(ejml(a), check(engine, "random", a, n), 4 * EPSILON * n * Math.sqrt(n));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void smallestMatrices(CpuBackend engine) {
        assertArrayEquals(new double[0], check(engine, "nothing", new double[0][0], 0));
        assertArrayEquals(new double[] {-3}, check(engine, "one", new double[][] {{-3}}, 1));
        assertArrayEquals(new double[] {5, 5e-300}, check(engine, "diagonal", new double[][] {{5e-300, 0}, {0, 5}}, 2));
        assertArrayEquals(new double[] {3, 1}, check(engine, "two", new double[][] {{2, -1}, {-1, 2}}, 2));
        assertArrayEquals(new double[] {1, -1}, check(engine, "off", new double[][] {{0, 1}, {1, 0}}, 2));
        double tiny = Double.MIN_VALUE;
        assertArrayEquals(
                new double[] {2 * tiny, 0}, check(engine, "tiny", new double[][] {{tiny, tiny}, {tiny, tiny}}, 2));
    }

    /** Diagonal matrices are exact, and their vectors are unit vectors. */
    @ParameterizedTest
    @MethodSource("engines")
    void diagonalMatricesAreExact(CpuBackend engine) {
        for (int n : new int[] {3, 33, 130}) {
            double[][] a = tridiagonal(n, i -> (i * 7 % n - 5) * Math.pow(10, -3 * (i % 90)), i -> 0);
            double[] expected = IntStream.range(0, n)
                    .mapToDouble(i -> -a[i][i])
                    .sorted()
                    .map(v -> -v)
                    .toArray();
            assertArrayEquals(expected, check(engine, "diagonal", a, n));
            assertArrayEquals(new double[n], check(engine, "zero", new double[n][n], n));
        }
    }

    /** 2 - 2 cos(pi k / (n + 1)). */
    @ParameterizedTest
    @MethodSource("engines")
    void secondDifferences(CpuBackend engine) {
        for (int n : SIZES) {
            double[] expected = new double[n];
            Arrays.setAll(expected, i -> 2 - 2 * Math.cos(Math.PI * (n - i) / (n + 1)));
            double[][] a = tridiagonal(n, i -> 2, i -> -1);
            assertArrayEquals(expected, check(engine, "second difference", a, n), 8 * EPSILON);
        }
    }

    /** Pairs that agree to 14 digits and more, and copies of them that are hardly coupled. */
    @ParameterizedTest
    @MethodSource("engines")
    void wilkinsonsMatrices(CpuBackend engine) {
        double[] values = check(engine, "W21+", tridiagonal(21, i -> Math.abs(i - 10), i -> 1), 21);
        assertEquals(10.746194182903393, values[0], 1e-14); // mpmath 1.2, 40 digits; Wilkinson (1965), section 5.45
        assertEquals(10.746194182903322, values[1], 1e-14);
        assertEquals(-1.1254415221199847, values[20], 1e-14); // and W21+ has one negative eigenvalue
        for (double glue : new double[] {1e-4, 1e-8, 1e-14, 0}) {
            check(engine, "glued", tridiagonal(210, i -> Math.abs(i % 21 - 10), i -> i % 21 == 20 ? glue : 1), 210);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void manyEqualEigenvalues(CpuBackend engine) {
        for (int n : new int[] {7, 33, 65, 150}) {
            double[][] ones = symmetric(n, (i, j) -> 1);
            double[] values = check(engine, "ones", ones, n);
            assertEquals(n, values[0], n * EPSILON * Math.sqrt(n));
            assertEquals(0, values[1], n * EPSILON * Math.sqrt(n));
            // A reflector, with eigenvalue 1 but for one of -1, and clusters around three numbers.
            check(engine, "reflector", symmetric(n, (i, j) -> (i == j ? 1 : 0) - 2.0 / n), n);
            check(engine, "clusters", withValues(n, i -> i % 3 + 1e-13 * i), n);
            check(engine, "half", withValues(n, i -> Math.max(0, i - n / 2)), n);
            check(engine, "identity", tridiagonal(n, i -> 1, i -> 0), n);
            check(engine, "coupled", tridiagonal(n, i -> 1, i -> 1e-15 * (i % 4)), n);
            check(engine, "apart", tridiagonal(n, i -> i % 5, i -> i % 2), n);
        }
    }

    /** A matrix with these eigenvalues: two reflectors around a diagonal. */
    private static double[][] withValues(int n, IntToDoubleFunction values) {
        double[][] a = tridiagonal(n, values, i -> 0);
        for (long seed = 1; seed <= 2; seed++) {
            double[] v = new SplittableRandom(seed).doubles(n, -1, 1).toArray();
            double square = dot(v, v);
            double[] image = new double[n];
            Arrays.setAll(image, i -> 2 / square * dot(a[i], v));
            double half = dot(v, image) / square;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    a[i][j] -= v[i] * (image[j] - half * v[j]) + (image[i] - half * v[i]) * v[j];
                    a[j][i] = a[i][j];
                }
            }
        }
        return a;
    }

    /** Rows and columns that fall, or rise, by up to 300 orders of magnitude. */
    @ParameterizedTest
    @MethodSource("engines")
    void gradedMatrices(CpuBackend engine) {
        for (int n : new int[] {3, 33, 64, 150}) {
            double[][] random = random(n, 3);
            for (double orders : new double[] {12, 150, 300}) {
                double step = orders / (2 * n);
                check(engine, "falling", symmetric(n, (i, j) -> random[i][j] * Math.pow(10, -step * (i + j))), n);
                check(engine, "rising", symmetric(n, (i, j) -> random[i][j] * Math.pow(10, step * (i + j - 2 * n))), n);
                check(
                        engine,
                        "tridiagonal",
                        tridiagonal(n, i -> Math.pow(10, -2 * step * i), i -> Math.pow(10, -2 * step * i - 1)),
                        n);
                check(engine, "coupling", tridiagonal(n, i -> 1, i -> Math.pow(10, -2 * step * i)), n);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void extremeScales(CpuBackend engine) {
        for (double scale : new double[] {1e300, 1e-300, 1e-306}) {
            double[][] random = random(70, 4);
            double[][] a = symmetric(70, (i, j) -> scale * random[i][j]);
            double[] values = check(engine, "scale " + scale, a, 70);
            assertEquals(check(engine, "random", random, 70)[0], values[0] / scale, 1e-13);
        }
    }

    /** Eigenvalues down to the rounding error and below. */
    @ParameterizedTest
    @MethodSource("engines")
    void gaussianKernels(CpuBackend engine) {
        double[][] a = gaussian(300, 0.25);
        assertArrayEquals(ejml(a), check(engine, "kernel", a, 300), 300 * EPSILON * largest(a));
        check(engine, "kernel", gaussian(320, 2), 320);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void someAreTheFirstOfAll(CpuBackend engine) {
        for (double[][] a :
                new double[][][] {random(130, 5), gaussian(130, 1), tridiagonal(70, i -> i % 7, i -> i % 2)}) {
            double[] all = check(engine, "all", a, a.length);
            for (int k : new int[] {0, 1, 2, 17, 64, a.length - 1}) {
                assertArrayEquals(Arrays.copyOf(all, k), check(engine, "first " + k, a, k));
            }
        }
    }

    @Property(tries = 40)
    void anyMatrix(
            @ForAll @IntRange(min = 1, max = 140) int n,
            @ForAll @IntRange(min = 0, max = 3) int digits,
            @ForAll @DoubleRange(min = 0, max = 1) double zeros,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double unit = Math.pow(10, -digits); // few different entries, and so many equal eigenvalues
        double[][] a = symmetric(
                n, (i, j) -> random.nextDouble() < zeros ? 0 : Math.rint(random.nextDouble(-1, 1) / unit) * unit);
        engines().forEach(engine -> check(engine, "any", a, n));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void theSameBitsForAnyNumberOfThreads(CpuBackend engine) {
        double[][] a = random(900, 6); // its first products with vectors are shared
        double[] one = bits(engine.withThreads(1), a);
        assertArrayEquals(one, bits(engine.withThreads(2), a));
        assertArrayEquals(one, bits(engine.withThreads(5), a));
    }

    private static double[] bits(CpuBackend engine, double[][] a) {
        try (Matrix matrix = engine.matrix(new DMatrixRMaj(a));
                Eigen eigen = engine.linearAlgebra().eigen(matrix)) {
            return DoubleStream.concat(
                            Arrays.stream(eigen.values()),
                            Arrays.stream(eigen.vectors().toArray()))
                    .toArray();
        }
    }

    /** Vectors are rounded once, to float, after all else is done in double. */
    @ParameterizedTest
    @MethodSource("engines")
    void floatsAreDecomposedInDouble(CpuBackend engine) {
        double[][] random = random(70, 8);
        double[][] a = symmetric(70, (i, j) -> (float) random[i][j]);
        double[] exact = bits(engine, a);
        double[] rounded = bits(engine.withPrecision(Precision.FLOAT), a);
        for (int i = 0; i < exact.length; i++) {
            assertEquals(i < 70 ? exact[i] : (float) exact[i], rounded[i], 0);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void interruptionStopsAndIsKept(CpuBackend engine) {
        try (Matrix matrix = engine.matrix(new DMatrixRMaj(random(300, 9)))) {
            Thread.currentThread().interrupt();
            assertThrows(
                    CancellationException.class, () -> engine.linearAlgebra().eigen(matrix));
            assertTrue(Thread.interrupted(), "the flag must stay set");
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void progressRisesToTheTotalInThreeStages(CpuBackend engine) {
        for (double[][] a : new double[][][] {random(400, 10), random(20, 10), tridiagonal(200, i -> i, i -> i % 40)}) {
            Map<String, Long> done = new LinkedHashMap<>();
            Map<String, Long> totals = new LinkedHashMap<>();
            try (Matrix matrix = engine.matrix(new DMatrixRMaj(a))) {
                Progress progress = (stage, finished, total) -> {
                    assertTrue(finished >= done.getOrDefault(stage, 0L), stage + " fell to " + finished);
                    done.put(stage, finished);
                    assertEquals(total, totals.getOrDefault(stage, total));
                    totals.put(stage, total);
                };
                engine.linearAlgebra().withProgress(progress).eigen(matrix).close();
            }
            assertEquals(List.of("tridiagonal form", "eigenvalues", "eigenvectors"), List.copyOf(done.keySet()));
            assertEquals(totals, done);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void largeMatrices(CpuBackend engine) {
        check(engine, "random", random(1021, 1), 1021);
        check(engine, "kernel", gaussian(937, 0.25), 937); // the smallest of these on which EJML 0.46 fails
        check(engine, "kernel", gaussian(700, 0.25), 50);
        check(engine, "kernel", gaussian(700, 2), 700);
    }
}
