package io.gramian.kde.estimator;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.internal.NelderMead;
import java.util.Objects;

/**
 * The configuration of a conditional density f(y | x) of Gaussian kernels.
 *
 * <p>Immutable; every {@code withX} returns a new configuration, and {@link #fit} an immutable {@link
 * ConditionalModel}. Defaults: Scott's bandwidth of condition and response together, equal weights, {@link
 * Backends#auto()}.
 *
 * <pre>{@code
 * ConditionalModel model = ConditionalDensity.gaussian().fit(x, y);
 * ConditionalDistribution wait = model.given(3.5);
 * double median = wait.quantile(0.5);
 * double restsOn = wait.effectiveSampleSize();
 * }</pre>
 */
public final class ConditionalDensity {
    private static final double FARTHEST = Math.log(1000); // from the rule's bandwidth, in the search
    private static final int EVALUATIONS = 200;

    private final Bandwidth bandwidth;
    private final boolean isSearched;
    private final double[] weights; // null for equal weights
    private final Backend backend; // null until fit asks for Backends.auto()
    private final Progress progress;

    private ConditionalDensity(
            Bandwidth bandwidth, boolean isSearched, double[] weights, Backend backend, Progress progress) {
        this.bandwidth = Objects.requireNonNull(bandwidth, "bandwidth");
        this.isSearched = isSearched;
        this.weights = weights;
        this.backend = backend;
        this.progress = Objects.requireNonNull(progress, "progress");
    }

    /**
     * Returns the configuration with Gaussian kernels.
     *
     * @return a configuration
     */
    public static ConditionalDensity gaussian() {
        return new ConditionalDensity(Bandwidth.scott(), false, null, null, Progress.NONE);
    }

    /**
     * Returns this configuration with another rule for the joint bandwidth.
     *
     * @param newBandwidth chooses H of condition and response together, the axes of the condition first
     * @return a configuration
     */
    public ConditionalDensity withBandwidth(Bandwidth newBandwidth) {
        return new ConditionalDensity(newBandwidth, false, weights, backend, progress);
    }

    /**
     * Returns this configuration with the bandwidth that maximises the leave-one-out likelihood of the responses under
     * their conditions, sum_i w_i log f_{-i}(y_i | x_i) (Hall, Racine and Li, 2004): the rule's H with the axes of the
     * condition multiplied by one factor and those of the response by another, each within 1/1000 and 1000.
     *
     * <p>Costs up to 200 times a leave-one-out density, O(n^2 d) each.
     *
     * @return a configuration
     */
    public ConditionalDensity withLikelihoodBandwidth() {
        return new ConditionalDensity(bandwidth, true, weights, backend, progress);
    }

    /**
     * Returns this configuration with a weight for every point.
     *
     * @param newWeights n finite numbers, none negative, not all zero; they need not sum to one; copied
     * @return a configuration
     * @throws IllegalArgumentException if a weight is negative or not finite, or all are zero
     */
    public ConditionalDensity withWeights(double... newWeights) {
        return new ConditionalDensity(bandwidth, isSearched, LogWeights.checked(newWeights), backend, progress);
    }

    /**
     * Returns this configuration on another backend.
     *
     * @param newBackend where the model computes
     * @return a configuration
     */
    public ConditionalDensity withBackend(Backend newBackend) {
        return new ConditionalDensity(
                bandwidth, isSearched, weights, Objects.requireNonNull(newBackend, "backend"), progress);
    }

    /**
     * Returns this configuration, whose fit and model report the progress of long work.
     *
     * @param newProgress hears how far the work has come
     * @return a configuration
     */
    public ConditionalDensity withProgress(Progress newProgress) {
        return new ConditionalDensity(bandwidth, isSearched, weights, backend, newProgress);
    }

    /**
     * Returns the conditional density of the given pairs.
     *
     * @param given n conditions x
     * @param response n responses y
     * @return f(y | x)
     * @throws IllegalArgumentException if the numbers of points or weights differ, or the bandwidth is of another
     *     dimension
     * @throws NumericalException if the data do not determine a bandwidth
     */
    public ConditionalModel fit(Points given, Points response) {
        KernelDensity joint = KernelDensity.gaussian()
                .withBandwidth(bandwidth)
                .withBackend(backend == null ? Backends.auto() : backend)
                .withProgress(progress);
        DensityModel model =
                (weights == null ? joint : joint.withWeights(weights)).fit(Coordinates.join(given, response));
        BandwidthMatrix h = isSearched ? searched(given, response, model) : model.bandwidth();
        return model(given, response, model, h);
    }

    private ConditionalModel model(Points given, Points response, DensityModel model, BandwidthMatrix h) {
        return new ConditionalModel(given, response, h, model.logWeights(), model.backend(), progress);
    }

    private BandwidthMatrix searched(Points given, Points response, DensityModel model) {
        double[] w = model.weights();
        int dx = given.dimension();
        int[] count = {0};
        NelderMead.Minimum minimum = NelderMead.minimise(
                logs -> {
                    progress.update("conditional likelihood", Math.min(count[0]++, EVALUATIONS), EVALUATIONS);
                    if (Math.max(Math.abs(logs[0]), Math.abs(logs[1])) > FARTHEST) {
                        return Double.POSITIVE_INFINITY;
                    }
                    double[] loo = model(given, response, model, stretched(model, dx, logs))
                            .leaveOneOutLogDensity();
                    double sum = 0;
                    for (int i = 0; i < w.length; i++) {
                        sum -= w[i] > 0 ? w[i] * loo[i] : 0;
                    }
                    return sum;
                },
                new double[2],
                0.3,
                1e-4,
                EVALUATIONS);
        if (minimum.value() == Double.POSITIVE_INFINITY) {
            throw new NumericalException("conditional likelihood: not finite at the bandwidth of " + bandwidth + ", "
                    + model.bandwidth() + "; it needs two points of positive weight, and spread in every direction");
        }
        return stretched(model, dx, minimum.point());
    }

    private static BandwidthMatrix stretched(DensityModel model, int dx, double[] logs) {
        int d = model.dimension();
        double[][] h = model.bandwidth().matrix(d);
        double[] axes = new double[d];
        for (int k = 0; k < d; k++) {
            axes[k] = Math.sqrt(h[k][k]) * Math.exp(logs[k < dx ? 0 : 1]);
            for (int l = 0; l < d; l++) {
                h[k][l] *= Math.exp(logs[k < dx ? 0 : 1] + logs[l < dx ? 0 : 1]);
            }
        }
        return model.bandwidth().isDiagonal() ? BandwidthMatrix.diagonal(axes) : BandwidthMatrix.full(h, 1e-14);
    }

    /** Returns the bandwidth rule and whether weighted. */
    @Override
    public String toString() {
        return "ConditionalDensity[bandwidth " + bandwidth + (isSearched ? ", scaled by likelihood" : "")
                + (weights == null ? "]" : ", weighted]");
    }
}
