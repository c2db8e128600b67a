package io.gramian.dpp.continuous;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.testing.SubsetLaw;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolynomialBasisTest {
    static List<PolynomialBasis> bases(int size) {
        return List.of(
                PolynomialBasis.legendre(size),
                PolynomialBasis.jacobi(size, -0.5, 0.5),
                PolynomialBasis.jacobi(size, 1.5, -0.3),
                PolynomialBasis.hermite(size),
                PolynomialBasis.laguerre(size, 0),
                PolynomialBasis.laguerre(size, 2.5),
                PolynomialBasis.laguerre(size, -0.6));
    }

    static List<PolynomialBasis> small() {
        return bases(5);
    }

    static List<PolynomialBasis> large() {
        return bases(201);
    }

    private static PolynomialBasis named(String name, int size) {
        return name.equals("legendre") ? PolynomialBasis.legendre(size) : PolynomialBasis.hermite(size);
    }

    @ParameterizedTest
    @ValueSource(strings = {"legendre", "hermite"})
    void valuesIntegralsAndChristoffelFunctionAreTheReference(String name) {
        String folder = "basis_" + name + "/";
        double[] x = Csv.column(folder + "x.csv");
        double[][] phi = Csv.numbers(folder + "expected_phi.csv", 0);
        double[][] christoffel = Csv.numbers(folder + "expected_christoffel.csv", 1);
        double[][] integrals = Csv.numbers(folder + "expected_J.csv", 0);
        int[] sizes = {3, 6, 11, 30};
        for (int i = 0; i < x.length; i++) {
            double[] values = new double[12];
            named(name, 12).evaluate(new double[] {x[i]}, values);
            for (int k = 0; k < 12; k++) {
                assertEquals(phi[i][k], values[k], 1e-12 * Math.max(1, Math.abs(phi[i][k])));
            }
            for (int j = 0; j < sizes.length; j++) {
                double expected = christoffel[i][j];
                assertEquals(expected, named(name, sizes[j]).inverseChristoffel(x[i]), 1e-11 * expected);
            }
            double[] found = new double[36];
            named(name, 6).integrals(x[i], found);
            assertArrayEquals(integrals[i], found, 1e-12);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"legendre", "hermite"})
    void distributionFunctionsAndGaussNodesAreTheReference(String name) {
        String folder = "basis_" + name + "/";
        double[] x = Csv.column(folder + "x.csv");
        double[][] expected = Csv.numbers(folder + "expected_cdf.csv", 1);
        int[] degrees = {0, 1, 2, 3, 5, 10, 20, 40};
        PolynomialBasis basis = named(name, 41);
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < degrees.length; j++) {
                assertEquals(expected[i][j], basis.squareDistribution(degrees[j], x[i]), 1e-12);
            }
        }
        double[][] gauss = Csv.numbers(folder + "expected_gauss_nodes_weights.csv", 0);
        double[] nodes = named(name, 11).gaussNodes().column(0);
        for (int i = 0; i < 11; i++) {
            assertEquals(gauss[i][0], nodes[i], 1e-13);
            assertEquals(gauss[i][1], 1 / named(name, 11).inverseChristoffel(nodes[i]), 1e-12);
        }
    }

    /** Composite Gauss quadrature of the density against the closed forms, between inner points. */
    @ParameterizedTest
    @MethodSource("small")
    void integralsAreThoseOfQuadrature(PolynomialBasis basis) {
        double from = basis.toString().startsWith("l") && basis.lower() == 0 ? 0.4 : -0.7;
        double to = from + 0.9;
        int m = basis.size();
        double[] upToFrom = new double[m * m];
        double[] upToTo = new double[m * m];
        basis.integrals(from, upToFrom);
        basis.integrals(to, upToTo);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                int row = i;
                int column = j;
                double expected = quadrature(from, to, x -> {
                    double[] values = new double[m];
                    basis.evaluate(new double[] {x}, values);
                    return values[row] * values[column] * density(basis, x);
                });
                assertEquals(expected, upToTo[i * m + j] - upToFrom[i * m + j], 1e-12);
            }
        }
    }

    private static double quadrature(double from, double to, DoubleUnaryOperator f) {
        double[] nodes = PolynomialBasis.legendre(40).gaussNodes().column(0);
        double sum = 0;
        for (double node : nodes) {
            double weight = 1 / PolynomialBasis.legendre(40).inverseChristoffel(node);
            sum += weight * (to - from) * f.applyAsDouble((from + to) / 2 + (to - from) / 2 * node);
        }
        return sum;
    }

    /** The densities by their own formulas, normalised with the gamma function of other code. */
    private static double density(PolynomialBasis basis, double x) {
        String name = basis.toString();
        if (name.startsWith("legendre")) {
            return 0.5;
        }
        if (name.startsWith("hermite")) {
            return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        }
        String[] arguments =
                name.substring(name.indexOf('(') + 1, name.length() - 1).split(", ");
        double a = Double.parseDouble(arguments[1]);
        if (name.startsWith("laguerre")) {
            return org.apache.commons.statistics.distribution.GammaDistribution.of(a + 1, 1)
                    .density(x);
        }
        double b = Double.parseDouble(arguments[2]);
        return org.apache.commons.statistics.distribution.BetaDistribution.of(b + 1, a + 1)
                        .density((1 + x) / 2)
                / 2;
    }

    @ParameterizedTest
    @MethodSource("large")
    void degree200IsOrthonormal(PolynomialBasis basis) {
        int m = basis.size();
        double[] all = new double[m * m];
        basis.integrals(basis.upper(), all);
        double[] none = new double[m * m];
        basis.integrals(basis.lower(), none);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                assertEquals(i == j ? 1 : 0, all[i * m + j] - none[i * m + j], 1e-11);
            }
        }
        // The Gauss rule of 201 nodes is exact to degree 401, so the matrix of the functions in it is orthogonal.
        double[][] rows = new double[m][m];
        double[] nodes = basis.gaussNodes().column(0);
        for (int i = 0; i < m; i++) {
            basis.evaluate(new double[] {nodes[i]}, rows[i]);
            Residual.scale(rows[i]); // the square of the last row overflows
            double norm = Math.sqrt(Residual.dot(rows[i], rows[i]));
            for (int j = 0; j < m; j++) {
                rows[i][j] /= norm;
            }
        }
        for (int i = 0; i < m; i += 17) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = 0; k < m; k++) {
                    sum += rows[k][i] * rows[k][j];
                }
                assertEquals(i == j ? 1 : 0, sum, 1e-10);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("small")
    void drawsOfSquaresFollowTheirDistributionFunction(PolynomialBasis basis) {
        SplittableRandom random = new SplittableRandom(20260721);
        for (int k = 0; k < basis.size(); k += 2) {
            int degree = k;
            double[] draws = random.doubles(4000)
                    .map(ignored -> basis.sampleSquare(degree, random))
                    .toArray();
            assertTrue(kolmogorov(draws, x -> basis.squareDistribution(degree, x)) > SubsetLaw.FALSE_ALARM);
            assertTrue(kolmogorov(draws, x -> basis.squareDistribution(4 - degree == degree ? 3 : 4 - degree, x))
                    < SubsetLaw.FALSE_ALARM);
        }
        double[] optimal = random.doubles(4000)
                .map(ignored -> basis.sampleOptimal(random)[0])
                .toArray();
        assertTrue(kolmogorov(optimal, x -> mean(basis, x)) > SubsetLaw.FALSE_ALARM);
        double[] reference = random.doubles(4000)
                .map(ignored -> basis.sampleReference(random)[0])
                .toArray();
        assertTrue(kolmogorov(reference, x -> basis.squareDistribution(0, x)) > SubsetLaw.FALSE_ALARM);
        assertTrue(kolmogorov(reference, x -> mean(basis, x)) < SubsetLaw.FALSE_ALARM);
    }

    private static double mean(PolynomialBasis basis, double x) {
        double sum = 0;
        for (int k = 0; k < basis.size(); k++) {
            sum += basis.squareDistribution(k, x) / basis.size();
        }
        return sum;
    }

    static double kolmogorov(double[] draws, DoubleUnaryOperator distribution) {
        return org.apache.commons.statistics.inference.KolmogorovSmirnovTest.withDefaults()
                .test(draws, distribution)
                .getPValue();
    }

    @Test
    void highDegreesAreDrawnWithinTheirSupport() {
        SplittableRandom random = new SplittableRandom(7);
        for (PolynomialBasis basis : large()) {
            for (int t = 0; t < 20; t++) {
                double x = basis.sampleSquare(200, random);
                assertTrue(x >= basis.lower() && x <= basis.upper(), basis + ": " + x);
            }
        }
    }

    /** The bound of the rejection: 2 rho p_k^2 sin t is at most 4 / pi, and nearly so for large k. */
    @Test
    void squaresAreBelowTwiceTheArcsineLaw() {
        for (PolynomialBasis basis : List.of(
                PolynomialBasis.legendre(201),
                PolynomialBasis.jacobi(201, 0.5, 0.5),
                PolynomialBasis.jacobi(201, -0.5, 0.5))) {
            double[] values = new double[201];
            double largest = 0;
            for (int i = 1; i < 3000; i++) {
                double angle = Math.PI * i / 3000;
                double x = Math.cos(angle);
                basis.evaluate(new double[] {x}, values);
                double factor = density(basis, x) * Math.sin(angle);
                for (double value : values) {
                    largest = Math.max(largest, value * value * factor);
                }
            }
            assertTrue(largest <= 2 / Math.PI * (1 + 1e-12) && largest > 1.99 / Math.PI, basis + ": " + largest);
        }
    }

    @Test
    void extremeExponentsKeepTheirLaws() {
        SplittableRandom random = new SplittableRandom(11);
        PolynomialBasis narrow = PolynomialBasis.laguerre(3, -0.95);
        double[] draws = random.doubles(3000)
                .map(ignored -> narrow.sampleSquare(2, random))
                .toArray();
        assertTrue(kolmogorov(draws, x -> narrow.squareDistribution(2, x)) > SubsetLaw.FALSE_ALARM);
        PolynomialBasis sum = PolynomialBasis.jacobi(4, -0.25, -0.75);
        double[] all = new double[16];
        sum.integrals(1, all);
        assertEquals(1, all[5], 1e-13);
    }

    /** Coefficients and best errors of two functions by the Gauss rule. */
    @Test
    void bestErrorsAreTheReference() {
        double[][] coefficients = {
            coefficients(PolynomialBasis.legendre(150), x -> 1 / (1 + 5 * x * x)),
            coefficients(PolynomialBasis.hermite(150), x -> Math.exp(-(x - 1) * (x - 1) / 4))
        };
        String[] names = {"legendre", "hermite"};
        for (int b = 0; b < 2; b++) {
            double[] expected = Csv.column("best_l2_errors/expected_coefficients_" + names[b] + "_0.csv");
            assertArrayEquals(expected, Arrays.copyOf(coefficients[b], expected.length), 1e-12);
        }
        for (String[] row : Csv.table("best_l2_errors/expected_best_errors.csv")) {
            if (row[0].equals("basis")) {
                continue;
            }
            double[] of = coefficients[row[0].equals("legendre") ? 0 : 1];
            double square = 0;
            for (int k = of.length - 1; k > Integer.parseInt(row[2]); k--) {
                square += of[k] * of[k];
            }
            double expected = Double.parseDouble(row[3]);
            assertEquals(expected, Math.sqrt(square), 1e-5 * expected + 1e-14);
        }
    }

    private static double[] coefficients(PolynomialBasis basis, DoubleUnaryOperator f) {
        double[] sums = new double[basis.size()];
        double[] values = new double[basis.size()];
        for (double x : basis.gaussNodes().column(0)) {
            basis.evaluate(new double[] {x}, values);
            double weight = 1 / basis.inverseChristoffel(x);
            for (int k = 0; k < sums.length; k++) {
                sums[k] += weight * f.applyAsDouble(x) * values[k];
            }
        }
        return sums;
    }

    @Property(tries = 30)
    void distributionFunctionsIncrease(
            @ForAll @DoubleRange(min = -0.9, max = 4) double a,
            @ForAll @DoubleRange(min = -0.9, max = 4) double b,
            @ForAll @IntRange(max = 60) int degree) {
        for (PolynomialBasis basis :
                List.of(PolynomialBasis.jacobi(degree + 1, a, b), PolynomialBasis.laguerre(degree + 1, a))) {
            double before = 0;
            for (int i = 1; i <= 40; i++) {
                double x = basis.lower() + (basis.upper() - basis.lower()) * i / 40;
                double now = basis.squareDistribution(degree, x);
                assertTrue(now >= before - 1e-12 && now <= 1 + 1e-12, basis + " at " + x + ": " + now);
                before = now;
            }
            assertEquals(1, before, 1e-12);
        }
    }

    @Test
    void oneFunctionIsTheConstant() {
        PolynomialBasis basis = PolynomialBasis.legendre(1);
        assertEquals(1, basis.inverseChristoffel(0.3));
        assertEquals(0, basis.gaussNodes().value(0, 0), 1e-15);
        double[] integral = new double[1];
        basis.integrals(0.5, integral);
        assertEquals(0.75, integral[0], 1e-15);
    }

    @Test
    void argumentsOutOfRangeAreNamed() {
        assertEquals(
                "number of polynomials: expected at least 1, found 0",
                assertThrows(IllegalArgumentException.class, () -> PolynomialBasis.hermite(0))
                        .getMessage());
        assertEquals(
                "b: expected a finite number above -1, found -1.0",
                assertThrows(IllegalArgumentException.class, () -> PolynomialBasis.jacobi(2, 0, -1))
                        .getMessage());
    }
}
