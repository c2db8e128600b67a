package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Triangle;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import io.gramian.nystrom.internal.Matrices;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Ridge leverage scores from a few points; all of them are c k(x, x) - |K(x, Z) M|^2 for some matrix M. */
final class LeverageEstimates {
    private static final int CANDIDATES = 128; // landmarks looked at in a round

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
                Matrix selection = Matrices.diagonal(scaled, backend);
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
     * Returns (k_ii - |z_i|^2) / gamma + z_i' (Z'Z + gamma I)^-1 z_i with z_i = L^-1 k(Z, x_i), K(Z, Z) = L L', in [0, k_ii /
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
                Cholesky factor = algebra.cholesky(covariance, ridge);
                Matrix regularised = factor.solveLower(whitener.transposed())) {
            double[] seen = RowPass.squaredNorms(kernel, x, landmarks, whitener, backend);
            double[] kept = RowPass.squaredNorms(kernel, x, landmarks, regularised.transposed(), backend);
            for (int i = 0; i < scores.length; i++) {
                scores[i] = Math.max(0, scores[i] - seen[i] / ridge) + kept[i];
            }
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.min(scores[i], own[i] / (own[i] + 1)); // what a point alone would have
        }
        return scores;
    }

    /**
     * Returns an M of m rows, with K(X, Z) M (K(X, Z) M)' the projection K(X, Z) K(Z, Z)^+ K(Z, X): the inverse transposed
     * Cholesky factor of landmarks whose residual is large when their turn comes, and zeros for those that are spanned to
     * rounding.
     *
     * <p>Pivots of at least a quarter of the largest residual bound what rounding does, as full pivoting would, and come
     * many at a time. Not by eigenvalues, which backends may fail to find where most of them are rounding.
     */
    static Matrix whitener(Kernel kernel, Points landmarks, Backend backend) {
        Pivoted pivoted = pivoted(kernel, landmarks, backend);
        return scattered(pivoted.lower, pivoted.pivots, landmarks.size(), backend);
    }

    /** The landmarks that others do not span to rounding, in an order, and the r x r lower factor L of their K = L L'. */
    record Pivoted(int[] pivots, double[] lower) {}

    static Pivoted pivoted(Kernel kernel, Points landmarks, Backend backend) {
        int m = landmarks.size();
        try (ResidualFactor partial = new ResidualFactor(kernel, landmarks, m, backend)) {
            double[] residual = partial.residual();
            double largest = Arrays.stream(residual).max().orElseThrow();
            while (largest > 0) {
                double least = largest / 4;
                int[] candidates = IntStream.range(0, m)
                        .filter(i -> residual[i] >= least)
                        .boxed()
                        .sorted(Comparator.comparingDouble((Integer i) -> -residual[i]))
                        .limit(CANDIDATES)
                        .mapToInt(Integer::intValue)
                        .toArray();
                partial.append(candidates, (before, now) -> now >= least);
                largest = Arrays.stream(residual).max().orElseThrow();
            }
            int[] pivots = partial.pivots();
            double[] lower = new double[pivots.length * pivots.length];
            double[] factor = partial.factor().toArray();
            for (int r = 0; r < pivots.length; r++) {
                System.arraycopy(factor, pivots[r] * pivots.length, lower, r * pivots.length, r + 1);
            }
            return new Pivoted(pivots, lower);
        }
    }

    private static Matrix scattered(double[] lower, int[] pivots, int m, Backend backend) {
        int r = pivots.length;
        try (Matrix factor = backend.matrix(r, r, lower);
                Matrix identity = Matrices.identity(r, backend);
                Matrix inverse = backend.linearAlgebra().solveTriangular(Triangle.LOWER, factor, identity)) {
            double[] rows = inverse.transposed().toArray();
            double[] result = new double[m * r];
            for (int i = 0; i < r; i++) {
                System.arraycopy(rows, i * r, result, pivots[i] * r, r);
            }
            return backend.matrix(m, r, result);
        }
    }

    /** Returns k(x_i, x_i) - |L^-1 k(Z, x_i)|^2 summed, K(Z, Z) = L L', over the sum of k(x_i, x_i). */
    static double relativeTraceError(Kernel kernel, Points x, Points landmarks, Backend backend) {
        double[] left = Checks.diagonal(kernel, x, backend);
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
