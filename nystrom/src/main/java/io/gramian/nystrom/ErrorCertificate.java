package io.gramian.nystrom;

/**
 * How far a Nystrom approximation Ktil is from the kernel matrix K of n points: norms of E = K - Ktil, which is positive
 * semi-definite. Made by {@link ErrorEstimation}; what is rounding, of the order of n u |K|, is not in it.
 *
 * @param trace the trace norm tr E, exact
 * @param relativeTrace tr E / tr K, exact
 * @param spectralLower at most |E|, the largest eigenvalue, for certain
 * @param spectralUpper at least |E| with probability {@code confidence}; never above {@code trace}
 * @param confidence the probability, over the random start, that {@code spectralUpper} holds; 1 where it is exact
 * @param squaredFrobenius an unbiased estimate of the sum of squares of the entries of E, or their exact sum
 * @param squaredFrobeniusStandardError its standard error, 0 where it is exact, NaN with one probe
 * @param isExact whether all norms were computed from E itself
 */
public record ErrorCertificate(
        double trace,
        double relativeTrace,
        double spectralLower,
        double spectralUpper,
        double confidence,
        double squaredFrobenius,
        double squaredFrobeniusStandardError,
        boolean isExact) {
    /**
     * Returns the Frobenius norm of the error or its estimate.
     *
     * @return the square root of {@code squaredFrobenius}
     */
    public double frobenius() {
        return Math.sqrt(squaredFrobenius);
    }

    /**
     * Returns the standard error of {@link #frobenius}, to first order.
     *
     * @return 0 where it is exact
     */
    public double frobeniusStandardError() {
        return squaredFrobenius == 0 ? 0 : squaredFrobeniusStandardError / (2 * frobenius());
    }
}
