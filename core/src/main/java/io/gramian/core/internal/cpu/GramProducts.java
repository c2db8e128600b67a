package io.gramian.core.internal.cpu;

import io.gramian.core.Precision;
import java.util.Arrays;

/**
 * Products of a Gram matrix with several columns at a time: a tile of kernel values is computed once and multiplied while
 * it is still in the cache.
 *
 * <p>K'U is what the tiles give without being turned round: they hold a source's values side by side, one for each target,
 * and a packed block of eight targets by 64 sources is just a strip of them. So K V is computed as the transposed product
 * of K(Y, X). A target's sum runs over groups of 64 sources in their order, whichever thread computes it.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class GramProducts<A> {
    /** Columns below which a dot product for each is cheaper than a packed product: measured on both paths. */
    static final int FEW = 4;

    /** Targets of a task; what is summed for them stays in the second-level cache. */
    private static final int TARGETS = 1024;

    /** Bytes that a group's rows may take up in a thread where they are kept. */
    private static final long MOST_KEPT = 32 << 20;

    /** Numbers that the sums of separate blocks of rows may take up, and the most blocks: 128 MB. */
    private static final long MOST_SUMS = 16_000_000;

    private static final int MOST_BLOCKS = 16;

    private final TilePlan<A> plan;
    private final TileLoops<A> loops;
    private final ProductLoops<A> products;
    private final int groupSize; // rows that belong together
    private final int n;
    private final int m;

    /** Several columns of numbers, row after row. */
    record Columns(double[] numbers, int rows, int columns) {}

    GramProducts(TilePlan<A> plan) {
        this.plan = plan;
        this.loops = plan.loops;
        this.products = loops.products();
        this.groupSize = plan.group;
        this.n = plan.x.size();
        this.m = plan.y.size();
    }

    /** Returns K'U, for U of n rows. */
    Columns transposeTimes(Columns u) {
        double[] sums = new double[size(m, u.columns)];
        int targets = targets();
        Packed packed = new Packed(u, groupSize);
        plan.share("products", (m + targets - 1) / targets, (long) n * m, () -> {
            Strip strip = new Strip(u.columns, 1);
            return task -> {
                int first = task * targets;
                int chunk = first / Panels.CHUNK;
                int last = Math.min(m, first + targets);
                strip.evaluator.chunk(chunk);
                for (int group = 0; group < plan.groups(); group++) {
                    strip.rows(group);
                    for (int column = first; column < last; column += plan.tileColumns) {
                        int present = Math.min(plan.tileColumns, last - column);
                        strip.fill(0, chunk, column, present);
                        strip.addTransposed(0, packed.numbers, packed.offset(group), present, sums, column);
                    }
                }
            };
        });
        return new Columns(sums, m, u.columns);
    }

    /** A power of two of tiles that lie in one chunk, few enough for every thread to find work. */
    private int targets() {
        int targets = TARGETS;
        while (targets > plan.tileColumns && (long) targets * 4 * plan.backend.threads() > m) {
            targets /= 2;
        }
        return Math.max(targets, plan.tileColumns);
    }

    /** Whether K'(K V) with r columns can be computed in one pass. */
    boolean keepsRows(int r) {
        long bytes = (long) groupSize * stripWidth() * tiles() * (loops.precision() == Precision.DOUBLE ? 8 : 4);
        return bytes <= MOST_KEPT && 2L * m * r <= MOST_SUMS;
    }

    private int tiles() {
        return (m + plan.tileColumns - 1) / plan.tileColumns;
    }

    /** Returns K'(K V), for V of m rows, by blocks of rows that are summed in their order. */
    Columns normalTimes(Columns v) {
        int r = v.columns;
        int size = size(m, r);
        int blocks = (int) Math.min(Math.min(MOST_BLOCKS, plan.groups()), Math.max(1, MOST_SUMS / Math.max(1, size)));
        double[][] partial = new double[blocks][size];
        A[] columns = r < FEW ? columnsOf(loops, v) : null;
        Packed packed = r < FEW ? null : new Packed(v, plan.tileColumns);
        plan.share("products", blocks, (long) n * m, () -> {
            Strip strip = new Strip(r, tiles());
            A image = loops.allocate(groupSize * paddedColumns(r));
            double[] imageOfGroup = new double[groupSize * r];
            return block -> {
                int lastGroup = (int) ((long) plan.groups() * (block + 1) / blocks);
                for (int group = (int) ((long) plan.groups() * block / blocks); group < lastGroup; group++) {
                    strip.rows(group);
                    Arrays.fill(imageOfGroup, 0);
                    strip.times(columns, packed, imageOfGroup);
                    pack(imageOfGroup, 0, strip.rowCount, r, image, 0);
                    for (int t = 0; t < tiles(); t++) {
                        int column = t * plan.tileColumns;
                        int present = Math.min(plan.tileColumns, m - column);
                        strip.addTransposed(t, image, 0, present, partial[block], column);
                    }
                }
            };
        });
        for (int b = 1; b < blocks; b++) {
            for (int at = 0; at < size; at++) {
                partial[0][at] += partial[b][at];
            }
        }
        return new Columns(partial[0], m, r);
    }

    private static int size(int rows, int columns) {
        return Math.toIntExact((long) rows * columns);
    }

    /** Returns the columns one by one, padded as a tile's columns are. */
    static <A> A[] columnsOf(TileLoops<A> loops, Columns v) {
        A[] columns = loops.allocateTile(v.columns, Panels.padded(v.rows));
        for (int j = 0; j < v.rows; j++) {
            for (int c = 0; c < v.columns; c++) {
                loops.set(columns[c], j, v.numbers[j * v.columns + c]);
            }
        }
        return columns;
    }

    private int paddedColumns(int r) {
        int width = products.panelWidth(r);
        return (r + width - 1) / width * width;
    }

    /** Packs {@code rows} rows into panels of that depth. */
    private void pack(double[] numbers, int from, int rows, int r, A target, int at) {
        int width = products.panelWidth(r);
        for (int panel = 0; panel < r; panel += width) {
            for (int k = 0; k < rows; k++) {
                for (int c = 0; c < width; c++) {
                    double entry = panel + c < r ? numbers[from + k * r + panel + c] : 0;
                    loops.set(target, at + panel * rows + k * width + c, entry);
                }
            }
        }
    }

    private int stripWidth() {
        return plan.tileColumns + ProductLoops.ROWS; // not a power of two, which would use a few cache sets only
    }

    /** The right-hand sides in panels, group after group. */
    private final class Packed {
        private final A numbers;
        private final int depth;
        private final int padded;

        /** {@code depth} rows belong together, the last ones padded with zeros. */
        Packed(Columns u, int depth) {
            this.depth = depth;
            this.padded = paddedColumns(u.columns);
            int groups = (u.rows + depth - 1) / depth;
            this.numbers = loops.allocate(size(groups * depth, padded));
            for (int group = 0; group < groups; group++) {
                int first = group * depth;
                pack(u.numbers, first * u.columns, Math.min(depth, u.rows - first), u.columns, numbers, offset(group));
            }
        }

        int offset(int group) {
            return group * depth * padded;
        }
    }

    /** One thread's kernel values of a group of rows, and what is done with them. */
    private final class Strip {
        final Evaluator<A> evaluator = plan.evaluator(Math.min(groupSize, n));
        private final A[] tile = loops.allocateTile(TileLoops.ROWS, plan.tileColumns);
        private final A[] scratch = loops.allocateTile(TileLoops.SCRATCH, plan.tileColumns);
        private final A[] productScratch = products.allocateScratch();
        private final A values;
        private final A sums;
        private final A turned = loops.allocate(ProductLoops.ROWS * plan.tileColumns);
        private final int columns;
        private int firstRow;
        private int rowCount;

        /** Room for so many tiles, and for products with so many columns. */
        Strip(int columns, int tiles) {
            this.columns = columns;
            this.values = loops.allocate(size(tiles, groupSize * stripWidth()));
            this.sums = loops.allocate(Math.max(groupSize, plan.tileColumns) * columns);
        }

        void rows(int group) {
            firstRow = group * groupSize;
            rowCount = Math.min(groupSize, n - firstRow);
            evaluator.rows(firstRow, rowCount);
        }

        /** Computes a tile's values and keeps them, row after row. */
        void fill(int place, int chunk, int column, int present) {
            for (int row = 0; row < rowCount; row += TileLoops.ROWS) {
                int rows = evaluate(row, chunk, column, present);
                for (int r = 0; r < rows; r++) {
                    keep(place, row + r, tile[r], present);
                }
            }
        }

        private int evaluate(int row, int chunk, int column, int present) {
            int rows = Math.min(TileLoops.ROWS, rowCount - row);
            int padded = Panels.padded(present);
            evaluator.values(row / TileLoops.ROWS, rows, column - chunk * Panels.CHUNK, padded, tile);
            for (int r = 0; r < rows; r++) {
                plan.mask(tile[r], present, padded, firstRow + row + r, column, 0);
            }
            return rows;
        }

        private void keep(int place, int row, A from, int present) {
            int at = (place * groupSize + row) * stripWidth();
            System.arraycopy(from, 0, values, at, Panels.padded(present));
        }

        /** image += K V for the group's rows, keeping all values; V comes as columns or packed, tile by tile. */
        void times(A[] columnsOfV, Packed packedV, double[] image) {
            for (int column = 0; column < m; column += plan.tileColumns) {
                int chunk = column / Panels.CHUNK;
                if (column % Panels.CHUNK == 0) {
                    evaluator.chunk(chunk);
                }
                int place = column / plan.tileColumns;
                int present = Math.min(plan.tileColumns, m - column);
                fill(place, chunk, column, present);
                if (columnsOfV == null) {
                    addProducts(place, packedV, present, image);
                } else {
                    addDots(place, columnsOfV, column, present, image);
                }
            }
        }

        private void addDots(int place, A[] columnsOfV, int column, int present, double[] image) {
            for (int row = 0; row < rowCount; row++) {
                for (int c = 0; c < columns; c++) {
                    int at = (place * groupSize + row) * stripWidth();
                    image[row * columns + c] +=
                            products.dot(values, at, columnsOfV[c], column, present, productScratch);
                }
            }
        }

        /** Eight rows of the tile are turned round, which is what a product wants on its left. */
        private void addProducts(int place, Packed packedV, int present, double[] image) {
            products.scale(sums, 0, 0, rowCount * columns);
            for (int row = 0; row < rowCount; row += ProductLoops.ROWS) {
                int rows = Math.min(ProductLoops.ROWS, rowCount - row);
                int at = (place * groupSize + row) * stripWidth();
                products.pack(values, at, stripWidth(), 1, turned, 0, ProductLoops.ROWS, rows, present);
                products.addProduct(
                        turned,
                        0,
                        packedV.numbers,
                        packedV.offset(place),
                        products.panelWidth(columns),
                        present,
                        sums,
                        row * columns,
                        columns,
                        rows,
                        columns,
                        1,
                        productScratch);
            }
            loops.addTo(sums, rowCount * columns, image, 0);
        }

        /** into += V'U for a kept tile V and the packed U of the group, the targets from {@code first} on. */
        void addTransposed(int place, A packedU, int from, int present, double[] into, int first) {
            int count = present * columns;
            products.scale(sums, 0, 0, count);
            for (int j = 0; j < present; j += ProductLoops.ROWS) {
                products.addProduct(
                        values,
                        place * groupSize * stripWidth() + j,
                        stripWidth(),
                        packedU,
                        from,
                        products.panelWidth(columns),
                        rowCount,
                        sums,
                        j * columns,
                        columns,
                        Math.min(ProductLoops.ROWS, present - j),
                        columns,
                        1,
                        productScratch);
            }
            loops.addTo(sums, count, into, first * columns);
        }
    }
}
