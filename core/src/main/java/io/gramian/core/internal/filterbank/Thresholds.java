package io.gramian.core.internal.filterbank;

import io.gramian.core.backend.Proximal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bounds t lambda w of a penalty, laid out as the maps are.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class Thresholds<A> {
    private static final int MOST_KINDS = 4;

    private final MapLoops<A> loops;
    private final Layout layout;
    private final Proximal penalty;
    private final double step;
    private final Bounds<A> common; // of all lanes of a group
    private final boolean[] isByPosition; // of the parts of a group
    private final Map<Integer, List<Bounds<A>>> kinds = new HashMap<>(); // of rows, by part, where there are few
    private final int[][] kindOfRow; // by part; null where there are many

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
        this.kindOfRow = new int[layout.parts()][];
        for (int part = 0; part < layout.parts(); part++) {
            kindOfRow[part] = isByPosition[part] ? kinds(part) : null;
        }
    }

    /**
     * Finds rows of the same weights, whose bounds are made once: without coefficients at the ends all rows are of one of two
     * kinds, and making their bounds at every use took longer than the transforms.
     */
    private int[] kinds(int part) {
        int[] kind = new int[layout.grid().rows()];
        List<Integer> examples = new ArrayList<>();
        for (int row = 0; row < kind.length; row++) {
            kind[row] = 0;
            while (kind[row] < examples.size() && !isSame(part, row, examples.get(kind[row]))) {
                kind[row]++;
            }
            if (kind[row] == MOST_KINDS) {
                return null;
            }
            if (kind[row] == examples.size()) {
                examples.add(row);
            }
        }
        kinds.put(part, examples.stream().map(row -> make(row, part)).toList());
        return kind;
    }

    private boolean isSame(int part, int row, int other) {
        int points = layout.grid().length();
        int end = Math.min((part + 1) * layout.width(), layout.filters());
        for (int filter = part * layout.width(); filter < end; filter++) {
            if (!penalty.hasSameWeights(filter, row * points, other * points, points)) {
                return false;
            }
        }
        return true;
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
        return kindOfRow[part] == null ? make(row, part) : kinds.get(part).get(kindOfRow[part][row]);
    }

    private Bounds<A> make(int row, int part) {
        int width = layout.width();
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
