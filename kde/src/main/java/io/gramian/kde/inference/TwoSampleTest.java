package io.gramian.kde.inference;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Gram;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.internal.inference.Bandwidths;
import io.gramian.kde.internal.inference.Checks;
import io.gramian.kde.internal.inference.MedianDistance;
import io.gramian.kde.internal.inference.Shuffle;
import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * The configuration of a permutation test of whether two samples come from one law, by a Gaussian kernel k(x, y) =
 * exp(- (x - y)' H^(-1) (x - y) / 2).
 *
 * <p>The squared maximum mean discrepancy (A. Gretton, K. Borgwardt, M. Rasch, B. Schoelkopf, A. Smola, 2012) of
 * x_1..x_n and y_1..y_m is mean k(x_i, x_j) + mean k(y_i, y_j) - 2 mean k(x_i, y_j), over pairs i != j (unbiased) or
 * all pairs (biased, never negative). The integral of (f - g)^2, f and g being Gaussian density estimates of the two
 * samples with bandwidth H (N. H. Anderson, P. Hall, D. M. Titterington, 1994), is the biased one with 2 H, times the
 * normaliser of that kernel.
 *
 * <p>The p-value is exact in the sense that under the hypothesis P(p &lt;= a) &lt;= a whatever the law, for
 * bandwidths that are given or chosen, as the defaults are, from both samples together. Two statistics that differ by
 * less than rounding, 1e-12 of their terms, count as equal.
 *
 * <p>Immutable. Defaults: 999 permutations, {@link Backends#auto()}. Cost O(N^2 (d + B)) for N = n + m and B
 * permutations, with each kernel value computed once for some hundred permutations; memory 64 MB.
 *
 * <pre>{@code
 * double p = TwoSampleTest.unbiased().test(x, y, new SplittableRandom(1)).pValue();
 * }</pre>
 */
public final class TwoSampleTest {
    private static final int BLOCK = 1 << 22; // numbers in a block of permutations
    private static final double ROUNDING = 1e-12;

    private enum Statistic {
        UNBIASED,
        BIASED,
        INTEGRATED_SQUARED_DIFFERENCE
    }

    private final Statistic statistic;
    private final Bandwidth bandwidth; // null for the default
    private final int permutations;
    private final Backend backend; // null until test asks for Backends.auto()
    private final Progress progress;

    private TwoSampleTest(
            Statistic statistic, Bandwidth bandwidth, int permutations, Backend backend, Progress progress) {
        this.statistic = statistic;
        this.bandwidth = bandwidth;
        this.permutations = permutations;
        this.backend = backend;
        this.progress = Objects.requireNonNull(progress, "progress");
    }

    private static TwoSampleTest by(Statistic statistic) {
        return new TwoSampleTest(statistic, null, 999, null, Progress.NONE);
    }

    /**
     * Returns the test by the unbiased squared maximum mean discrepancy. H = h^2 I, h being the median distance of the
     * points of both samples together (of a random thousand of them if there are more), unless a bandwidth is given.
     *
     * @return a configuration
     */
    public static TwoSampleTest unbiased() {
        return by(Statistic.UNBIASED);
    }

    /**
     * Returns the test by the biased squared maximum mean discrepancy, with the bandwidth of {@link #unbiased}.
     *
     * @return a configuration
     */
    public static TwoSampleTest biased() {
        return by(Statistic.BIASED);
    }

    /**
     * Returns the test by the integral of the squared difference of two density estimates, with Scott's bandwidth for
     * both samples together unless one is given.
     *
     * @return a configuration
     */
    public static TwoSampleTest integratedSquaredDifference() {
        return by(Statistic.INTEGRATED_SQUARED_DIFFERENCE);
    }

    /**
     * Returns this configuration with another bandwidth rule, applied to both samples together.
     *
     * @param rule chooses H
     * @return a configuration
     */
    public TwoSampleTest withBandwidth(Bandwidth rule) {
        return new TwoSampleTest(statistic, Objects.requireNonNull(rule, "bandwidth"), permutations, backend, progress);
    }

    /**
     * Returns this configuration with H = h^2 I.
     *
     * @param h positive, in the units of the data
     * @return a configuration
     * @throws IllegalArgumentException if h is not positive and finite
     */
    public TwoSampleTest withBandwidth(double h) {
        return withBandwidth(Bandwidth.of(h));
    }

    /**
     * Returns this configuration with another number of permutations.
     *
     * @param count at least 1; the smallest p-value is 1 / (count + 1)
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public TwoSampleTest withPermutations(int count) {
        return new TwoSampleTest(statistic, bandwidth, Checks.atLeast("permutations", 1, count), backend, progress);
    }

    /**
     * Returns this configuration on another backend.
     *
     * @param newBackend where sums over pairs are computed
     * @return a configuration
     */
    public TwoSampleTest withBackend(Backend newBackend) {
        return new TwoSampleTest(
                statistic, bandwidth, permutations, Objects.requireNonNull(newBackend, "backend"), progress);
    }

    /**
     * Returns this configuration, whose test reports its progress.
     *
     * @param newProgress hears how far the work has come
     * @return a configuration
     */
    public TwoSampleTest withProgress(Progress newProgress) {
        return new TwoSampleTest(statistic, bandwidth, permutations, backend, newProgress);
    }

    /**
     * Returns statistic and p-value of two samples.
     *
     * @param x n points of dimension d, at least two
     * @param y m points of dimension d, at least two
     * @param random draws the permutations
     * @return the result
     * @throws IllegalArgumentException if the dimensions differ, or a sample has one point
     * @throws NumericalException if the data do not determine a bandwidth, as when half of all distances are zero
     */
    public TwoSampleResult test(Points x, Points y, RandomGenerator random) {
        Checks.dimension("second sample", y, x.dimension());
        Checks.atLeast("first sample: number of points", 2, x.size());
        Checks.atLeast("second sample: number of points", 2, y.size());
        Backend chosen = backend == null ? Backends.auto() : backend;
        Points pooled = pooled(x, y);
        BandwidthMatrix h = bandwidth(pooled, chosen, random);
        boolean isIntegral = statistic == Statistic.INTEGRATED_SQUARED_DIFFERENCE;
        DensityKernel kernel = DensityKernel.gaussian()
                .withBandwidth(isIntegral ? Bandwidths.scaled(h, Math.sqrt(2), x.dimension()) : h);
        double scale = isIntegral ? Math.exp(kernel.logNormaliser(x.dimension())) : 1;
        try (Gram gram = chosen.gram(kernel, pooled)) {
            double[] values = values(gram.excludingSelf(), x.size(), random);
            long reached = Arrays.stream(values, 1, values.length)
                    .filter(v -> v >= values[0] - ROUNDING)
                    .count();
            double p = (1.0 + reached) / (1 + permutations);
            return new TwoSampleResult(scale * values[0], p, permutations, h, x.size(), y.size());
        }
    }

    private BandwidthMatrix bandwidth(Points pooled, Backend chosen, RandomGenerator random) {
        if (bandwidth == null && statistic != Statistic.INTEGRATED_SQUARED_DIFFERENCE) {
            return BandwidthMatrix.scalar(MedianDistance.of(pooled, chosen, random));
        }
        return KernelDensity.gaussian()
                .withBandwidth(bandwidth == null ? Bandwidth.scott() : bandwidth)
                .withBackend(chosen)
                .withProgress(progress)
                .fit(pooled)
                .bandwidth();
    }

    static Points pooled(Points x, Points y) {
        double[] rows = new double[Math.multiplyExact(Math.addExact(x.size(), y.size()), x.dimension())];
        for (int i = 0; i < x.size() + y.size(); i++) {
            double[] row = i < x.size() ? x.row(i) : y.row(i - x.size());
            System.arraycopy(row, 0, rows, i * row.length, row.length);
        }
        return Points.ofRowMajor(rows, x.dimension());
    }

    /** The statistic as it is, and of every permutation. */
    private double[] values(Gram gram, int n, RandomGenerator random) {
        int size = gram.rows();
        double[] values = new double[permutations + 1];
        double[] rowSums = gram.rowSums();
        int block = Math.max(16, Math.min(256, BLOCK / size));
        int[] order = IntStream.range(0, size).toArray();
        for (int from = 0; from <= permutations; from += block) {
            int width = Math.min(block, permutations + 1 - from);
            DMatrixRMaj chosen = new DMatrixRMaj(size, width);
            for (int b = 0; b < width; b++) {
                if (from + b > 0) {
                    Shuffle.chooseFirst(order, n, random);
                }
                for (int i = 0; i < n; i++) {
                    chosen.set(order[i], b, 1);
                }
            }
            DMatrixRMaj products = gram.times(chosen);
            for (int b = 0; b < width; b++) {
                values[from + b] = value(chosen, products, b, rowSums, n);
            }
            progress.update("permutations", from + width, permutations + 1L);
        }
        return values;
    }

    /** The statistic where column b marks the first sample, from sums over pairs i != j: within, of rows, in all. */
    private double value(DMatrixRMaj chosen, DMatrixRMaj products, int b, double[] rowSums, int n) {
        double within = 0;
        double ofRows = 0;
        double inAll = 0;
        for (int i = 0; i < rowSums.length; i++) {
            within += chosen.get(i, b) * products.get(i, b);
            ofRows += chosen.get(i, b) * rowSums[i];
            inAll += rowSums[i];
        }
        double across = ofRows - within;
        double others = inAll - 2 * ofRows + within;
        double m = rowSums.length - n;
        return statistic == Statistic.UNBIASED
                ? within / (n * (n - 1.0)) + others / (m * (m - 1)) - 2 * across / (n * m)
                : (within + n) / n / n + (others + m) / m / m - 2 * across / n / m; // k(x, x) = 1
    }

    /** Returns the statistic, the bandwidth rule and the number of permutations. */
    @Override
    public String toString() {
        return "TwoSampleTest["
                + statistic.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + ", bandwidth "
                + (bandwidth == null ? "default" : bandwidth) + ", " + permutations + " permutations]";
    }
}
