package io.gramian.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.kernel.Kernel;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * What every backend must do: each operation of {@link Gram} gives what its dense definition gives, for every
 * standard kernel, both precisions, and shapes that are not multiples of anything.
 *
 * <p>It runs a covering array of cases, or with {@code -Dgramian.conformance=thorough} their full product, and writes
 * the worst errors found to {@code target/conformance-<backend>.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendContract {
    private static final int[] SIZES = {1, 2, 7, 8, 9, 63, 64, 65, 1021};
    private static final int[] DIMENSIONS = {1, 2, 3, 7, 16, 33, 64, 100, 784};

    private final Measurements measurements = new Measurements(
            "Gram operations",
            "The worst error relative to the sum of the absolute terms and the largest kernel value; of logarithms and"
                    + " shares as `DenseDefinition` says.",
            "%.1e");

    /** Made by JUnit. */
    protected BackendContract() {}

    /**
     * Returns the backend to check.
     *
     * @return a backend
     */
    protected abstract Backend backend();

    /**
     * Returns the largest error allowed, relative to the sum of the absolute terms.
     *
     * @param precision the arithmetic
     * @return 1e-11 or 2e-5 unless overridden
     */
    protected double tolerance(Precision precision) {
        return precision == Precision.DOUBLE ? 1e-11 : 2e-5;
    }

    /**
     * Checks every operation for every standard kernel, shape, dimension and precision; where there are as many rows as
     * columns, they are the same points.
     *
     * @return a test for each case
     */
    @TestFactory
    protected Stream<DynamicTest> operationsAreTheirDefinition() {
        int kernels = StandardKernels.forDimension(1).size();
        return PairwiseCases.of(kernels, Precision.values().length, SIZES.length, SIZES.length, DIMENSIONS.length)
                .stream()
                .map(c -> {
                    int d = DIMENSIONS[c[4]];
                    Kernel kernel = StandardKernels.forDimension(d).get(c[0]);
                    Precision precision = Precision.values()[c[1]];
                    int n = SIZES[c[2]];
                    int m = SIZES[c[3]];
                    String name = "kernel " + c[0] + ", " + precision + ", " + n + " x " + m + ", d = " + d;
                    return DynamicTest.dynamicTest(name, () -> check(kernel, n, m, d, precision));
                });
    }

    private void check(Kernel kernel, int n, int m, int d, Precision precision) {
        Points x = StandardKernels.points(n, d, 1);
        Points y = n == m ? x : StandardKernels.points(m, d, 2);
        DenseDefinition definition = new DenseDefinition(kernel, x, y);
        Backend backend = backend().withPrecision(precision);
        try (Gram gram = backend.gram(kernel, x, y)) {
            check(gram, definition, precision, 0);
            check(gram.excludingSelf(), definition.excludingSelf(), precision, 1);
            checkProducts(backend, gram, definition, precision);
            checkProducts(backend, gram.excludingSelf(), definition.excludingSelf(), precision);
            checkSelection(gram, definition, precision);
        }
    }

    private void checkProducts(Backend backend, Gram gram, DenseDefinition definition, Precision precision) {
        DenseDefinition.Judge judge = definition.judge(measurements, precision, tolerance(gram, precision));
        GramProducts products = new GramProducts(backend, gram, definition, judge);
        products.products();
        int m = gram.columns();
        products.moments(new SplittableRandom(7).doubles(m, -1, 1).toArray());
        if (gram.function().expression().isNonNegative() && definition.isNonNegative()) {
            products.logMoments(new SplittableRandom(8).doubles(m, -3, 3).toArray());
        }
    }

    /** Indices repeat and run backwards. */
    private void checkSelection(Gram gram, DenseDefinition definition, Precision precision) {
        int n = gram.rows();
        int m = gram.columns();
        int[] rows = {n - 1, n / 2, 0, n / 2};
        int[] columns = IntStream.concat(
                        IntStream.of(m / 2), IntStream.range(0, m).map(j -> m - 1 - j))
                .toArray();
        double[] weights =
                new SplittableRandom(9).doubles(columns.length, -1, 1).toArray();
        definition
                .select(rows, columns)
                .judge(measurements, precision, tolerance(gram, precision))
                .rowSums("rowSums of a selection", gram.select(rows, columns).rowSums(weights), weights);
    }

    private void check(Gram gram, DenseDefinition definition, Precision precision, int excluded) {
        DenseDefinition.Judge judge = definition.judge(measurements, precision, tolerance(gram, precision));
        int n = gram.rows();
        int m = gram.columns();
        double[] weights = new SplittableRandom(3).doubles(m, -1, 1).toArray();
        judge.rowSums(gram.rowSums(weights), weights);
        double[] ones = new double[m];
        Arrays.fill(ones, 1);
        judge.rowSums(gram.rowSums(), ones);
        judge.dense(gram.dense());
        judge.diagonal(gram.diagonal());
        int[] rows = {n - 1, 0, n / 2, 0};
        int[] columns = {m / 2, m - 1, 0};
        judge.block("block", gram.block(rows, columns), rows, columns);
        int[] allRows = IntStream.range(0, n).toArray();
        judge.block("columns", gram.columns(columns), allRows, columns);
        if (gram.function().expression().isNonNegative() && definition.isNonNegative()) {
            double[] logWeights = new SplittableRandom(4).doubles(m, -3, 3).toArray();
            logWeights[m / 2] = m > 2 ? Double.NEGATIVE_INFINITY : 0;
            judge.logRowSums(gram.logRowSums(logWeights), logWeights);
            judge.logRowSums(gram.logRowSums(), new double[m]);
            judge.rowStatistics(gram.rowStatistics(logWeights), logWeights);
        }
        int k = Math.min(5, m - excluded);
        if (k > 0 && definition.distance().isPresent()) {
            judge.nearest(gram.nearest(k), k);
        }
    }

    /** The angle of nearly parallel points keeps half the digits. */
    private double tolerance(Gram gram, Precision precision) {
        double usual = tolerance(precision);
        return gram.function().equals(Kernel.arcCosine(0)) ? 2 * Math.sqrt(usual) : usual;
    }

    /** Blocks and columns of any indices, and a change of function, are those of the whole matrix. */
    @Test
    void partsAreThoseOfTheWhole() {
        Points x = StandardKernels.points(65, 3, 5);
        Precision precision = Precision.DOUBLE;
        try (Gram gram = backend().gram(Kernel.gaussian(1), x)) {
            DenseDefinition definition = new DenseDefinition(Kernel.gaussian(1), x, x);
            int[] rows = {64, 0, 7, 7};
            int[] columns = {3, 64, 7};
            definition
                    .judge(measurements, precision, tolerance(precision))
                    .block("block", gram.block(rows, columns), rows, columns);
            definition
                    .excludingSelf()
                    .judge(measurements, precision, tolerance(precision))
                    .block("block", gram.excludingSelf().block(rows, columns), rows, columns);
            assertEquals(0, gram.block(new int[0], columns).numRows);
            Gram other = gram.withFunction(Kernel.laplacian(2));
            new DenseDefinition(Kernel.laplacian(2), x, x)
                    .judge(measurements, precision, tolerance(precision))
                    .dense(other.dense());
            assertEquals(65, other.rows());
            assertEquals(65, other.columns());
        }
    }

    /** A scale for each row and column divides distances, in every operation, by differences and by products. */
    @Test
    void scalesDivideDistances() {
        List<Kernel> kernels = List.of(
                Kernel.gaussian(1.5),
                Kernel.laplacian(2),
                Kernel.matern52(2).plus(Kernel.cauchy(1)).scaledBy(0.5),
                Kernel.exponential(1).times(Kernel.gaussian(2)));
        for (Precision precision : Precision.values()) {
            for (int d : new int[] {1, 3, 33, 100}) {
                for (Kernel kernel : kernels) {
                    Points x = StandardKernels.points(65, d, 9);
                    checkScaled(kernel, x, StandardKernels.points(1021, d, 10), precision);
                    checkScaled(kernel, x, x, precision);
                }
            }
            Points many = StandardKernels.points(1021, 2, 11); // where an unscaled matrix would be taken by halves
            checkScaled(Kernel.gaussian(1), many, many, precision);
        }
    }

    private void checkScaled(Kernel kernel, Points x, Points y, Precision precision) {
        SplittableRandom random = new SplittableRandom(12);
        double[] rowScales = random.doubles(x.size(), 0.5, 3).toArray();
        double[] columnScales = random.doubles(y.size(), 0.3, 2).toArray();
        double[] weights = random.doubles(y.size(), -1, 1).toArray();
        double[] logWeights = random.doubles(y.size(), -3, 3).toArray();
        DenseDefinition definition = new DenseDefinition(kernel, x, y).withScales(rowScales, columnScales);
        DenseDefinition.Judge judge = definition.judge(measurements, precision, tolerance(precision));
        try (Gram gram = backend().withPrecision(precision).gram(kernel, x, y)) {
            Gram scaled = gram.withScales(rowScales, columnScales);
            judge.rowSums(scaled.rowSums(weights), weights);
            judge.logRowSums(scaled.logRowSums(logWeights), logWeights);
            judge.rowStatistics(scaled.rowStatistics(logWeights), logWeights);
            judge.dense(scaled.dense());
            judge.diagonal(scaled.diagonal());
            int[] rows = {x.size() - 1, 0, 3};
            int[] columns = {y.size() - 1, 5, 5};
            judge.block("block", scaled.block(rows, columns), rows, columns);
            double[] found = scaled.transposeTimes(
                            backend().withPrecision(precision).matrix(x.size(), 1, ones(x.size())))
                    .toArray();
            assertEquals(y.size(), found.length);
            new DenseDefinition(kernel, y, x)
                    .withScales(columnScales, rowScales)
                    .judge(measurements, precision, tolerance(precision))
                    .rowSums(found, ones(x.size()));
            assertTrue(
                    Arrays.equals(gram.rowSums(), scaled.withScales(null, null).rowSums()), "the view is a view");
        }
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Nearest neighbours come in order, ties by index, never the point itself when it is excluded. */
    @Test
    void nearestAreInOrder() {
        double[][] rows = StandardKernels.points(300, 3, 6).toArray();
        rows[17] = rows[4].clone();
        rows[250] = rows[4].clone();
        Points x = Points.of(rows);
        for (Precision precision : Precision.values()) {
            for (Kernel kernel : List.of(
                    Kernel.gaussian(1), Kernel.laplacian(1), Kernel.cauchy(1).scaledBy(2))) {
                try (Gram gram = backend().withPrecision(precision).gram(kernel, x)) {
                    DenseDefinition definition = new DenseDefinition(kernel, x, x).excludingSelf();
                    for (int k : new int[] {1, 5, 299}) {
                        Neighbours found = gram.excludingSelf().nearest(k);
                        definition
                                .judge(measurements, precision, tolerance(precision))
                                .nearest(found, k);
                        assertEquals(17, found.index(4, 0));
                        assertEquals(4, found.index(17, 0));
                    }
                    assertEquals(4, gram.nearest(2).index(17, 0), "of two at distance zero the lower index first");
                }
            }
        }
    }

    /** A closed Gram matrix says so, its views too. */
    @Test
    void closedMeansClosed() {
        Gram gram = backend().gram(Kernel.gaussian(1), StandardKernels.points(5, 2, 7));
        Gram view = gram.excludingSelf();
        gram.close();
        gram.close();
        assertThrows(IllegalStateException.class, gram::rowSums);
        assertThrows(IllegalStateException.class, view::rowSums);
    }

    /** Two runs give the same bits. */
    @Test
    void runsRepeat() {
        Points x = StandardKernels.points(200, 9, 8);
        for (Precision precision : Precision.values()) {
            try (Gram first = backend().withPrecision(precision).gram(Kernel.matern52(2), x);
                    Gram second = backend().withPrecision(precision).gram(Kernel.matern52(2), x)) {
                assertTrue(Arrays.equals(first.rowSums(), second.rowSums()));
                assertTrue(Arrays.equals(first.logRowSums(), second.logRowSums()));
            }
        }
    }

    /** Prints the worst errors and writes them where Maven builds. */
    @AfterAll
    void reportErrors() {
        measurements.report(backend().name());
    }
}
