package io.gramian.core.internal.cpu;

import io.gramian.core.Progress;
import io.gramian.core.internal.linear.DenseMatrix;
import java.util.function.Supplier;

/**
 * General matrix products: slabs of {@link #DEPTH} steps of the sum are packed by all threads, then all threads take
 * tiles of the result, whose panels stay in the second-level cache while eight packed rows at a time, in the first,
 * pass along them (Goto and van de Geijn, 2008, with the operands exchanged).
 *
 * <p>An entry is summed slab by slab whichever thread does it, so results are the same to the bit. An instance belongs
 * to one operation, and keeps its room for packed numbers from one product to the next.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class Gemm<A> {
    private static final int DEPTH = 256;
    private static final int TILE_ROWS = 64;
    private static final int TILE_COLUMNS = 256;
    private static final int SLAB = 4096; // rows, and columns, packed at a time

    /** Columns, or rows, of a result up to which packing would cost more than it saves. */
    static final int THIN = 4;

    /** Multiplications below which the work, some 50 microseconds, stays on the caller. */
    static final long SMALL = 1_000_000;

    /** Multiplications that packing one number takes as long as. */
    private static final int PACKING = 8;

    private final CpuBackend backend;
    private final TileLoops<A> loops;
    private final ProductLoops<A> products;
    private final boolean alone;
    private A packedRows;
    private A packedColumns;
    private int rowRoom;
    private int columnRoom;

    private Gemm(CpuBackend backend, TileLoops<A> loops, boolean alone) {
        this.alone = alone;
        this.backend = backend;
        this.loops = loops;
        this.products = loops.products();
    }

    /** Products that all threads share. */
    static <A> Gemm<A> shared(CpuBackend backend, TileLoops<A> loops) {
        return new Gemm<>(backend, loops, false);
    }

    /** Products on the calling thread. */
    static <A> Gemm<A> alone(CpuBackend backend, TileLoops<A> loops) {
        return new Gemm<>(backend, loops, true);
    }

    /** c = alpha a b + beta c; in the lower triangle at least if {@code lowerOnly}, where c is not transposed. */
    void multiply(
            double alpha,
            DenseMatrix a,
            DenseMatrix b,
            double beta,
            DenseMatrix c,
            boolean lowerOnly,
            Progress progress) {
        if (c.isTransposed()) {
            multiply(alpha, b.transposed(), a.transposed(), beta, c.transposed(), lowerOnly, progress);
        } else if (c.columns() <= THIN) {
            new ThinProduct<>(backend, loops, alone, a, b).addTo(alpha, beta, c, progress);
        } else if (c.rows() <= THIN) {
            new ThinProduct<>(backend, loops, alone, b.transposed(), a.transposed())
                    .addTo(alpha, beta, c.transposed(), progress);
        } else {
            new Call(alpha, a, b, beta, c, lowerOnly, progress).run();
        }
    }

    @SuppressWarnings("unchecked") // every storage of this backend and precision is of this type
    static <A> A numbers(DenseMatrix matrix) {
        return ((ArrayStorage<A>) matrix.storage()).numbers();
    }

    /** The place of an entry in the array. */
    static int at(DenseMatrix a, int i, int j) {
        return (int) a.offset() + i * a.rowStep() + j * a.columnStep();
    }

    private static int ceiling(int count, int unit) {
        return (count + unit - 1) / unit;
    }

    /** Makes room for so many packed rows and columns of so many numbers, whole blocks and tiles. */
    private void reserve(int rows, int columns, int depth) {
        int rowNumbers = ceiling(rows, ProductLoops.ROWS) * ProductLoops.ROWS * depth;
        if (rowNumbers > rowRoom) {
            packedRows = loops.allocate(rowNumbers);
            rowRoom = rowNumbers;
        }
        int last = (columns - 1) / TILE_COLUMNS * TILE_COLUMNS;
        int columnNumbers = (last + padded(columns - last)) * depth;
        if (columnNumbers > columnRoom) {
            packedColumns = loops.allocate(columnNumbers);
            columnRoom = columnNumbers;
        }
    }

    private int padded(int columns) {
        int width = products.panelWidth(columns);
        return ceiling(columns, width) * width;
    }

    /** One product, and the slabs it has come to. */
    private final class Call {
        private final double alpha;
        private final DenseMatrix a;
        private final DenseMatrix b;
        private final double beta;
        private final DenseMatrix c;
        private final boolean lowerOnly;
        private final Progress progress;
        private final A x;
        private final A y;
        private final A z;
        private long done;
        private int firstRow;
        private int rows;
        private int firstColumn;
        private int columns;
        private int from;
        private int depth;

        Call(
                double alpha,
                DenseMatrix a,
                DenseMatrix b,
                double beta,
                DenseMatrix c,
                boolean lowerOnly,
                Progress progress) {
            this.alpha = alpha;
            this.a = a;
            this.b = b;
            this.beta = beta;
            this.c = c;
            this.lowerOnly = lowerOnly;
            this.progress = progress;
            this.x = numbers(a);
            this.y = numbers(b);
            this.z = numbers(c);
        }

        void run() {
            int most = Math.min(DEPTH, a.columns());
            reserve(Math.min(SLAB, c.rows()), Math.min(SLAB, c.columns()), most);
            for (firstColumn = 0; firstColumn < c.columns(); firstColumn += SLAB) {
                columns = Math.min(SLAB, c.columns() - firstColumn);
                for (from = 0; from < a.columns(); from += DEPTH) {
                    depth = Math.min(DEPTH, a.columns() - from);
                    share(ceiling(columns, TILE_COLUMNS), work(columns, depth, PACKING), 0, () -> this::packColumns);
                    for (firstRow = 0; firstRow < c.rows(); firstRow += SLAB) {
                        rows = Math.min(SLAB, c.rows() - firstRow);
                        share(ceiling(rows, TILE_ROWS), work(rows, depth, PACKING), 0, () -> this::packRows);
                        long work = work(rows, columns, depth);
                        share(ceiling(rows, TILE_ROWS) * ceiling(columns, TILE_COLUMNS), work, work, this::tiles);
                        done += work;
                    }
                }
            }
        }

        private long work(int m, int n, int k) {
            return (long) m * n * k;
        }

        /** Shares tasks out if they are worth it, and counts them as part of the product. */
        private void share(int tasks, long work, long part, Supplier<Workers.Worker> workers) {
            long total = work(c.rows(), c.columns(), a.columns());
            backend.workers().run(tasks, alone || work < SMALL, workers, finished -> {
                if (part > 0) {
                    progress.update("matrix product", done + Math.round((double) part * finished / tasks), total);
                }
            });
        }

        private void packRows(int task) {
            int end = Math.min(rows, (task + 1) * TILE_ROWS);
            for (int i = task * TILE_ROWS; i < end; i += ProductLoops.ROWS) {
                int lanes = Math.min(ProductLoops.ROWS, end - i);
                int at = at(a, firstRow + i, from);
                products.pack(
                        x, at, a.rowStep(), a.columnStep(), packedRows, i * depth, ProductLoops.ROWS, lanes, depth);
            }
        }

        private void packColumns(int task) {
            int first = task * TILE_COLUMNS;
            int count = Math.min(TILE_COLUMNS, columns - first);
            int width = products.panelWidth(count);
            for (int j = 0; j < count; j += width) {
                int lanes = Math.min(width, count - j);
                int at = at(b, from, firstColumn + first + j);
                int to = (first + j) * depth;
                products.pack(y, at, b.columnStep(), b.rowStep(), packedColumns, to, width, lanes, depth);
            }
        }

        private Workers.Worker tiles() {
            A[] scratch = products.allocateScratch();
            int across = ceiling(columns, TILE_COLUMNS);
            return task -> tile(task / across * TILE_ROWS, task % across * TILE_COLUMNS, scratch);
        }

        private void tile(int i0, int j0, A[] scratch) {
            int end = Math.min(rows, i0 + TILE_ROWS);
            for (int i = i0; i < end; i += ProductLoops.ROWS) {
                int count = Math.min(ProductLoops.ROWS, end - i);
                int right = lowerOnly ? Math.min(columns, firstRow + i + count - firstColumn) : columns;
                int across = Math.min(TILE_COLUMNS, right - j0);
                if (across > 0) {
                    row(i, count, j0, across, scratch);
                }
            }
        }

        private void row(int i, int count, int j, int across, A[] scratch) {
            int at = at(c, firstRow + i, firstColumn + j);
            for (int r = 0; r < count && from == 0; r++) {
                products.scale(z, at + r * c.stride(), beta, across);
            }
            products.addProduct(
                    packedRows,
                    i * depth,
                    packedColumns,
                    j * depth,
                    products.panelWidth(Math.min(TILE_COLUMNS, columns - j)),
                    depth,
                    z,
                    at,
                    c.stride(),
                    count,
                    across,
                    alpha,
                    scratch);
        }
    }
}
