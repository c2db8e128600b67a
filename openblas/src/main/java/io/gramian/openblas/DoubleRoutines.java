package io.gramian.openblas;

import io.gramian.core.Precision;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.openblas.global.openblas;

/** Double precision. */
final class DoubleRoutines implements Routines<DoublePointer> {
    @Override
    public Precision precision() {
        return Precision.DOUBLE;
    }

    @Override
    public DoublePointer allocate(long length) {
        return new DoublePointer(length);
    }

    @Override
    public DoublePointer at(DoublePointer numbers, long index) {
        return numbers.getPointer(index);
    }

    @Override
    public void read(DoublePointer numbers, double[] into, int at, int count) {
        numbers.get(into, at, count);
    }

    @Override
    public void readExactly(DoublePointer numbers, Object into, int at, int count) {
        numbers.get((double[]) into, at, count);
    }

    @Override
    public void write(DoublePointer numbers, double[] source, int at, int count) {
        numbers.put(source, at, count);
    }

    @Override
    public void gemm(
            int transposeA,
            int transposeB,
            int m,
            int n,
            int k,
            double alpha,
            DoublePointer a,
            int lda,
            DoublePointer b,
            int ldb,
            double beta,
            DoublePointer c,
            int ldc) {
        openblas.cblas_dgemm(LAYOUT, transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    }

    @Override
    public void gemv(
            int transpose,
            int m,
            int n,
            double alpha,
            DoublePointer a,
            int lda,
            DoublePointer x,
            int incx,
            double beta,
            DoublePointer y,
            int incy) {
        openblas.cblas_dgemv(LAYOUT, transpose, m, n, alpha, a, lda, x, incx, beta, y, incy);
    }

    @Override
    public void syrk(
            int triangle,
            int transpose,
            int n,
            int k,
            double alpha,
            DoublePointer a,
            int lda,
            double beta,
            DoublePointer c,
            int ldc) {
        openblas.cblas_dsyrk(LAYOUT, triangle, transpose, n, k, alpha, a, lda, beta, c, ldc);
    }

    @Override
    public void trsm(
            int side, int triangle, int transpose, int m, int n, DoublePointer a, int lda, DoublePointer b, int ldb) {
        openblas.cblas_dtrsm(LAYOUT, side, triangle, transpose, openblas.CblasNonUnit, m, n, 1, a, lda, b, ldb);
    }

    @Override
    public void trsv(int triangle, int transpose, int n, DoublePointer a, int lda, DoublePointer x, int incx) {
        openblas.cblas_dtrsv(LAYOUT, triangle, transpose, openblas.CblasNonUnit, n, a, lda, x, incx);
    }

    @Override
    public void scal(int n, double alpha, DoublePointer x) {
        openblas.cblas_dscal(n, alpha, x, 1);
    }

    @Override
    public int lacpy(byte part, int m, int n, DoublePointer a, int lda, DoublePointer b, int ldb) {
        return openblas.LAPACKE_dlacpy_work(LAYOUT, part, m, n, a, lda, b, ldb);
    }

    @Override
    public int laset(byte part, int m, int n, DoublePointer a, int lda) {
        return openblas.LAPACKE_dlaset_work(LAYOUT, part, m, n, 0, 0, a, lda);
    }

    @Override
    public void transpose(int m, int n, DoublePointer a, int lda, DoublePointer b, int ldb) {
        openblas.LAPACKE_dge_trans(LAYOUT, m, n, a, lda, b, ldb);
    }

    @Override
    public int potrf(byte triangle, int n, DoublePointer a, int lda) {
        return openblas.LAPACKE_dpotrf_work(LAYOUT, triangle, n, a, lda);
    }

    @Override
    public int syevd(byte triangle, int n, DoublePointer a, int lda, DoublePointer values) {
        return openblas.LAPACKE_dsyevd(LAYOUT, (byte) 'V', triangle, n, a, lda, values);
    }

    @Override
    public int syevr(
            byte triangle,
            int n,
            int k,
            DoublePointer a,
            int lda,
            DoublePointer values,
            DoublePointer vectors,
            int ldv) {
        try (IntPointer found = new IntPointer(1);
                IntPointer support = new IntPointer(2L * n)) {
            return openblas.LAPACKE_dsyevr(
                    LAYOUT,
                    (byte) 'V',
                    (byte) 'I',
                    triangle,
                    n,
                    a,
                    lda,
                    0,
                    0,
                    1,
                    k,
                    0,
                    found,
                    values,
                    vectors,
                    ldv,
                    support);
        }
    }

    @Override
    public int gelqf(int m, int n, DoublePointer a, int lda, DoublePointer tau) {
        return openblas.LAPACKE_dgelqf(LAYOUT, m, n, a, lda, tau);
    }

    @Override
    public int orglq(int m, int n, DoublePointer a, int lda, DoublePointer tau) {
        return openblas.LAPACKE_dorglq(LAYOUT, m, n, m, a, lda, tau);
    }

    @Override
    public int geqp3(int m, int n, DoublePointer a, int lda, IntPointer pivots, DoublePointer tau) {
        return openblas.LAPACKE_dgeqp3(LAYOUT, m, n, a, lda, pivots, tau);
    }

    @Override
    public int orgqr(int m, int n, DoublePointer a, int lda, DoublePointer tau) {
        return openblas.LAPACKE_dorgqr(LAYOUT, m, n, n, a, lda, tau);
    }

    @Override
    public int gesdd(
            int m,
            int n,
            DoublePointer a,
            int lda,
            DoublePointer values,
            DoublePointer u,
            int ldu,
            DoublePointer vt,
            int ldvt) {
        return openblas.LAPACKE_dgesdd(LAYOUT, (byte) 'S', m, n, a, lda, values, u, ldu, vt, ldvt);
    }
}
