package io.gramian.nystrom.internal;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Matrix;
import java.util.Arrays;

/** Small dense matrices and sums that more than one algorithm needs. */
public final class Matrices {
    private Matrices() {}

    public static Matrix identity(int size, Backend backend) {
        double[] ones = new double[size];
        Arrays.fill(ones, 1);
        return diagonal(ones, backend);
    }

    public static Matrix diagonal(double[] values, Backend backend) {
        double[] entries = new double[values.length * values.length];
        for (int i = 0; i < values.length; i++) {
            entries[i * values.length + i] = values[i];
        }
        return backend.matrix(values.length, values.length, entries);
    }

    /** The sum of squares of each column. */
    public static double[] columnSquares(Matrix matrix) {
        int n = matrix.columns();
        double[] entries = matrix.toArray();
        double[] squares = new double[n];
        for (int at = 0, i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < n; j++, at++) {
                squares[j] += entries[at] * entries[at];
            }
        }
        return squares;
    }
}
