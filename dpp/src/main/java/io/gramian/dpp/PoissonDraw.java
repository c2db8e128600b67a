package io.gramian.dpp;

import java.util.random.RandomGenerator;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;

/** Draws from the Poisson law. */
final class PoissonDraw {
    private PoissonDraw() {}

    /** Returns a number of the given mean, 0 or more; the mean is not rounded to anything. */
    static int of(double mean, RandomGenerator random) {
        UniformRandomProvider bits = random::nextLong;
        return mean > 0 ? PoissonSampler.of(bits, mean).sample() : 0;
    }
}
