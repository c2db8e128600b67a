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

        private final OrthonormalRows spanned;
        private final double[][] chosen; // the eigenvectors selected
        private final double[] product = new double[size];

        State(int... selected) {
            this.spanned = new OrthonormalRows(selected.length);
            this.chosen = Arrays.stream(selected).mapToObj(j -> columns[j]).toArray(double[][]::new);
            for (double[] column : chosen) {
                addSquares(column, remaining);
            }
        }

        /** Takes an item. */
        void condition(int item) {
            double[] row =
                    Arrays.stream(chosen).mapToDouble(column -> column[item]).toArray();
            double[] direction = spanned.append(row);
            Arrays.fill(product, 0);
            VectorLoops.addAll(product, 0, size, 1, direction, chosen, direction.length);
            subtractSquares(product, remaining);
            remaining[item] = 0;
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
