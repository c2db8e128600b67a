package io.gramian.core.internal.cpu;

import io.gramian.core.Progress;
import io.gramian.core.internal.linear.DenseMatrix;
import java.util.function.Supplier;

/**
 * Triangular systems with many right-hand sides, halved until products with what is solved are nearly all the work.
 *
 * <p>What is left, {@link #BASE} unknowns, is packed as eight-row blocks of a lower triangle; an upper one is read from
 * its end. A panel of right-hand sides then goes through the blocks: a product with what it has solved, in place, and
 * eight rows of substitution, with divisions, so that no error is added to those of the definition.
 *
 * <p>An instance solves on one thread, with room of its own, what {@link #solve} hands to it.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class TriangularSolve<A> {
    private static final int BASE = 64;

    /** Unknowns solved one after the other where there are few right-hand sides. */
    private static final int THIN_BASE = 256;

    private static final int ROWS = ProductLoops.ROWS;

    /** Right-hand sides of a panel, or several. */
    private static final int GROUP = 128;

    /** Right-hand sides that a thread takes at a time, at most, so that an interruption is not long in coming. */
    private static final int LARGEST_SHARE = 512;

    private final boolean lower;
    private final TileLoops<A> loops;
    private final ProductLoops<A> products;
    private final Gemm<A> gemm;
    private final A packed;
    private final A panel;
    private final A[] scratch;

    private TriangularSolve(boolean lower, TileLoops<A> loops, Gemm<A> gemm) {
        this.lower = lower;
        this.loops = loops;
        this.products = loops.products();
        this.gemm = gemm;
        this.packed = loops.allocate(BASE * BASE);
        this.panel = loops.allocate(BASE * products.panelWidth(GROUP));
        this.scratch = products.allocateScratch();
    }

    /**
     * b = t^-1 b, with t the lower or upper triangle of what is given; both may be transposed. Threads share the
     * right-hand sides if there are enough, else the products.
     */
    static <A> void solve(
            CpuBackend backend, TileLoops<A> loops, boolean lower, DenseMatrix t, DenseMatrix b, Progress progress) {
        int n = t.rows();
        int m = b.columns();
        long total = (long) n * m;
        int share = Math.min(LARGEST_SHARE, Math.max(GROUP, m / (2 * backend.threads())));
        int shares = m / share;
        if (backend.threads() == 1 || shares < 2 || total * n < Gemm.SMALL) {
            new TriangularSolve<>(lower, loops, Gemm.shared(backend, loops)).solve(t, b, 0, total, progress);
            return;
        }
        Supplier<Workers.Worker> workers = () -> {
            TriangularSolve<A> own = new TriangularSolve<>(lower, loops, Gemm.alone(backend, loops));
            return task -> {
                int from = (int) ((long) m * task / shares);
                int to = (int) ((long) m * (task + 1) / shares);
                own.solve(t, b.slice(0, n, from, to), 0, total, Progress.NONE);
            };
        };
        backend.workers()
                .run(
                        shares,
                        false,
                        workers,
                        finished -> progress.update(
                                "triangular solve", Math.round((double) total * finished / shares), total));
    }

    private void solve(DenseMatrix t, DenseMatrix b, long done, long total, Progress progress) {
        int n = t.rows();
        int m = b.columns();
        boolean thin = m <= Gemm.THIN;
        int base = thin ? THIN_BASE : BASE;
        if (n <= base) {
            if (thin) {
                substitute(t, b);
            } else {
                solveBase(t, b);
            }
            progress.update("triangular solve", done + (long) n * m, total);
            return;
        }
        int half = (n / 2 + base - 1) / base * base;
        DenseMatrix upperLeft = t.slice(0, half, 0, half);
        DenseMatrix lowerRight = t.slice(half, n, half, n);
        DenseMatrix top = b.slice(0, half, 0, m);
        DenseMatrix bottom = b.slice(half, n, 0, m);
        if (lower) {
            solve(upperLeft, top, done, total, progress);
            gemm.multiply(-1, t.slice(half, n, 0, half), top, 1, bottom, false, Progress.NONE);
            solve(lowerRight, bottom, done + (long) half * m, total, progress);
        } else {
            solve(lowerRight, bottom, done, total, progress);
            gemm.multiply(-1, t.slice(0, half, half, n), bottom, 1, top, false, Progress.NONE);
            solve(upperLeft, top, done + (long) (n - half) * m, total, progress);
        }
    }

    private void solveBase(DenseMatrix t, DenseMatrix b) {
        int n = t.rows();
        A numbers = Gemm.numbers(t);
        int step = lower ? 1 : -1;
        int first = lower ? 0 : n - 1;
        for (int i = 0; i < n; i += ROWS) {
            int lanes = Math.min(ROWS, n - i);
            int from = Gemm.at(t, first + step * i, first);
            products.pack(
                    numbers, from, step * t.rowStep(), step * t.columnStep(), packed, i * BASE, ROWS, lanes, i + lanes);
        }
        for (int j = 0; j < b.columns(); ) {
            int width = products.panelWidth(Math.min(GROUP, b.columns() - j));
            int present = Math.min(width, b.columns() - j);
            solvePanel(b, j, present, width);
            j += present;
        }
    }

    /** Rows beyond the last, to a multiple of eight, come to nothing that is kept. */
    private void solvePanel(DenseMatrix b, int column, int columns, int width) {
        int n = b.rows();
        int step = lower ? 1 : -1;
        int first = lower ? 0 : n - 1;
        A numbers = Gemm.numbers(b);
        int at = Gemm.at(b, first, column);
        products.pack(numbers, at, b.columnStep(), step * b.rowStep(), panel, 0, width, columns, n);
        for (int i = 0; i < n; i += ROWS) {
            int block = i * BASE;
            if (i > 0) {
                products.addProduct(
                        packed, block, panel, 0, width, i, panel, i * width, width, ROWS, width, -1, scratch);
            }
            products.solveBlock(packed, block + i * ROWS, panel, i * width, width);
        }
        if (b.isTransposed()) {
            int to = Gemm.at(b, 0, column);
            products.copy(panel, first * width, step * width, 1, numbers, to, b.columnStep(), n, columns);
        } else {
            products.copy(panel, 0, 1, width, numbers, at, step * b.rowStep(), columns, n);
        }
    }

    /** By inner products with rows or by subtraction of columns, whichever are contiguous. */
    private void substitute(DenseMatrix t, DenseMatrix b) {
        int n = t.rows();
        A numbers = Gemm.numbers(t);
        A target = Gemm.numbers(b);
        A x = loops.allocate(n);
        for (int j = 0; j < b.columns(); j++) {
            products.copy(target, Gemm.at(b, 0, j), 1, b.rowStep(), x, 0, 1, 1, n);
            for (int step = 0; step < n; step++) {
                int i = lower ? step : n - 1 - step;
                int solved = lower ? 0 : i + 1;
                int open = lower ? i + 1 : 0;
                double rest = loops.get(x, i);
                if (t.columnStep() == 1) {
                    rest -= products.dot(numbers, Gemm.at(t, i, solved), x, solved, step, scratch);
                }
                loops.set(x, i, rest / loops.get(numbers, Gemm.at(t, i, i)));
                if (t.columnStep() != 1) {
                    products.addScaled(x, open, -loops.get(x, i), numbers, Gemm.at(t, open, i), n - 1 - step);
                }
            }
            products.copy(x, 0, 1, 1, target, Gemm.at(b, 0, j), b.rowStep(), 1, n);
        }
    }
}
