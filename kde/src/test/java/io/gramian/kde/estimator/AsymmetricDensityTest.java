package io.gramian.kde.estimator;

import static io.gramian.kde.estimator.Checks.assertMessage;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gamma and beta kernels against the densities of Commons Statistics, and the bias they leave. */
class AsymmetricDensityTest {
    @ParameterizedTest
    @ValueSource(doubles = {1e-4, 0.02, 0.5, 10})
    void gammaKernelsAreThoseOfCommonsStatistics(double b) {
        double[] x = Checks.uniform(65, 1, 0, 3, 1).column(0);
        x[7] = 0;
        double[] weights = Checks.weights(65, 2);
        double total = Arrays.stream(weights).sum();
        AsymmetricDensity configuration =
                AsymmetricDensity.of(Support.from(5)).withSmoothing(b).withWeights(weights);
        AsymmetricModel model = configuration.fit(
                Points.ofColumn(Arrays.stream(x).map(t -> t + 5).toArray()));
        AsymmetricModel mirrored = AsymmetricDensity.of(Support.upTo(-5))
                .withSmoothing(b)
                .withWeights(weights)
                .fit(Points.ofColumn(Arrays.stream(x).map(t -> -5 - t).toArray()));
        for (double at : new double[] {0, 1e-3, 0.4, 1, 2.9, 6}) {
            double sum = 0;
            for (int i = 0; i < x.length; i++) {
                double k = x[i] == 0
                        ? (at == 0 ? 1 / b : 0) // where Commons Statistics is undecided
                        : GammaDistribution.of(at / b + 1, b).density(5 + x[i] - 5);
                sum += weights[i] / total * k;
            }
            assertEquals(sum, model.density(5 + at), 3e-11 * Math.max(1e-3, sum), "at " + at);
            assertEquals(sum, mirrored.density(-5 - at), 3e-11 * Math.max(1e-3, sum), "at " + at);
        }
        assertEquals(Double.NEGATIVE_INFINITY, model.logDensity(4.999));
        assertArrayEquals(new double[] {b}, model.smoothing(), 1e-15 * b);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.05, 2})
    void betaKernelsAreThoseOfCommonsStatistics(double b) {
        double[] x = Checks.uniform(64, 1, 0.01, 0.99, 3).column(0);
        x[0] = 0;
        x[1] = 1;
        AsymmetricModel model = AsymmetricDensity.of(Support.interval(2, 6))
                .withSmoothing(b)
                .fit(Points.ofColumn(Arrays.stream(x).map(t -> 2 + 4 * t).toArray()));
        for (double at : new double[] {0, 0.02, 0.5, 0.875, 1}) {
            double sum = 0;
            for (double t : x) {
                double moved = (2 + 4 * t - 2) / 4;
                sum += BetaDistribution.of(at / b + 1, (1 - at) / b + 1).density(moved) / 4 / 64;
            }
            assertEquals(sum, model.density(2 + 4 * at), 3e-11 * sum, "at " + at);
        }
    }

    @Test
    void axesMultiply() {
        Points x = Checks.uniform(63, 2, 0, 1, 4);
        double[] b = {0.1, 0.05};
        AsymmetricModel model = AsymmetricDensity.of(Support.from(0), Support.interval(0, 1))
                .withSmoothing(b)
                .fit(x);
        double sum = 0;
        for (int i = 0; i < 63; i++) {
            sum += GammaDistribution.of(0.3 / b[0] + 1, b[0]).density(x.value(i, 0))
                    * BetaDistribution.of(0.9 / b[1] + 1, 0.1 / b[1] + 1).density(x.value(i, 1))
                    / 63;
        }
        assertEquals(sum, model.density(0.3, 0.9), 1e-12 * sum);
    }

    @Test
    void biasAtTheEndIsOfOrderB() {
        // At the end the gamma kernel is exponential: E f(0) = 1 / (1 + b) for the exponential density, 1 for the
        // uniform.
        Checks.Expectation exponential = Checks.Expectation.of(0, 40, 40_001, t -> Math.exp(-t));
        Checks.Expectation uniform = Checks.Expectation.of(0, 1, 40_001, t -> 1);
        for (double b : new double[] {0.1, 0.05}) {
            AsymmetricModel gamma = AsymmetricDensity.of(Support.from(0))
                    .withSmoothing(b)
                    .withWeights(exponential.weights())
                    .fit(exponential.points());
            assertEquals(1 / (1 + b), gamma.density(0.0), 1e-4);
            AsymmetricModel beta = AsymmetricDensity.of(Support.interval(0, 1))
                    .withSmoothing(b)
                    .fit(uniform.points());
            for (double at : new double[] {0, 0.1, 0.5, 1}) {
                assertEquals(1, beta.density(at), 1e-5, "the uniform density has no bias anywhere");
            }
        }
    }

    @Test
    void normalisedItIntegratesToOne() {
        double[] x = Checks.uniform(64, 1, 0, 1, 5).column(0);
        for (double b : new double[] {0.02, 0.05, 0.4}) {
            AsymmetricDensity gamma = AsymmetricDensity.of(Support.from(0)).withSmoothing(b);
            AsymmetricDensity beta =
                    AsymmetricDensity.of(Support.interval(0, 1)).withSmoothing(b);
            AsymmetricModel onHalfLine = gamma.normalised().fit(Points.ofColumn(x));
            AsymmetricModel onInterval = beta.normalised().fit(Points.ofColumn(x));
            assertEquals(1, Checks.integral(onHalfLine, 0, 12, 20_000), 1e-8, "b = " + b);
            assertEquals(1, Checks.integral(onInterval, 0, 1, 20_000), 1e-8, "b = " + b);
            assertEquals(1, onHalfLine.mass(), 0.2);
            double raw = gamma.fit(Points.ofColumn(x)).density(0.3);
            assertEquals(raw, onHalfLine.density(0.3) * onHalfLine.mass(), 1e-13 * raw);
        }
    }

    @Test
    void theSmoothingIsTheBestByLeavingOneOut() {
        SplittableRandom random = new SplittableRandom(6);
        double[] x = random.doubles(200).map(u -> -Math.log(u)).toArray();
        AsymmetricModel model = AsymmetricDensity.of(Support.from(0)).fit(Points.ofColumn(x));
        double best = model.smoothing()[0];
        double[] score = new double[3];
        double[] tried = {best / 1.05, best, best * 1.05};
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < x.length; i++) { // the definition: fitted without the point
                int row = i;
                double[] others = java.util.stream.IntStream.range(0, x.length)
                        .filter(j -> j != row)
                        .mapToDouble(j -> x[j])
                        .toArray();
                if (i % 10 == 0) {
                    assertEquals(
                            AsymmetricDensity.of(Support.from(0))
                                    .withSmoothing(best)
                                    .fit(Points.ofColumn(others))
                                    .logDensity(x[i]),
                            model.leaveOneOutLogDensity()[i],
                            1e-11);
                }
            }
            score[c] = Arrays.stream(AsymmetricDensity.of(Support.from(0))
                            .withSmoothing(tried[c])
                            .fit(Points.ofColumn(x))
                            .leaveOneOutLogDensity())
                    .sum();
        }
        assertTrue(score[1] > score[0] && score[1] > score[2], Arrays.toString(score));
        assertTrue(model.warnings().isEmpty());
        // Many copies of two points: the likelihood rises without end as kernels narrow.
        AsymmetricModel copies = AsymmetricDensity.of(Support.from(0)).fit(Points.ofColumn(1, 1, 1, 2, 2, 2));
        assertEquals(1, copies.warnings().size());
    }

    @Test
    void badInputIsNamed() {
        AsymmetricDensity half = AsymmetricDensity.of(Support.from(0));
        assertMessage(
                "support: expected half-lines and intervals, found (-Infinity, Infinity)",
                () -> AsymmetricDensity.of(Support.line()));
        assertMessage(
                "support: expected half-lines and intervals, found circle [0.0, 1.0)",
                () -> AsymmetricDensity.of(Support.circle(0, 1)));
        assertMessage("smoothing: expected one for each of the 1 axes, found 2", () -> half.withSmoothing(1, 2));
        assertMessage(
                "smoothing of axis 0: expected a positive number from 1e-100 to 1e100, found 0.0",
                () -> half.withSmoothing(0));
        assertMessage(
                "points: row 1, column 0 is -0.5, outside the support [0.0, Infinity)",
                () -> half.fit(Points.ofColumn(1, -0.5)));
        assertMessage(
                "smoothing: all points lie at the end of axis 0, which does not determine a scale; use withSmoothing",
                () -> half.fit(Points.ofColumn(0, 0)));
        assertMessage(
                "smoothing: needs at least two points of positive weight; use withSmoothing",
                () -> half.withWeights(0, 1).fit(Points.ofColumn(1, 2)));
        assertMessage(
                "normalised: the integral is known in one dimension, but the points have 2",
                () -> AsymmetricDensity.of(Support.from(0), Support.from(0))
                        .normalised()
                        .fit(Checks.uniform(7, 2, 0, 1, 8)));
        assertMessage(
                "weights: expected one for each of the 2 points, found 3",
                () -> half.withWeights(0, 1, 1).fit(Points.ofColumn(1, 2)));
    }
}
