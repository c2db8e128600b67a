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
