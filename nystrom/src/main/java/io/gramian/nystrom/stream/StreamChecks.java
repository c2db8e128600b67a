package io.gramian.nystrom.stream;

import io.gramian.core.kernel.Kernel;

/** What the streams ask of their numbers, kernels and points. */
final class StreamChecks {
    private StreamChecks() {}

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
}
