package io.gramian.core.internal.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Precision;
import io.gramian.core.backend.Eigen;
import io.gramian.core.backend.Matrix;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
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
        double[] x = random.doubles(2L * n).map(u -> random.nextGaussian()).toArray();
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

    /** Residuals, orthonormality and order; returns the eigenvalues. */
    private static double[] check(CpuBackend engine, String name, double[][] a, int k) {
        int n = a.length;
        try (Matrix matrix = engine.matrix(new DMatrixRMaj(a));
                Eigen eigen = engine.linearAlgebra().eigen(matrix, k)) {
            double[] values = eigen.values();
            double[][] v = new double[k][n];
            double[] all = eigen.vectors().toArray();
            for (int j = 0; j < k; j++) {
                for (int i = 0; i < n; i++) {
                    v[j][i] = all[i * k + j];
                }
            }
            double unit = Math.max(largest(a), Double.MIN_NORMAL);
            double norm = 0;
            for (double[] row : a) {
                norm += Arrays.stream(row).map(e -> e / unit * (e / unit)).sum();
            }
            double residual = 0;
            double skew = 0;
            for (int j = 0; j < k; j++) {
                assertTrue(j == 0 || values[j] <= values[j - 1], name + ": value " + j + " is above the one before");
                for (int i = 0; i < n; i++) {
                    double difference = dot(a[i], v[j], unit) - values[j] / unit * v[j][i];
                    residual = worst(residual, difference);
                }
                for (int i = 0; i <= j; i++) {
                    skew = worst(skew, dot(v[i], v[j], 1) - (i == j ? 1 : 0));
                }
            }
            String where = engine + " " + name + " n=" + n;
            double allowed = 5 * EPSILON * Math.sqrt(n);
            if (Boolean.getBoolean("show")) {
                System.out.printf(
                        "%s residual %.3g skew %.3g%n", where, residual / (EPSILON * Math.sqrt(norm)), skew / EPSILON);
            }
            assertTrue(residual <= allowed * Math.sqrt(norm), where + ": residual " + residual / EPSILON);
            assertTrue(skew <= allowed, where + ": not orthonormal, " + skew / EPSILON);
            return values;
        }
    }

    private static double worst(double most, double difference) {
        return difference <= -most || difference >= most || Double.isNaN(difference) ? Math.abs(difference) : most;
    }

    private static double dot(double[] x, double[] y, double unit) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] / unit * y[i];
        }
        return sum;
    }

    private static double[] ejml(double[][] a) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(a.length, false, true);
        assertTrue(eigen.decompose(new DMatrixRMaj(a)));
        return java.util.stream.IntStream.range(0, a.length)
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
    void largeMatrices(CpuBackend engine) {
        check(engine, "random", random(1021, 1), 1021);
        check(engine, "kernel", gaussian(1021, 0.25), 1021);
        check(engine, "kernel", gaussian(700, 0.25), 50);
        check(engine, "kernel", gaussian(700, 2), 700);
    }
}
