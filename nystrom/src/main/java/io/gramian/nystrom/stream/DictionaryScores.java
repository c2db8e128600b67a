package io.gramian.nystrom.stream;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Matrices;
import java.util.Arrays;

/** Leverage scores estimated from a dictionary, with kernel values of its atoms only: O(m^2) memory. */
final class DictionaryScores {
    private DictionaryScores() {}

    /**
     * Returns (k_ii - k_i' S (S'KS + gamma I)^-1 S' k_i) / gamma of the atoms themselves. With G = S'KS this is (1 - gamma
     * ((G + gamma I)^-1)_ii) / w_i^2, so no kernel value beyond G is needed; the inverse's diagonal are the squared norms of
     * the columns of L^-1.
     */
    static double[] ofAtoms(Kernel kernel, Dictionary dictionary, double ridge, Backend backend) {
        int m = dictionary.size();
        double[] weights = dictionary.weights();
        Points atoms = dictionary.points();
        try (Matrix g = weighted(kernel, atoms, atoms, weights, weights, backend);
                Cholesky factor = backend.linearAlgebra().cholesky(g, ridge);
                Matrix identity = Matrices.identity(m, backend);
                Matrix inverse = factor.solveLower(identity)) {
            double[] squares = Matrices.columnSquares(inverse);
            for (int i = 0; i < m; i++) {
                squares[i] = Math.max(0, 1 - ridge * squares[i]) / (weights[i] * weights[i]);
            }
            return squares;
        }
    }

    /**
     * Returns e / (1 + e), e = (k_jj - k_j' S (S'KS + gamma I)^-1 S' k_j) / gamma, of new points: the estimate from the
     * dictionary and the point itself with weight one.
     */
    static double[] ofNewPoints(Kernel kernel, Dictionary dictionary, Points x, double ridge, Backend backend) {
        double[] scores;
        try (Gram own = backend.gram(kernel, x)) {
            scores = own.diagonal();
        }
        if (dictionary.size() > 0) {
            double[] weights = dictionary.weights();
            Points atoms = dictionary.points();
            try (Matrix g = weighted(kernel, atoms, atoms, weights, weights, backend);
                    Cholesky factor = backend.linearAlgebra().cholesky(g, ridge)) {
                subtractSeen(scores, kernel, atoms, weights, factor, x, backend);
            }
        }
        for (int j = 0; j < scores.length; j++) {
            double e = Math.max(0, scores[j]) / ridge;
            scores[j] = e / (1 + e);
        }
        return scores;
    }

    /** Takes |L^-1 S' k_j|^2, what the dictionary sees of each new point, from its k_jj. */
    private static void subtractSeen(
            double[] scores,
            Kernel kernel,
            Points atoms,
            double[] weights,
            Cholesky factor,
            Points x,
            Backend backend) {
        double[] ones = new double[x.size()];
        Arrays.fill(ones, 1);
        try (Matrix columns = weighted(kernel, atoms, x, weights, ones, backend);
                Matrix half = factor.solveLower(columns)) {
            double[] squares = Matrices.columnSquares(half);
            for (int j = 0; j < scores.length; j++) {
                scores[j] -= squares[j];
            }
        }
    }

    /** The matrix of v_i k(x_i, y_j) w_j. */
    private static Matrix weighted(Kernel kernel, Points x, Points y, double[] v, double[] w, Backend backend) {
        try (Gram gram = x == y ? backend.gram(kernel, x) : backend.gram(kernel, x, y);
                Matrix plain = gram.matrix()) {
            double[] entries = plain.toArray();
            for (int at = 0, i = 0; i < v.length; i++) {
                for (int j = 0; j < w.length; j++, at++) {
                    entries[at] *= v[i] * w[j];
                }
            }
            return backend.matrix(v.length, w.length, entries);
        }
    }
}
