package io.gramian.core.internal.cpu;

/**
 * Fills tiles of one Gram matrix: the three small loops put together along an expression. Each thread has
 * its own, with its own buffers.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
abstract class Evaluator<A> {
    /** Makes the rows from {@code first} on, at most {@code count}, the current ones, in blocks of eight. */
    abstract void rows(int first, int count);

    /** Makes a chunk of columns the current one. */
    abstract void chunk(int index);

    /**
     * Fills the tile with k(x, y).
     *
     * @param block which eight of the current rows
     * @param rows how many of them are wanted
     * @param from the first column, within the chunk, a multiple of the tile's columns
     * @param columns how many, padded
     * @param tile receives the values
     */
    abstract void values(int block, int rows, int from, int columns, A[] tile);

    /**
     * Fills the tile with e such that log2 k = scale e + {@link #exponentOffset}, and returns the scale.
     * Arguments as in {@link #values}.
     */
    abstract double exponents(int block, int rows, int from, int columns, A[] tile);

    /** The constant part of the exponents. */
    double exponentOffset() {
        return 0;
    }

    /** Whether scale e is never above zero, so that one tile's shift serves those that follow. */
    boolean exponentsAreNegative() {
        return false;
    }

    /**
     * Whether values stay far from underflow wherever they are not zero, so that a log-domain sum may be
     * taken of the values themselves.
     */
    boolean sumsDirectly() {
        return false;
    }
}
