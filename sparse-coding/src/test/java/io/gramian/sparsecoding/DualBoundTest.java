package io.gramian.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.backend.Backends;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bound from ADMM's own x, and the falling rho that brings it near. */
class DualBoundTest {
    private static final ConvolutionalSparseCoding ADMM =
            ConvolutionalSparseCoding.admm().withBackend(Backends.cpu()).withTolerance(0);

    private static Dictionary dictionary(Reference reference) {
        return Dictionary.ofColumns(reference.table("dictionary.csv"), 1, 4, 4);
    }

    /** Never above the optimum, however early. */
    @ParameterizedTest
    @ValueSource(
            strings = {"golden_plain", "golden_nonneg", "golden_weighted_l1", "golden_masked", "golden_weighted_data"})
    void neverAboveTheOptimum(String folder) {
        Reference reference = new Reference(folder);
        double optimum = reference.named("expected_optimum.csv").get("objective");
        ConvolutionalSparseCoding coding =
                ADMM.withPenalty(0.1).withRho(RhoRule.fixed(1)).withWeights(reference.numbers("l1_weights.csv"));
        if (folder.equals("golden_nonneg")) {
            coding = coding.withNonNegativity();
        } else if (!folder.equals("golden_plain") && !folder.equals("golden_weighted_l1")) {
            coding = coding.withMask(reference.image("mask.csv"));
        }
        for (int iterations : new int[] {1, 2, 5, 20, 100, 1000}) {
            Certificate certificate = coding.withIterations(iterations)
                    .withEvaluation(1)
                    .encode(reference.image("signal.csv"), dictionary(reference))
                    .certificate();
            assertTrue(certificate.dualBound() <= optimum + 1e-9, iterations + " " + certificate + " " + optimum);
            assertTrue(iterations < 1000 || certificate.relativeGap() < 1e-3, certificate.toString());
        }
    }

    /** With coherent atoms the residual of the code itself bounds next to nothing, long after the objective has settled. */
    @Test
    void farNearerThanTheCodesOwn() {
        double[][] rows = new double[24][24];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                rows[i][j] = Math.sin(0.9 * i + 0.35 * j) + Math.cos(0.05 * i * j) + ((7 * i + 5 * j) % 11 - 5) / 5.0;
            }
        }
        Signal s = Signal.image(rows);
        Dictionary bank = LogGabor.heterogeneous();
        double penalty = 0.05;
        SparseCode code = ADMM.withPenalty(penalty)
                .withRho(RhoRule.falling(0.1, 0.02))
                .withIterations(400)
                .encode(s, bank);
        Signal r = s.minus(bank.synthesise(code.maps()));
        double most = bank.correlate(r, Boundary.CIRCULAR).maxAbsolute();
        double factor = Math.min(penalty / most, r.dot(s) / r.dot(r));
        double own = factor * r.dot(s) - factor * factor * r.dot(r) / 2;
        double objective = r.dot(r) / 2
                + penalty * Arrays.stream(code.maps().values()).map(Math::abs).sum();
        assertEquals(objective, code.objective(), 1e-9 * objective);
        assertTrue(own < 0.3 * objective, own + " of " + objective);
        assertTrue(code.certificate().dualBound() > 0.85 * objective, code.toString());
        assertTrue(code.certificate().dualBound() <= objective, code.toString());
    }

    @Test
    void rhoFallsAsSaid() {
        Reference reference = new Reference("golden_plain");
        SparseCode code = ADMM.withPenalty(0.1)
                .withRho(RhoRule.falling(4, 1.5))
                .withIterations(200)
                .encode(reference.image("signal.csv"), dictionary(reference));
        for (IterationStatistics at : code.history()) {
            double expected = Math.max(1.5, 4 * Math.min(1, 50.0 / at.iteration()));
            assertEquals(expected, at.parameter(), 1e-12, "iteration " + at.iteration());
        }
        assertEquals("rho falling from 4.0 to 1.5", RhoRule.falling(4, 1.5).toString());
        Failures.fails("last rho: expected at most the first, 1.0, found 2.0", () -> RhoRule.falling(1, 2));
        Failures.fails("last rho", () -> RhoRule.falling(1, 0));
        Failures.fails(
                "at least the last, 0.5, found 0.1",
                () -> RhoRule.falling(1, 0.5).withInitial(0.1));
        Failures.fails(
                "does not look at residuals", () -> RhoRule.falling(1, 0.5).withTarget(2));
        Failures.fails(
                "does not look at residuals", () -> RhoRule.falling(1, 0.5).withBound(2));
    }
}
