package io.gramian.kde.inference;

import static io.gramian.kde.inference.Samples.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.Reference;
import io.gramian.kde.internal.inference.Shuffle;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DensitySearchTest {
    @Property(tries = 20)
    void scoresAreThoseOfRefits(
            @ForAll @IntRange(min = 7, max = 65) int n,
            @ForAll @IntRange(min = 2, max = 7) int folds,
            @ForAll long seed) {
        Points x = Samples.normal(n, 2, new SplittableRandom(seed));
        Bandwidth[] rules = {Bandwidth.of(0.4), Bandwidth.diagonal(0.8, 0.5), Bandwidth.covarianceFactor(0.6)};
        DensitySearchResult found = DensitySearch.over(rules)
                .withKernels(DensityKernel.gaussian(), DensityKernel.exponential())
                .withFolds(folds)
                .search(x, new SplittableRandom(seed));
        int[] order = Shuffle.order(n, new SplittableRandom(seed));
        assertEquals(6, found.candidates().size());
        for (DensitySearchResult.Candidate candidate : found.candidates()) {
            double total = 0;
            double[] means = new double[folds];
            for (int fold = 0; fold < folds; fold++) {
                int k = fold;
                int[] held = IntStream.range(0, n)
                        .filter(i -> i % folds == k)
                        .map(i -> order[i])
                        .toArray();
                int[] rest = IntStream.range(0, n)
                        .filter(i -> i % folds != k)
                        .map(i -> order[i])
                        .toArray();
                double sum = Arrays.stream(KernelDensity.of(candidate.kernel())
                                .withBandwidth(candidate.rule())
                                .fit(x.select(rest))
                                .logDensity(x.select(held)))
                        .sum();
                total += sum;
                means[fold] = sum / held.length;
            }
            double mean = Arrays.stream(means).average().orElseThrow();
            double variance =
                    Arrays.stream(means).map(v -> (v - mean) * (v - mean)).sum() / (folds - 1);
            assertEquals(total / n, candidate.score(), 1e-10 * Math.max(1, Math.abs(total / n)));
            assertEquals(Math.sqrt(variance / folds), candidate.standardError(), 1e-9 * Math.max(1, mean * mean));
        }
        for (int c = 1; c < 6; c++) {
            assertTrue(found.candidates().get(c - 1).score()
                    >= found.candidates().get(c).score());
        }
    }

    @Test
    void asManyFoldsAsPointsIsLeaveOneOut() {
        Points x = Points.of(new Reference("regression_faithful").matrix("data.csv"));
        DensitySearchResult found = DensitySearch.over(Bandwidth.diagonal(0.3, 5))
                .withFolds(x.size())
                .search(x, new SplittableRandom(1));
        double[] expected = KernelDensity.gaussian()
                .withBandwidth(Bandwidth.diagonal(0.3, 5))
                .fit(x)
                .leaveOneOutLogDensity();
        assertEquals(
                Arrays.stream(expected).average().orElseThrow(), found.best().score(), 1e-11);
    }

    @Test
    void theSmoothestWithinOneStandardErrorIsChosen() {
        Points x = Samples.normal(200, 1, new SplittableRandom(2));
        DensitySearchResult found =
                DensitySearch.over(0.02, 0.1, 0.3, 0.4, 0.5, 3).search(x, new SplittableRandom(3));
        DensitySearchResult.Candidate best = found.best();
        DensitySearchResult.Candidate chosen = found.smoothestWithinOneStandardError();
        assertTrue(chosen.score() >= best.score() - best.standardError());
        assertTrue(chosen.logVolume() > best.logVolume());
        for (DensitySearchResult.Candidate candidate : found.candidates()) {
            assertTrue(candidate.logVolume() <= chosen.logVolume()
                    || candidate.score() < best.score() - best.standardError());
        }
        assertEquals(
                chosen.rule().toString(),
                chosen.density().fit(x).selection().rule().toString());
    }

    @Test
    void compactKernelsThatReachNothingAreReported() {
        Points x = Points.ofColumn(0, 0.1, 0.2, 0.3, 5, 9);
        DensitySearchResult found = DensitySearch.over(0.5, 6)
                .withKernels(DensityKernel.tophat(), DensityKernel.epanechnikov())
                .withFolds(6)
                .search(x, new SplittableRandom(1));
        assertEquals(0, found.best().unreached());
        DensitySearchResult.Candidate last = found.candidates().get(3);
        assertEquals(Double.NEGATIVE_INFINITY, last.score());
        assertTrue(Double.isNaN(last.standardError()));
        assertEquals(2, last.unreached());
        assertEquals(
                "the kernel reaches 2 of 6 held-out points from no other fold",
                last.warnings().get(0));
        DensitySearchResult none = DensitySearch.over(0.01, 0.02)
                .withKernels(DensityKernel.tophat())
                .withFolds(6)
                .search(x, new SplittableRandom(1));
        assertEquals(none.best(), none.smoothestWithinOneStandardError());
    }

    @Test
    void aRuleThatFailsHasNoScore() {
        Points x = Points.of(new double[][] {{1, 5}, {2, 5}, {3, 5}, {4, 5}});
        DensitySearchResult found = DensitySearch.over(Bandwidth.scott(), Bandwidth.of(1))
                .withFolds(2)
                .search(x, new SplittableRandom(1));
        assertEquals("of(1.0)", found.best().rule().toString());
        DensitySearchResult.Candidate failed = found.candidates().get(1);
        assertTrue(Double.isNaN(failed.score()));
        assertTrue(failed.warnings().get(0).startsWith("fold 0: bandwidth scott()"));
        assertTrue(found.toString().contains("scott()"));
    }

    @Test
    void badInputIsNamed() {
        Class<IllegalArgumentException> illegal = IllegalArgumentException.class;
        assertEquals(
                "folds: 10 of them need as many points, found 2",
                message(illegal, () -> DensitySearch.over(1).search(Points.ofColumn(1, 2), new SplittableRandom(1))));
        assertEquals(
                "folds: expected at least 2, found 1",
                message(illegal, () -> DensitySearch.over(1).withFolds(1)));
        assertEquals(
                "bandwidth rules: number: expected at least 1, found 0",
                message(illegal, () -> DensitySearch.over(new Bandwidth[0])));
        assertEquals(
                "kernels: number: expected at least 1, found 0",
                message(illegal, () -> DensitySearch.over(1).withKernels()));
    }
}
