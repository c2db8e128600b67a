package io.gramian.core.kernel;

/** Checks of this package's parameters, written so that NaN fails them. */
final class Arguments {
    private Arguments() {}

    static double positive(String name, double value) {
        if (value > 0 && value < Double.POSITIVE_INFINITY) {
            return value;
        }
        throw new IllegalArgumentException(name + ": expected a positive finite number, found " + value);
    }

    static double finite(String name, double value) {
        if (Math.abs(value) <= Double.MAX_VALUE) {
            return value;
        }
        throw new IllegalArgumentException(name + ": expected a finite number, found " + value);
    }

    static int range(String name, int value, int least, int most) {
        if (value >= least && value <= most) {
            return value;
        }
        throw new IllegalArgumentException(
                name + ": expected a whole number from " + least + " to " + most + ", found " + value);
    }

    static void dimension(String what, int expected, int found) {
        if (expected != found) {
            throw new IllegalArgumentException(
                    what + ": made for dimension " + expected + ", but the points have dimension " + found);
        }
    }
}
