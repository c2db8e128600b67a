package io.gramian.dpp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** All residuals kept up to date, one pass over the columns of the factor for each item; optionally of the last w items. */
final class EagerResiduals implements GreedyResiduals {
    private final LikelihoodEntries entries;
    private final double[] logQuality;
    private final double tolerance;
    private final int window; // 0 for all
    private final double[] diagonal;
    private final double[] residual;
    private final boolean[] taken;
    private final List<double[]> factor = new ArrayList<>(); // columns, oldest first
    private final Deque<Integer> pivots = new ArrayDeque<>();

    EagerResiduals(LikelihoodEntries entries, double[] logQuality, double tolerance, int window) {
        this.entries = entries;
        this.logQuality = logQuality;
        this.tolerance = tolerance;
        this.window = window;
        this.diagonal = entries.diagonal();
        this.residual = diagonal.clone();
        this.taken = new boolean[diagonal.length];
        for (int i = 0; i < diagonal.length; i++) {
            GreedyResiduals.checked(i, diagonal[i], 0);
        }
    }

    @Override
    public int best() {
        int best = -1;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < residual.length; i++) {
            if (!taken[i] && residual[i] > tolerance * diagonal[i]) {
                double gain = logGain(i);
                if (gain > highest) {
                    highest = gain;
                    best = i;
                }
            }
        }
        return best;
    }

    @Override
    public double logGain(int item) {
        return Math.log(residual[item]) + 2 * logQuality[item];
    }

    @Override
    public void take(int item) {
        double[] column = entries.column(item).clone();
        for (double[] earlier : factor) {
            subtract(column, earlier[item], earlier);
        }
        double root = Math.sqrt(residual[item]);
        for (int i = 0; i < column.length; i++) {
            column[i] /= root;
            residual[i] -= column[i] * column[i];
            if (!taken[i]) {
                GreedyResiduals.checked(i, residual[i], diagonal[i]);
            }
        }
        taken[item] = true;
        factor.add(column);
        pivots.add(item);
        if (window > 0 && pivots.size() > window) {
            forgetOldest();
        }
    }

    private static void subtract(double[] column, double factor, double... earlier) {
        for (int i = 0; i < column.length; i++) {
            column[i] -= factor * earlier[i];
        }
    }

    /**
     * Rotates the first column of the factor into the others until it is zero at all pivots but the first: what is left of it
     * is what the first pivot alone explained.
     */
    private void forgetOldest() {
        double[] oldest = factor.remove(0);
        pivots.remove();
        int t = 0;
        for (int pivot : pivots) {
            double[] column = factor.get(t++);
            double radius = Math.hypot(oldest[pivot], column[pivot]);
            double cosine = column[pivot] / radius;
            double sine = oldest[pivot] / radius;
            for (int i = 0; i < oldest.length; i++) {
                double first = oldest[i];
                oldest[i] = cosine * first - sine * column[i];
                column[i] = cosine * column[i] + sine * first;
            }
        }
        for (int i = 0; i < oldest.length; i++) {
            residual[i] += oldest[i] * oldest[i];
        }
    }
}
