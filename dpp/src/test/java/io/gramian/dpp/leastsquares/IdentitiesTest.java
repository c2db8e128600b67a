package io.gramian.dpp.leastsquares;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exact identities of weighted least squares, by enumeration of all designs on six atoms, to 1e-10. */
class IdentitiesTest {
    private static final double EXACT = 1e-10;
    private static final Weight OPTIMAL = Weight.optimal();

    private final ReferenceFiles files = new ReferenceFiles("volume_rescaled_enumeration");
    private final AtomicBasis basis = AtomicBasis.ofReference();
    private final double[] f = files.column("f.csv");
    private final double[] best = basis.projection(f);
    private final double bestError = basis.squaredError(f, best);

    private final Map<Weight, Map<String, WeightedFit>> fits = new HashMap<>();

    private static final Weight[] WEIGHTS = {
        OPTIMAL,
        Weight.reference(),
        Weight.mixture(PointwiseBound.uniform()),
        (x, k, m) -> 1 / (0.5 + x[0] * 0.2) // of no probability measure; only nu's shape matters where it is scaled out
    };

    /** Sums a quantity of the designs over their law. */
    private double expectation(int n, ToDoubleFunction<int[]> law, ToDoubleFunction<int[]> quantity) {
        double[] sum = {0};
        basis.forEach(n, tuple -> {
            double probability = law.applyAsDouble(tuple);
            if (probability > 1e-14) {
                sum[0] += probability * quantity.applyAsDouble(tuple);
            }
        });
        return sum[0];
    }

    /** The order of the points does not matter, so there are far fewer fits than tuples. */
    private WeightedFit fit(Weight weight, int... tuple) {
        int[] sorted = tuple.clone();
        Arrays.sort(sorted);
        return fits.computeIfAbsent(weight, w -> new HashMap<>())
                .computeIfAbsent(
                        Arrays.toString(sorted),
                        key -> WeightedLeastSquares.in(basis)
                                .withWeight(weight)
                                .fit(AtomicBasis.points(sorted), AtomicBasis.function(f)));
    }

    private double squaredError(Weight weight, int... tuple) {
        return basis.squaredError(f, fit(weight, tuple).coefficients());
    }

    @Test
    void theAtomsAreThoseOfTheReference() {
        assertArrayEquals(files.column("expected_projection_coefficients.csv"), best, EXACT);
        assertEquals(files.column("expected_best_error_squared.csv")[0], bestError, EXACT);
        double[] weights = files.column("expected_christoffel_weights.csv");
        Enumeration optimal = new Enumeration(basis, OPTIMAL);
        for (int i = 0; i < 6; i++) {
            assertEquals(weights[i], optimal.weight(i), 1e-12 * weights[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void volumeRescaledFitsAreUnbiased(int n) {
        for (Weight weight : new Weight[] {WEIGHTS[0], WEIGHTS[1], WEIGHTS[2]}) {
            Enumeration law = new Enumeration(basis, weight);
            assertEquals(1, expectation(n, law::volume, tuple -> 1), EXACT);
            for (int j = 0; j < 2; j++) {
                int place = j;
                double mean =
                        expectation(n, law::volume, tuple -> fit(weight, tuple).coefficients()[place]);
                assertEquals(best[j], mean, EXACT);
            }
        }
    }

    @Test
    void theErrorIsThatOfTheReference() {
        Enumeration law = new Enumeration(basis, OPTIMAL);
        for (double[] row : files.table("expected_error_ratio.csv")) {
            int n = (int) row[0];
            double error = expectation(n, law::volume, tuple -> squaredError(OPTIMAL, tuple));
            assertEquals(row[1], error / bestError, EXACT);
            if (n == basis.size()) {
                assertEquals(StabilityBounds.projectionFactor(2), error / bestError, EXACT);
            }
        }
    }

    @Test
    void interpolationKnowsNoWeight() {
        Enumeration law = new Enumeration(basis, OPTIMAL);
        basis.forEach(2, tuple -> {
            if (law.volume(tuple) > 1e-10) {
                double[] expected = fit(WEIGHTS[0], tuple).coefficients();
                for (Weight weight : WEIGHTS) {
                    assertArrayEquals(expected, fit(weight, tuple).coefficients(), 1e-9);
                }
            }
        });
    }

    @Test
    void theEmpiricalNormOfTheRemainder() {
        double[] g = new double[6];
        Arrays.setAll(g, i -> remainder(i, best));
        for (Weight weight : new Weight[] {WEIGHTS[0], WEIGHTS[1], WEIGHTS[2]}) {
            Enumeration law = new Enumeration(basis, weight);
            double tilted = 0;
            for (int i = 0; i < 6; i++) {
                tilted += basis.mu()[i] * law.weight(i) * basis.inverseChristoffel(i) / 2 * g[i] * g[i];
            }
            for (int n = 2; n <= 4; n++) {
                double expected = (2 * tilted + (n - 2) * bestError) / n;
                double found = expectation(n, law::volume, tuple -> {
                    double sum = 0;
                    for (int i : tuple) {
                        sum += law.weight(i) * g[i] * g[i] / tuple.length;
                    }
                    return sum;
                });
                assertEquals(expected, found, EXACT);
            }
        }
    }

    /** E G^-1 is at most n / (n - m + 1) I, and less than it here, as atoms can come twice. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void theInverseGramIsBounded(int n) {
        Enumeration law = new Enumeration(basis, OPTIMAL);
        double bound = n / (n - 1.0);
        double[][] inverse = new double[2][2];
        for (int j = 0; j < 2; j++) {
            for (int k = 0; k < 2; k++) {
                int row = j;
                int column = k;
                inverse[j][k] = expectation(n, law::volume, tuple -> inverse(tuple)[row][column]);
            }
        }
        double middle = (inverse[0][0] + inverse[1][1]) / 2;
        double radius = Math.hypot((inverse[0][0] - inverse[1][1]) / 2, inverse[0][1]);
        assertTrue(middle + radius < bound && middle - radius > 1, n + " " + middle + " " + radius);
        double noise = expectation(n, law::volume, tuple -> fit(OPTIMAL, tuple).expectedNoiseError(1));
        assertEquals(2 * middle / n, noise, EXACT);
        assertTrue(noise < StabilityBounds.volumeNoiseFactor(2, n));
    }

    private double[][] inverse(int... tuple) {
        double[][] g =
                EmpiricalGram.of(basis, OPTIMAL, AtomicBasis.points(tuple)).toArray();
        double determinant = g[0][0] * g[1][1] - g[0][1] * g[1][0];
        return new double[][] {
            {g[1][1] / determinant, -g[0][1] / determinant}, {-g[1][0] / determinant, g[0][0] / determinant}
        };
    }

    /** 1 + m / r for the mean of r interpolants; a fit to the union of r processes is biased. */
    @Test
    void averagesOfInterpolantsAndUnions() {
        Enumeration law = new Enumeration(basis, OPTIMAL);
        double averaged = expectation(4, tuple -> law.blocks(2, tuple), tuple -> {
            double[] first = fit(OPTIMAL, tuple[0], tuple[1]).coefficients();
            double[] second = fit(OPTIMAL, tuple[2], tuple[3]).coefficients();
            return basis.squaredError(f, (first[0] + second[0]) / 2, (first[1] + second[1]) / 2);
        });
        assertEquals(StabilityBounds.averagedProjectionFactor(2, 2), averaged / bestError, EXACT);
        double union = expectation(
                4, tuple -> law.blocks(2, tuple), tuple -> fit(OPTIMAL, tuple).coefficients()[0]);
        assertTrue(Math.abs(union - best[0]) > 1e-4, "unbiased after all: " + union);
    }

    /** The bound of designs that are drawn again until stable, for all three kinds. */
    @Test
    void conditioningKeepsItsBound() {
        Enumeration law = new Enumeration(basis, OPTIMAL);
        for (double delta : new double[] {0.5, 0.9}) {
            bounded(delta, law::iid);
            bounded(delta, law::volume);
            bounded(delta, tuple -> law.blocks(2, tuple));
        }
    }

    private void bounded(double delta, ToDoubleFunction<int[]> law) {
        ToDoubleFunction<int[]> stable = tuple ->
                EmpiricalGram.of(basis, OPTIMAL, AtomicBasis.points(tuple)).smallestEigenvalue() >= 1 - delta
                        ? law.applyAsDouble(tuple)
                        : 0;
        double probability = expectation(4, stable, tuple -> 1);
        double error = expectation(4, stable, tuple -> squaredError(OPTIMAL, tuple)) / probability;
        double bound = StabilityBounds.conditionedFactor(delta, probability);
        assertTrue(error / bestError <= bound, error / bestError + " > " + bound);
    }

    /** The inequalities that hold for every design with full rank. */
    @Test
    void everyFitKeepsItsCertificate() {
        for (Weight weight : WEIGHTS) {
            basis.forEach(3, tuple -> {
                WeightedFit fit = fit(weight, tuple);
                double squared = basis.squaredError(f, fit.coefficients());
                double empirical = empirical(weight, best, tuple);
                assertTrue(squared <= (bestError + fit.certifiedSquaredFactor() * empirical) * (1 + 1e-12));
                double[] other = {0.3, -0.2};
                double bound = Math.sqrt(basis.squaredError(f, other))
                        + fit.certifiedFactor() * Math.sqrt(empirical(weight, other, tuple));
                assertTrue(Math.sqrt(squared) <= bound * (1 + 1e-12));
            });
        }
    }

    /** Every stable fit under the mixture weight, in the norms of bounded functions and of a given kappa. */
    @Test
    void theBoundsInTheNormOfHAreSure() {
        double delta = 0.6;
        PointwiseBound kappa = PointwiseBound.of(x -> 0.5 + 0.1 * x[0], norm(x -> 0.5 + 0.1 * x), 1);
        for (PointwiseBound bound : new PointwiseBound[] {PointwiseBound.uniform(), kappa}) {
            Weight mixture = Weight.mixture(bound);
            int[] stable = {0};
            basis.forEach(4, tuple -> {
                WeightedFit fit = fit(mixture, tuple);
                if (fit.isStable(delta)) {
                    stable[0]++;
                    double error = Math.sqrt(basis.squaredError(f, fit.coefficients()));
                    double least = hNorm(bound, best);
                    assertTrue(error <= StabilityBounds.almostSureFactor(delta, bound) * least);
                }
                assertTrue(fit.largestEigenvalue() <= 4 + 1e-12); // w |phi|^2 <= 2m
            });
            assertTrue(stable[0] > 100, "stable designs: " + stable[0]);
        }
        basis.forEach(3, tuple -> {
            WeightedFit fit = fit(OPTIMAL, tuple);
            if (fit.isStable(delta)) {
                double largest = 0;
                Enumeration law = new Enumeration(basis, OPTIMAL);
                for (int i = 0; i < 6; i++) {
                    largest = Math.max(largest, Math.sqrt(law.weight(i)) * Math.abs(remainder(i, best)));
                }
                double error = Math.sqrt(basis.squaredError(f, fit.coefficients()));
                assertTrue(error <= StabilityBounds.weightedSupremumFactor(delta) * largest);
            }
        });
    }

    private double norm(DoubleUnaryOperator kappa) {
        double sum = 0;
        for (int i = 0; i < 6; i++) {
            sum += basis.mu()[i] * kappa.applyAsDouble(i) * kappa.applyAsDouble(i);
        }
        return Math.sqrt(sum);
    }

    /** The smallest norm with |h| <= kappa ||h||_H. */
    private double hNorm(PointwiseBound kappa, double... coefficients) {
        double norm = 0;
        for (int i = 0; i < 6; i++) {
            norm = Math.max(norm, Math.abs(remainder(i, coefficients)) / kappa.at(i));
        }
        return norm;
    }

    private double remainder(int i, double... coefficients) {
        return f[i] - coefficients[0] * basis.phi()[i][0] - coefficients[1] * basis.phi()[i][1];
    }

    /** E tr S^-1 <= m and E tr(S^-1) w g^2 <= m |g|^2 for the sum S over a projection process: the proof's two steps. */
    @Test
    void theInverseSumOverAProjectionProcess() {
        Enumeration law = new Enumeration(basis, OPTIMAL);
        double trace = expectation(2, law::volume, tuple -> fit(OPTIMAL, tuple).expectedNoiseError(1));
        double tilted = expectation(2, law::volume, tuple -> {
            double g = remainder(tuple[0], best);
            return fit(OPTIMAL, tuple).expectedNoiseError(1) * law.weight(tuple[0]) * g * g;
        });
        assertTrue(trace <= 2 && trace > 1, "trace: " + trace);
        assertTrue(tilted <= 2 * bestError, tilted / bestError + " > 2");
    }

    private double empirical(Weight weight, double[] coefficients, int... tuple) {
        Enumeration law = new Enumeration(basis, weight);
        double sum = 0;
        for (int i : tuple) {
            double left = remainder(i, coefficients);
            sum += law.weight(i) * left * left / tuple.length;
        }
        return sum;
    }

    /** Unbiased, with the variance ||f - Pf||^2; for the other rule unbiased. */
    @Test
    void quadratureOfProjectionProcesses() {
        AtomicBasis polynomials = AtomicBasis.polynomials(6, 3);
        Enumeration law = new Enumeration(polynomials, OPTIMAL);
        double[] moments = new double[3];
        polynomials.forEach(3, tuple -> {
            double probability = law.volume(tuple);
            if (probability > 1e-14) {
                Points points = AtomicBasis.points(tuple);
                double one =
                        WeightedLeastSquares.in(polynomials).quadrature(points).integrate(AtomicBasis.function(f));
                double two = Quadrature.importance(polynomials, OPTIMAL, points).integrate(AtomicBasis.function(f));
                moments[0] += probability * one;
                moments[1] += probability * one * one;
                moments[2] += probability * two;
            }
        });
        double integral = polynomials.projection(f)[0];
        double error = polynomials.squaredError(f, polynomials.projection(f));
        assertEquals(integral, moments[0], EXACT);
        assertEquals(error, moments[1] - integral * integral, EXACT);
        assertEquals(integral, moments[2], EXACT);
    }
}
