package io.gramian.dpp.leastsquares;

import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.Locale;

/**
 * A weighted least-squares fit and what is known of its error. Immutable and thread-safe.
 *
 * <p>With g = f - Pf, P the orthogonal projection on the space in L2(mu), and lambda the smallest eigenvalue of the empirical
 * Gram matrix:
 *
 * <pre>  ||f - fhat||^2 &lt;= ||g||^2 + ||g||_n^2 / lambda,
 *  ||f - fhat|| &lt;= ||f - v|| + ||f - v||_n / sqrt(lambda)   for every v of the space.</pre>
 */
public final class WeightedFit {
    private final OrthonormalBasis basis;
    private final double[] coefficients;
    private final double[] eigenvalues;
    private final int rank;
    private final double[] weights;
    private final double[] leverages;
    private final double[] residuals;

    WeightedFit(OrthonormalBasis basis, DesignRows rows, Factorisation factorisation, double... values) {
        int n = rows.n();
        this.basis = basis;
        this.weights = rows.weights();
        this.eigenvalues = factorisation.gramEigenvalues();
        this.rank = factorisation.rank();
        this.leverages = factorisation.leverages();
        double[] b = new double[n];
        for (int i = 0; i < n; i++) {
            b[i] = Math.sqrt(weights[i] / n) * values[i];
        }
        this.coefficients = factorisation.solve(b);
        this.residuals = new double[n];
        for (int i = 0; i < n; i++) {
            double fitted = 0;
            for (int j = 0; j < rows.m(); j++) {
                fitted += rows.entries()[i * rows.m() + j] * coefficients[j];
            }
            residuals[i] = values[i] - fitted / Math.sqrt(weights[i]);
        }
    }

    /**
     * Returns the coefficients of the fit in the basis.
     *
     * @return a_1, ..., a_m
     */
    public double[] coefficients() {
        return coefficients.clone();
    }

    /**
     * Returns the fit at a point.
     *
     * @param x d coordinates
     * @return sum_j a_j phi_j(x)
     * @throws IllegalArgumentException if there are not d coordinates
     */
    public double value(double... x) {
        if (x.length != basis.dimension()) {
            throw new IllegalArgumentException(
                    "x: expected " + basis.dimension() + " coordinates, as the basis has, found " + x.length);
        }
        double[] phi = new double[coefficients.length];
        basis.evaluate(x, phi);
        return dot(phi, coefficients);
    }

    /**
     * Returns the fit at points.
     *
     * @param points any number of them, in d coordinates
     * @return its value at each
     * @throws IllegalArgumentException if the coordinates do not match
     */
    public double[] values(Points points) {
        double[] values = new double[points.size()];
        Arrays.setAll(values, i -> value(points.row(i)));
        return values;
    }

    /**
     * Returns the smallest eigenvalue of the empirical Gram matrix, from the singular values of its root: the error is a
     * small multiple of the rounding error times sqrt(lambda_min lambda_max).
     *
     * @return lambda, 0 where there are fewer points than functions
     */
    public double smallestEigenvalue() {
        return eigenvalues[eigenvalues.length - 1];
    }

    /**
     * Returns the largest eigenvalue of the empirical Gram matrix; at most m under the optimal weight.
     *
     * @return lambda_max
     */
    public double largestEigenvalue() {
        return eigenvalues[0];
    }

    /**
     * Returns the rank of the empirical Gram matrix to working precision.
     *
     * @return m where the fit is the only one; below, it is the one of least norm and the error is not bounded
     */
    public int rank() {
        return rank;
    }

    /**
     * Says whether the fit is the only one.
     *
     * @return whether the rank is m
     */
    public boolean hasFullRank() {
        return rank == coefficients.length;
    }

    /**
     * Says whether the points are stable.
     *
     * @param delta between 0 and 1
     * @return whether lambda is at least 1 - delta
     * @throws IllegalArgumentException if delta is out of range
     */
    public boolean isStable(double delta) {
        return smallestEigenvalue() >= 1 - StabilityBounds.checkedDelta(delta);
    }

    /**
     * Returns the factor that a norm of the error at the points can cost in L2(mu): ||f - fhat|| is at most ||f - v|| plus
     * this times ||f - v||_n, for every v of the space.
     *
     * @return 1 / sqrt(lambda); infinite where the rank is not full
     */
    public double certifiedFactor() {
        return hasFullRank() ? 1 / Math.sqrt(smallestEigenvalue()) : Double.POSITIVE_INFINITY;
    }

    /**
     * Returns the same factor for squared norms, beside the best approximation only: ||f - fhat||^2 is at most ||g||^2 plus
     * this times ||g||_n^2.
     *
     * @return 1 / lambda; infinite where the rank is not full
     */
    public double certifiedSquaredFactor() {
        return hasFullRank() ? 1 / smallestEigenvalue() : Double.POSITIVE_INFINITY;
    }

    /**
     * Returns what the fit leaves at the points.
     *
     * @return f(x_i) - fhat(x_i), n numbers
     */
    public double[] residuals() {
        return residuals.clone();
    }

    /**
     * Returns the empirical norm of the residuals.
     *
     * @return ||f - fhat||_n, the square root of 1/n sum_i w_i r_i^2
     */
    public double residualNorm() {
        return empiricalNorm(residuals);
    }

    /**
     * Returns the leverage of each point, how far its value draws the fit to itself.
     *
     * @return n numbers between 0 and 1 that sum to the rank
     */
    public double[] leverages() {
        return leverages.clone();
    }

    /**
     * Returns the leave-one-out estimate of the error ||f - fhat||: the empirical norm of r_i / (1 - h_i), which are the
     * residuals of the points when each is left out, h_i the leverages. No point is left out in fact.
     *
     * @return the estimate; infinite where a point cannot be spared, as when n = m
     */
    public double leaveOneOutError() {
        double[] left = new double[residuals.length];
        for (int i = 0; i < left.length; i++) {
            double spare = 1 - leverages[i];
            if (spare < 1e-12) {
                return Double.POSITIVE_INFINITY;
            }
            left[i] = residuals[i] / spare;
        }
        return empiricalNorm(left);
    }

    /**
     * Returns the variance s^2 of the noise, for values with errors that are uncorrelated, of mean 0 and variance s^2 / w_i;
     * what the space cannot represent counts as noise.
     *
     * @return sum_i w_i r_i^2 / (n - rank); NaN where n is the rank
     */
    public double noiseVariance() {
        int n = residuals.length;
        double norm = residualNorm();
        return n == rank ? Double.NaN : norm * norm * (n / (double) (n - rank));
    }

    /**
     * Returns what noise of a known variance adds to the squared error, in expectation over the noise at these points: s^2
     * tr(G^-1) / n.
     *
     * @param variance s^2, at least 0, for errors of variance s^2 / w_i
     * @return the expected squared norm in L2(mu) of what the noise does to the fit
     * @throws IllegalArgumentException if the variance is negative or not finite
     */
    public double expectedNoiseError(double variance) {
        Checks.finite("variance", variance);
        if (variance < 0) {
            throw new IllegalArgumentException("variance: expected at least 0, found " + variance);
        }
        double trace = 0;
        for (int j = 0; j < rank; j++) {
            trace += 1 / eigenvalues[j];
        }
        return variance * trace / residuals.length;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "WeightedFit[n=%d, m=%d, rank=%d, smallestEigenvalue=%.4g, residualNorm=%.4g]",
                residuals.length,
                coefficients.length,
                rank,
                smallestEigenvalue(),
                residualNorm());
    }

    /** Without overflow for values of any scale. */
    private double empiricalNorm(double... values) {
        double scale = 0;
        for (double value : values) {
            scale = Math.max(scale, Math.abs(value));
        }
        if (scale == 0) {
            return 0;
        }
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double relative = values[i] / scale;
            sum += weights[i] * relative * relative;
        }
        return scale * Math.sqrt(sum / values.length);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}
