package io.gramian.dpp.continuous;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.dpp.continuous.ProjectionDpp.Method;
import io.gramian.testing.SubsetLaw;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Statistical tests have fixed seeds and the false alarm rate of {@link SubsetLaw#FALSE_ALARM} each. */
class ProjectionDppTest {
    private static final int DRAWS = 20_000;

    private static final List<PolynomialBasis> THREE = List.of(
            PolynomialBasis.legendre(3),
            PolynomialBasis.jacobi(3, 1.5, -0.3),
            PolynomialBasis.hermite(3),
            PolynomialBasis.laguerre(3, 0.5));

    private static double[] cells(PolynomialBasis basis) {
        return basis.lower() == 0 ? new double[] {0.8, 2.5, 5} : new double[] {-0.6, 0.1, 0.7};
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void everyMethodHasTheLawOfCells(Method method) {
        SplittableRandom random = new SplittableRandom(20260722);
        // The slower methods share the bases, whose draws and integrals have tests of their own.
        List<PolynomialBasis> bases = switch (method) {
            case REJECTION -> List.of(THREE.get(0), THREE.get(3));
            case MARGINALS -> List.of(THREE.get(1), THREE.get(2));
            case TRIDIAGONAL -> THREE;
        };
        for (PolynomialBasis basis : bases) {
            double[] cells = cells(basis);
            ProjectionDpp dpp = ProjectionDpp.of(basis).withMethod(method);
            int draws = basis == bases.get(0) && method != Method.MARGINALS ? DRAWS : DRAWS / 5;
            double p = CellLaw.of(basis, cells).pValue(draws, () -> dpp.sample(random), CellLaw.between(cells));
            assertTrue(p > SubsetLaw.FALSE_ALARM, dpp + ": " + p);
        }
    }

    @Test
    void wrongSamplersFailTheLawOfCells() {
        SplittableRandom random = new SplittableRandom(1);
        PolynomialBasis basis = PolynomialBasis.legendre(3);
        CellLaw law = CellLaw.of(basis, cells(basis));
        assertTrue(law.pValue(DRAWS / 5, () -> independent(basis, random), CellLaw.between(cells(basis)))
                < SubsetLaw.FALSE_ALARM);
        assertTrue(law.pValue(DRAWS / 5, () -> unsquared(basis, random), CellLaw.between(cells(basis)))
                < SubsetLaw.FALSE_ALARM);
        ProjectionDpp other = ProjectionDpp.of(PolynomialBasis.jacobi(3, 0.2, 0));
        assertTrue(
                law.pValue(DRAWS, () -> other.sample(random), CellLaw.between(cells(basis))) < SubsetLaw.FALSE_ALARM);
    }

    private static Points independent(OrthonormalBasis basis, RandomGenerator random) {
        return Points.of(
                new double[][] {basis.sampleOptimal(random), basis.sampleOptimal(random), basis.sampleOptimal(random)});
    }

    /** The chain rule with the root of the ratio: a mistake that keeps points apart all the same. */
    private static Points unsquared(OrthonormalBasis basis, RandomGenerator random) {
        int m = basis.size();
        Residual residual = new Residual(m);
        double[][] points = new double[m][];
        while (residual.size() < m) {
            double[] x = basis.sampleOptimal(random);
            double[] values = new double[m];
            basis.evaluate(x, values);
            double u = random.nextDouble();
            if (residual.isBelow((1 - u * u) * Residual.dot(values, values), values)) {
                points[residual.size()] = x;
                residual.append(values);
            }
        }
        return Points.of(points);
    }

    @ParameterizedTest
    @EnumSource(value = Method.class, names = "TRIDIAGONAL", mode = EnumSource.Mode.EXCLUDE)
    void tensorBasesHaveTheLawOfCells(Method method) {
        SplittableRandom random = new SplittableRandom(20260723);
        TensorBasis basis = TensorBasis.of(
                IndexSet.of(new int[][] {{0, 0}, {1, 0}, {0, 1}, {2, 1}}),
                PolynomialBasis.legendre(3),
                PolynomialBasis.hermite(2));
        CellLaw law = quadrants(basis, 0.2, -0.3);
        ProjectionDpp dpp = ProjectionDpp.of(basis).withMethod(method);
        int draws = method == Method.REJECTION ? DRAWS : DRAWS / 8;
        double p = law.pValue(draws, () -> dpp.sample(random), x -> (x[0] > 0.2 ? 1 : 0) + (x[1] > -0.3 ? 2 : 0));
        assertTrue(p > SubsetLaw.FALSE_ALARM, dpp + ": " + p);
        double wrong = law.pValue(DRAWS / 8, () -> dpp.sample(random), x -> (x[0] > 0.2 ? 1 : 0) + (x[1] > 0 ? 2 : 0));
        assertTrue(wrong < SubsetLaw.FALSE_ALARM, "cells of another place: " + wrong);
    }

    private static CellLaw quadrants(TensorBasis basis, double first, double second) {
        int m = basis.size();
        double[][][] parts = {halves(basis.axis(0), first), halves(basis.axis(1), second)};
        double[][] cells = new double[4][m * m];
        IndexSet set = basis.indices();
        for (int c = 0; c < 4; c++) {
            for (int a = 0; a < m; a++) {
                for (int b = 0; b < m; b++) {
                    int sizeX = basis.axis(0).size();
                    int sizeY = basis.axis(1).size();
                    cells[c][a * m + b] = parts[0][c & 1][set.value(a, 0) * sizeX + set.value(b, 0)]
                            * parts[1][c >> 1][set.value(a, 1) * sizeY + set.value(b, 1)];
                }
            }
        }
        return new CellLaw(cells);
    }

    private static double[][] halves(UnivariateBasis basis, double x) {
        int m = basis.size();
        double[][] halves = new double[2][m * m];
        basis.integrals(x, halves[0]);
        basis.integrals(basis.upper(), halves[1]);
        for (int i = 0; i < m * m; i++) {
            halves[1][i] -= halves[0][i];
        }
        return halves;
    }

    /** T5: m (1 + ... + 1/m) proposals on average; the number of one step is geometric. */
    @Test
    void proposalsAreHarmonic() {
        int m = 5;
        AtomicLong proposals = new AtomicLong();
        OrthonormalBasis counting = counting(PolynomialBasis.legendre(m), proposals);
        SplittableRandom random = new SplittableRandom(5);
        int samples = 3000;
        for (int t = 0; t < samples; t++) {
            ProjectionDpp.of(counting).sample(random);
        }
        double expected = 0;
        double variance = 0;
        for (int k = 1; k <= m; k++) {
            double p = (double) k / m;
            expected += 1 / p;
            variance += (1 - p) / (p * p);
        }
        double z = (proposals.get() / (double) samples - expected) / Math.sqrt(variance / samples);
        assertTrue(Math.abs(z) < 3.9, "z " + z);
    }

    private static OrthonormalBasis counting(OrthonormalBasis basis, AtomicLong proposals) {
        return new OrthonormalBasis() {
            @Override
            public int size() {
                return basis.size();
            }

            @Override
            public int dimension() {
                return basis.dimension();
            }

            @Override
            public void evaluate(double[] x, double[] values) {
                basis.evaluate(x, values);
            }

            @Override
            public double[] sampleReference(RandomGenerator random) {
                return basis.sampleReference(random);
            }

            @Override
            public double[] sampleOptimal(RandomGenerator random) {
                proposals.incrementAndGet();
                return basis.sampleOptimal(random);
            }
        };
    }

    /** The exact moments of the reference, by each method; 3.9 standard errors have a false alarm rate of 1e-4. */
    @ParameterizedTest
    @EnumSource(Method.class)
    void linearStatisticsHaveTheMomentsOfTheReference(Method method) {
        SplittableRandom random = new SplittableRandom(20260724);
        int samples = 250;
        for (String[] row : Csv.table("ope_moments/expected_moments.csv").subList(1, 25)) {
            int m = Integer.parseInt(row[1]);
            if (m == 10 && method == Method.MARGINALS) {
                continue; // slow
            }
            PolynomialBasis basis =
                    row[0].equals("legendre") ? PolynomialBasis.legendre(m) : PolynomialBasis.hermite(m);
            int power = row[2].equals("x") ? 1 : row[2].charAt(2) - '0';
            double mean = Double.parseDouble(row[3]);
            double variance = Double.parseDouble(row[4]);
            double found = 0;
            for (Points sample :
                    ProjectionDpp.of(basis).withMethod(method).withThreads(1).samples(samples, random)) {
                for (double x : sample.column(0)) {
                    found += Math.pow(x, power) / samples;
                }
            }
            double z = (found - mean) / Math.sqrt(variance / samples);
            assertTrue(Math.abs(z) < 3.9, String.join(",", row) + ": z " + z);
        }
    }

    @Test
    void densitiesAreDeterminants() {
        ProjectionDpp dpp = ProjectionDpp.of(PolynomialBasis.legendre(3));
        Points x = Points.ofColumn(-0.4, 0.9, 0.3);
        double[][] gram = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                gram[i][j] = dpp.kernel(x.row(i), x.row(j));
            }
        }
        assertEquals(SubsetLaw.determinant(gram), dpp.correlation(x), 1e-12);
        // The Vandermonde determinant times the leading coefficients 1, sqrt 3, 1.5 sqrt 5.
        double vandermonde = 1.3 * 0.7 * -0.6;
        double expected = Math.pow(vandermonde * Math.sqrt(3) * 1.5 * Math.sqrt(5), 2) / 6;
        assertEquals(Math.log(expected), dpp.logDensity(x), 1e-12);
        assertEquals(0, dpp.correlation(Points.ofColumn(-0.4, 0.9, 0.3, 0.5)));
        assertEquals(0, dpp.correlation(Points.ofColumn(0.5, 0.5)), 1e-25);
        assertEquals(gram[0][0], dpp.correlation(Points.ofColumn(-0.4)), 1e-12);
        assertEquals(Double.NEGATIVE_INFINITY, dpp.logDensity(Points.ofColumn(0.3, -0.4, 0.3)));
        assertTrue(dpp.logDensity(Points.ofColumn(0.3, -0.4, 0.3 + 1e-12)) > -100);
        ProjectionDpp large = ProjectionDpp.of(PolynomialBasis.legendre(20));
        double[] nodes = PolynomialBasis.legendre(20).gaussNodes().column(0);
        assertTrue(Double.isFinite(large.logDensity(Points.ofColumn(nodes))));
        nodes[19] = nodes[3];
        assertEquals(Double.NEGATIVE_INFINITY, large.logDensity(Points.ofColumn(nodes)));
    }

    @Test
    void samplesDoNotDependOnThreads() {
        ProjectionDpp dpp = ProjectionDpp.of(PolynomialBasis.hermite(7));
        List<Points> one = dpp.withThreads(1).samples(9, new SplittableRandom(3));
        assertEquals(one, dpp.withThreads(3).samples(9, new SplittableRandom(3)));
        assertEquals(9, one.stream().distinct().count());
        assertTrue(dpp.samples(0, new SplittableRandom(3)).isEmpty());
    }

    @Test
    void interruptedDrawsStop() {
        ProjectionDpp dpp = ProjectionDpp.of(PolynomialBasis.legendre(3));
        for (int threads = 1; threads <= 2; threads++) {
            ProjectionDpp drawing = dpp.withThreads(threads);
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, () -> drawing.samples(4, new SplittableRandom(1)));
            assertTrue(Thread.interrupted());
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void largeSpacesAreDrawn(Method method) {
        ProjectionDpp dpp = ProjectionDpp.of(PolynomialBasis.legendre(40)).withMethod(method);
        Points points = dpp.sample(new SplittableRandom(17));
        assertEquals(40, points.size());
        assertTrue(Double.isFinite(dpp.logDensity(points)));
        Points one =
                ProjectionDpp.of(PolynomialBasis.legendre(1)).withMethod(method).sample(new SplittableRandom(2));
        assertEquals(1, one.size());
    }

    @Test
    void whatCannotBeIsNamed() {
        TensorBasis tensor = TensorBasis.of(PolynomialBasis.legendre(2), IndexSet.totalDegree(2, 1));
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> ProjectionDpp.of(tensor).withMethod(Method.TRIDIAGONAL))
                .getMessage()
                .startsWith("method TRIDIAGONAL: expected a PolynomialBasis"));
        ProjectionDpp dpp = ProjectionDpp.of(PolynomialBasis.legendre(2));
        assertThrows(IllegalArgumentException.class, () -> dpp.logDensity(Points.ofColumn(0.5)));
        assertThrows(IllegalArgumentException.class, () -> dpp.kernel(new double[2], new double[1]));
        OrthonormalBasis stuck = new OrthonormalBasis() {
            @Override
            public int size() {
                return 2;
            }

            @Override
            public int dimension() {
                return 1;
            }

            @Override
            public void evaluate(double[] x, double[] values) {
                values[0] = 1;
                values[1] = 2;
            }

            @Override
            public double[] sampleReference(RandomGenerator random) {
                return new double[1];
            }

            @Override
            public double[] sampleOptimal(RandomGenerator random) {
                return new double[1];
            }
        };
        assertThrows(NumericalException.class, () -> ProjectionDpp.of(stuck).sample(new SplittableRandom(1)));
    }
}
