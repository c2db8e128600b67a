package io.gramian.dpp.continuous;

import java.util.random.RandomGenerator;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;

/** Draws from the gamma and beta laws, and random orders. */
final class Variates {
    private Variates() {}

    /** Returns a draw of density x^(shape - 1) exp(-x); zero for the shape zero. */
    static double gamma(double shape, RandomGenerator random) {
        return Math.exp(logGamma(shape, random));
    }

    /** Returns the logarithm of a gamma draw, which is finite where the draw itself would underflow. */
    private static double logGamma(double shape, RandomGenerator random) {
        if (shape == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        // Below one, by G(shape) = G(shape + 1) U^(1 / shape) in logarithms (Marsaglia, Tsang, 2000).
        double above = shape < 1 ? shape + 1 : shape;
        double draw = AhrensDieterMarsagliaTsangGammaSampler.of(random::nextLong, above, 1)
                .sample();
        return Math.log(draw) + (shape < 1 ? Math.log(1 - random.nextDouble()) / shape : 0);
    }

    /** Returns a draw of density x^(a - 1) (1 - x)^(b - 1). */
    static double beta(double a, double b, RandomGenerator random) {
        double first = logGamma(a, random);
        double second = logGamma(b, random);
        return first == second ? 0.5 : 1 / (1 + Math.exp(second - first));
    }

    /** Puts the entries in uniformly random order. */
    static <T> void shuffle(T[] entries, RandomGenerator random) {
        for (int i = entries.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            T entry = entries[i];
            entries[i] = entries[other];
            entries[other] = entry;
        }
    }
}
