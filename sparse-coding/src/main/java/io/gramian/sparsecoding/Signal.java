package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A grid of one to three axes with one or more channels: a time series, a picture, a volume, or a small piece of one, such
 * as an atom. Immutable; numbers are finite, checked once, and kept as {@code double}.
 *
 * <p>Values are stored channel after channel, each channel row-major with the last axis fastest. The rows and columns of a
 * picture are its first and second axis; of a time series every sample is a column of one row.
 *
 * <pre>{@code
 * Signal picture = Signal.image(rows);             // rows x columns, one channel
 * Signal colour = Signal.ofChannels(red, green, blue);
 * Signal series = Signal.series(samples);
 * }</pre>
 */
public final class Signal {
    private final int[] shape;
    private final int channels;
    private final double[] values;

    private Signal(int[] shape, int channels, double[] values) {
        this.shape = shape;
        this.channels = channels;
        this.values = values;
        for (int at = 0; at < values.length; at++) {
            if (!(Math.abs(values[at]) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "value at " + place(at) + ": expected a finite number, found " + values[at]);
            }
        }
    }

    /**
     * Returns the signal of the given values.
     *
     * @param values channel after channel, each row-major; copied
     * @param channels at least 1
     * @param shape one to three lengths
     * @return a signal
     * @throws IllegalArgumentException if there are not as many values as the shape and channels say, or one is not finite;
     *     the message names its place
     */
    public static Signal of(double[] values, int channels, int... shape) {
        int size = Checks.size(shape, channels);
        if (values.length != size) {
            throw new IllegalArgumentException("values: expected " + size + " for the shape " + Arrays.toString(shape)
                    + " with " + channels + " channels, found " + values.length);
        }
        return new Signal(shape.clone(), channels, values.clone());
    }

    /** The signal of an array that nobody else keeps. */
    static Signal owning(double[] values, int channels, int... shape) {
        return new Signal(shape, channels, values);
    }

    /**
     * Returns the time series of the given samples, one channel.
     *
     * @param samples at least one; copied
     * @return a signal of one axis
     * @throws IllegalArgumentException if there is none, or one is not finite
     */
    public static Signal series(double... samples) {
        return of(samples, 1, samples.length);
    }

    /**
     * Returns the picture of the given rows, one channel.
     *
     * @param rows arrays of one length; copied
     * @return a signal of two axes
     * @throws IllegalArgumentException if there is no row or column, the rows differ in length, or a value is not finite
     */
    public static Signal image(double[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        double[] values = new double[Checks.size(new int[] {rows.length, columns}, 1)];
        for (int i = 0; i < rows.length; i++) {
            checkLength(i, rows[i].length, columns);
            System.arraycopy(rows[i], 0, values, i * columns, columns);
        }
        return new Signal(new int[] {rows.length, columns}, 1, values);
    }

    /**
     * Returns the picture of the given rows, one channel.
     *
     * @param rows arrays of one length; copied
     * @return a signal of two axes
     * @throws IllegalArgumentException as {@link #image(double[][])}
     */
    public static Signal image(float[][] rows) {
        double[][] wide = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            wide[i] = new double[rows[i].length];
            for (int j = 0; j < rows[i].length; j++) {
                wide[i][j] = rows[i][j];
            }
        }
        return image(wide);
    }

    /**
     * Returns the signal whose channels are those of the given signals, one after the other: a colour picture of three grey
     * ones, a multivariate series of single ones.
     *
     * @param parts signals of one shape, at least one
     * @return a signal with as many channels as all of them together
     * @throws IllegalArgumentException if there is none, or the shapes differ
     */
    public static Signal ofChannels(Signal... parts) {
        Checks.atLeast("signals", 1, parts.length);
        int channels = 0;
        for (Signal part : parts) {
            parts[0].checkSameShape("channel " + channels, part);
            channels += part.channels;
        }
        double[] values = new double[Checks.size(parts[0].shape, channels)];
        int at = 0;
        for (Signal part : parts) {
            System.arraycopy(part.values, 0, values, at, part.values.length);
            at += part.values.length;
        }
        return new Signal(parts[0].shape, channels, values);
    }

    /**
     * Returns the signal of zeros.
     *
     * @param channels at least 1
     * @param shape one to three lengths
     * @return a signal
     * @throws IllegalArgumentException if a number is below 1 or there are more than three axes
     */
    public static Signal zero(int channels, int... shape) {
        return new Signal(shape.clone(), channels, new double[Checks.size(shape, channels)]);
    }

    private static void checkLength(int row, int found, int expected) {
        if (found != expected) {
            throw new IllegalArgumentException(
                    "row " + row + ": expected " + expected + " columns as in row 0, found " + found);
        }
    }

    /**
     * Returns the lengths of the axes.
     *
     * @return one to three numbers, a new array
     */
    public int[] shape() {
        return shape.clone();
    }

    /**
     * Returns the number of axes.
     *
     * @return 1 to 3
     */
    public int axes() {
        return shape.length;
    }

    /**
     * Returns the number of channels.
     *
     * @return at least 1
     */
    public int channels() {
        return channels;
    }

    /**
     * Returns the number of grid points, which is that of the values of one channel.
     *
     * @return the product of the lengths
     */
    public int size() {
        return values.length / channels;
    }

    /**
     * Returns the number of rows: the length of the last axis but one.
     *
     * @return rows, 1 for a series
     */
    public int rows() {
        return shape.length > 1 ? shape[shape.length - 2] : 1;
    }

    /**
     * Returns the number of columns: the length of the last axis.
     *
     * @return columns
     */
    public int columns() {
        return shape[shape.length - 1];
    }

    /**
     * Returns a value of the first channel, of a volume's first plane.
     *
     * @param row 0 to rows - 1
     * @param column 0 to columns - 1
     * @return the value
     * @throws IndexOutOfBoundsException if there is no such place
     */
    public double at(int row, int column) {
        return values[
                java.util.Objects.checkIndex(row, rows()) * columns()
                        + java.util.Objects.checkIndex(column, columns())];
    }

    /**
     * Returns all values.
     *
     * @return channel after channel, each row-major; a new array
     */
    public double[] values() {
        return values.clone();
    }

    /** The values themselves, for reading only. */
    double[] view() {
        return values;
    }

    /**
     * Returns one channel.
     *
     * @param channel 0 to channels - 1
     * @return a signal of one channel
     * @throws IndexOutOfBoundsException if there is no such channel
     */
    public Signal channel(int channel) {
        int from = java.util.Objects.checkIndex(channel, channels) * size();
        return new Signal(shape, 1, Arrays.copyOfRange(values, from, from + size()));
    }

    /**
     * Returns the first channel as rows of a table, of a volume its first plane.
     *
     * @return rows x columns, a new array
     */
    public double[][] toRows() {
        double[][] rows = new double[rows()][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(values, i * columns(), (i + 1) * columns()));
        return rows;
    }

    /**
     * Returns the smallest value.
     *
     * @return over all channels
     */
    public double min() {
        return Arrays.stream(values).min().orElseThrow();
    }

    /**
     * Returns the largest value.
     *
     * @return over all channels
     */
    public double max() {
        return Arrays.stream(values).max().orElseThrow();
    }

    /**
     * Returns the mean.
     *
     * @return over all channels
     */
    public double mean() {
        return Arrays.stream(values).average().orElseThrow();
    }

    /**
     * Returns the variance, the mean squared deviation from the mean.
     *
     * @return over all channels
     */
    public double variance() {
        double mean = mean();
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / values.length;
    }

    /**
     * Returns the Euclidean norm; no over- or underflow.
     *
     * @return the square root of the sum of squares
     */
    public double norm() {
        double largest = maxAbsolute();
        if (largest == 0) {
            return 0;
        }
        double sum = 0;
        for (double value : values) {
            sum += value / largest * (value / largest);
        }
        return largest * Math.sqrt(sum);
    }

    /**
     * Returns the largest absolute value.
     *
     * @return at least 0
     */
    public double maxAbsolute() {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /**
     * Returns the inner product with another signal.
     *
     * @param other of the same shape and channels
     * @return sum of products
     * @throws IllegalArgumentException if shapes or channels differ
     */
    public double dot(Signal other) {
        checkSame(other);
        double sum = 0;
        for (int at = 0; at < values.length; at++) {
            sum += values[at] * other.values[at];
        }
        return sum;
    }

    /**
     * Returns this signal with a function of every value.
     *
     * @param function gives a finite number for each value
     * @return a signal
     * @throws IllegalArgumentException if it gives a number that is not finite
     */
    public Signal map(DoubleUnaryOperator function) {
        return new Signal(shape, channels, Arrays.stream(values).map(function).toArray());
    }

    /**
     * Returns this signal times a number.
     *
     * @param factor finite
     * @return a signal
     */
    public Signal times(double factor) {
        return map(value -> factor * value);
    }

    /**
     * Returns the sum with another signal.
     *
     * @param other of the same shape and channels
     * @return a signal
     * @throws IllegalArgumentException if shapes or channels differ
     */
    public Signal plus(Signal other) {
        checkSame(other);
        double[] sum = new double[values.length];
        Arrays.setAll(sum, at -> values[at] + other.values[at]);
        return new Signal(shape, channels, sum);
    }

    /**
     * Returns this signal less another.
     *
     * @param other of the same shape and channels
     * @return a signal
     * @throws IllegalArgumentException if shapes or channels differ
     */
    public Signal minus(Signal other) {
        checkSame(other);
        double[] difference = new double[values.length];
        Arrays.setAll(difference, at -> values[at] - other.values[at]);
        return new Signal(shape, channels, difference);
    }

    /**
     * Returns a piece of this signal.
     *
     * @param origin the piece's first place on every axis
     * @param lengths the piece's lengths
     * @return a signal of these lengths and as many channels
     * @throws IllegalArgumentException if the piece does not lie within
     */
    public Signal crop(int[] origin, int[] lengths) {
        boolean within = origin.length == shape.length && lengths.length == shape.length;
        for (int axis = 0; within && axis < shape.length; axis++) {
            within = origin[axis] >= 0 && lengths[axis] >= 1 && lengths[axis] <= shape[axis] - origin[axis];
        }
        if (!within) {
            throw new IllegalArgumentException("piece of " + Arrays.toString(lengths) + " at " + Arrays.toString(origin)
                    + ": does not lie within the shape " + Arrays.toString(shape));
        }
        double[] piece = new double[Checks.size(lengths, channels)];
        int columns = lengths[shape.length - 1];
        int[] place = origin.clone();
        for (int at = 0; at < piece.length; at += columns) {
            int line = at / columns;
            int channel = at / (piece.length / channels);
            for (int axis = shape.length - 2; axis >= 0; axis--) {
                place[axis] = origin[axis] + line % lengths[axis];
                line /= lengths[axis];
            }
            System.arraycopy(values, channel * size() + index(place), piece, at, columns);
        }
        return new Signal(lengths.clone(), channels, piece);
    }

    /**
     * Returns the piece in the middle.
     *
     * @param lengths the piece's lengths; where one spare line is left over, it is cut off at the end
     * @return a signal of these lengths
     * @throws IllegalArgumentException if a length exceeds the signal's
     */
    public Signal centre(int... lengths) {
        int[] origin = new int[lengths.length];
        Arrays.setAll(origin, axis -> axis < shape.length ? (shape[axis] - lengths[axis]) / 2 : 0);
        return crop(origin, lengths);
    }

    private int index(int[] place) {
        int index = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            index = index * shape[axis] + place[axis];
        }
        return index;
    }

    private String place(int at) {
        int rest = at % size();
        int[] place = new int[shape.length];
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            place[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        return Arrays.toString(place) + (channels > 1 ? " of channel " + at / size() : "");
    }

    private void checkSameShape(String what, Signal other) {
        if (!Arrays.equals(shape, other.shape)) {
            throw new IllegalArgumentException(what + ": expected the shape " + Arrays.toString(shape) + ", found "
                    + Arrays.toString(other.shape));
        }
    }

    void checkSame(Signal other) {
        checkSameShape("other signal", other);
        if (channels != other.channels) {
            throw new IllegalArgumentException(
                    "other signal: expected " + channels + " channels, found " + other.channels);
        }
    }

    /** Returns whether another signal has the same shape, channels and values. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Signal signal
                && channels == signal.channels
                && Arrays.equals(shape, signal.shape)
                && Arrays.equals(values, signal.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    /** Returns shape and channels. */
    @Override
    public String toString() {
        return "Signal" + Arrays.toString(shape) + (channels > 1 ? " with " + channels + " channels" : "");
    }
}
