package io.gramian.kde.estimator;

import static io.gramian.kde.estimator.Checks.assertClose;
import static io.gramian.kde.estimator.Checks.assertMessage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.kde.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;

/**
 * Densities of angles and directions, against mpmath and SciPy. Samplers are tested at level 1e-3
 * seventeen times: with another seed one of the tests would fail by chance with probability 2 %.
 */
class VonMisesFisherModelTest {
    private static final Reference REFERENCE = new Reference("von_mises_fisher");

    @Test
    void normalisersAreThoseOfMpmath() {
        double[] d = REFERENCE.column("expected_log_normaliser.csv", "d");
        double[] kappa = REFERENCE.column("expected_log_normaliser.csv", "kappa");
        double[] expected = REFERENCE.column("expected_log_normaliser.csv", "log_normaliser");
        for (int i = 0; i < d.length; i++) {
            double found = VonMisesFisher.logNormaliser((int) d[i], kappa[i]);
            assertEquals(
                    expected[i],
                    found,
                    1e-13 * Math.max(10, Math.abs(expected[i])),
                    "d = " + d[i] + ", kappa = " + kappa[i]);
        }
    }

    @Test
    void concentrationsAndDensitiesAreThoseOfSciPy() {
        Points angles = Points.of(REFERENCE.matrix("data.csv"));
        double[] weights = REFERENCE.vector("weights.csv");
        Points queries = Points.ofColumn(REFERENCE.column("expected_logdensity.csv", "angle"));
        for (String name : List.of("unweighted", "weighted")) {
            CircularDensity plain = name.equals("weighted")
                    ? CircularDensity.vonMises().withWeights(weights)
                    : CircularDensity.vonMises();
            VonMisesFisherModel taylor = plain.fit(angles);
            double expected = REFERENCE.named("expected_concentration.csv", "taylor_" + name);
            assertEquals(expected, taylor.concentration(), 1e-10 * expected);
            assertClose(REFERENCE.column("expected_logdensity.csv", name), taylor.logDensity(queries), 1e-10);
            double best = plain.withConcentration(Concentration.likelihoodCrossValidation())
                    .fit(angles)
                    .concentration();
            double expectedBest = REFERENCE.named("expected_concentration.csv", "lcv_" + name);
            assertEquals(expectedBest, best, 1e-6 * expectedBest);
        }
    }

    @Test
    void onTheCircleItIntegratesToOneAndHasAPeriod() {
        Points angles = Checks.uniform(65, 1, 0, 24, 1);
        for (double kappa : new double[] {1e-12, 0.1, 30, 1e4}) {
            CircularDensity hours = CircularDensity.vonMises()
                    .withPeriod(24)
                    .withConcentration(kappa)
                    .withWeights(Checks.weights(65, 2));
            VonMisesFisherModel model = hours.fit(angles);
            assertEquals(1, Checks.integral(model, 3, 27, 20_000), 1e-12, "kappa = " + kappa);
            assertEquals(model.logDensity(5.25), model.logDensity(5.25 - 7 * 24), 1e-9);
        }
        double uniform =
                CircularDensity.vonMises().withConcentration(1e-12).fit(angles).density(1.0);
        assertEquals(1 / (2 * Math.PI), uniform, 1e-12);
    }

    @Test
    void onTheSphereItIntegratesToOne() {
        Points directions = directions(20, 3, 3);
        for (double kappa : new double[] {0.01, 3, 200}) {
            VonMisesFisherModel model = SphericalDensity.vonMisesFisher()
                    .withConcentration(kappa)
                    .withWeights(Checks.weights(20, 4))
                    .fit(directions);
            double sum = 0;
            int steps = 200;
            for (int i = 0; i < steps; i++) { // the area between parallels is that of their heights
                double z = -1 + (i + 0.5) * 2 / steps;
                double[] ring = new double[3 * 2 * steps];
                for (int j = 0; j < 2 * steps; j++) {
                    double angle = Math.PI * j / steps;
                    ring[3 * j] = Math.sqrt(1 - z * z) * Math.cos(angle);
                    ring[3 * j + 1] = Math.sqrt(1 - z * z) * Math.sin(angle);
                    ring[3 * j + 2] = z;
                }
                double[] values = model.density(Points.ofRowMajor(ring, 3));
                sum += Arrays.stream(values).sum() * (2.0 / steps) * (Math.PI / steps);
            }
            assertEquals(1, sum, 1e-3, "kappa = " + kappa);
        }
    }

    private static Points directions(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] rows = new double[n][d];
        for (double[] row : rows) {
            double norm = 0;
            for (int k = 0; k < d; k++) {
                row[k] = random.nextGaussian();
                norm += row[k] * row[k];
            }
            for (int k = 0; k < d; k++) {
                row[k] /= Math.sqrt(norm);
            }
        }
        return Points.of(rows);
    }

    @Test
    void itIsTheSumOverKernels() {
        for (int d : new int[] {2, 3, 7, 64}) {
            Points x = directions(63, d, d);
            Points queries = directions(5, d, d + 100);
            double kappa = 40;
            VonMisesFisherModel model =
                    SphericalDensity.vonMisesFisher().withConcentration(kappa).fit(x);
            double logBessel = VonMisesFisher.logScaledBessel(d / 2.0 - 1, kappa) + kappa;
            double logC = (d / 2.0 - 1) * Math.log(kappa) - d / 2.0 * Math.log(2 * Math.PI) - logBessel;
            for (int q = 0; q < 5; q++) {
                double sum = 0;
                for (int i = 0; i < 63; i++) {
                    double dot = 0;
                    for (int k = 0; k < d; k++) {
                        dot += x.value(i, k) * queries.value(q, k);
                    }
                    sum += Math.exp(logC + kappa * dot) / 63;
                }
                assertEquals(Math.log(sum), model.logDensity(queries.row(q)), 1e-11); // distances by products
            }
        }
        // A circle is a sphere in the plane, and a torus a product of circles.
        VonMisesFisherModel circle =
                CircularDensity.vonMises().withConcentration(5).fit(Points.ofColumn(0.3));
        VonMisesFisherModel sphere = SphericalDensity.vonMisesFisher()
                .withConcentration(5)
                .fit(Points.ofRowMajor(new double[] {Math.cos(0.3), Math.sin(0.3)}, 2));
        assertEquals(circle.logDensity(1.1), sphere.logDensity(Math.cos(1.1), Math.sin(1.1)), 1e-13);
        VonMisesFisherModel torus =
                CircularDensity.vonMises().withConcentration(5).fit(Points.ofRowMajor(new double[] {0.3, 2}, 2));
        assertEquals(circle.logDensity(1.1) + circle.logDensity(0.3 + 4.5 - 2), torus.logDensity(1.1, 4.5), 1e-12);
        assertEquals(2, torus.dimension());
    }

    @Property(tries = 30)
    void turningEverythingTurnsTheDensity(@ForAll @DoubleRange(min = -50, max = 50) double turn) {
        double[] angles = {0.1, 2, 3, 5.5};
        CircularDensity plain = CircularDensity.vonMises().withConcentration(8);
        double before = plain.fit(Points.ofColumn(angles)).logDensity(1.0);
        double[] turned = Arrays.stream(angles).map(a -> a + turn).toArray();
        assertEquals(before, plain.fit(Points.ofColumn(turned)).logDensity(1.0 + turn), 1e-12);
        assertEquals(
                CircularDensity.vonMises().fit(Points.ofColumn(angles)).concentration(),
                CircularDensity.vonMises().fit(Points.ofColumn(turned)).concentration(),
                1e-9);
    }

    @Test
    void hugeConcentrationsAreNormalLaws() {
        VonMisesFisherModel model =
                CircularDensity.vonMises().withConcentration(1e6).fit(Points.ofColumn(2.0));
        // 1 - cos t is t^2 / 2 - t^4 / 24, and the normaliser is that of the normal law but for 1 / (8 kappa).
        double t = 0.002;
        double expected = 0.5 * Math.log(1e6 / (2 * Math.PI)) - 1 / 8e6 - 1e6 * (t * t / 2 - t * t * t * t / 24);
        assertEquals(expected, model.logDensity(2 + t), 1e-9);
        assertTrue(Double.isFinite(model.logDensity(2 + Math.PI)), "two million nats below");
    }

    @Test
    void drawsFollowTheDensityAndWrongSamplersAreFoundOut() {
        CircularDensity plain = CircularDensity.vonMises().withConcentration(4).withWeights(1, 0, 3);
        VonMisesFisherModel model = plain.fit(Points.ofColumn(0.5, 2, 4));
        double[] draws = model.sample(40_000, new SplittableRandom(7)).column(0);
        assertTrue(Checks.pValue(draws, 0, 2 * Math.PI, 30, model) > 1e-3);
        double[] wrong = plain.withConcentration(4.4)
                .fit(Points.ofColumn(0.5, 2, 4))
                .sample(40_000, new SplittableRandom(7))
                .column(0);
        assertTrue(Checks.pValue(wrong, 0, 2 * Math.PI, 30, model) < 1e-3, "a tenth too concentrated");
        for (int d : new int[] {2, 3, 5, 20}) {
            for (double kappa : new double[] {1e-3, 1, 50, 1e6}) {
                double right = pValueOfCosines(d, kappa, d, kappa);
                assertTrue(right > 1e-3, "d = " + d + ", kappa = " + kappa + ": p = " + right);
            }
            assertTrue(pValueOfCosines(d, 55, d, 50) < 1e-3, "a tenth too concentrated, d = " + d);
        }
        assertTrue(pValueOfCosines(4, 50, 5, 50) < 1e-3, "of another dimension");
    }

    /** Of 1 - cos of the angle from the mean, in cells of equal width over where the law has its mass. */
    private static double pValueOfCosines(int drawnIn, double drawnKappa, int d, double kappa) {
        double[] mean = new double[drawnIn];
        mean[drawnIn - 1] = -1;
        Points draws = SphericalDensity.vonMisesFisher()
                .withConcentration(drawnKappa)
                .fit(Points.of(new double[][] {mean}))
                .sample(20_000, new SplittableRandom(9));
        int cells = 20;
        double range = Math.min(Math.PI, 3 * Math.sqrt(d / kappa));
        long[] counts = new long[cells + 1];
        for (double[] x : draws.toArray()) {
            double sine = Math.sqrt(
                    Arrays.stream(x).limit(drawnIn - 1).map(v -> v * v).sum());
            counts[(int) Math.min(cells, Math.atan2(sine, -x[drawnIn - 1]) / range * cells)]++;
        }
        double[] expected = new double[cells + 1];
        for (int c = 0; c <= cells; c++) {
            double from = range * c / cells;
            double to = c == cells ? Math.PI : range * (c + 1) / cells;
            int steps = c == cells ? 20_000 : 200;
            for (int i = 0; i < steps; i++) {
                double t = from + (to - from) * (i + 0.5) / steps;
                double s = Math.sin(t / 2);
                expected[c] += Math.exp(
                                (d - 2) * Math.log(Math.sin(t)) - 2 * kappa * s * s + d / 2.0 * Math.log(1 + kappa / d))
                        * (to - from)
                        / steps;
            }
        }
        return merged(expected, counts);
    }

    /** Cells with fewer than about ten draws are joined to their neighbours. */
    private static double merged(double[] expected, long[] counts) {
        double total = Arrays.stream(expected).sum();
        double[] e = new double[expected.length];
        long[] c = new long[expected.length];
        int cell = 0;
        for (int i = 0; i < expected.length; i++) {
            e[cell] += expected[i];
            c[cell] += counts[i];
            if (e[cell] / total > 5e-4) {
                cell++;
            }
        }
        if (cell < e.length && e[cell] > 0) {
            e[cell - 1] += e[cell];
            c[cell - 1] += c[cell];
        }
        return ChiSquareTest.withDefaults()
                .test(Arrays.copyOf(e, cell), Arrays.copyOf(c, cell))
                .getPValue();
    }

    @Test
    void badInputIsNamed() {
        SphericalDensity sphere = SphericalDensity.vonMisesFisher();
        assertMessage(
                "directions: row 1 has length 5.0; expected unit vectors, of length 1 to within 1e-6",
                () -> sphere.fit(Points.of(new double[][] {{0, 1}, {3, 4}})));
        assertMessage(
                "directions: expected unit vectors of dimension 2 or more, found 1",
                () -> sphere.fit(Points.ofColumn(1, -1)));
        VonMisesFisherModel model = sphere.withConcentration(3).fit(Points.of(new double[][] {{0, 1}}));
        assertMessage(
                "queries: row 0 has length 0.0; expected unit vectors, of length 1 to within 1e-6",
                () -> model.logDensity(0, 0));
        assertMessage(
                "queries: have dimension 3, but the density was fitted in dimension 2",
                () -> model.logDensity(0, 0, 1));
        assertMessage(
                "concentration: expected a positive number from 1.0E-12 to 1.0E12, found 0.0",
                () -> sphere.withConcentration(0));
        assertMessage(
                "concentration: taylor() is for one angle; use Concentration.likelihoodCrossValidation() or a number",
                () -> sphere.withConcentration(Concentration.taylor()).fit(Points.of(new double[][] {{0, 0, 1}})));
        assertMessage(
                "concentration taylor(): the angles do not spread, their mean resultant length is 1.0; use"
                        + " Concentration.of(kappa)",
                () -> CircularDensity.vonMises().fit(Points.ofColumn(1, 1)));
        assertMessage(
                "period: expected a positive number from 1e-150 to 1e150, found -1.0",
                () -> CircularDensity.vonMises().withPeriod(-1));
        assertMessage("count: expected 1 to 1073741819 draws, found 0", () -> model.sample(0, new SplittableRandom(1)));
        VonMisesFisherModel opposite = CircularDensity.vonMises().withPeriod(4).fit(Points.ofColumn(0, 1, 2, 3));
        assertEquals(1, opposite.warnings().size(), "no direction is preferred: clipped to the uniform density");
        assertEquals(0.25, opposite.density(0.3), 1e-9);
        assertEquals(
                1,
                CircularDensity.vonMises()
                        .withConcentration(Concentration.likelihoodCrossValidation())
                        .fit(Points.ofColumn(1, 1, 2, 2))
                        .warnings()
                        .size(),
                "duplicates make the likelihood rise without end");
    }
}
