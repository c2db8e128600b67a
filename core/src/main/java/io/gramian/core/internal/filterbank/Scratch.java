package io.gramian.core.internal.filterbank;

/**
 * What one thread needs to transform lines: a line and twice the room for its stages.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class Scratch<A> {
    private final A[] numbers;
    private double touched;

    @SuppressWarnings("unchecked")
    Scratch(MapLoops<A> loops, int length) {
        numbers = (A[]) new Object[6];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = loops.allocate(length);
        }
    }

    /** Takes what was read only to have it near, so that the compiler does not leave it out. */
    void touched(double sum) {
        touched = sum;
    }

    /** Returns one of three lines, with points {@code width} apart. */
    Lines<A> lines(int index, int width) {
        return new Lines<>(numbers[2 * index], 0, numbers[2 * index + 1], 0, width);
    }
}
