package io.gramian.core.feature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorSketchTest {
    /** Draws that are the digits of a number: counting through all numbers is every possible draw, once. */
    private static final class Digits implements RandomGenerator {
        private long rest;

        Digits(long number) {
            this.rest = number;
        }

        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int nextInt(int bound) {
            int digit = (int) (rest % bound);
            rest /= bound;
            return digit;
        }

        @Override
        public boolean nextBoolean() {
            return nextInt(2) == 1;
        }
    }

    /** Mean and variance over all draws of places and signs are the kernel and the stated variance: no chance is left. */
    @ParameterizedTest
    @CsvSource({"1, 2", "1, 3", "2, 2", "2, 3", "2, 4", "3, 2", "3, 3", "2, 1"})
    void meanAndVarianceOverEveryDraw(int degree, int count) {
        Kernel kernel = Kernel.polynomial(degree, 1.7, 0.6).scaledBy(2.5);
        double[] x = {0.7};
        double[] y = {-0.4};
        long draws = Math.round(Math.pow(2 * count, 2 * degree));
        double sum = 0;
        double squares = 0;
        for (long draw = 0; draw < draws; draw++) {
            double estimate =
                    TensorSketch.of(kernel, 1, count, new Digits(draw)).estimate(x, y);
            sum += estimate;
            squares += estimate * estimate;
        }
        double mean = sum / draws;
        assertEquals(kernel.value(x, y), mean, 1e-12);
        double stated = TensorSketch.of(kernel, 1, count, new Digits(0)).variance(x, y);
        assertEquals(squares / draws - mean * mean, stated, 1e-11 * (1 + stated));
        assertTrue(stated > 1e-3 || count == 1, "the variance is not trivially zero: " + stated);
    }

    private static double worst(Kernel sketched, Kernel kernel, int d, int count, SplittableRandom random) {
        double worst = 0;
        int repeats = 400;
        for (int pair = 0; pair < 5; pair++) {
            double[] x = random.doubles(d, -1, 1).toArray();
            double[] y = random.doubles(d, -1, 1).toArray();
            double sum = 0;
            double variance = 0;
            for (int repeat = 0; repeat < repeats; repeat++) {
                TensorSketch sketch = TensorSketch.of(sketched, d, count, random);
                sum += sketch.estimate(x, y);
                variance = sketch.variance(x, y);
            }
            double sigma = Math.sqrt(variance / repeats);
            worst = Math.max(worst, Math.abs(sum / repeats - kernel.value(x, y)) / sigma);
        }
        return worst;
    }

    /**
     * The mean of 400 sketches within 5.2 standard deviations, 20 means: a false alarm of 4e-6 if they are normal. An offset
     * of 1.5 in place of 1 is noticed.
     */
    @Test
    void estimatesAreUnbiasedInManyDimensions() {
        SplittableRandom random = new SplittableRandom(5);
        Kernel scaled = Kernel.polynomial(2, 0.5, 0).withLengthScales(1, 0.5, 2, 1, 1, 3, 1);
        assertTrue(worst(Kernel.polynomial(3, 0.3, 1), Kernel.polynomial(3, 0.3, 1), 7, 60, random) < 5.2);
        assertTrue(worst(scaled, scaled, 7, 64, random) < 5.2);
        assertTrue(worst(Kernel.linear(), Kernel.linear(), 7, 7, random) < 5.2);
        assertTrue(worst(Kernel.polynomial(2, 0.3, 1.5), Kernel.polynomial(2, 0.3, 1), 7, 240, random) > 5.2);
    }

    @Test
    void rowsMatricesAndSinglePointsAgree() {
        SplittableRandom random = new SplittableRandom(1);
        FeatureMap map = TensorSketch.of(Kernel.polynomial(2, 1, 1), 2, 30, random);
        Points x = Points.of(new double[][] {{1, 2}, {0, 0}, {-3, 0.5}});
        DMatrixRMaj rows = map.transform(x);
        assertEquals(30, map.count());
        assertEquals(2, map.dimension());
        assertEquals(30, rows.numCols);
        for (int i = 0; i < 3; i++) {
            double[] row = java.util.Arrays.copyOfRange(rows.data, 30 * i, 30 * i + 30);
            assertArrayEquals(map.transform(x.row(i)), row);
        }
        try (Matrix resident = map.transform(x, Backends.cpu())) {
            assertArrayEquals(rows.data, resident.toArray());
        }
        assertEquals(
                "TensorSketch[polynomial(degree=2, scale=1.0, offset=1.0), 30 features, dimension 2]", map.toString());
    }

    @Test
    void badInputIsNamed() {
        SplittableRandom random = new SplittableRandom(1);
        Kernel good = Kernel.polynomial(2, 1, 1);
        TensorSketch sketch = TensorSketch.of(good, 2, 8, random);
        fails("expected a linear kernel or a polynomial one", () -> TensorSketch.of(Kernel.gaussian(1), 2, 8, random));
        fails(
                "of offset at least 0, found polynomial(degree=2, scale=1.0, offset=-1.0)",
                () -> TensorSketch.of(Kernel.polynomial(2, 1, -1), 2, 8, random));
        fails("dimension: expected at least 1, found 0", () -> TensorSketch.of(good, 0, 8, random));
        fails("features: expected at least 1, found 0", () -> TensorSketch.of(good, 2, 0, random));
        fails("7", () -> TensorSketch.of(good, 2, 7, random));
        fails("have dimension 3, but the features were drawn for dimension 2", () -> sketch.transform(1, 2, 3));
        fails("have dimension 1", () -> sketch.variance(new double[] {1, 2}, new double[] {1}));
        fails(
                "more than the 2147483639",
                () -> TensorSketch.of(Kernel.linear(), 1, 1 << 27, random).transform(Points.ofColumn(new double[32])));
    }

    @Test
    void interruptionStopsIt() {
        TensorSketch sketch = TensorSketch.of(Kernel.linear(), 1, 2, new SplittableRandom(1));
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> sketch.transform(Points.ofColumn(1, 2)));
        assertTrue(Thread.interrupted());
    }

    private static void fails(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
