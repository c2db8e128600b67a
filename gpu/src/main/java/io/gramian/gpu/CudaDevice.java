package io.gramian.gpu;

import static org.bytedeco.cuda.global.cudart.cuDeviceGetName;
import static org.bytedeco.cuda.global.cudart.cuGetErrorString;
import static org.bytedeco.cuda.global.cudart.cuLaunchKernel;
import static org.bytedeco.cuda.global.cudart.cuModuleGetFunction;
import static org.bytedeco.cuda.global.cudart.cuModuleLoadData;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMajor;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMinor;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrMultiProcessorCount;
import static org.bytedeco.cuda.global.cudart.cudaDeviceGetAttribute;
import static org.bytedeco.cuda.global.cudart.cudaDeviceGetDefaultMemPool;
import static org.bytedeco.cuda.global.cudart.cudaFreeAsync;
import static org.bytedeco.cuda.global.cudart.cudaGetDeviceCount;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;
import static org.bytedeco.cuda.global.cudart.cudaMallocAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemGetInfo;
import static org.bytedeco.cuda.global.cudart.cudaMemPoolAttrReleaseThreshold;
import static org.bytedeco.cuda.global.cudart.cudaMemPoolSetAttribute;
import static org.bytedeco.cuda.global.cudart.cudaMemPoolTrimTo;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;
import static org.bytedeco.cuda.global.cudart.cudaMemsetAsync;
import static org.bytedeco.cuda.global.cudart.cudaSetDevice;
import static org.bytedeco.cuda.global.cudart.cudaStreamCreate;
import static org.bytedeco.cuda.global.cudart.cudaStreamSynchronize;
import static org.bytedeco.cuda.global.cufft.cufftGetVersion;

import io.gramian.core.Precision;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmemPoolHandle_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** An NVIDIA GPU. All work is on one stream, so that it runs in the order it was asked for. */
final class CudaDevice implements Device {
    private static final int OUT_OF_MEMORY = 2; // cudaErrorMemoryAllocation
    private static final int STAGE = 1 << 22; // numbers copied at a time

    private final int index;
    private final String name;
    private final String architecture;
    private final int multiprocessors;
    private final CUstream_st stream = new CUstream_st();
    private final CUmemPoolHandle_st pool = new CUmemPoolHandle_st();
    private final KernelCache cache = KernelCache.standard();
    private final CudaHandles handles;

    /**
     * Opens a device.
     *
     * @throws IllegalStateException if there is none, or a library does not work
     */
    CudaDevice(int index) {
        int[] count = new int[1];
        check(cudaGetDeviceCount(count), "cudaGetDeviceCount");
        if (index < 0 || index >= count[0]) {
            throw new IllegalStateException("there is no CUDA device " + index + "; there are " + count[0]);
        }
        this.index = index;
        use();
        byte[] text = new byte[256];
        checkDriver(cuDeviceGetName(text, text.length, index), "cuDeviceGetName");
        this.name = new String(text, StandardCharsets.UTF_8).trim(); // bytes of zero are white space
        this.architecture =
                "sm_" + attribute(cudaDevAttrComputeCapabilityMajor) + attribute(cudaDevAttrComputeCapabilityMinor);
        this.multiprocessors = attribute(cudaDevAttrMultiProcessorCount);
        check(cudaStreamCreate(stream), "cudaStreamCreate");
        check(cudaDeviceGetDefaultMemPool(pool, index), "cudaDeviceGetDefaultMemPool");
        try (LongPointer keep =
                new LongPointer(new long[] {Long.MAX_VALUE})) { // what is given back is taken again soon
            check(cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, keep), "cudaMemPoolSetAttribute");
        }
        Nvrtc.version(); // all libraries are loaded now or the backend is not usable
        check(cufftGetVersion(new int[1]), "cufftGetVersion");
        this.handles = new CudaHandles(this, stream);
    }

    private int attribute(int which) {
        int[] value = new int[1];
        check(cudaDeviceGetAttribute(value, which, index), "cudaDeviceGetAttribute");
        return value[0];
    }

    /** Makes this the device of the current thread. */
    void use() {
        check(cudaSetDevice(index), "cudaSetDevice");
    }

    static void check(int code, String call) {
        if (code != 0) {
            throw new IllegalStateException(call + " failed with code " + code + ": "
                    + cudaGetErrorString(code).getString());
        }
    }

    private static void checkDriver(int code, String call) {
        if (code != 0) {
            try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
                String reason = cuGetErrorString(code, text) == 0
                        ? new BytePointer(text.get()).getString()
                        : "an unknown error";
                throw new IllegalStateException(call + " failed with code " + code + ": " + reason);
            }
        }
    }

    void synchronise() {
        check(cudaStreamSynchronize(stream), "cudaStreamSynchronize");
    }

    @Override
    public String description() {
        return name;
    }

    @Override
    public int multiprocessors() {
        return multiprocessors;
    }

    @Override
    public long freeBytes() {
        trim();
        try (SizeTPointer free = new SizeTPointer(1);
                SizeTPointer total = new SizeTPointer(1)) {
            check(cudaMemGetInfo(free, total), "cudaMemGetInfo");
            return free.get();
        }
    }

    /** Gives memory that nobody uses back to the device. */
    void trim() {
        use();
        synchronise();
        check(cudaMemPoolTrimTo(pool, 0), "cudaMemPoolTrimTo");
    }

    @Override
    public void await() {
        use();
        synchronise();
    }

    @Override
    public Buffer allocate(long bytes) {
        use();
        Pointer address = new Pointer();
        int code = cudaMallocAsync(address, bytes, stream);
        if (code == OUT_OF_MEMORY) {
            trim();
            code = cudaMallocAsync(address, bytes, stream);
        }
        if (code == OUT_OF_MEMORY) {
            throw new IllegalArgumentException("device memory: " + bytes + " bytes asked for, " + freeBytes()
                    + " free on " + name + "; close what is open, work in smaller pieces, or lower withMemoryLimit");
        }
        check(code, "cudaMallocAsync");
        return new CudaBuffer(bytes, address.address());
    }

    private final class CudaBuffer extends Buffer {
        private final long address;
        private boolean closed;

        CudaBuffer(long bytes, long address) {
            super(bytes);
            this.address = address;
        }

        @Override
        long address() {
            return address;
        }

        /** By way of memory outside the heap, some at a time. */
        @Override
        void write(long offset, Object array, int from, int count) {
            use();
            int size = sizeOf(array);
            try (Pointer host = hostMemory(array, Math.min(STAGE, count))) {
                for (int done = 0; done < count; done += STAGE) {
                    int part = Math.min(STAGE, count - done);
                    fill(host, array, from + done, part);
                    DevicePointer to = new DevicePointer(address + offset + (long) done * size);
                    check(
                            cudaMemcpyAsync(to, host, (long) part * size, cudaMemcpyHostToDevice, stream),
                            "cudaMemcpyAsync");
                    synchronise(); // the host's memory is used again now
                }
            }
        }

        @Override
        void read(long offset, Object array, int from, int count) {
            use();
            int size = sizeOf(array);
            try (Pointer host = hostMemory(array, Math.min(STAGE, count))) {
                for (int done = 0; done < count; done += STAGE) {
                    int part = Math.min(STAGE, count - done);
                    DevicePointer at = new DevicePointer(address + offset + (long) done * size);
                    check(
                            cudaMemcpyAsync(host, at, (long) part * size, cudaMemcpyDeviceToHost, stream),
                            "cudaMemcpyAsync");
                    synchronise();
                    take(host, array, from + done, part);
                }
            }
        }

        private static void take(Pointer host, Object array, int from, int count) {
            if (array instanceof double[] doubles) {
                ((DoublePointer) host).get(doubles, from, count);
            } else if (array instanceof float[] floats) {
                ((FloatPointer) host).get(floats, from, count);
            } else {
                ((IntPointer) host).get((int[]) array, from, count);
            }
        }

        private static Pointer hostMemory(Object array, int count) {
            return array instanceof double[]
                    ? new DoublePointer(count)
                    : array instanceof float[] ? new FloatPointer(count) : new IntPointer(count);
        }

        private static void fill(Pointer host, Object array, int from, int count) {
            if (array instanceof double[] doubles) {
                ((DoublePointer) host).put(doubles, from, count);
            } else if (array instanceof float[] floats) {
                ((FloatPointer) host).put(floats, from, count);
            } else {
                ((IntPointer) host).put((int[]) array, from, count);
            }
        }

        private static int sizeOf(Object array) {
            return array instanceof double[] ? Double.BYTES : Float.BYTES;
        }

        @Override
        void clear() {
            use();
            check(cudaMemsetAsync(new DevicePointer(address), 0, bytes(), stream), "cudaMemsetAsync");
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                use();
                check(cudaFreeAsync(new DevicePointer(address), stream), "cudaFreeAsync");
            }
        }
    }

    /** A loaded module. */
    private static final class CudaProgram implements Program {
        private final CUmod_st module = new CUmod_st();
        private final Map<String, CUfunc_st> kernels = new ConcurrentHashMap<>();

        CudaProgram(byte[] code) {
            try (BytePointer image = new BytePointer(code)) {
                checkDriver(cuModuleLoadData(module, image), "cuModuleLoadData");
            }
        }

        CUfunc_st kernel(String name) {
            return kernels.computeIfAbsent(name, key -> {
                CUfunc_st function = new CUfunc_st();
                checkDriver(cuModuleGetFunction(function, module, key), "cuModuleGetFunction of " + key);
                return function;
            });
        }
    }

    @Override
    public Program compile(String source) {
        use();
        return new CudaProgram(cache.code(
                source,
                architecture,
                Nvrtc.version(),
                () -> Nvrtc.compile(source, architecture).code()));
    }

    @Override
    public void launch(Program program, String kernel, long blocks, int blocksDown, int threads, Object... arguments) {
        use();
        KernelArguments flat = KernelArguments.of(arguments);
        try (LongPointer words = new LongPointer(flat.words());
                PointerPointer<Pointer> places = new PointerPointer<>(arguments.length)) {
            for (int i = 0; i < arguments.length; i++) {
                places.put(i, new DevicePointer(words.address() + 8L * flat.places()[i]));
            }
            int code = cuLaunchKernel(
                    ((CudaProgram) program).kernel(kernel),
                    Math.toIntExact(blocks),
                    blocksDown,
                    1,
                    threads,
                    1,
                    1,
                    0,
                    stream,
                    places,
                    (PointerPointer<?>) null);
            checkDriver(code, "the launch of " + kernel);
        }
    }

    @Override
    public Transform transform(Precision precision, int[] shape, int count) {
        return new CudaTransform(this, stream, precision, shape, count);
    }

    @Override
    public Routines routines(Precision precision) {
        return precision == Precision.DOUBLE ? new CudaDoubleRoutines(handles) : new CudaFloatRoutines(handles, false);
    }

    @Override
    public Routines tensorRoutines() {
        return new CudaFloatRoutines(handles, true);
    }
}
