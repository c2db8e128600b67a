package io.gramian.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backends;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TiledSparseCodingTest {
    private static final ConvolutionalSparseCoding CODING = ConvolutionalSparseCoding.admm()
            .withBackend(Backends.cpu())
            .withRelativePenalty(0.2)
            .withRho(RhoRule.fixed(2))
            .withTolerance(1e-7)
            .withIterations(3000);

    private static TiledSparseCoding tiled(ConvolutionalSparseCoding coding, int window) {
        return TiledSparseCoding.of(coding, window).withSweeps(40).withTolerance(1e-10);
    }

    /** The optimum of the whole is that of the pieces' sweeps, whatever the axes, lengths and boundary. */
    @ParameterizedTest
    @CsvSource({
        "CIRCULAR, 24, 41x37, 5x4, 1, false",
        "VALID, 20, 41x19, 5x4, 1, true",
        "CIRCULAR, 30, 101, 7, 2, false",
        "VALID, 16, 97, 6, 1, false",
        "CIRCULAR, 12, 17x12x13, 3x2x3, 1, true",
    })
    void sameOptimumAsUntiled(
            Boundary boundary, int window, String shape, String support, int channels, boolean isVaried) {
        SplittableRandom random = new SplittableRandom(7);
        Signal signal = Naive.normal(random, channels, lengths(shape));
        Dictionary dictionary =
                Naive.atoms(random, 4, channels, lengths(support)).normalised(Normalisation.L2);
        ConvolutionalSparseCoding coding = CODING.withBoundary(boundary);
        if (isVaried) {
            coding = coding.withWeights(1, 0.7, 2, 1).withNonNegativity().withRidge(0.3);
        }
        SparseCode whole = coding.encode(signal, dictionary);
        SparseCode pieces = tiled(coding, window).encode(signal, dictionary);
        String what = whole + " " + pieces + " " + pieces.certificate();
        assertEquals(whole.penalty(), pieces.penalty(), 1e-12 * whole.penalty(), what);
        assertEquals(whole.largestPenalty(), pieces.largestPenalty(), 1e-12 * whole.largestPenalty(), what);
        assertEquals(whole.objective(), pieces.objective(), 1e-6 * whole.objective(), what);
        assertEquals(whole.certificate().dualBound(), pieces.certificate().dualBound(), 1e-4 * whole.objective(), what);
        assertTrue(pieces.certificate().relativeGap() < 1e-3, what);
        assertArrayEquals(
                Naive.synthesise(dictionary, pieces.maps().atomFastest(), signal.shape()),
                pieces.reconstruction().values(),
                1e-10,
                what);
        assertArrayEquals(
                whole.reconstruction().values(), pieces.reconstruction().values(), 2e-2, what);
    }

    private static int[] lengths(String shape) {
        return Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
    }

    /** Each channel with maps of its own. */
    @Test
    void channelsApart() {
        SplittableRandom random = new SplittableRandom(3);
        Signal signal = Naive.normal(random, 2, 40, 23);
        Dictionary dictionary = Naive.atoms(random, 3, 1, 4, 4).normalised(Normalisation.L2);
        SparseCode whole = CODING.encode(signal, dictionary);
        SparseCode pieces = tiled(CODING, 20).encode(signal, dictionary);
        assertEquals(whole.objective(), pieces.objective(), 1e-6 * whole.objective());
        assertEquals(6, pieces.maps().atoms());
    }

    /** What a sweep finds is no worse than what was there, and the bounds of all lie below the best. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void everySweepIsBetter(Precision precision) {
        SplittableRandom random = new SplittableRandom(5);
        Signal signal = Naive.normal(random, 1, 50, 45);
        Dictionary dictionary = Naive.atoms(random, 6, 1, 6, 6).normalised(Normalisation.L2);
        ConvolutionalSparseCoding coarse =
                CODING.withTolerance(1e-3).withBackend(Backends.cpu().withPrecision(precision));
        double before = signal.dot(signal) / 2;
        List<Double> bounds = new ArrayList<>();
        for (int sweeps = 1; sweeps <= 4; sweeps++) {
            SparseCode code = TiledSparseCoding.of(coarse, 20)
                    .withSweeps(sweeps)
                    .withTolerance(0)
                    .encode(signal, dictionary);
            assertTrue(code.objective() < before, sweeps + " " + code);
            assertEquals(StopRule.ITERATIONS, code.stoppedBy());
            assertEquals(1, code.warnings().size());
            before = code.objective();
            bounds.add(code.certificate().dualBound());
        }
        double best = CODING.encode(signal, dictionary).objective();
        assertTrue(before >= best * (1 - 1e-6) && before < best * 1.01, before + " " + best);
        assertTrue(bounds.stream().allMatch(bound -> bound <= best), bounds + " " + best);
    }

    /** With coherent atoms the windows' own dual points bound the whole far more closely than what the code leaves. */
    @ParameterizedTest
    @EnumSource(Boundary.class)
    void windowsBoundTheWhole(Boundary boundary) {
        double[][] rows = new double[50][61];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[0].length; j++) {
                rows[i][j] = Math.sin(0.9 * i + 0.35 * j) + Math.cos(0.05 * i * j) + ((7 * i + 5 * j) % 11 - 5) / 5.0;
            }
        }
        Signal signal = Signal.image(rows);
        Dictionary bank = LogGabor.ofSize(8).withOrientations(6).dictionary().normalised(Normalisation.L2);
        ConvolutionalSparseCoding coding = ConvolutionalSparseCoding.admm()
                .withBackend(Backends.cpu())
                .withPenalty(0.2)
                .withRho(RhoRule.fixed(0.3))
                .withBoundary(boundary)
                .withTolerance(3e-3);
        double whole = coding.encode(signal, bank).objective();
        SparseCode code = TiledSparseCoding.of(coding, 32).withSweeps(2).encode(signal, bank);
        Signal left = signal.minus(code.reconstruction());
        double factor = 0.2 / bank.correlate(left, boundary).maxAbsolute();
        double own = factor * left.dot(signal) - factor * factor * left.dot(left) / 2;
        assertTrue(own < 0.9 * code.objective(), own + " " + code);
        assertTrue(code.certificate().relativeGap() < 0.06, code.toString());
        assertTrue(code.certificate().dualBound() <= whole, code + " " + whole);
        assertEquals(2, code.history().size());
        IterationStatistics last = code.history().get(1);
        assertEquals(code.objective(), last.dataFidelity() + last.penaltyAtAuxiliary(), 1e-12 * code.objective());
        assertEquals(code.certificate(), last.certificate());
    }

    /** The middles of the windows leave no place of the grid out, whatever the ends. */
    @ParameterizedTest
    @CsvSource({"CIRCULAR, 24, 41x37, 5x4", "VALID, 20, 41x19, 5x4", "CIRCULAR, 12, 12x40, 6x6", "VALID, 16, 97, 6"})
    void middlesCoverTheGrid(Boundary boundary, int window, String shape, String support) {
        int[] lengths = lengths(shape);
        TileGrid tiles = new TileGrid(lengths, lengths(support), window, boundary);
        double[] grid = new double[2 * Arrays.stream(lengths).reduce(1, (a, b) -> a * b)];
        double[] ones = new double[tiles.read(grid, 2, 0).length];
        Arrays.fill(ones, 1);
        for (int tile = 0; tile < tiles.count(); tile++) {
            tiles.writeMiddle(ones, grid, 2, tile);
        }
        assertEquals(grid.length, Arrays.stream(grid).sum());
    }

    /** Windows whose iterations run out leave a code that is not converged, whether or not what they found was taken. */
    @ParameterizedTest
    @ValueSource(ints = {3, 5, 10, 30})
    void unsolvedWindowsAreNotConverged(int iterations) {
        SplittableRandom random = new SplittableRandom(1);
        Signal signal = Naive.normal(random, 1, 64, 64);
        Dictionary dictionary = Naive.atoms(random, 8, 1, 6, 6).normalised(Normalisation.L2);
        SparseCode code = TiledSparseCoding.of(
                        ConvolutionalSparseCoding.admm().withPenalty(0.2).withIterations(iterations), 32)
                .encode(signal, dictionary);
        assertEquals(StopRule.ITERATIONS, code.stoppedBy(), code.toString());
        assertEquals(1, code.warnings().size());
    }

    /** A gap that was asked for and missed is said. */
    @Test
    void missedGapsAreSaid() {
        SplittableRandom random = new SplittableRandom(1);
        Signal signal = Naive.normal(random, 1, 40, 40);
        Dictionary dictionary = Naive.atoms(random, 8, 1, 6, 6).normalised(Normalisation.L2);
        ConvolutionalSparseCoding coding = ConvolutionalSparseCoding.admm()
                .withPenalty(0.2)
                .withTolerance(0.3)
                .withGapTolerance(1e-6);
        for (SparseCode code : List.of(
                coding.encode(signal, dictionary),
                TiledSparseCoding.of(coding, 30).withTolerance(0.5).encode(signal, dictionary))) {
            assertTrue(code.certificate().relativeGap() > 1e-6);
            assertTrue(code.converged(), code.toString());
            assertTrue(code.warnings().get(0).startsWith("the relative duality gap is "), code.warnings() + "");
        }
        SparseCode reached = coding.withTolerance(0).withGapTolerance(1e-2).encode(signal, dictionary);
        assertEquals(StopRule.DUALITY_GAP, reached.stoppedBy());
        assertEquals(List.of(), reached.warnings());
    }

    @Test
    void gapStopsTheSweeps() {
        SplittableRandom random = new SplittableRandom(11);
        Signal signal = Naive.normal(random, 1, 60);
        Dictionary dictionary = Naive.atoms(random, 3, 1, 5).normalised(Normalisation.L2);
        SparseCode code = tiled(CODING.withGapTolerance(1e-2), 20).encode(signal, dictionary);
        assertEquals(StopRule.DUALITY_GAP, code.stoppedBy());
        assertTrue(code.certificate().relativeGap() <= 1e-2, code.toString());
    }

    @Test
    void sameForAnyNumberOfThreads() {
        SplittableRandom random = new SplittableRandom(13);
        Signal signal = Naive.normal(random, 1, 70, 66);
        Dictionary dictionary = Naive.atoms(random, 9, 1, 5, 5).normalised(Normalisation.L2);
        TiledSparseCoding one = TiledSparseCoding.of(
                CODING.withTolerance(1e-3).withBackend(Backends.cpu().withThreads(1)), 48);
        TiledSparseCoding two = TiledSparseCoding.of(
                CODING.withTolerance(1e-3).withBackend(Backends.cpu().withThreads(2)), 48);
        assertArrayEquals(
                one.encode(signal, dictionary).maps().values(),
                two.encode(signal, dictionary).maps().values());
    }

    /** A signal within one window is coded as it is; a penalty of lambda_max says so. */
    @Test
    void smallSignalAndZeroCode() {
        SplittableRandom random = new SplittableRandom(17);
        Signal signal = Naive.normal(random, 1, 40, 40);
        Dictionary dictionary = Naive.atoms(random, 3, 1, 4, 4);
        assertEquals(
                CODING.encode(signal, dictionary).objective(),
                TiledSparseCoding.of(CODING, 40).encode(signal, dictionary).objective());
        SparseCode zero =
                TiledSparseCoding.of(CODING.withRelativePenalty(1), 16).encode(signal, dictionary);
        assertEquals(StopRule.ZERO, zero.stoppedBy());
        assertEquals(0, zero.maps().count());
        assertEquals(0, zero.certificate().relativeGap(), 1e-12);
        assertTrue(
                zero.warnings().get(0).contains("the code is zero"),
                zero.warnings().toString());
    }

    @Test
    void progressAndInterruption() {
        SplittableRandom random = new SplittableRandom(19);
        Signal signal = Naive.normal(random, 1, 64, 40);
        Dictionary dictionary = Naive.atoms(random, 3, 1, 4, 4);
        List<String> heard = new ArrayList<>();
        TiledSparseCoding.of(CODING.withTolerance(1e-2), 32)
                .withSweeps(2)
                .withProgress((stage, done, total) -> heard.add(stage + " " + done + "/" + total))
                .encode(signal, dictionary);
        assertEquals("tiled sparse coding 1/12", heard.get(0));
        TiledSparseCoding interrupting = TiledSparseCoding.of(CODING, 32)
                .withProgress((stage, done, total) -> Thread.currentThread().interrupt());
        assertThrows(CancellationException.class, () -> interrupting.encode(signal, dictionary));
        assertTrue(Thread.interrupted());
    }

    @Test
    void badInput() {
        SplittableRandom random = new SplittableRandom(23);
        Signal signal = Naive.normal(random, 1, 40, 40);
        Dictionary dictionary = Naive.atoms(random, 3, 1, 9, 4);
        Failures.fails(
                "window: expected at least 18",
                () -> TiledSparseCoding.of(CODING, 17).encode(signal, dictionary));
        Failures.fails("not with a mask", () -> TiledSparseCoding.of(CODING.withMask(signal.map(Math::abs)), 32));
        Failures.fails("not with a gradient penalty", () -> TiledSparseCoding.of(CODING.withGradientPenalty(1), 32));
        Failures.fails("not with a joint penalty", () -> TiledSparseCoding.of(CODING.withJointPenalty(1), 32));
        Failures.fails("window", () -> TiledSparseCoding.of(CODING, 1));
        Failures.fails("axes", () -> TiledSparseCoding.of(CODING, 18).encode(Naive.normal(random, 1, 100), dictionary));
    }
}
