package io.gramian.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.conformance.StandardKernels;
import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Inner products by the library, whole and in pieces, and on tensor cores; device source on the host. */
class InnerProductsTest {
    private static final int D = 70;

    private EmulatedDevice device;
    private CudaBackend cuda;

    @BeforeEach
    void open() {
        Emulator.assumeUsable();
        device = new EmulatedDevice(256L << 20);
        cuda = CudaBackend.on(device);
    }

    private static double[] weights(int m) {
        return new SplittableRandom(1).doubles(m, -1, 1).toArray();
    }

    /** Every fold, sizes about that of a block, forms with and without products beside each other. */
    @Test
    void productsOfTheLibraryGiveWhatTheCpuGives() {
        List<Kernel> kernels = List.of(
                Kernel.gaussian(8),
                Kernel.polynomial(2, 0.1, 1),
                Kernel.cosine(),
                Kernel.laplacian(20).plus(Kernel.gaussian(5)).plus(Kernel.linear()));
        for (int[] size : new int[][] {{1, 1}, {63, 65}, {128, 128}, {65, 130}, {200, 7}}) {
            Points x = StandardKernels.points(size[0], D, 1);
            Points y = StandardKernels.points(size[1], D, 2);
            for (Kernel kernel : kernels) {
                same(Backends.cpu(), cuda, kernel, x, y, 1e-11);
                try (Gram expected = Backends.cpu().gram(kernel, x, y);
                        Gram found = cuda.gram(kernel, x, y)) {
                    near(expected.dense().data, found.dense().data, 1e-11);
                }
            }
        }
        assertEquals(0, device.used());
    }

    private static void same(Backend one, Backend other, Kernel kernel, Points x, Points y, double tolerance) {
        double[] w = weights(y.size());
        try (Gram expected = one.gram(kernel, x, y);
                Gram found = other.gram(kernel, x, y);
                Matrix v = one.matrix(y.size(), 5, weights(5 * y.size()));
                Matrix u = other.matrix(y.size(), 5, weights(5 * y.size()));
                Matrix product = expected.times(v);
                Matrix same = found.times(u)) {
            near(expected.rowSums(w), found.rowSums(w), tolerance);
            near(product.toArray(), same.toArray(), tolerance);
            near(expected.excludingSelf().rowSums(w), found.excludingSelf().rowSums(w), tolerance);
            if (kernel.toString().startsWith("gaussian")) {
                near(expected.logRowSums(w), found.logRowSums(w), tolerance);
                near(expected.moments(w, 1).first(0), found.moments(w, 1).first(0), tolerance);
            }
        }
    }

    private static void near(double[] expected, double[] found, double tolerance) {
        double most = 1;
        for (double number : expected) {
            most = Double.isInfinite(number) ? most : Math.max(most, Math.abs(number));
        }
        assertArrayEquals(expected, found, tolerance * most);
    }

    /** So little memory that a tile of products holds some columns only: the same but for the order of sums. */
    @Test
    void tilesOfProductsAreTheWhole() {
        Points x = StandardKernels.points(300, D, 1);
        Points y = StandardKernels.points(500, D, 2);
        for (long limit : new long[] {2_500_000, 1_500_000, 8 * 128 * 128 * 8, 8 * 128 * 128 * 8 - 1}) {
            CudaBackend small = cuda.withMemoryLimit(limit);
            same(cuda, small, Kernel.gaussian(8), x, y, 1e-13);
        }
        same(cuda, cuda.withMemoryLimit(2_500_000), Kernel.gaussian(8).times(Kernel.linear()), x, y, 1e-13);
        assertEquals(0, device.used());
    }

    /** Tiles are asked for where there are many coordinates, and not beyond what the memory limit leaves. */
    @Test
    void tilesFollowTheMemoryLimit() {
        Engine engine = cuda.engine();
        assertEquals(0, InnerProducts.tileSize(engine, 0, 1L << 40));
        assertEquals(3 << 20, InnerProducts.tileSize(engine, 1, 1L << 40));
        assertEquals(3 << 19, InnerProducts.tileSize(engine, 2, 1L << 40));
        assertEquals(128 * 128, InnerProducts.tileSize(engine, 1, 8 * 128 * 128 * 8));
        assertEquals(0, InnerProducts.tileSize(engine, 1, 8 * 128 * 128 * 8 - 1));
        assertEquals(4096, InnerProducts.mostRows(2 << 20, 1_000_000));
        assertEquals(16_384, InnerProducts.mostRows(2 << 20, 10));
        assertEquals(512, InnerProducts.mostColumns(2 << 20, 4096));
        assertEquals(0, InnerProducts.mostColumns(128 * 128, 129));
    }

    /** The error of tensor cores is what is documented, no less exact and no more so. */
    @Test
    void tensorCoresErrByWhatIsDocumented() {
        CudaBackend coarse = cuda.withTensorCores();
        assertEquals("cuda-tf32", coarse.name());
        assertEquals(Precision.FLOAT, coarse.precision());
        assertEquals("cuda-tf32", coarse.withMemoryLimit(1 << 20).withThreads(1).name());
        Points x = StandardKernels.points(130, D, 1);
        double[] w = weights(130);
        double[] all = new double[130];
        java.util.Arrays.fill(all, 1);
        double largest = 0; // |x|^2
        double[] centre = new double[D];
        for (int i = 0; i < 130; i++) {
            for (int k = 0; k < D; k++) {
                centre[k] += x.row(i)[k] / 130;
            }
        }
        for (int i = 0; i < 130; i++) {
            double norm = 0;
            for (int k = 0; k < D; k++) {
                norm += Math.pow(x.row(i)[k] - centre[k], 2);
            }
            largest = Math.max(largest, norm);
        }
        double scale = Math.sqrt(largest);
        double factor = Math.expm1(largest / (512 * scale * scale) + 1e-4);
        Kernel kernel = Kernel.gaussian(scale);
        try (Gram exact = cuda.gram(kernel, x);
                Gram single = cuda.withPrecision(Precision.FLOAT).gram(kernel, x);
                Gram found = coarse.gram(kernel, x);
                Matrix v = cuda.matrix(130, 6, weights(6 * 130));
                Matrix u = coarse.matrix(130, 6, weights(6 * 130));
                Matrix product = exact.times(v);
                Matrix rough = found.times(u)) {
            double error = error(exact.rowSums(all), found.rowSums(all));
            assertTrue(error <= factor, () -> error + " above " + factor);
            double fine = error(exact.rowSums(all), single.rowSums(all));
            assertTrue(error > 2 * fine, () -> error + " is no coarser than " + fine);
            assertArrayEquals(product.toArray(), rough.toArray(), 130 * (factor + 1.0 / 512));
            assertTrue(error(product.toArray(), rough.toArray()) > 1e-5);
            assertArrayEquals(exact.dense().data, found.dense().data, 1e-5); // what is kept is as exact as ever
            assertEquals(exact.nearest(3).distance(5, 2), found.nearest(3).distance(5, 2), 1e-4);
            assertArrayEquals(
                    exact.rowSums(w),
                    coarse.withPrecision(Precision.DOUBLE).gram(kernel, x).rowSums(w),
                    1e-12);
        }
    }

    /** Distances are those of rounded points: equal points are at none, and near ones as near as rounding leaves them. */
    @Test
    void smallDistancesOutliveTensorCores() {
        SplittableRandom random = new SplittableRandom(5);
        double[][] rows = new double[64][D];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < D; k++) { // pairs of equal points, and of points a hundredth of their norms apart
                rows[i][k] = i % 2 == 0 ? random.nextDouble(-1, 1) : rows[i - 1][k] * (i % 4 == 1 ? 1 : 1.01);
            }
        }
        Points x = Points.of(rows);
        Kernel kernel = Kernel.gaussian(0.1);
        double[] expected;
        try (Gram exact = cuda.gram(kernel, x)) {
            expected = exact.rowSums();
        }
        try (Gram coarse = cuda.withTensorCores().gram(kernel, x)) {
            double[] found = coarse.rowSums();
            for (int i = 0; i < found.length; i++) {
                assertEquals(expected[i], found[i], i % 4 < 2 ? 2e-3 : 0.02);
            }
        }
    }

    /** To the nearest eleven bits, ties to even, and as single precision where that is beyond its range. */
    @Test
    void numbersAreShortened() {
        assertEquals(1 + 0x1p-10, Residents.shortened(1 + 0x1p-10));
        assertEquals(1, Residents.shortened(1 + 0x1p-11));
        assertEquals(1 + 0x1p-9, Residents.shortened(1 + 0x1.8p-10));
        assertEquals(-3, Residents.shortened(-3 - 0x1p-11));
        assertEquals(2, Residents.shortened(2 - 0x1p-12));
        assertEquals(0, Residents.shortened(0));
        assertEquals(Float.MAX_VALUE, Residents.shortened(Float.MAX_VALUE));
    }

    private static double error(double[] expected, double[] found) {
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = Math.max(worst, Math.abs(found[i] / expected[i] - 1));
        }
        return worst;
    }
}
