package io.gramian.openblas;

import io.gramian.core.internal.linear.Storage;
import org.bytedeco.javacpp.Pointer;

/**
 * Numbers outside the heap. What is never closed is freed by JavaCPP when it is collected.
 *
 * @param <P> the type of pointer
 */
final class NativeStorage<P extends Pointer> extends Storage {
    private final NativeMemory<P> memory;
    private final P numbers;

    NativeStorage(NativeMemory<P> memory, long length) {
        super(OpenBlasLibrary.NAME, memory.routines().precision(), length);
        this.memory = memory;
        this.numbers = memory.take(length);
    }

    /** The numbers from one on. */
    P from(long index) {
        return memory.routines().at(numbers, index);
    }

    @Override
    public void read(long from, double[] into, int at, int count) {
        memory.routines().read(from(from), into, at, count);
    }

    @Override
    public void readExactly(long from, Object into, int at, int count) {
        memory.routines().readExactly(from(from), into, at, count);
    }

    @Override
    public void write(long from, double[] source, int at, int count) {
        memory.routines().write(from(from), source, at, count);
    }

    @Override
    protected void free() {
        memory.giveBack(numbers);
    }
}
