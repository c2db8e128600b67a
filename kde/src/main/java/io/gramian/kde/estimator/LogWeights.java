package io.gramian.kde.estimator;

import io.gramian.kde.internal.Logs;
import java.util.random.RandomGenerator;

/** Sums and draws of weights that are known by their logarithms. */
final class LogWeights {
    private LogWeights() {}

    /** Returns the logarithms of n weights that are equal or given, and sum to one. */
    static double[] normalised(double[] weights, int n) {
        double[] logs = new double[n];
        if (weights != null && weights.length != n) {
            throw new IllegalArgumentException(
                    "weights: expected one for each of the " + n + " points, found " + weights.length);
        }
        for (int i = 0; i < n; i++) {
            logs[i] = weights == null ? 0 : Math.log(weights[i]);
        }
        return Logs.plus(logs, -Logs.sum(logs));
    }

    /** Returns a copy of what can be weights; throws for any other number. */
    static double[] checked(double[] weights) {
        double largest = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0 && weights[i] <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "weights: entry " + i + " is " + weights[i] + "; weights must be finite and not negative");
            }
            largest = Math.max(largest, weights[i]);
        }
        if (largest == 0) {
            throw new IllegalArgumentException(
                    "weights: all " + weights.length + " are zero; at least one must be positive");
        }
        return weights.clone();
    }

    /** Returns the running sums of exp(logs), of which {@link #pick} draws. */
    static double[] cumulative(double[] logs) {
        double[] sums = new double[logs.length];
        double sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += Math.exp(logs[i]);
            sums[i] = sum;
        }
        return sums;
    }

    /** The first index whose running sum exceeds a uniform number: never one of weight zero. */
    static int pick(double[] cumulative, RandomGenerator random) {
        double total = cumulative[cumulative.length - 1];
        double u = random.nextDouble() * total;
        int low = 0;
        int high = cumulative.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] > u) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Returns the number of draws if so many rows fit into an array. */
    static int checkCount(int count, int d) {
        if (count < 1 || (long) count * d > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "count: expected 1 to " + (Integer.MAX_VALUE - 8) / d + " draws, found " + count);
        }
        return count;
    }
}
