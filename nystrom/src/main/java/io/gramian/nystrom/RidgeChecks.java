package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.nystrom.internal.Checks;

/** What regressions ask of their numbers and data. */
final class RidgeChecks {
    private RidgeChecks() {}

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
                Checks.finite("response " + i + (outputs > 1 ? " of output " + c : ""), y[i][c]);
                flat[i * outputs + c] = y[i][c];
            }
        }
        return flat;
    }

    static double[] responses(Points x, double[] y) {
        count("responses", x.size(), y.length);
        for (int i = 0; i < y.length; i++) {
            Checks.finite("response " + i, y[i]);
        }
        return y.clone();
    }

    static void weights(Points x, double[] weights) {
        count("weights", x.size(), weights.length);
        double largest = 0;
        for (int i = 0; i < weights.length; i++) {
            Checks.notNegative("weight " + i, weights[i]);
            largest = Math.max(largest, weights[i]);
        }
        if (largest == 0) {
            throw new IllegalArgumentException("weights: expected at least one above 0, found none");
        }
    }

    static double[] ridges(double[] ridges) {
        Checks.atLeast("ridges: number", 1, ridges.length);
        for (int p = 0; p < ridges.length; p++) {
            Checks.positive("ridge " + p, ridges[p]);
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
}
