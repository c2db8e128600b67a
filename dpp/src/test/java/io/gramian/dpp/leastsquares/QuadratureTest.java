package io.gramian.dpp.leastsquares;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.continuous.PolynomialBasis;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QuadratureTest {
    private final OrthonormalBasis basis = PolynomialBasis.legendre(6);
    private static final double INTEGRAL = Math.atan(Math.sqrt(5)) / Math.sqrt(5);

    private static double runge(double... x) {
        return 1 / (1 + 5 * x[0] * x[0]);
    }

    /** The reference's error of degree 5; a z-test of 4.5 for the mean, and 25 % for the variance, of 4,000 integrals. */
    @Test
    void theVarianceIsTheErrorOfTheBestApproximation() {
        SplittableRandom random = new SplittableRandom(1);
        double[] integrals = new double[4000];
        Arrays.setAll(
                integrals, t -> Quadrature.ermakovZolotukhin(basis, random).integrate(QuadratureTest::runge));
        double error = 0.04943362238963727;
        assertEquals(INTEGRAL, mean(integrals), 4.5 * error / Math.sqrt(4000));
        assertEquals(error * error, variance(integrals), 0.25 * error * error);
    }

    @Test
    void bardenetAndHardyBeatIndependentPoints() {
        SplittableRandom random = new SplittableRandom(2);
        OrthonormalBasis larger = PolynomialBasis.legendre(12);
        double[] repelled = new double[1500];
        double[] independent = new double[1500];
        for (int t = 0; t < 1500; t++) {
            repelled[t] = Quadrature.bardenetHardy(larger, random).integrate(QuadratureTest::runge);
            Points x = Designs.iid().sample(larger, 12, random);
            independent[t] = Quadrature.importance(larger, Weight.optimal(), x).integrate(QuadratureTest::runge);
        }
        assertEquals(INTEGRAL, mean(repelled), 4.5 * Math.sqrt(variance(repelled) / 1500));
        assertEquals(INTEGRAL, mean(independent), 4.5 * Math.sqrt(variance(independent) / 1500));
        assertTrue(variance(repelled) < 0.2 * variance(independent));
    }

    @Test
    void rulesAreExactForTheSpace() {
        SplittableRandom random = new SplittableRandom(3);
        for (int n : new int[] {6, 15}) {
            Points x = Designs.volumeRescaled().sample(basis, n, random);
            Quadrature rule = WeightedLeastSquares.in(basis).quadrature(x);
            assertEquals(1, rule.integrate(p -> 1), 1e-11);
            assertEquals(1.0 / 5, rule.integrate(p -> Math.pow(p[0], 4)), 1e-11);
            assertEquals(0, rule.integrate(p -> Math.pow(p[0], 5)), 1e-11);
            assertTrue(rule.absoluteWeight() >= 1 - 1e-12);
            assertEquals(x, rule.points());
            WeightedFit fit = WeightedLeastSquares.in(basis).fit(x, QuadratureTest::runge);
            assertEquals(fit.coefficients()[0], rule.integrate(QuadratureTest::runge), 1e-12);
        }
    }

    @Test
    void otherFunctionalsThanIntegrals() {
        Points x = Designs.iid().sample(basis, 20, new SplittableRandom(4));
        double[] phi = new double[6];
        basis.evaluate(new double[] {0.3}, phi);
        Quadrature rule =
                WeightedLeastSquares.in(basis).withWeight(Weight.reference()).quadrature(x, phi);
        WeightedFit fit =
                WeightedLeastSquares.in(basis).withWeight(Weight.reference()).fit(x, QuadratureTest::runge);
        assertEquals(fit.value(0.3), rule.integrate(QuadratureTest::runge), 1e-12);
        double[] weights = rule.weights();
        weights[0] = 1e9;
        assertEquals(fit.value(0.3), rule.integrate(QuadratureTest::runge), 1e-12);
    }

    @Test
    void spacesWithoutOneNeedTheirIntegrals() {
        AtomicBasis atoms = AtomicBasis.ofReference();
        String found = assertThrows(
                        IllegalArgumentException.class,
                        () -> WeightedLeastSquares.in(atoms).quadrature(AtomicBasis.points(0, 1)))
                .getMessage();
        assertTrue(found.startsWith("basis: expected 1 as its first function, found -0.445"), found);
        assertThrows(
                IllegalArgumentException.class,
                () -> WeightedLeastSquares.in(atoms).quadrature(AtomicBasis.points(0, 1), 1.0));
    }

    private static double mean(double... values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double variance(double... values) {
        double mean = mean(values);
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
    }
}
