package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import io.gramian.kde.internal.Logs;

/**
 * A conditional density f(y | x) = f(x, y) / f(x), the quotient of a Gaussian kernel density estimate of both and its
 * marginal; immutable and thread-safe.
 *
 * <p>With the joint bandwidth H in blocks, B = H_yx H_xx^(-1) and S = H_yy - B H_xy, it is the mixture f(y | x) = sum_i
 * w_i(x) N(y; y_i + B (x - x_i), S) with w_i(x) proportional to w_i N(x; x_i, H_xx). All in the log domain: far from
 * the data, where f(x) itself would be zero, f(y | x) is what the nearest points say, and {@link
 * ConditionalDistribution#effectiveSampleSize} says how many those are. Both logarithms are good to about 1e-15 of
 * their own size, and so is their difference.
 */
public final class ConditionalModel {
    private final Points given;
    private final Points both;
    private final Points residuals; // y_i - B x_i
    private final double[][] slope; // B
    private final BandwidthMatrix joint;
    private final DensityKernel jointKernel;
    private final DensityKernel givenKernel;
    private final double[][] lower; // Cholesky factor of H; its first block is that of H_xx
    private final double[][] whitened; // L_xx^(-1) x_i
    private final BandwidthMatrix responseBandwidth; // S
    private final double[] logWeights;
    private final Backend backend;
    private final Progress progress;

    ConditionalModel(
            Points given,
            Points response,
            BandwidthMatrix joint,
            double[] logWeights,
            Backend backend,
            Progress progress) {
        int dx = given.dimension();
        int d = dx + response.dimension();
        this.lower = joint.factor(d);
        this.given = given;
        this.both = Coordinates.join(given, response);
        this.joint = joint;
        this.jointKernel = DensityKernel.gaussian().withBandwidth(joint);
        this.givenKernel = DensityKernel.gaussian().withBandwidth(block(lower, 0, dx, joint.isDiagonal()));
        this.responseBandwidth = block(lower, dx, d, joint.isDiagonal());
        this.whitened = java.util.Arrays.stream(given.toArray())
                .map(x -> whitened(x, lower))
                .toArray(double[][]::new);
        this.slope = slope(lower, dx);
        this.residuals = residuals(given, response, slope);
        this.logWeights = logWeights;
        this.backend = backend;
        this.progress = progress;
    }

    /**
     * Returns the density of some axes of a Gaussian estimate under the condition of the others.
     *
     * @param joint an estimate with the Gaussian kernel, of any bandwidth
     * @param givenAxes the axes of the condition, in the order in which conditions will list them; at least one, and
     *     not all
     * @return f(other axes in their order | given axes)
     * @throws IllegalArgumentException if the kernel is another, an axis does not exist or is named twice, or no axis
     *     is left on one side
     */
    public static ConditionalModel of(DensityModel joint, int... givenAxes) {
        int d = joint.dimension();
        if (!joint.kernel().toString().equals(DensityKernel.gaussian().toString())) {
            throw new IllegalArgumentException("conditional density: needs the gaussian kernel, whose conditionals are "
                    + "known, found " + joint.kernel());
        }
        int[] first = Coordinates.checked("given axes", givenAxes, d);
        if (first.length == 0 || first.length == d) {
            throw new IllegalArgumentException("given axes: expected 1 to " + (d - 1) + " of the " + d + " axes, found "
                    + first.length + "; condition and response each need one");
        }
        int[] last = Coordinates.others(first, d);
        return new ConditionalModel(
                Coordinates.select(joint.points(), first),
                Coordinates.select(joint.points(), last),
                permuted(joint.bandwidth(), first, last),
                joint.logWeights(),
                joint.backend(),
                Progress.NONE);
    }

    /**
     * Returns the conditional log-density of every response under the condition in the same row.
     *
     * @param conditions m points x of the condition's dimension
     * @param responses m points y of the response's dimension
     * @return m numbers log f(y | x). Cost that of two log-densities, O(m n d)
     * @throws IllegalArgumentException if the numbers of points differ, or a dimension is another
     */
    public double[] logDensity(Points conditions, Points responses) {
        Coordinates.checkDimension("conditions", conditions.dimension(), givenDimension());
        Coordinates.checkDimension("responses", responses.dimension(), responseDimension());
        double[] logs = logSums(jointKernel, Coordinates.join(conditions, responses), both);
        double[] marginal = logSums(givenKernel, conditions, given);
        for (int i = 0; i < logs.length; i++) {
            logs[i] -= marginal[i];
        }
        return logs;
    }

    /**
     * Returns the distribution of the response under one condition. Cost O(n d).
     *
     * @param condition the coordinates of x
     * @return f(. | x), with its mean, quantiles, draws, and the number of points it rests on
     * @throws IllegalArgumentException if the dimension is another, or a coordinate is not finite
     * @throws io.gramian.core.NumericalException if x is so far away that squares overflow, some 1e154 bandwidths
     */
    public ConditionalDistribution given(double... condition) {
        Points x = Points.ofRowMajor(condition, Math.max(1, condition.length));
        Coordinates.checkDimension("condition", x.dimension(), givenDimension());
        double[] z = whitened(condition, lower);
        double[] logs = new double[size()];
        double logNormaliser = givenKernel.logNormaliser(givenDimension());
        for (int i = 0; i < logs.length; i++) { // n numbers apart, which no Gram matrix gives in one row
            double square = 0;
            for (int k = 0; k < z.length; k++) {
                double difference = whitened[i][k] - z[k];
                square += difference * difference;
            }
            logs[i] = logWeights[i] + logNormaliser - square / 2;
        }
        double[] shift = new double[responseDimension()];
        for (int k = 0; k < shift.length; k++) {
            for (int l = 0; l < condition.length; l++) {
                shift[k] += slope[k][l] * condition[l];
            }
        }
        return new ConditionalDistribution(residuals, shift, responseBandwidth, logs, backend, progress);
    }

    /**
     * Returns the conditional log-density of every data point's response, estimated from the other points.
     *
     * @return n numbers log f_{-i}(y_i | x_i), whose mean is the criterion of {@link
     *     ConditionalDensity#withLikelihoodBandwidth}; NaN where no other point has weight. Cost O(n^2 d)
     */
    public double[] leaveOneOutLogDensity() {
        double[] logs = sumsOfOthers(jointKernel, both);
        double[] marginal = sumsOfOthers(givenKernel, given);
        for (int i = 0; i < logs.length; i++) {
            logs[i] -= marginal[i];
        }
        return logs;
    }

    /**
     * Returns the bandwidth of condition and response together.
     *
     * @return H, the axes of the condition first
     */
    public BandwidthMatrix bandwidth() {
        return joint;
    }

    /**
     * Returns the dimension of the condition.
     *
     * @return the number of coordinates of x
     */
    public int givenDimension() {
        return given.dimension();
    }

    /**
     * Returns the dimension of the response.
     *
     * @return the number of coordinates of y
     */
    public int responseDimension() {
        return residuals.dimension();
    }

    /**
     * Returns the number of data points.
     *
     * @return n
     */
    public int size() {
        return given.size();
    }

    /** Returns sizes and bandwidth. */
    @Override
    public String toString() {
        return "ConditionalModel[" + size() + " points, " + responseDimension() + " given " + givenDimension()
                + ", bandwidth " + joint + "]";
    }

    private static double[] whitened(double[] x, double[][] lower) {
        double[] z = new double[x.length];
        for (int i = 0; i < z.length; i++) {
            double rest = x[i];
            for (int k = 0; k < i; k++) {
                rest -= lower[i][k] * z[k];
            }
            z[i] = rest / lower[i][i];
        }
        return z;
    }

    private double[] logSums(DensityKernel kernel, Points queries, Points data) {
        try (Gram gram = backend.gram(kernel, queries, data).withProgress(progress)) {
            double[] logs = gram.logRowSums(logWeights);
            Logs.plus(logs, kernel.logNormaliser(data.dimension()));
            return logs;
        }
    }

    private double[] sumsOfOthers(DensityKernel kernel, Points data) {
        try (Gram gram = backend.gram(kernel, data).withProgress(progress)) {
            double[] logs = gram.excludingSelf().logRowSums(logWeights);
            Logs.plus(logs, kernel.logNormaliser(data.dimension()));
            return logs;
        }
    }

    private static BandwidthMatrix permuted(BandwidthMatrix h, int[] first, int[] last) {
        int d = first.length + last.length;
        int[] order = java.util.Arrays.copyOf(first, d);
        System.arraycopy(last, 0, order, first.length, last.length);
        double[][] matrix = h.matrix(d);
        double[][] lower = h.factor(d);
        double[] axes = new double[d];
        double[][] permuted = new double[d][d];
        for (int k = 0; k < d; k++) {
            axes[k] = lower[order[k]][order[k]];
            for (int l = 0; l < d; l++) {
                permuted[k][l] = matrix[order[k]][order[l]];
            }
        }
        return h.isDiagonal() ? BandwidthMatrix.diagonal(axes) : BandwidthMatrix.full(permuted);
    }

    /** The matrix L L' of a diagonal block of the factor: H_xx of the first, the Schur complement of the last. */
    private static BandwidthMatrix block(double[][] lower, int from, int to, boolean isDiagonal) {
        int size = to - from;
        double[] axes = new double[size];
        double[][] matrix = new double[size][size];
        for (int i = 0; i < size; i++) {
            axes[i] = lower[from + i][from + i];
            for (int j = 0; j < size; j++) {
                for (int k = 0; k <= Math.min(i, j); k++) {
                    matrix[i][j] += lower[from + i][from + k] * lower[from + j][from + k];
                }
            }
        }
        return isDiagonal || size == 1 ? BandwidthMatrix.diagonal(axes) : BandwidthMatrix.full(matrix);
    }

    /** B of B L_xx = L_yx, so that B = H_yx H_xx^(-1). */
    private static double[][] slope(double[][] lower, int dx) {
        double[][] slope = new double[lower.length - dx][dx];
        for (int k = 0; k < slope.length; k++) {
            for (int l = dx - 1; l >= 0; l--) {
                double rest = lower[dx + k][l];
                for (int j = l + 1; j < dx; j++) {
                    rest -= slope[k][j] * lower[j][l];
                }
                slope[k][l] = rest / lower[l][l];
            }
        }
        return slope;
    }

    private static Points residuals(Points given, Points response, double[][] slope) {
        double[][] rows = response.toArray();
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < rows[i].length; k++) {
                for (int l = 0; l < given.dimension(); l++) {
                    rows[i][k] -= slope[k][l] * given.value(i, l);
                }
            }
        }
        return Points.of(rows);
    }
}
