package io.gramian.openblas;

import io.gramian.core.internal.linear.Storage;
import org.bytedeco.javacpp.Pointer;

/**
 * Numbers outside the heap. What is never closed is freed by JavaCPP when it is collected.
 *
 * @param <P> the type of pointer
 */
final class NativeStorage<P extends Pointer> extends Storage {
    private final Routines<P> routines;
    private final P numbers;

    NativeStorage(Routines<P> routines, long length) {
        super(OpenBlasLibrary.NAME, routines.precision(), length);
        this.routines = routines;
        this.numbers = allocate(routines, length);
    }

    private static <P extends Pointer> P allocate(Routines<P> routines, long length) {
        try {
            return routines.zeros(length);
        } catch (OutOfMemoryError full) {
            throw new IllegalArgumentException(
                    "no room outside the heap for a matrix of " + length + " numbers: " + full.getMessage()
                            + "; close matrices that are no longer needed, raise -Xmx, or set the system properties"
                            + " org.bytedeco.javacpp.maxBytes and org.bytedeco.javacpp.maxPhysicalBytes",
                    full);
        }
    }

    /** The numbers from one on. */
    P from(long index) {
        return routines.at(numbers, index);
    }

    @Override
    public void read(long from, double[] into, int at, int count) {
        routines.read(from(from), into, at, count);
    }

    @Override
    public void write(long from, double[] source, int at, int count) {
        routines.write(from(from), source, at, count);
    }

    @Override
    protected void free() {
        numbers.deallocate();
    }
}
