package io.gramian.gpu;

import static org.bytedeco.cuda.global.cublas.cublasCreate_v2;
import static org.bytedeco.cuda.global.cublas.cublasGetCudartVersion;
import static org.bytedeco.cuda.global.cublas.cublasSetStream_v2;
import static org.bytedeco.cuda.global.cusolver.cusolverDnCreate;
import static org.bytedeco.cuda.global.cusolver.cusolverDnSetStream;
import static org.bytedeco.cuda.global.cusolver.cusolverGetVersion;

import io.gramian.gpu.Routines.Place;
import java.util.function.IntSupplier;
import org.bytedeco.cuda.cublas.cublasContext;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.cusolver.cusolverDnContext;
import org.bytedeco.javacpp.IntPointer;

/**
 * The contexts of cuBLAS and cuSOLVER of a device, made when they are first needed: sums need neither. They serve one thread at
 * a time.
 */
final class CudaHandles {
    private static final int NO_MEMORY_OF_BLAS = 3;
    private static final int NO_MEMORY_OF_SOLVER = 2;

    private final CudaDevice device;
    private final CUstream_st stream;
    private cublasContext blas; // null until needed, as the next
    private cusolverDnContext solver;

    /** Loads the libraries. */
    CudaHandles(CudaDevice device, CUstream_st stream) {
        this.device = device;
        this.stream = stream;
        cublasGetCudartVersion();
        check(cusolverGetVersion(new int[1]), "cusolverGetVersion");
    }

    /** To be asked for within a {@link #call}. */
    synchronized cublasContext blas() {
        if (blas == null) {
            cublasContext made = new cublasContext();
            int status = cublasCreate_v2(made);
            if (status == NO_MEMORY_OF_BLAS) {
                device.trim();
                status = cublasCreate_v2(made);
            }
            check(status, "cublasCreate");
            check(cublasSetStream_v2(made, stream), "cublasSetStream");
            blas = made;
        }
        return blas;
    }

    /** To be asked for within a {@link #call}. */
    synchronized cusolverDnContext solver() {
        if (solver == null) {
            cusolverDnContext made = new cusolverDnContext();
            int status = cusolverDnCreate(made);
            if (status == NO_MEMORY_OF_SOLVER) {
                device.trim();
                status = cusolverDnCreate(made);
            }
            check(status, "cusolverDnCreate");
            check(cusolverDnSetStream(made, stream), "cusolverDnSetStream");
            solver = made;
        }
        return solver;
    }

    /** Calls a routine that returns a status. */
    synchronized void call(String routine, IntSupplier call) {
        device.use();
        check(call.getAsInt(), routine);
    }

    /** Statuses of the two libraries have different meanings: 13 and 6 are a failure of the device. */
    private static void check(int status, String routine) {
        if (status != 0) {
            boolean isBlas = routine.startsWith("cublas");
            String what = status == (isBlas ? NO_MEMORY_OF_BLAS : NO_MEMORY_OF_SOLVER)
                    ? ", no memory on the device"
                    : status == (isBlas ? 13 : 6) ? ", the device failed" : "";
            throw new IllegalStateException(routine + " failed with status " + status + what);
        }
    }

    Buffer allocate(long bytes) {
        return device.allocate(Math.max(8, bytes));
    }

    static long address(Place place, int size) {
        return place.buffer().address() + place.index() * size;
    }

    /** What a solver does, given where it writes its info. */
    interface Solve {
        int at(IntPointer info);
    }

    /** Calls a solver and returns its info. */
    int info(String routine, Solve solve) {
        try (Buffer info = allocate(8)) {
            info.clear();
            call(routine, () -> solve.at(DevicePointer.ints(info.address())));
            int[] found = new int[1];
            info.read(0, found, 0, 1);
            return found[0];
        }
    }

    /** Asks for the length of a solver's work space. */
    int workLength(String routine, WorkLength query) {
        try (IntPointer length = new IntPointer(1)) {
            call(routine, () -> query.into(length));
            if (length.get() < 0) {
                throw new IllegalArgumentException(
                        routine + ": the matrix is so large that its work space is beyond 2^31 - 1 numbers");
            }
            return length.get();
        }
    }

    /** A query of a work space. */
    interface WorkLength {
        int into(IntPointer length);
    }
}
