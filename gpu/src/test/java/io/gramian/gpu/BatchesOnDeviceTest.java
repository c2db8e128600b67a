package io.gramian.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.dpp.FiniteDpp;
import io.gramian.dpp.FixedSizeDpp;
import io.gramian.dpp.SamplingMethod;
import io.gramian.testing.SubsetLaw;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches of finite determinantal processes are drawn by a backend that can, with the law and the sizes they should have. */
class BatchesOnDeviceTest {
    private static final int DRAWS = 8000;

    private final DMatrixRMaj features = features(7, 7, 0.5);
    private EmulatedDevice device;
    private Backend cuda;

    @BeforeEach
    void open() {
        Emulator.assumeUsable();
        device = new EmulatedDevice(1L << 28);
        cuda = CudaBackend.on(device);
    }

    @AfterEach
    void nothingIsLeft() {
        assertEquals(0, device == null ? 0 : device.used());
    }

    private static RandomGenerator random() {
        return new SplittableRandom(21);
    }

    private static DMatrixRMaj features(int n, int d, double scale) {
        SplittableRandom random = new SplittableRandom(20);
        DMatrixRMaj features = new DMatrixRMaj(n, d);
        for (int at = 0; at < features.data.length; at++) {
            features.data[at] = scale * random.nextGaussian();
        }
        return features;
    }

    private double[][] likelihood() {
        DMatrixRMaj l = new DMatrixRMaj(7, 7);
        CommonOps_DDRM.multTransB(features, features, l);
        return IntStream.range(0, 7)
                .mapToObj(i -> Arrays.copyOfRange(l.data, 7 * i, 7 * i + 7))
                .toArray(double[][]::new);
    }

    private static boolean isLaw(SubsetLaw law, int[]... subsets) {
        int[] counts = new int[128];
        for (int[] subset : subsets) {
            counts[SubsetLaw.mask(subset)]++;
        }
        return law.pValue(counts) > SubsetLaw.FALSE_ALARM;
    }

    @Test
    void lawOfAllSizes() {
        FiniteDpp dpp = FiniteDpp.ofFeatures(features, cuda);
        SubsetLaw law = SubsetLaw.ofLikelihood(likelihood());
        assertTrue(isLaw(law, dpp.samples(DRAWS, random())));
        assertTrue(isLaw(law, dpp.sampler(SamplingMethod.REJECTION).samples(DRAWS, random())));
        assertFalse(isLaw(law, dpp.scaled(1.2).samples(DRAWS, random())));
    }

    @Test
    void lawOfOneSize() {
        FiniteDpp dpp = FiniteDpp.ofFeatures(features, cuda);
        SubsetLaw law = SubsetLaw.ofLikelihood(likelihood(), 3);
        assertTrue(isLaw(law, dpp.ofSize(3).samples(DRAWS, random())));
        FiniteDpp projection = FiniteDpp.ofSpan(features(7, 3, 1)).withBackend(cuda);
        assertFalse(isLaw(law, projection.ofSize(3).samples(DRAWS, random())));
    }

    @Test
    void sizes() {
        FiniteDpp dpp = FiniteDpp.ofFeatures(features(500, 60, 0.3), cuda);
        for (int k : new int[] {0, 1, 60}) {
            for (int[] subset : dpp.ofSize(k).samples(64, random())) {
                assertEquals(k, Arrays.stream(subset).distinct().count());
            }
        }
        double mean = Arrays.stream(dpp.samples(200, random()))
                .mapToInt(subset -> subset.length)
                .average()
                .orElseThrow();
        assertEquals(dpp.expectedSize(), mean, 4 * Math.sqrt(dpp.cardinalityVariance() / 200));
        assertEquals(0, dpp.samples(0, random()).length);
    }

    /** From 64 subsets on, and not where another method was asked for. */
    @Test
    void whatIsDrawnThere() {
        DMatrixRMaj wide = features(500, 30, 0.3);
        FiniteDpp there = FiniteDpp.ofFeatures(wide, cuda);
        FiniteDpp here = FiniteDpp.ofFeatures(wide, Backends.cpu());
        assertArrayEquals(here.samples(63, random()), there.samples(63, random()));
        assertFalse(Arrays.deepEquals(here.samples(64, random()), there.samples(64, random())));
        assertArrayEquals(
                there.samples(64, random()),
                there.sampler(SamplingMethod.REJECTION).samples(64, random()));
        assertArrayEquals(there.samples(64, random()), there.sampler().samples(64, 2, random()));
        FixedSizeDpp ten = there.ofSize(10);
        assertFalse(Arrays.deepEquals(here.ofSize(10).samples(64, random()), ten.samples(64, random())));
        for (SamplingMethod method : SamplingMethod.values()) {
            if (method != SamplingMethod.REJECTION) {
                int[][] expected = here.sampler(method).samples(64, random());
                assertArrayEquals(expected, there.sampler(method).samples(64, random()));
            }
        }
        FiniteDpp tight = FiniteDpp.ofFeatures(wide, Backends.cpu()).withBackend(cuda.withMemoryLimit(1 << 17));
        assertArrayEquals(here.samples(64, random()), tight.samples(64, random()));
    }

    @Test
    void oneLongIsDrawnOfTheGenerator() {
        RandomGenerator used = random();
        FiniteDpp.ofFeatures(features, cuda).samples(64, used);
        RandomGenerator expected = random();
        expected.nextLong();
        assertEquals(expected.nextLong(), used.nextLong());
    }

    @Test
    void interruption() {
        FiniteDpp dpp = FiniteDpp.ofFeatures(features, cuda);
        dpp.samples(1, random());
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> dpp.samples(64, random()));
        assertTrue(Thread.interrupted());
    }
}
