package io.gramian.nystrom;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Matrices;
import io.gramian.nystrom.internal.SymmetricSpectrum;
import java.util.Arrays;
import java.util.List;

/** A root M, m x c, of the core of a Nystrom approximation, K(X, Z) M M' K(Z, X), with the rank it keeps. */
record CoreRoot(double[] entries, int columns, int rank, List<String> warnings) {
    /** The root for the given ridge; 0 for the projection, in which the weights cancel. */
    static CoreRoot of(Kernel kernel, Landmarks landmarks, double ridge, FeatureRoot kind, Backend backend) {
        if (kind == FeatureRoot.CHOLESKY) {
            return ridge > 0
                    ? regularisedCholesky(kernel, landmarks, ridge, backend)
                    : pivotedCholesky(kernel, landmarks, backend);
        }
        return spectral(kernel, landmarks, ridge, kind == FeatureRoot.SYMMETRIC, backend);
    }

    private static CoreRoot pivotedCholesky(Kernel kernel, Landmarks landmarks, Backend backend) {
        try (Matrix whitener = LeverageEstimates.whitener(kernel, landmarks.points(), backend)) {
            int rank = whitener.columns();
            List<String> warnings = warnings(landmarks.size(), rank, "pivots");
            return new CoreRoot(whitener.toArray(), rank, rank, warnings);
        }
    }

    private static CoreRoot regularisedCholesky(Kernel kernel, Landmarks landmarks, double ridge, Backend backend) {
        int m = landmarks.size();
        double[] weights = landmarks.weights();
        try (Matrix sketch = LeverageEstimates.sketched(kernel, landmarks.points(), weights, backend);
                Cholesky factor = backend.linearAlgebra().cholesky(sketch, ridge);
                Matrix identity = Matrices.identity(m, backend);
                Matrix root = factor.solveUpper(identity)) {
            double[] entries = root.toArray();
            weigh(entries, weights, m);
            return new CoreRoot(entries, m, m, List.of());
        }
    }

    private static CoreRoot spectral(
            Kernel kernel, Landmarks landmarks, double ridge, boolean isSymmetric, Backend backend) {
        int m = landmarks.size();
        double[] weights = landmarks.weights();
        if (ridge == 0) {
            Arrays.fill(weights, 1);
        }
        SymmetricSpectrum spectrum;
        try (Gram gram = backend.gram(kernel, landmarks.points())) {
            double[] core = gram.dense().data;
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < m; j++) {
                    core[i * m + j] *= weights[i] * weights[j];
                }
            }
            spectrum = SymmetricSpectrum.of(core, m, m, backend);
        }
        double cut = Math.max(0, spectrum.values()[0]) * m * SymmetricSpectrum.epsilon(backend);
        int rank = ridge > cut ? m : spectrum.above(cut - ridge);
        double[] factors = new double[rank];
        Arrays.setAll(factors, j -> 1 / Math.sqrt(Math.max(0, spectrum.values()[j]) + ridge));
        double[] root = spectrum.scaled(factors);
        int columns = rank;
        if (isSymmetric && rank > 0) {
            double[] ones = new double[rank];
            Arrays.fill(ones, 1);
            try (Matrix left = backend.matrix(m, rank, root);
                    Matrix right = backend.matrix(m, rank, spectrum.scaled(ones));
                    Matrix product = backend.linearAlgebra().multiply(left, right.transposed())) {
                root = product.toArray();
                columns = m;
            }
        }
        weigh(root, weights, columns);
        return new CoreRoot(root, columns, rank, warnings(m, rank, "eigenvalues"));
    }

    private static void weigh(double[] rows, double[] weights, int columns) {
        for (int at = 0; at < rows.length; at++) {
            rows[at] *= weights[at / columns];
        }
    }

    private static List<String> warnings(int m, int rank, String what) {
        return rank == m
                ? List.of()
                : List.of((m - rank) + " of " + m + " " + what
                        + " of the landmarks' kernel matrix are rounding and count as zero: the landmarks span rank "
                        + rank);
    }
}
