package io.gramian.conformance;

import static io.gramian.conformance.Reference.norm;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Qr;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** Triangular factorisations: Cholesky and QR. */
final class FactorChecks {
    private FactorChecks() {}

    /** Of order n, and a right-hand side n x m. */
    static void cholesky(LinearAlgebraCase c) {
        DMatrixRMaj a = c.kind.positiveDefinite(c.n, c.precision, 1);
        DMatrixRMaj b = MatrixKind.RANDOM.matrix(c.n, c.m, c.precision, 2);
        Matrix matrix = c.operand(c.first, LinearAlgebraCase.triangleOnly(a, true));
        Matrix right = c.operand(c.second, b);
        try (Cholesky factor = c.algebra.cholesky(matrix)) {
            assertEquals(c.n, factor.size());
            DMatrixRMaj l = checkFactor(c, "cholesky", factor, a);
            DMatrixRMaj x = c.found(factor.solve(right), c.n, c.m);
            ProductChecks.checkSolution(c, "Cholesky.solve", a, x, b);
            if (c.m > 0) {
                double[] column = Reference.columns(b, 0).data;
                DMatrixRMaj solution = DMatrixRMaj.wrap(c.n, 1, c.seen(factor.solve(column)));
                ProductChecks.checkSolution(c, "Cholesky.solve", a, solution, DMatrixRMaj.wrap(c.n, 1, column));
            }
            DMatrixRMaj y = c.found(factor.solveLower(right), c.n, c.m);
            ProductChecks.checkSolution(c, "Cholesky.solveLower", l, y, b);
            DMatrixRMaj z = c.found(factor.solveUpper(right), c.n, c.m);
            ProductChecks.checkSolution(c, "Cholesky.solveUpper", Reference.transposed(l), z, b);
            if (c.n <= LinearAlgebraCase.SMALL) {
                checkDeterminantAndCondition(c, factor, a, l);
            }
        }
        double ridge = c.kind.scale(c.precision) / 2;
        try (Cholesky factor = c.algebra.cholesky(matrix, ridge)) {
            checkFactor(c, "cholesky with ridge", factor, Reference.sum(1, a, ridge, Reference.identity(c.n)));
        }
    }

    private static DMatrixRMaj checkFactor(LinearAlgebraCase c, String what, Cholesky factor, DMatrixRMaj a) {
        int n = a.numRows;
        DMatrixRMaj l = c.seen(factor.factor(), n, n);
        checkTriangular(l, false);
        DMatrixRMaj product = Reference.product(l, Reference.transposed(l));
        c.check(what, Reference.minus(a, product), Math.max(1, n) * c.epsilon * norm(a));
        return l;
    }

    private static void checkTriangular(DMatrixRMaj t, boolean upper) {
        for (int i = 0; i < t.numRows; i++) {
            for (int j = 0; j < t.numCols; j++) {
                assertTrue(t.get(i, j) == 0 || i == j || i < j == upper, "the other triangle is zero");
            }
        }
    }

    private static void checkDeterminantAndCondition(
            LinearAlgebraCase c, Cholesky factor, DMatrixRMaj a, DMatrixRMaj l) {
        double sum = 0;
        double size = 1;
        for (double value : Reference.eigenvalues(a)) {
            sum += Math.log(value);
            size += 1 + Math.abs(Math.log(value));
        }
        double found = c.seen(factor.logDeterminant());
        c.check("Cholesky.logDeterminant", Math.abs(found - sum), Math.max(1, c.n) * c.epsilon * size);
        DMatrixRMaj inverse = Reference.inverseOfLower(l);
        double condition = Reference.oneNorm(Reference.product(l, Reference.transposed(l)))
                * Reference.oneNorm(Reference.product(Reference.transposed(inverse), inverse));
        checkCondition(c, c.seen(factor.conditionEstimate()), c.n == 0 ? 1 : condition);
    }

    private static void checkCondition(LinearAlgebraCase c, double found, double condition) {
        assertTrue(
                found >= condition / 10 && found <= 1.01 * condition,
                () -> c + ": condition estimate " + found + " of " + condition);
    }

    /** m rows more on n, at once and one before the others, against factorising all of it. */
    static void choleskyAppend(LinearAlgebraCase c) {
        int all = c.n + c.m;
        DMatrixRMaj a = c.kind.positiveDefinite(all, c.precision, 1);
        Matrix whole = c.operand(c.first, a);
        try (Cholesky fresh = c.algebra.cholesky(whole);
                Cholesky start = c.algebra.cholesky(whole.slice(0, c.n, 0, c.n))) {
            DMatrixRMaj before = c.seen(start.factor(), c.n, c.n);
            try (Cholesky once = append(start, a, c.n, all)) {
                checkAppended(c, once, fresh, a);
            }
            if (c.m > 0) {
                double[] cross = part(a, c.n, c.n + 1, 0, c.n)[0];
                try (Cholesky one = start.append(cross, a.get(c.n, c.n));
                        Cholesky others = append(one, a, c.n + 1, all)) {
                    checkAppended(c, others, fresh, a);
                }
            }
            assertArrayEquals(before.data, start.factor().toArray(), "the smaller factor was changed");
        }
    }

    private static Cholesky append(Cholesky factor, DMatrixRMaj a, int from, int to) {
        return factor.append(part(a, from, to, 0, from), part(a, from, to, from, to));
    }

    private static double[][] part(DMatrixRMaj a, int fromRow, int toRow, int fromColumn, int toColumn) {
        double[][] part = new double[toRow - fromRow][];
        for (int i = 0; i < part.length; i++) {
            int start = (fromRow + i) * a.numCols;
            part[i] = Arrays.copyOfRange(a.data, start + fromColumn, start + toColumn);
        }
        return part;
    }

    private static void checkAppended(LinearAlgebraCase c, Cholesky found, Cholesky fresh, DMatrixRMaj a) {
        DMatrixRMaj l = checkFactor(c, "Cholesky.append", found, a);
        double scale = Math.max(1, a.numRows) * c.epsilon * fresh.conditionEstimate();
        DMatrixRMaj difference = Reference.minus(l, fresh.factor().toEjml());
        c.check("Cholesky.append, beside afresh", difference, scale * norm(l));
        double sum = fresh.logDeterminant();
        c.check("Cholesky.append, beside afresh", Math.abs(found.logDeterminant() - sum), scale * (1 + Math.abs(sum)));
    }

    static void qr(LinearAlgebraCase c) {
        qr(c, false);
    }

    static void pivotedQr(LinearAlgebraCase c) {
        qr(c, true);
    }

    /** Of the larger of n and m rows and the smaller columns, with a right-hand side of r columns. */
    private static void qr(LinearAlgebraCase c, boolean pivoted) {
        int rows = Math.max(c.n, c.m);
        int columns = Math.min(c.n, c.m);
        DMatrixRMaj a = c.matrix(rows, columns, 1);
        DMatrixRMaj b = MatrixKind.RANDOM.matrix(rows, Math.min(c.r, 9), c.precision, 2);
        Matrix matrix = c.operand(c.first, a);
        try (Qr found = pivoted ? c.algebra.pivotedQr(matrix) : c.algebra.qr(matrix)) {
            DMatrixRMaj r = checkFactors(c, pivoted ? "pivotedQr" : "qr", found, a);
            int[] pivots = found.pivots();
            if (pivoted) {
                checkFalls(c, r);
            } else {
                assertArrayEquals(IntStream.range(0, columns).toArray(), pivots);
            }
            double smallest = IntStream.range(0, columns)
                    .mapToDouble(i -> Math.abs(r.get(i, i)))
                    .min()
                    .orElse(1);
            if (smallest > c.epsilon * norm(r)) {
                DMatrixRMaj x = c.found(found.solve(c.operand(c.second, b)), columns, b.numCols);
                DecompositionChecks.checkLeastSquares(c, "Qr.solve", a, x, b);
            }
            if (rows <= LinearAlgebraCase.SMALL && columns > 0) {
                checkRankAndDeterminant(c, found, a, r, pivoted);
            }
        }
    }

    private static DMatrixRMaj checkFactors(LinearAlgebraCase c, String what, Qr found, DMatrixRMaj a) {
        DMatrixRMaj q = c.seen(found.q(), a.numRows, a.numCols);
        DMatrixRMaj r = c.seen(found.r(), a.numCols, a.numCols);
        int[] pivots = found.pivots();
        int[] sorted = Arrays.stream(pivots).sorted().toArray();
        assertArrayEquals(IntStream.range(0, a.numCols).toArray(), sorted, "a permutation");
        checkTriangular(r, true);
        DMatrixRMaj residual = Reference.minus(Reference.columns(a, pivots), Reference.product(q, r));
        c.check(what, residual, Math.max(1, a.numRows) * c.epsilon * norm(a));
        c.checkOrthonormal(what + ", orthonormality", q);
        return r;
    }

    /** Column norms are brought up to date, not computed afresh: they keep half the digits. */
    private static void checkFalls(LinearAlgebraCase c, DMatrixRMaj r) {
        for (int i = 1; i < r.numRows; i++) {
            double before = Math.abs(r.get(i - 1, i - 1));
            double slack = 4 * Math.sqrt(c.epsilon) * before + c.largest() * c.epsilon * norm(r);
            assertTrue(Math.abs(r.get(i, i)) <= before + slack, c + ": the diagonal of R rises at " + i);
        }
    }

    private static void checkRankAndDeterminant(
            LinearAlgebraCase c, Qr found, DMatrixRMaj a, DMatrixRMaj r, boolean pivoted) {
        Reference.Basis basis = Reference.Basis.of(a);
        double tolerance = 10 * c.largest() * c.epsilon;
        int rank = basis.rank(tolerance);
        boolean isClear = rank == basis.rank(tolerance / 100) && rank == basis.rank(tolerance * 100);
        if (pivoted && isClear) {
            assertEquals(rank, found.rank(tolerance), c + ": rank");
        }
        if (isClear && rank == a.numCols) {
            double sum = 0;
            double size = 0;
            for (double length : basis.lengths()) {
                sum += Math.log(length);
                size += Math.abs(Math.log(length)) + a.numCols * basis.lengths()[0] / basis.lengths()[rank - 1];
            }
            double error = Math.abs(c.seen(found.logAbsoluteDeterminant()) - sum);
            c.check("Qr.logAbsoluteDeterminant", error, c.largest() * c.epsilon * size);
            DMatrixRMaj inverse = Reference.inverseOfLower(Reference.transposed(r));
            double condition = Reference.oneNorm(r) * Reference.oneNorm(Reference.transposed(inverse));
            checkCondition(c, c.seen(found.conditionEstimate()), condition);
        }
    }

    /** One row more, on a factorisation with and without pivoting. */
    static void qrAppend(LinearAlgebraCase c) {
        int rows = Math.max(c.n, c.m);
        int columns = Math.min(c.n, c.m);
        DMatrixRMaj all = c.matrix(rows + 1, columns, 1);
        double[] last = part(all, rows, rows + 1, 0, columns)[0];
        Matrix matrix = c.operand(c.first, Reference.leading(all, rows, columns));
        for (boolean pivoted : new boolean[] {false, true}) {
            try (Qr found = pivoted ? c.algebra.pivotedQr(matrix) : c.algebra.qr(matrix);
                    Qr longer = found.append(last)) {
                checkFactors(c, "Qr.append", longer, all);
                assertArrayEquals(found.pivots(), longer.pivots());
            }
        }
    }
}
