package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Matrix;
import io.gramian.nystrom.internal.Checks;
import io.gramian.nystrom.internal.SymmetricSpectrum;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A Gaussian process that has seen data: the posterior of f. Immutable and thread-safe; it keeps n^2 numbers, or 2 m^2 with
 * landmarks.
 */
public final class GaussianProcessModel {
    private final Posterior posterior;
    private final double noise;
    private final double evidence;
    private final double bound;
    private final Backend backend;

    GaussianProcessModel(Posterior posterior, double noise, double evidence, double bound, Backend backend) {
        this.posterior = posterior;
        this.noise = noise;
        this.evidence = evidence;
        this.bound = bound;
        this.backend = backend;
    }

    /**
     * Returns the expected values of f.
     *
     * @param points q points of dimension d
     * @return q numbers
     * @throws IllegalArgumentException if the dimension is another
     */
    public double[] mean(Points points) {
        return posterior.mean(points, backend);
    }

    /**
     * Returns the variances of f, without the noise; O(n^2) operations a point, O(m^2) with landmarks. Errors of rounding
     * are of the order of u k(x, x) times the condition number of K + v I; what they bring below zero is zero.
     *
     * @param points q points of dimension d
     * @return q numbers of at least 0
     * @throws IllegalArgumentException if the dimension is another
     */
    public double[] variance(Points points) {
        return posterior.variance(points, backend);
    }

    /**
     * Returns the covariances of f at a few points, without the noise.
     *
     * @param points q points of dimension d
     * @return q x q
     * @throws IllegalArgumentException if the dimension is another, or q x q numbers exceed the memory limit
     */
    public DMatrixRMaj covariance(Points points) {
        return posterior.covariance(points, backend);
    }

    /**
     * Returns functions drawn from the posterior, at a few points. Eigenvalues of their covariance that are negative, which
     * is rounding, count as zero. O(q^3) operations once, q^2 a function.
     *
     * @param points q points of dimension d
     * @param count how many functions, at least 1
     * @param random the source of randomness
     * @return as many rows of q numbers
     * @throws IllegalArgumentException if the count is below 1 or the dimension is another
     */
    public double[][] sample(Points points, int count, RandomGenerator random) {
        Checks.atLeast("count", 1, count);
        int q = points.size();
        double[] mean = mean(points);
        double[] normal = new double[q * count];
        for (int f = 0; f < count; f++) {
            for (int i = 0; i < q; i++) {
                normal[i * count + f] = random.nextGaussian();
            }
        }
        SymmetricSpectrum spectrum = SymmetricSpectrum.of(covariance(points).data, q, q, backend);
        for (int at = 0; at < normal.length; at++) {
            normal[at] *= Math.sqrt(Math.max(0, spectrum.values()[at / count]));
        }
        try (Matrix scaled = backend.matrix(q, count, normal);
                Matrix vectors = backend.matrix(q, q, spectrum.vectors());
                Matrix deviations = backend.linearAlgebra().multiply(vectors, scaled)) {
            double[] entries = deviations.toArray();
            double[][] functions = new double[count][q];
            for (int f = 0; f < count; f++) {
                for (int i = 0; i < q; i++) {
                    functions[f][i] = mean[i] + entries[i * count + f];
                }
            }
            return functions;
        }
    }

    /**
     * Returns the variance of the noise.
     *
     * @return v
     */
    public double noise() {
        return noise;
    }

    /**
     * Returns the log marginal likelihood of the data, log N(y | 0, K + v I); with landmarks that of the approximate prior.
     *
     * @return the natural logarithm
     */
    public double logMarginalLikelihood() {
        return evidence;
    }

    /**
     * Returns a lower bound on the log marginal likelihood of the exact process, that of Titsias (2009): for landmarks
     * without independent noise the likelihood of the approximate prior minus tr(K - Q) / (2 v). For the fully independent
     * conditional it is {@link #logMarginalLikelihood} and bounds nothing; without landmarks it is exact.
     *
     * @return the natural logarithm
     */
    public double evidenceLowerBound() {
        return bound;
    }

    /** Returns centres, noise and evidence. */
    @Override
    public String toString() {
        return "GaussianProcessModel[" + posterior.kernel() + ", "
                + posterior.centres().size() + " centres, noise " + noise + ", log marginal likelihood " + evidence
                + "]";
    }
}
