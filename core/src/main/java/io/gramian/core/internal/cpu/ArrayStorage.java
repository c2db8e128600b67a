package io.gramian.core.internal.cpu;

import io.gramian.core.Precision;
import io.gramian.core.internal.linear.Storage;

/**
 * Numbers in a heap array.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class ArrayStorage<A> extends Storage {
    private final TileLoops<A> loops;
    private A numbers;

    ArrayStorage(TileLoops<A> loops, int length) {
        super("cpu", loops.precision(), length);
        this.loops = loops;
        this.numbers = loops.allocate(length);
    }

    A numbers() {
        return numbers;
    }

    @Override
    public void read(long from, double[] into, int at, int count) {
        if (precision() == Precision.DOUBLE) {
            System.arraycopy(numbers, (int) from, into, at, count);
            return;
        }
        float[] floats = (float[]) numbers;
        for (int i = 0; i < count; i++) {
            into[at + i] = floats[(int) from + i];
        }
    }

    @Override
    public void readExactly(long from, Object into, int at, int count) {
        System.arraycopy(numbers, (int) from, into, at, count);
    }

    @Override
    public void write(long from, double[] source, int at, int count) {
        if (precision() == Precision.DOUBLE) {
            System.arraycopy(source, at, numbers, (int) from, count);
            return;
        }
        float[] floats = (float[]) numbers;
        for (int i = 0; i < count; i++) {
            floats[(int) from + i] = (float) source[at + i];
        }
    }

    @Override
    protected void free() {
        numbers = null;
    }
}
