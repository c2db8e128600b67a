package io.gramian.core.internal.cpu;

import io.gramian.core.internal.linear.DenseMatrix;

/**
 * QR factorisations by Householder reflectors, in double precision whatever that of the operands, on columns that lie as
 * rows. Without pivots a panel at a time, then all columns behind it by products; with them, each reflector goes to all
 * columns behind it, because the longest comes next (Businger and Golub, 1965).
 */
final class HouseholderQr {
    private static final int PANEL = 32;

    /** Columns that a thread takes at a time. */
    private static final int RUN = 16;

    /** Entries below which a reflector's work, some 50 microseconds, stays on the caller. */
    private static final int SMALL = 100_000;

    private final CpuBackend backend;
    private final TileLoops<double[]> loops;
    private final ProductLoops<double[]> products;
    private final DenseMatrix matrix; // column j is row j, from its diagonal on the vector of reflector j
    private final double[] numbers;
    private final int m;
    private final int n;
    private final double[] diagonal;
    private final Reflectors reflectors;

    private HouseholderQr(CpuBackend backend, DenseMatrix matrix) {
        this.backend = backend;
        this.loops = backend.doubleLoops();
        this.products = loops.products();
        this.matrix = matrix;
        this.numbers = Gemm.numbers(matrix);
        this.m = matrix.columns();
        this.n = matrix.rows();
        this.diagonal = new double[n];
        this.reflectors = new Reflectors(backend, n, m, n);
    }

    /** Overwrites a, m x n with m at least n, with Q and the upper triangle of r with R; pivots unless null. */
    static void factorise(CpuBackend backend, DenseMatrix a, DenseMatrix r, int[] pivots) {
        double unit = DoubleCopies.unit(a, false);
        DenseMatrix matrix = DoubleCopies.turned(backend.doubleLoops(), a, unit);
        HouseholderQr qr = new HouseholderQr(backend, matrix);
        if (pivots == null) {
            qr.eliminate();
        } else {
            qr.eliminate(pivots);
        }
        qr.writeTriangle(unit, r);
        qr.writeOrthogonal(a);
    }

    private void eliminate() {
        double[][] scratch = products.allocateScratch();
        for (int begin = 0; begin < n; begin += PANEL) {
            int end = Math.min(n, begin + PANEL);
            for (int j = begin; j < end; j++) {
                diagonal[j] = reflectors.make(j, numbers, j * m + j, m - j, 0);
                for (int k = j + 1; k < end; k++) {
                    apply(j, k, scratch);
                }
            }
            block(begin, end - begin, false).applyTo(matrix.slice(end, n, 0, m));
        }
    }

    /** Applies reflector j to column k. */
    private void apply(int j, int k, double[][] scratch) {
        double inner = products.dot(numbers, j * m + j, numbers, k * m + j, m - j, scratch);
        products.addScaled(numbers, k * m + j, -reflectors.factor(j) * inner, numbers, j * m + j, m - j);
    }

    private Reflectors.Block block(int first, int count, boolean isBackwards) {
        return reflectors.block(this::copy, first, count, first, m, isBackwards);
    }

    private void copy(int j, int begin, int end, double[] into, int at) {
        products.scale(into, at, 0, j - begin);
        System.arraycopy(numbers, j * m + j, into, at + j - begin, end - j);
    }

    private void eliminate(int[] pivots) {
        double[] lengths = new double[n]; // of what is left of the columns
        double[] computed = new double[n]; // the last that was not brought up to date
        double[][] scratch = products.allocateScratch();
        for (int k = 0; k < n; k++) {
            pivots[k] = k;
            lengths[k] = length(k, 0, scratch);
            computed[k] = lengths[k];
        }
        for (int j = 0; j < n; j++) {
            int longest = j;
            for (int k = j + 1; k < n; k++) {
                longest = lengths[k] > lengths[longest] ? k : longest;
            }
            swap(j, longest, pivots);
            lengths[longest] = lengths[j];
            computed[longest] = computed[j];
            diagonal[j] = reflectors.make(j, numbers, j * m + j, m - j, 0);
            applyBehind(j, lengths, computed);
        }
    }

    private double length(int k, int from, double[][] scratch) {
        return Math.sqrt(products.dot(numbers, k * m + from, numbers, k * m + from, m - from, scratch));
    }

    private void swap(int j, int k, int[] pivots) {
        if (j != k) {
            double[] column = new double[m];
            System.arraycopy(numbers, j * m, column, 0, m);
            System.arraycopy(numbers, k * m, numbers, j * m, m);
            System.arraycopy(column, 0, numbers, k * m, m);
            int pivot = pivots[j];
            pivots[j] = pivots[k];
            pivots[k] = pivot;
        }
    }

    /** Applies reflector j to the columns behind it, and takes what is now row j of R from their lengths. */
    private void applyBehind(int j, double[] lengths, double[] computed) {
        int behind = n - j - 1;
        backend.workers()
                .run(
                        (behind + RUN - 1) / RUN,
                        (long) behind * (m - j) < SMALL,
                        () -> {
                            double[][] scratch = products.allocateScratch();
                            return task -> {
                                int first = j + 1 + task * RUN;
                                for (int k = first; k < Math.min(n, first + RUN); k++) {
                                    apply(j, k, scratch);
                                    shorten(k, j, lengths, computed, scratch);
                                }
                            };
                        },
                        finished -> {});
    }

    /**
     * Takes entry j from the length of a column; computes it afresh where so little is left that half of the digits are
     * gone (LAPACK Working Note 176).
     */
    private void shorten(int k, int j, double[] lengths, double[] computed, double[][] scratch) {
        if (lengths[k] == 0) {
            return;
        }
        double part = numbers[k * m + j] / lengths[k];
        double rest = Math.max(0, (1 + part) * (1 - part));
        double ofComputed = lengths[k] / computed[k];
        if (rest * ofComputed * ofComputed <= 0x1p-26) {
            lengths[k] = length(k, j + 1, scratch);
            computed[k] = lengths[k];
        } else {
            lengths[k] *= Math.sqrt(rest);
        }
    }

    private void writeTriangle(double unit, DenseMatrix r) {
        double[] row = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                row[j] = unit * (j == i ? diagonal[i] : numbers[j * m + i]);
            }
            r.write(i, i, n - i, row, i);
        }
    }

    /** Q = H_1 ... H_n with the columns of the unit matrix, from the last block of reflectors to the first. */
    private void writeOrthogonal(DenseMatrix q) {
        DenseMatrix columns = Reflectors.matrix(loops, n, m);
        double[] entries = Gemm.numbers(columns);
        for (int j = 0; j < n; j++) {
            entries[j * m + j] = 1;
        }
        for (int begin = (n - 1) / Reflectors.BLOCK * Reflectors.BLOCK; begin >= 0; begin -= Reflectors.BLOCK) {
            int count = Math.min(Reflectors.BLOCK, n - begin);
            block(begin, count, true).applyTo(columns.slice(begin, n, 0, m));
        }
        DoubleCopies.turn(loops, columns, q);
    }
}
