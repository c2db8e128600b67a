package io.gramian.kde.internal.inference;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Random orders and subsets. */
public final class Shuffle {
    private Shuffle() {}

    /** Returns the numbers below n in random order. */
    public static int[] order(int n, RandomGenerator random) {
        return subset(n, n, random);
    }

    /** Returns k different numbers below n, every such choice and order with the same probability. */
    public static int[] subset(int n, int k, RandomGenerator random) {
        int[] order = IntStream.range(0, n).toArray();
        chooseFirst(order, k, random);
        return Arrays.copyOf(order, k);
    }

    /** Moves k random entries to the first k places, every choice and order with the same probability. */
    public static void chooseFirst(int[] order, int k, RandomGenerator random) {
        for (int i = 0; i < k; i++) {
            int j = random.nextInt(i, order.length);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }
}
