package io.gramian.core.fourier;

import java.util.Arrays;

/**
 * A plan for cosine transforms of one length n = 2^a 3^b 5^c, not normalised (the convention of SciPy and FFTW):
 *
 * <pre>
 * type II:  y_k = 2 sum_j x_j cos(pi k (2 j + 1) / (2 n))
 * type III: y_k = x_0 + 2 sum_(j >= 1) x_j cos(pi j (2 k + 1) / (2 n))
 * </pre>
 *
 * <p>Type III undoes type II up to the factor 2 n. Cost O(n log n). Immutable and thread-safe.
 */
public final class CosineTransform {
    private final Fft fft;
    private final double[] cosines; // cos(pi k / (2 n))
    private final double[] sines;

    private CosineTransform(Fft fft) {
        this.fft = fft;
        this.cosines = new double[fft.length()];
        this.sines = new double[fft.length()];
        Arrays.setAll(cosines, k -> Fft.cosineOfTurn(k, 4L * fft.length()));
        Arrays.setAll(sines, k -> Fft.sineOfTurn(k, 4L * fft.length()));
    }

    /**
     * Returns the plan for one length.
     *
     * @param n as in {@link Fft#ofLength}
     * @return a plan
     * @throws IllegalArgumentException as in {@link Fft#ofLength}
     */
    public static CosineTransform ofLength(int n) {
        return new CosineTransform(Fft.ofLength(n));
    }

    /**
     * Returns the length.
     *
     * @return n
     */
    public int length() {
        return fft.length();
    }

    /**
     * Returns the transform of type II.
     *
     * @param x n numbers, left as they are
     * @return n numbers, a new array
     * @throws IllegalArgumentException if there are not n numbers
     */
    public double[] typeTwo(double[] x) {
        int n = checked(x);
        double[] re = new double[n]; // even places upwards, odd ones downwards (Makhoul, 1980)
        for (int j = 0; j < n; j++) {
            re[j % 2 == 0 ? j / 2 : n - 1 - j / 2] = x[j];
        }
        double[] im = new double[n];
        fft.forward(re, im);
        for (int k = 0; k < n; k++) {
            re[k] = 2 * (re[k] * cosines[k] + im[k] * sines[k]);
        }
        return re;
    }

    /**
     * Returns the transform of type III.
     *
     * @param x n numbers, left as they are
     * @return n numbers, a new array
     * @throws IllegalArgumentException if there are not n numbers
     */
    public double[] typeThree(double[] x) {
        int n = checked(x);
        double[] re = new double[n];
        double[] im = new double[n];
        for (int k = 0; k < n; k++) {
            double c = cosines[k];
            double s = sines[k];
            double mirror = k == 0 ? 0 : x[n - k];
            re[k] = x[k] * c + mirror * s; // (x_k - i x_(n-k)) exp(i pi k / (2 n))
            im[k] = x[k] * s - mirror * c;
        }
        fft.forward(im, re); // the inverse transform without its factor 1/n
        double[] y = new double[n];
        for (int j = 0; j < n; j++) {
            y[j] = re[j % 2 == 0 ? j / 2 : n - 1 - j / 2];
        }
        return y;
    }

    private int checked(double[] x) {
        if (x.length != fft.length()) {
            throw new IllegalArgumentException("numbers: expected " + fft.length() + ", found " + x.length);
        }
        return x.length;
    }
}
