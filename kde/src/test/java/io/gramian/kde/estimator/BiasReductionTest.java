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
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The score-debiased and the fourth-order density, against their definitions and the bias they leave. */
class BiasReductionTest {
    private static final KernelDensity PLAIN = KernelDensity.gaussian().withBandwidth(0.5);
    private static final double[][] H = {{0.3, 0.1}, {0.1, 0.2}};
    private static final double DETERMINANT = 0.3 * 0.2 - 0.01;

    private static double[] inverseTimes(double[] v) {
        return new double[] {(0.2 * v[0] - 0.1 * v[1]) / DETERMINANT, (-0.1 * v[0] + 0.3 * v[1]) / DETERMINANT};
    }

    /** log f without point i, up to a constant. */
    private static double leaveOneOut(Points x, double[] weights, int i, double[] at) {
        double sum = 0;
        for (int j = 0; j < x.size(); j++) {
            double[] u = {at[0] - x.value(j, 0), at[1] - x.value(j, 1)};
            double[] v = inverseTimes(u);
            sum += j == i ? 0 : weights[j] * Math.exp(-(u[0] * v[0] + u[1] * v[1]) / 2);
        }
        return Math.log(sum);
    }

    @Test
    void pointsMoveByHalfTheScore() {
        Points x = Checks.uniform(65, 2, -1, 1, 1);
        double[] weights = Checks.weights(65, 2);
        KernelDensity full =
                KernelDensity.gaussian().withBandwidth(Bandwidth.matrix(H)).withWeights(weights);
        ScoreDebiasedModel model = ScoreDebiasedDensity.of(full).fit(x);
        assertEquals(0, model.unmoved());
        for (int i = 0; i < 65; i++) {
            double[] score = new double[2]; // by central differences
            for (int k = 0; k < 2; k++) {
                double[] up = x.row(i);
                double[] down = x.row(i);
                up[k] += 1e-4;
                down[k] -= 1e-4;
                score[k] = (leaveOneOut(x, weights, i, up) - leaveOneOut(x, weights, i, down)) / 2e-4;
            }
            for (int k = 0; k < 2; k++) {
                double expected = x.value(i, k) + (H[k][0] * score[0] + H[k][1] * score[1]) / 2;
                assertEquals(expected, model.moved().points().value(i, k), 1e-7);
            }
        }
        // The same by a pilot of the same bandwidth given apart, and by one twice as wide: H Hs^-1 = 1/4.
        ScoreDebiasedModel apart = ScoreDebiasedDensity.of(full)
                .withPilot(KernelDensity.gaussian()
                        .withBandwidth(Bandwidth.matrix(H))
                        .withWeights(weights))
                .fit(x);
        assertClose(model.logDensity(x), apart.logDensity(x), 1e-12);
        ScoreDebiasedModel wide =
                ScoreDebiasedDensity.of(PLAIN).withPilot(PLAIN.withBandwidth(1)).fit(x);
        ScoreDebiasedModel same =
                ScoreDebiasedDensity.of(PLAIN.withBandwidth(1)).fit(x);
        double step = same.moved().points().value(3, 0) - x.value(3, 0);
        assertEquals(step / 4, wide.moved().points().value(3, 0) - x.value(3, 0), 1e-14);
    }

    @Test
    void theBiasIsOfFourthOrder() {
        // Expectations for the standard normal density; the plain bias halves its root, these their fourth.
        Checks.Expectation normal = Checks.Expectation.of(-8, 8, 4001, t -> Math.exp(-t * t / 2));
        double truth = 1 / Math.sqrt(2 * Math.PI);
        double[][] bias = new double[3][2];
        for (int i = 0; i < 2; i++) {
            KernelDensity plain =
                    KernelDensity.gaussian().withBandwidth(0.4 / (i + 1)).withWeights(normal.weights());
            bias[0][i] = plain.fit(normal.points()).density(0.0) - truth;
            bias[1][i] = ScoreDebiasedDensity.of(plain).fit(normal.points()).density(0.0) - truth;
            bias[2][i] = FourthOrderDensity.of(plain).fit(normal.points()).density(0.0) - truth;
        }
        assertEquals(4, bias[0][0] / bias[0][1], 0.5);
        assertEquals(16, bias[1][0] / bias[1][1], 3);
        assertEquals(16, bias[2][0] / bias[2][1], 3);
        assertTrue(Math.abs(bias[1][0]) < Math.abs(bias[0][0]) / 5);
    }

    @Test
    void theyIntegrateToOneAndOneCanBeSampled() {
        Points x = Checks.uniform(64, 1, -1, 1, 3);
        KernelDensity weighted = PLAIN.withWeights(Checks.weights(64, 4));
        ScoreDebiasedModel debiased = ScoreDebiasedDensity.of(weighted).fit(x);
        assertEquals(1, Checks.integral(debiased, -8, 8, 2000), 1e-12);
        assertEquals(1, Checks.integral(FourthOrderDensity.of(weighted).fit(x), -8, 8, 2000), 1e-12);
        double[] draws = debiased.sample(40_000, new SplittableRandom(5)).column(0);
        assertTrue(Checks.pValue(draws, -2.5, 2.5, 25, debiased) > 1e-3);
        double[] plain = debiased.base().sample(40_000, new SplittableRandom(5)).column(0);
        assertTrue(Checks.pValue(plain, -2.5, 2.5, 25, debiased) < 1e-3, "the plain density is another");
    }

    @Test
    void pointsWithoutAScoreStayAndTooManyAreRefused() {
        double[] x = Checks.uniform(40, 1, -1, 1, 6).column(0);
        x[7] = 100;
        ScoreDebiasedModel model = ScoreDebiasedDensity.of(PLAIN).fit(Points.ofColumn(x));
        assertEquals(1, model.unmoved());
        assertEquals(100, model.moved().points().value(7, 0));
        assertEquals(
                List.of("1 of 40 points stay where they are, as their score rests on fewer than 2.0 others."),
                model.warnings());
        assertMessage(
                "score debiasing: at 40 of 40 points the score rests on fewer than 2.0 others, the condensed regime; take"
                        + " a larger bandwidth, or a pilot of one",
                () -> ScoreDebiasedDensity.of(PLAIN.withBandwidth(1e-4)).fit(Points.ofColumn(x)));
        assertMessage(
                "score debiasing: at 1 of 1 points the score rests on fewer than 2.0 others, the condensed regime; take a"
                        + " larger bandwidth, or a pilot of one",
                () -> ScoreDebiasedDensity.of(PLAIN).fit(Points.ofColumn(3)));
    }

    @Test
    void theFourthOrderKernelIsItsDefinition() {
        Points x = Checks.uniform(63, 2, -1, 1, 7);
        double[] weights = Checks.weights(63, 8);
        double total = java.util.Arrays.stream(weights).sum();
        KernelDensity full =
                KernelDensity.gaussian().withBandwidth(Bandwidth.matrix(H)).withWeights(weights);
        FourthOrderModel model = FourthOrderDensity.of(full).fit(x);
        for (double[] at : new double[][] {{0, 0}, {1, -1}, {2, 2}, {4, 0}}) {
            double sum = 0;
            for (int j = 0; j < 63; j++) {
                double[] u = {at[0] - x.value(j, 0), at[1] - x.value(j, 1)};
                double[] v = inverseTimes(u);
                double squared = u[0] * v[0] + u[1] * v[1];
                sum += weights[j] / total * Math.exp(-squared / 2) * (1 + (2 - squared) / 2);
            }
            double expected = sum / (2 * Math.PI * Math.sqrt(DETERMINANT));
            assertEquals(expected, model.density(at), 1e-13);
            if (expected > 0) {
                assertEquals(Math.log(expected), model.logDensity(at), 1e-10);
            } else {
                assertTrue(Double.isNaN(model.logDensity(at)), "negative");
            }
        }
        assertTrue(Double.isNaN(model.logDensity(1e5, 0)), "negative, though the density has vanished");
    }

    @Test
    void aPositiveValueThatVanishesKeepsItsLogarithm() {
        int d = 1300; // squared distances of 1298 are nearer than most of a normal law
        double[] origin = new double[d];
        double[] at = new double[d];
        java.util.Arrays.fill(at, Math.sqrt(1298.0 / d));
        DensityModel base = KernelDensity.gaussian().withBandwidth(1).fit(new double[][] {origin});
        FourthOrderModel model = FourthOrderDensity.of(KernelDensity.gaussian().withBandwidth(1))
                .fit(Points.of(new double[][] {origin}));
        assertEquals(base.logDensity(at) + Math.log(2), model.logDensity(at), 1e-9);
    }

    @Test
    void badInputIsNamed() {
        KernelDensity linear = KernelDensity.of(DensityKernel.linear()).withBandwidth(1);
        Points x = Points.ofColumn(1, 2, 3);
        assertMessage(
                "kernel: score debiasing is for the gaussian, found linear",
                () -> ScoreDebiasedDensity.of(linear).fit(x));
        assertMessage(
                "kernel: the score of score debiasing is for the gaussian, found linear",
                () -> ScoreDebiasedDensity.of(PLAIN).withPilot(linear).fit(x));
        assertMessage(
                "kernel: the fourth-order density is for the gaussian, found linear",
                () -> FourthOrderDensity.of(linear).fit(x));
        assertMessage(
                "queries: have dimension 2, but the density was fitted in dimension 1",
                () -> FourthOrderDensity.of(PLAIN).fit(x).density(1, 2));
        assertArrayEquals(new double[] {1, 2, 3}, x.column(0));
    }
}
