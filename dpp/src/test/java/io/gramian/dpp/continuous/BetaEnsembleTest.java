package io.gramian.dpp.continuous;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.testing.SubsetLaw;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of single numbers by Kolmogorov-Smirnov, rejecting at 1e-4; each also for the law of a wrong parameter. */
class BetaEnsembleTest {
    private static final int DRAWS = 3000;

    private static double[] statistic(BetaEnsemble ensemble, DoubleUnaryOperator of) {
        SplittableRandom random = new SplittableRandom(20260730);
        return IntStream.range(0, DRAWS)
                .mapToDouble(t ->
                        Arrays.stream(ensemble.sample(random).column(0)).map(of).sum())
                .toArray();
    }

    /** The density is homogeneous: sum x^2 / 2 has the gamma law of shape (n + beta n (n - 1) / 2) / 2. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2, 4})
    void hermiteHasItsRadialLaw(double beta) {
        double[] found = statistic(BetaEnsemble.hermite(5, beta), x -> x * x / 2);
        assertGamma(found, (5 + 10 * beta) / 2);
    }

    /** The sum has the gamma law of shape n (alpha + 1) + beta n (n - 1) / 2. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2, 4})
    void laguerreHasItsRadialLaw(double beta) {
        double[] found = statistic(BetaEnsemble.laguerre(4, beta, -0.4), x -> x);
        assertGamma(found, 4 * 0.6 + 6 * beta);
    }

    private static void assertGamma(double[] found, double shape) {
        double p = PolynomialBasisTest.kolmogorov(found, GammaDistribution.of(shape, 1)::cumulativeProbability);
        assertTrue(p > SubsetLaw.FALSE_ALARM, "p " + p);
        double wrong =
                PolynomialBasisTest.kolmogorov(found, GammaDistribution.of(shape * 1.1, 1)::cumulativeProbability);
        assertTrue(wrong < SubsetLaw.FALSE_ALARM, "p of another shape " + wrong);
    }

    /** Selberg's integral: E prod (1 + x_i)/2 and E prod (1 - x_i)/2, for any beta (K. Aomoto, 1987). */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2, 4})
    void jacobiHasTheMomentsOfSelbergsIntegral(double beta) {
        int n = 4;
        double a = 0.5;
        double b = -0.3;
        double[] logs = statistic(BetaEnsemble.jacobi(n, beta, a, b), x -> Math.log((1 + x) / 2));
        double expected = 1;
        double second = 1;
        for (int j = 0; j < n; j++) {
            expected *= (b + 1 + beta / 2 * j) / (a + b + 2 + beta / 2 * (n + j - 1));
            second *= (b + 2 + beta / 2 * j) / (a + b + 3 + beta / 2 * (n + j - 1));
        }
        double mean = Arrays.stream(logs).map(Math::exp).average().orElseThrow();
        double error = Math.sqrt((expected * second - expected * expected) / DRAWS);
        assertEquals(expected, mean, 3.9 * error);
        assertTrue(error < 0.05 * expected);
        double wrong = Arrays.stream(statistic(BetaEnsemble.jacobi(n, beta, a, b + 0.4), x -> Math.log((1 + x) / 2)))
                .map(Math::exp)
                .average()
                .orElseThrow();
        assertTrue(Math.abs(wrong - expected) > 3.9 * error, "the mean of another weight " + wrong);
    }

    @Test
    void jacobiOfStrengthTwoIsTheProjectionProcess() {
        SplittableRandom random = new SplittableRandom(20260808);
        double[] cells = {-0.8, 0, 0.9};
        CellLaw law = CellLaw.of(PolynomialBasis.jacobi(3, -0.4, 1.2), cells);
        BetaEnsemble right = BetaEnsemble.jacobi(3, 2, -0.4, 1.2);
        double p = law.pValue(20_000, () -> right.sample(random), CellLaw.between(cells));
        assertTrue(p > SubsetLaw.FALSE_ALARM, "p " + p);
        for (BetaEnsemble other : new BetaEnsemble[] {
            BetaEnsemble.jacobi(3, 2.5, -0.4, 1.2),
            BetaEnsemble.jacobi(3, 2, 1.2, -0.4),
            BetaEnsemble.jacobi(3, 2, -0.2, 1)
        }) {
            double wrong = law.pValue(20_000, () -> other.sample(random), CellLaw.between(cells));
            assertTrue(wrong < SubsetLaw.FALSE_ALARM, other + ": " + wrong);
        }
    }

    /** Most of the mass is nearer to zero than the rounding of the other points. */
    @Test
    void smallPointsHaveTheirLaw() {
        SplittableRandom random = new SplittableRandom(20260809);
        double[] cells = {1e-20, 1e-8, 1};
        CellLaw law = CellLaw.of(PolynomialBasis.laguerre(3, -0.95), cells);
        BetaEnsemble right = BetaEnsemble.laguerre(3, 2, -0.95);
        double p = law.pValue(20_000, () -> right.sample(random), CellLaw.between(cells));
        assertTrue(p > SubsetLaw.FALSE_ALARM, "p " + p);
        double wrong = law.pValue(20_000, () -> rounded(right.sample(random)), CellLaw.between(cells));
        assertTrue(wrong < SubsetLaw.FALSE_ALARM, "p of points to the rounding of the largest " + wrong);
    }

    private static Points rounded(Points x) {
        double largest = Arrays.stream(x.column(0)).max().orElseThrow();
        return Points.ofColumn(
                Arrays.stream(x.column(0)).map(v -> largest + v - largest).toArray());
    }

    @Test
    void pointsStayInsideTheirSupport() {
        for (BetaEnsemble ensemble : new BetaEnsemble[] {
            BetaEnsemble.laguerre(6, 2, -0.99),
            BetaEnsemble.laguerre(20, 2, -0.9),
            BetaEnsemble.jacobi(5, 2, -0.97, -0.97),
            BetaEnsemble.jacobi(3, 0.1, 0.5, -0.9)
        }) {
            SplittableRandom random = new SplittableRandom(12);
            for (int t = 0; t < 1000; t++) {
                double density = ensemble.logDensity(ensemble.sample(random));
                assertTrue(density < Double.POSITIVE_INFINITY, ensemble + ": " + density);
            }
        }
    }

    /** The other end is as accurate as numbers near 1 can be: 1 - x against the ensemble seen from there. */
    @Test
    void bothEndsOfTheJacobiEnsembleHaveTheSameLaw() {
        double[] left = statistic(BetaEnsemble.jacobi(3, 2, 0.3, -0.8), x -> Math.log1p(x));
        double[] right = statistic(BetaEnsemble.jacobi(3, 2, -0.8, 0.3), x -> Math.log1p(-x));
        double p = KolmogorovSmirnovTest.withDefaults().test(left, right).getPValue();
        assertTrue(p > SubsetLaw.FALSE_ALARM, "p " + p);
        double[] other = statistic(BetaEnsemble.jacobi(3, 2, -0.7, 0.3), x -> Math.log1p(-x));
        double wrong = KolmogorovSmirnovTest.withDefaults().test(left, other).getPValue();
        assertTrue(wrong < SubsetLaw.FALSE_ALARM, "p of another exponent " + wrong);
    }

    /** The product is that of the diagonal, which the least value of a graded matrix has to be accurate for. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 30, 101})
    void singularValuesAreRelativelyAccurate(int n) {
        for (int grading = -6; grading <= 6; grading += 3) {
            SplittableRandom random = new SplittableRandom(n);
            double[] diagonal = new double[n];
            double[] off = new double[n - 1];
            double factor = Math.pow(10, grading * Math.min(1, 30.0 / n));
            Arrays.setAll(diagonal, i -> (0.1 + random.nextDouble()) * Math.pow(factor, -i));
            Arrays.setAll(off, i -> random.nextDouble() < 0.1 ? 0 : random.nextDouble() * Math.pow(factor, -i));
            double[] values = Bidiagonal.squares(diagonal, off);
            double product = 0;
            double sum = 0;
            for (int i = 0; i < n; i++) {
                product += Math.log(diagonal[i]) - Math.log(values[i]);
                sum += diagonal[i] + (i < n - 1 ? off[i] : 0);
            }
            assertEquals(0, product, 1e-13 * n * n, "grading " + grading);
            assertEquals(sum, Arrays.stream(values).sum(), 1e-13 * sum);
            if (grading == 0) {
                assertArrayEquals(eigenvalues(diagonal, off), values, 1e-13);
            }
        }
        assertArrayEquals(
                new double[] {0, 0.5}, Bidiagonal.squares(new double[] {0.25, 0}, new double[] {0.25}), 1e-16);
    }

    /** Of the matrix times its transpose, absolutely accurate only. */
    private static double[] eigenvalues(double[] diagonal, double... off) {
        double[] d = new double[diagonal.length];
        double[] e = new double[off.length];
        Arrays.setAll(d, i -> diagonal[i] + (i == 0 ? 0 : off[i - 1]));
        Arrays.setAll(e, i -> Math.sqrt(diagonal[i] * off[i]));
        return Tridiagonal.eigenvalues(d, e);
    }

    @Test
    void onePointIsTheWeight() {
        double[] jacobi = statistic(BetaEnsemble.jacobi(1, 3, 0.5, -0.5), x -> (1 + x) / 2);
        assertTrue(PolynomialBasisTest.kolmogorov(jacobi, BetaDistribution.of(0.5, 1.5)::cumulativeProbability)
                > SubsetLaw.FALSE_ALARM);
        assertTrue(PolynomialBasisTest.kolmogorov(jacobi, BetaDistribution.of(0.6, 1.5)::cumulativeProbability)
                < SubsetLaw.FALSE_ALARM);
        double[] circular = statistic(BetaEnsemble.circular(1, 3), x -> x / (2 * Math.PI));
        assertTrue(PolynomialBasisTest.kolmogorov(circular, x -> Math.min(1, Math.max(0, x))) > SubsetLaw.FALSE_ALARM);
    }

    /** E |sum exp(i k t)|^2 of a random unitary matrix is min(k, n) (P. Diaconis, M. Shahshahani, 1994). */
    @Test
    void circularTracesHaveTheirMoments() {
        SplittableRandom random = new SplittableRandom(20260730);
        List<Points> samples = BetaEnsemble.circular(4, 2).samples(DRAWS, random);
        for (int k = 1; k <= 6; k++) {
            double sum = 0;
            double squares = 0;
            for (Points sample : samples) {
                double square = trace(k, sample);
                sum += square / DRAWS;
                squares += square * square / DRAWS;
            }
            double error = Math.sqrt((squares - sum * sum) / DRAWS);
            assertEquals(Math.min(k, 4), sum, 3.9 * error);
            // Independent angles have the mean 4.
            assertTrue(k >= 4 || 4 - sum > 3.9 * error);
        }
    }

    private static double trace(int power, Points angles) {
        double cosine = 0;
        double sine = 0;
        for (double t : angles.column(0)) {
            cosine += Math.cos(power * t);
            sine += Math.sin(power * t);
        }
        return cosine * cosine + sine * sine;
    }

    /** With beta = 2 the density is that of the projection process, times those of the weights. */
    @Test
    void densitiesOfStrengthTwoAreThoseOfTheProjectionProcess() {
        Points x = Points.ofColumn(-0.7, 0.3, 0.9, -0.2);
        double weights = Arrays.stream(x.column(0))
                .map(v -> BetaDistribution.of(0.7, 1.5).logDensity((1 + v) / 2) - Math.log(2))
                .sum();
        assertEquals(
                ProjectionDpp.of(PolynomialBasis.jacobi(4, 0.5, -0.3)).logDensity(x) + weights,
                BetaEnsemble.jacobi(4, 2, 0.5, -0.3).logDensity(x),
                1e-12);
        double normal = Arrays.stream(x.column(0))
                .map(v -> -v * v / 2 - Math.log(2 * Math.PI) / 2)
                .sum();
        assertEquals(
                ProjectionDpp.of(PolynomialBasis.hermite(4)).logDensity(x) + normal,
                BetaEnsemble.hermite(4, 2).logDensity(x),
                1e-12);
        Points positive = Points.ofColumn(0.3, 2, 5);
        double gamma = Arrays.stream(positive.column(0))
                .map(v -> GammaDistribution.of(1.4, 1).logDensity(v))
                .sum();
        assertEquals(
                ProjectionDpp.of(PolynomialBasis.laguerre(3, 0.4)).logDensity(positive) + gamma,
                BetaEnsemble.laguerre(3, 2, 0.4).logDensity(positive),
                1e-12);
        Points angles = Points.ofColumn(0.3, 2, 5);
        Points turns = Points.ofColumn(0.3 / (2 * Math.PI), 1 / Math.PI, 2.5 / Math.PI);
        assertEquals(
                ProjectionDpp.of(FourierBasis.complete(1)).logDensity(turns) - 3 * Math.log(2 * Math.PI),
                BetaEnsemble.circular(3, 2).logDensity(angles),
                1e-12);
        assertEquals(Double.NEGATIVE_INFINITY, BetaEnsemble.laguerre(3, 1, 0).logDensity(Points.ofColumn(1, 2, -1)));
        assertThrows(
                IllegalArgumentException.class, () -> BetaEnsemble.hermite(3, 1).logDensity(Points.ofColumn(1, 2)));
    }

    /** Any strength: the mean of a ratio of densities under the one below is one. */
    @Test
    void densitiesOfAllStrengthsAreNormalised() {
        BetaEnsemble[][] pairs = {
            {BetaEnsemble.hermite(3, 1.3), BetaEnsemble.hermite(3, 1.6)},
            {BetaEnsemble.laguerre(3, 1.3, 0.2), BetaEnsemble.laguerre(3, 1.6, 0.3)},
            {BetaEnsemble.jacobi(3, 1.3, 0.2, 0), BetaEnsemble.jacobi(3, 1.6, 0.3, 0.1)},
            {BetaEnsemble.circular(3, 1.3), BetaEnsemble.circular(3, 1.6)}
        };
        SplittableRandom random = new SplittableRandom(20260806);
        for (BetaEnsemble[] pair : pairs) {
            double sum = 0;
            double squares = 0;
            for (int t = 0; t < DRAWS; t++) {
                Points x = pair[0].sample(random);
                double ratio = Math.exp(pair[1].logDensity(x) - pair[0].logDensity(x));
                sum += ratio / DRAWS;
                squares += ratio * ratio / DRAWS;
            }
            assertEquals(1, sum, 3.9 * Math.sqrt((squares - sum * sum) / DRAWS), pair[0].toString());
        }
    }

    /** Three unitary eigenvalues are the projection process of 1, cos, sin. */
    @Test
    void circularOfStrengthTwoIsTheFourierProcess() {
        SplittableRandom random = new SplittableRandom(20260805);
        double[] cells = {0.15, 0.4, 0.8};
        CellLaw law = CellLaw.of(FourierBasis.complete(1), cells);
        BetaEnsemble three = BetaEnsemble.circular(3, 2);
        double p = law.pValue(20_000, () -> turns(three.sample(random)), CellLaw.between(cells));
        assertTrue(p > SubsetLaw.FALSE_ALARM, "p " + p);
        BetaEnsemble other = BetaEnsemble.circular(3, 2.5);
        double wrong = law.pValue(20_000, () -> turns(other.sample(random)), CellLaw.between(cells));
        assertTrue(wrong < SubsetLaw.FALSE_ALARM, "p of another strength " + wrong);
    }

    private static Points turns(Points angles) {
        return Points.ofColumn(
                Arrays.stream(angles.column(0)).map(t -> t / (2 * Math.PI)).toArray());
    }

    /** Two angles of strength beta: the difference has the density |2 sin(t / 2)|^beta, for beta = 4 in closed form. */
    @Test
    void twoAnglesHaveTheirDifference() {
        SplittableRandom random = new SplittableRandom(20260731);
        double[] found = IntStream.range(0, DRAWS)
                .mapToDouble(t -> {
                    double[] angles = BetaEnsemble.circular(2, 4).sample(random).column(0);
                    double difference = angles[0] - angles[1];
                    return difference < 0 ? difference + 2 * Math.PI : difference;
                })
                .toArray();
        // sin^4(t / 2) = 3/8 - cos(t) / 2 + cos(2 t) / 8, and the law is symmetric about pi.
        double p = PolynomialBasisTest.kolmogorov(
                found, t -> (3 * t / 8 - Math.sin(t) / 2 + Math.sin(2 * t) / 16) / (3 * Math.PI / 4));
        assertTrue(p > SubsetLaw.FALSE_ALARM, "p " + p);
        double two = PolynomialBasisTest.kolmogorov(found, t -> (t - Math.sin(t)) / (2 * Math.PI));
        assertTrue(two < SubsetLaw.FALSE_ALARM, "p of beta 2: " + two);
    }

    @Test
    void samplesAreDeterminedByTheSeed() {
        BetaEnsemble ensemble = BetaEnsemble.jacobi(6, 1, 0, 0);
        assertEquals(ensemble.samples(5, new SplittableRandom(8)), ensemble.samples(5, new SplittableRandom(8)));
        assertEquals(
                100,
                BetaEnsemble.circular(100, 2).sample(new SplittableRandom(1)).size());
        assertEquals(
                300,
                BetaEnsemble.laguerre(300, 2, 0).sample(new SplittableRandom(1)).size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 30, 101})
    void eigenvaluesAreThoseOfTheDenseMatrix(int n) {
        SplittableRandom random = new SplittableRandom(n);
        double[] diagonal = random.doubles(n).map(u -> 2 * u - 1).toArray();
        double[] off = random.doubles(n - 1).map(u -> u < 0.1 ? 0 : u).toArray();
        DMatrixRMaj dense = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            dense.set(i, i, diagonal[i]);
            if (i < n - 1) {
                dense.set(i, i + 1, off[i]);
                dense.set(i + 1, i, off[i]);
            }
        }
        var eigen = DecompositionFactory_DDRM.eig(n, false, true);
        assertTrue(eigen.decompose(dense));
        double[] expected = IntStream.range(0, n)
                .mapToDouble(i -> eigen.getEigenvalue(i).getReal())
                .sorted()
                .toArray();
        assertArrayEquals(expected, Tridiagonal.eigenvalues(diagonal, off), 1e-13);
    }

    @Test
    void argumentsOutOfRangeAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> BetaEnsemble.hermite(0, 2));
        assertThrows(IllegalArgumentException.class, () -> BetaEnsemble.circular(3, 0));
        assertEquals(
                "alpha + 1: expected a positive finite number, found 0.0",
                assertThrows(IllegalArgumentException.class, () -> BetaEnsemble.laguerre(3, 2, -1))
                        .getMessage());
    }
}
