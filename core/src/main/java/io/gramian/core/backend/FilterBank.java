package io.gramian.core.backend;

import java.util.Arrays;

/**
 * The filters d_1 .. d_M that a {@link FilterBankOperator} convolves with, each of a size of its own, on one to three
 * axes and one or more channels.
 *
 * <p>A filter's support starts at index 0 of every axis, so that a coefficient sits at the first corner of its atom:
 * (d * x)[n] = sum_p d[p] x[n - p]. Values are kept as they are, whatever their norm. Immutable.
 */
public final class FilterBank {
    private static final int MOST_AXES = 3;

    private final int channels;
    private final int[][] shapes;
    private final double[][] values;

    private FilterBank(int channels, int[][] shapes, double[][] values) {
        this.channels = channels;
        this.shapes = shapes;
        this.values = values;
    }

    /**
     * Returns a bank of filters of one size and one channel.
     *
     * @param shape the lengths of one to three axes
     * @param filters for each filter its values, row-major (the last axis varies fastest); copied
     * @return a bank
     * @throws IllegalArgumentException as {@link #of(int, int[][], double[][])}
     */
    public static FilterBank of(int[] shape, double[]... filters) {
        int[][] shapes = new int[filters.length][];
        Arrays.fill(shapes, shape);
        return of(1, shapes, filters);
    }

    /**
     * Returns a bank of filters of any sizes.
     *
     * @param channels at least 1
     * @param shapes for each filter the lengths of its axes, one to three, as many for each; copied
     * @param filters for each filter its values, channel after channel, each row-major; copied
     * @return a bank
     * @throws IllegalArgumentException if there are no filters, the shapes do not fit together or not the values, or a
     *     value is not finite
     */
    public static FilterBank of(int channels, int[][] shapes, double[]... filters) {
        if (channels < 1) {
            throw new IllegalArgumentException("channels: expected at least 1, found " + channels);
        }
        if (filters.length == 0) {
            throw new IllegalArgumentException("filter bank: expected at least 1 filter, found none");
        }
        if (shapes.length != filters.length) {
            throw new IllegalArgumentException(
                    "shapes: expected " + filters.length + ", one for each filter, found " + shapes.length);
        }
        int[][] shapesCopy = new int[filters.length][];
        double[][] valuesCopy = new double[filters.length][];
        for (int m = 0; m < filters.length; m++) {
            check(m, channels, shapes[0].length, shapes[m], filters[m]);
            shapesCopy[m] = shapes[m].clone();
            valuesCopy[m] = filters[m].clone();
        }
        return new FilterBank(channels, shapesCopy, valuesCopy);
    }

    private static void check(int m, int channels, int axes, int[] shape, double[] values) {
        if (shape.length != axes || axes < 1 || axes > MOST_AXES) {
            throw new IllegalArgumentException("filter " + m + ": expected 1 to " + MOST_AXES
                    + " axes, as many as filter 0, found the shape " + Arrays.toString(shape));
        }
        long size = channels;
        for (int length : shape) {
            if (length < 1) {
                throw new IllegalArgumentException(
                        "filter " + m + ": expected lengths of at least 1, found the shape " + Arrays.toString(shape));
            }
            size = Math.multiplyExact(size, (long) length);
        }
        if (values.length != size) {
            throw new IllegalArgumentException("filter " + m + ": expected " + size + " values for " + channels
                    + " channels of the shape " + Arrays.toString(shape) + ", found " + values.length);
        }
        for (int at = 0; at < values.length; at++) {
            if (!Double.isFinite(values[at])) {
                throw new IllegalArgumentException(
                        "filter " + m + ": expected finite values, found " + values[at] + " at " + at);
            }
        }
    }

    /**
     * Returns the number of filters.
     *
     * @return M
     */
    public int size() {
        return values.length;
    }

    /**
     * Returns the number of channels of each filter.
     *
     * @return at least 1
     */
    public int channels() {
        return channels;
    }

    /**
     * Returns the number of axes.
     *
     * @return 1 to 3
     */
    public int axes() {
        return shapes[0].length;
    }

    /**
     * Returns the lengths of one filter's axes.
     *
     * @param filter 0 to M - 1
     * @return a new array
     */
    public int[] shape(int filter) {
        return shapes[filter].clone();
    }

    /**
     * Returns one filter.
     *
     * @param filter 0 to M - 1
     * @return its values, channel after channel, each row-major; a new array
     */
    public double[] filter(int filter) {
        return values[filter].clone();
    }

    /** Returns number, axes and channels, for example {@code FilterBank(144 filters, 2 axes, 1 channel)}. */
    @Override
    public String toString() {
        return "FilterBank(" + size() + " filters, " + axes() + " axes, " + channels
                + (channels == 1 ? " channel)" : " channels)");
    }
}
