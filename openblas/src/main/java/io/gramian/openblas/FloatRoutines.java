package io.gramian.openblas;

import io.gramian.core.Precision;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.openblas.global.openblas;

/** Single precision. */
final class FloatRoutines implements Routines<FloatPointer> {
    private static final int RUN = 4096; // numbers converted at a time, near the processor

    @Override
    public Precision precision() {
        return Precision.FLOAT;
    }

    @Override
    public FloatPointer allocate(long length) {
        return new FloatPointer(length);
    }

    @Override
    public FloatPointer at(FloatPointer numbers, long index) {
        return numbers.getPointer(index);
    }

    @Override
    public void read(FloatPointer numbers, double[] into, int at, int count) {
        float[] run = new float[Math.min(RUN, count)];
        for (int done = 0; done < count; done += run.length) {
            int some = Math.min(run.length, count - done);
            at(numbers, done).get(run, 0, some);
            for (int i = 0; i < some; i++) {
                into[at + done + i] = run[i];
            }
        }
    }

    @Override
    public void readExactly(FloatPointer numbers, Object into, int at, int count) {
        numbers.get((float[]) into, at, count);
    }

    @Override
    public void write(FloatPointer numbers, double[] source, int at, int count) {
        float[] run = new float[Math.min(RUN, count)];
        for (int done = 0; done < count; done += run.length) {
            int some = Math.min(run.length, count - done);
            for (int i = 0; i < some; i++) {
                run[i] = (float) source[at + done + i];
            }
            at(numbers, done).put(run, 0, some);
        }
    }

    @Override
    public void gemm(
            int transposeA,
            int transposeB,
            int m,
            int n,
            int k,
            double alpha,
            FloatPointer a,
            int lda,
            FloatPointer b,
            int ldb,
            double beta,
            FloatPointer c,
            int ldc) {
        openblas.cblas_sgemm(
                LAYOUT, transposeA, transposeB, m, n, k, (float) alpha, a, lda, b, ldb, (float) beta, c, ldc);
    }

    @Override
    public void gemv(
            int transpose,
            int m,
            int n,
            double alpha,
            FloatPointer a,
            int lda,
            FloatPointer x,
            int incx,
            double beta,
            FloatPointer y,
            int incy) {
        openblas.cblas_sgemv(LAYOUT, transpose, m, n, (float) alpha, a, lda, x, incx, (float) beta, y, incy);
    }

    @Override
    public void syrk(
            int triangle,
            int transpose,
            int n,
            int k,
            double alpha,
            FloatPointer a,
            int lda,
            double beta,
            FloatPointer c,
            int ldc) {
        openblas.cblas_ssyrk(LAYOUT, triangle, transpose, n, k, (float) alpha, a, lda, (float) beta, c, ldc);
    }

    @Override
    public void trsm(
            int side, int triangle, int transpose, int m, int n, FloatPointer a, int lda, FloatPointer b, int ldb) {
        openblas.cblas_strsm(LAYOUT, side, triangle, transpose, openblas.CblasNonUnit, m, n, 1, a, lda, b, ldb);
    }

    @Override
    public void trsv(int triangle, int transpose, int n, FloatPointer a, int lda, FloatPointer x, int incx) {
        openblas.cblas_strsv(LAYOUT, triangle, transpose, openblas.CblasNonUnit, n, a, lda, x, incx);
    }

    @Override
    public void scal(int n, double alpha, FloatPointer x) {
        openblas.cblas_sscal(n, (float) alpha, x, 1);
    }

    @Override
    public int lacpy(byte part, int m, int n, FloatPointer a, int lda, FloatPointer b, int ldb) {
        return openblas.LAPACKE_slacpy_work(LAYOUT, part, m, n, a, lda, b, ldb);
    }

    @Override
    public int laset(byte part, int m, int n, FloatPointer a, int lda) {
        return openblas.LAPACKE_slaset_work(LAYOUT, part, m, n, 0, 0, a, lda);
    }

    @Override
    public void transpose(int m, int n, FloatPointer a, int lda, FloatPointer b, int ldb) {
        openblas.LAPACKE_sge_trans(LAYOUT, m, n, a, lda, b, ldb);
    }

    @Override
    public int potrf(byte triangle, int n, FloatPointer a, int lda) {
        return openblas.LAPACKE_spotrf_work(LAYOUT, triangle, n, a, lda);
    }

    @Override
    public int syevd(byte triangle, int n, FloatPointer a, int lda, FloatPointer values) {
        return openblas.LAPACKE_ssyevd(LAYOUT, (byte) 'V', triangle, n, a, lda, values);
    }

    @Override
    public int syevr(
            byte triangle, int n, int k, FloatPointer a, int lda, FloatPointer values, FloatPointer vectors, int ldv) {
        try (IntPointer found = new IntPointer(1);
                IntPointer support = new IntPointer(2L * n)) {
            return openblas.LAPACKE_ssyevr(
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
    public int gelqf(int m, int n, FloatPointer a, int lda, FloatPointer tau) {
        return openblas.LAPACKE_sgelqf(LAYOUT, m, n, a, lda, tau);
    }

    @Override
    public int orglq(int m, int n, FloatPointer a, int lda, FloatPointer tau) {
        return openblas.LAPACKE_sorglq(LAYOUT, m, n, m, a, lda, tau);
    }

    @Override
    public int geqp3(int m, int n, FloatPointer a, int lda, IntPointer pivots, FloatPointer tau) {
        return openblas.LAPACKE_sgeqp3(LAYOUT, m, n, a, lda, pivots, tau);
    }

    @Override
    public int orgqr(int m, int n, FloatPointer a, int lda, FloatPointer tau) {
        return openblas.LAPACKE_sorgqr(LAYOUT, m, n, n, a, lda, tau);
    }

    @Override
    public int gesdd(
            int m,
            int n,
            FloatPointer a,
            int lda,
            FloatPointer values,
            FloatPointer u,
            int ldu,
            FloatPointer vt,
            int ldvt) {
        return openblas.LAPACKE_sgesdd(LAYOUT, (byte) 'S', m, n, a, lda, values, u, ldu, vt, ldvt);
    }
}
