package io.gramian.core.internal.filterbank;

/** Solves small systems (I + G) x = b with G Hermitian and positive semi-definite; complex numbers are interleaved. */
final class HermitianSolve {
    private final int n;
    private final double[] a;

    HermitianSolve(int n) {
        this.n = n;
        this.a = new double[2 * n * n];
    }

    /** Sets the matrix to I + G / divisor. */
    void set(double[] gram, int at, double divisor) {
        for (int i = 0; i < a.length; i++) {
            a[i] = gram[at + i] / divisor;
        }
        for (int i = 0; i < n; i++) {
            a[2 * (i * n + i)] += 1;
        }
    }

    /** Replaces b by the solution. Elimination without pivots, which definite matrices do not need. */
    void solve(double[] b) {
        for (int k = 0; k < n; k++) {
            double pivot = a[2 * (k * n + k)]; // real, at least 1
            for (int i = k + 1; i < n; i++) {
                double re = a[2 * (i * n + k)] / pivot;
                double im = a[2 * (i * n + k) + 1] / pivot;
                for (int j = k; j < n; j++) {
                    subtract(a, 2 * (i * n + j), re, im, a, 2 * (k * n + j));
                }
                subtract(b, 2 * i, re, im, b, 2 * k);
            }
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int j = i + 1; j < n; j++) {
                subtract(b, 2 * i, a[2 * (i * n + j)], a[2 * (i * n + j) + 1], b, 2 * j);
            }
            b[2 * i] /= a[2 * (i * n + i)];
            b[2 * i + 1] /= a[2 * (i * n + i)];
        }
    }

    private static void subtract(double[] x, int at, double re, double im, double[] y, int from) {
        double yr = y[from];
        double yi = y[from + 1];
        x[at] -= re * yr - im * yi;
        x[at + 1] -= re * yi + im * yr;
    }
}
