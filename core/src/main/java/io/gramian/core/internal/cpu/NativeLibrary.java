package io.gramian.core.internal.cpu;

import io.gramian.core.Precision;
import io.gramian.core.internal.linear.Kernels;

/** What a native library brings to the CPU engine, which keeps all its loops and takes dense linear algebra from it. */
public interface NativeLibrary {
    /** The name of the backend that the engine and this library make up. */
    String name();

    /** Library and version, for {@code toString}. */
    String description();

    /** Returns its linear algebra. */
    Kernels kernels(Precision precision, int threads, long memoryLimit);
}
