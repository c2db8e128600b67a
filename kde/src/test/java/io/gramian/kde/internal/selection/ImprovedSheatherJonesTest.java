package io.gramian.kde.internal.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.KernelDensity;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImprovedSheatherJonesTest {
    /** The numbers are those of KDEpy's own tests (docstrings of KDEpy/bw_selection.py, BSD-3). */
    @Test
    void fixedPointAndRootOfKdepy() {
        double[] fifty = upTo(50);
        double[] ten = upTo(10);
        assertEquals(0.0099076220293967, ImprovedSheatherJones.fixedPoint(0.01, 50, fifty, fifty), 1e-15);
        assertEquals(0.0683422915257175, ImprovedSheatherJones.fixedPoint(0.07, 25, ten, ten), 1e-15);
        double root = UnivariateRule.root(t -> ImprovedSheatherJones.fixedPoint(t, 50, fifty, fifty), 0, 0.1);
        assertEquals(9.237610787616029e-05, root, 2e-12); // to which it was solved
    }

    private static double[] upTo(int n) {
        return IntStream.rangeClosed(1, n).mapToDouble(k -> k).toArray();
    }

    /** The same fixed point from cosine coefficients of the points themselves, without a grid. */
    @ParameterizedTest
    @ValueSource(ints = {64, 300})
    void theGridMovesTheBandwidthLittle(int n) {
        SplittableRandom random = new SplittableRandom(n);
        double[] x = IntStream.range(0, n)
                .mapToDouble(i -> i % 2 == 0 ? random.nextGaussian() : 0.3 * random.nextGaussian() + 3)
                .toArray();
        double[] weights = random.doubles(n).toArray();
        double sum = Arrays.stream(weights).sum();
        double size = sum * sum / Arrays.stream(weights).map(w -> w * w).sum();
        double least = Arrays.stream(x).min().orElseThrow();
        double range = Arrays.stream(x).max().orElseThrow() - least;
        int terms = 1000; // those that follow are below exp(-1000)
        double[] squares = new double[terms];
        double[] power = new double[terms];
        for (int k = 1; k <= terms; k++) {
            double coefficient = 0;
            for (int i = 0; i < n; i++) {
                double place = (x[i] - least + 0.1 * range) / (1.2 * range);
                coefficient += 2 * weights[i] / sum * Math.cos(Math.PI * k * place);
            }
            squares[k - 1] = (double) k * k;
            power[k - 1] = coefficient * coefficient;
        }
        double t = UnivariateRule.root(s -> ImprovedSheatherJones.fixedPoint(s, size, squares, power), 1e-4, 0.01);
        double expected = 1.2 * range * Math.sqrt(t);
        double found = KernelDensity.gaussian()
                .withBandwidth(Bandwidth.improvedSheatherJones())
                .withWeights(weights)
                .fit(Points.ofColumn(x))
                .bandwidth()
                .scalar();
        assertEquals(expected, found, 1e-4 * expected);
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
