package io.gramian.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.backend.Backends;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RankOneAtomTest {
    /** No matrix of rank one is nearer: |A - P|^2 = |A|^2 - s^2 with the largest singular value s, by powers of A'A. */
    @Property(tries = 60)
    void nearest(
            @ForAll @IntRange(min = 1, max = 9) int channels,
            @ForAll @IntRange(min = 1, max = 12) int length,
            @ForAll long seed) {
        Signal atom = Naive.normal(new SplittableRandom(seed), channels, length);
        RankOneAtom rankOne = RankOneAtom.of(atom);
        double energy = atom.dot(atom);
        double left = Math.pow(atom.minus(rankOne.atom()).norm(), 2);
        double largest = largestEigenvalue(atom);
        assertEquals(energy - largest, left, 1e-6 * energy);
        assertEquals(largest / energy, rankOne.share(), 1e-6);
        double[] projected = atom.values();
        RankOneAtom.project(projected, channels);
        assertArrayEquals(rankOne.atom().values(), projected, 1e-12 * Math.sqrt(energy));
        double[] u = rankOne.topography();
        double norm = 0;
        double peak = 0;
        for (double value : u) {
            norm += value * value;
            peak = Math.abs(value) > Math.abs(peak) ? value : peak;
        }
        assertEquals(1, norm, 1e-12);
        assertTrue(peak > 0);
    }

    private static double largestEigenvalue(Signal atom) {
        double[] v = new double[atom.size()];
        java.util.Arrays.setAll(v, p -> Math.cos(p * p + 1));
        double value = 0;
        for (int k = 0; k < 20000; k++) {
            double[] next = new double[v.length];
            for (int c = 0; c < atom.channels(); c++) {
                double[] row = atom.channel(c).view();
                double u = 0;
                for (int p = 0; p < v.length; p++) {
                    u += row[p] * v[p];
                }
                for (int p = 0; p < v.length; p++) {
                    next[p] += u * row[p];
                }
            }
            value = Signal.series(next).norm() / Signal.series(v).norm();
            v = Signal.series(next).times(1 / Signal.series(next).norm()).values();
        }
        return value;
    }

    @Test
    void zeroAndExact() {
        RankOneAtom zero = RankOneAtom.of(Signal.zero(3, 4));
        assertEquals(1, zero.share());
        assertEquals(0, zero.atom().norm());
        Signal atom = Signal.of(new double[] {1, 2, -2, -4, 3, 6}, 3, 2);
        RankOneAtom exact = RankOneAtom.of(atom);
        assertEquals(1, exact.share(), 1e-15);
        assertArrayEquals(atom.values(), exact.atom().values(), 1e-14);
        assertArrayEquals(
                new double[] {1 / Math.sqrt(14), -2 / Math.sqrt(14), 3 / Math.sqrt(14)}, exact.topography(), 1e-14);
    }

    private record Planted(List<Signal> signals, List<Signal> atoms, Dictionary start) {}

    /** Events of two waveforms in five channels, in noise; a start that is as much noise as waveform. */
    private static Planted planted(SplittableRandom random) {
        List<Signal> atoms = new ArrayList<>();
        List<Signal> starts = new ArrayList<>();
        for (int m = 0; m < 2; m++) {
            double[] values = new double[5 * 16];
            double[] u = Naive.normal(random, 1, 5).values();
            for (int at = 0; at < values.length; at++) {
                double p = (at % 16 + 0.5) / 16;
                values[at] = u[at / 16] * Math.sin(2 * Math.PI * (m + 1) * p) * Math.sin(Math.PI * p);
            }
            Signal atom = Signal.of(values, 5, 16);
            atoms.add(atom.times(1 / atom.norm()));
            starts.add(atoms.get(m).plus(Naive.normal(random, 5, 16).times(1 / Math.sqrt(80))));
        }
        List<Signal> signals = new ArrayList<>();
        for (int k = 0; k < 2; k++) {
            double[] x = new double[2 * 300];
            for (int i = 0; i < 24; i++) {
                x[random.nextInt(x.length)] = random.nextDouble(2, 5);
            }
            Signal clean = Signal.of(Naive.synthesise(Dictionary.of(atoms), x, new int[] {300}), 5, 300);
            signals.add(clean.plus(Naive.normal(random, 5, 300).times(0.05)));
        }
        return new Planted(signals, atoms, Dictionary.of(starts));
    }

    @ParameterizedTest
    @EnumSource(DictionaryUpdate.class)
    void learnsPlantedAtoms(DictionaryUpdate update) {
        Planted planted = planted(new SplittableRandom(8));
        LearnedDictionary learned = DictionaryLearning.batch()
                .withUpdate(update)
                .withRankOne()
                .withZeroMean()
                .withIterations(update == DictionaryUpdate.PROJECTED_GRADIENT ? 20 : 150)
                .withCoding(ConvolutionalSparseCoding.admm()
                        .withBackend(Backends.cpu())
                        .withPenalty(0.3)
                        .withNonNegativity()
                        .withIterations(200))
                .learn(planted.signals(), planted.start());
        for (Signal atom : learned.dictionary().atoms()) {
            assertEquals(1, RankOneAtom.of(atom).share(), 1e-12);
            assertEquals(1, atom.norm(), 1e-12);
            for (int c = 0; c < 5; c++) {
                assertEquals(0, atom.channel(c).mean(), 1e-12);
            }
            double best = planted.atoms().stream().mapToDouble(atom::dot).max().orElseThrow();
            assertTrue(best > 0.99, update + " " + best);
        }
        for (int i = 1; update == DictionaryUpdate.PROJECTED_GRADIENT && i < learned.objectives().length; i++) {
            double before = learned.objectives()[i - 1];
            assertTrue(learned.objectives()[i] <= before * (1 + 1e-3), i + " " + before);
        }
    }

    @Test
    void onlineToo() {
        Planted planted = planted(new SplittableRandom(9));
        LearnedDictionary learned = DictionaryLearning.online()
                .withRankOne()
                .withConstraint(AtomConstraint.UNIT_BALL)
                .withSteps(0.2, 20)
                .withCoding(ConvolutionalSparseCoding.admm()
                        .withBackend(Backends.cpu())
                        .withPenalty(0.3)
                        .withIterations(100))
                .learn(planted.signals(), planted.start(), 20, new SplittableRandom(1));
        for (Signal atom : learned.dictionary().atoms()) {
            assertEquals(1, RankOneAtom.of(atom).share(), 1e-12);
            assertTrue(atom.norm() <= 1 + 1e-12);
        }
    }

    /** The factors of an atom do not depend on its scale. */
    @Test
    void extremeScales() {
        Signal atom = Naive.normal(new SplittableRandom(3), 3, 5, 4);
        RankOneAtom plain = RankOneAtom.of(atom);
        for (double scale : new double[] {0x1p-900, 0x1p-400, 0x1p400, 0x1p900}) {
            RankOneAtom scaled = RankOneAtom.of(atom.map(value -> value * scale));
            assertArrayEquals(plain.topography(), scaled.topography(), 1e-14);
            assertEquals(plain.share(), scaled.share(), 1e-14);
            assertEquals(
                    plain.waveform().norm(),
                    scaled.waveform().map(value -> value / scale).norm(),
                    1e-12);
        }
    }
}
