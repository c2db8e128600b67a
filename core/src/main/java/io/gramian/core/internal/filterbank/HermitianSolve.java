package io.gramian.core.internal.filterbank;

/** Solves small systems (I + G / e) x = b, G Hermitian and positive semi-definite; complex numbers are interleaved. */
final class HermitianSolve {
    private final int n;
    private final double[] a;

    HermitianSolve(int n) {
        this.n = n;
        this.a = new double[2 * n * n];
    }

    /** Replaces b, from {@code at} on, by the solution. Elimination without pivots, which definite matrices do not need. */
    void solve(double[] gram, int gramAt, double e, double[] b, int at) {
        if (n == 1) {
            double pivot = 1 + gram[gramAt] / e;
            b[at] /= pivot;
            b[at + 1] /= pivot;
            return;
        }
        for (int i = 0; i < a.length; i++) {
            a[i] = gram[gramAt + i] / e;
        }
        for (int i = 0; i < n; i++) {
            a[2 * (i * n + i)] += 1;
        }
        for (int k = 0; k < n; k++) {
            eliminate(k, b, at);
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int j = i + 1; j < n; j++) {
                subtract(b, at + 2 * i, a[2 * (i * n + j)], a[2 * (i * n + j) + 1], b, at + 2 * j);
            }
            b[at + 2 * i] /= a[2 * (i * n + i)];
            b[at + 2 * i + 1] /= a[2 * (i * n + i)];
        }
    }

    private void eliminate(int k, double[] b, int at) {
        double pivot = a[2 * (k * n + k)]; // real, at least 1
        for (int i = k + 1; i < n; i++) {
            double re = a[2 * (i * n + k)] / pivot;
            double im = a[2 * (i * n + k) + 1] / pivot;
            for (int j = k; j < n; j++) {
                subtract(a, 2 * (i * n + j), re, im, a, 2 * (k * n + j));
            }
            subtract(b, at + 2 * i, re, im, b, at + 2 * k);
        }
    }

    private static void subtract(double[] x, int at, double re, double im, double[] y, int from) {
        double yr = y[from];
        double yi = y[from + 1];
        x[at] -= re * yr - im * yi;
        x[at + 1] -= re * yi + im * yr;
    }
}
