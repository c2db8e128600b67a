package io.gramian.core.internal.filterbank;

/**
 * Where the transforms of blocks of maps stand: [bin][block][row][real, imaginary][lane], so that what belongs to a row
 * frequency is one stretch of memory, and what two rows have there a piece of four widths.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
record Spectrum<A>(A numbers, int rows, int blocks, int width) {
    /** Returns how far the imaginary parts are from the real ones. */
    int imaginary() {
        return width;
    }

    /** Returns where the real parts of a block start. */
    int at(int bin, int block) {
        return (bin * blocks + block) * 2 * rows * width;
    }

    /** Returns where the real parts of a row of a block start. */
    int at(int bin, int block, int row) {
        return at(bin, block) + 2 * row * width;
    }
}
