package io.gramian.kde;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.kde.internal.selection.Sample;
import java.util.Arrays;
import java.util.Objects;

/**
 * The configuration of a kernel density estimate f(x) = sum_i w_i |H|^(-1/2) K(H^(-1/2) (x - x_i)).
 *
 * <p>Immutable; every {@code withX} returns a new configuration, and {@link #fit} an immutable {@link
 * DensityModel}. Defaults: Scott's bandwidth, equal weights, {@link Backends#auto()}.
 *
 * <pre>{@code
 * DensityModel density = KernelDensity.gaussian().withBandwidth(0.3).fit(x);
 * double[] logp = density.logDensity(queries);
 * }</pre>
 */
public final class KernelDensity {
    private final DensityKernel kernel;
    private final Bandwidth bandwidth;
    private final double[] weights; // null for equal weights
    private final Backend backend; // null until fit asks for Backends.auto()
    private final Progress progress;
    private final Evaluation evaluation;

    private KernelDensity(
            DensityKernel kernel,
            Bandwidth bandwidth,
            double[] weights,
            Backend backend,
            Progress progress,
            Evaluation evaluation) {
        this.kernel = Objects.requireNonNull(kernel, "kernel");
        this.bandwidth = Objects.requireNonNull(bandwidth, "bandwidth");
        this.weights = weights;
        this.backend = backend;
        this.progress = Objects.requireNonNull(progress, "progress");
        this.evaluation = Objects.requireNonNull(evaluation, "evaluation");
    }

    /**
     * Returns the configuration with a Gaussian kernel.
     *
     * @return a configuration
     */
    public static KernelDensity gaussian() {
        return of(DensityKernel.gaussian());
    }

    /**
     * Returns the configuration with the given kernel.
     *
     * @param kernel the shape
     * @return a configuration
     */
    public static KernelDensity of(DensityKernel kernel) {
        return new KernelDensity(kernel, Bandwidth.scott(), null, null, Progress.NONE, Evaluation.exact());
    }

    /**
     * Returns this configuration with the scalar bandwidth h.
     *
     * @param h positive, in the units of the data
     * @return a configuration
     * @throws IllegalArgumentException if h is not positive and finite
     */
    public KernelDensity withBandwidth(double h) {
        return withBandwidth(Bandwidth.of(h));
    }

    /**
     * Returns this configuration with another bandwidth rule.
     *
     * @param newBandwidth chooses the bandwidth at {@link #fit}
     * @return a configuration
     */
    public KernelDensity withBandwidth(Bandwidth newBandwidth) {
        return new KernelDensity(kernel, newBandwidth, weights, backend, progress, evaluation);
    }

    /**
     * Returns this configuration with a weight for every point.
     *
     * @param newWeights n finite numbers, none negative, not all zero; they need not sum to one; copied
     * @return a configuration
     * @throws IllegalArgumentException if a weight is negative or not finite, or all are zero
     */
    public KernelDensity withWeights(double... newWeights) {
        double largest = 0;
        for (int i = 0; i < newWeights.length; i++) {
            if (!(newWeights[i] >= 0 && newWeights[i] <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "weights: entry " + i + " is " + newWeights[i] + "; weights must be finite and not negative");
            }
            largest = Math.max(largest, newWeights[i]);
        }
        if (largest == 0) {
            throw new IllegalArgumentException(
                    "weights: all " + newWeights.length + " are zero; at least one must be positive");
        }
        return new KernelDensity(kernel, bandwidth, newWeights.clone(), backend, progress, evaluation);
    }

    /**
     * Returns this configuration on another backend.
     *
     * @param newBackend where the model computes
     * @return a configuration
     */
    public KernelDensity withBackend(Backend newBackend) {
        return new KernelDensity(
                kernel, bandwidth, weights, Objects.requireNonNull(newBackend, "backend"), progress, evaluation);
    }

    /**
     * Returns this configuration, whose model reports the progress of long evaluations.
     *
     * @param newProgress hears how far the work has come
     * @return a configuration
     */
    public KernelDensity withProgress(Progress newProgress) {
        return new KernelDensity(kernel, bandwidth, weights, backend, newProgress, evaluation);
    }

    /**
     * Returns this configuration, whose model finds log-densities in another way.
     *
     * @param newEvaluation exact by default
     * @return a configuration
     */
    public KernelDensity withEvaluation(Evaluation newEvaluation) {
        return new KernelDensity(kernel, bandwidth, weights, backend, progress, newEvaluation);
    }

    /**
     * Returns the density of the given points.
     *
     * <p>Cost O(n d^2) for the normal-scale rules, O(n) for a given bandwidth. The model keeps a reference
     * to the points and adds, once it is used, a packed copy.
     *
     * @param x n points
     * @return a model
     * @throws IllegalArgumentException if the number of weights is not n, or the bandwidth is of another
     *     dimension
     * @throws NumericalException if the data do not determine a bandwidth
     */
    public DensityModel fit(Points x) {
        double[] normalised = normalisedWeights(x.size());
        Backend chosen = backend == null ? Backends.auto() : backend;
        Selection selection = bandwidth.select(new Sample(x, normalised, weights != null, kernel, chosen, progress));
        double[] logWeights = weights == null ? null : logarithms();
        return new DensityModel(
                x, kernel.withBandwidth(selection.bandwidth()), selection, logWeights, chosen, progress, evaluation);
    }

    /**
     * Returns the density of the given rows.
     *
     * @param rows n arrays of length d; copied
     * @return a model
     * @throws IllegalArgumentException as {@link Points#of(double[][])} and {@link #fit(Points)}
     */
    public DensityModel fit(double[][] rows) {
        return fit(Points.of(rows));
    }

    /** The logarithms of the normalised weights, finite for every positive weight however small. */
    private double[] logarithms() {
        double largest = Math.log(Arrays.stream(weights).max().orElseThrow());
        double[] logs = Arrays.stream(weights).map(w -> Math.log(w) - largest).toArray();
        double logSum = Math.log(Arrays.stream(logs).map(Math::exp).sum());
        return Arrays.stream(logs).map(log -> log - logSum).toArray();
    }

    private double[] normalisedWeights(int n) {
        double[] normalised = new double[n];
        if (weights == null) {
            Arrays.fill(normalised, 1.0 / n);
            return normalised;
        }
        if (weights.length != n) {
            throw new IllegalArgumentException(
                    "weights: expected one for each of the " + n + " points, found " + weights.length);
        }
        double largest = Arrays.stream(weights).max().orElseThrow(); // first, so that no sum overflows
        double sum = 0;
        for (double weight : weights) {
            sum += weight / largest;
        }
        for (int i = 0; i < n; i++) {
            normalised[i] = weights[i] / largest / sum;
        }
        return normalised;
    }

    /** Returns kernel, bandwidth rule and whether weighted. */
    @Override
    public String toString() {
        return "KernelDensity[" + kernel + ", bandwidth " + bandwidth + (weights == null ? "]" : ", weighted]");
    }
}
