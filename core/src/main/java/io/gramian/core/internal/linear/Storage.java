package io.gramian.core.internal.linear;

import io.gramian.core.Precision;

/**
 * Numbers of one precision where a backend keeps them: a heap array, memory outside the heap, a device.
 *
 * <p>Counts its uses, so that closing while another thread computes frees the memory when that one is done.
 */
public abstract class Storage {
    private final String backend;
    private final Precision precision;
    private final long length;
    private int uses = 1; // the matrix itself, until it is closed
    private boolean closed;

    /**
     * For subclasses.
     *
     * @param backend the name of the backend, which operands must share
     * @param precision of the numbers
     * @param length how many there are
     */
    protected Storage(String backend, Precision precision, long length) {
        this.backend = backend;
        this.precision = precision;
        this.length = length;
    }

    /** Copies numbers from here. */
    public abstract void read(long from, double[] into, int at, int count);

    /** Copies a rectangle of numbers from here, row after row; its steps lie apart by so many numbers. */
    public void gather(long from, int rows, int columns, long rowStep, long columnStep, double[] into) {
        if (columnStep == 1) {
            for (int i = 0; i < rows; i++) {
                read(from + i * rowStep, into, i * columns, columns);
            }
            return;
        }
        double[] column = new double[rows];
        for (int j = 0; j < columns; j++) {
            if (rowStep == 1) {
                read(from + j * columnStep, column, 0, rows);
            } else {
                for (int i = 0; i < rows; i++) {
                    read(from + i * rowStep + j * columnStep, column, i, 1);
                }
            }
            for (int i = 0; i < rows; i++) {
                into[i * columns + j] = column[i];
            }
        }
    }

    /** Copies numbers from here as they are, to an array of the precision's own type. */
    public abstract void readExactly(long from, Object into, int at, int count);

    /** Copies numbers to here, rounding to the precision. */
    public abstract void write(long from, double[] numbers, int at, int count);

    /** Frees the memory; called once. */
    protected abstract void free();

    /** The name of the backend. */
    public final String backend() {
        return backend;
    }

    /** The precision of the numbers. */
    public final Precision precision() {
        return precision;
    }

    /** How many numbers there are. */
    public final long length() {
        return length;
    }

    /** Keeps the memory until {@link #release}. */
    public final synchronized void retain() {
        if (closed) {
            throw new IllegalStateException("this matrix is closed");
        }
        uses++;
    }

    /** Ends a use. */
    public final synchronized void release() {
        uses--;
        if (uses == 0) {
            free();
        }
    }

    /** Ends the use by its owner: no other may begin. */
    public final synchronized void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }

    /** Throws if closed. */
    final synchronized void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this matrix is closed");
        }
    }
}
