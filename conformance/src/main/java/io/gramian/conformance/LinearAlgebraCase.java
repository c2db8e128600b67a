package io.gramian.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.ejml.data.DMatrixRMaj;

/** One operation on matrices of one kind, size, layout and precision. */
final class LinearAlgebraCase {
    /** The largest residual ratio; LAPACK's own tests have 30 as well. */
    static final double LIMIT = 30;

    /** Up to here references may cost more than the cube of the size. */
    static final int SMALL = 65;

    /** What is checked; {@code n} and {@code m} mean for each what its check says. */
    enum Operation {
        MULTIPLY(ProductChecks::multiply),
        MULTIPLY_INTO(ProductChecks::multiplyInto),
        SYMMETRIC_PRODUCT(ProductChecks::symmetricProduct),
        SYMMETRIC_PRODUCT_INTO(ProductChecks::symmetricProductInto),
        SOLVE_LOWER(ProductChecks::solveLower),
        SOLVE_UPPER(ProductChecks::solveUpper),
        ELEMENTWISE(ProductChecks::elementwise),
        INNER_AND_NORM(ProductChecks::innerAndNorm),
        QR(FactorChecks::qr),
        PIVOTED_QR(FactorChecks::pivotedQr),
        QR_APPEND(FactorChecks::qrAppend),
        SVD(DecompositionChecks::svd),
        LEAST_SQUARES(DecompositionChecks::leastSquares),
        CHOLESKY(FactorChecks::cholesky),
        CHOLESKY_APPEND(FactorChecks::choleskyAppend),
        EIGEN(DecompositionChecks::eigen),
        LARGEST_EIGEN(DecompositionChecks::largestEigen);

        private final Consumer<LinearAlgebraCase> check;

        Operation(Consumer<LinearAlgebraCase> check) {
            this.check = check;
        }

        /** Whether a narrow second size keeps it from costing n^3. */
        boolean isQuadratic() {
            return compareTo(CHOLESKY) < 0;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    final Operation operation;
    final Backend backend;
    final LinearAlgebra algebra;
    final Precision precision;
    final double epsilon;
    final int n;
    final int m;
    final int r;
    final Layout first;
    final Layout second;
    final MatrixKind kind;
    private final Measurements measurements;
    private final List<double[]> results = new ArrayList<>();
    private final List<Operand> operands = new ArrayList<>();

    LinearAlgebraCase(
            Operation operation,
            Backend backend,
            int[] sizes,
            Layout first,
            Layout second,
            MatrixKind kind,
            Measurements measurements) {
        this.operation = operation;
        this.backend = backend;
        this.algebra = backend.linearAlgebra();
        this.precision = backend.precision();
        this.epsilon = 2 * precision.unitRoundoff();
        this.n = sizes[0];
        this.m = sizes[1];
        this.r = sizes[2];
        this.first = first;
        this.second = second;
        this.kind = kind;
        this.measurements = measurements;
    }

    /** Runs it, checks it, and that no operand was changed; returns all that came out. */
    List<double[]> run() {
        try {
            operation.check.accept(this);
            operands.forEach(Operand::checkUnchanged);
        } finally {
            operands.forEach(Operand::close);
        }
        return results;
    }

    /** A layout for targets, such that it meets each of the first and of the second. */
    Layout third() {
        return Layout.values()[(first.ordinal() + second.ordinal()) % Layout.values().length];
    }

    /** The sizes that the operation is about, the larger one at least 1. */
    int largest() {
        return Math.max(1, Math.max(n, m));
    }

    DMatrixRMaj matrix(int rows, int columns, long seed) {
        return kind.matrix(rows, columns, precision, seed);
    }

    /** A resident matrix that is not to change. */
    Matrix operand(Layout layout, DMatrixRMaj values) {
        Operand operand = new Operand(backend, layout, values);
        operands.add(operand);
        return operand.matrix();
    }

    /** Takes a result out. */
    DMatrixRMaj found(Matrix result, int rows, int columns) {
        try (result) {
            return seen(result, rows, columns);
        }
    }

    DMatrixRMaj seen(Matrix result, int rows, int columns) {
        assertEquals(rows, result.rows(), toString());
        assertEquals(columns, result.columns(), toString());
        assertEquals(precision, result.precision());
        DMatrixRMaj values = result.toEjml();
        results.add(values.data);
        return values;
    }

    double seen(double number) {
        results.add(new double[] {number});
        return number;
    }

    double[] seen(double[] numbers) {
        results.add(numbers);
        return numbers;
    }

    /** Judges the norm of what should be zero by the scale it is allowed 30 times. */
    void check(String what, double residual, double scale) {
        double ratio = residual == 0 ? 0 : residual / scale;
        measurements.check(what, precision, ratio, LIMIT, toString());
    }

    void check(String what, DMatrixRMaj residual, double scale) {
        check(what, Reference.norm(residual), scale);
    }

    /** Judges whether columns are orthonormal. */
    void checkOrthonormal(String what, DMatrixRMaj q) {
        DMatrixRMaj gram = Reference.product(Reference.transposed(q), q);
        check(what, Reference.minus(gram, Reference.identity(q.numCols)), Math.max(1, q.numRows) * epsilon);
    }

    /** The entries of one triangle, NaN in the other, where nobody may look. */
    static DMatrixRMaj triangleOnly(DMatrixRMaj a, boolean lower) {
        DMatrixRMaj half = a.copy();
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < a.numCols; j++) {
                if (lower ? j > i : j < i) {
                    half.set(i, j, Double.NaN);
                }
            }
        }
        return half;
    }

    @Override
    public String toString() {
        return operation + ", " + precision.name().toLowerCase(Locale.ROOT) + ", " + n + " x " + m + ", " + r + ", "
                + first + ", " + second + ", " + kind;
    }
}
