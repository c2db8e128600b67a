package io.gramian.core.internal.filterbank;

import io.gramian.core.Precision;

/**
 * Arrays of one precision and the inner loops over them. In all of them the numbers that a loop runs over, the maps at
 * one position, stand side by side. Complex numbers are split: real parts at one offset, imaginary parts at another.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
public abstract class MapLoops<A> {
    /** How many sums {@link #relax} and {@link #proximal} add to. */
    public static final int SUMS = 7;

    /** Made by the classes of each precision and instruction path. */
    protected MapLoops() {}

    /** Returns the arithmetic. */
    public abstract Precision precision();

    /** Returns how many numbers a vector holds; widths are multiples of it. */
    public abstract int lanes();

    /** Returns a new array of zeros. */
    public abstract A allocate(int length);

    /** Returns one number. */
    public abstract double get(A array, int at);

    /** Sets one number. */
    public abstract void set(A array, int at, double value);

    /** Sets a range to zero. */
    public abstract void clear(A array, int from, int to);

    /** Copies {@code points} rows of {@code width} numbers. */
    public final void copy(A from, int at, int step, A to, int toAt, int toStep, int points, int width) {
        for (int point = 0; point < points; point++) {
            System.arraycopy(from, at + point * step, to, toAt + point * toStep, width);
        }
    }

    /** Combines pairs: one stage of radix 2 of {@link LinePlan}. */
    public abstract void radix2(Stage stage, Lines<A> x, Lines<A> y, int width);

    /** Combines threes. */
    public abstract void radix3(Stage stage, Lines<A> x, Lines<A> y, int width);

    /** Combines fours. */
    public abstract void radix4(Stage stage, Lines<A> x, Lines<A> y, int width);

    /** Combines fives. */
    public abstract void radix5(Stage stage, Lines<A> x, Lines<A> y, int width);

    /** Combines any number by the definition of the transform. */
    public final void radix(Stage stage, Lines<A> x, Lines<A> y, int width) {
        switch (stage.radix()) {
            case 2 -> radix2(stage, x, y, width);
            case 3 -> radix3(stage, x, y, width);
            case 4 -> radix4(stage, x, y, width);
            case 5 -> radix5(stage, x, y, width);
            default -> radixOfDefinition(stage, x, y, width);
        }
    }

    private void radixOfDefinition(Stage stage, Lines<A> x, Lines<A> y, int width) {
        int radix = stage.radix();
        for (int p = 0; p < stage.blocks(); p++) {
            for (int q = 0; q < stage.stride(); q++) {
                for (int j = 0; j < radix; j++) {
                    int to = ((radix * p + j) * stage.stride() + q) * y.step();
                    clear(y.re(), y.reAt() + to, y.reAt() + to + width);
                    clear(y.im(), y.imAt() + to, y.imAt() + to + width);
                    for (int k = 0; k < radix; k++) {
                        int from = ((p + stage.blocks() * k) * stage.stride() + q) * x.step();
                        addTurned(x, from, stage.cosine(p, j, k), stage.sine(p, j, k), y, to, width);
                    }
                }
            }
        }
    }

    /** Adds x (c + i s) to y. */
    protected abstract void addTurned(Lines<A> x, int from, double c, double s, Lines<A> y, int to, int width);

    /**
     * Separates the transforms A and B of two real lines from Z = A + i B: A = (Z(k) + conj Z(-k)) / 2 and
     * B = (Z(k) - conj Z(-k)) / 2 i, the imaginary parts {@code im} after the real ones.
     */
    public abstract void untangle(
            A re, A im, int at, int mirrored, A spectrum, int first, int second, int imaginary, int width);

    /** Puts Z = A + i B together again, at k and at -k. */
    public abstract void tangle(
            A spectrum, int first, int second, int imaginary, A re, A im, int at, int mirrored, int width);

    /** Adds sum_m d_m z_m to sum[at] + i sum[at + 1]; imaginary parts stand {@code dIm} and {@code zIm} after. */
    public abstract void dot(A d, int dAt, int dIm, A z, int zAt, int zIm, int width, double[] sum, int at);

    /** Adds sum_m w_m d_m z_m, or with z conjugated. */
    public abstract void weightedDot(
            A d,
            int dAt,
            int dIm,
            A z,
            int zAt,
            int zIm,
            boolean conjugate,
            A w,
            int wAt,
            int width,
            double[] sum,
            int at);

    /** z = alpha z + conj(d) (gr + i gi). */
    public abstract void update(
            A d, int dAt, int dIm, double gr, double gi, double alpha, A z, int zAt, int zIm, int width);

    /** z_m = alpha_m z_m + beta_m conj(d_m) (gr + i gi), or z_m itself plus that if alpha is null. */
    public abstract void weightedUpdate(
            A d, int dAt, int dIm, double gr, double gi, A alpha, A beta, int wAt, A z, int zAt, int zIm, int width);

    /** z = y - scale u, where u = clamp(v) and y = v - u. */
    public abstract void reflect(
            A v, int vAt, int vStep, Bounds<A> bounds, double scale, A z, int zAt, int points, int width);

    /**
     * The end of an iteration of ADMM: from v and x to the new v = y + scale u + relaxation (x - y), adding to the sums
     * (x - y)^2, x^2, y^2, (y - y_old)^2, u^2, w |x|, w |y|.
     */
    public abstract void relax(
            A x,
            int xAt,
            A v,
            int vAt,
            int vStep,
            Bounds<A> before,
            Bounds<A> after,
            double scale,
            double relaxation,
            int points,
            int width,
            double[] sums);

    /** z = x + momentum (x - previous). */
    public abstract void extrapolate(
            A x, A previous, int at, int step, double momentum, A z, int zAt, int points, int width);

    /**
     * The end of a proximal gradient step: c = q - clamp(q), with p = x + momentum (x - previous), adding to the sums
     * (p - q)(c - p), (c - p)^2, (c - x)^2, c^2, (p - c)(c - x), w |c|.
     */
    public abstract void proximal(
            A q,
            int qAt,
            A x,
            A previous,
            A c,
            int at,
            int step,
            double momentum,
            Bounds<A> bounds,
            int points,
            int width,
            double[] sums);
}
