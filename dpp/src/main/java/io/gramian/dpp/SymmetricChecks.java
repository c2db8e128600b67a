package io.gramian.dpp;

import org.ejml.data.DMatrixRMaj;

/** What is asked of matrices that come from outside; the messages name the entry. */
final class SymmetricChecks {
    /** Entries of a product of matrices, computed in two ways, may differ by so much of the largest. */
    private static final double ASYMMETRY = 1e-10;

    private SymmetricChecks() {}

    static void finite(String name, DMatrixRMaj matrix) {
        if (matrix.numRows == 0 || matrix.numCols == 0) {
            throw new IllegalArgumentException(
                    name + ": expected at least one row and column, found " + matrix.numRows + " x " + matrix.numCols);
        }
        for (int i = 0; i < matrix.numRows; i++) {
            for (int j = 0; j < matrix.numCols; j++) {
                if (!(Math.abs(matrix.get(i, j)) <= Double.MAX_VALUE)) {
                    throw new IllegalArgumentException(
                            name + ": entry (" + i + ", " + j + ") is " + matrix.get(i, j) + "; all must be finite");
                }
            }
        }
    }

    static void square(String name, DMatrixRMaj matrix) {
        if (matrix.numRows != matrix.numCols) {
            throw new IllegalArgumentException(
                    name + ": expected a square matrix, found " + matrix.numRows + " x " + matrix.numCols);
        }
        finite(name, matrix);
    }

    static void symmetric(String name, DMatrixRMaj matrix) {
        square(name, matrix);
        double largest = 0;
        for (int at = 0; at < matrix.getNumElements(); at++) {
            largest = Math.max(largest, Math.abs(matrix.data[at]));
        }
        for (int i = 0; i < matrix.numRows; i++) {
            for (int j = 0; j < i; j++) {
                if (Math.abs(matrix.get(i, j) - matrix.get(j, i)) > ASYMMETRY * largest) {
                    throw new IllegalArgumentException(name + ": expected a symmetric matrix, found " + matrix.get(i, j)
                            + " at (" + i + ", " + j + ") and " + matrix.get(j, i) + " at (" + j + ", " + i + ")");
                }
            }
        }
    }

    /** Returns a matrix of rows of one length. */
    static DMatrixRMaj matrix(String name, double[]... rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        DMatrixRMaj matrix = new DMatrixRMaj(rows.length, columns);
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != columns) {
                throw new IllegalArgumentException(name + ": row " + i + " has " + rows[i].length
                        + " columns, expected " + columns + " as in row 0");
            }
            System.arraycopy(rows[i], 0, matrix.data, i * columns, columns);
        }
        return matrix;
    }
}
