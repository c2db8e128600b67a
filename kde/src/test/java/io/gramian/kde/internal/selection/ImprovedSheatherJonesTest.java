package io.gramian.kde.internal.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImprovedSheatherJonesTest {
    /** The numbers are those of KDEpy's own tests (docstrings of KDEpy/bw_selection.py, BSD-3). */
    @Test
    void fixedPointAndRootOfKdepy() {
        double[] fifty = upTo(50);
        double[] ten = upTo(10);
        assertEquals(0.0099076220293967, ImprovedSheatherJones.fixedPoint(0.01, 50, fifty, fifty), 1e-15);
        assertEquals(0.0683422915257175, ImprovedSheatherJones.fixedPoint(0.07, 25, ten, ten), 1e-15);
        double root = SheatherJones.root(t -> ImprovedSheatherJones.fixedPoint(t, 50, fifty, fifty), 0, 0.1);
        assertEquals(9.237610787616029e-05, root, 1e-12 * root);
    }

    private static double[] upTo(int n) {
        return IntStream.rangeClosed(1, n).mapToDouble(k -> k).toArray();
    }

    @Test
    void thePowersOfTheLargestGridStayFinite() {
        double[] squares =
                IntStream.range(1, 1 << 20).mapToDouble(k -> (double) k * k).toArray();
        double[] power = new double[squares.length];
        Arrays.fill(power, 4); // a single point
        double value = ImprovedSheatherJones.fixedPoint(0, 1e6, squares, power);
        assertTrue(value < 0 && value > -1, Double.toString(value));
    }
}
