package io.gramian.kde.inference;

import static io.gramian.kde.inference.Samples.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MultipleTestingTest {
    private static final double[] P = {0.011, 0.02, 0.6, 0.0004, 0.04, 0.013, 0.9, 0.02};

    /** Expected values of statsmodels 0.13.5, multipletests. */
    @Test
    void adjustedValuesAreThoseOfStatsmodels() {
        assertArrayEquals(
                new double[] {0.077, 0.1, 1.0, 0.0032, 0.12, 0.078, 1.0, 0.1}, MultipleTesting.HOLM.adjust(P), 1e-14);
        assertArrayEquals(
                new double[] {0.077, 0.08, 0.9, 0.0032, 0.12, 0.078, 0.9, 0.08},
                MultipleTesting.HOCHBERG.adjust(P),
                1e-14);
        assertArrayEquals(
                new double[] {0.032, 0.032, 0.6857142857142857, 0.0032, 0.05333333333333334, 0.032, 0.9, 0.032},
                MultipleTesting.BENJAMINI_HOCHBERG.adjust(P),
                1e-14);
        assertArrayEquals(
                new double[] {
                    0.08697142857142857,
                    0.08697142857142857,
                    1.0,
                    0.008697142857142856,
                    0.14495238095238094,
                    0.08697142857142857,
                    1.0,
                    0.08697142857142857
                },
                MultipleTesting.BENJAMINI_YEKUTIELI.adjust(P),
                1e-14);
        assertArrayEquals(P, MultipleTesting.NONE.adjust(P));
    }

    @Property(tries = 50)
    void rejectionsAreThoseOfTheDefinition(@ForAll @IntRange(min = 1, max = 30) int m, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] p = random.doubles(m).map(u -> u * u * u).toArray();
        double[] sorted = Arrays.stream(p).sorted().toArray();
        double level = random.nextDouble();
        int holm = 0;
        while (holm < m && sorted[holm] * (m - holm) <= level) {
            holm++;
        }
        int hochberg = m;
        while (hochberg > 0 && sorted[hochberg - 1] * (m - hochberg + 1) > level) {
            hochberg--;
        }
        int benjamini = m;
        while (benjamini > 0 && sorted[benjamini - 1] * m / benjamini > level) {
            benjamini--;
        }
        assertEquals(holm, rejected(MultipleTesting.HOLM, p, level));
        assertEquals(hochberg, rejected(MultipleTesting.HOCHBERG, p, level));
        assertEquals(benjamini, rejected(MultipleTesting.BENJAMINI_HOCHBERG, p, level));
        assertTrue(rejected(MultipleTesting.BENJAMINI_YEKUTIELI, p, level) <= benjamini);
    }

    private static long rejected(MultipleTesting correction, double[] p, double level) {
        return Arrays.stream(correction.adjust(p)).filter(v -> v <= level).count();
    }

    @Test
    void testsNotMadeAreNotCounted() {
        double[] found = MultipleTesting.HOLM.adjust(Double.NaN, 0.02, Double.NaN, 0.5);
        assertArrayEquals(new double[] {Double.NaN, 0.04, Double.NaN, 0.5}, found, 1e-15);
        assertEquals(0, MultipleTesting.BENJAMINI_YEKUTIELI.adjust().length);
    }

    @Test
    void badInputIsNamed() {
        assertEquals(
                "pValues: entry 1 is 1.5; expected a number from 0 to 1, or NaN",
                message(IllegalArgumentException.class, () -> MultipleTesting.HOLM.adjust(0, 1.5)));
    }
}
