package io.gramian.dpp.continuous;

import java.util.random.RandomGenerator;
import org.apache.commons.numbers.gamma.Erfc;

/** The standard normal weight; s = 1. */
record HermiteWeight() implements ClassicalWeight {
    /** How far beyond the turning point 2 sqrt(k + 1/2) the last function still has mass above rounding. */
    private static final double TAIL = 8;

    private static final double LOG_ROOT_2_PI = Math.log(2 * Math.PI) / 2;

    @Override
    public double diagonal(int k) {
        return 0;
    }

    @Override
    public double offDiagonal(int k) {
        return Math.sqrt(k);
    }

    @Override
    public double eigenvalue(int k) {
        return k;
    }

    @Override
    public double rootFlux(double x) {
        return Math.exp((-x * x / 2 - LOG_ROOT_2_PI) / 2);
    }

    @Override
    public double distribution(double x) {
        return Erfc.value(-x / Math.sqrt(2)) / 2;
    }

    @Override
    public double lower() {
        return Double.NEGATIVE_INFINITY;
    }

    @Override
    public double lower(int m) {
        return -upper(m);
    }

    @Override
    public double upper(int m) {
        return 2 * Math.sqrt(m) + TAIL;
    }

    @Override
    public double sample(RandomGenerator random) {
        return random.nextGaussian();
    }

    @Override
    public BetaEnsemble ensemble(int m) {
        return BetaEnsemble.hermite(m, 2);
    }

    @Override
    public String name(int m) {
        return "hermite(" + m + ")";
    }
}
