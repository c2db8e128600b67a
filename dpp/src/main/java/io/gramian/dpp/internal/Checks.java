package io.gramian.dpp.internal;

import java.util.concurrent.CancellationException;

/** What the samplers ask of their arguments; each returns what it has checked. */
public final class Checks {
    private Checks() {}

    public static int between(String name, int least, int most, int value) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": expected from " + least + " to " + most + ", found " + value);
        }
        return value;
    }

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

    public static double finite(String name, double value) {
        if (!(Math.abs(value) <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(name + ": expected a finite number, found " + value);
        }
        return value;
    }

    /** Stops long work, named by what it does, in a thread that is interrupted. */
    public static void checkInterrupted(String what) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while " + what);
        }
    }
}
