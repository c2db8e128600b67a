package io.gramian.dpp.leastsquares;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class StabilityBoundsTest {
    @Test
    void sampleSizesAreThoseOfTheReference() {
        double[][] rows = new ReferenceFiles("stability_sample_sizes").table("expected_sizes.csv");
        assertEquals(24, rows.length);
        for (double[] row : rows) {
            int m = (int) row[0];
            double delta = row[1];
            double eta = row[2];
            assertEquals(row[4], StabilityBounds.distanceRate(delta), 1e-12 * row[4]);
            assertEquals(row[5], StabilityBounds.smallestEigenvalueRate(delta), 1e-12 * row[5]);
            assertEquals((long) row[7], StabilityBounds.sampleSize(m, delta, eta, (int) row[3]));
            assertEquals((long) row[8], StabilityBounds.oneSidedSampleSize(m, m, delta, eta));
        }
        assertEquals(265, StabilityBounds.sampleSize(11, 0.9, 0.01));
    }

    @Test
    void sizesKeepTheirPromises() {
        for (int m : new int[] {1, 2, 5, 21}) {
            long n = StabilityBounds.oneSidedSampleSize(m, 2 * m, 0.5, 1e-3);
            assertTrue(StabilityBounds.failureProbability(m, 2 * m, n, 0.5) <= 1e-3);
            assertTrue(n == m || StabilityBounds.failureProbability(m, 2 * m, n - 1, 0.5) > 1e-3);
        }
        assertEquals(1, StabilityBounds.failureProbability(5, 5, 1, 0.5));
        assertEquals(
                StabilityBounds.failureProbability(5, 5, 40, 0.5),
                StabilityBounds.repeatedFailureProbability(5, 40, 0.5));
    }

    @Test
    void factorsAreTheirFormulas() {
        assertEquals(12, StabilityBounds.projectionFactor(11));
        assertEquals(2.1, StabilityBounds.averagedProjectionFactor(11, 10), 1e-15);
        assertEquals(1 + 1 / (0.5 * 0.8), StabilityBounds.conditionedFactor(0.5, 0.8), 1e-15);
        double boosted = 1 + 265.0 / 20 * 100 / (0.1 * (1 - 1e-2));
        assertEquals(boosted, StabilityBounds.boostedFactor(265, 20, 0.9, Math.pow(1e-2, 0.01), 100), 1e-9);
        assertEquals(5.0 / 6, StabilityBounds.volumeNoiseFactor(5, 10), 1e-15);
        assertEquals(3, StabilityBounds.weightedSupremumFactor(0.75), 1e-15);
        PointwiseBound kappa = PointwiseBound.of(x -> 3, 3, 3);
        assertEquals(15, StabilityBounds.almostSureFactor(0.875, kappa), 1e-12);
    }

    @Test
    void theFactorOfVolumeSamplingFallsTowardsTwo() {
        assertEquals(6, StabilityBounds.volumeFactor(5, 5));
        assertEquals(Double.POSITIVE_INFINITY, StabilityBounds.volumeFactor(5, 6));
        double expected = 1 + 1000 / (995 * 0.5) + 5000 * 5 * Math.exp(-994 * rateAfter(995) / 5);
        assertEquals(expected, StabilityBounds.volumeFactor(5, 1000, 0.5), 1e-12 * expected);
        double last = Double.POSITIVE_INFINITY;
        for (long n = 30; n < 1_000_000; n *= 2) {
            double factor = StabilityBounds.volumeFactor(5, n);
            assertTrue(factor <= last && factor > 2, n + " " + factor);
            last = factor;
        }
        long n = StabilityBounds.volumeSampleSize(11, 5);
        assertTrue(StabilityBounds.volumeFactor(11, n) <= 5 && StabilityBounds.volumeFactor(11, n - 1) > 5);
        assertEquals(4, StabilityBounds.volumeSampleSize(4, 5));
    }

    private static double rateAfter(double free) {
        return StabilityBounds.smallestEigenvalueRate(1 - 0.5 * free / (free - 1));
    }

    @Test
    void argumentsOutOfRangeAreNamed() {
        refused("delta: expected between 0 and 1", () -> StabilityBounds.distanceRate(1));
        refused("eta: expected between 0 and 1", () -> StabilityBounds.sampleSize(5, 0.5, 0));
        refused("m: expected at least 1", () -> StabilityBounds.sampleSize(0, 0.5, 0.5));
        refused("candidates: expected at least 1", () -> StabilityBounds.sampleSize(5, 0.5, 0.5, 0));
        refused("norm: expected at least m = 5", () -> StabilityBounds.oneSidedSampleSize(5, 4, 0.5, 0.5));
        refused("factor: expected above 2", () -> StabilityBounds.volumeSampleSize(5, 2));
        refused("n: expected at least m = 5, found 4", () -> StabilityBounds.volumeFactor(5, 4));
        refused("kept: expected from 1 to 10, found 11", () -> StabilityBounds.boostedFactor(10, 11, 0.5, 0, 1));
        refused("probability: expected above 0", () -> StabilityBounds.conditionedFactor(0.5, 0));
        refused("supremum of kappa: expected at least its norm", () -> PointwiseBound.of(x -> 1, 2, 1));
    }

    private static void refused(String message, Executable call) {
        String found = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(found.startsWith(message), found);
    }
}
