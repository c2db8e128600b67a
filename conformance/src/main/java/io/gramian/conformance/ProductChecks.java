package io.gramian.conformance;

import static io.gramian.conformance.Reference.norm;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gramian.core.Precision;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Triangle;
import org.ejml.data.DMatrixRMaj;

/** Products, triangular solutions and what costs less. */
final class ProductChecks {
    private static final double DOUBLE_EPSILON = 2 * Precision.DOUBLE.unitRoundoff();

    private ProductChecks() {}

    /** (n x m) (m x r). */
    static void multiply(LinearAlgebraCase c) {
        DMatrixRMaj a = c.matrix(c.n, c.m, 1);
        DMatrixRMaj b = c.matrix(c.m, c.r, 2);
        DMatrixRMaj found = c.found(c.algebra.multiply(c.operand(c.first, a), c.operand(c.second, b)), c.n, c.r);
        checkProduct(c, "multiply", found, 1, a, b, 0, new DMatrixRMaj(c.n, c.r));
        checkProduct(c, "multiply", c.algebra.multiply(a, b), 1, a, b, 0, new DMatrixRMaj(c.n, c.r));
    }

    private static void checkProduct(
            LinearAlgebraCase c,
            String what,
            DMatrixRMaj found,
            double alpha,
            DMatrixRMaj a,
            DMatrixRMaj b,
            double beta,
            DMatrixRMaj before) {
        DMatrixRMaj expected = Reference.sum(alpha, Reference.product(a, b), beta, before);
        double scale = Math.abs(alpha) * norm(a) * norm(b) + Math.abs(beta) * norm(before);
        c.check(what, Reference.minus(found, expected), Math.max(1, a.numCols) * c.epsilon * scale);
    }

    /** The same to where something is: NaN, which beta = 0 must overwrite, and numbers. */
    static void multiplyInto(LinearAlgebraCase c) {
        DMatrixRMaj a = c.matrix(c.n, c.m, 1);
        DMatrixRMaj b = c.matrix(c.m, c.r, 2);
        Matrix left = c.operand(c.first, a);
        Matrix right = c.operand(c.second, b);
        try (Operand target = new Operand(c.backend, c.third(), notNumbers(c.n, c.r))) {
            c.algebra.multiply(1, left, right, 0, target.matrix());
            DMatrixRMaj found = target.written();
            checkProduct(c, "multiply into", c.seen(target.matrix(), c.n, c.r), 1, a, b, 0, found);
        }
        DMatrixRMaj before = before(c, c.n, c.r);
        for (double alpha : new double[] {-2, 0}) {
            try (Operand target = new Operand(c.backend, c.third(), before)) {
                c.algebra.multiply(alpha, left, right, 0.5, target.matrix());
                c.seen(target.matrix(), c.n, c.r);
                checkProduct(c, "multiply into", target.written(), alpha, a, b, 0.5, before);
            }
        }
    }

    private static DMatrixRMaj notNumbers(int rows, int columns) {
        DMatrixRMaj a = new DMatrixRMaj(rows, columns);
        java.util.Arrays.fill(a.data, Double.NaN);
        return a;
    }

    /** Numbers of the size of a product. */
    private static DMatrixRMaj before(LinearAlgebraCase c, int rows, int columns) {
        double scale = c.kind.scale(c.precision);
        DMatrixRMaj random = MatrixKind.RANDOM.matrix(rows, columns, c.precision, 3);
        return Operand.rounded(Reference.sum(scale * scale, random, 0, random), c.precision);
    }

    /** A A' of n x m. */
    static void symmetricProduct(LinearAlgebraCase c) {
        DMatrixRMaj a = c.matrix(c.n, c.m, 1);
        DMatrixRMaj found = c.found(c.algebra.symmetricProduct(c.operand(c.first, a)), c.n, c.n);
        DMatrixRMaj t = Reference.transposed(a);
        checkProduct(c, "symmetricProduct", found, 1, a, t, 0, new DMatrixRMaj(c.n, c.n));
        assertArrayEquals(found.data, Reference.transposed(found).data, "symmetric to the bit");
    }

    /** The same to where something is, of which the upper triangle is not looked at. */
    static void symmetricProductInto(LinearAlgebraCase c) {
        DMatrixRMaj a = c.matrix(c.n, c.m, 1);
        DMatrixRMaj t = Reference.transposed(a);
        DMatrixRMaj random = before(c, c.n, c.n);
        DMatrixRMaj before = Reference.sum(0.5, random, 0.5, Reference.transposed(random));
        before = Operand.rounded(before, c.precision);
        Matrix left = c.operand(c.first, a);
        for (double beta : new double[] {0, 0.5}) {
            DMatrixRMaj held = beta == 0 ? notNumbers(c.n, c.n) : LinearAlgebraCase.triangleOnly(before, true);
            try (Operand target = new Operand(c.backend, c.second, held)) {
                c.algebra.symmetricProduct(-2, left, beta, target.matrix());
                DMatrixRMaj found = target.written();
                c.seen(target.matrix(), c.n, c.n);
                checkProduct(c, "symmetricProduct into", found, -2, a, t, beta, before);
                assertArrayEquals(found.data, Reference.transposed(found).data, "symmetric to the bit");
            }
        }
    }

    /** An n x n triangle and n x m. */
    static void solveLower(LinearAlgebraCase c) {
        solve(c, Triangle.LOWER, c.kind.lowerTriangle(c.n, c.precision, 1));
    }

    static void solveUpper(LinearAlgebraCase c) {
        solve(c, Triangle.UPPER, Reference.transposed(c.kind.lowerTriangle(c.n, c.precision, 1)));
    }

    private static void solve(LinearAlgebraCase c, Triangle triangle, DMatrixRMaj t) {
        DMatrixRMaj b = MatrixKind.RANDOM.matrix(c.n, c.m, c.precision, 2);
        DMatrixRMaj half = LinearAlgebraCase.triangleOnly(t, triangle == Triangle.LOWER);
        Matrix x = c.algebra.solveTriangular(triangle, c.operand(c.first, half), c.operand(c.second, b));
        checkSolution(c, "solveTriangular", t, c.found(x, c.n, c.m), b);
    }

    /** |T X - B| beside |T| |X|. */
    static void checkSolution(LinearAlgebraCase c, String what, DMatrixRMaj t, DMatrixRMaj x, DMatrixRMaj b) {
        DMatrixRMaj residual = Reference.minus(Reference.product(t, x), b);
        c.check(what, residual, Math.max(1, t.numRows) * c.epsilon * norm(t) * norm(x));
    }

    /** copy, add, scale, get, toArray and slice of n x m. */
    static void elementwise(LinearAlgebraCase c) {
        DMatrixRMaj a = c.matrix(c.n, c.m, 1);
        DMatrixRMaj b = c.matrix(c.n, c.m, 2);
        Matrix left = c.operand(c.first, a);
        assertArrayEquals(a.data, c.found(c.algebra.copy(left), c.n, c.m).data, "a copy");
        try (Operand target = new Operand(c.backend, c.second, b)) {
            c.algebra.add(-1.5, left, target.matrix());
            DMatrixRMaj residual = Reference.minus(target.written(), Reference.sum(-1.5, a, 1, b));
            c.check("add", residual, c.epsilon * (1.5 * norm(a) + norm(b)));
            DMatrixRMaj sum = target.written();
            c.algebra.scale(-0.3, target.matrix());
            residual = Reference.minus(target.written(), Reference.sum(-0.3, sum, 0, sum));
            c.check("scale", residual, c.epsilon * norm(sum));
        }
        try (Operand target = new Operand(c.backend, c.second, notNumbers(c.n, c.m))) {
            c.algebra.scale(0, target.matrix());
            assertEquals(0, norm(target.written()), "zero times NaN");
        }
        checkEntries(c, a, left);
    }

    private static void checkEntries(LinearAlgebraCase c, DMatrixRMaj a, Matrix found) {
        if (c.n > 0 && c.m > 0) {
            assertEquals(a.get(c.n - 1, 0), found.get(c.n - 1, 0));
            assertEquals(a.get(0, c.m - 1), found.transposed().get(c.m - 1, 0));
            Matrix last = found.rows(c.n / 2, c.n).slice(0, c.n - c.n / 2, c.m - 1, c.m);
            for (int i = 0; i < last.rows(); i++) {
                assertEquals(a.get(c.n / 2 + i, c.m - 1), last.get(i, 0));
            }
        }
        assertArrayEquals(Reference.transposed(a).data, found.transposed().toArray());
    }

    /** Of two n x m matrices. */
    static void innerAndNorm(LinearAlgebraCase c) {
        DMatrixRMaj a = c.matrix(c.n, c.m, 1);
        DMatrixRMaj b = c.matrix(c.n, c.m, 2);
        Matrix left = c.operand(c.first, a);
        double sum = 0;
        double size = 0;
        for (int at = 0; at < a.data.length; at++) {
            sum += a.data[at] * b.data[at];
            size += Math.abs(a.data[at] * b.data[at]);
        }
        double epsilon = Math.max(1, a.data.length) * DOUBLE_EPSILON; // sums are double in either precision
        double inner = c.seen(c.algebra.inner(left, c.operand(c.second, b)));
        c.check("inner", Math.abs(inner - sum), epsilon * size);
        c.check("norm", Math.abs(c.seen(c.algebra.norm(left)) - norm(a)), epsilon * norm(a));
    }
}
