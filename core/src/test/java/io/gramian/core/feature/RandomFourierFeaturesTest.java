package io.gramian.core.feature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class RandomFourierFeaturesTest {
    private static final List<Kernel> KERNELS = List.of(
            Kernel.gaussian(0.8),
            Kernel.laplacian(1.3),
            Kernel.matern12(0.9),
            Kernel.matern32(1.1),
            Kernel.matern52(0.7),
            Kernel.exponential(1.5),
            Kernel.gaussian(1).withLengthScales(0.5, 1, 2).scaledBy(3),
            Kernel.periodic(3, 1.2));

    private static double[][] rows(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] rows = new double[n][d];
        for (double[] row : rows) Arrays.setAll(row, k -> random.nextGaussian());
        return rows;
    }

    /**
     * The mean of 20,000 frequencies' cosines against the kernel: 5.2 standard deviations over 8 kernels x 10 pairs is a
     * false alarm of 80 x 2e-7 = 1.6e-5. With the length scale wrong by 10 percent the same test fails.
     */
    @Test
    void estimatesAreUnbiasedWithTheStatedVariance() {
        SplittableRandom random = new SplittableRandom(1);
        double[][] x = rows(10, 3, 2);
        double[][] y = rows(10, 3, 3);
        for (Kernel kernel : KERNELS) {
            RandomFourierFeatures features = RandomFourierFeatures.of(kernel, 3, 40_000, random);
            for (int i = 0; i < x.length; i++) {
                double sigma = Math.sqrt(features.variance(x[i], y[i]));
                assertEquals(kernel.value(x[i], y[i]), features.estimate(x[i], y[i]), 5.2 * sigma + 1e-12, kernel + "");
            }
        }
        RandomFourierFeatures wrong = RandomFourierFeatures.of(Kernel.gaussian(0.88), 3, 40_000, random);
        double worst = 0;
        for (int i = 0; i < x.length; i++) {
            double error = wrong.estimate(x[i], y[i]) - Kernel.gaussian(0.8).value(x[i], y[i]);
            worst = Math.max(worst, Math.abs(error) / Math.sqrt(wrong.variance(x[i], y[i])));
        }
        assertTrue(worst > 5.2, "a wrong length scale is noticed: " + worst);
    }

    /**
     * The variance over 400 draws of 20 features: the sample variance of 400 bounded numbers is within 30 percent of
     * the true one (kurtosis below 3, so a standard deviation of 0.07; 4.2 of them, false alarm 3e-5 a comparison).
     */
    @Test
    void theVarianceIsThatOverDraws() {
        SplittableRandom random = new SplittableRandom(4);
        double[] x = {0.3, -0.2};
        double[] y = {-0.5, 0.6};
        for (Kernel kernel : List.of(
                Kernel.gaussian(0.8),
                Kernel.laplacian(1.3),
                Kernel.matern32(0.7).scaledBy(2))) {
            double sum = 0;
            double expected = 0;
            for (int draw = 0; draw < 400; draw++) {
                RandomFourierFeatures features = RandomFourierFeatures.of(kernel, 2, 20, random);
                double error = features.estimate(x, y) - kernel.value(x, y);
                expected = features.variance(x, y);
                sum += error * error;
                assertTrue(Math.abs(error) < features.deviation(1e-9));
            }
            assertEquals(expected, sum / 400, 0.3 * expected, kernel + "");
        }
    }

    @Test
    void orthogonalFeaturesAreUnbiasedAndVaryLess() {
        SplittableRandom random = new SplittableRandom(5);
        Kernel kernel = Kernel.gaussian(6);
        double[] x = rows(1, 8, 6)[0];
        double[] y = rows(1, 8, 7)[0];
        double sum = 0;
        double squares = 0;
        double variance = 0;
        int draws = 2000;
        for (int draw = 0; draw < draws; draw++) {
            RandomFourierFeatures features = RandomFourierFeatures.orthogonal(kernel, 8, 16, random);
            double error = features.estimate(x, y) - kernel.value(x, y);
            sum += error;
            squares += error * error;
            variance = features.variance(x, y);
        }
        assertTrue(Math.abs(sum / draws) < 5.2 * Math.sqrt(variance / draws), "bias " + sum / draws);
        assertTrue(squares / draws < 0.8 * variance, squares / draws + " against " + variance);
        DMatrixRMaj w = RandomFourierFeatures.orthogonal(kernel, 3, 10, random).frequencies();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < i; j++) {
                double product = 0;
                for (int k = 0; k < 3; k++) product += w.get(i, k) * w.get(j, k);
                assertEquals(0, product, 1e-13);
            }
        }
    }

    @Test
    void transformsAgreeWithEachOther() {
        Points points = Points.of(rows(7, 3, 8));
        for (Kernel kernel : KERNELS) {
            RandomFourierFeatures features = RandomFourierFeatures.of(kernel, 3, 12, new SplittableRandom(9));
            DMatrixRMaj z = features.transform(points);
            try (Matrix resident = features.transform(points, Backends.cpu())) {
                assertArrayEquals(z.data, resident.toArray());
            }
            double[] weights = {1, -2, 0, 0.5, 3, 0, 1};
            double[] sum = new double[12];
            for (int i = 0; i < 7; i++) {
                double[] one = features.transform(points.row(i));
                double norm = 0;
                for (int j = 0; j < 12; j++) {
                    assertEquals(z.get(i, j), one[j]);
                    sum[j] += weights[i] * one[j];
                    norm += one[j] * one[j];
                }
                assertEquals(kernel.value(points.row(i), points.row(i)), norm, 1e-13);
            }
            assertArrayEquals(sum, features.weightedSum(points, weights), 1e-14);
        }
    }

    @Test
    void badInputIsNamed() {
        SplittableRandom random = new SplittableRandom(10);
        assertMessage(
                "random Fourier features: expected a gaussian, laplacian, exponential or matern kernel, found linear()",
                () -> RandomFourierFeatures.of(Kernel.linear(), 2, 4, random));
        assertMessage(
                "orthogonal features: expected a gaussian kernel, found laplacian(lengthScale=1.0); use independent ones",
                () -> RandomFourierFeatures.orthogonal(Kernel.laplacian(1), 2, 4, random));
        assertMessage(
                "features: expected an even number of at least 2, found 3",
                () -> RandomFourierFeatures.of(Kernel.gaussian(1), 2, 3, random));
        assertMessage(
                "dimension: expected at least 1, found 0",
                () -> RandomFourierFeatures.of(Kernel.gaussian(1), 0, 4, random));
        RandomFourierFeatures features = RandomFourierFeatures.of(Kernel.gaussian(1), 2, 4, random);
        assertMessage(
                "points: have dimension 1, but the features were drawn for dimension 2", () -> features.transform(1.0));
        assertMessage(
                "weights: expected one for each of the 1 points, found 2",
                () -> features.weightedSum(Points.ofRowMajor(new double[2], 2), new double[2]));
        assertMessage("probability: expected a number within (0, 1), found 1.0", () -> features.deviation(1));
    }

    @Test
    void anInterruptStopsIt() {
        RandomFourierFeatures features = RandomFourierFeatures.of(Kernel.gaussian(1), 1, 4, new SplittableRandom(11));
        Thread.currentThread().interrupt();
        try {
            assertThrows(CancellationException.class, () -> features.transform(1.0));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    private static void assertMessage(String expected, Runnable action) {
        assertEquals(
                expected,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }
}
