package io.gramian.core.internal.cpu;

import io.gramian.core.Progress;
import io.gramian.core.internal.linear.DenseMatrix;
import java.util.function.Supplier;

/**
 * A product with a matrix of few columns, which reads the other once and so is bound by memory: inner products with its
 * rows, or sums of its columns, whichever are contiguous.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class ThinProduct<A> {
    private static final int RUN = 1024; // rows of the result at a time

    /** Multiplications below which the work, some 50 microseconds, stays on the caller. */
    private static final long SMALL = 200_000;

    private final CpuBackend backend;
    private final TileLoops<A> loops;
    private final ProductLoops<A> products;
    private final boolean alone;
    private final DenseMatrix a;
    private final DenseMatrix b;
    private final A x;
    private final A columns; // of b, one after the other

    ThinProduct(CpuBackend backend, TileLoops<A> loops, boolean alone, DenseMatrix a, DenseMatrix b) {
        this.alone = alone;
        this.backend = backend;
        this.loops = loops;
        this.products = loops.products();
        this.a = a;
        this.b = b;
        this.x = Gemm.numbers(a);
        this.columns = loops.allocate(b.columns() * b.rows());
        A y = Gemm.numbers(b);
        for (int j = 0; j < b.columns(); j++) {
            gather(y, Gemm.at(b, 0, j), b.rowStep(), columns, j * b.rows(), b.rows());
        }
    }

    private void gather(A source, int from, int step, A target, int at, int count) {
        products.copy(source, from, step, 1, target, at, 1, count, 1);
    }

    /** c = alpha a b + beta c; c may be transposed. */
    void addTo(double alpha, double beta, DenseMatrix c, Progress progress) {
        int tasks = (a.rows() - 1) / RUN + 1;
        long total = (long) a.rows() * a.columns() * b.columns();
        Supplier<Workers.Worker> workers = () -> {
            A sums = loops.allocate(RUN);
            A[] scratch = products.allocateScratch();
            return task -> run(task * RUN, alpha, beta, c, sums, scratch);
        };
        backend.workers()
                .run(
                        tasks,
                        alone || total < SMALL,
                        workers,
                        finished -> progress.update(
                                "matrix product", Math.round((double) total * finished / tasks), total));
    }

    private void run(int first, double alpha, double beta, DenseMatrix c, A sums, A[] scratch) {
        int count = Math.min(RUN, a.rows() - first);
        A z = Gemm.numbers(c);
        for (int j = 0; j < c.columns(); j++) {
            if (a.columnStep() == 1) {
                rowSums(first, count, j, sums, scratch);
            } else {
                columnSums(first, count, j, sums);
            }
            for (int i = 0; i < count; i++) {
                int at = Gemm.at(c, first + i, j);
                double rest = beta == 0 ? 0 : beta * loops.get(z, at);
                loops.set(z, at, alpha * loops.get(sums, i) + rest);
            }
        }
    }

    private void rowSums(int first, int count, int j, A sums, A[] scratch) {
        int n = a.columns();
        for (int i = 0; i < count; i++) {
            loops.set(sums, i, products.dot(x, Gemm.at(a, first + i, 0), columns, j * n, n, scratch));
        }
    }

    private void columnSums(int first, int count, int j, A sums) {
        int n = a.columns();
        products.scale(sums, 0, 0, count);
        for (int k = 0; k < n; k++) {
            products.addScaled(sums, 0, loops.get(columns, j * n + k), x, Gemm.at(a, first, k), count);
        }
    }
}
