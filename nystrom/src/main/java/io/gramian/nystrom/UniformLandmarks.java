package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Landmarks drawn uniformly without replacement, each point with probability m / n; weights sqrt(n / m), no scores, no
 * kernel value. The cheapest choice; it misses small clusters.
 *
 * <p>Source: C. K. I. Williams, M. Seeger, Using the Nystrom method to speed up kernel machines (2001).
 */
public final class UniformLandmarks implements LandmarkSelector {
    private final int size;

    private UniformLandmarks(int size) {
        this.size = size;
    }

    /**
     * Returns the selector of m landmarks.
     *
     * @param size m, at least 1
     * @return a selector
     * @throws IllegalArgumentException if the size is below 1
     */
    public static UniformLandmarks ofSize(int size) {
        return new UniformLandmarks(Checks.size("size", size));
    }

    @Override
    public Landmarks select(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        Checks.definite(kernel);
        Checks.atMost("size", size, x);
        int[] indices = WeightedSampling.subset(x.size(), size, random);
        double[] probabilities = new double[size];
        Arrays.fill(probabilities, (double) size / x.size());
        double[] scores = new double[size];
        Arrays.fill(scores, Double.NaN);
        return SampledPoints.of(x, indices, probabilities).landmarks(scores, Double.NaN, 0, List.of());
    }

    /** Returns the size. */
    @Override
    public String toString() {
        return "UniformLandmarks[" + size + "]";
    }
}
