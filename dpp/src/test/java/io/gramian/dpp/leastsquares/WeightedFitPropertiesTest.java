package io.gramian.dpp.leastsquares;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.continuous.PolynomialBasis;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What holds for every fit, with fewer or more points than functions, repeated points among them. */
class WeightedFitPropertiesTest {
    @Property(tries = 200)
    void residualsAreOrthogonalToTheSpace(
            @ForAll @IntRange(min = 1, max = 7) int m,
            @ForAll @IntRange(min = 1, max = 20) int n,
            @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        OrthonormalBasis basis = PolynomialBasis.legendre(m);
        double[] x = random.ints(n, -8, 9).mapToDouble(k -> k / 8.5).toArray();
        double[] values = random.doubles(n, -1, 1).toArray();
        Points points = Points.ofColumn(x);
        WeightedFit fit = WeightedLeastSquares.in(basis).fit(points, values);
        int places = (int) Arrays.stream(x).distinct().count();
        assertEquals(Math.min(m, places), fit.rank());
        assertEquals(fit.rank(), Arrays.stream(fit.leverages()).sum(), 1e-9);
        EmpiricalGram gram = EmpiricalGram.of(basis, Weight.optimal(), points);
        assertEquals(gram.smallestEigenvalue(), fit.smallestEigenvalue(), 1e-13);
        assertEquals(gram.largestEigenvalue(), fit.largestEigenvalue(), 1e-12);
        assertEquals(m, gram.trace(), 1e-12);
        assertTrue(gram.logDeterminant() <= 1e-12);
        double[] phi = new double[m];
        double[] inner = new double[m];
        for (int i = 0; i < n; i++) {
            basis.evaluate(points.row(i), phi);
            double w = m / basis.inverseChristoffel(x[i]);
            for (int j = 0; j < m; j++) {
                inner[j] += w * phi[j] * fit.residuals()[i] / n;
            }
        }
        assertArrayEquals(new double[m], inner, 1e-12);
    }

    /** The span of the functions counts, not the basis: here the functions are turned, two by two. */
    @Property(tries = 50)
    void anotherBasisOfTheSpaceGivesTheSameFit(
            @ForAll @IntRange(min = 2, max = 8) int m, @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        AtomicBasis plain = AtomicBasis.polynomials(16, m);
        double[][] phi = new double[16][];
        Arrays.setAll(phi, i -> plain.phi()[i].clone());
        for (int j = 1; j < m; j++) {
            double angle = random.nextDouble() * 6;
            for (double[] row : phi) {
                double first = row[j - 1];
                row[j - 1] = Math.cos(angle) * first - Math.sin(angle) * row[j];
                row[j] = Math.sin(angle) * first + Math.cos(angle) * row[j];
            }
        }
        AtomicBasis turned = new AtomicBasis(plain.mu(), phi);
        Points x = Designs.volumeRescaled().sample(plain, 2 * m, random);
        double[] values = random.doubles(2 * m, -1, 1).toArray();
        WeightedFit one = WeightedLeastSquares.in(plain).fit(x, values);
        WeightedFit two = WeightedLeastSquares.in(turned).fit(x, values);
        double scale = one.certifiedFactor();
        for (int atom = 0; atom < 16; atom++) {
            assertEquals(one.value(atom), two.value(atom), 1e-12 * scale * scale);
        }
        assertEquals(one.smallestEigenvalue(), two.smallestEigenvalue(), 1e-13);
        assertArrayEquals(one.leverages(), two.leverages(), 1e-11);
    }
}
