package io.gramian.nystrom;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.Definiteness;
import io.gramian.core.kernel.Kernel;
import java.util.concurrent.CancellationException;

/** What selectors ask of their numbers, kernels and data. */
final class SelectionChecks {
    private SelectionChecks() {}

    static int size(String name, int size) {
        if (size < 1) {
            throw new IllegalArgumentException(name + ": expected at least 1, found " + size);
        }
        return size;
    }

    static int atMost(String name, int size, Points x) {
        if (size > x.size()) {
            throw new IllegalArgumentException(
                    name + ": expected at most n = " + x.size() + ", the number of points, found " + size);
        }
        return size;
    }

    static double ridge(double ridge) {
        return positive("ridge", ridge);
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

    static void definite(Kernel kernel) {
        if (kernel.definiteness() != Definiteness.POSITIVE) {
            throw new IllegalArgumentException("kernel: expected a positive semi-definite one, found " + kernel
                    + " of definiteness " + kernel.definiteness() + "; leverage scores and landmarks rest on it");
        }
    }

    /** The values k(x_i, x_i), of which one at least is positive. */
    static double[] diagonal(Kernel kernel, Points x, Backend backend) {
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

    static void checkInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while choosing landmarks");
        }
    }
}
