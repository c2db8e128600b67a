package io.gramian.kde;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DerivativesTest {
    private static final String[] DIFFERENTIABLE = {
        "gaussian", "epanechnikov", "biweight", "triweight", "exponential", "linear", "cosine"
    };

    static double[][] normal(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] rows = new double[n][d];
        for (double[] row : rows) {
            Arrays.setAll(row, k -> random.nextGaussian());
        }
        return rows;
    }

    static double[] weights(int n, long seed) {
        double[] weights = new SplittableRandom(seed).doubles(n).toArray();
        for (int i = 2; i < n; i += 5) {
            weights[i] = 0;
        }
        return weights;
    }

    /** A bandwidth of each shape: scalar, diagonal, full. */
    static BandwidthMatrix bandwidth(int shape, double h, int d) {
        if (shape == 0) {
            return BandwidthMatrix.scalar(h);
        }
        double[] axes = new double[d];
        double[][] full = new double[d][d];
        for (int k = 0; k < d; k++) {
            axes[k] = h * (1 + 0.3 * k);
            for (int l = 0; l < d; l++) {
                full[k][l] = h * h * (k == l ? 1 + 0.2 * k : 0.4);
            }
        }
        return shape == 1 ? BandwidthMatrix.diagonal(axes) : BandwidthMatrix.full(full);
    }

    private static DensityModel model(String kernel, int shape, double h, double[][] data, long seed) {
        return KernelDensity.of(DensityKernel.named(kernel))
                .withBandwidth(Bandwidth.of(bandwidth(shape, h, data[0].length)))
                .withWeights(weights(data.length, seed))
                .fit(data);
    }

    private static double[] moved(double[] x, int k, double by) {
        double[] moved = x.clone();
        moved[k] += by;
        return moved;
    }

    /** Five-point central differences. */
    private static double difference(java.util.function.ToDoubleFunction<double[]> f, double[] x, int k, double step) {
        return (8 * (f.applyAsDouble(moved(x, k, step)) - f.applyAsDouble(moved(x, k, -step)))
                        - (f.applyAsDouble(moved(x, k, 2 * step)) - f.applyAsDouble(moved(x, k, -2 * step))))
                / (12 * step);
    }

    @Property(tries = 60)
    void gradientsAreCentralDifferences(
            @ForAll @IntRange(min = 0, max = 6) int kernel,
            @ForAll @IntRange(min = 0, max = 2) int shape,
            @ForAll @IntRange(min = 1, max = 5) int d,
            @ForAll @IntRange(min = 1, max = 65) int n,
            @ForAll long seed) {
        double[][] data = normal(n, d, seed);
        DensityModel density = model(DIFFERENTIABLE[kernel], shape, 2.5, data, seed);
        double[] x = normal(1, d, seed + 1)[0];
        double f = density.density(x);
        double[] gradient = density.gradient(Points.of(new double[][] {x}))[0];
        double[] score = density.score(Points.of(new double[][] {x}))[0];
        double scale = Math.exp(density.kernel().logNormaliser(d));
        boolean hasKinks = kernel == 1 || kernel >= 4;
        for (int k = 0; k < d; k++) {
            if (hasKinks && reached(density, moved(x, k, -3e-5)) != reached(density, moved(x, k, 3e-5))) {
                continue; // the difference straddles the end of a kernel
            }
            double expected = difference(density::density, x, k, 1e-5);
            assertEquals(expected, gradient[k], (hasKinks ? 1e-4 : 1e-7) * scale, density + " axis " + k);
            if (f > 0) {
                assertEquals(gradient[k], f * score[k], 1e-11 * scale);
            } else {
                assertTrue(Double.isNaN(score[k]) && gradient[k] == 0);
            }
        }
    }

    private static int reached(DensityModel density, double[] x) {
        int count = 0;
        for (double[] point : density.points().toArray()) {
            count += density.kernel().value(x, point) > 0 ? 1 : 0;
        }
        return count;
    }

    @Property(tries = 40)
    void hessiansAreDifferencesOfGradientsAndSymmetric(
            @ForAll @IntRange(min = 0, max = 2) int kernel,
            @ForAll @IntRange(min = 0, max = 2) int shape,
            @ForAll @IntRange(min = 1, max = 4) int d,
            @ForAll long seed) {
        String name = new String[] {"gaussian", "biweight", "triweight"}[kernel];
        DensityModel density = model(name, shape, 3.5, normal(64, d, seed), seed);
        double[] x = normal(1, d, seed + 1)[0];
        Points query = Points.of(new double[][] {x});
        double[][] hessian = density.hessian(query)[0];
        double[][] logHessian = density.logHessian(query)[0];
        double scale = Math.exp(density.kernel().logNormaliser(d));
        // A biweight's second derivatives jump at the edge of its support: few points lie within 1e-5 of it.
        double tolerance = kernel == 1 ? 1e-3 : 1e-7;
        for (int k = 0; k < d; k++) {
            for (int l = 0; l < d; l++) {
                int axis = l;
                assertEquals(hessian[l][k], hessian[k][l]);
                assertEquals(logHessian[l][k], logHessian[k][l]);
                double expected = difference(y -> density.gradient(Points.of(new double[][] {y}))[0][axis], x, k, 1e-5);
                assertEquals(expected, hessian[k][l], tolerance * scale, density + " (" + k + ", " + l + ")");
                double expectedLog = difference(y -> density.score(Points.of(new double[][] {y}))[0][axis], x, k, 1e-5);
                assertEquals(expectedLog, logHessian[k][l], 10 * tolerance, density + " log (" + k + ", " + l + ")");
            }
        }
    }

    @Test
    void farAwayTheNearestPointPulls() {
        double[][] data = {{0, 0}, {1, 0}, {0, 2}};
        Points far = Points.of(new double[][] {{1e6, 0}, {0, -3e8}});
        for (int shape = 0; shape <= 2; shape++) {
            BandwidthMatrix h = bandwidth(shape, 1, 2);
            DensityModel density =
                    KernelDensity.gaussian().withBandwidth(Bandwidth.of(h)).fit(data);
            double[][] score = density.score(far);
            double[][] hessian = density.logHessian(far)[0];
            // All of the sum is one term, log f = const - (x - x_i)' H^-1 (x - x_i) / 2.
            double[][] inverse = inverse(h.matrix(2));
            int nearest = shape == 2 ? nearest(data, far.row(0), inverse) : 1;
            for (int k = 0; k < 2; k++) {
                double expected = -inverse[k][0] * (1e6 - data[nearest][0]) + inverse[k][1] * data[nearest][1];
                assertEquals(expected, score[0][k], 1e-9 * 1e6, "shape " + shape);
                assertEquals(-inverse[k][0], hessian[k][0], 1e-9, "shape " + shape);
                assertEquals(-inverse[k][1], hessian[k][1], 1e-9, "shape " + shape);
            }
            assertArrayEquals(new double[2], density.gradient(far)[0], 0.0, "f itself underflows");
        }
    }

    private static int nearest(double[][] data, double[] x, double[][] inverse) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < data.length; i++) {
            double a = x[0] - data[i][0];
            double b = x[1] - data[i][1];
            double t = inverse[0][0] * a * a + 2 * inverse[0][1] * a * b + inverse[1][1] * b * b;
            if (t < least) {
                least = t;
                best = i;
            }
        }
        return best;
    }

    private static double[][] inverse(double[][] h) {
        double det = h[0][0] * h[1][1] - h[0][1] * h[1][0];
        return new double[][] {{h[1][1] / det, -h[0][1] / det}, {-h[1][0] / det, h[0][0] / det}};
    }

    @Test
    void theHessianFarAwayKeepsTheSpreadOfWhatIsSeen() {
        // Seen from a million bandwidths along the first axis, two points at the same first coordinate share alike:
        // the log-density is that of one point, plus log cosh of the second coordinate.
        DensityModel density =
                KernelDensity.gaussian().withBandwidth(0.5).fit(new double[][] {{0, -0.3}, {0, 0.3}, {-1, 5}});
        double[][] hessian = density.logHessian(Points.of(new double[][] {{5e5, 0}}))[0];
        assertEquals(-4, hessian[0][0], 1e-9);
        assertEquals(0, hessian[0][1], 1e-9);
        assertEquals(-4 + 16 * 0.09, hessian[1][1], 1e-9);
        // The exponential's score is finite there too: one over h, towards the data.
        DensityModel exponential =
                KernelDensity.of(DensityKernel.exponential()).withBandwidth(0.5).fit(new double[][] {{0, 0}});
        assertArrayEquals(new double[] {-2, 0}, exponential.score(Points.of(new double[][] {{5e5, 0}}))[0], 1e-9);
    }

    @Test
    void aPointCountsAsZeroAtItsOwnCusp() {
        for (String name : new String[] {"exponential", "linear", "cosine"}) {
            DensityModel one =
                    KernelDensity.of(DensityKernel.named(name)).withBandwidth(2).fit(new double[][] {{1, 1}});
            assertArrayEquals(new double[2], one.gradient(one.points())[0], 0.0, name);
            assertArrayEquals(new double[2], one.score(one.points())[0], 0.0, name);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 63, 64, 65, 1021})
    void awkwardSizesAreTheObviousSums(int n) {
        double[][] data = normal(n, 2, n);
        DensityModel density = KernelDensity.gaussian()
                .withBandwidth(0.9)
                .withWeights(weights(n, n))
                .fit(data);
        double[] w = density.weights();
        double[] x = {0.3, -0.4};
        double[] expected = new double[2];
        double[][] expectedHessian = new double[2][2];
        for (int i = 0; i < n; i++) {
            double[] u = {data[i][0] - x[0], data[i][1] - x[1]};
            double k = w[i] * Math.exp(-(u[0] * u[0] + u[1] * u[1]) / 1.62) / (2 * Math.PI * 0.81);
            for (int a = 0; a < 2; a++) {
                expected[a] += k * u[a] / 0.81;
                for (int b = 0; b < 2; b++) {
                    expectedHessian[a][b] += k * (u[a] * u[b] / 0.6561 - (a == b ? 1 / 0.81 : 0));
                }
            }
        }
        Points query = Points.of(new double[][] {x});
        assertArrayEquals(expected, density.gradient(query)[0], 1e-12);
        assertArrayEquals(expectedHessian[0], density.hessian(query)[0][0], 1e-12);
        assertArrayEquals(expectedHessian[1], density.hessian(query)[0][1], 1e-12);
    }

    @Test
    void weightsBeyondTheRangeOfNumbersCount() {
        // The query sees the light points alone, whose weights next to the heavy one underflow when multiplied.
        for (String name : new String[] {"triweight", "cosine", "gaussian"}) {
            double h = name.equals("gaussian") ? 0.3 : 1;
            KernelDensity kernel = KernelDensity.of(DensityKernel.named(name)).withBandwidth(h);
            Points query = Points.ofColumn(0.1);
            double[] expected =
                    kernel.withWeights(1, 2).fit(new double[][] {{0}, {0.5}}).score(query)[0];
            double[] found = kernel.withWeights(1e-310, 2e-310, 1e5)
                    .fit(new double[][] {{0}, {0.5}, {60}})
                    .score(query)[0];
            assertEquals(expected[0], found[0], 1e-9 * Math.abs(expected[0]), name);
        }
    }

    @Test
    void extremeScalesScale() {
        double[][] data = normal(50, 3, 4);
        DensityModel one = KernelDensity.gaussian().withBandwidth(0.8).fit(data);
        double[] x = {0.1, 0.2, 0.3};
        double[] expected = one.score(Points.of(new double[][] {x}))[0];
        for (double factor : new double[] {1e-60, 1e60}) {
            double[][] scaled = Arrays.stream(data)
                    .map(row -> Arrays.stream(row).map(v -> factor * v).toArray())
                    .toArray(double[][]::new);
            double[] y = Arrays.stream(x).map(v -> factor * v).toArray();
            DensityModel other =
                    KernelDensity.gaussian().withBandwidth(0.8 * factor).fit(scaled);
            double[] found = other.score(Points.of(new double[][] {y}))[0];
            for (int k = 0; k < 3; k++) {
                assertEquals(expected[k], found[k] * factor, 1e-11, "factor " + factor);
            }
        }
    }

    @Property(tries = 30)
    void aMeanShiftStepNeverLowersTheDensity(
            @ForAll @IntRange(min = 0, max = 4) int kernel,
            @ForAll @IntRange(min = 0, max = 2) int shape,
            @ForAll @IntRange(min = 1, max = 4) int d,
            @ForAll long seed) {
        String name = new String[] {"gaussian", "epanechnikov", "biweight", "triweight", "cosine"}[kernel];
        DensityModel density = model(name, shape, kernel == 0 ? 0.4 : 1.2, normal(60, d, seed), seed);
        Points at = Points.of(normal(20, d, seed + 1));
        double[] before = density.logDensity(at);
        for (int step = 0; step < 5; step++) {
            at = density.meanShift(at);
            double[] after = density.logDensity(at);
            for (int i = 0; i < after.length; i++) {
                assertTrue(after[i] >= before[i] - 1e-12, density + " step " + step);
            }
            before = after;
        }
    }

    @Test
    void meanShiftFromADataPointCountsThePointItself() {
        double[] slopes = {Math.exp(-0.125), 1, 0.75, 0.5625, Math.sin(Math.PI / 4) / 0.5 / (Math.PI / 2)};
        String[] names = {"gaussian", "epanechnikov", "biweight", "triweight", "cosine"};
        for (int i = 0; i < names.length; i++) {
            DensityModel density = KernelDensity.of(DensityKernel.named(names[i]))
                    .withBandwidth(1)
                    .fit(new double[][] {{0}, {0.5}});
            double expected = 0.5 * slopes[i] / (1 + slopes[i]);
            assertEquals(expected, density.meanShift(Points.ofColumn(0)).value(0, 0), 1e-12, names[i]);
        }
    }

    @Test
    void meanShiftIsTweediesPosteriorMean() {
        // Two clean points, noise of variance H: the expected clean point, by Bayes' rule.
        DensityModel density =
                KernelDensity.gaussian().withBandwidth(2).withWeights(1, 3).fit(new double[][] {{-1}, {4}});
        double x = 0.7;
        double a = Math.exp(-(x + 1) * (x + 1) / 8);
        double b = 3 * Math.exp(-(x - 4) * (x - 4) / 8);
        double expected = (-a + 4 * b) / (a + b);
        Points query = Points.ofColumn(x);
        assertEquals(expected, density.meanShift(query).value(0, 0), 1e-12);
        assertEquals(expected, x + 4 * density.score(query)[0][0], 1e-12);
    }

    @Test
    void theRuleForDerivativesIsItsFormula() {
        double[][] data = normal(100, 3, 5);
        for (int r = 0; r <= 2; r++) {
            BandwidthMatrix found = Bandwidth.normalReferenceForDerivative(r)
                    .select(Points.of(data))
                    .bandwidth();
            double[][] covariance = Bandwidth.covarianceFactor(1)
                    .select(Points.of(data))
                    .bandwidth()
                    .matrix(3);
            double expected = Math.pow(4.0 / (100 * (3 + 2 * r + 2)), 2.0 / (3 + 2 * r + 4)) * covariance[2][1];
            assertEquals(expected, found.matrix(3)[2][1], 1e-13 * Math.abs(expected));
        }
        assertEquals(
                Bandwidth.silverman().select(Points.of(data)).bandwidth(),
                Bandwidth.normalReferenceForDerivative(0)
                        .select(Points.of(data))
                        .bandwidth());
    }

    @Test
    void itsRulePredictsTheGradientsOfANormalDensityBetter() {
        double[][] data = normal(400, 1, 6);
        double[] errors = new double[2];
        for (int r = 0; r <= 1; r++) {
            DensityModel density = KernelDensity.gaussian()
                    .withBandwidth(Bandwidth.normalReferenceForDerivative(r))
                    .fit(data);
            for (double x = -4; x <= 4; x += 0.01) {
                double error =
                        density.gradient(Points.ofColumn(x))[0][0] + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
                errors[r] += 0.01 * error * error;
            }
        }
        assertTrue(errors[1] < errors[0], Arrays.toString(errors));
    }

    @Test
    void badInputIsNamed() {
        double[][] data = {{0, 0}, {1, 1}};
        Points queries = Points.of(data);
        DensityModel tophat =
                KernelDensity.of(DensityKernel.tophat()).withBandwidth(1).fit(data);
        assertMessage(
                "derivatives: a density with the kernel tophat has none, for it jumps; use another kernel, for example"
                        + " gaussian or triweight",
                () -> tophat.gradient(queries));
        for (String name : new String[] {"epanechnikov", "exponential", "linear", "cosine"}) {
            DensityModel kinked =
                    KernelDensity.of(DensityKernel.named(name)).withBandwidth(1).fit(data);
            assertMessage(
                    "hessian: a density with the kernel " + name
                            + " has kinks, and no second derivatives there; use gaussian, biweight or triweight",
                    () -> kinked.logHessian(queries));
        }
        DensityModel linear =
                KernelDensity.of(DensityKernel.linear()).withBandwidth(1).fit(data);
        assertMessage(
                "mean shift: the kernel linear has a cusp, from which a step may lead down; use gaussian, epanechnikov,"
                        + " biweight, triweight or cosine",
                () -> linear.meanShift(queries));
        assertMessage(
                "queries: have dimension 1, but the density was fitted in dimension 2",
                () -> linear.score(Points.ofColumn(1, 2)));
        assertMessage(
                "derivative order: expected 0 to 100, found -1", () -> Bandwidth.normalReferenceForDerivative(-1));
    }

    static void assertMessage(String message, org.junit.jupiter.api.function.Executable work) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, work).getMessage());
    }
}
