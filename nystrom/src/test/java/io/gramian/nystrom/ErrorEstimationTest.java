package io.gramian.nystrom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Matrices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorEstimationTest {
    private static final Backend CPU = Backends.cpu().withThreads(1);

    static List<SelectionReference> cases() {
        return SelectionReference.ALL;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void normsAreThoseOfNumpy(SelectionReference reference) {
        double[] ridges = reference.column("expected_nystrom_errors.csv", "gamma");
        for (int row = 0; row < ridges.length; row++) {
            NystromApproximation k = NystromApproximation.of(
                    reference.kernel(), reference.points(), reference.landmarks(row / 2), Backends.cpu());
            check(reference, "proj", row, k, false);
            check(reference, "reg", row, k.withRidge(ridges[row]), row == 3); // nine n^3 operations once
        }
    }

    private static void check(
            SelectionReference reference, String kind, int row, NystromApproximation k, boolean isExact) {
        String file = "expected_nystrom_errors.csv";
        double spectral = reference.column(file, kind + "_spectral")[row];
        double frobenius = reference.column(file, kind + "_frobenius")[row];
        double trace = reference.column(file, kind + "_trace")[row];
        ErrorEstimation estimation =
                ErrorEstimation.standard().withExactUpTo(isExact ? 1000 : 0).withSteps(14);
        ErrorCertificate found = estimation.certify(k, new SplittableRandom(row));
        assertEquals(isExact, found.isExact());
        assertEquals(trace, found.trace(), 1e-10 * trace);
        assertEquals(trace / k.size(), found.relativeTrace(), 1e-10);
        assertEquals(spectral, found.spectralLower(), 1e-7 * spectral);
        if (isExact) {
            assertEquals(spectral, found.spectralUpper(), 1e-10 * spectral);
            assertEquals(frobenius, found.frobenius(), 1e-10 * frobenius);
            assertEquals(0, found.frobeniusStandardError());
        } else {
            assertTrue(found.spectralUpper() >= spectral && found.spectralUpper() < 1.05 * spectral);
            assertEquals(frobenius, found.frobenius(), 6 * found.frobeniusStandardError());
        }
    }

    /** How often the upper bound holds on diag(eigenvalues), in so many draws. */
    private static int covered(IntToDoubleFunction eigenvalue, int n, int r, int k, double confidence, int draws) {
        double[] values = IntStream.range(0, n).mapToDouble(eigenvalue).toArray();
        SplittableRandom random = new SplittableRandom(7);
        int covered = 0;
        try (Matrix diagonal = Matrices.diagonal(values, CPU)) {
            for (int draw = 0; draw < draws; draw++) {
                KrylovNorm norm = KrylovNorm.of(
                        v -> CPU.linearAlgebra().multiply(diagonal, v), n, r, k, confidence, random, CPU, step -> {});
                assertTrue(norm.lower() <= values[0] * (1 + 1e-12));
                covered += norm.upper() >= values[0] ? 1 : 0;
            }
        }
        return covered;
    }

    /**
     * One eigenvalue and zeros, one product: the bound is the law of the start itself, so it holds exactly as often as it
     * says. 2,000 draws, within 4.9 standard deviations on both sides (false alarm 1e-6); a level off by 0.06 would show.
     */
    @ParameterizedTest
    @CsvSource({"1, 0.7", "3, 0.5", "2, 0.9"})
    void coverageIsTheConfidenceWhereTheBoundIsSharp(int r, double confidence) {
        int draws = 2000;
        double sigma = Math.sqrt(draws * confidence * (1 - confidence));
        int covered = covered(i -> i == 0 ? 3 : 0, 20, r, 1, confidence, draws);
        assertEquals(draws * confidence, covered, 4.9 * sigma);
    }

    /** The worst spectrum for two products has lambda_1 / 2 or so at the others: coverage at least the confidence. */
    @ParameterizedTest
    @CsvSource({"1, 2, 0.5, 0.0", "1, 2, 0.5, 0.5", "1, 3, 0.6, 0.9", "2, 2, 0.5, 0.7", "3, 4, 0.5, 0.99"})
    void coverageIsAtLeastTheConfidence(int r, int k, double confidence, double share) {
        int draws = 600;
        double sigma = Math.sqrt(draws * confidence * (1 - confidence));
        int covered = covered(i -> i == 0 ? 1 : share * (20 - i) / 19.0, 20, r, k, confidence, draws);
        assertTrue(covered >= draws * confidence - 4.9 * sigma, covered + " of " + draws);
    }

    /** A bound that were for one product more than were made fails the same count. */
    @Test
    void anOptimisticGapIsFoundOut() {
        int draws = 2000;
        double confidence = 0.7;
        double wrong = KrylovNorm.gap(20, 1, 2, confidence);
        double right = KrylovNorm.gap(20, 1, 1, confidence);
        SplittableRandom random = new SplittableRandom(7);
        double[] values = new double[20];
        values[0] = 3;
        int covered = 0;
        try (Matrix diagonal = Matrices.diagonal(values, CPU)) {
            for (int draw = 0; draw < draws; draw++) {
                KrylovNorm norm = KrylovNorm.of(
                        v -> CPU.linearAlgebra().multiply(diagonal, v), 20, 1, 1, confidence, random, CPU, step -> {});
                covered += norm.upper() * (1 - right) / (1 - wrong) >= 3 ? 1 : 0;
            }
        }
        assertTrue(covered < draws * confidence - 4.9 * Math.sqrt(draws * confidence * (1 - confidence)));
    }

    /** The certificate of real residuals: 300 starts, coverage at least 0.6 less 4.9 deviations, and not trivially wide. */
    @Test
    void certificatesCoverTheExactNorm() {
        Points x = Samples.clusters(4, 1, 40, 30, 10);
        Kernel kernel = Kernel.gaussian(0.5);
        NystromApproximation k = NystromApproximation.of(kernel, x, Landmarks.of(x, 0, 5, 41, 75), CPU);
        ErrorCertificate exact = ErrorEstimation.standard().certify(k, new SplittableRandom(1));
        assertTrue(exact.isExact());
        assertEquals(1, exact.confidence());
        ErrorEstimation quick = ErrorEstimation.standard()
                .withExactUpTo(0)
                .withProbes(2)
                .withSteps(2)
                .withConfidence(0.6);
        int covered = 0;
        double sum = 0;
        double squares = 0;
        int draws = 300;
        SplittableRandom random = new SplittableRandom(3);
        for (int draw = 0; draw < draws; draw++) {
            ErrorCertificate found = quick.certify(k, random);
            assertFalse(found.isExact());
            assertEquals(0.6, found.confidence());
            assertTrue(found.spectralLower() <= exact.spectralUpper() * (1 + 1e-12));
            assertTrue(found.spectralUpper() <= found.trace());
            covered += found.spectralUpper() >= exact.spectralUpper() ? 1 : 0;
            sum += found.squaredFrobenius();
            squares += found.squaredFrobenius() * found.squaredFrobenius();
        }
        assertTrue(covered >= 0.6 * draws - 4.9 * Math.sqrt(draws * 0.24), covered + "");
        double mean = sum / draws;
        double error = Math.sqrt((squares / draws - mean * mean) / draws);
        assertEquals(exact.squaredFrobenius(), mean, 4.9 * error); // unbiased, false alarm 1e-6
        assertTrue(error < 0.1 * mean, "the test has power");
    }

    /** The stated standard errors: the mean of their squares is the variance of the estimates, within a third. */
    @Test
    void standardErrorsAreThoseOfTheEstimates() {
        Points x = Samples.normal(60, 2, 1);
        NystromApproximation k = NystromApproximation.of(Kernel.matern12(1), x, Landmarks.of(x, 0, 1, 2), CPU);
        ErrorEstimation quick = ErrorEstimation.standard().withExactUpTo(0).withSteps(1);
        SplittableRandom random = new SplittableRandom(3);
        int draws = 400;
        double[] values = new double[draws];
        double stated = 0;
        for (int draw = 0; draw < draws; draw++) {
            ErrorCertificate found = quick.certify(k, random);
            values[draw] = found.squaredFrobenius();
            stated += Math.pow(found.squaredFrobeniusStandardError(), 2) / draws;
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance =
                Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (draws - 1);
        assertEquals(variance, stated, variance / 3);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "7", "63", "64", "65"})
    void nothingIsLeftWhereAllPointsAreLandmarks(int n) {
        Points x = Samples.normal(n, 2, n);
        int[] all = IntStream.range(0, n).toArray();
        NystromApproximation k = NystromApproximation.of(Kernel.matern32(1), x, Landmarks.of(x, all), CPU);
        for (int limit : new int[] {0, 500}) {
            ErrorCertificate found =
                    ErrorEstimation.standard().withExactUpTo(limit).certify(k, new SplittableRandom(1));
            assertEquals(0, found.trace(), 1e-12 * n);
            assertEquals(0, found.spectralUpper(), 1e-12 * n);
            assertEquals(0, found.frobenius(), 1e-12 * n);
        }
    }

    /** A residual of rank two ends the Krylov space after two directions, and then the norm is exact. */
    @Test
    void anExhaustedSpaceIsExact() {
        Points x = Points.of(new double[][] {{1, 2, 0}, {0, 1, 1}, {3, 0, 1}, {1, 1, 1}, {0, 2, 5}, {2, 2, 2}});
        NystromApproximation k = NystromApproximation.of(Kernel.linear(), x, Landmarks.of(x, 0), CPU);
        ErrorCertificate exact = ErrorEstimation.standard().certify(k, new SplittableRandom(1));
        ErrorEstimation one =
                ErrorEstimation.standard().withExactUpTo(0).withProbes(1).withSteps(6);
        ErrorCertificate found = one.certify(k, new SplittableRandom(2));
        assertEquals(exact.spectralUpper(), found.spectralLower(), 1e-6 * exact.spectralUpper());
        assertEquals(exact.spectralUpper(), found.spectralUpper(), 1e-6 * exact.spectralUpper());
        assertTrue(Double.isNaN(found.squaredFrobeniusStandardError()));
        ErrorCertificate many =
                ErrorEstimation.standard().withExactUpTo(0).withProbes(4).certify(k, new SplittableRandom(2));
        assertEquals(exact.spectralUpper(), many.spectralUpper(), 1e-6 * exact.spectralUpper());
    }

    @Test
    void backendFloat() {
        Points x = Samples.normal(300, 3, 1);
        Landmarks landmarks = Landmarks.of(x, IntStream.range(0, 20).toArray());
        Kernel kernel = Kernel.matern32(1);
        NystromApproximation k = NystromApproximation.of(kernel, x, landmarks, CPU.withPrecision(Precision.FLOAT));
        NystromApproximation precise = NystromApproximation.of(kernel, x, landmarks, CPU);
        ErrorEstimation longer = ErrorEstimation.standard().withExactUpTo(0).withSteps(10);
        double expected = ErrorEstimation.standard()
                .certify(precise, new SplittableRandom(1))
                .spectralUpper();
        ErrorCertificate found = longer.certify(k, new SplittableRandom(1));
        assertEquals(expected, found.spectralLower(), 1e-3 * expected);
        assertTrue(found.spectralUpper() >= expected * (1 - 1e-3));
    }

    @Test
    void progressIsHeardAndInterruptionStopsIt() {
        Points x = Samples.normal(30, 2, 1);
        NystromApproximation k = NystromApproximation.of(Kernel.matern12(1), x, Landmarks.of(x, 0), CPU);
        List<String> heard = new ArrayList<>();
        ErrorEstimation estimation = ErrorEstimation.standard()
                .withExactUpTo(0)
                .withProbes(1)
                .withSteps(3)
                .withProgress((stage, done, total) -> heard.add(stage + " " + done + "/" + total));
        estimation.certify(k, new SplittableRandom(1));
        assertEquals(List.of("Lanczos steps 1/3", "Lanczos steps 2/3", "Lanczos steps 3/3"), heard);
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> estimation.certify(k, new SplittableRandom(1)));
        assertTrue(Thread.interrupted());
    }

    @Test
    void badInputIsNamed() {
        ErrorEstimation estimation = ErrorEstimation.standard();
        fails("confidence: expected a number within (0, 1), found 1.0", () -> estimation.withConfidence(1));
        fails("probes: expected at least 1, found 0", () -> estimation.withProbes(0));
        fails("steps: expected at least 1, found 0", () -> estimation.withSteps(0));
        fails("points of exact norms: expected at least 0, found -1", () -> estimation.withExactUpTo(-1));
        assertEquals(
                "ErrorEstimation[confidence 0.99, 10 probes, 8 steps, exact up to 500 points]", estimation.toString());
    }

    private static void fails(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
