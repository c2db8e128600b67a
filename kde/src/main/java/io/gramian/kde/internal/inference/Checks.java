package io.gramian.kde.internal.inference;

import io.gramian.core.Points;

/** Checks of arguments whose messages all of the package share. */
public final class Checks {
    private Checks() {}

    /** Returns a number strictly between 0 and 1. */
    public static double fraction(String name, double value) {
        if (value > 0 && value < 1) {
            return value;
        }
        throw new IllegalArgumentException(name + ": expected a number above 0 and below 1, found " + value);
    }

    /** Returns a count that is not below {@code least}. */
    public static int atLeast(String name, int least, int value) {
        if (value >= least) {
            return value;
        }
        throw new IllegalArgumentException(name + ": expected at least " + least + ", found " + value);
    }

    /** Returns a finite number that is not below {@code least}. */
    public static double atLeast(String name, double least, double value) {
        if (value >= least && value <= Double.MAX_VALUE) {
            return value;
        }
        throw new IllegalArgumentException(name + ": expected a finite number from " + least + ", found " + value);
    }

    /** Fails unless the points have dimension d. */
    public static void dimension(String name, Points points, int d) {
        if (points.dimension() != d) {
            throw new IllegalArgumentException(
                    name + ": have dimension " + points.dimension() + ", but the data have dimension " + d);
        }
    }

    /** Fails unless there is one for each of n points. */
    public static void length(String name, int found, int n) {
        if (found != n) {
            throw new IllegalArgumentException(
                    name + ": expected one for each of the " + n + " points, found " + found);
        }
    }

    /** Fails unless every number is finite. */
    public static void finite(String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i]) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(name + ": entry " + i + " is " + values[i] + "; all must be finite");
            }
        }
    }
}
