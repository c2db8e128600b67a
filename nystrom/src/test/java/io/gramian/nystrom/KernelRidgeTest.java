package io.gramian.nystrom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.NotPositiveDefiniteException;
import io.gramian.core.kernel.Kernel;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelRidgeTest {
    private static final Backend CPU = Backends.cpu();
    private static final Kernel KERNEL = Kernel.gaussian(0.9);
    private static final double[] RIDGES = {0.05, 1};

    static List<RegressionReference> cases() {
        return RegressionReference.ALL;
    }

    private static KernelRidge ridge(Kernel kernel, double ridge) {
        return KernelRidge.of(kernel).withRidge(ridge).withBackend(CPU);
    }

    private static double[] waves(Points x) {
        double[] y = new double[x.size()];
        SplittableRandom random = new SplittableRandom(x.size());
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.sin(2 * x.value(i, 0)) + 0.1 * random.nextGaussian();
        }
        return y;
    }

    private static void assertClose(double[] expected, double[] found, double relative) {
        double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertArrayEquals(expected, found, relative * size);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void exactSolutionsAreThoseOfNumpy(RegressionReference reference) {
        Points x = reference.train();
        double[] y = reference.responses();
        for (double lambda : RIDGES) {
            String name = lambda == 1 ? "lam1" : "lam0.05";
            RidgeModel model = ridge(reference.kernel(), lambda).fit(x, y);
            String file = "expected_krr_coefficients_and_loo.csv";
            assertClose(reference.column(file, "alpha_" + name), model.coefficients(), 1e-11);
            assertClose(reference.column("expected_krr_predictions.csv", name), model.predict(reference.test()), 1e-11);
            LeaveOneOut errors = ridge(reference.kernel(), lambda).leaveOneOut(x, y);
            assertClose(reference.column(file, "loo_residual_" + name), errors.residuals(), 1e-11);
            assertTrue(model.certificate().converged());
            assertTrue(model.certificate().rootMeanSquare() < 1e-8);
            assertEquals("Cholesky factorisation of K + ridge I", model.method());
        }
        RidgePath path = ridge(reference.kernel(), 9).path(x, y, RIDGES);
        for (int p = 0; p < 2; p++) {
            String name = p == 1 ? "lam1" : "lam0.05";
            String file = "expected_krr_coefficients_and_loo.csv";
            assertClose(reference.column(file, "alpha_" + name), path.model(p).coefficients(), 1e-11);
            assertClose(
                    reference.column(file, "loo_residual_" + name),
                    path.leaveOneOut(p).residuals(),
                    1e-11);
            double[] leverages =
                    LeverageScores.exact(reference.kernel(), x, RIDGES[p], CPU).values();
            assertArrayEquals(leverages, path.leaveOneOut(p).leverages(), 1e-11);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void solutionsOnLandmarksAreThoseOfNumpy(RegressionReference reference) {
        Points x = reference.train();
        double[] y = reference.responses();
        for (RidgeSolver solver : RidgeSolver.values()) {
            for (double lambda : RIDGES) {
                String name = lambda == 1 ? "lam1" : "lam0.05";
                RidgeModel model = ridge(reference.kernel(), lambda)
                        .withLandmarks(reference.landmarks())
                        .withSolver(solver)
                        .withTolerance(1e-13)
                        .fit(x, y);
                assertClose(
                        reference.column("expected_nystrom_krr_coefficients.csv", name), model.coefficients(), 1e-9);
                assertClose(
                        reference.column("expected_nystrom_krr_predictions.csv", name),
                        model.predict(reference.test()),
                        1e-10);
            }
        }
    }

    /** Sampled rows precondition; the solution is the direct one, and the certificate covers what is missing. */
    @Property(tries = 20)
    void iterativeIsDirectOnLandmarks(
            @ForAll @IntRange(min = 30, max = 130) int n,
            @ForAll @DoubleRange(min = 0.01, max = 10) double lambda,
            @ForAll long seed) {
        Points x = Samples.normal(n, 2, seed);
        double[] y = waves(x);
        Landmarks z = RandomlyPivotedCholesky.ofRank(12).select(KERNEL, x, new SplittableRandom(seed), CPU);
        KernelRidge both = ridge(KERNEL, lambda).withLandmarks(z);
        RidgeModel direct = both.withSolver(RidgeSolver.DIRECT).fit(x, y);
        RidgeModel falkon =
                both.withPreconditioner(15).withSeed(seed).withTolerance(1e-12).fit(x, y);
        assertClose(direct.predict(x), falkon.predict(x), 1e-8);
        assertTrue(falkon.iterations() > 0);
        assertTrue(falkon.method().startsWith("conjugate gradients, preconditioned by 15 sampled points"));
        RidgeModel rough = both.withPreconditioner(15).withIterations(2).fit(x, y);
        assertCovered(direct, rough, x, lambda);
    }

    /** The rough model's true errors lie within its certificate, and a hundredth of the certificate is too little. */
    private static void assertCovered(RidgeModel exact, RidgeModel rough, Points x, double lambda) {
        double[] a = exact.predict(x);
        double[] b = rough.predict(x);
        double sum = 0;
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        double slack = 1e-9;
        assertTrue(Math.sqrt(sum / a.length) <= rough.certificate().rootMeanSquare() * (1 + slack) + slack);
        assertTrue(largest <= rough.certificate().norm() * (1 + slack) + slack); // k(x, x) = 1
        if (!rough.certificate().converged()) {
            assertTrue(rough.warnings().get(0).startsWith("stopped after 2 iterations"));
        }
    }

    @Test
    void certificateIsOfTheErrorsSize() {
        Points x = Samples.normal(300, 2, 5);
        double[] y = waves(x);
        RidgeModel exact = ridge(KERNEL, 0.01).fit(x, y);
        RidgeModel rough = ridge(KERNEL, 0.01)
                .withSolver(RidgeSolver.ITERATIVE)
                .withPreconditioner(20)
                .withIterations(3)
                .fit(x, y);
        double[] a = exact.predict(x);
        double[] b = rough.predict(x);
        double error = Math.sqrt(IntStream.range(0, 300)
                .mapToDouble(i -> Math.pow(a[i] - b[i], 2))
                .average()
                .orElseThrow());
        double bound = rough.certificate().rootMeanSquare();
        assertTrue(error <= bound && error > bound / 50, error + " " + bound);
        assertFalse(rough.certificate().converged());
    }

    @Property(tries = 20)
    void iterativeIsDirectOnAllPoints(
            @ForAll @IntRange(min = 1, max = 130) int n,
            @ForAll @DoubleRange(min = 0.01, max = 10) double lambda,
            @ForAll long seed) {
        Points x = Samples.normal(n, 2, seed);
        double[] y = waves(x);
        double[] weights = new SplittableRandom(seed).doubles(n, 0.1, 3).toArray();
        KernelRidge both = ridge(KERNEL, lambda).withWeights(weights);
        RidgeModel direct = both.fit(x, y);
        RidgeModel iterative = both.withSolver(RidgeSolver.ITERATIVE)
                .withPreconditioner(8)
                .withTolerance(1e-12)
                .fit(x, y);
        assertClose(direct.predict(x), iterative.predict(x), 1e-8);
        RidgeModel unweighted = ridge(KERNEL, lambda).fit(x, y);
        RidgeModel rough = ridge(KERNEL, lambda)
                .withSolver(RidgeSolver.ITERATIVE)
                .withPreconditioner(4)
                .withIterations(2)
                .fit(x, y);
        assertCovered(unweighted, rough, x, lambda);
    }

    @Property(tries = 15)
    void weightsAreRepeats(@ForAll @IntRange(min = 2, max = 40) int n, @ForAll long seed) {
        Points x = Samples.normal(n, 2, seed);
        double[] y = waves(x);
        SplittableRandom random = new SplittableRandom(seed);
        int[] counts =
                IntStream.range(0, n).map(i -> i == 0 ? 2 : random.nextInt(3)).toArray();
        int[] repeats = IntStream.range(0, n)
                .flatMap(i -> IntStream.generate(() -> i).limit(counts[i]))
                .toArray();
        double[] weights = Arrays.stream(counts).asDoubleStream().toArray();
        double[] longer = Arrays.stream(repeats).mapToDouble(i -> y[i]).toArray();
        Landmarks z = Landmarks.of(x, 0, n - 1);
        for (KernelRidge base : List.of(ridge(KERNEL, 0.3), ridge(KERNEL, 0.3).withLandmarks(z))) {
            for (RidgeSolver solver : RidgeSolver.values()) {
                KernelRidge both = base.withSolver(solver).withTolerance(1e-12).withPreconditioner(5);
                double[] expected = both.fit(x.select(repeats), longer).predict(x);
                assertClose(expected, both.withWeights(weights).fit(x, y).predict(x), 1e-9);
            }
            RidgePath path = base.withWeights(weights).path(x, y, 0.1, 0.3);
            assertClose(
                    base.fit(x.select(repeats), longer).predict(x),
                    path.model(1).predict(x),
                    1e-9);
        }
    }

    /** The shortcut is what refits without each point give, on landmarks and on all points, weighted or not. */
    @Property(tries = 12)
    void shortcutIsRefitting(
            @ForAll @IntRange(min = 3, max = 25) int n,
            @ForAll @DoubleRange(min = 0.01, max = 5) double lambda,
            @ForAll long seed) {
        Points x = Samples.normal(n, 2, seed);
        double[] y = waves(x);
        double[] weights = new SplittableRandom(seed).doubles(n, 0.2, 2).toArray();
        weights[n / 2] = 0;
        KernelRidge all = ridge(KERNEL, lambda);
        KernelRidge few = all.withLandmarks(Landmarks.of(x, 0, 1, n - 1));
        for (KernelRidge base : List.of(all, few, all.withWeights(weights), few.withWeights(weights))) {
            LeaveOneOut errors = base.leaveOneOut(x, y);
            boolean isWeighted = errors.leverages()[n / 2] == 0;
            double sum = 0;
            double total = 0;
            for (int i = 0; i < n; i++) {
                double[] without = isWeighted ? weights.clone() : ones(n);
                double weight = without[i];
                without[i] = 0;
                double residual = y[i] - base.withWeights(without).fit(x, y).predict(x.select(i))[0];
                assertEquals(residual, errors.residuals()[i], 1e-9);
                sum += weight * residual * residual;
                total += weight;
            }
            assertEquals(sum / total, errors.meanSquaredError(), 1e-9);
        }
    }

    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Property(tries = 12)
    void pathIsRefitting(@ForAll @IntRange(min = 3, max = 60) int n, @ForAll long seed) {
        Points x = Samples.normal(n, 2, seed);
        double[][] y = new double[n][];
        double[] first = waves(x);
        Arrays.setAll(y, i -> new double[] {first[i], 100 * x.value(i, 1)});
        double[] ridges = {1e-3, 0.2, 7};
        KernelRidge all = ridge(KERNEL, 1);
        for (KernelRidge base : List.of(all, all.withLandmarks(Landmarks.of(x, 0, 1, n - 1)))) {
            RidgePath path = base.path(x, y, ridges);
            int best = 0;
            for (int p = 0; p < 3; p++) {
                KernelRidge one = base.withRidge(ridges[p]);
                double[][] expected = one.fit(x, y).predictAll(x);
                double[][] found = path.model(p).predictAll(x);
                LeaveOneOut errors = one.leaveOneOut(x, y);
                for (int i = 0; i < n; i++) {
                    assertArrayEquals(expected[i], found[i], 1e-7);
                    assertArrayEquals(
                            errors.allResiduals()[i], path.leaveOneOut(p).allResiduals()[i], 1e-6);
                }
                assertEquals(errors.effectiveDimension(), path.leaveOneOut(p).effectiveDimension(), 1e-7);
                best = errors.meanSquaredError()
                                < base.withRidge(ridges[best]).leaveOneOut(x, y).meanSquaredError()
                        ? p
                        : best;
            }
            assertEquals(best, path.best());
        }
    }

    @Test
    void generalisedCrossValidationIsItsFormula() {
        Points x = Samples.normal(50, 2, 8);
        double[] y = waves(x);
        double[] f = ridge(KERNEL, 0.5).fit(x, y).predict(x);
        LeaveOneOut errors = ridge(KERNEL, 0.5).leaveOneOut(x, y);
        double mean = IntStream.range(0, 50)
                .mapToDouble(i -> Math.pow(y[i] - f[i], 2))
                .average()
                .orElseThrow();
        double expected = mean / Math.pow(1 - errors.effectiveDimension() / 50, 2);
        assertEquals(expected, errors.generalisedCrossValidation(), 1e-12);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 63, 64, 65, 1021})
    void everySizeSolvesItsSystem(int n) {
        Points x = Samples.normal(n, 3, n);
        double[] y = waves(x);
        for (RidgeSolver solver : RidgeSolver.values()) {
            RidgeModel model = ridge(KERNEL, 0.1).withSolver(solver).fit(x, y);
            double[] f = model.predict(x);
            double[] a = model.coefficients();
            for (int i = 0; i < n; i++) {
                assertEquals(y[i], f[i] + 0.1 * a[i], 1e-6);
            }
        }
    }

    @Test
    void oneOfSeveralOutputsIsItself() {
        Points x = Samples.normal(90, 2, 4);
        double[] y = waves(x);
        double[][] three = new double[90][];
        Arrays.setAll(three, i -> new double[] {1e8 * x.value(i, 1), y[i], 0});
        KernelRidge all = ridge(KERNEL, 0.1).withTolerance(1e-12);
        Landmarks z = Landmarks.of(x, IntStream.range(0, 20).toArray());
        for (KernelRidge base : List.of(all, all.withLandmarks(z))) {
            for (RidgeSolver solver : RidgeSolver.values()) {
                KernelRidge both = base.withSolver(solver).withPreconditioner(25);
                double[] alone = both.fit(x, y).coefficients();
                RidgeModel model = both.fit(x, three);
                double[] among = Arrays.stream(model.allCoefficients())
                        .mapToDouble(row -> row[1])
                        .toArray();
                assertClose(alone, among, 1e-7);
                assertEquals(3, model.outputs());
                assertEquals(0, model.predictAll(x)[7][2]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-200, 1e-30, 1e30, 1e200})
    void scaleOfKernelOrResponsesDoesNotMatter(double scale) {
        Points x = Samples.normal(80, 2, 6);
        double[] y = waves(x);
        double[] scaled = Arrays.stream(y).map(v -> v * scale).toArray();
        Landmarks z = Landmarks.of(x, IntStream.range(0, 20).toArray());
        for (RidgeSolver solver : RidgeSolver.values()) {
            for (boolean few : new boolean[] {false, true}) {
                KernelRidge one = ridge(KERNEL, 0.1)
                        .withSolver(solver)
                        .withPreconditioner(30)
                        .withTolerance(1e-12);
                KernelRidge base = few ? one.withLandmarks(z) : one;
                double[] expected = base.fit(x, y).predict(x);
                double[] found = base.fit(x, scaled).predict(x);
                assertClose(expected, Arrays.stream(found).map(v -> v / scale).toArray(), 1e-8);
            }
        }
        if (scale > 1e-100 && scale < 1e100) {
            double[] expected = ridge(KERNEL, 0.1).fit(x, y).predict(x);
            assertClose(
                    expected,
                    ridge(KERNEL.scaledBy(scale), 0.1 * scale).fit(x, y).predict(x),
                    1e-8);
        }
    }

    /** Nearly dependent landmarks, and repeated ones: the function is that of fewer. */
    @Test
    void dependentLandmarksDoNoHarm() {
        Points x = Samples.normal(400, 1, 6);
        double[] y = waves(x);
        Kernel smooth = Kernel.gaussian(3);
        double[] exact = ridge(smooth, 1e-3).fit(x, y).predict(x);
        int[] all = IntStream.range(0, 400).toArray();
        for (RidgeSolver solver : RidgeSolver.values()) {
            RidgeModel model = ridge(smooth, 1e-3)
                    .withLandmarks(Landmarks.of(x, all))
                    .withSolver(solver)
                    .withTolerance(1e-10)
                    .fit(x, y);
            assertClose(exact, model.predict(x), 1e-5); // what counts as dependent is worth 3e-7
        }
        Points twice = x.select(IntStream.range(0, 30).map(i -> i / 2).toArray());
        double[] z = ridge(smooth, 1e-3)
                .withLandmarks(Landmarks.of(twice, IntStream.range(0, 30).toArray()))
                .fit(x, y)
                .predict(x);
        double[] once = ridge(smooth, 1e-3)
                .withLandmarks(Landmarks.of(x, IntStream.range(0, 15).toArray()))
                .fit(x, y)
                .predict(x);
        assertClose(once, z, 1e-5);
    }

    @Test
    void repeatedPointsAndConstantColumnsAreFineWithARidge() {
        Points x = Points.of(new double[][] {{1, 5}, {1, 5}, {2, 5}, {2, 5}});
        double[] f = ridge(KERNEL, 1e-8).fit(x, 1, 3, 4, 6).predict(x);
        assertArrayEquals(new double[] {2, 2, 5, 5}, f, 1e-6);
    }

    @Test
    void singularKernelWithoutRidgeNamesThePivot() {
        Points x = Points.ofColumn(1, 2, 2, 3);
        NotPositiveDefiniteException e = assertThrows(
                NotPositiveDefiniteException.class, () -> ridge(KERNEL, 0).fit(x, 1, 2, 3, 4));
        assertEquals(2, e.pivot());
        assertTrue(e.getMessage().contains("add a ridge"), e.getMessage());
        RidgeModel model = ridge(KERNEL, 0).fit(Points.ofColumn(1, 2, 3), 1, 2, 4);
        assertArrayEquals(new double[] {1, 2, 4}, model.predict(Points.ofColumn(1, 2, 3)), 1e-12);
        Points close =
                Points.ofColumn(IntStream.range(0, 12).mapToDouble(i -> 0.1 * i).toArray());
        List<String> warnings = ridge(KERNEL, 3e-14).fit(close, new double[12]).warnings();
        assertTrue(warnings.get(0).contains("condition number"), warnings.toString());
    }

    @Test
    void singlePrecisionSolvesToItsOwn() {
        Points x = Samples.normal(200, 2, 6);
        double[] y = waves(x);
        Backend single = CPU.withPrecision(Precision.FLOAT);
        Landmarks z = Landmarks.of(x, IntStream.range(0, 40).toArray());
        for (KernelRidge base : List.of(ridge(KERNEL, 3), ridge(KERNEL, 3).withLandmarks(z))) {
            RidgeModel model = base.withBackend(single).fit(x, y);
            assertTrue(model.certificate().converged(), model.warnings().toString());
            assertClose(base.fit(x, y).predict(x), model.predict(x), 2e-2);
        }
    }

    @Test
    void sameBitsForAnyNumberOfThreads() {
        Points x = Samples.normal(700, 3, 6);
        double[] y = waves(x);
        Landmarks z = Landmarks.of(x, IntStream.range(0, 60).toArray());
        KernelRidge base = ridge(KERNEL, 0.1).withLandmarks(z);
        double[] one = base.withBackend(CPU.withThreads(1)).fit(x, y).coefficients();
        assertArrayEquals(one, base.withBackend(CPU.withThreads(3)).fit(x, y).coefficients());
        KernelRidge all = ridge(KERNEL, 0.1).withSolver(RidgeSolver.ITERATIVE);
        one = all.withBackend(CPU.withThreads(1)).fit(x, y).coefficients();
        assertArrayEquals(one, all.withBackend(CPU.withThreads(3)).fit(x, y).coefficients());
    }

    @Test
    void interruptionStopsAFit() {
        Points x = Samples.normal(300, 2, 6);
        double[] y = waves(x);
        Landmarks z = Landmarks.of(x, IntStream.range(0, 20).toArray());
        Thread.currentThread().interrupt();
        try {
            assertThrows(
                    CancellationException.class,
                    () -> ridge(KERNEL, 0.1).withLandmarks(z).fit(x, y));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void badInputIsNamed() {
        Points x = Points.ofColumn(1, 2, 3);
        KernelRidge config = ridge(KERNEL, 1);
        assertMessage("responses: expected 3, one for each point, found 2", () -> config.fit(x, 1, 2));
        assertMessage("response 1: expected a finite number, found NaN", () -> config.fit(x, 1, Double.NaN, 2));
        assertMessage(
                "response 2 of output 1: expected a finite number, found Infinity",
                () -> config.fit(x, new double[][] {{1, 2}, {1, 2}, {1, Double.POSITIVE_INFINITY}}));
        assertMessage(
                "responses: row 1 has 1 outputs, row 0 has 2", () -> config.fit(x, new double[][] {{1, 2}, {1}, {1}}));
        assertMessage(
                "weights: expected 3, one for each point, found 1",
                () -> config.withWeights(1).fit(x, 1, 2, 3));
        assertMessage(
                "weight 2: expected a finite number of at least 0, found -1.0",
                () -> config.withWeights(1, 1, -1).fit(x, 1, 2, 3));
        assertMessage(
                "weights: expected at least one above 0",
                () -> config.withWeights(0, 0, 0).fit(x, 1, 2, 3));
        assertMessage("ridge: expected a finite number of at least 0, found -1.0", () -> config.withRidge(-1));
        assertMessage("ridge 1: expected a positive finite number, found 0.0", () -> config.path(x, ones(3), 1, 0));
        assertMessage("tolerance", () -> config.withTolerance(0));
        assertMessage("iterations: expected at least 1, found 0", () -> config.withIterations(0));
        assertMessage("preconditioner: expected at least 1, found 0", () -> config.withPreconditioner(0));
        assertMessage(
                "the iterative solver needs a positive one",
                () -> config.withRidge(0).withSolver(RidgeSolver.ITERATIVE).fit(x, 1, 2, 3));
        assertMessage("kernel: expected a positive semi-definite one", () -> KernelRidge.of(Kernel.sigmoid(1, 0)));
        assertMessage(
                "landmarks: are of dimension 2, the points of dimension 1",
                () -> config.withLandmarks(Landmarks.of(Samples.normal(3, 2, 1), 0))
                        .fit(x, 1, 2, 3));
        assertMessage(
                "a direct solution of 3 points takes matrices of 72 bytes",
                () -> config.withBackend(CPU.withMemoryLimit(71))
                        .withSolver(RidgeSolver.DIRECT)
                        .fit(x, 1, 2, 3));
        RidgeModel two = config.fit(x, new double[][] {{1, 2}, {1, 2}, {1, 2}});
        assertMessage("the model has 2 outputs; ask predictAll", () -> two.predict(x));
        assertMessage("the model has 2 outputs; ask allCoefficients", two::coefficients);
        assertMessage(
                "there are 2 outputs; ask allResiduals",
                () -> config.leaveOneOut(x, new double[][] {{1, 2}, {1, 2}, {1, 2}})
                        .residuals());
    }

    private static void assertMessage(String expected, Executable action) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, action);
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void generalisedCrossValidationDoesNotSeePointsOfWeightZero() {
        Points x = Samples.normal(30, 2, 5);
        double[] y = x.column(0);
        double[] weights = new double[30];
        Arrays.fill(weights, 0, 20, 1);
        Points some = x.select(IntStream.range(0, 20).toArray());
        double expected =
                ridge(KERNEL, 0.3).leaveOneOut(some, Arrays.copyOf(y, 20)).generalisedCrossValidation();
        assertEquals(
                expected,
                ridge(KERNEL, 0.3).withWeights(weights).leaveOneOut(x, y).generalisedCrossValidation(),
                1e-12 * expected);
    }

    @Test
    void certificateOfARidgeOfZeroOnLandmarksBoundsNoNorm() {
        Points x = Samples.normal(30, 2, 5);
        RidgeModel model = ridge(KERNEL, 0).withLandmarks(Landmarks.of(x, 0, 1)).fit(x, new double[30]);
        assertEquals(Double.POSITIVE_INFINITY, model.certificate().norm());
    }

    @Test
    void pathOfANearlyConstantKernelIsFoundInSinglePrecision() {
        Points x = Samples.normal(200, 2, 9);
        RidgePath path = KernelRidge.of(Kernel.gaussian(1e6))
                .withBackend(Backends.cpu().withPrecision(io.gramian.core.Precision.FLOAT))
                .path(x, x.column(0), 1e-3, 0.1);
        // All points are one to this kernel: the model is a constant, shrunk by n / (n + ridge).
        assertEquals(Arrays.stream(x.column(0)).sum() / 200.1, path.model(1).predict(x)[7], 1e-3);
    }

    @Test
    void iterationsThatAreToldNeverFall() {
        // A product in single precision: the true residual is above what the recurrence believes, so it starts again.
        java.util.function.UnaryOperator<double[]> product = v -> {
            for (int i = 0; i < v.length; i++) {
                v[i] = (float) ((i + 1) * v[i]);
            }
            return v;
        };
        double[] b = new double[30];
        Arrays.fill(b, 1);
        long[] last = {0, 0}; // iterations, and how often they were told
        ConjugateGradients.Outcome outcome = new ConjugateGradients(
                        product, v -> v, 1, 1e-13, 500, (stage, done, total) -> {
                            assertTrue(done > last[0] && done <= total, done + " after " + last[0] + " of " + total);
                            last[0] = done;
                            last[1]++;
                        })
                .solve(b);
        assertEquals(outcome.iterations(), last[0]);
        assertTrue(last[1] > 30, "told " + last[1] + " times");
    }
}
