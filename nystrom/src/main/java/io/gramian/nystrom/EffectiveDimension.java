package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import io.gramian.nystrom.internal.Matrices;

/**
 * By how much the effective dimension tr K (K + gamma I)^-1 grows with one more point: exactly, and an over-estimate from
 * a dictionary. With the points before as x_1..x_(t-1), k their kernel values with the new one and k_tt its own.
 *
 * <p>The effective dimension itself is the sum of {@link LeverageScores}.
 */
public final class EffectiveDimension {
    private EffectiveDimension() {}

    /**
     * Returns the exact increment (k_tt - k'Bk - gamma k'B^2 k) / (k_tt + gamma - k'Bk) with B = (K + gamma I)^-1; O(t^3).
     *
     * @param kernel positive semi-definite
     * @param x the points before
     * @param point the new point
     * @param ridge gamma, positive
     * @param backend where to compute
     * @return a number in [0, 1)
     * @throws IllegalArgumentException if the ridge is not positive, the kernel declares no definiteness, or the dimensions
     *     differ
     */
    public static double increment(Kernel kernel, Points x, double[] point, double ridge, Backend backend) {
        Checks.ridge(ridge);
        Checks.definite(kernel);
        double[] column = column(kernel, x, point, backend);
        try (Gram gram = backend.gram(kernel, x);
                Matrix matrix = gram.matrix();
                Cholesky factor = backend.linearAlgebra().cholesky(matrix, ridge)) {
            double[] solution = factor.solve(column);
            double left = kernel.value(point, point) - dot(column, solution);
            return Math.max(0, (left - ridge * dot(solution, solution)) / (left + ridge));
        }
    }

    /**
     * Returns an over-estimate of the increment from a dictionary S of the points before, with Ktil = KS (S'KS + gamma
     * I)^-1 S'K: (y - c) / (y + gamma), y = k_tt - k' (Ktil + alpha gamma I)^-1 k, c = (1 - eps)^2 / 4 gamma k' (Ktil + gamma
     * I)^-2 k, alpha = (2 - eps) / (1 - eps).
     *
     * <p>It is at least the increment where 0 &lt;= K - Ktil &lt;= gamma / (1 - eps) I, as for an eps-accurate dictionary:
     * then K + gamma I &lt;= Ktil + alpha gamma I, and (K + gamma I)^-2 &gt;= (1 - eps)^2 / 4 (Ktil + gamma I)^-2. A negative y
     * shows that the dictionary is not as accurate; then the result is k_tt / (k_tt + gamma), which no increment exceeds. O(t
     * m^2 + m^3) operations, 2 t m kernel values.
     *
     * @param kernel positive semi-definite
     * @param x the points before
     * @param dictionary m of them, with their weights
     * @param point the new point
     * @param ridge gamma, positive
     * @param epsilon the accuracy of the dictionary, at least 0 and below 1
     * @param backend where to compute
     * @return a number in [0, 1)
     * @throws IllegalArgumentException if the ridge or epsilon is out of range, the kernel declares no definiteness, or the
     *     dimensions differ
     */
    public static double incrementBound(
            Kernel kernel,
            Points x,
            Landmarks dictionary,
            double[] point,
            double ridge,
            double epsilon,
            Backend backend) {
        Checks.ridge(ridge);
        Checks.fraction("epsilon", epsilon);
        Checks.definite(kernel);
        double shift = (2 - epsilon) / (1 - epsilon) * ridge;
        double[] column = column(kernel, x, point, backend);
        double[] narrow = inverseTimes(kernel, x, dictionary, column, ridge, shift, backend);
        double[] wide = inverseTimes(kernel, x, dictionary, column, ridge, ridge, backend);
        double own = kernel.value(point, point);
        double left = own - dot(column, narrow);
        if (left < 0) {
            return own / (own + ridge);
        }
        double squared = (1 - epsilon) * (1 - epsilon) / 4 * ridge * dot(wide, wide);
        return Math.max(0, (left - squared) / (left + ridge));
    }

    /** (Ktil + shift I)^-1 k = (k - C (shift W + C'C)^-1 C'k) / shift, with C = KS and W = S'KS + gamma I. */
    private static double[] inverseTimes(
            Kernel kernel,
            Points x,
            Landmarks dictionary,
            double[] column,
            double ridge,
            double shift,
            Backend backend) {
        LinearAlgebra algebra = backend.linearAlgebra();
        double[] weights = dictionary.weights();
        try (Gram gram = backend.gram(kernel, x, dictionary.points());
                Matrix selection = Matrices.diagonal(weights, backend);
                Matrix k = backend.matrix(column.length, 1, column);
                Matrix image = gram.transposeTimes(k);
                Matrix weighted = algebra.multiply(selection, image);
                Matrix squares = gram.normalTimes(selection);
                Matrix inner = algebra.multiply(selection, squares);
                Matrix sketch = LeverageEstimates.sketched(kernel, dictionary.points(), weights, backend)) {
            algebra.add(shift, sketch, inner);
            try (Cholesky factor = algebra.cholesky(inner, shift * ridge);
                    Matrix solution = factor.solve(weighted);
                    Matrix spread = algebra.multiply(selection, solution);
                    Matrix explained = gram.times(spread)) {
                double[] result = explained.toArray();
                for (int i = 0; i < result.length; i++) {
                    result[i] = (column[i] - result[i]) / shift;
                }
                return result;
            }
        }
    }

    private static double[] column(Kernel kernel, Points x, double[] point, Backend backend) {
        try (Gram gram = backend.gram(kernel, x, Points.ofRowMajor(point, point.length))) {
            return gram.rowSums();
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
