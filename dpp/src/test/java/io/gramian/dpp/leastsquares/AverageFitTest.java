package io.gramian.dpp.leastsquares;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.continuous.PolynomialBasis;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AverageFitTest {
    private final OrthonormalBasis basis = PolynomialBasis.legendre(6);
    private final double[] best = new ReferenceFiles("best_l2_errors").column("expected_coefficients_legendre_0.csv");

    private static double runge(double... x) {
        return 1 / (1 + 5 * x[0] * x[0]);
    }

    @Test
    void theMeanAndItsErrorAreThoseOfTheFits() {
        SplittableRandom random = new SplittableRandom(1);
        List<WeightedFit> fits = new ArrayList<>();
        double sum = 0;
        double squares = 0;
        for (int k = 0; k < 20; k++) {
            Points x = Designs.volumeRescaled().sample(basis, 12, random);
            fits.add(WeightedLeastSquares.in(basis).fit(x, AverageFitTest::runge));
            double value = fits.get(k).value(0.4);
            sum += value;
            squares += value * value;
        }
        AverageFit average = AverageFit.of(basis, fits);
        double mean = sum / 20;
        assertEquals(20, average.size());
        assertEquals(mean, average.value(0.4), 1e-14);
        assertEquals(Math.sqrt((squares / 20 - mean * mean) / 19), average.standardError(new double[] {0.4}), 1e-12);
    }

    /** With noise of standard deviation 0.1: every coefficient within 4.5 standard errors of the projection's. */
    @Test
    void noisyFitsOfVolumeRescaledPointsAreUnbiased() {
        SplittableRandom noise = new SplittableRandom(2);
        AverageFit average = AverageFit.draw(
                basis,
                Designs.volumeRescaled(),
                18,
                600,
                x -> runge(x) + 0.1 * noise.nextGaussian(),
                new SplittableRandom(3));
        double distance = 0;
        for (int j = 0; j < 6; j++) {
            double error = average.standardErrors()[j];
            assertEquals(best[j], average.coefficients()[j], 4.5 * error);
            distance += Math.pow(best[j] - average.coefficients()[j], 2);
        }
        double expected = average.squaredErrorToBest();
        assertTrue(distance < 4 * expected && distance > expected / 8, distance + " " + expected);
    }

    /** The same points with a weight that is not theirs. */
    @Test
    void aWrongWeightIsBiased() {
        Design wrong = new Design() {
            @Override
            public Points sample(OrthonormalBasis space, int n, RandomGenerator random) {
                return Designs.volumeRescaled().sample(space, n, random);
            }

            @Override
            public Weight weight() {
                return Weight.reference();
            }
        };
        AverageFit average = AverageFit.draw(basis, wrong, 18, 600, AverageFitTest::runge, new SplittableRandom(4));
        double worst = 0;
        for (int j = 0; j < 6; j++) {
            double error = Math.abs(average.coefficients()[j] - best[j]);
            worst = Math.max(worst, error / average.standardErrors()[j]);
        }
        assertTrue(worst > 9, "standard errors: " + worst);
    }

    @Test
    void repetitionsAreKeyedByTheirPlace() {
        AverageFit few = AverageFit.draw(basis, Designs.iid(), 12, 1, AverageFitTest::runge, new SplittableRandom(5));
        AverageFit again = AverageFit.draw(basis, Designs.iid(), 12, 1, AverageFitTest::runge, new SplittableRandom(5));
        assertArrayEquals(few.coefficients(), again.coefficients());
        assertTrue(Double.isNaN(few.standardErrors()[0]));
        assertThrows(
                IllegalArgumentException.class,
                () -> AverageFit.draw(basis, Designs.iid(), 12, 0, AverageFitTest::runge, new SplittableRandom(5)));
        assertThrows(IllegalArgumentException.class, () -> AverageFit.of(basis, List.of()));
        assertThrows(IllegalArgumentException.class, () -> few.value(1, 2));
    }
}
