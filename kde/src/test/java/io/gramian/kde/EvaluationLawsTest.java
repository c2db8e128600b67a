package io.gramian.kde;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backends;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** The tolerance of a tree and the bound of a grid are kept at every query, whatever the data: against the exact sums. */
class EvaluationLawsTest {
    /** Clusters with duplicates, a constant column now and then, and queries among them, beside them and far off. */
    private static double[][] rows(int n, int d, SplittableRandom random, boolean hasConstant) {
        double[][] centres = new double[4][d];
        for (double[] centre : centres) Arrays.setAll(centre, k -> 3 * random.nextGaussian());
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            if (i > 0 && random.nextInt(8) == 0) {
                rows[i] = rows[random.nextInt(i)];
                continue;
            }
            double[] centre = centres[random.nextInt(4)];
            rows[i] = new double[d];
            for (int k = 0; k < d; k++) rows[i][k] = centre[k] + random.nextGaussian();
            if (hasConstant) rows[i][d - 1] = 7;
        }
        return rows;
    }

    private static double[][] queries(double[][] rows, int m, SplittableRandom random) {
        double[][] queries = new double[m][];
        for (int q = 0; q < m; q++) {
            queries[q] = rows[random.nextInt(rows.length)].clone();
            double scale = new double[] {0, 0.01, 1, 1, 10}[random.nextInt(5)];
            for (int k = 0; k < queries[q].length; k++) queries[q][k] += scale * random.nextGaussian();
        }
        return queries;
    }

    private static KernelDensity configured(int n, int d, String kernel, double h, SplittableRandom random) {
        KernelDensity density = KernelDensity.of(DensityKernel.named(kernel)).withBackend(Backends.cpu());
        if (random.nextInt(3) == 0) {
            double[] weights = new double[n];
            Arrays.setAll(weights, i -> random.nextInt(4) == 0 ? 0 : Math.exp(3 * random.nextGaussian()));
            weights[0] = 1;
            density = density.withWeights(weights);
        }
        double[] axes = new double[d];
        Arrays.setAll(axes, k -> h * (1 + random.nextDouble()));
        double[][] full = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) full[i][j] = (i == j ? 1 : 0.3) * axes[i] * axes[j];
        }
        return switch (random.nextInt(3)) {
            case 0 -> density.withBandwidth(Bandwidth.of(BandwidthMatrix.diagonal(axes)));
            case 1 -> density.withBandwidth(Bandwidth.of(BandwidthMatrix.full(full)));
            default -> density.withBandwidth(h);
        };
    }

    private static void assertWithin(double exact, double found, double relative, double absolute, String what) {
        if (exact == Double.NEGATIVE_INFINITY) {
            assertTrue(Math.exp(found) <= absolute, what + ": found " + found + " for nothing");
            return;
        }
        double rounding = 1e-11 * Math.max(1, Math.abs(exact));
        double allowed = relative + (absolute == 0 ? 0 : absolute / Math.exp(exact)) + rounding;
        double error = Math.abs(Math.expm1(found - exact));
        assertTrue(error <= allowed, what + ": " + found + " for " + exact + ", off by " + error + " of " + allowed);
    }

    private static void treeKeepsItsTolerance(
            int n, int d, int logH, int logTolerance, boolean isAbsolute, String kernel, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] rows = rows(n, d, random, random.nextInt(6) == 0);
        Points queries = Points.of(queries(rows, 40, random));
        KernelDensity density = configured(n, d, kernel, Math.pow(10, logH / 4.0), random);
        double relative = logTolerance < -12 ? 0 : 0.5 * Math.pow(10, logTolerance);
        DensityModel exact = density.fit(rows);
        double[] expected = exact.logDensity(queries);
        double absolute =
                isAbsolute ? relative * Math.exp(Arrays.stream(expected).max().orElseThrow()) : 0;
        Evaluation tree = Evaluation.tree().withRelativeTolerance(relative).withAbsoluteTolerance(absolute);
        Evaluated found = density.withEvaluation(tree).fit(rows).evaluate(queries);
        assertEquals(tree, found.method());
        // At the edge of a compact kernel the rounding of a distance is one of the kernel's peak, not of its value
        // there.
        double peaks = n * Math.exp(exact.logDensity(rows[0]));
        for (int q = 0; q < expected.length; q++) {
            double rounding = 1e-16 * peaks / Math.exp(expected[q]);
            double allowed = Double.isFinite(rounding) ? relative + rounding : relative;
            assertWithin(expected[q], found.logDensity(q), allowed, absolute, exact + ", query " + q);
        }
    }

    @Property(tries = 150)
    void smallTrees(
            @ForAll @IntRange(min = 1, max = 300) int n,
            @ForAll @IntRange(min = 1, max = 8) int d,
            @ForAll @IntRange(min = -24, max = 16) int logH,
            @ForAll @IntRange(min = -13, max = 0) int logTolerance,
            @ForAll boolean isAbsolute,
            @ForAll @IntRange(min = 0, max = 7) int kernel,
            @ForAll long seed) {
        String name = DensityKernel.names().get(kernel);
        treeKeepsItsTolerance(n, d, logH, logTolerance, isAbsolute, name, seed);
    }

    @Property(tries = 60)
    void treesWithManyLevels(
            @ForAll @IntRange(min = 2000, max = 6000) int n,
            @ForAll @IntRange(min = 1, max = 4) int d,
            @ForAll @IntRange(min = -6, max = 8) int logH,
            @ForAll @IntRange(min = -10, max = 0) int logTolerance,
            @ForAll boolean isAbsolute,
            @ForAll @IntRange(min = 0, max = 7) int kernel,
            @ForAll long seed) {
        String name = DensityKernel.names().get(kernel);
        treeKeepsItsTolerance(n, d, logH, logTolerance, isAbsolute, name, seed);
    }

    @Property(tries = 40)
    void gridsKeepTheirBound(
            @ForAll @IntRange(min = 1, max = 400) int n,
            @ForAll @IntRange(min = 1, max = 3) int d,
            @ForAll @IntRange(min = -3, max = 4) int logH,
            @ForAll @DoubleRange(min = 0, max = 1) double size,
            @ForAll @IntRange(min = 0, max = 7) int kernel,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] rows = rows(n, d, random, false);
        Points queries = Points.of(queries(rows, 40, random));
        int most = new int[] {0, 3000, 150, 30}[d];
        KernelDensity density = configured(n, d, DensityKernel.names().get(kernel), Math.pow(10, logH / 4.0), random);
        Evaluation grid = Evaluation.binned().withGridPoints((int) (2 + size * most));
        double[] expected = density.fit(rows).density(queries);
        Evaluated found = density.withEvaluation(grid).fit(rows).evaluate(queries);
        for (int q = 0; q < expected.length; q++) {
            double allowed = found.errorBound(q) + 1e-11 * expected[q];
            assertTrue(
                    Math.abs(found.density(q) - expected[q]) <= allowed,
                    found.density(q) + " for " + expected[q] + " within " + allowed);
        }
    }
}
