package io.gramian.dpp;

import org.ejml.data.DMatrixRMaj;

/**
 * A determinant as its sign and the logarithm of its magnitude, which neither overflows nor underflows.
 *
 * @param sign -1, 0 or 1
 * @param log the logarithm of the magnitude, negative infinity for 0
 */
record LogDeterminant(int sign, double log) {
    private static final LogDeterminant ZERO = new LogDeterminant(0, Double.NEGATIVE_INFINITY);

    /** Returns the determinant of a square matrix, by elimination with row pivoting; 1 for 0 x 0. */
    static LogDeterminant of(DMatrixRMaj matrix) {
        return eliminated(matrix.copy().data, matrix.numRows, 0);
    }

    /**
     * The same, 0 where the matrix has no full rank to working precision: where a pivot is rounding beside the largest entry, once
     * rows and columns are scaled so that the diagonal is one.
     */
    static LogDeterminant upToRounding(DMatrixRMaj matrix) {
        int n = matrix.numRows;
        double[] a = matrix.copy().data;
        double log = 0;
        for (int i = 0; i < n; i++) {
            double diagonal = Math.sqrt(Math.abs(matrix.get(i, i)));
            for (int j = 0; j < n && diagonal > 0; j++) {
                a[i * n + j] /= diagonal;
                a[j * n + i] /= diagonal;
            }
            log += diagonal > 0 ? 2 * Math.log(diagonal) : 0;
        }
        double most = 0;
        for (double value : a) {
            most = Math.max(most, Math.abs(value));
        }
        LogDeterminant scaled = eliminated(a, n, 4 * n * Math.ulp(1.0) * most);
        return scaled.sign == 0 ? ZERO : new LogDeterminant(scaled.sign, scaled.log + log);
    }

    private static LogDeterminant eliminated(double[] a, int n, double rounding) {
        int sign = 1;
        double log = 0;
        for (int k = 0; k < n; k++) {
            int pivot = pivot(a, n, k);
            if (Math.abs(a[pivot * n + k]) <= rounding) {
                return ZERO;
            }
            if (pivot != k) {
                swapRows(a, n, k, pivot);
                sign = -sign;
            }
            double value = a[k * n + k];
            sign = value < 0 ? -sign : sign;
            log += Math.log(Math.abs(value));
            for (int i = k + 1; i < n; i++) {
                eliminate(a, n, k, i);
            }
        }
        return new LogDeterminant(sign, log);
    }

    /** Returns the sum of the logarithms of the rows' lengths, which bounds the logarithm (Hadamard). */
    static double bound(DMatrixRMaj matrix) {
        double sum = 0;
        for (int i = 0; i < matrix.numRows; i++) {
            double norm = 0;
            for (int j = 0; j < matrix.numCols; j++) {
                norm = Math.hypot(norm, matrix.get(i, j));
            }
            sum += Math.log(norm);
        }
        return sum;
    }

    private static int pivot(double[] a, int n, int k) {
        int pivot = k;
        for (int i = k + 1; i < n; i++) {
            pivot = Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k]) ? i : pivot;
        }
        return pivot;
    }

    private static void swapRows(double[] a, int n, int first, int second) {
        for (int j = 0; j < n; j++) {
            double value = a[first * n + j];
            a[first * n + j] = a[second * n + j];
            a[second * n + j] = value;
        }
    }

    private static void eliminate(double[] a, int n, int k, int i) {
        double factor = a[i * n + k] / a[k * n + k];
        for (int j = k + 1; factor != 0 && j < n; j++) {
            a[i * n + j] -= factor * a[k * n + j];
        }
    }
}
