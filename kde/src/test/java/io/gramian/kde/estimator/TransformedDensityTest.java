package io.gramian.kde.estimator;

import static io.gramian.kde.estimator.Checks.assertMessage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.kde.KernelDensity;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.apache.commons.statistics.distribution.LogNormalDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

/** Densities after a map, against laws of Commons Statistics; sampling at level 1e-3 with a fixed seed. */
class TransformedDensityTest {
    private static final KernelDensity PLAIN = KernelDensity.gaussian().withBandwidth(0.5);
    private static final AxisTransform[] ALL = {
        AxisTransform.identity(),
        AxisTransform.log(-2),
        AxisTransform.logBelow(3),
        AxisTransform.logit(-2, 3),
        AxisTransform.probit(-2, 3)
    };

    @Property(tries = 60)
    void mapsAreInvertedAndSlopesAreTheirDerivatives(@ForAll @DoubleRange(min = -1.99, max = 2.99) double x) {
        for (AxisTransform map : ALL) {
            double y = map.apply(x);
            assertEquals(x, map.invert(y), 1e-12, map.toString());
            double step = 1e-6 * Math.min(1, Math.min(x + 2, 3 - x));
            double slope = (map.apply(x + step) - map.apply(x - step)) / (2 * step);
            assertEquals(Math.log(slope), map.logSlope(x), 1e-7, map.toString());
        }
    }

    @Property(tries = 60)
    void theProbitIsTheNormalQuantile(@ForAll @DoubleRange(min = -12, max = -0.01) double exponent) {
        double p = Math.pow(10, exponent);
        double y = AxisTransform.probit(0, 1).apply(p);
        assertEquals(NormalDistribution.of(0, 1).inverseCumulativeProbability(p), y, 1e-9 * Math.max(1, Math.abs(y)));
    }

    @Test
    void onePointAndALogarithmAreALogNormal() {
        TransformedModel model =
                TransformedDensity.of(PLAIN, AxisTransform.log(1)).fit(Points.ofColumn(1 + Math.E));
        LogNormalDistribution law = LogNormalDistribution.of(1, 0.5);
        for (double x : new double[] {1e-3, 0.5, 2, 7, 100}) {
            assertEquals(law.logDensity(x), model.logDensity(1 + x), 1e-12 * Math.max(1, -law.logDensity(x)));
        }
        assertEquals(Double.NEGATIVE_INFINITY, model.logDensity(1.0));
        assertEquals(0, model.density(0.5));
    }

    @Test
    void itIntegratesToOneAndKeepsWeights() {
        Points x = Checks.uniform(65, 1, -1.9, 2.9, 1);
        KernelDensity weighted = PLAIN.withWeights(Checks.weights(65, 2));
        assertEquals(1, Checks.integral(TransformedDensity.of(weighted, ALL[1]).fit(x), -2, 60, 100_000), 1e-5);
        assertEquals(1, Checks.integral(TransformedDensity.of(weighted, ALL[2]).fit(x), -60, 3, 100_000), 1e-5);
        assertEquals(1, Checks.integral(TransformedDensity.of(weighted, ALL[3]).fit(x), -2, 3, 20_000), 1e-9);
        assertEquals(
                1,
                Checks.integral(
                        TransformedDensity.of(weighted.withBandwidth(0.2), ALL[4])
                                .fit(x),
                        -2,
                        3,
                        20_000),
                1e-9);
        assertEquals(
                weighted.fit(x).logDensity(0.3),
                TransformedDensity.of(weighted, ALL[0]).fit(x).logDensity(0.3),
                0.0);
        Points two = Checks.uniform(64, 2, 0.1, 0.9, 3);
        TransformedModel model = TransformedDensity.of(PLAIN, AxisTransform.logit(0, 1), AxisTransform.probit(0, 1))
                .fit(two);
        assertEquals(1, Checks.integral(model, new double[] {0, 0}, new double[] {1, 1}, 400), 1e-3);
    }

    @Test
    void drawsFollowTheDensityAndAWrongSamplerIsFoundOut() {
        TransformedModel model =
                TransformedDensity.of(PLAIN, AxisTransform.logit(0, 1)).fit(Points.ofColumn(0.1, 0.5, 0.55));
        double[] draws = model.sample(40_000, new SplittableRandom(4)).column(0);
        assertTrue(Checks.pValue(draws, 0, 1, 25, model) > 1e-3);
        TransformedModel other =
                TransformedDensity.of(PLAIN, AxisTransform.probit(0, 1)).fit(Points.ofColumn(0.1, 0.5, 0.55));
        double[] wrong = other.sample(40_000, new SplittableRandom(4)).column(0);
        assertTrue(Checks.pValue(wrong, 0, 1, 25, model) < 1e-3);
        // Draws that round to an end stay inside.
        assertTrue(AxisTransform.logit(0, 1).contains(AxisTransform.logit(0, 1).invert(1e4)));
        assertTrue(AxisTransform.log(5).contains(AxisTransform.log(5).invert(-1e4)));
        assertTrue(
                AxisTransform.probit(0, 1).contains(AxisTransform.probit(0, 1).invert(40)));
    }

    @Test
    void badInputIsNamed() {
        assertMessage(
                "points: row 1, column 0 is 0.0, outside the open support of log on (0.0, Infinity)",
                () -> TransformedDensity.of(PLAIN, AxisTransform.log(0)).fit(Points.ofColumn(1, 0)));
        assertMessage(
                "points: row 0, column 1 is 1.5, outside the open support of logit on (0.0, 1.0)",
                () -> TransformedDensity.of(PLAIN, AxisTransform.log(0), AxisTransform.logit(0, 1))
                        .fit(Points.ofRowMajor(new double[] {1, 1.5}, 2)));
        assertMessage(
                "transforms: given for 1 axes, but the points have dimension 2; give one for each axis",
                () -> TransformedDensity.of(PLAIN, AxisTransform.log(0))
                        .fit(Points.ofRowMajor(new double[] {1, 1.5}, 2)));
        assertMessage(
                "support: expected a finite end, found Infinity", () -> AxisTransform.log(Double.POSITIVE_INFINITY));
        assertMessage(
                "support: expected a lower end below the upper, found 1.0 and 0.0", () -> AxisTransform.probit(1, 0));
        TransformedModel model =
                TransformedDensity.of(PLAIN, AxisTransform.log(0)).fit(Points.ofColumn(1, 2));
        assertMessage(
                "queries: have dimension 2, but the density was fitted in dimension 1",
                () -> model.density(Points.ofRowMajor(new double[] {1, 1.5}, 2)));
    }
}
