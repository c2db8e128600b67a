package io.gramian.dpp;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Draws from projection processes by the chain rule: an item is drawn by the squared norms of the rows of U that remain
 * orthogonal to those of the items before. The norms are renormalised by their actual sum, and what is spent is exactly 0,
 * so that rounding never accumulates into the law.
 */
final class GramSchmidt implements ProjectionStep {
    private final int size;
    private final double[][] columns; // the eigenvectors, contiguous: the update runs along items

    GramSchmidt(Spectrum spectrum) {
        size = spectrum.size();
        columns = new double[spectrum.rank()][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < columns.length; j++) {
                columns[j][i] = spectrum.vector(i, j);
            }
        }
    }

    @Override
    public int[] sample(int[] selected, RandomGenerator random) {
        State state = new State(selected);
        int[] items = new int[selected.length];
        for (int k = 0; k < items.length; k++) {
            items[k] = draw(state.remaining, random);
            state.condition(items[k]);
        }
        Arrays.sort(items);
        return items;
    }

    /** Returns a place with a probability proportional to its weight, never one of weight zero. */
    static int draw(double[] weights, RandomGenerator random) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double left = random.nextDouble() * sum;
        int last = -1;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                last = i;
                left -= weights[i];
                if (left < 0) {
                    break;
                }
            }
        }
        if (last < 0) {
            throw new io.gramian.core.NumericalException(
                    "no item has a positive probability; the eigenvectors are not orthonormal");
        }
        return last;
    }

    /** The conditional law of the next item while items are drawn. */
    final class State {
        /** Squared norms of the rows, without their part in the span of the rows drawn. */
        final double[] remaining = new double[size];

        private final int[] selected;
        private final double[][] basis; // of the rows drawn
        private final double[] product = new double[size];
        private int count;

        State(int... selected) {
            this.selected = selected;
            this.basis = new double[selected.length][];
            for (int j : selected) {
                addSquares(columns[j], remaining);
            }
        }

        /** Takes an item. */
        void condition(int item) {
            double[] row = new double[selected.length];
            for (int a = 0; a < row.length; a++) {
                row[a] = columns[selected[a]][item];
            }
            Orthogonal.complete(row, basis, count);
            basis[count++] = row;
            Arrays.fill(product, 0);
            for (int a = 0; a < row.length; a++) {
                addMultiple(row[a], columns[selected[a]], product);
            }
            subtractSquares(product, remaining);
            remaining[item] = 0;
        }
    }

    // Loops of one statement over whole arrays are those that the compiler turns into vector instructions.

    private static void addMultiple(double factor, double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] += factor * x[i];
        }
    }

    private static void addSquares(double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] += x[i] * x[i];
        }
    }

    private static void subtractSquares(double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.max(0, y[i] - x[i] * x[i]);
        }
    }
}
