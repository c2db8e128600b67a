package io.gramian.dpp.leastsquares;

import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import java.util.random.RandomGenerator;

/**
 * A law of n points for least squares in the span of an orthonormal basis. {@link Designs} has those of the theory.
 * Implementations are immutable.
 */
@FunctionalInterface
public interface Design {
    /**
     * Returns n points.
     *
     * @param basis the space of the approximation, of m functions
     * @param n the number of points; which ones are possible is the design's to say
     * @param random where the draws come from
     * @return n points; fewer only from a design that removes some
     * @throws IllegalArgumentException when the design has no law for n points
     */
    Points sample(OrthonormalBasis basis, int n, RandomGenerator random);

    /**
     * Returns the weight that goes with the points.
     *
     * @return {@link Weight#optimal()} where the design does not say otherwise
     */
    default Weight weight() {
        return Weight.optimal();
    }

    /**
     * Returns this design drawn again until it is stable, lambda_min(G) &gt;= 1 - delta; the result can also keep the best of
     * several and remove points.
     *
     * @param delta between 0 and 1, exclusive
     * @return a stable design
     * @throws IllegalArgumentException if delta is out of range
     */
    default StableDesign conditioned(double delta) {
        return StableDesign.of(this, delta);
    }
}
