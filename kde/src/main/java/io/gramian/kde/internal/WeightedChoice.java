package io.gramian.kde.internal;

import java.util.random.RandomGenerator;

/** Draws an index by its weight. */
public final class WeightedChoice {
    private final int size;
    private final double[] cumulative; // null for equal weights
    private final int lastPositive;

    /**
     * Makes the choice among {@code size} indices.
     *
     * @param logWeights logarithms of weights that sum to about one, null for equal weights
     * @param size how many indices
     */
    public WeightedChoice(double[] logWeights, int size) {
        this.size = size;
        this.cumulative = logWeights == null ? null : new double[size];
        int last = 0;
        double sum = 0;
        for (int i = 0; logWeights != null && i < size; i++) {
            double weight = Math.exp(logWeights[i]);
            sum += weight;
            cumulative[i] = sum;
            last = weight > 0 ? i : last;
        }
        this.lastPositive = last;
    }

    /** Returns the first index whose cumulative weight exceeds a uniform number: never one of weight zero. */
    public int pick(RandomGenerator random) {
        if (cumulative == null) {
            return random.nextInt(size);
        }
        double u = random.nextDouble() * cumulative[lastPositive];
        int low = 0;
        int high = lastPositive;
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
}
