package io.gramian.gpu;

/**
 * Routines of cuBLAS and cuSOLVER for one precision under their standard names, all column-major as there. A place is a
 * buffer and the index of the first number in it.
 */
interface Routines {
    /** Where an operand begins. */
    record Place(Buffer buffer, long index) {}

    /** c = alpha op(a) op(b) + beta c, with c m x n. */
    void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            Place a,
            int lda,
            Place b,
            int ldb,
            double beta,
            Place c,
            int ldc);

    /** One triangle of c = alpha op(a) op(a)' + beta c, with c n x n and op(a) n x k. */
    void syrk(
            boolean upper,
            boolean transpose,
            int n,
            int k,
            double alpha,
            Place a,
            int lda,
            double beta,
            Place c,
            int ldc);

    /** b = op(t)^-1 b, or b op(t)^-1 from the right, with b m x n. */
    void trsm(boolean right, boolean upper, boolean transpose, int m, int n, Place t, int ldt, Place b, int ldb);

    /** The Cholesky factor in a triangle of a; returns LAPACK's info. */
    int potrf(boolean upper, int n, Place a, int lda);

    /** All eigenvalues, rising, and eigenvectors over a, of which a triangle is read; returns info. */
    int syevd(boolean upper, int n, Place a, int lda, double[] values);

    /** QR of an m x n matrix with m at least n: R in the upper triangle, and Q after {@link #orgqr}; returns info. */
    int geqrf(int m, int n, Place a, int lda, Place tau);

    /** The m x n matrix Q in place of what {@link #geqrf} left; returns info. */
    int orgqr(int m, int n, Place a, int lda, Place tau);

    /** a = u diag(values) vt of an m x n matrix with m at least n, u m x n, vt n x n; spoils a; returns info. */
    int gesvd(int m, int n, Place a, int lda, double[] values, Place u, int ldu, Place vt, int ldvt);
}
