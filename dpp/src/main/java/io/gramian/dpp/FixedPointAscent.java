package io.gramian.dpp;

import io.gramian.core.Progress;
import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** The fixed-point iteration L &lt;- L + a L D L of Mariet and Sra, D the gradient of the mean log-likelihood. */
final class FixedPointAscent {
    private final ObservedSubsets observed;
    private final double step;

    FixedPointAscent(ObservedSubsets observed, double step) {
        this.observed = observed;
        this.step = step;
    }

    LearnedLikelihood maximise(DMatrixRMaj start, int iterations, double tolerance, Progress progress) {
        DMatrixRMaj l = start;
        Evaluation now = evaluate(l);
        if (now == null) {
            throw new IllegalArgumentException(
                    "start: expected a positive definite matrix, which gives every subset a positive probability");
        }
        double[] history = new double[iterations + 1];
        history[0] = now.value;
        int done = 0;
        boolean converged = false;
        while (done < iterations && !converged) {
            Checks.checkInterrupted("learning a kernel");
            DMatrixRMaj next = stepped(l, now.gradient, step);
            Evaluation then = evaluate(next);
            if (step != 1 && (then == null || then.value < now.value)) {
                next = stepped(l, now.gradient, 1);
                then = evaluate(next);
            }
            // A step of length 1 lowers the likelihood by rounding at most: then it is at its maximum.
            if (then == null) {
                break; // a minor lost its definiteness
            }
            if (then.value < now.value) {
                converged = true;
            } else {
                converged = then.value - now.value <= tolerance * Math.max(1, Math.abs(now.value));
                l = next;
                now = then;
                history[++done] = now.value;
            }
            progress.update("steps", done, iterations);
        }
        return new LearnedLikelihood(null, l, Arrays.copyOf(history, done + 1), converged);
    }

    private static DMatrixRMaj stepped(DMatrixRMaj l, DMatrixRMaj gradient, double length) {
        int n = l.numRows;
        DMatrixRMaj half = new DMatrixRMaj(n, n);
        CommonOps_DDRM.mult(l, gradient, half);
        DMatrixRMaj next = l.copy();
        CommonOps_DDRM.multAdd(length, half, l, next);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double mean = (next.get(i, j) + next.get(j, i)) / 2;
                next.set(i, j, mean);
                next.set(j, i, mean);
            }
        }
        return next;
    }

    private record Evaluation(double value, DMatrixRMaj gradient) {}

    /** Returns the mean log-likelihood and its gradient, null where a minor is not positive. */
    private Evaluation evaluate(DMatrixRMaj l) {
        int n = l.numRows;
        DMatrixRMaj shifted = CommonOps_DDRM.identity(n);
        CommonOps_DDRM.addEquals(shifted, l);
        DMatrixRMaj gradient = new DMatrixRMaj(n, n);
        double normaliser = PositiveDefinite.invert(shifted, gradient);
        CommonOps_DDRM.scale(-1, gradient);
        double value = -normaliser;
        for (int t = 0; t < observed.count(); t++) {
            int[] subset = observed.subset(t);
            DMatrixRMaj block = new DMatrixRMaj(subset.length, subset.length);
            for (int i = 0; i < subset.length; i++) {
                for (int j = 0; j < subset.length; j++) {
                    block.set(i, j, l.get(subset[i], subset[j]));
                }
            }
            DMatrixRMaj inverse = new DMatrixRMaj(subset.length, subset.length);
            value += observed.share(t) * PositiveDefinite.invert(block, inverse);
            for (int i = 0; i < subset.length; i++) {
                for (int j = 0; j < subset.length; j++) {
                    gradient.add(subset[i], subset[j], observed.share(t) * inverse.get(i, j));
                }
            }
        }
        return Double.isNaN(value) ? null : new Evaluation(value, gradient);
    }
}
