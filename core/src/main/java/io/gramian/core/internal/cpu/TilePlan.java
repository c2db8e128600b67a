package io.gramian.core.internal.cpu;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Matrix;
import io.gramian.core.internal.gram.Exclusion;
import io.gramian.core.internal.gram.Scales;
import io.gramian.core.kernel.Expression;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * How the pairs of one Gram matrix are cut into tiles and who fills them: what all passes over it share.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class TilePlan<A> {
    /** Coordinates from which more rows and columns belong together: from there memory, not arithmetic, is the limit. */
    private static final int MANY = 257;

    /** Pairs times (coordinates + 20) below which the work, some 50 microseconds, stays on the caller. */
    private static final long SMALL = 2_000_000;

    final CpuBackend backend;
    final TileLoops<A> loops;
    final Points x;
    final Points y;
    final Scales scales;
    final Exclusion exclusion;
    final int tileColumns;

    /** Rows that are taken through a chunk together. */
    final int group;

    private final Progress progress;
    private final IntFunction<Evaluator<A>> evaluators;

    /** What evaluators of the current pass hold outside the heap. */
    private final Queue<Matrix> held = new ConcurrentLinkedQueue<>();

    TilePlan(
            CpuBackend backend,
            TileLoops<A> loops,
            Expression expression,
            Points x,
            Points y,
            Scales scales,
            Exclusion exclusion,
            Distances distances,
            Progress progress) {
        this.backend = backend;
        this.loops = loops;
        this.x = x;
        this.y = y;
        this.scales = scales;
        this.exclusion = exclusion;
        this.progress = progress;
        this.group = y.dimension() < MANY ? 64 : 256;
        this.tileColumns = tileColumns(loops.precision(), y.dimension());
        this.evaluators = plan(expression, distances);
    }

    /**
     * A power of two such that a tile of eight rows takes 16 KB of the first-level cache at most and its packed
     * columns 256 KB of the second, but at least 128: what columns are fetched for is a group of rows.
     */
    private static int tileColumns(Precision precision, int dimension) {
        int bytes = precision == Precision.DOUBLE ? Double.BYTES : Float.BYTES;
        int most = 16_384 / bytes / TileLoops.ROWS;
        return Math.max(128, Math.min(most, Integer.highestOneBit(262_144 / bytes / dimension)));
    }

    /** Prepares what threads share, and returns how each makes its own evaluator for so many rows. */
    private IntFunction<Evaluator<A>> plan(Expression expression, Distances distances) {
        if (expression instanceof Expression.Leaf leaf) {
            LeafEvaluator.Plan<A> plan =
                    LeafEvaluator.Plan.of(backend, loops, leaf, x, y, scales, tileColumns, distances, held);
            return rows -> new LeafEvaluator<>(plan, rows, tileColumns);
        } else if (expression instanceof Expression.Scaled scaled) {
            IntFunction<Evaluator<A>> of = plan(scaled.of(), distances);
            return rows -> new ScaledEvaluator<>(loops, scaled.factor(), of.apply(rows));
        } else if (expression instanceof Expression.Custom custom) {
            return rows -> new CustomEvaluator<>(loops, custom, x, y, rows);
        }
        IntFunction<Evaluator<A>> left = plan(expression.parts().get(0), distances);
        IntFunction<Evaluator<A>> right = plan(expression.parts().get(1), distances);
        return rows -> new CompositeEvaluator<>(loops, expression, left.apply(rows), right.apply(rows), tileColumns);
    }

    Evaluator<A> evaluator(int rows) {
        return evaluators.apply(rows);
    }

    int groups() {
        return (x.size() + group - 1) / group;
    }

    /** Shares tasks out among the backend's threads, and reports as many of {@code pairs} as tasks are done. */
    void share(String stage, int tasks, long pairs, Supplier<Workers.Worker> workers) {
        share(stage, tasks, 0, tasks, pairs, workers);
    }

    /** The same for one of several stretches of a pass: {@code before} of {@code all} tasks were done. */
    void share(String stage, int tasks, long before, long all, long pairs, Supplier<Workers.Worker> workers) {
        boolean isSmall = (double) pairs * tasks / all * (y.dimension() + 20) < SMALL;
        try {
            backend.workers()
                    .run(
                            tasks,
                            isSmall,
                            workers,
                            finished -> progress.update(
                                    stage, Math.round((double) pairs * (before + finished) / all), pairs));
        } finally {
            for (Matrix matrix = held.poll(); matrix != null; matrix = held.poll()) {
                matrix.close();
            }
        }
    }

    /**
     * Overwrites what counts for nothing in one row of a tile: its padding, and pairs that are excluded.
     *
     * @param row the tile's row
     * @param present columns that exist
     * @param columns columns in the tile
     * @param i the row of the matrix
     * @param first the tile's first column in the matrix
     */
    void mask(A row, int present, int columns, int i, int first, double neutral) {
        for (int j = present; j < columns; j++) {
            loops.set(row, j, neutral);
        }
        for (int rank = 0; rank < exclusion.count(i); rank++) {
            int j = exclusion.column(i, rank) - first;
            if (j >= 0 && j < present) {
                loops.set(row, j, neutral);
            }
        }
    }
}
