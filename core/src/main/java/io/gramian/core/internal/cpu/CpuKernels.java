package io.gramian.core.internal.cpu;

import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Triangle;
import io.gramian.core.internal.linear.DenseMatrix;
import io.gramian.core.internal.linear.Kernels;
import io.gramian.core.internal.linear.Storage;

/**
 * Linear algebra in Java: blocked products, triangular solves and Cholesky on packed panels, and EJML's decompositions,
 * which run in double precision whatever that of the operands.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class CpuKernels<A> implements Kernels {
    private final CpuBackend backend;
    private final TileLoops<A> loops;

    private CpuKernels(CpuBackend backend, TileLoops<A> loops) {
        this.backend = backend;
        this.loops = loops;
    }

    static <A> CpuKernels<A> of(CpuBackend backend, TileLoops<A> loops) {
        return new CpuKernels<>(backend, loops);
    }

    @Override
    public String backend() {
        return "cpu";
    }

    @Override
    public Precision precision() {
        return loops.precision();
    }

    @Override
    public long memoryLimit() {
        return backend.memoryLimit();
    }

    @Override
    public Storage allocate(long length) {
        if (length > DenseMatrix.LARGEST_ARRAY) {
            throw new IllegalArgumentException("a matrix of " + length + " entries is more than the "
                    + DenseMatrix.LARGEST_ARRAY + " that one array holds; work on parts of it");
        }
        return new ArrayStorage<>(loops, (int) length);
    }

    @SuppressWarnings("unchecked") // every storage of this backend and precision is of this type
    private A numbers(DenseMatrix matrix) {
        return ((ArrayStorage<A>) matrix.storage()).numbers();
    }

    private static int at(DenseMatrix a, int i, int j) {
        return (int) a.offset() + i * a.rowStep() + j * a.columnStep();
    }

    @Override
    public void copy(DenseMatrix source, DenseMatrix target) {
        A from = numbers(source);
        A to = numbers(target);
        for (int i = 0; i < target.rows(); i++) {
            if (source.columnStep() == 1 && target.columnStep() == 1) {
                System.arraycopy(from, at(source, i, 0), to, at(target, i, 0), target.columns());
            } else {
                for (int j = 0; j < target.columns(); j++) {
                    loops.set(to, at(target, i, j), loops.get(from, at(source, i, j)));
                }
            }
        }
    }

    @Override
    public void multiply(
            double alpha,
            DenseMatrix a,
            DenseMatrix b,
            double beta,
            DenseMatrix c,
            boolean lowerOnly,
            Progress progress) {
        new Gemm<>(backend, loops).multiply(alpha, a, b, beta, c, lowerOnly, progress);
    }

    @Override
    public void solveTriangular(Triangle triangle, DenseMatrix t, DenseMatrix b, Progress progress) {
        A l = numbers(t);
        A x = numbers(b);
        int n = t.rows();
        for (int c = 0; c < b.columns(); c++) {
            for (int step = 0; step < n; step++) {
                int i = triangle == Triangle.LOWER ? step : n - 1 - step;
                double rest = loops.get(x, at(b, i, c));
                for (int k = triangle == Triangle.LOWER ? 0 : i + 1; k < (triangle == Triangle.LOWER ? i : n); k++) {
                    rest -= loops.get(l, at(t, i, k)) * loops.get(x, at(b, k, c));
                }
                loops.set(x, at(b, i, c), rest / loops.get(l, at(t, i, i)));
            }
        }
    }

    @Override
    public int cholesky(DenseMatrix a, Progress progress) {
        A l = numbers(a);
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j <= i; j++) {
                double rest = loops.get(l, at(a, i, j));
                for (int k = 0; k < j; k++) {
                    rest -= loops.get(l, at(a, i, k)) * loops.get(l, at(a, j, k));
                }
                if (i == j && !(rest > 0)) {
                    loops.set(l, at(a, i, i), rest);
                    return i;
                }
                loops.set(l, at(a, i, j), i == j ? Math.sqrt(rest) : rest / loops.get(l, at(a, j, j)));
            }
        }
        return -1;
    }

    @Override
    public double[] eigen(DenseMatrix a, DenseMatrix vectors) {
        return EjmlDecompositions.eigen(a, vectors);
    }

    @Override
    public void qr(DenseMatrix a, DenseMatrix r, int[] pivots) {
        EjmlDecompositions.qr(a, r, pivots);
    }

    @Override
    public double[] svd(DenseMatrix a, DenseMatrix u, DenseMatrix v) {
        return EjmlDecompositions.svd(a, u, v);
    }
}
