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

    /**
     * Reads one number of each cache line and returns their sum. Nothing else is in the loop, so that as many lines as the
     * processor can ask for are on their way from memory at once, which is not so in loops that work on them.
     */
    abstract double touch(A array, int from, int to);

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

    private void radix4(Stage stage, Lines<A> x, Lines<A> y, int width) {
        boolean isJoined = x.step() == width && y.step() == width;
        int runs = isJoined ? 1 : stage.stride();
        int count = stage.stride() / runs * width;
        int xApart = stage.blocks() * stage.stride() * x.step();
        int yApart = stage.stride() * y.step();
        for (int p = 0; p < stage.blocks(); p++) {
            for (int q = 0; q < runs; q++) {
                int from = (p * stage.stride() + q) * x.step();
                int to = (4 * p * stage.stride() + q) * y.step();
                fours(
                        x.re(),
                        x.reAt() + from,
                        x.im(),
                        x.imAt() + from,
                        xApart,
                        y.re(),
                        y.reAt() + to,
                        y.im(),
                        y.imAt() + to,
                        yApart,
                        count,
                        stage,
                        p);
            }
        }
    }

    /** Combines fives. */
    public abstract void radix5(Stage stage, Lines<A> x, Lines<A> y, int width);

    /**
     * One butterfly of radix 4 on {@code count} neighbours: entries {@code apart} from each other, results likewise, the
     * last three turned by the stage's factors for {@code p}.
     */
    protected abstract void fours(
            A xr,
            int r,
            A xi,
            int m,
            int apart,
            A yr,
            int toR,
            A yi,
            int toI,
            int yApart,
            int count,
            Stage stage,
            int p);

    /** Combines as many as the stage says, any number by the definition of the transform. */
    final void radix(Stage stage, Lines<A> x, Lines<A> y, int width) {
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

    /**
     * Adds sum_m d_m z_m of each row to sums[at + row step] + i sums[at + row step + 1]; the imaginary parts stand {@code
     * im} after the real ones, the next row {@code 2 im}.
     */
    public abstract void dots(A d, int dAt, A z, int zAt, int im, int rows, int width, double[] sums, int at, int step);

    /** Adds sum_m w_m d_m z_m of one row, or with z conjugated. */
    public abstract void weightedDot(
            A d, int dAt, A z, int zAt, int im, boolean conjugate, A w, int wAt, int width, double[] sum, int at);

    /** In each row, z = alpha z + conj(d) g, with g[at + row step] + i g[at + row step + 1]; alpha is 1 if null. */
    public abstract void update(
            A d, int dAt, A z, int zAt, int im, int rows, int width, double[] g, int at, int step, double[] alpha);

    /** In one row, z_m = alpha_m z_m + beta_m conj(d_m) (gr + i gi); alpha is 1 if null. */
    public abstract void weightedUpdate(
            A d, int dAt, A z, int zAt, int im, int width, double gr, double gi, A alpha, A beta, int wAt);

    /** z = y - scale u, where u = clamp(v) and y = v - u. */
    public abstract void reflect(A v, int vAt, Bounds<A> bounds, double scale, A z, int zAt, int count);

    /**
     * The end of an iteration of ADMM: from v and x to the new v = y + scale u + relaxation (x - y), of which y - u takes
     * the place of x; adds (x - y)^2, x^2, y^2, (y - y_old)^2, u^2, w |x|, w |y| to the sums.
     */
    public abstract void relax(
            A x,
            A v,
            int vAt,
            Bounds<A> before,
            Bounds<A> after,
            double scale,
            double relaxation,
            int count,
            double[] sums);

    /** z = x + momentum (x - previous). */
    public abstract void extrapolate(A x, A previous, int at, double momentum, A z, int zAt, int count);

    /**
     * The end of a proximal gradient step: c = q - clamp(q), with p = x + momentum (x - previous), adding to the sums
     * (p - q)(c - p), (c - p)^2, (c - x)^2, c^2, (p - c)(c - x), w |c|.
     */
    public abstract void proximal(
            A q, A x, A previous, A c, int at, double momentum, Bounds<A> bounds, int count, double[] sums);
}
