package io.gramian.dpp;

import org.ejml.data.DMatrixRMaj;

/** Matrices as they come from a caller: copied, row after row, and checked. */
final class KernelMatrix {
    /** How far an entry may be from its mirror image, relative to the root of its diagonal entries' product. */
    private static final double ASYMMETRY = 1e-9;

    /** What summing may leave of an entry that is zero, relative to the largest. */
    private static final double ROUNDING = 1e-13;

    private static final int TILE = 32;

    private KernelMatrix() {}

    /** Returns the entries of a rectangular matrix, all finite. */
    static double[] rectangular(String name, double[][] rows) {
        if (rows.length == 0) {
            throw new IllegalArgumentException(name + ": expected at least one row, found none");
        }
        int columns = rows[0].length;
        double[] entries = new double[Spectrum.checkedLength(rows.length, columns)];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != columns) {
                throw new IllegalArgumentException(name + ": row " + i + " has " + rows[i].length
                        + " columns, expected " + columns + " as in row 0");
            }
            System.arraycopy(rows[i], 0, entries, i * columns, columns);
        }
        return finite(name, entries, columns);
    }

    static double[] rectangular(String name, DMatrixRMaj matrix) {
        if (matrix.numRows == 0) {
            throw new IllegalArgumentException(name + ": expected at least one row, found none");
        }
        double[] entries = java.util.Arrays.copyOf(matrix.data, Spectrum.checkedLength(matrix.numRows, matrix.numCols));
        return finite(name, entries, matrix.numCols);
    }

    /** Returns the entries of a symmetric matrix, symmetric to the bit. */
    static double[] symmetric(String name, double[] entries, int rows) {
        if (entries.length != rows * rows) {
            throw new IllegalArgumentException(
                    name + ": expected a square matrix, found " + rows + " x " + entries.length / rows);
        }
        double[] roots = new double[rows];
        for (int i = 0; i < rows; i++) {
            roots[i] = Math.sqrt(Math.abs(entries[i * rows + i]));
        }
        double least = ROUNDING * Spectra.largest(entries);
        for (int i0 = 0; i0 < rows; i0 += TILE) { // in tiles, which stay in the cache for both triangles
            for (int j0 = 0; j0 <= i0; j0 += TILE) {
                for (int i = i0; i < Math.min(rows, i0 + TILE); i++) {
                    for (int j = j0; j < Math.min(i, j0 + TILE); j++) {
                        average(name, entries, rows, i, j, Math.max(least, ASYMMETRY * roots[i] * roots[j]));
                    }
                }
            }
        }
        return entries;
    }

    private static void average(String name, double[] entries, int rows, int i, int j, double tolerance) {
        double below = entries[i * rows + j];
        double above = entries[j * rows + i];
        if (Math.abs(below - above) > Math.max(tolerance, ASYMMETRY * Math.max(Math.abs(below), Math.abs(above)))) {
            throw new IllegalArgumentException(name + ": expected a symmetric matrix, found " + below + " at (" + i
                    + ", " + j + ") and " + above + " at (" + j + ", " + i + ")");
        }
        double mean = below + (above - below) / 2;
        entries[i * rows + j] = mean;
        entries[j * rows + i] = mean;
    }

    /** Returns the entries at some rows and columns of a matrix of n columns. */
    static double[] block(double[] matrix, int n, int[] rows, int[] columns) {
        double[] block = new double[rows.length * columns.length];
        int at = 0;
        for (int i : rows) {
            for (int j : columns) {
                block[at++] = matrix[i * n + j];
            }
        }
        return block;
    }

    static double[] finite(String name, double[] entries, int columns) {
        for (int at = 0; at < entries.length; at++) {
            if (!(Math.abs(entries[at]) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(name + ": entry (" + at / columns + ", " + at % columns + ") is "
                        + entries[at] + "; all entries must be finite");
            }
        }
        return entries;
    }
}
