package io.gramian.sparsecoding;

import java.util.Objects;
import java.util.function.UnaryOperator;

/** A changed picture, with what it takes to change one like it back. Immutable. */
public final class Preprocessed {
    private final Signal signal;
    private final UnaryOperator<Signal> inverse;

    /**
     * Makes one; a {@link Preprocessing} calls this.
     *
     * @param signal the changed picture
     * @param inverse gives the original for it, and for others like it, such as a code's reconstruction, what they stand
     *     for
     */
    public Preprocessed(Signal signal, UnaryOperator<Signal> inverse) {
        this.signal = Objects.requireNonNull(signal, "signal");
        this.inverse = Objects.requireNonNull(inverse, "inverse");
    }

    /**
     * Returns the changed picture.
     *
     * @return a signal of the original's size
     */
    public Signal signal() {
        return signal;
    }

    /**
     * Returns what a picture like the changed one stands for.
     *
     * @param changed of the same shape and channels
     * @return a picture in the original's terms
     * @throws IllegalArgumentException if shape or channels differ
     */
    public Signal invert(Signal changed) {
        signal.checkSame(changed);
        return inverse.apply(changed);
    }
}
