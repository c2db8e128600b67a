package io.gramian.core.internal.filterbank;

import io.gramian.core.fourier.Fft;

/**
 * One stage of a transform in Stockham's order: entries p + blocks k, k below the radix, in units of the stride, are
 * combined and turned by exp(-2 pi i p j / (blocks radix)), j below the radix.
 */
public final class Stage {
    private static final int LARGEST_BUTTERFLY = 5;

    private final int radix;
    private final int blocks;
    private final int stride;
    private final double[] cosines; // [p][j - 1], j = 1 .. radix - 1
    private final double[] sines;
    private final double[] turns; // cos(2 pi t / (blocks radix)), then -sin, for radices without a butterfly

    Stage(int radix, int blocks, int stride) {
        this.radix = radix;
        this.blocks = blocks;
        this.stride = stride;
        this.cosines = new double[blocks * (radix - 1)];
        this.sines = new double[blocks * (radix - 1)];
        for (int p = 0; p < blocks; p++) {
            for (int j = 1; j < radix; j++) {
                cosines[p * (radix - 1) + j - 1] = Fft.cosineOfTurn((long) p * j, (long) blocks * radix);
                sines[p * (radix - 1) + j - 1] = -Fft.sineOfTurn((long) p * j, (long) blocks * radix);
            }
        }
        this.turns = radix > LARGEST_BUTTERFLY ? turns(blocks * radix) : null;
    }

    private static double[] turns(int n) {
        double[] turns = new double[2 * n];
        for (int t = 0; t < n; t++) {
            turns[t] = Fft.cosineOfTurn(t, n);
            turns[n + t] = -Fft.sineOfTurn(t, n);
        }
        return turns;
    }

    /** Returns how many entries are combined. */
    public int radix() {
        return radix;
    }

    /** Returns how many groups of entries there are. */
    public int blocks() {
        return blocks;
    }

    /** Returns how many points stand side by side. */
    public int stride() {
        return stride;
    }

    /** Returns cos(2 pi p j / (blocks radix)). */
    public double cosine(int p, int j) {
        return cosines[p * (radix - 1) + j - 1];
    }

    /** Returns -sin(2 pi p j / (blocks radix)). */
    public double sine(int p, int j) {
        return sines[p * (radix - 1) + j - 1];
    }

    /** Returns the real part of what entry k is multiplied by in result j. */
    double cosine(int p, int j, int k) {
        return turns[turn(p, j, k)];
    }

    /** Returns the imaginary part of what entry k is multiplied by in result j. */
    double sine(int p, int j, int k) {
        return turns[turns.length / 2 + turn(p, j, k)];
    }

    private int turn(int p, int j, int k) {
        return (int) ((long) j * (p + (long) k * blocks) % ((long) blocks * radix));
    }
}
