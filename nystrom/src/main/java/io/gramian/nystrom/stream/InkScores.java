package io.gramian.nystrom.stream;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;

/**
 * Scores of the atoms and of a new point t, from the approximation of K before it, bordered by its column k_t.
 *
 * <p>With C the weighted columns of the atoms, G = C'C, W = S'KS + gamma I, K~ = C W^-1 C', and A = K~ + alpha gamma I, by
 * Woodbury's formula alpha gamma u' A^-1 v = u'v - (C'u)' (alpha gamma W + G)^-1 (C'v). The C'u of atoms are columns of G, so
 * only C'k_t takes O(t m) operations; the rest is O(m^3).
 */
final class InkScores {
    /** tau~ of the atoms, not clipped. */
    final double[] atoms;

    /** tau~ of the new point, not clipped. */
    final double own;

    /** The over-estimate of the growth of the effective dimension. */
    final double growth;

    /** s = k_tt + alpha gamma - k_t' A^-1 k_t, which is positive while the sketch is accurate. */
    final double schur;

    private InkScores(double[] atoms, double own, double growth, double schur) {
        this.atoms = atoms;
        this.own = own;
        this.growth = growth;
        this.schur = schur;
    }

    /**
     * Returns the scores.
     *
     * @param state the columns of the atoms, for t - 1 points
     * @param weights of the atoms
     * @param column k_t, kernel values of the new point with those t - 1
     * @param diagonal k_tt
     */
    static InkScores of(
            InkColumns state,
            double[] weights,
            double[] column,
            double diagonal,
            double ridge,
            double epsilon,
            Backend backend) {
        double alphaRidge = (2 - epsilon) / (1 - epsilon) * ridge;
        int m = weights.length;
        int t = state.length();
        double columnSquare = dot(column, column, t);
        if (m == 0) {
            double quadratic = columnSquare / alphaRidge;
            double schur = diagonal + alphaRidge - quadratic;
            double c = (1 - epsilon) * (1 - epsilon) / 4 * columnSquare / ridge;
            return new InkScores(
                    new double[0], ownScore(diagonal, quadratic, schur), growth(diagonal - quadratic, c, ridge), schur);
        }
        double[] cross = state.times(column); // raw columns' u_i' k_t
        double[] products = state.products(); // u_i' u_j
        double[] g = new double[m * m];
        double[] kernel = state.kernel();
        double[] w = new double[m * m];
        double[] right = new double[m * (m + 1)]; // C'u_i for the atoms, then C'k_t
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                g[i * m + j] = weights[i] * weights[j] * products[i * m + j];
                w[i * m + j] = weights[i] * weights[j] * kernel[i * m + j] + (i == j ? ridge : 0);
                right[i * (m + 1) + j] = weights[i] * products[i * m + j];
            }
            right[i * (m + 1) + m] = weights[i] * cross[i];
        }
        LinearAlgebra algebra = backend.linearAlgebra();
        double[] atoms = new double[m];
        double quadratic;
        double schur;
        try (Matrix sum = backend.matrix(m, m, combined(alphaRidge, w, g));
                Cholesky factor = algebra.cholesky(sum);
                Matrix u = backend.matrix(m, m + 1, right);
                Matrix half = factor.solveLower(u)) {
            double[] h = half.toArray();
            quadratic = (columnSquare - inner(h, m, m, m)) / alphaRidge;
            schur = diagonal + alphaRidge - quadratic;
            for (int i = 0; i < m; i++) {
                double own = (products[i * m + i] - inner(h, m, i, i)) / alphaRidge;
                double with = (cross[i] - inner(h, m, i, m)) / alphaRidge;
                double gap = column[state.position(i)] - with;
                atoms[i] = (kernel[i * m + i] - own - gap * gap / schur) / alphaRidge;
            }
        }
        double c = secondOrder(state, weights, column, right, ridge, epsilon, combined(ridge, w, g), backend);
        return new InkScores(
                atoms, ownScore(diagonal, quadratic, schur), growth(diagonal - quadratic, c, ridge), schur);
    }

    /** (x - x^2 / s) / (alpha gamma) with s = x + alpha gamma, which is x / s: no digit is lost where gamma is small. */
    private static double ownScore(double diagonal, double quadratic, double schur) {
        return (diagonal - quadratic) / schur;
    }

    /** Whether the growth could be one: it lies within [0, 1), but for rounding, while the sketch is accurate. */
    boolean isGrowthPossible() {
        return growth >= -1e-9 && growth <= 1;
    }

    /** The growth, or where that is impossible the most that any point adds, k_tt / (k_tt + gamma). */
    double safeGrowth(double diagonal, double ridge) {
        return isGrowthPossible() ? Math.max(0, growth) : diagonal / (diagonal + ridge);
    }

    private static double growth(double x, double c, double ridge) {
        return (x - c) / (x + ridge);
    }

    /** c = (1 - eps)^2 / 4 gamma |z|^2, z = (k_t - C (gamma W + G)^-1 C'k_t) / gamma. */
    private static double secondOrder(
            InkColumns state,
            double[] weights,
            double[] column,
            double[] right,
            double ridge,
            double epsilon,
            double[] sum,
            Backend backend) {
        int m = weights.length;
        double[] v = new double[m];
        for (int i = 0; i < m; i++) {
            v[i] = right[i * (m + 1) + m];
        }
        double[] solution;
        try (Matrix matrix = backend.matrix(m, m, sum);
                Cholesky factor = backend.linearAlgebra().cholesky(matrix)) {
            solution = factor.solve(v);
        }
        for (int i = 0; i < m; i++) {
            solution[i] *= weights[i];
        }
        double square = state.residualSquare(column, solution);
        return (1 - epsilon) * (1 - epsilon) / 4 * square / ridge;
    }

    private static double[] combined(double factor, double[] w, double[] g) {
        double[] sum = new double[w.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = factor * w[i] + g[i];
        }
        return sum;
    }

    /** The inner product of columns a and b of the m x (m + 1) matrix h. */
    private static double inner(double[] h, int m, int a, int b) {
        double sum = 0;
        for (int i = 0; i < m; i++) {
            sum += h[i * (m + 1) + a] * h[i * (m + 1) + b];
        }
        return sum;
    }

    private static double dot(double[] a, double[] b, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
