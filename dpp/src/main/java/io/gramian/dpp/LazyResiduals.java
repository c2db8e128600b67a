package io.gramian.dpp;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Residuals brought up to date only for items at the top of a queue: they never grow, so old ones are upper bounds. */
final class LazyResiduals implements GreedyResiduals {
    private record Bound(double logGain, int item) {}

    private final LikelihoodEntries entries;
    private final double[] logQuality;
    private final double tolerance;
    private final double[] diagonal;
    private final double[] residual;
    private final double[][] factor; // row i: as far as item i is known
    private final int[] known; // how many pivots residual i allows for
    private final PriorityQueue<Bound> queue = new PriorityQueue<>(
            Comparator.comparingDouble((Bound b) -> -b.logGain).thenComparingInt(b -> b.item));
    private int[] pivots = new int[16];
    private double[] roots = new double[16];
    private int count;

    LazyResiduals(LikelihoodEntries entries, double[] logQuality, double tolerance) {
        this.entries = entries;
        this.logQuality = logQuality;
        this.tolerance = tolerance;
        this.diagonal = entries.diagonal();
        this.residual = diagonal.clone();
        this.factor = new double[diagonal.length][0];
        this.known = new int[diagonal.length];
        for (int i = 0; i < diagonal.length; i++) {
            GreedyResiduals.checked(i, diagonal[i], 0);
            enqueue(i);
        }
    }

    private void enqueue(int i) {
        double gain = residual[i] > tolerance * diagonal[i] ? logGain(i) : Double.NEGATIVE_INFINITY;
        if (gain > Double.NEGATIVE_INFINITY) {
            queue.add(new Bound(gain, i));
        }
    }

    @Override
    public int best() {
        while (!queue.isEmpty() && known[queue.peek().item] < count) {
            int item = queue.poll().item;
            refresh(item);
            enqueue(item);
        }
        return queue.isEmpty() ? -1 : queue.peek().item;
    }

    @Override
    public double logGain(int item) {
        return Math.log(residual[item]) + 2 * logQuality[item];
    }

    @Override
    public void take(int item) {
        queue.remove();
        if (count == pivots.length) {
            pivots = Arrays.copyOf(pivots, 2 * count);
            roots = Arrays.copyOf(roots, 2 * count);
        }
        pivots[count] = item;
        roots[count++] = Math.sqrt(residual[item]);
    }

    private void refresh(int item) {
        int from = known[item];
        double[] values = entries.entries(item, Arrays.copyOfRange(pivots, from, count));
        double[] row = Arrays.copyOf(factor[item], count);
        for (int t = from; t < count; t++) {
            double[] pivot = factor[pivots[t]]; // its first t entries are known: it was up to date when taken
            double value = values[t - from];
            for (int s = 0; s < t; s++) {
                value -= pivot[s] * row[s];
            }
            row[t] = value / roots[t];
            residual[item] -= row[t] * row[t];
        }
        GreedyResiduals.checked(item, residual[item], diagonal[item]);
        factor[item] = row;
        known[item] = count;
    }
}
