package io.gramian.kde.estimator;

import static io.gramian.kde.estimator.Checks.assertClose;
import static io.gramian.kde.estimator.Checks.assertMessage;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reflection and wrapping, against sums over many images; sampling at level 1e-3 with a fixed seed. */
class FoldedDensityTest {
    private static final KernelDensity PLAIN = KernelDensity.gaussian().withBandwidth(0.3);

    @ParameterizedTest
    @ValueSource(
            strings = {"gaussian", "tophat", "epanechnikov", "biweight", "triweight", "exponential", "linear", "cosine"
            })
    void itIntegratesToOneAndIsTheSumOverImages(String name) {
        Points x = Checks.uniform(63, 1, 0, 1, 1);
        for (double h : new double[] {0.05, 0.7, 3}) {
            KernelDensity plain =
                    KernelDensity.of(DensityKernel.named(name)).withBandwidth(h).withWeights(Checks.weights(63, 2));
            FoldedModel reflected =
                    FoldedDensity.of(plain, Support.interval(0, 1)).fit(x);
            FoldedModel wrapped = FoldedDensity.of(plain, Support.circle(0, 1)).fit(x);
            FoldedModel half = FoldedDensity.of(plain, Support.from(0)).fit(x);
            FoldedModel other = FoldedDensity.of(plain, Support.upTo(1)).fit(x);
            // Simpson's rule over kinks and edges: about the share of intervals that have one.
            double tolerance = name.equals("gaussian") ? 1e-10 : name.equals("tophat") ? 2e-2 : 5e-4;
            assertEquals(1, Checks.integral(reflected, 0, 1, 2000), tolerance);
            assertEquals(1, Checks.integral(wrapped, 0, 1, 2000), tolerance);
            double reach = 1 + (name.equals("exponential") ? 30 : 9) * h;
            assertEquals(1, Checks.integral(half, 0, reach, 6000), tolerance);
            assertEquals(1, Checks.integral(other, 1 - reach, 1, 6000), tolerance);
            DensityModel base = plain.fit(x);
            for (double at : new double[] {0, 0.01, 0.5, 0.93, 1}) {
                double mirrored = 0;
                double turned = 0;
                for (int turn = -150; turn <= 150; turn++) {
                    mirrored += base.density(at + 2.0 * turn) + base.density(-at + 2.0 * turn);
                    turned += base.density(at + turn);
                }
                // A point exactly on an end has its reflections where it is.
                assertEquals(mirrored, reflected.density(at), 1e-12 * mirrored, name + " reflected at " + at);
                assertEquals(turned, wrapped.density(at), 1e-12 * turned, name + " wrapped at " + at);
                assertEquals(base.density(at) + base.density(-at), half.density(at), 1e-12 * mirrored);
                assertEquals(base.density(at) + base.density(2 - at), other.density(at), 1e-12 * mirrored);
            }
        }
    }

    @Test
    void twoAxesOfDifferentKinds() {
        Points x = Checks.uniform(65, 2, 0, 1, 3);
        KernelDensity plain = KernelDensity.gaussian().withBandwidth(Bandwidth.diagonal(0.3, 0.2));
        FoldedModel model =
                FoldedDensity.of(plain, Support.from(0), Support.circle(0, 1)).fit(x);
        assertEquals(1, Checks.integral(model, new double[] {0, 0}, new double[] {3, 1}, 120), 1e-5);
        double[] at = {0.1, 0.05};
        double sum = 0;
        for (int turn = -5; turn <= 5; turn++) {
            sum += model.base().density(at[0], at[1] + turn) + model.base().density(-at[0], at[1] + turn);
        }
        assertEquals(sum, model.density(at), 1e-13 * sum);
        double[] moved = {at[0], at[1] + 7};
        assertEquals(model.density(at), model.density(moved), 1e-12, "periodic");
    }

    @Test
    void awayFromTheEndItIsThePlainDensityToTheBit() {
        Points x = Checks.uniform(100, 1, 10, 12, 4);
        FoldedModel model = FoldedDensity.of(PLAIN, Support.interval(0, 30)).fit(x);
        Points queries = Points.ofColumn(9, 10.5, 11, 14, 22);
        assertArrayEquals(PLAIN.fit(x).logDensity(queries), model.logDensity(queries));
    }

    @Test
    void farQueriesKeepTheirLogarithms() {
        Points x = Points.ofColumn(50, 51);
        FoldedModel model = FoldedDensity.of(PLAIN, Support.from(0)).fit(x);
        DensityModel base = PLAIN.fit(x);
        assertEquals(base.logDensity(0.0) + Math.log(2), model.logDensity(0.0), 1e-9, "both images count");
        double near = base.logDensity(0.002);
        assertEquals(near + Math.log1p(Math.exp(base.logDensity(-0.002) - near)), model.logDensity(0.002), 1e-9);
        assertEquals(Double.NEGATIVE_INFINITY, model.logDensity(-0.002), "outside");
        assertEquals(0, model.density(-0.002));
    }

    @Test
    void theSlopeAtAReflectingEndIsZero() {
        FoldedModel model = FoldedDensity.of(PLAIN, Support.from(-1)).fit(Points.ofColumn(-0.9, -0.5, 0));
        double slope = (model.density(-1 + 1e-5) - model.density(-1.0)) / 1e-5;
        double next = (model.density(-1 + 2e-5) - model.density(-1.0)) / 2e-5;
        assertEquals(2, next / slope, 1e-2, "only the second derivative is left");
    }

    @Test
    void expectationsAtTheEnd() {
        // A uniform density has no bias at all, an exponential one of order h.
        Checks.Expectation uniform = Checks.Expectation.of(0, 1, 4001, t -> 1);
        Checks.Expectation exponential = Checks.Expectation.of(0, 40, 40_001, t -> Math.exp(-t));
        double[] bias = new double[2];
        for (int i = 0; i < 2; i++) {
            KernelDensity plain = KernelDensity.gaussian().withBandwidth(0.1 / (i + 1));
            assertEquals(
                    1,
                    FoldedDensity.of(plain.withWeights(uniform.weights()), Support.interval(0, 1))
                            .fit(uniform.points())
                            .density(0.0),
                    1e-6);
            assertEquals(0.5, plain.fit(uniform.points()).density(0.0), 1e-6, "the plain density loses half");
            bias[i] = 1
                    - FoldedDensity.of(plain.withWeights(exponential.weights()), Support.from(0))
                            .fit(exponential.points())
                            .density(0.0);
        }
        assertEquals(2, bias[0] / bias[1], 0.15);
    }

    @Property(tries = 50)
    void foldingLandsInTheSupportAndIsTheIdentityThere(@ForAll @DoubleRange(min = -1e4, max = 1e4) double x) {
        for (Support support : new Support[] {
            Support.line(), Support.from(-3), Support.upTo(2.5), Support.interval(-3, 2.5), Support.circle(-3, 2.5)
        }) {
            double folded = FoldedModel.fold(x, support);
            assertTrue(support.contains(folded) && (!support.isPeriodic() || folded >= -3 && folded < 2.5));
            assertEquals(folded, FoldedModel.fold(folded, support), 1e-12);
            if (support.contains(x) && !support.isPeriodic()) {
                assertEquals(x, folded, 1e-12);
            }
        }
    }

    @Test
    void drawsFollowTheDensityAndAWrongSamplerIsFoundOut() {
        Points x = Points.ofColumn(0.1, 0.2, 0.9);
        KernelDensity plain = KernelDensity.gaussian().withBandwidth(0.4).withWeights(1, 2, 3);
        for (Support support : new Support[] {Support.interval(0, 1), Support.circle(0, 1)}) {
            FoldedModel model = FoldedDensity.of(plain, support).fit(x);
            double[] draws = model.sample(40_000, new SplittableRandom(5)).column(0);
            assertTrue(Checks.pValue(draws, 0, 1, 25, model) > 1e-3);
            double[] clamped = Arrays.stream(
                            model.base().sample(40_000, new SplittableRandom(5)).column(0))
                    .map(t -> Math.max(0, Math.min(1, t)))
                    .toArray();
            assertTrue(Checks.pValue(clamped, 0, 1, 25, model) < 1e-3, "moved to the end is not reflected");
        }
    }

    @Test
    void badInputIsNamed() {
        assertMessage(
                "points: row 2, column 0 is -1.0E-9, outside the support [0.0, Infinity)",
                () -> FoldedDensity.of(PLAIN, Support.from(0)).fit(Points.ofColumn(0, 1, -1e-9)));
        assertMessage(
                "points: row 1, column 0 is 2.0, outside the support [0.0, 1.0]",
                () -> FoldedDensity.of(PLAIN, Support.interval(0, 1)).fit(Points.ofColumn(0, 2)));
        assertMessage(
                "support: given for 2 axes, but the points have dimension 1; give one for each axis",
                () -> FoldedDensity.of(PLAIN, Support.line(), Support.line()).fit(Points.ofColumn(0, 2)));
        assertMessage("support: expected a lower end below the upper, found 1.0 and 1.0", () -> Support.interval(1, 1));
        assertMessage("support: expected a finite end, found NaN", () -> Support.from(Double.NaN));
        assertMessage(
                "support: a circle needs two finite ends, found 0.0 and Infinity",
                () -> new Support(0, Double.POSITIVE_INFINITY, true));
        assertMessage(
                "bandwidth of axis 0: expected at most 10 times the length of the support [0.0, 1.0], found 11.0; from"
                        + " there the density is uniform",
                () -> FoldedDensity.of(PLAIN.withBandwidth(11), Support.interval(0, 1))
                        .fit(Points.ofColumn(0, 1)));
        KernelDensity full = KernelDensity.gaussian().withBandwidth(Bandwidth.matrix(new double[][] {{1, 0}, {0, 1}}));
        assertMessage(
                "bandwidth: reflection works axis by axis, but [1.0, 0.0; 0.0, 1.0] mixes axes; use a scalar or diagonal"
                        + " bandwidth",
                () -> FoldedDensity.of(full, Support.line(), Support.from(0)).fit(Checks.uniform(9, 2, 0, 1, 1)));
        FoldedModel model = FoldedDensity.of(PLAIN, Support.from(0)).fit(Points.ofColumn(0, 1));
        assertMessage(
                "queries: have dimension 2, but the density was fitted in dimension 1",
                () -> model.logDensity(Points.ofRowMajor(new double[2], 2)));
        assertFalse(Support.from(0).contains(Double.NaN));
        assertEquals("circle [0.0, 24.0)", Support.circle(0, 24).toString());
        assertEquals("(-Infinity, 2.0]", Support.upTo(2).toString());
        assertClose(new double[] {0.25}, new double[] {FoldedModel.fold(24.25, Support.circle(0, 24))}, 1e-15);
    }
}
