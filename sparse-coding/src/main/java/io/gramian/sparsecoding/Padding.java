package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;

/**
 * Signals made longer at both ends of every axis before they are coded, so that a circular code does not tie opposite ends
 * together, and cut to their length again afterwards.
 *
 * <p>With at least the length of an atom less one of padding no atom reaches from one end of the signal to the other. What
 * the code says of the padding is up to the use: reflected values ({@link #symmetric}) continue the signal; zeros ({@link
 * #zero}) are data, and the convolution is the full linear one; with {@link #mask} the padding counts for nothing, and atoms
 * reach over the ends freely:
 *
 * <pre>{@code
 * Padding padding = Padding.zero(11);
 * SparseCode code = ConvolutionalSparseCoding.admm()
 *         .withMask(padding.mask(picture))
 *         .encode(padding.apply(picture).signal(), dictionary);
 * Signal reconstruction = padding.crop(code.reconstruction());
 * }</pre>
 *
 * <p>Any number of axes and channels; O(N). Immutable and thread-safe.
 */
public final class Padding implements Preprocessing {
    private final int places;
    private final boolean isSymmetric;

    private Padding(int places, boolean isSymmetric) {
        this.places = Checks.atLeast("padding", 0, places);
        this.isSymmetric = isSymmetric;
    }

    /**
     * Returns padding by reflection, the values at the ends twice; from a signal shorter than the padding, again and again.
     *
     * @param places at each end of every axis, at least 0
     * @return a padding
     * @throws IllegalArgumentException if there are fewer than 0
     */
    public static Padding symmetric(int places) {
        return new Padding(places, true);
    }

    /**
     * Returns padding by zeros.
     *
     * @param places at each end of every axis, at least 0
     * @return a padding
     * @throws IllegalArgumentException if there are fewer than 0
     */
    public static Padding zero(int places) {
        return new Padding(places, false);
    }

    /**
     * Returns a longer signal; the way back is {@link #crop}.
     *
     * @param signal of any axes and channels
     * @return a signal of 2 places more on every axis
     */
    @Override
    public Preprocessed apply(Signal signal) {
        return new Preprocessed(padded(signal), this::crop);
    }

    /**
     * Returns the weights of the data that leave the padding out of account.
     *
     * @param signal before it is padded
     * @return ones in the place of the signal, zeros around it, in one channel
     */
    public Signal mask(Signal signal) {
        Signal ones = Signal.zero(1, signal.shape()).map(value -> 1);
        return new Padding(places, false).padded(ones);
    }

    /**
     * Returns a padded signal without its padding.
     *
     * @param padded longer than twice the padding on every axis
     * @return what was padded
     * @throws IllegalArgumentException if it is not
     */
    public Signal crop(Signal padded) {
        int[] origin = new int[padded.axes()];
        Arrays.fill(origin, places);
        int[] lengths = padded.shape();
        Arrays.setAll(lengths, axis -> Math.subtractExact(lengths[axis], Math.multiplyExact(2, places)));
        return padded.crop(origin, lengths);
    }

    private Signal padded(Signal signal) {
        int[] from = Shapes.three(signal.shape());
        int[] shape = signal.shape();
        Arrays.setAll(shape, axis -> Math.addExact(shape[axis], Math.multiplyExact(2, places)));
        int[] to = Shapes.three(shape);
        double[] values = new double[Checks.size(shape, signal.channels())];
        for (int at = 0; at < values.length; at++) {
            int within = 0;
            boolean isWithin = true;
            int stride = 1;
            int strideFrom = 1;
            for (int axis = 2; axis >= 0; axis--) {
                boolean isPadded = axis >= 3 - signal.axes();
                int index = at / stride % to[axis] - (isPadded ? places : 0);
                isWithin &= index >= 0 && index < from[axis];
                within += Pictures.mirrored(index, from[axis]) * strideFrom;
                stride *= to[axis];
                strideFrom *= from[axis];
            }
            if (isSymmetric || isWithin) {
                values[at] = signal.view()[at / stride * signal.size() + within];
            }
        }
        return Signal.owning(values, signal.channels(), shape);
    }

    /** Returns kind and places. */
    @Override
    public String toString() {
        return "Padding[" + (isSymmetric ? "symmetric, " : "zero, ") + places + "]";
    }
}
