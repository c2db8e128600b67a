package io.gramian.nystrom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.stream.InkEstimate;
import io.gramian.nystrom.stream.Kors;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Selectors where their ridge or cap leaves them little room. */
class SelectionExtremesTest {
    private static final Backend CPU = Backends.cpu();

    @Test
    void aCapIsNeverExceededHoweverNearTheSumOfProbabilitiesIs() {
        Points x = Samples.normal(300, 2, 1);
        int free = RecursiveLeverage.ofRidge(1)
                .select(Kernel.gaussian(1), x, new SplittableRandom(0), CPU)
                .size();
        // Where the cap is a little above what probabilities sum to, independent coins would often exceed it.
        for (int size = free - 15; size < free + 15; size++) {
            for (int seed = 0; seed < 5; seed++) {
                LandmarkSelector selector = RecursiveLeverage.ofRidge(1).withSize(size);
                int found = selector.select(Kernel.gaussian(1), x, new SplittableRandom(seed), CPU)
                        .size();
                assertTrue(found <= size, found + " of " + size);
            }
        }
    }

    @Test
    void scoresAreNoLargerThanThatOfAPointAloneAtATinyRidge() {
        Points x = Samples.normal(60, 2, 1);
        Landmarks found = RecursiveLeverage.ofRidge(1e-12).select(Kernel.gaussian(1), x, new SplittableRandom(3), CPU);
        assertTrue(found.effectiveDimension() <= 60, "effective dimension " + found.effectiveDimension());
        assertTrue(Arrays.stream(found.scores()).allMatch(tau -> tau <= 1));
    }

    @Test
    void whereNoPointIsDrawnTheLikeliestIsTakenWithAWarningAndAWeightOfOne() {
        Points x = Samples.normal(60, 2, 1);
        for (LandmarkSelector selector :
                List.of(RecursiveLeverage.ofRidge(1e12), BlessR.ofRidge(1e12), ResampledLandmarks.ofRidge(1e12))) {
            Landmarks found = selector.select(Kernel.gaussian(1), x, new SplittableRandom(3), CPU);
            assertEquals(1, found.size(), selector.toString());
            assertEquals(1, found.weights()[0], selector.toString());
            assertTrue(found.warnings().get(0).startsWith("no point was drawn"), found.warnings() + "");
            assertTrue(found.effectiveDimension() < 1e-9, selector + " " + found.effectiveDimension());
        }
    }

    @Test
    void singlePrecisionKeepsTheImpliedRidgeAboveRounding() {
        Backend single = CPU.withPrecision(Precision.FLOAT);
        Points same = Samples.normal(1, 2, 1).select(new int[50]);
        Landmarks found =
                RecursiveLeverage.ofSize(50).select(Kernel.gaussian(1), same, new SplittableRandom(3), single);
        assertTrue(found.size() >= 1);
    }

    @Test
    void anIncrementHasABoundBelowOneWhateverTheDictionary() {
        Points x = Samples.normal(60, 2, 9);
        Kernel kernel = Kernel.gaussian(3);
        double bound = EffectiveDimension.incrementBound(kernel, x, Landmarks.of(x, 0), x.row(3), 1, 0.5, CPU);
        assertEquals(0.5, bound);
        assertTrue(EffectiveDimension.increment(kernel, x, x.row(3), 1, CPU) <= bound);
    }

    @Test
    void weightsThatCannotBeAreRefused() {
        Points x = Samples.normal(3, 2, 9);
        for (double weight : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertEquals(
                    "weight 1: expected a positive finite number, found " + weight,
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> new Landmarks(
                                            x,
                                            new int[] {0, 1},
                                            new double[] {1, weight},
                                            new double[2],
                                            0,
                                            0,
                                            List.of()))
                            .getMessage());
        }
    }

    @Test
    void factorisationsOfAllPointsAndStreamsTellTheirProgress() {
        Points x = Samples.normal(300, 2, 9);
        List<java.util.function.Consumer<Progress>> works = List.of(
                p -> LeverageLandmarks.ofRidge(1)
                        .withProgress(p)
                        .select(Kernel.gaussian(1), x, new SplittableRandom(1), CPU),
                p -> Kors.ofRidge(1).withProgress(p).select(Kernel.gaussian(1), x, new SplittableRandom(1), CPU),
                p -> InkEstimate.of(1, 300).withProgress(p).select(Kernel.gaussian(1), x, new SplittableRandom(1), CPU),
                p -> GaussianProcess.of(Kernel.gaussian(1))
                        .withBackend(CPU)
                        .withProgress(p)
                        .fit(x, x.column(0)));
        for (int w = 0; w < works.size(); w++) {
            long[] last = {0, -1};
            works.get(w).accept((stage, done, total) -> {
                last[0] = done;
                last[1] = total;
            });
            assertEquals(last[1], last[0], "work " + w);
        }
    }
}
