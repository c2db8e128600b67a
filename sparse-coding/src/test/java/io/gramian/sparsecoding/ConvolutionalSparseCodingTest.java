package io.gramian.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.backend.Backends;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvolutionalSparseCodingTest {
    private static final ConvolutionalSparseCoding ADMM =
            ConvolutionalSparseCoding.admm().withBackend(Backends.cpu()).withIterations(5000);
    private static final ConvolutionalSparseCoding FISTA =
            ConvolutionalSparseCoding.fista().withBackend(Backends.cpu()).withIterations(5000);

    private static ConvolutionalSparseCoding golden(ConvolutionalSparseCoding coding, Reference reference) {
        ConvolutionalSparseCoding result =
                coding.withPenalty(0.1).withTolerance(0).withWeights(reference.numbers("l1_weights.csv"));
        return switch (reference.folder()) {
            case "golden_nonneg" -> result.withNonNegativity();
            case "golden_elastic" -> result.withRidge(0.1);
            case "golden_gradreg" -> result.withGradientPenalty(0.05);
            case "golden_masked", "golden_weighted_data" -> result.withMask(reference.image("mask.csv"));
            default -> result;
        };
    }

    /** Seven problems, each with the optimum that two solvers of others agree on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "golden_plain",
                "golden_nonneg",
                "golden_weighted_l1",
                "golden_elastic",
                "golden_gradreg",
                "golden_masked",
                "golden_weighted_data"
            })
    void goldenOptimum(String folder) {
        Reference reference = new Reference(folder);
        Signal signal = reference.image("signal.csv");
        Dictionary dictionary = Dictionary.ofColumns(reference.table("dictionary.csv"), 1, 4, 4);
        Map<String, Double> optimum = reference.named("expected_optimum.csv");
        for (ConvolutionalSparseCoding coding :
                new ConvolutionalSparseCoding[] {ADMM.withRho(RhoRule.fixed(1)), FISTA}) {
            SparseCode code = golden(coding, reference)
                    .withGapTolerance(1e-10)
                    .withEvaluation(50)
                    .encode(signal, dictionary);
            String what = folder + " " + coding + " " + code + " " + code.certificate();
            assertEquals(StopRule.DUALITY_GAP, code.stoppedBy(), what);
            assertEquals(optimum.get("objective"), code.objective(), 1e-9, what);
            assertEquals(optimum.get("lambda_max"), code.largestPenalty(), 1e-9, what);
            assertArrayEquals(
                    reference.numbers("expected_maps.csv"), code.maps().atomFastest(), 1e-5, what);
            assertArrayEquals(
                    reference.numbers("expected_reconstruction.csv"),
                    code.reconstruction().values(),
                    1e-5,
                    what);
            assertTrue(code.certificate().dualBound() <= optimum.get("objective") + 1e-9, what);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"golden_plain", "golden_nonneg", "golden_weighted_l1", "golden_elastic", "golden_gradreg"})
    void goldenTrace(String folder) {
        Reference reference = new Reference(folder);
        SparseCode code = golden(ADMM, reference)
                .withRho(RhoRule.fixed(6))
                .withIterations(100)
                .withEvaluation(1)
                .encode(
                        reference.image("signal.csv"),
                        Dictionary.ofColumns(reference.table("dictionary.csv"), 1, 4, 4));
        for (double[] row : reference.rows("expected_admm_fixed_rho_trace.csv")) {
            if (row[0] <= 100) {
                IterationStatistics now = code.history().get((int) row[0] - 1);
                assertEquals(row[1], now.certificate().objective(), 1e-8 * row[1]);
                assertEquals(row[3], now.primalResidual(), 1e-8);
                assertEquals(row[4], now.dualResidual(), 1e-8 * row[4]);
            }
        }
    }

    private static SparseCode sporco(ConvolutionalSparseCoding coding, Reference reference) {
        return coding.withPenalty(0.05)
                .withTolerance(0)
                .encode(
                        reference.image("signal.csv"),
                        Dictionary.ofColumns(reference.table("dictionary.csv"), 1, 8, 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sporco_admm_fixedrho", "sporco_admm_autorho"})
    void sporcoAdmmTrace(String folder) {
        Reference reference = new Reference(folder);
        boolean isFixed = folder.endsWith("fixedrho");
        double tolerance = isFixed ? 1e-8 : 1e-6;
        SparseCode code = sporco(
                ADMM.withIterations(100).withEvaluation(10).withRho(isFixed ? RhoRule.fixed(1) : RhoRule.adaptive()),
                reference);
        for (double[] row : reference.rows("expected_trace.csv")) {
            IterationStatistics now = code.history().get((int) row[0]);
            assertEquals(row[1], now.dataFidelity() + now.penaltyAtPrimal(), tolerance * row[1]);
            assertEquals(row[2], now.dataFidelity(), tolerance * row[2]);
            assertEquals(row[3], now.penaltyAtPrimal() / 0.05, tolerance * row[3]);
            assertEquals(row[5], now.primalResidual(), tolerance * row[5]);
            assertEquals(row[6], now.dualResidual(), tolerance * row[6]);
            assertEquals(row[7], now.parameter(), tolerance * row[7]);
            if (now.certificate() != null) {
                assertEquals(row[4], now.certificate().objective(), tolerance * row[4]);
            }
        }
        Map<String, Double> last = reference.named("expected_final.csv");
        assertEquals(last.get("objective_at_Y"), code.objective(), tolerance * code.objective());
        assertEquals(last.get("nnz"), code.maps().count(), 1);
        assertEquals(last.get("l1"), code.maps().l1Norm(), tolerance * last.get("l1"));
        double[] row40 = reference.numbers("expected_map_row40.csv");
        double[] maps = code.maps().atomFastest();
        for (int at = 0; at < row40.length; at++) {
            assertEquals(row40[at], maps[40 * row40.length + at], tolerance);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sporco_pgm_fixedL", "sporco_pgm_backtrack"})
    void sporcoProximalGradientTrace(String folder) {
        Reference reference = new Reference(folder);
        ConvolutionalSparseCoding coding =
                FISTA.withoutRestart().withIterations(60).withEvaluation(1);
        SparseCode code = sporco(folder.endsWith("backtrack") ? coding.withBacktracking(1) : coding, reference);
        for (double[] row : reference.rows("expected_trace.csv")) {
            IterationStatistics now = code.history().get((int) row[0]);
            assertEquals(row[1], now.certificate().objective(), 1e-8 * row[1], folder + now);
            assertEquals(row[3], now.penaltyAtPrimal() / 0.05, 1e-8 * row[3], folder + now);
            assertEquals(row[4], now.parameter(), 1e-8 * row[4], folder + now);
        }
        double optimum = reference.named("expected_final.csv").get("optimum_objective_fista_restart");
        assertTrue(code.certificate().dualBound() < optimum && code.objective() > optimum);
    }

    @Test
    void maskedProblem() {
        Reference reference = new Reference("masked_problem");
        Signal mask = reference.image("mask.csv");
        double optimum = reference.named("expected_final.csv").get("objective_fista");
        ConvolutionalSparseCoding[] codings = {
            FISTA.withMask(mask),
            ADMM.withMask(mask).withRho(RhoRule.bounded()),
            ADMM.withMask(mask, MaskMethod.ADDITIVE).withRho(RhoRule.fixed(1))
        };
        for (ConvolutionalSparseCoding coding : codings) {
            SparseCode code =
                    sporco(coding.withIterations(3000).withGapTolerance(1e-5).withEvaluation(20), reference);
            String what = coding + " " + code + " " + code.certificate();
            assertEquals(optimum, code.objective(), 1e-6 * optimum, what);
            assertTrue(code.certificate().dualBound() <= optimum * (1 + 1e-9), what);
            assertArrayEquals(
                    reference.numbers("expected_reconstruction.csv"),
                    code.reconstruction().values(),
                    0.01,
                    what);
        }
    }
}
