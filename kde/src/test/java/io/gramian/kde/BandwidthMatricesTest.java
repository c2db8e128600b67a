package io.gramian.kde;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backends;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rules for bandwidth matrices do beside the ordinary: fallbacks, weights, other kernels, sizes, interruption. */
class BandwidthMatricesTest {
    static double[][] sample(int n, int d, long seed) {
        Random random = new Random(seed);
        double[][] rows = new double[n][d];
        for (double[] row : rows) {
            Arrays.setAll(row, k -> random.nextGaussian() + (k > 0 ? 0.7 * row[k - 1] : 0));
        }
        return rows;
    }

    static Stream<Bandwidth> rules() {
        return Stream.of(BandwidthShape.values())
                .flatMap(shape -> Stream.of(
                        Bandwidth.likelihoodCrossValidation(shape),
                        Bandwidth.leastSquaresCrossValidation(shape),
                        Bandwidth.smoothedCrossValidation(shape),
                        Bandwidth.plugIn(shape),
                        Bandwidth.regimeAware(shape)));
    }

    private static Selection weighted(Bandwidth rule, double[][] rows, double... weights) {
        return KernelDensity.gaussian()
                .withBandwidth(rule)
                .withWeights(weights)
                .fit(rows)
                .selection();
    }

    private static void assertClose(double[][] expected, double[][] found, double tolerance, String what) {
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected.length; j++) {
                double scale = Math.sqrt(expected[i][i] * expected[j][j]);
                assertEquals(expected[i][j] / scale, found[i][j] / scale, tolerance, what + " " + i + ", " + j);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 63, 64, 65})
    void everySizeHasABandwidth(int n) {
        for (Bandwidth rule : rules().toList()) {
            Selection found = rule.select(Points.of(sample(n, 2, n)));
            assertTrue(found.bandwidth().logVolume(2) > -60 && found.bandwidth().logVolume(2) < 5, found.toString());
            if (n == 2 && rule.toString().contains("FULL")) {
                assertTrue(found.warnings().get(0).contains("singular"), found.toString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void pointsOfWeightZeroDoNotCountAndScaleOfWeightsNeither(Bandwidth rule) {
        double[][] rows = sample(60, 2, 1);
        double[] weights = new Random(2).doubles(60).map(w -> 3 * w + 0.1).toArray();
        double[][] more = Arrays.copyOf(rows, 62);
        more[60] = new double[] {1e6, 0};
        more[61] = new double[] {0, -1e6};
        double[] longer = Arrays.copyOf(Arrays.stream(weights).map(w -> 8 * w).toArray(), 62);
        Selection expected = weighted(rule, rows, weights);
        Selection found = weighted(rule, more, longer);
        assertClose(expected.bandwidth().matrix(2), found.bandwidth().matrix(2), 1e-9, rule.toString());
        double[] equal = new double[60];
        Arrays.fill(equal, 0.3);
        assertClose(
                rule.select(Points.of(rows)).bandwidth().matrix(2),
                weighted(rule, rows, equal).bandwidth().matrix(2),
                1e-5,
                rule.toString());
    }

    @Test
    void weightsCountInTheNearestNeighbourRule() {
        double[][] rows = {{0}, {1}, {3}, {100}};
        // nearest squared distances 1, 1, 4; the last point does not count
        double h = weighted(Bandwidth.nearestNeighbour(), rows, 1, 1, 2, 0)
                .bandwidth()
                .scalar();
        assertEquals(Math.sqrt((1 + 1 + 2 * 4) / 4.0), h, 1e-12);
    }

    @Test
    void constantColumnsAndSingularCovariancesFallBack() {
        double[][] rows = sample(50, 2, 3);
        double[][] constant =
                Arrays.stream(rows).map(row -> new double[] {row[0], 7, row[1]}).toArray(double[][]::new);
        double[][] singular = Arrays.stream(rows)
                .map(row -> new double[] {row[0], row[1], row[0] - 2 * row[1]})
                .toArray(double[][]::new);
        String stage =
                "the covariance of the points is singular; the normal law of the first stage has independent axes"
                        + " of unit variance instead";
        for (Bandwidth rule : rules().toList()) {
            boolean isScalar = rule.toString().contains("SCALAR");
            List<String> stages = rule.toString().matches("(plugIn|smoothed).*") ? List.of(stage) : List.of();
            Selection found = rule.select(Points.of(constant));
            assertTrue(found.bandwidth().isScalar(), found.toString());
            Stream<String> column = isScalar
                    ? Stream.of()
                    : Stream.of("column 1 is constant; a scalar bandwidth was chosen, for no other is determined");
            assertEquals(Stream.concat(column, stages.stream()).toList(), found.warnings());
            Selection other = rule.select(Points.of(singular));
            Stream<String> diagonal = rule.toString().contains("FULL")
                    ? Stream.of("the covariance of the 50 points in 3 dimensions is singular; a diagonal bandwidth was"
                            + " chosen, for a full one is not determined")
                    : Stream.of();
            assertEquals(Stream.concat(diagonal, stages.stream()).toList(), other.warnings());
            assertTrue(other.bandwidth().isDiagonal());
        }
        Selection few = Bandwidth.likelihoodCrossValidation().select(Points.of(sample(6, 10, 1)));
        assertTrue(few.warnings().get(0).startsWith("the covariance of the 6 points in 10"), few.toString());
    }

    @ParameterizedTest
    @EnumSource(BandwidthShape.class)
    void copiesOfEveryPointAreMerged(BandwidthShape shape) {
        double[][] rows = sample(40, 2, 5);
        double[][] twice =
                Stream.concat(Arrays.stream(rows), Arrays.stream(rows)).toArray(double[][]::new);
        Selection found = Bandwidth.likelihoodCrossValidation(shape).select(Points.of(twice));
        Selection once = Bandwidth.likelihoodCrossValidation(shape).select(Points.of(rows));
        assertClose(once.bandwidth().matrix(2), found.bandwidth().matrix(2), 1e-5, shape.toString());
        assertEquals(
                "every point has a copy, so the likelihood grows without bound as the bandwidth shrinks; the 40 distinct"
                        + " of the 80 points were used, with their weights added up",
                found.warnings().get(0));
        Selection nearest = Bandwidth.nearestNeighbour().select(Points.of(twice));
        assertEquals(
                Bandwidth.nearestNeighbour().select(Points.of(rows)).bandwidth().scalar(),
                nearest.bandwidth().scalar(),
                1e-12);
        assertEquals(
                List.of(
                        "every point has a copy at distance zero; the 40 distinct of the 80 points were used, with their"
                                + " weights added up"),
                nearest.warnings());
    }

    @Test
    void someCopiesOnlyDrawTheNearestNeighbourRule() {
        double[][] rows = {{0, 0}, {0, 0}, {1, 0}, {1, 2}};
        Selection found = Bandwidth.nearestNeighbour().select(Points.of(rows));
        assertEquals(Math.sqrt((0 + 0 + 1 + 4) / 4.0 / 2), found.bandwidth().scalar(), 1e-12);
        assertEquals(
                List.of("2 of 4 points have a copy at distance zero, which makes the bandwidth narrower"),
                found.warnings());
    }

    @Test
    void valuesThatRepeatAlongAnAxisAreSaid() {
        double[][] rows = sample(64, 2, 6);
        for (int i = 0; i < rows.length; i++) {
            rows[i][1] = i % 2; // so that h_2 = 0 has infinite likelihood
        }
        Selection found =
                Bandwidth.likelihoodCrossValidation(BandwidthShape.DIAGONAL).select(Points.of(rows));
        assertTrue(found.atBoundary());
        assertTrue(found.warnings().get(0).startsWith("the likelihood grows without bound"), found.toString());
        assertTrue(found.bandwidth().factor(2)[1][1] > 1e-8);
        assertFalse(Bandwidth.likelihoodCrossValidation(BandwidthShape.SCALAR)
                .select(Points.of(rows))
                .atBoundary());
        double[][] copies = new double[60][2];
        for (int i = 0; i < 60; i++) {
            copies[i] = new double[] {i % 3, i % 5};
        }
        Selection least =
                Bandwidth.leastSquaresCrossValidation(BandwidthShape.SCALAR).select(Points.of(copies));
        assertTrue(least.warnings().get(0).startsWith("the criterion"), least.toString());
    }

    @Test
    void otherKernelsHaveTheLikelihoodOfTheirOwn() {
        double[][] rows = sample(65, 2, 7);
        for (String name : DensityKernel.names()) {
            DensityKernel kernel = DensityKernel.named(name);
            KernelDensity rule =
                    KernelDensity.of(kernel).withBandwidth(Bandwidth.likelihoodCrossValidation(BandwidthShape.SCALAR));
            Selection found = rule.fit(rows).selection();
            double h = found.bandwidth().scalar();
            double best = mean(KernelDensity.of(kernel).withBandwidth(h).fit(rows));
            assertEquals(-best, found.criterion(), 1e-9, name);
            if (!name.equals("tophat")) { // whose likelihood jumps
                for (double factor : new double[] {0.97, 1.03}) {
                    assertTrue(
                            best
                                    >= mean(KernelDensity.of(kernel)
                                            .withBandwidth(factor * h)
                                            .fit(rows)),
                            name);
                }
            }
        }
    }

    private static double mean(DensityModel model) {
        return Arrays.stream(model.leaveOneOutLogDensity()).average().orElseThrow();
    }

    @Test
    void farPointsHoldUpCompactKernels() {
        double[][] rows = sample(65, 2, 8);
        rows[3] = new double[] {30, 0};
        Selection found = KernelDensity.of(DensityKernel.epanechnikov())
                .withBandwidth(Bandwidth.likelihoodCrossValidation(BandwidthShape.SCALAR))
                .fit(rows)
                .selection();
        double reach = Arrays.stream(rows)
                .filter(row -> row != rows[3])
                .mapToDouble(row -> Math.hypot(row[0] - 30, row[1]))
                .min()
                .orElseThrow();
        assertTrue(found.bandwidth().scalar() > reach, found.toString());
        String warning = found.warnings().get(0);
        assertTrue(warning.startsWith("the likelihood is zero for every bandwidth below"), warning);
    }

    @Test
    void squaredErrorsOfOtherKernelsHaveTheSameCanonicalScale() {
        double[][] rows = sample(65, 3, 9);
        for (String name : List.of("epanechnikov", "triweight", "exponential")) {
            DensityKernel kernel = DensityKernel.named(name);
            double h = KernelDensity.of(kernel)
                    .withBandwidth(Bandwidth.plugIn(BandwidthShape.SCALAR))
                    .fit(rows)
                    .bandwidth()
                    .scalar();
            double gaussian = Bandwidth.plugIn(BandwidthShape.SCALAR)
                    .select(Points.of(rows))
                    .bandwidth()
                    .scalar();
            double ratio = Math.pow(
                    Math.exp(kernel.logRoughness(3)) / Math.pow(kernel.secondMoment(3), 2) * Math.pow(4 * Math.PI, 1.5),
                    1.0 / 7);
            assertEquals(ratio * gaussian, h, 1e-12 * h, name);
        }
    }

    @Test
    void singlePrecisionFollows() {
        Points x = Points.of(sample(200, 3, 10));
        for (Bandwidth rule : List.of(Bandwidth.likelihoodCrossValidation(), Bandwidth.regimeAware())) {
            Selection found = KernelDensity.gaussian()
                    .withBandwidth(rule)
                    .withBackend(Backends.cpu().withPrecision(Precision.FLOAT))
                    .fit(x)
                    .selection();
            assertEquals(List.of(), found.warnings());
            assertClose(rule.select(x).bandwidth().matrix(3), found.bandwidth().matrix(3), 5e-3, rule.toString());
        }
    }

    @Test
    void badDataAreNamed() {
        Points one = Points.of(new double[][] {{1, 2}});
        Points equal = Points.of(new double[][] {{1, 2}, {1, 2}, {1, 2}});
        for (Bandwidth rule : rules().toList()) {
            assertEquals(
                    "bandwidth " + rule + ": needs at least two points of positive weight, for one has no spread; use"
                            + " Bandwidth.of(h)",
                    assertThrows(NumericalException.class, () -> rule.select(one))
                            .getMessage());
            assertEquals(
                    "bandwidth " + rule + ": all points coincide, or nearly so, so the data do not spread in any"
                            + " direction; use Bandwidth.of(h)",
                    assertThrows(NumericalException.class, () -> rule.select(equal))
                            .getMessage());
        }
        Bandwidth nearest = Bandwidth.nearestNeighbour();
        assertEquals(
                "bandwidth nearestNeighbour(): needs at least two points of positive weight; use Bandwidth.of(h)",
                assertThrows(NumericalException.class, () -> nearest.select(one))
                        .getMessage());
        assertEquals(
                "bandwidth nearestNeighbour(): all points coincide; use Bandwidth.of(h)",
                assertThrows(NumericalException.class, () -> nearest.select(equal))
                        .getMessage());
        assertEquals(
                "bandwidth plugIn(FULL): for data of at most 6 dimensions, found 7; use likelihoodCrossValidation() or"
                        + " regimeAware()",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Bandwidth.plugIn().select(Points.of(sample(20, 7, 1))))
                        .getMessage());
        Points huge = Points.of(new double[][] {{1e200, 0}, {-1e200, 1}, {0, 2}});
        assertEquals(
                "bandwidth plugIn(SCALAR): the variance of axis 0 is Infinity, and at most 1e290 can be computed with;"
                        + " rescale the data",
                assertThrows(
                                NumericalException.class,
                                () -> Bandwidth.plugIn(BandwidthShape.SCALAR).select(huge))
                        .getMessage());
        Points flat = Points.of(new double[][] {{1, 0}, {1, 1}, {1, 2}, {1, 4}});
        String axis = assertThrows(
                        NumericalException.class,
                        () -> Bandwidth.perAxis(Bandwidth.sheatherJones()).select(flat))
                .getMessage();
        assertTrue(axis.startsWith("bandwidth perAxis(sheatherJones()): axis 0: "), axis);
        String principal = assertThrows(
                        NumericalException.class,
                        () -> Bandwidth.perPrincipalAxis(Bandwidth.scott()).select(flat))
                .getMessage();
        assertTrue(
                principal.startsWith("bandwidth perPrincipalAxis(scott()): the data do not spread in every direction;"
                        + " principal axis 1 has variance "),
                principal);
    }

    @Test
    void extremeScalesChangeNothing() {
        double[][] rows = sample(63, 2, 11);
        for (double scale : new double[] {1e-100, 1e100}) {
            double[][] scaled = Arrays.stream(rows)
                    .map(row -> new double[] {scale * row[0], scale * row[1]})
                    .toArray(double[][]::new);
            for (Bandwidth rule : rules().toList()) {
                double[][] h = rule.select(Points.of(rows)).bandwidth().factor(2);
                double[][] found = rule.select(Points.of(scaled)).bandwidth().factor(2);
                assertEquals(h[0][0], found[0][0] / scale, 1e-4 * h[0][0], rule + " " + scale);
                assertEquals(h[1][1], found[1][1] / scale, 1e-4 * h[1][1], rule + " " + scale);
            }
        }
    }

    @Test
    void interruptionStops() {
        double[][] rows = sample(65, 2, 12);
        for (Bandwidth rule :
                Stream.concat(rules(), Stream.of(Bandwidth.nearestNeighbour())).toList()) {
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, () -> rule.select(Points.of(rows)), rule.toString());
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void progressIsHeard() {
        AtomicInteger heard = new AtomicInteger();
        KernelDensity.gaussian()
                .withBandwidth(Bandwidth.plugIn())
                .withProgress((stage, done, total) -> heard.addAndGet(stage.equals("bandwidth plugIn(FULL)") ? 1 : 0))
                .fit(sample(65, 2, 13));
        assertEquals(4, heard.get());
    }

    @Test
    void fixedPointNeedsFewPasses() {
        Selection full = Bandwidth.likelihoodCrossValidation().select(Points.of(sample(1500, 4, 14)));
        assertTrue(full.iterations() <= 22, full.toString());
        Selection scalar =
                Bandwidth.likelihoodCrossValidation(BandwidthShape.SCALAR).select(Points.of(sample(1500, 8, 15)));
        assertTrue(scalar.iterations() <= 8, scalar.toString());
    }
}
