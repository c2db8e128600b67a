package io.gramian.core.internal.cpu;

import io.gramian.core.Points;
import io.gramian.core.internal.gram.CheckedGram;
import io.gramian.core.internal.gram.Summary;
import java.util.Arrays;

/**
 * Sums of k_ij times powers of y_j - x_i. State: a shift, which stays zero unless logarithms are summed, the sum, its d
 * first moments, and, of order 2, the d (d + 1) / 2 second ones, (0, 0), (1, 0), (1, 1), (2, 0), ...
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class Moments<A> extends Reduction<A> {
    private final Points x;
    private final int d;
    private final int order;
    private final int tileColumns;
    private final double[] centre;
    private final A coordinates; // [tile][k][tileColumns], about the centre
    private final A weights; // null where logarithms are summed
    private final A bias;

    private Moments(TilePlan<A> plan, int order, A weights, A bias) {
        super(plan.loops, "moments", 2 + CheckedGram.momentsOf(plan.y.dimension(), order));
        this.x = plan.x;
        this.d = plan.y.dimension();
        this.order = order;
        this.tileColumns = plan.tileColumns;
        this.weights = weights;
        this.bias = bias;
        this.centre = Summary.of(plan.y, new io.gramian.core.kernel.Transform.Identity())
                .centre();
        this.coordinates = pack(plan.y);
    }

    static <A> Moments<A> ofValues(TilePlan<A> plan, int order, A weights) {
        return new Moments<>(plan, order, weights, null);
    }

    static <A> Moments<A> ofExponents(TilePlan<A> plan, int order, A bias) {
        return new Moments<>(plan, order, null, bias);
    }

    private A pack(Points y) {
        int tiles = (y.size() + tileColumns - 1) / tileColumns;
        A packed = loops.allocate(tiles * tileColumns * d);
        double[] point = new double[d];
        for (int j = 0; j < y.size(); j++) {
            y.copyRow(j, point);
            int at = j / tileColumns * tileColumns * d + j % tileColumns;
            for (int k = 0; k < d; k++) {
                loops.set(packed, at + k * tileColumns, point[k] - centre[k]);
            }
        }
        return packed;
    }

    @Override
    boolean takesExponents() {
        return weights == null;
    }

    @Override
    void clear(double[] states, int at) {
        Arrays.fill(states, at, at + stateSize, 0);
        states[at] = takesExponents() ? Double.NEGATIVE_INFINITY : 0;
    }

    @Override
    void fold(A row, int i, int columns, int first, double scale, A[] scratch, double[] states, int at) {
        if (takesExponents()) {
            double max = Math.floor(loops.maxExponent(row, columns, scale, bias, first));
            if (max == Double.NEGATIVE_INFINITY) {
                return;
            }
            if (max > states[at]) {
                rescale(states, at, max);
            }
            loops.shiftedExponents(row, columns, scale, -states[at], bias, first, scratch);
            loops.powers(row, columns, scratch);
        } else {
            loops.multiply(row, columns, weights, first, 1, scratch);
        }
        addMoments(row, i, columns, first, scratch, states, at + 1);
    }

    /** Differences are taken pair by pair: from moments about a common point, narrow kernels would keep no digits. */
    private void addMoments(A row, int i, int columns, int first, A[] scratch, double[] states, int at) {
        states[at] += loops.sum(row, columns);
        A products = scratch[3];
        int second = at + 1 + d;
        for (int k = 0; k < d; k++) {
            int from = first / tileColumns * tileColumns * d + k * tileColumns;
            double a = x.value(i, k) - centre[k];
            states[at + 1 + k] += loops.differences(row, columns, coordinates, from, a, products, scratch);
            for (int l = 0; l <= k && order == 2; l++) {
                from = first / tileColumns * tileColumns * d + l * tileColumns;
                double b = x.value(i, l) - centre[l];
                states[second++] += loops.differences(products, columns, coordinates, from, b, scratch[4], scratch);
            }
        }
    }

    private void rescale(double[] states, int at, double shift) {
        double change = Math.max(states[at] - shift, -5000);
        for (int s = 1; s < stateSize; s++) {
            states[at + s] = states[at + s] == 0 ? 0 : states[at + s] * Math.scalb(1.0, (int) change);
        }
        states[at] = shift;
    }

    @Override
    void merge(double[] into, int intoAt, double[] from, int fromAt) {
        double shift = Math.max(into[intoAt], from[fromAt]);
        if (shift == Double.NEGATIVE_INFINITY) {
            return;
        }
        double[] other = Arrays.copyOfRange(from, fromAt, fromAt + stateSize);
        rescale(into, intoAt, shift);
        rescale(other, 0, shift);
        for (int s = 1; s < stateSize; s++) {
            into[intoAt + s] += other[s];
        }
    }
}
