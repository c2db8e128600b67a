package io.gramian.openblas;

import static org.bytedeco.openblas.global.openblas.CblasLeft;
import static org.bytedeco.openblas.global.openblas.CblasLower;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRight;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.CblasUpper;

import io.gramian.core.NumericalException;
import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Triangle;
import io.gramian.core.internal.linear.DenseMatrix;
import io.gramian.core.internal.linear.Kernels;
import io.gramian.core.internal.linear.Storage;
import java.util.concurrent.CancellationException;
import java.util.function.IntSupplier;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Linear algebra by OpenBLAS.
 *
 * <p>Its routines are column-major. A matrix here is row-major, so what lies in memory is to them the transpose, with
 * the stride as leading dimension; a transposed view is to them the matrix itself. Hence C = A B is asked for as C' = B'
 * A', the lower triangle is their upper one, and nothing is transposed in memory but eigenvectors, right singular
 * vectors, and the matrix whose columns are pivoted.
 *
 * @param <P> the type of pointer
 */
final class OpenBlasKernels<P extends Pointer> implements Kernels {
    private static final byte ALL = 'A';
    private static final byte UPPER = 'U';
    private static final byte LOWER = 'L';
    private static final int BLOCK = 64; // rows and columns transposed at a time, within the first cache

    private static final int FEW = 6; // up to that part of all eigenvectors are faster found alone

    private final NativeMemory<P> memory;
    private final Routines<P> routines;
    private final int threads;
    private final long memoryLimit;

    OpenBlasKernels(NativeMemory<P> memory, int threads, long memoryLimit) {
        this.memory = memory;
        this.routines = memory.routines();
        this.threads = threads;
        this.memoryLimit = memoryLimit;
    }

    @Override
    public String backend() {
        return OpenBlasLibrary.NAME;
    }

    @Override
    public Precision precision() {
        return routines.precision();
    }

    @Override
    public long memoryLimit() {
        return memoryLimit;
    }

    @Override
    public Storage allocate(long length) {
        return new NativeStorage<>(memory, length);
    }

    private DenseMatrix scratch(int rows, int columns) {
        return DenseMatrix.of(allocate((long) rows * columns), rows, columns, columns);
    }

    @SuppressWarnings("unchecked") // every storage of this backend and precision is of this type
    private P numbers(DenseMatrix a) {
        return ((NativeStorage<P>) a.storage()).from(a.offset());
    }

    /** How OpenBLAS, which sees the transpose, gets at the transpose of a. */
    private static int transposing(DenseMatrix a) {
        return a.isTransposed() ? CblasTrans : CblasNoTrans;
    }

    private static int notTransposing(DenseMatrix a) {
        return a.isTransposed() ? CblasNoTrans : CblasTrans;
    }

    @Override
    public void copy(DenseMatrix source, DenseMatrix target) {
        if (target.isTransposed()) {
            copy(source.transposed(), target.transposed());
        } else if (!source.isTransposed()) {
            copy(ALL, source, target);
        } else {
            for (int i = 0; i < target.rows(); i += BLOCK) {
                int rows = Math.min(BLOCK, target.rows() - i);
                for (int j = 0; j < target.columns(); j += BLOCK) {
                    int columns = Math.min(BLOCK, target.columns() - j);
                    DenseMatrix from = source.slice(i, i + rows, j, j + columns);
                    DenseMatrix to = target.slice(i, i + rows, j, j + columns);
                    routines.transpose(rows, columns, numbers(from), from.stride(), numbers(to), to.stride());
                }
            }
        }
    }

    private void copy(byte part, DenseMatrix source, DenseMatrix target) {
        routines.lacpy(
                part,
                target.columns(),
                target.rows(),
                numbers(source),
                source.stride(),
                numbers(target),
                target.stride());
    }

    @Override
    public void clearUpper(DenseMatrix a) {
        int n = a.rows() - 1;
        if (n > 0) { // the triangle beside the diagonal, with its own diagonal
            routines.laset(LOWER, n, n, numbers(a.slice(0, n, 1, n + 1)), a.stride());
        }
    }

    @Override
    public void mirror(DenseMatrix a) {
        try (DenseMatrix scratch = scratch(BLOCK, BLOCK)) {
            for (int i = 0; i < a.rows(); i += BLOCK) {
                int rows = Math.min(BLOCK, a.rows() - i);
                DenseMatrix corner = a.slice(i, i + rows, i, i + rows);
                DenseMatrix transposed = scratch.slice(0, rows, 0, rows);
                copy(corner.transposed(), transposed);
                copy(LOWER, transposed, corner);
                if (i > 0) {
                    copy(a.slice(i, i + rows, 0, i).transposed(), a.slice(0, i, i, i + rows));
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
        run("product", progress, () -> {
            if (c.columns() == 1) {
                gemv(alpha, a, b, beta, c);
            } else if (c.rows() == 1) {
                gemv(alpha, b.transposed(), a.transposed(), beta, c.transposed());
            } else if (lowerOnly && a.isTransposeOf(b)) {
                syrk(alpha, a, beta, c);
            } else {
                gemm(alpha, a, b, beta, c);
            }
            return 0;
        });
    }

    private void gemm(double alpha, DenseMatrix a, DenseMatrix b, double beta, DenseMatrix c) {
        routines.gemm(
                transposing(b),
                transposing(a),
                c.columns(),
                c.rows(),
                a.columns(),
                alpha,
                numbers(b),
                b.stride(),
                numbers(a),
                a.stride(),
                beta,
                numbers(c),
                c.stride());
    }

    /** The lower triangle of c = alpha a a' + beta c. */
    private void syrk(double alpha, DenseMatrix a, double beta, DenseMatrix c) {
        routines.syrk(
                CblasUpper,
                notTransposing(a),
                c.rows(),
                a.columns(),
                alpha,
                numbers(a),
                a.stride(),
                beta,
                numbers(c),
                c.stride());
    }

    /** y = alpha a x + beta y, for columns x and y. */
    private void gemv(double alpha, DenseMatrix a, DenseMatrix x, double beta, DenseMatrix y) {
        routines.gemv(
                notTransposing(a),
                a.isTransposed() ? a.rows() : a.columns(),
                a.isTransposed() ? a.columns() : a.rows(),
                alpha,
                numbers(a),
                a.stride(),
                numbers(x),
                x.rowStep(),
                beta,
                numbers(y),
                y.rowStep());
    }

    @Override
    public void solveTriangular(Triangle triangle, DenseMatrix t, DenseMatrix b, Progress progress) {
        P l = numbers(t);
        P x = numbers(b);
        int n = t.rows();
        int uplo = (triangle == Triangle.LOWER) == t.isTransposed() ? CblasLower : CblasUpper;
        run("triangular solve", progress, () -> {
            if (b.columns() == 1) {
                routines.trsv(uplo, notTransposing(t), n, l, t.stride(), x, b.rowStep());
            } else if (b.isTransposed()) { // T X = B
                routines.trsm(CblasLeft, uplo, notTransposing(t), n, b.columns(), l, t.stride(), x, b.stride());
            } else { // X' T' = B'
                routines.trsm(CblasRight, uplo, transposing(t), b.columns(), n, l, t.stride(), x, b.stride());
            }
            return 0;
        });
    }

    @Override
    public int cholesky(DenseMatrix a, Progress progress) {
        P l = numbers(a);
        int info = run("Cholesky factorisation", progress, () -> routines.potrf(UPPER, a.rows(), l, a.stride()));
        checkArguments("potrf", info);
        return info - 1;
    }

    /** Decomposes -A, whose eigenvalues rise where those of A fall: LAPACK finds the smallest first. */
    @Override
    public double[] eigen(DenseMatrix a, DenseMatrix vectors, Progress progress) {
        int n = a.rows();
        int k = vectors.columns();
        for (int i = 0; i < n; i++) {
            routines.scal(i + 1, -1, numbers(a.slice(i, i + 1, 0, i + 1)));
        }
        double[] values = new double[k];
        boolean few = k <= n / FEW;
        try (P all = routines.allocate(n);
                DenseMatrix found = few ? scratch(k, n) : a.slice(0, k, 0, n)) {
            int info = run(
                    "eigenvalues",
                    progress,
                    () -> few
                            ? routines.syevr(UPPER, n, k, numbers(a), a.stride(), all, numbers(found), n)
                            : routines.syevd(UPPER, n, numbers(a), a.stride(), all));
            checkArguments("syevr", info);
            checkConverged("eigenvalues", a, info);
            copy(found.transposed(), vectors);
            routines.read(all, values, 0, k);
        }
        for (int j = 0; j < k; j++) {
            values[j] = -values[j];
        }
        return values;
    }

    @Override
    public void qr(DenseMatrix a, DenseMatrix r, int[] pivots) {
        if (pivots != null) {
            pivotedQr(a, r, pivots);
            return;
        }
        int m = a.rows();
        int n = a.columns();
        P q = numbers(a);
        try (P tau = routines.allocate(n)) { // A' = R' Q'
            checkArguments("gelqf", run("QR", Progress.NONE, () -> routines.gelqf(n, m, q, a.stride(), tau)));
            copy(a.slice(0, n, 0, n), r);
            checkArguments("orglq", run("QR", Progress.NONE, () -> routines.orglq(n, m, q, a.stride(), tau)));
        }
    }

    private void pivotedQr(DenseMatrix a, DenseMatrix r, int[] pivots) {
        int m = a.rows();
        int n = a.columns();
        try (DenseMatrix transposed = scratch(n, m);
                P tau = routines.allocate(n);
                IntPointer order = new IntPointer(new int[n])) {
            P q = numbers(transposed);
            copy(a.transposed(), transposed);
            checkArguments("geqp3", run("QR", Progress.NONE, () -> routines.geqp3(m, n, q, m, order, tau)));
            copy(transposed.slice(0, n, 0, n).transposed(), r);
            checkArguments("orgqr", run("QR", Progress.NONE, () -> routines.orgqr(m, n, q, m, tau)));
            copy(transposed.transposed(), a);
            order.get(pivots);
        }
        for (int j = 0; j < n; j++) {
            pivots[j]--;
        }
    }

    /** A' = V S U'. */
    @Override
    public double[] svd(DenseMatrix a, DenseMatrix u, DenseMatrix v) {
        int m = a.rows();
        int n = a.columns();
        double[] values = new double[u.columns()];
        try (DenseMatrix transposed = scratch(values.length, n);
                P singular = routines.allocate(values.length)) {
            int info = run(
                    "singular values",
                    Progress.NONE,
                    () -> routines.gesdd(
                            n, m, numbers(a), a.stride(), singular, numbers(transposed), n, numbers(u), u.stride()));
            checkArguments("gesdd", info);
            checkConverged("singular values", a, info);
            copy(transposed.transposed(), v);
            routines.read(singular, values, 0, values.length);
        }
        return values;
    }

    private int run(String stage, Progress progress, IntSupplier call) {
        progress.update(stage, 0, 1);
        int info = NativeThreads.with(threads, call);
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted during " + stage);
        }
        progress.update(stage, 1, 1);
        return info;
    }

    private static void checkArguments(String routine, int info) {
        if (info < 0) {
            throw new IllegalStateException(
                    routine + " of LAPACK failed: " + (info < -1000 ? "no memory for its work" : "argument " + -info));
        }
    }

    private static void checkConverged(String what, DenseMatrix a, int info) {
        if (info > 0) {
            throw new NumericalException("the " + what + " of a " + a.rows() + " x " + a.columns()
                    + " matrix did not converge (LAPACK's info is " + info + "); check the scale of its entries");
        }
    }
}
