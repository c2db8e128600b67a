package io.gramian.sparsecoding;

import static io.gramian.sparsecoding.Failures.fails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DebiasingTest {
    /** The residual is orthogonal to every chosen atom, and the places stay what they were. */
    @Test
    void residualIsOrthogonal() {
        SplittableRandom random = new SplittableRandom(3);
        int[][] shapes = {{60}, {9, 14}, {4, 5, 6}};
        int[][] boxes = {{7}, {3, 4}, {2, 3, 2}};
        for (int i = 0; i < shapes.length; i++) {
            for (Boundary boundary : Boundary.values()) {
                Signal signal = Naive.normal(random, 2, shapes[i]);
                Dictionary dictionary = Naive.atoms(random, 3, 2, boxes[i]);
                SparseCode code = CoordinateDescent.ofPenaltyFraction(0.5)
                        .withBoundary(boundary)
                        .encode(signal, dictionary);
                SparseCode fit = Debiasing.standard()
                        .withBoundary(boundary)
                        .withTolerance(1e-12)
                        .fit(signal, code);
                assertEquals(StopRule.RESIDUALS, fit.stoppedBy());
                assertEquals(0, fit.penalty());
                double[] left = signal.minus(fit.reconstruction()).values();
                double[] c = Naive.correlate(dictionary, left, signal.shape(), boundary);
                double[] before = code.maps().atomFastest();
                double[] after = fit.maps().atomFastest();
                for (int at = 0; at < c.length; at++) {
                    assertTrue(before[at] == 0 ? after[at] == 0 : Math.abs(c[at]) < 1e-9, "at " + at);
                }
                assertTrue(fit.objective() < code.objective());
            }
        }
    }

    /** On the places of an orthogonal pursuit there is nothing to improve. */
    @Test
    void pursuitIsFittedAlready() {
        SplittableRandom random = new SplittableRandom(4);
        Signal signal = Naive.normal(random, 1, 50);
        Dictionary dictionary = Naive.atoms(random, 4, 1, 6);
        SparseCode pursuit = MatchingPursuit.orthogonal(10).encode(signal, dictionary);
        SparseCode fit = Debiasing.standard().fit(signal, pursuit);
        assertEquals(0, fit.iterations());
        assertArrayEquals(pursuit.maps().values(), fit.maps().values(), 1e-14);
    }

    @Test
    void limitsAndBadInput() {
        SplittableRandom random = new SplittableRandom(5);
        Signal signal = Naive.normal(random, 1, 50);
        Dictionary dictionary = Naive.atoms(random, 4, 1, 6);
        SparseCode code = CoordinateDescent.ofPenaltyFraction(0.2).encode(signal, dictionary);
        SparseCode rough = Debiasing.standard().withMaximumIterations(1).fit(signal, code);
        assertEquals(StopRule.ITERATIONS, rough.stoppedBy());
        SparseCode zero = CoordinateDescent.ofPenaltyFraction(1).encode(signal, dictionary);
        assertEquals(0, Debiasing.standard().fit(signal, zero).maps().count());
        fails("iterations: expected at least 1", () -> Debiasing.standard().withMaximumIterations(0));
        fails("tolerance: expected", () -> Debiasing.standard().withTolerance(0));
        double[] shorter = Arrays.copyOf(signal.values(), 49);
        fails("expected the shape [49], found [50]", () -> Debiasing.standard().fit(Signal.series(shorter), code));
        assertEquals(
                "Debiasing[tolerance 1.0E-6, at most 500 iterations, CIRCULAR]",
                Debiasing.standard().toString());
    }
}
