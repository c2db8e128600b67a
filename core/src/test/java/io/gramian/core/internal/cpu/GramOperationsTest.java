package io.gramian.core.internal.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.RowMoments;
import io.gramian.core.kernel.Kernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Products, moments, selections and passes over half of a symmetric matrix, against sums over pairwise values. */
class GramOperationsTest {
    private static final String ENGINES = "io.gramian.core.internal.cpu.CpuGramTest#engines";

    private static Points points(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Points.ofRowMajor(random.doubles((long) n * d, -2, 2).toArray(), d);
    }

    private static double[][] values(Gram gram, Points x, Points y, boolean excluding) {
        double[][] values = new double[x.size()][y.size()];
        for (int i = 0; i < x.size(); i++) {
            for (int j = 0; j < y.size(); j++) {
                values[i][j] = excluding && i == j ? 0 : gram.function().value(x.row(i), y.row(j));
            }
        }
        return values;
    }

    private static double tolerance(CpuBackend engine) {
        return engine.precision() == Precision.DOUBLE ? 1e-12 : 2e-6;
    }

    private static double[] numbers(int count, long seed) {
        return new SplittableRandom(seed).doubles(count, -1, 1).toArray();
    }

    /** Checks a b = c entry by entry, relative to the sum of absolute terms. */
    private static void checkProduct(double[][] a, double[] b, int r, double[] c, double tolerance) {
        assertEquals(a.length * r, c.length);
        for (int i = 0; i < a.length; i++) {
            for (int s = 0; s < r; s++) {
                double sum = 0;
                double size = 0;
                for (int j = 0; j < a[i].length; j++) {
                    sum += a[i][j] * b[j * r + s];
                    size += Math.abs(a[i][j] * b[j * r + s]);
                }
                assertEquals(sum, c[i * r + s], tolerance * (size + 1e-30), "row " + i + ", column " + s);
            }
        }
    }

    private static double[][] transposed(double[][] a) {
        double[][] t = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    private static double[] flat(double[][] a, double[] b, int r) {
        double[] c = new double[a.length * r];
        for (int i = 0; i < a.length; i++) {
            for (int s = 0; s < r; s++) {
                for (int j = 0; j < a[i].length; j++) {
                    c[i * r + s] += a[i][j] * b[j * r + s];
                }
            }
        }
        return c;
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void productsAreSumsOverPairs(CpuBackend engine) {
        int[][] shapes = {{1, 1, 1}, {1, 300, 2}, {300, 1, 3}, {63, 65, 2}, {64, 513, 16}, {700, 130, 7}, {70, 9000, 2}
        };
        for (int[] shape : shapes) {
            Points x = points(shape[0], shape[2], 1);
            Points y = points(shape[1], shape[2], 2);
            try (Gram gram = engine.gram(Kernel.matern32(1.5), x, y)) {
                for (Gram view : List.of(gram, gram.excludingSelf())) {
                    double[][] k = values(gram, x, y, view != gram);
                    for (int r : new int[] {1, 2, 7, 33}) {
                        double[] v = numbers(y.size() * r, 3);
                        double[] u = numbers(x.size() * r, 4);
                        Matrix vs = engine.matrix(y.size(), r, v);
                        Matrix us = engine.matrix(x.size(), r, u);
                        checkProduct(k, v, r, view.times(vs).toArray(), tolerance(engine));
                        checkProduct(
                                transposed(k), u, r, view.transposeTimes(us).toArray(), tolerance(engine));
                        double[] normal = view.normalTimes(vs).toArray();
                        double[] expected = flat(transposed(k), flat(k, v, r), r);
                        double size =
                                Arrays.stream(expected).map(Math::abs).max().orElse(0) + 1;
                        assertArrayEquals(expected, normal, 20 * tolerance(engine) * size);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void productsHaveTheSameBitsForAnyThreads(CpuBackend engine) {
        Points x = points(1500, 3, 1);
        Points y = points(9000, 3, 2);
        double[] v = numbers(9000 * 5, 3);
        double[] u = numbers(1500 * 5, 4);
        List<double[]> found = new ArrayList<>();
        for (CpuBackend backend : List.of(
                engine.withThreads(1),
                engine.withThreads(2),
                engine.withThreads(7),
                engine.withThreads(2).withMemoryLimit(600_000))) {
            try (Gram gram = backend.gram(Kernel.gaussian(1), x, y);
                    Gram square = backend.gram(Kernel.gaussian(0.7), y)) {
                List<Double> all = new ArrayList<>();
                for (Matrix product : List.of(
                        gram.times(backend.matrix(9000, 5, v)),
                        gram.transposeTimes(backend.matrix(1500, 5, u)),
                        gram.normalTimes(backend.matrix(9000, 5, v)))) {
                    Arrays.stream(product.toArray()).forEach(all::add);
                }
                Arrays.stream(square.rowSums(Arrays.copyOf(v, 9000))).forEach(all::add);
                Arrays.stream(square.logRowSums()).forEach(all::add);
                found.add(all.stream().mapToDouble(Double::doubleValue).toArray());
            }
        }
        for (double[] other : found) {
            assertArrayEquals(found.get(0), other);
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void symmetricPassesAreTheWholeOnes(CpuBackend engine) {
        for (int n : new int[] {1021, 2048, 2500}) {
            for (int d : new int[] {2, 16}) {
                double[][] rows = points(n, d, 7).toArray();
                rows[n - 1][0] = 100; // alone: its sum without itself vanishes, its logarithm does not
                Points x = Points.of(rows);
                Points copy = Points.of(rows);
                double[] weights = numbers(n, 8);
                double[] logs = Arrays.stream(weights).map(w -> 3 * w).toArray();
                Kernel kernel = Kernel.gaussian(1).plus(Kernel.gaussian(0.5).scaledBy(2));
                try (Gram half = engine.gram(kernel, x);
                        Gram whole = engine.gram(kernel, x, copy)) {
                    double most = 4 * n;
                    for (boolean excluding : new boolean[] {false, true}) {
                        Gram a = excluding ? half.excludingSelf() : half;
                        Gram b = excluding ? whole.excludingSelf() : whole;
                        assertArrayEquals(b.rowSums(weights), a.rowSums(weights), tolerance(engine) * most);
                        assertArrayEquals(b.logRowSums(), a.logRowSums(), 2000 * tolerance(engine));
                        assertArrayEquals(b.logRowSums(logs), a.logRowSums(logs), 2000 * tolerance(engine));
                    }
                    assertTrue(half.excludingSelf().logRowSums()[n - 1] < -1000);
                    if (n == 1021) {
                        DMatrixRMaj dense = half.dense();
                        assertArrayEquals(whole.dense().data, dense.data, 10 * tolerance(engine));
                        for (int i = 0; i < n; i++) {
                            for (int j = 0; j < i; j++) {
                                assertEquals(dense.get(i, j), dense.get(j, i));
                            }
                        }
                        assertArrayEquals(dense.data, half.matrix().toArray());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void momentsAreSumsOverPairs(CpuBackend engine) {
        int[][] shapes = {{1, 1, 1}, {3, 300, 2}, {70, 130, 3}, {9, 9000, 2}};
        for (int[] shape : shapes) {
            int d = shape[2];
            Points x = points(shape[0], d, 1);
            Points y = points(shape[1], d, 2);
            double[] weights = numbers(y.size(), 3);
            double[] logs = Arrays.stream(weights).map(w -> 5 * w).toArray();
            double[] shares = Arrays.stream(logs).map(Math::exp).toArray();
            try (Gram gram = engine.gram(Kernel.gaussian(0.8), x, y)) {
                RowMoments signed = gram.moments(weights, 2);
                RowMoments relative = gram.logMoments(logs, 2);
                double[][] k = values(gram, x, y, false);
                double error = 10 * tolerance(engine);
                for (int i = 0; i < x.size(); i++) {
                    double mass = IntStream.range(0, y.size())
                            .mapToDouble(j -> shares[j])
                            .sum();
                    double[] one = moment(k[i], weights, x.row(i), y);
                    double[] other = moment(k[i], shares, x.row(i), y);
                    assertEquals(one[0], signed.sum(i), error * y.size());
                    assertEquals(Math.log(other[0]), relative.sum(i), error);
                    double allowed = error * 16 * (1 + mass / other[0]);
                    for (int a = 0; a < d; a++) {
                        assertEquals(one[1 + a], signed.first(i)[a], error * 4 * y.size());
                        assertEquals(other[1 + a] / other[0], relative.first(i)[a], allowed);
                        for (int b = 0; b < d; b++) {
                            double second = one[1 + d + a * d + b];
                            assertEquals(second, signed.second(i).get(a, b), error * 16 * y.size());
                            second = other[1 + d + a * d + b] / other[0];
                            assertEquals(second, relative.second(i).get(a, b), allowed);
                        }
                    }
                }
                assertArrayEquals(relative.first(0), gram.logMoments(logs, 1).first(0));
                assertThrows(
                        IllegalStateException.class,
                        () -> gram.moments(weights, 1).second(0));
                assertThrows(IllegalArgumentException.class, () -> gram.moments(weights, 3));
            }
        }
    }

    private static double[] moment(double[] k, double[] weights, double[] x, Points y) {
        int d = x.length;
        double[] sums = new double[1 + d + d * d];
        for (int j = 0; j < y.size(); j++) {
            double a = weights[j] * k[j];
            sums[0] += a;
            for (int p = 0; p < d; p++) {
                sums[1 + p] += a * (y.value(j, p) - x[p]);
                for (int q = 0; q < d; q++) {
                    sums[1 + d + p * d + q] += a * (y.value(j, p) - x[p]) * (y.value(j, q) - x[q]);
                }
            }
        }
        return sums;
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void momentsHoldWhereSumsVanish(CpuBackend engine) {
        Points x = Points.of(new double[][] {{1000, 0}});
        Points y = Points.of(new double[][] {{0, 0}, {1, 3}, {-5, 2}});
        try (Gram gram = engine.gram(Kernel.gaussian(1), x, y)) {
            RowMoments moments = gram.logMoments(new double[3], 1);
            assertTrue(moments.sum(0) < -400_000); // the nearest, (1, 3), has everything
            assertArrayEquals(new double[] {-999, 3}, moments.first(0), 1e-3);
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void selectionsKeepTheirIndices(CpuBackend engine) {
        Points x = points(90, 3, 1);
        Points y = points(200, 3, 2);
        int[] rows = {5, 89, 5, 0, 7};
        int[] columns = IntStream.concat(IntStream.of(7, 5, 150), IntStream.range(0, 190))
                .toArray();
        try (Gram gram = engine.gram(Kernel.gaussian(1), x, y)) {
            double[][] all = values(gram, x, y, true);
            double[][] chosen = Arrays.stream(rows)
                    .mapToObj(i ->
                            Arrays.stream(columns).mapToDouble(j -> all[i][j]).toArray())
                    .toArray(double[][]::new);
            double[] weights = numbers(columns.length, 3);
            for (Gram view : List.of(
                    gram.select(rows, columns).excludingSelf(),
                    gram.excludingSelf().select(rows, columns))) {
                checkProduct(chosen, weights, 1, view.rowSums(weights), tolerance(engine));
                checkProduct(
                        transposed(chosen),
                        numbers(5 * 3, 4),
                        3,
                        view.transposeTimes(engine.matrix(5, 3, numbers(5 * 3, 4)))
                                .toArray(),
                        tolerance(engine));
                assertEquals(0, view.dense().get(0, 1));
                assertEquals(0, view.dense().get(4, 0));
            }
            Gram twice = gram.select(rows, columns)
                    .select(new int[] {4, 0}, new int[] {0, 1})
                    .excludingSelf();
            assertEquals(0, twice.dense().get(0, 0));
            assertEquals(0, twice.dense().get(1, 1));
            assertTrue(twice.dense().get(1, 0) > 0);
            assertThrows(IndexOutOfBoundsException.class, () -> gram.select(new int[] {90}, columns));
            assertThrows(IllegalArgumentException.class, () -> gram.select(new int[0], columns));
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void badProductsAreNamed(CpuBackend engine) {
        try (Gram gram = engine.gram(Kernel.gaussian(1), points(5, 2, 1), points(9, 2, 2))) {
            String shape = assertThrows(IllegalArgumentException.class, () -> gram.times(engine.matrix(5, 2)))
                    .getMessage();
            assertEquals("v: expected 9 rows for a Gram matrix of 5 x 9, found 5", shape);
            Matrix infinite = engine.matrix(9, 1, new double[] {0, 0, 0, Double.NaN, 0, 0, 0, 0, 0});
            assertEquals(
                    "v: row 3, column 0 is NaN; all entries must be finite",
                    assertThrows(IllegalArgumentException.class, () -> gram.times(infinite))
                            .getMessage());
            Precision other = engine.precision() == Precision.DOUBLE ? Precision.FLOAT : Precision.DOUBLE;
            Matrix foreign = engine.withPrecision(other).matrix(9, 1);
            assertThrows(IllegalArgumentException.class, () -> gram.times(foreign));
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void scalesAreThoseOfTheirRowsAndColumns(CpuBackend engine) {
        Points x = points(70, 2, 41);
        double[] rowScales = new SplittableRandom(42).doubles(70, 0.5, 2).toArray();
        double[] columnScales = new SplittableRandom(43).doubles(70, 0.5, 2).toArray();
        try (Gram gram = engine.gram(Kernel.gaussian(1), x)) {
            Gram scaled = gram.withScales(rowScales, columnScales);
            int[] rows = {69, 3, 3};
            int[] columns = {0, 69, 3, 17};
            assertArrayEquals(
                    scaled.block(rows, columns).data,
                    scaled.select(rows, columns).dense().data);
            assertArrayEquals(
                    scaled.excludingSelf().rowSums(),
                    gram.excludingSelf().withScales(rowScales, columnScales).rowSums());
            // Neighbours are those of the scaled distance: with one column scale tiny, that column is the farthest.
            double[] one = new double[70];
            Arrays.fill(one, 1);
            one[5] = 1e-4;
            assertEquals(5, gram.withScales(null, one).nearest(70).index(0, 69));
            // A common scale is another length scale.
            Arrays.fill(one, 2);
            double[] expected = gram.withFunction(Kernel.gaussian(2)).rowSums();
            assertArrayEquals(expected, gram.withScales(one, null).rowSums(), 70 * tolerance(engine));
            assertArrayEquals(expected, gram.withScales(null, one).rowSums(), 70 * tolerance(engine));
            assertTrue(scaled.toString().contains("scaled"));
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void badScalesAreNamed(CpuBackend engine) {
        try (Gram gram = engine.gram(Kernel.gaussian(1), points(3, 2, 44), points(4, 2, 45));
                Gram dot = engine.gram(Kernel.linear(), points(3, 2, 44))) {
            String most = engine.precision() == Precision.DOUBLE ? "1.0E-70 to 1.0E70" : "1.0E-9 to 1.0E9";
            assertMessage(
                    "rowScales: expected one for each of the 3 rows, found 2",
                    () -> gram.withScales(new double[2], null));
            assertMessage(
                    "columnScales: entry 1 is 0.0; expected a positive number from " + most + " in "
                            + engine.precision() + " arithmetic",
                    () -> gram.withScales(null, new double[] {1, 0, 1, 1}));
            assertMessage(
                    "columnScales: entry 3 is NaN; expected a positive number from " + most + " in "
                            + engine.precision() + " arithmetic",
                    () -> gram.withScales(null, new double[] {1, 1, 1, Double.NaN}));
            String noDistance = "scales: linear() is no function of distances alone; use a radial function, for example"
                    + " Kernel.gaussian(1)";
            assertMessage(noDistance, () -> dot.withScales(new double[] {1, 1, 1}, null));
            Gram scaled = gram.withScales(new double[] {1, 2, 3}, null);
            assertMessage(noDistance, () -> scaled.withFunction(Kernel.linear()));
        }
    }

    private static void assertMessage(String message, org.junit.jupiter.api.function.Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
