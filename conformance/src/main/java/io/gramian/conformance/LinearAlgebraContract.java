package io.gramian.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.conformance.LinearAlgebraCase.Operation;
import io.gramian.core.NumericalException;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.NotPositiveDefiniteException;
import io.gramian.core.backend.Qr;
import io.gramian.core.backend.Triangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

/**
 * What the linear algebra of every backend must do: residuals within thirty times what LAPACK's tests take as their
 * unit, whatever the shape, the layout in memory, the precision and the kind of matrix; the same bits in every run;
 * nothing of the caller's changed; failures that say which pivot, and what does not fit.
 *
 * <p>It runs a covering array of cases, or with {@code -Dgramian.conformance=thorough} their full product, and writes
 * the worst ratios found to {@code target/conformance-<backend>.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LinearAlgebraContract {
    private static final int[] SIZES = {0, 1, 2, 7, 8, 9, 63, 64, 65};
    private static final int LARGE = 1021;
    private static final int ONE_OPERAND = 9; // so many of uses(..) take a alone
    private static final Precision[] PRECISIONS = Precision.values();
    private static final Layout[] LAYOUTS = Layout.values();
    private static final MatrixKind[] KINDS = MatrixKind.values();

    private final Measurements measurements = new Measurements(
            "Linear algebra",
            "The worst residual ratio, as defined in `LinearAlgebraContract`'s checks; at most 30 is allowed.",
            "%.2g");

    /** Made by JUnit. */
    protected LinearAlgebraContract() {}

    /**
     * Returns the backend to check.
     *
     * @return a backend
     */
    protected abstract Backend backend();

    private LinearAlgebraCase caseOf(Operation operation, Precision precision, int[] sizes, int... others) {
        return new LinearAlgebraCase(
                operation,
                backend().withPrecision(precision),
                sizes,
                LAYOUTS[others[0]],
                LAYOUTS[others[1]],
                KINDS[others[2]],
                measurements);
    }

    private static DynamicTest test(LinearAlgebraCase one) {
        return DynamicTest.dynamicTest(one.toString(), one::run);
    }

    /**
     * Checks every operation on every size, layout, kind of matrix and precision; third sizes go in rotation.
     *
     * @return a test for each case
     */
    @TestFactory
    protected Stream<DynamicTest> residualsAreSmall() {
        int sizes = SIZES.length;
        int layouts = LAYOUTS.length;
        return PairwiseCases.of(
                        Operation.values().length, PRECISIONS.length, sizes, sizes, layouts, layouts, KINDS.length)
                .stream()
                .map(c -> test(caseOf(
                        Operation.values()[c[0]],
                        PRECISIONS[c[1]],
                        new int[] {SIZES[c[2]], SIZES[c[3]], SIZES[(c[2] + c[3]) % sizes]},
                        c[4],
                        c[5],
                        c[6])));
    }

    /**
     * Checks a large size beside small ones, where that costs n^2.
     *
     * @return a test for each case
     */
    @TestFactory
    protected Stream<DynamicTest> longResidualsAreSmall() {
        int operations = (int)
                Stream.of(Operation.values()).filter(Operation::isQuadratic).count();
        int[] widths = {1, 65};
        return PairwiseCases.of(operations, PRECISIONS.length, 2, 2, LAYOUTS.length, LAYOUTS.length, KINDS.length)
                .stream()
                .map(c -> {
                    int width = widths[c[2]];
                    int[] sizes = c[3] == 0 ? new int[] {LARGE, width, 65} : new int[] {width, LARGE, 65};
                    return test(caseOf(Operation.values()[c[0]], PRECISIONS[c[1]], sizes, c[4], c[5], c[6]));
                });
    }

    /**
     * Checks what costs n^3 on a large matrix: a product and a Cholesky factor, or everything if thorough; by covering
     * arrays in either case, since each takes seconds.
     *
     * @return a test for each case
     */
    @TestFactory
    protected Stream<DynamicTest> largeResidualsAreSmall() {
        Operation[] operations = PairwiseCases.isThorough()
                ? Operation.values()
                : new Operation[] {Operation.MULTIPLY, Operation.CHOLESKY};
        int kinds = PairwiseCases.isThorough() ? KINDS.length : 1;
        int layouts = PairwiseCases.isThorough() ? LAYOUTS.length : 1;
        int second = PairwiseCases.isThorough() ? LARGE : 130;
        return PairwiseCases.covering(operations.length, PRECISIONS.length, layouts, layouts, kinds).stream()
                .map(c -> test(caseOf(
                        operations[c[0]], PRECISIONS[c[1]], new int[] {LARGE, second, LARGE}, c[2], c[3], c[4])));
    }

    /**
     * Checks that every operation gives the same bits when it is run again.
     *
     * @return a test for each operation
     */
    @TestFactory
    protected Stream<DynamicTest> runsRepeat() {
        return PairwiseCases.product(Operation.values().length, PRECISIONS.length).stream()
                .map(c -> {
                    int[] sizes = {130, 67, 65};
                    LinearAlgebraCase first = caseOf(Operation.values()[c[0]], PRECISIONS[c[1]], sizes, 0, 1, 0);
                    LinearAlgebraCase second = caseOf(Operation.values()[c[0]], PRECISIONS[c[1]], sizes, 0, 1, 0);
                    return DynamicTest.dynamicTest(
                            first.toString(),
                            () -> assertArrayEquals(
                                    first.run().toArray(), second.run().toArray()));
                });
    }

    /**
     * Checks that a matrix that is not positive definite is refused at the right pivot: L D L' with L of zeros and ones,
     * so that all arithmetic is exact.
     *
     * @return a test for each order, pivot and value
     */
    @TestFactory
    protected Stream<DynamicTest> failuresNameThePivot() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Precision precision : PRECISIONS) {
            for (int n : new int[] {1, 2, 7, 8, 9, 63, 64, 65, 300}) {
                for (int pivot : new int[] {0, n / 2, n - 1}) {
                    for (double value : new double[] {0, -1, Double.NaN}) {
                        String name = precision + ", order " + n + ", pivot " + pivot + " is " + value;
                        tests.add(DynamicTest.dynamicTest(name, () -> checkFailure(precision, n, pivot, value)));
                    }
                }
            }
        }
        return tests.stream();
    }

    private void checkFailure(Precision precision, int n, int pivot, double value) {
        SplittableRandom random = new SplittableRandom(n);
        DMatrixRMaj l = Reference.identity(n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                l.set(i, j, random.nextInt(2));
            }
        }
        DMatrixRMaj d = Reference.identity(n);
        d.set(pivot, pivot, Double.isNaN(value) ? 1 : value);
        DMatrixRMaj a = Reference.product(Reference.product(l, d), Reference.transposed(l));
        if (Double.isNaN(value)) {
            a.set(pivot, pivot, value);
        }
        Backend backend = backend().withPrecision(precision);
        LinearAlgebra algebra = backend.linearAlgebra();
        try (Matrix matrix = backend.matrix(a)) {
            NotPositiveDefiniteException failure =
                    assertThrows(NotPositiveDefiniteException.class, () -> algebra.cholesky(matrix));
            assertEquals(pivot, failure.pivot());
            assertEquals(value, failure.value());
            assertTrue(failure.getMessage().contains("pivot " + pivot), failure.getMessage());
            assertArrayEquals(a.data, matrix.toArray());
            try (Cholesky before = algebra.cholesky(matrix.slice(0, pivot, 0, pivot))) {
                double[] cross = Arrays.copyOfRange(a.data, pivot * n, pivot * n + pivot);
                if (!Double.isNaN(value)) {
                    failure = assertThrows(
                            NotPositiveDefiniteException.class, () -> before.append(cross, a.get(pivot, pivot)));
                    assertEquals(pivot, failure.pivot());
                }
                before.append(cross, 1e6).close(); // the failed attempt has left nothing behind
            }
        }
    }

    /** Zeros on a diagonal, and entries that are not finite, are named. */
    @Test
    void singularAndInfiniteAreNamed() {
        for (Precision precision : PRECISIONS) {
            Backend backend = backend().withPrecision(precision);
            LinearAlgebra algebra = backend.linearAlgebra();
            DMatrixRMaj t = Reference.diagonal(1, 2, 0, 4);
            try (Matrix singular = backend.matrix(t);
                    Matrix b = backend.matrix(4, 1)) {
                for (Triangle triangle : Triangle.values()) {
                    fails(NumericalException.class, "diagonal entry 2", () -> {
                        algebra.solveTriangular(triangle, singular, b);
                    });
                }
                try (Qr qr = algebra.qr(singular)) {
                    assertEquals(Double.NEGATIVE_INFINITY, qr.logAbsoluteDeterminant());
                    assertEquals(Double.POSITIVE_INFINITY, qr.conditionEstimate());
                    fails(NumericalException.class, "leastSquares", () -> qr.solve(b));
                }
            }
            for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                t.set(3, 1, bad);
                try (Matrix a = backend.matrix(t)) {
                    for (Executable use : List.<Executable>of(
                            () -> algebra.eigen(a),
                            () -> algebra.svd(a),
                            () -> algebra.qr(a),
                            () -> algebra.pivotedQr(a),
                            () -> algebra.leastSquares(a, a))) {
                        fails(NumericalException.class, "row 3, column 1", use);
                    }
                }
            }
        }
    }

    /** Operands of another backend or precision are refused, by a message that says what was expected. */
    @Test
    void strangersAreRefused() {
        for (Precision precision : PRECISIONS) {
            Backend backend = backend().withPrecision(precision);
            Precision other = precision == Precision.DOUBLE ? Precision.FLOAT : Precision.DOUBLE;
            List<Matrix> strangers = new ArrayList<>();
            strangers.add(backend().withPrecision(other).matrix(3, 3));
            strangers.add((Matrix) java.lang.reflect.Proxy.newProxyInstance(
                    Matrix.class.getClassLoader(), new Class<?>[] {Matrix.class}, (proxy, method, arguments) -> {
                        return method.getReturnType() == int.class ? (Object) 3 : "a stranger";
                    }));
            if (!backend.name().equals("cpu")) {
                strangers.add(Backends.cpu().withPrecision(precision).matrix(3, 3));
            }
            String expected = "expected a matrix of backend " + backend.name() + " in " + precision;
            for (Matrix stranger : strangers) {
                try (Matrix own = backend.matrix(Reference.identity(3))) {
                    uses(backend.linearAlgebra(), stranger, own)
                            .forEach(use -> fails(IllegalArgumentException.class, expected, use));
                    uses(backend.linearAlgebra(), own, stranger)
                            .skip(ONE_OPERAND)
                            .forEach(use -> fails(IllegalArgumentException.class, expected, use));
                }
            }
        }
    }

    /** Every operation that takes a matrix: first those that take {@code a} alone. */
    private static Stream<Executable> uses(LinearAlgebra algebra, Matrix a, Matrix b) {
        return Stream.of(
                () -> algebra.symmetricProduct(a),
                () -> algebra.cholesky(a),
                () -> algebra.eigen(a),
                () -> algebra.qr(a),
                () -> algebra.pivotedQr(a),
                () -> algebra.svd(a),
                () -> algebra.copy(a),
                () -> algebra.scale(2, a),
                () -> algebra.norm(a),
                () -> algebra.multiply(a, b),
                () -> algebra.symmetricProduct(1, a, 0, b),
                () -> algebra.solveTriangular(Triangle.LOWER, a, b),
                () -> algebra.leastSquares(a, b),
                () -> algebra.add(1, a, b),
                () -> algebra.inner(a, b));
    }

    /** A closed matrix says so, and so do its views. */
    @Test
    void closedMeansClosed() {
        for (Precision precision : PRECISIONS) {
            Backend backend = backend().withPrecision(precision);
            Matrix closed = backend.matrix(Reference.identity(3));
            List<Matrix> all = List.of(closed, closed.transposed(), closed.slice(0, 3, 0, 3), closed.rows(0, 3));
            all.get(1).close(); // closing a view does nothing
            assertEquals(1, closed.get(0, 0));
            closed.close();
            closed.close();
            try (Matrix open = backend.matrix(Reference.identity(3))) {
                for (Matrix matrix : all) {
                    Stream.concat(
                                    uses(backend.linearAlgebra(), matrix, open),
                                    uses(backend.linearAlgebra(), open, matrix).skip(ONE_OPERAND))
                            .forEach(use -> fails(IllegalStateException.class, "closed", use));
                    fails(IllegalStateException.class, "closed", matrix::toArray);
                    fails(IllegalStateException.class, "closed", () -> matrix.get(0, 0));
                }
                checkClosedFactors(backend.linearAlgebra(), open);
            }
        }
    }

    private static void checkClosedFactors(LinearAlgebra algebra, Matrix a) {
        Cholesky cholesky = algebra.cholesky(a);
        Matrix factor = cholesky.factor();
        Qr qr = algebra.qr(a);
        cholesky.close();
        cholesky.close();
        qr.close();
        for (Executable use : List.<Executable>of(
                () -> cholesky.solve(a),
                cholesky::factor,
                cholesky::logDeterminant,
                () -> cholesky.append(new double[3], 1),
                factor::toArray,
                () -> qr.solve(a),
                () -> qr.q().toArray(),
                () -> qr.r().toArray())) {
            fails(IllegalStateException.class, "closed", use);
        }
    }

    /** A target may lie beside its operands in one memory, and may share no entry with them. */
    @Test
    void targetsThatOverlapAreRefused() {
        for (Precision precision : PRECISIONS) {
            Backend backend = backend().withPrecision(precision);
            LinearAlgebra algebra = backend.linearAlgebra();
            DMatrixRMaj values = MatrixKind.RANDOM.matrix(12, 12, precision, 1);
            try (Matrix whole = backend.matrix(values)) {
                Matrix a = whole.slice(0, 5, 0, 5);
                for (Matrix target : List.of(whole.slice(4, 9, 4, 9), a, a.transposed())) {
                    fails(IllegalArgumentException.class, "target", () -> algebra.multiply(1, a, a, 0, target));
                    fails(IllegalArgumentException.class, "target", () -> algebra.symmetricProduct(1, a, 0, target));
                }
                assertArrayEquals(values.data, whole.toArray());
                Matrix beside = whole.slice(0, 5, 5, 10);
                algebra.multiply(1, a, a.transposed(), 0, beside);
                DMatrixRMaj leading = Reference.leading(values, 5, 5);
                DMatrixRMaj expected = Reference.product(leading, Reference.transposed(leading));
                double residual = Reference.norm(Reference.minus(beside.toEjml(), expected));
                assertTrue(residual <= 150 * 2 * precision.unitRoundoff() * Reference.norm(expected));
            }
        }
    }

    /** Shapes that do not fit are named. */
    @Test
    void shapesThatDoNotFitAreRefused() {
        Backend backend = backend();
        LinearAlgebra algebra = backend.linearAlgebra();
        try (Matrix a = backend.matrix(3, 4);
                Matrix b = backend.matrix(3, 2)) {
            for (Executable use : List.<Executable>of(
                    () -> algebra.multiply(a, b),
                    () -> algebra.multiply(1, a.transposed(), b, 0, b),
                    () -> algebra.symmetricProduct(1, a, 0, b),
                    () -> algebra.solveTriangular(Triangle.LOWER, a, b),
                    () -> algebra.solveTriangular(Triangle.LOWER, a.slice(0, 2, 0, 2), b),
                    () -> algebra.cholesky(a),
                    () -> algebra.cholesky(a.slice(0, 3, 0, 3), -1),
                    () -> algebra.eigen(a),
                    () -> algebra.eigen(a.slice(0, 3, 0, 3), 4),
                    () -> algebra.qr(a),
                    () -> algebra.pivotedQr(a),
                    () -> algebra.leastSquares(a.transposed(), b),
                    () -> algebra.add(1, a, b),
                    () -> algebra.inner(a, b),
                    () -> backend.matrix(2, 2, new double[3]),
                    () -> backend.matrix(-1, 2),
                    () -> backend.withMemoryLimit(100).matrix(5, 5))) {
                assertThrows(IllegalArgumentException.class, use);
            }
            assertThrows(IndexOutOfBoundsException.class, () -> a.get(3, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> a.slice(0, 4, 0, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> a.rows(-1, 2));
        }
    }

    /** Matrices hold what they were made of. */
    @Test
    void matricesHoldWhatTheyWereMadeOf() {
        for (Precision precision : PRECISIONS) {
            Backend backend = backend().withPrecision(precision);
            float[] numbers = {1.5f, -2, 0.1f, 4, 5, 6};
            double[] same = {1.5, -2, 0.1f, 4, 5, 6};
            try (Matrix floats = backend.matrix(new FMatrixRMaj(2, 3, true, numbers));
                    Matrix doubles = backend.matrix(2, 3, same);
                    Matrix zeros = backend.matrix(2, 3)) {
                assertArrayEquals(same, floats.toArray());
                assertArrayEquals(same, doubles.toArray());
                assertArrayEquals(new double[6], zeros.toArray());
                assertEquals(precision, floats.precision());
                assertEquals(2, floats.toEjml().numRows);
                same[0] = 7;
                assertEquals(1.5, doubles.get(0, 0), "the numbers are copied");
            }
        }
    }

    private static void fails(Class<? extends Throwable> type, String expected, Executable use) {
        String message = assertThrows(type, use).getMessage();
        assertTrue(message != null && message.contains(expected), message);
    }

    /** Prints the worst ratios and writes them where Maven builds. */
    @AfterAll
    void reportRatios() {
        measurements.report(backend().name());
    }
}
