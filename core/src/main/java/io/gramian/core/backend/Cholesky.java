package io.gramian.core.backend;

/**
 * The factorisation A = L L' of a symmetric positive definite n x n matrix, with L lower triangular, resident.
 *
 * <p>It solves many times at n^2 operations a right-hand side, and grows by a row at n^2 operations. Immutable and
 * thread-safe; {@link #append} returns a larger factorisation and leaves this one as it was.
 */
public interface Cholesky extends AutoCloseable {
    /**
     * Returns the order of the matrix.
     *
     * @return n
     */
    int size();

    /**
     * Returns the factor, a view that is closed with this factorisation.
     *
     * @return L, n x n, its upper triangle zero
     */
    Matrix factor();

    /**
     * Returns the solution X of A X = B.
     *
     * @param b n x r
     * @return n x r
     */
    Matrix solve(Matrix b);

    /**
     * Returns the solution of A x = b.
     *
     * @param b n numbers
     * @return n numbers
     */
    double[] solve(double... b);

    /**
     * Returns the solution X of L X = B, half of a solution: |L^-1 b|^2 = b' A^-1 b.
     *
     * @param b n x r
     * @return n x r
     */
    Matrix solveLower(Matrix b);

    /**
     * Returns the solution X of L' X = B, the other half.
     *
     * @param b n x r
     * @return n x r
     */
    Matrix solveUpper(Matrix b);

    /**
     * Returns log det A = 2 sum_i log l_ii.
     *
     * @return the natural logarithm
     */
    double logDeterminant();

    /**
     * Returns an estimate, almost always within a factor of 3 and never too large, of the condition number |A|_1
     * |A^-1|_1, from a few solutions.
     *
     * <p>Source: N. J. Higham, FORTRAN codes for estimating the one-norm of a real or complex matrix (1988).
     *
     * @return at least 1; 1 for n = 0
     */
    double conditionEstimate();

    /**
     * Returns the factorisation of A with one more row and column, [A c; c' d]; n^2 operations.
     *
     * <p>Memory is shared with this factorisation where it has room; that of both is freed when both are closed.
     *
     * @param cross c, n numbers
     * @param diagonal d
     * @return the factorisation of order n + 1
     * @throws NotPositiveDefiniteException if d - |L^-1 c|^2 is not positive
     */
    default Cholesky append(double[] cross, double diagonal) {
        return append(new double[][] {cross}, new double[][] {{diagonal}});
    }

    /**
     * Returns the factorisation of A with k more rows and columns, [A C'; C D]; k n^2 operations.
     *
     * @param cross C, k rows of n numbers
     * @param block D, k rows of k numbers, of which the lower triangle is read
     * @return the factorisation of order n + k
     * @throws NotPositiveDefiniteException if the larger matrix is not positive definite
     */
    Cholesky append(double[][] cross, double[][] block);

    /** Gives the memory back; closing twice does nothing. */
    @Override
    void close();
}
