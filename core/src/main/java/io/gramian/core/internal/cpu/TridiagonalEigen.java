package io.gramian.core.internal.cpu;

import io.gramian.core.Progress;
import io.gramian.core.internal.linear.DenseMatrix;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Eigenvalues and eigenvectors of a symmetric tridiagonal matrix: where an off-diagonal entry is nothing it falls apart;
 * what is left is halved, by changes of rank one, down to {@link #LEAF} rows and joined again (Cuppen, 1981).
 *
 * <p>Eigenvectors are rows until the end, where they are copied, rotated and multiplied side by side.
 */
final class TridiagonalEigen {
    /** What is no larger, where the largest entry is about one, is nothing: squares of its inverse are still numbers. */
    static final double NOTHING = 0x1p-200;

    private static final int LEAF = 32;

    /** Rows below which the parts of a matrix are solved on the caller. */
    private static final int SMALL = 128;

    /** Parts from which each is one thread's; of fewer, threads share the work of each. */
    private static final int MANY = 4;

    private final CpuBackend backend;
    private final TileLoops<double[]> loops;
    private final int n;
    private final double[] values;
    private final double[] offDiagonal;
    private final int[] order; // of the rows of each part, by their values
    private final DenseMatrix vectors;
    private final DenseMatrix square;
    private final DenseMatrix pieces;
    private final Progress progress;
    private double total;
    private double done;
    private double joinWork; // of the join at work

    private TridiagonalEigen(CpuBackend backend, double[] diagonal, double[] offDiagonal, Progress progress) {
        this.backend = backend;
        this.loops = backend.doubleLoops();
        this.n = diagonal.length;
        this.values = diagonal.clone();
        this.offDiagonal = offDiagonal.clone();
        this.order = new int[n];
        this.vectors = Reflectors.matrix(loops, n, n);
        this.square = Reflectors.matrix(loops, n, n);
        this.pieces = Reflectors.matrix(loops, n, n);
        this.progress = progress;
    }

    /**
     * Returns the largest eigenvalues, falling, and writes their vectors.
     *
     * @param diagonal n numbers, the largest about one
     * @param offDiagonal entry i between rows i and i + 1; the last of n numbers is not read
     * @param count how many pairs, at most n
     * @return those many values, and their eigenvectors as rows
     */
    static Pairs largest(CpuBackend backend, double[] diagonal, double[] offDiagonal, int count, Progress progress) {
        return new TridiagonalEigen(backend, diagonal, offDiagonal, progress).largest(count);
    }

    /** Eigenvalues, falling, and their vectors as rows. */
    record Pairs(double[] values, DenseMatrix vectors) {}

    private Pairs largest(int count) {
        int[] ends = ends();
        int begin = 0;
        for (int end : ends) {
            total += work(end - begin);
            begin = end;
        }
        begin = 0;
        for (int end : ends) {
            solve(begin, end, Math.min(count, end - begin));
            begin = end;
        }
        int[] all = ends.length == 1 ? order : rising(values);
        double[] largest = new double[count];
        DenseMatrix rows = square.slice(0, count, 0, n);
        for (int j = 0; j < count; j++) {
            int from = all[n - 1 - j];
            largest[j] = values[from];
            System.arraycopy(numbers(vectors), from * n, numbers(square), j * n, n);
        }
        progress.update("eigenvalues", 1000, 1000);
        return new Pairs(largest, rows);
    }

    /** Where unreduced parts end. */
    private int[] ends() {
        int[] ends = new int[n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (i == n - 1 || isNothing(i)) {
                ends[count++] = i + 1;
            }
        }
        return Arrays.copyOf(ends, count);
    }

    private boolean isNothing(int i) {
        double beside = Math.sqrt(Math.abs(values[i])) * Math.sqrt(Math.abs(values[i + 1]));
        return Math.abs(offDiagonal[i]) <= Math.max(0x1p-53 * beside, Reflectors.NOTHING);
    }

    private static int parts(int rows) {
        int parts = 1;
        while ((rows - 1) / parts >= LEAF) {
            parts *= 2;
        }
        return parts;
    }

    /** Of all joins of a part: that of 2^l pieces of its rows, for each l. */
    private static double work(int rows) {
        double work = 0;
        for (int joins = parts(rows) / 2; joins > 0; joins /= 2) {
            work += joins * work(rows, joins);
        }
        return work;
    }

    private static double work(int rows, int joins) {
        double each = (double) rows / joins;
        return each * each * each;
    }

    /** Solves an unreduced part, scaled to numbers about one. */
    private void solve(int begin, int end, int wanted) {
        double largest = 0;
        for (int i = begin; i < end; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
            largest = Math.max(largest, i < end - 1 ? Math.abs(offDiagonal[i]) : 0);
        }
        double unit = DoubleCopies.unit(largest);
        scale(1 / unit, begin, end);
        int parts = parts(end - begin);
        int[] bounds = new int[parts + 1];
        for (int p = 0; p <= parts; p++) {
            bounds[p] = begin + (int) ((long) (end - begin) * p / parts);
        }
        solve(bounds, wanted);
        scale(unit, begin, end);
    }

    private void scale(double factor, int begin, int end) {
        for (int i = begin; i < end; i++) {
            values[i] *= factor;
            offDiagonal[i] *= factor;
        }
    }

    private void solve(int[] bounds, int wanted) {
        int parts = bounds.length - 1;
        double[] cuts = new double[parts];
        for (int p = 1; p < parts; p++) {
            int cut = bounds[p];
            cuts[p] = offDiagonal[cut - 1];
            values[cut - 1] -= Math.abs(cuts[p]);
            values[cut] -= Math.abs(cuts[p]);
        }
        boolean alone = bounds[parts] - bounds[0] <= SMALL;
        ImplicitQl iteration = new ImplicitQl(values, offDiagonal, numbers(vectors), n);
        run(parts, alone, part -> {
            iteration.solve(bounds[part], bounds[part + 1]);
            double[] some = Arrays.copyOfRange(values, bounds[part], bounds[part + 1]);
            int[] rising = rising(some);
            for (int i = 0; i < rising.length; i++) {
                order[bounds[part] + i] = bounds[part] + rising[i];
            }
        });
        for (int step = 2; step <= parts; step *= 2) {
            int width = step;
            int joins = parts / width;
            int most = joins == 1 ? wanted : n;
            joinWork = work(bounds[parts] - bounds[0], joins);
            Workers.Worker join = task -> {
                int begin = task * width;
                int middle = begin + width / 2;
                boolean isShared = !alone && joins < MANY;
                new RankOneUpdate(this, !isShared, bounds[begin], bounds[middle], bounds[begin + width])
                        .join(cuts[middle], most);
            };
            if (joins < MANY) {
                for (int task = 0; task < joins; task++) {
                    join.task(task);
                    done += joinWork;
                }
            } else {
                run(joins, alone, join);
                done += joins * joinWork;
            }
        }
    }

    private void run(int tasks, boolean alone, Workers.Worker worker) {
        backend.workers().run(tasks, alone, () -> worker, finished -> {});
    }

    /** Hears of a product that is this part of a join. */
    Progress partOfJoin(double from, double to) {
        return (stage, finished, all) -> report(from + (to - from) * finished / all);
    }

    private void report(double part) {
        long thousandths = Math.round(1000 * (done + part * joinWork) / total);
        progress.update("eigenvalues", Math.min(1000, thousandths), 1000);
    }

    /** The order in which numbers rise; of equal ones the first comes first. */
    static int[] rising(double[] numbers) {
        Integer[] order = new Integer[numbers.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> numbers[i]));
        return Arrays.stream(order).mapToInt(i -> i).toArray();
    }

    private static double[] numbers(DenseMatrix matrix) {
        return Gemm.numbers(matrix);
    }

    CpuBackend backend() {
        return backend;
    }

    TileLoops<double[]> loops() {
        return loops;
    }

    /** The eigenvalues of parts, beside their vectors. */
    double[] values() {
        return values;
    }

    int[] order() {
        return order;
    }

    /** The eigenvectors of parts, as rows. */
    DenseMatrix vectors() {
        return vectors;
    }

    /** Room for the eigenvectors by which those of parts are multiplied, in their rows and columns. */
    DenseMatrix square() {
        return square;
    }

    /** Room for the eigenvectors that are multiplied, in their rows and columns. */
    DenseMatrix pieces() {
        return pieces;
    }
}
