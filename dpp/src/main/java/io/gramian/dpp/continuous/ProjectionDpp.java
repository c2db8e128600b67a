package io.gramian.dpp.continuous;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The projection determinantal point process of an orthonormal basis: m points whose ordered vector has the density
 *
 * <pre>
 * det(K(x_i, x_j)) / m! = det(phi_j(x_i))^2 / m!,   K(x, y) = phi(x)' phi(y),
 * </pre>
 *
 * <p>with respect to the m-fold product of mu. Each point alone follows the optimal measure |phi|^2 / m mu; together they
 * repel each other, almost surely no two agree and the functions can be interpolated in them. It depends on the space
 * of the functions alone, not on the basis.
 *
 * <p>Three ways to draw, the same law:
 *
 * <ul>
 *   <li>{@link Method#REJECTION}, for any basis and the default: one point after the other, proposed from the optimal
 *       measure and accepted with the share of phi(x) that is orthogonal to the points before. m (1 + 1/2 + ... + 1/m)
 *       proposals on average, O(m^2) each. Source: J. B. Hough, M. Krishnapur, Y. Peres, B. Virag (2006).
 *   <li>{@link Method#MARGINALS}, for univariate and tensor bases: the same conditional laws, coordinate by coordinate, by
 *       inverting their distribution functions; no rejection, O(d m^3) in all.
 *   <li>{@link Method#TRIDIAGONAL}, for a {@link PolynomialBasis}: the eigenvalues of a random tridiagonal matrix, O(m^2),
 *       see {@link BetaEnsemble}.
 * </ul>
 */
public final class ProjectionDpp {
    /** How a sample is drawn; the law is the same. */
    public enum Method {
        /** Point by point, by rejection from the optimal measure. */
        REJECTION,
        /** Coordinate by coordinate, by inversion. */
        MARGINALS,
        /** As eigenvalues of a random matrix. */
        TRIDIAGONAL
    }

    /** Of m proposals, one at least is accepted on average: a basis that takes this many times more is wrong. */
    private static final long PATIENCE = 1000;

    private final OrthonormalBasis basis;
    private final Method method;
    private final int threads;

    private ProjectionDpp(OrthonormalBasis basis, Method method, int threads) {
        this.basis = basis;
        this.method = method;
        this.threads = threads;
    }

    /**
     * Returns the process of a basis.
     *
     * @param basis m orthonormal functions
     * @return a process of m points
     */
    public static ProjectionDpp of(OrthonormalBasis basis) {
        return new ProjectionDpp(
                Objects.requireNonNull(basis, "basis"),
                Method.REJECTION,
                Runtime.getRuntime().availableProcessors());
    }

    /**
     * Returns this process drawing in another way.
     *
     * @param newMethod the way
     * @return a process of the same law
     * @throws IllegalArgumentException if the basis does not allow it
     */
    public ProjectionDpp withMethod(Method newMethod) {
        if (newMethod == Method.MARGINALS && !SequentialMarginals.isFor(basis)) {
            throw new IllegalArgumentException(
                    "method MARGINALS: expected a UnivariateBasis or a TensorBasis, found " + basis);
        }
        if (newMethod == Method.TRIDIAGONAL && !(basis instanceof PolynomialBasis)) {
            throw new IllegalArgumentException("method TRIDIAGONAL: expected a PolynomialBasis, found " + basis);
        }
        return new ProjectionDpp(basis, Objects.requireNonNull(newMethod, "method"), threads);
    }

    /**
     * Returns this process drawing many samples with so many threads; the samples do not depend on it.
     *
     * @param newThreads at least 1; the number of processors unless said
     * @return a process of the same law
     * @throws IllegalArgumentException if the number is below 1
     */
    public ProjectionDpp withThreads(int newThreads) {
        return new ProjectionDpp(basis, method, Checks.atLeast("threads", 1, newThreads));
    }

    /**
     * Returns the number of points of a sample.
     *
     * @return m
     */
    public int size() {
        return basis.size();
    }

    /**
     * Returns the functions whose span determines the process.
     *
     * @return the basis
     */
    public OrthonormalBasis basis() {
        return basis;
    }

    /**
     * Returns m points drawn from the process, exactly up to rounding, in random order.
     *
     * @param random where the draws come from
     * @return m points
     * @throws NumericalException if the basis' draws from the optimal measure do not belong to its functions
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public Points sample(RandomGenerator random) {
        return switch (method) {
            case REJECTION -> byRejection(random);
            case MARGINALS -> SequentialMarginals.of(basis).sample(random);
            case TRIDIAGONAL -> ((PolynomialBasis) basis).ensemble().sample(random);
        };
    }

    /**
     * Returns independent samples, drawn in parallel; the same for any number of threads.
     *
     * @param count how many, at least 0
     * @param random gives one long, which with a sample's place determines it
     * @return so many samples of m points
     * @throws IllegalArgumentException if the count is negative
     */
    public List<Points> samples(int count, RandomGenerator random) {
        return KeyedDraws.of(count, threads, random, this::sample);
    }

    private Points byRejection(RandomGenerator random) {
        int m = basis.size();
        Residual residual = new Residual(m);
        double[][] points = new double[m][];
        for (int k = 0; k < m; k++) {
            Checks.checkInterrupted("drawing from a projection process");
            points[k] = accepted(residual, random);
        }
        return Points.of(points);
    }

    private double[] accepted(Residual residual, RandomGenerator random) {
        int m = basis.size();
        double[] values = new double[m];
        for (long tries = 0; tries < PATIENCE * m; tries++) {
            double[] x = basis.sampleOptimal(random);
            basis.evaluate(x, values);
            Residual.scale(values);
            // Accepted with 1 - |projection|^2 / |phi|^2.
            double bound = random.nextDouble() * Residual.dot(values, values);
            if (residual.isBelow(bound, values) && residual.append(values) > 0) {
                return x;
            }
        }
        throw new NumericalException(
                "point " + residual.size() + " of " + m + ": " + PATIENCE * m + " proposals rejected; sampleOptimal of "
                        + basis + " does not draw from the measure of its functions");
    }

    /**
     * Returns the kernel K(x, y) = phi(x)' phi(y).
     *
     * @param x a point of d coordinates
     * @param y a point of d coordinates
     * @return a number; K(x, x) is the intensity with respect to mu
     * @throws IllegalArgumentException if a point has not d coordinates
     */
    public double kernel(double[] x, double[] y) {
        return Residual.dot(values(x), values(y));
    }

    /**
     * Returns the correlation function of k points, det(K(x_i, x_j)): the intensity, with respect to mu, of finding a
     * point at each. O(k^2 m).
     *
     * @param x k points; zero when they are more than m
     * @return at least 0
     * @throws IllegalArgumentException if the points are not of the dimension of the basis
     */
    public double correlation(Points x) {
        return x.size() > basis.size() ? 0 : Math.exp(logDeterminant(x));
    }

    /**
     * Returns the logarithm of the density of the ordered vector of m points with respect to the product of mu. O(m^3).
     *
     * @param x m points
     * @return log(det(phi_j(x_i))^2 / m!); negative infinity where points agree, up to rounding
     * @throws IllegalArgumentException if the points are not m, or not of the dimension of the basis
     */
    public double logDensity(Points x) {
        if (x.size() != basis.size()) {
            throw new IllegalArgumentException(
                    "points: expected " + basis.size() + ", the number of functions, found " + x.size());
        }
        return logDeterminant(x) - LogGamma.value(basis.size() + 1);
    }

    /** Returns log det(K(x_i, x_j)), k at most m, by the distances of each phi(x_i) to the span of those before. */
    private double logDeterminant(Points x) {
        double[][] rows = new double[x.size()][];
        Arrays.setAll(rows, i -> values(x.row(i)));
        return Residual.logGramDeterminant(rows);
    }

    private double[] values(double[] x) {
        if (x.length != basis.dimension()) {
            throw new IllegalArgumentException(
                    "point: expected " + basis.dimension() + " coordinates, found " + x.length);
        }
        double[] values = new double[basis.size()];
        basis.evaluate(x, values);
        return values;
    }

    /** Returns the basis and the way of drawing. */
    @Override
    public String toString() {
        return "ProjectionDpp[" + basis + ", " + method + "]";
    }
}
