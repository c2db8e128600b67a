package io.gramian.core.internal.filterbank;

import io.gramian.core.backend.Proximal;

/**
 * The bounds t lambda w of a penalty, laid out as the maps are.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class Thresholds<A> {
    private final MapLoops<A> loops;
    private final Layout layout;
    private final Proximal penalty;
    private final double step;
    private final Bounds<A> common; // of all lanes of a group
    private final boolean[] isByPosition; // of the parts of a group

    Thresholds(MapLoops<A> loops, Layout layout, Proximal penalty, double step) {
        this.loops = loops;
        this.layout = layout;
        this.penalty = penalty;
        this.step = step;
        this.common = allocate(layout.lanes());
        this.isByPosition = new boolean[layout.parts()];
        for (int filter = 0; filter < layout.filters(); filter++) {
            if (penalty.hasPixelWeights(filter)) {
                isByPosition[filter / layout.width()] = true;
            } else {
                set(common, filter, penalty.weight(filter, 0));
            }
        }
    }

    private Bounds<A> allocate(int length) {
        return new Bounds<>(loops.allocate(length), loops.allocate(length), loops.allocate(length), 0, length);
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

    Proximal penalty() {
        return penalty;
    }

    /** Returns whether the penalty couples the channels. */
    boolean isGrouped() {
        return penalty.groupPenalty() > 0;
    }

    double groupThreshold() {
        return step * penalty.groupPenalty();
    }

    /** Returns the bounds of a row of a block. */
    Bounds<A> row(int row, int block) {
        int part = block % layout.parts();
        int width = layout.width();
        if (!isByPosition[part]) {
            return new Bounds<>(common.low(), common.high(), common.weight(), part * width, width);
        }
        Bounds<A> bounds = allocate(layout.rowLength());
        int points = layout.grid().length();
        for (int point = 0; point < points; point++) {
            for (int lane = 0; lane < width && part * width + lane < layout.filters(); lane++) {
                set(bounds, point * width + lane, penalty.weight(part * width + lane, row * points + point));
            }
        }
        return bounds;
    }
}
