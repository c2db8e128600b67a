package io.gramian.dpp;

import java.util.random.RandomGenerator;

/** A draw of an index with a probability proportional to its weight. */
final class WeightedDraw {
    private WeightedDraw() {}

    /**
     * Returns an index, never one of weight zero; the total is that of the weights as they are, so that rounding in them
     * shifts probabilities by rounding and no more. At least one weight is positive.
     */
    static int index(double[] weights, RandomGenerator random) {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        double left = random.nextDouble() * total;
        int last = -1;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                last = i;
                left -= weights[i];
                if (left < 0) {
                    return i;
                }
            }
        }
        return last; // rounding ate the last of the total
    }
}
