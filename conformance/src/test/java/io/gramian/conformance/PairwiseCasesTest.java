package io.gramian.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PairwiseCasesTest {
    private static final int[][] FACTORS = {
        {2, 2}, {3, 3, 3, 3}, {2, 2, 2, 2, 2, 2, 2, 2}, {24, 2, 9, 9, 9}, {18, 2, 9, 9, 4, 4, 6}, {1, 5, 1}, {4, 1}
    };

    @Test
    void everyPairOfLevelsOccurs() {
        for (int[] levels : FACTORS) {
            List<int[]> cases = PairwiseCases.covering(levels);
            for (int f = 0; f < levels.length; f++) {
                for (int g = f + 1; g < levels.length; g++) {
                    Set<List<Integer>> pairs = new HashSet<>();
                    for (int[] levelOf : cases) {
                        pairs.add(List.of(levelOf[f], levelOf[g]));
                    }
                    assertEquals(levels[f] * levels[g], pairs.size(), Arrays.toString(levels) + ": " + f + ", " + g);
                }
            }
        }
    }

    /** Two factors alone need the product of their levels. */
    @Test
    void thereAreFewMoreCasesThanTheLeast() {
        for (int[] levels : FACTORS) {
            int[] sorted = Arrays.stream(levels).sorted().toArray();
            int least = sorted[sorted.length - 1] * sorted[sorted.length - 2];
            int size = PairwiseCases.covering(levels).size();
            assertTrue(size <= 1.5 * least + 4, Arrays.toString(levels) + ": " + size + " for " + least);
        }
    }

    @Test
    void theProductHasEveryCaseOnce() {
        Set<List<Integer>> cases = new HashSet<>();
        for (int[] levelOf : PairwiseCases.product(3, 1, 4)) {
            cases.add(List.of(levelOf[0], levelOf[1], levelOf[2]));
        }
        assertEquals(12, cases.size());
        assertEquals(12, PairwiseCases.product(3, 1, 4).size());
        assertEquals(
                List.of(0, 1), PairwiseCases.covering(2).stream().map(c -> c[0]).toList());
    }

    @Test
    void casesAreTheSameEveryTime() {
        List<int[]> first = PairwiseCases.covering(4, 5, 6);
        List<int[]> second = PairwiseCases.covering(4, 5, 6);
        assertArrayEquals(first.toArray(), second.toArray());
    }

    @Test
    void aFactorWithoutLevelsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> PairwiseCases.covering(2, 0));
    }
}
