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
        return new double[1][ROWS * W];
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
        eightRows(x, xFrom, xStep, y, yFrom, depth, c, cFrom, cStride, whole, alpha);
        double[] tile = scratch[0];
        for (int j = whole; j < columns; j += W) {
            int present = Math.min(W, columns - j);
            for (int r = 0; r < rows; r++) {
                System.arraycopy(c, cFrom + r * cStride + j, tile, r * W, present);
            }
            eightRows(x, xFrom, xStep, y, yFrom + j * depth, depth, tile, 0, W, W, alpha);
            for (int r = 0; r < rows; r++) {
                System.arraycopy(tile, r * W, c, cFrom + r * cStride + j, present);
            }
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
            double alpha) {
        for (int j = 0; j < columns; j += W) {
            int p = yFrom + j * depth;
            DoubleVector a0 = DoubleVector.zero(S);
            DoubleVector a1 = DoubleVector.zero(S);
            DoubleVector a2 = DoubleVector.zero(S);
            DoubleVector a3 = DoubleVector.zero(S);
            DoubleVector a4 = DoubleVector.zero(S);
            DoubleVector a5 = DoubleVector.zero(S);
            DoubleVector a6 = DoubleVector.zero(S);
            DoubleVector a7 = DoubleVector.zero(S);
            DoubleVector b0 = DoubleVector.zero(S);
            DoubleVector b1 = DoubleVector.zero(S);
            DoubleVector b2 = DoubleVector.zero(S);
            DoubleVector b3 = DoubleVector.zero(S);
            DoubleVector b4 = DoubleVector.zero(S);
            DoubleVector b5 = DoubleVector.zero(S);
            DoubleVector b6 = DoubleVector.zero(S);
            DoubleVector b7 = DoubleVector.zero(S);
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
            DoubleVector factor = DoubleVector.broadcast(S, alpha);
            int t = cFrom + j;
            a0.fma(factor, DoubleVector.fromArray(S, c, t)).intoArray(c, t);
            b0.fma(factor, DoubleVector.fromArray(S, c, t + L)).intoArray(c, t + L);
            t = t + cStride;
            a1.fma(factor, DoubleVector.fromArray(S, c, t)).intoArray(c, t);
            b1.fma(factor, DoubleVector.fromArray(S, c, t + L)).intoArray(c, t + L);
            t = t + cStride;
            a2.fma(factor, DoubleVector.fromArray(S, c, t)).intoArray(c, t);
            b2.fma(factor, DoubleVector.fromArray(S, c, t + L)).intoArray(c, t + L);
            t = t + cStride;
            a3.fma(factor, DoubleVector.fromArray(S, c, t)).intoArray(c, t);
            b3.fma(factor, DoubleVector.fromArray(S, c, t + L)).intoArray(c, t + L);
            t = t + cStride;
            a4.fma(factor, DoubleVector.fromArray(S, c, t)).intoArray(c, t);
            b4.fma(factor, DoubleVector.fromArray(S, c, t + L)).intoArray(c, t + L);
            t = t + cStride;
            a5.fma(factor, DoubleVector.fromArray(S, c, t)).intoArray(c, t);
            b5.fma(factor, DoubleVector.fromArray(S, c, t + L)).intoArray(c, t + L);
            t = t + cStride;
            a6.fma(factor, DoubleVector.fromArray(S, c, t)).intoArray(c, t);
            b6.fma(factor, DoubleVector.fromArray(S, c, t + L)).intoArray(c, t + L);
            t = t + cStride;
            a7.fma(factor, DoubleVector.fromArray(S, c, t)).intoArray(c, t);
            b7.fma(factor, DoubleVector.fromArray(S, c, t + L)).intoArray(c, t + L);
        }
    }

    /** Forward substitution in eight rows, a vector of columns at a time. */
    @Override
    protected void solveBlock(double[] x, int xFrom, double[] y, int yFrom, int width) {
        for (int j = yFrom; j < yFrom + width; j += L) {
            DoubleVector z0 = DoubleVector.fromArray(S, y, j);
            z0 = z0.div(x[xFrom]);
            z0.intoArray(y, j);
            DoubleVector z1 = DoubleVector.fromArray(S, y, j + width);
            z1 = z0.fma(DoubleVector.broadcast(S, -x[xFrom + 1]), z1);
            z1 = z1.div(x[xFrom + 9]);
            z1.intoArray(y, j + width);
            DoubleVector z2 = DoubleVector.fromArray(S, y, j + 2 * width);
            z2 = z0.fma(DoubleVector.broadcast(S, -x[xFrom + 2]), z2);
            z2 = z1.fma(DoubleVector.broadcast(S, -x[xFrom + 10]), z2);
            z2 = z2.div(x[xFrom + 18]);
            z2.intoArray(y, j + 2 * width);
            DoubleVector z3 = DoubleVector.fromArray(S, y, j + 3 * width);
            z3 = z0.fma(DoubleVector.broadcast(S, -x[xFrom + 3]), z3);
            z3 = z1.fma(DoubleVector.broadcast(S, -x[xFrom + 11]), z3);
            z3 = z2.fma(DoubleVector.broadcast(S, -x[xFrom + 19]), z3);
            z3 = z3.div(x[xFrom + 27]);
            z3.intoArray(y, j + 3 * width);
            DoubleVector z4 = DoubleVector.fromArray(S, y, j + 4 * width);
            z4 = z0.fma(DoubleVector.broadcast(S, -x[xFrom + 4]), z4);
            z4 = z1.fma(DoubleVector.broadcast(S, -x[xFrom + 12]), z4);
            z4 = z2.fma(DoubleVector.broadcast(S, -x[xFrom + 20]), z4);
            z4 = z3.fma(DoubleVector.broadcast(S, -x[xFrom + 28]), z4);
            z4 = z4.div(x[xFrom + 36]);
            z4.intoArray(y, j + 4 * width);
            DoubleVector z5 = DoubleVector.fromArray(S, y, j + 5 * width);
            z5 = z0.fma(DoubleVector.broadcast(S, -x[xFrom + 5]), z5);
            z5 = z1.fma(DoubleVector.broadcast(S, -x[xFrom + 13]), z5);
            z5 = z2.fma(DoubleVector.broadcast(S, -x[xFrom + 21]), z5);
            z5 = z3.fma(DoubleVector.broadcast(S, -x[xFrom + 29]), z5);
            z5 = z4.fma(DoubleVector.broadcast(S, -x[xFrom + 37]), z5);
            z5 = z5.div(x[xFrom + 45]);
            z5.intoArray(y, j + 5 * width);
            DoubleVector z6 = DoubleVector.fromArray(S, y, j + 6 * width);
            z6 = z0.fma(DoubleVector.broadcast(S, -x[xFrom + 6]), z6);
            z6 = z1.fma(DoubleVector.broadcast(S, -x[xFrom + 14]), z6);
            z6 = z2.fma(DoubleVector.broadcast(S, -x[xFrom + 22]), z6);
            z6 = z3.fma(DoubleVector.broadcast(S, -x[xFrom + 30]), z6);
            z6 = z4.fma(DoubleVector.broadcast(S, -x[xFrom + 38]), z6);
            z6 = z5.fma(DoubleVector.broadcast(S, -x[xFrom + 46]), z6);
            z6 = z6.div(x[xFrom + 54]);
            z6.intoArray(y, j + 6 * width);
            DoubleVector z7 = DoubleVector.fromArray(S, y, j + 7 * width);
            z7 = z0.fma(DoubleVector.broadcast(S, -x[xFrom + 7]), z7);
            z7 = z1.fma(DoubleVector.broadcast(S, -x[xFrom + 15]), z7);
            z7 = z2.fma(DoubleVector.broadcast(S, -x[xFrom + 23]), z7);
            z7 = z3.fma(DoubleVector.broadcast(S, -x[xFrom + 31]), z7);
            z7 = z4.fma(DoubleVector.broadcast(S, -x[xFrom + 39]), z7);
            z7 = z5.fma(DoubleVector.broadcast(S, -x[xFrom + 47]), z7);
            z7 = z6.fma(DoubleVector.broadcast(S, -x[xFrom + 55]), z7);
            z7 = z7.div(x[xFrom + 63]);
            z7.intoArray(y, j + 7 * width);
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
        a.add(b).intoArray(scratch[0], 0);
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
