package io.gramian.core.fourier;

import java.util.Arrays;

/**
 * A plan for Fourier transforms of a grid of one to three axes, each of a length 2^a 3^b 5^c, axis by axis.
 *
 * <p>Grids are row-major (the last axis varies fastest), split into real and imaginary parts as in {@link Fft}, and
 * transformed in place. Cost O(N log N) for N grid points. Immutable and thread-safe.
 */
public final class GridFft {
    private final int[] shape;
    private final Fft[] plans;
    private final int size;

    private GridFft(int[] shape, int size) {
        this.shape = shape;
        this.size = size;
        this.plans = new Fft[shape.length];
        Arrays.setAll(plans, axis -> Fft.ofLength(shape[axis]));
    }

    /**
     * Returns the plan for one shape.
     *
     * @param shape one to three lengths, each as in {@link Fft#ofLength}; copied
     * @return a plan
     * @throws IllegalArgumentException if there are more axes or none, a length is not one of those, or the grid has more
     *     points than an array holds
     */
    public static GridFft ofShape(int... shape) {
        if (shape.length < 1 || shape.length > 3) {
            throw new IllegalArgumentException("shape: expected 1 to 3 axes, found " + shape.length);
        }
        long size = 1;
        for (int length : shape) {
            size = length < 1 ? size : Math.min(size * length, Long.MAX_VALUE >> 32);
        }
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "shape: " + Arrays.toString(shape) + " has more points than the 2147483639 that one array holds");
        }
        return new GridFft(shape.clone(), (int) size);
    }

    /**
     * Returns the number of grid points.
     *
     * @return the product of the lengths
     */
    public int size() {
        return size;
    }

    /**
     * Returns the lengths of the axes.
     *
     * @return a new array
     */
    public int[] shape() {
        return shape.clone();
    }

    /**
     * Transforms in place, as {@link Fft#forward} along every axis.
     *
     * @param re real parts, overwritten
     * @param im imaginary parts, overwritten
     * @throws IllegalArgumentException if an array does not have as many entries as the grid
     */
    public void forward(double[] re, double[] im) {
        check("real parts", re);
        check("imaginary parts", im);
        int stride = size;
        for (int axis = 0; axis < shape.length; axis++) {
            stride /= shape[axis];
            along(plans[axis], stride, re, im);
        }
    }

    /**
     * Transforms back in place, as {@link Fft#inverse} along every axis.
     *
     * @param re real parts, overwritten
     * @param im imaginary parts, overwritten
     * @throws IllegalArgumentException if an array does not have as many entries as the grid
     */
    public void inverse(double[] re, double[] im) {
        forward(im, re);
        for (int at = 0; at < size; at++) {
            re[at] /= size;
            im[at] /= size;
        }
    }

    private void along(Fft plan, int stride, double[] re, double[] im) {
        int length = plan.length();
        double[] lineRe = new double[length];
        double[] lineIm = new double[length];
        double[] scratchRe = new double[length];
        double[] scratchIm = new double[length];
        for (int line = 0; line < size / length; line++) {
            int start = line / stride * stride * length + line % stride;
            for (int j = 0; j < length; j++) {
                lineRe[j] = re[start + j * stride];
                lineIm[j] = im[start + j * stride];
            }
            plan.transform(lineRe, lineIm, scratchRe, scratchIm);
            for (int j = 0; j < length; j++) {
                re[start + j * stride] = lineRe[j];
                im[start + j * stride] = lineIm[j];
            }
        }
    }

    private void check(String what, double[] numbers) {
        if (numbers.length != size) {
            throw new IllegalArgumentException(what + ": expected " + size + " numbers for the shape "
                    + Arrays.toString(shape) + ", found " + numbers.length);
        }
    }
}
