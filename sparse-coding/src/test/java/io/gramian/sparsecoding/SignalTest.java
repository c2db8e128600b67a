package io.gramian.sparsecoding;

import static io.gramian.sparsecoding.Failures.fails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SignalTest {
    private static final double[][] ROWS = {{1, 2, 3}, {4, 5, 9}};

    @Test
    void picture() {
        Signal picture = Signal.image(ROWS);
        assertEquals(2, picture.rows());
        assertEquals(3, picture.columns());
        assertEquals(5, picture.at(1, 1));
        assertArrayEquals(ROWS, picture.toRows());
        assertEquals(1, picture.min());
        assertEquals(9, picture.max());
        assertEquals(4, picture.mean());
        assertEquals(40 / 6.0, picture.variance(), 1e-14);
        assertEquals(Math.sqrt(136), picture.norm(), 1e-14);
        assertEquals(136, picture.dot(picture), 1e-14);
        assertEquals(picture.times(2), picture.plus(picture));
        assertEquals(picture, picture.times(2).minus(picture));
        assertEquals(Signal.image(new float[][] {{1, 2, 3}, {4, 5, 9}}), picture);
        assertEquals("Signal[2, 3]", picture.toString());
        assertNotEquals(picture, Signal.of(picture.values(), 1, 3, 2));
        double[] values = picture.values();
        values[0] = 7;
        assertEquals(1, picture.at(0, 0));
    }

    @Test
    void piecesAndChannels() {
        Signal volume = Naive.normal(new SplittableRandom(1), 2, 4, 5, 6);
        Signal piece = volume.crop(new int[] {1, 2, 3}, new int[] {2, 3, 1});
        double[] values = volume.values();
        double[] expected = new double[12];
        for (int at = 0; at < 12; at++) {
            int plane = 1 + at % 6 / 3;
            int row = 2 + at % 3;
            expected[at] = values[at / 6 * 120 + plane * 30 + row * 6 + 3];
        }
        assertArrayEquals(expected, piece.values());
        assertEquals(volume, Signal.ofChannels(volume.channel(0), volume.channel(1)));
        assertEquals(volume, volume.centre(4, 5, 6));
        assertEquals(Signal.series(2, 3), Signal.series(1, 2, 3, 4, 5).crop(new int[] {1}, new int[] {2}));
        assertEquals(Signal.image(new double[][] {{2}, {5}}), Signal.image(ROWS).centre(2, 1));
        assertEquals(1, Signal.series(1, 2).rows());
        assertEquals(120, volume.size());
    }

    @Test
    void extremeScales() {
        Signal large = Signal.series(3e200, 4e200);
        assertEquals(5e200, large.norm(), 1e186);
        assertEquals(5e-200, Signal.series(3e-200, 4e-200).norm(), 1e-214);
        assertEquals(0, Signal.zero(1, 3).norm());
    }

    @Test
    void coefficientMaps() {
        CoefficientMaps maps = CoefficientMaps.of(
                new int[] {2, 3}, 2, new int[] {5, 0, 5}, new int[] {1, 0, 0}, new double[] {-3, 2, 0});
        assertEquals(2, maps.count());
        assertEquals(12, maps.size());
        assertEquals(0, maps.position(0));
        assertEquals(1, maps.row(1));
        assertEquals(2, maps.column(1));
        assertEquals(0, maps.plane(1));
        assertEquals(1, maps.atom(1));
        assertEquals(-3, maps.value(1));
        assertEquals(-3, maps.map(1).at(1, 2));
        assertArrayEquals(
                maps.dense().values(), CoefficientMaps.of(maps.dense()).dense().values());
        assertArrayEquals(
                maps.atomFastest(),
                CoefficientMaps.ofAtomFastest(maps.shape(), 2, maps.atomFastest())
                        .atomFastest());
        assertArrayEquals(
                maps.atomFastest(),
                CoefficientMaps.ofMaps(maps.shape(), maps.toMaps()).atomFastest());
        assertArrayEquals(
                maps.atomFastest(),
                CoefficientMaps.of(maps.shape(), 2, maps.positions(), maps.indices(), maps.values())
                        .atomFastest());
        fails(
                "map 1: expected 2 numbers, found 1",
                () -> CoefficientMaps.ofMaps(new int[] {2}, new double[2], new double[1]));
        assertEquals(10 / 12.0, maps.sparseness(), 1e-15);
        assertEquals(5, maps.l1Norm());
        assertEquals(3, maps.maxAbsolute());
        assertArrayEquals(new int[] {1, 1}, maps.countByAtom());
        assertArrayEquals(new double[] {2, 3}, maps.l1NormByAtom());
        assertEquals(1, maps.pruned(2.5).count());
        assertEquals(2, maps.pruned(2).count());
        CoefficientMaps volume =
                CoefficientMaps.of(new int[] {2, 3, 4}, 1, new int[] {23}, new int[1], new double[] {1});
        assertEquals(1, volume.plane(0));
        assertEquals(2, volume.row(0));
        assertEquals(3, volume.column(0));
        assertEquals("CoefficientMaps[2 atoms on [2, 3], 2 not zero]", maps.toString());
    }

    @Test
    void badInputIsNamed() {
        fails("shape [0, 0], length of an axis: expected at least 1, found 0", () -> Signal.image(new double[0][]));
        fails("row 1: expected 2 columns as in row 0, found 1", () -> Signal.image(new double[][] {{1, 2}, {1}}));
        fails(
                "value at [1, 0]: expected a finite number, found NaN",
                () -> Signal.image(new double[][] {{1, 2}, {Double.NaN, 1}}));
        fails("value at [1] of channel 1", () -> Signal.of(new double[] {1, 2, 3, Double.POSITIVE_INFINITY}, 2, 2));
        fails("values: expected 4 for the shape [2] with 2 channels, found 3", () -> Signal.of(new double[3], 2, 2));
        fails("channels: expected at least 1", () -> Signal.zero(0, 2));
        fails("shape: expected 1 to 3 axes, found 0", () -> Signal.zero(1));
        fails("more numbers than the 2147483639", () -> Signal.zero(3, 30_000, 30_000));
        fails("signals: expected at least 1", () -> Signal.ofChannels());
        fails(
                "channel 1: expected the shape [1], found [2]",
                () -> Signal.ofChannels(Signal.series(1), Signal.series(1, 2)));
        fails(
                "piece of [3] at [0]: does not lie within",
                () -> Signal.series(1, 2).centre(3));
        assertThrows(IndexOutOfBoundsException.class, () -> Signal.series(1).at(0, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> Signal.series(1).channel(1));
        int[] one = {1};
        fails("expected as many positions", () -> CoefficientMaps.of(one, 1, one, new int[2], new double[1]));
        fails(
                "atom 0 stands twice at place 1",
                () -> CoefficientMaps.of(new int[] {2}, 1, new int[] {1, 1}, new int[2], new double[] {1, 2}));
        fails(
                "coefficient 0: expected a finite number",
                () -> CoefficientMaps.ofAtomFastest(one, 1, new double[] {Double.NaN}));
        assertThrows(
                IndexOutOfBoundsException.class, () -> CoefficientMaps.of(one, 1, one, new int[1], new double[] {1}));
        fails(
                "cutoff: expected",
                () -> CoefficientMaps.ofAtomFastest(one, 1, new double[1]).pruned(-1));
    }
}
