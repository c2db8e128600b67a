package io.gramian.kde.inference;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.kde.DensityModel;

/**
 * The probability integral transform u = F(x) of a density on the line: uniform on (0, 1) for points of that law,
 * which any test of uniformity (Kolmogorov and Smirnov, chi-squared) or a histogram can be held against. Source: M.
 * Rosenblatt, 1952.
 *
 * <p>The bandwidth of a density is itself chosen from the data and smooths it; both show, the first as too uniform, the
 * second at the ends and modes.
 */
public final class ProbabilityIntegralTransform {
    private ProbabilityIntegralTransform() {}

    /**
     * Returns F(x) of points that the density was not fitted to.
     *
     * @param density a density on the line
     * @param x m points on the line
     * @return m numbers from 0 to 1
     * @throws IllegalArgumentException if a dimension is not 1
     */
    public static double[] of(DensityModel density, Points x) {
        checkLine(density);
        return density.cdf(x);
    }

    /**
     * Returns F_{-i}(x_i) of the points of the density, by the distribution function of all others: (F(x_i) - w_i /
     * 2) / (1 - w_i), as half of a point's kernel lies below it. Cost O(n^2).
     *
     * @param density a density on the line, of at least two points of positive weight
     * @return n numbers from 0 to 1
     * @throws IllegalArgumentException if the dimension is not 1
     * @throws NumericalException if one point has all the weight
     */
    public static double[] leaveOneOut(DensityModel density) {
        checkLine(density);
        double[] weights = density.weights();
        double[] u = density.cdf(density.points());
        for (int i = 0; i < u.length; i++) {
            if (weights[i] == 1) {
                throw new NumericalException("leave-one-out: point " + i
                        + " has all the weight, so nothing is left without it; needs two points of positive weight");
            }
            u[i] = Math.max(0, Math.min(1, (u[i] - weights[i] / 2) / (1 - weights[i])));
        }
        return u;
    }

    private static void checkLine(DensityModel density) {
        if (density.dimension() != 1) {
            throw new IllegalArgumentException("density: has dimension " + density.dimension()
                    + "; the probability integral transform is for the line");
        }
    }
}
