package io.gramian.kde.estimator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionalDensityTest {
    private static final double[][] H3 = {{0.5, 0.2, -0.1}, {0.2, 0.4, 0.15}, {-0.1, 0.15, 0.3}};

    private static Points normal(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] rows = new double[n * d];
        Arrays.setAll(rows, i -> random.nextGaussian());
        return Points.ofRowMajor(rows, d);
    }

    @Property(tries = 40)
    void isTheQuotientOfJointAndMarginal(@ForAll @IntRange(min = 1, max = 70) int n, @ForAll long seed) {
        Points data = normal(n, 3, seed);
        double[] weights = normal(n, 1, seed + 1).column(0);
        Arrays.setAll(weights, i -> i == 0 ? 1 : Math.max(0, weights[i]));
        DensityModel joint = KernelDensity.gaussian()
                .withBandwidth(Bandwidth.matrix(H3))
                .withWeights(weights)
                .fit(data);
        double[][] block = {{H3[2][2], H3[2][0]}, {H3[0][2], H3[0][0]}};
        DensityModel marginal = KernelDensity.gaussian()
                .withBandwidth(Bandwidth.matrix(block))
                .withWeights(weights)
                .fit(Coordinates.select(data, new int[] {2, 0}));
        ConditionalModel conditional = ConditionalModel.of(joint, 2, 0);
        Points queries = normal(9, 3, seed + 2);
        Points x = Coordinates.select(queries, new int[] {2, 0});
        Points y = Coordinates.select(queries, new int[] {1});
        double[] found = conditional.logDensity(x, y);
        for (int i = 0; i < found.length; i++) {
            double expected = joint.logDensity(queries.row(i)) - marginal.logDensity(x.row(i));
            double scale = 1e-11 * Math.max(1, Math.abs(expected));
            assertEquals(expected, found[i], scale);
            ConditionalDistribution one = conditional.given(x.row(i));
            assertEquals(expected, one.logDensity(y.row(i)), scale);
            assertEquals(marginal.logDensity(x.row(i)), one.logDensityOfCondition(), scale);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 63, 64, 65, 1021})
    void integratesToOneOverTheResponse(int n) {
        ConditionalModel model = ConditionalDensity.gaussian()
                .withBandwidth(Bandwidth.matrix(new double[][] {{0.3, 0.1}, {0.1, 0.2}}))
                .fit(normal(n, 1, 1), normal(n, 1, 2));
        for (double x : new double[] {0, -1.5, 40}) {
            ConditionalDistribution y = model.given(x);
            double centre = y.mean()[0];
            double[] grid = new double[4001];
            Arrays.setAll(grid, i -> centre + (i - 2000) * 0.005);
            double[] f = y.density(Points.ofColumn(grid));
            double sum = 0;
            double mean = 0;
            double square = 0;
            double below = 0;
            for (int i = 0; i < f.length; i++) {
                sum += 0.005 * f[i];
                mean += 0.005 * f[i] * grid[i];
                square += 0.005 * f[i] * (grid[i] - centre) * (grid[i] - centre);
                below += grid[i] <= centre + 0.5 ? 0.005 * f[i] * (i == 2100 ? 0.5 : 1) : 0;
            }
            assertEquals(1, sum, 1e-10);
            assertEquals(centre, mean, 1e-9);
            assertEquals(y.covariance()[0][0], square, 1e-9);
            assertEquals(y.cumulative(centre + 0.5), below, 1e-5);
        }
    }

    @Test
    void theResponseMayHaveManyDimensions() {
        Points x = normal(50, 1, 3);
        Points y = normal(50, 2, 4);
        ConditionalModel model = ConditionalDensity.gaussian()
                .withBandwidth(Bandwidth.matrix(H3))
                .fit(x, y);
        ConditionalDistribution given = model.given(0.4);
        double[] w = given.weights();
        double[] mean = new double[2];
        double[][] covariance = new double[2][2];
        for (int k = 0; k < 2; k++) {
            for (int i = 0; i < 50; i++) {
                mean[k] += w[i] * (y.value(i, k) + H3[1 + k][0] / H3[0][0] * (0.4 - x.value(i, 0)));
            }
        }
        for (int k = 0; k < 2; k++) {
            for (int l = 0; l < 2; l++) {
                covariance[k][l] = H3[1 + k][1 + l] - H3[1 + k][0] * H3[0][1 + l] / H3[0][0];
                for (int i = 0; i < 50; i++) {
                    covariance[k][l] += w[i]
                            * (given.centres().value(i, k) - mean[k])
                            * (given.centres().value(i, l) - mean[l]);
                }
            }
        }
        assertArrayEquals(mean, given.mean(), 1e-13);
        assertArrayEquals(covariance[0], given.covariance()[0], 1e-13);
        assertArrayEquals(covariance[1], given.covariance()[1], 1e-13);
        assertThrows(IllegalStateException.class, () -> given.quantile(0.5));
    }

    @Property(tries = 60)
    void quantilesInvertProbabilities(
            @ForAll @IntRange(min = 1, max = 65) int n,
            @ForAll @DoubleRange(min = 0.001, max = 0.999) @Scale(3) double p,
            @ForAll @IntRange(min = -8, max = 8) int exponent,
            @ForAll @DoubleRange(min = -30, max = 30) double x,
            @ForAll long seed) {
        double scale = Math.pow(10, exponent);
        double[] responses = normal(n, 1, seed).column(0);
        Arrays.setAll(responses, i -> scale * responses[i]);
        ConditionalModel model = ConditionalDensity.gaussian()
                .withBandwidth(Bandwidth.diagonal(0.5, 0.2 * scale))
                .fit(normal(n, 1, seed + 1), Points.ofColumn(responses));
        ConditionalDistribution y = model.given(x);
        double quantile = y.quantile(p);
        // What one rounding of y moves, and the rounding of a sum of probabilities near one.
        double tolerance = 1e-14 + 4 * Math.ulp(quantile) * y.density(quantile) + 1e-12 * p;
        assertEquals(p, y.cumulative(quantile), tolerance);
    }

    @Test
    void aFarConditionRestsOnItsNearestPoints() {
        Points x = Points.ofColumn(-1, 0, 0, -3);
        Points y = Points.ofColumn(5, 1, 2, 9);
        ConditionalModel model = ConditionalDensity.gaussian()
                .withBandwidth(Bandwidth.diagonal(0.1, 0.3))
                .fit(x, y);
        for (double far : new double[] {1e5, 1e9}) { // 1e6 and 1e10 bandwidths: f(x) itself is exp(-5e11) and less
            ConditionalDistribution given = model.given(far);
            assertEquals(2, given.effectiveSampleSize(), 1e-12);
            assertEquals(1.5, given.mean()[0], 1e-12);
            assertTrue(given.logDensityOfCondition() < -1e11);
            double expected = KernelDensity.gaussian()
                    .withBandwidth(0.3)
                    .fit(Points.ofColumn(1, 2))
                    .logDensity(1.7);
            assertEquals(expected, given.logDensity(1.7), 1e-12);
        }
        double bulk = model.logDensity(Points.ofColumn(1e5), Points.ofColumn(1.7))[0];
        assertEquals(model.given(1e5).logDensity(1.7), bulk, 1e-15 * 5e11);
        String message =
                assertThrows(NumericalException.class, () -> model.given(1e200)).getMessage();
        assertTrue(message.startsWith("condition: its density is zero, not one of the 4 points carries it"), message);
    }

    @Test
    void leaveOneOutIsTheModelOfTheOthers() {
        Points x = normal(20, 1, 5);
        Points y = normal(20, 1, 6);
        double[] weights = new double[20];
        Arrays.setAll(weights, i -> i % 4);
        ConditionalDensity config = ConditionalDensity.gaussian().withBandwidth(Bandwidth.diagonal(0.4, 0.5));
        double[] found = config.withWeights(weights).fit(x, y).leaveOneOutLogDensity();
        for (int i = 0; i < 20; i++) {
            int[] others = Coordinates.others(new int[] {i}, 20);
            double[] w = Arrays.stream(others).mapToDouble(j -> weights[j]).toArray();
            ConditionalModel model = config.withWeights(w).fit(x.select(others), y.select(others));
            assertEquals(model.given(x.row(i)).logDensity(y.row(i)), found[i], 1e-11);
        }
    }

    @Test
    void likelihoodSmoothsAnIrrelevantConditionAway() {
        Points x = normal(200, 1, 7);
        double[] noise = normal(200, 1, 8).column(0);
        double[] related = new double[200];
        Arrays.setAll(related, i -> Math.sin(2 * x.value(i, 0)) + 0.2 * noise[i]);
        ConditionalDensity scott = ConditionalDensity.gaussian();
        ConditionalDensity likelihood = scott.withLikelihoodBandwidth();
        ConditionalModel irrelevant = likelihood.fit(x, Points.ofColumn(noise));
        assertTrue(irrelevant.bandwidth().matrix(2)[0][0] > 9, irrelevant::toString); // three times the spread of x
        ConditionalModel relevant = likelihood.fit(x, Points.ofColumn(related));
        assertTrue(relevant.bandwidth().matrix(2)[0][0] < 0.1, relevant::toString);
        double before = mean(scott.fit(x, Points.ofColumn(related)).leaveOneOutLogDensity());
        double best = mean(relevant.leaveOneOutLogDensity());
        assertTrue(best > before + 0.1, best + " after " + before);
        double[][] h = relevant.bandwidth().matrix(2);
        for (double[] t : new double[][] {{0.95, 1}, {1.05, 1}, {1, 0.95}, {1, 1.05}}) { // a maximum, locally
            double[][] moved = {
                {h[0][0] * t[0] * t[0], h[0][1] * t[0] * t[1]}, {h[1][0] * t[0] * t[1], h[1][1] * t[1] * t[1]}
            };
            ConditionalModel model =
                    scott.withBandwidth(Bandwidth.matrix(moved)).fit(x, Points.ofColumn(related));
            assertTrue(mean(model.leaveOneOutLogDensity()) < best);
        }
    }

    private static double mean(double[] numbers) {
        return Arrays.stream(numbers).average().orElseThrow();
    }

    /**
     * 20,000 draws counted between the 19 quantiles of 5 %, at level 1e-3 with a fixed seed; draws that ignore the
     * condition are found out.
     */
    @Test
    @Tag("statistical")
    void drawsFollowTheConditional() {
        Points x = normal(40, 1, 9);
        double[] y = normal(40, 1, 10).column(0);
        Arrays.setAll(y, i -> 2 * x.value(i, 0) + 0.3 * y[i]);
        ConditionalModel model = ConditionalDensity.gaussian()
                .withBandwidth(Bandwidth.matrix(new double[][] {{0.2, 0.1}, {0.1, 0.2}}))
                .fit(x, Points.ofColumn(y));
        ConditionalDistribution given = model.given(0.8);
        double[] edges = new double[19];
        Arrays.setAll(edges, i -> given.quantile((i + 1) / 20.0));
        assertTrue(pValue(given.sample(20_000, new SplittableRandom(1)), edges) > 1e-3);
        assertTrue(pValue(model.given(0.75).sample(20_000, new SplittableRandom(1)), edges) < 1e-3);
    }

    private static double pValue(Points draws, double[] edges) {
        long[] counts = new long[edges.length + 1];
        for (int i = 0; i < draws.size(); i++) {
            int cell = Arrays.binarySearch(edges, draws.value(i, 0));
            counts[cell < 0 ? -cell - 1 : cell]++;
        }
        return ChiSquareTest.withDefaults().test(counts).getPValue();
    }

    @Test
    void badInputIsNamed() {
        Points x = normal(5, 2, 1);
        Points y = normal(5, 1, 2);
        DensityModel joint = KernelDensity.gaussian().withBandwidth(1).fit(x);
        ConditionalModel model =
                ConditionalDensity.gaussian().withBandwidth(Bandwidth.of(1)).fit(x, y);
        named("given axes: expected 1 to 1 of the 2 axes, found 0", () -> ConditionalModel.of(joint));
        named("given axes: entry 0 is 2, but there are axes 0 to 1 only", () -> ConditionalModel.of(joint, 2));
        named("given axes: axis 1 is named twice", () -> ConditionalModel.of(joint, 1, 1));
        DensityModel hat =
                KernelDensity.of(DensityKernel.tophat()).withBandwidth(1).fit(x);
        named("conditional density: needs the gaussian kernel", () -> ConditionalModel.of(hat, 0));
        named(
                "points: there are 5 conditions, but 4 responses",
                () -> ConditionalDensity.gaussian().fit(x, normal(4, 1, 2)));
        named(
                "weights: expected one for each of the 5 points, found 2",
                () -> ConditionalDensity.gaussian().withWeights(1, 2).fit(x, y));
        named("weights: entry 1 is -2.0", () -> ConditionalDensity.gaussian().withWeights(1, -2));
        named("weights: all 2 are zero", () -> ConditionalDensity.gaussian().withWeights(0, 0));
        named("condition: have dimension 1, but the density was fitted in dimension 2", () -> model.given(1));
        named("conditions: have dimension 1", () -> model.logDensity(y, y));
        named("responses: have dimension 2", () -> model.logDensity(x, x));
        named(
                "p: expected a probability between 0 and 1, found 1.0",
                () -> model.given(0, 0).quantile(1));
        named("y: expected a number, found NaN", () -> model.given(0, 0).cumulative(Double.NaN));
        named("count: expected 1 to", () -> model.given(0, 0).sample(0, new SplittableRandom(1)));
        named("responses: have dimension 2", () -> model.given(0, 0).logDensity(x));
    }

    static void named(String start, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(start), message);
    }
}
