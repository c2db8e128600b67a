package io.gramian.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.backend.RowStatistics;
import io.gramian.core.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every backend must do: each operation of {@link Gram} gives what its dense definition gives, for every
 * standard kernel, both precisions, and shapes that are not multiples of anything.
 */
public abstract class BackendContract {
    /** Made by JUnit. */
    protected BackendContract() {}

    /** n x m x d: each awkward number of rows, columns and coordinates at least once. */
    private static final int[][] SHAPES = {
        {1, 1, 1},
        {2, 7, 2},
        {7, 2, 3},
        {8, 9, 7},
        {9, 63, 8},
        {63, 64, 16},
        {64, 65, 1},
        {65, 300, 2},
        {3, 1021, 33},
        {130, 8, 64}
    };

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
     * Checks every operation for every standard kernel, shape and precision.
     *
     * @return a test for each
     */
    @TestFactory
    protected List<DynamicTest> operationsAreTheirDefinition() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            for (int[] shape : SHAPES) {
                for (Kernel kernel : StandardKernels.forDimension(shape[2])) {
                    String name = kernel + ", " + precision + ", " + shape[0] + " x " + shape[1] + ", d = " + shape[2];
                    tests.add(DynamicTest.dynamicTest(name, () -> check(kernel, shape, precision)));
                }
            }
        }
        return tests;
    }

    private void check(Kernel kernel, int[] shape, Precision precision) {
        Points x = StandardKernels.points(shape[0], shape[2], 1);
        Points y = StandardKernels.points(shape[1], shape[2], 2);
        try (Gram gram = backend().withPrecision(precision).gram(kernel, x, y)) {
            check(gram, x, y, false, precision);
            check(gram.excludingSelf(), x, y, true, precision);
        }
    }

    private void check(Gram gram, Points x, Points y, boolean excluding, Precision precision) {
        DenseDefinition definition = new DenseDefinition(gram.function(), x, y, excluding);
        double tolerance = tolerance(precision);
        if (gram.function().equals(Kernel.arcCosine(0))) {
            tolerance = 2 * Math.sqrt(tolerance); // the angle of nearly parallel points keeps half the digits
        }
        double[] weights = new SplittableRandom(3).doubles(y.size(), -1, 1).toArray();
        definition.checkRowSums(gram.rowSums(weights), weights, tolerance);
        double[] ones = new double[y.size()];
        java.util.Arrays.fill(ones, 1);
        definition.checkRowSums(gram.rowSums(), ones, tolerance);
        definition.checkDense(gram.dense(), tolerance);
        definition.checkDiagonal(gram.diagonal(), tolerance);
        if (gram.function().expression().isNonNegative() && definition.isNonNegative()) {
            double[] logWeights =
                    new SplittableRandom(4).doubles(y.size(), -3, 3).toArray();
            logWeights[y.size() / 2] = y.size() > 2 ? Double.NEGATIVE_INFINITY : 0;
            definition.checkLogSums(gram.logRowSums(logWeights), logWeights, tolerance);
            definition.checkLogSums(gram.logRowSums(), new double[y.size()], tolerance);
            RowStatistics statistics = gram.rowStatistics(logWeights);
            definition.checkStatistics(statistics, logWeights, tolerance);
        }
    }

    /** Blocks, columns and a change of function are those of the whole matrix. */
    @Test
    void partsAreThoseOfTheWhole() {
        Points x = StandardKernels.points(65, 3, 5);
        try (Gram gram = backend().gram(Kernel.gaussian(1), x)) {
            DMatrixRMaj dense = gram.dense();
            int[] rows = {64, 0, 7, 7};
            int[] columns = {3, 64, 7};
            DMatrixRMaj block = gram.block(rows, columns);
            DMatrixRMaj without = gram.excludingSelf().block(rows, columns);
            for (int r = 0; r < rows.length; r++) {
                for (int c = 0; c < columns.length; c++) {
                    double expected = dense.get(rows[r], columns[c]);
                    assertEquals(expected, block.get(r, c), tolerance(Precision.DOUBLE));
                    assertEquals(rows[r] == columns[c] ? 0 : expected, without.get(r, c), tolerance(Precision.DOUBLE));
                }
            }
            DMatrixRMaj two = gram.columns(9, 63);
            assertEquals(65, two.numRows);
            for (int i = 0; i < 65; i++) {
                assertEquals(dense.get(i, 9), two.get(i, 0), tolerance(Precision.DOUBLE));
                assertEquals(dense.get(i, 63), two.get(i, 1), tolerance(Precision.DOUBLE));
            }
            assertEquals(0, gram.block(new int[0], columns).numRows);
            Gram other = gram.withFunction(Kernel.laplacian(2));
            new DenseDefinition(Kernel.laplacian(2), x, x, false)
                    .checkDense(other.dense(), tolerance(Precision.DOUBLE));
            assertEquals(65, other.rows());
            assertEquals(65, other.columns());
        }
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
                    for (int k : new int[] {1, 5, 299}) {
                        Neighbours found = gram.excludingSelf().nearest(k);
                        new DenseDefinition(kernel, x, x, true).checkNearest(found, k, tolerance(precision));
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
                assertTrue(java.util.Arrays.equals(first.rowSums(), second.rowSums()));
                assertTrue(java.util.Arrays.equals(first.logRowSums(), second.logRowSums()));
            }
        }
    }
}
