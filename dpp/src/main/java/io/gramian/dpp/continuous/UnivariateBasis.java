package io.gramian.dpp.continuous;

import java.util.random.RandomGenerator;

/**
 * An orthonormal basis on the line whose integrals to a point have a closed form. From them come exact draws of the law
 * phi_k^2 mu of each function, and of any density in the squares of the span, by inverting a distribution function: a
 * draw is exact up to rounding. Implementations are immutable and thread-safe.
 */
public interface UnivariateBasis extends OrthonormalBasis {
    /**
     * Returns the least point that matters: the integrals to it vanish, to rounding where the support is unbounded.
     *
     * @return finite
     */
    double lower();

    /**
     * Returns the greatest point that matters: what mu has beyond it is below rounding.
     *
     * @return finite, above {@link #lower}
     */
    double upper();

    /**
     * Writes J_ij(x), the integral of phi_i phi_j with respect to mu up to x.
     *
     * @param x where to integrate to, from {@link #lower} to {@link #upper}
     * @param integrals where the m x m numbers go, row after row; symmetric
     */
    void integrals(double x, double[] integrals);

    /**
     * Returns a point drawn from the law of density phi_k(x)^2 with respect to mu.
     *
     * @param k the function, 0 to m - 1
     * @param random where the draw comes from
     * @return a point of the line
     */
    double sampleSquare(int k, RandomGenerator random);

    @Override
    default int dimension() {
        return 1;
    }

    @Override
    default double[] sampleOptimal(RandomGenerator random) {
        return new double[] {sampleSquare(random.nextInt(size()), random)};
    }
}
