package io.gramian.core.backend;

import io.gramian.core.Progress;
import org.ejml.data.DMatrixRMaj;

/**
 * Dense linear algebra where a backend computes, on resident matrices of its own precision.
 *
 * <p>Operations that return a {@link Matrix} return a new one; those with a {@code target} write there and nowhere
 * else. Transposes are views: {@code multiply(a.transposed(), b)} is A'B and copies nothing. Errors are those of the
 * standard backward-stable algorithms, a small multiple of n u relative to the norms, u the unit round-off of the
 * precision; the conformance suite holds the residuals |A - LL'| / (n eps |A|) and their like below 30, eps = 2u.
 *
 * <p>Instances are immutable and thread-safe. On {@code cpu} results are the same to the bit for any number of threads.
 * An interrupted thread stops in products, triangular solves, Cholesky and QR factorisations and symmetric eigenvalues of
 * the {@code cpu} backend with {@link java.util.concurrent.CancellationException}; other operations notice when they return.
 *
 * <p>All operations throw {@link IllegalArgumentException} if shapes do not fit, a matrix comes from another backend or
 * has another precision, or the result would exceed the memory limit, and {@link IllegalStateException} if a matrix is
 * closed.
 *
 * <p>Source: G. H. Golub and C. F. Van Loan, Matrix Computations, 4th edition (2013).
 */
public interface LinearAlgebra {
    /**
     * Returns the product A B, at a cost of 2 m n k operations.
     *
     * @param a m x k
     * @param b k x n
     * @return m x n
     */
    Matrix multiply(Matrix a, Matrix b);

    /**
     * Sets target = alpha A B + beta target (GEMM); with beta = 0 the target's former entries do not matter.
     *
     * @param alpha a factor
     * @param a m x k
     * @param b k x n
     * @param beta a factor
     * @param target m x n, overwritten; it may share no entry with A or B
     */
    void multiply(double alpha, Matrix a, Matrix b, double beta, Matrix target);

    /**
     * Returns the product A B of EJML matrices: a convenience that moves all three.
     *
     * @param a m x k
     * @param b k x n
     * @return m x n
     */
    DMatrixRMaj multiply(DMatrixRMaj a, DMatrixRMaj b);

    /**
     * Returns A A', symmetric to the bit, at half the cost of a product (SYRK).
     *
     * @param a n x k
     * @return n x n
     */
    Matrix symmetricProduct(Matrix a);

    /**
     * Sets target = alpha A A' + beta target, from the lower triangle of the target, in both triangles (SYRK).
     *
     * @param alpha a factor
     * @param a n x k
     * @param beta a factor
     * @param target n x n, overwritten; it may share no entry with A
     */
    void symmetricProduct(double alpha, Matrix a, double beta, Matrix target);

    /**
     * Returns the solution X of T X = B with a triangular T (TRSM); n^2 r operations.
     *
     * @param triangle which triangle of {@code t} counts
     * @param t n x n
     * @param b n x r
     * @return n x r
     * @throws io.gramian.core.NumericalException if a diagonal entry is zero
     */
    Matrix solveTriangular(Triangle triangle, Matrix t, Matrix b);

    /**
     * Returns the Cholesky factorisation A = L L'; n^3 / 3 operations.
     *
     * @param a n x n, symmetric positive definite; its lower triangle is read
     * @return L, resident
     * @throws NotPositiveDefiniteException if it is not; names the pivot
     */
    default Cholesky cholesky(Matrix a) {
        return cholesky(a, 0);
    }

    /**
     * Returns the Cholesky factorisation A + ridge I = L L'.
     *
     * @param a n x n, symmetric; its lower triangle is read
     * @param ridge added to the diagonal, at least 0
     * @return L, resident
     * @throws NotPositiveDefiniteException if A + ridge I is not positive definite; names the pivot
     */
    Cholesky cholesky(Matrix a, double ridge);

    /**
     * Returns all eigenvalues and eigenvectors of a symmetric matrix; 4 n^3 to 6 n^3 operations, and room for three
     * more n x n matrices.
     *
     * <p>By a tridiagonal form and divide and conquer. Errors are small beside the largest eigenvalue: one that is not
     * above n u times that may be all error. Vectors of one length, but of either sign.
     *
     * @param a n x n, symmetric; its lower triangle is read
     * @return n pairs, the largest eigenvalue first
     * @throws io.gramian.core.NumericalException if an entry is not finite or the iteration fails
     */
    default Eigen eigen(Matrix a) {
        return eigen(a, a.rows());
    }

    /**
     * Returns the k largest eigenvalues of a symmetric matrix and their eigenvectors; about n^2 (4 n / 3 + 2 k)
     * operations and what the tridiagonal form takes, at most 2 n^3.
     *
     * @param a n x n, symmetric; its lower triangle is read
     * @param k 0 to n
     * @return k pairs, the largest eigenvalue first
     * @throws io.gramian.core.NumericalException if an entry is not finite or the iteration fails
     */
    Eigen eigen(Matrix a, int k);

    /**
     * Returns the thin QR factorisation A = Q R; about 4 m n^2 operations.
     *
     * @param a m x n with m at least n
     * @return Q, m x n, and R, n x n
     */
    Qr qr(Matrix a);

    /**
     * Returns the thin QR factorisation with column pivoting, A P = Q R with |r_11| >= |r_22| >= ..., which shows the
     * rank.
     *
     * @param a m x n with m at least n
     * @return Q, m x n, R, n x n, and P
     */
    Qr pivotedQr(Matrix a);

    /**
     * Returns the thin singular value decomposition A = U diag(s) V'.
     *
     * @param a m x n
     * @return U, m x p, s, and V, n x p, with p = min(m, n)
     * @throws io.gramian.core.NumericalException if an entry is not finite or the iteration fails
     */
    Svd svd(Matrix a);

    /**
     * Returns the X of least Frobenius norm among those that minimise |A X - B|.
     *
     * <p>By pivoted QR where A has full column rank to working precision, else by the singular value decomposition with
     * singular values below max(m, n) eps s_1 taken as zero.
     *
     * @param a m x n
     * @param b m x r
     * @return X, n x r, with rank and residuals
     */
    LeastSquares leastSquares(Matrix a, Matrix b);

    /**
     * Returns a copy with memory of its own.
     *
     * @param a m x n
     * @return m x n
     */
    Matrix copy(Matrix a);

    /**
     * Sets target = alpha A + target (AXPY).
     *
     * @param alpha a factor
     * @param a m x n
     * @param target m x n, overwritten
     */
    void add(double alpha, Matrix a, Matrix target);

    /**
     * Sets target = alpha target.
     *
     * @param alpha a factor; 0 gives zeros whatever was there
     * @param target overwritten
     */
    void scale(double alpha, Matrix target);

    /**
     * Returns the inner product sum_ij a_ij b_ij, accumulated in double precision.
     *
     * @param a m x n
     * @param b m x n
     * @return tr(A'B)
     */
    double inner(Matrix a, Matrix b);

    /**
     * Returns the Frobenius norm, accumulated in double precision, without overflow.
     *
     * @param a m x n
     * @return the square root of the sum of squares
     */
    double norm(Matrix a);

    /**
     * Returns this algebra with its long operations reporting to {@code progress}.
     *
     * @param progress hears how far an operation has come
     * @return the same operations
     */
    LinearAlgebra withProgress(Progress progress);
}
