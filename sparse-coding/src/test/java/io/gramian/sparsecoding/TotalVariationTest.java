package io.gramian.sparsecoding;

import static io.gramian.sparsecoding.Failures.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backends;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TotalVariationTest {
    private static final ConvolutionalSparseCoding CODING = ConvolutionalSparseCoding.admm()
            .withBackend(Backends.cpu())
            .withPenalty(0.1)
            .withRho(RhoRule.fixed(1))
            .withTolerance(0)
            .withIterations(20000);

    /**
     * Optima of SPORCO 0.2.3 (admm.cbpdntv, rho 1, relaxation 1.8, until both relative residuals were below 1e-11), evaluated
     * at its sparse variable. Its class of the scalar variation shrinks all differences as one vector; for these values its
     * proximal operator was given the axis that it leaves out.
     */
    @ParameterizedTest
    @CsvSource({
        "false, false, 11.966903725590804",
        "false, true, 11.909712243161025",
        "true, false, 11.804560949406891",
        "true, true, 11.535513677443115",
    })
    void optimumOfSporco(boolean isVector, boolean isWeighted, double objective) {
        Reference reference = new Reference("golden_plain");
        ConvolutionalSparseCoding coding =
                isVector ? CODING.withVectorTotalVariation(0.05) : CODING.withTotalVariation(0.05);
        if (isWeighted) {
            coding = coding.withWeights(1, 0.5, 2);
        }
        SparseCode code = coding.withGapTolerance(1e-10)
                .withEvaluation(50)
                .encode(
                        reference.image("signal.csv"),
                        Dictionary.ofColumns(reference.table("dictionary.csv"), 1, 4, 4));
        assertEquals(StopRule.DUALITY_GAP, code.stoppedBy(), code + " " + code.certificate());
        assertEquals(objective, code.objective(), 2e-9, code.toString());
    }

    /** An impulse under a total variation that allows no change has the mean of the signal, shrunk by lambda, everywhere. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 30})
    void constantUnderALargeVariation(int length) {
        Signal signal = Naive.normal(new SplittableRandom(length), 1, length);
        double mean = signal.mean();
        SparseCode code = CODING.withTotalVariation(1e3)
                .withPenalty(Math.abs(mean) / 4)
                .withTolerance(1e-10)
                .encode(signal, Dictionaries.impulse(1, 1));
        for (double value : code.maps().toMaps()[0]) {
            assertEquals(mean * 0.75, value, 1e-6);
        }
    }

    /** The gap closes under all the terms that go along with it, in both precisions, and from a warm start at once. */
    @ParameterizedTest
    @CsvSource({"DOUBLE, CIRCULAR, false", "DOUBLE, VALID, true", "FLOAT, CIRCULAR, true"})
    void gapCloses(Precision precision, Boundary boundary, boolean isVector) {
        SplittableRandom random = new SplittableRandom(2);
        Signal signal = Naive.normal(random, 2, 11, 9);
        Dictionary dictionary = Naive.atoms(random, 3, 2, 3, 4).normalised(Normalisation.L2);
        ConvolutionalSparseCoding coding = CODING.withBoundary(boundary)
                .withBackend(Backends.cpu().withPrecision(precision))
                .withWeights(1, 2, 0.5)
                .withNonNegativity()
                .withRidge(0.2)
                .withGradientPenalty(0.1, 0, 0.3)
                .withEvaluation(20)
                .withGapTolerance(precision == Precision.DOUBLE ? 1e-6 : 1e-4);
        coding = isVector ? coding.withVectorTotalVariation(0.2) : coding.withTotalVariation(0.2);
        SparseCode code = coding.encode(signal, dictionary);
        assertEquals(StopRule.DUALITY_GAP, code.stoppedBy(), code + " " + code.certificate());
        assertTrue(code.certificate().kktResidual() < (precision == Precision.DOUBLE ? 1e-3 : 1e-1));
        SparseCode warm = coding.withIterations(3).withGapTolerance(0).encode(signal, dictionary, code.maps());
        SparseCode cold = coding.withIterations(3).withGapTolerance(0).encode(signal, dictionary);
        assertTrue(warm.objective() < cold.objective(), warm + " " + cold);
    }

    @Test
    void residualsStopAdaptiveRho() {
        SplittableRandom random = new SplittableRandom(4);
        Signal signal = Naive.normal(random, 1, 20, 20);
        SparseCode code = ConvolutionalSparseCoding.admm()
                .withBackend(Backends.cpu())
                .withRelativePenalty(0.1)
                .withTotalVariation(0.1)
                .encode(signal, Naive.atoms(random, 4, 1, 4, 4));
        assertEquals(StopRule.RESIDUALS, code.stoppedBy(), code.toString());
        assertTrue(code.certificate().relativeGap() < 0.05, code.toString());
    }

    @Test
    void badInputAndInterruption() {
        fails("total variation", () -> CODING.withTotalVariation(-1));
        fails("ADMM has it", () -> ConvolutionalSparseCoding.fista().withTotalVariation(1));
        fails("ADMM has it", () -> ConvolutionalSparseCoding.fista().withVectorTotalVariation(1));
        Signal signal = Naive.normal(new SplittableRandom(1), 1, 9);
        Dictionary dictionary = Dictionaries.impulse(1, 1);
        fails(
                "not with a mask",
                () -> CODING.withTotalVariation(1).withMask(signal.map(x -> 1)).encode(signal, dictionary));
        fails("not with a total-variation", () -> TiledSparseCoding.of(CODING.withTotalVariation(1), 32));
        fails(
                "total variation",
                () -> DictionaryLearning.batch()
                        .withCoding(CODING.withTotalVariation(1))
                        .learn(List.of(signal), dictionary));
        Thread.currentThread().interrupt();
        assertThrows(
                CancellationException.class, () -> CODING.withTotalVariation(1).encode(signal, dictionary));
        assertTrue(Thread.interrupted());
    }
}
