package io.gramian.dpp.continuous;

import io.gramian.core.Points;
import io.gramian.dpp.internal.Checks;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Volume-rescaled sampling: n &gt;= m points of the joint density
 *
 * <pre>
 * n^m (n - m)! / n!  det G(x),   G(x) = 1/n sum_i w(x_i) phi(x_i) phi(x_i)',
 * </pre>
 *
 * <p>with respect to n independent points of nu = w^-1 mu, by default the optimal measure. Weighted least squares in such
 * points is unbiased for every function and every w; with n = m it is the projection process.
 *
 * <p>Two ways to draw, the same law:
 *
 * <ul>
 *   <li>{@link Method#DECOMPOSITION}, the default: m points of the projection process and n - m independent points of nu,
 *       in random order; the cost is that of the projection process.
 *   <li>{@link Method#DETERMINANTAL_REJECTION}, for the optimal measure: max(n, m^2) independent points, accepted
 *       together with the probability det G (about exp(-m^2 / (2 s)) for s points), then removed one by one down to n, each
 *       with a probability in proportion to 1 minus its leverage. O(s^2 m) operations. It never uses the projection
 *       process and serves as a check of the first.
 * </ul>
 *
 * <p>Source: M. Derezinski, M. K. Warmuth, D. Hsu, Unbiased estimators for random design regression (2022), for w = 1 and the
 * optimal weight; A. Nouy, B. Michel, Weighted least-squares approximation with determinantal point processes and
 * generalized volume sampling (2023).
 */
public final class VolumeRescaled {
    /** How a sample is drawn; the law is the same. */
    public enum Method {
        /** The projection process beside independent points. */
        DECOMPOSITION,
        /** Independent points by rejection, then removal. */
        DETERMINANTAL_REJECTION
    }

    private final OrthonormalBasis basis;
    private final SampledDensity density; // null for the optimal one
    private final Method method;
    private final int threads;

    private VolumeRescaled(OrthonormalBasis basis, SampledDensity density, Method method, int threads) {
        this.basis = basis;
        this.density = density;
        this.method = method;
        this.threads = threads;
    }

    /**
     * Returns the law of a basis with the optimal measure.
     *
     * @param basis m orthonormal functions
     * @return the law
     */
    public static VolumeRescaled of(OrthonormalBasis basis) {
        return new VolumeRescaled(
                Objects.requireNonNull(basis, "basis"),
                null,
                Method.DECOMPOSITION,
                Runtime.getRuntime().availableProcessors());
    }

    /**
     * Returns this law with another measure of the single points.
     *
     * @param newDensity the density 1/w of nu with respect to mu, with its draws
     * @return another law
     * @throws IllegalArgumentException if the method is determinantal rejection
     */
    public VolumeRescaled withDensity(SampledDensity newDensity) {
        Objects.requireNonNull(newDensity, "density");
        return new VolumeRescaled(basis, newDensity, method, threads).checked();
    }

    /**
     * Returns this law drawn in another way.
     *
     * @param newMethod the way
     * @return the same law
     * @throws IllegalArgumentException if the way is determinantal rejection and the measure not the optimal one
     */
    public VolumeRescaled withMethod(Method newMethod) {
        return new VolumeRescaled(basis, density, Objects.requireNonNull(newMethod, "method"), threads).checked();
    }

    /**
     * Returns this law drawing many samples with so many threads; the samples do not depend on it.
     *
     * @param newThreads at least 1; the number of processors unless said
     * @return the same law
     * @throws IllegalArgumentException if the number is below 1
     */
    public VolumeRescaled withThreads(int newThreads) {
        return new VolumeRescaled(basis, density, method, Checks.atLeast("threads", 1, newThreads));
    }

    private VolumeRescaled checked() {
        if (density != null && method == Method.DETERMINANTAL_REJECTION) {
            throw new IllegalArgumentException("method DETERMINANTAL_REJECTION: expected the optimal measure, for which"
                    + " det G is at most 1; another density was given");
        }
        return this;
    }

    private SampledDensity density() {
        return density == null ? SampledDensity.optimal(basis) : density;
    }

    /**
     * Returns n points, exactly up to rounding, in random order.
     *
     * @param n at least m
     * @param random where the draws come from
     * @return n points
     * @throws IllegalArgumentException if n is below m
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public Points sample(int n, RandomGenerator random) {
        checkSize(n);
        if (method == Method.DETERMINANTAL_REJECTION) {
            return new DeterminantalRejection(basis).sample(n, random);
        }
        double[][] rows = new double[n][];
        Points process = ProjectionDpp.of(basis).sample(random);
        for (int i = 0; i < n; i++) {
            rows[i] = i < process.size() ? process.row(i) : density().sample(random);
        }
        Variates.shuffle(rows, random);
        return Points.of(rows);
    }

    /**
     * Returns independent samples of n points each, drawn in parallel; the same for any number of threads.
     *
     * @param count how many, at least 0
     * @param n at least m
     * @param random gives one long, which with a sample's place determines it
     * @return so many samples
     * @throws IllegalArgumentException if the count is negative or n below m
     */
    public List<Points> samples(int count, int n, RandomGenerator random) {
        checkSize(n);
        return KeyedDraws.of(count, threads, random, stream -> sample(n, stream));
    }

    /**
     * Returns the logarithm of the density of the ordered vector of n points with respect to the product of mu. O(n m^2).
     *
     * @param x n &gt;= m points
     * @return log(n^m (n - m)! / n! det G(x)) - sum_i log w(x_i); negative infinity where G is singular, up to rounding
     * @throws IllegalArgumentException if the points are fewer than m, or not of the dimension of the basis
     */
    public double logDensity(Points x) {
        int n = x.size();
        int m = basis.size();
        checkSize(n);
        if (x.dimension() != basis.dimension()) {
            throw new IllegalArgumentException(
                    "points: expected " + basis.dimension() + " coordinates, found " + x.dimension());
        }
        double[][] columns = new double[m][n];
        double sum = m * Math.log(n) + LogGamma.value(n - m + 1) - LogGamma.value(n + 1);
        double[] values = new double[m];
        for (int i = 0; i < n; i++) {
            double[] point = x.row(i);
            double inverseWeight = density().at(point);
            basis.evaluate(point, values);
            sum += Math.log(inverseWeight);
            for (int j = 0; j < m; j++) {
                columns[j][i] = values[j] / Math.sqrt(n * inverseWeight);
            }
        }
        return sum + Residual.logGramDeterminant(columns);
    }

    private void checkSize(int n) {
        if (n < basis.size()) {
            throw new IllegalArgumentException(
                    "points: expected at least " + basis.size() + ", the number of functions, found " + n);
        }
    }

    /** Returns the basis and the way of drawing. */
    @Override
    public String toString() {
        return "VolumeRescaled[" + basis + ", " + method + "]";
    }
}
