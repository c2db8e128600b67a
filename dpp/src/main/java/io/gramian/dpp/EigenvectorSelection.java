package io.gramian.dpp;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The random choice of eigenvectors that makes a process a mixture of projection processes. */
@FunctionalInterface
interface EigenvectorSelection {
    /** Returns indices of eigenvectors, ascending. */
    int[] select(RandomGenerator random);

    /** A coin for each eigenvector, with its eigenvalue of K. */
    static EigenvectorSelection coins(double... probabilities) {
        return random -> {
            int[] selected = new int[probabilities.length];
            int count = 0;
            for (int j = 0; j < probabilities.length; j++) {
                if (random.nextDouble() < probabilities[j]) {
                    selected[count++] = j;
                }
            }
            return Arrays.copyOf(selected, count);
        };
    }

    /** Those that are certain, and of the others as many as the table says. */
    static EigenvectorSelection fixedSize(int certain, ElementarySymmetric others) {
        return random -> {
            int[] chosen = others.select(random);
            int[] selected = new int[certain + chosen.length];
            for (int j = 0; j < certain; j++) {
                selected[j] = j;
            }
            for (int j = 0; j < chosen.length; j++) {
                selected[certain + j] = certain + chosen[j];
            }
            return selected;
        };
    }
}
