package io.gramian.core.internal.filterbank;

import io.gramian.core.backend.Proximal;

/**
 * The bounds t lambda w of a penalty, laid out as the maps are.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class Thresholds<A> {
    private final MapLoops<A> loops;
    private final Grid grid;
    private final int filters;
    private final int lanes; // of one group
    private final Proximal penalty;
    private final double step;
    private final Bounds<A> common;
    private final boolean byPosition;

    Thresholds(MapLoops<A> loops, Grid grid, int filters, int lanes, int groups, Proximal penalty, double step) {
        this.loops = loops;
        this.grid = grid;
        this.filters = filters;
        this.lanes = lanes;
        this.penalty = penalty;
        this.step = step;
        int all = lanes * groups;
        this.common = new Bounds<>(loops.allocate(all), loops.allocate(all), loops.allocate(all), 0, 0);
        boolean anyByPosition = false;
        for (int lane = 0; lane < all; lane++) {
            int filter = lane % lanes;
            if (filter < filters && penalty.hasPixelWeights(filter)) {
                anyByPosition = true;
            } else if (filter < filters) {
                set(common, lane, penalty.weight(filter, 0));
            }
        }
        this.byPosition = anyByPosition;
    }

    private void set(Bounds<A> bounds, int at, double weight) {
        boolean isForbidden = weight == Double.POSITIVE_INFINITY;
        double bound = isForbidden ? weight : step * penalty.penalty() * weight;
        loops.set(bounds.high(), at, bound);
        loops.set(bounds.low(), at, penalty.isNonNegative() ? Double.NEGATIVE_INFINITY : -bound);
        loops.set(bounds.weight(), at, isForbidden ? 0 : penalty.penalty() * weight);
    }

    double step() {
        return step;
    }

    double groupThreshold() {
        return step * penalty.groupPenalty();
    }

    double groupPenalty() {
        return penalty.groupPenalty();
    }

    /** Returns the bounds of some lanes of a row. */
    Bounds<A> row(int row, int lane, int width) {
        if (!byPosition) {
            return new Bounds<>(common.low(), common.high(), common.weight(), lane, 0);
        }
        int points = grid.length();
        Bounds<A> bounds = new Bounds<>(
                loops.allocate(points * width),
                loops.allocate(points * width),
                loops.allocate(points * width),
                0,
                width);
        for (int point = 0; point < points; point++) {
            for (int i = 0; i < width; i++) {
                int filter = (lane + i) % lanes;
                if (filter < filters) {
                    set(bounds, point * width + i, penalty.weight(filter, row * points + point));
                }
            }
        }
        return bounds;
    }
}
