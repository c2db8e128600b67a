package io.gramian.sparsecoding;

import static io.gramian.sparsecoding.Failures.fails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backends;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class CodingVariantsTest {
    private static final ConvolutionalSparseCoding ADMM = ConvolutionalSparseCoding.admm()
            .withBackend(Backends.cpu())
            .withRelativePenalty(0.3)
            .withRho(RhoRule.balanced())
            .withTolerance(0)
            .withGapTolerance(1e-8)
            .withIterations(3000);
    private static final ConvolutionalSparseCoding FISTA = ConvolutionalSparseCoding.fista()
            .withBackend(Backends.cpu())
            .withRelativePenalty(0.3)
            .withTolerance(0)
            .withGapTolerance(1e-8)
            .withIterations(3000);
    private static final ConvolutionalSparseCoding[] BOTH = {ADMM, FISTA};

    /** The optimum that coordinate descent finds in space, on one to three axes, with channels and boundaries. */
    @Test
    void coordinateDescentAgrees() {
        SplittableRandom random = new SplittableRandom(11);
        int[][] shapes = {{1}, {2}, {7}, {63}, {64}, {65}, {5, 7}, {13, 9}, {11, 1}, {4, 5, 6}};
        int[][] boxes = {{1}, {2}, {4}, {8}, {5}, {9}, {5, 3}, {4, 4}, {3, 1}, {2, 3, 2}};
        for (int i = 0; i < shapes.length; i++) {
            for (Boundary boundary : Boundary.values()) {
                int channels = 1 + i % 2;
                Signal signal = Naive.normal(random, channels, shapes[i]);
                Dictionary dictionary = Naive.atoms(random, 3, channels, boxes[i]);
                SparseCode expected = CoordinateDescent.ofPenaltyFraction(0.3)
                        .withBoundary(boundary)
                        .withWeights(0.5, 1, 2)
                        .withTolerance(1e-10)
                        .encode(signal, dictionary);
                for (ConvolutionalSparseCoding coding : BOTH) {
                    SparseCode code =
                            coding.withBoundary(boundary).withWeights(0.5, 1, 2).encode(signal, dictionary);
                    String what = coding + " " + signal + " " + dictionary + " " + code;
                    assertTrue(code.converged(), what);
                    assertEquals(expected.largestPenalty(), code.largestPenalty(), 1e-12 * code.largestPenalty());
                    assertEquals(expected.objective(), code.objective(), 2e-8 * expected.objective(), what);
                    double[] fitted = Naive.synthesise(dictionary, code.maps().atomFastest(), signal.shape());
                    assertArrayEquals(fitted, code.reconstruction().values(), 1e-11);
                }
            }
        }
    }

    /** With atoms of one channel every channel is coded by itself, also where the mask differs. */
    @Test
    void separateChannels() {
        SplittableRandom random = new SplittableRandom(12);
        Signal signal = Naive.normal(random, 3, 9, 10);
        Dictionary dictionary = Naive.atoms(random, 2, 1, 3, 4);
        Signal mask = Naive.normal(random, 3, 9, 10).map(value -> value > -1 ? 1 : 0);
        for (ConvolutionalSparseCoding coding : BOTH) {
            SparseCode code = coding.withPenalty(0.8).withMask(mask).encode(signal, dictionary);
            double objective = 0;
            for (int c = 0; c < 3; c++) {
                SparseCode alone =
                        coding.withPenalty(0.8).withMask(mask.channel(c)).encode(signal.channel(c), dictionary);
                objective += alone.objective();
                assertArrayEquals(
                        alone.reconstruction().values(),
                        code.reconstruction().channel(c).values(),
                        0.01);
            }
            assertEquals(objective, code.objective(), 1e-7 * objective);
            assertEquals(6, code.maps().atoms());
        }
    }

    /** Joint sparsity: both solvers meet their dual bound, and channels fall silent together. */
    @Test
    void jointSparsity() {
        SplittableRandom random = new SplittableRandom(13);
        Signal signal = Naive.normal(random, 3, 40);
        Dictionary dictionary = Naive.atoms(random, 2, 1, 6);
        SparseCode separate = FISTA.withPenalty(0.8).encode(signal, dictionary);
        SparseCode admm = ADMM.withPenalty(0.8).withJointPenalty(0.7).encode(signal, dictionary);
        SparseCode fista = FISTA.withPenalty(0.8).withJointPenalty(0.7).encode(signal, dictionary);
        assertTrue(admm.converged() && fista.converged(), admm + " " + fista);
        assertEquals(fista.objective(), admm.objective(), 2e-8 * fista.objective());
        assertTrue(fista.certificate().kktResidual() < 1e-3, fista.certificate().toString());
        assertTrue(silent(fista) > silent(separate));
        double[][] x = fista.maps().toMaps();
        double norms = 0;
        for (int m = 0; m < 2; m++) {
            for (int at = 0; at < 40; at++) {
                norms += Math.sqrt(x[m][at] * x[m][at] + x[2 + m][at] * x[2 + m][at] + x[4 + m][at] * x[4 + m][at]);
            }
        }
        double left = signal.minus(fista.reconstruction()).norm();
        double objective = left * left / 2 + 0.8 * fista.maps().l1Norm() + 0.7 * norms;
        assertEquals(objective, fista.objective(), 1e-10 * objective);
    }

    private static int silent(SparseCode code) {
        double[][] x = code.maps().toMaps();
        int count = 0;
        for (int m = 0; m < 2; m++) {
            for (int at = 0; at < x[0].length; at++) {
                count += x[m][at] == 0 && x[m + 2][at] == 0 && x[m + 4][at] == 0 ? 1 : 0;
            }
        }
        return count;
    }

    /** Masks with quadratic terms, which ADMM divides by rho when it decouples and leaves off its impulse when it adds. */
    @Test
    void masksWithQuadraticTerms() {
        SplittableRandom random = new SplittableRandom(14);
        Signal signal = Naive.normal(random, 1, 12, 11);
        Dictionary dictionary = Naive.atoms(random, 3, 1, 4, 3);
        Signal mask = Naive.normal(random, 1, 12, 11).map(value -> value > -0.5 ? 1 : 0);
        Signal weights = mask.times(1.7);
        double plain = FISTA.withGradientPenalty(0.1, 0, 0.2)
                .withMask(mask)
                .encode(signal, dictionary)
                .objective();
        for (MaskMethod method : MaskMethod.values()) {
            SparseCode code =
                    ADMM.withGradientPenalty(0.1, 0, 0.2).withMask(mask, method).encode(signal, dictionary);
            assertEquals(plain, code.objective(), 2e-8 * plain, method + " " + code);
        }
        double both = FISTA.withRidge(0.3)
                .withMask(weights)
                .encode(signal, dictionary)
                .objective();
        assertEquals(
                both,
                ADMM.withRidge(0.3).withMask(weights).encode(signal, dictionary).objective(),
                2e-8 * both);
        fails("mask: expected at least 0, found -1.0 at 0", () -> ADMM.withMask(weights.map(value -> -1)));
        fails("additive mask: expected 0 or 1, found 1.7", () -> ADMM.withMask(weights, MaskMethod.ADDITIVE));
        fails(
                "additive mask: not with a non-negative code",
                () -> ADMM.withNonNegativity()
                        .withMask(mask, MaskMethod.ADDITIVE)
                        .encode(signal, dictionary));
        fails("mask: expected some data", () -> ADMM.withMask(mask.times(0)).encode(signal, dictionary));
    }

    /** The robust data term: the gap closes, and outliers leave the fit alone. */
    @Test
    void robustDataTerm() {
        SplittableRandom random = new SplittableRandom(15);
        Dictionary dictionary = Dictionary.of(Naive.normal(random, 1, 7), Naive.normal(random, 1, 5))
                .normalised(Normalisation.L2);
        double[] sparse = new double[160];
        for (int at = 7; at < 160; at += 23) {
            sparse[at] = 3;
        }
        Signal clean = dictionary.synthesise(CoefficientMaps.ofAtomFastest(new int[] {80}, 2, sparse));
        double[] values = clean.values();
        for (int at = 3; at < 80; at += 9) {
            values[at] += random.nextBoolean() ? 10 : -10;
        }
        Signal noisy = Signal.series(values);
        SparseCode code =
                ADMM.withRobustData().withPenalty(1).withGapTolerance(1e-4).encode(noisy, dictionary);
        assertTrue(code.converged(), code + " " + code.certificate());
        double misfit = 0;
        for (double value : noisy.minus(code.reconstruction()).values()) {
            misfit += Math.abs(value);
        }
        assertEquals(misfit + code.maps().l1Norm(), code.objective(), 1e-10 * code.objective());
        double plain =
                clean.minus(FISTA.encode(noisy, dictionary).reconstruction()).norm();
        assertTrue(clean.minus(code.reconstruction()).norm() < 0.1 * plain, code.toString());
        fails("robust data term: ADMM has it", FISTA::withRobustData);
    }

    @Test
    void zeroCodeSaysSo() {
        SplittableRandom random = new SplittableRandom(16);
        Signal signal = Naive.normal(random, 1, 9, 8);
        Dictionary dictionary = Naive.atoms(random, 4, 1, 3, 3);
        double largest = dictionary.largestPenalty(signal, Boundary.CIRCULAR);
        for (ConvolutionalSparseCoding coding : BOTH) {
            SparseCode zero = coding.withPenalty(largest * (1 + 1e-12)).encode(signal, dictionary);
            assertEquals(0, zero.maps().count());
            assertEquals(StopRule.ZERO, zero.stoppedBy());
            assertEquals(0, zero.certificate().relativeGap(), 1e-9);
            assertTrue(zero.warnings().get(0).startsWith("the code is zero: the penalty "));
            assertEquals(
                    0,
                    coding.withRelativePenalty(1)
                            .encode(signal, dictionary)
                            .maps()
                            .count());
            SparseCode one = coding.withPenalty(largest * 0.999).encode(signal, dictionary);
            assertEquals(1, one.maps().count());
            assertEquals(0, coding.encode(Signal.zero(1, 9, 8), dictionary).objective());
        }
    }

    @Test
    void scaleDoesNotMatter() {
        SplittableRandom random = new SplittableRandom(17);
        Signal signal = Naive.normal(random, 1, 40);
        Dictionary dictionary = Naive.atoms(random, 3, 1, 6);
        for (ConvolutionalSparseCoding coding : BOTH) {
            ConvolutionalSparseCoding same = coding.withIterations(500);
            double[] code = same.encode(signal, dictionary).maps().dense().values();
            for (double scale : new double[] {1e-60, 1e-20, 1e20, 1e60}) {
                ConvolutionalSparseCoding scaled =
                        coding == ADMM ? same.withRho(RhoRule.balanced().withInitial(2)) : same;
                double[] back = scaled.encode(signal.times(scale), dictionary)
                        .maps()
                        .dense()
                        .times(1 / scale)
                        .values();
                assertArrayEquals(code, back, 1e-3);
            }
        }
    }

    @Test
    void stopsAndRecords() {
        SplittableRandom random = new SplittableRandom(18);
        Signal signal = Naive.normal(random, 1, 20, 21);
        Dictionary dictionary = Naive.atoms(random, 5, 1, 4, 4);
        for (ConvolutionalSparseCoding coding : BOTH) {
            SparseCode early = coding.withIterations(7).withEvaluation(2).encode(signal, dictionary);
            assertEquals(StopRule.ITERATIONS, early.stoppedBy());
            assertFalse(early.converged());
            assertTrue(early.warnings().get(0).startsWith("the code has not converged"));
            assertEquals(7, early.iterations());
            assertEquals(7, early.history().size());
            assertTrue(early.history().get(1).certificate() != null
                    && early.history().get(2).certificate() == null);
            SparseCode full = coding.withTolerance(1e-4).withGapTolerance(0).encode(signal, dictionary);
            assertEquals(StopRule.RESIDUALS, full.stoppedBy());
            SparseCode again = coding.withTolerance(1e-4).withGapTolerance(0).encode(signal, dictionary, full.maps());
            assertTrue(again.iterations() < full.iterations(), again + " " + full);
            assertTrue(full.certificate().dualBound() <= again.objective());
        }
        SparseCode absolute = ADMM.withResiduals(ResidualConvention.ABSOLUTE)
                .withGapTolerance(0)
                .withAbsoluteTolerance(1e-6)
                .encode(signal, dictionary);
        assertEquals(StopRule.RESIDUALS, absolute.stoppedBy());
        IterationStatistics last = absolute.history().get(absolute.history().size() - 1);
        assertTrue(last.primalResidual() < 1e-6 * Math.sqrt(5 * 420.0), last.toString());
    }

    /** The same bits for any number of threads and when coded one after the other; single precision is near. */
    @Test
    void threadsBatchesAndPrecision() {
        SplittableRandom random = new SplittableRandom(19);
        List<Signal> signals = List.of(Naive.normal(random, 1, 31, 20), Naive.normal(random, 1, 31, 20));
        Dictionary dictionary = Naive.atoms(random, 4, 1, 5, 5);
        for (ConvolutionalSparseCoding coding : BOTH) {
            ConvolutionalSparseCoding short30 = coding.withIterations(30);
            List<SparseCode> codes = short30.encodeAll(signals, dictionary);
            SparseCode alone =
                    short30.withBackend(Backends.cpu().withThreads(3)).encode(signals.get(1), dictionary);
            assertArrayEquals(alone.maps().values(), codes.get(1).maps().values());
            SparseCode single = short30.withBackend(Backends.cpu().withPrecision(Precision.FLOAT))
                    .encode(signals.get(1), dictionary);
            assertEquals(alone.objective(), single.objective(), 1e-4 * alone.objective());
        }
        assertEquals(0, ADMM.encodeAll(List.of(), dictionary).size());
    }

    /** A code of 0.3 % large coefficients comes back from its signal (SPORCO's own test of itself). */
    @Test
    void recoversASparseCode() {
        SplittableRandom random = new SplittableRandom(20);
        List<Signal> atoms = new ArrayList<>();
        for (int m = 0; m < 4; m++) {
            atoms.add(Naive.normal(random, 1, 8, 8));
        }
        Dictionary dictionary = Dictionary.of(atoms);
        Signal wanted = Naive.normal(random, 4, 63, 63).map(value -> Math.abs(value) > 3 ? value : 0);
        Signal signal = dictionary.synthesise(CoefficientMaps.of(wanted));
        SparseCode code = ConvolutionalSparseCoding.admm()
                .withBackend(Backends.cpu())
                .withPenalty(1e-4)
                .withRho(RhoRule.fixed(0.1))
                .encode(signal, dictionary);
        assertTrue(code.maps().dense().minus(wanted).norm() < 5e-5 * wanted.norm(), code.toString());
        assertTrue(signal.minus(code.reconstruction()).norm() < 1e-4 * signal.norm());
    }

    @Test
    void pixelWeightsHoldCoefficientsBack() {
        SplittableRandom random = new SplittableRandom(21);
        Signal signal = Naive.normal(random, 1, 30);
        Dictionary dictionary = Naive.atoms(random, 2, 1, 4);
        double[] weights = new double[60];
        java.util.Arrays.setAll(weights, at -> at % 3 == 0 ? 1e6 : 1);
        for (ConvolutionalSparseCoding coding : BOTH) {
            SparseCode code = coding.withPixelWeights(Signal.of(weights, 2, 30)).encode(signal, dictionary);
            assertTrue(code.converged());
            double[] dense = code.maps().dense().values();
            for (int at = 0; at < dense.length; at += 3) {
                assertEquals(0, dense[at]);
            }
        }
    }

    @Test
    void badInputIsNamed() {
        Signal signal = Signal.series(1, 2, 3, 4);
        Dictionary dictionary = Dictionary.of(Signal.series(1, 2));
        fails("penalty: expected a finite number of at least 0, found -1.0", () -> ADMM.withPenalty(-1));
        fails("lambda_max: expected a finite number", () -> ADMM.withRelativePenalty(Double.NaN));
        fails("relaxation: expected a number between 0 and 2", () -> ADMM.withRelaxation(2));
        fails("relaxation: ADMM has it", () -> FISTA.withRelaxation(1));
        fails("backtracking: the proximal gradient method has it", () -> ADMM.withBacktracking(1));
        fails(
                "weights: expected one for each of 1 atoms",
                () -> ADMM.withWeights(1, 2).encode(signal, dictionary));
        fails("weight of atom 1: expected", () -> ADMM.withWeights(1, -2));
        fails("smaller than an atom", () -> ADMM.encode(Signal.series(1), dictionary));
        fails("expected 1 axes", () -> ADMM.encode(Signal.image(new double[][] {{1, 2}}), dictionary));
        fails("expected 2 channels", () -> ADMM.encode(signal, Dictionary.of(Signal.ofChannels(signal, signal))));
        fails(
                "mask: expected the shape [4]",
                () -> ADMM.withMask(Signal.series(1)).encode(signal, dictionary));
        fails(
                "backtracking: not with a ridge",
                () -> FISTA.withBacktracking(1).withRidge(1).encode(signal, dictionary));
        fails(
                "start: expected 1 maps on [4]",
                () -> ADMM.encode(
                        signal,
                        dictionary,
                        CoefficientMaps.of(new int[] {5}, 1, new int[0], new int[0], new double[0])));
        assertTrue(ADMM.toString().startsWith("ConvolutionalSparseCoding[ADMM, rho from 50 lambda + 1"));
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> ADMM.encode(signal, dictionary));
        assertTrue(Thread.interrupted());
    }
}
