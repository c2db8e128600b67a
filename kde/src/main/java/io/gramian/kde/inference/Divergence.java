package io.gramian.kde.inference;

import io.gramian.core.Points;
import io.gramian.kde.Density;
import io.gramian.kde.DensityModel;
import io.gramian.kde.Estimate;
import java.util.function.DoubleBinaryOperator;
import java.util.random.RandomGenerator;

/**
 * How far two densities are apart. Those with closed forms are for Gaussian kernels; the others are means over draws, O(draws
 * (n + m) d), with their standard errors, for any kernel.
 */
public final class Divergence {
    private Divergence() {}

    /**
     * Returns the integrated squared error, integral (f - g)^2, from three inner products of Gaussian kernels: exact, to
     * 1e-13 or so of the integrals of f^2 and g^2. Cost O((n + m)^2 d).
     *
     * @param f a density with a Gaussian kernel
     * @param g another, of the same dimension
     * @return at least 0
     * @throws IllegalArgumentException if the dimensions differ or a kernel is not Gaussian
     */
    public static double integratedSquaredError(DensityModel f, DensityModel g) {
        double ff = Math.exp(f.logInnerProduct(f));
        double gg = Math.exp(g.logInnerProduct(g));
        double fg = Math.exp(f.logInnerProduct(g));
        return Math.max(0, (ff - fg) + (gg - fg)); // rounding may leave less than nothing
    }

    /**
     * Returns the Cauchy-Schwarz divergence, -log of the integral of f g over the root of those of f^2 and g^2: exact,
     * symmetric, O((n + m)^2 d) (Principe, 2010).
     *
     * @param f a density with a Gaussian kernel
     * @param g another, of the same dimension
     * @return at least 0
     * @throws IllegalArgumentException if the dimensions differ or a kernel is not Gaussian
     */
    public static double cauchySchwarz(DensityModel f, DensityModel g) {
        double squares = f.logInnerProduct(f) + g.logInnerProduct(g);
        return Math.max(0, squares / 2 - f.logInnerProduct(g));
    }

    /**
     * Returns the Kullback-Leibler divergence, integral f log(f / g).
     *
     * @param f what is drawn from
     * @param g any density of the same dimension
     * @param draws how many, at least 2
     * @param random the source of randomness
     * @return the mean of log f - log g over draws from f; infinite, with an error of NaN, where g is zero at one
     * @throws IllegalArgumentException if the dimensions differ or there are fewer than 2 draws
     */
    public static Estimate kullbackLeibler(DensityModel f, Density g, int draws, RandomGenerator random) {
        checkDimensions(f, g);
        return mean(Draws.of(f, draws, random), f, g, (logF, logG) -> logF - logG);
    }

    /**
     * Returns the Jensen-Shannon divergence, the mean of the Kullback-Leibler divergences from f and from g to (f + g) / 2
     * (Lin, 1991): symmetric, from 0 to log 2.
     *
     * <p>By draws from (f + g) / 2, half of them from each, as log 2 less the mean entropy of which of the two a draw comes
     * from: its terms lie between 0 and log 2 and are small where f and g are alike.
     *
     * @param f a density
     * @param g another, of the same dimension
     * @param draws how many from each, at least 2
     * @param random the source of randomness
     * @return the divergence in nats
     * @throws IllegalArgumentException if the dimensions differ or there are fewer than 2 draws
     */
    public static Estimate jensenShannon(DensityModel f, DensityModel g, int draws, RandomGenerator random) {
        checkDimensions(f, g);
        DoubleBinaryOperator term = (logF, logG) -> Math.log(2) + xLogX(logF - logG) + xLogX(logG - logF);
        Estimate fromF = mean(Draws.of(f, draws, random), f, g, term);
        Estimate fromG = mean(Draws.of(g, draws, random), g, f, term);
        return Draws.half(fromF, fromG);
    }

    /**
     * Returns the squared Hellinger distance, 1 - integral sqrt(f g): symmetric, from 0 to 1.
     *
     * <p>By draws from (f + g) / 2, half of them from each, under which sqrt(f g) over (f + g) / 2 is at most one.
     *
     * @param f a density
     * @param g another, of the same dimension
     * @param draws how many from each, at least 2
     * @param random the source of randomness
     * @return the squared distance
     * @throws IllegalArgumentException if the dimensions differ or there are fewer than 2 draws
     */
    public static Estimate hellinger(DensityModel f, DensityModel g, int draws, RandomGenerator random) {
        checkDimensions(f, g);
        DoubleBinaryOperator term = (logF, logG) -> 1 - 1 / Math.cosh((logF - logG) / 2);
        Estimate fromF = mean(Draws.of(f, draws, random), f, g, term);
        Estimate fromG = mean(Draws.of(g, draws, random), g, f, term);
        return Draws.half(fromF, fromG);
    }

    private static Estimate mean(Points draws, DensityModel f, Density g, DoubleBinaryOperator term) {
        double[] logF = f.logDensity(draws);
        double[] logG = g.logDensity(draws);
        double[] values = new double[logF.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = term.applyAsDouble(logF[i], logG[i]);
        }
        return Estimate.ofMean(values);
    }

    /** x log x of x = 1 / (1 + e^-t). */
    private static double xLogX(double t) {
        double log = Math.min(t, 0) - Math.log1p(Math.exp(-Math.abs(t)));
        return log == Double.NEGATIVE_INFINITY ? 0 : Math.exp(log) * log;
    }

    private static void checkDimensions(Density f, Density g) {
        if (f.dimension() != g.dimension()) {
            throw new IllegalArgumentException(
                    "divergence: one density has dimension " + f.dimension() + ", the other " + g.dimension());
        }
    }
}
