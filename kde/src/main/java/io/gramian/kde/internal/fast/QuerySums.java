package io.gramian.kde.internal.fast;

import java.util.Arrays;

/** A sum for each query of a block, in units of exp(reference). */
final class QuerySums {
    private static final double RANGE = 300; // what a new term may exceed the reference by

    private final double[] sums;
    private int count;
    private double reference;
    private double least = Double.NaN; // of the logs, once known

    QuerySums(int most) {
        sums = new double[most];
    }

    void clear(int queries) {
        start(queries, Double.NEGATIVE_INFINITY);
    }

    void start(int queries, double newReference) {
        count = queries;
        reference = newReference;
        Arrays.fill(sums, 0, count, 0);
        least = Double.NaN;
    }

    double reference() {
        return reference;
    }

    void add(int q, double value) {
        sums[q] += value;
    }

    void addProducts(double[] values, double factor) {
        for (int q = 0; q < count; q++) {
            sums[q] += values[q] * factor;
        }
    }

    void addProducts(double[] values, double[] factors) {
        for (int q = 0; q < count; q++) {
            sums[q] += values[q] * factors[q];
        }
    }

    /** Adds exp(logs_q + logFactor) to every sum; the logs are overwritten. */
    void addLogs(double[] logs, double logFactor) {
        double most = Double.NEGATIVE_INFINITY;
        for (int q = 0; q < count; q++) {
            most = Math.max(most, logs[q]);
        }
        if (most == Double.NEGATIVE_INFINITY) {
            return;
        }
        raise(most + logFactor);
        Exponentials.exp(logs, count, 1, reference - logFactor);
        addProducts(logs, 1);
        least = Double.NaN;
    }

    /** Adds exp(log) to one sum. */
    void addLog(int q, double log) {
        if (log > Double.NEGATIVE_INFINITY) {
            raise(log);
            sums[q] += Math.exp(log - reference);
            least = Double.NaN;
        }
    }

    private void raise(double log) {
        if (reference == Double.NEGATIVE_INFINITY) {
            reference = log;
        } else if (log > reference + RANGE) {
            double factor = Math.exp(reference - log);
            for (int q = 0; q < count; q++) {
                sums[q] *= factor;
            }
            reference = log;
        }
    }

    double log(int q) {
        return sums[q] > 0 ? reference + Math.log(sums[q]) : Double.NEGATIVE_INFINITY;
    }

    double leastLog() {
        if (Double.isNaN(least)) {
            double smallest = Double.POSITIVE_INFINITY;
            for (int q = 0; q < count; q++) {
                smallest = Math.min(smallest, sums[q]);
            }
            least = smallest > 0 ? reference + Math.log(smallest) : Double.NEGATIVE_INFINITY;
        }
        return least;
    }

    double greatestLog() {
        double largest = 0;
        for (int q = 0; q < count; q++) {
            largest = Math.max(largest, sums[q]);
        }
        return largest > 0 ? reference + Math.log(largest) : Double.NEGATIVE_INFINITY;
    }
}
