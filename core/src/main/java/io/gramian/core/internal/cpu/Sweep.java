package io.gramian.core.internal.cpu;

import java.util.function.Supplier;

/**
 * One pass over all pairs of a Gram matrix: groups of {@link TilePlan#group} rows by chunks of {@link Panels#CHUNK}
 * columns, in tiles of eight rows, shared out among threads.
 *
 * <p>A row's result is merged from its chunks in their order, and within a chunk from its tiles in theirs,
 * whichever thread computed what and however much memory there was: so it is the same to the bit.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class Sweep<A> {
    /** Numbers that partial states may take up when threads share the columns: 64 MB. */
    private static final long MOST_PARTIALS = 8_000_000;

    private final TilePlan<A> plan;
    private final int n;
    private final int m;

    Sweep(TilePlan<A> plan) {
        this.plan = plan;
        this.n = plan.x.size();
        this.m = plan.y.size();
    }

    /** Returns the states of all rows, row after row. */
    double[] run(Reduction<A> reduction) {
        int chunks = Panels.chunks(m);
        int groups = plan.groups();
        int size = reduction.stateSize;
        double[] states = new double[n * size];
        if (chunks == 1 || groups >= 4 * plan.backend.threads() || (long) chunks * n * size > MOST_PARTIALS) {
            share(reduction.stage, groups, () -> {
                Tiles tiles = new Tiles(reduction);
                double[] partial = new double[plan.group * size];
                return group -> {
                    tiles.rows(group);
                    clear(reduction, states, tiles.firstRow, tiles.rowCount);
                    for (int c = 0; c < chunks; c++) {
                        tiles.fold(c, partial, 0);
                        merge(reduction, states, tiles.firstRow, partial, 0, tiles.rowCount);
                    }
                };
            });
        } else { // few rows: threads share the columns, and the chunks are merged in the same order after
            double[][] partials = new double[chunks][n * size];
            share(reduction.stage, groups * chunks, () -> {
                Tiles tiles = new Tiles(reduction);
                return task -> {
                    tiles.rows(task / chunks);
                    tiles.fold(task % chunks, partials[task % chunks], tiles.firstRow);
                };
            });
            clear(reduction, states, 0, n);
            for (double[] partial : partials) {
                merge(reduction, states, 0, partial, 0, n);
            }
        }
        return states;
    }

    /** Writes all values, row after row. */
    void fill(double[] values) {
        share("matrix entries", plan.groups(), () -> {
            Tiles tiles = new Tiles(null);
            return group -> {
                tiles.rows(group);
                for (int c = 0; c < Panels.chunks(m); c++) {
                    tiles.write(c, values);
                }
            };
        });
    }

    private void share(String stage, int tasks, Supplier<Workers.Worker> workers) {
        plan.share(stage, tasks, (long) n * m, workers);
    }

    private static <A> void clear(Reduction<A> reduction, double[] states, int firstRow, int rows) {
        for (int i = firstRow; i < firstRow + rows; i++) {
            reduction.clear(states, i * reduction.stateSize);
        }
    }

    private static <A> void merge(
            Reduction<A> reduction, double[] into, int intoRow, double[] from, int fromRow, int rows) {
        int size = reduction.stateSize;
        for (int i = 0; i < rows; i++) {
            reduction.merge(into, (intoRow + i) * size, from, (fromRow + i) * size);
        }
    }

    /** The buffers of one thread, and the walk over the tiles of a group of rows and a chunk of columns. */
    private final class Tiles {
        private final Reduction<A> reduction;
        private final Evaluator<A> evaluator;
        private final A[] tile;
        private final A[] scratch;
        private int group = -1;
        private int firstRow;
        private int rowCount;

        /** {@code reduction} is null where values are written, not folded. */
        Tiles(Reduction<A> reduction) {
            int rows = Math.min(plan.group, n);
            this.reduction = reduction;
            this.evaluator = plan.evaluator(rows);
            this.tile = plan.loops.allocateTile(TileLoops.ROWS, plan.tileColumns);
            this.scratch = plan.loops.allocateTile(TileLoops.SCRATCH, plan.tileColumns);
        }

        void rows(int index) {
            if (index != group) {
                group = index;
                firstRow = index * plan.group;
                rowCount = Math.min(plan.group, n - firstRow);
                evaluator.rows(firstRow, rowCount);
            }
        }

        /** Sets the states of the current rows to those of one chunk. */
        void fold(int chunk, double[] states, int stateRow) {
            clear(reduction, states, stateRow, rowCount);
            evaluator.chunk(chunk);
            int count = Math.min(Panels.CHUNK, m - chunk * Panels.CHUNK);
            for (int from = 0; from < count; from += plan.tileColumns) {
                int present = Math.min(plan.tileColumns, count - from);
                int columns = Panels.padded(present);
                int first = chunk * Panels.CHUNK + from;
                for (int row = 0; row < rowCount; row += TileLoops.ROWS) {
                    int rows = Math.min(TileLoops.ROWS, rowCount - row);
                    double scale = fill(row, rows, from, columns);
                    double neutral = reduction.neutral(scale);
                    for (int r = 0; r < rows; r++) {
                        plan.mask(tile[r], present, columns, firstRow + row + r, first, neutral);
                        int at = (stateRow + row + r) * reduction.stateSize;
                        reduction.fold(tile[r], firstRow + row + r, columns, first, scale, scratch, states, at);
                    }
                }
            }
        }

        private double fill(int row, int rows, int from, int columns) {
            int block = row / TileLoops.ROWS;
            if (reduction.takesExponents()) {
                return evaluator.exponents(block, rows, from, columns, tile);
            }
            evaluator.values(block, rows, from, columns, tile);
            return 1;
        }

        void write(int chunk, double[] values) {
            evaluator.chunk(chunk);
            int count = Math.min(Panels.CHUNK, m - chunk * Panels.CHUNK);
            for (int from = 0; from < count; from += plan.tileColumns) {
                int present = Math.min(plan.tileColumns, count - from);
                int first = chunk * Panels.CHUNK + from;
                for (int row = 0; row < rowCount; row += TileLoops.ROWS) {
                    int rows = Math.min(TileLoops.ROWS, rowCount - row);
                    evaluator.values(row / TileLoops.ROWS, rows, from, Panels.padded(present), tile);
                    for (int r = 0; r < rows; r++) {
                        plan.mask(tile[r], present, present, firstRow + row + r, first, 0);
                        int at = (firstRow + row + r) * m + first;
                        plan.loops.store(tile[r], present, values, at);
                    }
                }
            }
        }
    }
}
