package io.gramian.kde;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backends;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelDensityTest {
    static java.util.stream.Stream<DensityKernel> kernels() {
        return DensityKernel.names().stream().map(DensityKernel::named);
    }

    private static Points normal(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] rows = new double[n * d];
        Arrays.setAll(rows, i -> random.nextGaussian());
        return Points.ofRowMajor(rows, d);
    }

    /** The definition, one pair after the other, with H inverted by Cramer's rule in two dimensions. */
    private static double obvious(double[][] data, double[] weights, DensityKernel kernel, double[][] h, double[] x) {
        double det = h[0][0] * h[1][1] - h[0][1] * h[1][0];
        double sum = 0;
        for (int i = 0; i < data.length; i++) {
            double a = x[0] - data[i][0];
            double b = x[1] - data[i][1];
            double u = Math.sqrt((h[1][1] * a * a - 2 * h[0][1] * a * b + h[0][0] * b * b) / det);
            sum += weights[i] * kernel.value(new double[] {u}, new double[] {0});
        }
        return sum * Math.exp(kernel.logNormaliser(2)) / Math.sqrt(det);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void isItsDefinition(DensityKernel kernel) {
        double[][] data = normal(65, 2, 1).toArray();
        double[] weights = new SplittableRandom(2).doubles(65).toArray();
        weights[3] = 0;
        double sum = Arrays.stream(weights).sum();
        double[] shares = Arrays.stream(weights).map(w -> w / sum).toArray();
        BandwidthMatrix[] bandwidths = {
            BandwidthMatrix.scalar(0.8),
            BandwidthMatrix.diagonal(0.8, 1.3),
            BandwidthMatrix.full(new double[][] {{0.9, -0.5}, {-0.5, 1.1}})
        };
        double[][] queries = normal(7, 2, 3).toArray();
        for (BandwidthMatrix bandwidth : bandwidths) {
            DensityModel density = KernelDensity.of(kernel)
                    .withBandwidth(Bandwidth.of(bandwidth))
                    .withWeights(weights)
                    .fit(data);
            double[] found = density.density(queries);
            for (int i = 0; i < queries.length; i++) {
                double expected = obvious(data, shares, kernel, bandwidth.matrix(2), queries[i]);
                assertEquals(expected, found[i], 1e-12 * expected, kernel + " " + bandwidth);
                assertEquals(found[i], density.density(queries[i]), 1e-15);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void integratesToOne(DensityKernel kernel) {
        for (int d = 1; d <= 2; d++) {
            DensityModel density = KernelDensity.of(kernel).withBandwidth(0.7).fit(normal(5, d, 4));
            int steps = d == 1 ? 20_001 : 1601;
            double reach = kernel.isCompact() || d == 1 ? 6 : 16;
            double cell = 2 * reach / (steps - 1);
            double[] grid = new double[steps];
            Arrays.setAll(grid, i -> -reach + i * cell);
            double[] rows = d == 1 ? grid : new double[2 * steps * steps];
            for (int i = 0; d == 2 && i < steps * steps; i++) {
                rows[2 * i] = grid[i / steps];
                rows[2 * i + 1] = grid[i % steps];
            }
            double mass =
                    Arrays.stream(density.density(Points.ofRowMajor(rows, d))).sum() * Math.pow(cell, d);
            // The top hat's edge and the exponential's tail limit the sum over a grid.
            assertEquals(1, mass, 2e-3, kernel + " d=" + d);
        }
    }

    @Test
    void diagonalAndFullAgree() {
        Points x = normal(64, 3, 5);
        Points queries = normal(9, 3, 6);
        KernelDensity gaussian = KernelDensity.gaussian();
        double[] diagonal =
                gaussian.withBandwidth(Bandwidth.diagonal(0.5, 1, 2)).fit(x).logDensity(queries);
        double[] full = gaussian.withBandwidth(Bandwidth.matrix(new double[][] {{0.25, 0, 0}, {0, 1, 0}, {0, 0, 4}}))
                .fit(x)
                .logDensity(queries);
        assertArrayEquals(diagonal, full, 1e-12);
        double[] equal =
                gaussian.withBandwidth(Bandwidth.diagonal(0.5, 0.5, 0.5)).fit(x).logDensity(queries);
        assertArrayEquals(gaussian.withBandwidth(0.5).fit(x).logDensity(queries), equal, 1e-12);
    }

    @Test
    void leaveOneOutIsTheDensityOfTheOthers() {
        for (int n : new int[] {2, 7, 63, 64, 65}) {
            double[][] data = normal(n, 2, n).toArray();
            data[1] = data[0].clone(); // a duplicate counts
            double[] weights = new SplittableRandom(n).doubles(n, 0.1, 1).toArray();
            KernelDensity gaussian = KernelDensity.gaussian().withBandwidth(0.4);
            double[] loo = gaussian.withWeights(weights).fit(data).leaveOneOutLogDensity();
            for (int i = 0; i < n; i++) {
                double[] others = weights.clone();
                others[i] = 0;
                double expected = gaussian.withWeights(others).fit(data).logDensity(data[i]);
                assertEquals(expected, loo[i], 1e-11 * Math.max(1, Math.abs(expected)));
            }
        }
    }

    @Test
    void leaveOneOutUnderADominantWeight() {
        KernelDensity gaussian = KernelDensity.gaussian().withBandwidth(0.5);
        double[][] data = {{0}, {1}, {3}};
        for (double small : new double[] {1e-3, 1e-12, 1e-20, 1e-300}) {
            double[] loo = gaussian.withWeights(1, small, small).fit(data).leaveOneOutLogDensity();
            double expected = gaussian.fit(new double[][] {{1}, {3}}).logDensity(0.0);
            assertEquals(expected, loo[0], 1e-12 * Math.abs(expected), "weights 1 and " + small);
        }
    }

    @Test
    void collinearColumnsAreRefusedHoweverTheyRound() {
        for (double slope : new double[] {0.1, 1.0 / 3, 0.7, 1e-3, 123.456}) {
            for (int seed = 0; seed < 4; seed++) {
                double[][] data = normal(3000, 2, seed).toArray();
                for (double[] row : data) row[1] = slope * row[0];
                numerical(() -> KernelDensity.gaussian().fit(data));
            }
        }
    }

    @Test
    void aQueryAMillionBandwidthsAwayIsFinite() {
        for (Precision precision : Precision.values()) {
            DensityModel density = KernelDensity.gaussian()
                    .withBandwidth(1e-3)
                    .withBackend(Backends.cpu().withPrecision(precision))
                    .fit(normal(1000, 2, 7));
            double log = density.logDensity(1000.0, 0);
            assertTrue(Double.isFinite(log) && log < -4.9e11 && log > -5.1e11, precision + ": " + log);
        }
    }

    @Test
    void compactKernelsEnd() {
        DensityModel density =
                KernelDensity.of(DensityKernel.epanechnikov()).withBandwidth(1).fit(new double[][] {{0}, {0.5}});
        assertEquals(Double.NEGATIVE_INFINITY, density.logDensity(7.0));
        assertEquals(0, density.density(7.0));
        assertEquals(Regime.CONDENSED, density.regime(7.0));
    }

    @Test
    void regimesFollowTheBandwidth() {
        // A standard normal in 20 dimensions, n = 2981: h_G at finite size is 0.8424 (docs/references.md).
        Points x = normal(2981, 20, 8);
        Points queries = normal(200, 20, 9);
        double[] mean = new double[3];
        double[] bandwidths = {0.4, 1.0, 1.7};
        for (int b = 0; b < bandwidths.length; b++) {
            DensityModel density =
                    KernelDensity.gaussian().withBandwidth(bandwidths[b]).fit(x);
            QueryDiagnostics diagnostics = density.diagnose(queries);
            double inverse = 0;
            for (int i = 0; i < 200; i++) {
                inverse += 1 / diagnostics.stableIndex(i) / 200;
                assertTrue(diagnostics.effectiveSampleSize(i) >= 1);
                assertTrue(diagnostics.entropy(i) <= Math.log(2981));
            }
            mean[b] = Math.sqrt(inverse) * bandwidths[b]; // h_G, the same whatever the bandwidth
        }
        for (double hg : mean) {
            assertEquals(0.8424, hg, 0.12, "Hill's estimate with k = 10 lies about a tenth above");
            assertEquals(mean[0], hg, 1e-9);
        }
        DensityModel narrow = KernelDensity.gaussian().withBandwidth(0.2).fit(x);
        DensityModel wide = KernelDensity.gaussian().withBandwidth(4).fit(x);
        assertEquals(Regime.CONDENSED, narrow.regime(queries.row(0)));
        assertEquals(Regime.CLASSICAL, wide.regime(queries.row(0)));
    }

    @Test
    void pointsOfWeightZeroDoNotMakeARegime() {
        double[] weights = new double[40];
        Arrays.fill(weights, 20, 40, 1);
        double[][] data = normal(40, 2, 13).toArray();
        for (int i = 20; i < 40; i++) {
            data[i][0] += 30;
        }
        double[][] others = Arrays.copyOfRange(data, 20, 40);
        KernelDensity gaussian = KernelDensity.gaussian().withBandwidth(1);
        Points query = Points.of(new double[][] {{0, 0}});
        double expected = gaussian.fit(others).diagnose(query).stableIndex(0);
        double found = gaussian.withWeights(weights).fit(data).diagnose(query).stableIndex(0);
        assertEquals(expected, found, 1e-9);
        assertEquals(Regime.CONDENSED, Regime.of(found));
    }

    @Test
    void weightsNeedNotSumToOneAndMayBeHuge() {
        Points x = normal(10, 1, 10);
        double[] weights = new SplittableRandom(1).doubles(10).toArray();
        double[] huge = Arrays.stream(weights).map(w -> w * 1e307).toArray();
        KernelDensity gaussian = KernelDensity.gaussian().withBandwidth(0.3);
        assertEquals(
                gaussian.withWeights(weights).fit(x).logDensity(0.1),
                gaussian.withWeights(huge).fit(x).logDensity(0.1),
                1e-13);
        double[] ones = new double[10];
        Arrays.fill(ones, 3);
        assertEquals(
                gaussian.fit(x).logDensity(0.1),
                gaussian.withWeights(ones).fit(x).logDensity(0.1),
                1e-13);
    }

    @Test
    void callersArraysAreTheirs() {
        double[][] data = normal(5, 2, 11).toArray();
        double[][] copy = Arrays.stream(data).map(double[]::clone).toArray(double[][]::new);
        double[] weights = {1, 2, 3, 4, 5};
        DensityModel density =
                KernelDensity.gaussian().withBandwidth(1).withWeights(weights).fit(data);
        double before = density.logDensity(0.0, 0);
        assertArrayEquals(copy, data);
        assertArrayEquals(new double[] {1, 2, 3, 4, 5}, weights);
        data[0][0] = 100;
        weights[0] = 100;
        assertEquals(before, density.logDensity(0.0, 0));
    }

    @Test
    void describesItself() {
        DensityModel density = KernelDensity.gaussian().withBandwidth(0.5).fit(normal(5, 2, 12));
        assertTrue(density.toString().startsWith("DensityModel[gaussian, 5 x 2, bandwidth 0.5, "), density.toString());
        assertEquals(
                "[1.0, 0.5; 0.5, 2.0]",
                BandwidthMatrix.full(new double[][] {{1, 0.5}, {0.5, 2}}).toString());
        assertEquals(
                "KernelDensity[tophat, bandwidth silverman()]",
                KernelDensity.of(DensityKernel.tophat())
                        .withBandwidth(Bandwidth.silverman())
                        .toString());
    }

    @Test
    void badInputIsNamed() {
        KernelDensity gaussian = KernelDensity.gaussian().withBandwidth(1);
        double[][] data = {{0, 1}, {2, 3}};
        assertEquals(
                "points: row 1, column 0 is NaN; all values must be finite",
                message(() -> gaussian.fit(new double[][] {{0, 1}, {Double.NaN, 3}})));
        assertEquals(
                "points: row 0, column 1 is Infinity; all values must be finite",
                message(() -> gaussian.fit(data).logDensity(0, Double.POSITIVE_INFINITY)));
        assertEquals(
                "queries: have dimension 3, but the density was fitted in dimension 2",
                message(() -> gaussian.fit(data).logDensity(1, 2, 3)));
        assertEquals(
                "weights: entry 1 is -2.0; weights must be finite and not negative",
                message(() -> gaussian.withWeights(1, -2)));
        assertEquals(
                "weights: entry 0 is NaN; weights must be finite and not negative",
                message(() -> gaussian.withWeights(Double.NaN)));
        assertEquals(
                "weights: all 2 are zero; at least one must be positive", message(() -> gaussian.withWeights(0, 0)));
        assertEquals(
                "weights: expected one for each of the 2 points, found 3",
                message(() -> gaussian.withWeights(1, 2, 3).fit(data)));
        for (double h : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertEquals(
                    "bandwidth: expected a positive number from 1e-150 to 1e150, found " + h,
                    message(() -> KernelDensity.gaussian().withBandwidth(h)));
        }
        assertEquals(
                "bandwidth of axis 1: expected a positive number from 1e-150 to 1e150, found 0.0",
                message(() -> Bandwidth.diagonal(1, 0)));
        assertEquals(
                "bandwidth: made for dimension 3, but the points have dimension 2",
                message(() ->
                        gaussian.withBandwidth(Bandwidth.diagonal(1, 1, 1)).fit(data)));
        assertEquals(
                "bandwidth matrix: entry (0, 1) is 1.0, but entry (1, 0) is 2.0; the matrix must be symmetric",
                message(() -> Bandwidth.matrix(new double[][] {{4, 1}, {2, 4}})));
        assertEquals(
                "bandwidth matrix: entry (1, 1) is NaN; all entries must be finite",
                message(() -> Bandwidth.matrix(new double[][] {{4, 1}, {1, Double.NaN}})));
        assertTrue(numerical(() -> Bandwidth.matrix(new double[][] {{1, 2}, {2, 4}}))
                .startsWith("bandwidth matrix: not positive definite; pivot 1 is 0.0 where the entry is 4.0"));
        assertTrue(numerical(() -> Bandwidth.matrix(new double[][] {{1, 2}, {2, 1}}))
                .contains("pivot 1 is -3.0"));
        assertTrue(message(() -> DensityKernel.named("gauss")).contains("found 'gauss'"));
        assertTrue(message(() -> gaussian.fit(data).sample(0, new SplittableRandom(1)))
                .startsWith("count: expected 1 to "));
    }

    @Test
    void dataWithoutSpreadHaveNoRule() {
        KernelDensity scott = KernelDensity.gaussian();
        String one = numerical(() -> scott.fit(new double[][] {{1, 2}}));
        assertTrue(one.contains("needs at least two points of positive weight"), one);
        String constant = numerical(() -> scott.fit(new double[][] {{1, 2}, {1, 3}, {1, 5}}));
        assertTrue(constant.contains("axis 0 is constant or a combination"), constant);
        String line = numerical(() -> scott.fit(new double[][] {{1, 2}, {2, 4}, {3, 6}}));
        assertTrue(line.contains("axis 1 is constant or a combination"), line);
        String same = numerical(() -> scott.fit(new double[][] {{1}, {1}, {1}}));
        assertTrue(same.contains("do not spread"), same);
        assertTrue(numerical(
                        () -> scott.withBandwidth(1).fit(new double[][] {{1}}).leaveOneOutLogDensity())
                .contains("point 0 has all the weight"));
    }

    private static String message(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }

    private static String numerical(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(NumericalException.class, call).getMessage();
    }
}
