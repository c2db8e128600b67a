package io.gramian.core.fourier;

import java.util.Arrays;

/**
 * A plan for discrete Fourier transforms of one length n = 2^a 3^b 5^c: X_k = sum_j x_j exp(-2 pi i j k / n).
 *
 * <p>Numbers are complex and <em>split</em>: the real parts stand in one array, the imaginary parts in another, each of
 * length n, and are transformed in place. Mixed radix 4, 2, 3 and 5 in Stockham's order, which needs no permutation;
 * cost O(n log n), and 2 n numbers of scratch a call. The error is about 1e-16 log2(n) of the root mean square of the
 * result. Plans are immutable and thread-safe, and hold 2 n numbers.
 *
 * <pre>{@code
 * Fft fft = Fft.ofLength(Fft.nextFastLength(n));
 * fft.forward(re, im);
 * fft.inverse(re, im); // back where it started
 * }</pre>
 */
public final class Fft {
    private static final int LARGEST = 1 << 30;

    private final int length;
    private final int[] radices;
    private final double[] cosines; // cos(2 pi k / n)
    private final double[] sines; // -sin(2 pi k / n)

    private Fft(int length, int[] radices) {
        this.length = length;
        this.radices = radices;
        this.cosines = new double[length];
        this.sines = new double[length];
        for (int k = 0; k < length; k++) {
            cosines[k] = cosineOfTurn(k, length);
            sines[k] = -sineOfTurn(k, length);
        }
    }

    /**
     * Returns the plan for one length.
     *
     * @param n 1 to 2^30, with no prime factor above 5
     * @return a plan
     * @throws IllegalArgumentException if n is out of range or has a larger prime factor; the message names the next
     *     length that has none
     */
    public static Fft ofLength(int n) {
        if (n < 1 || n > LARGEST) {
            throw new IllegalArgumentException("length: expected 1 to " + LARGEST + ", found " + n);
        }
        if (smoothPart(n) != 1) {
            throw new IllegalArgumentException("length: expected a product of 2, 3 and 5, found " + n
                    + ", which has the factor " + smoothPart(n) + "; the next that works is " + nextFastLength(n));
        }
        int[] radices = new int[32];
        int count = 0;
        int rest = n;
        for (int radix : new int[] {4, 2, 3, 5}) {
            for (; rest % radix == 0; rest /= radix) {
                radices[count++] = radix;
            }
        }
        return new Fft(n, Arrays.copyOf(radices, count));
    }

    /**
     * Returns the smallest length from n on that has no prime factor above 5.
     *
     * @param n 1 to 2^30
     * @return a length {@link #ofLength} takes, below 1.2 n for all but small n
     * @throws IllegalArgumentException if n is out of range
     */
    public static int nextFastLength(int n) {
        if (n < 1 || n > LARGEST) {
            throw new IllegalArgumentException("length: expected 1 to " + LARGEST + ", found " + n);
        }
        int candidate = n;
        while (smoothPart(candidate) != 1) {
            candidate++;
        }
        return candidate;
    }

    /** What is left of n once 2, 3 and 5 are divided out. */
    private static int smoothPart(int n) {
        int rest = n;
        for (int prime : new int[] {2, 3, 5}) {
            while (rest % prime == 0) {
                rest /= prime;
            }
        }
        return rest;
    }

    /**
     * Returns the length.
     *
     * @return n
     */
    public int length() {
        return length;
    }

    /**
     * Transforms in place: x_j becomes sum_j x_j exp(-2 pi i j k / n).
     *
     * @param re n real parts, overwritten
     * @param im n imaginary parts, overwritten
     * @throws IllegalArgumentException if an array has another length
     */
    public void forward(double[] re, double[] im) {
        check("real parts", re);
        check("imaginary parts", im);
        transform(re, im, new double[length], new double[length]);
    }

    /**
     * Transforms back in place: X_k becomes (1/n) sum_k X_k exp(2 pi i j k / n).
     *
     * @param re n real parts, overwritten
     * @param im n imaginary parts, overwritten
     * @throws IllegalArgumentException if an array has another length
     */
    public void inverse(double[] re, double[] im) {
        forward(im, re); // exchanging the parts conjugates, up to the factor i that exchanging back removes
        for (int j = 0; j < length; j++) {
            re[j] /= length;
            im[j] /= length;
        }
    }

    /** The forward transform with the caller's scratch. */
    void transform(double[] re, double[] im, double[] scratchRe, double[] scratchIm) {
        double[] fromRe = re;
        double[] fromIm = im;
        double[] toRe = scratchRe;
        double[] toIm = scratchIm;
        int stride = 1;
        for (int radix : radices) {
            int blocks = length / stride / radix;
            switch (radix) {
                case 2 -> radix2(blocks, stride, fromRe, fromIm, toRe, toIm);
                case 3 -> radix3(blocks, stride, fromRe, fromIm, toRe, toIm);
                case 4 -> radix4(blocks, stride, fromRe, fromIm, toRe, toIm);
                default -> radix5(blocks, stride, fromRe, fromIm, toRe, toIm);
            }
            stride *= radix;
            double[] oldRe = fromRe;
            double[] oldIm = fromIm;
            fromRe = toRe;
            fromIm = toIm;
            toRe = oldRe;
            toIm = oldIm;
        }
        if (fromRe != re) {
            System.arraycopy(fromRe, 0, re, 0, length);
            System.arraycopy(fromIm, 0, im, 0, length);
        }
    }

    // One stage each: entries p + blocks k (in units of the stride) are combined and turned by the twiddle factors
    // exp(-2 pi i p j stride / n), j = 0 .. radix - 1.

    private void radix2(int blocks, int stride, double[] xr, double[] xi, double[] yr, double[] yi) {
        for (int p = 0; p < blocks; p++) {
            double c = cosines[p * stride];
            double s = sines[p * stride];
            int a = p * stride;
            int b = (p + blocks) * stride;
            int out = 2 * p * stride;
            for (int q = 0; q < stride; q++) {
                double ar = xr[a + q];
                double ai = xi[a + q];
                double br = xr[b + q];
                double bi = xi[b + q];
                yr[out + q] = ar + br;
                yi[out + q] = ai + bi;
                double dr = ar - br;
                double di = ai - bi;
                yr[out + stride + q] = dr * c - di * s;
                yi[out + stride + q] = dr * s + di * c;
            }
        }
    }

    private void radix3(int blocks, int stride, double[] xr, double[] xi, double[] yr, double[] yi) {
        double half = Math.sqrt(0.75);
        for (int p = 0; p < blocks; p++) {
            double c1 = cosines[p * stride];
            double s1 = sines[p * stride];
            double c2 = cosines[2 * p * stride];
            double s2 = sines[2 * p * stride];
            int in = p * stride;
            int step = blocks * stride;
            int out = 3 * p * stride;
            for (int q = 0; q < stride; q++) {
                double ar = xr[in + q];
                double ai = xi[in + q];
                double sumR = xr[in + step + q] + xr[in + 2 * step + q];
                double sumI = xi[in + step + q] + xi[in + 2 * step + q];
                double turnR = half * (xi[in + step + q] - xi[in + 2 * step + q]); // -i half (b - c)
                double turnI = half * (xr[in + 2 * step + q] - xr[in + step + q]);
                double midR = ar - 0.5 * sumR;
                double midI = ai - 0.5 * sumI;
                yr[out + q] = ar + sumR;
                yi[out + q] = ai + sumI;
                double ur = midR + turnR;
                double ui = midI + turnI;
                double vr = midR - turnR;
                double vi = midI - turnI;
                yr[out + stride + q] = ur * c1 - ui * s1;
                yi[out + stride + q] = ur * s1 + ui * c1;
                yr[out + 2 * stride + q] = vr * c2 - vi * s2;
                yi[out + 2 * stride + q] = vr * s2 + vi * c2;
            }
        }
    }

    private void radix4(int blocks, int stride, double[] xr, double[] xi, double[] yr, double[] yi) {
        for (int p = 0; p < blocks; p++) {
            double c1 = cosines[p * stride];
            double s1 = sines[p * stride];
            double c2 = cosines[2 * p * stride];
            double s2 = sines[2 * p * stride];
            double c3 = cosines[3 * p * stride];
            double s3 = sines[3 * p * stride];
            int in = p * stride;
            int step = blocks * stride;
            int out = 4 * p * stride;
            for (int q = 0; q < stride; q++) {
                double acR = xr[in + q] + xr[in + 2 * step + q];
                double acI = xi[in + q] + xi[in + 2 * step + q];
                double adR = xr[in + q] - xr[in + 2 * step + q];
                double adI = xi[in + q] - xi[in + 2 * step + q];
                double bdR = xr[in + step + q] + xr[in + 3 * step + q];
                double bdI = xi[in + step + q] + xi[in + 3 * step + q];
                double turnR = xi[in + step + q] - xi[in + 3 * step + q]; // -i (b - d)
                double turnI = xr[in + 3 * step + q] - xr[in + step + q];
                yr[out + q] = acR + bdR;
                yi[out + q] = acI + bdI;
                double ur = adR + turnR;
                double ui = adI + turnI;
                yr[out + stride + q] = ur * c1 - ui * s1;
                yi[out + stride + q] = ur * s1 + ui * c1;
                double vr = acR - bdR;
                double vi = acI - bdI;
                yr[out + 2 * stride + q] = vr * c2 - vi * s2;
                yi[out + 2 * stride + q] = vr * s2 + vi * c2;
                double wr = adR - turnR;
                double wi = adI - turnI;
                yr[out + 3 * stride + q] = wr * c3 - wi * s3;
                yi[out + 3 * stride + q] = wr * s3 + wi * c3;
            }
        }
    }

    private void radix5(int blocks, int stride, double[] xr, double[] xi, double[] yr, double[] yi) {
        double[] br = new double[5];
        double[] bi = new double[5];
        for (int p = 0; p < blocks; p++) {
            int in = p * stride;
            int step = blocks * stride;
            int out = 5 * p * stride;
            for (int q = 0; q < stride; q++) {
                butterfly5(xr, xi, in + q, step, br, bi);
                for (int j = 0; j < 5; j++) {
                    double c = cosines[j * p * stride];
                    double s = sines[j * p * stride];
                    yr[out + j * stride + q] = br[j] * c - bi[j] * s;
                    yi[out + j * stride + q] = br[j] * s + bi[j] * c;
                }
            }
        }
    }

    private static final double C1 = cosineOfTurn(1, 5);
    private static final double C2 = cosineOfTurn(2, 5);
    private static final double S1 = sineOfTurn(1, 5);
    private static final double S2 = sineOfTurn(2, 5);

    /** The transform of five entries, by pairs that are each other's mirror images. */
    private static void butterfly5(double[] xr, double[] xi, int at, int step, double[] br, double[] bi) {
        double s14r = xr[at + step] + xr[at + 4 * step];
        double s14i = xi[at + step] + xi[at + 4 * step];
        double d14r = xr[at + step] - xr[at + 4 * step];
        double d14i = xi[at + step] - xi[at + 4 * step];
        double s23r = xr[at + 2 * step] + xr[at + 3 * step];
        double s23i = xi[at + 2 * step] + xi[at + 3 * step];
        double d23r = xr[at + 2 * step] - xr[at + 3 * step];
        double d23i = xi[at + 2 * step] - xi[at + 3 * step];
        br[0] = xr[at] + s14r + s23r;
        bi[0] = xi[at] + s14i + s23i;
        double m1r = xr[at] + C1 * s14r + C2 * s23r;
        double m1i = xi[at] + C1 * s14i + C2 * s23i;
        double m2r = xr[at] + C2 * s14r + C1 * s23r;
        double m2i = xi[at] + C2 * s14i + C1 * s23i;
        double t1r = S1 * d14i + S2 * d23i; // -i times the odd part
        double t1i = -S1 * d14r - S2 * d23r;
        double t2r = S2 * d14i - S1 * d23i;
        double t2i = -S2 * d14r + S1 * d23r;
        br[1] = m1r + t1r;
        bi[1] = m1i + t1i;
        br[4] = m1r - t1r;
        bi[4] = m1i - t1i;
        br[2] = m2r + t2r;
        bi[2] = m2i + t2i;
        br[3] = m2r - t2r;
        bi[3] = m2i - t2i;
    }

    /**
     * Returns cos(2 pi k / n), with the argument brought into the first eighth of a turn so that it is exact to the last
     * bit.
     *
     * @param k any number of parts
     * @param n the parts of a turn, 1 to 2^59
     * @return the cosine
     */
    public static double cosineOfTurn(long k, long n) {
        long eighths = Math.floorMod(k, n) * 8;
        if (eighths > 4 * n) {
            eighths = 8 * n - eighths; // cos(-x) = cos x
        }
        if (eighths > 2 * n) {
            return -cosineOfTurn(4 * n - eighths, 8 * n); // cos(pi - x) = -cos x
        }
        return eighths <= n
                ? Math.cos(Math.PI / 4 * ((double) eighths / n))
                : Math.sin(Math.PI / 4 * ((double) (2 * n - eighths) / n));
    }

    /**
     * Returns sin(2 pi k / n), as exact as {@link #cosineOfTurn}.
     *
     * @param k any number of parts
     * @param n the parts of a turn, 1 to 2^57
     * @return the sine
     */
    public static double sineOfTurn(long k, long n) {
        return cosineOfTurn(4 * k - n, 4 * n); // cos(x - pi/2)
    }

    private void check(String what, double[] numbers) {
        if (numbers.length != length) {
            throw new IllegalArgumentException(what + ": expected " + length + " numbers, found " + numbers.length);
        }
    }
}
