package io.gramian.dpp;

import io.gramian.dpp.internal.Checks;
import java.util.Arrays;

/** Subsets that a Markov chain has passed through. Immutable. */
public final class ChainSamples {
    private final int[][] subsets;
    private final double acceptance;

    ChainSamples(int[][] subsets, double acceptance) {
        this.subsets = subsets;
        this.acceptance = acceptance;
    }

    /**
     * Returns the number of subsets.
     *
     * @return a count
     */
    public int count() {
        return subsets.length;
    }

    /**
     * Returns one of the subsets.
     *
     * @param t its place in the order of the chain, 0 to count() - 1
     * @return distinct items, ascending; a new array
     * @throws IllegalArgumentException if there is no such place
     */
    public int[] subset(int t) {
        return subsets[Checks.between("subset", 0, subsets.length - 1, t)].clone();
    }

    /**
     * Returns the subsets in the order of the chain; those near each other are dependent.
     *
     * @return ascending indices, new arrays
     */
    public int[][] subsets() {
        return Arrays.stream(subsets).map(int[]::clone).toArray(int[][]::new);
    }

    /**
     * Returns the share of steps that changed the subset, of all steps, half of which stay by design.
     *
     * @return a number from 0 to 1/2, NaN if there was no step
     */
    public double acceptanceRate() {
        return acceptance;
    }

    /** Returns the count and the rate. */
    @Override
    public String toString() {
        return "ChainSamples[" + subsets.length + " subsets, acceptance rate " + acceptance + "]";
    }
}
