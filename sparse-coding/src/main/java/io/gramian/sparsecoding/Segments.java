package io.gramian.sparsecoding;

/**
 * The grid cut into boxes of at least the reach of one coefficient, where that is possible, so that a change in one reaches
 * only its neighbours.
 */
final class Segments {
    private final int[] grid;
    private final int[] length = new int[3];
    private final int[] count = new int[3];

    Segments(int[] grid, int[] box) {
        this.grid = grid;
        for (int axis = 0; axis < 3; axis++) {
            length[axis] = Math.min(2 * box[axis] - 1, grid[axis]);
            count[axis] = (grid[axis] + length[axis] - 1) / length[axis];
        }
    }

    int size() {
        return count[0] * count[1] * count[2];
    }

    int[] from(int segment) {
        return new int[] {
            segment / count[2] / count[1] * length[0],
            segment / count[2] % count[1] * length[1],
            segment % count[2] * length[2]
        };
    }

    int[] to(int segment) {
        int[] to = from(segment);
        for (int axis = 0; axis < 3; axis++) {
            to[axis] = Math.min(grid[axis], to[axis] + length[axis]);
        }
        return to;
    }

    /** Marks every segment that a change at a place reaches, within {@code box - 1} on either side of every axis. */
    void mark(boolean[] marks, int position, int[] box) {
        int[] place = {position / grid[2] / grid[1], position / grid[2] % grid[1], position % grid[2]};
        for (int p = place[0] - box[0] + 1; p < place[0] + box[0]; p = next(p, place[0] + box[0], 0)) {
            for (int r = place[1] - box[1] + 1; r < place[1] + box[1]; r = next(r, place[1] + box[1], 1)) {
                for (int q = place[2] - box[2] + 1; q < place[2] + box[2]; q = next(q, place[2] + box[2], 2)) {
                    marks[(of(p, 0) * count[1] + of(r, 1)) * count[2] + of(q, 2)] = true;
                }
            }
        }
    }

    /** The segment on one axis of a place that may lie beyond its end; without wrapping, one mark too many is harmless. */
    private int of(int place, int axis) {
        return Math.floorMod(place, grid[axis]) / length[axis];
    }

    /** The first place of the next segment on an axis, at most the end. */
    private int next(int place, int end, int axis) {
        int wrapped = Math.floorMod(place, grid[axis]);
        int segmentEnd = Math.min(grid[axis], (wrapped / length[axis] + 1) * length[axis]);
        return Math.min(end, place + segmentEnd - wrapped);
    }
}
