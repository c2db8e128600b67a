package io.gramian.core.internal.filterbank;

import io.gramian.core.backend.FilterBank;
import io.gramian.core.backend.SparseMaps;
import java.util.Arrays;

/** What every operator of a filter bank checks, wherever it computes. */
public final class FilterBankChecks {
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private FilterBankChecks() {}

    /** Throws unless filters, channels and shape fit together, and a map fits into an array. */
    public static void checkShape(FilterBank filters, int channels, int[] shape) {
        checkShape(filters, shape);
        if (channels < 1 || filters.channels() != 1 && filters.channels() != channels) {
            throw new IllegalArgumentException("channels: expected "
                    + (filters.channels() == 1 ? "at least 1" : "the bank's " + filters.channels()) + ", found "
                    + channels);
        }
        long positions = 1;
        for (int length : shape) {
            positions = Math.multiplyExact(positions, (long) length);
        }
        if (positions > LARGEST_ARRAY) {
            throw new IllegalArgumentException("shape: " + Arrays.toString(shape) + " has more positions than the "
                    + LARGEST_ARRAY + " that one array holds; work on overlapping tiles");
        }
    }

    static void checkShape(FilterBank filters, int[] shape) {
        if (shape.length != filters.axes()) {
            throw new IllegalArgumentException(
                    "shape: expected " + filters.axes() + " axes as the filters have, found " + Arrays.toString(shape));
        }
        for (int m = 0; m < filters.size(); m++) {
            int[] filter = filters.shape(m);
            for (int axis = 0; axis < shape.length; axis++) {
                if (filter[axis] > shape[axis]) {
                    throw new IllegalArgumentException("shape: " + Arrays.toString(shape) + " is smaller than filter "
                            + m + " of " + Arrays.toString(filter));
                }
            }
        }
    }

    /** Throws unless a bank can take the place of another. */
    public static void checkExchange(FilterBank old, FilterBank filters, int[] shape) {
        if (filters.size() != old.size() || filters.channels() != old.channels()) {
            throw new IllegalArgumentException("bank: expected " + old + ", found " + filters);
        }
        checkShape(filters, shape);
    }

    /** Throws if maps and spectra would exceed the memory limit. */
    public static void checkMemory(FilterBank filters, int[] shape, long bytes, long limit) {
        if (bytes > limit) {
            throw new IllegalArgumentException("filter bank: " + filters.size() + " maps of " + Arrays.toString(shape)
                    + " take " + bytes + " bytes, more than the memory limit of " + limit
                    + "; work on overlapping tiles, in single precision, or raise the limit");
        }
    }

    /** Throws unless there are finite numbers for all channels. */
    public static void checkSignal(String what, double[] numbers, int channels, int[] shape) {
        int expected = channels * Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (numbers.length != expected) {
            throw new IllegalArgumentException(what + ": expected " + expected + " numbers for " + channels
                    + " channels of " + Arrays.toString(shape) + ", found " + numbers.length);
        }
        for (int at = 0; at < numbers.length; at++) {
            if (!Double.isFinite(numbers[at])) {
                throw new IllegalArgumentException(
                        what + ": expected finite numbers, found " + numbers[at] + " at " + at);
            }
        }
    }

    /** Throws unless there are so many maps of a shape, of finite numbers. */
    public static void checkMaps(double[][] maps, int count, int[] shape) {
        if (maps.length != count) {
            throw new IllegalArgumentException("maps: expected " + count + ", found " + maps.length);
        }
        int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        for (int map = 0; map < maps.length; map++) {
            if (maps[map].length != size) {
                throw new IllegalArgumentException("map " + map + ": expected " + size + " numbers for the shape "
                        + Arrays.toString(shape) + ", found " + maps[map].length);
            }
            for (int p = 0; p < size; p++) {
                if (!Double.isFinite(maps[map][p])) {
                    throw new IllegalArgumentException(
                            "map " + map + ": expected finite numbers, found " + maps[map][p] + " at " + p);
                }
            }
        }
    }

    /** Throws unless the coefficients are those of so many maps of a shape. */
    public static void checkSparse(SparseMaps sparse, int maps, int[] shape) {
        if (sparse.maps() != maps || !Arrays.equals(sparse.shape(), shape)) {
            throw new IllegalArgumentException(
                    "maps: expected " + maps + " of " + Arrays.toString(shape) + ", found " + sparse);
        }
    }

    /** Throws unless a number is finite and above zero. */
    public static void requirePositive(String what, double number) {
        if (!(number > 0) || number == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(what + ": expected a finite number above 0, found " + number);
        }
    }

    /** Throws unless over-relaxation converges. */
    public static void requireRelaxation(double relaxation) {
        if (!(relaxation > 0 && relaxation < 2)) {
            throw new IllegalArgumentException("relaxation: expected a number between 0 and 2, found " + relaxation);
        }
    }

    /** Throws unless momentum is finite and not negative. */
    public static void requireMomentum(double momentum) {
        if (!(momentum >= 0) || momentum == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("momentum: expected a finite number of at least 0, found " + momentum);
        }
    }
}
