package io.gramian.core.internal.linear;

import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Triangle;

/**
 * The arithmetic a backend brings to {@link DenseAlgebra}: operands are checked, open, not empty, and do not overlap.
 * What is overwritten is never transposed unless that is said.
 */
public interface Kernels {
    /** The name of the backend, which its storages bear. */
    String backend();

    /** The precision of all operands. */
    Precision precision();

    /** The most bytes a matrix may take. */
    long memoryLimit();

    /**
     * Returns room for so many numbers, all zero.
     *
     * @throws IllegalArgumentException if there cannot be so many
     */
    Storage allocate(long length);

    /** target = source; either may be transposed. */
    void copy(DenseMatrix source, DenseMatrix target);

    /** Sets the entries above the diagonal of a square matrix to zero. */
    default void clearUpper(DenseMatrix a) {
        Rows.clearUpper(a);
    }

    /** Copies the lower triangle of a square matrix to the upper one. */
    default void mirror(DenseMatrix a) {
        Rows.mirror(a);
    }

    /** Copies the upper triangle of a square matrix to the lower one. */
    default void mirrorUpper(DenseMatrix a) {
        Rows.mirror(a.transposed());
    }

    /** Sets the entries below the diagonal to zero. */
    default void clearLower(DenseMatrix a) {
        Rows.clearLower(a);
    }

    /** Adds a number to the diagonal. */
    default void addDiagonal(double number, DenseMatrix a) {
        Rows.addDiagonal(number, a);
    }

    /** The diagonal entries. */
    default double[] diagonal(DenseMatrix a) {
        return Rows.diagonal(a);
    }

    /** b += alpha a; both may be transposed. */
    default void add(double alpha, DenseMatrix a, DenseMatrix b) {
        Rows.add(alpha, a, b);
    }

    /** a *= alpha, zeros where alpha is 0; may be transposed. */
    default void scale(double alpha, DenseMatrix a) {
        Rows.scale(alpha, a);
    }

    /** The inner product in double precision; both may be transposed. */
    default double inner(DenseMatrix a, DenseMatrix b) {
        return Rows.inner(a, b);
    }

    /** The Frobenius norm in double precision, without overflow; may be transposed. */
    default double norm(DenseMatrix a) {
        return Rows.norm(a);
    }

    /** The Euclidean norms of the columns. */
    default double[] columnNorms(DenseMatrix a) {
        return Rows.columnNorms(a);
    }

    /** Throws if an entry, of the lower triangle alone if {@code lower}, is not finite. */
    default void checkFinite(String name, DenseMatrix a, boolean lower) {
        Rows.checkFinite(name, a, lower);
    }

    /** c = alpha a b + beta c, in the lower triangle at least if {@code lowerOnly}. */
    void multiply(
            double alpha,
            DenseMatrix a,
            DenseMatrix b,
            double beta,
            DenseMatrix c,
            boolean lowerOnly,
            Progress progress);

    /** b = t^-1 b; both may be transposed. */
    void solveTriangular(Triangle triangle, DenseMatrix t, DenseMatrix b, Progress progress);

    /**
     * Overwrites the lower triangle with the Cholesky factor. Returns -1, or the first pivot that is not positive, left
     * on the diagonal.
     */
    int cholesky(DenseMatrix a, Progress progress);

    /** Fills the n x k vectors and returns the k largest eigenvalues, in falling order; may spoil {@code a}. */
    double[] eigen(DenseMatrix a, DenseMatrix vectors, Progress progress);

    /** Overwrites a with Q and the upper triangle of r with R; pivots columns, and says which, unless null. */
    void qr(DenseMatrix a, DenseMatrix r, int[] pivots);

    /** Fills U and V and returns the singular values, in falling order; may spoil {@code a}. */
    double[] svd(DenseMatrix a, DenseMatrix u, DenseMatrix v);
}
