package io.gramian.dpp.continuous;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** A law on 0, ..., n - 1, drawn from by bisection of its cumulative weights. */
final class Atoms {
    private final double[] cumulative;

    /** Takes non-negative weights of a positive sum. */
    Atoms(double... weights) {
        cumulative = weights.clone();
        Arrays.parallelPrefix(cumulative, Double::sum);
    }

    int draw(RandomGenerator random) {
        double level = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, level);
        int place = found < 0 ? -found - 1 : found + 1;
        // An atom of weight zero repeats the sum before it: passed over, also when the level is exactly that sum.
        while (place < cumulative.length - 1 && cumulative[place] <= level) {
            place++;
        }
        return place;
    }
}
