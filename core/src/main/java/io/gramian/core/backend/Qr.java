package io.gramian.core.backend;

/**
 * The thin QR factorisation A P = Q R of an m x n matrix, m at least n: Q has orthonormal columns, R is upper
 * triangular, P a permutation (the identity without pivoting). Immutable and thread-safe.
 */
public interface Qr extends AutoCloseable {
    /**
     * Returns the orthonormal factor, a view that is closed with this factorisation.
     *
     * @return Q, m x n
     */
    Matrix q();

    /**
     * Returns the triangular factor, a view that is closed with this factorisation.
     *
     * @return R, n x n, its lower triangle zero
     */
    Matrix r();

    /**
     * Returns where the columns of A P come from.
     *
     * @return n indices: column j of A P is column pivots[j] of A
     */
    int[] pivots();

    /**
     * Returns the number of diagonal entries of R above {@code tolerance} times the first; the numerical rank where
     * columns were pivoted.
     *
     * @param tolerance relative, for example max(m, n) eps
     * @return 0 to n
     */
    int rank(double tolerance);

    /**
     * Returns the X that minimises |A X - B|.
     *
     * @param b m x r
     * @return n x r
     * @throws io.gramian.core.NumericalException if R is singular; use {@link LinearAlgebra#leastSquares}
     */
    Matrix solve(Matrix b);

    /**
     * Returns log |det R|, which is log |det A| for a square A and half of log det A'A for any.
     *
     * @return the natural logarithm; negative infinity if R is singular
     */
    double logAbsoluteDeterminant();

    /**
     * Returns an estimate, never too large, of |R|_1 |R^-1|_1, which is within a factor n of the condition number of A.
     *
     * @return at least 1; infinite if R is singular
     */
    double conditionEstimate();

    /**
     * Returns the factorisation of A with one more row, by Givens rotations; m n^2 / 2 + 3 n^2 operations. The order of
     * the columns stays.
     *
     * @param row n numbers, in the order of the columns of A
     * @return a factorisation of m + 1 rows with memory of its own
     */
    Qr append(double... row);

    /** Gives the memory back; closing twice does nothing. */
    @Override
    void close();
}
