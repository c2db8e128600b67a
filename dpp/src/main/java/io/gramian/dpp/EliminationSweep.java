package io.gramian.dpp;

import io.gramian.dpp.internal.Checks;
import java.util.Arrays;

/**
 * Decides on one item after another by Gaussian elimination of K: the item is kept with its pivot as the probability, and
 * one is taken from the pivot if it is not. Blocks of columns are eliminated first and the rest of the lower triangle in one
 * pass for each block.
 *
 * <p>Source: J. Poulson, High-performance sampling of generic determinantal point processes (2019).
 */
final class EliminationSweep implements SequentialSampler {
    private static final int BLOCK = 32;

    private final int size;
    private final double[] marginal; // N x N, row after row

    EliminationSweep(int size, double[] marginal) {
        this.size = size;
        this.marginal = marginal;
    }

    @Override
    public int[] sample(ItemCoin coin) {
        double[][] rows = new double[size][];
        for (int i = 0; i < size; i++) {
            rows[i] = Arrays.copyOfRange(marginal, i * size, i * size + i + 1);
        }
        int[] kept = new int[size];
        int count = 0;
        double[][] columns = new double[BLOCK][size]; // of the block eliminated
        double[] pivots = new double[BLOCK];
        for (int from = 0; from < size; from += BLOCK) {
            Checks.checkInterrupted("drawing");
            int to = Math.min(size, from + BLOCK);
            for (int j = from; j < to; j++) {
                double p = Math.max(0, Math.min(1, rows[j][j]));
                boolean isKept = coin.isKept(j, p);
                if (isKept) {
                    kept[count++] = j;
                }
                pivots[j - from] = isKept ? p : p - 1;
                eliminate(rows, j, to, pivots[j - from], columns[j - from]);
            }
            for (int i = to; i < size; i++) {
                subtract(rows[i], i, from, to, pivots, columns);
            }
        }
        return Arrays.copyOf(kept, count);
    }

    /** Takes column j out of the later columns of its block; keeps a copy of it, below the diagonal. */
    private void eliminate(double[][] rows, int j, int to, double pivot, double[] column) {
        for (int i = j + 1; i < size; i++) {
            column[i] = rows[i][j];
        }
        for (int i = j + 1; i < size; i++) {
            double factor = column[i] / pivot;
            double[] row = rows[i];
            for (int l = j + 1; l < Math.min(to, i + 1); l++) {
                row[l] -= factor * column[l];
            }
        }
    }

    private static void subtract(double[] row, int i, int from, int to, double[] pivots, double[][] columns) {
        double[] factors = new double[to - from];
        for (int t = 0; t < factors.length; t++) {
            factors[t] = columns[t][i] / pivots[t];
        }
        VectorLoops.addAll(row, to, i + 1, -1, factors, columns, factors.length);
    }
}
