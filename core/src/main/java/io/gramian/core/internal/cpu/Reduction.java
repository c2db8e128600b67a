package io.gramian.core.internal.cpu;

import java.util.Arrays;

/**
 * Folds the rows of tiles into a few numbers a row, the row's state, and merges the states of two ranges of
 * columns in their order.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
abstract class Reduction<A> {
    final TileLoops<A> loops;
    final String stage;
    final int stateSize;

    /** {@code stage} is what progress is reported under. */
    Reduction(TileLoops<A> loops, String stage, int stateSize) {
        this.loops = loops;
        this.stage = stage;
        this.stateSize = stateSize;
    }

    /** Whether exponents are folded, not values. */
    boolean takesExponents() {
        return false;
    }

    /** The entry that changes no state. */
    double neutral(double scale) {
        return takesExponents() ? -Math.copySign(Double.POSITIVE_INFINITY, scale) : 0;
    }

    abstract void clear(double[] states, int at);

    /** Folds {@code columns} entries of row i in a tile, the first of which is column {@code first} of the matrix. */
    abstract void fold(A row, int i, int columns, int first, double scale, A[] scratch, double[] states, int at);

    abstract void merge(double[] into, int intoAt, double[] from, int fromAt);

    /** sum_j w_j k_ij; the weights are padded. State: the sum. */
    static final class Sum<A> extends Reduction<A> {
        private final A weights;

        Sum(TileLoops<A> loops, A weights) {
            super(loops, "row sums", 1);
            this.weights = weights;
        }

        @Override
        void clear(double[] states, int at) {
            states[at] = 0;
        }

        @Override
        void fold(A row, int i, int columns, int first, double scale, A[] scratch, double[] states, int at) {
            states[at] += loops.dot(row, weights, first, columns, scratch);
        }

        @Override
        void merge(double[] into, int intoAt, double[] from, int fromAt) {
            into[intoAt] += from[fromAt];
        }
    }

    /** sum_j w_j 2^(e_ij) for exponents that are never above zero; the weights are padded. State: the sum. */
    static final class PowerSum<A> extends Reduction<A> {
        private final A weights;

        PowerSum(TileLoops<A> loops, A weights) {
            super(loops, "row sums", 1);
            this.weights = weights;
        }

        @Override
        boolean takesExponents() {
            return true;
        }

        @Override
        void clear(double[] states, int at) {
            states[at] = 0;
        }

        @Override
        void fold(A row, int i, int columns, int first, double scale, A[] scratch, double[] states, int at) {
            states[at] += loops.dotExp2(row, columns, scale, weights, first, scratch);
        }

        @Override
        void merge(double[] into, int intoAt, double[] from, int fromAt) {
            into[intoAt] += from[fromAt];
        }
    }

    /** sum_j v_jc k_ij for several columns c, padded. State: a sum for each. */
    static final class Products<A> extends Reduction<A> {
        private final A[] columns;

        Products(TileLoops<A> loops, A[] columns) {
            super(loops, "products", columns.length);
            this.columns = columns;
        }

        @Override
        void clear(double[] states, int at) {
            Arrays.fill(states, at, at + columns.length, 0);
        }

        @Override
        void fold(A row, int i, int count, int first, double scale, A[] scratch, double[] states, int at) {
            for (int c = 0; c < columns.length; c++) {
                states[at + c] += loops.dot(row, columns[c], first, count, scratch);
            }
        }

        @Override
        void merge(double[] into, int intoAt, double[] from, int fromAt) {
            for (int c = 0; c < columns.length; c++) {
                into[intoAt + c] += from[fromAt + c];
            }
        }
    }

    /**
     * log2 sum_j 2^(e_ij + bias_j); the biases, none above zero, are padded, or null for zeros. State: a
     * whole number, the shift, and the sum of 2^(exponent - shift), so that merging rounds but once.
     */
    static final class LogSum<A> extends Reduction<A> {
        private final A bias;
        private final boolean exponentsAreNegative;

        LogSum(TileLoops<A> loops, A bias, boolean exponentsAreNegative) {
            super(loops, "log row sums", 2);
            this.bias = bias;
            this.exponentsAreNegative = exponentsAreNegative;
        }

        @Override
        boolean takesExponents() {
            return true;
        }

        @Override
        void clear(double[] states, int at) {
            states[at] = Double.NEGATIVE_INFINITY;
            states[at + 1] = 0;
        }

        @Override
        void fold(A row, int i, int columns, int first, double scale, A[] scratch, double[] states, int at) {
            if (exponentsAreNegative && states[at] >= -loops.headroom()) {
                // No exponent can rise above zero, so the shift found before serves this tile too.
                states[at + 1] += loops.sumExp2(row, columns, scale, -states[at], bias, first, scratch);
                return;
            }
            double max = Math.floor(loops.maxExponent(row, columns, scale, bias, first));
            if (max == Double.NEGATIVE_INFINITY) {
                return;
            }
            if (max > states[at]) {
                states[at + 1] = scaled(states[at + 1], states[at] - max);
                states[at] = max;
            }
            // Shifted in a step of its own, by the roundings that led to the maximum, or far queries overflow.
            loops.shiftedExponents(row, columns, scale, -states[at], bias, first, scratch);
            states[at + 1] += loops.sumExp2(row, columns, 1, 0, null, 0, scratch);
        }

        @Override
        void merge(double[] into, int intoAt, double[] from, int fromAt) {
            double shift = Math.max(into[intoAt], from[fromAt]);
            if (shift > Double.NEGATIVE_INFINITY) {
                into[intoAt + 1] =
                        scaled(into[intoAt + 1], into[intoAt] - shift) + scaled(from[fromAt + 1], from[fromAt] - shift);
                into[intoAt] = shift;
            }
        }
    }

    /**
     * The sums behind {@link io.gramian.core.backend.RowStatistics}. State: shift, sum of 2^u, of its
     * square, of u 2^u, with u = exponent - shift, and the largest exponent.
     */
    static final class Statistics<A> extends Reduction<A> {
        private final A bias;

        Statistics(TileLoops<A> loops, A bias) {
            super(loops, "row statistics", 5);
            this.bias = bias;
        }

        @Override
        boolean takesExponents() {
            return true;
        }

        @Override
        void clear(double[] states, int at) {
            Arrays.fill(states, at, at + 5, 0);
            states[at] = Double.NEGATIVE_INFINITY;
            states[at + 4] = Double.NEGATIVE_INFINITY;
        }

        @Override
        void fold(A row, int i, int columns, int first, double scale, A[] scratch, double[] states, int at) {
            double max = loops.maxExponent(row, columns, scale, bias, first);
            if (max == Double.NEGATIVE_INFINITY) {
                return;
            }
            if (Math.floor(max) > states[at]) {
                shiftTo(states, at, Math.floor(max));
            }
            states[at + 4] = Math.max(states[at + 4], max);
            loops.shiftedExponents(row, columns, scale, -states[at], bias, first, scratch);
            loops.addMoments(row, columns, scratch, states, at + 1);
        }

        private static void shiftTo(double[] states, int at, double shift) {
            double change = states[at] - shift;
            if (change > Double.NEGATIVE_INFINITY) {
                states[at + 3] = scaled(states[at + 3] + change * states[at + 1], change);
                states[at + 2] = scaled(states[at + 2], 2 * change);
                states[at + 1] = scaled(states[at + 1], change);
            }
            states[at] = shift;
        }

        @Override
        void merge(double[] into, int intoAt, double[] from, int fromAt) {
            double shift = Math.max(into[intoAt], from[fromAt]);
            if (shift == Double.NEGATIVE_INFINITY) {
                return;
            }
            double[] other = Arrays.copyOfRange(from, fromAt, fromAt + 5);
            shiftTo(into, intoAt, shift);
            shiftTo(other, 0, shift);
            for (int s = 1; s <= 3; s++) {
                into[intoAt + s] += other[s];
            }
            into[intoAt + 4] = Math.max(into[intoAt + 4], other[4]);
        }
    }

    /** The k smallest values. State: k distances ascending, then their columns. */
    static final class Nearest<A> extends Reduction<A> {
        private final int k;

        Nearest(TileLoops<A> loops, int k) {
            super(loops, "nearest neighbours", 2 * k);
            this.k = k;
        }

        @Override
        double neutral(double scale) {
            return Double.POSITIVE_INFINITY;
        }

        @Override
        void clear(double[] states, int at) {
            Arrays.fill(states, at, at + k, Double.POSITIVE_INFINITY);
            Arrays.fill(states, at + k, at + 2 * k, -1);
        }

        @Override
        void fold(A row, int i, int columns, int first, double scale, A[] scratch, double[] states, int at) {
            loops.nearest(row, columns, first, k, states, at);
        }

        @Override
        void merge(double[] into, int intoAt, double[] from, int fromAt) {
            for (int rank = 0; rank < k && from[fromAt + rank] < into[intoAt + k - 1]; rank++) {
                TileLoops.insert(from[fromAt + rank], from[fromAt + k + rank], k, into, intoAt);
            }
        }
    }

    /** value 2^exponent, exact unless it underflows; 0 for value 0 whatever the exponent. */
    private static double scaled(double value, double exponent) {
        return value == 0 ? 0 : Math.scalb(value, (int) Math.max(exponent, -5000));
    }
}
