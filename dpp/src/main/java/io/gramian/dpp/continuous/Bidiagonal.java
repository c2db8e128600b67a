package io.gramian.dpp.continuous;

import io.gramian.core.NumericalException;
import java.util.Arrays;

/**
 * Squared singular values of a bidiagonal matrix to relative accuracy, the least of them too: a QL step on the product of
 * the matrix with its transpose knows them to the rounding of the largest only. Quotient-difference steps on the squared
 * entries take no difference but that of the shift, and with d_i the diagonal of the shifted inverse inverted,
 *
 * <pre>
 * d_1 = q_1 - s,   q'_i = d_i + e_i,   e'_i = e_i q_{i+1} / q'_i,   d_{i+1} = d_i q_{i+1} / q'_i - s,
 * </pre>
 *
 * 1 / sum 1 / d_i is a Newton step below the least value and the next shift. Source: K. V. Fernando, B. N. Parlett, Accurate
 * singular values and differential qd algorithms (1994).
 */
final class Bidiagonal {
    private static final int MOST_PASSES = 1000; // for each value; some eight are taken
    private static final double SQUARED_ROUNDING = 0x1p-106;

    private final double[] q;
    private final double[] e;
    private final double[] nextQ;
    private final double[] nextE;
    private final double[] values;
    private double bound; // at most the least value that is left, less the shifts

    private Bidiagonal(double[] q, double[] e) {
        this.q = q;
        this.e = e;
        this.nextQ = new double[q.length];
        this.nextE = new double[e.length];
        this.values = new double[q.length];
    }

    /**
     * Returns the squared singular values in ascending order, O(n^2).
     *
     * @param diagonal the n squared entries of the diagonal
     * @param off the n - 1 squared entries beside it
     */
    static double[] squares(double[] diagonal, double[] off) {
        Bidiagonal matrix = new Bidiagonal(diagonal.clone(), off.clone());
        matrix.solve(0, diagonal.length - 1, 0);
        Arrays.sort(matrix.values);
        return matrix.values;
    }

    /** Finds the values of a block, all of which have the shifts subtracted. */
    private void solve(int first, int end, double start) {
        double shifts = start;
        int last = end;
        bound = 0;
        for (long pass = 0; ; pass++) {
            for (int j = last - 1; j >= first; j--) {
                if (isNegligible(j, shifts + bound)) {
                    double kept = bound;
                    solve(j + 1, last, shifts);
                    last = j;
                    bound = kept;
                }
            }
            if (first == last) {
                values[first] = shifts + q[first];
                return;
            }
            if (pass == (long) MOST_PASSES * (end - first + 1)) {
                throw new NumericalException("singular value " + last + " of a bidiagonal matrix of order " + q.length
                        + " not found in " + pass + " passes");
            }
            shifts += advance(first, last);
        }
    }

    /** Whether all values keep their digits without entry j: it moves them by e_j + sqrt(e_j q_{j+1}) at most. */
    private boolean isNegligible(int j, double least) {
        return e[j] <= SQUARED_ROUNDING * least && Math.sqrt(e[j]) * Math.sqrt(q[j + 1]) <= 0x1p-53 * least;
    }

    /** One pass with the largest shift that leaves the block positive definite; returns that. */
    private double advance(int first, int last) {
        double shift = bound;
        double least = bound / 8;
        while (!pass(first, last, shift)) {
            shift = shift > least ? shift / 2 : 0; // the bound was rounded up; without a shift a pass cannot fail
        }
        System.arraycopy(nextQ, first, q, first, last - first + 1);
        System.arraycopy(nextE, first, e, first, last - first);
        return shift;
    }

    private boolean pass(int first, int last, double shift) {
        double d = q[first] - shift;
        double sum = 0;
        for (int i = first; i < last; i++) {
            if (d < 0) {
                return false;
            }
            sum += 1 / d;
            nextQ[i] = d + e[i];
            nextE[i] = q[i + 1] * (e[i] / nextQ[i]);
            d = q[i + 1] * (d / nextQ[i]) - shift;
        }
        nextQ[last] = d;
        bound = 1 / (sum + 1 / d);
        return d >= 0;
    }
}
