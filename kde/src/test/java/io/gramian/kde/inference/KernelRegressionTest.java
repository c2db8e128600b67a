package io.gramian.kde.inference;

import static io.gramian.kde.inference.Samples.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.Reference;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KernelRegressionTest {
    private static final double[][] H = {{1.5, 0.6}, {0.6, 1.2}};

    private static Points faithful() {
        return Points.ofColumn(Points.of(new Reference("regression_faithful").matrix("data.csv"))
                .column(0));
    }

    private static double[] waiting() {
        return Points.of(new Reference("regression_faithful").matrix("data.csv"))
                .column(1);
    }

    @Test
    void faithfulIsThatOfStatsmodels() {
        Reference reference = new Reference("regression_faithful");
        Points queries = Points.ofColumn(reference.column("expected.csv", "query"));
        Predictions constant = KernelRegression.nadarayaWatson()
                .withBandwidth(0.3)
                .fit(faithful(), waiting())
                .predict(queries);
        Predictions linear = KernelRegression.localLinear()
                .withBandwidth(0.3)
                .fit(faithful(), waiting())
                .predict(queries);
        double[] slope = reference.column("expected.csv", "ll_slope");
        assertArrayEquals(reference.column("expected.csv", "lc"), constant.values(0), 1e-10);
        assertArrayEquals(reference.column("expected.csv", "ll"), linear.values(0), 1e-9);
        for (int i = 0; i < slope.length; i++) {
            assertEquals(slope[i], linear.gradient(i, 0)[0], 1e-8);
        }
    }

    @Test
    void leaveOneOutErrorsAndTheirMinimumAreThoseOfStatsmodels() {
        Reference reference = new Reference("regression_faithful");
        for (String kind : new String[] {"lc", "ll"}) {
            KernelRegression regression =
                    kind.equals("lc") ? KernelRegression.nadarayaWatson() : KernelRegression.localLinear();
            for (int tenths : new int[] {1, 2, 3, 5}) {
                double expected = reference.parameter(kind + "_cv_0" + tenths);
                double found = regression
                        .withBandwidth(tenths / 10.0)
                        .fit(faithful(), waiting())
                        .leaveOneOutError(0);
                assertEquals(expected, found, 1e-9 * expected);
            }
            RegressionModel best = regression.withCrossValidation().fit(faithful(), waiting());
            double expected = reference.parameter(kind + "_cv_bandwidth");
            assertEquals(expected, best.bandwidth().scalar(), 2e-3 * expected);
            assertTrue(best.warnings().isEmpty());
        }
    }

    @Test
    void diabetesInTwoDimensionsIsThatOfStatsmodels() {
        Reference reference = new Reference("regression_diabetes");
        Points table = Points.of(reference.matrix("data.csv"));
        double[][] rows = new double[table.size()][];
        Arrays.setAll(rows, i -> new double[] {table.value(i, 0), table.value(i, 1)});
        Points queries = Points.of(reference.matrix("queries.csv"));
        Bandwidth bandwidth =
                Bandwidth.diagonal(reference.parameter("bandwidth_0"), reference.parameter("bandwidth_1"));
        Predictions constant = KernelRegression.nadarayaWatson()
                .withBandwidth(bandwidth)
                .fit(Points.of(rows), table.column(2))
                .predict(queries);
        Predictions linear = KernelRegression.localLinear()
                .withBandwidth(bandwidth)
                .fit(Points.of(rows), table.column(2))
                .predict(queries);
        assertArrayEquals(reference.column("expected.csv", "lc"), constant.values(0), 1e-8);
        assertArrayEquals(reference.column("expected.csv", "ll"), linear.values(0), 1e-8);
        for (int i = 0; i < queries.size(); i++) {
            for (int k = 0; k < 2; k++) {
                double expected = reference.column("expected.csv", "slope_" + k)[i];
                assertEquals(expected, linear.gradient(i, 0)[k], 1e-8 * Math.max(1, Math.abs(expected)));
            }
        }
    }

    /** Nelder and Mead's minimum need not be the lowest: ours may be lower, and no higher. */
    @Test
    void bandwidthsOfAxesAreAsGoodAsThoseOfStatsmodels() {
        Reference reference = new Reference("regression_diabetes");
        Points table = Points.of(reference.matrix("data.csv"));
        double[][] rows = new double[table.size()][];
        Arrays.setAll(rows, i -> new double[] {table.value(i, 0), table.value(i, 1)});
        KernelRegression start = KernelRegression.nadarayaWatson();
        RegressionModel found = start.withCrossValidationOfAxes().fit(Points.of(rows), table.column(2));
        double expected = reference.parameter("lc_cv_error");
        assertTrue(found.leaveOneOutError(0) <= expected * (1 + 1e-4), found.leaveOneOutError(0) + " " + expected);
        assertTrue(found.bandwidth().isDiagonal());
        Bandwidth theirs =
                Bandwidth.diagonal(reference.parameter("lc_cv_bandwidth_0"), reference.parameter("lc_cv_bandwidth_1"));
        double same = start.withBandwidth(theirs)
                .fit(Points.of(rows), table.column(2))
                .leaveOneOutError(0);
        assertEquals(expected, same, 1e-8 * expected);
    }

    @Test
    void anAxisWithoutMeaningIsSmoothedAway() {
        SplittableRandom random = new SplittableRandom(11);
        Points x = Samples.normal(200, 2, random);
        double[] y = new double[200];
        Arrays.setAll(y, i -> Math.sin(2 * x.value(i, 0)) + 0.1 * random.nextGaussian());
        RegressionModel model =
                KernelRegression.nadarayaWatson().withCrossValidationOfAxes().fit(x, y);
        double[][] h = model.bandwidth().matrix(2);
        assertTrue(Math.sqrt(h[1][1]) > 5 * Math.sqrt(h[0][0]), model.toString());
        double one = KernelRegression.nadarayaWatson()
                .withCrossValidation()
                .fit(x, y)
                .leaveOneOutError(0);
        assertTrue(model.leaveOneOutError(0) < 0.8 * one, model.leaveOneOutError(0) + " " + one);
    }

    /** Weighted least squares by the normal equations: the rows of the hat matrix, and the coefficients. */
    private static DMatrixRMaj coefficients(Points x, double[] at, double[] kernelWeights, boolean linear) {
        int n = x.size();
        int p = linear ? 1 + at.length : 1;
        DMatrixRMaj normal = new DMatrixRMaj(p, p);
        DMatrixRMaj right = new DMatrixRMaj(p, n);
        for (int i = 0; i < n; i++) {
            double[] row = new double[p];
            row[0] = 1;
            for (int k = 1; k < p; k++) {
                row[k] = x.value(i, k - 1) - at[k - 1];
            }
            for (int a = 0; a < p; a++) {
                right.set(a, i, kernelWeights[i] * row[a]);
                for (int b = 0; b < p; b++) {
                    normal.add(a, b, kernelWeights[i] * row[a] * row[b]);
                }
            }
        }
        DMatrixRMaj solution = new DMatrixRMaj(p, n);
        assertTrue(CommonOps_DDRM.solve(normal, right, solution));
        return solution;
    }

    @Property(tries = 30)
    void predictionsAndErrorsAreThoseOfTheNormalEquations(
            @ForAll @IntRange(min = 20, max = 65) int n, @ForAll boolean linear, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Points x = Samples.normal(n, 2, random);
        double[][] y = new double[n][];
        Arrays.setAll(y, i -> new double[] {random.nextGaussian(), 5 + x.value(i, 0) * x.value(i, 1), 7});
        double[] weights = random.ints(n, 0, 4).mapToDouble(v -> v).toArray();
        weights[0] = 1;
        DensityKernel kernel = random.nextBoolean() ? DensityKernel.gaussian() : DensityKernel.exponential();
        KernelRegression regression = linear ? KernelRegression.localLinear() : KernelRegression.nadarayaWatson();
        RegressionModel model = regression
                .withKernel(kernel)
                .withBandwidth(Bandwidth.matrix(H))
                .withWeights(weights)
                .fit(x, y);
        Points queries = Samples.normal(5, 2, random);
        Predictions found = model.predict(queries);
        RegressionErrors errors = model.errors(queries);
        Predictions others = model.leaveOneOut();
        DensityKernel scaled = kernel.withBandwidth(BandwidthMatrix.full(H));
        for (int q = 0; q < 5; q++) {
            double[] at = queries.row(q);
            double[] w = IntStream.range(0, n)
                    .mapToDouble(i -> weights[i] * scaled.value(at, x.row(i)))
                    .toArray();
            DMatrixRMaj hat = coefficients(x, at, w, linear);
            double squares = 0;
            double[] sums = new double[3];
            double mass = Arrays.stream(w).sum();
            double[] residuals = new double[3];
            for (int i = 0; i < n; i++) {
                squares += hat.get(0, i) * hat.get(0, i);
                for (int o = 0; o < 3; o++) {
                    sums[o] += hat.get(0, i) * y[i][o];
                    residuals[o] += w[i] / mass * Math.pow(y[i][o] - others.value(i, o), 2);
                }
            }
            assertEquals(1 / squares, errors.effectiveSampleSize(q), 1e-6 / squares);
            for (int o = 0; o < 3; o++) {
                assertEquals(sums[o], found.value(q, o), 1e-8 * Math.max(1, Math.abs(sums[o])));
                assertEquals(
                        Math.sqrt(residuals[o] * squares),
                        errors.standardError(q, o),
                        1e-7 * Math.max(1, Math.sqrt(residuals[o] * squares)));
            }
            for (int k = 0; linear && k < 2; k++) {
                double slope = 0;
                for (int i = 0; i < n; i++) {
                    slope += hat.get(1 + k, i) * y[i][1];
                }
                assertEquals(slope, found.gradient(q, 1)[k], 1e-7 * Math.max(1, Math.abs(slope)));
            }
        }
    }

    @Property(tries = 30)
    void localLinearReproducesLinearFunctions(
            @ForAll @IntRange(min = 1, max = 5) int d,
            @ForAll @IntRange(min = -3, max = 6) int exponent,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double offset = Math.pow(10, exponent);
        Points x = Samples.shifted(Samples.normal(65, d, random), offset);
        double[] b = random.doubles(d, -2, 2).toArray();
        double[] y = new double[65];
        Arrays.setAll(
                y,
                i -> 3
                        + IntStream.range(0, d)
                                .mapToDouble(k -> b[k] * (x.value(i, k) - offset))
                                .sum());
        Points queries = Samples.shifted(Samples.normal(7, d, random), offset);
        Predictions found =
                KernelRegression.localLinear().withBandwidth(1.5).fit(x, y).predict(queries);
        for (int q = 0; q < 7; q++) {
            int at = q;
            double expected = 3
                    + IntStream.range(0, d)
                            .mapToDouble(k -> b[k] * (queries.value(at, k) - offset))
                            .sum();
            assertEquals(expected, found.value(q), 1e-8 * Math.max(1, offset * 1e-2));
            assertArrayEquals(b, found.gradient(q, 0), 1e-7 * Math.max(1, offset * 1e-2));
            assertFalse(found.isConstant(q));
        }
    }

    @Property(tries = 30)
    void leavingOneOutIsRefittingWithoutIt(
            @ForAll @IntRange(min = 20, max = 64) int n, @ForAll boolean linear, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Points x = Samples.normal(n, 2, random);
        double[] y = random.doubles(n).toArray();
        KernelRegression regression = (linear ? KernelRegression.localLinear() : KernelRegression.nadarayaWatson())
                .withKernel(DensityKernel.named(DensityKernel.names().get(random.nextInt(8))))
                .withBandwidth(3)
                .withNearestWhereUnreached();
        Predictions found = regression.fit(x, y).leaveOneOut();
        int left = random.nextInt(n);
        int[] rest = IntStream.range(0, n).filter(i -> i != left).toArray();
        double[] others = Arrays.stream(rest).mapToDouble(i -> y[i]).toArray();
        Predictions expected = regression.fit(x.select(rest), others).predict(x.select(left));
        assertEquals(expected.isConstant(0), found.isConstant(left));
        assertEquals(expected.value(0), found.value(left), 1e-7 * Math.max(1, Math.abs(expected.value(0))));
    }

    @Property(tries = 20)
    void aWeightIsARepeat(@ForAll @IntRange(min = 10, max = 30) int n, @ForAll boolean linear, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Points x = Samples.normal(n, 1, random);
        double[] y = random.doubles(n).toArray();
        int[] counts = random.ints(n, 0, 3).toArray();
        counts[0] = 1;
        counts[1] = 2;
        int[] repeated = IntStream.range(0, n)
                .flatMap(i -> IntStream.generate(() -> i).limit(counts[i]))
                .toArray();
        KernelRegression regression =
                (linear ? KernelRegression.localLinear() : KernelRegression.nadarayaWatson()).withBandwidth(1);
        double[] weights = Arrays.stream(counts).mapToDouble(v -> v).toArray();
        double expected = regression
                .fit(
                        x.select(repeated),
                        Arrays.stream(repeated).mapToDouble(i -> y[i]).toArray())
                .predict(0.3);
        assertEquals(
                expected,
                regression.withWeights(weights).fit(x, y).predict(0.3),
                1e-8 * Math.max(1, Math.abs(expected)));
    }

    @Test
    void farQueriesTakeTheNearestResponse() {
        Points x = Points.ofColumn(0, 1, 2);
        RegressionModel constant =
                KernelRegression.nadarayaWatson().withBandwidth(0.1).fit(x, 5, 6, 9);
        assertEquals(9, constant.predict(1e3), 1e-7); // u = 1e4 bandwidths, the error 1e-16 u^2 of the spread
        assertEquals(5, constant.predict(-1e5), 1e-3);
        RegressionModel linear =
                KernelRegression.localLinear().withBandwidth(0.1).fit(x, 5, 6, 9);
        Predictions far = linear.predict(Points.ofColumn(1e3));
        assertEquals(9, far.value(0), 1e-7);
        assertTrue(far.isConstant(0) && far.isReached(0));
        assertTrue(Double.isNaN(far.gradient(0, 0)[0]));
        assertEquals("Predictions[1 queries, 1 responses, 1 without slope]", far.toString());
    }

    @Test
    void compactKernelsReachNothingFarAway() {
        Points x = Points.ofColumn(0, 1, 2);
        KernelRegression regression = KernelRegression.nadarayaWatson()
                .withKernel(DensityKernel.epanechnikov())
                .withBandwidth(1.5);
        RegressionModel model = regression.fit(x, 5, 6, 9);
        Predictions found = model.predict(Points.ofColumn(1, 10));
        assertTrue(found.isReached(0));
        assertFalse(found.isReached(1));
        assertTrue(Double.isNaN(found.value(1)));
        assertTrue(Double.isNaN(model.errors(Points.ofColumn(10)).standardError(0, 0)));
        assertEquals(9, regression.withNearestWhereUnreached().fit(x, 5, 6, 9).predict(10));
        assertEquals(
                6,
                regression
                        .withNearestWhereUnreached()
                        .withWeights(1, 1, 0)
                        .fit(x, 5, 6, 9)
                        .predict(10));
        Predictions alone = regression
                .withNearestWhereUnreached()
                .fit(Points.ofColumn(1), 4)
                .leaveOneOut();
        assertTrue(Double.isNaN(alone.value(0)));
    }

    @Test
    void aDistantResponseDoesNotBlurOthers() {
        double[] y = {1, 2, 3, 1e15};
        double found = KernelRegression.nadarayaWatson()
                .withBandwidth(0.1)
                .fit(Points.ofColumn(0, 1, 2, 1000), 0 + y[0], y[1], y[2], 3)
                .predict(1);
        assertEquals(2, found, 1e-12);
        assertEquals(
                7,
                KernelRegression.localLinear()
                        .withBandwidth(1)
                        .fit(Points.ofColumn(0, 1, 2), 7, 7, 7)
                        .predict(0.3),
                0,
                "a constant is reproduced exactly");
    }

    @Test
    void pointsInAPlaneDetermineNoSlope() {
        Points x = Points.of(new double[][] {{0, 0}, {1, 1}, {2, 2}, {3, 3}});
        Predictions found = KernelRegression.localLinear()
                .withBandwidth(1)
                .fit(x, 1, 2, 3, 4)
                .predict(Points.of(new double[][] {{1.5, 1.5}}));
        assertTrue(found.isConstant(0));
        assertEquals(2.5, found.value(0), 1e-12);
    }

    @Test
    void crossValidationFindsTheEndOfTheRangeAndSaysSo() {
        double[] at = IntStream.range(0, 65).mapToDouble(i -> i).toArray();
        RegressionModel line = KernelRegression.localLinear()
                .withCrossValidation()
                .fit(
                        Points.ofColumn(at),
                        Arrays.stream(at).map(v -> 2 * v + Math.sin(97 * v)).toArray());
        assertTrue(line.warnings().get(0).startsWith("cross-validation: the best factor of the bandwidth is "));
        Points two = Points.ofColumn(0, 1e9);
        assertEquals(
                "cross-validation: the tophat kernel reaches some points from no other at every bandwidth tried; use a "
                        + "gaussian kernel or a larger bandwidth",
                message(
                        NumericalException.class,
                        () -> KernelRegression.nadarayaWatson()
                                .withKernel(DensityKernel.tophat())
                                .withBandwidth(1)
                                .withCrossValidation()
                                .fit(two, 1, 2)));
    }

    /**
     * A line with unit noise, 500 times: |prediction - truth| > 1.96 standard errors in about 5 %; Binomial(500,
     * 0.05) is from 10 to 43 but for 1e-3. Errors wrong by a factor 1.4 give 16 % or 0.6 %.
     */
    @Test
    @Tag("statistical")
    void standardErrorsAreRight() {
        SplittableRandom random = new SplittableRandom(20261125);
        int beyond = 0;
        for (int repeat = 0; repeat < 500; repeat++) {
            Points x = Samples.uniform(200, 1, random);
            double[] y = new double[200];
            Arrays.setAll(y, i -> 3 * x.value(i, 0) + random.nextGaussian());
            RegressionModel model =
                    KernelRegression.localLinear().withBandwidth(0.1).fit(x, y);
            double error = model.errors(Points.ofColumn(0.4)).standardError(0, 0);
            beyond += Math.abs(model.predict(0.4) - 1.2) > 1.96 * error ? 1 : 0;
        }
        assertTrue(beyond >= 10 && beyond <= 43, "beyond: " + beyond);
    }

    @Test
    void badInputIsNamed() {
        Class<IllegalArgumentException> illegal = IllegalArgumentException.class;
        KernelRegression regression = KernelRegression.nadarayaWatson().withBandwidth(1);
        Points x = Points.ofColumn(1, 2);
        assertEquals(
                "responses: expected one for each of the 2 points, found 3",
                message(illegal, () -> regression.fit(x, 1, 2, 3)));
        assertEquals(
                "responses: entry 1 is NaN; all must be finite",
                message(illegal, () -> regression.fit(x, 1, Double.NaN)));
        assertEquals(
                "responses: expected one for each of the 2 points, found 1",
                message(illegal, () -> regression.fit(x, new double[][] {{1, 2}})));
        assertEquals(
                "weights: expected one for each of the 2 points, found 1",
                message(illegal, () -> regression.withWeights(1).fit(x, 1, 2)));
        assertEquals(
                "queries: have dimension 2, but the data have dimension 1",
                message(illegal, () -> regression.fit(x, 1, 2).predict(1, 2)));
        assertEquals(
                "gradient: a local constant fit has none; use KernelRegression.localLinear()",
                message(
                        IllegalStateException.class,
                        () -> regression.fit(x, 1, 2).predict(x).gradient(0, 0)));
        assertEquals(
                "cross-validation: number of points: expected at least 2, found 1",
                message(illegal, () -> regression.withCrossValidation().fit(Points.ofColumn(1), 1)));
    }
}
