package io.gramian.nystrom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Definiteness;
import io.gramian.core.kernel.Kernel;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelPcaTest {
    private static final Backend CPU = Backends.cpu();

    static List<SelectionReference> cases() {
        return List.of(
                new SelectionReference("krr_gp_gaussian", Kernel.gaussian(2.5)),
                new SelectionReference("krr_gp_matern52", Kernel.matern52(3)));
    }

    private static KernelPca pca(Kernel kernel, int components) {
        return KernelPca.of(kernel).withComponents(components).withBackend(CPU);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void componentsAreThoseOfScikitLearn(SelectionReference reference) {
        Points x = Points.of(reference.matrix("X_train.csv"));
        Points y = Points.of(reference.matrix("X_test.csv"));
        double[][] values = reference.matrix("expected_kpca_eigenvalues.csv");
        double[][] scores = reference.matrix("expected_kpca_test_scores_abs.csv");
        int[] all = IntStream.range(0, x.size()).toArray();
        KernelPca exact = pca(reference.kernel(), 10);
        for (KernelPcaModel model :
                List.of(exact.fit(x), exact.withLandmarks(Landmarks.of(x, all)).fit(x))) {
            DMatrixRMaj found = model.project(y);
            for (int j = 0; j < 10; j++) {
                assertEquals(values[j][0], model.eigenvalues()[j], 1e-11 * values[j][0]);
                for (int i = 0; i < y.size(); i++) {
                    assertEquals(scores[i][j], Math.abs(found.get(i, j)), 1e-9);
                }
            }
        }
    }

    @Property(tries = 20)
    void laws(@ForAll @IntRange(min = 2, max = 65) int n, @ForAll long seed) {
        Points x = Samples.normal(n, 3, seed);
        SplittableRandom random = new SplittableRandom(seed);
        Kernel kernel = Kernel.matern32(1.5).scaledBy(2);
        int m = 1 + random.nextInt(n);
        int[] some = random.ints(0, n).distinct().limit(m).toArray();
        KernelPca config = pca(kernel, n);
        KernelPcaModel exact = config.fit(x);
        KernelPcaModel projected = config.withLandmarks(Landmarks.of(x, some)).fit(x);
        assertEquals(n - 1, exact.count());
        assertEquals(1, java.util.Arrays.stream(exact.explainedVariance()).sum(), 1e-10);
        for (KernelPcaModel model : List.of(exact, projected)) {
            DMatrixRMaj scores = model.scores();
            assertArrayEquals(scores.data, model.project(x).data, 1e-9);
            for (int j = 0; j < model.count(); j++) {
                double sum = 0;
                double squares = 0;
                double extreme = 0;
                for (int i = 0; i < n; i++) {
                    double score = scores.get(i, j);
                    sum += score;
                    squares += score * score;
                    extreme = Math.abs(score) > Math.abs(extreme) ? score : extreme;
                }
                assertEquals(0, sum, 1e-9);
                assertEquals(model.eigenvalues()[j], squares, 1e-9);
                assertTrue(extreme > 0, "sign");
            }
        }
        double beyond = exact.totalVariance() - projected.totalVariance();
        assertTrue(beyond > -1e-9 && beyond < projected.lostVariance() + 1e-9);
        for (int j = 0; j < projected.count() && j < exact.count(); j++) { // a projection has smaller eigenvalues
            assertTrue(projected.eigenvalues()[j] <= exact.eigenvalues()[j] + 1e-9);
        }
    }

    /** With the linear kernel they are the principal components, scores up to sign the centred points turned. */
    @Test
    void linearKernelIsPrincipalComponents() {
        Points x = Samples.clusters(3, 2, 30, 12);
        double[] first = x.column(0);
        double[] second = x.column(1);
        double a = cross(first, first);
        double b = cross(first, second);
        double c = cross(second, second);
        double largest = (a + c) / 2 + Math.hypot((a - c) / 2, b);
        double smallest = (a + c) / 2 - Math.hypot((a - c) / 2, b);
        Kernel distance = Kernel.of("-|x - y|^2 / 2", Definiteness.CONDITIONAL, (u, v) -> {
            double sum = 0;
            for (int k = 0; k < u.length; k++) {
                sum -= (u[k] - v[k]) * (u[k] - v[k]) / 2;
            }
            return sum;
        });
        KernelPcaModel linear = pca(Kernel.linear(), 3).fit(x);
        KernelPcaModel byDistance = pca(distance, 3).fit(x);
        KernelPcaModel landmarks =
                pca(Kernel.linear(), 3).withLandmarks(Landmarks.of(x, 0, 1, 2)).fit(x);
        for (KernelPcaModel model : List.of(linear, byDistance, landmarks)) {
            assertEquals(2, model.count());
            assertEquals(
                    "only 2 of 3 eigenvalues are above rounding; the others are left out",
                    model.warnings().get(model.warnings().size() - 1));
            assertArrayEquals(new double[] {largest, smallest}, model.eigenvalues(), 1e-9 * largest);
            assertArrayEquals(linear.scores().data, model.scores().data, 1e-9);
            assertArrayEquals(
                    linear.project(Points.of(new double[][] {{9, -9}})).data,
                    model.project(Points.of(new double[][] {{9, -9}})).data,
                    1e-9);
        }
    }

    private static double cross(double[] a, double[] b) {
        int n = a.length;
        double ma = java.util.Arrays.stream(a).average().orElseThrow();
        double mb = java.util.Arrays.stream(b).average().orElseThrow();
        return IntStream.range(0, n).mapToDouble(i -> (a[i] - ma) * (b[i] - mb)).sum();
    }

    @Test
    void equalPointsHaveNoComponents() {
        for (Points x : List.of(Points.ofColumn(2), Points.ofColumn(2, 2, 2))) {
            KernelPca config = pca(Kernel.gaussian(1), 2);
            for (KernelPcaModel model : List.of(
                    config.fit(x), config.withLandmarks(Landmarks.of(x, 0)).fit(x))) {
                assertEquals(0, model.count());
                assertEquals(0, model.totalVariance(), 1e-15);
                assertEquals(0, model.project(x).numCols);
                assertEquals(x.size(), model.scores().numRows);
                assertEquals(1, model.warnings().size());
            }
        }
    }

    @Test
    void landmarksAreChosenForManyPoints() {
        Points x = Samples.normal(500, 2, 1);
        KernelPca config = pca(Kernel.gaussian(1), 5);
        KernelPcaModel exact = config.fit(x, new SplittableRandom(1));
        assertTrue(exact.landmarks().isEmpty());
        assertEquals(0, exact.lostVariance());
        KernelPcaModel chosen = config.withExactUpTo(499).fit(x, new SplittableRandom(1));
        assertTrue(chosen.landmarks().orElseThrow().size() > 50);
        assertArrayEquals(exact.eigenvalues(), chosen.eigenvalues(), 1e-6);
        assertArrayEquals(exact.scores().data, chosen.scores().data, 1e-4);
        KernelPcaModel uniform = config.withExactUpTo(0)
                .withSelector(UniformLandmarks.ofSize(40))
                .fit(x, new SplittableRandom(1));
        assertEquals(40, uniform.landmarks().orElseThrow().size());
        assertTrue(uniform.lostVariance() > 0);
        assertTrue(uniform.toString().startsWith("KernelPcaModel[5 components, 40 landmarks, explained variance 0."));
    }

    @Test
    void backendFloat() {
        Points x = Samples.normal(200, 2, 1);
        KernelPca config = pca(Kernel.gaussian(1), 4);
        KernelPca single = config.withBackend(CPU.withPrecision(Precision.FLOAT));
        Landmarks landmarks = Landmarks.of(x, IntStream.range(0, 60).toArray());
        assertArrayEquals(config.fit(x).eigenvalues(), single.fit(x).eigenvalues(), 1e-3);
        assertArrayEquals(config.fit(x).scores().data, single.fit(x).scores().data, 1e-3);
        KernelPcaModel projected = single.withLandmarks(landmarks).fit(x);
        double[] values = config.withLandmarks(landmarks).fit(x).eigenvalues();
        for (int j = 0; j < 4; j++) { // single precision tells fewer landmarks apart, and says what that loses
            double loss = values[j] - projected.eigenvalues()[j];
            assertTrue(loss > -1e-3 && loss < projected.lostVariance() + 1e-3, "loss " + loss);
        }
        assertTrue(projected.lostVariance() < 0.1 * projected.totalVariance(), "lost " + projected.lostVariance());
        assertTrue(projected.warnings().get(0).contains("eigenvalues of the landmarks' kernel matrix are rounding"));
    }

    @Test
    void badInputIsNamed() {
        KernelPca config = KernelPca.of(Kernel.gaussian(1));
        Points x = Samples.normal(50, 2, 1);
        fails("which declares no definiteness", () -> KernelPca.of(Kernel.sigmoid(1, 0)));
        fails("components: expected at least 1, found 0", () -> config.withComponents(0));
        fails("points of an exact analysis: expected at least 0, found -1", () -> config.withExactUpTo(-1));
        fails(
                "exact kernel principal components of 50 points take matrices of 20000 bytes",
                () -> config.withBackend(CPU.withMemoryLimit(10_000)).fit(x));
        fails(
                "but the model was made for dimension 2",
                () -> config.withBackend(CPU).fit(x).project(Points.ofColumn(1)));
        Kernel conditional = Kernel.of("c", Definiteness.CONDITIONAL, (a, b) -> -Math.abs(a[0] - b[0]));
        fails(
                "expected a positive semi-definite one",
                () -> KernelPca.of(conditional)
                        .withLandmarks(Landmarks.of(x, 0))
                        .fit(x));
        assertEquals("KernelPca[gaussian(lengthScale=1.0), 2 components]", config.toString());
    }

    private static void fails(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
