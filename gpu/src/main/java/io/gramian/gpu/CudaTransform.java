package io.gramian.gpu;

import static org.bytedeco.cuda.global.cufft.cufftDestroy;
import static org.bytedeco.cuda.global.cufft.cufftExecC2R;
import static org.bytedeco.cuda.global.cufft.cufftExecD2Z;
import static org.bytedeco.cuda.global.cufft.cufftExecR2C;
import static org.bytedeco.cuda.global.cufft.cufftExecZ2D;
import static org.bytedeco.cuda.global.cufft.cufftPlanMany;
import static org.bytedeco.cuda.global.cufft.cufftSetStream;

import io.gramian.core.Precision;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.cudart.double2;
import org.bytedeco.cuda.cudart.float2;

/** Transforms by cuFFT: a plan forwards and one back. */
final class CudaTransform implements Device.Transform {
    private static final int R2C = 0x2a; // cufftType
    private static final int C2R = 0x2c;
    private static final int D2Z = 0x6a;
    private static final int Z2D = 0x6c;

    private final CudaDevice device;
    private final boolean isDouble;
    private final int forward;
    private final int inverse;
    private boolean closed;

    CudaTransform(CudaDevice device, CUstream_st stream, Precision precision, int[] shape, int count) {
        this.device = device;
        this.isDouble = precision == Precision.DOUBLE;
        device.trim(); // plans take their work space past the pool
        int size = 1;
        for (int length : shape) {
            size *= length;
        }
        int last = shape[shape.length - 1];
        int bins = size / last * (last / 2 + 1);
        this.forward = plan(shape, size, bins, isDouble ? D2Z : R2C, count, stream);
        try {
            this.inverse = plan(shape, bins, size, isDouble ? Z2D : C2R, count, stream);
        } catch (Throwable failure) {
            cufftDestroy(forward);
            throw failure;
        }
    }

    private static int plan(int[] shape, int from, int to, int type, int count, CUstream_st stream) {
        int[] plan = new int[1];
        int[] whole = null; // grids lie without gaps
        check(
                cufftPlanMany(plan, shape.length, shape.clone(), whole, 1, from, whole, 1, to, type, count),
                "cufftPlanMany");
        int code = cufftSetStream(plan[0], stream);
        if (code != 0) {
            cufftDestroy(plan[0]);
        }
        check(code, "cufftSetStream");
        return plan[0];
    }

    private static void check(int code, String call) {
        if (code != 0) {
            throw new IllegalStateException(
                    call + " failed with code " + code + (code == 2 ? ", no memory on the device" : ""));
        }
    }

    @Override
    public void forward(Buffer grids, Buffer spectra) {
        device.use();
        DevicePointer to = new DevicePointer(spectra.address());
        check(
                isDouble
                        ? cufftExecD2Z(forward, DevicePointer.doubles(grids.address()), new double2(to))
                        : cufftExecR2C(forward, DevicePointer.floats(grids.address()), new float2(to)),
                "a transform of cuFFT");
    }

    @Override
    public void inverse(Buffer spectra, Buffer grids) {
        device.use();
        DevicePointer from = new DevicePointer(spectra.address());
        check(
                isDouble
                        ? cufftExecZ2D(inverse, new double2(from), DevicePointer.doubles(grids.address()))
                        : cufftExecC2R(inverse, new float2(from), DevicePointer.floats(grids.address())),
                "a transform back of cuFFT");
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            device.use();
            cufftDestroy(forward);
            cufftDestroy(inverse);
        }
    }
}
