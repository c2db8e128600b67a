package io.gramian.nystrom.stream;

import io.gramian.core.kernel.Definiteness;
import io.gramian.core.kernel.Kernel;
import java.util.concurrent.CancellationException;

/** What the streams ask of their numbers, kernels and points. */
final class StreamChecks {
    private StreamChecks() {}

    static Kernel definite(Kernel kernel) {
        if (kernel.definiteness() != Definiteness.POSITIVE) {
            throw new IllegalArgumentException("kernel: expected a positive semi-definite one, found " + kernel
                    + " of definiteness " + kernel.definiteness() + "; leverage scores rest on it");
        }
        return kernel;
    }

    static double positive(String name, double value) {
        if (!(value > 0 && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(name + ": expected a positive finite number, found " + value);
        }
        return value;
    }

    static double fraction(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + ": expected at least 0 and below 1, found " + value);
        }
        return value;
    }

    static int atLeast(String name, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": expected at least " + least + ", found " + value);
        }
        return value;
    }

    /** Checks a point of a stream; an error names its position, and the stream can go on with the next. */
    static void point(double[] point, int dimension, long position) {
        if (point.length != dimension || dimension == 0) {
            throw new IllegalArgumentException("point " + position + " of the stream: expected "
                    + (dimension == 0 ? "at least one coordinate" : dimension + " coordinates") + ", found "
                    + point.length);
        }
        for (int k = 0; k < point.length; k++) {
            if (!Double.isFinite(point[k])) {
                throw new IllegalArgumentException("point " + position + " of the stream: coordinate " + k
                        + " is not a finite number (" + point[k] + ")");
            }
        }
    }

    /** Checks k(x, x) of a point. */
    static double own(double value, Kernel kernel, long position) {
        if (!(value >= 0 && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("point " + position + " of the stream: k(x, x) is " + value
                    + "; a positive semi-definite kernel gives a finite number that is not negative, " + kernel
                    + " does not");
        }
        return value;
    }

    static void checkInterrupted(String what) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while " + what);
        }
    }
}
