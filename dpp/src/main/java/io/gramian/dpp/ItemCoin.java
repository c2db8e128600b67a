package io.gramian.dpp;

import java.util.random.RandomGenerator;

/** Decides whether an item is kept, given the conditional probability; tests force decisions by it. */
@FunctionalInterface
interface ItemCoin {
    boolean isKept(int item, double probability);

    static ItemCoin of(RandomGenerator random) {
        return (item, probability) -> random.nextDouble() < probability;
    }
}
