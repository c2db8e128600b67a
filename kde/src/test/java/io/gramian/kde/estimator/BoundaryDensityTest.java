package io.gramian.kde.estimator;

import static io.gramian.kde.estimator.Checks.assertMessage;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.KernelDensity;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Boundary kernels against the textbook's formulas with moments by Simpson's rule, and the bias they leave, by exact
 * expectations.
 */
class BoundaryDensityTest {
    private static final KernelDensity PLAIN = KernelDensity.gaussian().withBandwidth(0.3);
    private static final List<BiFunction<KernelDensity, Support[], BoundaryDensity>> ALL =
            List.of(BoundaryDensity::cutAndNormalise, BoundaryDensity::linear, BoundaryDensity::nonNegative);

    /** The integral of u^power K(u), by Simpson's rule on both sides of the kink. */
    private static double moment(DensityKernel kernel, double low, double high, int power) {
        double reach = kernel.isCompact() ? 1 : 45;
        return Math.exp(kernel.logNormaliser(1))
                * (simpson(kernel, Math.max(low, -reach), 0, power) + simpson(kernel, 0, Math.min(high, reach), power));
    }

    private static double simpson(DensityKernel kernel, double from, double to, int power) {
        int intervals = 4000;
        double sum = 0;
        for (int i = 0; i <= intervals; i++) {
            double u = from + (to - from) * i / intervals;
            double inside = u * (1 - 1e-15); // the top hat is one up to its edge
            double k = kernel.value(new double[] {inside}, new double[] {0});
            sum += Math.pow(u, power) * k * (i == 0 || i == intervals ? 1 : i % 2 == 1 ? 4 : 2);
        }
        return sum * (to - from) / intervals / 3;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gaussian", "tophat", "epanechnikov", "biweight", "triweight", "exponential", "linear", "cosine"
            })
    void theyAreTheFormulasOfJones(String name) {
        DensityKernel kernel = DensityKernel.named(name);
        double h = 0.4;
        double[] x = Checks.uniform(65, 1, 0, 1, 1).column(0);
        double[] weights = Checks.weights(65, 2);
        double total = Arrays.stream(weights).sum();
        KernelDensity plain = KernelDensity.of(kernel).withBandwidth(h).withWeights(weights);
        for (Support support : new Support[] {Support.from(0), Support.upTo(1), Support.interval(0, 1)}) {
            Support[] supports = {support};
            for (double at : new double[] {0, 0.05, 0.2, 0.5, 0.77, 1}) {
                double low = (at - support.upper()) / h;
                double high = (at - support.lower()) / h;
                double a0 = moment(kernel, low, high, 0);
                double a1 = moment(kernel, low, high, 1);
                double a2 = moment(kernel, low, high, 2);
                double cut = 0;
                double linear = 0;
                for (int i = 0; i < x.length; i++) {
                    double u = (at - x[i]) / h;
                    double k = weights[i]
                            / total
                            / h
                            * Math.exp(kernel.logNormaliser(1))
                            * kernel.value(new double[] {u}, new double[] {0});
                    cut += k / a0;
                    linear += k * (a2 - a1 * u) / (a0 * a2 - a1 * a1);
                }
                double[] expected = {cut, linear, cut * Math.exp(linear / cut - 1)};
                for (int c = 0; c < 3; c++) {
                    BoundaryModel model = ALL.get(c).apply(plain, supports).fit(Points.ofColumn(x));
                    String what = model + " at " + at;
                    assertEquals(expected[c], model.density(at), 1e-8 * Math.abs(cut), what);
                    assertEquals(Math.log(expected[c]), model.logDensity(at), 1e-7, what);
                }
            }
        }
    }

    @Test
    void biasAtTheEndIsOfTheOrderTheySay() {
        // Of the uniform density at 0 the plain estimate has half, the others all, whatever h.
        Checks.Expectation uniform = Checks.Expectation.of(0, 1, 4001, t -> 1);
        // No kernel reaches from 2 to 0, so that the exponential density may end there.
        Checks.Expectation exponential = Checks.Expectation.of(0, 2, 40_001, t -> Math.exp(-t));
        double truth = 1 / (1 - Math.exp(-2));
        double[][] bias = new double[3][2];
        for (int i = 0; i < 2; i++) {
            KernelDensity plain = KernelDensity.gaussian().withBandwidth(0.1 / (i + 1));
            KernelDensity ofUniform = plain.withWeights(uniform.weights());
            KernelDensity ofExponential = plain.withWeights(exponential.weights());
            assertEquals(0.5, ofUniform.fit(uniform.points()).density(0.0), 1e-5);
            assertEquals(0.46 * truth, ofExponential.fit(exponential.points()).density(0.0), 0.03);
            for (int c = 0; c < 3; c++) {
                Support[] interval = {Support.interval(0, 1)};
                Support[] half = {Support.from(0)};
                assertEquals(
                        1,
                        ALL.get(c)
                                .apply(ofUniform, interval)
                                .fit(uniform.points())
                                .density(0.0),
                        1e-5);
                bias[c][i] = ALL.get(c)
                                .apply(ofExponential, half)
                                .fit(exponential.points())
                                .density(0.0)
                        - truth;
            }
        }
        assertEquals(2, bias[0][0] / bias[0][1], 0.2, "order h");
        assertEquals(4, bias[1][0] / bias[1][1], 0.5, "order h^2");
        assertEquals(4, bias[2][0] / bias[2][1], 0.5, "order h^2");
        assertTrue(Math.abs(bias[1][0]) < 0.01 && Math.abs(bias[0][0]) > 0.05);
    }

    @Test
    void twoAxesHaveNoBiasForALinearDensity() {
        // The local linear kernel reproduces a plane up to the corner: density (2 + x - 2 y) / 1.5 on the unit square.
        int nodes = 160;
        double[] x = new double[2 * nodes * nodes];
        double[] weights = new double[nodes * nodes];
        for (int i = 0; i < weights.length; i++) {
            x[2 * i] = (i / nodes + 0.5) / nodes;
            x[2 * i + 1] = (i % nodes + 0.5) / nodes;
            weights[i] = 2 + x[2 * i] - 2 * x[2 * i + 1];
        }
        KernelDensity plain = KernelDensity.gaussian()
                .withBandwidth(Bandwidth.diagonal(0.2, 0.1))
                .withWeights(weights);
        Support unit = Support.interval(0, 1);
        BoundaryModel linear = BoundaryDensity.linear(plain, unit, unit).fit(Points.ofRowMajor(x, 2));
        BoundaryModel cut = BoundaryDensity.cutAndNormalise(plain, unit, unit).fit(Points.ofRowMajor(x, 2));
        for (double[] at : new double[][] {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {0.05, 0.93}, {0.5, 0.5}}) {
            double expected = (2 + at[0] - 2 * at[1]) / 1.5;
            assertEquals(expected, linear.density(at), 1e-3, Arrays.toString(at)); // the midpoint rule's error
        }
        assertTrue(Math.abs(cut.density(1, 0) - 2) > 0.1, "an end has bias if cut and normalised");
    }

    @Test
    void farFromTheEndTheyAreThePlainDensityToTheBit() {
        Points x = Checks.uniform(1021, 1, 0, 40, 3);
        Points queries = Checks.uniform(64, 1, 3, 37, 4);
        double[] expected = PLAIN.fit(x).logDensity(queries);
        for (int c = 0; c < 3; c++) {
            BoundaryModel model = ALL.get(c)
                    .apply(PLAIN, new Support[] {Support.interval(0, 40)})
                    .fit(x);
            assertArrayEquals(expected, model.logDensity(queries));
            assertEquals(Double.NEGATIVE_INFINITY, model.logDensity(-1e-9));
            assertEquals(0, model.density(40.001));
        }
        assertTrue(Double.isFinite(
                BoundaryDensity.nonNegative(PLAIN, Support.from(0)).fit(x).logDensity(1e5)));
    }

    @Test
    void normalisedTheyIntegrateToOne() {
        Points x = Checks.uniform(63, 1, 0, 1, 5);
        KernelDensity epanechnikov =
                KernelDensity.of(DensityKernel.epanechnikov()).withBandwidth(0.3);
        for (KernelDensity plain : List.of(PLAIN, epanechnikov, PLAIN.withBandwidth(0.02), PLAIN.withBandwidth(4))) {
            double tolerance = plain == epanechnikov ? 5e-5 : 1e-8; // of Simpson's rule
            for (int c = 0; c < 3; c++) {
                for (Support support : new Support[] {Support.interval(0, 1), Support.from(-0.01)}) {
                    BoundaryDensity raw = ALL.get(c).apply(plain, new Support[] {support});
                    BoundaryModel model = raw.normalised().fit(x);
                    double upper = Math.min(
                            support.upper(), 1 + 10 * model.base().bandwidth().scalar());
                    assertEquals(1, Checks.integral(model, support.lower(), upper, 2000), tolerance, model.toString());
                    assertEquals(raw.fit(x).density(0.1), model.density(0.1) * model.mass(), 1e-12);
                    assertEquals(1, raw.fit(x).mass());
                }
            }
        }
    }

    @Test
    void theLinearEstimateMayBeNegativeAndSaysSo() {
        BoundaryModel linear = BoundaryDensity.linear(PLAIN, Support.from(0)).fit(Points.ofColumn(1, 1.1));
        assertTrue(linear.density(0.0) < 0);
        assertTrue(Double.isNaN(linear.logDensity(0.0)));
        BoundaryModel positive =
                BoundaryDensity.nonNegative(PLAIN, Support.from(0)).fit(Points.ofColumn(1, 1.1));
        assertTrue(positive.density(0.0) > 0);
        KernelDensity compact = KernelDensity.of(DensityKernel.triweight()).withBandwidth(0.3);
        BoundaryModel none = BoundaryDensity.linear(compact, Support.from(0)).fit(Points.ofColumn(1, 1.1));
        assertEquals(0, none.density(0.0));
        assertEquals(Double.NEGATIVE_INFINITY, none.logDensity(0.0));
    }

    @Test
    void wideBandwidthsKeepTheirDigits() {
        // A kernel much wider than the interval is flat there, and the moments are those of a uniform law.
        BoundaryModel cut = BoundaryDensity.cutAndNormalise(PLAIN.withBandwidth(1e6), Support.interval(0, 1))
                .fit(Points.ofColumn(0.2, 0.7));
        assertEquals(1, cut.density(0.0), 1e-11);
        BoundaryModel linear = BoundaryDensity.linear(PLAIN.withBandwidth(1e6), Support.interval(0, 1))
                .fit(Points.ofColumn(0.2, 0.7));
        // A line through the unit mass: 1 + 12 (mean - 1/2) (x - 1/2).
        assertEquals(1 + 12 * (0.45 - 0.5) * (0.0 - 0.5), linear.density(0.0), 1e-7);
    }

    @Test
    void badInputIsNamed() {
        assertMessage(
                "points: row 1, column 0 is 3.0, outside the support (-Infinity, 2.0]",
                () -> BoundaryDensity.linear(PLAIN, Support.upTo(2)).fit(Points.ofColumn(0, 3)));
        assertMessage(
                "support: circle [0.0, 1.0) has no ends to correct at; use FoldedDensity",
                () -> BoundaryDensity.linear(PLAIN, Support.circle(0, 1)));
        KernelDensity linear = KernelDensity.of(DensityKernel.linear()).withBandwidth(1);
        Points two = Checks.uniform(7, 2, 0, 1, 6);
        assertMessage(
                "kernel: in 2 dimensions a boundary kernel is a product, which the linear kernel is not; use"
                        + " DensityKernel.gaussian()",
                () -> BoundaryDensity.linear(linear, Support.from(0), Support.line())
                        .fit(two));
        assertMessage(
                "normalised: the integral is known in one dimension, but the points have 2; use FoldedDensity, which"
                        + " integrates to one in any",
                () -> BoundaryDensity.linear(PLAIN, Support.from(0), Support.line())
                        .normalised()
                        .fit(two));
        KernelDensity full = KernelDensity.gaussian().withBandwidth(Bandwidth.matrix(new double[][] {{1, 0}, {0, 1}}));
        assertMessage(
                "bandwidth: a boundary kernel works axis by axis, but [1.0, 0.0; 0.0, 1.0] mixes axes; use a scalar or"
                        + " diagonal bandwidth",
                () -> BoundaryDensity.linear(full, Support.from(0), Support.line())
                        .fit(two));
        BoundaryModel model = BoundaryDensity.linear(PLAIN, Support.from(0)).fit(Points.ofColumn(0, 3));
        assertMessage("queries: have dimension 2, but the density was fitted in dimension 1", () -> model.density(two));
    }
}
