package io.gramian.dpp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.testing.SubsetLaw;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntermediateSamplerTest {
    private static final int DRAWS = 5_000;
    private final Points x = Points.ofColumn(0, 0.3, 1, 1.1, 2.5, 2.5, 4);
    private final Kernel kernel = Kernel.gaussian(0.8).scaledBy(0.4);

    @ParameterizedTest
    @CsvSource({"true, 8", "false, 2"})
    void samplesFollowTheLaw(boolean all, double dictionary) {
        IntermediateSampler sampler = way(all).withDictionary(dictionary).prepare(kernel, x, new SplittableRandom(2));
        SplittableRandom random = new SplittableRandom(1);
        assertEquals(1, sampler.alpha());
        assertTrue(law(1).pValue(DRAWS, () -> sampler.sample(random)) > SubsetLaw.FALSE_ALARM);
    }

    /** With the rate rounded up to an integer, the law is that of a multiple of L. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRoundedRateFailsTheTest(boolean all) {
        IntermediateSampler sampler = way(all).withOversampling(0.7).prepare(kernel, x, new SplittableRandom(2));
        double right = sampler.expectedCandidates();
        IntermediateSampler wrong =
                sampler.withRate(Math.ceil(right) / sampler.withRate(1).expectedCandidates());
        assertTrue(Math.ceil(right) / right > 1.1, "rounding matters: " + right);
        SplittableRandom random = new SplittableRandom(1);
        assertTrue(law(1).pValue(3000, () -> wrong.sample(random)) < SubsetLaw.FALSE_ALARM);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void expectedSizes(boolean all) {
        IntermediateSampler sampler = way(all).withExpectedSize(3).prepare(kernel, x, new SplittableRandom(2));
        double expected =
                FiniteDpp.ofLikelihood(kernel.scaledBy(sampler.alpha()), x).expectedSize();
        assertEquals(3, expected, all ? 0.05 : 0.7);
        SplittableRandom random = new SplittableRandom(1);
        assertTrue(law(sampler.alpha()).pValue(1000, () -> sampler.sample(random)) > SubsetLaw.FALSE_ALARM);
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "true, 2", "true, 3", "true, 4", "false, 1", "false, 2", "false, 3", "false, 4"})
    void fixedSizes(boolean all, int k) {
        IntermediateSampler sampler = way(all).withSize(k).prepare(kernel, x, new SplittableRandom(2));
        SplittableRandom random = new SplittableRandom(1);
        SubsetLaw law = SubsetLaw.ofLikelihood(likelihood(1), k);
        assertTrue(law.pValue(1000, () -> sampler.sample(random)) > SubsetLaw.FALSE_ALARM);
    }

    /** Expected sizes of many items, against those of the whole matrix. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void manyItems(boolean all) {
        SplittableRandom random = new SplittableRandom(3);
        Points many = Points.ofRowMajor(random.doubles(600).toArray(), 2);
        Kernel smooth = Kernel.gaussian(0.3);
        IntermediateSampler sampler = way(all).withExpectedSize(8).prepare(smooth, many, random);
        FiniteDpp whole = FiniteDpp.ofLikelihood(smooth.scaledBy(sampler.alpha()), many);
        assertEquals(8, whole.expectedSize(), all ? 0.4 : 2);
        int[][] draws = sampler.samples(12, random);
        double mean = Arrays.stream(draws).mapToInt(s -> s.length).average().orElseThrow();
        assertEquals(whole.expectedSize(), mean, 5 * Math.sqrt(whole.cardinalityVariance() / 12));
        assertArrayEquals(
                sampler.samples(4, 1, new SplittableRandom(9)), sampler.samples(4, 2, new SplittableRandom(9)));
    }

    @Test
    void edges() {
        SplittableRandom random = new SplittableRandom(3);
        Points one = Points.ofColumn(2);
        IntermediateSampler coin = IntermediateSampling.vfx().prepare(Kernel.gaussian(1), one, random);
        assertTrue(SubsetLaw.ofLikelihood(new double[][] {{1}}).pValue(4000, () -> coin.sample(random))
                > SubsetLaw.FALSE_ALARM);
        IntermediateSampler hardly =
                IntermediateSampling.alpha().prepare(Kernel.gaussian(1).scaledBy(1e-150), x, random);
        assertEquals(0, hardly.sample(random).length);
        assertThrows(
                IllegalArgumentException.class,
                () -> IntermediateSampling.vfx().withSize(7).prepare(kernel, x, random)); // two points are the same
        assertThrows(
                IllegalArgumentException.class,
                () -> IntermediateSampling.vfx().withSize(8).prepare(kernel, x, random));
        assertThrows(
                IllegalArgumentException.class,
                () -> IntermediateSampling.alpha().prepare(Kernel.sigmoid(1, 1), x, random));
        assertThrows(
                IllegalArgumentException.class, () -> IntermediateSampling.vfx().withExpectedSize(0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noItem(boolean all) {
        SplittableRandom random = new SplittableRandom(3);
        assertEquals(0, way(all).withSize(0).prepare(kernel, x, random).sample(random).length);
        assertThrows(IllegalArgumentException.class, () -> way(all).withSize(-1));
    }

    /** The last step of a try, the small process, by elimination and by the backend; 3 of 5 tries are accepted. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void processesOfCandidates(boolean factor) {
        double[][] rows = likelihood(5);
        DMatrixRMaj small = new DMatrixRMaj(rows);
        DMatrixRMaj shifted = small.copy();
        for (int i = 0; i < 7; i++) {
            shifted.add(i, i, 1);
        }
        double logAcceptance = Math.log(0.6) - LogDeterminant.of(shifted).log();
        SplittableRandom random = new SplittableRandom(5);
        int[] tries = {0};
        double p = law(5).pValue(3000, () -> {
            int[] subset = null;
            while (subset == null) {
                tries[0]++;
                subset = factor
                        ? IntermediateSampler.byFactor(small.copy(), logAcceptance, random, Backends.auto())
                        : IntermediateSampler.byElimination(small.copy(), logAcceptance, random);
            }
            return subset;
        });
        assertTrue(p > SubsetLaw.FALSE_ALARM);
        assertEquals(5000, tries[0], 250); // a deviation of 58
    }

    /** Enough candidates for the decomposition by the backend: the mean size is right. */
    @Test
    void manyCandidates() {
        IntermediateSampler sampler =
                IntermediateSampling.vfx().withOversampling(60).prepare(kernel, x, new SplittableRandom(2));
        assertTrue(sampler.expectedCandidates() > 170, sampler.toString());
        FiniteDpp whole = FiniteDpp.ofLikelihood(kernel, x);
        SplittableRandom random = new SplittableRandom(1);
        double mean = IntStream.range(0, 15)
                .map(t -> sampler.sample(random).length)
                .average()
                .orElseThrow();
        assertEquals(whole.expectedSize(), mean, 4 * Math.sqrt(whole.cardinalityVariance() / 15));
    }

    @Test
    void tooManyCandidatesAreRefused() {
        Points many =
                Points.ofColumn(IntStream.range(0, 160).mapToDouble(i -> i).toArray());
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> IntermediateSampling.vfx()
                                .prepare(Kernel.gaussian(0.1).scaledBy(1e6), many, new SplittableRandom(1)))
                .getMessage();
        assertTrue(message.contains("candidates, at most 20000") && message.contains("withExpectedSize"), message);
    }

    private static IntermediateSampling way(boolean all) {
        return all ? IntermediateSampling.vfx() : IntermediateSampling.alpha();
    }

    /** Landmarks that see hardly anything cost time, not the law. */
    @ParameterizedTest
    @CsvSource({"true, 0.5", "false, 0.5"})
    void poorLandmarks(boolean all, double dictionary) {
        IntermediateSampler sampler = way(all).withDictionary(dictionary).prepare(kernel, x, new SplittableRandom(2));
        SplittableRandom random = new SplittableRandom(1);
        assertTrue(law(1).pValue(2000, () -> sampler.sample(random)) > SubsetLaw.FALSE_ALARM);
    }

    private SubsetLaw law(double alpha) {
        return SubsetLaw.ofLikelihood(likelihood(alpha));
    }

    private double[][] likelihood(double alpha) {
        double[][] l = new double[7][7];
        for (int i = 0; i < 7; i++) {
            for (int j = 0; j < 7; j++) {
                double distance = (x.value(i, 0) - x.value(j, 0)) / 0.8;
                l[i][j] = alpha * 0.4 * Math.exp(-distance * distance / 2);
            }
        }
        return l;
    }
}
