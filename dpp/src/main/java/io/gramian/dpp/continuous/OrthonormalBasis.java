package io.gramian.dpp.continuous;

import java.util.random.RandomGenerator;

/**
 * Functions phi_1, ..., phi_m that are orthonormal in L2 of a probability measure mu on R^d, and the two measures that
 * least squares in their span samples from: mu, and the optimal measure with the density |phi(x)|^2 / m to mu (Cohen
 * and Migliorati, 2017). Implementations are immutable and thread-safe.
 */
public interface OrthonormalBasis {
    /**
     * Returns m, the number of functions.
     *
     * @return at least 1
     */
    int size();

    /**
     * Returns d, the number of coordinates of a point.
     *
     * @return at least 1
     */
    int dimension();

    /**
     * Writes phi_1(x), ..., phi_m(x).
     *
     * @param x a point, d coordinates; left as it is
     * @param values where the m values go
     */
    void evaluate(double[] x, double[] values);

    /**
     * Returns a point drawn from mu.
     *
     * @param random where the draw comes from
     * @return d coordinates
     */
    double[] sampleReference(RandomGenerator random);

    /**
     * Returns a point drawn exactly from the optimal measure, of density |phi(x)|^2 / m to mu.
     *
     * @param random where the draw comes from
     * @return d coordinates
     */
    double[] sampleOptimal(RandomGenerator random);

    /**
     * Returns |phi(x)|^2, the inverse Christoffel function; its integral under mu is m.
     *
     * @param x a point, d coordinates; left as it is
     * @return the sum of the squares of the values
     */
    default double inverseChristoffel(double... x) {
        double[] values = new double[size()];
        evaluate(x, values);
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }
}
