package io.gramian.dpp.continuous;

import java.util.random.RandomGenerator;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/** The weight (1 - x)^a (1 + x)^b on [-1, 1], made a probability; s = 1 - x^2. */
record JacobiWeight(double a, double b, double logMass) implements ClassicalWeight {
    static JacobiWeight of(double a, double b) {
        return new JacobiWeight(a, b, (a + b + 1) * Math.log(2) + LogBeta.value(a + 1, b + 1));
    }

    private boolean isLegendre() {
        return a == 0 && b == 0;
    }

    @Override
    public double diagonal(int k) {
        double sum = 2 * k + a + b;
        return k == 0 ? (b - a) / (sum + 2) : (b - a) * (b + a) / (sum * (sum + 2));
    }

    @Override
    public double offDiagonal(int k) {
        double sum = 2 * k + a + b;
        // For k = 1 the factors 1 + a + b cancel, which may be zero.
        double factor = k == 1 ? 1 : (k + a + b) / (sum - 1);
        return 2 / sum * Math.sqrt(k * (k + a) * (k + b) * factor / (sum + 1));
    }

    @Override
    public double eigenvalue(int k) {
        return k * (k + a + b + 1);
    }

    @Override
    public double rootFlux(double x) {
        if (isLegendre()) {
            return Math.sqrt((1 - x) * (1 + x) / 2);
        }
        return Math.exp(((a + 1) * Math.log1p(-x) + (b + 1) * Math.log1p(x) - logMass) / 2);
    }

    @Override
    public double distribution(double x) {
        return isLegendre() ? (1 + x) / 2 : RegularizedBeta.value((1 + x) / 2, b + 1, a + 1);
    }

    @Override
    public double lower() {
        return -1;
    }

    @Override
    public double upper(int m) {
        return 1;
    }

    /** By Bernstein's inequality for Legendre; the squares of a cosine or a sine for Chebyshev's. */
    @Override
    public boolean isBelowArcsine() {
        return isLegendre() || Math.abs(a) == 0.5 && Math.abs(b) == 0.5;
    }

    @Override
    public double sample(RandomGenerator random) {
        return isLegendre() ? 2 * random.nextDouble() - 1 : 2 * Variates.beta(b + 1, a + 1, random) - 1;
    }

    @Override
    public BetaEnsemble ensemble(int m) {
        return BetaEnsemble.jacobi(m, 2, a, b);
    }

    @Override
    public String name(int m) {
        return isLegendre() ? "legendre(" + m + ")" : "jacobi(" + m + ", " + a + ", " + b + ")";
    }
}
