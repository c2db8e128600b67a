package io.gramian.dpp.leastsquares;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Qr;
import io.gramian.core.backend.Svd;

/**
 * A = U diag(s) V' for the n x m matrix A of rows psi_i / sqrt(n), so that G = A'A = V diag(s^2) V', which is never formed:
 * its condition number is the square of that of A. Where n &gt;= m, A = Q R first and then the values of the small R.
 */
final class Factorisation {
    private final int n;
    private final int m;
    private final int p;
    private final int rank;
    private final double[] u; // n x p
    private final double[] s; // p, largest first
    private final double[] v; // m x p

    private Factorisation(int n, int m, double[] u, double[] s, double[] v) {
        this.n = n;
        this.m = m;
        this.p = s.length;
        this.u = u;
        this.s = s;
        this.v = v;
        int above = 0;
        while (above < p && s[above] > Math.max(n, m) * Math.ulp(1.0) * s[0]) {
            above++;
        }
        this.rank = above;
    }

    static Factorisation of(DesignRows rows, Backend backend) {
        Backend exact = backend.withPrecision(Precision.DOUBLE);
        LinearAlgebra algebra = exact.linearAlgebra();
        double[] scaled = rows.entries().clone();
        double factor = 1 / Math.sqrt(rows.n());
        for (int at = 0; at < scaled.length; at++) {
            scaled[at] *= factor;
        }
        try (Matrix a = exact.matrix(rows.n(), rows.m(), scaled)) {
            return rows.n() >= rows.m() ? tall(a, algebra) : direct(a, algebra);
        }
    }

    private static Factorisation tall(Matrix a, LinearAlgebra algebra) {
        try (Qr qr = algebra.qr(a);
                Svd svd = algebra.svd(qr.r());
                Matrix u = algebra.multiply(qr.q(), svd.u())) {
            return new Factorisation(
                    a.rows(), a.columns(), u.toArray(), svd.values(), svd.v().toArray());
        }
    }

    private static Factorisation direct(Matrix a, LinearAlgebra algebra) {
        try (Svd svd = algebra.svd(a)) {
            return new Factorisation(
                    a.rows(),
                    a.columns(),
                    svd.u().toArray(),
                    svd.values(),
                    svd.v().toArray());
        }
    }

    /** Returns the number of singular values above rounding. */
    int rank() {
        return rank;
    }

    /** Returns the eigenvalues of G, largest first; m of them, those below rounding as they come. */
    double[] gramEigenvalues() {
        double[] values = new double[m];
        for (int j = 0; j < p; j++) {
            values[j] = s[j] * s[j];
        }
        return values;
    }

    /** Returns the shortest a that minimises |A a - b|. */
    double[] solve(double[] b) {
        double[] shares = new double[rank];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < rank; j++) {
                shares[j] += u[i * p + j] * b[i];
            }
        }
        double[] solution = new double[m];
        for (int k = 0; k < m; k++) {
            for (int j = 0; j < rank; j++) {
                solution[k] += v[k * p + j] * (shares[j] / s[j]);
            }
        }
        return solution;
    }

    /** Returns the y with y'b = c'a for every b and its solution a. */
    double[] solveTransposed(double[] c) {
        double[] shares = new double[rank];
        for (int k = 0; k < m; k++) {
            for (int j = 0; j < rank; j++) {
                shares[j] += v[k * p + j] * c[k];
            }
        }
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < rank; j++) {
                y[i] += u[i * p + j] * (shares[j] / s[j]);
            }
        }
        return y;
    }

    /** Returns how far each value draws the fit to itself: the diagonal of A A^+. */
    double[] leverages() {
        double[] leverages = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < rank; j++) {
                leverages[i] += u[i * p + j] * u[i * p + j];
            }
            leverages[i] = Math.min(1, leverages[i]);
        }
        return leverages;
    }
}
