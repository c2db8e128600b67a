package io.gramian.kde.estimator;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.Density;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.internal.Logs;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.InverseErfc;

/**
 * The distribution of a response y under a condition: f(y) = sum_i w_i N(y; c_i, S), where the condition has decided
 * on the weights w_i and the centres c_i of the n data points.
 *
 * <p>Immutable and thread-safe. The weights are kept as logarithms, so that a condition far from all data still has a
 * distribution: that of the few points that are nearest to it, as {@link #effectiveSampleSize} says.
 */
public final class ConditionalDistribution implements Density {
    private final Points centres; // without the shift, so that all conditions share what a backend makes of them
    private final double[] shift;
    private final BandwidthMatrix bandwidth;
    private final DensityKernel kernel;
    private final double[] logWeights;
    private final double logCondition;
    private final Backend backend;
    private final Progress progress;

    /** Takes log-weights that may have any sum; the sum's logarithm is that of the condition's density. */
    ConditionalDistribution(
            Points centres,
            double[] shift,
            BandwidthMatrix bandwidth,
            double[] unnormalised,
            Backend backend,
            Progress progress) {
        this.centres = centres;
        this.shift = shift;
        this.bandwidth = bandwidth;
        this.kernel = DensityKernel.gaussian().withBandwidth(bandwidth);
        double largest = Arrays.stream(unnormalised).max().orElseThrow();
        if (largest == Double.NEGATIVE_INFINITY) {
            throw new NumericalException("condition: its density is zero, not one of the " + centres.size()
                    + " points carries it; ask for a condition nearer to the data, or smooth more");
        }
        this.logWeights = unnormalised.clone();
        Logs.plus(logWeights, -largest); // first, so that a sum of log 2 is not lost beside one of -5e11
        double rest = Logs.sum(logWeights);
        Logs.plus(logWeights, -rest);
        this.logCondition = largest + rest;
        this.backend = backend;
        this.progress = progress;
    }

    /**
     * Returns the log-density at every response. Cost O(m n d).
     *
     * @param responses m points of the response's dimension
     * @return m numbers log f(y | condition)
     * @throws IllegalArgumentException if the dimension is another
     */
    @Override
    public double[] logDensity(Points responses) {
        Coordinates.checkDimension("responses", responses.dimension(), dimension());
        double[] rows = new double[responses.size() * dimension()];
        for (int at = 0; at < rows.length; at++) {
            int k = at % dimension();
            rows[at] = responses.value(at / dimension(), k) - shift[k];
        }
        try (Gram gram = backend.gram(kernel, Points.ofRowMajor(rows, dimension()), centres)
                .withProgress(progress)) {
            double[] logs = gram.logRowSums(logWeights);
            Logs.plus(logs, kernel.logNormaliser(dimension()));
            return logs;
        }
    }

    /**
     * Returns the mean of the response, sum_i w_i c_i: for a diagonal bandwidth the Nadaraya-Watson regression.
     *
     * @return d numbers
     */
    public double[] mean() {
        double[] mean = new double[dimension()];
        for (int i = 0; i < logWeights.length; i++) {
            double weight = Math.exp(logWeights[i]);
            for (int k = 0; k < mean.length && weight > 0; k++) {
                mean[k] += weight * centres.value(i, k);
            }
        }
        for (int k = 0; k < mean.length; k++) {
            mean[k] += shift[k];
        }
        return mean;
    }

    /**
     * Returns the covariance of the response, S + sum_i w_i (c_i - mean)(c_i - mean)'.
     *
     * @return d x d numbers, a new array
     */
    public double[][] covariance() {
        int d = dimension();
        double[] mean = mean();
        double[][] covariance = bandwidth().matrix(d);
        for (int i = 0; i < logWeights.length; i++) {
            double weight = Math.exp(logWeights[i]);
            for (int k = 0; k < d && weight > 0; k++) {
                double difference = weight * (centres.value(i, k) + shift[k] - mean[k]);
                for (int l = 0; l < d; l++) {
                    covariance[k][l] += difference * (centres.value(i, l) + shift[l] - mean[l]);
                }
            }
        }
        return covariance;
    }

    /**
     * Returns the probability that a response in one dimension is at most y, sum_i w_i Phi((y - c_i) / s). Cost O(n).
     *
     * @param y a number; infinities allowed
     * @return from 0 to 1
     * @throws IllegalArgumentException if y is NaN
     * @throws IllegalStateException if the response has another dimension than one
     */
    public double cumulative(double y) {
        double s = requireLine();
        if (Double.isNaN(y)) {
            throw new IllegalArgumentException("y: expected a number, found NaN");
        }
        double sum = 0;
        for (int i = 0; i < logWeights.length; i++) {
            double z = (y - shift[0] - centres.value(i, 0)) / s;
            sum += Math.exp(logWeights[i]) * Erfc.value(-z / Math.sqrt(2)) / 2;
        }
        return Math.min(1, sum);
    }

    /**
     * Returns the response in one dimension below which lies the probability p. Cost O(n) a step of Newton's method,
     * kept within a bracket that holds the root for certain; accurate to about 1e-15 over the density.
     *
     * @param p between 0 and 1, both excluded
     * @return y with {@code cumulative(y)} = p
     * @throws IllegalArgumentException if p is not within 0 and 1
     * @throws IllegalStateException if the response has another dimension than one
     */
    public double quantile(double p) {
        double s = requireLine();
        if (!(p > 0 && p < 1)) {
            throw new IllegalArgumentException("p: expected a probability between 0 and 1, found " + p);
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logWeights.length; i++) {
            if (Math.exp(logWeights[i]) > 0) {
                low = Math.min(low, centres.value(i, 0));
                high = Math.max(high, centres.value(i, 0));
            }
        }
        // Every component has its quantile s z away from its centre, and the mixture's lies among them.
        double offset = shift[0] - s * Math.sqrt(2) * InverseErfc.value(2 * p);
        double slack = 1e-9 * s + 4 * Math.ulp(Math.max(Math.abs(low + offset), Math.abs(high + offset)));
        return root(p, low + offset - slack, high + offset + slack);
    }

    private double root(double p, double from, double to) {
        double low = from;
        double high = to;
        double y = low / 2 + high / 2;
        for (int step = 0; step < 200 && high - low > Math.ulp(y); step++) {
            double excess = cumulative(y) - p;
            if (excess == 0) {
                return y;
            }
            low = excess < 0 ? y : low;
            high = excess < 0 ? high : y;
            double next = y - excess / density(y);
            boolean isInside = next > low && next < high;
            if (isInside && Math.abs(next - y) <= Math.ulp(y)) {
                return next;
            }
            y = isInside && step % 4 != 3 ? next : low / 2 + high / 2;
        }
        return y;
    }

    /**
     * Returns independent draws of the response: a centre by its weight, plus a draw from N(0, S).
     *
     * @param count how many, at least 1
     * @param random the source of randomness
     * @return {@code count} points
     * @throws IllegalArgumentException if the count is below one, or too many numbers are asked for
     */
    public Points sample(int count, RandomGenerator random) {
        int d = dimension();
        double[] rows = new double[LogWeights.checkCount(count, d) * d];
        double[] cumulative = LogWeights.cumulative(logWeights);
        double[][] factor = bandwidth().factor(d);
        double[] noise = new double[d];
        for (int r = 0; r < count; r++) {
            int i = LogWeights.pick(cumulative, random);
            Arrays.setAll(noise, k -> random.nextGaussian());
            for (int k = 0; k < d; k++) {
                double coordinate = centres.value(i, k) + shift[k];
                for (int l = 0; l <= k; l++) {
                    coordinate += factor[k][l] * noise[l];
                }
                rows[r * d + k] = coordinate;
            }
        }
        return Points.ofRowMajor(rows, d);
    }

    /**
     * Returns on how many data points this distribution rests, 1 / sum_i w_i^2 (Kish, 1965).
     *
     * @return from 1 to n
     */
    public double effectiveSampleSize() {
        double sum = 0;
        for (double log : logWeights) {
            sum += Math.exp(2 * log);
        }
        return 1 / sum;
    }

    /**
     * Returns the logarithm of the condition's own density (of its probability, where it is one of categories).
     *
     * @return log f(condition)
     */
    public double logDensityOfCondition() {
        return logCondition;
    }

    /**
     * Returns the weights that the condition gives to the data points.
     *
     * @return n numbers that sum to one, a new array
     */
    public double[] weights() {
        return Arrays.stream(logWeights).map(Math::exp).toArray();
    }

    /**
     * Returns the centres of the components.
     *
     * @return n points of the response's dimension
     */
    public Points centres() {
        double[][] rows = centres.toArray();
        for (double[] row : rows) {
            for (int k = 0; k < row.length; k++) {
                row[k] += shift[k];
            }
        }
        return Points.of(rows);
    }

    /**
     * Returns the covariance of every component.
     *
     * @return S
     */
    public BandwidthMatrix bandwidth() {
        return bandwidth;
    }

    @Override
    public int dimension() {
        return centres.dimension();
    }

    private double requireLine() {
        if (dimension() != 1) {
            throw new IllegalStateException("probabilities and quantiles are those of a response in one dimension; "
                    + "this one has " + dimension());
        }
        return bandwidth().factor(1)[0][0];
    }

    /** Returns dimension and effective sample size. */
    @Override
    public String toString() {
        return "ConditionalDistribution[d = " + dimension() + ", rests on " + effectiveSampleSize() + " of "
                + centres.size() + " points]";
    }
}
