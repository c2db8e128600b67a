package io.gramian.sparsecoding;

import static io.gramian.sparsecoding.Failures.fails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.backend.Backends;
import io.gramian.core.backend.FilterBankOperator;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DictionaryTest {
    /** Correlation and synthesis are what they say, and adjoint to each other, for all boundaries and axes. */
    @Property(tries = 60)
    void correlationAndSynthesis(
            @ForAll @IntRange(min = 1, max = 3) int axes,
            @ForAll @IntRange(min = 1, max = 2) int channels,
            @ForAll @IntRange(min = 1, max = 5) int atoms,
            @ForAll Boundary boundary,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] box = random.ints(axes, 1, 5).toArray();
        int[] shape = Arrays.stream(box).map(l -> l + random.nextInt(8)).toArray();
        Dictionary dictionary = Naive.atoms(random, atoms, channels, box);
        Signal signal = Naive.normal(random, channels, shape);
        Signal correlations = dictionary.correlate(signal, boundary);
        CoefficientMaps fastest = CoefficientMaps.of(correlations);
        double[] naive = Naive.correlate(dictionary, signal.values(), shape, boundary);
        assertArrayEquals(naive, fastest.atomFastest(), 1e-12);
        double largest = Arrays.stream(naive).map(Math::abs).max().orElseThrow();
        assertEquals(largest, dictionary.largestPenalty(signal, boundary), 1e-12);
        Signal back = dictionary.synthesise(fastest);
        assertArrayEquals(Naive.synthesise(dictionary, naive, shape), back.values(), 1e-11);
        double squares = Math.pow(correlations.norm(), 2);
        assertEquals(squares, back.dot(signal), 1e-10 * (1 + squares));
    }

    /** The operator of the atoms correlates as they do, atoms of several sizes and channels among them. */
    @Test
    void filtersOfAnOperator() {
        SplittableRandom random = new SplittableRandom(3);
        Dictionary dictionary = Naive.atoms(random, 3, 2, 4, 2).and(Naive.atoms(random, 2, 2, 3, 5));
        Signal signal = Naive.normal(random, 2, 9, 8);
        Signal expected = dictionary.correlate(signal, Boundary.CIRCULAR);
        try (FilterBankOperator operator = Backends.cpu().filterBank(dictionary.filterBank(), signal.shape())) {
            double[][] maps = operator.correlate(signal.values());
            for (int m = 0; m < dictionary.size(); m++) {
                assertArrayEquals(expected.channel(m).values(), maps[m], 1e-12, "atom " + m);
            }
        }
    }

    @Test
    void gramCoherenceAndRank() {
        Dictionary dictionary =
                Dictionary.of(Signal.series(1, 0), Signal.series(3, 4), Signal.series(0, 0, 2), Signal.series(0));
        assertArrayEquals(new double[] {3, 25, 0, 0}, dictionary.gram()[1]);
        assertEquals(0.6, dictionary.coherence(), 1e-15);
        assertEquals(9 / (3 + 2 * 0.36), dictionary.effectiveRank(), 1e-14);
        assertEquals(0, Dictionary.of(Signal.series(2)).coherence());
        Dictionary unit = dictionary.normalised(Normalisation.L2);
        assertArrayEquals(new double[] {1, 1, 1, 0}, unit.norms(), 1e-15);
        assertArrayEquals(
                new double[] {0.75, 1},
                dictionary.normalised(Normalisation.MAX).atom(1).values());
        assertEquals("Dictionary[4 atoms of up to [3], normalisation NONE]", dictionary.toString());
        assertEquals(Normalisation.L2, unit.select(0, 1).normalisation());
        assertEquals(Normalisation.NONE, unit.and(dictionary).normalisation());
        assertEquals(8, unit.and(dictionary).size());
    }

    @Test
    void columnsThereAndBack() {
        Dictionary dictionary =
                Naive.atoms(new SplittableRandom(1), 1, 2, 3, 4).and(Naive.atoms(new SplittableRandom(2), 1, 2, 3, 4));
        Dictionary back = Dictionary.ofColumns(dictionary.toColumns(), 2, 3, 4);
        assertEquals(dictionary.atoms(), back.atoms());
        Dictionary mixed = Dictionary.of(Signal.series(1), Signal.series(1, 2));
        assertThrows(IllegalStateException.class, mixed::toColumns);
    }

    @Test
    void starts() {
        SplittableRandom random = new SplittableRandom(7);
        Dictionary normal = Dictionaries.random(5, random, 2, 3, 4);
        assertEquals(Normalisation.L2, normal.normalisation());
        assertArrayEquals(new double[] {1, 1, 1, 1, 1}, normal.norms(), 1e-14);
        Signal picture = Naive.normal(random, 1, 20, 30);
        Dictionary patches = Dictionaries.patches(List.of(picture, picture.map(v -> 4)), 6, random, 5, 5);
        for (Signal atom : patches.atoms()) {
            assertEquals(0, atom.mean(), 1e-14);
            assertEquals(1, atom.norm(), 1e-14);
        }
        Signal whole = Dictionaries.patches(List.of(picture), 1, random, 20, 30).atom(0);
        assertEquals(
                picture.at(3, 5) - picture.mean(),
                whole.at(3, 5) / whole.at(0, 0) * (picture.at(0, 0) - picture.mean()),
                1e-12);
        Dictionary impulses = Dictionaries.impulse(2, 3);
        assertEquals(3, impulses.size());
        assertArrayEquals(new double[] {0, 1, 0}, impulses.atom(1).values());
        Dictionary windowed =
                Dictionaries.windowed(Dictionary.of(Signal.image(new double[][] {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}})));
        assertEquals(1, windowed.atom(0).at(1, 1));
        assertEquals(Math.pow(0.5, 0.25), windowed.atom(0).at(1, 2), 1e-15);
    }

    @Test
    void mosaic() {
        Dictionary dictionary = Dictionary.of(
                Signal.image(new double[][] {{1, -2}, {0, 2}}),
                Signal.image(new double[][] {{3}}),
                Signal.zero(1, 2, 1));
        Signal mosaic = Dictionaries.mosaic(dictionary, 2);
        assertArrayEquals(
                new double[] {1, 1, 1, 1, 1, 1, 1, 1, 0.75, 0, 1, 1, 1, 1, 1, 0.5, 1, 1, 1, 1, 1}, // two lines of it
                Arrays.copyOf(mosaic.values(), 21));
        assertArrayEquals(new int[] {7, 7}, mosaic.shape());
        assertEquals(0.5, mosaic.at(5, 1));
    }

    /** A bank's own atoms are found again, at any phase and scale; noise is explained little. */
    @Test
    void refit() {
        LogGabor bank = LogGabor.ofSize(12).withOrientations(5).withPhases(0, Math.PI / 2, 2.5);
        int[] some = IntStream.range(0, 8).map(i -> i * 11).toArray();
        List<LogGaborFit> fits = bank.fit(bank.dictionary().select(some).normalised(Normalisation.L2), 0);
        for (int i = 0; i < some.length; i++) {
            LogGaborAtom truth = bank.atoms().get(some[i]);
            LogGaborFit fit = fits.get(i);
            assertEquals(1, fit.rSquared(), 1e-8);
            assertEquals(0, Math.IEEEremainder(truth.orientation() - fit.atom().orientation(), Math.PI), 1e-4);
            assertEquals(truth.orientationBandwidth(), fit.atom().orientationBandwidth(), 1e-4);
            assertEquals(0, Math.IEEEremainder(truth.phase() - fit.atom().phase(), 2 * Math.PI), 1e-3);
        }
        List<LogGaborFit> noise =
                LogGabor.ofSize(12).fit(Dictionaries.random(2, new SplittableRandom(1), 1, 12, 12), 0.15);
        assertTrue(noise.get(0).rSquared() < 0.5 && noise.get(0).rSquared() >= 0, noise.toString());
    }

    @Test
    void badInputIsNamed() {
        Dictionary dictionary = Dictionary.of(Signal.series(1, 2));
        fails("atoms: expected at least 1, found 0", () -> Dictionary.of(List.of()));
        fails(
                "atom 1: expected 1 axes and 1 channels as atom 0 has, found 2 axes",
                () -> Dictionary.of(Signal.series(1), Signal.zero(1, 1, 1)));
        fails("table: expected 4 rows", () -> Dictionary.ofColumns(new double[3][1], 1, 2, 2));
        fails("row 1: expected 2 columns", () -> Dictionary.ofColumns(new double[][] {{1, 2}, {1}}, 1, 2));
        fails(
                "maps: expected those of 1 atoms, found those of 2",
                () -> dictionary.synthesise(CoefficientMaps.ofAtomFastest(new int[] {3}, 2, new double[6])));
        fails("smaller than an atom", () -> dictionary.correlate(Signal.series(1), Boundary.VALID));
        assertThrows(IndexOutOfBoundsException.class, () -> dictionary.atom(1));
        fails("atoms: expected at least 1", () -> Dictionaries.random(0, new SplittableRandom(1), 1, 2));
        fails("signals: expected at least 1", () -> Dictionaries.patches(List.of(), 1, new SplittableRandom(1), 2));
        fails(
                "100 pieces in a row were of one value",
                () -> Dictionaries.patches(List.of(Signal.zero(1, 9)), 1, new SplittableRandom(1), 2));
        fails(
                "does not lie within the shape [9]",
                () -> Dictionaries.patches(List.of(Signal.zero(1, 9)), 1, new SplittableRandom(1), 10));
        fails("shape: expected 1 to 3 axes, found 4", () -> Dictionaries.impulse(4, 1));
        fails("picture: expected 2 axes", () -> Dictionaries.mosaic(dictionary, 1));
        fails("threshold: expected", () -> LogGabor.ofSize(4).fit(dictionary, 1));
        fails("atom 0: expected 4 x 4 and one channel", () -> LogGabor.ofSize(4).fit(dictionary, 0));
    }
}
