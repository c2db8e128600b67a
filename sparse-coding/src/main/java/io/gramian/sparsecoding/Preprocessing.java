package io.gramian.sparsecoding;

/**
 * What is done to pictures before they are coded, and undone to what comes out. Applied to each channel by itself.
 *
 * <pre>{@code
 * Preprocessed input = Whitening.standard().then(LocalContrastNormalisation.standard()).apply(picture);
 * SparseCode code = coding.encode(input.signal(), dictionary);
 * Signal picture = input.invert(code.reconstruction());
 * }</pre>
 */
@FunctionalInterface
public interface Preprocessing {
    /** Leaves pictures as they are. */
    Preprocessing NONE = picture -> new Preprocessed(picture, changed -> changed);

    /**
     * Returns the changed picture, with the way back.
     *
     * @param picture of two axes
     * @return a picture of the same size, but for {@link Padding}
     * @throws IllegalArgumentException if the signal has another number of axes
     */
    Preprocessed apply(Signal picture);

    /**
     * Returns this preprocessing and another after it.
     *
     * @param next what is done to what this gives
     * @return both
     */
    default Preprocessing then(Preprocessing next) {
        return picture -> {
            Preprocessed first = apply(picture);
            Preprocessed second = next.apply(first.signal());
            return new Preprocessed(second.signal(), changed -> first.invert(second.invert(changed)));
        };
    }
}
