package io.gramian.dpp;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.NotPositiveDefiniteException;

/** A marginal kernel kept as a symmetric matrix, N x N, row after row. */
record DenseMarginal(int size, double[] matrix) {
    /** Throws what {@link Spectra#ofMarginal} would if K or I - K is not positive semi-definite; 2 N^3 / 3 operations. */
    void checkBounds(Backend backend) {
        double[] complement = new double[matrix.length];
        for (int i = 0, at = 0; i < size; i++) {
            for (int j = 0; j < size; j++, at++) {
                complement[at] = (i == j ? 1 : 0) - matrix[at];
            }
        }
        if (!isPositive(matrix, backend) || !isPositive(complement, backend)) {
            Spectra.ofMarginal(matrix, size, backend); // names the eigenvalue, unless it is near enough after all
        }
    }

    private boolean isPositive(double[] entries, Backend backend) {
        try (Matrix resident = backend.matrix(size, size, entries);
                Cholesky cholesky = backend.linearAlgebra().cholesky(resident, Spectra.OUTSIDE)) {
            return cholesky.size() == size;
        } catch (NotPositiveDefiniteException e) {
            return false;
        }
    }

    double[] inclusion() {
        double[] diagonal = new double[size];
        for (int i = 0; i < size; i++) {
            diagonal[i] = Math.max(0, Math.min(1, matrix[i * size + i]));
        }
        return diagonal;
    }
}
