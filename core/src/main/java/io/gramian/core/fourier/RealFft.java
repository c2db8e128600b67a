package io.gramian.core.fourier;

import java.util.Arrays;

/**
 * A plan for Fourier transforms of n real numbers, n = 2^a 3^b 5^c: the first n / 2 + 1 of X_k = sum_j x_j exp(-2 pi i j
 * k / n), the others being their conjugates, X_(n - k) = conj(X_k).
 *
 * <p>An even n costs a complex transform of length n / 2, an odd one of length n. Immutable and thread-safe.
 */
public final class RealFft {
    private final int length;
    private final Fft complex; // of length n / 2 if n is even
    private final double[] cosines; // cos(2 pi k / n), where two halves are put together
    private final double[] sines;

    private RealFft(int length, Fft complex) {
        this.length = length;
        this.complex = complex;
        this.cosines = new double[length / 2 + 1];
        this.sines = new double[length / 2 + 1];
        Arrays.setAll(cosines, k -> Fft.cosineOfTurn(k, length));
        Arrays.setAll(sines, k -> Fft.sineOfTurn(k, length));
    }

    /**
     * Returns the plan for one length.
     *
     * @param n as in {@link Fft#ofLength}
     * @return a plan
     * @throws IllegalArgumentException as in {@link Fft#ofLength}
     */
    public static RealFft ofLength(int n) {
        return new RealFft(n, Fft.ofLength(n > 0 && n % 2 == 0 ? n / 2 : n));
    }

    /**
     * Returns the number of real numbers.
     *
     * @return n
     */
    public int length() {
        return length;
    }

    /**
     * Returns the number of complex numbers.
     *
     * @return n / 2 + 1, rounded down
     */
    public int spectrumLength() {
        return length / 2 + 1;
    }

    /**
     * Transforms real numbers.
     *
     * @param x n numbers, left as they are
     * @param re receives the n / 2 + 1 real parts
     * @param im receives the n / 2 + 1 imaginary parts
     * @throws IllegalArgumentException if an array has another length
     */
    public void forward(double[] x, double[] re, double[] im) {
        check(x, re, im);
        int m = complex.length();
        double[] zr = new double[m];
        double[] zi = new double[m];
        if (length % 2 == 1) {
            System.arraycopy(x, 0, zr, 0, length);
            complex.forward(zr, zi);
            System.arraycopy(zr, 0, re, 0, re.length);
            System.arraycopy(zi, 0, im, 0, im.length);
            return;
        }
        for (int j = 0; j < m; j++) {
            zr[j] = x[2 * j];
            zi[j] = x[2 * j + 1];
        }
        complex.forward(zr, zi);
        for (int k = 0; k <= m; k++) {
            int at = k % m;
            int mirror = (m - k) % m;
            double evenR = (zr[at] + zr[mirror]) / 2; // the transform of x_0, x_2, ...
            double evenI = (zi[at] - zi[mirror]) / 2;
            double oddR = (zi[at] + zi[mirror]) / 2; // that of x_1, x_3, ...
            double oddI = (zr[mirror] - zr[at]) / 2;
            double c = cosines[k];
            double s = -sines[k];
            re[k] = evenR + oddR * c - oddI * s;
            im[k] = evenI + oddR * s + oddI * c;
        }
    }

    /**
     * Transforms back: what {@link #forward} was given.
     *
     * @param re n / 2 + 1 real parts, left as they are
     * @param im n / 2 + 1 imaginary parts, left as they are; those of entry 0 and, for even n, n / 2 count as zero
     * @param x receives n numbers
     * @throws IllegalArgumentException if an array has another length
     */
    public void inverse(double[] re, double[] im, double[] x) {
        check(x, re, im);
        int m = complex.length();
        double[] zr = new double[m];
        double[] zi = new double[m];
        if (length % 2 == 1) {
            zr[0] = re[0];
            for (int k = 1; k < re.length; k++) {
                zr[k] = zr[length - k] = re[k];
                zi[k] = im[k];
                zi[length - k] = -im[k];
            }
            complex.inverse(zr, zi);
            System.arraycopy(zr, 0, x, 0, length);
            return;
        }
        for (int k = 0; k < m; k++) {
            double imK = k == 0 ? 0 : im[k];
            double imMirror = k == 0 ? 0 : im[m - k];
            double evenR = (re[k] + re[m - k]) / 2;
            double evenI = (imK - imMirror) / 2;
            double turnedR = (re[k] - re[m - k]) / 2;
            double turnedI = (imK + imMirror) / 2;
            double c = cosines[k];
            double s = sines[k];
            double oddR = turnedR * c - turnedI * s;
            double oddI = turnedR * s + turnedI * c;
            zr[k] = evenR - oddI;
            zi[k] = evenI + oddR;
        }
        complex.inverse(zr, zi);
        for (int j = 0; j < m; j++) {
            x[2 * j] = zr[j];
            x[2 * j + 1] = zi[j];
        }
    }

    private void check(double[] x, double[] re, double[] im) {
        checkLength("numbers", x, length);
        checkLength("real parts", re, spectrumLength());
        checkLength("imaginary parts", im, spectrumLength());
    }

    private static void checkLength(String what, double[] found, int expected) {
        if (found.length != expected) {
            throw new IllegalArgumentException(what + ": expected " + expected + ", found " + found.length);
        }
    }
}
