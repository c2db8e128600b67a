package io.gramian.openblas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Eigen;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.NotPositiveDefiniteException;
import io.gramian.core.backend.Qr;
import io.gramian.core.backend.Svd;
import io.gramian.core.backend.Triangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every operation against its definition, by EJML, in both precisions and for awkward sizes. */
class OpenBlasAlgebraTest {
    private static final int[] SIZES = {1, 2, 7, 8, 9, 63, 64, 65, 130};

    private static List<DynamicTest> forEachSize(BiConsumer<Workbench, Integer> check) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            for (int n : SIZES) {
                for (int threads = 1; threads <= 2; threads++) {
                    int count = threads;
                    String name = precision + ", n = " + n + ", " + threads + " threads";
                    tests.add(DynamicTest.dynamicTest(name, () -> check.accept(new Workbench(precision, count, n), n)));
                }
            }
        }
        return tests;
    }

    /** A backend, random matrices whose entries are floats, and the comparison its precision allows. */
    private static final class Workbench {
        final Backend backend;
        final LinearAlgebra algebra;
        final double epsilon;
        final SplittableRandom random;

        Workbench(Precision precision, int threads, long seed) {
            backend = Native.backend().withPrecision(precision).withThreads(threads);
            algebra = backend.linearAlgebra();
            epsilon = 2 * precision.unitRoundoff();
            random = new SplittableRandom(seed);
        }

        DMatrixRMaj matrix(int rows, int columns) {
            double[] entries = new double[rows * columns];
            Arrays.setAll(entries, i -> (float) random.nextDouble(-1, 1));
            return DMatrixRMaj.wrap(rows, columns, entries);
        }

        /** In four ways: its own memory or part of a larger matrix, as it is or as the view of its transpose. */
        List<Matrix> views(DMatrixRMaj a) {
            DMatrixRMaj transpose = CommonOps_DDRM.transpose(a, null);
            List<Matrix> views = new ArrayList<>();
            views.add(backend.matrix(a));
            views.add(backend.matrix(transpose).transposed());
            views.add(part(a));
            views.add(part(transpose).transposed());
            return views;
        }

        private Matrix part(DMatrixRMaj a) {
            DMatrixRMaj larger = matrix(a.numRows + 3, a.numCols + 5);
            CommonOps_DDRM.insert(a, larger, 1, 2);
            return backend.matrix(larger).slice(1, a.numRows + 1, 2, a.numCols + 2);
        }

        DMatrixRMaj positive(int n) {
            DMatrixRMaj a = matrix(n, n);
            DMatrixRMaj product = new DMatrixRMaj(n, n);
            CommonOps_DDRM.multTransB(a, a, product);
            for (int i = 0; i < n; i++) {
                product.add(i, i, n);
            }
            return rounded(product);
        }

        DMatrixRMaj rounded(DMatrixRMaj a) {
            Arrays.setAll(a.data, i -> (float) a.data[i]);
            return a;
        }

        void check(DMatrixRMaj expected, Matrix found, double scale) {
            check(expected, found.toEjml(), scale);
        }

        void check(DMatrixRMaj expected, DMatrixRMaj found, double scale) {
            assertEquals(expected.numRows, found.numRows);
            assertEquals(expected.numCols, found.numCols);
            for (int i = 0; i < expected.getNumElements(); i++) {
                assertEquals(expected.data[i], found.data[i], 30 * epsilon * scale);
            }
        }

        void checkOrthonormal(DMatrixRMaj q) {
            check(CommonOps_DDRM.identity(q.numCols), times(transposed(q), q), q.numRows);
        }
    }

    private static DMatrixRMaj times(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(a.numRows, b.numCols);
        CommonOps_DDRM.mult(a, b, product);
        return product;
    }

    private static DMatrixRMaj transposed(DMatrixRMaj a) {
        return CommonOps_DDRM.transpose(a, null);
    }

    private static DMatrixRMaj diagonal(double[] values) {
        return CommonOps_DDRM.diag(values);
    }

    @TestFactory
    List<DynamicTest> products() {
        return forEachSize((bench, n) -> {
            checkProducts(bench, n, n + 3, 5);
            checkProducts(bench, n, n + 3, 1);
            checkProducts(bench, 1, n + 3, n);
        });
    }

    private static void checkProducts(Workbench bench, int m, int k, int n) {
        DMatrixRMaj a = bench.matrix(m, k);
        DMatrixRMaj b = bench.matrix(k, n);
        DMatrixRMaj c = bench.matrix(m, n);
        DMatrixRMaj product = times(a, b);
        DMatrixRMaj combined = new DMatrixRMaj(m, n);
        CommonOps_DDRM.add(-2, product, 0.5, c, combined);
        for (Matrix left : bench.views(a)) {
            for (Matrix right : bench.views(b)) {
                bench.check(product, bench.algebra.multiply(left, right), k);
                for (Matrix target : bench.views(c)) {
                    bench.algebra.multiply(-2, left, right, 0.5, target);
                    bench.check(combined, target, k);
                }
            }
        }
        bench.check(product, bench.algebra.multiply(a, b), k);
    }

    @TestFactory
    List<DynamicTest> formerEntriesDoNotMatter() {
        return forEachSize((bench, n) -> {
            DMatrixRMaj a = bench.matrix(n, n);
            DMatrixRMaj undefined = new DMatrixRMaj(n, n);
            CommonOps_DDRM.fill(undefined, Double.NaN);
            Matrix target = bench.backend.matrix(undefined);
            Matrix left = bench.backend.matrix(a);
            bench.algebra.multiply(1, left, left, 0, target);
            bench.check(times(a, a), target, n);
            target = bench.backend.matrix(undefined);
            bench.algebra.symmetricProduct(1, left, 0, target);
            bench.check(times(a, transposed(a)), target, n);
            Matrix row = bench.backend.matrix(undefined).slice(0, 1, 0, n);
            bench.algebra.multiply(1, left.rows(0, 1), left, 0, row);
            bench.check(times(CommonOps_DDRM.extractRow(a, 0, null), a), row, n);
        });
    }

    @TestFactory
    List<DynamicTest> symmetricProducts() {
        return forEachSize((bench, n) -> {
            DMatrixRMaj a = bench.matrix(n, 6);
            DMatrixRMaj c = bench.positive(n);
            DMatrixRMaj product = times(a, transposed(a));
            DMatrixRMaj combined = new DMatrixRMaj(n, n);
            CommonOps_DDRM.add(3, product, -1, c, combined);
            for (Matrix left : bench.views(a)) {
                DMatrixRMaj found = bench.algebra.symmetricProduct(left).toEjml();
                bench.check(product, found, 6);
                assertArrayEquals(found.data, transposed(found).data, "symmetric to the bit");
                for (Matrix target : bench.views(c)) {
                    bench.algebra.symmetricProduct(3, left, -1, target);
                    bench.check(combined, target, 2 * n);
                }
            }
        });
    }

    @TestFactory
    List<DynamicTest> triangularSolves() {
        return forEachSize((bench, n) -> {
            DMatrixRMaj t = bench.matrix(n, n);
            for (int i = 0; i < n; i++) {
                t.set(i, i, 2 * n);
            }
            for (int columns : new int[] {1, 4}) {
                DMatrixRMaj b = bench.matrix(n, columns);
                for (Triangle triangle : Triangle.values()) {
                    DMatrixRMaj half = t.copy();
                    for (int i = 0; i < n; i++) {
                        for (int j = 0; j < n; j++) {
                            if (triangle == Triangle.LOWER ? j > i : j < i) {
                                half.set(i, j, 0);
                            }
                        }
                    }
                    for (Matrix factor : bench.views(t)) {
                        for (Matrix right : bench.views(b)) {
                            DMatrixRMaj x = bench.algebra
                                    .solveTriangular(triangle, factor, right)
                                    .toEjml();
                            bench.check(b, times(half, x), n);
                        }
                    }
                }
            }
        });
    }

    @TestFactory
    List<DynamicTest> choleskyFactors() {
        return forEachSize((bench, n) -> {
            DMatrixRMaj a = bench.positive(n);
            DMatrixRMaj spoilt = a.copy();
            for (int i = 0; i < n; i++) {
                for (int j = i + 1; j < n; j++) {
                    spoilt.set(i, j, Double.NaN); // the lower triangle alone is read
                }
            }
            for (Matrix matrix : bench.views(spoilt)) {
                try (Cholesky factor = bench.algebra.cholesky(matrix)) {
                    DMatrixRMaj l = factor.factor().toEjml();
                    bench.check(a, times(l, transposed(l)), n * n);
                    for (int i = 0; i < n; i++) {
                        for (int j = i + 1; j < n; j++) {
                            assertEquals(0.0, l.get(i, j));
                        }
                    }
                    DMatrixRMaj b = bench.matrix(n, 3);
                    for (Matrix right : bench.views(b)) {
                        bench.check(b, times(a, factor.solve(right).toEjml()), n);
                    }
                }
            }
        });
    }

    @TestFactory
    List<DynamicTest> failingPivots() {
        return forEachSize((bench, n) -> {
            for (int pivot : new int[] {0, n / 2, n - 1}) {
                DMatrixRMaj l = bench.matrix(n, n);
                for (int i = 0; i < n; i++) {
                    Arrays.fill(l.data, i * n + i, (i + 1) * n, 0);
                    l.set(i, i, n);
                }
                DMatrixRMaj a = times(l, transposed(l));
                a.add(pivot, pivot, -(double) n * n - 3); // what is left there is n^2 less that: -3
                NotPositiveDefiniteException failure = assertThrows(
                        NotPositiveDefiniteException.class, () -> bench.algebra.cholesky(bench.backend.matrix(a)));
                assertEquals(pivot, failure.pivot());
                assertEquals(-3, failure.value(), 100 * bench.epsilon * n * n);
            }
            DMatrixRMaj undefined = bench.positive(n);
            undefined.set(n / 2, n / 2, Double.NaN);
            NotPositiveDefiniteException failure = assertThrows(
                    NotPositiveDefiniteException.class, () -> bench.algebra.cholesky(bench.backend.matrix(undefined)));
            assertEquals(n / 2, failure.pivot());
        });
    }

    @TestFactory
    List<DynamicTest> choleskyGrows() {
        return forEachSize((bench, n) -> {
            DMatrixRMaj a = bench.positive(n + 4);
            Matrix all = bench.backend.matrix(a);
            try (Cholesky start = bench.algebra.cholesky(all.slice(0, n, 0, n));
                    Cholesky one = start.append(row(a, n, 0, n), a.get(n, n));
                    Cholesky four = one.append(
                            new double[][] {row(a, n + 1, 0, n + 1), row(a, n + 2, 0, n + 1), row(a, n + 3, 0, n + 1)},
                            new double[][] {
                                row(a, n + 1, n + 1, n + 4), row(a, n + 2, n + 1, n + 4), row(a, n + 3, n + 1, n + 4)
                            })) {
                DMatrixRMaj l = four.factor().toEjml();
                bench.check(a, times(l, transposed(l)), n * n + 4);
                bench.check(bench.algebra.cholesky(all).factor().toEjml(), l, n + 4);
            }
        });
    }

    private static double[] row(DMatrixRMaj a, int row, int from, int to) {
        return Arrays.copyOfRange(a.data, row * a.numCols + from, row * a.numCols + to);
    }

    @TestFactory
    List<DynamicTest> eigenvalues() {
        return forEachSize((bench, n) -> {
            DMatrixRMaj a = bench.matrix(n, n);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    a.set(j, i, a.get(i, j));
                }
            }
            double[] all = bench.algebra.eigen(bench.backend.matrix(a)).values();
            for (Matrix matrix : bench.views(a)) {
                for (int k : new int[] {0, 1, n / 4, n / 2, n}) {
                    try (Eigen found = bench.algebra.eigen(matrix, k)) {
                        DMatrixRMaj vectors = found.vectors().toEjml();
                        double[] values = found.values();
                        bench.check(times(vectors, diagonal(values)), times(a, vectors), n);
                        bench.checkOrthonormal(vectors);
                        assertArrayEquals(Arrays.copyOf(all, k), values, 30 * bench.epsilon * n);
                        for (int j = 1; j < k; j++) {
                            assertTrue(values[j - 1] >= values[j]);
                        }
                    }
                }
            }
        });
    }

    @TestFactory
    List<DynamicTest> qrFactors() {
        return forEachSize((bench, n) -> {
            DMatrixRMaj a = bench.matrix(n + 2, n);
            for (Matrix matrix : bench.views(a)) {
                for (boolean pivoted : new boolean[] {false, true}) {
                    try (Qr found = pivoted ? bench.algebra.pivotedQr(matrix) : bench.algebra.qr(matrix)) {
                        DMatrixRMaj q = found.q().toEjml();
                        DMatrixRMaj r = found.r().toEjml();
                        DMatrixRMaj permuted = new DMatrixRMaj(n + 2, n);
                        for (int j = 0; j < n; j++) {
                            int from = found.pivots()[j];
                            for (int i = 0; i < n + 2; i++) {
                                permuted.set(i, j, a.get(i, from));
                            }
                            for (int i = j + 1; i < n; i++) {
                                assertEquals(0.0, r.get(i, j));
                            }
                            double above = pivoted && j > 0 ? r.get(j - 1, j - 1) : Double.POSITIVE_INFINITY;
                            assertTrue(Math.abs(r.get(j, j)) <= Math.abs(above) * (1 + 30 * bench.epsilon));
                        }
                        bench.check(permuted, times(q, r), n + 2);
                        bench.checkOrthonormal(q);
                    }
                }
            }
        });
    }

    @TestFactory
    List<DynamicTest> singularValues() {
        return forEachSize((bench, n) -> {
            for (int columns : new int[] {1, n, n + 3}) {
                DMatrixRMaj a = bench.matrix(n, columns);
                for (Matrix matrix : bench.views(a)) {
                    try (Svd found = bench.algebra.svd(matrix)) {
                        DMatrixRMaj u = found.u().toEjml();
                        DMatrixRMaj v = found.v().toEjml();
                        bench.check(a, times(times(u, diagonal(found.values())), transposed(v)), n + columns);
                        bench.checkOrthonormal(u);
                        bench.checkOrthonormal(v);
                    }
                }
            }
        });
    }

    @TestFactory
    List<DynamicTest> leastSquares() {
        return forEachSize((bench, n) -> {
            DMatrixRMaj full = bench.matrix(n + 5, n);
            for (int i = 0; i < n; i++) {
                full.add(i, i, n); // well conditioned
            }
            DMatrixRMaj twice = new DMatrixRMaj(n + 5, 2 * n);
            CommonOps_DDRM.insert(full, twice, 0, 0);
            CommonOps_DDRM.insert(full, twice, 0, n); // the shortest solution has equal halves
            DMatrixRMaj b = bench.matrix(n + 5, 2);
            DMatrixRMaj solution = bench.algebra
                    .leastSquares(bench.backend.matrix(full), bench.backend.matrix(b))
                    .solution()
                    .toEjml();
            DMatrixRMaj residual = new DMatrixRMaj(n + 5, 2);
            CommonOps_DDRM.subtract(b, times(full, solution), residual);
            assertEquals(
                    0,
                    NormOps_DDRM.normF(times(transposed(full), residual)),
                    30 * bench.epsilon * n * n * n + 1e-4 * bench.epsilon);
            var shortest = bench.algebra.leastSquares(bench.backend.matrix(twice), bench.backend.matrix(b));
            assertEquals(n, shortest.rank());
            CommonOps_DDRM.scale(0.5, solution);
            DMatrixRMaj halves = shortest.solution().toEjml();
            bench.check(solution, CommonOps_DDRM.extract(halves, 0, n, 0, 2), n);
            bench.check(solution, CommonOps_DDRM.extract(halves, n, 2 * n, 0, 2), n);
        });
    }

    @TestFactory
    List<DynamicTest> copies() {
        return forEachSize((bench, n) -> {
            DMatrixRMaj a = bench.matrix(n, n + 70);
            for (Matrix matrix : bench.views(a)) {
                assertArrayEquals(a.data, bench.algebra.copy(matrix).toArray());
                assertArrayEquals(
                        a.data,
                        bench.algebra.copy(matrix.transposed()).transposed().toArray());
            }
        });
    }
}
