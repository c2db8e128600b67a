package io.gramian.kde;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.kde.regime.FiniteRegimes;
import io.gramian.kde.regime.GaussianRegimes;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    private static Points normal(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] rows = new double[n * d];
        Arrays.setAll(rows, i -> random.nextGaussian());
        return Points.ofRowMajor(rows, d);
    }

    /** Means of 500 queries, whose standard error is about 0.012, against simulations of 500 data sets: within 0.03. */
    @Test
    void participationRatioFallsWithTheStableIndex() {
        check(2981, 20, new double[] {0.3, 0.5, 0.7, 0.85, 1.0, 1.2}, new double[] {
            0.9236, 0.7778, 0.5626, 0.3829, 0.2194, 0.0809
        });
        check(22026, 10, new double[] {0.3, 0.5, 0.7, 0.85, 1.0, 1.2}, new double[] {
            0.9121, 0.7533, 0.5388, 0.3731, 0.2337, 0.1082
        });
    }

    private static void check(int n, int d, double[] ratios, double[] expected) {
        FiniteRegimes theory = GaussianRegimes.standard().finite(n, d);
        Points x = normal(n, d, 1);
        Points queries = normal(500, d, 2);
        for (int r = 0; r < ratios.length; r++) {
            QueryDiagnostics found = KernelDensity.gaussian()
                    .withBandwidth(ratios[r] * theory.glassBandwidth())
                    .fit(x)
                    .diagnose(queries);
            double mean = 0;
            for (int i = 0; i < 500; i++) {
                mean += found.participationRatio(i) / 500;
                assertEquals(1, found.participationRatio(i) * found.effectiveSampleSize(i), 1e-12);
            }
            assertEquals(expected[r], mean, 0.03, "d=" + d + " n=" + n + " h/h_G=" + ratios[r]);
            double m = found.typicalStableIndex();
            assertEquals(ratios[r] * ratios[r], m, 0.12 * m + 3 * found.typicalStableIndexError());
        }
    }

    /**
     * Coverage of 90 percent intervals for the smoothed density, over 400 data sets in the classical regime. Where all
     * intervals cover with probability 0.9 the count is binomial with standard deviation 6; 336 is 4 of them below 360,
     * P about 6e-5. Intervals of half that length would cover some 236 times.
     */
    @Test
    void intervalsCoverTheSmoothedDensityInTheClassicalRegime() {
        double h = 0.5;
        Points query = Points.of(new double[][] {{0.3, -0.4}});
        double expected = -0.25 / (2 * (1 + h * h)) - Math.log(2 * Math.PI * (1 + h * h));
        int covered = 0;
        int narrow = 0;
        for (int s = 0; s < 400; s++) {
            QueryDiagnostics found = KernelDensity.gaussian()
                    .withBandwidth(h)
                    .fit(normal(500, 2, s))
                    .diagnose(query);
            ConfidenceInterval interval = found.confidenceInterval(0, 0.9);
            assertTrue(interval.isGiven(), interval.toString());
            covered += interval.logLower() <= expected && expected <= interval.logUpper() ? 1 : 0;
            double half = (interval.logUpper() - interval.logLower()) / 4;
            narrow += Math.abs(found.logDensity(0) - expected) <= half ? 1 : 0;
            assertEquals(Math.exp(interval.logUpper()), interval.upper());
            assertEquals(0.9, interval.level());
        }
        assertTrue(covered >= 336, "covered " + covered);
        assertTrue(narrow < 336, "half the length covers " + narrow);
    }

    /** The same with unequal weights, where the standard error is that of a weighted mean. */
    @Test
    void intervalsCoverWithWeights() {
        double h = 0.5;
        double expected = -0.25 / (2 * (1 + h * h)) - Math.log(2 * Math.PI * (1 + h * h));
        double[] weights = new double[600];
        Arrays.setAll(weights, i -> i % 6 == 0 ? 0 : 1 + i % 4);
        int covered = 0;
        for (int s = 0; s < 400; s++) {
            ConfidenceInterval interval = KernelDensity.gaussian()
                    .withBandwidth(h)
                    .withWeights(weights)
                    .fit(normal(600, 2, s))
                    .diagnose(Points.of(new double[][] {{0.3, -0.4}}))
                    .confidenceInterval(0, 0.9);
            covered += interval.logLower() <= expected && expected <= interval.logUpper() ? 1 : 0;
        }
        assertTrue(covered >= 336, "covered " + covered);
    }

    @Test
    void standardErrorIsThatOfTheSampleMean() {
        double[][] data = normal(65, 2, 3).toArray();
        double[] query = {0.1, 0.2};
        QueryDiagnostics found =
                KernelDensity.gaussian().withBandwidth(0.7).fit(data).diagnose(Points.of(new double[][] {query}));
        double[] values = Arrays.stream(data)
                .mapToDouble(x -> Math.exp(-(Math.pow(x[0] - 0.1, 2) + Math.pow(x[1] - 0.2, 2)) / 0.98))
                .toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance =
                Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / 64;
        assertEquals(Math.sqrt(variance / 65) / mean, found.relativeStandardError(0), 1e-12);
    }

    @Test
    void intervalsAreRefusedWithTheReason() {
        Points x = normal(2981, 20, 8);
        Points query = normal(1, 20, 9);
        KernelDensity gaussian = KernelDensity.gaussian();
        assertRefused(gaussian.withBandwidth(0.5).fit(x).diagnose(query), "condensed (stable index 0.");
        assertRefused(gaussian.withBandwidth(1.1).fit(x).diagnose(query), "heavy-tailed (stable index 1.");
        assertRefused(gaussian.withBandwidth(1.5).fit(x).diagnose(query), "does not exceed 2 by more than its error");
        assertTrue(gaussian.withBandwidth(4)
                .fit(x)
                .diagnose(query)
                .confidenceInterval(0, 0.95)
                .isGiven());
        Points few = normal(20, 1, 10);
        assertRefused(gaussian.withBandwidth(3).fit(few).diagnose(Points.ofColumn(0.0)), "points, fewer than 30");
        assertRefused(
                KernelDensity.of(DensityKernel.tophat())
                        .withBandwidth(1)
                        .fit(few)
                        .diagnose(Points.ofColumn(100)),
                "the density is zero: no data point reaches the query");
        QueryDiagnostics found = gaussian.withBandwidth(3).fit(few).diagnose(Points.ofColumn(0.0));
        for (double level : new double[] {0, 1, -1, Double.NaN}) {
            assertEquals(
                    "level: expected a number between 0 and 1, found " + level,
                    assertThrows(IllegalArgumentException.class, () -> found.confidenceInterval(0, level))
                            .getMessage());
        }
    }

    private static void assertRefused(QueryDiagnostics found, String reason) {
        ConfidenceInterval interval = found.confidenceInterval(0, 0.95);
        assertFalse(interval.isGiven());
        String refusal = interval.refusal().orElseThrow();
        assertTrue(refusal.contains(reason), refusal);
        assertTrue(assertThrows(IllegalStateException.class, interval::lower)
                .getMessage()
                .contains(reason));
        assertTrue(interval.toString().contains("refused"));
    }

    @Test
    void leftOutDiagnosticsAreThoseOfTheOthers() {
        for (int n : new int[] {3, 7, 65}) {
            double[][] data = normal(n, 2, n).toArray();
            double[] weights = new SplittableRandom(n).doubles(n, 0.1, 1).toArray();
            weights[1] = n > 3 ? 0 : weights[1];
            KernelDensity gaussian = KernelDensity.gaussian().withBandwidth(0.6);
            DensityModel weighted = gaussian.withWeights(weights).fit(data);
            QueryDiagnostics found = weighted.leaveOneOutDiagnostics();
            QueryDiagnostics plain = gaussian.fit(data).leaveOneOutDiagnostics();
            double[] logs = weighted.leaveOneOutLogDensity();
            for (int i = 0; i < n; i++) {
                double[] others = weights.clone();
                others[i] = 0;
                Points query = Points.of(new double[][] {data[i]});
                // Of at most ten points, one of weight zero has a neighbour more than the rest, which goes unused.
                if (weights[i] > 0 || n > 12) {
                    same(gaussian.withWeights(others).fit(data).diagnose(query), found, i);
                }
                assertEquals(logs[i], found.logDensity(i), 1e-12 * Math.max(1, Math.abs(logs[i])));
                double[][] rest = new double[n - 1][];
                for (int j = 0; j < n - 1; j++) {
                    rest[j] = data[j < i ? j : j + 1];
                }
                same(gaussian.fit(rest).diagnose(query), plain, i);
            }
        }
        String message = assertThrows(
                        NumericalException.class,
                        () -> KernelDensity.gaussian()
                                .withBandwidth(1)
                                .fit(new double[][] {{1}})
                                .leaveOneOutDiagnostics())
                .getMessage();
        assertTrue(message.contains("point 0 has all the weight"), message);
    }

    private static void same(QueryDiagnostics expected, QueryDiagnostics found, int i) {
        assertEquals(expected.logDensity(0), found.logDensity(i), 1e-11 * Math.max(1, Math.abs(found.logDensity(i))));
        assertEquals(expected.participationRatio(0), found.participationRatio(i), 1e-11);
        assertEquals(expected.entropy(0), found.entropy(i), 1e-10);
        assertEquals(expected.stableIndex(0), found.stableIndex(i), 1e-9 * Math.max(1, found.stableIndex(i)));
        assertEquals(expected.stableIndexError(0), found.stableIndexError(i), 1e-9 * Math.max(1, found.stableIndex(i)));
        if (Double.isFinite(expected.relativeStandardError(0))) { // one point has no spread
            assertEquals(expected.relativeStandardError(0), found.relativeStandardError(i), 1e-7);
        }
    }

    @Test
    void diagnosisOfNormalData() {
        Points x = normal(2981, 20, 8);
        double glass = GaussianRegimes.standard().finite(2981, 20).glassBandwidth();
        double[] bandwidths = {0.5, 1.0, 2.0};
        Regime[] regimes = {Regime.CONDENSED, Regime.STABLE, Regime.CLASSICAL};
        String[] words = {"the condensed regime", "the stable regime", "the classical regime"};
        for (int b = 0; b < 3; b++) {
            Diagnosis diagnosis =
                    KernelDensity.gaussian().withBandwidth(bandwidths[b]).fit(x).diagnosis();
            assertEquals(2000, diagnosis.queries());
            assertEquals(glass, diagnosis.glassBandwidth(), 0.03 * glass);
            assertEquals(Math.sqrt(2) * diagnosis.glassBandwidth(), diagnosis.cltBandwidth(), 1e-12);
            assertEquals(Math.pow(diagnosis.bandwidthRatio(), 2), diagnosis.stableIndex(), 1e-12);
            assertEquals(bandwidths[b] / diagnosis.glassBandwidth(), diagnosis.bandwidthRatio());
            assertEquals(regimes[b], diagnosis.regime());
            assertEquals(0.82, diagnosis.optimalBandwidth(), 0.03, "the minimum in simulations is at 0.8178");
            assertEquals(
                    1, diagnosis.shares().values().stream().mapToDouble(v -> v).sum(), 1e-12);
            assertTrue(diagnosis.toString().contains(words[b]), diagnosis.toString());
            assertTrue(diagnosis.toString().contains("2000 of the points"), diagnosis.toString());
            assertEquals(0, diagnosis.shareOfZeros());
        }
        Diagnosis narrow = KernelDensity.gaussian().withBandwidth(0.5).fit(x).diagnosis();
        assertTrue(narrow.shares().get(Regime.CONDENSED) > 0.95);
        assertTrue(narrow.medianEffectiveSampleSize() < 3);
        assertTrue(narrow.toString().contains("too narrow"), narrow.toString());
        assertTrue(narrow.toString().contains("exclude each other"), narrow.toString());
    }

    /** The best bandwidth in one dimension lies far above the distances of neighbours. */
    @Test
    void bestBandwidthIsThatOfTheLikelihoodOverAGrid() {
        Points x = normal(400, 1, 4);
        double best = 0;
        double top = Double.NEGATIVE_INFINITY;
        for (double h = 0.05; h < 2; h *= 1.01) {
            double value = Arrays.stream(
                            KernelDensity.gaussian().withBandwidth(h).fit(x).leaveOneOutLogDensity())
                    .average()
                    .orElseThrow();
            best = value > top ? h : best;
            top = Math.max(value, top);
        }
        KernelDensity[] densities = {
            KernelDensity.gaussian().withBandwidth(0.01),
            KernelDensity.gaussian().withBandwidth(10),
            KernelDensity.gaussian().withBandwidth(Bandwidth.diagonal(0.2)),
            KernelDensity.gaussian().withBandwidth(Bandwidth.matrix(new double[][] {{0.04}}))
        };
        double[] units = {1, 1, 0.2, 0.2};
        for (int i = 0; i < densities.length; i++) {
            Diagnosis diagnosis = densities[i].fit(x).diagnosis();
            assertEquals(best, diagnosis.optimalBandwidth() * units[i], 0.03 * best);
        }
        assertTrue(densities[2].fit(x).diagnosis().toString().contains("multiples of H^(1/2)"));
    }

    @Test
    void weightsOfZeroAndCopiesChangeNothingThatTheyShouldNot() {
        double[][] data = normal(300, 3, 5).toArray();
        double[][] more = Arrays.copyOf(data, 340);
        double[] weights = new double[340];
        Arrays.fill(weights, 0, 300, 2);
        for (int i = 300; i < 340; i++) {
            more[i] = new double[] {0.01 * i, 0, 0};
        }
        Diagnosis plain = KernelDensity.gaussian().withBandwidth(0.5).fit(data).diagnosis();
        Diagnosis padded = KernelDensity.gaussian()
                .withBandwidth(0.5)
                .withWeights(weights)
                .fit(more)
                .diagnosis();
        assertEquals(plain.glassBandwidth(), padded.glassBandwidth(), 1e-9);
        assertEquals(plain.medianEffectiveSampleSize(), padded.medianEffectiveSampleSize(), 1e-9);
        assertEquals(plain.optimalBandwidth(), padded.optimalBandwidth(), 1e-9);
        assertEquals(plain.shares(), padded.shares());
        assertTrue(padded.toString().contains("weighted (300 of positive weight)"), padded.toString());

        double[][] copied = Arrays.copyOf(data, 310);
        for (int i = 300; i < 310; i++) {
            copied[i] = data[i - 300].clone();
        }
        Diagnosis copies =
                KernelDensity.gaussian().withBandwidth(0.5).fit(copied).diagnosis();
        assertEquals(plain.optimalBandwidth(), copies.optimalBandwidth(), 0.1 * plain.optimalBandwidth());
        assertTrue(copies.toString().contains("20 of the 310 queries have an exact copy"), copies.toString());
    }

    @Test
    void compactKernelsHaveAnotherThreshold() {
        Points x = normal(500, 5, 6);
        KernelDensity tophat = KernelDensity.of(DensityKernel.epanechnikov());
        Diagnosis narrow = tophat.withBandwidth(0.6).fit(x).diagnosis();
        assertTrue(Double.isNaN(narrow.glassBandwidth()) && Double.isNaN(narrow.optimalBandwidth()));
        assertEquals(0, narrow.stableIndex());
        assertTrue(narrow.shareOfZeros() > 0.3, "" + narrow);
        assertTrue(narrow.toString().contains("there is no h_G"), narrow.toString());
        assertTrue(narrow.toString().contains("A likelihood over points like these is zero"), narrow.toString());
        Diagnosis wide = tophat.withBandwidth(8).fit(x).diagnosis();
        assertEquals(Double.POSITIVE_INFINITY, wide.stableIndex());
        assertEquals(Regime.CLASSICAL, wide.regime());
        assertEquals(0, wide.shareOfZeros());
    }

    @Test
    void exponentialKernelsHaveTheirOwnIndex() {
        Points x = normal(2000, 20, 7);
        Diagnosis diagnosis = KernelDensity.of(DensityKernel.exponential())
                .withBandwidth(0.2)
                .fit(x)
                .diagnosis();
        assertEquals(diagnosis.bandwidthRatio(), diagnosis.stableIndex(), 1e-12);
        assertEquals(2 * diagnosis.glassBandwidth(), diagnosis.cltBandwidth(), 1e-12);
        // h_G(exponential) = h_G^2 / r in terms of the Gaussian h_G and the nearest distance r, to leading order.
        Diagnosis gaussian = KernelDensity.gaussian().withBandwidth(1).fit(x).diagnosis();
        double expected = Math.pow(gaussian.glassBandwidth(), 2) / gaussian.nearestDistance();
        assertEquals(expected, diagnosis.glassBandwidth(), 0.05 * expected);
    }

    @Test
    void awkwardData() {
        KernelDensity gaussian = KernelDensity.gaussian().withBandwidth(1);
        Diagnosis one = gaussian.fit(new double[][] {{1, 2}}).diagnosis();
        assertEquals(Regime.CONDENSED, one.regime());
        assertEquals(0, one.queries());
        assertTrue(one.toString().contains("One point has all the weight"), one.toString());
        Diagnosis weighty = gaussian.withWeights(0, 1, 0)
                .fit(new double[][] {{1}, {2}, {3}})
                .diagnosis();
        assertTrue(weighty.toString().contains("One point has all the weight"), weighty.toString());
        Diagnosis two = gaussian.fit(new double[][] {{1, 2}, {3, 4}}).diagnosis();
        assertTrue(two.toString().contains("Two points are too few"), two.toString());
        assertEquals(2, two.queries());
        Diagnosis three = gaussian.fit(new double[][] {{0.0}, {1}, {3}}).diagnosis();
        assertTrue(three.glassBandwidth() > 0 && three.optimalBandwidth() > 0, three.toString());
        double[][] same = new double[64][3];
        Diagnosis constant = gaussian.fit(same).diagnosis();
        assertEquals(0, constant.glassBandwidth());
        assertEquals(Double.POSITIVE_INFINITY, constant.stableIndex());
        assertTrue(constant.toString().contains("there is no heavy tail"), constant.toString());
        assertTrue(Double.isNaN(constant.optimalBandwidth()));
        double[][] grid = new double[63][1];
        Arrays.setAll(grid, i -> new double[] {i});
        Diagnosis regular = gaussian.fit(grid).diagnosis();
        assertTrue(regular.optimalBandwidth() > 0.1, regular.toString());
        double[][] wide = normal(100, 2, 11).toArray();
        for (double[] row : wide) {
            row[0] *= 1e100;
            row[1] *= 1e100;
        }
        Diagnosis scaled =
                KernelDensity.gaussian().withBandwidth(1e99).fit(wide).diagnosis();
        assertTrue(scaled.glassBandwidth() > 1e98 && scaled.optimalBandwidth() > 1e98, scaled.toString());
    }
}
