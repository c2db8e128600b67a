package io.gramian.kde.inference;

import static io.gramian.kde.inference.Samples.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ProbabilityIntegralTransformTest {
    @Property(tries = 30)
    void leavingOneOutIsRefittingWithoutIt(@ForAll @IntRange(min = 2, max = 65) int n, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Points x = Samples.normal(n, 1, random);
        double[] weights = random.doubles(n, 0.1, 1).toArray();
        KernelDensity density = KernelDensity.of(
                        DensityKernel.named(DensityKernel.names().get(random.nextInt(8))))
                .withBandwidth(0.6);
        double[] found = ProbabilityIntegralTransform.leaveOneOut(
                density.withWeights(weights).fit(x));
        int left = random.nextInt(n);
        int[] rest = IntStream.range(0, n).filter(i -> i != left).toArray();
        DensityModel others = density.withWeights(
                        Arrays.stream(rest).mapToDouble(i -> weights[i]).toArray())
                .fit(x.select(rest));
        double expected = ProbabilityIntegralTransform.of(others, x.select(left))[0];
        assertEquals(expected, found[left], 1e-12);
    }

    /** 1,000 draws of a density in ten cells at level 1e-3; draws of another bandwidth are found out. */
    @Test
    @Tag("statistical")
    void drawsAreUniform() {
        DensityModel density =
                KernelDensity.gaussian().withBandwidth(0.4).fit(Samples.normal(50, 1, new SplittableRandom(1)));
        DensityModel wide = KernelDensity.gaussian().withBandwidth(0.9).fit(density.points());
        assertTrue(pValue(density, density.sample(1000, new SplittableRandom(2))) > 1e-3);
        assertTrue(pValue(density, wide.sample(1000, new SplittableRandom(2))) < 1e-3);
    }

    private static double pValue(DensityModel density, Points x) {
        long[] counts = new long[10];
        for (double u : ProbabilityIntegralTransform.of(density, x)) {
            counts[(int) Math.min(9, 10 * u)]++;
        }
        return ChiSquareTest.withDefaults().test(counts).getPValue();
    }

    @Test
    void badInputIsNamed() {
        DensityModel plane = KernelDensity.gaussian().withBandwidth(1).fit(new double[][] {{1, 2}});
        assertEquals(
                "density: has dimension 2; the probability integral transform is for the line",
                message(IllegalArgumentException.class, () -> ProbabilityIntegralTransform.leaveOneOut(plane)));
        DensityModel one = KernelDensity.gaussian().withBandwidth(1).fit(Points.ofColumn(1));
        assertTrue(message(NumericalException.class, () -> ProbabilityIntegralTransform.leaveOneOut(one))
                .startsWith("leave-one-out: point 0 has all the weight"));
        assertArrayEquals(new double[] {0.5}, ProbabilityIntegralTransform.of(one, Points.ofColumn(1)), 1e-15);
    }
}
