package io.gramian.kde;

import static io.gramian.kde.DerivativesTest.assertMessage;
import static io.gramian.kde.DerivativesTest.bandwidth;
import static io.gramian.kde.DerivativesTest.normal;
import static io.gramian.kde.DerivativesTest.weights;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gramian.core.Points;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarginalsTest {
    private static DensityModel model(String kernel, int shape, double h, double[][] data, long seed) {
        return KernelDensity.of(DensityKernel.named(kernel))
                .withBandwidth(Bandwidth.of(bandwidth(shape, h, data[0].length)))
                .withWeights(weights(data.length, seed))
                .fit(data);
    }

    @Property(tries = 20)
    void theMarginalOfAMarginalIsTheMarginal(@ForAll @IntRange(min = 0, max = 2) int shape, @ForAll long seed) {
        DensityModel density = model("gaussian", shape, 0.8, normal(63, 4, seed), seed);
        DensityModel direct = density.marginal(3, 0);
        DensityModel twice = density.marginal(0, 3, 1).marginal(1, 0);
        Points queries = Points.of(normal(5, 2, seed + 1));
        assertArrayEquals(direct.logDensity(queries), twice.logDensity(queries), 1e-12);
        DensityModel back = density.marginal(2, 0, 3, 1).marginal(1, 3, 0, 2);
        Points all = Points.of(normal(5, 4, seed + 1));
        assertArrayEquals(density.logDensity(all), back.logDensity(all), 1e-12);
    }

    /** Midpoint sums over the coordinate or the two coordinates left out. */
    @ParameterizedTest
    @CsvSource({"gaussian,1", "gaussian,2", "tophat,2", "epanechnikov,2", "biweight,2"})
    void isTheIntegralOverTheOthers(String kernel, int dropped) {
        int d = dropped + 1;
        DensityModel density = model(kernel, 2, 1.2, normal(5, d, 3), 3);
        DensityModel marginal = density.marginal(0);
        int steps = 700;
        double reach = kernel.equals("gaussian") ? 14 : 6;
        double cell = 2 * reach / steps;
        for (double x : new double[] {-1, 0.2, 1.1}) {
            double[][] grid = new double[dropped == 1 ? steps : steps * steps][];
            for (int i = 0; i < grid.length; i++) {
                double y = -reach + (i % steps + 0.5) * cell;
                grid[i] = dropped == 1 ? new double[] {x, y} : new double[] {x, y, -reach + (i / steps + 0.5) * cell};
            }
            double sum = 0;
            for (double f : density.density(grid)) {
                sum += f * Math.pow(cell, dropped);
            }
            double tolerance = kernel.equals("gaussian") ? 1e-12 : kernel.equals("tophat") ? 3e-3 : 1e-4;
            assertEquals(sum, marginal.density(x), tolerance * sum, kernel + " at " + x);
        }
    }

    @Test
    void keepsKernelWeightsAndShape() {
        DensityModel density = model("gaussian", 1, 0.5, normal(7, 3, 1), 1);
        DensityModel marginal = density.marginal(2, 0);
        assertEquals(BandwidthMatrix.diagonal(0.5 * 1.6, 0.5), marginal.bandwidth());
        assertArrayEquals(density.weights(), marginal.weights(), 1e-16);
        assertEquals(density.points().value(4, 2), marginal.points().value(4, 0));
        DensityModel cosine = model("cosine", 0, 0.5, normal(7, 2, 1), 1);
        assertEquals(cosine.density(0.1, 0.2), cosine.marginal(1, 0).density(0.2, 0.1), 1e-15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fullcov_faithful1d", "fullcov_faithful2d", "fullcov_iris4d"})
    void integralsOfSciPy(String folder) {
        Reference reference = new Reference(folder);
        double[][] data = reference.matrix("data.csv");
        int d = data[0].length;
        Bandwidth[] rules = {Bandwidth.scott(), Bandwidth.silverman(), Bandwidth.covarianceFactor(0.3)};
        double[][] covariance = Bandwidth.covarianceFactor(1)
                .select(Points.of(data))
                .bandwidth()
                .matrix(d);
        for (int row = 0; row < 6; row++) {
            KernelDensity rule = KernelDensity.gaussian().withBandwidth(rules[row % 3]);
            DensityModel density = (row < 3 ? rule : rule.withWeights(reference.vector("weights.csv"))).fit(data);
            double[] mean = new double[d];
            double[] weights = density.weights();
            for (int i = 0; i < data.length; i++) {
                for (int k = 0; k < d; k++) {
                    mean[k] += weights[i] * data[i][k];
                }
            }
            double square = reference.column("expected_integrals.csv", "integral_f_squared")[row];
            double product = reference.column("expected_integrals.csv", "integral_f_times_normal")[row];
            assertEquals(square, Math.exp(density.logInnerProduct(density)), 1e-11 * square, folder + row);
            assertEquals(product, density.integralTimesNormal(mean, covariance), 1e-11 * product, folder + row);
        }
    }

    @Test
    void innerProductsAreSymmetricAndFarOnesKeepTheirLogarithm() {
        DensityModel f = model("gaussian", 2, 0.5, normal(63, 2, 1), 1);
        DensityModel g = model("gaussian", 0, 0.9, normal(65, 2, 2), 2);
        assertEquals(f.logInnerProduct(g), g.logInnerProduct(f), 1e-12);
        DensityModel here = KernelDensity.gaussian().withBandwidth(3).fit(new double[][] {{0}});
        DensityModel there = KernelDensity.gaussian().withBandwidth(4).fit(new double[][] {{1e5}});
        assertEquals(-1e10 / 50 - Math.log(5) - Math.log(2 * Math.PI) / 2, here.logInnerProduct(there), 1e-6);
    }

    @Test
    void badInputIsNamed() {
        DensityModel density = model("gaussian", 0, 1, normal(3, 2, 1), 1);
        DensityModel linear = model("linear", 0, 1, normal(3, 2, 1), 1);
        DensityModel tophat = model("tophat", 0, 1, normal(3, 2, 1), 1);
        assertMessage("marginal: expected at least one axis, found none", density::marginal);
        assertMessage("marginal: expected axes from 0 to 1, found 2", () -> density.marginal(2));
        assertMessage("marginal: axis 1 occurs twice", () -> density.marginal(1, 1));
        for (DensityModel model : new DensityModel[] {linear, tophat}) {
            assertMessage(
                    "marginal: with 1 axes left out, the kernel " + model.kernel()
                            + " becomes one this library does not have; use the gaussian",
                    () -> model.marginal(0));
        }
        assertMessage(
                "inner product: known for the gaussian kernel, found linear; draw a sample instead",
                () -> density.logInnerProduct(linear));
        assertMessage(
                "inner product: one density has dimension 2, the other 1",
                () -> density.logInnerProduct(density.marginal(0)));
        assertMessage(
                "inner product: one density has dimension 2, the other 1",
                () -> density.integralTimesNormal(new double[1], new double[][] {{1}}));
    }
}
