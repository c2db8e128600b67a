package io.gramian.dpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.Landmarks;
import io.gramian.nystrom.NystromApproximation;
import io.gramian.testing.SubsetLaw;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DppLandmarksTest {
    private final Points x = Points.ofColumn(0, 0.4, 0.9, 1, 2.2, 3, 3.1);
    private final Kernel kernel = Kernel.exponential(0.7);

    /** E tr(K - K_S) = (k + 1) e_{k+1} / e_k, by enumeration. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void expectedErrorOfTheApproximation(int k) {
        FiniteDpp process = FiniteDpp.ofLikelihood(kernel, x);
        FixedSizeDpp fixed = process.ofSize(k);
        double expected = 0;
        for (int mask = 0; mask < 128; mask++) {
            int[] subset = items(mask);
            if (subset.length == k) {
                double p = Math.exp(fixed.logProbability(subset));
                expected += p
                        * NystromApproximation.of(kernel, x, landmarks(subset)).traceError();
            }
        }
        double ratio = Math.exp(process.ofSize(k + 1).logNormaliser() - fixed.logNormaliser());
        assertEquals((k + 1) * ratio, expected, 1e-10);
    }

    @Test
    void choicesFollowTheLaw() {
        double[][] l = likelihood();
        SplittableRandom random = new SplittableRandom(1);
        SubsetLaw law = SubsetLaw.ofLikelihood(l, 3);
        DppLandmarks exact = DppLandmarks.ofSize(3);
        assertTrue(law.pValue(500, () -> exact.select(kernel, x, random).indices()) > SubsetLaw.FALSE_ALARM);
        DppLandmarks chain = exact.withChain(200);
        assertTrue(law.pValue(500, () -> chain.select(kernel, x, random).indices()) > SubsetLaw.FALSE_ALARM);
        DppLandmarks stuck = exact.withChain(1);
        assertTrue(law.pValue(500, () -> stuck.select(kernel, x, random).indices()) < SubsetLaw.FALSE_ALARM);
    }

    @Test
    void fewerThanAskedForWhereThePointsSpanNoMore() {
        Points line = Points.ofColumn(1, 2, 3, 4);
        SplittableRandom random = new SplittableRandom(1);
        for (DppLandmarks selector :
                List.of(DppLandmarks.ofSize(3), DppLandmarks.ofSize(3).withChain(50))) {
            Landmarks found = selector.select(Kernel.linear(), line, random);
            assertEquals(1, found.size());
            assertEquals(1, found.warnings().size());
        }
        assertThrows(
                NumericalException.class,
                () -> DppLandmarks.ofSize(1).select(Kernel.linear(), Points.ofColumn(0, 0), random));
        assertThrows(
                IllegalArgumentException.class, () -> DppLandmarks.ofSize(5).select(Kernel.linear(), line, random));
        assertThrows(IllegalArgumentException.class, () -> DppLandmarks.ofSize(0));
    }

    private Landmarks landmarks(int... subset) {
        double[] ones = new double[subset.length];
        java.util.Arrays.fill(ones, 1);
        return new Landmarks(x, subset, ones, ones, Double.NaN, 0, List.of());
    }

    private double[][] likelihood() {
        double[][] l = new double[7][7];
        for (int i = 0; i < 7; i++) {
            for (int j = 0; j < 7; j++) {
                l[i][j] = io.gramian.core.backend.Backends.cpu()
                        .gram(kernel, x)
                        .block(new int[] {i}, new int[] {j})
                        .get(0, 0);
            }
        }
        return l;
    }

    private static int[] items(int mask) {
        return IntStream.range(0, 31).filter(i -> (mask >> i & 1) != 0).toArray();
    }
}
