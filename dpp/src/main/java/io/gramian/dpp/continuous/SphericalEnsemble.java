package io.gramian.dpp.continuous;

import io.gramian.core.Points;
import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The spherical ensemble: n points of the unit sphere in R^3 that repel each other, each uniform. They are the
 * stereographic images of the eigenvalues of A^-1 B for independent complex Gaussian matrices, the projection process of
 * z^k / (1 + |z|^2)^((n + 1) / 2), k below n, whose joint density is the product of the squared distances of all pairs.
 *
 * <p>Drawn by the chain rule, some n log n proposals of O(n^2) operations.
 *
 * <p>Source: M. Krishnapur, From random matrices to random analytic functions (2009).
 */
public final class SphericalEnsemble {
    private final RotationInvariant process;
    private final int size;

    private SphericalEnsemble(int size) {
        this.size = size;
        double[] logScales = new double[size];
        Arrays.setAll(logScales, k -> (LogGamma.value(size) - LogGamma.value(k + 1) - LogGamma.value(size - k)) / 2);
        this.process = new RotationInvariant(logScales, (k, random) -> {
            double share = Variates.beta(k + 1, size - k, random);
            return Math.sqrt(share / (1 - share));
        });
    }

    /**
     * Returns the ensemble of n points.
     *
     * @param size n, at least 1
     * @return the ensemble
     * @throws IllegalArgumentException if n is below 1
     */
    public static SphericalEnsemble of(int size) {
        return new SphericalEnsemble(Checks.atLeast("number of points", 1, size));
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
     * Returns n points of the unit sphere, in random order.
     *
     * @param random where the draws come from
     * @return n points of three coordinates
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public Points sample(RandomGenerator random) {
        double[][] plane = process.sample(random).toArray();
        double[][] sphere = new double[size][];
        for (int i = 0; i < size; i++) {
            double x = plane[i][0];
            double y = plane[i][1];
            double square = x * x + y * y;
            double factor = 2 / (1 + square);
            sphere[i] = new double[] {factor * x, factor * y, (square - 1) / (square + 1)};
        }
        return Points.of(sphere);
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
     * Returns the logarithm of the density of n ordered points of the sphere with respect to the uniform law, the product of
     * |x_i - x_j|^2 / 4 over the pairs times that of the n binomial(n - 1, k), and n^n / n!. O(n^2).
     *
     * @param x n points of three coordinates, of norm 1; that is not checked
     * @return negative infinity where two points agree
     * @throws IllegalArgumentException if the points are not n of three coordinates
     */
    public double logDensity(Points x) {
        double sum = RotationInvariant.logSquaredDistances(x, size, 3)
                - size * (size - 1) / 2.0 * Math.log(4)
                + size * Math.log(size)
                - LogGamma.value(size + 1);
        for (int k = 0; k < size; k++) {
            sum += LogGamma.value(size) - LogGamma.value(k + 1) - LogGamma.value(size - k);
        }
        return sum;
    }

    /** Returns the number of points. */
    @Override
    public String toString() {
        return "SphericalEnsemble[" + size + "]";
    }
}
