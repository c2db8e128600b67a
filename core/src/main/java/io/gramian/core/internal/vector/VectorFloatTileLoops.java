package io.gramian.core.internal.vector;

import io.gramian.core.internal.cpu.Crossover;
import io.gramian.core.internal.cpu.FloatTileLoops;
import io.gramian.core.internal.cpu.ProductLoops;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The hot tile loops in single precision on the Vector API.
 *
 * <p>They look as they do because a vector that crosses a method boundary may be boxed, which costs three to
 * five times the loop: so every loop is one method, with the exponential written out in it, and none is long: the
 * compiler stops following vectors where its graph of a method has 18,000 nodes, some 150 an operation, and JDK 17
 * then allocates them. A broadcast used twice is therefore a variable. Panels hold two
 * vectors of columns side by side, {@code [panel][k][2 lanes]}; four query rows share each load where
 * differences are taken, eight where products are (16 accumulators). Columns always come in whole panels.
 *
 * <p>Of a vector carried around a loop the compiler may know the abstract class only. That is enough for an argument of
 * an operation, but a receiver may then be allocated at each turn: so sums are arguments, in the loop and after it.
 *
 * <p>Lanes are stored and added in a fixed order, because that of {@code reduceLanes} changes when the loop is
 * compiled.
 *
 * <p>2^u is 2^n P(u - n), n the nearest whole number, found by adding 1.5 2^23; P is the degree-6 Chebyshev
 * fit on [-1/2, 1/2] (relative error 2e-9); n is added to the exponent bits.
 */
public final class VectorFloatTileLoops extends FloatTileLoops {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int W = 2 * L;

    /** Coordinates taken at a time, so that eight rows of them take 16 KB. */
    private static final int DEPTH = 512;

    private static final float ROUND = 0x1.8p23f;
    private static final int EXPONENT_BITS = 23;
    private static final float C1 = 0.6931472067028326f;
    private static final float C2 = 0.24022650922288757f;
    private static final float C3 = 0.05550327226670302f;
    private static final float C4 = 0.009618056678524637f;
    private static final float C5 = 0.0013400428177615838f;
    private static final float C6 = 0.0001546144469856913f;

    /** Made by name, once the module of the Vector API is known to be present. */
    public VectorFloatTileLoops() {}

    @Override
    protected String instructions() {
        return "Vector API, " + S.vectorBitSize() + " bits";
    }

    @Override
    protected ProductLoops<float[]> products() {
        return new VectorFloatProductLoops();
    }

    @Override
    protected int panelWidth(int tileColumns) {
        return W;
    }

    @Override
    protected double headroom() {
        return 60;
    }

    @Override
    protected Crossover crossover() {
        return Crossover.VECTOR_FLOAT;
    }

    @Override
    protected void squaredDistances(
            float[] x,
            int xFrom,
            float[] y,
            int yFrom,
            int d,
            float[][] tile,
            int rows,
            int columns,
            float[][] scratch) {
        int r = 0;
        for (; r + 3 < rows; r += 4) {
            if (d == 1) {
                fourRows1(x, xFrom + r, y, yFrom, tile, r, columns);
            } else if (d == 2) {
                fourRows2(x, xFrom + r, y, yFrom, tile, r, columns);
            } else {
                fourRows(x, xFrom + r, y, yFrom, d, tile, r, columns);
            }
        }
        for (; r < rows; r++) {
            squaredDistance(x, xFrom, r, y, yFrom, d, tile[r], columns, scratch);
        }
    }

    @Override
    protected void squaredDistance(
            float[] x, int xFrom, int r, float[] y, int yFrom, int d, float[] row, int columns, float[][] scratch) {
        for (int j = 0; j < columns; j += W) {
            int p = yFrom + j * d;
            FloatVector e = FloatVector.fromArray(S, y, p).sub(x[xFrom + r]);
            FloatVector f = FloatVector.fromArray(S, y, p + L).sub(x[xFrom + r]);
            FloatVector a = e.mul(e);
            FloatVector b = f.mul(f);
            for (int k = 1; k < d; k++) {
                p += W;
                float xk = x[xFrom + k * ROWS + r];
                e = FloatVector.fromArray(S, y, p).sub(xk);
                f = FloatVector.fromArray(S, y, p + L).sub(xk);
                a = e.fma(e, a);
                b = f.fma(f, b);
            }
            a.intoArray(row, j);
            b.intoArray(row, j + L);
        }
    }

    private static void fourRows1(float[] x, int at, float[] y, int yFrom, float[][] tile, int r, int columns) {
        float[] t0 = tile[r];
        float[] t1 = tile[r + 1];
        float[] t2 = tile[r + 2];
        float[] t3 = tile[r + 3];
        FloatVector x0 = FloatVector.broadcast(S, x[at]);
        FloatVector x1 = FloatVector.broadcast(S, x[at + 1]);
        FloatVector x2 = FloatVector.broadcast(S, x[at + 2]);
        FloatVector x3 = FloatVector.broadcast(S, x[at + 3]);
        for (int j = 0; j < columns; j += L) {
            FloatVector v = FloatVector.fromArray(S, y, yFrom + j);
            FloatVector e = v.sub(x0);
            e.mul(e).intoArray(t0, j);
            e = v.sub(x1);
            e.mul(e).intoArray(t1, j);
            e = v.sub(x2);
            e.mul(e).intoArray(t2, j);
            e = v.sub(x3);
            e.mul(e).intoArray(t3, j);
        }
    }

    private static void fourRows2(float[] x, int at, float[] y, int yFrom, float[][] tile, int r, int columns) {
        float[] t0 = tile[r];
        float[] t1 = tile[r + 1];
        float[] t2 = tile[r + 2];
        float[] t3 = tile[r + 3];
        FloatVector x0 = FloatVector.broadcast(S, x[at]);
        FloatVector x1 = FloatVector.broadcast(S, x[at + 1]);
        FloatVector x2 = FloatVector.broadcast(S, x[at + 2]);
        FloatVector x3 = FloatVector.broadcast(S, x[at + 3]);
        FloatVector z0 = FloatVector.broadcast(S, x[at + ROWS]);
        FloatVector z1 = FloatVector.broadcast(S, x[at + ROWS + 1]);
        FloatVector z2 = FloatVector.broadcast(S, x[at + ROWS + 2]);
        FloatVector z3 = FloatVector.broadcast(S, x[at + ROWS + 3]);
        for (int j = 0; j < columns; j += W) {
            for (int half = 0; half < W; half += L) {
                FloatVector v = FloatVector.fromArray(S, y, yFrom + j * 2 + half);
                FloatVector w = FloatVector.fromArray(S, y, yFrom + j * 2 + half + W);
                FloatVector e = v.sub(x0);
                FloatVector f = w.sub(z0);
                f.fma(f, e.mul(e)).intoArray(t0, j + half);
                e = v.sub(x1);
                f = w.sub(z1);
                f.fma(f, e.mul(e)).intoArray(t1, j + half);
                e = v.sub(x2);
                f = w.sub(z2);
                f.fma(f, e.mul(e)).intoArray(t2, j + half);
                e = v.sub(x3);
                f = w.sub(z3);
                f.fma(f, e.mul(e)).intoArray(t3, j + half);
            }
        }
    }

    private static void fourRows(float[] x, int at, float[] y, int yFrom, int d, float[][] tile, int r, int columns) {
        float[] t0 = tile[r];
        float[] t1 = tile[r + 1];
        float[] t2 = tile[r + 2];
        float[] t3 = tile[r + 3];
        FloatVector zero = FloatVector.zero(S);
        for (int j = 0; j < columns; j += W) {
            FloatVector a0 = zero;
            FloatVector b0 = zero;
            FloatVector a1 = zero;
            FloatVector b1 = zero;
            FloatVector a2 = zero;
            FloatVector b2 = zero;
            FloatVector a3 = zero;
            FloatVector b3 = zero;
            int p = yFrom + j * d;
            for (int k = 0; k < d; k++) {
                FloatVector v = FloatVector.fromArray(S, y, p + k * W);
                FloatVector w = FloatVector.fromArray(S, y, p + k * W + L);
                int q = at + k * ROWS;
                FloatVector xk = FloatVector.broadcast(S, x[q]);
                FloatVector e = v.sub(xk);
                FloatVector f = w.sub(xk);
                a0 = e.fma(e, a0);
                b0 = f.fma(f, b0);
                xk = FloatVector.broadcast(S, x[q + 1]);
                e = v.sub(xk);
                f = w.sub(xk);
                a1 = e.fma(e, a1);
                b1 = f.fma(f, b1);
                xk = FloatVector.broadcast(S, x[q + 2]);
                e = v.sub(xk);
                f = w.sub(xk);
                a2 = e.fma(e, a2);
                b2 = f.fma(f, b2);
                xk = FloatVector.broadcast(S, x[q + 3]);
                e = v.sub(xk);
                f = w.sub(xk);
                a3 = e.fma(e, a3);
                b3 = f.fma(f, b3);
            }
            a0.intoArray(t0, j);
            b0.intoArray(t0, j + L);
            a1.intoArray(t1, j);
            b1.intoArray(t1, j + L);
            a2.intoArray(t2, j);
            b2.intoArray(t2, j + L);
            a3.intoArray(t3, j);
            b3.intoArray(t3, j + L);
        }
    }

    @Override
    protected void l1Distances(
            float[] x,
            int xFrom,
            float[] y,
            int yFrom,
            int d,
            float[][] tile,
            int rows,
            int columns,
            float[][] scratch) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < columns; j += W) {
                FloatVector a = FloatVector.zero(S);
                FloatVector b = FloatVector.zero(S);
                for (int k = 0; k < d; k++) {
                    int p = yFrom + j * d + k * W;
                    float xk = x[xFrom + k * ROWS + r];
                    a = FloatVector.fromArray(S, y, p).sub(xk).abs().add(a);
                    b = FloatVector.fromArray(S, y, p + L).sub(xk).abs().add(b);
                }
                a.intoArray(tile[r], j);
                b.intoArray(tile[r], j + L);
            }
        }
    }

    @Override
    protected void chiSquared(
            float[] x,
            int xFrom,
            float[] y,
            int yFrom,
            int d,
            float[][] tile,
            int rows,
            int columns,
            float[][] scratch) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < columns; j += L) {
                FloatVector a = FloatVector.zero(S);
                int from = yFrom + (j / W) * W * d + j % W;
                for (int k = 0; k < d; k++) {
                    FloatVector v = FloatVector.fromArray(S, y, from + k * W);
                    float xk = x[xFrom + k * ROWS + r];
                    FloatVector e = v.sub(xk);
                    a = e.mul(e).div(v.add(xk).max(Float.MIN_NORMAL)).add(a); // 0 / tiny = 0 where both are zero
                }
                a.intoArray(tile[r], j);
            }
        }
    }

    @Override
    protected int depth() {
        return DEPTH;
    }

    @Override
    protected void addDots(
            float[] x,
            int xFrom,
            float[] y,
            int yFrom,
            int d,
            int k0,
            int k1,
            float[][] tile,
            int rows,
            int columns,
            float[][] scratch) {
        if (rows > 2) { // idle rows of eight cost less than a loop that loads the columns for one row
            eightRows(x, xFrom, y, yFrom, d, k0, k1, tile, columns);
        } else {
            for (int r = 0; r < rows; r++) {
                oneRow(x, xFrom + r, y, yFrom, d, k0, k1, tile[r], columns);
            }
        }
    }

    @Override
    protected void distances(float[] row, int columns, double xNorm, float[] yNorms, int from, float[][] scratch) {
        FloatVector norm = FloatVector.broadcast(S, (float) xNorm);
        FloatVector minusTwo = FloatVector.broadcast(S, -2);
        for (int j = 0; j < columns; j += W) {
            FloatVector s = FloatVector.fromArray(S, yNorms, from + j).add(norm);
            FloatVector t = FloatVector.fromArray(S, yNorms, from + j + L).add(norm);
            FloatVector.fromArray(S, row, j).fma(minusTwo, s).max(0).intoArray(row, j);
            FloatVector.fromArray(S, row, j + L).fma(minusTwo, t).max(0).intoArray(row, j + L);
        }
    }

    private static void oneRow(
            float[] x, int at, float[] y, int yFrom, int d, int k0, int k1, float[] row, int columns) {
        for (int j = 0; j < columns; j += W) {
            int p = yFrom + j * d;
            FloatVector a = k0 == 0 ? FloatVector.zero(S) : FloatVector.fromArray(S, row, j);
            FloatVector b = k0 == 0 ? FloatVector.zero(S) : FloatVector.fromArray(S, row, j + L);
            for (int k = k0; k < k1; k++) {
                FloatVector xk = FloatVector.broadcast(S, x[at + k * ROWS]);
                a = xk.fma(FloatVector.fromArray(S, y, p + k * W), a);
                b = xk.fma(FloatVector.fromArray(S, y, p + k * W + L), b);
            }
            a.intoArray(row, j);
            b.intoArray(row, j + L);
        }
    }

    /** Adds the products of coordinates k0 to k1 - 1 to the tile, or sets it to them if they are the first. */
    private static void eightRows(
            float[] x, int at, float[] y, int yFrom, int d, int k0, int k1, float[][] tile, int columns) {
        float[] t0 = tile[0];
        float[] t1 = tile[1];
        float[] t2 = tile[2];
        float[] t3 = tile[3];
        float[] t4 = tile[4];
        float[] t5 = tile[5];
        float[] t6 = tile[6];
        float[] t7 = tile[7];
        FloatVector zero = FloatVector.zero(S);
        for (int j = 0; j < columns; j += W) {
            int p = yFrom + j * d;
            FloatVector a0 = k0 == 0 ? zero : FloatVector.fromArray(S, t0, j);
            FloatVector a1 = k0 == 0 ? zero : FloatVector.fromArray(S, t1, j);
            FloatVector a2 = k0 == 0 ? zero : FloatVector.fromArray(S, t2, j);
            FloatVector a3 = k0 == 0 ? zero : FloatVector.fromArray(S, t3, j);
            FloatVector a4 = k0 == 0 ? zero : FloatVector.fromArray(S, t4, j);
            FloatVector a5 = k0 == 0 ? zero : FloatVector.fromArray(S, t5, j);
            FloatVector a6 = k0 == 0 ? zero : FloatVector.fromArray(S, t6, j);
            FloatVector a7 = k0 == 0 ? zero : FloatVector.fromArray(S, t7, j);
            FloatVector b0 = k0 == 0 ? zero : FloatVector.fromArray(S, t0, j + L);
            FloatVector b1 = k0 == 0 ? zero : FloatVector.fromArray(S, t1, j + L);
            FloatVector b2 = k0 == 0 ? zero : FloatVector.fromArray(S, t2, j + L);
            FloatVector b3 = k0 == 0 ? zero : FloatVector.fromArray(S, t3, j + L);
            FloatVector b4 = k0 == 0 ? zero : FloatVector.fromArray(S, t4, j + L);
            FloatVector b5 = k0 == 0 ? zero : FloatVector.fromArray(S, t5, j + L);
            FloatVector b6 = k0 == 0 ? zero : FloatVector.fromArray(S, t6, j + L);
            FloatVector b7 = k0 == 0 ? zero : FloatVector.fromArray(S, t7, j + L);
            for (int k = k0; k < k1; k++) {
                FloatVector v = FloatVector.fromArray(S, y, p + k * W);
                FloatVector w = FloatVector.fromArray(S, y, p + k * W + L);
                int q = at + k * ROWS;
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
            a0.intoArray(t0, j);
            b0.intoArray(t0, j + L);
            a1.intoArray(t1, j);
            b1.intoArray(t1, j + L);
            a2.intoArray(t2, j);
            b2.intoArray(t2, j + L);
            a3.intoArray(t3, j);
            b3.intoArray(t3, j + L);
            a4.intoArray(t4, j);
            b4.intoArray(t4, j + L);
            a5.intoArray(t5, j);
            b5.intoArray(t5, j + L);
            a6.intoArray(t6, j);
            b6.intoArray(t6, j + L);
            a7.intoArray(t7, j);
            b7.intoArray(t7, j + L);
        }
    }

    @Override
    protected double dot(float[] row, float[] weights, int from, int columns, float[][] scratch) {
        FloatVector a = FloatVector.zero(S);
        FloatVector b = FloatVector.zero(S);
        for (int j = 0; j < columns; j += W) {
            a = FloatVector.fromArray(S, row, j).fma(FloatVector.fromArray(S, weights, from + j), a);
            b = FloatVector.fromArray(S, row, j + L).fma(FloatVector.fromArray(S, weights, from + j + L), b);
        }
        FloatVector.zero(S).add(a).add(b).intoArray(scratch[0], 0);
        return sum(scratch[0], L);
    }

    @Override
    protected double maxExponent(float[] row, int columns, double scale, float[] bias, int from) {
        FloatVector max = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        FloatVector factor = FloatVector.broadcast(S, (float) scale);
        for (int j = 0; j < columns; j += L) {
            FloatVector u = FloatVector.fromArray(S, row, j).mul(factor);
            max = (bias == null ? u : u.add(FloatVector.fromArray(S, bias, from + j))).max(max);
        }
        return max.reduceLanes(VectorOperators.MAX);
    }

    @Override
    protected void exp2(float[] row, int columns, double scale, float[] scratch) {
        FloatVector factor = FloatVector.broadcast(S, (float) scale);
        FloatVector least = FloatVector.broadcast(S, LEAST_EXPONENT);
        FloatVector round = FloatVector.broadcast(S, ROUND);
        for (int j = 0; j < columns; j += L) {
            FloatVector u = FloatVector.fromArray(S, row, j).mul(factor).max(least);
            FloatVector m = u.add(round);
            u = u.sub(m.sub(round));
            FloatVector p = u.fma(FloatVector.broadcast(S, C6), FloatVector.broadcast(S, C5));
            p = p.fma(u, FloatVector.broadcast(S, C4));
            p = p.fma(u, FloatVector.broadcast(S, C3));
            p = p.fma(u, FloatVector.broadcast(S, C2));
            p = p.fma(u, FloatVector.broadcast(S, C1));
            p = p.fma(u, FloatVector.broadcast(S, 1));
            p = p.reinterpretAsInts()
                    .add(m.reinterpretAsInts().lanewise(VectorOperators.LSHL, EXPONENT_BITS))
                    .reinterpretAsFloats();
            p.intoArray(row, j);
        }
        flush(row, columns); // in the loop above it would make JDK 17 box the vectors
    }

    @Override
    protected double sumExp2(
            float[] row, int columns, double scale, double shift, float[] bias, int from, float[][] scratch) {
        if (bias != null) {
            shiftedExponents(row, columns, scale, shift, bias, from, scratch);
            return sumExp2(row, columns, 1, 0, null, 0, scratch);
        }
        FloatVector factor = FloatVector.broadcast(S, (float) scale);
        FloatVector offset = FloatVector.broadcast(S, (float) shift);
        FloatVector least = FloatVector.broadcast(S, LEAST_EXPONENT);
        FloatVector a = FloatVector.zero(S);
        FloatVector round = FloatVector.broadcast(S, ROUND);
        for (int j = 0; j < columns; j += L) {
            FloatVector u = FloatVector.fromArray(S, row, j).fma(factor, offset).max(least);
            FloatVector m = u.add(round);
            u = u.sub(m.sub(round));
            FloatVector p = u.fma(FloatVector.broadcast(S, C6), FloatVector.broadcast(S, C5));
            p = p.fma(u, FloatVector.broadcast(S, C4));
            p = p.fma(u, FloatVector.broadcast(S, C3));
            p = p.fma(u, FloatVector.broadcast(S, C2));
            p = p.fma(u, FloatVector.broadcast(S, C1));
            p = p.fma(u, FloatVector.broadcast(S, 1));
            p = p.reinterpretAsInts()
                    .add(m.reinterpretAsInts().lanewise(VectorOperators.LSHL, EXPONENT_BITS))
                    .reinterpretAsFloats();
            a = p.add(a);
        }
        FloatVector.zero(S).add(a).intoArray(scratch[0], 0);
        return sum(scratch[0], L);
    }

    @Override
    protected double dotExp2(float[] row, int columns, double scale, float[] weights, int from, float[][] scratch) {
        FloatVector factor = FloatVector.broadcast(S, (float) scale);
        FloatVector least = FloatVector.broadcast(S, LEAST_EXPONENT);
        FloatVector a = FloatVector.zero(S);
        FloatVector round = FloatVector.broadcast(S, ROUND);
        for (int j = 0; j < columns; j += L) {
            FloatVector u = FloatVector.fromArray(S, row, j).mul(factor).max(least);
            FloatVector m = u.add(round);
            u = u.sub(m.sub(round));
            FloatVector p = u.fma(FloatVector.broadcast(S, C6), FloatVector.broadcast(S, C5));
            p = p.fma(u, FloatVector.broadcast(S, C4));
            p = p.fma(u, FloatVector.broadcast(S, C3));
            p = p.fma(u, FloatVector.broadcast(S, C2));
            p = p.fma(u, FloatVector.broadcast(S, C1));
            p = p.fma(u, FloatVector.broadcast(S, 1));
            p = p.reinterpretAsInts()
                    .add(m.reinterpretAsInts().lanewise(VectorOperators.LSHL, EXPONENT_BITS))
                    .reinterpretAsFloats();
            a = p.fma(FloatVector.fromArray(S, weights, from + j), a);
        }
        FloatVector.zero(S).add(a).intoArray(scratch[0], 0);
        return sum(scratch[0], L);
    }

    @Override
    protected void addMoments(float[] row, int columns, float[][] scratch, double[] sums, int at) {
        FloatVector least = FloatVector.broadcast(S, LEAST_EXPONENT);
        FloatVector first = FloatVector.zero(S);
        FloatVector second = FloatVector.zero(S);
        FloatVector weighted = FloatVector.zero(S);
        FloatVector round = FloatVector.broadcast(S, ROUND);
        for (int j = 0; j < columns; j += L) {
            FloatVector u = FloatVector.fromArray(S, row, j).max(least);
            FloatVector g = u;
            FloatVector m = u.add(round);
            u = u.sub(m.sub(round));
            FloatVector p = u.fma(FloatVector.broadcast(S, C6), FloatVector.broadcast(S, C5));
            p = p.fma(u, FloatVector.broadcast(S, C4));
            p = p.fma(u, FloatVector.broadcast(S, C3));
            p = p.fma(u, FloatVector.broadcast(S, C2));
            p = p.fma(u, FloatVector.broadcast(S, C1));
            p = p.fma(u, FloatVector.broadcast(S, 1));
            p = p.reinterpretAsInts()
                    .add(m.reinterpretAsInts().lanewise(VectorOperators.LSHL, EXPONENT_BITS))
                    .reinterpretAsFloats();
            first = p.add(first);
            second = p.fma(p, second);
            weighted = g.fma(p, weighted);
        }
        FloatVector.zero(S).add(first).intoArray(row, 0);
        sums[at] += sum(row, L);
        FloatVector.zero(S).add(second).intoArray(row, 0);
        sums[at + 1] += sum(row, L);
        FloatVector.zero(S).add(weighted).intoArray(row, 0);
        sums[at + 2] += sum(row, L);
    }

    @Override
    protected void shiftedExponents(
            float[] row, int columns, double scale, double shift, float[] bias, int from, float[][] scratch) {
        FloatVector factor = FloatVector.broadcast(S, (float) scale);
        FloatVector offset = FloatVector.broadcast(S, (float) shift);
        for (int j = 0; j < columns; j += L) {
            FloatVector u = FloatVector.fromArray(S, row, j).mul(factor);
            u = bias == null ? u : u.add(FloatVector.fromArray(S, bias, from + j));
            u.add(offset).intoArray(row, j);
        }
    }

    @Override
    protected double differences(
            float[] weights, int columns, float[] y, int from, double a, float[] products, float[][] scratch) {
        FloatVector centre = FloatVector.broadcast(S, (float) a);
        FloatVector p = FloatVector.zero(S);
        FloatVector q = FloatVector.zero(S);
        for (int j = 0; j < columns; j += W) {
            FloatVector u = FloatVector.fromArray(S, y, from + j).sub(centre).mul(FloatVector.fromArray(S, weights, j));
            FloatVector v =
                    FloatVector.fromArray(S, y, from + j + L).sub(centre).mul(FloatVector.fromArray(S, weights, j + L));
            u.intoArray(products, j);
            v.intoArray(products, j + L);
            p = u.add(p);
            q = v.add(q);
        }
        FloatVector.zero(S).add(p).add(q).intoArray(scratch[0], 0);
        return sum(scratch[0], L);
    }

    @Override
    protected void addColumns(
            float[][] tile, int rows, int columns, double[] factors, double[] sums, int at, float[][] scratch) {
        float[] row = tile[0];
        scale(row, columns, factors[0]);
        for (int r = 1; r < rows; r++) {
            addMultiple(row, tile[r], columns, (float) factors[r]);
        }
        addTo(row, columns, sums, at);
    }

    private static void addMultiple(float[] sum, float[] row, int columns, float factor) {
        FloatVector f = FloatVector.broadcast(S, factor);
        for (int j = 0; j < columns; j += L) {
            f.fma(FloatVector.fromArray(S, row, j), FloatVector.fromArray(S, sum, j))
                    .intoArray(sum, j);
        }
    }
}
