package io.gramian.sparsecoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Overlapping windows of one shape that cover a grid, the circular one around its ends. A coefficient belongs to every window
 * that its whole atom lies in; neighbours share as many places as an atom is long, and every coefficient has a window.
 */
final class TileGrid {
    private final int[] shape; // three axes each
    private final int[] window;
    private final int[] margin; // of a window, half of what it shares with its neighbour
    private final boolean isCircular;
    private final List<int[]> origins = new ArrayList<>();

    /**
     * @param shape of the signal
     * @param support the largest atom's
     * @param longest no axis of a window is longer; at least twice the support where that is shorter than the signal
     */
    TileGrid(int[] shape, int[] support, int longest, Boundary boundary) {
        this.shape = Shapes.three(shape);
        this.window = new int[3];
        this.margin = new int[3];
        this.isCircular = boundary == Boundary.CIRCULAR;
        int[] reach = Shapes.three(support);
        int[][] starts = new int[3][];
        for (int axis = 0; axis < 3; axis++) {
            window[axis] = Math.min(longest, this.shape[axis]);
            margin[axis] = Math.min(reach[axis] - 1, (window[axis] - 1) / 2);
            starts[axis] = starts(this.shape[axis], window[axis], reach[axis], isCircular);
        }
        for (int plane : starts[0]) {
            for (int row : starts[1]) {
                for (int column : starts[2]) {
                    origins.add(new int[] {plane, row, column});
                }
            }
        }
    }

    private static int[] starts(int length, int window, int support, boolean isCircular) {
        int places = window - support + 1; // of the largest atom within a window
        int stride = Math.max(1, places - (support - 1));
        if (isCircular ? places == length : window == length) {
            return new int[] {0};
        }
        int last = isCircular ? length - 1 : length - window;
        int count = isCircular ? (length + stride - 1) / stride : (last + stride - 1) / stride + 1;
        int[] starts = new int[count];
        Arrays.setAll(starts, i -> Math.min(i * stride, last));
        return starts;
    }

    int count() {
        return origins.size();
    }

    int[] shape() {
        return shape;
    }

    /** The lengths of a window on three axes. */
    int[] window() {
        return window;
    }

    int[] origin(int tile) {
        return origins.get(tile);
    }

    /** Whether two windows have a place in common. */
    boolean meet(int one, int other) {
        for (int axis = 0; axis < 3; axis++) {
            int apart = Math.floorMod(origins.get(one)[axis] - origins.get(other)[axis], shape[axis]);
            if (apart >= window[axis] && shape[axis] - apart >= window[axis]) {
                return false;
            }
        }
        return true;
    }

    /** The numbers of a window, channel after channel. */
    double[] read(double[] grid, int channels, int tile) {
        double[] piece = new double[channels * window[0] * window[1] * window[2]];
        eachLine(channels, tile, (at, from, count) -> System.arraycopy(grid, from, piece, at, count));
        return piece;
    }

    /** Puts the numbers of a window in their places. */
    void write(double[] piece, double[] grid, int channels, int tile) {
        eachLine(channels, tile, (at, to, count) -> System.arraycopy(piece, at, grid, to, count));
    }

    /** The same in the middle of the window alone; the middles of all windows cover the grid. */
    void writeMiddle(double[] piece, double[] grid, int channels, int tile) {
        double[] all = read(grid, channels, tile);
        int places = all.length / channels;
        for (int at = 0; at < all.length; at++) {
            all[at] = isMiddle(tile, at % places) ? piece[at] : all[at];
        }
        write(all, grid, channels, tile);
    }

    private boolean isMiddle(int tile, int place) {
        int left = place;
        for (int axis = 2; axis >= 0; axis--) {
            int index = left % window[axis];
            int origin = origins.get(tile)[axis];
            boolean isFirst = !isCircular && origin == 0;
            boolean isLast = !isCircular && origin + window[axis] == shape[axis];
            if (index < margin[axis] && !isFirst || index >= window[axis] - margin[axis] && !isLast) {
                return false;
            }
            left /= window[axis];
        }
        return true;
    }

    private void eachLine(int channels, int tile, LineCopy copy) {
        int[] origin = origins.get(tile);
        int before = Math.min(window[2], shape[2] - origin[2]); // the end of the grid
        int at = 0;
        for (int c = 0; c < channels; c++) {
            for (int line = 0; line < window[0] * window[1]; line++) {
                int start = (c * shape[0] * shape[1] + line(tile, line)) * shape[2];
                copy.copy(at, start + origin[2], before);
                if (before < window[2]) {
                    copy.copy(at + before, start, window[2] - before);
                }
                at += window[2];
            }
        }
    }

    /** Which line of the grid, all axes but the last joined, a line of a window is. */
    int line(int tile, int lineOfWindow) {
        int[] origin = origins.get(tile);
        int plane = (origin[0] + lineOfWindow / window[1]) % shape[0];
        return plane * shape[1] + (origin[1] + lineOfWindow % window[1]) % shape[1];
    }

    private interface LineCopy {
        void copy(int inWindow, int inGrid, int count);
    }
}
