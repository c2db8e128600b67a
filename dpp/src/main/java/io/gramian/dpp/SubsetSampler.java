package io.gramian.dpp;

import io.gramian.dpp.internal.Parallel;
import java.util.random.RandomGenerator;

/** A law of random subsets, prepared once and drawn from many times. Implementations are immutable and thread-safe. */
@FunctionalInterface
public interface SubsetSampler {
    /**
     * Returns one subset.
     *
     * @param random the source of randomness
     * @return distinct indices, ascending; a new array
     */
    int[] sample(RandomGenerator random);

    /**
     * Returns independent subsets. One long is drawn from the generator and keys a stream for each subset, so that the
     * result does not depend on the number of threads.
     *
     * @param count the number of subsets, at least 0
     * @param threads at most as many threads work, at least 1
     * @param random the source of randomness
     * @return count arrays as of {@link #sample(RandomGenerator)}
     * @throws IllegalArgumentException if a number is out of range
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    default int[][] samples(int count, int threads, RandomGenerator random) {
        return Parallel.draws(count, random, threads, new int[Math.max(0, count)][], this::sample);
    }

    /**
     * Returns independent subsets, drawn by the calling thread; the same as with any number of threads.
     *
     * @param count the number of subsets, at least 0
     * @param random the source of randomness
     * @return count arrays as of {@link #sample(RandomGenerator)}
     * @throws IllegalArgumentException if the count is negative
     */
    default int[][] samples(int count, RandomGenerator random) {
        return samples(count, 1, random);
    }
}
