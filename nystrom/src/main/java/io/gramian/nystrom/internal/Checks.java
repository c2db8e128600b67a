package io.gramian.nystrom.internal;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.Definiteness;
import io.gramian.core.kernel.Kernel;
import java.util.concurrent.CancellationException;

/** What selectors, regressions and streams ask of their numbers, kernels and data; each returns what it has checked. */
public final class Checks {
    private Checks() {}

    public static int size(String name, int size) {
        return atLeast(name, 1, size);
    }

    public static int atLeast(String name, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": expected at least " + least + ", found " + value);
        }
        return value;
    }

    public static int atMost(String name, int size, Points x) {
        if (size > x.size()) {
            throw new IllegalArgumentException(
                    name + ": expected at most n = " + x.size() + ", the number of points, found " + size);
        }
        return size;
    }

    public static double ridge(double ridge) {
        return positive("ridge", ridge);
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

    public static double fraction(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + ": expected at least 0 and below 1, found " + value);
        }
        return value;
    }

    public static double finite(String name, double value) {
        if (!(Math.abs(value) <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(name + ": expected a finite number, found " + value);
        }
        return value;
    }

    public static Kernel definite(Kernel kernel) {
        if (kernel.definiteness() != Definiteness.POSITIVE) {
            throw new IllegalArgumentException("kernel: expected a positive semi-definite one, found " + kernel
                    + " of definiteness " + kernel.definiteness());
        }
        return kernel;
    }

    /** The values k(x_i, x_i), of which one at least is positive. */
    public static double[] diagonal(Kernel kernel, Points x, Backend backend) {
        definite(kernel);
        try (Gram gram = backend.gram(kernel, x)) {
            double[] diagonal = gram.diagonal();
            double largest = 0;
            for (int i = 0; i < diagonal.length; i++) {
                if (!(diagonal[i] >= 0 && diagonal[i] <= Double.MAX_VALUE)) {
                    throw new NumericalException("k(x_i, x_i) of point " + i + " is " + diagonal[i]
                            + "; a positive semi-definite kernel gives finite numbers that are not negative, " + kernel
                            + " does not");
                }
                largest = Math.max(largest, diagonal[i]);
            }
            if (largest == 0) {
                throw new NumericalException("k(x_i, x_i) is zero for all " + diagonal.length + " points; " + kernel
                        + " sees nothing in these data, so there is no landmark to choose");
            }
            return diagonal;
        }
    }

    /** Stops long work, named by what it does, in a thread that is interrupted. */
    public static void checkInterrupted(String what) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while " + what);
        }
    }
}
