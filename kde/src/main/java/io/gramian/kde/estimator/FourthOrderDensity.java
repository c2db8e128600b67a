package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.kde.KernelDensity;
import java.util.Objects;

/**
 * The configuration of the Laplace-corrected density, f - (1/2) sum_kl H_kl d^2 f / dx_k dx_l, which is the estimate with
 * the Gaussian kernel of fourth order, K(u) (1 + (d - |u|^2) / 2) (Wand and Schucany, 1990).
 *
 * <p>Its bias is of order h^4, and it integrates to one, but it is negative wherever the data are more than about
 * sqrt(d + 2) bandwidths away: not for sampling or ratios. {@link ScoreDebiasedDensity} has the same bias and stays
 * positive. Immutable.
 */
public final class FourthOrderDensity {
    private final KernelDensity density;

    private FourthOrderDensity(KernelDensity density) {
        this.density = Objects.requireNonNull(density, "density");
    }

    /**
     * Returns the configuration.
     *
     * @param density with a Gaussian kernel; bandwidth, weights and backend
     * @return a configuration
     */
    public static FourthOrderDensity of(KernelDensity density) {
        return new FourthOrderDensity(density);
    }

    /**
     * Returns the estimate of the given points. Cost as {@link KernelDensity#fit(Points)}.
     *
     * @param x n points
     * @return a model
     * @throws IllegalArgumentException as {@link KernelDensity#fit(Points)}, or if the kernel is not Gaussian
     * @throws io.gramian.core.NumericalException as {@link KernelDensity#fit(Points)}
     */
    public FourthOrderModel fit(Points x) {
        return new FourthOrderModel(Axes.gaussian(density.fit(x), "the fourth-order density"));
    }

    /** Returns the density that is corrected. */
    @Override
    public String toString() {
        return "FourthOrderDensity[" + density + "]";
    }
}
