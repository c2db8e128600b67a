package io.gramian.nystrom.stream;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Randomness that depends on a seed and a place only, so that a step can be repeated. */
final class StreamRandom {
    private StreamRandom() {}

    /** Returns the generator of one place, say a step of a stream or a node of a tree. */
    static RandomGenerator at(long seed, long place) {
        return new SplittableRandom(mixed(seed ^ mixed(place + 0x9e3779b97f4a7c15L)));
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood, 2014): neighbouring numbers give unrelated ones. */
    private static long mixed(long bits) {
        long z = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** Returns a draw from the binomial law, as a count of coins: the numbers of copies are small. */
    static int binomial(int trials, double probability, RandomGenerator random) {
        if (probability >= 1) {
            return trials;
        }
        int successes = 0;
        for (int i = 0; i < trials; i++) {
            if (random.nextDouble() < probability) {
                successes++;
            }
        }
        return successes;
    }
}
