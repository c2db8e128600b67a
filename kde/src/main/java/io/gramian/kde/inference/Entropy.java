package io.gramian.kde.inference;

import io.gramian.core.NumericalException;
import io.gramian.kde.DensityModel;
import io.gramian.kde.Estimate;
import java.util.random.RandomGenerator;

/** Entropies of densities, in nats. */
public final class Entropy {
    private Entropy() {}

    /**
     * Returns the resubstitution estimate of the differential entropy of what the data come from, -sum_i w_i log f(x_i)
     * (Beirlant et al., 1997). Each point sees itself, so that it is too small for narrow bandwidths. Cost O(n^2 d).
     *
     * @param density f
     * @return the entropy
     */
    public static double resubstitution(DensityModel density) {
        return mean(density.weights(), density.logDensity(density.points()));
    }

    /**
     * Returns the leave-one-out estimate of the differential entropy of what the data come from,
     * -sum_i w_i log f_{-i}(x_i) (Ivanov and Rozhkova, 1981). Cost O(n^2 d).
     *
     * @param density f
     * @return the entropy; infinite if a compact kernel leaves a point alone
     * @throws NumericalException if fewer than two points have positive weight
     */
    public static double leaveOneOut(DensityModel density) {
        return mean(density.weights(), density.leaveOneOutLogDensity());
    }

    /**
     * Returns the differential entropy of f itself, -integral f log f, by draws from it. Cost O(draws n d).
     *
     * @param density f
     * @param draws how many, at least 2
     * @param random the source of randomness
     * @return the mean of -log f over the draws, and its standard error
     * @throws IllegalArgumentException if there are fewer than 2 draws
     */
    public static Estimate monteCarlo(DensityModel density, int draws, RandomGenerator random) {
        double[] values = density.logDensity(Draws.of(density, draws, random));
        for (int i = 0; i < values.length; i++) {
            values[i] = -values[i];
        }
        return Estimate.ofMean(values);
    }

    /**
     * Returns Renyi's quadratic entropy of f itself, -log integral f^2 = -log sum_ij w_i w_j phi_2H(x_i - x_j): exact,
     * and O(n^2 d) (Principe, 2010).
     *
     * @param density f, with a Gaussian kernel
     * @return the entropy
     * @throws IllegalArgumentException if the kernel is not Gaussian
     */
    public static double renyi2(DensityModel density) {
        return -density.logInnerProduct(density);
    }

    private static double mean(double[] weights, double[] logDensity) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                sum -= weights[i] * logDensity[i];
            }
        }
        return sum;
    }
}
