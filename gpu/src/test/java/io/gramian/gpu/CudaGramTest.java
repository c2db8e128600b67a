package io.gramian.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.conformance.StandardKernels;
import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the contract of backends does not ask: memory, rectangles, compilations, progress; device source on the host. */
class CudaGramTest {
    private static final long CAPACITY = 64L << 20;

    private EmulatedDevice device;
    private CudaBackend backend;

    @BeforeEach
    void open() {
        Emulator.assumeUsable();
        device = new EmulatedDevice(CAPACITY);
        backend = CudaBackend.on(device);
    }

    private static double[] weights(int m) {
        return new SplittableRandom(1).doubles(m, -1, 1).toArray();
    }

    @Test
    void closingGivesAllMemoryBack() {
        Points x = StandardKernels.points(200, 3, 1);
        try (Gram gram = backend.gram(Kernel.gaussian(1), x)) {
            gram.rowSums(weights(200));
            gram.excludingSelf().logRowSums();
            gram.withScales(weights(200).clone(), null);
        } catch (IllegalArgumentException negativeScales) {
            // nothing may stay behind when an argument is refused
        }
        assertEquals(0, device.used());
        try (Gram gram = backend.gram(Kernel.matern32(1), x);
                Matrix v = backend.matrix(200, 6, weights(1200));
                Matrix product = gram.times(v);
                Matrix normal = gram.normalTimes(v);
                Matrix k = gram.matrix();
                Cholesky factor = backend.linearAlgebra().cholesky(k, 1);
                Matrix solved = factor.solve(product)) {
            gram.nearest(3);
            gram.moments(weights(200), 2);
            assertTrue(device.used() > 0);
            assertEquals(200, solved.rows() + normal.rows() - 200);
        }
        assertEquals(0, device.used());
    }

    /** Points of a selection, which may never come again, do not stay. */
    @Test
    void selectionsLeaveNothing() {
        Points x = StandardKernels.points(200, 3, 1);
        try (Gram gram = backend.gram(Kernel.gaussian(1), x)) {
            gram.rowSums();
            long resident = device.used();
            gram.columns(3, 7);
            gram.block(new int[] {1, 2}, new int[] {5});
            Gram part = gram.select(new int[] {9, 8, 7}, new int[] {1, 9});
            part.excludingSelf().logRowSums();
            assertEquals(resident, device.used());
        }
        assertEquals(0, device.used());
    }

    /** So little memory that rows and columns come in many pieces: the same numbers but for the order of sums. */
    @Test
    void rectanglesAreThoseOfTheWhole() {
        Points x = StandardKernels.points(600, 5, 1);
        Points y = StandardKernels.points(800, 5, 2);
        double[] w = weights(800);
        CudaBackend small = backend.withMemoryLimit(2 * 256 * (64 + 2 * 6 * 8));
        List<Long> done = new ArrayList<>();
        try (Gram whole = backend.gram(Kernel.matern52(2), x, y);
                Gram pieces = small.gram(Kernel.matern52(2), x, y).withProgress((stage, now, total) -> {
                    done.add(now);
                    assertEquals(480_000L, total);
                })) {
            assertArrayEquals(whole.rowSums(w), pieces.rowSums(w), 1e-12);
            assertTrue(done.size() > 20, () -> "rectangles: " + done.size());
            assertEquals(480_000L, done.get(done.size() - 1));
            assertArrayEquals(whole.logRowSums(w), pieces.logRowSums(w), 1e-12);
            assertEquals(
                    whole.rowStatistics(w).entropy(7), pieces.rowStatistics(w).entropy(7), 1e-12);
            assertArrayEquals(whole.moments(w, 2).first(9), pieces.moments(w, 2).first(9), 1e-11);
            for (int sides : new int[] {1, 3}) {
                try (Matrix v = backend.matrix(sides, 800, weights(800 * sides));
                        Matrix one = whole.times(v.transposed());
                        Matrix other = pieces.times(v.transposed());
                        Matrix normal = whole.normalTimes(v.transposed());
                        Matrix same = pieces.normalTimes(v.transposed())) {
                    assertArrayEquals(one.toArray(), other.toArray(), 1e-12);
                    assertArrayEquals(normal.toArray(), same.toArray(), 1e-10);
                }
            }
            Neighbours a = whole.nearest(4);
            Neighbours b = pieces.nearest(4);
            for (int rank = 0; rank < 4; rank++) {
                assertEquals(a.index(599, rank), b.index(599, rank));
            }
        }
        assertEquals(0, device.used());
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> {
            try (Gram gram = backend.withMemoryLimit(1000).gram(Kernel.matern52(2), x, y)) {
                gram.rowSums(w);
            }
        });
        assertTrue(refused.getMessage().contains("1000 bytes do not hold two blocks"), refused::getMessage);
    }

    /** A device that is full says how much is free, and what was taken for the attempt is given back. */
    @Test
    void fullDeviceIsSaid() {
        CudaBackend large = CudaBackend.on(new EmulatedDevice(100_000)).withMemoryLimit(1 << 30);
        Points x = StandardKernels.points(5000, 3, 1);
        try (Gram gram = large.gram(Kernel.gaussian(1), x)) {
            IllegalArgumentException full = assertThrows(IllegalArgumentException.class, gram::rowSums);
            assertTrue(full.getMessage().contains("free"), full::getMessage);
        }
        assertEquals(100_000, large.engine().device().freeBytes());
    }

    /** Distances from products lose their digits far from the centre: there differences are taken, block by block. */
    @Test
    void farRowsTakeDifferences() {
        SplittableRandom random = new SplittableRandom(3);
        double[][] rows = new double[200][40];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < 40; k++) {
                rows[i][k] = random.nextDouble() + (i >= 130 ? 1e7 : 0);
            }
        }
        Points x = Points.of(rows);
        Points y = x.select(java.util.stream.IntStream.range(0, 100).toArray());
        Kernel kernel = Kernel.inverseMultiquadric(2);
        try (Gram gram = backend.gram(kernel, x, y)) {
            double[] sums = gram.rowSums();
            double[] logs = gram.logRowSums();
            for (int i = 0; i < rows.length; i++) {
                double sum = 0;
                for (int j = 0; j < 100; j++) {
                    sum += kernel.value(rows[i], rows[j]);
                }
                assertEquals(sum, sums[i], 1e-12 * sum);
                assertEquals(Math.log(sum), logs[i], 1e-12);
            }
        }
    }

    /** Where every value underflows, logarithms are finite in both precisions. */
    @Test
    void logarithmsOutliveUnderflow() {
        Points x = Points.ofColumn(0, 1000);
        Points y = Points.ofColumn(400, 500, 501);
        for (Precision precision : Precision.values()) {
            try (Gram gram = backend.withPrecision(precision).gram(Kernel.gaussian(1), x, y)) {
                double[] logs = gram.logRowSums();
                assertEquals(-80_000, logs[0], precision == Precision.DOUBLE ? 1e-9 : 0.02);
                assertEquals(-499.0 * 499 / 2, logs[1], precision == Precision.DOUBLE ? 1e-9 : 0.02);
                assertEquals(1, gram.rowStatistics(new double[3]).largestShare(0), 1e-6);
            }
        }
    }

    /** Another bandwidth is another parameter of the same program. */
    @Test
    void anotherBandwidthCompilesNothing() {
        CudaBackend counting = CudaBackend.on(new CountingDevice(device));
        Points x = StandardKernels.points(20, 3, 1);
        try (Gram gram = counting.gram(Kernel.gaussian(1), x)) {
            gram.rowSums();
            gram.logRowSums();
            int before = CountingDevice.COMPILED.get();
            gram.withFunction(Kernel.gaussian(2)).rowSums();
            gram.withFunction(Kernel.gaussian(3)).excludingSelf().logRowSums();
            assertEquals(before, CountingDevice.COMPILED.get());
            gram.withFunction(Kernel.laplacian(3)).rowSums();
            assertEquals(before + 1, CountingDevice.COMPILED.get());
        }
    }

    @Test
    void interruptionStops() {
        Points x = StandardKernels.points(500, 3, 1);
        try (Gram gram = backend.gram(Kernel.gaussian(1), x)) {
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, gram::rowSums);
            assertTrue(Thread.interrupted());
            gram.rowSums();
        }
        assertEquals(0, device.used());
    }

    /** Several threads on one matrix get what one gets. */
    @Test
    void threadsShareAMatrix() {
        Points x = StandardKernels.points(300, 4, 1);
        try (Gram gram = backend.gram(Kernel.cauchy(1), x)) {
            double[] alone = gram.rowSums();
            List<double[]> together = java.util.stream.IntStream.range(0, 8)
                    .parallel()
                    .mapToObj(i -> gram.rowSums())
                    .toList();
            together.forEach(sums -> assertArrayEquals(alone, sums));
        }
        assertEquals(0, device.used());
    }
}
