package io.gramian.dpp;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The mean log-likelihood of subsets under L = V V', less alpha / 2 sum_i |v_i|^2 / max(1, n_i), and its gradient in V. By
 * det(I + V V') = det(I + V'V) no N x N matrix occurs.
 */
final class LowRankLikelihood {
    private final ObservedSubsets observed;
    private final double[] penalties;

    LowRankLikelihood(ObservedSubsets observed, int rank, double alpha) {
        this.observed = observed;
        for (int t = 0; t < observed.count(); t++) {
            if (observed.subset(t).length > rank) {
                throw new IllegalArgumentException("subset " + t + ": has " + observed.subset(t).length
                        + " items, but a kernel of rank " + rank + " gives none of more than " + rank);
            }
        }
        this.penalties = Arrays.stream(observed.frequencies())
                .mapToDouble(n -> alpha / Math.max(1, n))
                .toArray();
    }

    /** Returns the objective and sets the gradient; NaN, with a gradient that means nothing, where a minor is zero. */
    double evaluate(DMatrixRMaj v, DMatrixRMaj gradient) {
        int d = v.numCols;
        DMatrixRMaj shifted = CommonOps_DDRM.identity(d);
        CommonOps_DDRM.multAddTransA(v, v, shifted);
        DMatrixRMaj inverse = new DMatrixRMaj(d, d);
        double value = -PositiveDefinite.invert(shifted, inverse);
        CommonOps_DDRM.mult(-2, v, inverse, gradient);
        for (int t = 0; t < observed.count(); t++) {
            value += observed.share(t) * addSubset(v, t, gradient);
        }
        for (int i = 0; i < v.numRows; i++) {
            for (int c = 0; c < d; c++) {
                value -= penalties[i] / 2 * v.get(i, c) * v.get(i, c);
                gradient.add(i, c, -penalties[i] * v.get(i, c));
            }
        }
        return value;
    }

    /** Adds 2 (V_S V_S')^-1 V_S times the share of S to the rows of S and returns log det V_S V_S'. */
    private double addSubset(DMatrixRMaj v, int t, DMatrixRMaj gradient) {
        int[] subset = observed.subset(t);
        int k = subset.length;
        int d = v.numCols;
        if (k == 0) {
            return 0;
        }
        DMatrixRMaj rows = new DMatrixRMaj(k, d);
        for (int i = 0; i < k; i++) {
            System.arraycopy(v.data, subset[i] * d, rows.data, i * d, d);
        }
        DMatrixRMaj block = new DMatrixRMaj(k, k);
        CommonOps_DDRM.multTransB(rows, rows, block);
        DMatrixRMaj inverse = new DMatrixRMaj(k, k);
        double log = PositiveDefinite.invert(block, inverse);
        DMatrixRMaj part = new DMatrixRMaj(k, d);
        CommonOps_DDRM.mult(2 * observed.share(t), inverse, rows, part);
        for (int i = 0; i < k; i++) {
            for (int c = 0; c < d; c++) {
                gradient.add(subset[i], c, part.get(i, c));
            }
        }
        return log;
    }
}
