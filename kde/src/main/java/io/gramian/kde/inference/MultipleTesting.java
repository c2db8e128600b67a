package io.gramian.kde.inference;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How p-values are corrected for there being many of them. */
public enum MultipleTesting {
    /** No correction: each test errs at its own level. */
    NONE,
    /** Holm (1979): the chance of any false discovery is at most the level, whatever the dependence. */
    HOLM,
    /** Hochberg (1988): as Holm and sharper, for independent or positively dependent tests. */
    HOCHBERG,
    /**
     * Benjamini and Hochberg (1995): the expected share of false discoveries is at most the level, for independent or
     * positively dependent tests.
     */
    BENJAMINI_HOCHBERG,
    /** Benjamini and Yekutieli (2001): as Benjamini and Hochberg, whatever the dependence. */
    BENJAMINI_YEKUTIELI;

    /**
     * Returns the adjusted p-values: a hypothesis is rejected at level a if its adjusted p-value is at most a.
     *
     * <p>NaN stands for a test that was not made; it stays NaN and is not counted. Cost O(m log m).
     *
     * @param pValues m numbers from 0 to 1, or NaN; not changed
     * @return m numbers from 0 to 1, or NaN
     * @throws IllegalArgumentException if a number is outside 0 to 1
     */
    public double[] adjust(double... pValues) {
        int[] order = ascending(pValues);
        int count = order.length;
        double harmonic =
                IntStream.rangeClosed(1, count).mapToDouble(i -> 1.0 / i).sum();
        double[] adjusted = new double[pValues.length];
        Arrays.fill(adjusted, Double.NaN);
        double running = this == HOLM ? 0 : 1;
        for (int step = 0; step < count; step++) {
            int rank = this == HOLM ? step : count - 1 - step; // Holm steps down, the others up
            double p = pValues[order[rank]];
            double raised = Math.min(
                    1,
                    p
                            * switch (this) {
                                case NONE -> 1;
                                case HOLM, HOCHBERG -> count - rank;
                                case BENJAMINI_HOCHBERG -> (double) count / (rank + 1);
                                case BENJAMINI_YEKUTIELI -> harmonic * count / (rank + 1);
                            });
            running = this == HOLM ? Math.max(running, raised) : Math.min(running, raised);
            adjusted[order[rank]] = this == NONE ? p : running;
        }
        return adjusted;
    }

    /** The places of the numbers, the smallest first, without those that are NaN. */
    private static int[] ascending(double[] pValues) {
        for (int i = 0; i < pValues.length; i++) {
            if (pValues[i] < 0 || pValues[i] > 1) {
                throw new IllegalArgumentException(
                        "pValues: entry " + i + " is " + pValues[i] + "; expected a number from 0 to 1, or NaN");
            }
        }
        return IntStream.range(0, pValues.length)
                .filter(i -> !Double.isNaN(pValues[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> pValues[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
