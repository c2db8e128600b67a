package io.gramian.dpp.leastsquares;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.backend.Backends;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.continuous.PolynomialBasis;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class WeightedLeastSquaresTest {
    private final OrthonormalBasis legendre = PolynomialBasis.legendre(11);

    @Test
    void fitsAreThoseOfTheReferences() {
        agrees("wls_legendre", legendre);
        agrees("wls_hermite", PolynomialBasis.hermite(11));
    }

    static void agrees(String name, OrthonormalBasis basis) {
        ReferenceFiles files = new ReferenceFiles(name);
        Points x = Points.of(files.matrix("points.csv"));
        double[] values = files.column("values.csv");
        double[] weights = files.column("expected_weights.csv");
        for (int i = 0; i < weights.length; i++) {
            double w = Weight.optimal().at(x.row(i), basis.inverseChristoffel(x.row(i)), basis.size());
            assertEquals(weights[i], w, 1e-12 * weights[i]);
        }
        EmpiricalGram gram = EmpiricalGram.of(basis, Weight.optimal(), x);
        double[][] expectedGram = files.matrix("expected_gram.csv");
        for (int j = 0; j < basis.size(); j++) {
            assertArrayEquals(expectedGram[j], gram.toArray()[j], 1e-12);
        }
        String summary = "expected_summary.csv";
        assertEquals(basis.size(), gram.trace(), 1e-12);
        assertEquals(files.value(summary, "logdet_G"), gram.logDeterminant(), 1e-9);
        assertEquals(files.value(summary, "spectral_distance_to_I"), gram.distanceToIdentity(), 1e-12);
        WeightedFit fit = WeightedLeastSquares.in(basis).fit(x, values);
        double[] expected = files.column("expected_coefficients.csv");
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertArrayEquals(expected, fit.coefficients(), 1e-9 * largest);
        assertEquals(1, fit.smallestEigenvalue() / files.value(summary, "lambda_min"), 1e-11);
        assertEquals(1, fit.largestEigenvalue() / files.value(summary, "lambda_max"), 1e-13);
        assertEquals(1, fit.certifiedSquaredFactor() / files.value(summary, "a_posteriori_factor"), 1e-11);
        double residual = Math.sqrt(files.value(summary, "weighted_residual_norm2"));
        assertEquals(1, fit.residualNorm() / residual, 1e-8);
        assertTrue(fit.hasFullRank());
    }

    @Test
    void functionsOfTheSpaceComeBack() {
        Points x = SamplingMeasure.reference().sample(legendre, 40, new SplittableRandom(1));
        double[] a = new SplittableRandom(2).doubles(11, -1, 1).toArray();
        for (Weight weight : new Weight[] {
            Weight.optimal(), Weight.reference(), Weight.mixture(PointwiseBound.uniform()), (p, k, m) -> 1 + p[0] * p[0]
        }) {
            WeightedFit fit =
                    WeightedLeastSquares.in(legendre).withWeight(weight).fit(x, p -> sum(a, p));
            assertArrayEquals(a, fit.coefficients(), 1e-11);
            assertEquals(0, fit.residualNorm(), 1e-12);
            assertEquals(sum(a, 0.3), fit.value(0.3), 1e-12);
            assertEquals(11, Arrays.stream(fit.leverages()).sum(), 1e-11);
            assertEquals(sum(a, x.row(7)), fit.values(x)[7], 1e-12);
        }
    }

    private double sum(double[] a, double... x) {
        double[] phi = new double[11];
        legendre.evaluate(x, phi);
        double sum = 0;
        for (int j = 0; j < 11; j++) {
            sum += a[j] * phi[j];
        }
        return sum;
    }

    @Test
    void leavingOneOutIsWhatTheShortCutSays() {
        Points x = SamplingMeasure.optimal().sample(legendre, 30, new SplittableRandom(3));
        WeightedLeastSquares squares = WeightedLeastSquares.in(legendre).withBackend(Backends.cpu());
        double[] values = new double[30];
        Arrays.setAll(values, i -> runge(x.row(i)));
        double sum = 0;
        for (int left = 0; left < 30; left++) {
            int without = left;
            int[] kept = IntStream.range(0, 30).filter(i -> i != without).toArray();
            double[] others = Arrays.stream(kept).mapToDouble(i -> values[i]).toArray();
            double error = values[left] - squares.fit(x.select(kept), others).value(x.row(left));
            sum += 11 / legendre.inverseChristoffel(x.row(left)) * error * error;
        }
        assertEquals(Math.sqrt(sum / 30), squares.fit(x, values).leaveOneOutError(), 1e-10);
    }

    private static double runge(double... x) {
        return 1 / (1 + 5 * x[0] * x[0]);
    }

    /** Chi-squared / (n - m) of 4,000 degrees of freedom: a relative deviation of 0.0224; 5 of them. */
    @Test
    void noiseIsSeen() {
        SplittableRandom random = new SplittableRandom(4);
        Points x = SamplingMeasure.optimal().sample(legendre, 4011, random);
        double[] values = new double[4011];
        Arrays.setAll(values, i -> {
            double w = 11 / legendre.inverseChristoffel(x.row(i));
            return 1 + 0.3 * random.nextGaussian() / Math.sqrt(w);
        });
        WeightedFit fit = WeightedLeastSquares.in(legendre).fit(x, values);
        assertEquals(1, fit.noiseVariance() / 0.09, 0.112);
        assertEquals(0.3, fit.leaveOneOutError(), 0.03);
        EmpiricalGram gram = EmpiricalGram.of(legendre, Weight.optimal(), x);
        assertEquals(11.0 / 4011, fit.expectedNoiseError(1), 11.0 / 4011 * gram.distanceToIdentity());
        assertTrue(fit.isStable(0.5));
    }

    @Test
    void fewPointsGiveTheShortestFitAndSaySo() {
        Points x = Points.ofColumn(-0.5, 0.1, 0.7, 0.7);
        WeightedFit fit = WeightedLeastSquares.in(legendre).fit(x, 1, 2, 3, 3);
        assertEquals(3, fit.rank());
        assertFalse(fit.hasFullRank());
        assertEquals(0, fit.residualNorm(), 1e-13);
        assertEquals(Double.POSITIVE_INFINITY, fit.certifiedFactor());
        assertEquals(0, fit.smallestEigenvalue());
        double[] a =
                fit.coefficients(); // of the row space: a = sum_i t_i phi(x_i), the t_i from the first three values
        double[] phi = new double[11];
        double[][] rows = new double[3][];
        for (int i = 0; i < 3; i++) {
            legendre.evaluate(x.row(i), phi);
            rows[i] = phi.clone();
        }
        double[] again = shortest(rows, 1, 2, 3);
        assertArrayEquals(again, a, 1e-12);
    }

    @Test
    void repeatedPointsLackRank() {
        double[] twice = new double[24];
        Arrays.setAll(twice, i -> Math.cos(i / 2 * 0.9)); // 12 places, of which one is missing below
        twice[22] = twice[0];
        twice[23] = twice[0];
        twice[20] = twice[2];
        twice[21] = twice[2];
        WeightedFit fit = WeightedLeastSquares.in(legendre).fit(Points.ofColumn(twice), p -> runge(p));
        assertEquals(10, fit.rank());
        assertEquals(0, fit.residualNorm(), 1e-13);
        assertTrue(fit.smallestEigenvalue() < 1e-28);
        assertEquals(0, fit.leaveOneOutError(), 1e-12);
    }

    @Test
    void interpolationHasNothingToSpare() {
        Points x = SamplingMeasure.optimal().sample(legendre, 11, new SplittableRandom(5));
        WeightedFit fit = WeightedLeastSquares.in(legendre).fit(x, p -> runge(p));
        assertEquals(Double.POSITIVE_INFINITY, fit.leaveOneOutError());
        assertTrue(Double.isNaN(fit.noiseVariance()));
        WeightedFit one = WeightedLeastSquares.in(PolynomialBasis.legendre(1)).fit(Points.ofColumn(0.3), 7);
        assertArrayEquals(new double[] {7}, one.coefficients(), 1e-15);
        assertEquals(1, one.smallestEigenvalue(), 1e-15);
        EmpiricalGram gram = EmpiricalGram.of(PolynomialBasis.legendre(1), Weight.optimal(), Points.ofColumn(0.3, 0.4));
        assertEquals(0, gram.distanceToIdentity(), 1e-15);
    }

    @Test
    void valuesOfAnyScale() {
        Points x = SamplingMeasure.optimal().sample(legendre, 25, new SplittableRandom(6));
        WeightedFit plain = WeightedLeastSquares.in(legendre).fit(x, p -> runge(p));
        for (double scale : new double[] {1e-150, 1e150, 1e-290, 1e290}) {
            WeightedFit fit = WeightedLeastSquares.in(legendre).fit(x, p -> scale * runge(p));
            assertEquals(1, fit.residualNorm() / (scale * plain.residualNorm()), 1e-10);
            assertEquals(1, fit.leaveOneOutError() / (scale * plain.leaveOneOutError()), 1e-10);
            assertEquals(1, fit.value(0.2) / (scale * plain.value(0.2)), 1e-12);
        }
        for (double scale : new double[] {1e-150, 1e150}) {
            WeightedFit fit = WeightedLeastSquares.in(legendre)
                    .withWeight((p, k, m) -> scale * m / k)
                    .fit(x, p -> runge(p));
            assertArrayEquals(plain.coefficients(), fit.coefficients(), 1e-12);
            assertEquals(1, fit.smallestEigenvalue() / (scale * plain.smallestEigenvalue()), 1e-10);
            assertEquals(11, fit.rank());
        }
    }

    @Test
    void badInputIsNamed() {
        WeightedLeastSquares squares = WeightedLeastSquares.in(legendre);
        Points x = Points.ofColumn(0, 0.5);
        refused("values: expected 2, one for each point, found 3", () -> squares.fit(x, 1, 2, 3));
        refused("values: expected finite numbers, found NaN at place 1", () -> squares.fit(x, 1, Double.NaN));
        refused("points: expected 1 coordinates", () -> squares.fit(Points.of(new double[1][2]), 1));
        refused("x: expected 1 coordinates", () -> squares.fit(x, 1, 2).value(1, 2));
        refused("delta: expected between 0 and 1", () -> squares.fit(x, 1, 2).isStable(1));
        refused("variance: expected at least 0", () -> squares.fit(x, 1, 2).expectedNoiseError(-1));
        refused(
                "weight: expected a positive finite number, found -1.0 at point 0, [0.0]",
                () -> squares.withWeight((p, k, m) -> -1).fit(x, 1, 2));
        AtomicBasis vanishing = new AtomicBasis(new double[] {0.5, 0.5}, new double[][] {{0}, {Math.sqrt(2)}});
        refused(
                "weight: expected a positive finite number, found Infinity at point 0",
                () -> WeightedLeastSquares.in(vanishing).fit(AtomicBasis.points(0, 1), 1, 2));
        AtomicBasis infinite = new AtomicBasis(new double[] {0.5, 0.5}, new double[][] {{1}, {Double.NaN}});
        assertThrows(
                NumericalException.class,
                () -> WeightedLeastSquares.in(infinite).fit(AtomicBasis.points(0, 1), 1, 2));
    }

    private static void refused(String message, Executable call) {
        String found = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(found.startsWith(message), found);
    }

    /** The shortest solution of an underdetermined system, by its normal equations. */
    private static double[] shortest(double[][] rows, double... values) {
        DMatrixRMaj a = new DMatrixRMaj(rows);
        DMatrixRMaj normal = new DMatrixRMaj(rows.length, rows.length);
        CommonOps_DDRM.multTransB(a, a, normal);
        DMatrixRMaj t = new DMatrixRMaj(rows.length, 1);
        CommonOps_DDRM.solve(normal, new DMatrixRMaj(rows.length, 1, true, values), t);
        DMatrixRMaj solution = new DMatrixRMaj(rows[0].length, 1);
        CommonOps_DDRM.multTransA(a, t, solution);
        return solution.data;
    }
}
