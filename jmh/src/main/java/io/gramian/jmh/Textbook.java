package io.gramian.jmh;

import java.util.Arrays;

/** Linear algebra as a textbook writes it, one number after the other: what blocked and native code is timed against. */
final class Textbook {
    private Textbook() {}

    static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                double sum = 0;
                for (int k = 0; k < b.length; k++) {
                    sum += a[i][k] * b[k][j];
                }
                c[i][j] = sum;
            }
        }
        return c;
    }

    /** A A', all entries. */
    static double[][] symmetricProduct(double[][] a) {
        double[][] c = new double[a.length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                for (int k = 0; k < a[0].length; k++) {
                    c[i][j] += a[i][k] * a[j][k];
                }
            }
        }
        return c;
    }

    static double[][] cholesky(double[][] a) {
        int n = a.length;
        double[][] l = new double[n][n];
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= l[i][k] * l[j][k];
                }
                l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
            }
        }
        return l;
    }

    /** The determinant by Gaussian elimination with pivots, which overwrites A. */
    static double determinant(double[][] a) {
        double product = 1;
        for (int k = 0; k < a.length; k++) {
            int pivot = pivot(a, k);
            if (pivot != k) {
                double[] row = a[pivot];
                a[pivot] = a[k];
                a[k] = row;
                product = -product;
            }
            product *= a[k][k];
            for (int i = k + 1; i < a.length && a[k][k] != 0; i++) {
                double factor = a[i][k] / a[k][k];
                for (int j = k + 1; j < a.length; j++) {
                    a[i][j] -= factor * a[k][j];
                }
            }
        }
        return product;
    }

    static int pivot(double[][] a, int k) {
        int pivot = k;
        for (int i = k + 1; i < a.length; i++) {
            if (Math.abs(a[i][k]) > Math.abs(a[pivot][k])) {
                pivot = i;
            }
        }
        return pivot;
    }

    /** The inverse by Gauss-Jordan elimination with pivots. */
    static double[][] inverse(double[][] a) {
        int n = a.length;
        double[][] both = new double[n][2 * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(a[i], 0, both[i], 0, n);
            both[i][n + i] = 1;
        }
        for (int k = 0; k < n; k++) {
            int pivot = pivot(both, k);
            double[] row = both[pivot];
            both[pivot] = both[k];
            both[k] = row;
            double inverse = 1 / row[k];
            for (int j = k; j < 2 * n; j++) {
                row[j] *= inverse;
            }
            for (int i = 0; i < n; i++) {
                double factor = both[i][k];
                for (int j = k; j < 2 * n && i != k && factor != 0; j++) {
                    both[i][j] -= factor * row[j];
                }
            }
        }
        double[][] result = new double[n][];
        for (int i = 0; i < n; i++) {
            result[i] = Arrays.copyOfRange(both[i], n, 2 * n);
        }
        return result;
    }

    /** X with L X = B. */
    static double[][] solveLower(double[][] l, double[][] b) {
        int n = l.length;
        double[][] x = new double[n][b[0].length];
        for (int s = 0; s < b[0].length; s++) {
            for (int i = 0; i < n; i++) {
                double sum = b[i][s];
                for (int k = 0; k < i; k++) {
                    sum -= l[i][k] * x[k][s];
                }
                x[i][s] = sum / l[i][i];
            }
        }
        return x;
    }

    /** R of A = Q R by Householder's reflections, column by column. */
    static double[][] triangle(double[][] a) {
        int m = a.length;
        int n = a[0].length;
        double[][] r = new double[m][];
        for (int i = 0; i < m; i++) {
            r[i] = a[i].clone();
        }
        for (int k = 0; k < n; k++) {
            double norm = 0;
            for (int i = k; i < m; i++) {
                norm += r[i][k] * r[i][k];
            }
            norm = -Math.copySign(Math.sqrt(norm), r[k][k]);
            double[] v = new double[m];
            double size = 0;
            for (int i = k; i < m; i++) {
                v[i] = r[i][k] - (i == k ? norm : 0);
                size += v[i] * v[i];
            }
            for (int j = k; j < n && size > 0; j++) {
                double dot = 0;
                for (int i = k; i < m; i++) {
                    dot += v[i] * r[i][j];
                }
                for (int i = k; i < m; i++) {
                    r[i][j] -= 2 * dot / size * v[i];
                }
            }
        }
        return r;
    }

    /** Squared singular values by Jacobi's rotations of the columns of A; those of a positive matrix are its squares. */
    static double[] jacobi(double[][] a) {
        int m = a.length;
        int n = a[0].length;
        double[][] u = new double[m][];
        for (int i = 0; i < m; i++) {
            u[i] = a[i].clone();
        }
        boolean turned = true;
        for (int sweep = 0; turned && sweep < 30; sweep++) {
            turned = false;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    turned |= rotate(u, p, q);
                }
            }
        }
        double[] squares = new double[n];
        for (double[] row : u) {
            for (int j = 0; j < n; j++) {
                squares[j] += row[j] * row[j];
            }
        }
        return squares;
    }

    private static boolean rotate(double[][] u, int p, int q) {
        double alpha = 0;
        double beta = 0;
        double gamma = 0;
        for (double[] row : u) {
            alpha += row[p] * row[p];
            beta += row[q] * row[q];
            gamma += row[p] * row[q];
        }
        if (Math.abs(gamma) <= 1e-14 * Math.sqrt(alpha * beta)) {
            return false;
        }
        double zeta = (beta - alpha) / (2 * gamma);
        double t = Math.signum(zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        double c = 1 / Math.sqrt(1 + t * t);
        double s = c * t;
        for (double[] row : u) {
            double first = row[p];
            row[p] = c * first - s * row[q];
            row[q] = s * first + c * row[q];
        }
        return true;
    }
}
