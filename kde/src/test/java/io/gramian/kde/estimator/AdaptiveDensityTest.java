package io.gramian.kde.estimator;

import static io.gramian.kde.estimator.Checks.assertClose;
import static io.gramian.kde.estimator.Checks.assertMessage;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bandwidths that vary with the data point, against NumPy, the definition, and their integrals. Sampling is tested at
 * level 1e-3 with a fixed seed.
 */
class AdaptiveDensityTest {
    private static final KernelDensity PLAIN = KernelDensity.gaussian().withBandwidth(0.4);

    @ParameterizedTest
    @ValueSource(strings = {"loo_grad_meanshift_faithful2d", "loo_grad_meanshift_iris4d", "loo_grad_meanshift_wine5d"})
    void abramsonIsThatOfNumPy(String folder) {
        Reference reference = new Reference(folder);
        KernelDensity plain = KernelDensity.gaussian().withBandwidth(reference.parameter("h"));
        AdaptiveModel model = AdaptiveDensity.abramson(plain).fit(Points.of(reference.matrix("data.csv")));
        assertClose(reference.vector("expected_abramson_lambda.csv"), model.factors(), 1e-12);
        double[] found = model.logDensity(Points.of(reference.matrix("queries.csv")));
        assertClose(reference.vector("expected_abramson_logdensity.csv"), found, 1e-11);
    }

    /** The sum written out, for factors and log-weights as they are. */
    private static double definition(AdaptiveModel model, double[] x, int leftOut) {
        DensityModel base = model.base();
        double[] factors = model.factors();
        double[] weights = base.weights();
        double sum = 0;
        double total = 0;
        for (int i = 0; i < factors.length; i++) {
            if (i != leftOut && weights[i] > 0) {
                double[] scaled = new double[x.length];
                for (int k = 0; k < x.length; k++) {
                    scaled[k] = (x[k] - base.points().value(i, k)) / factors[i];
                }
                double k = base.kernel().value(scaled, new double[x.length]);
                sum += weights[i] * k / Math.pow(factors[i], x.length);
                total += weights[i];
            }
        }
        return Math.log(sum / total) + base.kernel().logNormaliser(x.length);
    }

    @Property(tries = 12)
    void everyKernelBandwidthAndWeightIsTheDefinition(
            @ForAll @IntRange(min = 0, max = 7) int kernel,
            @ForAll @IntRange(min = 1, max = 3) int d,
            @ForAll @IntRange(min = 7, max = 70) int n,
            @ForAll boolean neighbours) {
        Points x = Checks.uniform(n, d, -1, 1, 31 * n + d);
        double[] h = {0.9, 1.3, 1.1};
        KernelDensity plain = KernelDensity.of(
                        DensityKernel.named(DensityKernel.names().get(kernel)))
                .withBandwidth(Bandwidth.diagonal(Arrays.copyOf(h, d)))
                .withWeights(Checks.weights(n, n));
        AdaptiveDensity configuration =
                neighbours ? AdaptiveDensity.nearestNeighbour(plain, 3) : AdaptiveDensity.abramson(plain);
        AdaptiveModel model = configuration.fit(x);
        Points queries = Checks.uniform(9, d, -1.5, 1.5, n);
        double[] found = model.logDensity(queries);
        double[] withoutSelf = model.leaveOneOutLogDensity();
        for (int i = 0; i < 9; i++) {
            assertEquals(definition(model, queries.row(i), -1), found[i], 1e-11 * Math.max(1, Math.abs(found[i])));
        }
        for (int i = 0; i < n; i++) {
            double expected = definition(model, x.row(i), i);
            assertTrue(expected == withoutSelf[i] || Math.abs(expected - withoutSelf[i]) < 1e-10, "point " + i);
        }
    }

    @Test
    void factorsOfNeighboursAreTheirDistances() {
        double[][] rows = Checks.uniform(65, 2, 0, 1, 3).toArray();
        double[] weights = Checks.weights(65, 4);
        double[] factors = AdaptiveDensity.nearestNeighbour(PLAIN.withWeights(weights), 4)
                .fit(Points.of(rows))
                .factors();
        for (int i = 0; i < 65; i++) {
            int row = i;
            double[] distances = java.util.stream.IntStream.range(0, 65)
                    .filter(j -> j != row && weights[j] > 0)
                    .mapToDouble(j -> Math.hypot(rows[j][0] - rows[row][0], rows[j][1] - rows[row][1]))
                    .sorted()
                    .toArray();
            assertEquals(weights[i] == 0 ? 1 : distances[3], factors[i], 1e-14);
        }
    }

    @Test
    void exponentZeroIsThePlainDensity() {
        Points x = Checks.uniform(64, 2, -1, 1, 5);
        AdaptiveModel model = AdaptiveDensity.abramson(PLAIN).withExponent(0).fit(x);
        assertClose(PLAIN.fit(x).logDensity(x), model.logDensity(x), 1e-14);
        assertClose(PLAIN.fit(x).leaveOneOutLogDensity(), model.leaveOneOutLogDensity(), 1e-13);
    }

    @Test
    void itIntegratesToOne() {
        Points x = Checks.uniform(63, 1, -1, 1, 6);
        for (KernelDensity plain : List.of(PLAIN, PLAIN.withWeights(Checks.weights(63, 7)))) {
            assertEquals(1, Checks.integral(AdaptiveDensity.abramson(plain).fit(x), -8, 8, 4000), 1e-10);
            AdaptiveModel narrow =
                    AdaptiveDensity.nearestNeighbour(plain.withBandwidth(1), 5).fit(x);
            assertEquals(1, Checks.integral(narrow, -8, 8, 40_000), 1e-8);
        }
    }

    @Test
    void thePilotIsAnyDensity() {
        Points x = Checks.uniform(20, 1, 0, 1, 8);
        KernelDensity pilot = KernelDensity.of(DensityKernel.epanechnikov()).withBandwidth(2);
        AdaptiveModel model = AdaptiveDensity.abramson(PLAIN).withPilot(pilot).fit(x);
        assertArrayEquals(pilot.fit(x).logDensity(x), model.logPilot());
        double mean = Arrays.stream(model.logPilot()).average().orElseThrow();
        assertEquals(Math.exp(-(model.logPilot()[3] - mean) / 2), model.factors()[3], 1e-14);
        double logProduct = Arrays.stream(model.factors()).map(Math::log).sum();
        assertEquals(0, logProduct, 1e-12, "the geometric mean of the factors is one");
    }

    @Test
    void farQueriesAreFiniteAndOutliersGetWideKernels() {
        Points x = Points.ofColumn(0, 0.1, 0.2, 0.15, 0.05, 30);
        AdaptiveModel model = AdaptiveDensity.abramson(PLAIN).fit(x);
        assertTrue(model.factors()[5] > 1.5 * model.factors()[0]);
        assertTrue(Double.isFinite(model.logDensity(1e6)));
        AdaptiveModel clipped =
                AdaptiveDensity.abramson(PLAIN).withFactorRange(0.1, 1.2).fit(x);
        assertEquals(1.2, clipped.factors()[5]);
        assertEquals(List.of("1 of 6 factors were clipped to 0.1 .. 1.2."), clipped.warnings());
        assertEquals(List.of(), model.warnings());
    }

    @Test
    void drawsFollowTheDensityAndAWrongSamplerIsFoundOut() {
        Points x = Points.ofColumn(-1, -0.9, -0.8, 0.5, 2.5);
        KernelDensity plain = KernelDensity.gaussian().withBandwidth(0.3).withWeights(1, 2, 0, 1, 1);
        AdaptiveModel model = AdaptiveDensity.nearestNeighbour(plain, 1).fit(x);
        double[] draws = model.sample(40_000, new SplittableRandom(11)).column(0);
        assertTrue(Checks.pValue(draws, -3, 5, 40, model) > 1e-3);
        double[] plainDraws =
                model.base().sample(40_000, new SplittableRandom(11)).column(0);
        assertTrue(Checks.pValue(plainDraws, -3, 5, 40, model) < 1e-3, "equal bandwidths are not these");
        double[] unweighted = AdaptiveDensity.nearestNeighbour(
                        KernelDensity.gaussian().withBandwidth(0.3), 1)
                .fit(x)
                .sample(40_000, new SplittableRandom(11))
                .column(0);
        assertTrue(Checks.pValue(unweighted, -3, 5, 40, model) < 1e-3, "equal weights are not these");
        assertEquals(model.sample(5, new SplittableRandom(1)), model.sample(5, new SplittableRandom(1)));
    }

    @Test
    void badInputIsNamed() {
        AdaptiveDensity abramson = AdaptiveDensity.abramson(PLAIN);
        AdaptiveDensity neighbours = AdaptiveDensity.nearestNeighbour(PLAIN, 2);
        assertMessage("k: expected at least 1, found 0", () -> AdaptiveDensity.nearestNeighbour(PLAIN, 0));
        assertMessage("exponent: expected a number from 0 to 1, found 1.5", () -> abramson.withExponent(1.5));
        assertMessage("exponent: expected a number from 0 to 1, found NaN", () -> abramson.withExponent(Double.NaN));
        String noPilot = "factors come from neighbours; a pilot and its exponent are for abramson";
        assertMessage(noPilot, () -> neighbours.withExponent(0.5));
        assertMessage(noPilot, () -> neighbours.withPilot(PLAIN));
        assertMessage(
                "factor range: expected 0 <= least <= most and most > 0, found 2.0 and 1.0",
                () -> abramson.withFactorRange(2, 1));
        assertMessage(
                "k: expected 1 to 1, one less than the points of positive weight, found 2",
                () -> neighbours.fit(Points.ofColumn(1, 2)));
        assertMessage(
                "adaptive bandwidth: the factor of point 1 is 0.0, as 2 other points coincide with it; clip the factors by"
                        + " withFactorRange",
                () -> neighbours.fit(Points.ofColumn(0, 5, 5, 5)));
        assertEquals(
                0.5,
                neighbours
                        .withFactorRange(0.5, 9)
                        .fit(Points.ofColumn(0, 5, 5, 5))
                        .factors()[1]);
        KernelDensity compact = KernelDensity.of(DensityKernel.linear()).withBandwidth(1);
        assertMessage(
                "adaptive bandwidth: the factor of point 0 is Infinity, as the pilot's log-density there is -Infinity;"
                        + " clip the factors by withFactorRange",
                () -> AdaptiveDensity.abramson(PLAIN)
                        .withPilot(compact.withWeights(0, 1, 1))
                        .fit(Points.ofColumn(0, 5, 5.5)));
        assertMessage(
                "the factors come from neighbours, not from a pilot",
                () -> neighbours.fit(Points.ofColumn(1, 2, 3)).logPilot());
        assertMessage(
                "queries: have dimension 2, but the density was fitted in dimension 1",
                () -> neighbours.fit(Points.ofColumn(1, 2, 3)).logDensity(Points.ofRowMajor(new double[2], 2)));
    }
}
