package io.gramian.dpp.leastsquares;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.continuous.PolynomialBasis;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Medians over 200 repetitions for 1/(1+5x^2) and eleven Legendre polynomials, beside those of an independent simulation of
 * 300. The errors of estimates of medians are some percent; the tolerances, about four standard errors of the difference,
 * are those written in the table. The means at n = m have no finite variance and are not compared.
 */
class ExpectedErrorsTest {
    private static final int REPETITIONS = 200;

    private final OrthonormalBasis basis = PolynomialBasis.legendre(11);
    private final double[] best =
            Arrays.copyOf(new ReferenceFiles("best_l2_errors").column("expected_coefficients_legendre_0.csv"), 11);
    private final double bestError = 0.0036834378131405721;

    private record Medians(double error, double eigenvalue, double rms) {}

    private Medians medians(Design design, int n) {
        SplittableRandom random = new SplittableRandom(11);
        double[] ratios = new double[REPETITIONS];
        double[] eigenvalues = new double[REPETITIONS];
        double squares = 0;
        for (int t = 0; t < REPETITIONS; t++) {
            Points x = design.sample(basis, n, random);
            WeightedFit fit = WeightedLeastSquares.in(basis).fit(x, ExpectedErrorsTest::runge);
            ratios[t] = Math.sqrt(1 + squaredDistance(fit.coefficients()) / (bestError * bestError));
            eigenvalues[t] = fit.smallestEigenvalue();
            squares += ratios[t] * ratios[t] / REPETITIONS;
        }
        return new Medians(median(ratios), median(eigenvalues), Math.sqrt(squares));
    }

    private static double runge(double... x) {
        return 1 / (1 + 5 * x[0] * x[0]);
    }

    private double squaredDistance(double... a) {
        double sum = 0;
        for (int j = 0; j < 11; j++) {
            sum += (a[j] - best[j]) * (a[j] - best[j]);
        }
        return sum;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return (values[values.length / 2] + values[(values.length - 1) / 2]) / 2;
    }

    /** Returns the medians and the mean after comparing both medians. */
    private Medians compared(Design design, int n, double error, double within, double eigenvalue, double andWithin) {
        Medians found = medians(design, n);
        assertEquals(error, found.error(), within, n + " points: error");
        assertEquals(eigenvalue, found.eigenvalue(), andWithin, n + " points: smallest eigenvalue");
        return found;
    }

    private static void ordered(Medians repeated, Medians volume, Medians iid) {
        assertTrue(
                repeated.error() < volume.error() && volume.error() < iid.error(), repeated + " " + volume + " " + iid);
    }

    @Test
    void fewPoints() {
        double iid = medians(Designs.iid(), 11).error();
        double process =
                compared(Designs.projection(), 11, 2.2, 0.5, 0.062, 0.03).error();
        assertTrue(iid > 10, "median error of independent points: " + iid); // 24.7, of very wide spread
        assertTrue(process < iid);
    }

    @Test
    void twiceAsManyPointsAsFunctions() {
        Medians iid = compared(Designs.iid(), 22, 2.01, 0.55, 0.040, 0.03);
        Medians volume = compared(Designs.volumeRescaled(), 22, 1.42, 0.15, 0.211, 0.045);
        Medians repeated = compared(Designs.repeatedProjection(), 22, 1.25, 0.08, 0.365, 0.045);
        ordered(repeated, volume, iid);
    }

    @Test
    void threeTimesAsMany() {
        Medians iid = compared(Designs.iid(), 33, 1.31, 0.12, 0.221, 0.05);
        Medians volume = compared(Designs.volumeRescaled(), 33, 1.22, 0.08, 0.298, 0.045);
        Medians repeated = compared(Designs.repeatedProjection(), 33, 1.13, 0.04, 0.469, 0.045);
        ordered(repeated, volume, iid);
    }

    @Test
    void fourTimesAsMany() {
        Medians iid = compared(Designs.iid(), 44, 1.19, 0.08, 0.298, 0.05);
        Medians volume = compared(Designs.volumeRescaled(), 44, 1.14, 0.06, 0.342, 0.05);
        Medians repeated = compared(Designs.repeatedProjection(), 44, 1.09, 0.03, 0.553, 0.04);
        ordered(repeated, volume, iid);
        assertEquals(1.11, repeated.rms(), 0.04);
    }

    /** Greedy removal within 0.9 of the identity ends at m points with about 1.7 times the best error. */
    @Test
    void removalDownToInterpolation() {
        StableDesign[] designs = {
            Designs.iid().conditioned(0.9), Designs.repeatedProjection().conditioned(0.9)
        };
        int[] drawn = {108, 44};
        for (int d = 0; d < 2; d++) {
            StableDesign stable = designs[d].withCriterion(StabilityCriterion.SPECTRAL_DISTANCE);
            Design thinned = stable.withGreedyRemoval(1);
            double squares = 0;
            SplittableRandom random = new SplittableRandom(13);
            for (int t = 0; t < 12; t++) {
                Points x = thinned.sample(basis, drawn[d], random);
                assertEquals(11, x.size());
                double[] a = WeightedLeastSquares.in(basis)
                        .fit(x, ExpectedErrorsTest::runge)
                        .coefficients();
                squares += (1 + squaredDistance(a) / (bestError * bestError)) / 12;
            }
            assertEquals(1.68, Math.sqrt(squares), 0.35);
        }
    }

    /** The simulation's 4,000 repetitions gave 1.378 with a standard error of 0.007; here there are 1,000: 4 of both. */
    @Test
    void theMeanSquareOfVolumeSamplingWithFourPointsAFunction() {
        OrthonormalBasis five = PolynomialBasis.legendre(5);
        double[] coefficients =
                Arrays.copyOf(new ReferenceFiles("best_l2_errors").column("expected_coefficients_legendre_0.csv"), 61);
        double least = 0;
        for (int k = 5; k < 61; k++) {
            least += coefficients[k] * coefficients[k];
        }
        SplittableRandom random = new SplittableRandom(14);
        double mean = 1;
        for (int t = 0; t < 1000; t++) {
            Points x = Designs.volumeRescaled().sample(five, 20, random);
            double[] a = WeightedLeastSquares.in(five)
                    .fit(x, ExpectedErrorsTest::runge)
                    .coefficients();
            for (int j = 0; j < 5; j++) {
                mean += (a[j] - coefficients[j]) * (a[j] - coefficients[j]) / least / 1000;
            }
        }
        assertEquals(1.378, mean, 4 * Math.hypot(0.007, 0.014));
    }

    /** E |f - fhat|^2 of volume-rescaled points at n = 4m, where the variance is finite: 5 standard errors of the mean. */
    @Test
    void noiseAddsWhatTheInverseGramSays() {
        SplittableRandom random = new SplittableRandom(12);
        OrthonormalBasis five = PolynomialBasis.legendre(5);
        double[] errors = new double[2000];
        for (int t = 0; t < errors.length; t++) {
            Points x = Designs.volumeRescaled().sample(five, 20, random);
            errors[t] = WeightedLeastSquares.in(five).fit(x, p -> 0).expectedNoiseError(1);
        }
        double mean = Arrays.stream(errors).average().orElseThrow();
        double variance =
                Arrays.stream(errors).map(e -> (e - mean) * (e - mean)).sum() / errors.length;
        assertEquals(StabilityBounds.volumeNoiseFactor(5, 20), mean, 5 * Math.sqrt(variance / errors.length));
        assertTrue(5 * Math.sqrt(variance / errors.length) < 0.05 * mean);
    }
}
