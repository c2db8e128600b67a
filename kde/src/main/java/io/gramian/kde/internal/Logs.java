package io.gramian.kde.internal;

import io.gramian.core.NumericalException;
import java.util.Arrays;

/** Sums of numbers that are known by their logarithms. */
public final class Logs {
    private Logs() {}

    /** Returns log(exp(a) + exp(b)). */
    public static double add(double a, double b) {
        double max = Math.max(a, b);
        return max == Double.NEGATIVE_INFINITY ? max : max + Math.log1p(Math.exp(Math.min(a, b) - max));
    }

    /** Returns log sum_i exp(a_i), negative infinity for a sum of nothing. */
    public static double sum(double... logs) {
        double max = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            max = Math.max(max, log);
        }
        if (max == Double.NEGATIVE_INFINITY) {
            return max;
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - max);
        }
        return max + Math.log(sum);
    }

    /** Adds a number to all, in place, and returns them. */
    public static double[] plus(double[] numbers, double by) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] += by;
        }
        return numbers;
    }

    /** log sum_{j != i} w_j: from 1 - w_i where that keeps its digits, else term by term. */
    public static double ofOthers(double[] logWeights, int i) {
        double weight = Math.exp(logWeights[i]);
        if (weight < 0.5) {
            return Math.log1p(-weight);
        }
        double sum = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < logWeights.length; j++) {
            sum = j == i ? sum : add(sum, logWeights[j]);
        }
        if (sum == Double.NEGATIVE_INFINITY) {
            throw new NumericalException("leave-one-out: point " + i
                    + " has all the weight, so nothing is left without it; needs two points of positive weight");
        }
        return sum;
    }

    /** The smallest of some numbers. */
    public static double least(double[] numbers) {
        return Arrays.stream(numbers).min().orElseThrow();
    }

    /** The largest of some numbers. */
    public static double most(double[] numbers) {
        return Arrays.stream(numbers).max().orElseThrow();
    }
}
