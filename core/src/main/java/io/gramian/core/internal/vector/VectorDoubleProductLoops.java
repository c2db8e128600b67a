package io.gramian.core.internal.vector;

import io.gramian.core.internal.cpu.DoubleProductLoops;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of linear algebra in double precision on the Vector API, each in one method for the reason given at
 * {@link VectorDoubleTileLoops}. Panels hold two vectors of columns; eight rows of them are summed in 16 registers.
 */
final class VectorDoubleProductLoops extends DoubleProductLoops {
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int W = 2 * L;

    @Override
    protected int panelWidth(int columns) {
        return W;
    }

    @Override
    protected double[][] allocateScratch() {
        return new double[2][ROWS * W];
    }

    /** Where the tile is not whole, the same loop runs on a copy that is. */
    @Override
    protected void addProduct(
            double[] x,
            int xFrom,
            int xStep,
            double[] y,
            int yFrom,
            int width,
            int depth,
            double[] c,
            int cFrom,
            int cStride,
            int rows,
            int columns,
            double alpha,
            double[][] scratch) {
        int whole = rows < ROWS ? 0 : columns / W * W;
        eightRows(x, xFrom, xStep, y, yFrom, depth, c, cFrom, cStride, whole, alpha, scratch[1]);
        double[] tile = scratch[0];
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

    /** Whole panels of contiguous numbers by two vectors at a time, for which a copy of an array is too much of a call. */
    @Override
    protected void copy(
            double[] source,
            int from,
            int laneStep,
            int depthStep,
            double[] target,
            int at,
            int targetStep,
            int lanes,
            int depth) {
        if (laneStep != 1 || lanes != W) {
            super.copy(source, from, laneStep, depthStep, target, at, targetStep, lanes, depth);
            return;
        }
        for (int k = 0; k < depth; k++) {
            int s = from + k * depthStep;
            int t = at + k * targetStep;
            DoubleVector.fromArray(S, source, s).intoArray(target, t);
            DoubleVector.fromArray(S, source, s + L).intoArray(target, t + L);
        }
    }

    private static void eightRows(
            double[] x,
            int xFrom,
            int xStep,
            double[] y,
            int yFrom,
            int depth,
            double[] c,
            int cFrom,
            int cStride,
            int columns,
            double alpha,
            double[] sums) {
        for (int j = 0; j < columns; j += W) {
            int p = yFrom + j * depth;
            DoubleVector zero = DoubleVector.zero(S);
            DoubleVector a0 = zero;
            DoubleVector a1 = zero;
            DoubleVector a2 = zero;
            DoubleVector a3 = zero;
            DoubleVector a4 = zero;
            DoubleVector a5 = zero;
            DoubleVector a6 = zero;
            DoubleVector a7 = zero;
            DoubleVector b0 = zero;
            DoubleVector b1 = zero;
            DoubleVector b2 = zero;
            DoubleVector b3 = zero;
            DoubleVector b4 = zero;
            DoubleVector b5 = zero;
            DoubleVector b6 = zero;
            DoubleVector b7 = zero;
            for (int k = 0; k < depth; k++) {
                DoubleVector v = DoubleVector.fromArray(S, y, p + k * W);
                DoubleVector w = DoubleVector.fromArray(S, y, p + k * W + L);
                int q = xFrom + k * xStep;
                DoubleVector xk = DoubleVector.broadcast(S, x[q]);
                a0 = xk.fma(v, a0);
                b0 = xk.fma(w, b0);
                xk = DoubleVector.broadcast(S, x[q + 1]);
                a1 = xk.fma(v, a1);
                b1 = xk.fma(w, b1);
                xk = DoubleVector.broadcast(S, x[q + 2]);
                a2 = xk.fma(v, a2);
                b2 = xk.fma(w, b2);
                xk = DoubleVector.broadcast(S, x[q + 3]);
                a3 = xk.fma(v, a3);
                b3 = xk.fma(w, b3);
                xk = DoubleVector.broadcast(S, x[q + 4]);
                a4 = xk.fma(v, a4);
                b4 = xk.fma(w, b4);
                xk = DoubleVector.broadcast(S, x[q + 5]);
                a5 = xk.fma(v, a5);
                b5 = xk.fma(w, b5);
                xk = DoubleVector.broadcast(S, x[q + 6]);
                a6 = xk.fma(v, a6);
                b6 = xk.fma(w, b6);
                xk = DoubleVector.broadcast(S, x[q + 7]);
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
            addEight(sums, alpha, c, cFrom + j, cStride);
        }
    }

    /** A method of its own, because with it {@code eightRows} were too long to be compiled without allocations. */
    private static void addEight(double[] sums, double alpha, double[] c, int cFrom, int cStride) {
        DoubleVector factor = DoubleVector.broadcast(S, alpha);
        for (int r = 0; r < ROWS; r++) {
            int t = cFrom + r * cStride;
            DoubleVector.fromArray(S, sums, r * W)
                    .fma(factor, DoubleVector.fromArray(S, c, t))
                    .intoArray(c, t);
            DoubleVector.fromArray(S, sums, r * W + L)
                    .fma(factor, DoubleVector.fromArray(S, c, t + L))
                    .intoArray(c, t + L);
        }
    }

    /** Forward substitution in twice four rows, because a method for all eight boxes its vectors at times. */
    @Override
    protected void solveBlock(double[] x, int xFrom, double[] y, int yFrom, int width) {
        fourUnknowns(x, xFrom, 0, y, yFrom, width);
        fourUnknowns(x, xFrom, 4, y, yFrom, width);
    }

    /** Solves for rows {@code first} to {@code first + 3}, a vector of columns at a time, once those before are. */
    private static void fourUnknowns(double[] x, int xFrom, int first, double[] y, int yFrom, int width) {
        int d = xFrom + first * (ROWS + 1);
        for (int j = yFrom; j < yFrom + width; j += L) {
            int row = j + first * width;
            DoubleVector a = DoubleVector.fromArray(S, y, row);
            DoubleVector b = DoubleVector.fromArray(S, y, row + width);
            DoubleVector e = DoubleVector.fromArray(S, y, row + 2 * width);
            DoubleVector f = DoubleVector.fromArray(S, y, row + 3 * width);
            for (int q = 0; q < first; q++) {
                DoubleVector z = DoubleVector.fromArray(S, y, j + q * width);
                int at = xFrom + q * ROWS + first;
                a = z.fma(DoubleVector.broadcast(S, -x[at]), a);
                b = z.fma(DoubleVector.broadcast(S, -x[at + 1]), b);
                e = z.fma(DoubleVector.broadcast(S, -x[at + 2]), e);
                f = z.fma(DoubleVector.broadcast(S, -x[at + 3]), f);
            }
            a = a.div(DoubleVector.broadcast(S, x[d]));
            b = a.fma(DoubleVector.broadcast(S, -x[d + 1]), b).div(DoubleVector.broadcast(S, x[d + ROWS + 1]));
            e = a.fma(DoubleVector.broadcast(S, -x[d + 2]), e);
            e = b.fma(DoubleVector.broadcast(S, -x[d + ROWS + 2]), e);
            e = e.div(DoubleVector.broadcast(S, x[d + 2 * ROWS + 2]));
            f = a.fma(DoubleVector.broadcast(S, -x[d + 3]), f);
            f = b.fma(DoubleVector.broadcast(S, -x[d + ROWS + 3]), f);
            f = e.fma(DoubleVector.broadcast(S, -x[d + 2 * ROWS + 3]), f);
            f = f.div(DoubleVector.broadcast(S, x[d + 3 * ROWS + 3]));
            a.intoArray(y, row);
            b.intoArray(y, row + width);
            e.intoArray(y, row + 2 * width);
            f.intoArray(y, row + 3 * width);
        }
    }

    @Override
    protected double dot(double[] x, int xFrom, double[] y, int yFrom, int n, double[][] scratch) {
        DoubleVector a = DoubleVector.zero(S);
        DoubleVector b = DoubleVector.zero(S);
        int j = 0;
        for (; j < n - W + 1; j += W) {
            a = DoubleVector.fromArray(S, x, xFrom + j).fma(DoubleVector.fromArray(S, y, yFrom + j), a);
            b = DoubleVector.fromArray(S, x, xFrom + j + L).fma(DoubleVector.fromArray(S, y, yFrom + j + L), b);
        }
        DoubleVector.zero(S).add(a).add(b).intoArray(scratch[0], 0);
        double sum = 0;
        for (int i = 0; i < L; i++) { // in this order, which that of reduceLanes is not always
            sum += scratch[0][i];
        }
        return sum + super.dot(x, xFrom + j, y, yFrom + j, n - j, scratch);
    }

    @Override
    protected void addScaled(double[] y, int yFrom, double factor, double[] x, int xFrom, int n) {
        DoubleVector f = DoubleVector.broadcast(S, factor);
        int j = 0;
        for (; j < n - L + 1; j += L) {
            f.fma(DoubleVector.fromArray(S, x, xFrom + j), DoubleVector.fromArray(S, y, yFrom + j))
                    .intoArray(y, yFrom + j);
        }
        for (; j < n; j++) {
            y[yFrom + j] = Math.fma(factor, x[xFrom + j], y[yFrom + j]); // as the lanes above
        }
    }
}
