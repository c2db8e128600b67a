package io.gramian.dpp.continuous;

import org.apache.commons.numbers.gamma.LogGamma;

/** The modified Bessel function of the second kind. */
final class ModifiedBessel {
    private static final double STEP = 1.0 / 32;

    private ModifiedBessel() {}

    /**
     * Returns 2^(1 - nu) / Gamma(nu) x^nu K_nu(x), which is 1 at zero, nu positive. The integral of exp(-x cosh t) cosh(nu t)
     * falls off doubly exponentially, so that the trapezoidal rule is exact to rounding.
     */
    static double scaled(double nu, double x) {
        if (x == 0) {
            return 1;
        }
        double logScale = (1 - nu) * Math.log(2) - LogGamma.value(nu) + nu * Math.log(x);
        double sum = 0;
        for (int i = 0; ; i++) {
            double t = i * STEP;
            double exponent = logScale + nu * t - x * Math.cosh(t);
            double term = Math.exp(exponent) * (1 + Math.exp(-2 * nu * t)) / 2;
            sum += i == 0 ? term / 2 : term;
            // Beyond the peak, where x sinh t = nu, the terms only fall.
            if (x * Math.sinh(t) > nu && term <= sum * 1e-18) {
                return STEP * sum;
            }
        }
    }
}
