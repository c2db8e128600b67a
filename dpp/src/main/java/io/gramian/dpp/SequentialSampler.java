package io.gramian.dpp;

import java.util.random.RandomGenerator;

/** A sampler that decides on one item after another. */
@FunctionalInterface
interface SequentialSampler extends SubsetSampler {
    /** Returns the items kept, ascending. */
    int[] sample(ItemCoin coin);

    @Override
    default int[] sample(RandomGenerator random) {
        return sample(ItemCoin.of(random));
    }
}
