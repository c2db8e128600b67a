package io.gramian.core.internal.cpu;

import io.gramian.core.Progress;
import io.gramian.core.internal.linear.DenseMatrix;

/**
 * Cholesky factorisation in place, halved until products are nearly all the work; {@link #BASE} pivots at a time are
 * eliminated in a small array.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class CholeskyFactorisation<A> {
    private static final int BASE = 64;

    private final CpuBackend backend;
    private final TileLoops<A> loops;
    private final ProductLoops<A> products;
    private final Gemm<A> gemm;
    private final A square;

    CholeskyFactorisation(CpuBackend backend, TileLoops<A> loops) {
        this.backend = backend;
        this.loops = loops;
        this.products = loops.products();
        this.gemm = Gemm.shared(backend, loops);
        this.square = loops.allocate(BASE * BASE);
    }

    /**
     * Overwrites the lower triangle with the factor. Returns -1, or the first pivot that is not positive, left on the
     * diagonal.
     */
    int factorise(DenseMatrix a, Progress progress) {
        return factorise(a, 0, a.rows(), progress);
    }

    private int factorise(DenseMatrix a, int done, int total, Progress progress) {
        int n = a.rows();
        if (n <= BASE) {
            int failed = eliminate(a);
            progress.update("Cholesky factorisation", done + n, total);
            return failed;
        }
        int half = (n / 2 + BASE - 1) / BASE * BASE;
        DenseMatrix first = a.slice(0, half, 0, half);
        DenseMatrix below = a.slice(half, n, 0, half);
        DenseMatrix rest = a.slice(half, n, half, n);
        int failed = factorise(first, done, total, progress);
        if (failed >= 0) {
            return failed;
        }
        TriangularSolve.solve(backend, loops, true, first, below.transposed(), Progress.NONE);
        gemm.multiply(-1, below, below.transposed(), 1, rest, true, Progress.NONE);
        failed = factorise(rest, done + half, total, progress);
        return failed < 0 ? failed : half + failed;
    }

    /** Works on the transpose, whose rows are then contiguous; what lies on the other side of the diagonal is kept. */
    private int eliminate(DenseMatrix a) {
        int n = a.rows();
        A numbers = Gemm.numbers(a);
        int at = Gemm.at(a, 0, 0);
        products.copy(numbers, at, a.stride(), 1, square, 0, BASE, n, n);
        int failed = -1;
        for (int k = 0; k < n && failed < 0; k++) {
            int row = k * BASE;
            double pivot = loops.get(square, row + k);
            if (pivot > 0) {
                double root = Math.sqrt(pivot);
                loops.set(square, row + k, root);
                products.scale(square, row + k + 1, 1 / root, n - k - 1);
                for (int i = k + 1; i < n; i++) {
                    double factor = -loops.get(square, row + i);
                    products.addScaled(square, i * BASE + i, factor, square, row + i, n - i);
                }
            } else {
                failed = k;
            }
        }
        products.copy(square, 0, BASE, 1, numbers, at, a.stride(), n, n);
        return failed;
    }
}
