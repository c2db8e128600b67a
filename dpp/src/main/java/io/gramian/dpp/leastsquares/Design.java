package io.gramian.dpp.leastsquares;

import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import java.util.random.RandomGenerator;

/** A law of n points for least squares in the span of an orthonormal basis. Implementations are immutable. */
@FunctionalInterface
public interface Design {
    /**
     * Returns n points.
     *
     * @param basis the space of the approximation, of m functions
     * @param n the number of points; which ones are possible is the design's to say
     * @param random where the draws come from
     * @throws IllegalArgumentException when the design has no law for n points
     */
    Points sample(OrthonormalBasis basis, int n, RandomGenerator random);
}
