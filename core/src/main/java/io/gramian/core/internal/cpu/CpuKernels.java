package io.gramian.core.internal.cpu;

import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Triangle;
import io.gramian.core.internal.linear.DenseMatrix;
import io.gramian.core.internal.linear.Kernels;
import io.gramian.core.internal.linear.Storage;

/**
 * Linear algebra in Java: blocked products, triangular solves and Cholesky on packed panels; symmetric eigenvalues, QR and
 * EJML's singular values, which run in double precision whatever that of the operands.
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

    @Override
    public void copy(DenseMatrix source, DenseMatrix target) {
        if (target.isTransposed()) {
            copy(source.transposed(), target.transposed());
            return;
        }
        A from = Gemm.numbers(source);
        A to = Gemm.numbers(target);
        loops.products()
                .copy(
                        from,
                        Gemm.at(source, 0, 0),
                        source.columnStep(),
                        source.rowStep(),
                        to,
                        Gemm.at(target, 0, 0),
                        target.stride(),
                        target.columns(),
                        target.rows());
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
        Gemm.shared(backend, loops).multiply(alpha, a, b, beta, c, lowerOnly, progress);
    }

    @Override
    public void solveTriangular(Triangle triangle, DenseMatrix t, DenseMatrix b, Progress progress) {
        TriangularSolve.solve(backend, loops, triangle == Triangle.LOWER, t, b, progress);
    }

    @Override
    public int cholesky(DenseMatrix a, Progress progress) {
        return new CholeskyFactorisation<>(backend, loops).factorise(a, progress);
    }

    @Override
    public double[] eigen(DenseMatrix a, DenseMatrix vectors, Progress progress) {
        return SymmetricEigen.decompose(backend, a, vectors, progress);
    }

    @Override
    public void qr(DenseMatrix a, DenseMatrix r, int[] pivots) {
        HouseholderQr.factorise(backend, a, r, pivots);
    }

    @Override
    public double[] svd(DenseMatrix a, DenseMatrix u, DenseMatrix v) {
        return EjmlSvd.decompose(a, u, v);
    }
}
