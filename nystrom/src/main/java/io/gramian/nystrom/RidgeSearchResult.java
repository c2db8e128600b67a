package io.gramian.nystrom;

import java.util.Comparator;
import java.util.List;

/**
 * What a search over kernels, length scales and ridges found. Immutable.
 *
 * @param candidates all of them, in the order of kernels, length scales, ridges
 * @param warnings candidates that could not be fitted, and why, a sentence each
 */
public record RidgeSearchResult(List<RidgeCandidate> candidates, List<String> warnings) {
    /**
     * Makes a result; the search calls this.
     *
     * @param candidates at least one
     * @param warnings what went wrong
     */
    public RidgeSearchResult {
        candidates = List.copyOf(candidates);
        warnings = List.copyOf(warnings);
    }

    /**
     * Returns the candidate of the smallest error, the first of several.
     *
     * @return a candidate
     */
    public RidgeCandidate best() {
        return candidates.stream()
                .min(Comparator.comparingDouble(RidgeCandidate::error))
                .orElseThrow();
    }

    /**
     * Returns the simplest candidate whose error is within one standard error of the best one's: that of the smallest
     * effective dimension, which compares across kernels and length scales.
     *
     * <p>Source: L. Breiman, J. H. Friedman, R. A. Olshen, C. J. Stone, Classification and Regression Trees (1984).
     *
     * @return a candidate, the best itself if no simpler one is as good
     */
    public RidgeCandidate oneStandardError() {
        RidgeCandidate best = best();
        return candidates.stream()
                .filter(c -> c.error() <= best.error() + best.standardError())
                .min(Comparator.comparingDouble(RidgeCandidate::effectiveDimension))
                .orElse(best);
    }

    /** Returns how many candidates, and the best. */
    @Override
    public String toString() {
        return "RidgeSearchResult[" + candidates.size() + " candidates, best " + best() + "]";
    }
}
