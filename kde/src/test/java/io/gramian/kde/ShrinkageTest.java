package io.gramian.kde;

import static io.gramian.kde.DerivativesTest.bandwidth;
import static io.gramian.kde.DerivativesTest.normal;
import static io.gramian.kde.DerivativesTest.weights;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.kde.internal.selection.Covariance;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Draws that keep the covariance of the data. Counts in cells are tested at level 1e-3 with a fixed seed; second moments
 * by their standard errors, estimated from the draws, at 5 of them (6e-7 each, some 100 of them). A changed seed fails one
 * test by chance with probability 1e-3.
 */
@Tag("statistical")
class ShrinkageTest {
    static java.util.stream.Stream<DensityKernel> kernels() {
        return DensityKernel.names().stream().map(DensityKernel::named);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void varianceOfAKernelIsItsIntegral(DensityKernel kernel) {
        for (int d : new int[] {1, 3, 6}) {
            double above = 0;
            double below = 0;
            double reach = kernel.isCompact() ? 1 : 100;
            int steps = 400_000;
            for (int i = 0; i < steps; i++) {
                double u = (i + 0.5) * reach / steps;
                double k = kernel.value(new double[] {u}, new double[] {0}) * Math.pow(u, d - 1);
                above += u * u * k / d;
                below += k;
            }
            assertEquals(above / below, Shrinkage.variance(kernel, d), 1e-8 * above / below, kernel + " d = " + d);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void covarianceIsThatOfTheData(DensityKernel kernel) {
        for (int shape = 0; shape <= 2; shape++) {
            double[][] data = normal(20, 2, 3);
            DensityModel density = KernelDensity.of(kernel)
                    .withBandwidth(Bandwidth.of(bandwidth(shape, 1.1, 2)))
                    .withWeights(weights(20, 4))
                    .fit(data);
            Points draws = density.sampleShrunk(30_000, new SplittableRandom(7 + shape));
            double[][] expected = Covariance.of(density.points(), density.weights());
            assertTrue(worst(draws, density, expected) < 5, kernel + " shape " + shape);
            assertTrue(
                    worst(density.sample(30_000, new SplittableRandom(7)), density, expected) > 5,
                    "draws that are not shrunk are found out");
        }
    }

    /** The largest difference of a moment from what it should be, in standard errors. */
    private static double worst(Points draws, DensityModel density, double[][] covariance) {
        double[] mean = Covariance.mean(density.points(), density.weights());
        double worst = 0;
        for (int k = 0; k < mean.length; k++) {
            for (int l = 0; l <= k + 1; l++) {
                double sum = 0;
                double squares = 0;
                for (double[] x : draws.toArray()) {
                    double value = l > k ? x[k] - mean[k] : (x[k] - mean[k]) * (x[l] - mean[l]) - covariance[k][l];
                    sum += value;
                    squares += value * value;
                }
                worst = Math.max(worst, Math.abs(sum) / Math.sqrt(squares));
            }
        }
        return worst;
    }

    /** With H = h^2 S a draw is mean + (x_i - mean + h z) / sqrt(1 + h^2): a mixture whose cells are known. */
    @Test
    void drawsFollowTheShrunkMixture() {
        double[][] data = {{0}, {0}, {1}, {5}};
        double variance = Covariance.of(Points.of(data), new double[] {0.25, 0.25, 0.25, 0.25})[0][0];
        double h = 0.4;
        DensityModel density =
                KernelDensity.gaussian().withBandwidth(h * Math.sqrt(variance)).fit(data);
        double shrink = 1 / Math.sqrt(1 + h * h);
        DensityModel shrunk = KernelDensity.gaussian()
                .withBandwidth(h * Math.sqrt(variance) * shrink)
                .fit(Arrays.stream(data)
                        .map(x -> new double[] {1.5 + (x[0] - 1.5) * shrink})
                        .toArray(double[][]::new));
        assertTrue(pValue(density.sampleShrunk(20_000, new SplittableRandom(1)), shrunk) > 1e-3);
        assertTrue(pValue(density.sample(20_000, new SplittableRandom(1)), shrunk) < 1e-3);
    }

    private static double pValue(Points draws, DensityModel law) {
        long[] counts = new long[20];
        for (double x : draws.column(0)) {
            counts[(int) Math.min(19, 20 * law.cdf(x))]++;
        }
        return ChiSquareTest.withDefaults().test(counts).getPValue();
    }

    @Test
    void aConstantAxisStaysConstant() {
        double[][] data = {{1, 7}, {2, 7}, {4, 7}};
        Points draws = KernelDensity.gaussian().withBandwidth(0.5).fit(data).sampleShrunk(50, new SplittableRandom(1));
        for (double x : draws.column(1)) {
            assertEquals(7, x, 1e-14);
        }
        assertTrue(Arrays.stream(draws.column(0)).distinct().count() == 50);
    }
}
