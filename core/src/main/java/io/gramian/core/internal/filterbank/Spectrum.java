package io.gramian.core.internal.filterbank;

/**
 * Where the transforms of maps stand: the real parts of the maps at one frequency side by side, at {@code at +
 * (bin rows + row) step}, the imaginary parts {@code imaginary} after them.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
record Spectrum<A>(A numbers, int at, int step, int imaginary) {
    /** Returns where a frequency's real parts start. */
    int at(int frequency) {
        return at + frequency * step;
    }
}
