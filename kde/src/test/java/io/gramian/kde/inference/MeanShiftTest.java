package io.gramian.kde.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeanShiftTest {
    static double[][] blobs(int each, double[][] centres, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] rows = new double[each * centres.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = centres[i / each].clone();
            for (int k = 0; k < rows[i].length; k++) {
                rows[i][k] += random.nextGaussian();
            }
        }
        return rows;
    }

    private static final double[][] CENTRES = {{0, 0}, {9, 0}, {0, 12}};

    @ParameterizedTest
    @ValueSource(strings = {"gaussian", "epanechnikov", "biweight", "triweight", "cosine"})
    void findsTheBlobs(String kernel) {
        double h = kernel.equals("gaussian") ? 1.2 : 4.5;
        DensityModel density =
                KernelDensity.of(DensityKernel.named(kernel)).withBandwidth(h).fit(blobs(50, CENTRES, 1));
        Modes modes = MeanShift.standard().climb(density);
        assertTrue(modes.converged(), modes.toString());
        assertEquals(3, modes.size(), kernel);
        assertArrayEquals(new int[] {50, 50, 50}, modes.basinSizes());
        int[] assignment = modes.assignment();
        for (int i = 0; i < 150; i++) {
            assertEquals(assignment[i / 50 * 50], assignment[i], "start " + i);
            double[] mode = modes.points().row(assignment[i]);
            double[] centre = CENTRES[i / 50];
            assertTrue(Math.hypot(mode[0] - centre[0], mode[1] - centre[1]) < 0.7);
        }
        double[] values = modes.logDensity();
        assertTrue(values[0] >= values[1] && values[1] >= values[2]);
        assertArrayEquals(density.logDensity(modes.points()), values, 0.0);
    }

    @Property(tries = 25)
    void modesAreMaximaAboveTheirStarts(@ForAll @IntRange(min = 1, max = 3) int d, @ForAll long seed) {
        double[][] data = blobs(40, new double[][] {new double[d], filled(d, 4)}, seed);
        DensityModel density = KernelDensity.gaussian().withBandwidth(0.8).fit(data);
        Modes modes = MeanShift.standard().climb(density);
        double[] start = density.logDensity(density.points());
        double[] reached = modes.logDensity();
        int[] assignment = modes.assignment();
        for (int i = 0; i < start.length; i++) {
            assertTrue(reached[assignment[i]] >= start[i] - 1e-12);
        }
        double[][] scores = density.score(modes.points());
        double[][][] hessians = density.logHessian(modes.points());
        for (int m = 0; m < modes.size(); m++) {
            double trace = 0;
            for (int k = 0; k < d; k++) {
                assertEquals(0, scores[m][k], 1e-8, modes.toString());
                assertTrue(hessians[m][k][k] < 1e-9);
                trace += hessians[m][k][k];
            }
            assertTrue(trace < 0);
        }
        assertEquals(start.length, Arrays.stream(modes.basinSizes()).sum());
    }

    private static double[] filled(int d, double value) {
        double[] filled = new double[d];
        Arrays.fill(filled, value);
        return filled;
    }

    @Test
    void onePointIsOneModeReachedFromAfar() {
        DensityModel density =
                KernelDensity.gaussian().withBandwidth(Bandwidth.diagonal(2, 3)).fit(new double[][] {{5, -5}});
        Modes modes = MeanShift.standard().climb(density, Points.of(new double[][] {{1e7, 3}, {5, -5}, {0, 0}}));
        assertEquals(1, modes.size());
        assertArrayEquals(new double[] {5, -5}, modes.points().row(0), 1e-8);
        assertArrayEquals(new int[] {0, 0, 0}, modes.assignment());
        assertArrayEquals(new int[] {3}, modes.basinSizes());
    }

    @Test
    void duplicatesAndConstantColumns() {
        double[][] data = {{1, 7}, {1, 7}, {1, 7}, {6, 7}, {6, 7}};
        DensityModel density = KernelDensity.gaussian().withBandwidth(1).fit(data);
        Modes modes = MeanShift.standard().climb(density);
        assertArrayEquals(new int[] {3, 2}, modes.basinSizes());
        assertEquals(1, modes.points().value(0, 0), 1e-4);
        assertEquals(7, modes.points().value(1, 1), 1e-12);
    }

    @Test
    void startsBeyondACompactKernelStay() {
        DensityModel density =
                KernelDensity.of(DensityKernel.biweight()).withBandwidth(1).fit(new double[][] {{0}});
        Modes modes = MeanShift.standard().climb(density, Points.ofColumn(0.5, 100));
        assertArrayEquals(new double[] {0, 100}, modes.points().column(0), 1e-6);
        assertEquals(Double.NEGATIVE_INFINITY, modes.logDensity()[1]);
    }

    @Test
    void tooFewIterationsAreReported() {
        DensityModel density = KernelDensity.gaussian().withBandwidth(1.2).fit(blobs(20, CENTRES, 2));
        Modes modes = MeanShift.standard().withMaxIterations(2).climb(density);
        assertFalse(modes.converged());
        assertEquals(2, modes.iterations());
        assertTrue(modes.toString().contains("not converged"));
    }

    @Test
    void theMergeDistanceJoinsModes() {
        DensityModel density = KernelDensity.gaussian().withBandwidth(0.5).fit(new double[][] {{0}, {3}});
        assertEquals(2, MeanShift.standard().climb(density).size());
        assertEquals(1, MeanShift.standard().withMergeDistance(7).climb(density).size());
    }

    @Test
    void progressCountsStartsAtRestAndInterruptionStops() {
        DensityModel density = KernelDensity.gaussian().withBandwidth(1.2).fit(blobs(20, CENTRES, 3));
        List<Long> done = new ArrayList<>();
        MeanShift.standard()
                .withProgress((stage, count, total) -> {
                    assertEquals("mean shift", stage);
                    assertEquals(60, total);
                    done.add(count);
                })
                .climb(density);
        assertEquals(60, done.get(done.size() - 1));
        for (int i = 1; i < done.size(); i++) {
            assertTrue(done.get(i) >= done.get(i - 1));
        }
        Thread.currentThread().interrupt();
        try {
            assertThrows(CancellationException.class, () -> MeanShift.standard().climb(density));
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void badInputIsNamed() {
        assertMessage(
                "tolerance: expected a positive number of bandwidths, found 0.0",
                () -> MeanShift.standard().withTolerance(0));
        assertMessage(
                "merge distance: expected a positive number of bandwidths, found NaN",
                () -> MeanShift.standard().withMergeDistance(Double.NaN));
        assertMessage(
                "max iterations: expected at least 1, found 0",
                () -> MeanShift.standard().withMaxIterations(0));
        DensityModel linear =
                KernelDensity.of(DensityKernel.linear()).withBandwidth(1).fit(new double[][] {{0}});
        assertMessage(
                "mean shift: the kernel linear has a cusp, from which a step may lead down; use gaussian, epanechnikov,"
                        + " biweight, triweight or cosine",
                () -> MeanShift.standard().climb(linear));
        DensityModel line = KernelDensity.gaussian().withBandwidth(1).fit(new double[][] {{0}});
        assertMessage(
                "queries: have dimension 2, but the density was fitted in dimension 1",
                () -> MeanShift.standard().climb(line, Points.of(CENTRES)));
    }

    static void assertMessage(String message, org.junit.jupiter.api.function.Executable work) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, work).getMessage());
    }
}
