package io.gramian.core.backend;

import io.gramian.core.Precision;
import org.ejml.data.DMatrixRMaj;

/**
 * A dense matrix that lives where its backend computes, so that work on it moves nothing.
 *
 * <p>Made by {@link Backend#matrix(int, int)} and its overloads, and by {@link LinearAlgebra} and {@link Gram}. Those
 * that take one want it from the same backend in the same precision. The views {@link #transposed}, {@link #slice} and
 * {@link #rows(int, int)} share its numbers and cost nothing, so that every product with a transpose is a product with
 * {@code a.transposed()}. A matrix changes only where an operation documents it as its target.
 *
 * <p>Closing a matrix gives the memory back for it and all its views, closing a view does nothing; what is still running
 * on another thread ends well, and any later use throws {@link IllegalStateException}. Matrices that are not closed are
 * freed when they are collected.
 *
 * <pre>{@code
 * LinearAlgebra algebra = backend.linearAlgebra();
 * try (Matrix a = backend.matrix(ejml); Cholesky factor = algebra.cholesky(a); Matrix x = factor.solve(b)) { .. }
 * }</pre>
 */
public interface Matrix extends AutoCloseable {
    /**
     * Returns the number of rows.
     *
     * @return at least 0
     */
    int rows();

    /**
     * Returns the number of columns.
     *
     * @return at least 0
     */
    int columns();

    /**
     * Returns how the numbers are kept.
     *
     * @return the precision
     */
    Precision precision();

    /**
     * Returns one entry; for looking, not for loops: on a device each call is a transfer.
     *
     * @param row 0 to rows - 1
     * @param column 0 to columns - 1
     * @return the entry
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    double get(int row, int column);

    /**
     * Returns the transpose, a view on the same numbers.
     *
     * @return a columns x rows matrix
     */
    Matrix transposed();

    /**
     * Returns the entries of a range of rows and columns, a view on the same numbers.
     *
     * @param fromRow the first row
     * @param toRow the row after the last
     * @param fromColumn the first column
     * @param toColumn the column after the last
     * @return a (toRow - fromRow) x (toColumn - fromColumn) matrix
     * @throws IndexOutOfBoundsException if the range does not lie within the matrix
     */
    Matrix slice(int fromRow, int toRow, int fromColumn, int toColumn);

    /**
     * Returns a range of rows, a view on the same numbers.
     *
     * @param from the first row
     * @param to the row after the last
     * @return a (to - from) x columns matrix
     * @throws IndexOutOfBoundsException if the range does not lie within the matrix
     */
    default Matrix rows(int from, int to) {
        return slice(from, to, 0, columns());
    }

    /**
     * Returns a copy of all entries, row after row.
     *
     * @return rows x columns numbers
     * @throws IllegalArgumentException if there are more than one array holds
     */
    double[] toArray();

    /**
     * Returns a copy as an EJML matrix.
     *
     * @return rows x columns, a new matrix
     * @throws IllegalArgumentException if there are more entries than one array holds
     */
    default DMatrixRMaj toEjml() {
        return DMatrixRMaj.wrap(rows(), columns(), toArray());
    }

    /** Gives the memory back, for this and all its views; closing a view, or twice, does nothing. */
    @Override
    void close();
}
