package io.gramian.kde.estimator;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.internal.Logs;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A fitted density of continuous and categorical axes, immutable and thread-safe: a density over the continuous axes,
 * a probability over the categories.
 *
 * <p>Evaluations are exact, in the log domain, O(n d) a query, plus the number of different combinations of categories
 * in the data times that of categorical axes.
 */
public final class MixedModel {
    private final MixedData data;
    private final double[] logWeights;
    private final MixedBandwidth bandwidth;
    private final MixedSums sums;
    private final double[][][] logKernels;
    private final Backend backend;
    private final Progress progress;

    MixedModel(
            MixedData data,
            double[] logWeights,
            MixedBandwidth bandwidth,
            MixedSums sums,
            Backend backend,
            Progress progress) {
        this.data = data;
        this.logWeights = logWeights;
        this.bandwidth = bandwidth;
        this.sums = sums;
        this.logKernels = MixedDensity.kernels(data, bandwidth.categorical());
        this.backend = backend;
        this.progress = progress;
    }

    /**
     * Returns the log-density at every query.
     *
     * @param queries m observations of the same axes
     * @return m numbers log f(x, k); negative infinity where the density is zero
     * @throws IllegalArgumentException if the axes are others
     */
    public double[] logDensity(MixedData queries) {
        checkAxes(queries);
        double[] logs = new double[queries.size()];
        sums.forEachBlock(queries, bandwidth.continuous(), (from, block) -> {
            for (int i = 0; i < block[0].length; i++) {
                logs[from + i] = sums.combined(block, i, queries.codes(from + i), logKernels);
            }
        });
        return logs;
    }

    /**
     * Returns the density at every query.
     *
     * @param queries m observations of the same axes
     * @return m numbers f(x, k)
     * @throws IllegalArgumentException if the axes are others
     */
    public double[] density(MixedData queries) {
        return Arrays.stream(logDensity(queries)).map(Math::exp).toArray();
    }

    /**
     * Returns the leave-one-out log-density at every observation, by index: log f_{-i}, the density of the others with
     * their weights made to sum to one again. Cost O(n^2 d).
     *
     * @return n numbers; NaN where no other observation has weight
     */
    public double[] leaveOneOutLogDensity() {
        double[][] others = sums.ofOthers(bandwidth.continuous());
        double[] logs = new double[data.size()];
        for (int i = 0; i < logs.length; i++) {
            double rest = Math.log1p(-Math.exp(logWeights[i]));
            logs[i] = sums.combined(others, i, data.codes(i), logKernels) - rest;
        }
        return logs;
    }

    /**
     * Returns the probabilities of an axis's categories at every query, under the condition of all other axes: P(k_axis
     * = c | x, other k).
     *
     * @param axis the categorical axis
     * @param queries m observations; their own category on the axis does not matter
     * @return m rows of probabilities that sum to one
     * @throws IllegalArgumentException if the axes are others
     * @throws IndexOutOfBoundsException if there is no such axis
     * @throws NumericalException if a query's condition has density zero; the message names it
     */
    public double[][] probabilities(int axis, MixedData queries) {
        checkAxes(queries);
        java.util.Objects.checkIndex(axis, data.axes().size());
        double[][] probabilities = new double[queries.size()][];
        sums.forEachBlock(queries, bandwidth.continuous(), (from, block) -> {
            for (int i = 0; i < block[0].length; i++) {
                int[] codes = queries.codes(from + i);
                double[] logs = new double[data.axes().get(axis).categories()];
                for (int c = 0; c < logs.length; c++) {
                    codes[axis] = c;
                    logs[c] = sums.combined(block, i, codes, logKernels);
                }
                double total = Logs.sum(logs);
                if (total == Double.NEGATIVE_INFINITY) {
                    throw new NumericalException("probabilities: the condition of query " + (from + i)
                            + " has density zero; ask nearer to the data, or smooth more");
                }
                probabilities[from + i] =
                        Arrays.stream(logs).map(log -> Math.exp(log - total)).toArray();
            }
        });
        return probabilities;
    }

    /**
     * Returns the probabilities of an axis's categories, whatever the other axes are.
     *
     * @param axis the categorical axis
     * @return probabilities that sum to one
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    public double[] probabilities(int axis) {
        double[][] kernel = logKernels[java.util.Objects.checkIndex(axis, logKernels.length)];
        double[] probabilities = new double[kernel.length];
        for (int i = 0; i < data.size(); i++) {
            for (int c = 0; c < kernel.length; c++) {
                probabilities[c] += Math.exp(logWeights[i] + kernel[c][data.code(i, axis)]);
            }
        }
        return probabilities;
    }

    /**
     * Returns the distribution of the continuous axes under the condition of all categories.
     *
     * @param codes a category for each categorical axis
     * @return f(x | k), with mean, quantiles and draws
     * @throws IllegalArgumentException if the number of categories is another, or one does not exist
     * @throws IllegalStateException if there are no continuous axes
     * @throws NumericalException if the categories have probability zero
     */
    public ConditionalDistribution given(int... codes) {
        if (codes.length != logKernels.length) {
            throw new IllegalArgumentException(
                    "categories: expected " + logKernels.length + ", one for each axis, found " + codes.length);
        }
        double[] logs = logWeights.clone();
        for (int s = 0; s < codes.length; s++) {
            MixedData.checked(data.axes().get(s), codes[s], "condition, axis " + s);
            for (int i = 0; i < logs.length; i++) {
                logs[i] += logKernels[s][codes[s]][data.code(i, s)];
            }
        }
        Points x = data.continuous();
        return new ConditionalDistribution(
                x,
                new double[x.dimension()],
                BandwidthMatrix.diagonal(bandwidth.continuous()),
                logs,
                backend,
                progress);
    }

    /**
     * Returns the density of some of the axes, whatever the others are: of a product of kernels, the other factors
     * integrate to one.
     *
     * @param continuousAxes the continuous axes to keep, in this order
     * @param categoricalAxes the categorical axes to keep, in this order; at least one
     * @return a model of these axes with the same bandwidths
     * @throws IllegalArgumentException if an axis does not exist or is named twice, or no categorical axis is kept
     */
    public MixedModel marginal(int[] continuousAxes, int[] categoricalAxes) {
        int[] a = Coordinates.checked("continuous axes", continuousAxes, data.continuousDimension());
        int[] s = Coordinates.checked(
                "categorical axes", categoricalAxes, data.axes().size());
        if (s.length == 0) {
            throw new IllegalArgumentException("categorical axes: expected at least one to keep, found none; a density "
                    + "of continuous axes alone is a KernelDensity");
        }
        double[] h = bandwidth.continuous();
        double[] lambda = bandwidth.categorical();
        MixedBandwidth kept = new MixedBandwidth(
                Arrays.stream(a).mapToDouble(k -> h[k]).toArray(),
                Arrays.stream(s).mapToDouble(k -> lambda[k]).toArray(),
                Double.NaN,
                bandwidth.warnings());
        MixedData part = data.project(a, s);
        return new MixedModel(
                part, logWeights, kept, new MixedSums(part, logWeights, backend, progress), backend, progress);
    }

    /**
     * Returns the log-density of the other axes under the condition of some, log f(others | given), at every query.
     *
     * @param queries m observations of all axes
     * @param givenContinuous continuous axes of the condition
     * @param givenCategorical categorical axes of the condition, at least one
     * @return m numbers; NaN where the condition has density zero
     * @throws IllegalArgumentException as {@link #logDensity} and {@link #marginal}
     */
    public double[] logConditional(MixedData queries, int[] givenContinuous, int[] givenCategorical) {
        double[] logs = logDensity(queries);
        double[] condition = marginal(givenContinuous, givenCategorical)
                .logDensity(queries.project(givenContinuous, givenCategorical));
        for (int i = 0; i < logs.length; i++) {
            logs[i] -= condition[i];
        }
        return logs;
    }

    /**
     * Returns independent draws: an observation by its weight, moved by a draw from every kernel.
     *
     * @param count how many, at least 1
     * @param random the source of randomness
     * @return {@code count} observations
     * @throws IllegalArgumentException if the count is below one, or too many numbers are asked for
     */
    public MixedData sample(int count, RandomGenerator random) {
        int d = data.continuousDimension();
        int q = logKernels.length;
        LogWeights.checkCount(count, Math.max(d, q));
        double[] cumulative = LogWeights.cumulative(logWeights);
        double[] h = bandwidth.continuous();
        double[] rows = new double[count * d];
        int[][] codes = new int[count][q];
        for (int r = 0; r < count; r++) {
            int i = LogWeights.pick(cumulative, random);
            for (int k = 0; k < d; k++) {
                rows[r * d + k] = data.continuous().value(i, k) + h[k] * random.nextGaussian();
            }
            for (int s = 0; s < q; s++) {
                double[][] kernel = logKernels[s];
                int from = data.code(i, s);
                double[] column = new double[kernel.length];
                Arrays.setAll(column, c -> kernel[c][from]);
                codes[r][s] = LogWeights.pick(LogWeights.cumulative(column), random);
            }
        }
        CategoricalAxis[] axes = data.axes().toArray(new CategoricalAxis[0]);
        return d == 0 ? MixedData.categorical(codes, axes) : MixedData.of(Points.ofRowMajor(rows, d), codes, axes);
    }

    /**
     * Returns the bandwidths, with the criterion and warnings of their search.
     *
     * @return h and lambda of every axis
     */
    public MixedBandwidth bandwidth() {
        return bandwidth;
    }

    /**
     * Returns the data.
     *
     * @return n observations
     */
    public MixedData data() {
        return data;
    }

    /** Returns data and bandwidths. */
    @Override
    public String toString() {
        return "MixedModel[" + data + ", bandwidths " + bandwidth + "]";
    }

    private void checkAxes(MixedData queries) {
        if (queries.continuousDimension() != data.continuousDimension()
                || !queries.axes().equals(data.axes())) {
            throw new IllegalArgumentException("queries: have " + queries.continuousDimension()
                    + " continuous axes and " + queries.axes() + ", but the density was fitted with "
                    + data.continuousDimension() + " and " + data.axes());
        }
    }
}
