package io.gramian.nystrom;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Draws of indices by weights. */
final class WeightedSampling {
    private WeightedSampling() {}

    /** Returns independent draws, each index with a probability proportional to its weight. */
    static int[] draws(double[] weights, int count, RandomGenerator random) {
        double[] cumulative = new double[weights.length];
        double sum = 0;
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            cumulative[i] = sum;
            last = weights[i] > 0 ? i : last;
        }
        int[] draws = new int[count];
        for (int c = 0; c < count; c++) {
            draws[c] = firstAbove(random.nextDouble() * sum, cumulative, last);
        }
        return draws;
    }

    /** The first place whose cumulative weight exceeds u: never one of weight zero. */
    private static int firstAbove(double u, double[] cumulative, int last) {
        int low = 0;
        int high = last;
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

    /** Returns m different indices, each set of m with the same probability, in random order. */
    static int[] subset(int n, int m, RandomGenerator random) {
        int[] order = IntStream.range(0, n).toArray();
        for (int i = 0; i < m; i++) {
            int j = i + random.nextInt(n - i);
            int other = order[j];
            order[j] = order[i];
            order[i] = other;
        }
        return Arrays.copyOf(order, m);
    }

    /** Returns the indices that independent coins choose, each with its own probability, in ascending order. */
    static int[] coins(double[] probabilities, RandomGenerator random) {
        return IntStream.range(0, probabilities.length)
                .filter(i -> random.nextDouble() < probabilities[i])
                .toArray();
    }

    /**
     * Returns the places, or where there is none the first one of the largest probability, which becomes 1 in the array:
     * what is taken for certain has a weight of one.
     */
    static int[] orLikeliest(int[] places, double[] probabilities) {
        if (places.length > 0) {
            return places;
        }
        int likeliest = largest(probabilities);
        probabilities[likeliest] = 1;
        return new int[] {likeliest};
    }

    /** The first place of the largest value. */
    static int largest(double[] values) {
        int largest = 0;
        for (int i = 1; i < values.length; i++) {
            largest = values[i] > values[largest] ? i : largest;
        }
        return largest;
    }

    /** The warning that goes with {@link #orLikeliest} where it had to choose, none where it had not. */
    static List<String> likeliestWarnings(boolean isForced) {
        return !isForced
                ? List.of()
                : List.of(
                        "no point was drawn, so the likeliest was taken, with a weight of one; a smaller ridge draws some");
    }

    /**
     * Returns inclusion probabilities min(1, c s_i) that sum to m, or 1 for every positive score where there are no more
     * than m of them.
     */
    static double[] inclusion(double[] scores, int m) {
        double[] probabilities = new double[scores.length];
        boolean[] certain = new boolean[scores.length];
        double left = m;
        while (true) {
            double sum = 0;
            for (int i = 0; i < scores.length; i++) {
                sum += certain[i] ? 0 : scores[i];
            }
            if (sum == 0) {
                return probabilities;
            }
            double factor = left / sum;
            boolean settled = true;
            for (int i = 0; i < scores.length; i++) {
                if (!certain[i] && scores[i] > 0 && factor * scores[i] >= 1) {
                    certain[i] = true;
                    probabilities[i] = 1;
                    left--;
                    settled = false;
                } else if (!certain[i]) {
                    probabilities[i] = factor * scores[i];
                }
            }
            if (settled) {
                return probabilities;
            }
        }
    }

    /**
     * Returns indices of which each is chosen with exactly its probability, as many as the probabilities sum to, rounded
     * up or down: systematic sampling along a random order.
     *
     * <p>Source: W. G. Madow, On the theory of systematic sampling, II (1949).
     */
    static int[] systematic(double[] probabilities, RandomGenerator random) {
        int[] order = subset(probabilities.length, probabilities.length, random);
        double position = random.nextDouble();
        int[] chosen = new int[probabilities.length];
        int count = 0;
        for (int index : order) {
            double next = position + probabilities[index];
            // A certain one is taken whatever the rounding of the sum.
            if (probabilities[index] > 0 && (probabilities[index] >= 1 || Math.floor(next) > Math.floor(position))) {
                chosen[count++] = index;
            }
            position = next;
        }
        return Arrays.copyOf(chosen, count);
    }
}
