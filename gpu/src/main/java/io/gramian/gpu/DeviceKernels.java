package io.gramian.gpu;

import io.gramian.core.NumericalException;
import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Triangle;
import io.gramian.core.internal.linear.DenseMatrix;
import io.gramian.core.internal.linear.Kernels;
import io.gramian.core.internal.linear.Storage;
import io.gramian.gpu.Routines.Place;
import java.util.concurrent.CancellationException;
import java.util.function.IntSupplier;

/**
 * Linear algebra by cuBLAS and cuSOLVER.
 *
 * <p>Their routines are column-major. A matrix here is row-major, so what lies in memory is to them the transpose, with
 * the stride as leading dimension; a transposed view is to them the matrix itself. Hence C = A B is asked for as C' = B'
 * A', and the lower triangle is their upper one. Column pivoting, which cuSOLVER has not, is done on the host.
 */
final class DeviceKernels implements Kernels {
    private static final int THREADS = 256;
    private static final int TILE = 32;
    private static final int PARTS = 1024; // of a sum over all entries

    private final Engine engine;
    private final Device device;
    private final Routines routines;
    private final Kernels host; // of the CPU, for what the libraries lack
    private final long memoryLimit;

    DeviceKernels(Engine engine, Routines routines, Kernels host, long memoryLimit) {
        this.engine = engine;
        this.device = engine.device();
        this.routines = routines;
        this.host = host;
        this.memoryLimit = memoryLimit;
    }

    @Override
    public String backend() {
        return CudaProvider.NAME;
    }

    @Override
    public Precision precision() {
        return engine.precision();
    }

    @Override
    public long memoryLimit() {
        return memoryLimit;
    }

    @Override
    public DeviceStorage allocate(long length) {
        Buffer buffer = device.allocate(Math.max(1, length) * engine.realBytes());
        try {
            buffer.clear();
            return new DeviceStorage(engine, buffer, length);
        } catch (Throwable failure) {
            buffer.close();
            throw failure;
        }
    }

    /** A matrix of zeros. */
    DenseMatrix scratch(int rows, int columns) {
        return DenseMatrix.of(allocate((long) rows * columns), rows, columns, columns);
    }

    private static Buffer buffer(DenseMatrix a) {
        return ((DeviceStorage) a.storage()).buffer();
    }

    private static Place place(DenseMatrix a) {
        return new Place(buffer(a), a.offset());
    }

    /** A matrix as the struct of dense.cu. */
    private long[] view(DenseMatrix a) {
        long address = buffer(a).address() + a.offset() * engine.realBytes();
        return new long[] {address, a.rows(), a.columns(), a.rowStep(), a.columnStep()};
    }

    private void launch(String kernel, long count, Object... arguments) {
        if (count > 0) {
            device.launch(engine.dense(), kernel, (count + THREADS - 1) / THREADS, 1, THREADS, arguments);
        }
    }

    private static long entries(DenseMatrix a) {
        return (long) a.rows() * a.columns();
    }

    @Override
    public void copy(DenseMatrix source, DenseMatrix target) {
        long squares = (source.rows() + TILE - 1L) / TILE * ((source.columns() + TILE - 1L) / TILE);
        launch("copy", squares * THREADS, view(source), view(target));
    }

    @Override
    public void clearUpper(DenseMatrix a) {
        launch("clearTriangle", entries(a), view(a), 1);
    }

    @Override
    public void clearLower(DenseMatrix a) {
        launch("clearTriangle", entries(a), view(a), 0);
    }

    @Override
    public void mirror(DenseMatrix a) {
        launch("mirror", entries(a), view(a));
    }

    @Override
    public void mirrorUpper(DenseMatrix a) {
        mirror(a.transposed());
    }

    @Override
    public void addDiagonal(double number, DenseMatrix a) {
        launch("addDiagonal", a.rows(), number, view(a));
    }

    @Override
    public double[] diagonal(DenseMatrix a) {
        try (DenseMatrix column = diagonalColumn(a)) {
            return column.toArray();
        }
    }

    /** A copy of the diagonal entries, on the device. */
    private DenseMatrix diagonalColumn(DenseMatrix a) {
        int n = Math.min(a.rows(), a.columns());
        DenseMatrix column = scratch(n, 1);
        long[] entries = view(a);
        entries[1] = n;
        entries[2] = 1;
        entries[3] = a.rowStep() + a.columnStep();
        launch("copy", (n + TILE - 1L) / TILE * THREADS, entries, view(column));
        return column;
    }

    @Override
    public void add(double alpha, DenseMatrix a, DenseMatrix b) {
        launch("add", entries(a), alpha, view(a), view(b));
    }

    @Override
    public void scale(double alpha, DenseMatrix a) {
        launch("scale", entries(a), view(a), alpha);
    }

    @Override
    public double inner(DenseMatrix a, DenseMatrix b) {
        return inner(a, b, 1);
    }

    private double inner(DenseMatrix a, DenseMatrix b, double divisor) {
        double sum = 0;
        for (double part : parts("inner", a, view(a), view(b), divisor)) {
            sum += part;
        }
        return sum;
    }

    /** What the blocks of a kernel found that goes through all entries. */
    private double[] parts(String kernel, DenseMatrix a, Object... arguments) {
        int parts = (int) Math.min(PARTS, (entries(a) + THREADS - 1) / THREADS);
        double[] found = new double[parts];
        if (parts > 0) {
            try (Buffer out = device.allocate(8L * parts)) {
                Object[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
                all[arguments.length] = out;
                device.launch(engine.dense(), kernel, parts, 1, THREADS, all);
                out.read(0, found, 0, parts);
            }
        }
        return found;
    }

    /** The largest absolute entry, infinite where one is not finite; of the lower triangle if asked for. */
    double largest(DenseMatrix a, boolean lowerOnly) {
        double most = 0;
        for (double part : parts("largest", a, view(a), lowerOnly ? 1 : 0)) {
            most = Math.max(most, part);
        }
        return most;
    }

    /** target += sums, side after side, one for each column. */
    void addSides(Buffer sums, DenseMatrix target) {
        launch("addSides", entries(target), sums, view(target));
    }

    @Override
    public double norm(DenseMatrix a) {
        double scale = largest(a, false);
        if (scale == 0 || scale == Double.POSITIVE_INFINITY) {
            return scale == 0 ? 0 : Kernels.super.norm(a); // which tells infinity from what is no number
        }
        return scale * Math.sqrt(inner(a, a, scale));
    }

    @Override
    public double[] columnNorms(DenseMatrix a) {
        double[] norms = new double[a.columns()];
        java.util.Arrays.setAll(norms, j -> norm(a.slice(0, a.rows(), j, j + 1)));
        return norms;
    }

    @Override
    public void checkFinite(String name, DenseMatrix a, boolean lower) {
        if (largest(a, lower) == Double.POSITIVE_INFINITY) {
            Kernels.super.checkFinite(name, a, lower); // says where
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
            if (lowerOnly && a.isTransposeOf(b)) {
                routines.syrk(
                        true,
                        !a.isTransposed(),
                        c.rows(),
                        a.columns(),
                        alpha,
                        place(a),
                        a.stride(),
                        beta,
                        place(c),
                        c.stride());
            } else {
                routines.gemm(
                        b.isTransposed(),
                        a.isTransposed(),
                        c.columns(),
                        c.rows(),
                        a.columns(),
                        alpha,
                        place(b),
                        b.stride(),
                        place(a),
                        a.stride(),
                        beta,
                        place(c),
                        c.stride());
            }
            return 0;
        });
    }

    @Override
    public void solveTriangular(Triangle triangle, DenseMatrix t, DenseMatrix b, Progress progress) {
        boolean upper = (triangle == Triangle.LOWER) != t.isTransposed();
        int n = t.rows();
        run("triangular solve", progress, () -> {
            if (b.isTransposed()) { // T X = B
                routines.trsm(
                        false, upper, !t.isTransposed(), n, b.columns(), place(t), t.stride(), place(b), b.stride());
            } else { // X' T' = B'
                routines.trsm(
                        true, upper, t.isTransposed(), b.columns(), n, place(t), t.stride(), place(b), b.stride());
            }
            return 0;
        });
    }

    @Override
    public int cholesky(DenseMatrix a, Progress progress) {
        try (DenseMatrix diagonal = diagonalColumn(a)) {
            int info =
                    run("Cholesky factorisation", progress, () -> routines.potrf(true, a.rows(), place(a), a.stride()));
            checkArguments("potrf", info);
            if (info > 0) {
                restorePivot(a, info - 1, diagonal.get(info - 1, 0));
            }
            return info - 1;
        }
    }

    /** Writes the pivot that failed, a_jj - sum_k l_jk^2: what cuSOLVER leaves in its place is not documented. */
    private void restorePivot(DenseMatrix a, int j, double diagonal) {
        double[] row = new double[j + 1];
        a.read(j, 0, j, row, 0);
        double pivot = diagonal;
        for (int k = 0; k < j; k++) {
            pivot -= row[k] * row[k];
        }
        a.write(j, j, 1, new double[] {pivot}, 0);
    }

    @Override
    public double[] eigen(DenseMatrix a, DenseMatrix vectors, Progress progress) {
        int n = a.rows();
        int k = vectors.columns();
        double[] rising = new double[n];
        int info = run("eigenvalues", progress, () -> routines.syevd(true, n, place(a), a.stride(), rising));
        checkArguments("syevd", info);
        checkConverged("eigenvalues", a, info);
        double[] values = new double[k];
        for (int j = 0; j < k; j++) { // eigenvectors are rows now, the last one that of the largest
            values[j] = rising[n - 1 - j];
        }
        long[] last = view(a.slice(n - 1, n, 0, n).transposed());
        last[2] = k;
        last[4] = -a.stride();
        long squares = (n + TILE - 1L) / TILE * ((k + TILE - 1L) / TILE);
        launch("copy", squares * THREADS, last, view(vectors));
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
        try (DenseMatrix turned = scratch(n, m);
                DenseMatrix tau = scratch(1, n)) {
            copy(a.transposed(), turned);
            checkArguments("geqrf", routines.geqrf(m, n, place(turned), m, place(tau)));
            copy(turned.slice(0, n, 0, n).transposed(), r);
            checkArguments("orgqr", routines.orgqr(m, n, place(turned), m, place(tau)));
            copy(turned.transposed(), a);
        }
    }

    /**
     * A = Q R by the library, R P = S T with pivoting on the host, so that A P = (Q S) T: columns of R have the norms that those
     * of A have, and what goes over the bus is small.
     */
    private void pivotedQr(DenseMatrix a, DenseMatrix r, int[] pivots) {
        int n = a.columns();
        qr(a, r, null);
        DenseMatrix inner = onHost(r);
        host.clearLower(inner);
        DenseMatrix upper = DenseMatrix.of(host.allocate(entries(r)), n, n, n);
        host.qr(inner, upper, pivots);
        r.assign(upper.toArray());
        try (DenseMatrix outer = scratch(a.rows(), n);
                DenseMatrix turn = scratch(n, n)) {
            copy(a, outer);
            turn.assign(inner.toArray());
            multiply(1, outer, turn, 0, a, false, Progress.NONE);
        }
    }

    private DenseMatrix onHost(DenseMatrix a) {
        Storage storage = host.allocate(entries(a));
        DenseMatrix copy = DenseMatrix.of(storage, a.rows(), a.columns(), a.columns());
        copy.assign(a.toArray());
        return copy;
    }

    /** A = U S V'; what cuSOLVER sees of a row-major matrix is its transpose, and it wants no fewer rows than columns. */
    @Override
    public double[] svd(DenseMatrix a, DenseMatrix u, DenseMatrix v) {
        int m = a.rows();
        int n = a.columns();
        int p = Math.min(m, n);
        double[] values = new double[p];
        boolean tall = m >= n;
        DenseMatrix left = tall ? u : v; // the longer side's vectors
        DenseMatrix right = tall ? v : u;
        int longer = Math.max(m, n);
        try (DenseMatrix turned = scratch(p, longer);
                DenseMatrix columns = scratch(p, longer);
                DenseMatrix rows = scratch(p, p)) {
            copy(tall ? a.transposed() : a, turned);
            int info = routines.gesvd(longer, p, place(turned), longer, values, place(columns), longer, place(rows), p);
            checkArguments("gesvd", info);
            checkConverged("singular values", a, info);
            copy(columns.transposed(), left);
            copy(rows, right); // V' by columns is V by rows
        }
        return values;
    }

    private int run(String stage, Progress progress, IntSupplier call) {
        progress.update(stage, 0, 1);
        int info = call.getAsInt();
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted during " + stage);
        }
        progress.update(stage, 1, 1);
        return info;
    }

    private static void checkArguments(String routine, int info) {
        if (info < 0) {
            throw new IllegalStateException(routine + " of cuSOLVER failed: argument " + -info);
        }
    }

    private static void checkConverged(String what, DenseMatrix a, int info) {
        if (info > 0) {
            throw new NumericalException("the " + what + " of a " + a.rows() + " x " + a.columns()
                    + " matrix did not converge (cuSOLVER's info is " + info + "); check the scale of its entries");
        }
    }
}
