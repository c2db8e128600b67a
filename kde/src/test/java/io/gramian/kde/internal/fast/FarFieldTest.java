package io.gramian.kde.internal.fast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Progress;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The bounds of expansions against the sums they replace, and the pieces they are made of. */
class FarFieldTest {
    private static final List<Radial> KERNELS = List.of(
            new Radial.Gaussian(1),
            new Radial.Exponential(1),
            new Radial.Triangle(1),
            new Radial.Cosine(1),
            new Radial.Power(1, 0),
            new Radial.Power(1, 1),
            new Radial.Power(1, 2),
            new Radial.Power(1, 3));

    /** A tree of one node, of points within a box. */
    private static KdTree node(int n, int d, double width, int order, SplittableRandom random) {
        double[] rows = new double[n * d];
        double[] weights = new double[n];
        Arrays.setAll(rows, i -> width * random.nextDouble());
        Arrays.setAll(weights, i -> random.nextDouble() + 1e-3);
        return KdTree.build(rows, d, weights, n, order, 1, Progress.NONE);
    }

    private static void assertBound(
            KdTree tree, Radial kernel, FarField field, double distance, SplittableRandom random) {
        int d = tree.dimension;
        double[] x = new double[d];
        double norm = 0;
        for (int k = 0; k < d; k++) {
            x[k] = random.nextGaussian();
            norm += x[k] * x[k];
        }
        for (int k = 0; k < d; k++) x[k] *= distance / Math.sqrt(norm);
        double near = 0;
        double far = 0;
        for (int k = 0; k < d; k++) {
            near += Math.pow(Math.max(0, Math.max(tree.low[k] - x[k], x[k] - tree.high[k])), 2);
            far += Math.pow(Math.max(tree.high[k] - x[k], x[k] - tree.low[k]), 2);
        }
        double logError = field.logError(0, near, far);
        if (logError == Double.POSITIVE_INFINITY) {
            return;
        }
        double sum = 0;
        for (int i = 0; i < tree.size; i++) {
            double t = 0;
            for (int k = 0; k < d; k++) t += Math.pow(x[k] - tree.rows[i * d + k], 2);
            sum += tree.weights[i] * Math.exp(kernel.logValue(t));
        }
        double[] a = new double[d];
        double t = 0;
        for (int k = 0; k < d; k++) {
            a[k] = x[k] - tree.centroid[k];
            t += a[k] * a[k];
        }
        double found = field.monomials.value(field.coefficients(0), a, new double[field.monomials.count]);
        found *= field.timesKernel ? Math.exp(kernel.logValue(t)) : 1;
        double allowed = Math.exp(logError) * (1 + 1e-9) + 1e-13 * tree.weight[0];
        assertTrue(Math.abs(found - sum) <= allowed, found + " for " + sum + ", allowed " + allowed);
    }

    @Property(tries = 300)
    void hermiteExpansionsKeepTheirBound(
            @ForAll @IntRange(min = 1, max = 6) int d,
            @ForAll @IntRange(min = 1, max = 5) int half,
            @ForAll @IntRange(min = 1, max = 30) int n,
            @ForAll @DoubleRange(min = 0.01, max = 2) double width,
            @ForAll @DoubleRange(min = 0, max = 20) double distance,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        KdTree tree = node(n, d, width, 2 * half, random);
        assertBound(tree, new Radial.Gaussian(1), new FarField.Hermite(tree, 2 * half), distance, random);
    }

    @Property(tries = 300)
    void centroidsKeepTheirBound(
            @ForAll @IntRange(min = 0, max = 7) int kernel,
            @ForAll @IntRange(min = 1, max = 6) int d,
            @ForAll @IntRange(min = 1, max = 30) int n,
            @ForAll @DoubleRange(min = 0.01, max = 0.7) double width,
            @ForAll @DoubleRange(min = 0, max = 3) double distance,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        KdTree tree = node(n, d, width, 2, random);
        Radial radial = KERNELS.get(kernel);
        assertBound(tree, radial, new FarField.Centroid(tree, radial), distance, random);
    }

    @Property(tries = 200)
    void compactKernelsAreExactInside(
            @ForAll @IntRange(min = 0, max = 3) int power,
            @ForAll @IntRange(min = 1, max = 4) int d,
            @ForAll @IntRange(min = 1, max = 30) int n,
            @ForAll @DoubleRange(min = 0, max = 0.5) double distance,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        KdTree tree = node(n, d, 0.2, 2, random);
        Radial radial = new Radial.Power(1, power);
        FarField inside = new FarField.Inside(tree, power);
        assertEquals(Double.POSITIVE_INFINITY, inside.logError(0, 0, 1));
        assertBound(tree, radial, inside, distance, random);
    }

    @Test
    void hermiteBoundIsAboveEveryDerivativeAndNotMuch() {
        for (int p = 1; p <= 16; p++) {
            HermiteBound bound = new HermiteBound(p);
            double supremum = 0;
            double largest = 0;
            double[] values = new double[20_001];
            for (int k = 0; k < values.length; k++) {
                double u = k * 1e-3;
                largest = Math.max(largest, Math.abs(hermite(p, u)));
                values[k] = largest * Math.exp(-u * u / 2);
            }
            for (int k = values.length - 1; k >= 0; k--) {
                supremum = Math.max(supremum, values[k]);
                double found = Math.exp(bound.log(1e-6 * k * k));
                assertTrue(found >= supremum * (1 - 1e-12), "order " + p + " at " + k * 1e-3);
                assertTrue(k > 15_900 || found <= 1.2 * supremum, "order " + p + " at " + k * 1e-3);
            }
        }
    }

    private static double hermite(int p, double u) {
        return p == 0 ? 1 : p == 1 ? u : u * hermite(p - 1, u) - (p - 1) * hermite(p - 2, u);
    }

    @Test
    void monomialsAreEvaluatedAlikeOneByOneAndInRows() {
        SplittableRandom random = new SplittableRandom(1);
        for (int d = 1; d <= 4; d++) {
            for (int order = 1; order <= 6; order++) {
                Monomials monomials = new Monomials(d, order);
                double[] coefficients = random.doubles(monomials.count, -1, 1).toArray();
                double[][] columns = new double[d][];
                for (int k = 0; k < d; k++)
                    columns[k] = random.doubles(7, -2, 2).toArray();
                double[][] buffers = new double[d][7];
                monomials.values(coefficients, columns, 7, buffers);
                for (int q = 0; q < 7; q++) {
                    double[] x = new double[d];
                    double expected = 0;
                    for (int k = 0; k < d; k++) x[k] = columns[k][q];
                    for (int t = 0; t < monomials.count; t++) {
                        double term = coefficients[t];
                        for (int k = 0; k < d; k++) term *= Math.pow(x[k], monomials.exponents[t][k]);
                        expected += term;
                    }
                    assertEquals(expected, buffers[0][q], 1e-11);
                    assertEquals(expected, monomials.value(coefficients, x, new double[monomials.count]), 1e-11);
                }
            }
        }
    }

    @Test
    void exponentialsAreThoseOfTheLibrary() {
        double[] x = {-1e300, -800, -708, -700, -100.5, -1, -1e-9, 0, 0.1, 50, 300, 699};
        double[] found = x.clone();
        Exponentials.exp(found, x.length, 1, 0);
        for (int i = 0; i < x.length; i++) {
            assertEquals(Math.exp(x[i]), found[i], 1e-12 * Math.exp(x[i]) + 1e-305);
        }
        assertEquals(0, found[0]);
    }

    @Test
    void nodesHoldTheirPoints() {
        SplittableRandom random = new SplittableRandom(2);
        for (int n : new int[] {1, 2, 7, 63, 64, 65, 1021}) {
            double[] rows = random.doubles(3 * n, 0, 1).toArray();
            for (int i = 0; i < n; i++) rows[3 * i + 1] = i % 2; // ties on an axis
            double[] original = rows.clone();
            double[] weights = random.doubles(n, 0.1, 1).toArray();
            double total = Arrays.stream(weights).sum();
            KdTree tree = KdTree.build(rows, 3, weights, 8, 2, 2, Progress.NONE);
            assertEquals(total, tree.weight[0], 1e-12 * total);
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < 3; k++) assertEquals(original[3 * tree.order[i] + k], tree.rows[3 * i + k]);
            }
            for (int node = 0; node < tree.nodes; node++) {
                assertTrue(!tree.isLeaf(node) || tree.to[node] - tree.from[node] <= 8);
                assertTrue(tree.to[node] > tree.from[node]);
                for (int i = tree.from[node]; i < tree.to[node]; i++) {
                    for (int k = 0; k < 3; k++) {
                        assertTrue(tree.rows[3 * i + k] >= tree.low[3 * node + k]);
                        assertTrue(tree.rows[3 * i + k] <= tree.high[3 * node + k]);
                    }
                }
            }
        }
    }
}
