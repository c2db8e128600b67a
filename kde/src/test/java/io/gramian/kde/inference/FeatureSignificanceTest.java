package io.gramian.kde.inference;

import static io.gramian.kde.inference.Samples.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.Reference;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FeatureSignificanceTest {
    private static final double[][] H = {{0.3, 0.1}, {0.1, 0.2}};

    /** vech of the Hessian and its covariance as an explicit matrix, solved; against the closed form. */
    @Property(tries = 25)
    void pValuesAreThoseOfTheDefinition(@ForAll @IntRange(min = 20, max = 65) int n, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Points x = Samples.normal(n, 2, random);
        double[] weights = random.doubles(n).toArray();
        DensityModel density = KernelDensity.gaussian()
                .withBandwidth(Bandwidth.matrix(H))
                .withWeights(weights)
                .fit(x);
        Points places = Samples.normal(4, 2, random);
        SignificantFeatures found = FeatureSignificance.of(Bandwidth.scott())
                .withCorrection(MultipleTesting.NONE)
                .withLeastEffectiveSize(1)
                .test(density, places);
        double[][] l = density.bandwidth().factor(2);
        for (int i = 0; i < 4; i++) {
            double mass = 0;
            double squares = 0;
            double[] first = new double[2];
            double[][] second = new double[2][2];
            for (int j = 0; j < n; j++) {
                double a = (x.value(j, 0) - places.value(i, 0)) / l[0][0];
                double b = (x.value(j, 1) - places.value(i, 1) - l[1][0] * a) / l[1][1];
                double k = weights[j] * Math.exp(-(a * a + b * b) / 2);
                double[] u = {a, b};
                mass += k;
                squares += k * k;
                for (int r = 0; r < 2; r++) {
                    first[r] += k * u[r];
                    for (int c = 0; c < 2; c++) {
                        second[r][c] += k * u[r] * u[c];
                    }
                }
            }
            double size = mass * mass / squares;
            double w = 2 * size * (first[0] * first[0] + first[1] * first[1]) / mass / mass;
            double[] vech = {second[0][0] / mass - 1, second[1][0] / mass, second[1][1] / mass - 1};
            assertEquals(size, found.effectiveSampleSize(i), 1e-9 * size);
            assertEquals(tail(w, 2), found.gradientPValue(i), 1e-9);
            assertEquals(tail(quadratic(vech, size), 3), found.curvaturePValue(i), 1e-8);
            assertEquals(density.logDensity(places.row(i)), found.logDensity(i), 1e-10);
            boolean negative = vech[0] < 0 && vech[0] * vech[2] - vech[1] * vech[1] > 0;
            assertEquals(negative && found.isCurved(i), found.isPeak(i));
        }
    }

    private static double tail(double x, int degrees) {
        return ChiSquaredDistribution.of(degrees).survivalProbability(x);
    }

    /** v' C^(-1) v with C the covariance (d_ij d_kl + d_ik d_jl + d_il d_jk) / (4 size) of entries 00, 10, 11. */
    private static double quadratic(double[] v, double size) {
        DMatrixRMaj c = new DMatrixRMaj(new double[][] {{3, 0, 1}, {0, 1, 0}, {1, 0, 3}});
        CommonOps_DDRM.scale(1 / (4 * size), c);
        DMatrixRMaj solution = new DMatrixRMaj(3, 1);
        assertTrue(CommonOps_DDRM.solve(c, new DMatrixRMaj(3, 1, true, v), solution));
        return v[0] * solution.get(0) + v[1] * solution.get(1) + v[2] * solution.get(2);
    }

    @Test
    void gradientsAreThoseOfTheLogDensity() {
        Points x = Samples.normal(100, 2, new SplittableRandom(1));
        DensityModel density =
                KernelDensity.gaussian().withBandwidth(Bandwidth.matrix(H)).fit(x);
        double[] at = {0.4, -0.7};
        double[] gradient = FeatureSignificance.of(Bandwidth.scott())
                .test(density, Points.of(new double[][] {at}))
                .logGradient(0);
        double e = 1e-5;
        double slope = (density.logDensity(at[0] + e, at[1]) - density.logDensity(at[0] - e, at[1])) / (2 * e);
        double other = (density.logDensity(at[0], at[1] + e) - density.logDensity(at[0], at[1] - e)) / (2 * e);
        assertArrayEquals(new double[] {slope, other}, gradient, 1e-8);
    }

    /**
     * On a flat density the p-values are uniform: 400 samples of 4,000 points on a square, at its centre, some 60
     * points bearing on it; ten cells, two tests at level 1e-3. Twice the covariance is found out.
     */
    @Test
    @Tag("statistical")
    void pValuesAreUniformOnAFlatDensity() {
        SplittableRandom random = new SplittableRandom(20261125);
        long[] gradient = new long[10];
        long[] curvature = new long[10];
        long[] wrong = new long[10];
        Points centre = Points.of(new double[][] {{0.5, 0.5}});
        for (int repeat = 0; repeat < 400; repeat++) {
            SignificantFeatures found =
                    FeatureSignificance.of(Bandwidth.of(0.07)).test(Samples.uniform(2000, 2, random), centre);
            gradient[(int) (10 * found.gradientPValue(0))]++;
            curvature[(int) (10 * found.curvaturePValue(0))]++;
            wrong[(int) (10 * Math.sqrt(found.gradientPValue(0)))]++; // exp(-w/2) at w/2 in place of w
        }
        assertTrue(ChiSquareTest.withDefaults().test(gradient).getPValue() > 1e-3, Arrays.toString(gradient));
        assertTrue(ChiSquareTest.withDefaults().test(curvature).getPValue() > 1e-3, Arrays.toString(curvature));
        assertTrue(ChiSquareTest.withDefaults().test(wrong).getPValue() < 1e-3);
    }

    @Test
    void faithfulHasTwoPeaks() {
        Points x = Points.of(new Reference("regression_faithful").matrix("data.csv"));
        SignificantFeatures found =
                FeatureSignificance.of(Bandwidth.diagonal(0.3, 4)).test(x, x);
        int low = 0;
        int high = 0;
        for (int i : found.peaks()) {
            low += Math.hypot(x.value(i, 0) - 2, (x.value(i, 1) - 54) / 13) < 0.8 ? 1 : 0;
            high += Math.hypot(x.value(i, 0) - 4.4, (x.value(i, 1) - 80) / 13) < 0.8 ? 1 : 0;
        }
        assertTrue(low > 20 && high > 40, low + " " + high);
        assertEquals(found.peaks().length, low + high, "peaks elsewhere");
        assertTrue(found.slopes().length > 50);
        for (int i : found.slopes()) {
            assertTrue(found.isTested(i) && found.gradientPValue(i) <= 0.05);
        }
    }

    @Test
    void fewPointsMakeNoTest() {
        SignificantFeatures found = FeatureSignificance.of(Bandwidth.of(0.1))
                .test(Samples.normal(30, 20, new SplittableRandom(1)), Samples.normal(3, 20, new SplittableRandom(2)));
        for (int i = 0; i < 3; i++) {
            assertFalse(found.isTested(i) || found.isSloping(i) || found.isCurved(i) || found.isPeak(i));
        }
    }

    @Test
    void badInputIsNamed() {
        Points x = Points.ofColumn(1, 2, 3);
        DensityModel compact =
                KernelDensity.of(DensityKernel.tophat()).withBandwidth(1).fit(x);
        Class<IllegalArgumentException> illegal = IllegalArgumentException.class;
        FeatureSignificance test = FeatureSignificance.of(Bandwidth.of(1));
        assertEquals(
                "kernel: expected gaussian, found tophat, which has no second derivatives",
                message(illegal, () -> test.test(compact, x)));
        assertEquals(
                "places: have dimension 2, but the data have dimension 1",
                message(illegal, () -> test.test(x, Points.of(H))));
        assertEquals(
                "level: expected a number above 0 and below 1, found -1.0", message(illegal, () -> test.withLevel(-1)));
    }
}
