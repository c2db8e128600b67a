package io.gramian.gpu;

import static io.gramian.gpu.DevicePointer.doubles;
import static org.bytedeco.cuda.global.cublas.CUBLAS_DIAG_NON_UNIT;
import static org.bytedeco.cuda.global.cublas.CUBLAS_FILL_MODE_LOWER;
import static org.bytedeco.cuda.global.cublas.CUBLAS_FILL_MODE_UPPER;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_N;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_T;
import static org.bytedeco.cuda.global.cublas.CUBLAS_SIDE_LEFT;
import static org.bytedeco.cuda.global.cublas.CUBLAS_SIDE_RIGHT;
import static org.bytedeco.cuda.global.cublas.cublasDgemm_v2;
import static org.bytedeco.cuda.global.cublas.cublasDsyrk_v2;
import static org.bytedeco.cuda.global.cublas.cublasDtrsm_v2;
import static org.bytedeco.cuda.global.cusolver.CUSOLVER_EIG_MODE_VECTOR;
import static org.bytedeco.cuda.global.cusolver.cusolverDnDgeqrf;
import static org.bytedeco.cuda.global.cusolver.cusolverDnDgeqrf_bufferSize;
import static org.bytedeco.cuda.global.cusolver.cusolverDnDgesvd;
import static org.bytedeco.cuda.global.cusolver.cusolverDnDgesvd_bufferSize;
import static org.bytedeco.cuda.global.cusolver.cusolverDnDorgqr;
import static org.bytedeco.cuda.global.cusolver.cusolverDnDorgqr_bufferSize;
import static org.bytedeco.cuda.global.cusolver.cusolverDnDpotrf;
import static org.bytedeco.cuda.global.cusolver.cusolverDnDpotrf_bufferSize;
import static org.bytedeco.cuda.global.cusolver.cusolverDnDsyevd;
import static org.bytedeco.cuda.global.cusolver.cusolverDnDsyevd_bufferSize;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;

/** cuBLAS and cuSOLVER in double precision. */
final class CudaDoubleRoutines implements Routines {
    private final CudaHandles handles;

    CudaDoubleRoutines(CudaHandles handles) {
        this.handles = handles;
    }

    private static DoublePointer at(Place place) {
        return doubles(CudaHandles.address(place, Double.BYTES));
    }

    private static int operation(boolean transpose) {
        return transpose ? CUBLAS_OP_T : CUBLAS_OP_N;
    }

    private static int triangle(boolean upper) {
        return upper ? CUBLAS_FILL_MODE_UPPER : CUBLAS_FILL_MODE_LOWER;
    }

    /** What a solver does with its work space. */
    private interface Work {
        int with(DoublePointer work, int length, IntPointer info);
    }

    private int solve(String routine, CudaHandles.WorkLength query, Work work) {
        int length = handles.workLength(routine, query);
        try (Buffer space = handles.allocate((long) length * Double.BYTES)) {
            return handles.info(routine, info -> work.with(doubles(space.address()), length, info));
        }
    }

    @Override
    public void gemm(
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
            int ldc) {
        try (DoublePointer one = new DoublePointer(new double[] {alpha});
                DoublePointer other = new DoublePointer(new double[] {beta})) {
            handles.call(
                    "cublasDgemm",
                    () -> cublasDgemm_v2(
                            handles.blas(),
                            operation(transposeA),
                            operation(transposeB),
                            m,
                            n,
                            k,
                            one,
                            at(a),
                            lda,
                            at(b),
                            ldb,
                            other,
                            at(c),
                            ldc));
        }
    }

    @Override
    public void syrk(
            boolean upper,
            boolean transpose,
            int n,
            int k,
            double alpha,
            Place a,
            int lda,
            double beta,
            Place c,
            int ldc) {
        try (DoublePointer one = new DoublePointer(new double[] {alpha});
                DoublePointer other = new DoublePointer(new double[] {beta})) {
            handles.call(
                    "cublasDsyrk",
                    () -> cublasDsyrk_v2(
                            handles.blas(),
                            triangle(upper),
                            operation(transpose),
                            n,
                            k,
                            one,
                            at(a),
                            lda,
                            other,
                            at(c),
                            ldc));
        }
    }

    @Override
    public void trsm(
            boolean right, boolean upper, boolean transpose, int m, int n, Place t, int ldt, Place b, int ldb) {
        try (DoublePointer one = new DoublePointer(new double[] {1})) {
            handles.call(
                    "cublasDtrsm",
                    () -> cublasDtrsm_v2(
                            handles.blas(),
                            right ? CUBLAS_SIDE_RIGHT : CUBLAS_SIDE_LEFT,
                            triangle(upper),
                            operation(transpose),
                            CUBLAS_DIAG_NON_UNIT,
                            m,
                            n,
                            one,
                            at(t),
                            ldt,
                            at(b),
                            ldb));
        }
    }

    @Override
    public int potrf(boolean upper, int n, Place a, int lda) {
        return solve(
                "cusolverDnDpotrf",
                length -> cusolverDnDpotrf_bufferSize(handles.solver(), triangle(upper), n, at(a), lda, length),
                (work, length, info) ->
                        cusolverDnDpotrf(handles.solver(), triangle(upper), n, at(a), lda, work, length, info));
    }

    @Override
    public int syevd(boolean upper, int n, Place a, int lda, double[] values) {
        try (Buffer rising = handles.allocate((long) n * Double.BYTES)) {
            DoublePointer w = doubles(rising.address());
            int mode = CUSOLVER_EIG_MODE_VECTOR;
            int info = solve(
                    "cusolverDnDsyevd",
                    length -> cusolverDnDsyevd_bufferSize(
                            handles.solver(), mode, triangle(upper), n, at(a), lda, w, length),
                    (work, length, found) -> cusolverDnDsyevd(
                            handles.solver(), mode, triangle(upper), n, at(a), lda, w, work, length, found));
            rising.read(0, values, 0, n);
            return info;
        }
    }

    @Override
    public int geqrf(int m, int n, Place a, int lda, Place tau) {
        return solve(
                "cusolverDnDgeqrf",
                length -> cusolverDnDgeqrf_bufferSize(handles.solver(), m, n, at(a), lda, length),
                (work, length, info) ->
                        cusolverDnDgeqrf(handles.solver(), m, n, at(a), lda, at(tau), work, length, info));
    }

    @Override
    public int orgqr(int m, int n, Place a, int lda, Place tau) {
        return solve(
                "cusolverDnDorgqr",
                length -> cusolverDnDorgqr_bufferSize(handles.solver(), m, n, n, at(a), lda, at(tau), length),
                (work, length, info) ->
                        cusolverDnDorgqr(handles.solver(), m, n, n, at(a), lda, at(tau), work, length, info));
    }

    @Override
    public int gesvd(int m, int n, Place a, int lda, double[] values, Place u, int ldu, Place vt, int ldvt) {
        try (Buffer singular = handles.allocate((long) n * Double.BYTES)) {
            int info = solve(
                    "cusolverDnDgesvd",
                    length -> cusolverDnDgesvd_bufferSize(handles.solver(), m, n, length),
                    (work, length, found) -> cusolverDnDgesvd(
                            handles.solver(),
                            (byte) 'S',
                            (byte) 'S',
                            m,
                            n,
                            at(a),
                            lda,
                            doubles(singular.address()),
                            at(u),
                            ldu,
                            at(vt),
                            ldvt,
                            work,
                            length,
                            null,
                            found));
            singular.read(0, values, 0, n);
            return info;
        }
    }
}
