package io.gramian.sparsecoding;

import static io.gramian.sparsecoding.Failures.fails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoordinateDescentTest {
    /** The golden problem and two variants, each with the optimum that two solvers of others agree on. */
    @ParameterizedTest
    @ValueSource(strings = {"golden_plain", "golden_nonneg", "golden_weighted_l1"})
    void goldenOptimum(String folder) {
        Reference reference = new Reference(folder);
        Signal signal = reference.image("signal.csv");
        Dictionary dictionary = Dictionary.ofColumns(reference.table("dictionary.csv"), 1, 4, 4);
        CoordinateDescent descent =
                CoordinateDescent.ofPenalty(0.1).withTolerance(1e-8).withWeights(reference.numbers("l1_weights.csv"));
        if (folder.equals("golden_nonneg")) {
            descent = descent.withNonNegativity();
        }
        SparseCode code = descent.encode(signal, dictionary);
        Map<String, Double> optimum = reference.named("expected_optimum.csv");
        assertEquals(optimum.get("objective"), code.objective(), 1e-9);
        assertEquals(StopRule.STEP, code.stoppedBy());
        assertArrayEquals(reference.numbers("expected_maps.csv"), code.maps().atomFastest(), 1e-5);
        assertTrue(code.certificate().gap() < 5e-6, code.toString());
        assertTrue(code.certificate().kktResidual() < 1e-7, code.toString());
        assertEquals(optimum.get("lambda_max"), dictionary.largestPenalty(signal, Boundary.CIRCULAR), 1e-9);
    }

    @Test
    void goldenCertificate() {
        Reference reference = new Reference("golden_plain");
        Signal signal = reference.image("signal.csv");
        Dictionary dictionary = Dictionary.ofColumns(reference.table("dictionary.csv"), 1, 4, 4);
        double optimum = reference.named("expected_optimum.csv").get("objective");
        SparseCode rough =
                CoordinateDescent.ofPenalty(0.1).withMaximumChanges(2000).encode(signal, dictionary);
        assertEquals(StopRule.ITERATIONS, rough.stoppedBy());
        assertFalse(rough.converged());
        assertEquals(1, rough.warnings().size());
        assertTrue(rough.objective() > optimum && rough.certificate().dualBound() < optimum);
        SparseCode byGap = CoordinateDescent.ofPenalty(0.1)
                .withTolerance(1e-12)
                .withGapTolerance(1e-4)
                .encode(signal, dictionary, rough.maps());
        assertEquals(StopRule.DUALITY_GAP, byGap.stoppedBy());
        assertTrue(byGap.certificate().relativeGap() <= 1.0001e-4, byGap.toString());
        assertTrue(byGap.objective() - optimum <= byGap.certificate().gap() + 1e-12);
    }

    /** Optimality as the definitions say, on grids of one to three axes, with channels and mixed sizes. */
    @Test
    void optimalityConditions() {
        SplittableRandom random = new SplittableRandom(5);
        int[][] shapes = {{1}, {2}, {7}, {63}, {64}, {65}, {5, 7}, {13, 9}, {11, 1}, {4, 5, 6}};
        int[][] boxes = {{1}, {2}, {4}, {8}, {5}, {9}, {5, 3}, {4, 4}, {3, 1}, {2, 3, 2}};
        for (int i = 0; i < shapes.length; i++) {
            for (Boundary boundary : Boundary.values()) {
                for (int channels : new int[] {1, 2}) {
                    Signal signal = Naive.normal(random, channels, shapes[i]);
                    Dictionary dictionary = Naive.atoms(random, 3, channels, boxes[i]);
                    SparseCode code = CoordinateDescent.ofPenaltyFraction(0.3)
                            .withBoundary(boundary)
                            .withTolerance(1e-10)
                            .encode(signal, dictionary);
                    checkOptimal(signal, dictionary, boundary, code);
                }
            }
        }
    }

    private static void checkOptimal(Signal signal, Dictionary dictionary, Boundary boundary, SparseCode code) {
        double[] x = code.maps().atomFastest();
        double[] fitted = Naive.synthesise(dictionary, x, signal.shape());
        assertArrayEquals(fitted, code.reconstruction().values(), 1e-11);
        double[] left = signal.values();
        double objective = 0;
        for (int at = 0; at < left.length; at++) {
            left[at] -= fitted[at];
            objective += left[at] * left[at] / 2;
        }
        double[] c = Naive.correlate(dictionary, left, signal.shape(), boundary);
        double violation = 0;
        for (int at = 0; at < x.length; at++) {
            objective += code.penalty() * Math.abs(x[at]);
            violation = Math.max(
                    violation,
                    x[at] == 0
                            ? Math.abs(c[at]) - code.penalty()
                            : Math.abs(c[at] - code.penalty() * Math.signum(x[at])));
        }
        String what = boundary + " " + signal + " " + dictionary + " " + code;
        assertTrue(violation < 1e-7, what);
        assertEquals(violation, code.certificate().kktResidual(), 1e-9);
        assertEquals(objective, code.objective(), 1e-10);
        assertTrue(code.certificate().gap() < 1e-6, what);
        assertTrue(code.converged());
    }

    /** With lambda at least lambda_max the code is zero and says so; just below it is not. */
    @Test
    void largestPenalty() {
        SplittableRandom random = new SplittableRandom(1);
        Signal signal = Naive.normal(random, 1, 9, 8);
        Dictionary dictionary = Naive.atoms(random, 4, 1, 3, 3);
        double largest = dictionary.largestPenalty(signal, Boundary.VALID);
        SparseCode zero = CoordinateDescent.ofPenalty(largest)
                .withBoundary(Boundary.VALID)
                .encode(signal, dictionary);
        assertEquals(0, zero.maps().count());
        assertEquals(StopRule.ZERO, zero.stoppedBy());
        assertEquals(0, zero.certificate().gap(), 1e-12);
        assertTrue(zero.warnings().get(0).startsWith("the code is zero: the penalty "));
        SparseCode one = CoordinateDescent.ofPenalty(largest * (1 - 1e-9))
                .withTolerance(1e-14)
                .withBoundary(Boundary.VALID)
                .encode(signal, dictionary);
        assertEquals(1, one.maps().count());
        SparseCode nothing = CoordinateDescent.ofPenaltyFraction(0.1).encode(Signal.zero(1, 9, 8), dictionary);
        assertEquals(StopRule.ZERO, nothing.stoppedBy());
        assertEquals(0, nothing.objective());
    }

    @Test
    void scaleDoesNotMatter() {
        SplittableRandom random = new SplittableRandom(2);
        Signal signal = Naive.normal(random, 1, 40);
        Dictionary dictionary = Naive.atoms(random, 3, 1, 6);
        CoordinateDescent descent = CoordinateDescent.ofPenaltyFraction(0.2).withTolerance(1e-9);
        SparseCode code = descent.encode(signal, dictionary);
        for (double scale : new double[] {1e-140, 1e-20, 1e20, 1e140}) {
            SparseCode scaled = descent.encode(signal.times(scale), dictionary);
            double[] back = scaled.maps().dense().times(1 / scale).values();
            assertArrayEquals(code.maps().dense().values(), back, 1e-7);
            assertTrue(scaled.certificate().relativeGap() < 1e-6, scaled.toString());
        }
    }

    @Test
    void warmStartAtTheOptimumChangesNothing() {
        SplittableRandom random = new SplittableRandom(3);
        Signal signal = Naive.normal(random, 2, 50);
        Dictionary dictionary = Naive.atoms(random, 3, 2, 7);
        CoordinateDescent descent = CoordinateDescent.ofPenalty(2).withTolerance(1e-9);
        SparseCode code = descent.encode(signal, dictionary);
        SparseCode again = descent.withTolerance(1e-8).encode(signal, dictionary, code.maps());
        assertEquals(0, again.iterations());
        assertArrayEquals(code.maps().values(), again.maps().values());
    }

    @Test
    void badInputIsNamed() {
        Signal signal = Signal.series(1, 2, 3, 4);
        Dictionary dictionary = Dictionary.of(Signal.series(1, 2));
        CoordinateDescent descent = CoordinateDescent.ofPenalty(0.1);
        fails("penalty: expected a finite number of at least 0, found -1.0", () -> CoordinateDescent.ofPenalty(-1));
        fails("lambda_max: expected a finite number", () -> CoordinateDescent.ofPenaltyFraction(Double.NaN));
        fails("tolerance: expected a positive", () -> descent.withTolerance(0));
        fails("changes: expected at least 1, found 0", () -> descent.withMaximumChanges(0));
        fails(
                "weights: expected one for each of 1 atoms, found 2",
                () -> descent.withWeights(1, 2).encode(signal, dictionary));
        fails("weight of atom 1: expected", () -> descent.withWeights(1, -2));
        fails("smaller than an atom; expected at least [2]", () -> descent.encode(Signal.series(1), dictionary));
        fails(
                "expected 1 axes as the atoms have, found 2",
                () -> descent.encode(Signal.image(new double[][] {{1, 2}}), dictionary));
        fails(
                "expected 1 channels as the atoms have, found 2; with atoms of one channel, code channel by channel",
                () -> descent.encode(Signal.ofChannels(signal, signal), dictionary));
        CoefficientMaps last = CoefficientMaps.of(new int[] {4}, 1, new int[] {3}, new int[1], new double[] {-1});
        fails(
                "start: atom 0 at place 3 reaches over the end",
                () -> descent.withBoundary(Boundary.VALID).encode(signal, dictionary, last));
        fails(
                "is negative, where none may be",
                () -> descent.withNonNegativity().encode(signal, dictionary, last));
        assertEquals("CoordinateDescent[penalty 0.1, CIRCULAR, tolerance 1.0E-4]", descent.toString());
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> descent.encode(signal, dictionary));
        assertTrue(Thread.interrupted());
    }
}
