package io.gramian.nystrom.internal;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Eigen;
import io.gramian.core.backend.Matrix;

/** The largest eigenvalues of a symmetric matrix that is positive semi-definite to rounding, with their vectors. */
public record SymmetricSpectrum(double[] values, double[] vectors, int size) {
    /**
     * Returns k pairs of an n x n matrix, errors of the order of the rounding of its trace. The matrix is shifted by that
     * much and the eigenvalues back: a QL iteration may fail to converge where neighbouring diagonal entries are rounding.
     */
    public static SymmetricSpectrum of(double[] entries, int n, int k, Backend backend) {
        double shift = 0;
        for (int i = 0; i < n; i++) {
            shift += Math.abs(entries[i * n + i]);
        }
        shift *= epsilon(backend);
        double[] shifted = entries.clone();
        for (int i = 0; i < n; i++) {
            shifted[i * n + i] += shift;
        }
        try (Matrix matrix = backend.matrix(n, n, shifted);
                Eigen eigen = backend.linearAlgebra().eigen(matrix, k)) {
            double[] values = eigen.values();
            for (int j = 0; j < k; j++) {
                values[j] -= shift;
            }
            return new SymmetricSpectrum(values, eigen.vectors().toArray(), n);
        }
    }

    /** Twice the unit round-off. */
    public static double epsilon(Backend backend) {
        return 2 * backend.precision().unitRoundoff();
    }

    /** How many eigenvalues are above the cut. */
    public int above(double cut) {
        int rank = 0;
        while (rank < values.length && values[rank] > cut) {
            rank++;
        }
        return rank;
    }

    /** The first r vectors, each times its factor; n x r, row after row. */
    public double[] scaled(double[] factors) {
        int r = factors.length;
        double[] result = new double[size * r];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < r; j++) {
                result[i * r + j] = vectors[i * values.length + j] * factors[j];
            }
        }
        return result;
    }
}
