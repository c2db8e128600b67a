package io.gramian.core.internal.cpu;

import io.gramian.core.Progress;
import io.gramian.core.internal.linear.DenseMatrix;
import java.util.Arrays;

/**
 * A symmetric matrix as Q T Q' with T tridiagonal and Q a product of Householder reflectors, taken from the last row up
 * so that all of them are rows, contiguous, and stay where the entries they remove were.
 *
 * <p>The rows of a panel see the rest of the matrix through products with a vector; when the panel is done, one product
 * of rank twice its size brings the rest up to date (Dongarra, Sorensen, Hammarling, 1989).
 */
final class Tridiagonalisation {
    private static final int PANEL = 32;

    /** Rows up to which a product with a vector, some 50 microseconds, is one task, and of more how many. */
    private static final int SMALL = 700;

    private static final int TASKS = 8;

    private final CpuBackend backend;
    private final TileLoops<double[]> loops;
    private final ProductLoops<double[]> products;
    private final SymmetricLoops symmetric;
    private final Gemm<double[]> gemm;
    private final double[][] scratch;

    private final DenseMatrix matrix;
    private final int n;
    private final double[] a;
    private final int origin;
    private final int stride;
    private final double[] diagonal;
    private final double[] offDiagonal;
    private final Reflectors
            reflectors; // the vector of i is row i left of the diagonal, of which the last is the pivot

    private final double[] v;
    private final double[] ofReflectors = new double[PANEL];
    private final double[] ofImages = new double[PANEL];
    private final double[][] parts;

    private Tridiagonalisation(CpuBackend backend, DenseMatrix matrix) {
        this.backend = backend;
        this.loops = backend.doubleLoops();
        this.products = loops.products();
        this.symmetric = backend.symmetricLoops();
        this.gemm = Gemm.shared(backend, loops);
        this.scratch = products.allocateScratch();
        this.matrix = matrix;
        this.n = matrix.rows();
        this.a = Gemm.numbers(matrix);
        this.origin = Gemm.at(matrix, 0, 0);
        this.stride = matrix.stride();
        this.diagonal = new double[n];
        this.offDiagonal = new double[n];
        this.reflectors = new Reflectors(backend, n, n, n);
        this.v = new double[n];
        this.parts = new double[n <= SMALL ? 1 : TASKS][n];
    }

    /** Reduces a matrix, double precision, not transposed, its largest entry about one; overwrites its lower triangle. */
    static Tridiagonalisation of(CpuBackend backend, DenseMatrix matrix, Progress progress) {
        Tridiagonalisation result = new Tridiagonalisation(backend, matrix);
        result.reduce(progress);
        return result;
    }

    /** The diagonal of T, n numbers. */
    double[] diagonal() {
        return diagonal;
    }

    /** Beside the diagonal of T, entry i between rows i and i + 1; the last of n numbers is zero. */
    double[] offDiagonal() {
        return offDiagonal;
    }

    private int row(int i) {
        return origin + i * stride;
    }

    private void reduce(Progress progress) {
        DenseMatrix updates = Reflectors.matrix(loops, 2 * PANEL, n);
        DenseMatrix others = Reflectors.matrix(loops, 2 * PANEL, n);
        double[] w = Gemm.numbers(updates);
        for (int end = n; end > 0; ) {
            int begin = Math.max(0, end - PANEL);
            for (int i = end - 1; i >= begin; i--) {
                updateRow(i, begin, end, w);
                diagonal[i] = a[row(i) + i];
                if (i > 0) {
                    offDiagonal[i - 1] = reflectors.make(i, a, row(i), i, i - 1);
                    image(i, begin, end, w);
                }
            }
            if (begin > 0) {
                updateRest(begin, end, updates, others);
            }
            end = begin;
            progress.update("tridiagonal form", n - end, n);
        }
    }

    /** Brings row i, to its diagonal, up to date with the reflectors of the panel so far: A - V W' - W V'. */
    private void updateRow(int i, int begin, int end, double[] w) {
        int count = end - i - 1;
        for (int p = 0; p < count; p++) {
            ofReflectors[p] = -a[row(i + 1 + p) + i];
            ofImages[p] = -w[(i + 1 + p - begin) * n + i];
        }
        symmetric.addRows(w, (i + 1 - begin) * n, n, count, ofReflectors, a, row(i), i + 1);
        symmetric.addRows(a, row(i + 1), stride, count, ofImages, a, row(i), i + 1);
    }

    /** w = f (A v - f/2 (v'A v) v) for reflector i, with A as the panel has left it; its place is that of v in the panel. */
    private void image(int i, int begin, int end, double[] w) {
        int into = (i - begin) * n;
        double factor = reflectors.factor(i);
        if (factor == 0) {
            Arrays.fill(w, into, into + i, 0);
            return;
        }
        System.arraycopy(a, row(i), v, 0, i);
        multiply(i, w, into);
        int count = end - i - 1;
        symmetric.innerProducts(w, into + n, n, count, v, i, ofImages);
        symmetric.innerProducts(a, row(i + 1), stride, count, v, i, ofReflectors);
        products.scale(ofImages, 0, -1, count);
        products.scale(ofReflectors, 0, -1, count);
        symmetric.addRows(a, row(i + 1), stride, count, ofImages, w, into, i);
        symmetric.addRows(w, into + n, n, count, ofReflectors, w, into, i);
        products.scale(w, into, factor, i);
        double half = -factor / 2 * products.dot(w, into, v, 0, i, scratch);
        products.addScaled(w, into, half, v, 0, i);
    }

    /** w = A v for the leading i rows and columns, in parts that depend on i alone and are added up in their order. */
    private void multiply(int i, double[] w, int into) {
        int tasks = i <= SMALL ? 1 : TASKS;
        backend.workers()
                .run(
                        tasks,
                        false,
                        () -> task -> {
                            int end = bound(i, task + 1, tasks);
                            Arrays.fill(parts[task], 0, end, 0);
                            symmetric.addProduct(a, origin, stride, bound(i, task, tasks), end, v, parts[task]);
                        },
                        finished -> {});
        System.arraycopy(parts[tasks - 1], 0, w, into, i);
        for (int task = tasks - 2; task >= 0; task--) {
            products.addScaled(w, into, 1, parts[task], 0, bound(i, task + 1, tasks));
        }
    }

    /** The first row of a task, where all have about the same number of entries. */
    private static int bound(int rows, int task, int tasks) {
        return task == tasks ? rows : (int) (rows * Math.sqrt((double) task / tasks)) / 4 * 4;
    }

    /** A - V W' - W V' in the rows above the panel. */
    private void updateRest(int begin, int end, DenseMatrix updates, DenseMatrix others) {
        int count = end - begin;
        double[] w = Gemm.numbers(updates);
        double[] o = Gemm.numbers(others);
        for (int p = 0; p < count; p++) {
            System.arraycopy(a, row(begin + p), w, (count + p) * n, begin);
            System.arraycopy(a, row(begin + p), o, p * n, begin);
            System.arraycopy(w, p * n, o, (count + p) * n, begin);
        }
        DenseMatrix rest = matrix.slice(0, begin, 0, begin);
        DenseMatrix left = updates.slice(0, 2 * count, 0, begin).transposed();
        gemm.multiply(-1, left, others.slice(0, 2 * count, 0, begin), 1, rest, true, Progress.NONE);
    }

    /** Takes eigenvectors of T, the rows of z, to those of the matrix: z = z Q'. */
    void takeBack(DenseMatrix z, Progress progress) {
        for (int begin = 1; begin < n; begin += Reflectors.BLOCK) {
            int count = Math.min(Reflectors.BLOCK, n - begin);
            reflectors
                    .block(this::copy, begin, count, 0, begin + count - 1, false)
                    .applyTo(z);
            progress.update("eigenvectors", begin + count, n);
        }
    }

    private void copy(int i, int begin, int end, double[] into, int at) {
        System.arraycopy(a, row(i) + begin, into, at, i - begin);
        Arrays.fill(into, at + i - begin, at + end - begin, 0);
    }
}
