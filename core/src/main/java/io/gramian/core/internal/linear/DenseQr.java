package io.gramian.core.internal.linear;

import io.gramian.core.NumericalException;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Qr;
import io.gramian.core.backend.Triangle;
import java.util.Arrays;

/** A resident thin QR factorisation. */
final class DenseQr implements Qr {
    private final DenseAlgebra algebra;
    private final DenseMatrix q;
    private final DenseMatrix r;
    private final int[] pivots;

    DenseQr(DenseAlgebra algebra, DenseMatrix q, DenseMatrix r, int[] pivots) {
        this.algebra = algebra;
        this.q = q;
        this.r = r;
        this.pivots = pivots;
    }

    @Override
    public DenseMatrix q() {
        return q.slice(0, q.rows(), 0, q.columns());
    }

    @Override
    public DenseMatrix r() {
        return r.slice(0, r.rows(), 0, r.columns());
    }

    @Override
    public int[] pivots() {
        return pivots.clone();
    }

    @Override
    public int rank(double tolerance) {
        double[] diagonal = algebra.diagonal(r);
        int rank = 0;
        for (double entry : diagonal) {
            rank += Math.abs(entry) > tolerance * Math.abs(diagonal[0]) ? 1 : 0;
        }
        return rank;
    }

    @Override
    public DenseMatrix solve(Matrix b) {
        DenseMatrix right = algebra.operand("b", b);
        DenseAlgebra.checkShape("b", right, q.rows(), right.columns());
        double[] diagonal = algebra.diagonal(r);
        for (int i = 0; i < diagonal.length; i++) {
            if (diagonal[i] == 0) {
                throw new NumericalException("R is singular: diagonal entry " + i + " is 0; use leastSquares, which"
                        + " returns the shortest of many solutions");
            }
        }
        return algebra.building(
                algebra.create(r.rows(), right.columns()),
                target -> {
                    algebra.product(1, q.transposed(), right, 0, target, false);
                    algebra.solve(Triangle.UPPER, r, target);
                    Rows.permute(pivots, target);
                },
                q,
                r,
                right);
    }

    @Override
    public double logAbsoluteDeterminant() {
        double sum = 0;
        for (double entry : algebra.diagonal(r)) {
            sum += Math.log(Math.abs(entry));
        }
        return sum;
    }

    @Override
    public double conditionEstimate() {
        int n = r.rows();
        if (n == 0) {
            return 1;
        }
        for (double entry : algebra.diagonal(r)) {
            if (entry == 0) {
                return Double.POSITIVE_INFINITY;
            }
        }
        double inverse = OneNormEstimate.of(
                n, v -> solved(Triangle.UPPER, r, v), v -> solved(Triangle.LOWER, r.transposed(), v));
        return Math.max(1, Rows.oneNorm(r) * inverse);
    }

    private double[] solved(Triangle triangle, DenseMatrix t, double[] v) {
        try (DenseMatrix b = algebra.create(v.length, 1, v);
                DenseMatrix x = algebra.solveTriangular(triangle, t, b)) {
            return x.toArray();
        }
    }

    /**
     * Rotates the new row into R, from the left; each row of Q, with an entry for the new column, takes the same
     * rotations.
     */
    @Override
    public Qr append(double... row) {
        int m = q.rows();
        int n = r.rows();
        if (row.length != n) {
            throw new IllegalArgumentException("row: expected " + n + " numbers, found " + row.length);
        }
        double[] upper = r.toArray();
        double[] rest = new double[n];
        for (int j = 0; j < n; j++) {
            rest[j] = row[pivots[j]];
        }
        double[] cosines = new double[n];
        double[] sines = new double[n];
        for (int k = 0; k < n; k++) {
            double radius = Math.hypot(upper[k * n + k], rest[k]);
            cosines[k] = radius == 0 ? 1 : upper[k * n + k] / radius;
            sines[k] = radius == 0 ? 0 : rest[k] / radius;
            for (int j = k; j < n; j++) {
                double above = upper[k * n + j];
                upper[k * n + j] = cosines[k] * above + sines[k] * rest[j];
                rest[j] = cosines[k] * rest[j] - sines[k] * above;
            }
        }
        double[] entries = Arrays.copyOf(q.toArray(), (m + 1) * n); // at once: a row at a time is slow outside the heap
        for (int i = 0; i <= m; i++) {
            double last = i == m ? 1 : 0;
            for (int k = 0; k < n; k++) {
                double entry = entries[i * n + k];
                entries[i * n + k] = cosines[k] * entry + sines[k] * last;
                last = cosines[k] * last - sines[k] * entry;
            }
        }
        DenseMatrix newQ = algebra.create(m + 1, n, entries);
        try {
            return new DenseQr(algebra, newQ, algebra.create(n, n, upper), pivots);
        } catch (Throwable failure) {
            newQ.close();
            throw failure;
        }
    }

    @Override
    public void close() {
        q.close();
        r.close();
    }

    @Override
    public String toString() {
        return "Qr[" + q.rows() + " x " + q.columns() + ", " + q.storage().backend() + "]";
    }
}
