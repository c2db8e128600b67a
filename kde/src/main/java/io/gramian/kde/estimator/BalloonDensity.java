package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.util.Objects;

/**
 * The configuration of an estimate whose bandwidth follows the query (balloon estimator), f(x) = sum_i w_i |H|^(-1/2)
 * r^(-d) K(H^(-1/2) (x - x_i) / r) with r = r_k(x) the distance from the query to the k-th nearest data point (Loftsgaarden
 * and Quesenberry, 1965; Terrell and Scott, 1992).
 *
 * <p>This is no density: on the line its tails fall like 1/|x|, so that its integral diverges. It serves ratios and
 * rankings of densities at given queries, in classification and the search for outliers; for a density use {@link
 * AdaptiveDensity#nearestNeighbour}. Immutable.
 */
public final class BalloonDensity {
    private final KernelDensity density;
    private final int k;
    private final boolean isCount;

    private BalloonDensity(KernelDensity density, int k, boolean isCount) {
        if (k < 1) {
            throw new IllegalArgumentException("k: expected at least 1, found " + k);
        }
        this.density = Objects.requireNonNull(density, "density");
        this.k = k;
        this.isCount = isCount;
    }

    /**
     * Returns the configuration of the estimate with a kernel.
     *
     * @param density kernel, weights and backend; its bandwidth is the multiple of r that serves as bandwidth
     * @param k 1, 2, ...; points of weight zero do not count
     * @return a configuration
     * @throws IllegalArgumentException if k is below one
     */
    public static BalloonDensity of(KernelDensity density, int k) {
        return new BalloonDensity(density, k, false);
    }

    /**
     * Returns the configuration of the estimate that counts neighbours: f(x) = (weight of the k nearest) / (V_d
     * r_k(x)^d), which for equal weights is k / (n V_d r_k(x)^d), V_d the volume of the unit ball.
     *
     * @param density weights and backend; kernel and bandwidth do not enter
     * @param k 1, 2, ...; points of weight zero do not count
     * @return a configuration
     * @throws IllegalArgumentException if k is below one
     */
    public static BalloonDensity counting(KernelDensity density, int k) {
        return new BalloonDensity(density, k, true);
    }

    /**
     * Returns the estimate of the given points.
     *
     * @param x n points
     * @return a model
     * @throws IllegalArgumentException as {@link KernelDensity#fit(Points)}, or if fewer than k points have positive weight
     * @throws io.gramian.core.NumericalException as {@link KernelDensity#fit(Points)}
     */
    public BalloonModel fit(Points x) {
        DensityModel base = (isCount ? density.withBandwidth(1) : density).fit(x);
        return new BalloonModel(base, k, isCount);
    }

    /** Returns k and the density it is for. */
    @Override
    public String toString() {
        return "BalloonDensity[k = " + k + (isCount ? ", counting, " : ", ") + density + "]";
    }
}
