package io.gramian.nystrom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
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

class LeverageScoresTest {
    private static final Backend CPU = Backends.cpu();

    static List<SelectionReference> cases() {
        return SelectionReference.ALL;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void exactScoresAreThoseOfNumpy(SelectionReference reference) {
        Points x = reference.points();
        List<String> columns = reference.header("expected_leverage_scores.csv");
        double[] dimensions = reference.column("expected_effective_dimension.csv", "d_eff");
        double[] logs = reference.column("expected_effective_dimension.csv", "logdet_I_plus_K_over_gamma");
        for (int c = 0; c < columns.size(); c++) {
            double ridge = Double.parseDouble(columns.get(c).substring("gamma=".length()));
            LeverageScores found = LeverageScores.exact(reference.kernel(), x, ridge, CPU);
            double[] expected = reference.column("expected_leverage_scores.csv", columns.get(c));
            assertArrayEquals(expected, found.values(), 1e-12);
            assertEquals(dimensions[c], found.effectiveDimension(), 1e-12 * dimensions[c]);
            assertEquals(logs[c], found.logDeterminant(), 1e-12 * logs[c]);
            assertEquals(ridge, found.ridge());
            assertEquals(1, found.alpha());
            assertEquals(expected[5], found.value(5), 1e-12);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void dictionaryScoresAreThoseOfNumpy(SelectionReference reference) {
        double ridge = reference.column("expected_effective_dimension.csv", "gamma")[1];
        double[] expected = reference.column("expected_dictionary_rls.csv", "tau_dictionary");
        LeverageScores found =
                LeverageScores.estimated(reference.kernel(), reference.points(), reference.landmarks(1), ridge, 0, CPU);
        assertArrayEquals(expected, found.values(), 1e-12);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void traceErrorsOfLandmarksAreThoseOfNumpy(SelectionReference reference) {
        Points x = reference.points();
        for (int list = 0; list < 4; list++) { // the last one repeats points: K(Z, Z) is singular
            double expected = reference.column("expected_nystrom_errors.csv", "proj_trace")[2 * list] / x.size();
            double found = reference.landmarks(list).relativeTraceError(reference.kernel(), x, CPU);
            assertEquals(expected, found, 1e-9 * expected);
        }
    }

    /** The smallest eps for which a dictionary is eps-accurate, by dense eigenvalues. */
    private static double accuracy(Dense k, Landmarks dictionary, double ridge) {
        int n = k.rows();
        // |A (I - S S') A'| with A A' = K (K + gamma I)^-1, both symmetric.
        Dense half = k.times(k.plus(ridge, Dense.identity(n)).inverse()).root();
        Dense missing = Dense.identity(n);
        int[] indices = dictionary.indices();
        for (int j = 0; j < indices.length; j++) {
            missing.set(indices[j], indices[j], 1 - Math.pow(dictionary.weights()[j], 2));
        }
        return half.times(missing).times(half).norm();
    }

    /** The scores by their definition, K (K + gamma I)^-1. */
    private static double[] obvious(Dense k, double ridge) {
        int n = k.rows();
        Dense product = k.times(k.plus(ridge, Dense.identity(n)).inverse());
        return IntStream.range(0, n).mapToDouble(i -> product.get(i, i)).toArray();
    }

    @Property(tries = 25)
    void estimatesKeepTheirGuarantee(
            @ForAll @IntRange(min = 2, max = 30) int n,
            @ForAll @DoubleRange(min = 0.05, max = 20) double ridge,
            @ForAll long seed) {
        Points x = Samples.normal(n, 2, seed);
        Kernel kernel = Kernel.gaussian(0.8);
        SplittableRandom random = new SplittableRandom(seed);
        int[] all = IntStream.range(0, n).toArray();
        double[] weights = random.doubles(n, 0.8, 1.2).toArray();
        Landmarks dictionary = new Landmarks(x, all, weights, weights, Double.NaN, 0, List.of());
        double epsilon = accuracy(Dense.kernel(kernel, x), dictionary, ridge) + 1e-9;
        double[] exact = LeverageScores.exact(kernel, x, ridge, CPU).values();
        LeverageScores found = LeverageScores.estimated(kernel, x, dictionary, ridge, epsilon, CPU);
        assertEquals((1 + epsilon) / (1 - epsilon), found.alpha());
        for (int i = 0; i < n; i++) {
            assertTrue(found.value(i) <= exact[i] * (1 + 1e-9), () -> "above at eps " + epsilon);
            assertTrue(found.value(i) >= exact[i] / found.alpha() * (1 - 1e-9), () -> "below at eps " + epsilon);
        }
    }

    /** The bounds are not loose enough to hold for any eps: they fail when eps is understated tenfold. */
    @Test
    void guaranteeFailsForAnUnderstatedAccuracy() {
        Points x = Samples.normal(20, 2, 3);
        Kernel kernel = Kernel.gaussian(0.8);
        double[] weights = new double[20];
        Arrays.fill(weights, 0.8);
        int[] all = IntStream.range(0, 20).toArray();
        Landmarks dictionary = new Landmarks(x, all, weights, weights, Double.NaN, 0, List.of());
        double epsilon = accuracy(Dense.kernel(kernel, x), dictionary, 0.1) / 10;
        double[] exact = LeverageScores.exact(kernel, x, 0.1, CPU).values();
        LeverageScores found = LeverageScores.estimated(kernel, x, dictionary, 0.1, epsilon, CPU);
        assertTrue(IntStream.range(0, 20).anyMatch(i -> found.value(i) > exact[i]));
    }

    @Property(tries = 25)
    void laws(
            @ForAll @IntRange(min = 2, max = 65) int n,
            @ForAll @DoubleRange(min = -4, max = 4) double exponent,
            @ForAll @DoubleRange(min = 1, max = 100) double factor,
            @ForAll long seed) {
        double ridge = Math.pow(10, exponent);
        Points x = Samples.normal(n, 3, seed);
        Kernel kernel = Kernel.matern52(1.3).scaledBy(2);
        LeverageScores scores = LeverageScores.exact(kernel, x, ridge, CPU);
        LeverageScores wider = LeverageScores.exact(kernel, x, factor * ridge, CPU);
        Points fewer = x.select(IntStream.range(0, n - 1).toArray());
        LeverageScores before = LeverageScores.exact(kernel, fewer, ridge, CPU);
        double[] oracle = obvious(Dense.kernel(kernel, x), ridge);
        for (int i = 0; i < n; i++) {
            assertEquals(oracle[i], scores.value(i), 1e-10 * Math.min(1, 2 / ridge));
            assertTrue(scores.value(i) >= 0 && scores.value(i) <= 2 / (2 + ridge));
            assertTrue(wider.value(i) <= scores.value(i) + 1e-12);
            assertTrue(scores.value(i) <= factor * wider.value(i) + 1e-12);
            assertTrue(i == n - 1 || scores.value(i) <= before.value(i) + 1e-12);
        }
        assertTrue(scores.effectiveDimension() >= before.effectiveDimension() - 1e-12);
    }

    @Property(tries = 20)
    void incrementIsTheDifferenceOfEffectiveDimensions(
            @ForAll @IntRange(min = 2, max = 40) int n,
            @ForAll @DoubleRange(min = 0.01, max = 10) double ridge,
            @ForAll long seed) {
        Points x = Samples.normal(n, 2, seed);
        Kernel kernel = Kernel.gaussian(1);
        Points before = x.select(IntStream.range(0, n - 1).toArray());
        double difference = LeverageScores.exact(kernel, x, ridge, CPU).effectiveDimension()
                - LeverageScores.exact(kernel, before, ridge, CPU).effectiveDimension();
        double[] point = x.row(n - 1);
        double increment = EffectiveDimension.increment(kernel, before, point, ridge, CPU);
        assertEquals(difference, increment, 1e-10);

        int m = Math.max(1, (n - 1) / 2);
        Landmarks dictionary = UniformLandmarks.ofSize(m).select(kernel, before, new SplittableRandom(seed), CPU);
        double epsilon = Math.max(0, 1 - ridge / residualNorm(kernel, before, dictionary, ridge)) + 1e-9;
        double bound = EffectiveDimension.incrementBound(kernel, before, dictionary, point, ridge, epsilon, CPU);
        assertTrue(bound >= increment - 1e-12, () -> bound + " below " + increment);
        assertTrue(bound <= 1);
    }

    private static double residualNorm(Kernel kernel, Points x, Landmarks dictionary, double ridge) {
        Dense k = Dense.kernel(kernel, x);
        int m = dictionary.size();
        Dense selection = new Dense(x.size(), m);
        for (int j = 0; j < m; j++) {
            selection.set(dictionary.indices()[j], j, dictionary.weights()[j]);
        }
        Dense c = k.times(selection);
        Dense w = selection.transposed().times(c).plus(ridge, Dense.identity(m));
        return k.plus(-1, c.times(w.inverse()).times(c.transposed())).norm();
    }

    /** With all points as the dictionary the bound is at most alpha times as large as it should be, and not trivial. */
    @Test
    void boundIsOfUse() {
        Points x = Samples.normal(60, 2, 5);
        Kernel kernel = Kernel.gaussian(1);
        Landmarks all = Landmarks.of(x, IntStream.range(0, 60).toArray());
        double[] point = {0.1, -0.2};
        double exact = EffectiveDimension.increment(kernel, x, point, 0.1, CPU);
        double bound = EffectiveDimension.incrementBound(kernel, x, all, point, 0.1, 0, CPU);
        assertTrue(exact < bound && bound < 8 * exact && bound < 0.5, exact + " " + bound);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 63, 64, 65, 1021})
    void allPointsAsDictionaryGiveTheExactScores(int n) {
        Points x = Samples.normal(n, 3, n);
        Kernel kernel = Kernel.gaussian(1);
        LeverageScores exact = LeverageScores.exact(kernel, x, 0.3, CPU);
        Landmarks all = Landmarks.of(x, IntStream.range(0, n).toArray());
        assertArrayEquals(
                exact.values(),
                LeverageScores.estimated(kernel, x, all, 0.3, 0, CPU).values(),
                1e-11);
        LeverageScores projected = LeverageScores.projected(kernel, x, all, 0.3, CPU);
        assertArrayEquals(exact.values(), projected.values(), 1e-10);
        assertTrue(Double.isNaN(projected.alpha()) && Double.isNaN(projected.logDeterminant()));
    }

    @Test
    void projectedScoresOfFewLandmarksAreTheirFormula() {
        Points x = Samples.normal(50, 2, 9);
        Kernel kernel = Kernel.gaussian(1.5);
        int[] chosen = {3, 17, 29, 41};
        Dense c = Dense.kernel(kernel, x).columns(chosen);
        Dense inner = c.transposed().columns(chosen);
        Dense projection = c.times(inner.inverse()).times(c.transposed());
        double[] seen = obvious(projection, 0.5); // z'(Z'Z + gamma I)^-1 z
        double[] found = LeverageScores.projected(kernel, x, Landmarks.of(x, chosen), 0.5, CPU)
                .values();
        for (int i = 0; i < 50; i++) {
            double formula = (1 - projection.get(i, i)) / 0.5 + seen[i];
            assertEquals(Math.min(formula, 1 / 1.5), found[i], 1e-9);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-13, 1e-6, 1e6, 1e30, 1e200})
    void extremeRidgesKeepTheirDigits(double ridge) {
        Points x = Points.ofColumn(0, 40, 80); // far apart: tau = 1 / (1 + gamma)
        double[] found = LeverageScores.exact(Kernel.gaussian(1), x, ridge, CPU).values();
        for (double tau : found) {
            assertEquals(1 / (1 + ridge), tau, 1e-14 / (1 + ridge));
        }
    }

    @Test
    void repeatedPointsShareTheirScore() {
        Points x = Points.ofColumn(0, 0, 0, 0, 30);
        double[] found = LeverageScores.exact(Kernel.gaussian(1), x, 0.5, CPU).values();
        assertArrayEquals(
                new double[] {1 / 4.5, 1 / 4.5, 1 / 4.5, 1 / 4.5, 1 / 1.5},
                found,
                1e-14); // 4 / (4 + gamma), shared by four
    }

    @Test
    void singlePrecisionAgreesToItsRounding() {
        Points x = Samples.normal(200, 3, 1);
        double[] exact = LeverageScores.exact(Kernel.gaussian(1), x, 0.1, CPU).values();
        double[] rounded = LeverageScores.exact(Kernel.gaussian(1), x, 0.1, CPU.withPrecision(Precision.FLOAT))
                .values();
        assertArrayEquals(exact, rounded, 1e-4);
    }

    @Test
    void badInputIsNamed() {
        Points x = Samples.normal(5, 2, 1);
        Kernel kernel = Kernel.gaussian(1);
        Landmarks one = Landmarks.of(x, 0);
        refused("ridge: expected a positive finite number, found 0.0", () -> LeverageScores.exact(kernel, x, 0));
        refused(
                "ridge: expected a positive finite number, found NaN",
                () -> LeverageScores.exact(kernel, x, Double.NaN));
        refused(
                "ridge: expected a positive finite number, found -1.0",
                () -> LeverageScores.estimated(kernel, x, one, -1, 0));
        refused(
                "ridge: expected a positive finite number, found Infinity",
                () -> LeverageScores.projected(kernel, x, one, Double.POSITIVE_INFINITY, CPU));
        refused(
                "epsilon: expected at least 0 and below 1, found 1.0",
                () -> LeverageScores.estimated(kernel, x, one, 1, 1));
        refused(
                "ridge: expected a positive finite number, found 0.0",
                () -> EffectiveDimension.increment(kernel, x, x.row(0), 0, CPU));
        refused(
                "epsilon: expected at least 0 and below 1, found -0.1",
                () -> EffectiveDimension.incrementBound(kernel, x, one, x.row(0), 1, -0.1, CPU));
        String indefinite = "kernel: expected a positive semi-definite one, found sigmoid(scale=1.0, offset=0.0) of"
                + " definiteness NONE";
        refused(indefinite, () -> LeverageScores.exact(Kernel.sigmoid(1, 0), x, 1));
        refused(indefinite, () -> LeverageScores.estimated(Kernel.sigmoid(1, 0), x, one, 1, 0));
        refused(indefinite, () -> one.relativeTraceError(Kernel.sigmoid(1, 0), x, CPU));
        refused(
                "exact leverage scores of 5 points take three matrices of 200 bytes, and one must hold at most 2147483639"
                        + " numbers and stay within the memory limit of 100 bytes; estimate them from a dictionary:"
                        + " LeverageScores.estimated with RecursiveLeverage or Bless",
                () -> LeverageScores.exact(kernel, x, 1, CPU.withMemoryLimit(100)));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> LeverageScores.exact(kernel, x, 1).value(5));
    }

    private static void refused(String message, Executable work) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, work).getMessage());
    }

    @Test
    void resultsAreTheirOwn() {
        Points x = Samples.normal(5, 2, 1);
        LeverageScores scores = LeverageScores.exact(Kernel.gaussian(1), x, 1);
        scores.values()[0] = 7;
        assertTrue(scores.value(0) < 1);
        assertTrue(scores.toString().startsWith("LeverageScores[5, ridge 1.0, effective dimension "));
    }
}
