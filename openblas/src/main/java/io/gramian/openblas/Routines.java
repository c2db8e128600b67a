package io.gramian.openblas;

import io.gramian.core.Precision;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;

/**
 * Memory of one precision, and the routines of BLAS and LAPACK for it under their standard names, all column-major.
 *
 * @param <P> the type of pointer
 */
interface Routines<P extends Pointer> {
    /** The layout of every call. */
    int LAYOUT = openblas.CblasColMajor;

    Precision precision();

    /** Room for so many numbers, whatever they are. */
    P allocate(long length);

    /** The numbers from {@code index} on, in the same memory. */
    P at(P numbers, long index);

    void read(P numbers, double[] into, int at, int count);

    /** Copies to an array of the precision's own type. */
    void readExactly(P numbers, Object into, int at, int count);

    void write(P numbers, double[] source, int at, int count);

    void gemm(
            int transposeA,
            int transposeB,
            int m,
            int n,
            int k,
            double alpha,
            P a,
            int lda,
            P b,
            int ldb,
            double beta,
            P c,
            int ldc);

    void gemv(int transpose, int m, int n, double alpha, P a, int lda, P x, int incx, double beta, P y, int incy);

    void syrk(int triangle, int transpose, int n, int k, double alpha, P a, int lda, double beta, P c, int ldc);

    void trsm(int side, int triangle, int transpose, int m, int n, P a, int lda, P b, int ldb);

    void trsv(int triangle, int transpose, int n, P a, int lda, P x, int incx);

    void scal(int n, double alpha, P x);

    /** b = a, in all or one of the triangles. */
    int lacpy(byte part, int m, int n, P a, int lda, P b, int ldb);

    /** a = 0, in all or one of the triangles. */
    int laset(byte part, int m, int n, P a, int lda);

    /** b = a', for an m x n matrix a; LAPACKE's own. */
    void transpose(int m, int n, P a, int lda, P b, int ldb);

    int potrf(byte triangle, int n, P a, int lda);

    int syevd(byte triangle, int n, P a, int lda, P values);

    /** Eigenvalues 1 to k, counted from the smallest. */
    int syevr(byte triangle, int n, int k, P a, int lda, P values, P vectors, int ldv);

    int gelqf(int m, int n, P a, int lda, P tau);

    int orglq(int m, int n, P a, int lda, P tau);

    int geqp3(int m, int n, P a, int lda, IntPointer pivots, P tau);

    int orgqr(int m, int n, P a, int lda, P tau);

    int gesdd(int m, int n, P a, int lda, P values, P u, int ldu, P vt, int ldvt);
}
