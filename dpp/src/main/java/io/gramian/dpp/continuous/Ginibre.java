package io.gramian.dpp.continuous;

import io.gramian.core.Points;
import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The Ginibre ensemble: n points of the plane, the eigenvalues of an n x n matrix of independent complex Gaussian entries
 * with E |a|^2 = 1. It is the projection process of z^k exp(-|z|^2 / 2) / sqrt(pi k!), k below n, nearly uniform on the
 * disc of radius sqrt(n). The squared radii, as a set, are independent gamma variables of shapes 1, ..., n.
 *
 * <p>Drawn by the chain rule, some n log n proposals of O(n^2) operations; exact, without any matrix of the ensemble.
 *
 * <p>Source: J. Ginibre, Statistical ensembles of complex, quaternion, and real matrices (1965); J. B. Hough, M.
 * Krishnapur, Y. Peres, B. Virag, Determinantal processes and independence (2006).
 */
public final class Ginibre {
    private final RotationInvariant process;
    private final int size;

    private Ginibre(int size) {
        this.size = size;
        double[] logScales = new double[size];
        Arrays.setAll(logScales, k -> -LogGamma.value(k + 1) / 2);
        this.process = new RotationInvariant(logScales, (k, random) -> Math.sqrt(Variates.gamma(k + 1, random)));
    }

    /**
     * Returns the ensemble of n points.
     *
     * @param size n, at least 1
     * @return the ensemble
     * @throws IllegalArgumentException if n is below 1
     */
    public static Ginibre of(int size) {
        return new Ginibre(Checks.atLeast("number of points", 1, size));
    }

    /**
     * Returns n.
     *
     * @return the number of points
     */
    public int size() {
        return size;
    }

    /**
     * Returns n points of the plane, in random order.
     *
     * @param random where the draws come from
     * @return n points of two coordinates
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public Points sample(RandomGenerator random) {
        return process.sample(random);
    }

    /**
     * Returns independent samples, drawn in parallel; the same for any number of threads.
     *
     * @param count how many, at least 0
     * @param random gives one long, which with a sample's place determines it
     * @return so many samples of n points
     * @throws IllegalArgumentException if the count is negative
     */
    public List<Points> samples(int count, RandomGenerator random) {
        return KeyedDraws.of(count, Runtime.getRuntime().availableProcessors(), random, this::sample);
    }

    /**
     * Returns the logarithm of the density of n ordered points with respect to the area, prod |z_i - z_j|^2 exp(-sum
     * |z|^2) / (pi^n 1! 2! ... n!). O(n^2).
     *
     * @param x n points of two coordinates
     * @return negative infinity where two points agree
     * @throws IllegalArgumentException if the points are not n of the plane
     */
    public double logDensity(Points x) {
        double sum = RotationInvariant.logSquaredDistances(x, size, 2) - size * Math.log(Math.PI);
        for (int i = 0; i < size; i++) {
            double[] z = x.row(i);
            sum -= Residual.dot(z, z) + LogGamma.value(i + 2);
        }
        return sum;
    }

    /** Returns the number of points. */
    @Override
    public String toString() {
        return "Ginibre[" + size + "]";
    }
}
