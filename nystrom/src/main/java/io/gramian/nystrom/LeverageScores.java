package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import io.gramian.nystrom.internal.Matrices;
import java.util.Arrays;

/**
 * Ridge leverage scores tau_i = (K (K + gamma I)^-1)_ii, how much point i counts in a ridge regression, and their sum,
 * the effective dimension. The ridge gamma multiplies the identity; it is not divided by n.
 *
 * <p>0 &lt;= tau_i &lt;= k_ii / (k_ii + gamma); more points lower a score, a larger ridge too, tau(a gamma) &lt;=
 * tau(gamma) &lt;= a tau(a gamma) for a &gt;= 1.
 *
 * <pre>{@code
 * LeverageScores exact = LeverageScores.exact(kernel, x, 1e-2);               // O(n^3)
 * Landmarks dictionary = RecursiveLeverage.ofRidge(1e-2).select(kernel, x, random);
 * LeverageScores estimated = LeverageScores.estimated(kernel, x, dictionary, 1e-2, 0.5);   // O(n m^2)
 * }</pre>
 *
 * <p>Immutable and thread-safe. Source: A. E. Alaoui, M. W. Mahoney, Fast randomized kernel ridge regression with
 * statistical guarantees (2015); D. Calandriello, A. Lazaric, M. Valko, Distributed adaptive sampling for kernel matrix
 * approximation (2017).
 */
public final class LeverageScores {
    private final double[] values;
    private final double ridge;
    private final double alpha;
    private final double logDeterminant;

    private LeverageScores(double[] values, double ridge, double alpha, double logDeterminant) {
        this.values = values;
        this.ridge = ridge;
        this.alpha = alpha;
        this.logDeterminant = logDeterminant;
    }

    /**
     * Returns the exact scores, computed on {@link Backends#auto()}.
     *
     * @param kernel positive semi-definite
     * @param x n points
     * @param ridge gamma, positive
     * @return n scores
     * @throws IllegalArgumentException as {@link #exact(Kernel, Points, double, Backend)}
     */
    public static LeverageScores exact(Kernel kernel, Points x, double ridge) {
        return exact(kernel, x, ridge, Backends.auto());
    }

    /**
     * Returns the exact scores, from the Cholesky factor of K + gamma I: 4 n^3 / 3 operations and three n x n matrices.
     * Errors are of the order of n u, relative to 1 where gamma is below the largest k_ii and relative to the score
     * above, u the unit round-off.
     *
     * @param kernel positive semi-definite
     * @param x n points
     * @param ridge gamma, positive
     * @param backend where to compute
     * @return n scores
     * @throws IllegalArgumentException if the ridge is not positive, the kernel declares no definiteness, or an n x n
     *     matrix exceeds the memory limit
     * @throws io.gramian.core.NumericalException if K + gamma I is not positive definite to working precision
     */
    public static LeverageScores exact(Kernel kernel, Points x, double ridge, Backend backend) {
        return exact(kernel, x, ridge, backend, Progress.NONE);
    }

    static LeverageScores exact(Kernel kernel, Points x, double ridge, Backend backend, Progress progress) {
        Checks.ridge(ridge);
        double[] diagonal = Checks.diagonal(kernel, x, backend);
        checkMemory(x.size(), backend);
        LinearAlgebra algebra = backend.linearAlgebra().withProgress(progress);
        double largest = Arrays.stream(diagonal).max().orElseThrow();
        try (Gram gram = backend.gram(kernel, x);
                Matrix matrix = gram.matrix();
                Cholesky factor = algebra.cholesky(matrix, ridge)) {
            double logDeterminant = factor.logDeterminant() - x.size() * Math.log(ridge);
            double[] scores = ridge < largest
                    ? scoresByInverse(diagonal, factor, ridge, backend)
                    : scoresByProjection(diagonal, factor, matrix, ridge);
            return new LeverageScores(scores, ridge, 1, logDeterminant);
        }
    }

    private static void checkMemory(int n, Backend backend) {
        double bytes = 8.0 * n * n;
        if (bytes > backend.memoryLimit() || (long) n * n > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "exact leverage scores of " + n + " points take three matrices of "
                            + (long) bytes + " bytes, and one must hold at most " + (Integer.MAX_VALUE - 8)
                            + " numbers and stay within the memory limit of " + backend.memoryLimit()
                            + " bytes; estimate them from a dictionary: LeverageScores.estimated with RecursiveLeverage or Bless");
        }
    }

    /** 1 - gamma (K + gamma I)^-1_ii, with the diagonal of the inverse from the columns of L^-1. */
    private static double[] scoresByInverse(double[] diagonal, Cholesky factor, double ridge, Backend backend) {
        try (Matrix identity = Matrices.identity(diagonal.length, backend);
                Matrix inverse = factor.solveLower(identity)) {
            double[] squares = Matrices.columnSquares(inverse);
            double[] scores = new double[diagonal.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = clipped(1 - ridge * squares[i], diagonal[i], ridge);
            }
            return scores;
        }
    }

    /** (k_ii - k_i' (K + gamma I)^-1 k_i) / gamma, where little is subtracted from k_ii. */
    private static double[] scoresByProjection(double[] diagonal, Cholesky factor, Matrix kernel, double ridge) {
        try (Matrix half = factor.solveLower(kernel)) {
            double[] squares = Matrices.columnSquares(half);
            double[] scores = new double[diagonal.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = clipped((diagonal[i] - squares[i]) / ridge, diagonal[i], ridge);
            }
            return scores;
        }
    }

    private static double clipped(double score, double own, double ridge) {
        return Math.min(Math.max(0, score), own / (own + ridge));
    }

    /**
     * Returns estimates of the scores from a dictionary, computed on {@link Backends#auto()}.
     *
     * @param kernel positive semi-definite
     * @param x n points
     * @param dictionary m landmarks with their weights
     * @param ridge gamma, positive
     * @param epsilon the accuracy of the dictionary
     * @return n estimates
     * @throws IllegalArgumentException as {@link #estimated(Kernel, Points, Landmarks, double, double, Backend)}
     */
    public static LeverageScores estimated(
            Kernel kernel, Points x, Landmarks dictionary, double ridge, double epsilon) {
        return estimated(kernel, x, dictionary, ridge, epsilon, Backends.auto());
    }

    /**
     * Returns estimates of the scores from a dictionary, a weighted choice S of the data: (1 - eps) / gamma (k_ii - k_i' S
     * (S'KS + gamma I)^-1 S' k_i). O(n m^2 + m^3) operations, n m kernel values.
     *
     * <p>If the dictionary is eps-accurate, |(K + gamma I)^(-1/2) (K - K^(1/2) S S' K^(1/2)) (K + gamma I)^(-1/2)| &lt;=
     * eps, then tau_i / alpha &lt;= estimate_i &lt;= tau_i with alpha = (1 + eps) / (1 - eps), for any point, in the
     * dictionary or not. With eps = 0 it is the plain estimate, within 1 / (1 + e) and 1 / (1 - e) of tau for an e-accurate
     * dictionary. Estimates are not below 0, and may exceed 1 for a poor dictionary. The error of rounding is of the order
     * of u k_ii / gamma.
     *
     * @param kernel positive semi-definite
     * @param x n points, the dictionary's data or others
     * @param dictionary m landmarks with their weights
     * @param ridge gamma, positive
     * @param epsilon the accuracy of the dictionary, at least 0 and below 1
     * @param backend where to compute
     * @return n estimates
     * @throws IllegalArgumentException if the ridge or epsilon is out of range, the kernel declares no definiteness, or the
     *     dimensions differ
     */
    public static LeverageScores estimated(
            Kernel kernel, Points x, Landmarks dictionary, double ridge, double epsilon, Backend backend) {
        Checks.ridge(ridge);
        Checks.fraction("epsilon", epsilon);
        Checks.definite(kernel);
        double[] values =
                LeverageEstimates.dictionary(kernel, x, dictionary.points(), dictionary.weights(), ridge, backend);
        for (int i = 0; i < values.length; i++) {
            values[i] *= 1 - epsilon;
        }
        return new LeverageScores(values, ridge, (1 + epsilon) / (1 - epsilon), Double.NaN);
    }

    /**
     * Returns estimates of the scores from landmarks without regard to their weights: with z_i the embedding L^-1 k(Z, x_i),
     * K(Z, Z) = L L', of all n points, (k_ii - |z_i|^2) / gamma + z_i' (sum_j z_j z_j' + gamma I)^-1 z_i. O(n m^2 + m^3)
     * operations, 3 n m kernel values. What the landmarks do not see counts in full, so the estimates tend to be too large;
     * they are clipped at k_ii / (k_ii + gamma).
     *
     * <p>Source: D. Calandriello, L. Carratino, A. Lazaric, M. Valko, L. Rosasco, Gaussian process optimization with adaptive
     * sketching (2019).
     *
     * @param kernel positive semi-definite
     * @param x n points, all that the scores are about
     * @param landmarks m landmarks
     * @param ridge gamma, positive
     * @param backend where to compute
     * @return n estimates, whose {@link #alpha} is NaN
     * @throws IllegalArgumentException if the ridge is not positive, the kernel declares no definiteness, or the dimensions
     *     differ
     */
    public static LeverageScores projected(
            Kernel kernel, Points x, Landmarks landmarks, double ridge, Backend backend) {
        Checks.ridge(ridge);
        Checks.definite(kernel);
        double[] values = LeverageEstimates.projected(kernel, x, landmarks.points(), ridge, backend);
        return new LeverageScores(values, ridge, Double.NaN, Double.NaN);
    }

    /**
     * Returns the number of scores.
     *
     * @return n
     */
    public int size() {
        return values.length;
    }

    /**
     * Returns the scores.
     *
     * @return n numbers, a new array
     */
    public double[] values() {
        return values.clone();
    }

    /**
     * Returns the score of one point.
     *
     * @param i the point
     * @return tau_i or its estimate
     * @throws IndexOutOfBoundsException if there is no such point
     */
    public double value(int i) {
        return values[java.util.Objects.checkIndex(i, values.length)];
    }

    /**
     * Returns the effective dimension, the sum of the scores.
     *
     * @return tr K (K + gamma I)^-1 or its estimate
     */
    public double effectiveDimension() {
        return Arrays.stream(values).sum();
    }

    /**
     * Returns the ridge.
     *
     * @return gamma
     */
    public double ridge() {
        return ridge;
    }

    /**
     * Returns the factor of the guarantee tau_i / alpha &lt;= value_i &lt;= tau_i.
     *
     * @return 1 for exact scores, (1 + eps) / (1 - eps) for those from an eps-accurate dictionary, NaN without a guarantee
     */
    public double alpha() {
        return alpha;
    }

    /**
     * Returns log det(I + K / gamma), twice the information gain of a Gaussian process with noise gamma.
     *
     * @return the natural logarithm, NaN for estimates
     */
    public double logDeterminant() {
        return logDeterminant;
    }

    /** Returns how many, the ridge and the effective dimension. */
    @Override
    public String toString() {
        return "LeverageScores[" + size() + ", ridge " + ridge + ", effective dimension " + effectiveDimension() + "]";
    }
}
