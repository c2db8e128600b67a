package io.gramian.sparsecoding;

import java.util.Arrays;

/** A small Hermitian positive definite system, solved by Cholesky's factorisation; the lower triangle is given. */
final class HermitianSystem {
    private final int n;
    private final double[] re;
    private final double[] im;
    private final double[] rightRe;
    private final double[] rightIm;

    HermitianSystem(int n) {
        this.n = n;
        this.re = new double[n * n];
        this.im = new double[n * n];
        this.rightRe = new double[n];
        this.rightIm = new double[n];
    }

    /** Starts anew, from a multiple of the identity. */
    void clear(double diagonal) {
        Arrays.fill(re, 0);
        Arrays.fill(im, 0);
        for (int i = 0; i < n; i++) {
            re[i * n + i] = diagonal;
        }
    }

    void add(int i, int j, double real, double imaginary) {
        re[i * n + j] += real;
        im[i * n + j] += imaginary;
    }

    void right(int i, double real, double imaginary) {
        rightRe[i] = real;
        rightIm[i] = imaginary;
    }

    double re(int i) {
        return rightRe[i];
    }

    double im(int i) {
        return rightIm[i];
    }

    void solve() {
        for (int j = 0; j < n; j++) {
            factor(j);
        }
        for (int i = 0; i < n; i++) { // L y = b
            for (int j = 0; j < i; j++) {
                subtractFromRight(i, re[i * n + j], im[i * n + j], j);
            }
            rightRe[i] /= re[i * n + i];
            rightIm[i] /= re[i * n + i];
        }
        for (int i = n - 1; i >= 0; i--) { // L^H z = y
            for (int j = i + 1; j < n; j++) {
                subtractFromRight(i, re[j * n + i], -im[j * n + i], j);
            }
            rightRe[i] /= re[i * n + i];
            rightIm[i] /= re[i * n + i];
        }
    }

    private void subtractFromRight(int i, double real, double imaginary, int j) {
        rightRe[i] -= real * rightRe[j] - imaginary * rightIm[j];
        rightIm[i] -= real * rightIm[j] + imaginary * rightRe[j];
    }

    /** Column j of the factor, from those before it. */
    private void factor(int j) {
        for (int i = j; i < n; i++) {
            for (int l = 0; l < j; l++) { // minus L_il conj(L_jl)
                double a = re[i * n + l];
                double b = im[i * n + l];
                double c = re[j * n + l];
                double d = im[j * n + l];
                re[i * n + j] -= a * c + b * d;
                im[i * n + j] -= b * c - a * d;
            }
        }
        double root = Math.sqrt(re[j * n + j]);
        for (int i = j; i < n; i++) {
            re[i * n + j] /= root;
            im[i * n + j] /= root;
        }
        im[j * n + j] = 0;
    }
}
