package io.gramian.core.internal.linear;

import io.gramian.core.NumericalException;
import java.util.Arrays;

/** Work of the order of the number of entries, a row or a block at a time through the heap, in double precision. */
final class Rows {
    private static final int RUN = 8192; // entries at a time
    private static final int BLOCK = 64;

    private Rows() {}

    /** A function of two runs of entries: those of a, and those of b, which it may change. */
    private interface Pair {
        void apply(double[] a, double[] b, int count);
    }

    private static void forEach(DenseMatrix a, DenseMatrix b, boolean writes, Pair pair) {
        DenseMatrix left = b.isTransposed() ? a.transposed() : a;
        DenseMatrix right = b.isTransposed() ? b.transposed() : b;
        DenseMatrix flatLeft = left.flattened();
        DenseMatrix flatRight = right.flattened();
        if (flatLeft.columns() == flatRight.columns() && flatLeft.rows() == flatRight.rows()) {
            left = flatLeft;
            right = flatRight;
        }
        double[] from = new double[Math.min(RUN, left.columns())];
        double[] to = new double[from.length];
        for (int i = 0; i < left.rows(); i++) {
            for (int j = 0; j < left.columns(); j += RUN) {
                int count = Math.min(RUN, left.columns() - j);
                left.read(i, j, count, from, 0);
                right.read(i, j, count, to, 0);
                pair.apply(from, to, count);
                if (writes) {
                    right.write(i, j, count, to, 0);
                }
            }
        }
    }

    static void add(double alpha, DenseMatrix a, DenseMatrix b) {
        forEach(a, b, true, (from, to, count) -> {
            for (int j = 0; j < count; j++) {
                to[j] += alpha * from[j];
            }
        });
    }

    static void scale(double alpha, DenseMatrix a) {
        forEach(a, a, true, (from, to, count) -> {
            for (int j = 0; j < count; j++) {
                to[j] = alpha == 0 ? 0 : alpha * to[j];
            }
        });
    }

    static double inner(DenseMatrix a, DenseMatrix b) {
        double[] sum = new double[1];
        forEach(a, b, false, (left, right, count) -> {
            double run = 0; // a sum for each run, so that errors grow with their number and not with that of entries
            for (int j = 0; j < count; j++) {
                run += left[j] * right[j];
            }
            sum[0] += run;
        });
        return sum[0];
    }

    static double norm(DenseMatrix a) {
        double[] largest = new double[1];
        forEach(a, a, false, (from, same, count) -> {
            for (int j = 0; j < count; j++) {
                largest[0] = Math.max(largest[0], Math.abs(from[j]));
            }
        });
        double scale = largest[0];
        if (scale == 0 || !(scale <= Double.MAX_VALUE)) {
            return scale;
        }
        double[] sum = new double[1];
        forEach(a, a, false, (from, same, count) -> {
            double run = 0;
            for (int j = 0; j < count; j++) {
                double e = from[j] / scale;
                run += e * e;
            }
            sum[0] += run;
        });
        return scale * Math.sqrt(sum[0]);
    }

    static double[] diagonal(DenseMatrix a) {
        double[] diagonal = new double[Math.min(a.rows(), a.columns())];
        for (int i = 0; i < diagonal.length; i++) {
            a.read(i, i, 1, diagonal, i);
        }
        return diagonal;
    }

    static void addDiagonal(double ridge, DenseMatrix a) {
        double[] diagonal = diagonal(a);
        for (int i = 0; i < diagonal.length; i++) {
            diagonal[i] += ridge;
            a.write(i, i, 1, diagonal, i);
        }
    }

    /** Sets the entries above the diagonal to zero. */
    static void clearUpper(DenseMatrix a) {
        double[] zeros = new double[a.columns()];
        for (int i = 0; i < Math.min(a.rows(), a.columns()); i++) {
            a.write(i, i + 1, a.columns() - i - 1, zeros, 0);
        }
    }

    /** Sets the entries below the diagonal to zero. */
    static void clearLower(DenseMatrix a) {
        double[] zeros = new double[a.columns()];
        for (int i = 1; i < a.rows(); i++) {
            a.write(i, 0, Math.min(i, a.columns()), zeros, 0);
        }
    }

    /** Copies the lower triangle of a square matrix to the upper one, block by block. */
    static void mirror(DenseMatrix a) {
        double[] block = new double[BLOCK * BLOCK];
        double[] column = new double[BLOCK];
        for (int i = 0; i < a.rows(); i += BLOCK) {
            int rows = Math.min(BLOCK, a.rows() - i);
            for (int j = 0; j <= i; j += BLOCK) {
                int columns = Math.min(BLOCK, a.columns() - j);
                for (int r = 0; r < rows; r++) {
                    a.read(i + r, j, columns, block, r * BLOCK);
                }
                for (int c = 0; c < columns; c++) {
                    int from = i == j ? c : 0;
                    for (int r = from; r < rows; r++) {
                        column[r] = block[r * BLOCK + c];
                    }
                    a.write(j + c, i + from, rows - from, column, from);
                }
            }
        }
    }

    /** Throws if an entry, of the lower triangle alone if {@code lower}, is not finite. */
    static void checkFinite(String name, DenseMatrix a, boolean lower) {
        double[] row = new double[a.columns()];
        for (int i = 0; i < a.rows(); i++) {
            int count = lower ? i + 1 : a.columns();
            a.read(i, 0, count, row, 0);
            for (int j = 0; j < count; j++) {
                if (!(Math.abs(row[j]) <= Double.MAX_VALUE)) {
                    throw new NumericalException(
                            name + ": row " + i + ", column " + j + " is " + row[j] + "; all entries must be finite");
                }
            }
        }
    }

    /** Puts row i of a at row places[i]. */
    static void permute(int[] places, DenseMatrix a) {
        double[] all = a.toArray();
        double[] permuted = new double[all.length];
        int n = a.columns();
        for (int i = 0; i < places.length; i++) {
            System.arraycopy(all, i * n, permuted, places[i] * n, n);
        }
        a.assign(permuted);
    }

    /** The Euclidean norms of the columns. */
    static double[] columnNorms(DenseMatrix a) {
        double[] norms = new double[a.columns()];
        double[] row = new double[a.columns()];
        for (int i = 0; i < a.rows(); i++) {
            a.read(i, 0, row.length, row, 0);
            for (int j = 0; j < row.length; j++) {
                norms[j] = Math.hypot(norms[j], row[j]);
            }
        }
        return norms;
    }

    /** The largest sum of the absolute entries of a column. */
    static double oneNorm(DenseMatrix a) {
        double[] sums = new double[a.columns()];
        double[] row = new double[a.columns()];
        for (int i = 0; i < a.rows(); i++) {
            a.read(i, 0, row.length, row, 0);
            for (int j = 0; j < row.length; j++) {
                sums[j] += Math.abs(row[j]);
            }
        }
        return Arrays.stream(sums).max().orElse(0);
    }
}
