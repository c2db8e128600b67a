package io.gramian.kde;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Draws counted in cells against the exact probabilities of the cells, at level 1e-3 for each test with a fixed
 * seed. Of the 26 tests below one fails by chance with probability 2.6 % when the seed is changed; with the seed as
 * it stands the outcome never changes. The last tests show that wrong samplers are found out.
 */
@Tag("statistical")
class SamplingStatisticalTest {
    private static final double LEVEL = 1e-3;
    private static final int DRAWS = 20_000;
    private static final int CELLS = 20;

    static java.util.stream.Stream<DensityKernel> kernels() {
        return DensityKernel.names().stream().map(DensityKernel::named);
    }

    /** The p-value of the distances u against the density proportional to u^(d-1) k(u), integrated numerically. */
    private static double pValue(double[] distances, int d, DensityKernel kernel) {
        double reach = kernel.isCompact() ? 1 : 60 + 4.0 * d;
        int steps = 400_000;
        double[] cumulative = new double[steps + 1];
        for (int i = 1; i <= steps; i++) {
            double u = (i - 0.5) * reach / steps;
            double k = kernel.value(new double[] {u}, new double[] {0});
            cumulative[i] = cumulative[i - 1] + Math.pow(u, d - 1) * k;
        }
        DoubleUnaryOperator cdf = u -> cumulative[(int) Math.min(steps, Math.round(u / reach * steps))];
        double total = cumulative[steps];
        long[] counts = new long[CELLS];
        for (double u : distances) {
            counts[(int) Math.min(CELLS - 1, cdf.applyAsDouble(u) / total * CELLS)]++;
        }
        return ChiSquareTest.withDefaults().test(counts).getPValue(); // cells of equal probability
    }

    private static double[] distances(DensityKernel kernel, int d, double h) {
        DensityModel single = KernelDensity.of(kernel).withBandwidth(h).fit(new double[][] {new double[d]});
        Points draws = single.sample(DRAWS, new SplittableRandom(20261122 + d));
        return Arrays.stream(draws.toArray())
                .mapToDouble(x -> Math.sqrt(Arrays.stream(x).map(v -> v * v).sum()) / h)
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void distancesFollowTheKernel(DensityKernel kernel) {
        for (int d : new int[] {1, 2, 7}) {
            double p = pValue(distances(kernel, d, 0.5), d, kernel);
            assertTrue(p > LEVEL, kernel + " d=" + d + ": p = " + p);
        }
    }

    @Test
    void directionsAreUniform() {
        Points draws = KernelDensity.of(DensityKernel.linear())
                .withBandwidth(2)
                .fit(new double[][] {{0, 0}})
                .sample(DRAWS, new SplittableRandom(1));
        long[] counts = new long[CELLS];
        for (double[] x : draws.toArray()) {
            counts[(int) ((Math.atan2(x[1], x[0]) / (2 * Math.PI) + 0.5) * CELLS) % CELLS]++;
        }
        assertTrue(ChiSquareTest.withDefaults().test(counts).getPValue() > LEVEL);
    }

    @Test
    void pointsAreChosenByWeight() {
        double[] weights = {0, 3, 1, 0, 0, 2, 4, 0};
        double[][] data = new double[8][1];
        for (int i = 0; i < 8; i++) {
            data[i][0] = 100 * i;
        }
        Points draws = KernelDensity.of(DensityKernel.tophat())
                .withBandwidth(1)
                .withWeights(weights)
                .fit(data)
                .sample(DRAWS, new SplittableRandom(2));
        long[] counts = new long[8];
        for (double x : draws.column(0)) {
            counts[(int) Math.round(x / 100)]++;
        }
        assertEquals(0, counts[0] + counts[3] + counts[4] + counts[7], "weight zero is never drawn");
        long[] positive = {counts[1], counts[2], counts[5], counts[6]};
        assertTrue(ChiSquareTest.withDefaults()
                        .test(new double[] {3, 1, 2, 4}, positive)
                        .getPValue()
                > LEVEL);
    }

    @Test
    void momentsFollowTheBandwidthMatrix() {
        double[][] h = {{2, 0.9}, {0.9, 1}};
        Points draws = KernelDensity.gaussian()
                .withBandwidth(Bandwidth.matrix(h))
                .fit(new double[][] {{5, -5}})
                .sample(100_000, new SplittableRandom(3));
        double[] sums = new double[3];
        for (double[] x : draws.toArray()) {
            sums[0] += (x[0] - 5) * (x[0] - 5) / 100_000;
            sums[1] += (x[0] - 5) * (x[1] + 5) / 100_000;
            sums[2] += (x[1] + 5) * (x[1] + 5) / 100_000;
        }
        // Standard errors sqrt((h_ii h_jj + h_ij^2) / n): 0.0089, 0.0053, 0.0045; four of them.
        assertEquals(2, sums[0], 0.036);
        assertEquals(0.9, sums[1], 0.022);
        assertEquals(1, sums[2], 0.018);
    }

    @Test
    void theSameSeedDrawsTheSame() {
        DensityModel density = KernelDensity.gaussian().withBandwidth(1).fit(new double[][] {{0, 1}, {2, 3}});
        assertEquals(density.sample(100, new SplittableRandom(5)), density.sample(100, new SplittableRandom(5)));
        assertFalse(density.sample(100, new SplittableRandom(5)).equals(density.sample(100, new SplittableRandom(6))));
    }

    @Test
    void wrongSamplersAreFoundOut() {
        // A radius off by 3 %, the radius of a neighbouring dimension, and the linear law in place of the cosine.
        double[] good = distances(DensityKernel.gaussian(), 2, 0.5);
        double[] wide = Arrays.stream(good).map(u -> 1.03 * u).toArray();
        assertTrue(pValue(wide, 2, DensityKernel.gaussian()) < LEVEL);
        assertTrue(pValue(distances(DensityKernel.epanechnikov(), 6, 0.5), 7, DensityKernel.epanechnikov()) < LEVEL);
        assertTrue(pValue(distances(DensityKernel.linear(), 2, 0.5), 2, DensityKernel.cosine()) < LEVEL);
    }

    @Test
    void tooManyDrawsAreRefused() {
        DensityModel density = KernelDensity.gaussian().withBandwidth(1).fit(new double[][] {{0, 1}});
        assertThrows(IllegalArgumentException.class, () -> density.sample(Integer.MAX_VALUE, new SplittableRandom(1)));
    }
}
