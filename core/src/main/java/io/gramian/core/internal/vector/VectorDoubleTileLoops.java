package io.gramian.core.internal.vector;

import io.gramian.core.internal.cpu.Crossover;
import io.gramian.core.internal.cpu.DoubleTileLoops;
import io.gramian.core.internal.cpu.ProductLoops;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The hot tile loops in double precision on the Vector API.
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
 * <p>2^u is 2^n P(u - n), n the nearest whole number, found by adding 1.5 2^52; P is the degree-10 Chebyshev
 * fit on [-1/2, 1/2] (relative error 2.2e-16); n is added to the exponent bits.
 */
public final class VectorDoubleTileLoops extends DoubleTileLoops {
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int W = 2 * L;

    /** Coordinates taken at a time, so that eight rows of them take 16 KB. */
    private static final int DEPTH = 256;

    private static final double ROUND = 0x1.8p52;
    private static final int EXPONENT_BITS = 52;
    private static final double C1 = 0.69314718055995;
    private static final double C2 = 0.24022650695910097;
    private static final double C3 = 0.05550410866444772;
    private static final double C4 = 0.009618129107606888;
    private static final double C5 = 0.0013333558230164974;
    private static final double C6 = 0.0001540353044173605;
    private static final double C7 = 1.5252657260200837e-05;
    private static final double C8 = 1.321544258792169e-06;
    private static final double C9 = 1.0208690299958306e-07;
    private static final double C10 = 7.072585949269223e-09;

    /** Made by name, once the module of the Vector API is known to be present. */
    public VectorDoubleTileLoops() {}

    @Override
    protected String instructions() {
        return "Vector API, " + S.vectorBitSize() + " bits";
    }

    @Override
    protected ProductLoops<double[]> products() {
        return new VectorDoubleProductLoops();
    }

    @Override
    protected int panelWidth(int tileColumns) {
        return W;
    }

    @Override
    protected double headroom() {
        return 900;
    }

    @Override
    protected Crossover crossover() {
        return Crossover.VECTOR_DOUBLE;
    }

    @Override
    protected void squaredDistances(
            double[] x,
            int xFrom,
            double[] y,
            int yFrom,
            int d,
            double[][] tile,
            int rows,
            int columns,
            double[][] scratch) {
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
            double[] x, int xFrom, int r, double[] y, int yFrom, int d, double[] row, int columns, double[][] scratch) {
        for (int j = 0; j < columns; j += W) {
            int p = yFrom + j * d;
            DoubleVector e = DoubleVector.fromArray(S, y, p).sub(x[xFrom + r]);
            DoubleVector f = DoubleVector.fromArray(S, y, p + L).sub(x[xFrom + r]);
            DoubleVector a = e.mul(e);
            DoubleVector b = f.mul(f);
            for (int k = 1; k < d; k++) {
                p += W;
                double xk = x[xFrom + k * ROWS + r];
                e = DoubleVector.fromArray(S, y, p).sub(xk);
                f = DoubleVector.fromArray(S, y, p + L).sub(xk);
                a = e.fma(e, a);
                b = f.fma(f, b);
            }
            a.intoArray(row, j);
            b.intoArray(row, j + L);
        }
    }

    private static void fourRows1(double[] x, int at, double[] y, int yFrom, double[][] tile, int r, int columns) {
        double[] t0 = tile[r];
        double[] t1 = tile[r + 1];
        double[] t2 = tile[r + 2];
        double[] t3 = tile[r + 3];
        DoubleVector x0 = DoubleVector.broadcast(S, x[at]);
        DoubleVector x1 = DoubleVector.broadcast(S, x[at + 1]);
        DoubleVector x2 = DoubleVector.broadcast(S, x[at + 2]);
        DoubleVector x3 = DoubleVector.broadcast(S, x[at + 3]);
        for (int j = 0; j < columns; j += L) {
            DoubleVector v = DoubleVector.fromArray(S, y, yFrom + j);
            DoubleVector e = v.sub(x0);
            e.mul(e).intoArray(t0, j);
            e = v.sub(x1);
            e.mul(e).intoArray(t1, j);
            e = v.sub(x2);
            e.mul(e).intoArray(t2, j);
            e = v.sub(x3);
            e.mul(e).intoArray(t3, j);
        }
    }

    private static void fourRows2(double[] x, int at, double[] y, int yFrom, double[][] tile, int r, int columns) {
        double[] t0 = tile[r];
        double[] t1 = tile[r + 1];
        double[] t2 = tile[r + 2];
        double[] t3 = tile[r + 3];
        DoubleVector x0 = DoubleVector.broadcast(S, x[at]);
        DoubleVector x1 = DoubleVector.broadcast(S, x[at + 1]);
        DoubleVector x2 = DoubleVector.broadcast(S, x[at + 2]);
        DoubleVector x3 = DoubleVector.broadcast(S, x[at + 3]);
        DoubleVector z0 = DoubleVector.broadcast(S, x[at + ROWS]);
        DoubleVector z1 = DoubleVector.broadcast(S, x[at + ROWS + 1]);
        DoubleVector z2 = DoubleVector.broadcast(S, x[at + ROWS + 2]);
        DoubleVector z3 = DoubleVector.broadcast(S, x[at + ROWS + 3]);
        for (int j = 0; j < columns; j += W) {
            for (int half = 0; half < W; half += L) {
                DoubleVector v = DoubleVector.fromArray(S, y, yFrom + j * 2 + half);
                DoubleVector w = DoubleVector.fromArray(S, y, yFrom + j * 2 + half + W);
                DoubleVector e = v.sub(x0);
                DoubleVector f = w.sub(z0);
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

    private static void fourRows(
            double[] x, int at, double[] y, int yFrom, int d, double[][] tile, int r, int columns) {
        double[] t0 = tile[r];
        double[] t1 = tile[r + 1];
        double[] t2 = tile[r + 2];
        double[] t3 = tile[r + 3];
        DoubleVector zero = DoubleVector.zero(S);
        for (int j = 0; j < columns; j += W) {
            DoubleVector a0 = zero;
            DoubleVector b0 = zero;
            DoubleVector a1 = zero;
            DoubleVector b1 = zero;
            DoubleVector a2 = zero;
            DoubleVector b2 = zero;
            DoubleVector a3 = zero;
            DoubleVector b3 = zero;
            int p = yFrom + j * d;
            for (int k = 0; k < d; k++) {
                DoubleVector v = DoubleVector.fromArray(S, y, p + k * W);
                DoubleVector w = DoubleVector.fromArray(S, y, p + k * W + L);
                int q = at + k * ROWS;
                DoubleVector xk = DoubleVector.broadcast(S, x[q]);
                DoubleVector e = v.sub(xk);
                DoubleVector f = w.sub(xk);
                a0 = e.fma(e, a0);
                b0 = f.fma(f, b0);
                xk = DoubleVector.broadcast(S, x[q + 1]);
                e = v.sub(xk);
                f = w.sub(xk);
                a1 = e.fma(e, a1);
                b1 = f.fma(f, b1);
                xk = DoubleVector.broadcast(S, x[q + 2]);
                e = v.sub(xk);
                f = w.sub(xk);
                a2 = e.fma(e, a2);
                b2 = f.fma(f, b2);
                xk = DoubleVector.broadcast(S, x[q + 3]);
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
            double[] x,
            int xFrom,
            double[] y,
            int yFrom,
            int d,
            double[][] tile,
            int rows,
            int columns,
            double[][] scratch) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < columns; j += W) {
                DoubleVector a = DoubleVector.zero(S);
                DoubleVector b = DoubleVector.zero(S);
                for (int k = 0; k < d; k++) {
                    int p = yFrom + j * d + k * W;
                    double xk = x[xFrom + k * ROWS + r];
                    a = DoubleVector.fromArray(S, y, p).sub(xk).abs().add(a);
                    b = DoubleVector.fromArray(S, y, p + L).sub(xk).abs().add(b);
                }
                a.intoArray(tile[r], j);
                b.intoArray(tile[r], j + L);
            }
        }
    }

    @Override
    protected void chiSquared(
            double[] x,
            int xFrom,
            double[] y,
            int yFrom,
            int d,
            double[][] tile,
            int rows,
            int columns,
            double[][] scratch) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < columns; j += L) {
                DoubleVector a = DoubleVector.zero(S);
                int from = yFrom + (j / W) * W * d + j % W;
                for (int k = 0; k < d; k++) {
                    DoubleVector v = DoubleVector.fromArray(S, y, from + k * W);
                    double xk = x[xFrom + k * ROWS + r];
                    DoubleVector e = v.sub(xk);
                    a = e.mul(e).div(v.add(xk).max(Double.MIN_NORMAL)).add(a); // 0 / tiny = 0 where both are zero
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
            double[] x,
            int xFrom,
            double[] y,
            int yFrom,
            int d,
            int k0,
            int k1,
            double[][] tile,
            int rows,
            int columns,
            double[][] scratch) {
        if (rows > 2) { // idle rows of eight cost less than a loop that loads the columns for one row
            eightRows(x, xFrom, y, yFrom, d, k0, k1, tile, columns);
        } else {
            for (int r = 0; r < rows; r++) {
                oneRow(x, xFrom + r, y, yFrom, d, k0, k1, tile[r], columns);
            }
        }
    }

    @Override
    protected void distances(double[] row, int columns, double xNorm, double[] yNorms, int from, double[][] scratch) {
        DoubleVector norm = DoubleVector.broadcast(S, xNorm);
        DoubleVector minusTwo = DoubleVector.broadcast(S, -2);
        for (int j = 0; j < columns; j += W) {
            DoubleVector s = DoubleVector.fromArray(S, yNorms, from + j).add(norm);
            DoubleVector t = DoubleVector.fromArray(S, yNorms, from + j + L).add(norm);
            DoubleVector.fromArray(S, row, j).fma(minusTwo, s).max(0).intoArray(row, j);
            DoubleVector.fromArray(S, row, j + L).fma(minusTwo, t).max(0).intoArray(row, j + L);
        }
    }

    private static void oneRow(
            double[] x, int at, double[] y, int yFrom, int d, int k0, int k1, double[] row, int columns) {
        for (int j = 0; j < columns; j += W) {
            int p = yFrom + j * d;
            DoubleVector a = k0 == 0 ? DoubleVector.zero(S) : DoubleVector.fromArray(S, row, j);
            DoubleVector b = k0 == 0 ? DoubleVector.zero(S) : DoubleVector.fromArray(S, row, j + L);
            for (int k = k0; k < k1; k++) {
                DoubleVector xk = DoubleVector.broadcast(S, x[at + k * ROWS]);
                a = xk.fma(DoubleVector.fromArray(S, y, p + k * W), a);
                b = xk.fma(DoubleVector.fromArray(S, y, p + k * W + L), b);
            }
            a.intoArray(row, j);
            b.intoArray(row, j + L);
        }
    }

    /** Adds the products of coordinates k0 to k1 - 1 to the tile, or sets it to them if they are the first. */
    private static void eightRows(
            double[] x, int at, double[] y, int yFrom, int d, int k0, int k1, double[][] tile, int columns) {
        double[] t0 = tile[0];
        double[] t1 = tile[1];
        double[] t2 = tile[2];
        double[] t3 = tile[3];
        double[] t4 = tile[4];
        double[] t5 = tile[5];
        double[] t6 = tile[6];
        double[] t7 = tile[7];
        DoubleVector zero = DoubleVector.zero(S);
        for (int j = 0; j < columns; j += W) {
            int p = yFrom + j * d;
            DoubleVector a0 = k0 == 0 ? zero : DoubleVector.fromArray(S, t0, j);
            DoubleVector a1 = k0 == 0 ? zero : DoubleVector.fromArray(S, t1, j);
            DoubleVector a2 = k0 == 0 ? zero : DoubleVector.fromArray(S, t2, j);
            DoubleVector a3 = k0 == 0 ? zero : DoubleVector.fromArray(S, t3, j);
            DoubleVector a4 = k0 == 0 ? zero : DoubleVector.fromArray(S, t4, j);
            DoubleVector a5 = k0 == 0 ? zero : DoubleVector.fromArray(S, t5, j);
            DoubleVector a6 = k0 == 0 ? zero : DoubleVector.fromArray(S, t6, j);
            DoubleVector a7 = k0 == 0 ? zero : DoubleVector.fromArray(S, t7, j);
            DoubleVector b0 = k0 == 0 ? zero : DoubleVector.fromArray(S, t0, j + L);
            DoubleVector b1 = k0 == 0 ? zero : DoubleVector.fromArray(S, t1, j + L);
            DoubleVector b2 = k0 == 0 ? zero : DoubleVector.fromArray(S, t2, j + L);
            DoubleVector b3 = k0 == 0 ? zero : DoubleVector.fromArray(S, t3, j + L);
            DoubleVector b4 = k0 == 0 ? zero : DoubleVector.fromArray(S, t4, j + L);
            DoubleVector b5 = k0 == 0 ? zero : DoubleVector.fromArray(S, t5, j + L);
            DoubleVector b6 = k0 == 0 ? zero : DoubleVector.fromArray(S, t6, j + L);
            DoubleVector b7 = k0 == 0 ? zero : DoubleVector.fromArray(S, t7, j + L);
            for (int k = k0; k < k1; k++) {
                DoubleVector v = DoubleVector.fromArray(S, y, p + k * W);
                DoubleVector w = DoubleVector.fromArray(S, y, p + k * W + L);
                int q = at + k * ROWS;
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
    protected double dot(double[] row, double[] weights, int from, int columns, double[][] scratch) {
        DoubleVector a = DoubleVector.zero(S);
        DoubleVector b = DoubleVector.zero(S);
        for (int j = 0; j < columns; j += W) {
            a = DoubleVector.fromArray(S, row, j).fma(DoubleVector.fromArray(S, weights, from + j), a);
            b = DoubleVector.fromArray(S, row, j + L).fma(DoubleVector.fromArray(S, weights, from + j + L), b);
        }
        DoubleVector.zero(S).add(a).add(b).intoArray(scratch[0], 0);
        return sum(scratch[0], L);
    }

    @Override
    protected double maxExponent(double[] row, int columns, double scale, double[] bias, int from) {
        DoubleVector max = DoubleVector.broadcast(S, Double.NEGATIVE_INFINITY);
        DoubleVector factor = DoubleVector.broadcast(S, scale);
        for (int j = 0; j < columns; j += L) {
            DoubleVector u = DoubleVector.fromArray(S, row, j).mul(factor);
            max = (bias == null ? u : u.add(DoubleVector.fromArray(S, bias, from + j))).max(max);
        }
        return max.reduceLanes(VectorOperators.MAX);
    }

    @Override
    protected void exp2(double[] row, int columns, double scale, double[] scratch) {
        DoubleVector factor = DoubleVector.broadcast(S, scale);
        DoubleVector least = DoubleVector.broadcast(S, LEAST_EXPONENT);
        DoubleVector round = DoubleVector.broadcast(S, ROUND);
        for (int j = 0; j < columns; j += L) {
            DoubleVector u = DoubleVector.fromArray(S, row, j).mul(factor).max(least);
            DoubleVector m = u.add(round);
            u = u.sub(m.sub(round));
            DoubleVector p = u.fma(DoubleVector.broadcast(S, C10), DoubleVector.broadcast(S, C9));
            p = p.fma(u, DoubleVector.broadcast(S, C8));
            p = p.fma(u, DoubleVector.broadcast(S, C7));
            p = p.fma(u, DoubleVector.broadcast(S, C6));
            p = p.fma(u, DoubleVector.broadcast(S, C5));
            p = p.fma(u, DoubleVector.broadcast(S, C4));
            p = p.fma(u, DoubleVector.broadcast(S, C3));
            p = p.fma(u, DoubleVector.broadcast(S, C2));
            p = p.fma(u, DoubleVector.broadcast(S, C1));
            p = p.fma(u, DoubleVector.broadcast(S, 1));
            p = p.reinterpretAsLongs()
                    .add(m.reinterpretAsLongs().lanewise(VectorOperators.LSHL, EXPONENT_BITS))
                    .reinterpretAsDoubles();
            p.intoArray(row, j);
        }
        flush(row, columns); // in the loop above it would make JDK 17 box the vectors
    }

    @Override
    protected double sumExp2(
            double[] row, int columns, double scale, double shift, double[] bias, int from, double[][] scratch) {
        if (bias != null) {
            shiftedExponents(row, columns, scale, shift, bias, from, scratch);
            return sumExp2(row, columns, 1, 0, null, 0, scratch);
        }
        DoubleVector factor = DoubleVector.broadcast(S, scale);
        DoubleVector offset = DoubleVector.broadcast(S, shift);
        DoubleVector least = DoubleVector.broadcast(S, LEAST_EXPONENT);
        DoubleVector a = DoubleVector.zero(S);
        DoubleVector round = DoubleVector.broadcast(S, ROUND);
        for (int j = 0; j < columns; j += L) {
            DoubleVector u =
                    DoubleVector.fromArray(S, row, j).fma(factor, offset).max(least);
            DoubleVector m = u.add(round);
            u = u.sub(m.sub(round));
            DoubleVector p = u.fma(DoubleVector.broadcast(S, C10), DoubleVector.broadcast(S, C9));
            p = p.fma(u, DoubleVector.broadcast(S, C8));
            p = p.fma(u, DoubleVector.broadcast(S, C7));
            p = p.fma(u, DoubleVector.broadcast(S, C6));
            p = p.fma(u, DoubleVector.broadcast(S, C5));
            p = p.fma(u, DoubleVector.broadcast(S, C4));
            p = p.fma(u, DoubleVector.broadcast(S, C3));
            p = p.fma(u, DoubleVector.broadcast(S, C2));
            p = p.fma(u, DoubleVector.broadcast(S, C1));
            p = p.fma(u, DoubleVector.broadcast(S, 1));
            p = p.reinterpretAsLongs()
                    .add(m.reinterpretAsLongs().lanewise(VectorOperators.LSHL, EXPONENT_BITS))
                    .reinterpretAsDoubles();
            a = p.add(a);
        }
        DoubleVector.zero(S).add(a).intoArray(scratch[0], 0);
        return sum(scratch[0], L);
    }

    @Override
    protected double dotExp2(double[] row, int columns, double scale, double[] weights, int from, double[][] scratch) {
        DoubleVector factor = DoubleVector.broadcast(S, scale);
        DoubleVector least = DoubleVector.broadcast(S, LEAST_EXPONENT);
        DoubleVector a = DoubleVector.zero(S);
        DoubleVector round = DoubleVector.broadcast(S, ROUND);
        for (int j = 0; j < columns; j += L) {
            DoubleVector u = DoubleVector.fromArray(S, row, j).mul(factor).max(least);
            DoubleVector m = u.add(round);
            u = u.sub(m.sub(round));
            DoubleVector p = u.fma(DoubleVector.broadcast(S, C10), DoubleVector.broadcast(S, C9));
            p = p.fma(u, DoubleVector.broadcast(S, C8));
            p = p.fma(u, DoubleVector.broadcast(S, C7));
            p = p.fma(u, DoubleVector.broadcast(S, C6));
            p = p.fma(u, DoubleVector.broadcast(S, C5));
            p = p.fma(u, DoubleVector.broadcast(S, C4));
            p = p.fma(u, DoubleVector.broadcast(S, C3));
            p = p.fma(u, DoubleVector.broadcast(S, C2));
            p = p.fma(u, DoubleVector.broadcast(S, C1));
            p = p.fma(u, DoubleVector.broadcast(S, 1));
            p = p.reinterpretAsLongs()
                    .add(m.reinterpretAsLongs().lanewise(VectorOperators.LSHL, EXPONENT_BITS))
                    .reinterpretAsDoubles();
            a = p.fma(DoubleVector.fromArray(S, weights, from + j), a);
        }
        DoubleVector.zero(S).add(a).intoArray(scratch[0], 0);
        return sum(scratch[0], L);
    }

    @Override
    protected void addMoments(double[] row, int columns, double[][] scratch, double[] sums, int at) {
        DoubleVector least = DoubleVector.broadcast(S, LEAST_EXPONENT);
        DoubleVector first = DoubleVector.zero(S);
        DoubleVector second = DoubleVector.zero(S);
        DoubleVector weighted = DoubleVector.zero(S);
        DoubleVector round = DoubleVector.broadcast(S, ROUND);
        for (int j = 0; j < columns; j += L) {
            DoubleVector u = DoubleVector.fromArray(S, row, j).max(least);
            DoubleVector g = u;
            DoubleVector m = u.add(round);
            u = u.sub(m.sub(round));
            DoubleVector p = u.fma(DoubleVector.broadcast(S, C10), DoubleVector.broadcast(S, C9));
            p = p.fma(u, DoubleVector.broadcast(S, C8));
            p = p.fma(u, DoubleVector.broadcast(S, C7));
            p = p.fma(u, DoubleVector.broadcast(S, C6));
            p = p.fma(u, DoubleVector.broadcast(S, C5));
            p = p.fma(u, DoubleVector.broadcast(S, C4));
            p = p.fma(u, DoubleVector.broadcast(S, C3));
            p = p.fma(u, DoubleVector.broadcast(S, C2));
            p = p.fma(u, DoubleVector.broadcast(S, C1));
            p = p.fma(u, DoubleVector.broadcast(S, 1));
            p = p.reinterpretAsLongs()
                    .add(m.reinterpretAsLongs().lanewise(VectorOperators.LSHL, EXPONENT_BITS))
                    .reinterpretAsDoubles();
            first = p.add(first);
            second = p.fma(p, second);
            weighted = g.fma(p, weighted);
        }
        DoubleVector.zero(S).add(first).intoArray(row, 0);
        sums[at] += sum(row, L);
        DoubleVector.zero(S).add(second).intoArray(row, 0);
        sums[at + 1] += sum(row, L);
        DoubleVector.zero(S).add(weighted).intoArray(row, 0);
        sums[at + 2] += sum(row, L);
    }

    @Override
    protected void shiftedExponents(
            double[] row, int columns, double scale, double shift, double[] bias, int from, double[][] scratch) {
        DoubleVector factor = DoubleVector.broadcast(S, scale);
        DoubleVector offset = DoubleVector.broadcast(S, shift);
        for (int j = 0; j < columns; j += L) {
            DoubleVector u = DoubleVector.fromArray(S, row, j).mul(factor);
            u = bias == null ? u : u.add(DoubleVector.fromArray(S, bias, from + j));
            u.add(offset).intoArray(row, j);
        }
    }

    @Override
    protected double differences(
            double[] weights, int columns, double[] y, int from, double a, double[] products, double[][] scratch) {
        DoubleVector centre = DoubleVector.broadcast(S, a);
        DoubleVector p = DoubleVector.zero(S);
        DoubleVector q = DoubleVector.zero(S);
        for (int j = 0; j < columns; j += W) {
            DoubleVector u =
                    DoubleVector.fromArray(S, y, from + j).sub(centre).mul(DoubleVector.fromArray(S, weights, j));
            DoubleVector v = DoubleVector.fromArray(S, y, from + j + L)
                    .sub(centre)
                    .mul(DoubleVector.fromArray(S, weights, j + L));
            u.intoArray(products, j);
            v.intoArray(products, j + L);
            p = u.add(p);
            q = v.add(q);
        }
        DoubleVector.zero(S).add(p).add(q).intoArray(scratch[0], 0);
        return sum(scratch[0], L);
    }

    @Override
    protected void addColumns(
            double[][] tile, int rows, int columns, double[] factors, double[] sums, int at, double[][] scratch) {
        int r = 0;
        for (; r + 3 < rows; r += 4) {
            addFour(tile, r, columns, factors, sums, at);
        }
        for (; r < rows; r++) {
            addOne(tile[r], columns, factors[r], sums, at);
        }
    }

    private static void addFour(double[][] tile, int r, int columns, double[] factors, double[] sums, int at) {
        double[] t0 = tile[r];
        double[] t1 = tile[r + 1];
        double[] t2 = tile[r + 2];
        double[] t3 = tile[r + 3];
        DoubleVector f0 = DoubleVector.broadcast(S, factors[r]);
        DoubleVector f1 = DoubleVector.broadcast(S, factors[r + 1]);
        DoubleVector f2 = DoubleVector.broadcast(S, factors[r + 2]);
        DoubleVector f3 = DoubleVector.broadcast(S, factors[r + 3]);
        for (int j = 0; j < columns; j += L) {
            DoubleVector s = f0.fma(DoubleVector.fromArray(S, t0, j), DoubleVector.fromArray(S, sums, at + j));
            s = f1.fma(DoubleVector.fromArray(S, t1, j), s);
            s = f2.fma(DoubleVector.fromArray(S, t2, j), s);
            f3.fma(DoubleVector.fromArray(S, t3, j), s).intoArray(sums, at + j);
        }
    }

    private static void addOne(double[] row, int columns, double factor, double[] sums, int at) {
        DoubleVector f = DoubleVector.broadcast(S, factor);
        for (int j = 0; j < columns; j += L) {
            f.fma(DoubleVector.fromArray(S, row, j), DoubleVector.fromArray(S, sums, at + j))
                    .intoArray(sums, at + j);
        }
    }
}
