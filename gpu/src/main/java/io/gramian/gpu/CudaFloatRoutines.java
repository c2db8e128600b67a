package io.gramian.gpu;

import static io.gramian.gpu.DevicePointer.floats;
import static org.bytedeco.cuda.global.cublas.CUBLAS_COMPUTE_32F;
import static org.bytedeco.cuda.global.cublas.CUBLAS_COMPUTE_32F_FAST_TF32;
import static org.bytedeco.cuda.global.cublas.CUBLAS_DIAG_NON_UNIT;
import static org.bytedeco.cuda.global.cublas.CUBLAS_FILL_MODE_LOWER;
import static org.bytedeco.cuda.global.cublas.CUBLAS_FILL_MODE_UPPER;
import static org.bytedeco.cuda.global.cublas.CUBLAS_GEMM_DEFAULT;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_N;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_T;
import static org.bytedeco.cuda.global.cublas.CUBLAS_SIDE_LEFT;
import static org.bytedeco.cuda.global.cublas.CUBLAS_SIDE_RIGHT;
import static org.bytedeco.cuda.global.cublas.cublasGemmEx;
import static org.bytedeco.cuda.global.cublas.cublasSsyrk_v2;
import static org.bytedeco.cuda.global.cublas.cublasStrsm_v2;
import static org.bytedeco.cuda.global.cudart.CUDA_R_32F;
import static org.bytedeco.cuda.global.cusolver.CUSOLVER_EIG_MODE_VECTOR;
import static org.bytedeco.cuda.global.cusolver.cusolverDnSgeqrf;
import static org.bytedeco.cuda.global.cusolver.cusolverDnSgeqrf_bufferSize;
import static org.bytedeco.cuda.global.cusolver.cusolverDnSgesvd;
import static org.bytedeco.cuda.global.cusolver.cusolverDnSgesvd_bufferSize;
import static org.bytedeco.cuda.global.cusolver.cusolverDnSorgqr;
import static org.bytedeco.cuda.global.cusolver.cusolverDnSorgqr_bufferSize;
import static org.bytedeco.cuda.global.cusolver.cusolverDnSpotrf;
import static org.bytedeco.cuda.global.cusolver.cusolverDnSpotrf_bufferSize;
import static org.bytedeco.cuda.global.cusolver.cusolverDnSsyevd;
import static org.bytedeco.cuda.global.cusolver.cusolverDnSsyevd_bufferSize;

import io.gramian.core.Precision;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;

/** cuBLAS and cuSOLVER in single precision. */
final class CudaFloatRoutines implements Routines {
    private final CudaHandles handles;
    private final int arithmetic; // of products

    /** With products on tensor cores (TF32), or of full precision. */
    CudaFloatRoutines(CudaHandles handles, boolean usesTensorCores) {
        this.handles = handles;
        this.arithmetic = usesTensorCores ? CUBLAS_COMPUTE_32F_FAST_TF32 : CUBLAS_COMPUTE_32F;
    }

    private static FloatPointer at(Place place) {
        return floats(CudaHandles.address(place, Float.BYTES));
    }

    private static int operation(boolean transpose) {
        return transpose ? CUBLAS_OP_T : CUBLAS_OP_N;
    }

    private static int triangle(boolean upper) {
        return upper ? CUBLAS_FILL_MODE_UPPER : CUBLAS_FILL_MODE_LOWER;
    }

    /** What a solver does with its work space. */
    private interface Work {
        int with(FloatPointer work, int length, IntPointer info);
    }

    private int solve(String routine, CudaHandles.WorkLength query, Work work) {
        int length = handles.workLength(routine, query);
        try (Buffer space = handles.allocate((long) length * Float.BYTES)) {
            return handles.info(routine, info -> work.with(floats(space.address()), length, info));
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
        try (FloatPointer one = new FloatPointer(new float[] {(float) alpha});
                FloatPointer other = new FloatPointer(new float[] {(float) beta})) {
            handles.call(
                    "cublasGemmEx",
                    () -> cublasGemmEx(
                            handles.blas(),
                            operation(transposeA),
                            operation(transposeB),
                            m,
                            n,
                            k,
                            one,
                            at(a),
                            CUDA_R_32F,
                            lda,
                            at(b),
                            CUDA_R_32F,
                            ldb,
                            other,
                            at(c),
                            CUDA_R_32F,
                            ldc,
                            arithmetic,
                            CUBLAS_GEMM_DEFAULT));
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
        try (FloatPointer one = new FloatPointer(new float[] {(float) alpha});
                FloatPointer other = new FloatPointer(new float[] {(float) beta})) {
            handles.call(
                    "cublasSsyrk",
                    () -> cublasSsyrk_v2(
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
        try (FloatPointer one = new FloatPointer(new float[] {1})) {
            handles.call(
                    "cublasStrsm",
                    () -> cublasStrsm_v2(
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
                "cusolverDnSpotrf",
                length -> cusolverDnSpotrf_bufferSize(handles.solver(), triangle(upper), n, at(a), lda, length),
                (work, length, info) ->
                        cusolverDnSpotrf(handles.solver(), triangle(upper), n, at(a), lda, work, length, info));
    }

    @Override
    public int syevd(boolean upper, int n, Place a, int lda, double[] values) {
        try (Buffer rising = handles.allocate((long) n * Float.BYTES)) {
            FloatPointer w = floats(rising.address());
            int mode = CUSOLVER_EIG_MODE_VECTOR;
            int info = solve(
                    "cusolverDnSsyevd",
                    length -> cusolverDnSsyevd_bufferSize(
                            handles.solver(), mode, triangle(upper), n, at(a), lda, w, length),
                    (work, length, found) -> cusolverDnSsyevd(
                            handles.solver(), mode, triangle(upper), n, at(a), lda, w, work, length, found));
            Reals.read(rising, Precision.FLOAT, 0, values, 0, n);
            return info;
        }
    }

    @Override
    public int geqrf(int m, int n, Place a, int lda, Place tau) {
        return solve(
                "cusolverDnSgeqrf",
                length -> cusolverDnSgeqrf_bufferSize(handles.solver(), m, n, at(a), lda, length),
                (work, length, info) ->
                        cusolverDnSgeqrf(handles.solver(), m, n, at(a), lda, at(tau), work, length, info));
    }

    @Override
    public int orgqr(int m, int n, Place a, int lda, Place tau) {
        return solve(
                "cusolverDnSorgqr",
                length -> cusolverDnSorgqr_bufferSize(handles.solver(), m, n, n, at(a), lda, at(tau), length),
                (work, length, info) ->
                        cusolverDnSorgqr(handles.solver(), m, n, n, at(a), lda, at(tau), work, length, info));
    }

    @Override
    public int gesvd(int m, int n, Place a, int lda, double[] values, Place u, int ldu, Place vt, int ldvt) {
        try (Buffer singular = handles.allocate((long) n * Float.BYTES)) {
            int info = solve(
                    "cusolverDnSgesvd",
                    length -> cusolverDnSgesvd_bufferSize(handles.solver(), m, n, length),
                    (work, length, found) -> cusolverDnSgesvd(
                            handles.solver(),
                            (byte) 'S',
                            (byte) 'S',
                            m,
                            n,
                            at(a),
                            lda,
                            floats(singular.address()),
                            at(u),
                            ldu,
                            at(vt),
                            ldvt,
                            work,
                            length,
                            null,
                            found));
            Reals.read(singular, Precision.FLOAT, 0, values, 0, n);
            return info;
        }
    }
}
