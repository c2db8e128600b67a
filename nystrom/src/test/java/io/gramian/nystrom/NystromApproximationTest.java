package io.gramian.nystrom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.NotPositiveDefiniteException;
import io.gramian.core.feature.FeatureMap;
import io.gramian.core.kernel.Definiteness;
import io.gramian.core.kernel.Kernel;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NystromApproximationTest {
    private static final Backend CPU = Backends.cpu();

    static List<SelectionReference> cases() {
        return SelectionReference.ALL;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void symmetricFeaturesAreThoseOfNumpy(SelectionReference reference) {
        NystromFeatures features =
                NystromFeatures.of(reference.kernel(), reference.landmarks(1), FeatureRoot.SYMMETRIC, CPU);
        double[][] expected = reference.matrix("expected_features_projection_symmetric.csv");
        Points first =
                reference.points().select(IntStream.range(0, expected.length).toArray());
        DMatrixRMaj found = features.transform(first);
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
                assertEquals(expected[i][j], found.get(i, j), 1e-9);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void traceErrorsAreThoseOfNumpy(SelectionReference reference) {
        double[] ridges = reference.column("expected_nystrom_errors.csv", "gamma");
        double[] projected = reference.column("expected_nystrom_errors.csv", "proj_trace");
        double[] regularised = reference.column("expected_nystrom_errors.csv", "reg_trace");
        for (int row = 0; row < ridges.length; row++) {
            Landmarks landmarks = reference.landmarks(row / 2); // the last list repeats points
            NystromApproximation found =
                    NystromApproximation.of(reference.kernel(), reference.points(), landmarks, CPU);
            assertEquals(row / 2 < 3, found.warnings().isEmpty());
            assertEquals(projected[row], found.traceError(), 1e-10 * projected[row]);
            NystromApproximation wider = found.withRidge(ridges[row]);
            assertEquals(regularised[row], wider.traceError(), 1e-10 * regularised[row]);
            assertEquals(regularised[row] / found.size(), wider.relativeTraceError(), 1e-10);
        }
    }

    /** The projection onto all points is K itself. */
    @ParameterizedTest
    @MethodSource("cases")
    void eigenvaluesAreThoseOfNumpyWhereAllPointsAreLandmarks(SelectionReference reference) {
        Points x = reference.points();
        int[] all = IntStream.range(0, x.size()).toArray();
        NystromEigen found = NystromApproximation.of(reference.kernel(), x, Landmarks.of(x, all), CPU)
                .eigen(40);
        double[][] expected = reference.matrix("expected_top_eigenvalues.csv");
        for (int j = 0; j < 40; j++) {
            assertEquals(expected[j][0], found.values()[j], 1e-11 * expected[0][0]);
        }
    }

    /** K S (S'KS + gamma I)^-1 S'K as it is written, with landmarks that are independent. */
    private static Dense obvious(Kernel kernel, Points x, Landmarks landmarks, double ridge) {
        Dense k = Dense.kernel(kernel, x);
        int m = landmarks.size();
        Dense s = new Dense(x.size(), m);
        for (int j = 0; j < m; j++) {
            s.set(landmarks.indices()[j], j, landmarks.weights()[j]);
        }
        Dense columns = k.times(s);
        Dense core = s.transposed().times(columns).plus(ridge, Dense.identity(m));
        return columns.times(core.inverse()).times(columns.transposed());
    }

    private static double leastEigenvalue(Dense a) {
        double norm = a.norm();
        Dense turned = Dense.identity(a.rows()).plus(-1 / Math.max(norm, 1e-300), a);
        return norm * (1 - turned.norm());
    }

    private static Landmarks weighted(Points x, int m, SplittableRandom random) {
        int[] indices = random.ints(0, x.size()).distinct().limit(m).toArray();
        double[] weights = random.doubles(m, 0.3, 3).toArray();
        return new Landmarks(x, indices, weights, weights, Double.NaN, 0, List.of());
    }

    private static Dense entries(NystromApproximation k) {
        int[] all = IntStream.range(0, k.size()).toArray();
        return new Dense(k.block(all, all));
    }

    @Property(tries = 25)
    void regularisedBelowProjectionBelowKernel(
            @ForAll @IntRange(min = 1, max = 65) int n,
            @ForAll @DoubleRange(min = -6, max = 3) double exponent,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Points x = Samples.normal(n, 2, seed);
        Kernel kernel = Kernel.gaussian(0.9).scaledBy(3);
        Landmarks landmarks = weighted(x, 1 + random.nextInt(Math.min(n, 20)), random);
        NystromApproximation projection = NystromApproximation.of(kernel, x, landmarks, CPU);
        NystromApproximation regularised = projection.withRidge(Math.pow(10, exponent));
        Dense k = Dense.kernel(kernel, x);
        Dense kept = entries(projection);
        assertTrue(leastEigenvalue(k.plus(-1, kept)) > -1e-9, "projection above the kernel");
        assertTrue(leastEigenvalue(kept.plus(-1, entries(regularised))) > -1e-9, "regularised above the projection");
        assertTrue(regularised.traceError() >= projection.traceError() - 1e-9);
        for (int index : landmarks.indices()) { // exact in the rows of landmarks
            for (int j = 0; j < n; j++) {
                assertEquals(k.get(index, j), kept.get(index, j), 1e-7);
            }
        }
    }

    @Property(tries = 20)
    void operationsAreThoseOfTheDenseFormula(
            @ForAll @IntRange(min = 2, max = 65) int n,
            @ForAll @DoubleRange(min = -3, max = 2) double exponent,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Points x = Samples.normal(n, 3, seed);
        Kernel kernel = Kernel.matern32(1.2);
        Landmarks landmarks = weighted(x, 1 + random.nextInt(n), random);
        double ridge = random.nextBoolean() ? 0 : Math.pow(10, exponent);
        NystromApproximation found = NystromApproximation.of(kernel, x, landmarks, CPU);
        found = ridge > 0 ? found.withRidge(ridge) : found;
        Dense expected = obvious(kernel, x, landmarks, ridge);
        double[] v = random.doubles(n, -1, 1).toArray();
        double[] product = expected.times(new Dense(DMatrixRMaj.wrap(n, 1, v))).entries().data;
        assertArrayEquals(product, found.times(v), 1e-9);
        double[] diagonal = found.diagonal();
        DMatrixRMaj extension = found.extension(x);
        for (int i = 0; i < n; i++) {
            assertEquals(expected.get(i, i), diagonal[i], 1e-9);
            for (int j = 0; j < n; j++) {
                assertEquals(expected.get(i, j), extension.get(i, j), 1e-9);
            }
        }
        DMatrixRMaj block = found.block(new int[] {n - 1, 0, n - 1}, new int[] {1});
        assertEquals(expected.get(n - 1, 1), block.get(0, 0), 1e-9);
        assertEquals(expected.get(0, 1), block.get(1, 0), 1e-9);
        assertEquals(block.get(0, 0), block.get(2, 0));
        for (FeatureRoot kind : FeatureRoot.values()) {
            FeatureMap features = found.features(kind);
            Dense rows = new Dense(features.transform(x));
            assertEquals(kind == FeatureRoot.SYMMETRIC ? landmarks.size() : found.rank(), features.count());
            assertTrue(rows.times(rows.transposed()).plus(-1, expected).norm() < 1e-9, kind + "");
        }
    }

    @Property(tries = 20)
    void eigenpairsAreThoseOfTheApproximation(@ForAll @IntRange(min = 2, max = 65) int n, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Points x = Samples.normal(n, 2, seed);
        Points y = Samples.normal(7, 2, seed + 1);
        Landmarks landmarks = weighted(x, 1 + random.nextInt(Math.min(n, 12)), random);
        NystromApproximation k = NystromApproximation.of(Kernel.matern12(1.5), x, landmarks, CPU);
        NystromEigen eigen = k.eigen(n);
        assertEquals(k.rank(), eigen.count());
        assertEquals(k.rank() == n, eigen.warnings().isEmpty());
        Dense vectors = new Dense(eigen.vectors());
        Dense crossed = vectors.transposed().times(vectors).plus(-1, Dense.identity(eigen.count()));
        assertTrue(crossed.norm() < 1e-10);
        Dense image = entries(k).times(vectors);
        Dense functions = new Dense(eigen.functions(y));
        Dense extended = new Dense(k.extension(y)).times(vectors);
        DMatrixRMaj again = eigen.functions(x);
        double trace = 0;
        for (int j = 0; j < eigen.count(); j++) {
            double value = eigen.values()[j];
            trace += value;
            double extreme = 0;
            for (int i = 0; i < n; i++) {
                assertEquals(value * vectors.get(i, j), image.get(i, j), 1e-10 * n);
                assertEquals(vectors.get(i, j), again.get(i, j), 1e-12);
                extreme = Math.abs(vectors.get(i, j)) > Math.abs(extreme) ? vectors.get(i, j) : extreme;
            }
            assertTrue(extreme > 0, "sign");
            for (int i = 0; i < 7; i++) {
                assertEquals(extended.get(i, j), value * functions.get(i, j), 1e-10 * n);
            }
        }
        double sum = IntStream.range(0, n).mapToDouble(i -> k.diagonal()[i]).sum();
        assertEquals(sum, trace, 1e-10 * n);
    }

    @Test
    void repeatedLandmarksAreTruncatedAndSaid() {
        Points x = Points.ofColumn(0, 1, 1, 3, 0, 1);
        Kernel kernel = Kernel.gaussian(1);
        NystromApproximation found = NystromApproximation.of(kernel, x, Landmarks.of(x, 0, 1, 2, 4, 5), CPU);
        NystromApproximation once = NystromApproximation.of(kernel, x, Landmarks.of(x, 0, 1), CPU);
        assertEquals(2, found.rank());
        assertEquals(
                List.of(
                        "3 of 5 eigenvalues of the landmarks' kernel matrix are rounding and count as zero: the landmarks"
                                + " span rank 2"),
                found.warnings());
        assertTrue(entries(found).plus(-1, entries(once)).norm() < 1e-13);
        NystromFeatures cholesky = found.features(FeatureRoot.CHOLESKY);
        assertEquals(2, cholesky.count());
        assertTrue(cholesky.warnings().get(0).startsWith("3 of 5 pivots"));
        assertEquals(5, found.features(FeatureRoot.SYMMETRIC).count());
        assertEquals(2, found.features(FeatureRoot.SYMMETRIC).rank());
    }

    /** Kernel matrices of far too many landmarks for their smoothness: most eigenvalues are rounding. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 63, 64, 65, 200})
    void truncatedProjectionIsExactWhereAllPointsAreLandmarks(int n) {
        for (double lengthScale : new double[] {0.01, 1, 10, 1e3, 1e6}) {
            Points x = Samples.normal(n, 2, n);
            Kernel kernel = Kernel.gaussian(lengthScale);
            int[] all = IntStream.range(0, n).toArray();
            NystromApproximation k = NystromApproximation.of(kernel, x, Landmarks.of(x, all), CPU);
            Dense expected = Dense.kernel(kernel, x);
            assertEquals(0, entries(k).plus(-1, expected).norm(), 1e-12 * n);
            double[] values = k.eigen(n).values();
            assertEquals(expected.norm(), values[0], 1e-12 * n);
            assertEquals(n, Arrays.stream(values).sum(), 1e-11 * n);
            assertEquals(k.rank() == n, k.warnings().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-150, 1e-20, 1e20, 1e100})
    void scalesOfTheKernelPassThrough(double factor) {
        Points x = Samples.normal(30, 2, 1);
        Landmarks landmarks = Landmarks.of(x, 3, 1, 20, 7);
        Kernel kernel = Kernel.matern52(1);
        NystromApproximation k = NystromApproximation.of(kernel, x, landmarks, CPU);
        NystromApproximation scaled = NystromApproximation.of(kernel.scaledBy(factor), x, landmarks, CPU);
        assertEquals(k.traceError(), scaled.traceError() / factor, 1e-12);
        assertEquals(k.eigen(3).values()[2], scaled.eigen(3).values()[2] / factor, 1e-12);
        assertEquals(k.relativeTraceError(), scaled.relativeTraceError(), 1e-12);
    }

    @Test
    void backendFloat() {
        Points x = Samples.normal(300, 3, 1);
        Backend single = CPU.withPrecision(Precision.FLOAT);
        Landmarks landmarks = Landmarks.of(x, IntStream.range(0, 40).toArray());
        Kernel kernel = Kernel.matern32(1);
        NystromApproximation expected = NystromApproximation.of(kernel, x, landmarks, CPU);
        NystromApproximation found = NystromApproximation.of(kernel, x, landmarks, single);
        assertEquals(expected.traceError(), found.traceError(), 1e-3);
        double[] v = new SplittableRandom(1).doubles(300, -1, 1).toArray();
        assertArrayEquals(expected.times(v), found.times(v), 1e-3);
        assertEquals(expected.eigen(3).values()[0], found.eigen(3).values()[0], 1e-3);
        try (Matrix a = found.features().transform(x, single);
                Matrix b = expected.features().transform(x, CPU)) {
            assertEquals(Precision.FLOAT, a.precision());
            assertEquals(CPU.linearAlgebra().norm(b), single.linearAlgebra().norm(a), 1e-3);
        }
    }

    @Test
    void onePoint() {
        Points x = Points.ofColumn(3);
        NystromApproximation k = NystromApproximation.of(Kernel.gaussian(1).scaledBy(2), x, Landmarks.of(x, 0), CPU);
        assertEquals(2, k.diagonal()[0], 1e-15);
        assertEquals(0, k.traceError(), 1e-15);
        assertEquals(2, k.eigen(1).values()[0], 1e-15);
        assertEquals(2 * 2 / (2 + 0.5), k.withRidge(0.5).times(1.0)[0], 1e-15);
        assertEquals(
                "NystromApproximation[2.0 * gaussian(lengthScale=1.0), 1 points, 1 landmarks, rank 1, ridge 0.5]",
                k.withRidge(0.5).toString());
    }

    /** The same bits for any number of threads. */
    @Test
    void threadsDoNotMatter() {
        Points x = Samples.normal(1021, 3, 1);
        Landmarks landmarks = Landmarks.of(x, IntStream.range(0, 65).toArray());
        double[] v = new SplittableRandom(1).doubles(1021, -1, 1).toArray();
        double[] one = NystromApproximation.of(Kernel.gaussian(1), x, landmarks, CPU.withThreads(1))
                .times(v);
        double[] seven = NystromApproximation.of(Kernel.gaussian(1), x, landmarks, CPU.withThreads(7))
                .times(v);
        assertArrayEquals(one, seven);
    }

    @Test
    void badInputIsNamed() {
        Points x = Samples.normal(5, 2, 1);
        Points line = Points.ofColumn(1, 2, 3);
        Landmarks landmarks = Landmarks.of(x, 0, 1);
        Kernel kernel = Kernel.gaussian(1);
        NystromApproximation k = NystromApproximation.of(kernel, x, landmarks, CPU);
        fails(
                "landmarks: have dimension 2, but the points have dimension 1",
                () -> NystromApproximation.of(kernel, line, landmarks, CPU));
        fails(
                "expected a positive semi-definite one",
                () -> NystromApproximation.of(Kernel.sigmoid(1, 0), x, landmarks, CPU));
        fails("ridge: expected a positive finite number, found 0.0", () -> k.withRidge(0));
        fails("eigenpairs: expected at least 1, found 0", () -> k.eigen(0));
        fails("v: expected one number for each of the 5 points, found 2", () -> k.times(1.0, 2.0));
        fails(
                "have dimension 1, but the model was made for dimension 2",
                () -> k.eigen(1).functions(line));
        assertThrows(IllegalArgumentException.class, () -> k.extension(line));
        assertThrows(IndexOutOfBoundsException.class, () -> k.block(new int[] {5}, new int[] {0}));
        Kernel none = Kernel.of("none", Definiteness.POSITIVE, (a, b) -> 0);
        String zero = assertThrows(
                        NumericalException.class, () -> NystromFeatures.of(none, landmarks, FeatureRoot.EIGEN, CPU))
                .getMessage();
        assertTrue(zero.startsWith("the kernel is zero on all 2 landmarks"), zero);
        Points twice = Points.ofColumn(0, 0, 0);
        NystromApproximation singular = NystromApproximation.of(kernel, twice, Landmarks.of(twice, 0, 1, 2), CPU)
                .withRidge(1e-30);
        assertThrows(NotPositiveDefiniteException.class, () -> singular.features(FeatureRoot.CHOLESKY));
        assertEquals(0, singular.traceError(), 1e-12);
    }

    private static void fails(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
