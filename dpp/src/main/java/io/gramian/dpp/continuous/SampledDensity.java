package io.gramian.dpp.continuous;

import io.gramian.dpp.internal.Checks;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * A probability measure nu by its density 1/w with respect to the reference measure mu of a basis, with draws from it.
 * Implementations are immutable and thread-safe.
 */
public interface SampledDensity {
    /**
     * Returns the density 1/w(x) of nu with respect to mu.
     *
     * @param x a point
     * @return positive where mu and a function of the basis have mass
     */
    double at(double[] x);

    /**
     * Returns a point drawn from nu.
     *
     * @param random where the draw comes from
     * @return d coordinates
     */
    double[] sample(RandomGenerator random);

    /**
     * Returns the optimal measure, 1/w = |phi|^2 / m.
     *
     * @param basis m functions
     * @return nu_m
     */
    static SampledDensity optimal(OrthonormalBasis basis) {
        return of(x -> basis.inverseChristoffel(x) / basis.size(), basis::sampleOptimal);
    }

    /**
     * Returns the reference measure mu itself, w = 1.
     *
     * @param basis any basis of mu
     * @return mu
     */
    static SampledDensity reference(OrthonormalBasis basis) {
        return of(x -> 1, basis::sampleReference);
    }

    /**
     * Returns a mixture of two measures.
     *
     * @param share of the first, from 0 to 1
     * @param first drawn from with that probability
     * @param second drawn from otherwise
     * @return share times the first and 1 - share times the second
     * @throws IllegalArgumentException if the share is out of range
     */
    static SampledDensity mixture(double share, SampledDensity first, SampledDensity second) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share: expected from 0 to 1, found " + share);
        }
        return of(
                x -> share * first.at(x) + (1 - share) * second.at(x),
                random -> random.nextDouble() < share ? first.sample(random) : second.sample(random));
    }

    /**
     * Returns the measure of a density and a sampler. That they agree is not checked.
     *
     * @param density 1/w, of integral 1 with respect to mu
     * @param sampler draws from nu
     * @return nu
     */
    static SampledDensity of(ToDoubleFunction<double[]> density, Function<RandomGenerator, double[]> sampler) {
        Objects.requireNonNull(density, "density");
        Objects.requireNonNull(sampler, "sampler");
        return new SampledDensity() {
            @Override
            public double at(double[] x) {
                return Checks.positive("density", density.applyAsDouble(x));
            }

            @Override
            public double[] sample(RandomGenerator random) {
                return sampler.apply(random);
            }
        };
    }
}
