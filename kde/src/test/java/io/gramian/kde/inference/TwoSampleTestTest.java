package io.gramian.kde.inference;

import static io.gramian.kde.inference.Samples.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TwoSampleTestTest {
    /** The definition, in two loops; the first n of the rows are the first sample. */
    private static double discrepancy(double[][] rows, int n, double h, boolean unbiased) {
        double m = rows.length - n;
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                double k = Math.exp(-Samples.squaredDistance(rows[i], rows[j]) / (2 * h * h));
                if (i < n != j < n) {
                    sum -= k / (n * m);
                } else if (unbiased) {
                    sum += i == j ? 0 : i < n ? k / (n * (n - 1.0)) : k / (m * (m - 1));
                } else {
                    sum += i < n ? k / n / n : k / m / m;
                }
            }
        }
        return sum;
    }

    @Property(tries = 30)
    void theStatisticIsThatOfTheDefinition(
            @ForAll @IntRange(min = 2, max = 70) int n,
            @ForAll @IntRange(min = 2, max = 70) int m,
            @ForAll @IntRange(min = 1, max = 9) int d,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Points x = Samples.normal(n, d, random);
        Points y = Samples.shifted(Samples.normal(m, d, random), 0.3);
        double[][] rows = TwoSampleTest.pooled(x, y).toArray();
        TwoSampleTest unbiased = TwoSampleTest.unbiased().withBandwidth(1.3).withPermutations(1);
        TwoSampleTest biased = TwoSampleTest.biased().withBandwidth(1.3).withPermutations(1);
        assertEquals(
                discrepancy(rows, n, 1.3, true), unbiased.test(x, y, random).statistic(), 1e-12);
        assertEquals(discrepancy(rows, n, 1.3, false), biased.test(x, y, random).statistic(), 1e-12);
    }

    @Test
    void theIntegralIsThatOfTheDensities() {
        SplittableRandom random = new SplittableRandom(3);
        Points x = Samples.normal(63, 1, random);
        Points y = Samples.shifted(Samples.normal(40, 1, random), 1);
        DensityModel f = KernelDensity.gaussian().withBandwidth(0.3).fit(x);
        DensityModel g = KernelDensity.gaussian().withBandwidth(0.3).fit(y);
        double step = 0.01;
        double[] at = new double[2000];
        Arrays.setAll(at, i -> -10 + step * i);
        double[] a = f.density(Points.ofColumn(at));
        double[] b = g.density(Points.ofColumn(at));
        double integral = 0;
        for (int i = 0; i < at.length; i++) {
            integral += step * (a[i] - b[i]) * (a[i] - b[i]);
        }
        TwoSampleResult found = TwoSampleTest.integratedSquaredDifference()
                .withBandwidth(0.3)
                .withPermutations(99)
                .test(x, y, random);
        assertEquals(integral, found.statistic(), 1e-10);
        assertEquals(0.01, found.pValue(), 1e-15);
        double[][] h = {{0.5, 0.2}, {0.2, 0.4}};
        Points x2 = Samples.normal(30, 2, random);
        Points y2 = Samples.normal(20, 2, random);
        double full = TwoSampleTest.integratedSquaredDifference()
                .withBandwidth(Bandwidth.matrix(h))
                .withPermutations(1)
                .test(x2, y2, random)
                .statistic();
        assertEquals(inTwoDimensions(x2, y2, h), full, 1e-8);
    }

    private static double inTwoDimensions(Points x, Points y, double[][] h) {
        KernelDensity density = KernelDensity.gaussian().withBandwidth(Bandwidth.matrix(h));
        double step = 0.1;
        double[][] at = new double[140 * 140][];
        Arrays.setAll(at, i -> new double[] {-7 + step * (i / 140), -7 + step * (i % 140)});
        double[] f = density.fit(x).density(at);
        double[] g = density.fit(y).density(at);
        double sum = 0;
        for (int i = 0; i < f.length; i++) {
            sum += step * step * (f[i] - g[i]) * (f[i] - g[i]);
        }
        return sum;
    }

    @Test
    void theDefaultBandwidthIsTheMedianDistance() {
        Points x = Points.ofColumn(0, 1);
        Points y = Points.ofColumn(3, 7);
        TwoSampleResult found = TwoSampleTest.unbiased().test(x, y, new SplittableRandom(1));
        assertEquals(3.5, found.bandwidth().scalar(), 1e-15); // of 1, 2, 3, 4, 6, 7
        Points many = Samples.normal(2000, 1, new SplittableRandom(1));
        double h = TwoSampleTest.unbiased()
                .withPermutations(1)
                .test(many, many, new SplittableRandom(1))
                .bandwidth()
                .scalar();
        assertEquals(0.954, h, 0.06); // sqrt 2 times the quartile 0.6745, from a thousand points
    }

    /**
     * With 19 permutations and no ties the p-value takes each of 1/20, ..., 1 with the same probability under the
     * hypothesis: 600 of them counted, at level 1e-3 for each of three statistics; a change of the seed fails with
     * probability 3e-3. A statistic whose permutations leave the diagonal out while it does not is found out, and so
     * are samples that depend on each other.
     */
    @Test
    @Tag("statistical")
    void pValuesAreUniformUnderTheHypothesis() {
        TwoSampleTest[] tests = {
            TwoSampleTest.unbiased(), TwoSampleTest.biased(), TwoSampleTest.integratedSquaredDifference()
        };
        SplittableRandom random = new SplittableRandom(20261125);
        for (TwoSampleTest test : tests) {
            long[] counts = new long[20];
            long[] dependent = new long[20];
            for (int repeat = 0; repeat < 600; repeat++) {
                Points x = Samples.normal(8, 2, random);
                Points y = Samples.normal(11, 2, random);
                counts[cell(test.withPermutations(19).test(x, y, random).pValue())]++;
                Points z = Samples.shifted(x, 1e-3);
                dependent[cell(test.withPermutations(19).test(x, z, random).pValue())]++;
            }
            assertTrue(ChiSquareTest.withDefaults().test(counts).getPValue() > 1e-3, test + Arrays.toString(counts));
            assertTrue(ChiSquareTest.withDefaults().test(dependent).getPValue() < 1e-3);
        }
        long[] wrong = new long[20];
        for (int repeat = 0; repeat < 600; repeat++) {
            wrong[cell(wrongPValue(Samples.normal(19, 2, random).toArray(), random))]++;
        }
        assertTrue(ChiSquareTest.withDefaults().test(wrong).getPValue() < 1e-3);
    }

    private static int cell(double p) {
        return (int) Math.round(20 * p) - 1;
    }

    private static double wrongPValue(double[][] rows, SplittableRandom random) {
        double observed = discrepancy(rows, 8, 1, false);
        int reached = 0;
        for (int b = 0; b < 19; b++) {
            for (int i = 0; i < 8; i++) {
                int j = random.nextInt(i, 19);
                double[] swapped = rows[i];
                rows[i] = rows[j];
                rows[j] = swapped;
            }
            reached += discrepancy(rows, 8, 1, true) >= observed ? 1 : 0;
        }
        return (1 + reached) / 20.0;
    }

    @Test
    void equalValuesCountAsReached() {
        // Six points, all alike up to rounding of the products: every permutation reaches the statistic.
        Points x = Points.of(new double[][] {{0, 1}, {1, 0}});
        Points y = Points.of(new double[][] {{0, -1}, {-1, 0}});
        double p = TwoSampleTest.biased()
                .withBandwidth(1)
                .withPermutations(199)
                .test(x, y, new SplittableRandom(5))
                .pValue();
        // Of the three ways to split a square in pairs, two leave neighbours together and reach; one, diagonals, does
        // not.
        assertEquals(2.0 / 3, p, 0.12); // 3.6 standard errors
    }

    @Test
    void theSameSeedGivesTheSame() {
        Points x = Samples.normal(500, 3, new SplittableRandom(1));
        Points y = Samples.normal(300, 3, new SplittableRandom(2));
        TwoSampleResult one = TwoSampleTest.unbiased().test(x, y, new SplittableRandom(7));
        assertEquals(one, TwoSampleTest.unbiased().test(x, y, new SplittableRandom(7)));
        assertEquals(500, one.firstSize());
        assertEquals(300, one.secondSize());
        assertEquals(999, one.permutations());
    }

    @Test
    void progressAndBadInput() {
        Points x = Samples.normal(5, 1, new SplittableRandom(1));
        long[] last = new long[2];
        TwoSampleTest.unbiased()
                .withProgress((stage, done, total) -> {
                    last[0] = done;
                    last[1] = total;
                })
                .test(x, x, new SplittableRandom(1));
        assertEquals(1000, last[0]);
        assertEquals(1000, last[1]);
        Class<IllegalArgumentException> illegal = IllegalArgumentException.class;
        assertEquals(
                "permutations: expected at least 1, found 0",
                message(illegal, () -> TwoSampleTest.biased().withPermutations(0)));
        assertEquals(
                "second sample: number of points: expected at least 2, found 1",
                message(illegal, () -> TwoSampleTest.biased().test(x, Points.ofColumn(1), new SplittableRandom(1))));
        assertEquals(
                "second sample: have dimension 2, but the data have dimension 1",
                message(
                        illegal,
                        () -> TwoSampleTest.biased()
                                .test(x, Points.of(new double[][] {{1, 2}, {3, 4}}), new SplittableRandom(1))));
        Points same = Points.ofColumn(1, 1, 1, 1);
        assertEquals(
                "median distance: zero, for half of all pairs of points coincide; give a bandwidth",
                message(
                        NumericalException.class,
                        () -> TwoSampleTest.biased().test(same, same, new SplittableRandom(1))));
    }
}
