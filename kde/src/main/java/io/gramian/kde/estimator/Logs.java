package io.gramian.kde.estimator;

import io.gramian.core.NumericalException;
import java.util.Arrays;

/** Sums in the log domain. */
final class Logs {
    private Logs() {}

    static double[] plus(double[] numbers, double by) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] += by;
        }
        return numbers;
    }

    static double add(double a, double b) {
        double max = Math.max(a, b);
        return max == Double.NEGATIVE_INFINITY ? max : max + Math.log1p(Math.exp(Math.min(a, b) - max));
    }

    /** log sum_{j != i} w_j: from 1 - w_i where that keeps its digits, else term by term. */
    static double ofOthers(double[] logWeights, int i) {
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

    static double least(double[] numbers) {
        return Arrays.stream(numbers).min().orElseThrow();
    }

    static double most(double[] numbers) {
        return Arrays.stream(numbers).max().orElseThrow();
    }
}
