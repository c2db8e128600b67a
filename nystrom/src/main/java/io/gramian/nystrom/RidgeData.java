package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Matrix;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The data of a regression with the points of weight zero left out. Every output is divided by a power of two near its
 * largest size, so that no square of it overflows or vanishes; solutions are multiplied by it again.
 *
 * @param points n points
 * @param responses n x k scaled responses, row after row
 * @param outputs k
 * @param units k powers of two
 * @param rootWeights the square roots of the weights, null if all are one
 * @param kept which of the caller's points these are, null if all
 */
record RidgeData(Points points, double[] responses, int outputs, double[] units, double[] rootWeights, int[] kept) {
    static RidgeData of(Points x, double[] y, int outputs, double[] weights) {
        double[] units = new double[outputs];
        for (int at = 0; at < y.length; at++) {
            units[at % outputs] = Math.max(units[at % outputs], Math.abs(y[at]));
        }
        for (int c = 0; c < outputs; c++) {
            units[c] = units[c] == 0 ? 1 : Math.scalb(1.0, Math.max(-1000, Math.getExponent(units[c])));
        }
        int[] kept = weights == null
                ? null
                : IntStream.range(0, weights.length).filter(i -> weights[i] > 0).toArray();
        int n = kept == null ? x.size() : kept.length;
        double[] responses = new double[n * outputs];
        for (int at = 0; at < responses.length; at++) {
            int i = at / outputs;
            responses[at] = y[(kept == null ? i : kept[i]) * outputs + at % outputs] / units[at % outputs];
        }
        if (weights == null || Arrays.stream(weights).allMatch(w -> w == 1)) {
            return new RidgeData(x, responses, outputs, units, null, null);
        }
        double[] roots =
                Arrays.stream(kept).mapToDouble(i -> Math.sqrt(weights[i])).toArray();
        boolean all = kept.length == x.size();
        return new RidgeData(all ? x : x.select(kept), responses, outputs, units, roots, all ? null : kept);
    }

    int size() {
        return points.size();
    }

    /** Multiplies row i by the root of weight i, in place. */
    double[] weighted(double[] rows) {
        if (rootWeights != null) {
            int columns = rows.length / size();
            for (int at = 0; at < rows.length; at++) {
                rows[at] *= rootWeights[at / columns];
            }
        }
        return rows;
    }

    /** Multiplies each output of rows of k outputs by its unit, in place. */
    double[] rescaled(double[] rows) {
        for (int at = 0; at < rows.length; at++) {
            rows[at] *= units[at % outputs];
        }
        return rows;
    }

    double[] weightedResponses() {
        return weighted(responses.clone());
    }

    /** Multiplies row i and column i of a symmetric n x n matrix by the root of weight i; closes the argument if it differs. */
    Matrix weightedBothSides(Matrix matrix, Backend backend) {
        if (rootWeights == null) {
            return matrix;
        }
        try (matrix) {
            int n = size();
            double[] entries = matrix.toArray();
            for (int at = 0; at < entries.length; at++) {
                entries[at] *= rootWeights[at / n] * rootWeights[at % n];
            }
            return backend.matrix(n, n, entries);
        }
    }
}
