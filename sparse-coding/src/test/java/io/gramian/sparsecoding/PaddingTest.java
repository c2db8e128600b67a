package io.gramian.sparsecoding;

import static io.gramian.sparsecoding.Failures.fails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gramian.core.backend.Backends;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PaddingTest {
    @Test
    void reflectsOrLeavesZero() {
        Signal series = Signal.series(1, 2, 3);
        assertArrayEquals(
                new double[] {3, 3, 2, 1, 1, 2, 3, 3, 2, 1, 1},
                Padding.symmetric(4).apply(series).signal().values());
        assertArrayEquals(
                new double[] {0, 0, 1, 2, 3, 0, 0},
                Padding.zero(2).apply(series).signal().values());
        assertArrayEquals(
                new double[] {0, 0, 1, 1, 1, 0, 0}, Padding.zero(2).mask(series).values());
        Signal picture = Signal.image(new double[][] {{1, 2}, {3, 4}});
        assertArrayEquals(
                new double[] {1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4},
                Padding.symmetric(1).apply(picture).signal().values());
    }

    @Test
    void croppedBackInAllAxesAndChannels() {
        SplittableRandom random = new SplittableRandom(1);
        for (int[] shape : new int[][] {{1}, {7}, {3, 5}, {2, 3, 4}}) {
            Signal signal = Naive.normal(random, 2, shape);
            for (Padding padding : new Padding[] {Padding.zero(3), Padding.symmetric(3), Padding.symmetric(0)}) {
                Preprocessed padded = padding.apply(signal);
                assertEquals(signal, padded.invert(padded.signal()), padding.toString());
            }
        }
        fails("padding: expected at least 0", () -> Padding.zero(-1));
        fails("piece", () -> Padding.zero(2).crop(Signal.series(1, 2, 3, 4)));
    }

    /** Zeros all around and places that no atom leaves: the optimum of the full linear convolution, by coordinate descent. */
    @Test
    void masksFreeTheEnds() {
        SplittableRandom random = new SplittableRandom(2);
        Signal signal = Naive.normal(random, 1, 40);
        Dictionary dictionary = Naive.atoms(random, 2, 1, 5).normalised(Normalisation.L2);
        Padding padding = Padding.zero(4);
        ConvolutionalSparseCoding coding = ConvolutionalSparseCoding.admm()
                .withBackend(Backends.cpu())
                .withPenalty(0.3)
                .withTolerance(1e-8)
                .withIterations(5000);
        SparseCode free = coding.withMask(padding.mask(signal))
                .encode(padding.apply(signal).signal(), dictionary);
        Signal left = signal.minus(padding.crop(free.reconstruction()));
        assertEquals(free.objective(), left.dot(left) / 2 + 0.3 * free.maps().l1Norm(), 1e-9 * free.objective());
        double within =
                coding.withBoundary(Boundary.VALID).encode(signal, dictionary).objective();
        double full = coding.encode(padding.apply(signal).signal(), dictionary).objective();
        assertEquals(true, free.objective() < full && full <= within + 1e-6, free + " " + full + " " + within);
    }

    @Test
    void tooLargeIsRefused() {
        org.junit.jupiter.api.Assertions.assertThrows(
                ArithmeticException.class, () -> Padding.zero(Integer.MAX_VALUE).apply(Signal.zero(1, 10)));
    }
}
