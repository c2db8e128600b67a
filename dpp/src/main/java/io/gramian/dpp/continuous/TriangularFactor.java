package io.gramian.dpp.continuous;

import io.gramian.core.backend.NotPositiveDefiniteException;
import io.gramian.dpp.internal.Checks;

/** The Cholesky factor of a small symmetric matrix. */
final class TriangularFactor {
    private TriangularFactor() {}

    static double[][] of(double[]... matrix) {
        int m = Checks.atLeast("order of the Gram matrix", 1, matrix.length);
        check(matrix);
        double largest = 0;
        for (int k = 0; k < m; k++) {
            largest = Math.max(largest, matrix[k][k]);
        }
        double[][] lower = new double[m][m];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                if (i > j) {
                    lower[i][j] = sum / lower[j][j];
                } else if (sum > matrix[i][i] * m * Math.ulp(1.0)) {
                    lower[i][i] = Math.sqrt(sum);
                } else {
                    throw new NotPositiveDefiniteException(i, sum, largest);
                }
            }
        }
        return lower;
    }

    private static void check(double[]... matrix) {
        for (int i = 0; i < matrix.length; i++) {
            if (matrix[i].length != matrix.length) {
                throw new IllegalArgumentException("Gram matrix: expected " + matrix.length + " numbers in row " + i
                        + ", found " + matrix[i].length);
            }
            for (int j = 0; j < i; j++) {
                double difference = Math.abs(matrix[i][j] - matrix[j][i]);
                if (!(difference <= 1e-10 * Math.sqrt(Math.abs(matrix[i][i] * matrix[j][j])))) {
                    throw new IllegalArgumentException("Gram matrix: not symmetric, entries (" + i + ", " + j
                            + ") and (" + j + ", " + i + ") are " + matrix[i][j] + " and " + matrix[j][i]);
                }
            }
        }
    }
}
