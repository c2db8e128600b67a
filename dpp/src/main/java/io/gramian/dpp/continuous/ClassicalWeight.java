package io.gramian.dpp.continuous;

import java.util.random.RandomGenerator;

/**
 * A classical weight: what the orthonormal polynomials of the probability measure rho(x) dx and their integrals are
 * made of. They satisfy x p_k = b_{k+1} p_{k+1} + a_k p_k + b_k p_{k-1} and (s rho p_k')' = -lambda_k rho p_k.
 */
interface ClassicalWeight {
    /** Returns a_k, k from 0. */
    double diagonal(int k);

    /** Returns b_k, k from 1, positive. */
    double offDiagonal(int k);

    /** Returns lambda_k. */
    double eigenvalue(int k);

    /** Returns the square root of s(x) rho(x): a root, since p_k alone may be as large as it is small. */
    double rootFlux(double x);

    /** Returns rho's mass up to x. */
    double distribution(double x);

    double lower();

    /** Returns the point beyond which p_k^2 rho, for k below m, has no mass but rounding. */
    double upper(int m);

    /** Returns the point below which p_k^2 rho, for k below m, has no mass but rounding. */
    default double lower(int m) {
        return lower();
    }

    /** Returns whether p_k^2 rho is known to be at most twice the arcsine density, for every k. */
    default boolean isBelowArcsine() {
        return false;
    }

    double sample(RandomGenerator random);

    /** Returns the projection process of the first m polynomials. */
    BetaEnsemble ensemble(int m);

    String name(int m);
}
