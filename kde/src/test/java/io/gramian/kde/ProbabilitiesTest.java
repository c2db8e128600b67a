package io.gramian.kde;

import static io.gramian.kde.DerivativesTest.assertMessage;
import static io.gramian.kde.DerivativesTest.bandwidth;
import static io.gramian.kde.DerivativesTest.normal;
import static io.gramian.kde.DerivativesTest.weights;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbabilitiesTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    private static DensityModel onLine(String kernel, double h, int n, long seed) {
        return KernelDensity.of(DensityKernel.named(kernel))
                .withBandwidth(h)
                .withWeights(weights(n, seed))
                .fit(normal(n, 1, seed));
    }

    @Test
    void boxesAndQuantilesOfSciPy() {
        Reference reference = new Reference("fullcov_faithful1d");
        for (boolean isWeighted : new boolean[] {false, true}) {
            KernelDensity scott = KernelDensity.gaussian();
            String column = isWeighted ? "weighted" : "unweighted";
            DensityModel density = (isWeighted ? scott.withWeights(reference.vector("weights.csv")) : scott)
                    .fit(reference.matrix("data.csv"));
            double[] expected = reference.column("expected_box_probabilities.csv", column);
            double[][] boxes = boxes(reference);
            for (int i = 0; i < boxes.length; i++) {
                Estimate found = density.boxProbability(new double[] {boxes[i][0]}, new double[] {boxes[i][1]});
                assertEquals(expected[i], found.value(), 1e-10 * expected[i], column + " box " + i);
                assertEquals(0, found.standardError());
            }
            double[] p = reference.column("expected_quantiles.csv", "p");
            double[] quantiles = reference.column("expected_quantiles.csv", column);
            for (int i = 0; i < p.length; i++) {
                assertEquals(quantiles[i], density.quantile(p[i]), 1e-10, column + " p = " + p[i]);
            }
        }
    }

    private static double[][] boxes(Reference reference) {
        return reference.matrix("boxes.csv");
    }

    @Test
    void boxesOfAFullMatrixInThePlane() {
        Reference reference = new Reference("fullcov_faithful2d");
        DensityModel density = KernelDensity.gaussian().fit(reference.matrix("data.csv"));
        double[] expected = reference.column("expected_box_probabilities.csv", "composite_gauss_legendre");
        double[][] boxes = boxes(reference);
        for (int i = 0; i < boxes.length; i++) {
            Estimate found =
                    density.boxProbability(Arrays.copyOfRange(boxes[i], 0, 2), Arrays.copyOfRange(boxes[i], 2, 4));
            assertEquals(expected[i], found.value(), 1e-12, "box " + i);
        }
    }

    /** By mpmath with 40 digits, halving the logarithm of the tail, for Scott's bandwidth of the eruptions. */
    @Test
    void extremeTailsOfMpmath() {
        Reference reference = new Reference("fullcov_faithful1d");
        DensityModel plain = KernelDensity.gaussian().fit(reference.matrix("data.csv"));
        DensityModel weighted = KernelDensity.gaussian()
                .withWeights(reference.vector("weights.csv"))
                .fit(reference.matrix("data.csv"));
        assertEquals(0.15787077674552331813, plain.quantile(1e-6), 1e-13);
        assertEquals(-0.75971594393140801419, plain.quantile(1e-12), 1e-13);
        assertEquals(-6.2152437547449103291, plain.quantile(1e-100), 1e-13);
        assertEquals(6.5139463959868546086, plain.upperQuantile(1e-6), 1e-13);
        assertEquals(7.4573261235561238715, plain.upperQuantile(1e-12), 1e-13);
        assertEquals(18.824599848399303845, plain.upperQuantile(1e-300), 1e-12);
        assertEquals(-0.95695806465588970772, weighted.quantile(1e-12), 1e-13);
        assertEquals(7.6548922598080784247, weighted.upperQuantile(1e-12), 1e-13);
        assertEquals(1.6886573077991169955e-9, plain.survival(7), 1e-12 * 1.7e-9);
        assertEquals(3.3123726829633729527e-42, plain.survival(10), 1e-12 * 3.4e-42);
        assertEquals(1.3739022437421199346e-7, plain.cdf(0.0), 1e-12 * 1.4e-7);
        assertEquals(2.7833117302311063538e-63, weighted.cdf(-5.0), 1e-12 * 2.8e-63);
    }

    @Property(tries = 80)
    void distributionFunctionsAreMonotoneAndDifferentiateToTheDensity(
            @ForAll @IntRange(min = 0, max = 7) int kernel,
            @ForAll @IntRange(min = 1, max = 130) int n,
            @ForAll @DoubleRange(min = 0.05, max = 3) double h,
            @ForAll @DoubleRange(min = -4, max = 4) double x,
            @ForAll long seed) {
        String name = DensityKernel.names().get(kernel);
        DensityModel density = onLine(name, h, n, seed);
        double step = 1e-5 * h;
        double[] at = density.cdf(Points.ofColumn(x - step, x, x + step));
        assertTrue(at[0] <= at[1] && at[1] <= at[2], name);
        // Near a kink or jump the difference straddles it: there it is between the values on either side.
        double[] f = density.density(Points.ofColumn(x - step, x + step));
        double slope = (at[2] - at[0]) / (2 * step);
        double slack = 1e-8 / h + 1e-4 * Math.max(f[0], f[1]);
        assertTrue(slope >= Math.min(f[0], f[1]) - slack && slope <= Math.max(f[0], f[1]) + slack, name);
        assertEquals(1, at[1] + density.survival(x), 1e-14);
        double[] definition = new double[1];
        double[] w = density.weights();
        DensityModel single =
                KernelDensity.of(DensityKernel.named(name)).withBandwidth(h).fit(new double[][] {{0}});
        for (int i = 0; i < n; i++) {
            definition[0] += w[i] * single.cdf(x - density.points().value(i, 0));
        }
        assertEquals(definition[0], at[1], 1e-14 + 1e-12 * definition[0], "windows of sorted data are the sum");
    }

    @Property(tries = 80)
    void quantilesInvert(
            @ForAll @IntRange(min = 0, max = 7) int kernel,
            @ForAll @IntRange(min = 1, max = 65) int n,
            @ForAll @DoubleRange(min = -30, max = -0.01) double logP,
            @ForAll long seed) {
        String name = DensityKernel.names().get(kernel);
        DensityModel density = onLine(name, 0.7, n, seed);
        double p = Math.exp(logP);
        double low = density.quantile(p);
        double high = density.upperQuantile(p);
        // A unit of rounding of the quantile and of its distance from the data, times the density, and of the
        // probability.
        assertEquals(p, density.cdf(low), slack(density, low) + 1e-12 * p, name);
        assertEquals(p, density.survival(high), slack(density, high) + 1e-12 * p, name);
        if (p > 1e-6) {
            assertEquals(p, density.cdf(density.upperQuantile(1 - p)), 1e-14, name);
        }
    }

    private static double slack(DensityModel density, double x) {
        double rounding = 2 * Math.ulp(x) + 4e-16;
        double[] f = density.density(Points.ofColumn(x - rounding, x + rounding));
        return rounding * Math.max(f[0], f[1]);
    }

    @Test
    void kernelsIntegrateToTheirDistributionFunctions() {
        for (String name : DensityKernel.names()) {
            DensityModel single =
                    KernelDensity.of(DensityKernel.named(name)).withBandwidth(1).fit(new double[][] {{0}});
            double sum = 0;
            int steps = 200_000;
            double[] places = new double[steps];
            Arrays.setAll(places, i -> -40 + (i + 0.5) * 40.37 / steps);
            for (double f : single.density(Points.ofColumn(places))) {
                sum += f * 40.37 / steps;
            }
            assertEquals(sum, single.cdf(0.37), 1e-4, name); // the top hat's jump may fall within a step
            assertEquals(0.5, single.cdf(0.0), 2e-16, name);
        }
    }

    @Test
    void quantilesAtTheEndsAndOnFlatParts() {
        DensityModel tophat =
                KernelDensity.of(DensityKernel.tophat()).withBandwidth(1).fit(new double[][] {{0}, {10}});
        assertEquals(-1, tophat.quantile(0));
        assertEquals(11, tophat.quantile(1));
        assertEquals(1, tophat.quantile(0.5), 1e-12);
        assertEquals(0.5, tophat.cdf(5.0));
        assertEquals(-1, tophat.upperQuantile(1));
        DensityModel gaussian = KernelDensity.gaussian().withBandwidth(1).fit(new double[][] {{0}});
        assertEquals(-INF, gaussian.quantile(0));
        assertEquals(INF, gaussian.quantile(1));
        assertEquals(0, gaussian.quantile(0.5), 1e-16);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-100, 1e100})
    void extremeScales(double scale) {
        DensityModel density =
                KernelDensity.gaussian().withBandwidth(scale).fit(new double[][] {{0}, {0}, {3 * scale}});
        DensityModel one = KernelDensity.gaussian().withBandwidth(1).fit(new double[][] {{0}, {0}, {3}});
        assertEquals(one.cdf(1.3), density.cdf(1.3 * scale), 1e-14);
        assertEquals(one.quantile(1e-9) * scale, density.quantile(1e-9), 1e-13 * scale);
    }

    @Property(tries = 25)
    void boxesAddUp(
            @ForAll @IntRange(min = 1, max = 3) int d,
            @ForAll @IntRange(min = 0, max = 2) int shape,
            @ForAll @DoubleRange(min = -2, max = 2) double cut,
            @ForAll long seed) {
        DensityModel density = KernelDensity.gaussian()
                .withBandwidth(Bandwidth.of(bandwidth(shape, 0.6, d)))
                .withWeights(weights(7, seed))
                .fit(normal(7, d, seed));
        double[] lower = filled(d, -1);
        double[] upper = filled(d, 1.5);
        lower[d - 1] = -INF;
        double[] first = upper.clone();
        first[0] = Math.max(lower[0], Math.min(upper[0], cut));
        double[] second = lower.clone();
        second[0] = first[0];
        Estimate whole = density.boxProbability(lower, upper);
        Estimate left = density.boxProbability(lower, first);
        Estimate right = density.boxProbability(second, upper);
        double error = whole.standardError() + left.standardError() + right.standardError();
        assertEquals(whole.value(), left.value() + right.value(), 6 * error + 1e-13, density.toString());
        assertTrue(error < 1e-3 && (d == 3 && shape == 2 || error == 0));
        double[] everything = filled(d, INF);
        Estimate all = density.boxProbability(filled(d, -INF), everything);
        assertEquals(1, all.value(), 1e-12);
    }

    private static double[] filled(int d, double value) {
        double[] filled = new double[d];
        Arrays.fill(filled, value);
        return filled;
    }

    @Test
    void diagonalBoxesAreProductsAndTheOrthantIsKnown() {
        double[][] data = normal(65, 3, 8);
        DensityModel density = KernelDensity.gaussian()
                .withBandwidth(Bandwidth.diagonal(0.5, 1, 2))
                .fit(data);
        double[] lower = {-1, -INF, 0.2};
        double[] upper = {0.5, 1, INF};
        double expected = 0;
        for (double[] x : data) {
            double product = 1.0 / 65;
            for (int k = 0; k < 3; k++) {
                DensityModel axis =
                        KernelDensity.gaussian().withBandwidth(0.5 * (1 << k)).fit(new double[][] {{x[k]}});
                double high = upper[k] == INF ? 1 : axis.cdf(upper[k]);
                product *= high - (lower[k] == -INF ? 0 : axis.cdf(lower[k]));
            }
            expected += product;
        }
        assertEquals(expected, density.boxProbability(lower, upper).value(), 1e-14);
        assertEquals(density.boxProbability(filled(3, -INF), data[1]).value(), density.cdf(Points.of(data))[1], 1e-16);
    }

    /** With all correlations one half, the orthant has probability 1 / (d + 1). */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 7, 12})
    void orthantsOfEquallyCorrelatedNormals(int d) {
        double[][] h = new double[d][d];
        for (int k = 0; k < d; k++) {
            for (int l = 0; l < d; l++) {
                h[k][l] = k == l ? 4 : 2;
            }
        }
        DensityModel density =
                KernelDensity.gaussian().withBandwidth(Bandwidth.matrix(h)).fit(new double[][] {new double[d]});
        Estimate found = density.boxProbability(filled(d, -INF), new double[d]);
        assertEquals(1.0 / (d + 1), found.value(), d == 2 ? 1e-14 : 5 * found.standardError());
        assertTrue(found.standardError() < 3e-5, found.toString());
        assertEquals(found, density.boxProbability(filled(d, -INF), new double[d]), "the same seed every time");
    }

    /** A block of two coordinates that is independent of the third. */
    @Test
    void latticesAgreeWithPanelsTimesAnInterval() {
        double[][] data = normal(30, 3, 9);
        double[][] h = {{0.5, 0.4, 0}, {0.4, 0.6, 0}, {0, 0, 0.3}};
        DensityModel density =
                KernelDensity.gaussian().withBandwidth(Bandwidth.matrix(h)).fit(data);
        double[] lower = {-0.5, -INF, -1};
        double[] upper = {1.5, 0.7, 0.4};
        double expected = 0;
        for (double[] x : data) {
            DensityModel plane = KernelDensity.gaussian()
                    .withBandwidth(Bandwidth.matrix(new double[][] {{0.5, 0.4}, {0.4, 0.6}}))
                    .fit(new double[][] {{x[0], x[1]}});
            DensityModel axis =
                    KernelDensity.gaussian().withBandwidth(Math.sqrt(0.3)).fit(new double[][] {{x[2]}});
            expected += plane.boxProbability(Arrays.copyOf(lower, 2), Arrays.copyOf(upper, 2))
                            .value()
                    * (axis.cdf(0.4) - axis.cdf(-1.0))
                    / 30;
        }
        Estimate found = density.boxProbability(lower, upper);
        assertEquals(expected, found.value(), 5 * found.standardError());
        assertTrue(found.standardError() > 0 && found.standardError() < 1e-5, found.toString());
    }

    /** P(X <= 0, Y <= 0) = 1/4 + asin(rho) / (2 pi), up to correlations at which the integrand is a step. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, -0.9, 0.999, -0.999999, 0.9999999999})
    void steepPlanes(double rho) {
        DensityModel density = KernelDensity.gaussian()
                .withBandwidth(Bandwidth.matrix(new double[][] {{1, rho}, {rho, 1}}))
                .fit(new double[][] {{0, 0}});
        double expected = 0.25 + Math.asin(rho) / (2 * Math.PI);
        assertEquals(
                expected, density.boxProbability(filled(2, -INF), new double[2]).value(), 1e-13);
        assertEquals(expected, density.cdf(0, 0), 1e-13);
    }

    @Test
    void emptyBoxesAndConstantData() {
        DensityModel density = KernelDensity.gaussian()
                .withBandwidth(Bandwidth.diagonal(1, 2))
                .fit(new double[][] {{5, 1}, {5, 1}, {5, 3}});
        assertEquals(new Estimate(0, 0), density.boxProbability(new double[] {1, 1}, new double[] {0, 2}));
        assertEquals(new Estimate(0, 0), density.boxProbability(new double[] {1, 1}, new double[] {1, 2}));
        assertEquals(
                0.5,
                density.boxProbability(new double[] {5, -INF}, new double[] {INF, INF})
                        .value(),
                1e-15);
    }

    @Test
    void interruptionStops() {
        DensityModel density = KernelDensity.gaussian()
                .withBandwidth(Bandwidth.matrix(new double[][] {{1, 0.5, 0}, {0.5, 1, 0}, {0, 0, 1}}))
                .fit(new double[][] {{0, 0, 0}});
        Thread.currentThread().interrupt();
        try {
            Assertions.assertThrows(
                    CancellationException.class, () -> density.boxProbability(filled(3, -1), filled(3, 1)));
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void badInputIsNamed() {
        DensityModel plane =
                KernelDensity.of(DensityKernel.linear()).withBandwidth(1).fit(new double[][] {{0, 0}});
        DensityModel line = KernelDensity.gaussian().withBandwidth(1).fit(new double[][] {{0}});
        assertMessage("quantile: expected a density on the line, found one in 2 dimensions", () -> plane.quantile(0.5));
        assertMessage("survival: expected a density on the line, found one in 2 dimensions", () -> plane.survival(0.5));
        assertMessage("quantile: expected a probability from 0 to 1, found 1.5", () -> line.quantile(1.5));
        assertMessage(
                "upperQuantile: expected a probability from 0 to 1, found NaN", () -> line.upperQuantile(Double.NaN));
        assertMessage("survival: x is NaN", () -> line.survival(Double.NaN));
        assertMessage(
                "box: lower has 1 ends, but the density has dimension 2",
                () -> plane.boxProbability(new double[1], new double[2]));
        assertMessage(
                "box: upper end of axis 1 is NaN",
                () -> plane.boxProbability(new double[2], new double[] {1, Double.NaN}));
        assertMessage(
                "box probability in 2 dimensions: known for the gaussian kernel, found linear; draw a sample instead",
                () -> plane.cdf(1, 1));
        assertMessage(
                "queries: have dimension 1, but the density was fitted in dimension 2",
                () -> plane.cdf(Points.ofColumn(1)));
    }
}
