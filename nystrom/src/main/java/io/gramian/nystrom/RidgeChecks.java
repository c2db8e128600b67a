package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.kernel.Definiteness;
import io.gramian.core.kernel.Kernel;
import java.util.concurrent.CancellationException;

/** What regressions ask of their numbers and data. */
final class RidgeChecks {
    private RidgeChecks() {}

    static void definite(Kernel kernel) {
        if (kernel.definiteness() != Definiteness.POSITIVE) {
            throw new IllegalArgumentException("kernel: expected a positive semi-definite one, found " + kernel
                    + " of definiteness " + kernel.definiteness());
        }
    }

    static double notNegative(String name, double value) {
        if (!(value >= 0 && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(name + ": expected a finite number of at least 0, found " + value);
        }
        return value;
    }

    static int atLeast(String name, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": expected at least " + least + ", found " + value);
        }
        return value;
    }

    /** Responses n x k as one array, row after row. */
    static double[] responses(Points x, double[][] y) {
        count("responses", x.size(), y.length);
        int outputs = y[0].length;
        if (outputs == 0) {
            throw new IllegalArgumentException("responses: expected at least one output, found none");
        }
        double[] flat = new double[Math.multiplyExact(y.length, outputs)];
        for (int i = 0; i < y.length; i++) {
            if (y[i].length != outputs) {
                throw new IllegalArgumentException("responses: row " + i + " has " + y[i].length
                        + " outputs, row 0 has " + outputs + "; expected as many in each");
            }
            for (int c = 0; c < outputs; c++) {
                finite("response " + i + (outputs > 1 ? " of output " + c : ""), y[i][c]);
                flat[i * outputs + c] = y[i][c];
            }
        }
        return flat;
    }

    static double[] responses(Points x, double[] y) {
        count("responses", x.size(), y.length);
        for (int i = 0; i < y.length; i++) {
            finite("response " + i, y[i]);
        }
        return y.clone();
    }

    static void weights(Points x, double[] weights) {
        count("weights", x.size(), weights.length);
        double largest = 0;
        for (int i = 0; i < weights.length; i++) {
            notNegative("weight " + i, weights[i]);
            largest = Math.max(largest, weights[i]);
        }
        if (largest == 0) {
            throw new IllegalArgumentException("weights: expected at least one above 0, found none");
        }
    }

    static double finite(String name, double value) {
        if (!(Math.abs(value) <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(name + ": expected a finite number, found " + value);
        }
        return value;
    }

    static double[] ridges(double[] ridges) {
        atLeast("ridges: number", 1, ridges.length);
        for (int p = 0; p < ridges.length; p++) {
            SelectionChecks.positive("ridge " + p, ridges[p]);
        }
        return ridges.clone();
    }

    static void square(String what, int n, long memoryLimit, String instead) {
        double bytes = 8.0 * n * n;
        if (bytes > memoryLimit || (long) n * n > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(what + " of " + n + " points takes matrices of " + (long) bytes
                    + " bytes, and one must hold at most " + (Integer.MAX_VALUE - 8)
                    + " numbers and stay within the memory limit of " + memoryLimit + " bytes; " + instead);
        }
    }

    static void count(String what, int expected, int found) {
        if (expected != found) {
            throw new IllegalArgumentException(
                    what + ": expected " + expected + ", one for each point, found " + found);
        }
    }

    static void checkInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while fitting");
        }
    }
}
