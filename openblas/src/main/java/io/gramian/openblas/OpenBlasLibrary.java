package io.gramian.openblas;

import io.gramian.core.Precision;
import io.gramian.core.internal.cpu.NativeLibrary;
import io.gramian.core.internal.linear.Kernels;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;

/** OpenBLAS for the CPU engine. */
final class OpenBlasLibrary implements NativeLibrary {
    static final String NAME = "openblas";

    private final NativeMemory<DoublePointer> doubles = new NativeMemory<>(new DoubleRoutines());
    private final NativeMemory<FloatPointer> floats = new NativeMemory<>(new FloatRoutines());

    /** Loads the native code, or throws what is thrown there. */
    static void load() {
        Loader.load(openblas.class);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return openblas.OPENBLAS_VERSION.trim();
    }

    @Override
    public Kernels kernels(Precision precision, int threads, long memoryLimit) {
        return precision == Precision.DOUBLE
                ? new OpenBlasKernels<>(doubles, threads, memoryLimit)
                : new OpenBlasKernels<>(floats, threads, memoryLimit);
    }
}
