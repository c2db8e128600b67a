package io.gramian.core.internal.linear;

import io.gramian.core.NumericalException;
import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Eigen;
import io.gramian.core.backend.LeastSquares;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.NotPositiveDefiniteException;
import io.gramian.core.backend.Qr;
import io.gramian.core.backend.Svd;
import io.gramian.core.backend.Triangle;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;

/**
 * Linear algebra as far as it is the same everywhere: it checks, allocates, keeps memory open while it is used, and
 * leaves the arithmetic to the few {@link Kernels} of a backend.
 */
public final class DenseAlgebra implements LinearAlgebra {
    private final Kernels kernels;
    private final Progress progress;

    /**
     * Makes the algebra of a backend.
     *
     * @param kernels its arithmetic
     * @param progress hears of long operations
     */
    public DenseAlgebra(Kernels kernels, Progress progress) {
        this.kernels = kernels;
        this.progress = progress;
    }

    /** The arithmetic. */
    public Kernels kernels() {
        return kernels;
    }

    Progress progress() {
        return progress;
    }

    /** The distance of 1 from the next number. */
    double epsilon() {
        return 2 * kernels.precision().unitRoundoff();
    }

    /** Returns a new matrix of zeros. */
    public DenseMatrix create(int rows, int columns) {
        return create(rows, columns, columns);
    }

    DenseMatrix create(int rows, int columns, int stride) {
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException(
                    "matrix: expected at least 0 rows and columns, found " + rows + " x " + columns);
        }
        long length = (long) rows * stride;
        long bytes = length * (kernels.precision() == Precision.DOUBLE ? Double.BYTES : Float.BYTES);
        if (bytes > kernels.memoryLimit()) {
            throw new IllegalArgumentException("a " + rows + " x " + columns + " matrix takes " + bytes
                    + " bytes, more than the memory limit of " + kernels.memoryLimit()
                    + "; ask for fewer rows or columns, or raise withMemoryLimit");
        }
        return DenseMatrix.of(kernels.allocate(length), rows, columns, stride);
    }

    /** Returns a new matrix of the given entries, row after row. */
    public DenseMatrix create(int rows, int columns, double[] rowMajor) {
        if ((long) rows * columns != rowMajor.length) {
            throw new IllegalArgumentException("matrix: expected " + (long) rows * columns + " numbers for " + rows
                    + " x " + columns + ", found " + rowMajor.length);
        }
        DenseMatrix matrix = create(rows, columns);
        matrix.assign(rowMajor);
        return matrix;
    }

    /** Returns a new matrix of the entries of an EJML matrix. */
    public DenseMatrix create(DMatrixRMaj values) {
        return create(values.numRows, values.numCols, numbers(values));
    }

    /** Returns a new matrix of the entries of an EJML matrix in single precision. */
    public DenseMatrix create(FMatrixRMaj values) {
        double[] numbers = new double[values.getNumElements()];
        for (int at = 0; at < numbers.length; at++) {
            numbers[at] = values.data[at];
        }
        return create(values.numRows, values.numCols, numbers);
    }

    @Override
    public DenseMatrix multiply(Matrix a, Matrix b) {
        DenseMatrix left = operand("a", a);
        DenseMatrix right = operand("b", b);
        checkInner(left, right);
        return building(
                create(left.rows(), right.columns()), target -> product(1, left, right, 0, target, false), left, right);
    }

    @Override
    public void multiply(double alpha, Matrix a, Matrix b, double beta, Matrix target) {
        DenseMatrix left = operand("a", a);
        DenseMatrix right = operand("b", b);
        DenseMatrix result = operand("target", target);
        checkInner(left, right);
        checkShape("target", result, left.rows(), right.columns());
        checkApart(result, left, right);
        using(() -> product(alpha, left, right, beta, result, false), left, right, result);
    }

    @Override
    public DMatrixRMaj multiply(DMatrixRMaj a, DMatrixRMaj b) {
        try (DenseMatrix left = create(a);
                DenseMatrix right = create(b);
                DenseMatrix result = multiply(left, right)) {
            return result.toEjml();
        }
    }

    /** The entries of an EJML matrix, whose array may be longer. */
    public static double[] numbers(DMatrixRMaj a) {
        int length = a.getNumElements();
        return a.data.length == length ? a.data : java.util.Arrays.copyOf(a.data, length);
    }

    @Override
    public DenseMatrix symmetricProduct(Matrix a) {
        DenseMatrix left = operand("a", a);
        return building(
                create(left.rows(), left.rows()),
                target -> {
                    product(1, left, left.transposed(), 0, target, true);
                    kernels.mirror(target);
                },
                left);
    }

    @Override
    public void symmetricProduct(double alpha, Matrix a, double beta, Matrix target) {
        DenseMatrix left = operand("a", a);
        DenseMatrix result = operand("target", target);
        checkShape("target", result, left.rows(), left.rows());
        checkApart(result, left);
        // The kernels write lower triangles of what is not transposed: here both triangles are read as the lower one.
        DenseMatrix straight = result.isTransposed() ? result.transposed() : result;
        using(
                () -> {
                    if (result.isTransposed()) {
                        kernels.mirrorUpper(straight);
                    }
                    product(alpha, left, left.transposed(), beta, straight, true);
                    kernels.mirror(straight);
                },
                left,
                result);
    }

    /** c = alpha a b + beta c. */
    void product(double alpha, DenseMatrix a, DenseMatrix b, double beta, DenseMatrix c, boolean lowerOnly) {
        if (c.isEmpty()) {
            return;
        }
        if (a.columns() == 0 || alpha == 0) {
            kernels.scale(beta, c);
        } else if (c.isTransposed()) {
            kernels.multiply(alpha, b.transposed(), a.transposed(), beta, c.transposed(), lowerOnly, progress);
        } else {
            kernels.multiply(alpha, a, b, beta, c, lowerOnly, progress);
        }
    }

    @Override
    public DenseMatrix solveTriangular(Triangle triangle, Matrix t, Matrix b) {
        Objects.requireNonNull(triangle, "triangle");
        DenseMatrix factor = operand("t", t);
        DenseMatrix right = operand("b", b);
        checkSquare("t", factor);
        checkShape("b", right, factor.rows(), right.columns());
        double[] diagonal = diagonal(factor);
        for (int i = 0; i < diagonal.length; i++) {
            if (diagonal[i] == 0) {
                throw new NumericalException(
                        "the triangular matrix is singular: diagonal entry " + i + " is 0; use leastSquares");
            }
        }
        return building(
                create(right.rows(), right.columns()),
                target -> {
                    kernels.copy(right, target);
                    solve(triangle, factor, target);
                },
                factor,
                right);
    }

    /** b = t^-1 b. */
    void solve(Triangle triangle, DenseMatrix t, DenseMatrix b) {
        if (!b.isEmpty()) {
            kernels.solveTriangular(triangle, t, b, progress);
        }
    }

    @Override
    public Cholesky cholesky(Matrix a, double ridge) {
        DenseMatrix matrix = operand("a", a);
        checkSquare("a", matrix);
        if (!(ridge >= 0 && ridge <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("ridge: expected a finite number of at least 0, found " + ridge);
        }
        int n = matrix.rows();
        DenseMatrix factor = building(
                create(n, n),
                target -> {
                    kernels.copy(matrix, target);
                    if (ridge > 0) {
                        kernels.addDiagonal(ridge, target);
                    }
                    factorise(target, 0, () -> largestDiagonal(matrix) + ridge);
                },
                matrix);
        return new DenseCholesky(this, factor);
    }

    /**
     * Overwrites a, read in its lower triangle, with its Cholesky factor; {@code first} counts pivots from there, and
     * {@code largest} says, should one fail, what the largest diagonal entry was.
     */
    void factorise(DenseMatrix a, int first, DoubleSupplier largest) {
        int n = a.rows();
        if (n == 0) {
            return;
        }
        int failed = kernels.cholesky(a, progress);
        if (failed < 0 && !(a.get(n - 1, n - 1) < Double.POSITIVE_INFINITY)) {
            failed = firstNotFinite(diagonal(a)); // a NaN passes through every later pivot, unnoticed by some
        }
        if (failed >= 0) {
            throw new NotPositiveDefiniteException(first + failed, a.get(failed, failed), largest.getAsDouble());
        }
        kernels.clearUpper(a);
    }

    /** The largest diagonal entry, or 0 if none is positive. */
    double largestDiagonal(DenseMatrix a) {
        return Math.max(0, java.util.Arrays.stream(diagonal(a)).max().orElse(0));
    }

    private static int firstNotFinite(double[] numbers) {
        int i = 0;
        while (i < numbers.length - 1 && Math.abs(numbers[i]) <= Double.MAX_VALUE) {
            i++;
        }
        return i;
    }

    @Override
    public Eigen eigen(Matrix a, int k) {
        DenseMatrix matrix = operand("a", a);
        checkSquare("a", matrix);
        int n = matrix.rows();
        if (k < 0 || k > n) {
            throw new IllegalArgumentException("k: expected 0 to " + n + " eigenvalues, found " + k);
        }
        double[] values = new double[k];
        DenseMatrix vectors = building(
                create(n, k),
                target -> {
                    try (DenseMatrix work = copy(matrix)) {
                        kernels.checkFinite("a", work, true);
                        if (k > 0) {
                            System.arraycopy(kernels.eigen(work, target, progress), 0, values, 0, k);
                        }
                    }
                },
                matrix);
        return new Decompositions.DenseEigen(values, vectors);
    }

    @Override
    public Qr qr(Matrix a) {
        return qr(a, false);
    }

    @Override
    public Qr pivotedQr(Matrix a) {
        return qr(a, true);
    }

    private DenseQr qr(Matrix a, boolean pivoted) {
        DenseMatrix matrix = operand("a", a);
        int m = matrix.rows();
        int n = matrix.columns();
        if (m < n) {
            throw new IllegalArgumentException("a: expected at least as many rows as columns, found " + m + " x " + n
                    + "; factorise its transpose");
        }
        int[] pivots = new int[n];
        java.util.Arrays.setAll(pivots, j -> j);
        DenseMatrix r = create(n, n);
        DenseMatrix q = building(
                create(m, n),
                target -> {
                    kernels.copy(matrix, target);
                    kernels.checkFinite("a", target, false);
                    if (n > 0) {
                        progress.update("QR factorisation", 0, 1);
                        kernels.qr(target, r, pivoted ? pivots : null);
                        kernels.clearLower(r);
                        progress.update("QR factorisation", 1, 1);
                    }
                },
                matrix);
        return new DenseQr(this, q, r, pivots);
    }

    @Override
    public Svd svd(Matrix a) {
        DenseMatrix matrix = operand("a", a);
        int p = Math.min(matrix.rows(), matrix.columns());
        double[] values = new double[p];
        DenseMatrix v = create(matrix.columns(), p);
        DenseMatrix u = building(
                create(matrix.rows(), p),
                target -> {
                    try (DenseMatrix work = copy(matrix)) {
                        kernels.checkFinite("a", work, false);
                        if (p > 0) {
                            progress.update("singular values", 0, 1);
                            System.arraycopy(kernels.svd(work, target, v), 0, values, 0, p);
                            progress.update("singular values", 1, 1);
                        }
                    }
                },
                matrix);
        return new Decompositions.DenseSvd(u, values, v);
    }

    @Override
    public LeastSquares leastSquares(Matrix a, Matrix b) {
        DenseMatrix matrix = operand("a", a);
        DenseMatrix right = operand("b", b);
        checkShape("b", right, matrix.rows(), right.columns());
        return Decompositions.leastSquares(this, matrix, right);
    }

    @Override
    public DenseMatrix copy(Matrix a) {
        DenseMatrix matrix = operand("a", a);
        return building(create(matrix.rows(), matrix.columns()), target -> kernels.copy(matrix, target), matrix);
    }

    @Override
    public void add(double alpha, Matrix a, Matrix target) {
        DenseMatrix from = operand("a", a);
        DenseMatrix to = operand("target", target);
        checkShape("target", to, from.rows(), from.columns());
        using(() -> kernels.add(alpha, from, to), from, to);
    }

    @Override
    public void scale(double alpha, Matrix target) {
        DenseMatrix to = operand("target", target);
        using(() -> kernels.scale(alpha, to), to);
    }

    @Override
    public double inner(Matrix a, Matrix b) {
        DenseMatrix left = operand("a", a);
        DenseMatrix right = operand("b", b);
        checkShape("b", right, left.rows(), left.columns());
        return using(() -> kernels.inner(left, right), left, right);
    }

    @Override
    public double norm(Matrix a) {
        DenseMatrix matrix = operand("a", a);
        return using(() -> kernels.norm(matrix), matrix);
    }

    @Override
    public LinearAlgebra withProgress(Progress newProgress) {
        return new DenseAlgebra(kernels, Objects.requireNonNull(newProgress, "progress"));
    }

    /** Throws if the matrix is not one of this backend and precision. */
    public void check(String name, Matrix matrix) {
        operand(name, matrix);
    }

    /** Returns the matrix as one of this backend and precision. */
    DenseMatrix operand(String name, Matrix matrix) {
        Objects.requireNonNull(matrix, name);
        if (!(matrix instanceof DenseMatrix dense)
                || !dense.storage().backend().equals(kernels.backend())
                || dense.precision() != kernels.precision()) {
            throw new IllegalArgumentException(name + ": expected a matrix of backend " + kernels.backend() + " in "
                    + kernels.precision() + ", found " + matrix + "; make it with that backend's matrix(..)");
        }
        return dense;
    }

    private static void checkInner(DenseMatrix a, DenseMatrix b) {
        if (a.columns() != b.rows()) {
            throw new IllegalArgumentException(
                    "a has " + a.columns() + " columns, but b has " + b.rows() + " rows; a product wants as many");
        }
    }

    private static void checkSquare(String name, DenseMatrix a) {
        if (a.rows() != a.columns()) {
            throw new IllegalArgumentException(
                    name + ": expected a square matrix, found " + a.rows() + " x " + a.columns());
        }
    }

    static void checkShape(String name, DenseMatrix a, int rows, int columns) {
        if (a.rows() != rows || a.columns() != columns) {
            throw new IllegalArgumentException(
                    name + ": expected " + rows + " x " + columns + ", found " + a.rows() + " x " + a.columns());
        }
    }

    private static void checkApart(DenseMatrix target, DenseMatrix... operands) {
        for (DenseMatrix operand : operands) {
            if (target.overlaps(operand)) {
                throw new IllegalArgumentException("target: it shares entries with an operand; take a copy of that");
            }
        }
    }

    /** The diagonal entries of a matrix, if it is open. */
    double[] diagonal(DenseMatrix a) {
        return using(() -> kernels.diagonal(a), a);
    }

    /** What fills a new matrix. */
    interface Filling {
        void fill(DenseMatrix target);
    }

    /** Returns the target once filled; frees it if that fails. */
    DenseMatrix building(DenseMatrix target, Filling filling, DenseMatrix... operands) {
        try {
            using(() -> filling.fill(target), operands);
            return target;
        } catch (Throwable failure) {
            target.close();
            throw failure;
        }
    }

    /** Keeps the operands' memory while work is done on it. */
    static void using(Runnable work, DenseMatrix... operands) {
        using(
                () -> {
                    work.run();
                    return null;
                },
                operands);
    }

    private static <T> T using(Supplier<T> work, DenseMatrix... operands) {
        int held = 0;
        try {
            for (DenseMatrix operand : operands) {
                operand.storage().retain();
                held++;
            }
            return work.get();
        } finally {
            for (int i = 0; i < held; i++) {
                operands[i].storage().release();
            }
        }
    }
}
