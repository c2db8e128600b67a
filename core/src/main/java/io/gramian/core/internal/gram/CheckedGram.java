package io.gramian.core.internal.gram;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.backend.RowMoments;
import io.gramian.core.backend.RowStatistics;
import io.gramian.core.internal.linear.DenseAlgebra;
import io.gramian.core.internal.linear.DenseMatrix;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.PairFunction;
import io.gramian.core.kernel.Profile;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * The part of a Gram matrix that is the same wherever it is computed: arguments are checked, views made, and what is
 * left to a backend has valid arguments on an open matrix.
 */
public abstract class CheckedGram implements Gram {
    private final Backend backend;

    /** What this matrix is of. */
    protected final GramView view;

    /** For subclasses. */
    protected CheckedGram(Backend backend, GramView view) {
        this.backend = backend;
        this.view = view;
    }

    /**
     * Returns a checked description of K(X, Y).
     *
     * @throws IllegalArgumentException if dimensions differ or the function is not defined for the points
     */
    public static GramView view(PairFunction function, Points x, Points y, Precision precision) {
        if (x.dimension() != y.dimension()) {
            throw new IllegalArgumentException("x has dimension " + x.dimension() + ", but y has dimension "
                    + y.dimension() + "; both must have the same");
        }
        Domains.check(function.expression(), precision, x, y);
        return GramView.of(function, x, y);
    }

    /** The same backend's matrix of another view. */
    protected abstract CheckedGram of(GramView other);

    /** K w. */
    protected abstract double[] weightedSums(double[] weights);

    /** log K exp(logWeights); the weights are null where all are zero, and {@code largest} is the largest of them. */
    protected abstract double[] logWeightedSums(double[] logWeights, double largest);

    /** How sums are shared out; {@code largest} is the largest log-weight. */
    protected abstract RowStatistics statistics(double[] logWeights, double largest);

    /** Sums and moments of values. */
    protected abstract RowMoments momentsOfValues(double[] weights, int order);

    /** Logarithms of sums, and moments of shares. */
    protected abstract RowMoments momentsOfShares(double[] logWeights, double largest, int order);

    /** K V, of a matrix of this backend with as many rows as there are columns; {@code name} is for messages. */
    protected abstract Matrix product(String name, DenseMatrix v);

    /** K' (K V). */
    protected abstract Matrix normalProduct(String name, DenseMatrix v);

    /** The k nearest columns by a form. */
    protected abstract Neighbours nearest(Expression.Leaf distance, int k);

    /** Writes all entries, row after row. */
    protected abstract void fill(double[] values);

    @Override
    public final int rows() {
        return view.x().size();
    }

    @Override
    public final int columns() {
        return view.y().size();
    }

    @Override
    public final PairFunction function() {
        return view.function();
    }

    @Override
    public final double[] rowSums(double[] weights) {
        checkWeights(weights);
        view.checkOpen();
        return weightedSums(weights);
    }

    @Override
    public final double[] rowSums() {
        double[] ones = new double[columns()];
        Arrays.fill(ones, 1);
        return rowSums(ones);
    }

    @Override
    public final double[] logRowSums(double[] logWeights) {
        double largest = checkLogWeights(logWeights);
        view.checkOpen();
        return logWeightedSums(logWeights, largest);
    }

    @Override
    public final double[] logRowSums() {
        checkNonNegative();
        view.checkOpen();
        return logWeightedSums(null, 0);
    }

    @Override
    public final RowStatistics rowStatistics(double[] logWeights) {
        double largest = checkLogWeights(logWeights);
        view.checkOpen();
        return statistics(logWeights, largest);
    }

    @Override
    public final RowMoments moments(double[] weights, int order) {
        checkOrder(order);
        checkWeights(weights);
        view.checkOpen();
        return momentsOfValues(weights, order);
    }

    @Override
    public final RowMoments logMoments(double[] logWeights, int order) {
        checkOrder(order);
        double largest = checkLogWeights(logWeights);
        view.checkOpen();
        return momentsOfShares(logWeights, largest, order);
    }

    /** How many moments there are beside the sum. */
    public static int momentsOf(int d, int order) {
        return order == 1 ? d : d + d * (d + 1) / 2;
    }

    private void checkOrder(int order) {
        if (order != 1 && order != 2) {
            throw new IllegalArgumentException("order: expected 1 or 2, found " + order);
        }
        long numbers = (long) rows() * (2 + momentsOf(view.y().dimension(), order));
        if (numbers > DenseMatrix.LARGEST_ARRAY) {
            throw new IllegalArgumentException("order: moments of order " + order + " of " + rows() + " rows in "
                    + view.y().dimension() + " dimensions are more than one array holds; ask for fewer rows at a time");
        }
    }

    @Override
    public final Matrix times(Matrix v) {
        DenseMatrix checked = checkOperand("v", v, columns());
        return product("v", checked);
    }

    @Override
    public final Matrix transposeTimes(Matrix u) {
        DenseMatrix checked = checkOperand("u", u, rows());
        return of(view.transposed()).product("u", checked);
    }

    @Override
    public final Matrix normalTimes(Matrix v) {
        DenseMatrix checked = checkOperand("v", v, columns());
        checkFits(columns(), v.columns());
        return normalProduct("v", checked);
    }

    @Override
    public final DMatrixRMaj times(DMatrixRMaj v) {
        try (Matrix rows = backend.matrix(v);
                Matrix product = times(rows)) {
            return product.toEjml();
        }
    }

    private DenseMatrix checkOperand(String name, Matrix v, int expectedRows) {
        view.checkOpen();
        ((DenseAlgebra) backend.linearAlgebra()).check(name, v);
        if (v.rows() != expectedRows) {
            throw new IllegalArgumentException(name + ": expected " + expectedRows + " rows for a Gram matrix of "
                    + rows() + " x " + columns() + ", found " + v.rows());
        }
        return (DenseMatrix) v;
    }

    /** The entries of an operand, checked. */
    protected static double[] finiteNumbers(String name, Matrix v) {
        double[] numbers = v.toArray();
        for (int at = 0; at < numbers.length; at++) {
            if (!(Math.abs(numbers[at]) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(name + ": row " + at / v.columns() + ", column " + at % v.columns()
                        + " is " + numbers[at] + "; all entries must be finite");
            }
        }
        return numbers;
    }

    @Override
    public final Neighbours nearest(int k) {
        view.checkOpen();
        int most = columns() - view.exclusion().most(rows());
        if (k < 1 || k > most) {
            throw new IllegalArgumentException("k: expected 1 to " + most + " neighbours, found " + k);
        }
        if (2L * k * rows() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("k: " + k + " neighbours of " + rows()
                    + " rows are more than one array holds; ask for fewer rows at a time");
        }
        Expression expression = function().expression();
        while (expression instanceof Expression.Scaled scaled) {
            expression = scaled.of();
        }
        if (!(expression instanceof Expression.Leaf leaf) || leaf.form() == Form.DOT || leaf.form() == Form.COSINE) {
            throw new IllegalArgumentException("nearest: " + function()
                    + " has no distance; use a radial function, for example Kernel.gaussian(1)");
        }
        return nearest(new Expression.Leaf(leaf.form(), leaf.transform(), new Profile.Identity(), 0), k);
    }

    @Override
    public final DMatrixRMaj dense() {
        view.checkOpen();
        checkFits(rows(), columns());
        DMatrixRMaj matrix = new DMatrixRMaj(rows(), columns());
        fill(matrix.data);
        return matrix;
    }

    @Override
    public Matrix matrix() {
        return backend.matrix(dense());
    }

    @Override
    public final DMatrixRMaj block(int[] rows, int[] columns) {
        view.checkOpen();
        checkFits(rows.length, columns.length);
        if (rows.length == 0 || columns.length == 0) {
            checkIndices(rows, rows());
            checkIndices(columns, columns());
            return new DMatrixRMaj(rows.length, columns.length);
        }
        return select(rows, columns).dense();
    }

    @Override
    public final DMatrixRMaj columns(int... columns) {
        return block(IntStream.range(0, rows()).toArray(), columns);
    }

    private static void checkIndices(int[] indices, int size) {
        for (int index : indices) {
            Objects.checkIndex(index, size);
        }
    }

    @Override
    public final Gram select(int[] rows, int[] columns) {
        view.checkOpen();
        return of(view.select(rows, columns));
    }

    @Override
    public final double[] diagonal() {
        view.checkOpen();
        double[] diagonal = new double[Math.min(rows(), columns())];
        Exclusion exclusion = view.exclusion();
        Expression expression = function().expression();
        for (int i = 0; i < diagonal.length; i++) {
            diagonal[i] = exclusion.leavesOut(i, i)
                    ? 0
                    : view.scales().value(expression, view.x().row(i), view.y().row(i), i, i);
        }
        return diagonal;
    }

    @Override
    public final Gram excludingSelf() {
        return of(view.excludingSelf());
    }

    @Override
    public final Gram withScales(double[] rowScales, double[] columnScales) {
        return of(view.with(Scales.of(function(), backend.precision(), rowScales, columnScales, rows(), columns())));
    }

    @Override
    public final Gram withFunction(PairFunction newFunction) {
        Domains.check(newFunction.expression(), backend.precision(), view.x(), view.y());
        view.scales().check(newFunction);
        return of(view.with(newFunction));
    }

    @Override
    public final Gram withProgress(Progress newProgress) {
        return of(view.with(Objects.requireNonNull(newProgress, "progress")));
    }

    @Override
    public void close() {
        view.closed().set(true);
    }

    @Override
    public final String toString() {
        return "Gram[" + rows() + " x " + columns() + ", " + function() + ", " + backend
                + (view.scales().areNone() ? "" : ", scaled") + (view.excludesSelf() ? ", excluding self]" : "]");
    }

    /** Throws if a matrix of that shape would not fit into memory. */
    protected final void checkFits(int rows, int columns) {
        long entries = (long) rows * columns;
        if (entries > DenseMatrix.LARGEST_ARRAY || entries * 8 > backend.memoryLimit()) {
            throw new IllegalArgumentException("a dense " + rows + " x " + columns + " matrix takes " + entries * 8
                    + " bytes, more than the memory limit of " + backend.memoryLimit()
                    + "; ask for fewer rows or columns, or raise withMemoryLimit");
        }
    }

    private void checkWeights(double[] weights) {
        checkLength("weights", weights);
        for (int j = 0; j < weights.length; j++) {
            if (!(Math.abs(weights[j]) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "weights: entry " + j + " is " + weights[j] + "; all weights must be finite");
            }
            if (backend.precision() == Precision.FLOAT && Math.abs(weights[j]) > Domains.LARGEST_FLOAT) {
                throw new IllegalArgumentException("weights: entry " + j + " is " + weights[j] + ", beyond "
                        + Domains.LARGEST_FLOAT + "; use Precision.DOUBLE");
            }
        }
    }

    private void checkLength(String name, double[] array) {
        if (array.length != columns()) {
            throw new IllegalArgumentException(
                    name + ": expected one for each of the " + columns() + " columns, found " + array.length);
        }
    }

    private void checkNonNegative() {
        if (!function().expression().isNonNegative()) {
            throw new IllegalArgumentException(
                    "function: " + function() + " may be negative, so its sums have no logarithm; use rowSums");
        }
    }

    /** Returns the largest log-weight, 0 if all are negative infinity. */
    private double checkLogWeights(double[] logWeights) {
        checkLength("logWeights", logWeights);
        checkNonNegative();
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < logWeights.length; j++) {
            if (!(logWeights[j] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "logWeights: entry " + j + " is " + logWeights[j] + "; expected a number below infinity");
            }
            largest = Math.max(largest, logWeights[j]);
        }
        return largest == Double.NEGATIVE_INFINITY ? 0 : largest;
    }
}
