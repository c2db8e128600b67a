package io.gramian.nystrom;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.nystrom.internal.Matrices;
import io.gramian.nystrom.internal.SymmetricSpectrum;

/**
 * The inverses of A + ridge I for several ridges, as R' diag(d) R: eigenvectors R' of A and d = 1 / (eigenvalue + ridge),
 * or, for a single ridge, the inverse Cholesky factor R and d = 1, which takes a tenth of the time.
 */
final class Resolvent implements AutoCloseable {
    private final Matrix rotation; // R, n x n
    private final Matrix weights; // n x p
    private final int size;
    private final int ridges;
    private final Backend backend;
    private final LinearAlgebra algebra;

    Resolvent(Matrix a, double[] ridges, Backend backend) {
        this.size = a.rows();
        this.ridges = ridges.length;
        this.backend = backend;
        this.algebra = backend.linearAlgebra();
        double[] d = new double[size * ridges.length];
        if (ridges.length == 1) {
            try (Cholesky factor = algebra.cholesky(a, ridges[0]);
                    Matrix identity = Matrices.identity(size, backend)) {
                this.rotation = factor.solveLower(identity);
            }
            java.util.Arrays.fill(d, 1);
        } else {
            SymmetricSpectrum spectrum = SymmetricSpectrum.of(a.toArray(), size, size, backend);
            try (Matrix vectors = backend.matrix(size, size, spectrum.vectors())) {
                // Stored turned round, as the products below want it.
                this.rotation = algebra.copy(vectors.transposed());
            }
            double[] values = spectrum.values();
            for (int at = 0; at < d.length; at++) {
                d[at] = 1 / (Math.max(0, values[at / ridges.length]) + ridges[at % ridges.length]);
            }
        }
        this.weights = backend.matrix(size, ridges.length, d);
    }

    /** Returns (A + ridge_p I)^-1 B of n x k numbers, for every p. */
    double[][] solve(double[] b) {
        int k = b.length / size;
        double[][] solutions = new double[ridges][];
        double[] d = weights.toArray();
        try (Matrix right = backend.matrix(size, k, b);
                Matrix turned = algebra.multiply(rotation, right)) {
            double[] entries = turned.toArray();
            for (int p = 0; p < ridges; p++) {
                double[] scaled = new double[entries.length];
                for (int at = 0; at < scaled.length; at++) {
                    scaled[at] = entries[at] * d[at / k * ridges + p];
                }
                try (Matrix shrunk = backend.matrix(size, k, scaled);
                        Matrix solution = algebra.multiply(rotation.transposed(), shrunk)) {
                    solutions[p] = solution.toArray();
                }
            }
        }
        return solutions;
    }

    /** Returns the diagonals of the inverses, row i for entry i, a column for each ridge. */
    double[] diagonals() {
        return weightedSquares(rotation);
    }

    /** Returns v' (A + ridge_p I)^-1 v for every column v of an n x b matrix: b rows, a column for each ridge. */
    double[] quadraticForms(Matrix vectors) {
        try (Matrix turned = algebra.multiply(rotation, vectors)) {
            return weightedSquares(turned);
        }
    }

    private double[] weightedSquares(Matrix turned) {
        double[] entries = turned.toArray();
        for (int at = 0; at < entries.length; at++) {
            entries[at] *= entries[at];
        }
        try (Matrix squares = backend.matrix(turned.rows(), turned.columns(), entries);
                Matrix sums = algebra.multiply(squares.transposed(), weights)) {
            return sums.toArray();
        }
    }

    @Override
    public void close() {
        rotation.close();
        weights.close();
    }
}
