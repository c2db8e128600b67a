package io.gramian.kde.inference;

import static io.gramian.kde.inference.MeanShiftTest.assertMessage;
import static io.gramian.kde.inference.MeanShiftTest.blobs;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Highest-density regions. Counts are tested at level 1e-4 from both sides, ten of them, with fixed seeds. */
class HighestDensityRegionTest {
    private static double massOf(DensityModel density, double[][] intervals) {
        double mass = 0;
        for (double[] interval : intervals) {
            mass += density.cdf(interval[1]) - density.cdf(interval[0]);
        }
        return mass;
    }

    @Property(tries = 40)
    void exactRegionsHoldTheirMassBetweenPlacesAtTheLevel(
            @ForAll @IntRange(min = 1, max = 40) int n,
            @ForAll @DoubleRange(min = 0.02, max = 0.98) double mass,
            @ForAll @IntRange(min = 0, max = 6) int kernel,
            @ForAll long seed) {
        String[] continuous = {"gaussian", "epanechnikov", "biweight", "triweight", "exponential", "linear", "cosine"};
        DensityModel density = KernelDensity.of(DensityKernel.named(continuous[kernel]))
                .withBandwidth(0.6)
                .fit(blobs(n, new double[][] {{0}, {8}}, seed));
        HighestDensityRegion region = HighestDensityRegion.exact(density, mass);
        double[][] intervals = region.intervals();
        double[][] higher = new LevelSets(density).intervals(region.logLevel() + 1e-7);
        assertTrue(massOf(density, intervals) >= mass - 1e-9, density.toString());
        assertTrue(massOf(density, higher) <= mass + 1e-9, density.toString());
        if (kernel != 5) { // sums of triangles have flat tops, whose mass is in or out
            assertEquals(mass, massOf(density, intervals), 1e-9, density.toString());
        }
        double end = Double.NEGATIVE_INFINITY;
        for (double[] interval : intervals) {
            assertTrue(interval[0] > end && interval[1] > interval[0]);
            end = interval[1];
            assertEquals(region.logLevel(), density.logDensity(interval[0]), 1e-6);
            assertEquals(region.logLevel(), density.logDensity(interval[1]), 1e-6);
            assertTrue(density.logDensity((interval[0] + interval[1]) / 2) >= region.logLevel() - 1e-9);
        }
    }

    @Test
    void theRegionOfANormalIsItsCentralInterval() {
        DensityModel density = KernelDensity.gaussian().withBandwidth(2).fit(new double[][] {{1}, {1}});
        for (double mass : new double[] {1e-3, 0.5, 0.95, 0.999999}) {
            double[][] intervals = HighestDensityRegion.exact(density, mass).intervals();
            double half = density.upperQuantile((1 - mass) / 2) - 1;
            assertEquals(1, intervals.length);
            assertEquals(1 - half, intervals[0][0], 1e-6);
            assertEquals(1 + half, intervals[0][1], 1e-6);
        }
    }

    @Test
    void twoBumpsAreTwoIntervalsUntilTheValleyIsCovered() {
        DensityModel density = KernelDensity.gaussian().withBandwidth(1).fit(new double[][] {{0}, {6}});
        assertEquals(2, HighestDensityRegion.exact(density, 0.5).intervals().length);
        assertEquals(1, HighestDensityRegion.exact(density, 0.9999).intervals().length);
    }

    @Test
    void stepsGiveTheLeastMassAbove() {
        DensityModel density =
                KernelDensity.of(DensityKernel.tophat()).withBandwidth(1).fit(new double[][] {{0}, {0}, {10}});
        HighestDensityRegion region = HighestDensityRegion.exact(density, 0.5);
        assertArrayEquals(new double[] {-1, 1}, region.intervals()[0], 1e-9);
        assertEquals(1, region.intervals().length);
        assertEquals(2, HighestDensityRegion.exact(density, 0.9).intervals().length);
    }

    @Test
    void farPointsAndZeroWeightsAreScannedOnlyAroundThem() {
        DensityModel density = KernelDensity.of(DensityKernel.biweight())
                .withBandwidth(0.1)
                .withWeights(1, 1, 0)
                .fit(new double[][] {{0}, {1e9}, {2e12}});
        double[][] intervals = HighestDensityRegion.exact(density, 0.5).intervals();
        assertEquals(2, intervals.length);
        assertTrue(intervals[0][1] < 0.1 && intervals[1][0] > 1e9 - 0.1);
    }

    /** Fresh draws from the density, counted, against the mass of the region. */
    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.5, 0.9})
    void regionsHoldTheirMass(double mass) {
        DensityModel density =
                KernelDensity.gaussian().withBandwidth(0.5).fit(blobs(100, new double[][] {{0, 0}, {5, 1}}, 1));
        HighestDensityRegion region = HighestDensityRegion.resampled(density, mass, 200_000, new SplittableRandom(2));
        assertTrue(pValue(count(region, density, 20_000, 3), 20_000, mass) > 1e-4);
        // A region of other mass is found out.
        HighestDensityRegion other =
                HighestDensityRegion.resampled(density, mass + 0.03, 200_000, new SplittableRandom(2));
        assertTrue(pValue(count(other, density, 20_000, 3), 20_000, mass) < 1e-4);
    }

    private static int count(HighestDensityRegion region, DensityModel density, int draws, long seed) {
        int inside = 0;
        for (boolean isInside : region.contains(density.sample(draws, new SplittableRandom(seed)))) {
            inside += isInside ? 1 : 0;
        }
        return inside;
    }

    private static double pValue(int inside, int draws, double mass) {
        BinomialDistribution law = BinomialDistribution.of(draws, mass);
        return 2 * Math.min(law.cumulativeProbability(inside), law.survivalProbability(inside - 1));
    }

    @Test
    void leaveOneOutRegionsHoldTheMassOfTheDataAndOfNewData() {
        double[][] centre = {{0, 0}};
        DensityModel density = KernelDensity.gaussian().fit(blobs(2000, centre, 5));
        HighestDensityRegion region = HighestDensityRegion.leaveOneOut(density, 0.75);
        double[] left = density.leaveOneOutLogDensity();
        int inside = 0;
        for (double value : left) {
            inside += value >= region.logLevel() ? 1 : 0;
        }
        assertEquals(1500, inside);
        int fresh = 0;
        for (boolean isInside : region.contains(Points.of(blobs(4000, centre, 6)))) {
            fresh += isInside ? 1 : 0;
        }
        // Standard error of old and new together: sqrt(0.1875 (1/2000 + 1/4000)) = 0.012; five of them.
        assertEquals(0.75, fresh / 4000.0, 0.06);
    }

    @Test
    void weightsCount() {
        DensityModel density = KernelDensity.gaussian()
                .withBandwidth(1)
                .withWeights(0, 6, 1, 3)
                .fit(new double[][] {{0}, {0.1}, {0.2}, {40}});
        double[] left = density.leaveOneOutLogDensity();
        // Highest is the point at 0.2, among the heavy ones, of weight 0.1; then that at 0.1, of 0.6; last the far one.
        assertEquals(left[2], HighestDensityRegion.leaveOneOut(density, 0.1).logLevel());
        assertEquals(left[1], HighestDensityRegion.leaveOneOut(density, 0.65).logLevel());
        assertEquals(left[3], HighestDensityRegion.leaveOneOut(density, 0.75).logLevel());
    }

    @Test
    void aLonelyPointBeyondCompactKernelsMakesTheRegionAllOfSpace() {
        DensityModel density =
                KernelDensity.of(DensityKernel.biweight()).withBandwidth(1).fit(new double[][] {{0}, {0.1}, {50}});
        HighestDensityRegion region = HighestDensityRegion.leaveOneOut(density, 0.9);
        assertTrue(region.contains(1e9));
        assertArrayEquals(new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}, region.intervals()[0]);
    }

    @Test
    void badInputIsNamed() {
        DensityModel plane = KernelDensity.gaussian().withBandwidth(1).fit(new double[][] {{0, 0}, {1, 1}});
        assertMessage(
                "intervals: expected a density on the line, found one in 2 dimensions; use leaveOneOut or resampled, and"
                        + " contains",
                () -> HighestDensityRegion.exact(plane, 0.5));
        for (double mass : new double[] {0, 1, Double.NaN}) {
            assertMessage(
                    "mass: expected a number between 0 and 1, found " + mass,
                    () -> HighestDensityRegion.leaveOneOut(plane, mass));
        }
        assertMessage(
                "draws: expected at least 2, for a standard error, found 1",
                () -> HighestDensityRegion.resampled(plane, 0.5, 1, new SplittableRandom(1)));
    }
}
