package io.gramian.core.internal.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Precision;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Qr;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** QR factorisations in Java: residuals, orthonormality, and EJML's R. */
class HouseholderQrTest {
    private static final double EPSILON = 0x1p-52;
    private static final int[][] SHAPES = {
        {1, 1},
        {2, 1},
        {2, 2},
        {3, 2},
        {7, 7},
        {31, 30},
        {33, 32},
        {33, 33},
        {40, 31},
        {64, 64},
        {65, 64},
        {65, 65},
        {130, 63},
        {130, 129},
        {500, 3},
        {300, 200}
    };

    static Stream<CpuBackend> engines() {
        return SymmetricEigenTest.engines();
    }

    private static DMatrixRMaj random(int m, int n, long seed) {
        return new DMatrixRMaj(
                m,
                n,
                true,
                new SplittableRandom(seed).doubles((long) m * n, -1, 1).toArray());
    }

    /**
     * Checks that R is a triangle, |A P - Q R| <= 8 sqrt(m) eps |A| and |Q'Q - I| <= 8 sqrt(m) eps, with products of EJML;
     * with pivots also that the diagonal of R falls. Returns R.
     */
    private static DMatrixRMaj check(CpuBackend engine, String name, DMatrixRMaj a, boolean pivoted) {
        int m = a.numRows;
        int n = a.numCols;
        String where = engine + " " + name + " " + m + " x " + n + (pivoted ? " pivoted" : "");
        var algebra = engine.linearAlgebra();
        try (Matrix matrix = engine.matrix(a);
                Qr qr = pivoted ? algebra.pivotedQr(matrix) : algebra.qr(matrix)) {
            DMatrixRMaj q = qr.q().toEjml();
            DMatrixRMaj r = qr.r().toEjml();
            int[] pivots = qr.pivots();
            assertArrayEquals(
                    IntStream.range(0, n).toArray(),
                    Arrays.stream(pivots).sorted().toArray());
            double unit = Math.max(CommonOps_DDRM.elementMaxAbs(a), Double.MIN_NORMAL);
            DMatrixRMaj residual = new DMatrixRMaj(m, n);
            CommonOps_DDRM.mult(q, r, residual);
            DMatrixRMaj scaled = new DMatrixRMaj(m, n);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    scaled.set(i, j, a.get(i, pivots[j]) / unit);
                    residual.set(i, j, residual.get(i, j) / unit - scaled.get(i, j));
                }
            }
            double allowed = 8 * EPSILON * Math.sqrt(m);
            double norm = NormOps_DDRM.normF(scaled);
            assertTrue(CommonOps_DDRM.elementMaxAbs(residual) <= allowed * norm, where + ": residual");
            DMatrixRMaj inner = new DMatrixRMaj(n, n);
            CommonOps_DDRM.multTransA(q, q, inner);
            CommonOps_DDRM.subtractEquals(inner, CommonOps_DDRM.identity(n));
            assertTrue(CommonOps_DDRM.elementMaxAbs(inner) <= allowed, where + ": not orthonormal");
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    assertEquals(0, r.get(i, j), where);
                }
                double before = i == 0 ? Double.POSITIVE_INFINITY : Math.abs(r.get(i - 1, i - 1));
                double slack = 0x1p-24 * before + allowed * norm * unit;
                assertTrue(!pivoted || Math.abs(r.get(i, i)) <= before + slack, where + ": R rises at " + i);
            }
            return r;
        }
    }

    /** Without pivots R is unique but for the signs of its rows. */
    @ParameterizedTest
    @MethodSource("engines")
    void trianglesAreThoseOfEjml(CpuBackend engine) {
        for (int[] shape : SHAPES) {
            DMatrixRMaj a = random(shape[0], shape[1], shape[0]);
            var qr = DecompositionFactory_DDRM.qr(shape[0], shape[1]);
            assertTrue(qr.decompose(a.copy()));
            DMatrixRMaj expected = qr.getR(null, true);
            DMatrixRMaj r = check(engine, "random", a, false);
            for (int i = 0; i < shape[1]; i++) {
                double sign = Math.signum(r.get(i, i)) * Math.signum(expected.get(i, i));
                for (int j = i; j < shape[1]; j++) {
                    double tolerance = 1e4 * EPSILON * Math.sqrt(shape[0]);
                    assertEquals(sign * expected.get(i, j), r.get(i, j), tolerance, i + ", " + j);
                }
            }
            check(engine, "random", a, true);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void awkwardMatrices(CpuBackend engine) {
        for (int[] shape : SHAPES) {
            int m = shape[0];
            int n = shape[1];
            for (boolean pivoted : new boolean[] {false, true}) {
                check(engine, "zero", new DMatrixRMaj(m, n), pivoted);
                DMatrixRMaj ones = new DMatrixRMaj(m, n);
                ones.fill(1);
                check(engine, "ones", ones, pivoted);
                DMatrixRMaj half = new DMatrixRMaj(m, n); // of half the rank
                int rank = (n + 1) / 2;
                CommonOps_DDRM.mult(random(m, rank, 1), random(rank, n, 2), half);
                DMatrixRMaj r = check(engine, "half", half, pivoted);
                double rest = 0;
                for (int i = rank; i < n && pivoted; i++) {
                    rest = Math.max(rest, Math.abs(r.get(i, i)));
                }
                assertEquals(0, rest, 100 * EPSILON * m, "what pivots leave of " + m + " x " + n);
                for (double scale : new double[] {1e300, 1e-300}) {
                    DMatrixRMaj extreme = random(m, n, 3);
                    CommonOps_DDRM.scale(scale, extreme);
                    check(engine, "scale " + scale, extreme, pivoted);
                }
                DMatrixRMaj graded = random(m, n, 4);
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < n; j++) {
                        graded.set(i, j, graded.get(i, j) * Math.pow(10, -100.0 * i / m - 100.0 * j / n));
                    }
                }
                check(engine, "graded", graded, pivoted);
            }
        }
    }

    @Property(tries = 30)
    void anyMatrix(
            @ForAll @IntRange(min = 1, max = 90) int n,
            @ForAll @IntRange(min = 0, max = 60) int more,
            @ForAll @IntRange(min = 1, max = 4) int numbers,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj a = new DMatrixRMaj(n + more, n);
        for (int at = 0; at < a.getNumElements(); at++) { // few different numbers, and so dependent columns
            a.data[at] = random.nextInt(-numbers, numbers + 1);
        }
        engines().forEach(engine -> {
            check(engine, "any", a, false);
            check(engine, "any", a, true);
        });
    }

    @ParameterizedTest
    @MethodSource("engines")
    void theSameBitsForAnyNumberOfThreads(CpuBackend engine) {
        DMatrixRMaj a = random(700, 300, 5);
        for (boolean pivoted : new boolean[] {false, true}) {
            double[] one = bits(engine.withThreads(1), a, pivoted);
            assertArrayEquals(one, bits(engine.withThreads(2), a, pivoted));
            assertArrayEquals(one, bits(engine.withThreads(5), a, pivoted));
        }
    }

    private static double[] bits(CpuBackend engine, DMatrixRMaj a, boolean pivoted) {
        var algebra = engine.linearAlgebra();
        try (Matrix matrix = engine.matrix(a);
                Qr qr = pivoted ? algebra.pivotedQr(matrix) : algebra.qr(matrix)) {
            return DoubleStream.concat(
                            Arrays.stream(qr.r().toArray()),
                            Arrays.stream(qr.q().toArray()))
                    .toArray();
        }
    }

    /** Results are rounded once, to float, after all else is done in double. */
    @ParameterizedTest
    @MethodSource("engines")
    void floatsAreFactorisedInDouble(CpuBackend engine) {
        DMatrixRMaj a = random(90, 70, 6);
        for (int at = 0; at < a.getNumElements(); at++) {
            a.data[at] = (float) a.data[at];
        }
        for (boolean pivoted : new boolean[] {false, true}) {
            double[] exact = bits(engine, a, pivoted);
            double[] rounded = bits(engine.withPrecision(Precision.FLOAT), a, pivoted);
            for (int i = 0; i < exact.length; i++) {
                assertEquals((float) exact[i], rounded[i], 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void interruptionStopsAndIsKept(CpuBackend engine) {
        try (Matrix matrix = engine.matrix(random(300, 200, 7))) {
            for (boolean pivoted : new boolean[] {false, true}) {
                Thread.currentThread().interrupt();
                var algebra = engine.linearAlgebra();
                assertThrows(
                        CancellationException.class,
                        () -> (pivoted ? algebra.pivotedQr(matrix) : algebra.qr(matrix)).close());
                assertTrue(Thread.interrupted(), "the flag must stay set");
            }
        }
    }
}
