package io.gramian.kde.internal.fast;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.feature.RandomFourierFeatures;
import io.gramian.core.kernel.PairFunction;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The mean of random Fourier features of weighted points, a sketch of D numbers whatever the number of points. */
public final class FeatureDensity {
    private static final int BLOCK = 256;

    private final RandomFourierFeatures features;
    private final double[] mean;

    private FeatureDensity(RandomFourierFeatures features, double[] mean) {
        this.features = features;
        this.mean = mean;
    }

    /**
     * Returns the sketch.
     *
     * @param points n points
     * @param kernel one that has random Fourier features
     * @param logWeights logs of weights that sum to one; null for equal ones
     * @param count D
     * @param seed of the frequencies
     * @return an immutable sketch
     * @throws IllegalArgumentException if the kernel has no random Fourier features
     */
    public static FeatureDensity of(Points points, PairFunction kernel, double[] logWeights, int count, long seed) {
        RandomFourierFeatures features =
                RandomFourierFeatures.of(kernel, points.dimension(), count, new SplittableRandom(seed));
        double[] weights = new double[points.size()];
        Arrays.setAll(weights, i -> logWeights == null ? 1.0 / weights.length : Math.exp(logWeights[i]));
        return new FeatureDensity(features, features.weightedSum(points, weights));
    }

    /**
     * Returns the sums sum_i w_i k(x, y_i) of every query.
     *
     * @param queries m points
     * @param threads how many share the work
     * @param progress hears how far it has come
     * @return m numbers, some of which may be negative
     */
    public double[] sums(Points queries, int threads, Progress progress) {
        int m = queries.size();
        double[] sums = new double[m];
        Parallel.run(
                threads,
                (m + BLOCK - 1) / BLOCK,
                () -> b -> {
                    for (int q = b * BLOCK; q < Math.min(m, (b + 1) * BLOCK); q++) {
                        double[] z = features.transform(queries.row(q));
                        for (int j = 0; j < z.length; j++) {
                            sums[q] += z[j] * mean[j];
                        }
                    }
                },
                "density",
                progress);
        return sums;
    }

    /**
     * Returns what the error of a sum exceeds with at most the given probability.
     *
     * @param probability within (0, 1)
     * @return an absolute error, by Hoeffding's inequality
     */
    public double deviation(double probability) {
        return features.deviation(probability);
    }
}
