package io.gramian.core.internal.cpu;

import java.util.Arrays;

/**
 * The loops of symmetric eigenvalues, double precision, plain Java: what C2 is to vectorise is one short counted loop
 * over whole arrays from index zero, so pieces of four rows are copied to such arrays first.
 */
public class SymmetricLoops {
    private static final int PIECE = 256;
    private static final int TOGETHER = 4;

    /** Made for a backend. */
    protected SymmetricLoops() {}

    /**
     * y = y + R x + S' x, where R are rows {@code first} to {@code end} of the lower triangle of a symmetric matrix, and S
     * the same without the diagonal: what these rows add to the product of the whole matrix with x. Each entry is read
     * once.
     *
     * @param a row i begins at {@code from + i stride}
     * @param x at least {@code end} numbers
     * @param y at least {@code end} numbers
     */
    protected void addProduct(double[] a, int from, int stride, int first, int end, double[] x, double[] y) {
        double[][] rows = new double[TOGETHER][PIECE];
        double[][] sums = new double[TOGETHER][PIECE];
        double[] part = new double[PIECE];
        double[] below = new double[PIECE];
        int i = first;
        for (; i + TOGETHER <= end; i += TOGETHER) {
            for (double[] sum : sums) {
                Arrays.fill(sum, 0);
            }
            for (int j = 0; j < i; j += PIECE) {
                int n = Math.min(PIECE, i - j);
                for (int r = 0; r < TOGETHER; r++) {
                    System.arraycopy(a, from + (i + r) * stride + j, rows[r], 0, n);
                }
                System.arraycopy(x, j, part, 0, n);
                System.arraycopy(y, j, below, 0, n);
                addFour(below, n, rows[0], rows[1], rows[2], rows[3], x[i], x[i + 1], x[i + 2], x[i + 3]);
                System.arraycopy(below, 0, y, j, n);
                for (int r = 0; r < TOGETHER; r++) {
                    addProducts(sums[r], n, rows[r], part);
                }
            }
            for (int r = 0; r < TOGETHER; r++) {
                y[i + r] += sum(sums[r], Math.min(PIECE, i));
                addRow(a, from + (i + r) * stride, i, i + r, x, y);
            }
        }
        for (; i < end; i++) {
            addRow(a, from + i * stride, 0, i, x, y);
        }
    }

    /** What columns {@code j0} to the diagonal of row i add. */
    protected static void addRow(double[] a, int row, int j0, int i, double[] x, double[] y) {
        double sum = 0;
        for (int j = j0; j < i; j++) {
            sum += a[row + j] * x[j];
            y[j] += a[row + j] * x[i];
        }
        y[i] += sum + a[row + i] * x[i];
    }

    /** sums[r] = sum_j a[from + r stride + j] x[j] for j below n and r below rows. */
    protected void innerProducts(double[] a, int from, int stride, int rows, double[] x, int n, double[] sums) {
        for (int r = 0; r < rows; r++) {
            sums[r] = inner(a, from + r * stride, x, n);
        }
    }

    /** y[yFrom + j] += sum_r factors[r] a[from + r stride + j] for j below n and r below rows. */
    protected void addRows(double[] a, int from, int stride, int rows, double[] factors, double[] y, int yFrom, int n) {
        for (int r = 0; r < rows; r++) {
            addScaled(y, yFrom, factors[r], a, from + r * stride, n);
        }
    }

    /** In four sums side by side, which one addition after the other would not let run at once. */
    private static double inner(double[] a, int from, double[] x, int n) {
        double s = 0;
        double t = 0;
        double u = 0;
        double v = 0;
        int j = 0;
        for (; j + 3 < n; j += 4) {
            s += a[from + j] * x[j];
            t += a[from + j + 1] * x[j + 1];
            u += a[from + j + 2] * x[j + 2];
            v += a[from + j + 3] * x[j + 3];
        }
        for (; j < n; j++) {
            s += a[from + j] * x[j];
        }
        return (s + t) + (u + v);
    }

    private static void addScaled(double[] y, int yFrom, double factor, double[] a, int from, int n) {
        for (int j = 0; j < n; j++) {
            y[yFrom + j] += factor * a[from + j];
        }
    }

    /**
     * distances[j] = poles[j] - x for j from {@code from} to {@code to}, with sum_j z_j^2 / distances[j] in sums[0] and
     * sum_j (z_j / distances[j])^2, its slope, in sums[1].
     */
    protected void sumTerms(double[] poles, double x, double[] z, double[] distances, int from, int to, double[] sums) {
        double a = 0;
        double b = 0;
        double c = 0;
        double e = 0;
        int j = from;
        for (; j + 1 < to; j += 2) {
            distances[j] = poles[j] - x;
            distances[j + 1] = poles[j + 1] - x;
            double r = z[j] / distances[j];
            double s = z[j + 1] / distances[j + 1];
            a += z[j] * r;
            b += z[j + 1] * s;
            c += r * r;
            e += s * s;
        }
        if (j < to) {
            distances[j] = poles[j] - x;
            double r = z[j] / distances[j];
            a += z[j] * r;
            c += r * r;
        }
        sums[0] = a + b;
        sums[1] = c + e;
    }

    private static void addFour(
            double[] y,
            int n,
            double[] r0,
            double[] r1,
            double[] r2,
            double[] r3,
            double x0,
            double x1,
            double x2,
            double x3) {
        for (int j = 0; j < n; j++) {
            y[j] += (r0[j] * x0 + r1[j] * x1) + (r2[j] * x2 + r3[j] * x3);
        }
    }

    private static void addProducts(double[] sum, int n, double[] row, double[] x) {
        for (int j = 0; j < n; j++) {
            sum[j] += row[j] * x[j];
        }
    }

    private static double sum(double[] terms, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double e = 0;
        int j = 0;
        for (; j + 3 < n; j += 4) {
            a += terms[j];
            b += terms[j + 1];
            c += terms[j + 2];
            e += terms[j + 3];
        }
        for (; j < n; j++) {
            a += terms[j];
        }
        return (a + b) + (c + e);
    }
}
