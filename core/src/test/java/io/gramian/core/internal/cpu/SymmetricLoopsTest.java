package io.gramian.core.internal.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The loops of symmetric eigenvalues against their definitions, on both instruction paths. */
class SymmetricLoopsTest {
    static Stream<SymmetricLoops> loops() {
        return SymmetricEigenTest.engines().map(CpuBackend::symmetricLoops);
    }

    private static double[] randoms(int count, long seed) {
        return new SplittableRandom(seed).doubles(count, -1, 1).toArray();
    }

    /** NaN stands where nothing may be read: right of the diagonal, between rows, and before. */
    private static double[] lower(int n, int from, int stride) {
        double[] a = new double[from + n * stride];
        Arrays.fill(a, Double.NaN);
        double[] entries = randoms(n * n, n);
        for (int i = 0; i < n; i++) {
            System.arraycopy(entries, i * n, a, from + i * stride, i + 1);
        }
        return a;
    }

    @ParameterizedTest
    @MethodSource("loops")
    void rowsOfASymmetricProduct(SymmetricLoops loops) {
        for (int n : new int[] {1, 2, 3, 4, 5, 7, 8, 9, 31, 64, 65, 255, 256, 257, 300, 531}) {
            int stride = n + 3;
            double[] a = lower(n, 5, stride);
            double[] x = randoms(n, 2);
            double[] expected = new double[n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    expected[i] += a[5 + Math.max(i, j) * stride + Math.min(i, j)] * x[j];
                }
            }
            for (int cut : new int[] {0, n / 3, n / 2 / 4 * 4, n - 1}) {
                double[] y = new double[n];
                loops.addProduct(a, 5, stride, 0, cut, x, y);
                loops.addProduct(a, 5, stride, cut, n, x, y);
                assertArrayEquals(expected, y, 0x1p-52 * (n + 8), "n=" + n + " cut at " + cut);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("loops")
    void termsOfASecularEquation(SymmetricLoops loops) {
        for (int n : new int[] {1, 2, 7, 8, 9, 16, 63, 64, 65, 300}) {
            for (int from : new int[] {0, 1, n / 2, n}) {
                double[] poles = randoms(n, 3);
                double[] z = randoms(n, 4);
                double x = 1.5;
                double sum = 0;
                double slope = 0;
                for (int j = from; j < n; j++) {
                    sum += z[j] * z[j] / (poles[j] - x);
                    slope += Math.pow(z[j] / (poles[j] - x), 2);
                }
                double[] distances = new double[n];
                double[] sums = {Double.NaN, Double.NaN};
                loops.sumTerms(poles, x, z, distances, from, n, sums);
                for (int j = 0; j < n; j++) {
                    assertEquals(j < from ? 0 : poles[j] - x, distances[j]);
                }
                assertEquals(sum, sums[0], 0x1p-50 * (1 + Math.abs(sum)), "n=" + n + " from " + from);
                assertEquals(slope, sums[1], 0x1p-50 * (1 + slope), "n=" + n + " from " + from);
            }
        }
    }

    /** A few small arrays a call at most, and no vectors. */
    @ParameterizedTest
    @MethodSource("loops")
    void hotLoopsAllocateLittle(SymmetricLoops loops) {
        var bean = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        assumeTrue(bean.isThreadAllocatedMemorySupported());
        int n = 512;
        double[] a = randoms(n * 8, 5);
        double[] x = randoms(n, 6);
        double[] y = new double[n];
        double[] z = randoms(n, 7);
        double[] sums = new double[2];
        int from = -(n - 8) * n; // the last eight rows alone are there
        long pieces = loops.getClass() == SymmetricLoops.class ? 10 * 256 * Double.BYTES : 0;
        long allowed = 2000 * (pieces + 1024);
        long allocated = Long.MAX_VALUE;
        // Until compiled: a busy machine may keep a compilation waiting for many seconds.
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (allocated > allowed && System.nanoTime() < deadline) {
            long before = bean.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int repeat = 0; repeat < 2000; repeat++) {
                loops.addProduct(a, from, n, n - 8, n, x, y);
                loops.sumTerms(x, 2, z, y, 0, n, sums);
            }
            allocated = bean.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        }
        assertTrue(allocated <= allowed, loops.getClass() + " allocated " + allocated + ", sum " + sums[0]);
    }
}
