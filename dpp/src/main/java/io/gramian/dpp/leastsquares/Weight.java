package io.gramian.dpp.leastsquares;

import java.util.Objects;

/**
 * The weight function w of a least-squares fit, positive wherever a point may fall: the fit minimises the mean of w(x_i)
 * |f(x_i) - v(x_i)|^2. Points from the measure nu = w^-1 mu make the empirical Gram matrix the identity in expectation;
 * {@link SamplingMeasure} draws from it. Implementations are immutable.
 *
 * <p>Source: A. Cohen and G. Migliorati, Optimal weighted least-squares methods (2017).
 */
@FunctionalInterface
public interface Weight {
    /**
     * Returns w(x).
     *
     * @param x a point, d coordinates; left as it is
     * @param inverseChristoffel |phi(x)|^2, the sum of squares of the basis there
     * @param m the number of functions of the basis
     * @return a positive number
     */
    double at(double[] x, double inverseChristoffel, int m);

    /**
     * Returns w_m(x) = m / |phi(x)|^2, whose measure nu_m has the density |phi(x)|^2 / m to mu. The trace of the empirical
     * Gram matrix is then m for any points.
     *
     * @return the optimal weight
     */
    static Weight optimal() {
        return (x, inverseChristoffel, m) -> m / inverseChristoffel;
    }

    /**
     * Returns w = 1, whose measure is mu: plain least squares.
     *
     * @return the reference weight
     */
    static Weight reference() {
        return (x, inverseChristoffel, m) -> 1;
    }

    /**
     * Returns w with 1/w = 1/2 |phi|^2 / m + 1/2 kappa^2 / ||kappa||^2, the norm in L2(mu): half the optimal weight, half
     * one that keeps w kappa^2 below 2 ||kappa||^2, so that errors are bounded almost surely by the best error in the norm
     * that kappa belongs to. It keeps w |phi|^2 below 2m.
     *
     * @param kappa what bounds a function at a point by its norm
     * @return the mixture weight
     */
    static Weight mixture(PointwiseBound kappa) {
        Objects.requireNonNull(kappa, "kappa");
        return (x, inverseChristoffel, m) -> {
            double relative = kappa.at(x) / kappa.norm();
            return 2 / (inverseChristoffel / m + relative * relative);
        };
    }
}
