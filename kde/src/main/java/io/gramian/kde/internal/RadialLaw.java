package io.gramian.kde.internal;

import java.util.random.RandomGenerator;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;

/** How far from its centre a point drawn from a radial density kernel lies: density u^(d-1) k(u). */
@FunctionalInterface
public interface RadialLaw {
    /** u^2 chi-squared with d degrees of freedom. */
    RadialLaw GAUSSIAN = (d, random) -> Math.sqrt(2 * gamma(d / 2.0, random));

    /** u gamma of shape d. */
    RadialLaw EXPONENTIAL = (d, random) -> gamma(d, random);

    /** u beta(d, 2). */
    RadialLaw LINEAR = (d, random) -> beta(d, 2, random);

    /**
     * Rejection from beta(d, 2), whose density is as u^(d-1) (1 - u): cos(pi u / 2) = sin(pi v / 2) with v = 1 -
     * u, which lies between v and pi v / 2, so at least two of three draws are taken.
     */
    RadialLaw COSINE = (d, random) -> {
        while (true) {
            double u = beta(d, 2, random);
            double v = 1 - u;
            if (v > 0 && random.nextDouble() * (Math.PI / 2) * v <= Math.sin(Math.PI / 2 * v)) {
                return u;
            }
        }
    };

    /**
     * Returns a scaled distance.
     *
     * @param d the dimension
     * @param random the source of randomness
     * @return u
     */
    double sample(int d, RandomGenerator random);

    /**
     * Returns the law of k(u) = (1 - u^2)^p: u^2 beta(d/2, p + 1).
     *
     * @param p 0, 1, 2, ...
     * @return the law
     */
    static RadialLaw power(int p) {
        return (d, random) -> Math.sqrt(beta(d / 2.0, p + 1, random));
    }

    private static double beta(double a, double b, RandomGenerator random) {
        double x = gamma(a, random);
        return x / (x + gamma(b, random));
    }

    private static double gamma(double shape, RandomGenerator random) {
        UniformRandomProvider provider = random::nextLong;
        return AhrensDieterMarsagliaTsangGammaSampler.of(provider, shape, 1).sample();
    }
}
