package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.kde.KernelDensity;
import java.util.Arrays;

/**
 * The configuration of a density with kernels that change their shape with the query, so that they never reach out of the
 * support: on a half-line from a the density of the gamma law of shape (x - a)/b + 1 and scale b, on an interval, brought
 * to [0, 1], that of the beta law with x/b + 1 and (1 - x)/b + 1, taken at the data; products of these in more dimensions
 * (Chen, 1999 and 2000).
 *
 * <p>The variance of a kernel is about b x, or b x (1 - x), so b is the square of a bandwidth. The bias is of order b up to
 * the ends. The estimate is never negative, and integrates to one only nearly, unless {@link #normalised}. There is
 * no law of kernels to draw from.
 *
 * <p>Immutable. Defaults: b by likelihood cross-validation, the same multiple of the mean distance from the end for every
 * half-line, and of one for every interval; equal weights, {@link io.gramian.core.backend.Backends#auto()}.
 */
public final class AsymmetricDensity {
    private final KernelDensity carrier; // of weights, backend and progress
    private final double[] smoothing; // null where cross-validation chooses
    private final Support[] supports;
    private final boolean isNormalised;

    private AsymmetricDensity(KernelDensity carrier, double[] smoothing, Support[] supports, boolean isNormalised) {
        this.carrier = carrier;
        this.smoothing = smoothing;
        this.supports = supports;
        this.isNormalised = isNormalised;
    }

    /**
     * Returns the configuration for data on half-lines and intervals.
     *
     * @param supports one for each axis; copied
     * @return a configuration
     * @throws IllegalArgumentException if a support is the line or a circle
     */
    public static AsymmetricDensity of(Support... supports) {
        for (Support support : supports) {
            if (support.isPeriodic() || !support.isBounded()) {
                throw new IllegalArgumentException("support: expected half-lines and intervals, found " + support);
            }
        }
        return new AsymmetricDensity(KernelDensity.gaussian().withBandwidth(1), null, supports.clone(), false);
    }

    /**
     * Returns this configuration with the smoothing given.
     *
     * @param b one for each axis: in units of the data on half-lines, without unit on intervals; from 1e-100 to 1e100
     * @return a configuration
     * @throws IllegalArgumentException if there are not as many as axes, or one is out of range
     */
    public AsymmetricDensity withSmoothing(double... b) {
        if (b.length != supports.length) {
            throw new IllegalArgumentException(
                    "smoothing: expected one for each of the " + supports.length + " axes, found " + b.length);
        }
        for (int k = 0; k < b.length; k++) {
            if (!(b[k] >= 1e-100 && b[k] <= 1e100)) {
                throw new IllegalArgumentException(
                        "smoothing of axis " + k + ": expected a positive number from 1e-100 to 1e100, found " + b[k]);
            }
        }
        return new AsymmetricDensity(carrier, b.clone(), supports, isNormalised);
    }

    /**
     * Returns this configuration with the density divided by its integral over the support, which is found by quadrature
     * at fitting, in one dimension.
     *
     * @return a configuration
     */
    public AsymmetricDensity normalised() {
        return new AsymmetricDensity(carrier, smoothing, supports, true);
    }

    /**
     * Returns this configuration with a weight for every point.
     *
     * @param weights n finite numbers, none negative, not all zero; they need not sum to one; copied
     * @return a configuration
     * @throws IllegalArgumentException if a weight is negative or not finite, or all are zero
     */
    public AsymmetricDensity withWeights(double... weights) {
        return new AsymmetricDensity(carrier.withWeights(weights), smoothing, supports, isNormalised);
    }

    /**
     * Returns this configuration on another backend.
     *
     * @param backend where the model computes
     * @return a configuration
     */
    public AsymmetricDensity withBackend(Backend backend) {
        return new AsymmetricDensity(carrier.withBackend(backend), smoothing, supports, isNormalised);
    }

    /**
     * Returns this configuration, whose model reports the progress of long evaluations.
     *
     * @param progress hears how far the work has come
     * @return a configuration
     */
    public AsymmetricDensity withProgress(Progress progress) {
        return new AsymmetricDensity(carrier.withProgress(progress), smoothing, supports, isNormalised);
    }

    /**
     * Returns the density of the given points. Cost O(n d) with the smoothing given; sixty times O(n^2 d) to choose it;
     * some hundreds of evaluations to normalise.
     *
     * @param x n points of the support
     * @return a model
     * @throws IllegalArgumentException if a point lies outside the support, the number of weights is not n, or
     *     normalisation is asked for in more dimensions than one
     * @throws io.gramian.core.NumericalException if the data do not determine b, as when only one point has positive weight
     */
    public AsymmetricModel fit(Points x) {
        Support.check(supports, x);
        if (isNormalised && x.dimension() > 1) {
            throw new IllegalArgumentException(
                    "normalised: the integral is known in one dimension, but the points have " + x.dimension());
        }
        AsymmetricModel model = AsymmetricModel.of(carrier, x, supports, smoothing);
        return isNormalised ? model.normalised() : model;
    }

    /** Returns the supports and the smoothing. */
    @Override
    public String toString() {
        return "AsymmetricDensity[" + Arrays.toString(supports) + ", smoothing "
                + (smoothing == null ? "by likelihood cross-validation" : Arrays.toString(smoothing))
                + (isNormalised ? ", normalised]" : "]");
    }
}
