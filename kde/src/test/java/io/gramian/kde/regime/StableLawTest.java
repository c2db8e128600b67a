package io.gramian.kde.regime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StableLawTest {
    private static final int DRAWS = 40_000;
    private static final int CELLS = 20;

    /** The mean of exp(i q S) over draws: errors of its parts below 4.5 / sqrt(draws), P below 1e-5 each. */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.5, 0.8, 1.2, 1.5, 1.9})
    void samplersHaveTheCharacteristicFunction(double m) {
        StableLaw law = StableLaw.of(m);
        SplittableRandom random = new SplittableRandom(1);
        check(law, () -> law.sample(random));
        check(law, () -> law.sampleSeries(60, random));
    }

    private static void check(StableLaw law, DoubleSupplier sampler) {
        double[] q = {0.1, 0.5, -1, 2};
        double[][] sums = new double[q.length][2];
        for (int i = 0; i < DRAWS; i++) {
            double s = sampler.getAsDouble();
            for (int k = 0; k < q.length; k++) {
                sums[k][0] += Math.cos(q[k] * s) / DRAWS;
                sums[k][1] += Math.sin(q[k] * s) / DRAWS;
            }
        }
        double error = 4.5 / Math.sqrt(DRAWS);
        for (int k = 0; k < q.length; k++) {
            double[] log = law.logCharacteristicFunction(q[k]);
            assertEquals(Math.exp(log[0]) * Math.cos(log[1]), sums[k][0], error, law + " q=" + q[k]);
            assertEquals(Math.exp(log[0]) * Math.sin(log[1]), sums[k][1], error, law + " q=" + q[k]);
        }
    }

    /** Chi-squared on counts in twenty cells of equal probability, level 1e-4; a wrong index fails. */
    @ParameterizedTest
    @ValueSource(doubles = {0.4, 0.8, 1.2, 1.7})
    void samplersHitTheQuantiles(double m) {
        StableLaw law = StableLaw.of(m);
        StableLaw wrong = StableLaw.of(m + 0.06);
        SplittableRandom random = new SplittableRandom(2);
        double[] ends = new double[CELLS - 1];
        Arrays.setAll(ends, i -> law.quantile((i + 1.0) / CELLS));
        assertTrue(pValue(ends, () -> law.sample(random)) > 1e-4);
        assertTrue(pValue(ends, () -> law.sampleSeries(100, random)) > 1e-4);
        assertTrue(pValue(ends, () -> wrong.sample(random)) < 1e-10);
        assertTrue(pValue(ends, () -> -law.sample(random)) < 1e-10);
    }

    private static double pValue(double[] ends, DoubleSupplier sampler) {
        long[] counts = new long[CELLS];
        for (int i = 0; i < DRAWS; i++) {
            int at = Arrays.binarySearch(ends, sampler.getAsDouble());
            counts[at < 0 ? -at - 1 : at]++;
        }
        return ChiSquareTest.withDefaults().test(counts).getPValue();
    }

    @Test
    void theLawOfIndexOneHalfIsLevys() {
        StableLaw law = StableLaw.of(0.5);
        double c = Math.PI / 2;
        assertEquals(c, law.scale(), 1e-13);
        for (double s : new double[] {0.05, 0.3, 1, 10, 1e4}) {
            double expected = Erfc.value(Math.sqrt(c / (2 * s)));
            assertEquals(expected, law.cumulative(s), 1e-11);
            assertEquals(1 - expected, law.survival(s), 1e-11);
            assertEquals(1, law.quantile(expected) / s, 1e-8);
        }
        assertEquals(0, law.cumulative(0));
        assertEquals(0, law.cumulative(-1));
        assertEquals(1, law.survival(-1));
    }

    /** The tail is s^-m, and both sides of the distribution function add up to one. */
    @Test
    void tails() {
        for (double m : new double[] {0.3, 0.7, 1.3, 1.8}) {
            StableLaw law = StableLaw.of(m);
            double s = Math.pow(1e5, 1 / m);
            assertEquals(1, law.survival(s) * 1e5, 0.01, "m=" + m);
            for (double x : new double[] {-2, -0.1, 0, 0.3, 2, 30}) {
                assertEquals(1, law.cumulative(x) + law.survival(x), 1e-11, "m=" + m + " x=" + x);
            }
        }
    }

    /** The distribution function against an inversion of the characteristic function (Gil-Pelaez). */
    @Test
    void distributionInvertsTheCharacteristicFunction() {
        for (double m : new double[] {0.7, 1.4}) {
            StableLaw law = StableLaw.of(m);
            for (double x : new double[] {-1.5, 0.5, 2, 5}) {
                double sum = 0;
                double step = 1e-3; // of log q
                for (double u = -50; u < 5; u += step) {
                    double q = Math.exp(u);
                    double[] log = law.logCharacteristicFunction(q);
                    sum += Math.exp(log[0]) * Math.sin(log[1] - q * x) * step;
                }
                assertEquals(0.5 - sum / Math.PI, law.cumulative(x), 1e-9, "m=" + m + " x=" + x);
            }
        }
    }

    /** Moments of shares over draws, each within 4.5 of its standard errors (at most 0.5 / sqrt(draws)). */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.3, 0.6})
    void poissonDirichletMoments(double m) {
        PoissonDirichlet law = PoissonDirichlet.of(m);
        assertEquals(1 - m, law.meanPowerSum(2), 1e-13);
        assertEquals((1 - m) * (2 - m) / 2, law.meanPowerSum(3), 1e-13);
        assertEquals(1, law.meanPowerSum(1), 1e-13);
        double e = 1e-5;
        assertEquals((law.meanPowerSum(1 - e) - law.meanPowerSum(1 + e)) / (2 * e), law.meanEntropy(), 1e-8);
        SplittableRandom random = new SplittableRandom(3);
        int draws = 4000;
        double second = 0;
        double third = 0;
        double wrong = 0;
        for (int i = 0; i < draws; i++) {
            double[] shares = law.sample(400, random);
            double total = 0;
            for (int k = 0; k < shares.length; k++) {
                assertTrue(k == 0 || shares[k] <= shares[k - 1]);
                total += shares[k];
                second += shares[k] * shares[k] / draws;
                third += shares[k] * shares[k] * shares[k] / draws;
            }
            assertTrue(total < 1 + 1e-12);
            for (double share : PoissonDirichlet.of(m + 0.1).sample(400, random)) {
                wrong += share * share / draws;
            }
        }
        double error = 4.5 * 0.5 / Math.sqrt(draws);
        assertEquals(law.meanPowerSum(2), second, error);
        assertEquals(law.meanPowerSum(3), third, error);
        assertTrue(Math.abs(law.meanPowerSum(2) - wrong) > error, "a wrong index fails");
    }

    @Test
    void extremeIndices() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 1000; i++) {
            double[] shares = PoissonDirichlet.of(1e-3).sample(5, random);
            assertTrue(shares[0] <= 1 && shares[0] > 0 && shares[4] >= 0);
        }
        assertEquals(0.5, StableLaw.of(1.99).cumulative(StableLaw.of(1.99).quantile(0.5)), 1e-9);
        assertEquals(0.9, StableLaw.of(0.05).cumulative(StableLaw.of(0.05).quantile(0.9)), 1e-9);
    }

    @Test
    void badInputIsNamed() {
        for (double m : new double[] {0, 1, 2, -1, Double.NaN}) {
            assertEquals(
                    "stable index: expected 0.01 to 1.99 and not within 0.001 of 1, found " + m,
                    message(() -> StableLaw.of(m)));
        }
        assertEquals(
                "stable index: expected a number between 0 and 1, found 1.0", message(() -> PoissonDirichlet.of(1)));
        PoissonDirichlet shares = PoissonDirichlet.of(0.5);
        assertEquals("k: expected a number above m = 0.5, found 0.5", message(() -> shares.meanPowerSum(0.5)));
        SplittableRandom random = new SplittableRandom(1);
        assertEquals("count: expected at least 1, found 0", message(() -> shares.sample(0, random)));
        StableLaw law = StableLaw.of(0.5);
        assertEquals("terms: expected at least 1, found 0", message(() -> law.sampleSeries(0, random)));
        assertEquals("p: expected a probability from 1e-9 to 1 - 1e-9, found 0.0", message(() -> law.quantile(0)));
    }

    private static String message(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
