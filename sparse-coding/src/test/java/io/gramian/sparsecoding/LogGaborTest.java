package io.gramian.sparsecoding;

import static io.gramian.sparsecoding.Failures.fails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LogGaborTest {
    @Test
    void publishedBanks() {
        check(LogGabor.heterogeneous(), new Reference("loggabor_heterogeneous"));
        check(LogGabor.homogeneous(), new Reference("loggabor_homogeneous"));
    }

    private static void check(Dictionary bank, Reference reference) {
        assertEquals(Normalisation.MAX, bank.normalisation());
        double[][] expected = reference.table("expected_dictionary.csv");
        double[][] found = bank.toColumns();
        for (int at = 0; at < expected.length; at++) {
            assertArrayEquals(expected[at], found[at], 1e-10);
        }
        assertArrayEquals(reference.numbers("expected_l2_norms.csv"), bank.norms(), 1e-10);
        double squares = Arrays.stream(bank.norms()).map(norm -> norm * norm).sum();
        assertEquals(reference.numbers("expected_sum_of_squares.csv")[0], squares, 1e-8);
        double[] statistics = reference.row("expected_coherence.csv");
        Dictionary unit = bank.normalised(Normalisation.L2);
        for (Dictionary either : new Dictionary[] {bank, unit}) {
            assertEquals(statistics[0], either.coherence(), 1e-10);
            assertEquals(statistics[1], either.effectiveRank(), 1e-9);
        }
        assertEquals(Normalisation.L2, unit.normalisation());
        assertArrayEquals(reference.numbers("expected_l2_norms.csv"), bank.norms(), 1e-10);
        for (double norm : unit.norms()) {
            assertEquals(1, norm, 1e-14);
        }
        assertArrayEquals(found[77], unit.normalised(Normalisation.MAX).toColumns()[77], 1e-14);
    }

    /** The values written out beside the construction. */
    @Test
    void checkValues() {
        Signal even = LogGabor.heterogeneous().atom(0);
        double[][] expected = {
            {-0.370944, -0.389349, -0.388973}, {-0.333352, -0.366497, -0.371024}, {0.922973, 0.993665, 1.0}
        };
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(
                    expected[i],
                    even.crop(new int[] {4 + i, 4}, new int[] {1, 3}).values(),
                    1e-6);
        }
        double[] norms = LogGabor.heterogeneous().norms();
        Arrays.sort(norms);
        assertEquals(1.62534, norms[0], 1e-5);
        assertEquals(3.95379, norms[143], 1e-5);
    }

    /** Any size: largest value 1, no mean, and turned by a right angle where the orientation is. */
    @Test
    void anySize() {
        for (int size : new int[] {4, 5, 7, 8, 11, 13, 16, 21, 32, 64, 65}) {
            LogGabor bank = LogGabor.ofSize(size).withOrientations(2).withOrientationBandwidths(0.2, 0.5);
            Dictionary dictionary = bank.dictionary();
            assertEquals(8, dictionary.size());
            assertEquals(8, bank.atoms().size());
            for (int k = 0; k < 8; k++) {
                assertEquals(1, dictionary.atom(k).maxAbsolute());
                assertEquals(0, dictionary.atom(k).mean(), 1e-12);
            }
            for (int k = 0; k < 4; k++) {
                double[][] level = dictionary.atom(k).toRows();
                double[][] upright = dictionary.atom(k + 4).toRows();
                for (int i = 0; i < size; i++) {
                    for (int j = 0; j < size; j++) {
                        assertEquals(level[i][j], upright[j][i], 1e-11);
                    }
                }
            }
        }
    }

    @Test
    void orderAndPhases() {
        LogGabor bank = LogGabor.ofSize(12).withOrientations(3).withPhases(0, Math.PI / 2, Math.PI);
        LogGaborAtom atom = bank.atoms().get((2 * 6 + 4) * 3 + 1);
        assertEquals(2 * Math.PI / 3, atom.orientation(), 1e-15);
        assertEquals(Math.PI / 36 * 5, atom.orientationBandwidth(), 1e-15);
        assertEquals(Math.PI / 2, atom.phase());
        Dictionary dictionary = bank.dictionary();
        assertArrayEquals(
                dictionary.atom(0).values(), dictionary.atom(2).times(-1).values(), 1e-14);
        assertTrue(LogGabor.ofSize(12)
                        .withOrientationBandwidths(0.01)
                        .dictionary()
                        .atom(0)
                        .norm()
                > 0);
        assertEquals(
                "LogGabor[12 x 12, frequency 0.3, 12 orientations, bandwidths [0.1]]",
                LogGabor.ofSize(12)
                        .withFrequency(0.3, 0.5)
                        .withOrientationBandwidths(0.1)
                        .toString());
    }

    @Test
    void badInputIsNamed() {
        LogGabor bank = LogGabor.ofSize(12);
        fails("pixels of an atom: expected at least 4, found 3", () -> LogGabor.ofSize(3));
        fails("frequency: expected above 0 and below 0.5", () -> bank.withFrequency(0.5, 1));
        fails("bandwidth of the frequency", () -> bank.withFrequency(0.4, 0));
        fails("orientations: expected at least 1", () -> bank.withOrientations(0));
        fails("orientation bandwidths: expected at least 1", () -> bank.withOrientationBandwidths());
        fails("orientation bandwidth: expected a positive", () -> bank.withOrientationBandwidths(Double.NaN));
        fails("phases: expected at least 1", () -> bank.withPhases());
        fails(
                "nothing is left of LogGaborAtom",
                () -> bank.withFrequency(0.4001, 1e-4).dictionary());
    }
}
