package io.gramian.core.internal.cpu;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * One pass over half the pairs of K(X, X): the points are cut into blocks, and each pair of different blocks serves the
 * rows of both.
 *
 * <p>The pairs of blocks are taken in rounds, as in a tournament where everybody meets everybody once and plays at most
 * once a round. So the threads of a round never write to the same rows, a row hears from the other blocks in an order that
 * is always the same, and its sum has the same bits for any number of threads.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class SymmetricSweep<A> {
    /** Blocks beyond which larger ones are taken: enough to share out, few enough to let threads work between rounds. */
    private static final int MOST_BLOCKS = 64;

    /** Coordinates up to which packing rows anew costs little beside the pairs of two blocks. */
    private static final int FEW = 32;

    private final TilePlan<A> plan;
    private final int n;
    private final int blockSize;
    private final int blocks;

    SymmetricSweep(TilePlan<A> plan) {
        this.plan = plan;
        this.n = plan.x.size();
        int size = plan.tileColumns;
        int most = plan.y.dimension() < FEW ? MOST_BLOCKS : MOST_BLOCKS / 4; // rows are packed for each pair of blocks
        while (size < Panels.CHUNK && (long) size * most < n) {
            size *= 2;
        }
        this.blockSize = size; // divides a chunk, so that no block lies in two
        this.blocks = (n + size - 1) / size;
    }

    /** Whether the matrix is symmetric and large enough for this to pay. */
    static <A> boolean pays(TilePlan<A> plan) {
        return plan.x == plan.y && plan.scales.areNone() && plan.x.size() >= 4 * plan.tileColumns;
    }

    /** Returns sum_j w_j k_ij for all rows; the weights are padded. */
    double[] rowSums(A weights) {
        double[] sums = new double[blocks * blockSize];
        double[] rowWeights = new double[n];
        for (int i = 0; i < n; i++) {
            rowWeights[i] = plan.loops.get(weights, i);
        }
        Supplier<Tiles> tiles = () -> new Tiles() {
            @Override
            void take(int row, int rows, int first, int columns, int present, boolean isDiagonal) {
                for (int r = 0; r < rows; r++) {
                    sums[row + r] += plan.loops.dot(tile[r], weights, first, columns, scratch);
                }
                if (!isDiagonal) {
                    System.arraycopy(rowWeights, row, factors, 0, rows);
                    plan.loops.addColumns(tile, rows, columns, factors, sums, first, scratch);
                }
            }
        };
        run("row sums", tiles);
        return Arrays.copyOf(sums, n);
    }

    /** Writes all values, row after row. */
    void fill(double[] values) {
        run("matrix entries", () -> new Tiles() {
            @Override
            void take(int row, int rows, int first, int columns, int present, boolean isDiagonal) {
                for (int r = 0; r < rows; r++) {
                    plan.loops.store(tile[r], present, values, (row + r) * n + first);
                }
                for (int j = 0; j < present && !isDiagonal; j++) {
                    for (int r = 0; r < rows; r++) {
                        values[(first + j) * n + row + r] = values[(row + r) * n + first + j];
                    }
                }
            }
        });
    }

    private void run(String stage, Supplier<Tiles> tiles) {
        int players = blocks + blocks % 2; // an odd one out meets nobody
        long all = blocks + (long) (players - 1) * (players / 2);
        long pairs = (long) n * n;
        plan.share(stage, blocks, 0, all, pairs, () -> {
            Tiles own = tiles.get();
            return block -> own.pair(block, block);
        });
        for (int round = 0; round < players - 1; round++) {
            int turn = round;
            long before = blocks + (long) round * (players / 2);
            plan.share(stage, players / 2, before, all, pairs, () -> {
                Tiles own = tiles.get();
                return table -> {
                    int one = table == 0 ? players - 1 : (turn + table) % (players - 1);
                    int other = table == 0 ? turn : (turn - table + players - 1) % (players - 1);
                    if (Math.max(one, other) < blocks) {
                        own.pair(Math.min(one, other), Math.max(one, other));
                    }
                };
            });
        }
    }

    /** The buffers of one thread, and the walk over the tiles of a pair of blocks. */
    private abstract class Tiles {
        private final Evaluator<A> evaluator = plan.evaluator(Math.min(plan.group, n));
        final A[] tile = plan.loops.allocateTile(TileLoops.ROWS, plan.tileColumns);
        final A[] scratch = plan.loops.allocateTile(TileLoops.SCRATCH, plan.tileColumns);
        final double[] factors = new double[TileLoops.ROWS];

        /** Takes the tile of {@code rows} rows from {@code row} on and columns from {@code first} on. */
        abstract void take(int row, int rows, int first, int columns, int present, boolean isDiagonal);

        final void pair(int rowBlock, int columnBlock) {
            int firstColumn = columnBlock * blockSize;
            int lastColumn = Math.min(n, firstColumn + blockSize);
            int chunk = firstColumn / Panels.CHUNK;
            int lastRow = Math.min(n, (rowBlock + 1) * blockSize);
            evaluator.chunk(chunk);
            for (int group = rowBlock * blockSize; group < lastRow; group += plan.group) {
                int count = Math.min(plan.group, lastRow - group);
                evaluator.rows(group, count);
                for (int first = firstColumn; first < lastColumn; first += plan.tileColumns) {
                    int present = Math.min(plan.tileColumns, lastColumn - first);
                    int columns = Panels.padded(present);
                    for (int row = 0; row < count; row += TileLoops.ROWS) {
                        int rows = Math.min(TileLoops.ROWS, count - row);
                        int from = first - chunk * Panels.CHUNK;
                        evaluator.values(row / TileLoops.ROWS, rows, from, columns, tile);
                        for (int r = 0; r < rows; r++) {
                            plan.mask(tile[r], present, columns, group + row + r, first, 0);
                        }
                        take(group + row, rows, first, columns, present, rowBlock == columnBlock);
                    }
                }
            }
        }
    }
}
