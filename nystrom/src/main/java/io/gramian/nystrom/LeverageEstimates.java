package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Eigen;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import java.util.Arrays;

/** Ridge leverage scores from a few points; all of them are c k(x, x) - |K(x, Z) M|^2 for some matrix M. */
final class LeverageEstimates {
    private LeverageEstimates() {}

    /**
     * Returns (1 / gamma) (k_ii - k_i' S (S' K S + gamma I)^-1 S' k_i), not below zero; O(n m^2 + m^3). With no weight at
     * all, k_ii / gamma.
     */
    static double[] dictionary(
            Kernel kernel, Points x, Points landmarks, double[] weights, double ridge, Backend backend) {
        double[] scores = scaledDiagonal(kernel, x, ridge, backend);
        LinearAlgebra algebra = backend.linearAlgebra();
        double[] scaled = weights.clone();
        for (int j = 0; j < scaled.length; j++) {
            scaled[j] /= Math.sqrt(ridge); // so that the squares come out divided by gamma
        }
        try (Matrix sketch = sketched(kernel, landmarks, weights, backend);
                Cholesky factor = algebra.cholesky(sketch, ridge);
                Matrix selection = RowPass.diagonal(scaled, backend);
                Matrix whitener = factor.solveLower(selection)) {
            subtract(scores, RowPass.squaredNorms(kernel, x, landmarks, whitener.transposed(), backend));
        }
        return scores;
    }

    /** S' K S, with rows and columns of K(Z, Z) multiplied by the weights. */
    static Matrix sketched(Kernel kernel, Points landmarks, double[] weights, Backend backend) {
        int m = weights.length;
        try (Gram gram = backend.gram(kernel, landmarks)) {
            double[] entries = gram.dense().data;
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < m; j++) {
                    entries[i * m + j] *= weights[i] * weights[j];
                }
            }
            return backend.matrix(m, m, entries);
        }
    }

    /**
     * Returns (k_ii - |z_i|^2) / gamma + z_i' (Z'Z + gamma I)^-1 z_i with z_i = K(Z, Z)^(-1/2) k(Z, x_i), in [0, k_ii /
     * (k_ii + gamma)]; O(n m^2 + m^3).
     */
    static double[] projected(Kernel kernel, Points x, Points landmarks, double ridge, Backend backend) {
        double[] scores = scaledDiagonal(kernel, x, ridge, backend);
        double[] own = scores.clone();
        LinearAlgebra algebra = backend.linearAlgebra();
        try (Gram gram = backend.gram(kernel, x, landmarks);
                Matrix whitener = whitener(kernel, landmarks, backend);
                Matrix image = gram.normalTimes(whitener);
                Matrix covariance = algebra.multiply(whitener.transposed(), image);
                Eigen eigen = algebra.eigen(covariance)) {
            double[] values = eigen.values();
            for (int j = 0; j < values.length; j++) {
                double theta = Math.max(0, values[j]);
                values[j] = Math.sqrt(theta / (theta + ridge) / ridge);
            }
            try (Matrix factors = RowPass.diagonal(values, backend);
                    Matrix rotated = algebra.multiply(whitener, eigen.vectors());
                    Matrix m = algebra.multiply(rotated, factors)) {
                subtract(scores, RowPass.squaredNorms(kernel, x, landmarks, m, backend));
            }
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.min(scores[i], own[i] / (own[i] + 1)); // what a point alone would have
        }
        return scores;
    }

    /**
     * Returns U L^(-1/2) of the eigenvalues L of K(Z, Z) above round-off, m x r: K(X, Z) times this has the inner products
     * of the projection.
     */
    static Matrix whitener(Kernel kernel, Points landmarks, Backend backend) {
        LinearAlgebra algebra = backend.linearAlgebra();
        int m = landmarks.size();
        double unit = backend.precision() == Precision.DOUBLE ? 0x1p-52 : 0x1p-23;
        try (Gram gram = backend.gram(kernel, landmarks);
                Matrix matrix = gram.matrix();
                Eigen eigen = algebra.eigen(matrix)) {
            double[] values = eigen.values();
            int rank = 0;
            while (rank < m && values[rank] > values[0] * m * unit) {
                values[rank] = 1 / Math.sqrt(values[rank]);
                rank++;
            }
            try (Matrix factors = RowPass.diagonal(Arrays.copyOf(values, rank), backend)) {
                return algebra.multiply(eigen.vectors().slice(0, m, 0, rank), factors);
            }
        }
    }

    /** Returns k(x_i, x_i) - |K(Z, Z)^(-1/2) k(Z, x_i)|^2 summed, over the sum of k(x_i, x_i). */
    static double relativeTraceError(Kernel kernel, Points x, Points landmarks, Backend backend) {
        double[] left = SelectionChecks.diagonal(kernel, x, backend);
        double trace = Arrays.stream(left).sum();
        try (Matrix whitener = whitener(kernel, landmarks, backend)) {
            subtract(left, RowPass.squaredNorms(kernel, x, landmarks, whitener, backend));
        }
        return Arrays.stream(left).sum() / trace;
    }

    private static double[] scaledDiagonal(Kernel kernel, Points x, double ridge, Backend backend) {
        try (Gram gram = backend.gram(kernel, x)) {
            double[] scores = gram.diagonal();
            for (int i = 0; i < scores.length; i++) {
                scores[i] /= ridge;
            }
            return scores;
        }
    }

    private static void subtract(double[] scores, double[] explained) {
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.max(0, scores[i] - explained[i]);
        }
    }
}
