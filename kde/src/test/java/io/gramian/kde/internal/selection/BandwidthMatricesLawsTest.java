package io.gramian.kde.internal.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.BandwidthShape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Laws of the rules for bandwidth matrices. */
class BandwidthMatricesLawsTest {
    @Property(tries = 15)
    void likelihoodNeverFalls(
            @ForAll BandwidthShape shape,
            @ForAll @IntRange(min = 1, max = 4) int d,
            @ForAll @IntRange(min = 10, max = 80) int n,
            @ForAll long seed) {
        Random random = new Random(seed);
        double[] weights =
                random.nextBoolean() ? random.doubles(n).map(w -> w + 0.01).toArray() : null;
        ScaledSample sample = CriteriaTest.scaled(CriteriaTest.mixture(n, d, seed), weights, shape);
        double start = sample.normalReference() * Math.exp(3 * random.nextDouble() - 1);
        try (LikelihoodPass pass = new LikelihoodPass(sample, 1)) {
            LikelihoodFixedPoint.Summit summit = new LikelihoodFixedPoint(new LogMatrix(shape, d), 1e-8)
                    .climb(Triangular.diagonal(d, start), 1e-7, pass::at);
            for (int k = 1; k < summit.history().size(); k++) {
                double before = summit.history().get(k - 1);
                assertTrue(summit.history().get(k) >= before - 1e-10 * Math.abs(before), summit.toString());
            }
            assertTrue(summit.converged(), summit.toString());
            double top = pass.at(summit.factor()).logLikelihood();
            assertEquals(summit.logLikelihood(), top, 1e-9 * Math.abs(top));
            for (int k = 0; k < d; k++) { // no small change of an axis does better
                for (double factor : new double[] {0.98, 1.02}) {
                    double[][] moved =
                            Arrays.stream(summit.factor()).map(double[]::clone).toArray(double[][]::new);
                    for (int axis = 0; axis < d; axis++) {
                        moved[axis][axis] *= axis == k || shape == BandwidthShape.SCALAR ? factor : 1;
                    }
                    assertTrue(pass.at(moved).logLikelihood() <= top + 1e-9, "axis " + k);
                }
            }
        }
    }

    /** From near a summit, which is how large samples go, Newton's steps come to that summit in few passes. */
    @Property(tries = 15)
    void stepsOfNewtonLeadToTheSameSummit(
            @ForAll BandwidthShape shape, @ForAll @IntRange(min = 1, max = 4) int d, @ForAll long seed) {
        ScaledSample sample = CriteriaTest.scaled(CriteriaTest.mixture(120, d, seed), null, shape);
        LikelihoodFixedPoint plain = new LikelihoodFixedPoint(new LogMatrix(shape, d), 1e-8);
        double[][] start = Triangular.diagonal(d, sample.normalReference());
        try (LikelihoodPass pass = new LikelihoodPass(sample, 1);
                LikelihoodPass half = new LikelihoodPass(sample, 2)) {
            double[][] glimpse = plain.climb(start, 1e-2, half::at).factor();
            LikelihoodFixedPoint.Summit top = plain.climb(glimpse, 1e-8, pass::at);
            LikelihoodFixedPoint.Summit found =
                    plain.near(top.factor(), pass::at).climb(perturbed(top.factor()), 1e-6, pass::at);
            assertEquals(top.logLikelihood(), found.logLikelihood(), 1e-12 * Math.abs(top.logLikelihood()));
            for (int k = 0; k < d; k++) {
                for (int l = 0; l <= k; l++) {
                    assertEquals(top.factor()[k][l], found.factor()[k][l], 1e-5 * top.factor()[k][k]);
                }
            }
            assertTrue(found.passes() <= 9, found.passes() + " passes, and " + top.passes() + " without");
        }
    }

    private static double[][] perturbed(double[][] factor) {
        return Arrays.stream(factor)
                .map(row -> Arrays.stream(row).map(x -> 1.03 * x).toArray())
                .toArray(double[][]::new);
    }

    @Property(tries = 6)
    void fullMatricesFollowAffineMaps(@ForAll @IntRange(min = 1, max = 3) int d, @ForAll long seed) {
        Random random = new Random(seed);
        double[][] rows = CriteriaTest.mixture(70, d, seed);
        double[][] map = new double[d][d];
        for (int i = 0; i < d; i++) {
            double size = Math.exp(4 * random.nextDouble() - 2);
            for (int j = 0; j < d; j++) {
                map[i][j] = size * (random.nextGaussian() + (i == j ? 3 : 0));
            }
        }
        double[][] mapped = Triangular.multiply(rows, Triangular.transpose(map));
        for (Bandwidth rule : List.of(
                Bandwidth.normalReference(),
                Bandwidth.plugIn(),
                Bandwidth.smoothedCrossValidation(),
                Bandwidth.likelihoodCrossValidation())) {
            double[][] h = rule.select(Points.of(rows)).bandwidth().matrix(d);
            double[][] expected = Triangular.multiply(Triangular.multiply(map, h), Triangular.transpose(map));
            check(expected, rule.select(Points.of(mapped)).bandwidth().matrix(d), rule);
        }
    }

    @Property(tries = 6)
    void diagonalsFollowUnits(@ForAll @IntRange(min = 1, max = 3) int d, @ForAll long seed) {
        double[][] rows = CriteriaTest.mixture(70, d, seed);
        double[][] map = new double[d][d];
        for (int k = 0; k < d; k++) {
            map[k][k] = Math.exp(8 * new Random(seed + k).nextDouble() - 4);
        }
        double[][] mapped = Triangular.multiply(rows, map);
        for (Bandwidth rule : List.of(
                Bandwidth.plugIn(BandwidthShape.DIAGONAL),
                Bandwidth.smoothedCrossValidation(BandwidthShape.DIAGONAL),
                Bandwidth.leastSquaresCrossValidation(BandwidthShape.DIAGONAL),
                Bandwidth.likelihoodCrossValidation(BandwidthShape.DIAGONAL))) {
            double[][] h = rule.select(Points.of(rows)).bandwidth().matrix(d);
            double[][] expected = Triangular.multiply(Triangular.multiply(map, h), map);
            check(expected, rule.select(Points.of(mapped)).bandwidth().matrix(d), rule);
        }
    }

    private static void check(double[][] expected, double[][] found, Bandwidth rule) {
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected.length; j++) {
                double scale = Math.sqrt(expected[i][i] * expected[j][j]);
                assertEquals(expected[i][j] / scale, found[i][j] / scale, 1e-3, rule + " " + i + ", " + j);
            }
        }
    }
}
