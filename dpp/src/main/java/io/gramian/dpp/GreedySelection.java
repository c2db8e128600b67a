package io.gramian.dpp;

import java.util.Arrays;

/** Items chosen greedily, in order, with what each has added to log det L_S. Immutable. */
public final class GreedySelection {
    private final int[] items;
    private final double[] logGains;

    GreedySelection(int[] items, double[] logGains) {
        this.items = items;
        this.logGains = logGains;
    }

    /**
     * Returns how many items were chosen; fewer than asked for where all others are combinations of them.
     *
     * @return a count
     */
    public int size() {
        return items.length;
    }

    /**
     * Returns the items in the order of choice.
     *
     * @return indices, a new array
     */
    public int[] items() {
        return items.clone();
    }

    /**
     * Returns log(det L_{S + i} / det L_S) of each item when it was chosen, S the items before it; the last w of them with a
     * window.
     *
     * @return logarithms, a new array
     */
    public double[] logGains() {
        return logGains.clone();
    }

    /**
     * Returns the sum of the gains' logarithms: log det L_S of all items, if there was no window.
     *
     * @return a logarithm; 0 for no item
     */
    public double logDeterminant() {
        return Arrays.stream(logGains).sum();
    }

    /** Returns the items. */
    @Override
    public String toString() {
        return "GreedySelection" + Arrays.toString(items);
    }
}
