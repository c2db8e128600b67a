package io.gramian.core.internal.filterbank;

import io.gramian.core.Precision;

/**
 * How maps stand in memory: in blocks of a few maps, [block][row][position][lane]. The filters of a group (one for all
 * channels, or one for each) fill some blocks, the last of them padded with zeros. A block is so wide that the lines in work
 * stay in the second-level cache and what is read and written of the scattered spectrum are not too small pieces.
 */
record Layout(Grid grid, int filters, int width, int parts, int groups) {
    private static final int WIDEST = 320; // bytes; of 256 positions, a complex line and the scratch for it are 320 KB
    private static final int LONGEST = 4 << 20; // bytes of a complex line

    static Layout of(MapLoops<?> loops, Grid grid, int filters, int groups) {
        int bytes = loops.precision() == Precision.DOUBLE ? 8 : 4;
        int lanes = loops.lanes();
        int most = Math.max(lanes, Math.min(WIDEST, LONGEST / 2 / grid.longest()) / bytes / lanes * lanes);
        int parts = (filters + most - 1) / most;
        if (grid.rows() == 1 && filters > lanes) {
            parts += parts % 2; // a lonely row is transformed with that of another block
        }
        int width = width(filters, parts, lanes);
        int mostParts = grid.rows() > 1 ? 2 * parts : parts;
        for (int more = parts + 1; more <= mostParts; more++) {
            if (more * width(filters, more, lanes) < parts * width) { // less padding
                parts = more;
                width = width(filters, more, lanes);
            }
        }
        return new Layout(grid, filters, width, (filters + width - 1) / width, groups);
    }

    private static int width(int filters, int parts, int lanes) {
        return ((filters + parts - 1) / parts + lanes - 1) / lanes * lanes;
    }

    /** Returns the number of blocks. */
    int blocks() {
        return parts * groups;
    }

    /** Returns the number of lanes of a group, padding included. */
    int lanes() {
        return parts * width;
    }

    int maps() {
        return groups * filters;
    }

    /** Returns how many numbers all maps are. */
    long length() {
        return (long) grid.size() * blocks() * width;
    }

    /** Returns how many numbers their spectrum is. */
    long spectrumLength() {
        return 2L * grid.frequencies() * blocks() * width;
    }

    /** Returns how many numbers a row of a block is. */
    int rowLength() {
        return grid.length() * width;
    }

    /** Returns where a row of a block starts. */
    int rowAt(int row, int block) {
        return (block * grid.rows() + row) * rowLength();
    }

    /** Returns the filter of a lane, which is a padding lane if there is none so high. */
    int filter(int block, int lane) {
        return block % parts * width + lane;
    }

    int blockOf(int map) {
        return map / filters * parts + map % filters / width;
    }

    int laneOf(int map) {
        return map % filters % width;
    }
}
