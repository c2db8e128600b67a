package io.gramian.dpp.continuous;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.backend.NotPositiveDefiniteException;
import io.gramian.dpp.continuous.ProjectionDpp.Method;
import io.gramian.testing.SubsetLaw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bases of the unit interval, tensor products, user functions. Seeds are fixed; each test rejects at 1e-4. */
class BasesTest {
    static List<UnivariateBasis> onTheUnitInterval() {
        return List.of(
                FourierBasis.complete(3),
                FourierBasis.of(2, -1, 0, -5),
                PiecewisePolynomialBasis.equal(3, 2),
                PiecewisePolynomialBasis.of(new double[] {0, 0.2, 1}, 1),
                WaveletBasis.haar(3),
                WaveletBasis.alpert(2, 2),
                WaveletBasis.alpert(3, 0));
    }

    /** The midpoint rule on a fine grid, whose cells the breaks of the functions divide. */
    @ParameterizedTest
    @MethodSource("onTheUnitInterval")
    void integralsAreThoseOfTheFunctions(UnivariateBasis basis) {
        int m = basis.size();
        int cells = 24_000;
        double[] sums = new double[m * m];
        double[] integrals = new double[m * m];
        double[] values = new double[m];
        for (int c = 0; c < cells; c++) {
            basis.evaluate(new double[] {(c + 0.5) / cells}, values);
            for (int i = 0; i < m * m; i++) {
                sums[i] += values[i / m] * values[i % m] / cells;
            }
            if (c % 3000 == 2999) {
                basis.integrals((c + 1.0) / cells, integrals);
                assertArrayEquals(sums, integrals, 2e-6);
            }
        }
        for (int i = 0; i < m * m; i++) {
            assertEquals(i / m == i % m ? 1 : 0, integrals[i], 1e-12);
        }
    }

    @ParameterizedTest
    @MethodSource("onTheUnitInterval")
    void squaresAreDrawnFromTheirLaw(UnivariateBasis basis) {
        SplittableRandom random = new SplittableRandom(20260726);
        int m = basis.size();
        double[] integrals = new double[m * m];
        for (int k = 0; k < m; k += 2) {
            int function = k;
            double[] draws = random.doubles(2000)
                    .map(ignored -> basis.sampleSquare(function, random))
                    .toArray();
            double p = PolynomialBasisTest.kolmogorov(draws, x -> {
                basis.integrals(x, integrals);
                return integrals[function * (m + 1)];
            });
            assertTrue(p > SubsetLaw.FALSE_ALARM, basis + " function " + k + ": " + p);
        }
    }

    @Test
    void aSquareOfAnotherFunctionFails() {
        SplittableRandom random = new SplittableRandom(2);
        FourierBasis basis = FourierBasis.complete(2);
        double[] integrals = new double[25];
        double[] draws = random.doubles(2000)
                .map(ignored -> basis.sampleSquare(1, random))
                .toArray();
        double p = PolynomialBasisTest.kolmogorov(draws, x -> {
            basis.integrals(x, integrals);
            return integrals[12];
        });
        assertTrue(p < SubsetLaw.FALSE_ALARM, "p " + p);
    }

    @Test
    void theCompleteFourierBasisHasAConstantChristoffelFunction() {
        for (double x : new double[] {0, 0.123, 0.5, 0.99}) {
            assertEquals(9, FourierBasis.complete(4).inverseChristoffel(x), 1e-13);
        }
    }

    @Test
    void processesOfTheUnitIntervalHaveTheLawOfCells() {
        SplittableRandom random = new SplittableRandom(20260727);
        double[] cells = {0.22, 0.41, 0.8};
        for (UnivariateBasis basis : List.of(
                FourierBasis.complete(1),
                FourierBasis.of(2, -1, 0),
                PiecewisePolynomialBasis.of(new double[] {0, 0.3, 0.5, 1}, 0),
                WaveletBasis.haar(2),
                WaveletBasis.alpert(1, 1))) {
            CellLaw law = CellLaw.of(basis, cells);
            for (Method method : List.of(Method.REJECTION, Method.MARGINALS)) {
                ProjectionDpp dpp = ProjectionDpp.of(basis).withMethod(method);
                double p = law.pValue(
                        method == Method.REJECTION ? 4_000 : 1_000, () -> dpp.sample(random), CellLaw.between(cells));
                assertTrue(p > SubsetLaw.FALSE_ALARM, dpp + ": " + p);
            }
            double wrong = law.pValue(2_000, () -> independent(basis, random), CellLaw.between(cells));
            assertTrue(wrong < SubsetLaw.FALSE_ALARM, "independent points of " + basis + ": " + wrong);
        }
    }

    private static Points independent(OrthonormalBasis basis, SplittableRandom random) {
        double[][] rows = new double[basis.size()][];
        Arrays.setAll(rows, i -> basis.sampleOptimal(random));
        return Points.of(rows);
    }

    /** T4: the process of piecewise polynomials is stratified, in every draw. */
    @Test
    void everyCellHasItsPoints() {
        SplittableRandom random = new SplittableRandom(4);
        for (UnivariateBasis basis : List.of(PiecewisePolynomialBasis.equal(4, 2), WaveletBasis.alpert(2, 2))) {
            for (Method method : List.of(Method.REJECTION, Method.MARGINALS)) {
                for (int t = 0; t < 20; t++) {
                    int[] counts = new int[4];
                    for (double x : ProjectionDpp.of(basis)
                            .withMethod(method)
                            .sample(random)
                            .column(0)) {
                        counts[(int) (4 * x)]++;
                    }
                    assertArrayEquals(new int[] {3, 3, 3, 3}, counts);
                }
            }
        }
    }

    @Test
    void waveletsSpanThePiecewisePolynomialsAndVanishOnPolynomials() {
        WaveletBasis wavelets = WaveletBasis.alpert(2, 3);
        PiecewisePolynomialBasis pieces = PiecewisePolynomialBasis.equal(8, 2);
        ProjectionDpp first = ProjectionDpp.of(wavelets);
        ProjectionDpp second = ProjectionDpp.of(pieces);
        double[] x = {0.3141};
        for (double y : new double[] {0.26, 0.37, 0.3141}) {
            assertEquals(second.kernel(x, new double[] {y}), first.kernel(x, new double[] {y}), 1e-11);
        }
        // Wavelet j of the first level is orthogonal to x^0, ..., x^(2 + j).
        WaveletBasis coarse = WaveletBasis.alpert(2, 1);
        double[] values = new double[6];
        for (int j = 0; j < 3; j++) {
            for (int power = 0; power <= 2 + j; power++) {
                double sum = 0;
                for (double node : PolynomialBasis.legendre(8).gaussNodes().column(0)) {
                    for (int half = 0; half < 2; half++) {
                        double place = (half + (1 + node) / 2) / 2;
                        coarse.evaluate(new double[] {place}, values);
                        sum += values[3 + j]
                                * Math.pow(place, power)
                                / PolynomialBasis.legendre(8).inverseChristoffel(node);
                    }
                }
                assertEquals(0, sum, 1e-13);
            }
        }
        assertEquals(16, WaveletBasis.haar(4).size());
    }

    @Test
    void indexSetsHaveTheirSizes() {
        assertEquals(21, IndexSet.totalDegree(2, 5).size());
        assertEquals(56, IndexSet.totalDegree(3, 5).size());
        assertEquals(1, IndexSet.totalDegree(4, 0).size());
        assertEquals(14, IndexSet.hyperbolicCross(2, 5).size()); // 6 + 3 + 2 + 1 + 1 + 1
        assertEquals(12, IndexSet.tensor(2, 3).size());
        assertEquals(IndexSet.of(new int[][] {{0, 0}, {0, 1}, {1, 0}}), IndexSet.totalDegree(2, 1));
        assertEquals(
                "index 1 [1, 0]: occurs twice",
                assertThrows(IllegalArgumentException.class, () -> IndexSet.of(new int[][] {{1, 0}, {1, 0}}))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> IndexSet.of(new int[][] {{1, 0}, {1}}));
        assertThrows(IllegalArgumentException.class, () -> IndexSet.of(new int[][] {{-1}}));
        assertThrows(IllegalArgumentException.class, () -> IndexSet.of(new int[0][]));
        assertThrows(IllegalArgumentException.class, () -> IndexSet.totalDegree(20, 20));
        assertEquals(
                "index [0, 2]: axis 1 has functions 0 to 1 only",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> TensorBasis.of(PolynomialBasis.legendre(2), IndexSet.tensor(0, 2)))
                        .getMessage());
    }

    @Test
    void tensorProductsAreProducts() {
        TensorBasis basis = TensorBasis.of(
                IndexSet.of(new int[][] {{1, 0}, {2, 3}}), PolynomialBasis.legendre(3), PolynomialBasis.hermite(4));
        double[] values = new double[2];
        basis.evaluate(new double[] {0.5, 2}, values);
        assertEquals(Math.sqrt(3) * 0.5, values[0], 1e-14);
        assertEquals(Math.sqrt(5) * (-0.125) * (8 - 6) / Math.sqrt(6), values[1], 1e-14);
        assertEquals(2, basis.sampleReference(new SplittableRandom(1)).length);
    }

    /** Whatever the order of the indices and whatever they share: the bits of the products from left to right. */
    @Test
    void productsOfSharedPrefixesAreThePlainProducts() {
        SplittableRandom random = new SplittableRandom(12);
        for (int d = 1; d <= 5; d++) {
            for (IndexSet set : List.of(
                    IndexSet.totalDegree(d, 4),
                    IndexSet.hyperbolicCross(d, 5),
                    shuffledHalf(IndexSet.totalDegree(d, 5)))) {
                UnivariateBasis[] axes = new UnivariateBasis[d];
                Arrays.setAll(axes, c -> c % 2 == 0 ? PolynomialBasis.jacobi(6, 1, c) : WaveletBasis.alpert(2, 1));
                TensorBasis basis = TensorBasis.of(set, axes);
                double[] x = basis.sampleReference(random);
                double[] values = new double[set.size()];
                basis.evaluate(x, values);
                for (int i = 0; i < values.length; i++) {
                    double product = 1;
                    for (int c = 0; c < d; c++) {
                        double[] axis = new double[axes[c].size()];
                        axes[c].evaluate(new double[] {x[c]}, axis);
                        product *= axis[set.value(i, c)];
                    }
                    assertEquals(product, values[i], 0, set + " " + i);
                }
            }
        }
    }

    private static IndexSet shuffledHalf(IndexSet set) {
        List<int[]> indices = new ArrayList<>(List.of(set.toArray()));
        Collections.shuffle(indices, new Random(4));
        return IndexSet.of(indices.subList(0, (indices.size() + 1) / 2).toArray(int[][]::new));
    }

    private static void monomials(double[] x, double[] values) {
        for (int k = 0; k < values.length; k++) {
            values[k] = Math.pow(x[0], k);
        }
    }

    @Test
    void monomialsOnGaussNodesBecomeLegendrePolynomials() {
        PolynomialBasis legendre = PolynomialBasis.legendre(6);
        Points nodes = PolynomialBasis.legendre(7).gaussNodes();
        double[] weights = Arrays.stream(nodes.column(0))
                .map(x -> 1 / PolynomialBasis.legendre(7).inverseChristoffel(x))
                .toArray();
        OrthonormalisedBasis basis = OrthonormalisedBasis.onPoints(6, BasesTest::monomials, nodes, weights);
        double[][] gram = new double[6][6];
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                gram[i][j] = (i + j) % 2 == 0 ? 1.0 / (i + j + 1) : 0;
            }
        }
        OrthonormalisedBasis byGram =
                OrthonormalisedBasis.ofGram(BasesTest::monomials, 1, gram, legendre::sampleReference, 36);
        double[] expected = new double[6];
        double[] found = new double[6];
        for (double x : new double[] {-1, -0.3, 0.77}) {
            legendre.evaluate(new double[] {x}, expected);
            basis.evaluate(new double[] {x}, found);
            assertArrayEquals(expected, found, 1e-11);
            byGram.evaluate(new double[] {x}, found);
            assertArrayEquals(expected, found, 1e-11);
        }
        SplittableRandom random = new SplittableRandom(20260728);
        double[] first =
                random.doubles(2000).map(i -> byGram.sampleOptimal(random)[0]).toArray();
        double[] second =
                random.doubles(2000).map(i -> legendre.sampleOptimal(random)[0]).toArray();
        double p = KolmogorovSmirnovTest.withDefaults().test(first, second).getPValue();
        assertTrue(p > SubsetLaw.FALSE_ALARM, "p " + p);
    }

    /** The condition of these monomials is that of 2^31, and dividing by their factor alone leaves errors of 1e-6. */
    @Test
    void monomialsOfHighDegreeBecomeOrthonormal() {
        int count = 400;
        Points points = Points.ofColumn(IntStream.range(0, count)
                .mapToDouble(i -> (2.0 * i + 1) / count - 1)
                .toArray());
        OrthonormalisedBasis basis = OrthonormalisedBasis.onPoints(31, BasesTest::monomials, points);
        double[][] gram = new double[31][31];
        double[] values = new double[31];
        for (int t = 0; t < count; t++) {
            basis.evaluate(points.row(t), values);
            for (int i = 0; i < 31; i++) {
                for (int j = 0; j < 31; j++) {
                    gram[i][j] += values[i] * values[j] / count;
                }
            }
        }
        for (int i = 0; i < 31; i++) {
            gram[i][i] -= 1;
            assertArrayEquals(new double[31], gram[i], 1e-12);
        }
        OrthonormalisedBasis.Functions dependent = (x, v) -> Arrays.setAll(v, k -> 1 + 1e-3 * Math.pow(x[0], k));
        assertThrows(NumericalException.class, () -> OrthonormalisedBasis.onPoints(41, dependent, points));
    }

    @Test
    void pointsOfAnotherDimensionAreNamed() {
        List<OrthonormalBasis> bases = new ArrayList<>(onTheUnitInterval());
        bases.add(PolynomialBasis.legendre(2));
        bases.add(TensorBasis.of(PolynomialBasis.legendre(2), IndexSet.totalDegree(3, 1)));
        bases.add(DiscreteBasis.of(new double[] {1}, new double[][] {{1}}));
        bases.add(OrthonormalisedBasis.onPoints(1, BasesTest::monomials, Points.ofColumn(1, 2)));
        for (OrthonormalBasis basis : bases) {
            int d = basis.dimension();
            for (int length : new int[] {d - 1, d + 1}) {
                String message = assertThrows(
                                IllegalArgumentException.class, () -> basis.inverseChristoffel(new double[length]))
                        .getMessage();
                assertEquals("point: expected " + d + " coordinates, found " + length, message);
            }
        }
    }

    /** T1 on a discrete measure: seven points, three functions, against the subsets' determinants. */
    @Test
    void theProcessOnPointsHasTheLawOfItsDeterminants() {
        Points points = Points.ofColumn(-1, -0.6, -0.55, 0, 0.2, 0.7, 1);
        double[] weights = {1, 2, 0.5, 3, 1, 0, 2};
        OrthonormalisedBasis basis = OrthonormalisedBasis.onPoints(3, BasesTest::monomials, points, weights);
        double total = Arrays.stream(weights).sum();
        double[][] kernel = new double[7][7];
        for (int i = 0; i < 7; i++) {
            for (int j = 0; j < 7; j++) {
                kernel[i][j] = Math.sqrt(weights[i] * weights[j])
                        / total
                        * ProjectionDpp.of(basis).kernel(points.row(i), points.row(j));
            }
        }
        SubsetLaw law = SubsetLaw.ofLikelihood(kernel, 3);
        SplittableRandom random = new SplittableRandom(20260729);
        ProjectionDpp dpp = ProjectionDpp.of(basis);
        assertTrue(law.pValue(20_000, () -> places(points, dpp.sample(random))) > SubsetLaw.FALSE_ALARM);
        ProjectionDpp wrong = ProjectionDpp.of(OrthonormalisedBasis.onPoints(3, BasesTest::monomials, points));
        assertTrue(law.pValue(20_000, () -> places(points, wrong.sample(random))) < SubsetLaw.FALSE_ALARM);
    }

    private static int[] places(Points points, Points sample) {
        return Arrays.stream(sample.column(0))
                .mapToInt(x -> Arrays.binarySearch(points.column(0), x))
                .toArray();
    }

    @Test
    void whatCannotBeMadeOrthonormalIsNamed() {
        Points three = Points.ofColumn(0, 1, 2);
        OrthonormalisedBasis.Functions repeated = (x, values) -> {
            values[0] = x[0];
            values[1] = 1;
            values[2] = 3 * x[0] + 1e-3;
        };
        assertTrue(assertThrows(NumericalException.class, () -> OrthonormalisedBasis.onPoints(3, repeated, three))
                .getMessage()
                .startsWith("function 2: its distance to the span of those before it is "));
        assertThrows(
                IllegalArgumentException.class, () -> OrthonormalisedBasis.onPoints(4, BasesTest::monomials, three));
        assertThrows(
                IllegalArgumentException.class,
                () -> OrthonormalisedBasis.onPoints(1, BasesTest::monomials, three, 1, -1, 1));
        assertThrows(
                NotPositiveDefiniteException.class,
                () -> OrthonormalisedBasis.ofGram(repeated, 1, new double[][] {{1, 1}, {1, 1}}, r -> new double[1], 9));
        OrthonormalisedBasis low = OrthonormalisedBasis.ofGram(
                (x, values) -> values[0] = 2, 1, new double[][] {{1}}, r -> new double[1], 1);
        assertTrue(assertThrows(NumericalException.class, () -> low.sampleOptimal(new SplittableRandom(1)))
                .getMessage()
                .startsWith("|phi|^2 is 4.0 in [0.0], above the bound 1.0"));
        assertThrows(IllegalArgumentException.class, () -> FourierBasis.of(1, 1));
        assertThrows(IllegalArgumentException.class, () -> PiecewisePolynomialBasis.of(new double[] {0, 0}, 1));
        assertThrows(IllegalArgumentException.class, () -> WaveletBasis.haar(31));
    }

    @Test
    void extremeScalesOfUserFunctionsDoNotMatter() {
        Points points = Points.ofColumn(-1, -0.4, 0.3, 0.9);
        for (double scale : new double[] {1e-150, 1e150}) {
            OrthonormalisedBasis basis = OrthonormalisedBasis.onPoints(
                    2,
                    (x, values) -> {
                        values[0] = scale;
                        values[1] = x[0] / scale;
                    },
                    points);
            assertEquals(
                    2,
                    Arrays.stream(points.column(0))
                                    .map(basis::inverseChristoffel)
                                    .sum()
                            / 4,
                    1e-12);
        }
    }
}
