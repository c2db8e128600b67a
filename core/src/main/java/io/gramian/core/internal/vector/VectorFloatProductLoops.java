package io.gramian.core.internal.vector;

import io.gramian.core.internal.cpu.FloatProductLoops;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of linear algebra in single precision on the Vector API, each in one method for the reason given at
 * {@link VectorFloatTileLoops}. Panels hold two vectors of columns; eight rows of them are summed in 16 registers.
 */
final class VectorFloatProductLoops extends FloatProductLoops {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int W = 2 * L;

    @Override
    protected int panelWidth(int columns) {
        return W;
    }

    @Override
    protected float[][] allocateScratch() {
        return new float[2][ROWS * W];
    }

    /** Where the tile is not whole, the same loop runs on a copy that is. */
    @Override
    protected void addProduct(
            float[] x,
            int xFrom,
            int xStep,
            float[] y,
            int yFrom,
            int width,
            int depth,
            float[] c,
            int cFrom,
            int cStride,
            int rows,
            int columns,
            double alpha,
            float[][] scratch) {
        int whole = rows < ROWS ? 0 : columns / W * W;
        eightRows(x, xFrom, xStep, y, yFrom, depth, c, cFrom, cStride, whole, alpha, scratch[1]);
        float[] tile = scratch[0];
        for (int j = whole; j < columns; j += W) {
            int present = Math.min(W, columns - j);
            for (int r = 0; r < rows; r++) {
                System.arraycopy(c, cFrom + r * cStride + j, tile, r * W, present);
            }
            eightRows(x, xFrom, xStep, y, yFrom + j * depth, depth, tile, 0, W, W, alpha, scratch[1]);
            for (int r = 0; r < rows; r++) {
                System.arraycopy(tile, r * W, c, cFrom + r * cStride + j, present);
            }
        }
    }

    private static void eightRows(
            float[] x,
            int xFrom,
            int xStep,
            float[] y,
            int yFrom,
            int depth,
            float[] c,
            int cFrom,
            int cStride,
            int columns,
            double alpha,
            float[] sums) {
        for (int j = 0; j < columns; j += W) {
            int p = yFrom + j * depth;
            FloatVector zero = FloatVector.zero(S);
            FloatVector a0 = zero;
            FloatVector a1 = zero;
            FloatVector a2 = zero;
            FloatVector a3 = zero;
            FloatVector a4 = zero;
            FloatVector a5 = zero;
            FloatVector a6 = zero;
            FloatVector a7 = zero;
            FloatVector b0 = zero;
            FloatVector b1 = zero;
            FloatVector b2 = zero;
            FloatVector b3 = zero;
            FloatVector b4 = zero;
            FloatVector b5 = zero;
            FloatVector b6 = zero;
            FloatVector b7 = zero;
            for (int k = 0; k < depth; k++) {
                FloatVector v = FloatVector.fromArray(S, y, p + k * W);
                FloatVector w = FloatVector.fromArray(S, y, p + k * W + L);
                int q = xFrom + k * xStep;
                FloatVector xk = FloatVector.broadcast(S, x[q]);
                a0 = xk.fma(v, a0);
                b0 = xk.fma(w, b0);
                xk = FloatVector.broadcast(S, x[q + 1]);
                a1 = xk.fma(v, a1);
                b1 = xk.fma(w, b1);
                xk = FloatVector.broadcast(S, x[q + 2]);
                a2 = xk.fma(v, a2);
                b2 = xk.fma(w, b2);
                xk = FloatVector.broadcast(S, x[q + 3]);
                a3 = xk.fma(v, a3);
                b3 = xk.fma(w, b3);
                xk = FloatVector.broadcast(S, x[q + 4]);
                a4 = xk.fma(v, a4);
                b4 = xk.fma(w, b4);
                xk = FloatVector.broadcast(S, x[q + 5]);
                a5 = xk.fma(v, a5);
                b5 = xk.fma(w, b5);
                xk = FloatVector.broadcast(S, x[q + 6]);
                a6 = xk.fma(v, a6);
                b6 = xk.fma(w, b6);
                xk = FloatVector.broadcast(S, x[q + 7]);
                a7 = xk.fma(v, a7);
                b7 = xk.fma(w, b7);
            }
            a0.intoArray(sums, 0);
            b0.intoArray(sums, L);
            a1.intoArray(sums, 1 * W);
            b1.intoArray(sums, 1 * W + L);
            a2.intoArray(sums, 2 * W);
            b2.intoArray(sums, 2 * W + L);
            a3.intoArray(sums, 3 * W);
            b3.intoArray(sums, 3 * W + L);
            a4.intoArray(sums, 4 * W);
            b4.intoArray(sums, 4 * W + L);
            a5.intoArray(sums, 5 * W);
            b5.intoArray(sums, 5 * W + L);
            a6.intoArray(sums, 6 * W);
            b6.intoArray(sums, 6 * W + L);
            a7.intoArray(sums, 7 * W);
            b7.intoArray(sums, 7 * W + L);
            addEight(sums, (float) alpha, c, cFrom + j, cStride);
        }
    }

    /** A method of its own, because with it {@code eightRows} were too long to be compiled without allocations. */
    private static void addEight(float[] sums, float alpha, float[] c, int cFrom, int cStride) {
        FloatVector factor = FloatVector.broadcast(S, alpha);
        for (int r = 0; r < ROWS; r++) {
            int t = cFrom + r * cStride;
            FloatVector.fromArray(S, sums, r * W)
                    .fma(factor, FloatVector.fromArray(S, c, t))
                    .intoArray(c, t);
            FloatVector.fromArray(S, sums, r * W + L)
                    .fma(factor, FloatVector.fromArray(S, c, t + L))
                    .intoArray(c, t + L);
        }
    }

    /** Forward substitution in twice four rows, because a method for all eight boxes its vectors at times. */
    @Override
    protected void solveBlock(float[] x, int xFrom, float[] y, int yFrom, int width) {
        fourUnknowns(x, xFrom, 0, y, yFrom, width);
        fourUnknowns(x, xFrom, 4, y, yFrom, width);
    }

    /** Solves for rows {@code first} to {@code first + 3}, a vector of columns at a time, once those before are. */
    private static void fourUnknowns(float[] x, int xFrom, int first, float[] y, int yFrom, int width) {
        int d = xFrom + first * (ROWS + 1);
        for (int j = yFrom; j < yFrom + width; j += L) {
            int row = j + first * width;
            FloatVector a = FloatVector.fromArray(S, y, row);
            FloatVector b = FloatVector.fromArray(S, y, row + width);
            FloatVector e = FloatVector.fromArray(S, y, row + 2 * width);
            FloatVector f = FloatVector.fromArray(S, y, row + 3 * width);
            for (int q = 0; q < first; q++) {
                FloatVector z = FloatVector.fromArray(S, y, j + q * width);
                int at = xFrom + q * ROWS + first;
                a = z.fma(FloatVector.broadcast(S, -x[at]), a);
                b = z.fma(FloatVector.broadcast(S, -x[at + 1]), b);
                e = z.fma(FloatVector.broadcast(S, -x[at + 2]), e);
                f = z.fma(FloatVector.broadcast(S, -x[at + 3]), f);
            }
            a = a.div(FloatVector.broadcast(S, x[d]));
            b = a.fma(FloatVector.broadcast(S, -x[d + 1]), b).div(FloatVector.broadcast(S, x[d + ROWS + 1]));
            e = a.fma(FloatVector.broadcast(S, -x[d + 2]), e);
            e = b.fma(FloatVector.broadcast(S, -x[d + ROWS + 2]), e);
            e = e.div(FloatVector.broadcast(S, x[d + 2 * ROWS + 2]));
            f = a.fma(FloatVector.broadcast(S, -x[d + 3]), f);
            f = b.fma(FloatVector.broadcast(S, -x[d + ROWS + 3]), f);
            f = e.fma(FloatVector.broadcast(S, -x[d + 2 * ROWS + 3]), f);
            f = f.div(FloatVector.broadcast(S, x[d + 3 * ROWS + 3]));
            a.intoArray(y, row);
            b.intoArray(y, row + width);
            e.intoArray(y, row + 2 * width);
            f.intoArray(y, row + 3 * width);
        }
    }

    @Override
    protected double dot(float[] x, int xFrom, float[] y, int yFrom, int n, float[][] scratch) {
        FloatVector a = FloatVector.zero(S);
        FloatVector b = FloatVector.zero(S);
        int j = 0;
        for (; j < n - W + 1; j += W) {
            a = FloatVector.fromArray(S, x, xFrom + j).fma(FloatVector.fromArray(S, y, yFrom + j), a);
            b = FloatVector.fromArray(S, x, xFrom + j + L).fma(FloatVector.fromArray(S, y, yFrom + j + L), b);
        }
        FloatVector.zero(S).add(a).add(b).intoArray(scratch[0], 0);
        float sum = 0;
        for (int i = 0; i < L; i++) { // in this order, which that of reduceLanes is not always
            sum += scratch[0][i];
        }
        return sum + (float) super.dot(x, xFrom + j, y, yFrom + j, n - j, scratch);
    }

    @Override
    protected void addScaled(float[] y, int yFrom, double factor, float[] x, int xFrom, int n) {
        FloatVector f = FloatVector.broadcast(S, (float) factor);
        int j = 0;
        for (; j < n - L + 1; j += L) {
            f.fma(FloatVector.fromArray(S, x, xFrom + j), FloatVector.fromArray(S, y, yFrom + j))
                    .intoArray(y, yFrom + j);
        }
        for (; j < n; j++) {
            y[yFrom + j] = Math.fma((float) factor, x[xFrom + j], y[yFrom + j]); // as the lanes above
        }
    }
}
