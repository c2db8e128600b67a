package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.Density;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.internal.Logs;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The density of a stream at one moment: a Gaussian mixture sum_j w_j N(x; mean_j, C_j + H), where C_j is zero for
 * observations that have not been merged. Immutable and thread-safe.
 */
public final class StreamSnapshot implements Density {
    private final double[][] means; // points first, merged components after
    private final double[][][] factors; // Cholesky factors of C_j + H; H's own for points
    private final double[] logWeights;
    private final Points points; // null if all have been merged
    private final DensityKernel kernel;
    private final BandwidthMatrix bandwidth;
    private final double effectiveSampleSize;
    private final long observed;
    private final long merges;
    private final double[] mean;
    private final double[][] covariance;
    private final Backend backend;

    StreamSnapshot(
            List<Component> components,
            BandwidthMatrix bandwidth,
            double effectiveSampleSize,
            long observed,
            long merges,
            double[] mean,
            double[][] covariance,
            Backend backend) {
        int d = mean.length;
        List<Component> single = components.stream().filter(Component::isPoint).toList();
        List<Component> ordered = new java.util.ArrayList<>(single);
        components.stream().filter(component -> !component.isPoint()).forEach(ordered::add);
        double[][] h = bandwidth.matrix(d);
        double[][] own = bandwidth.factor(d);
        this.means = ordered.stream().map(c -> c.mean().clone()).toArray(double[][]::new);
        this.factors =
                ordered.stream().map(c -> c.isPoint() ? own : factor(c, h)).toArray(double[][][]::new);
        this.logWeights =
                ordered.stream().mapToDouble(c -> Math.log(c.weight())).toArray();
        Logs.plus(logWeights, -Logs.sum(logWeights));
        this.points = single.isEmpty() ? null : Points.of(Arrays.copyOf(means, single.size()));
        this.kernel = DensityKernel.gaussian().withBandwidth(bandwidth);
        this.bandwidth = bandwidth;
        this.effectiveSampleSize = effectiveSampleSize;
        this.observed = observed;
        this.merges = merges;
        this.mean = mean.clone();
        this.covariance = Arrays.stream(covariance).map(double[]::clone).toArray(double[][]::new);
        this.backend = backend;
    }

    private static double[][] factor(Component component, double[][] h) {
        double[][] sum = new double[h.length][h.length];
        for (int k = 0; k < h.length; k++) {
            for (int l = 0; l < h.length; l++) {
                sum[k][l] = h[k][l] + component.covariance(k, l);
            }
        }
        return BandwidthMatrix.full(sum, 0).factor(h.length);
    }

    /**
     * Returns the log-density at every query. Cost O(m M d^2) for M components, and O(m M d) while none is merged.
     *
     * @param queries m points of dimension d
     * @return m numbers log f(x)
     * @throws IllegalArgumentException if the dimension is another
     */
    @Override
    public double[] logDensity(Points queries) {
        Coordinates.checkDimension("queries", queries.dimension(), dimension());
        double[] logs = new double[queries.size()];
        Arrays.fill(logs, Double.NEGATIVE_INFINITY);
        int singles = points == null ? 0 : points.size();
        if (singles > 0) {
            try (Gram gram = backend.gram(kernel, queries, points)) {
                logs = gram.logRowSums(Arrays.copyOf(logWeights, singles));
                Logs.plus(logs, kernel.logNormaliser(dimension()));
            }
        }
        double[] terms = new double[means.length - singles];
        double[] row = new double[dimension()];
        for (int i = 0; i < logs.length && terms.length > 0; i++) {
            queries.copyRow(i, row);
            for (int j = 0; j < terms.length; j++) {
                terms[j] = logWeights[singles + j] + logNormal(row, means[singles + j], factors[singles + j]);
            }
            logs[i] = Logs.add(logs[i], Logs.sum(terms));
        }
        return logs;
    }

    private static double logNormal(double[] x, double[] mean, double[][] lower) {
        int d = x.length;
        double[] z = new double[d];
        double log = -d / 2.0 * Math.log(2 * Math.PI);
        for (int i = 0; i < d; i++) {
            double rest = x[i] - mean[i];
            for (int k = 0; k < i; k++) {
                rest -= lower[i][k] * z[k];
            }
            z[i] = rest / lower[i][i];
            log -= z[i] * z[i] / 2 + Math.log(lower[i][i]);
        }
        return log;
    }

    /**
     * Returns independent draws from the density.
     *
     * @param count how many, at least 1
     * @param random the source of randomness
     * @return {@code count} points of dimension d
     * @throws IllegalArgumentException if the count is below one, or too many numbers are asked for
     */
    public Points sample(int count, RandomGenerator random) {
        int d = dimension();
        double[] rows = new double[LogWeights.checkCount(count, d) * d];
        double[] cumulative = LogWeights.cumulative(logWeights);
        double[] noise = new double[d];
        for (int r = 0; r < count; r++) {
            int j = LogWeights.pick(cumulative, random);
            Arrays.setAll(noise, k -> random.nextGaussian());
            for (int k = 0; k < d; k++) {
                rows[r * d + k] = means[j][k];
                for (int l = 0; l <= k; l++) {
                    rows[r * d + k] += factors[j][k][l] * noise[l];
                }
            }
        }
        return Points.ofRowMajor(rows, d);
    }

    /**
     * Returns how many observations counted, (sum w)^2 / sum w^2 of their weights at the time.
     *
     * @return from 1 to the number of observations
     */
    public double effectiveSampleSize() {
        return effectiveSampleSize;
    }

    /**
     * Returns how many observations the stream had seen.
     *
     * @return at least 1
     */
    public long observed() {
        return observed;
    }

    /**
     * Returns how many merges had been needed; the density is exact if none.
     *
     * @return 0 or more
     */
    public long merges() {
        return merges;
    }

    /**
     * Returns the number of components.
     *
     * @return up to the capacity
     */
    public int size() {
        return means.length;
    }

    /**
     * Returns the weights of the components.
     *
     * @return numbers that sum to one, a new array
     */
    public double[] weights() {
        return Arrays.stream(logWeights).map(Math::exp).toArray();
    }

    /**
     * Returns the means of the components.
     *
     * @return as many points as there are components
     */
    public Points centres() {
        return Points.of(means);
    }

    /**
     * Returns the bandwidth.
     *
     * @return H
     */
    public BandwidthMatrix bandwidth() {
        return bandwidth;
    }

    /**
     * Returns the weighted mean of all observations, exact whatever was merged.
     *
     * @return d numbers, a new array
     */
    public double[] mean() {
        return mean.clone();
    }

    /**
     * Returns the weighted covariance of all observations, unbiased and exact whatever was merged; the density's own is
     * larger by about H.
     *
     * @return d x d numbers, a new array; NaN if only one observation counts
     */
    public double[][] covariance() {
        return Arrays.stream(covariance).map(double[]::clone).toArray(double[][]::new);
    }

    @Override
    public int dimension() {
        return mean.length;
    }

    /** Returns sizes and bandwidth. */
    @Override
    public String toString() {
        return "StreamSnapshot[" + observed + " observed, " + effectiveSampleSize + " effectively, " + size()
                + " components, bandwidth " + bandwidth + "]";
    }
}
