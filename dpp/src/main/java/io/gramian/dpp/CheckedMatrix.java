package io.gramian.dpp;

import org.ejml.data.DMatrixRMaj;

/** Copies of matrices as they come from a caller, checked by {@link KernelMatrix}. */
final class CheckedMatrix {
    private CheckedMatrix() {}

    /** Returns a matrix of rows of one length, all entries finite. */
    static DMatrixRMaj of(String name, double[]... rows) {
        double[] entries = KernelMatrix.rectangular(name, rows);
        return DMatrixRMaj.wrap(rows.length, rows[0].length, entries);
    }

    /** Returns a copy with at least one row and column, all entries finite. */
    static DMatrixRMaj of(String name, DMatrixRMaj matrix) {
        if (matrix.numCols == 0) {
            throw new IllegalArgumentException(name + ": expected at least one column, found none");
        }
        return DMatrixRMaj.wrap(matrix.numRows, matrix.numCols, KernelMatrix.rectangular(name, matrix));
    }

    static DMatrixRMaj square(String name, DMatrixRMaj matrix) {
        if (matrix.numRows != matrix.numCols) {
            throw new IllegalArgumentException(
                    name + ": expected a square matrix, found " + matrix.numRows + " x " + matrix.numCols);
        }
        return of(name, matrix);
    }

    /** Returns a copy that is symmetric to the bit. */
    static DMatrixRMaj symmetric(String name, DMatrixRMaj matrix) {
        DMatrixRMaj copy = square(name, matrix);
        KernelMatrix.symmetric(name, copy.data, copy.numRows);
        return copy;
    }
}
