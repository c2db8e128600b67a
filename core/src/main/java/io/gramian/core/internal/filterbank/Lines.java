package io.gramian.core.internal.filterbank;

/**
 * Complex numbers along a line: the real parts of point j start at {@code reAt + j step} in one array, the imaginary
 * parts at {@code imAt + j step} in another or the same.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
public record Lines<A>(A re, int reAt, A im, int imAt, int step) {
    /** Returns the line with the parts exchanged, whose transform is the inverse one. */
    Lines<A> swapped() {
        return new Lines<>(im, imAt, re, reAt, step);
    }
}
