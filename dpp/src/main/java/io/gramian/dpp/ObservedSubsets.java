package io.gramian.dpp;

import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Subsets that were seen, each of different items below N; equal ones are kept once, with their share. Immutable. */
final class ObservedSubsets {
    private final int[][] subsets;
    private final int[] counts;
    private final int total;
    private final int size;

    ObservedSubsets(int size, int[]... observed) {
        if (observed.length == 0) {
            throw new IllegalArgumentException("subsets: expected at least one, found none");
        }
        this.size = size;
        this.total = observed.length;
        Map<IntBuffer, Integer> distinct = new TreeMap<>(); // an order of its own, so that sums do not depend on hashes
        for (int t = 0; t < total; t++) {
            distinct.merge(IntBuffer.wrap(sorted(t, observed[t])), 1, Integer::sum);
        }
        this.subsets = distinct.keySet().stream().map(IntBuffer::array).toArray(int[][]::new);
        this.counts = distinct.values().stream().mapToInt(Integer::intValue).toArray();
    }

    private int[] sorted(int t, int... subset) {
        int[] sorted = subset.clone();
        Arrays.sort(sorted);
        for (int at = 0; at < sorted.length; at++) {
            if (sorted[at] < 0 || sorted[at] >= size) {
                throw new IllegalArgumentException(
                        "subset " + t + ": expected items from 0 to " + (size - 1) + ", found " + sorted[at]);
            }
            if (at > 0 && sorted[at] == sorted[at - 1]) {
                throw new IllegalArgumentException("subset " + t + ": item " + sorted[at] + " occurs twice");
            }
        }
        return sorted;
    }

    /** Returns how many different subsets there are. */
    int count() {
        return subsets.length;
    }

    /** Returns N. */
    int size() {
        return size;
    }

    /** Returns a subset, ascending; not to be changed. */
    int[] subset(int t) {
        return subsets[t];
    }

    /** Returns the share of a subset among all that were seen. */
    double share(int t) {
        return (double) counts[t] / total;
    }

    /** Returns how often each item was seen. */
    int[] frequencies() {
        int[] frequencies = new int[size];
        for (int t = 0; t < subsets.length; t++) {
            for (int item : subsets[t]) {
                frequencies[item] += counts[t];
            }
        }
        return frequencies;
    }
}
