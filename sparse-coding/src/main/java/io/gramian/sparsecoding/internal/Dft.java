package io.gramian.sparsecoding.internal;

import io.gramian.core.fourier.Fft;

/**
 * Discrete Fourier transforms of any length, in place and split as in {@link Fft}: pictures have the lengths they have, and
 * a circular filter may not pad them. Lengths with a prime factor above 5 become a convolution of a longer one (Bluestein's
 * chirp: j k = (j^2 + k^2 - (k - j)^2) / 2).
 *
 * <p>Source: L. I. Bluestein, A linear filtering approach to the computation of discrete Fourier transform (1970).
 */
final class Dft {
    private final int length;
    private final Fft fft;
    private final double[] chirpRe; // exp(-i pi j^2 / n), null where no chirp is needed
    private final double[] chirpIm;
    private double[] filterRe; // the transform of the conjugate chirp, on both sides of zero
    private double[] filterIm;

    private Dft(int length, Fft fft, boolean chirped) {
        this.length = length;
        this.fft = fft;
        this.chirpRe = chirped ? new double[length] : null;
        this.chirpIm = chirped ? new double[length] : null;
    }

    static Dft ofLength(int length) {
        if (Fft.nextFastLength(length) == length) {
            return new Dft(length, Fft.ofLength(length), false);
        }
        Dft dft = new Dft(length, Fft.ofLength(Fft.nextFastLength(2 * length - 1)), true);
        dft.prepareChirp();
        return dft;
    }

    private void prepareChirp() {
        int padded = fft.length();
        filterRe = new double[padded];
        filterIm = new double[padded];
        for (int j = 0; j < length; j++) {
            double turn = Math.PI * ((long) j * j % (2L * length)) / length; // the square in full would lose digits
            chirpRe[j] = Math.cos(turn);
            chirpIm[j] = -Math.sin(turn);
            filterRe[j] = chirpRe[j];
            filterIm[j] = -chirpIm[j];
            filterRe[(padded - j) % padded] = chirpRe[j];
            filterIm[(padded - j) % padded] = -chirpIm[j];
        }
        fft.forward(filterRe, filterIm);
    }

    void forward(double[] re, double[] im) {
        if (chirpRe == null) {
            fft.forward(re, im);
            return;
        }
        int padded = fft.length();
        double[] a = new double[padded];
        double[] b = new double[padded];
        multiply(re, im, chirpRe, chirpIm, a, b, length);
        fft.forward(a, b);
        multiply(a, b, filterRe, filterIm, a, b, padded);
        fft.inverse(a, b);
        multiply(a, b, chirpRe, chirpIm, re, im, length);
    }

    private static void multiply(
            double[] ar, double[] ai, double[] br, double[] bi, double[] toRe, double[] toIm, int count) {
        for (int j = 0; j < count; j++) {
            double re = ar[j] * br[j] - ai[j] * bi[j];
            toIm[j] = ar[j] * bi[j] + ai[j] * br[j];
            toRe[j] = re;
        }
    }
}
