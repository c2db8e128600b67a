package io.gramian.kde.estimator;

import io.gramian.core.NumericalException;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.kde.internal.NelderMead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The configuration of a density of continuous and categorical axes together (Li and Racine, 2003): f(x, k) = sum_i w_i
 * prod_a N(x_a; x_ia, h_a^2) prod_s l_s(k_s, k_is), with the kernels of {@link CategoricalAxis}.
 *
 * <p>Immutable; every {@code withX} returns a new configuration, and {@link #fit} an immutable {@link MixedModel}.
 * Defaults: bandwidths by likelihood cross-validation, equal weights, {@link Backends#auto()}.
 *
 * <pre>{@code
 * MixedModel model = MixedDensity.gaussian().fit(iris);
 * double[][] species = model.probabilities(0, flowers);     // m x 3
 * }</pre>
 */
public final class MixedDensity {
    private static final double FARTHEST = Math.log(1000); // h from its start, in the search
    private static final double STEEPEST = 12; // logit of lambda over its largest value, in the search

    private final MixedBandwidth bandwidth; // null until fit searches
    private final double[] weights; // null for equal weights
    private final Backend backend; // null until fit asks for Backends.auto()
    private final Progress progress;

    private MixedDensity(MixedBandwidth bandwidth, double[] weights, Backend backend, Progress progress) {
        this.bandwidth = bandwidth;
        this.weights = weights;
        this.backend = backend;
        this.progress = Objects.requireNonNull(progress, "progress");
    }

    /**
     * Returns the configuration with Gaussian kernels on the continuous axes.
     *
     * @return a configuration
     */
    public static MixedDensity gaussian() {
        return new MixedDensity(null, null, null, Progress.NONE);
    }

    /**
     * Returns this configuration with given bandwidths.
     *
     * @param continuous h of each continuous axis, in its units; copied
     * @param categorical lambda of each categorical axis; copied
     * @return a configuration; whether the numbers suit the data is checked by {@link #fit}
     */
    public MixedDensity withBandwidths(double[] continuous, double[] categorical) {
        return new MixedDensity(
                new MixedBandwidth(continuous, categorical, Double.NaN, List.of()), weights, backend, progress);
    }

    /**
     * Returns this configuration with the bandwidths that maximise the leave-one-out likelihood, sum_i w_i log f_{-i}:
     * each h within 1/1000 and 1000 times 1.06 s n^(-1/(4+d)), each lambda within its range.
     *
     * <p>Costs some 100 evaluations of O(n^2 d) for each axis. Repeated continuous values make the likelihood
     * unbounded as h falls; the result then says that the search ended at its boundary.
     *
     * @return a configuration
     */
    public MixedDensity withLikelihoodBandwidths() {
        return new MixedDensity(null, weights, backend, progress);
    }

    /**
     * Returns this configuration with a weight for every observation.
     *
     * @param newWeights n finite numbers, none negative, not all zero; they need not sum to one; copied
     * @return a configuration
     * @throws IllegalArgumentException if a weight is negative or not finite, or all are zero
     */
    public MixedDensity withWeights(double... newWeights) {
        return new MixedDensity(bandwidth, LogWeights.checked(newWeights), backend, progress);
    }

    /**
     * Returns this configuration on another backend.
     *
     * @param newBackend where the model computes
     * @return a configuration
     */
    public MixedDensity withBackend(Backend newBackend) {
        return new MixedDensity(bandwidth, weights, Objects.requireNonNull(newBackend, "backend"), progress);
    }

    /**
     * Returns this configuration, whose search and model report the progress of long work.
     *
     * @param newProgress hears how far the work has come
     * @return a configuration
     */
    public MixedDensity withProgress(Progress newProgress) {
        return new MixedDensity(bandwidth, weights, backend, newProgress);
    }

    /**
     * Returns the density of the given observations.
     *
     * @param data n observations
     * @return a model
     * @throws IllegalArgumentException if the number of weights is not n, or given bandwidths do not suit the axes
     * @throws NumericalException if bandwidths are to be found and fewer than two observations have weight, or a
     *     continuous axis is constant
     */
    public MixedModel fit(MixedData data) {
        double[] logWeights = LogWeights.normalised(weights, data.size());
        Backend chosenBackend = backend == null ? Backends.auto() : backend;
        MixedSums sums = new MixedSums(data, logWeights, chosenBackend, progress);
        MixedBandwidth chosen = bandwidth == null ? searched(data, logWeights, sums) : bandwidth.checkedFor(data);
        return new MixedModel(data, logWeights, chosen, sums, chosenBackend, progress);
    }

    private MixedBandwidth searched(MixedData data, double[] logWeights, MixedSums sums) {
        if (Arrays.stream(logWeights)
                        .filter(log -> log > Double.NEGATIVE_INFINITY)
                        .count()
                < 2) {
            throw new NumericalException(
                    "likelihood: needs two observations of positive weight, for nothing is left without the only one");
        }
        MixedBandwidth start = MixedBandwidth.start(data, logWeights);
        Search search = new Search(data, logWeights, sums, start);
        int most = 150 * (search.dimension() + 1);
        int[] count = {0};
        NelderMead.Minimum minimum = NelderMead.minimise(
                t -> {
                    progress.update("mixed likelihood", Math.min(count[0]++, most), most);
                    return search.criterion(t);
                },
                search.start(),
                0.5,
                1e-4,
                most);
        if (minimum.value() == Double.POSITIVE_INFINITY) {
            throw new NumericalException("likelihood: not finite at the start, " + start + "; give bandwidths");
        }
        return search.result(minimum.point(), -minimum.value());
    }

    /** The likelihood as a function of log h and of logit lambda. */
    private static final class Search {
        private final MixedData data;
        private final double[] logWeights;
        private final MixedSums sums;
        private final double[] scale;
        private double[] lastH = {};
        private double[][] lastSums;

        Search(MixedData data, double[] logWeights, MixedSums sums, MixedBandwidth start) {
            this.data = data;
            this.logWeights = logWeights;
            this.sums = sums;
            this.scale = start.continuous();
        }

        int dimension() {
            return scale.length + data.axes().size();
        }

        double[] start() {
            double[] t = new double[dimension()];
            Arrays.fill(t, scale.length, t.length, Math.log(0.25 / 0.75));
            return t;
        }

        double criterion(double[] t) {
            for (int k = 0; k < t.length; k++) {
                if (Math.abs(t[k]) > (k < scale.length ? FARTHEST : STEEPEST)) {
                    return Double.POSITIVE_INFINITY;
                }
            }
            double[] h = h(t);
            if (lastSums == null || !Arrays.equals(h, lastH)) {
                lastH = h;
                lastSums = sums.ofOthers(h);
            }
            double[] lambda = lambda(t);
            double[][][] kernels = kernels(data, lambda);
            double sum = 0;
            for (int i = 0; i < logWeights.length; i++) {
                double weight = Math.exp(logWeights[i]);
                if (weight > 0) {
                    double others = Math.log1p(-weight);
                    sum -= weight * (sums.combined(lastSums, i, data.codes(i), kernels) - others);
                }
            }
            return sum;
        }

        MixedBandwidth result(double[] t, double criterion) {
            List<String> warnings = new ArrayList<>();
            for (int k = 0; k < t.length; k++) {
                boolean isH = k < scale.length;
                if (Math.abs(t[k]) > (isH ? FARTHEST - 0.1 : 6)) {
                    warnings.add(
                            "bandwidth of " + (isH ? "continuous axis " + k : "categorical axis " + (k - scale.length))
                                    + ": the likelihood has its maximum at the " + (t[k] < 0 ? "lower" : "upper")
                                    + " end of the range searched");
                }
            }
            return new MixedBandwidth(h(t), lambda(t), criterion, warnings);
        }

        private double[] h(double[] t) {
            double[] h = new double[scale.length];
            Arrays.setAll(h, k -> scale[k] * Math.exp(t[k]));
            return h;
        }

        private double[] lambda(double[] t) {
            double[] lambda = new double[data.axes().size()];
            Arrays.setAll(lambda, s -> data.axes().get(s).largestBandwidth() / (1 + Math.exp(-t[scale.length + s])));
            return lambda;
        }
    }

    static double[][][] kernels(MixedData data, double[] lambda) {
        double[][][] kernels = new double[lambda.length][][];
        Arrays.setAll(kernels, s -> data.axes().get(s).logKernel(lambda[s]));
        return kernels;
    }

    /** Returns the bandwidths or how they are found, and whether weighted. */
    @Override
    public String toString() {
        return "MixedDensity[bandwidths " + (bandwidth == null ? "by likelihood" : bandwidth.toString())
                + (weights == null ? "]" : ", weighted]");
    }
}
