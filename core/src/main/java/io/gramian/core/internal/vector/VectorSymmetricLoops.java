package io.gramian.core.internal.vector;

import io.gramian.core.internal.cpu.SymmetricLoops;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The loops of symmetric eigenvalues on the Vector API: four rows at a time, each in one method as everywhere here. */
public final class VectorSymmetricLoops extends SymmetricLoops {
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    /** Made by name. */
    public VectorSymmetricLoops() {}

    @Override
    protected void addProduct(double[] a, int from, int stride, int first, int end, double[] x, double[] y) {
        double[] sums = new double[4 * L];
        int i = first;
        for (; i + 4 <= end; i += 4) {
            int row = from + i * stride;
            int whole = i / L * L;
            fourRows(a, row, stride, whole, i, x, y, sums);
            for (int r = 0; r < 4; r++) {
                double sum = 0;
                for (int l = 0; l < L; l++) {
                    sum += sums[r * L + l];
                }
                y[i + r] += sum;
                addRow(a, row + r * stride, whole, i + r, x, y);
            }
        }
        for (; i < end; i++) {
            addRow(a, from + i * stride, 0, i, x, y);
        }
    }

    @Override
    protected void innerProducts(double[] a, int from, int stride, int rows, double[] x, int n, double[] sums) {
        double[] lanes = new double[4 * L];
        int whole = n / L * L;
        int r = 0;
        for (; r + 4 <= rows; r += 4) {
            fourInnerProducts(a, from + r * stride, stride, x, whole, lanes);
            for (int q = 0; q < 4; q++) {
                int row = from + (r + q) * stride;
                double sum = 0;
                for (int l = 0; l < L; l++) {
                    sum += lanes[q * L + l];
                }
                for (int j = whole; j < n; j++) {
                    sum = Math.fma(a[row + j], x[j], sum);
                }
                sums[r + q] = sum;
            }
        }
        double[] rest = new double[rows - r];
        super.innerProducts(a, from + r * stride, stride, rows - r, x, n, rest);
        System.arraycopy(rest, 0, sums, r, rows - r);
    }

    private static void fourInnerProducts(double[] a, int row, int stride, double[] x, int whole, double[] lanes) {
        DoubleVector s0 = DoubleVector.zero(S);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        for (int j = 0; j < whole; j += L) {
            DoubleVector v = DoubleVector.fromArray(S, x, j);
            s0 = DoubleVector.fromArray(S, a, row + j).fma(v, s0);
            s1 = DoubleVector.fromArray(S, a, row + stride + j).fma(v, s1);
            s2 = DoubleVector.fromArray(S, a, row + 2 * stride + j).fma(v, s2);
            s3 = DoubleVector.fromArray(S, a, row + 3 * stride + j).fma(v, s3);
        }
        s0.intoArray(lanes, 0);
        s1.intoArray(lanes, L);
        s2.intoArray(lanes, 2 * L);
        s3.intoArray(lanes, 3 * L);
    }

    @Override
    protected void addRows(double[] a, int from, int stride, int rows, double[] factors, double[] y, int yFrom, int n) {
        int whole = n / L * L;
        for (int r = 0; r < rows; r += 4) { // what is missing of four rows is the last one, times zero
            int last = rows - 1 - r;
            double f1 = last < 1 ? 0 : factors[r + 1];
            double f2 = last < 2 ? 0 : factors[r + 2];
            double f3 = last < 3 ? 0 : factors[r + 3];
            int row = from + r * stride;
            int row1 = row + Math.min(1, last) * stride;
            int row2 = row + Math.min(2, last) * stride;
            int row3 = row + Math.min(3, last) * stride;
            addFourRows(a, row, row1, row2, row3, factors[r], f1, f2, f3, y, yFrom, whole);
            for (int j = whole; j < n; j++) {
                y[yFrom + j] += (factors[r] * a[row + j] + f1 * a[row1 + j]) + (f2 * a[row2 + j] + f3 * a[row3 + j]);
            }
        }
    }

    private static void addFourRows(
            double[] a,
            int row0,
            int row1,
            int row2,
            int row3,
            double f0,
            double f1,
            double f2,
            double f3,
            double[] y,
            int yFrom,
            int whole) {
        DoubleVector x0 = DoubleVector.broadcast(S, f0);
        DoubleVector x1 = DoubleVector.broadcast(S, f1);
        DoubleVector x2 = DoubleVector.broadcast(S, f2);
        DoubleVector x3 = DoubleVector.broadcast(S, f3);
        for (int j = 0; j < whole; j += L) {
            DoubleVector a0 = DoubleVector.fromArray(S, a, row0 + j);
            DoubleVector a1 = DoubleVector.fromArray(S, a, row1 + j);
            DoubleVector a2 = DoubleVector.fromArray(S, a, row2 + j);
            DoubleVector a3 = DoubleVector.fromArray(S, a, row3 + j);
            DoubleVector w = a1.fma(x1, a0.fma(x0, DoubleVector.fromArray(S, y, yFrom + j)));
            w.add(a3.fma(x3, a2.mul(x2))).intoArray(y, yFrom + j);
        }
    }

    @Override
    protected void sumTerms(double[] poles, double x, double[] z, double[] distances, int from, int to, double[] sums) {
        int whole = from + (to - from) / L * L;
        super.sumTerms(poles, x, z, distances, whole, to, sums);
        if (whole == from) {
            return;
        }
        double[] lanes = new double[2 * L];
        vectorTerms(poles, x, z, distances, from, whole, lanes);
        for (int l = 0; l < L; l++) {
            sums[0] += lanes[l];
            sums[1] += lanes[L + l];
        }
    }

    private static void vectorTerms(
            double[] poles, double x, double[] z, double[] distances, int from, int to, double[] lanes) {
        DoubleVector root = DoubleVector.broadcast(S, x);
        DoubleVector sum = DoubleVector.zero(S);
        DoubleVector slope = sum;
        for (int j = from; j < to; j += L) {
            DoubleVector distance = DoubleVector.fromArray(S, poles, j).sub(root);
            distance.intoArray(distances, j);
            DoubleVector entry = DoubleVector.fromArray(S, z, j);
            DoubleVector ratio = entry.div(distance);
            sum = entry.fma(ratio, sum);
            slope = ratio.fma(ratio, slope);
        }
        sum.intoArray(lanes, 0);
        slope.intoArray(lanes, L);
    }

    private static void fourRows(
            double[] a, int row, int stride, int whole, int i, double[] x, double[] y, double[] sums) {
        DoubleVector x0 = DoubleVector.broadcast(S, x[i]);
        DoubleVector x1 = DoubleVector.broadcast(S, x[i + 1]);
        DoubleVector x2 = DoubleVector.broadcast(S, x[i + 2]);
        DoubleVector x3 = DoubleVector.broadcast(S, x[i + 3]);
        DoubleVector s0 = DoubleVector.zero(S);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        for (int j = 0; j < whole; j += L) {
            DoubleVector v = DoubleVector.fromArray(S, x, j);
            DoubleVector a0 = DoubleVector.fromArray(S, a, row + j);
            DoubleVector a1 = DoubleVector.fromArray(S, a, row + stride + j);
            DoubleVector a2 = DoubleVector.fromArray(S, a, row + 2 * stride + j);
            DoubleVector a3 = DoubleVector.fromArray(S, a, row + 3 * stride + j);
            DoubleVector w = a1.fma(x1, a0.fma(x0, DoubleVector.fromArray(S, y, j)));
            w.add(a3.fma(x3, a2.mul(x2))).intoArray(y, j);
            s0 = a0.fma(v, s0);
            s1 = a1.fma(v, s1);
            s2 = a2.fma(v, s2);
            s3 = a3.fma(v, s3);
        }
        s0.intoArray(sums, 0);
        s1.intoArray(sums, L);
        s2.intoArray(sums, 2 * L);
        s3.intoArray(sums, 3 * L);
    }
}
