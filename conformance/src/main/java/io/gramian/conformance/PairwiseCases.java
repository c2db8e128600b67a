package io.gramian.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Cases for a check that has several factors: all of them, or so few that every two levels of any two factors still
 * meet in one.
 *
 * <p>A case is an array with a level for each factor, 0 to the factor's number of levels - 1. The order is always the
 * same.
 *
 * <p>Source: D. M. Cohen et al., The AETG system: an approach to testing based on combinatorial design (1997).
 */
public final class PairwiseCases {
    private static final int CANDIDATES = 30;

    private final int[] levels;
    private final boolean[][][][] isCovered; // by the two factors, the smaller first, and their levels
    private final SplittableRandom random = new SplittableRandom(20);

    private PairwiseCases(int... levels) {
        this.levels = levels;
        this.isCovered = new boolean[levels.length][levels.length][][];
        for (int f = 0; f < levels.length; f++) {
            for (int g = f + 1; g < levels.length; g++) {
                isCovered[f][g] = new boolean[levels[f]][levels[g]];
            }
        }
    }

    /**
     * Returns whether the full products were asked for, by {@code -Dgramian.conformance=thorough}.
     *
     * @return false unless the system property is set
     */
    public static boolean isThorough() {
        return "thorough".equals(System.getProperty("gramian.conformance"));
    }

    /**
     * Returns the product where {@link #isThorough}, else the covering array.
     *
     * @param levels the number of levels of each factor, at least 1 each
     * @return the cases
     */
    public static List<int[]> of(int... levels) {
        return isThorough() ? product(levels) : covering(levels);
    }

    /**
     * Returns every combination of levels.
     *
     * @param levels the number of levels of each factor, at least 1 each
     * @return as many cases as the product of the numbers
     */
    public static List<int[]> product(int... levels) {
        check(levels);
        List<int[]> cases = new ArrayList<>();
        int[] next = new int[levels.length];
        int at = 0;
        while (at >= 0) {
            cases.add(next.clone());
            at = levels.length - 1;
            while (at >= 0 && ++next[at] == levels[at]) {
                next[at] = 0;
                at--;
            }
        }
        return cases;
    }

    /**
     * Returns cases in which each pair of levels of two factors occurs: not many more than the product of the two
     * largest numbers of levels, which is the least possible.
     *
     * @param levels the number of levels of each factor, at least 1 each
     * @return the cases
     */
    public static List<int[]> covering(int... levels) {
        check(levels);
        return levels.length < 2 ? product(levels) : new PairwiseCases(levels.clone()).cases();
    }

    private static void check(int... levels) {
        for (int count : levels) {
            if (count < 1) {
                throw new IllegalArgumentException(
                        "levels: expected at least 1 of each factor, found " + Arrays.toString(levels));
            }
        }
    }

    /** Each case starts from a pair that is missing, and is the best of some that were put together greedily. */
    private List<int[]> cases() {
        List<int[]> cases = new ArrayList<>();
        for (int f = 0; f < levels.length; f++) {
            for (int g = f + 1; g < levels.length; g++) {
                for (int pair = 0; pair < levels[f] * levels[g]; pair++) {
                    int a = pair / levels[g];
                    int b = pair % levels[g];
                    if (!isCovered[f][g][a][b]) {
                        int[] best = best(f, a, g, b);
                        cover(best);
                        cases.add(best);
                    }
                }
            }
        }
        return cases;
    }

    private int[] best(int f, int a, int g, int b) {
        int[] best = null;
        int most = -1;
        for (int candidate = 0; candidate < CANDIDATES; candidate++) {
            int[] levelOf = new int[levels.length];
            Arrays.fill(levelOf, -1);
            levelOf[f] = a;
            levelOf[g] = b;
            int gain = 0;
            for (int factor : shuffled()) {
                if (levelOf[factor] < 0) {
                    gain += choose(factor, levelOf);
                }
            }
            if (gain > most) {
                most = gain;
                best = levelOf;
            }
        }
        return best;
    }

    private int[] shuffled() {
        int[] order = new int[levels.length];
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Sets the level that meets most missing pairs, one of them by lot, and returns how many. */
    private int choose(int factor, int[] levelOf) {
        int most = -1;
        int ties = 0;
        for (int level = 0; level < levels[factor]; level++) {
            int missing = 0;
            for (int other = 0; other < levels.length; other++) {
                if (other != factor && levelOf[other] >= 0 && !isCovered(factor, level, other, levelOf[other])) {
                    missing++;
                }
            }
            ties = missing > most ? 1 : ties + (missing == most ? 1 : 0);
            if (missing > most || missing == most && random.nextInt(ties) == 0) {
                most = missing;
                levelOf[factor] = level;
            }
        }
        return most;
    }

    private boolean isCovered(int f, int a, int g, int b) {
        return f < g ? isCovered[f][g][a][b] : isCovered[g][f][b][a];
    }

    private void cover(int[] levelOf) {
        for (int f = 0; f < levels.length; f++) {
            for (int g = f + 1; g < levels.length; g++) {
                isCovered[f][g][levelOf[f]][levelOf[g]] = true;
            }
        }
    }
}
