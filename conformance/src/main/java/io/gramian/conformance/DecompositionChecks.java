package io.gramian.conformance;

import static io.gramian.conformance.Reference.norm;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.backend.Eigen;
import io.gramian.core.backend.LeastSquares;
import io.gramian.core.backend.Svd;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** Eigenvalues, singular values, and least squares. */
final class DecompositionChecks {
    private DecompositionChecks() {}

    static void eigen(LinearAlgebraCase c) {
        eigen(c, c.n);
    }

    static void largestEigen(LinearAlgebraCase c) {
        eigen(c, Math.min(c.n, c.m));
    }

    /** The k largest eigenvalues of order n. */
    private static void eigen(LinearAlgebraCase c, int k) {
        DMatrixRMaj a = c.kind.symmetric(c.n, c.precision, 1);
        double scale = Math.max(1, c.n) * c.epsilon * norm(a);
        try (Eigen found = c.algebra.eigen(c.operand(c.first, LinearAlgebraCase.triangleOnly(a, true)), k)) {
            assertEquals(k, found.count());
            double[] values = c.seen(found.values());
            assertEquals(k, values.length);
            checkFalling(values);
            DMatrixRMaj v = c.seen(found.vectors(), c.n, k);
            DMatrixRMaj scaled = Reference.product(v, Reference.diagonal(values));
            c.check("eigen", Reference.minus(Reference.product(a, v), scaled), scale);
            c.checkOrthonormal("eigen, orthonormality", v);
            if (c.n <= LinearAlgebraCase.SMALL) {
                double[] expected = Arrays.copyOf(Reference.eigenvalues(a), k);
                for (int i = 0; i < k; i++) {
                    c.check("eigen, values", Math.abs(values[i] - expected[i]), scale);
                }
            } else if (k == c.n) {
                double trace = 0;
                for (int i = 0; i < c.n; i++) {
                    trace += a.get(i, i) - values[i];
                }
                c.check("eigen, trace", Math.abs(trace), c.n * scale);
            }
        }
    }

    private static void checkFalling(double[] values) {
        for (int i = 1; i < values.length; i++) {
            assertTrue(values[i] <= values[i - 1], "value " + i + " is larger than the one before");
        }
    }

    /** Of n x m. */
    static void svd(LinearAlgebraCase c) {
        DMatrixRMaj a = c.matrix(c.n, c.m, 1);
        int p = Math.min(c.n, c.m);
        try (Svd found = c.algebra.svd(c.operand(c.first, a))) {
            double[] values = c.seen(found.values());
            assertEquals(p, values.length);
            checkFalling(values);
            assertTrue(p == 0 || values[p - 1] >= 0, "a singular value is negative");
            DMatrixRMaj u = c.seen(found.u(), c.n, p);
            DMatrixRMaj v = c.seen(found.v(), c.m, p);
            DMatrixRMaj product =
                    Reference.product(Reference.product(u, Reference.diagonal(values)), Reference.transposed(v));
            c.check("svd", Reference.minus(a, product), c.largest() * c.epsilon * norm(a));
            c.checkOrthonormal("svd, orthonormality", u);
            c.checkOrthonormal("svd, orthonormality", v);
        }
    }

    /** Of n x m, with r right-hand sides, nine at most. */
    static void leastSquares(LinearAlgebraCase c) {
        DMatrixRMaj a = c.matrix(c.n, c.m, 1);
        DMatrixRMaj b = MatrixKind.RANDOM.matrix(c.n, Math.min(c.r, 9), c.precision, 2);
        try (LeastSquares found = c.algebra.leastSquares(c.operand(c.first, a), c.operand(c.second, b))) {
            DMatrixRMaj x = c.seen(found.solution(), c.m, b.numCols);
            checkLeastSquares(c, "leastSquares", a, x, b);
            DMatrixRMaj residual = Reference.minus(Reference.product(a, x), b);
            double[] norms = c.seen(found.residualNorms());
            assertEquals(b.numCols, norms.length);
            double allowed = c.largest() * c.epsilon * (norm(a) * norm(x) + norm(b));
            for (int j = 0; j < norms.length; j++) {
                double error = Math.abs(norms[j] - norm(Reference.columns(residual, j)));
                c.check("leastSquares, residual norm", error, allowed);
            }
            if (c.largest() <= LinearAlgebraCase.SMALL) {
                checkRankAndShortness(c, found.rank(), a, x);
            }
        }
    }

    /** Whether the residual is orthogonal to the columns: |A'(A X - B)| beside |A| (|A| |X| + |B|). */
    static void checkLeastSquares(LinearAlgebraCase c, String what, DMatrixRMaj a, DMatrixRMaj x, DMatrixRMaj b) {
        double size = norm(a) == 0 ? 1 : norm(a);
        DMatrixRMaj unit = Reference.sum(1 / size, a, 0, a);
        DMatrixRMaj residual = Reference.minus(Reference.product(a, x), b);
        DMatrixRMaj gradient = Reference.product(Reference.transposed(unit), residual);
        c.check(what, gradient, c.largest() * c.epsilon * (norm(a) * norm(x) + norm(b)));
    }

    /** The rank where there is no doubt about it, and that nothing of x is orthogonal to the rows of A. */
    private static void checkRankAndShortness(LinearAlgebraCase c, int rank, DMatrixRMaj a, DMatrixRMaj x) {
        Reference.Basis rows = Reference.Basis.of(Reference.transposed(a));
        double tolerance = c.largest() * c.epsilon;
        int expected = rows.rank(tolerance);
        if (expected != rows.rank(tolerance / 100) || expected != rows.rank(tolerance * 100)) {
            return;
        }
        assertEquals(expected, rank, c + ": rank");
        DMatrixRMaj q = Reference.leading(rows.basis(), c.m, expected);
        DMatrixRMaj within = Reference.product(q, Reference.product(Reference.transposed(q), x));
        double condition = expected == 0 ? 1 : c.largest() * rows.lengths()[0] / rows.lengths()[expected - 1];
        DMatrixRMaj outside = Reference.minus(x, within);
        c.check("leastSquares, shortest", outside, c.largest() * c.epsilon * condition * norm(x));
    }
}
