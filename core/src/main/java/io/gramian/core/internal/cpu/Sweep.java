package io.gramian.core.internal.cpu;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.kernel.Expression;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * One pass over all pairs of a Gram matrix: groups of {@link #GROUP} rows by chunks of {@link Panels#CHUNK}
 * columns, in tiles of eight rows, shared out among threads.
 *
 * <p>A row's result is merged from its chunks in their order, and within a chunk from its tiles in theirs,
 * whichever thread computed what and however much memory there was: so it is the same to the bit.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class Sweep<A> {
    /** Rows that are taken through a chunk together. */
    static final int GROUP = 64;

    /** Pairs times (coordinates + 20) below which the work, some 50 microseconds, stays on the caller. */
    private static final long SMALL = 2_000_000;

    /** Numbers that partial states may take up when threads share the columns: 64 MB. */
    private static final long MOST_PARTIALS = 8_000_000;

    private final CpuBackend backend;
    private final TileLoops<A> loops;
    private final Points x;
    private final Points y;
    private final boolean excludesSelf;
    private final Progress progress;
    private final int tileColumns;
    private final IntFunction<Evaluator<A>> evaluators;

    Sweep(
            CpuBackend backend,
            TileLoops<A> loops,
            Expression expression,
            Points x,
            Points y,
            boolean excludesSelf,
            boolean exactDistances,
            Progress progress) {
        this.backend = backend;
        this.loops = loops;
        this.x = x;
        this.y = y;
        this.excludesSelf = excludesSelf;
        this.progress = progress;
        this.tileColumns = tileColumns(loops.precision(), y.dimension());
        this.evaluators = plan(expression, exactDistances);
    }

    /**
     * A power of two such that a tile of eight rows takes 16 KB of the first-level cache at most and its packed
     * columns 256 KB of the second, but at least 64.
     */
    private static int tileColumns(Precision precision, int dimension) {
        int bytes = precision == Precision.DOUBLE ? Double.BYTES : Float.BYTES;
        int most = 16_384 / bytes / TileLoops.ROWS;
        return Math.max(64, Math.min(most, Integer.highestOneBit(262_144 / bytes / dimension)));
    }

    Evaluator<A> evaluator(int rows) {
        return evaluators.apply(rows);
    }

    /** Prepares what threads share, and returns how each makes its own evaluator for so many rows. */
    private IntFunction<Evaluator<A>> plan(Expression expression, boolean exactDistances) {
        if (expression instanceof Expression.Leaf leaf) {
            LeafEvaluator.Plan<A> plan =
                    LeafEvaluator.Plan.of(loops, leaf, x, y, tileColumns, backend.memoryLimit(), exactDistances);
            return rows -> new LeafEvaluator<>(plan, rows, tileColumns);
        } else if (expression instanceof Expression.Scaled scaled) {
            IntFunction<Evaluator<A>> of = plan(scaled.of(), exactDistances);
            return rows -> new ScaledEvaluator<>(loops, scaled.factor(), of.apply(rows));
        } else if (expression instanceof Expression.Custom custom) {
            return rows -> new CustomEvaluator<>(loops, custom, x, y, rows);
        }
        IntFunction<Evaluator<A>> left = plan(expression.parts().get(0), exactDistances);
        IntFunction<Evaluator<A>> right = plan(expression.parts().get(1), exactDistances);
        return rows -> new CompositeEvaluator<>(loops, expression, left.apply(rows), right.apply(rows), tileColumns);
    }

    /** Returns the states of all rows, row after row. */
    double[] run(Reduction<A> reduction) {
        int n = x.size();
        int chunks = Panels.chunks(y.size());
        int groups = (n + GROUP - 1) / GROUP;
        int size = reduction.stateSize;
        double[] states = new double[n * size];
        if (chunks == 1 || groups >= 4 * backend.threads() || (long) chunks * n * size > MOST_PARTIALS) {
            share(reduction.stage, groups, () -> {
                Tiles tiles = new Tiles(reduction);
                double[] partial = new double[GROUP * size];
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
        int groups = (x.size() + GROUP - 1) / GROUP;
        share("matrix entries", groups, () -> {
            Tiles tiles = new Tiles(null);
            return group -> {
                tiles.rows(group);
                for (int c = 0; c < Panels.chunks(y.size()); c++) {
                    tiles.write(c, values);
                }
            };
        });
    }

    private void share(String stage, int tasks, Supplier<Workers.Worker> workers) {
        long pairs = (long) x.size() * y.size();
        backend.workers()
                .run(
                        tasks,
                        pairs * (y.dimension() + 20) < SMALL,
                        workers,
                        finished -> progress.update(stage, Math.round((double) pairs * finished / tasks), pairs));
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
            int rows = Math.min(GROUP, x.size());
            this.reduction = reduction;
            this.evaluator = evaluators.apply(rows);
            this.tile = loops.allocateTile(TileLoops.ROWS, tileColumns);
            this.scratch = loops.allocateTile(TileLoops.SCRATCH, tileColumns);
        }

        void rows(int index) {
            if (index != group) {
                group = index;
                firstRow = index * GROUP;
                rowCount = Math.min(GROUP, x.size() - firstRow);
                evaluator.rows(firstRow, rowCount);
            }
        }

        /** Sets the states of the current rows to those of one chunk. */
        void fold(int chunk, double[] states, int stateRow) {
            clear(reduction, states, stateRow, rowCount);
            evaluator.chunk(chunk);
            int count = Math.min(Panels.CHUNK, y.size() - chunk * Panels.CHUNK);
            for (int from = 0; from < count; from += tileColumns) {
                int present = Math.min(tileColumns, count - from);
                int columns = Panels.padded(present);
                int first = chunk * Panels.CHUNK + from;
                for (int row = 0; row < rowCount; row += TileLoops.ROWS) {
                    int rows = Math.min(TileLoops.ROWS, rowCount - row);
                    double scale = fill(row, rows, from, columns);
                    double neutral = reduction.neutral(scale);
                    for (int r = 0; r < rows; r++) {
                        mask(tile[r], present, columns, firstRow + row + r - first, neutral);
                        int at = (stateRow + row + r) * reduction.stateSize;
                        reduction.fold(tile[r], columns, first, scale, scratch, states, at);
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

        /** Makes the padding, and the point itself where it is excluded, count for nothing. */
        private void mask(A row, int present, int columns, int self, double neutral) {
            for (int j = present; j < columns; j++) {
                loops.set(row, j, neutral);
            }
            if (excludesSelf && self >= 0 && self < present) {
                loops.set(row, self, neutral);
            }
        }

        void write(int chunk, double[] values) {
            evaluator.chunk(chunk);
            int count = Math.min(Panels.CHUNK, y.size() - chunk * Panels.CHUNK);
            for (int from = 0; from < count; from += tileColumns) {
                int present = Math.min(tileColumns, count - from);
                int first = chunk * Panels.CHUNK + from;
                for (int row = 0; row < rowCount; row += TileLoops.ROWS) {
                    int rows = Math.min(TileLoops.ROWS, rowCount - row);
                    evaluator.values(row / TileLoops.ROWS, rows, from, Panels.padded(present), tile);
                    for (int r = 0; r < rows; r++) {
                        mask(tile[r], present, present, firstRow + row + r - first, 0);
                        int at = (firstRow + row + r) * y.size() + first;
                        for (int j = 0; j < present; j++) {
                            values[at + j] = loops.get(tile[r], j);
                        }
                    }
                }
            }
        }
    }
}
