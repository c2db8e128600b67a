package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;

/**
 * A soft round window: the picture times ((1 + cos pi R) / 2)^exponent where R &lt; 1, zero elsewhere, with R the distance
 * from the middle and 1 at the middle of each edge.
 *
 * <p>The way back divides where the window is above 1e-3 and has the original elsewhere, of which nothing came through.
 */
public final class CircularMask implements Preprocessing {
    private static final double LOST = 1e-3;

    private final double exponent;

    private CircularMask(double exponent) {
        this.exponent = exponent;
    }

    /**
     * Returns the window of exponent 1/3, which falls off near its edge.
     *
     * @return a preprocessing
     */
    public static CircularMask standard() {
        return new CircularMask(1.0 / 3);
    }

    /**
     * Returns this window with another exponent.
     *
     * @param newExponent at least 0; 0 gives a disc
     * @return a preprocessing
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public CircularMask withExponent(double newExponent) {
        return new CircularMask(Checks.notNegative("exponent", newExponent));
    }

    /**
     * Returns the window itself.
     *
     * @param rows at least 1
     * @param columns at least 1
     * @return numbers from 0 to 1
     * @throws IllegalArgumentException if a number is below 1
     */
    public Signal mask(int rows, int columns) {
        Checks.size(new int[] {rows, columns}, 1);
        return Signal.owning(window(rows, columns, exponent), 1, rows, columns);
    }

    @Override
    public Preprocessed apply(Signal picture) {
        Pictures.check(picture);
        double[] window = window(picture.rows(), picture.columns(), exponent);
        Signal masked = Pictures.perChannel(picture, values -> times(values, window));
        return new Preprocessed(masked, changed -> inverse(picture, changed, window));
    }

    private static double[] times(double[] values, double[] window) {
        double[] result = new double[values.length];
        for (int at = 0; at < values.length; at++) {
            result[at] = values[at] * window[at];
        }
        return result;
    }

    private static Signal inverse(Signal original, Signal changed, double[] window) {
        double[] values = changed.values();
        for (int at = 0; at < values.length; at++) {
            double open = window[at % window.length];
            values[at] = open > LOST ? values[at] / open : original.view()[at];
        }
        return Signal.of(values, changed.channels(), changed.shape());
    }

    static double[] window(int rows, int columns, double exponent) {
        double[] window = new double[rows * columns];
        for (int at = 0; at < window.length; at++) {
            double radius = Math.hypot(centred(at / columns, rows), centred(at % columns, columns));
            window[at] = radius < 1 ? Math.pow((Math.cos(Math.PI * radius) + 1) / 2, exponent) : 0;
        }
        return window;
    }

    /** From -1 at the first place to 1 at the last. */
    private static double centred(int index, int length) {
        return length == 1 ? 0 : 2.0 * index / (length - 1) - 1;
    }

    /** Returns the exponent. */
    @Override
    public String toString() {
        return "CircularMask[exponent " + exponent + "]";
    }
}
