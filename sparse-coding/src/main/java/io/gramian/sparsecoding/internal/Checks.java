package io.gramian.sparsecoding.internal;

import java.util.Arrays;
import java.util.concurrent.CancellationException;

/** What dictionaries, filters and solvers ask of their numbers; each returns what it has checked. */
public final class Checks {
    private Checks() {}

    public static int atLeast(String name, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": expected at least " + least + ", found " + value);
        }
        return value;
    }

    public static double positive(String name, double value) {
        if (!(value > 0 && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(name + ": expected a positive finite number, found " + value);
        }
        return value;
    }

    public static double notNegative(String name, double value) {
        if (!(value >= 0 && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(name + ": expected a finite number of at least 0, found " + value);
        }
        return value;
    }

    public static double finite(String name, double value) {
        if (!(Math.abs(value) <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(name + ": expected a finite number, found " + value);
        }
        return value;
    }

    /** The product of one to three lengths of at least 1 and of the channels, as much as one array holds. */
    public static int size(int[] shape, int channels) {
        if (shape.length < 1 || shape.length > 3) {
            throw new IllegalArgumentException("shape: expected 1 to 3 axes, found " + shape.length);
        }
        long size = atLeast("channels", 1, channels);
        for (int length : shape) {
            atLeast("shape " + Arrays.toString(shape) + ", length of an axis", 1, length);
            size = Math.min(size * length, Long.MAX_VALUE >> 32);
        }
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("shape: " + Arrays.toString(shape) + " with " + channels
                    + " channels has more numbers than the 2147483639 that one array holds");
        }
        return (int) size;
    }

    /** Stops long work, named by what it does, in a thread that is interrupted. */
    public static void checkInterrupted(String what) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while " + what);
        }
    }
}
