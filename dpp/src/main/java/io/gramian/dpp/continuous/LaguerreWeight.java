package io.gramian.dpp.continuous;

import java.util.random.RandomGenerator;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/** The weight x^alpha exp(-x) on x &gt;= 0, made a probability; s = x. */
record LaguerreWeight(double alpha, double logMass) implements ClassicalWeight {
    /** How far beyond the turning point the last function has mass above rounding, in the variable sqrt(2 x). */
    private static final double TAIL = 10;

    static LaguerreWeight of(double alpha) {
        return new LaguerreWeight(alpha, LogGamma.value(alpha + 1));
    }

    @Override
    public double diagonal(int k) {
        return 2 * k + alpha + 1;
    }

    @Override
    public double offDiagonal(int k) {
        return Math.sqrt(k * (k + alpha));
    }

    @Override
    public double eigenvalue(int k) {
        return k;
    }

    @Override
    public double rootFlux(double x) {
        return Math.exp(((alpha + 1) * Math.log(x) - x - logMass) / 2);
    }

    @Override
    public double distribution(double x) {
        return RegularizedGamma.P.value(alpha + 1, x);
    }

    @Override
    public double lower() {
        return 0;
    }

    @Override
    public double upper(int m) {
        double root = 2 * Math.sqrt(2 * m + alpha + 1) + TAIL; // in sqrt(2 x), where it is as for Hermite
        return root * root / 2;
    }

    @Override
    public double sample(RandomGenerator random) {
        return Variates.gamma(alpha + 1, random);
    }

    @Override
    public BetaEnsemble ensemble(int m) {
        return BetaEnsemble.laguerre(m, 2, alpha);
    }

    @Override
    public String name(int m) {
        return "laguerre(" + m + ", " + alpha + ")";
    }
}
