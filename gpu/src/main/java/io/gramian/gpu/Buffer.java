package io.gramian.gpu;

/** A piece of a device's memory. */
abstract class Buffer implements AutoCloseable {
    private final long bytes;

    Buffer(long bytes) {
        this.bytes = bytes;
    }

    /** How large it is. */
    final long bytes() {
        return bytes;
    }

    /** Where it begins, as kernels know it. */
    abstract long address();

    /**
     * Copies numbers to here.
     *
     * @param offset in bytes
     * @param array of {@code double}, {@code float} or {@code int}, kept as they are
     * @param from the first in the array
     * @param count how many
     */
    abstract void write(long offset, Object array, int from, int count);

    /** Copies numbers from here, when all that was asked for before is done. */
    abstract void read(long offset, Object array, int from, int count);

    /** Sets all bytes to zero. */
    abstract void clear();

    /** Gives the memory back; a second call does nothing. */
    @Override
    public abstract void close();
}
