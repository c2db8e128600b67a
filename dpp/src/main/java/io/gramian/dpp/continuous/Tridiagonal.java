package io.gramian.dpp.continuous;

import io.gramian.core.NumericalException;
import java.util.Arrays;

/** Eigenvalues of symmetric tridiagonal matrices. */
final class Tridiagonal {
    private static final int MOST_SWEEPS = 60; // a handful is what an eigenvalue takes

    private Tridiagonal() {}

    /**
     * Returns the eigenvalues in ascending order, by implicit QL steps with Wilkinson's shift: O(n^2). The arrays are
     * worked on. Source: B. N. Parlett, The symmetric eigenvalue problem (1980), chapter 8.
     */
    static double[] eigenvalues(double[] diagonal, double[] offDiagonal) {
        int n = diagonal.length;
        double[] off = Arrays.copyOf(offDiagonal, n);
        for (int first = 0; first < n; first++) {
            int last = end(diagonal, off, first);
            for (int sweep = 0; last > first; sweep++) {
                if (sweep == MOST_SWEEPS) {
                    throw new NumericalException("eigenvalue " + first + " of a tridiagonal matrix of order " + n
                            + " not found in " + MOST_SWEEPS + " QL steps; its entries are too far apart");
                }
                step(diagonal, off, first, last);
                last = end(diagonal, off, first);
            }
        }
        Arrays.sort(diagonal);
        return diagonal;
    }

    /** Returns where the unreduced block that begins at first ends: the entry beyond it is rounding. */
    private static int end(double[] diagonal, double[] off, int first) {
        int last = first;
        while (last < diagonal.length - 1) {
            double scale = Math.abs(diagonal[last]) + Math.abs(diagonal[last + 1]);
            if (Math.abs(off[last]) <= Math.ulp(scale)) {
                break;
            }
            last++;
        }
        return last;
    }

    /** One QL step on the block: a rotation chases the bulge from its last row up to its first. */
    private static void step(double[] d, double[] e, int first, int last) {
        double half = (d[first + 1] - d[first]) / (2 * e[first]);
        double shift = d[first] - e[first] / (half + Math.copySign(Math.hypot(half, 1), half));
        double g = d[last] - shift;
        double sine = 1;
        double cosine = 1;
        double taken = 0;
        for (int i = last - 1; i >= first; i--) {
            double f = sine * e[i];
            double b = cosine * e[i];
            double r = Math.hypot(f, g);
            e[i + 1] = r;
            if (r == 0) { // the block falls apart here: what is below is done
                d[i + 1] -= taken;
                e[last] = 0;
                return;
            }
            sine = f / r;
            cosine = g / r;
            g = d[i + 1] - taken;
            r = (d[i] - g) * sine + 2 * cosine * b;
            taken = sine * r;
            d[i + 1] = g + taken;
            g = cosine * r - b;
        }
        d[first] -= taken;
        e[first] = g;
        e[last] = 0;
    }
}
