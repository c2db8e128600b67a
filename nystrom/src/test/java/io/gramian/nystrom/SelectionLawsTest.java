package io.gramian.nystrom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;

/**
 * Samplers against laws that are enumerated. Seeds are fixed; each chi-squared test of a right sampler has a false-alarm
 * rate of 1e-4, and the same test refuses a wrong one.
 */
class SelectionLawsTest {
    private static final double LEVEL = 1e-4;
    private static final int DRAWS = 6000;

    private static final Backend CPU = Backends.cpu().withThreads(1);

    /** Two near pairs and a point apart: after one of a pair the other has little left. */
    private static final Points X = Points.ofColumn(0, 0.3, 2, 2.5, 6);

    private static final Kernel KERNEL = Kernel.gaussian(1);
    private static final int RANK = 3;

    /** The probability of each ordered choice of three pivots, by the definition. */
    private static Map<String, Double> law() {
        Map<String, Double> law = new HashMap<>();
        double[][] k = new double[5][5];
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                k[i][j] = KERNEL.value(X.row(i), X.row(j));
            }
        }
        extend(law, "", 1, k, 0);
        return law;
    }

    private static void extend(Map<String, Double> law, String path, double probability, double[][] k, int depth) {
        if (depth == RANK) {
            law.put(path, probability);
            return;
        }
        double trace = IntStream.range(0, 5).mapToDouble(i -> k[i][i]).sum();
        for (int s = 0; s < 5; s++) {
            if (path.indexOf('0' + s) < 0) {
                double[][] left = new double[5][5];
                for (int i = 0; i < 5; i++) {
                    for (int j = 0; j < 5; j++) {
                        left[i][j] = k[i][j] - k[i][s] * k[s][j] / k[s][s];
                    }
                }
                extend(law, path + s, probability * k[s][s] / trace, left, depth + 1);
            }
        }
    }

    /** The probability that a right sampler does worse; outcomes expected fewer than five times share a cell. */
    private static double pValue(Map<String, Double> law, Function<SplittableRandom, String> sampler) {
        Map<String, Integer> counts = new HashMap<>();
        SplittableRandom random = new SplittableRandom(20240611);
        for (int r = 0; r < DRAWS; r++) {
            counts.merge(sampler.apply(random), 1, Integer::sum);
        }
        double statistic = 0;
        double rareExpected = 0;
        double rareFound = DRAWS;
        int cells = 0;
        for (Map.Entry<String, Double> entry : law.entrySet()) {
            double expected = DRAWS * entry.getValue();
            double found = counts.getOrDefault(entry.getKey(), 0);
            if (expected < 5) {
                rareExpected += expected;
            } else {
                statistic += (found - expected) * (found - expected) / expected;
                rareFound -= found;
                cells++;
            }
        }
        if (rareExpected >= 5) {
            statistic += (rareFound - rareExpected) * (rareFound - rareExpected) / rareExpected;
            cells++;
        }
        return ChiSquaredDistribution.of(cells - 1).survivalProbability(statistic);
    }

    private static String pivots(RandomlyPivotedCholesky selector, SplittableRandom random) {
        int[] indices = selector.select(KERNEL, X, random, CPU).indices();
        return indices[0] + "" + indices[1] + indices[2];
    }

    @Test
    void enumeratedLawSumsToOne() {
        assertEquals(60, law().size());
        assertEquals(1, law().values().stream().mapToDouble(p -> p).sum(), 1e-12);
    }

    @Test
    void acceleratedAndSimplePivotsFollowTheLaw() {
        RandomlyPivotedCholesky accelerated = RandomlyPivotedCholesky.ofRank(RANK);
        assertTrue(pValue(law(), random -> pivots(accelerated, random)) > LEVEL);
        assertTrue(pValue(law(), random -> pivots(accelerated.simple(), random)) > LEVEL);
    }

    /** Blocks are another law, as documented; they are also the accelerated sampler that forgot to reject. */
    @Test
    void blocksAreAnotherLaw() {
        RandomlyPivotedCholesky block = RandomlyPivotedCholesky.ofRank(RANK).block(3);
        assertTrue(pValue(law(), random -> pivots(block, random)) < LEVEL);
    }

    /** A rejection by the square of the ratio is seen as well. */
    @Test
    void wrongRejectionIsFound() {
        assertTrue(pValue(law(), random -> {
                    try (ResidualFactor factor = new ResidualFactor(KERNEL, X, RANK, CPU)) {
                        while (factor.rank() < RANK) {
                            int[] proposals = WeightedSampling.draws(factor.residual(), 10, random);
                            factor.append(
                                    proposals, (before, now) -> random.nextDouble() * before * before < now * now);
                        }
                        int[] indices = factor.pivots();
                        return indices[0] + "" + indices[1] + indices[2];
                    }
                })
                < LEVEL);
    }

    /** Fixed sizes have the inclusion probabilities they claim: normal tests at 1e-4 over all points together. */
    @Test
    void inclusionProbabilitiesAreExact() {
        double[] scores = {0.9, 0.5, 0.2, 0.1, 0.05, 0.01, 0, 0.3};
        double[] probabilities = WeightedSampling.inclusion(scores, 3);
        assertEquals(3, Arrays.stream(probabilities).sum(), 1e-12);
        assertEquals(1, probabilities[0]);
        assertEquals(0, probabilities[6]);
        assertEquals(0.4, probabilities[2] / probabilities[1], 1e-12);
        assertTrue(largestDeviation(probabilities, random -> WeightedSampling.systematic(probabilities, random)) < 4.4);
        assertTrue(largestDeviation(probabilities, random -> successive(scores, 3, random)) > 4.4);
        assertEquals(
                7,
                Arrays.stream(WeightedSampling.inclusion(scores, 8))
                        .filter(p -> p == 1)
                        .count());
    }

    /** The largest deviation of a count from its mean in standard deviations; 4.4 has level 1e-4 for eight points. */
    private static double largestDeviation(double[] probabilities, Function<SplittableRandom, int[]> sampler) {
        SplittableRandom random = new SplittableRandom(5);
        int[] counts = new int[probabilities.length];
        int draws = 40_000;
        for (int r = 0; r < draws; r++) {
            int[] chosen = sampler.apply(random);
            assertEquals(3, chosen.length);
            for (int i : chosen) {
                counts[i]++;
            }
        }
        double largest = 0;
        for (int i = 0; i < counts.length; i++) {
            double p = probabilities[i];
            double deviation = Math.abs(counts[i] - draws * p) / Math.sqrt(draws * Math.max(p * (1 - p), 1e-9));
            largest = Math.max(largest, deviation);
        }
        return largest;
    }

    /** What the inclusion probabilities are not: one after the other, in proportion to what is left. */
    private static int[] successive(double[] scores, int m, SplittableRandom random) {
        double[] left = scores.clone();
        int[] chosen = new int[m];
        for (int r = 0; r < m; r++) {
            chosen[r] = WeightedSampling.draws(left, 1, random)[0];
            left[chosen[r]] = 0;
        }
        return chosen;
    }

    /** E[S S'] = I: the mean of n weighted indicators is n, for samplers whose probabilities do not depend on chance. */
    @Test
    void sketchesAreUnbiased() {
        Points x = Samples.normal(40, 2, 1);
        for (LandmarkSelector selector : new LandmarkSelector[] {
            UniformLandmarks.ofSize(10),
            LeverageLandmarks.ofRidge(0.5).withSize(15),
            LeverageLandmarks.ofRidge(0.5).withSize(15).withReplacement()
        }) {
            SplittableRandom random = new SplittableRandom(3);
            int runs = 300;
            double[] sums = new double[runs];
            for (int r = 0; r < runs; r++) {
                double[] weights = selector.select(KERNEL, x, random, CPU).weights();
                sums[r] = Arrays.stream(weights).map(w -> w * w).sum();
            }
            double mean = Arrays.stream(sums).average().orElseThrow();
            double variance =
                    Arrays.stream(sums).map(s -> (s - mean) * (s - mean)).sum() / (runs - 1);
            // 3.9 standard errors: a false-alarm rate of 1e-4; weights 1/p instead of p^(-1/2) would miss by far more.
            assertEquals(40, mean, 3.9 * Math.sqrt(variance / runs) + 1e-9, selector.toString());
        }
    }

    @Test
    void noDrawHasWeightZero() {
        SplittableRandom random = new SplittableRandom(1);
        double[] weights = {0, 1e-300, 0, 2e-300, 0};
        assertTrue(IntStream.of(WeightedSampling.draws(weights, 1000, random)).allMatch(i -> i == 1 || i == 3));
    }
}
