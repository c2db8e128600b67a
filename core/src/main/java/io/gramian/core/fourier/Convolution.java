package io.gramian.core.fourier;

import java.util.Arrays;

/**
 * Linear convolutions and correlations of real sequences and grids by Fourier transforms, with as many zeros added as
 * keep the ends apart.
 *
 * <p>The error is about 1e-16 log2(N) |a| |b| (Euclidean norms) in every entry, so small entries beside large ones lose
 * relative accuracy.
 */
public final class Convolution {
    private Convolution() {}

    /**
     * Returns the convolution c_k = sum_j a_j b_(k - j).
     *
     * @param a p numbers, at least one
     * @param b q numbers, at least one
     * @return p + q - 1 numbers
     * @throws IllegalArgumentException if one is empty
     */
    public static double[] linear(double[] a, double[] b) {
        return linear(a, new int[] {a.length}, b, new int[] {b.length});
    }

    /**
     * Returns the correlation c_k = sum_j a_(j + k - q + 1) b_j, so that entry q - 1 is lag zero.
     *
     * @param a p numbers, at least one
     * @param b q numbers, at least one
     * @return p + q - 1 numbers, for the lags -(q - 1) to p - 1
     * @throws IllegalArgumentException if one is empty
     */
    public static double[] correlation(double[] a, double[] b) {
        double[] reversed = new double[b.length];
        Arrays.setAll(reversed, j -> b[b.length - 1 - j]);
        return linear(a, reversed);
    }

    /**
     * Returns the convolution of two row-major grids of one to three axes.
     *
     * @param a a grid
     * @param shapeA its lengths
     * @param b a grid of as many axes
     * @param shapeB its lengths
     * @return a grid whose axis i has length shapeA[i] + shapeB[i] - 1
     * @throws IllegalArgumentException if the grids differ in their number of axes, are empty, do not fit their shapes, or
     *     need more points than an array holds
     */
    public static double[] linear(double[] a, int[] shapeA, double[] b, int[] shapeB) {
        checkShape("first grid", a, shapeA);
        checkShape("second grid", b, shapeB);
        if (shapeA.length != shapeB.length) {
            throw new IllegalArgumentException("second grid: has " + shapeB.length + " axes, but the first has "
                    + shapeA.length + "; both must have as many");
        }
        int[] shape = new int[shapeA.length];
        Arrays.setAll(shape, i -> Math.addExact(shapeA[i], shapeB[i] - 1));
        int[] padded = Arrays.stream(shape).map(Fft::nextFastLength).toArray();
        GridFft fft = GridFft.ofShape(padded);
        double[] re = resized(a, shapeA, padded);
        double[] im = new double[fft.size()];
        double[] otherRe = resized(b, shapeB, padded);
        double[] otherIm = new double[fft.size()];
        fft.forward(re, im);
        fft.forward(otherRe, otherIm);
        for (int k = 0; k < re.length; k++) {
            double product = re[k] * otherRe[k] - im[k] * otherIm[k];
            im[k] = re[k] * otherIm[k] + im[k] * otherRe[k];
            re[k] = product;
        }
        fft.inverse(re, im);
        return resized(re, padded, shape);
    }

    /** The grid cut off or filled up with zeros at the end of every axis. */
    private static double[] resized(double[] grid, int[] from, int[] to) {
        double[] result = new double[Arrays.stream(to).reduce(1, Math::multiplyExact)];
        int axes = from.length;
        int width = Math.min(from[axes - 1], to[axes - 1]);
        int rows = axes > 1 ? Math.min(from[axes - 2], to[axes - 2]) : 1;
        int planes = axes > 2 ? Math.min(from[0], to[0]) : 1;
        int fromRows = axes > 1 ? from[axes - 2] : 1;
        int toRows = axes > 1 ? to[axes - 2] : 1;
        for (int i = 0; i < planes; i++) {
            for (int j = 0; j < rows; j++) {
                int source = (i * fromRows + j) * from[axes - 1];
                System.arraycopy(grid, source, result, (i * toRows + j) * to[axes - 1], width);
            }
        }
        return result;
    }

    private static void checkShape(String what, double[] grid, int[] shape) {
        long size = 1;
        for (int length : shape) {
            size = Math.min(size * Math.max(0, length), Integer.MAX_VALUE);
        }
        if (shape.length < 1 || shape.length > 3 || size == 0) {
            throw new IllegalArgumentException(
                    what + ": expected 1 to 3 axes of at least one point, found the shape " + Arrays.toString(shape));
        }
        if (size != grid.length) {
            throw new IllegalArgumentException(
                    what + ": has " + grid.length + " numbers, but the shape " + Arrays.toString(shape));
        }
    }
}
