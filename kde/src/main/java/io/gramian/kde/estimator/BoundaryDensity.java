package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.util.Arrays;
import java.util.Objects;

/**
 * The configuration of a density on half-lines and intervals whose kernel changes near an end. With u = (x - x_i) / h and
 * the moments a_0, a_1, a_2 of the kernel over those u whose x_i lie in the support:
 *
 * <ul>
 *   <li>{@link #cutAndNormalise}: f_N = f / a_0, the plain estimate over the kernel's mass inside (Gasser and Mueller,
 *       1979). At an end its bias is of order h, that of the plain estimate is half the density.
 *   <li>{@link #linear}: the kernel (a_2 - a_1 u) K(u) / (a_0 a_2 - a_1^2), with a bias of order h^2 up to the end
 *       (Jones, 1993). It may be negative.
 *   <li>{@link #nonNegative}: f_N exp(f_L / f_N - 1) of these two, positive, with a bias of order h^2 (Jones and Foster,
 *       1996).
 * </ul>
 *
 * <p>In d dimensions the linear kernel is that of the local linear fit, (1 + sum_k m_k (m_k - u_k) / D_k) K(u) / a_0 with m_k
 * the mean and D_k the variance of the cut kernel along axis k; in one dimension it is the formula above. None
 * integrates to exactly one unless {@link #normalised}. Immutable.
 *
 * <p>Kernels: the Gaussian in any dimension, with a scalar or diagonal bandwidth; every other in one.
 */
public final class BoundaryDensity {
    /** How the kernel changes near an end. */
    enum Correction {
        CUT,
        LINEAR,
        NON_NEGATIVE
    }

    private final KernelDensity density;
    private final Correction correction;
    private final Support[] supports;
    private final boolean isNormalised;

    private BoundaryDensity(KernelDensity density, Correction correction, Support[] supports, boolean isNormalised) {
        this.density = Objects.requireNonNull(density, "density");
        this.correction = correction;
        this.supports = supports.clone();
        this.isNormalised = isNormalised;
        for (Support support : supports) {
            if (support.isPeriodic()) {
                throw new IllegalArgumentException(
                        "support: " + support + " has no ends to correct at; use FoldedDensity");
            }
        }
    }

    /**
     * Returns the configuration that divides by the kernel's mass inside the support.
     *
     * @param density kernel, bandwidth, weights and backend
     * @param supports one for each axis; copied
     * @return a configuration
     * @throws IllegalArgumentException if a support is a circle
     */
    public static BoundaryDensity cutAndNormalise(KernelDensity density, Support... supports) {
        return new BoundaryDensity(density, Correction.CUT, supports, false);
    }

    /**
     * Returns the configuration of the linear boundary kernel.
     *
     * @param density kernel, bandwidth, weights and backend
     * @param supports one for each axis; copied
     * @return a configuration
     * @throws IllegalArgumentException if a support is a circle
     */
    public static BoundaryDensity linear(KernelDensity density, Support... supports) {
        return new BoundaryDensity(density, Correction.LINEAR, supports, false);
    }

    /**
     * Returns the configuration of the linear boundary kernel made positive.
     *
     * @param density kernel, bandwidth, weights and backend
     * @param supports one for each axis; copied
     * @return a configuration
     * @throws IllegalArgumentException if a support is a circle
     */
    public static BoundaryDensity nonNegative(KernelDensity density, Support... supports) {
        return new BoundaryDensity(density, Correction.NON_NEGATIVE, supports, false);
    }

    /**
     * Returns this configuration with the density divided by its integral over the support, which is found by quadrature
     * at fitting, in one dimension.
     *
     * @return a configuration
     */
    public BoundaryDensity normalised() {
        return new BoundaryDensity(density, correction, supports, true);
    }

    /**
     * Returns the density of the given points. Cost as {@link KernelDensity#fit}, and, if normalised, that of some
     * hundreds of evaluations.
     *
     * @param x n points of the support
     * @return a model
     * @throws IllegalArgumentException as {@link KernelDensity#fit(Points)}; if a point lies outside the support, the
     *     bandwidth mixes axes, the kernel is not Gaussian in more dimensions than one, or normalisation is asked for there
     * @throws io.gramian.core.NumericalException as {@link KernelDensity#fit(Points)}
     */
    public BoundaryModel fit(Points x) {
        Support.check(supports, x);
        if (isNormalised && x.dimension() > 1) {
            throw new IllegalArgumentException(
                    "normalised: the integral is known in one dimension, but the points have " + x.dimension()
                            + "; use FoldedDensity, which integrates to one in any");
        }
        DensityModel base = density.fit(x);
        BoundaryModel model = new BoundaryModel(base, correction, supports, 1);
        return isNormalised ? new BoundaryModel(base, correction, supports, model.integral()) : model;
    }

    /** Returns the correction, the supports and the density. */
    @Override
    public String toString() {
        return "BoundaryDensity[" + BoundaryModel.name(correction) + ", " + Arrays.toString(supports) + ", " + density
                + (isNormalised ? ", normalised]" : "]");
    }
}
