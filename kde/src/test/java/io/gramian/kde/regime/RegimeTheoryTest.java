package io.gramian.kde.regime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.kde.Regime;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedGamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RegimeTheoryTest {
    @Property(tries = 50)
    void lawsOfGaussianData(
            @ForAll @DoubleRange(min = 0.01, max = 4) double alpha,
            @ForAll @DoubleRange(min = 0.01, max = 100) double l1,
            @ForAll @DoubleRange(min = 0.01, max = 100) double l2,
            @ForAll @DoubleRange(min = 0.05, max = 0.95) double weight) {
        GaussianRegimes theory = GaussianRegimes.ofSpectrum(new double[] {l1, l2}, new double[] {weight, 1 - weight});
        double glass = theory.glassBandwidth(alpha);
        assertEquals(Math.sqrt(2) * glass, theory.cltBandwidth(alpha), "exactly");
        assertEquals(alpha, theory.tiltedEntropy(glass), 1e-12 * (1 + alpha));
        double optimum = theory.optimalBandwidth(alpha);
        double variance = theory.varianceBandwidth(alpha);
        assertTrue(optimum < glass && glass < variance && variance < theory.cltBandwidth(alpha));

        double least = theory.divergence(optimum, alpha);
        double logs = weight * Math.log(l1) + (1 - weight) * Math.log(l2);
        assertEquals(alpha + Math.log(optimum) - logs / 2, least, 1e-12 * (1 + alpha));
        assertTrue(theory.divergence(0.99 * optimum, alpha) > least);
        assertTrue(theory.divergence(1.01 * optimum, alpha) > least);

        // Continuous with its slope at h_G: differences on both sides tend to the same limit.
        double e = 1e-4;
        double at = theory.divergence(glass, alpha);
        double left = (at - theory.divergence(glass * (1 - e), alpha)) / e;
        double right = (theory.divergence(glass * (1 + e), alpha) - at) / e;
        assertEquals(left, right, 5 * e);
        assertEquals(at, theory.divergence(glass * (1 - 1e-12), alpha), 1e-11);

        // Units: data stretched by c.
        double c = 3;
        GaussianRegimes stretched =
                GaussianRegimes.ofSpectrum(new double[] {c * c * l1, c * c * l2}, new double[] {weight, 1 - weight});
        assertEquals(c * glass, stretched.glassBandwidth(alpha), 1e-12 * c * glass);
        assertEquals(least, stretched.divergence(c * optimum, alpha), 1e-11);
    }

    @Test
    void limits() {
        GaussianRegimes theory = GaussianRegimes.standard();
        double small = 1e-7;
        assertEquals(1, theory.glassBandwidth(small) / Math.pow(0.75 / small, 0.25), 1e-3);
        assertEquals(2, theory.nearestSquaredDistance(small), 2e-3);
        assertEquals(1, theory.glassBandwidth(20) * Math.exp(20), 1e-12);
        assertEquals(1, theory.optimalBandwidth(300) * Math.exp(300), 1e-12);
    }

    /** The index by the general condition m phi'(m) - phi(m) = alpha, phi by maximising over distances. */
    @Test
    void otherKernelsFulfilTheGeneralCondition() {
        GaussianRegimes data = GaussianRegimes.standard();
        double alpha = 0.4;
        double kappa = 0.7;
        double eta = 0.8;
        check(data, RadialKernel.exponential(), eta, alpha, t -> Math.sqrt(t) / eta);
        check(data, RadialKernel.power(3), eta, alpha, t -> Math.pow(t, 1.5) / Math.pow(eta, 3));
        check(data, RadialKernel.power(2), Math.sqrt(2) * eta, alpha, t -> t / (2 * eta * eta));
        check(
                data,
                RadialKernel.student(kappa),
                eta,
                alpha,
                t -> (1 + kappa) / 2 * Math.log1p(t / (kappa * eta * eta)));
    }

    private static void check(
            GaussianRegimes data, RadialKernel kernel, double eta, double alpha, DoubleUnaryOperator g) {
        // Distances t(h) with their rate A(h), over a fine grid of the tilting bandwidth h.
        int count = 400_000;
        double[] t = new double[count];
        double[] rate = new double[count];
        for (int i = 0; i < count; i++) {
            double h = 0.05 * Math.exp(i * 2e-5);
            t[i] = data.tiltedDistance(h);
            rate[i] = data.tiltedEntropy(h);
        }
        double m = data.stableIndex(kernel, eta, alpha);
        // The tilted state at s = m: its relative entropy s phi' - phi is the rate where -s g - rate is largest.
        int best = IntStream.range(0, count)
                .reduce(
                        0,
                        (a, b) -> -m * g.applyAsDouble(t[b]) - rate[b] > -m * g.applyAsDouble(t[a]) - rate[a] ? b : a);
        assertTrue(best > 0 && best < count - 1);
        assertEquals(alpha, rate[best], 1e-3, kernel.toString());
        assertEquals(eta, data.bandwidthOfIndex(kernel, m, alpha), 1e-10, kernel.toString());
    }

    @Test
    void kernelsOfOtherTails() {
        GaussianRegimes data = GaussianRegimes.standard();
        double glass = data.bandwidthOfIndex(RadialKernel.exponential(), 1, 0.5);
        assertEquals(2 * glass, data.bandwidthOfIndex(RadialKernel.exponential(), 2, 0.5), 1e-12);
        double gaussian = data.bandwidthOfIndex(RadialKernel.power(2), 1, 0.5);
        assertEquals(Math.sqrt(2) * data.glassBandwidth(0.5), gaussian, 1e-12);
        double delta = Math.sqrt(data.nearestSquaredDistance(0.5));
        assertEquals(delta, data.bandwidthOfIndex(RadialKernel.compact(), 1, 0.5), 1e-15);
        assertEquals(0, data.stableIndex(RadialKernel.compact(), 0.99 * delta, 0.5));
        assertEquals(Double.POSITIVE_INFINITY, data.stableIndex(RadialKernel.compact(), 1.01 * delta, 0.5));
        assertEquals(
                0, data.bandwidthOfIndex(RadialKernel.student(0.01), 0.9, 2), "no bandwidth condenses a flat tail");
        assertEquals(
                3,
                RadialKernel.exponential().unscaled(RadialKernel.exponential().scaled(3, 50), 50),
                1e-14);
        assertEquals(2 * Math.sqrt(50), RadialKernel.compact().unscaled(2, 50), 1e-14);
        assertEquals(1, RadialKernel.student(2).scaled(1, 50));
    }

    @Test
    void aGivenQueryIsTypicalAtItsTypicalPlace() {
        GaussianRegimes theory = GaussianRegimes.ofEigenvalues(0.5, 2, 3);
        GaussianRegimes typical = theory.atQuery(Math.sqrt(0.5), -Math.sqrt(2), Math.sqrt(3));
        for (double alpha : new double[] {0.1, 1}) {
            assertEquals(theory.glassBandwidth(alpha), typical.glassBandwidth(alpha), 1e-13);
            assertEquals(theory.divergence(0.4, alpha), typical.divergence(0.4, alpha), 1e-13);
            assertTrue(theory.atSquaredRadius(2).glassBandwidth(alpha) > theory.glassBandwidth(alpha));
        }
        // The equation for a given query, written out.
        double[] l = {0.5, 2, 3};
        double[] x = {1.5, -0.2, 0.7};
        double h = theory.atQuery(x).glassBandwidth(0.3);
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double b = h * h + l[i];
            sum += Math.log(1 + l[i] / (h * h)) - l[i] / b + x[i] * x[i] * l[i] / (b * b);
        }
        assertEquals(0.3, sum / 6, 1e-13);
        assertEquals(
                theory.finite(500, 6).glassBandwidth(), typical.finite(500, 6).glassBandwidth(), 1e-12);
    }

    @Test
    void subsamplesAndVariances() {
        GaussianRegimes theory = GaussianRegimes.standard();
        int d = 20;
        double h = 0.9;
        double logM = theory.logSizeForMean(h, d);
        assertEquals(h, theory.glassBandwidth(logM / d), 1e-12);
        assertEquals(h, theory.cltBandwidth(theory.logSizeForNormality(h, d) / d), 1e-12);
        // E K^2 / (E K)^2 from normal densities: with |x|^2 = d.
        double first = logNormal(d, 1 + h * h);
        double second = -d / 2.0 * Math.log(4 * Math.PI * h * h) + logNormal(d, 1 + h * h / 2);
        assertEquals(Math.exp(second - 2 * first) - 1, theory.relativeVariance(h, d), 1e-9);
        assertEquals(0, theory.shareEntropy(0.5, 0.5));
        assertTrue(theory.shareEntropy(0.8, 0.5) > 0);
        assertEquals(0.5, theory.shareEntropy(1e6, 0.5), 1e-9, "all points alike");
        assertEquals(0.75, theory.participationRatio(theory.glassBandwidth(0.5) / 2, 0.5), 1e-14);
        assertEquals(0, theory.participationRatio(2, 0.5));
        assertEquals(Regime.CONDENSED, theory.regime(0.6, 0.5));
        assertEquals(Regime.STABLE, theory.regime(0.7, 0.5));
        assertEquals(Regime.CLASSICAL, theory.regime(1, 0.5));
    }

    private static double logNormal(double squaredNorm, double variance) {
        return -squaredNorm / 2 * Math.log(2 * Math.PI * variance) - squaredNorm / (2 * variance);
    }

    @Test
    void productsOfNormalsAreGaussian() {
        ProductRegimes product = ProductRegimes.of(x -> Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI), -9.5, 9.5);
        GaussianRegimes gaussian = GaussianRegimes.standard();
        for (double alpha : new double[] {0.02, 0.5, 2}) {
            double glass = gaussian.glassBandwidth(alpha);
            assertEquals(glass, product.glassBandwidth(alpha), 1e-9 * glass);
            assertEquals(gaussian.optimalBandwidth(alpha), product.optimalBandwidth(alpha), 1e-9);
            assertEquals(gaussian.divergence(0.8 * glass, alpha), product.divergence(0.8 * glass, alpha), 1e-9);
            assertEquals(gaussian.divergence(1.8 * glass, alpha), product.divergence(1.8 * glass, alpha), 1e-9);
        }
    }

    /** The noncentral chi-squared law as a Poisson mixture of central ones. */
    @Test
    void distancesFollowTheNoncentralChiSquaredLaw() {
        for (int d : new int[] {1, 2, 7, 63, 784}) {
            for (double lambda : new double[] {0, 0.3 * d, d, 3.0 * d}) {
                SquaredDistanceLaw law =
                        new SquaredDistanceLaw(new double[] {1}, new double[] {d}, new double[] {lambda / d});
                for (double t : new double[] {0.01 * d, 0.2 * d, 0.9 * d, d + lambda, 1.5 * (d + lambda)}) {
                    double[] expected = mixture(d, lambda, t);
                    SquaredDistanceLaw.Logs found = law.at(t);
                    String what = "d=" + d + " lambda=" + lambda + " t=" + t;
                    if (expected[0] > 1e-290) {
                        // Relative in the lower tail, which is what matters; absolute in the upper one.
                        double deviation = law.standardDeviation();
                        assertEquals(
                                expected[0],
                                Math.exp(found.cumulative()),
                                t < d + lambda ? 1e-11 * expected[0] : 1e-7,
                                what);
                        assertEquals(
                                expected[1],
                                Math.exp(found.density()),
                                t < d + lambda ? 1e-11 * expected[1] : 1e-7 / deviation,
                                what);
                    }
                }
            }
        }
    }

    private static double[] mixture(int d, double lambda, double t) {
        double cumulative = 0;
        double density = 0;
        for (int j = 0; j < 6000; j++) {
            double weight = lambda == 0
                    ? (j == 0 ? 1 : 0)
                    : Math.exp(-lambda / 2 + j * Math.log(lambda / 2) - LogGamma.value(j + 1.0));
            double shape = d / 2.0 + j;
            cumulative += weight == 0 ? 0 : weight * RegularizedGamma.P.value(shape, t / 2);
            density += weight * Math.exp((shape - 1) * Math.log(t / 2) - t / 2 - LogGamma.value(shape)) / 2;
        }
        return new double[] {cumulative, density};
    }

    /** Counts of simulated distances for a spectrum; each count is within 4.5 of its standard errors, P about 1e-5. */
    @Test
    void distancesOfASpectrumFollowTheirLaw() {
        double[] l = {0.2, 1, 4};
        double[] x = {0.5, -1, 3};
        GaussianRegimes theory = GaussianRegimes.ofEigenvalues(l).atQuery(x);
        SplittableRandom random = new SplittableRandom(5);
        int draws = 200_000;
        double[] thresholds = {0.2, 1, 3, 10, 20, 40};
        int[] counts = new int[thresholds.length];
        for (int i = 0; i < draws; i++) {
            double t = 0;
            for (int k = 0; k < 6; k++) { // two coordinates for each eigenvalue
                double difference = x[k / 2] - Math.sqrt(l[k / 2]) * random.nextGaussian();
                t += difference * difference;
            }
            for (int c = 0; c < counts.length; c++) {
                counts[c] += t <= thresholds[c] ? 1 : 0;
            }
        }
        for (int c = 0; c < counts.length; c++) {
            double p = Math.exp(theory.finite(2, 6).logProbability(thresholds[c]));
            assertEquals(draws * p, counts[c], 4.5 * Math.sqrt(draws * p * (1 - p)) + 0.5, "T=" + thresholds[c]);
        }
    }

    @Test
    void finiteTheoryTendsToItsLimit() {
        GaussianRegimes theory = GaussianRegimes.ofEigenvalues(0.5, 1.5);
        double alpha = 0.5;
        double before = 1;
        for (int d : new int[] {20, 80, 320, 1280}) {
            FiniteRegimes finite = theory.finite(Math.exp(alpha * d), d);
            double error = finite.glassBandwidth() / theory.glassBandwidth(alpha) - 1;
            assertTrue(error > 0 && error < 0.5 * before, "d=" + d + ": " + error);
            before = error;
        }
        FiniteRegimes large = theory.finite(Math.exp(600), 1200);
        double h = 0.7 * large.glassBandwidth();
        assertEquals(1 - 0.49, large.participationRatio(h), 0.02);
        assertEquals(theory.divergence(h, alpha), large.divergence(h), 0.02);
        assertEquals(theory.divergence(1.2, alpha), large.divergence(1.2), 0.01);
        assertEquals(Regime.CONDENSED, large.regime(h));
        assertEquals(0.49, large.stableIndex(h), 1e-12);
        assertEquals(Math.sqrt(2) * large.glassBandwidth(), large.cltBandwidth());
    }

    /** Sums simulated from distances alone; the mean of 4000 is held to 4 standard errors, P about 6e-5 each. */
    @Test
    void finiteSumsAreThoseOfSimulations() {
        SplittableRandom random = new SplittableRandom(7);
        for (double h : new double[] {0.25, 0.6, 1.5}) {
            int n = 50;
            int d = 3;
            FiniteRegimes finite = GaussianRegimes.standard().finite(n, d);
            int sets = 4000;
            double[] ratio = new double[sets];
            double[] log = new double[sets];
            for (int s = 0; s < sets; s++) {
                double sum = 0;
                double squares = 0;
                for (int i = 0; i < n; i++) {
                    double t = 0;
                    for (int k = 0; k < d; k++) {
                        double difference = 1 - random.nextGaussian();
                        t += difference * difference;
                    }
                    double value = Math.exp(-t / (2 * h * h));
                    sum += value;
                    squares += value * value;
                }
                ratio[s] = squares / (sum * sum);
                log[s] = -Math.log(sum / n) + d * Math.log(h) + d * -0.5;
            }
            within(ratio, finite.participationRatio(h), "participation ratio at h=" + h);
            within(log, d * finite.divergence(h), "divergence at h=" + h);
        }
    }

    private static void within(double[] draws, double expected, String what) {
        double mean = java.util.Arrays.stream(draws).average().orElseThrow();
        double square = java.util.Arrays.stream(draws)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow();
        assertEquals(expected, mean, 4 * Math.sqrt(square / draws.length), what);
    }

    @Test
    void badInputIsNamed() {
        GaussianRegimes theory = GaussianRegimes.standard();
        for (double alpha : new double[] {0, -1, Double.NaN, 301}) {
            assertEquals(
                    "alpha: expected log(n) / d above 0 and at most 300.0, found " + alpha,
                    message(() -> theory.glassBandwidth(alpha)));
        }
        assertEquals(
                "bandwidth: expected a positive finite number, found 0.0", message(() -> theory.stableIndex(0, 1)));
        assertEquals("d: expected a dimension from 1, found 0", message(() -> RegimeTheory.alpha(10, 0)));
        assertEquals(
                "n: expected a finite number of points from 1, found 0.5", message(() -> RegimeTheory.alpha(0.5, 1)));
        assertEquals("n: expected a finite number of points from 2, found 1.0", message(() -> theory.finite(1, 3)));
        assertEquals(
                "sigma: expected a positive standard deviation up to 1e150, found -1.0",
                message(() -> GaussianRegimes.isotropic(-1)));
        assertEquals(
                "spectrum: 2 eigenvalues, but 1 weights",
                message(() -> GaussianRegimes.ofSpectrum(new double[] {1, 2}, new double[] {1})));
        assertEquals(
                "spectrum: eigenvalue 1 is -2.0; it must be finite and not negative",
                message(() -> GaussianRegimes.ofEigenvalues(1, -2)));
        assertEquals(
                "spectrum: weight 0 is NaN; it must be finite and not negative",
                message(() -> GaussianRegimes.ofSpectrum(new double[] {1}, new double[] {Double.NaN})));
        assertTrue(message(() -> GaussianRegimes.ofEigenvalues(0, 0))
                .startsWith("spectrum: expected a positive eigenvalue of positive weight"));
        assertEquals(
                "query: expected a coordinate for each of the 1 eigenvalues, found 2",
                message(() -> theory.atQuery(1, 2)));
        assertTrue(message(() -> theory.atQuery(Double.NaN)).startsWith("query: coordinate 0 is NaN"));
        assertTrue(message(() -> theory.atSquaredRadius(-1)).startsWith("squared radius: expected"));
        assertEquals("p: expected a positive finite number, found 0.0", message(() -> RadialKernel.power(0)));
        assertTrue(message(() -> theory.bandwidthOfIndex(RadialKernel.power(1), 0, 1))
                .startsWith("stable index: expected a positive number"));
        assertEquals(
                "breakpoints: expected the two ends at least, found 1", message(() -> ProductRegimes.of(x -> 1, 0)));
        assertEquals(
                "breakpoints: expected finite increasing numbers, found 1.0 and then 1.0",
                message(() -> ProductRegimes.of(x -> 1, 1, 1)));
        assertTrue(message(() -> ProductRegimes.of(x -> -1, 0, 1)).startsWith("density: is -1.0 at "));
        assertTrue(assertThrows(NumericalException.class, () -> ProductRegimes.of(x -> 2, 0, 1))
                .getMessage()
                .startsWith("density: its integral over [0.0, 1.0] is 2.0"));
        assertTrue(message(() -> theory.finite(10, 2).logProbability(0)).startsWith("squared distance: expected"));
    }

    @Test
    void aDirectionWithoutSpreadHasThresholdsButNoDivergence() {
        GaussianRegimes theory = GaussianRegimes.ofEigenvalues(0, 1);
        double glass = theory.glassBandwidth(0.25);
        assertEquals(GaussianRegimes.standard().glassBandwidth(0.5), glass, 1e-12, "half as many dimensions");
        assertEquals(Double.POSITIVE_INFINITY, theory.divergence(1, 0.25));
        assertEquals(
                GaussianRegimes.standard().finite(100, 4).glassBandwidth(),
                theory.finite(100, 8).glassBandwidth(),
                1e-11);
    }

    private static String message(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
