package io.gramian.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The calls of the driver: what they do in order, at once, too often and in vain. */
class CudaDeviceTest {
    private static final String SOURCE = """
            struct Pair { double *to; long long count; };
            extern "C" __global__ void __launch_bounds__(64) addTo(Pair pair, double number, const double *from, int times) {
                long long i = blockIdx.x * 64LL + threadIdx.x;
                if (i < pair.count) {
                    pair.to[i] += times * (number + (from ? from[i] : 0));
                }
            }
            """;

    private static Device device;

    @BeforeAll
    static void needsGpu() {
        device = Cuda.device();
    }

    private static void add(Device.Program program, Buffer to, int count, double number, Buffer from, int times) {
        long[] pair = {to.address(), count};
        device.launch(program, "addTo", (count + 63) / 64, 1, 64, pair, number, from, times);
    }

    @Test
    void whatIsReadHasAllThatWasAskedForBefore() {
        int count = 1000;
        double[] found = new double[count];
        Device.Program program = device.compile(SOURCE);
        try (Buffer to = device.allocate(count * 8)) {
            to.clear();
            for (int round = 0; round < 500; round++) {
                double[] numbers = {round, 0};
                try (Buffer from = device.allocate(count * 8)) { // given back before it was used
                    from.clear();
                    from.write(8 * 7, numbers, 0, 1);
                    numbers[0] = -1;
                    add(program, to, count, 0.5, from, 2);
                    add(program, to, count, 1, null, -1);
                }
            }
            to.read(0, found, 0, count);
        }
        assertEquals(500 * 499, found[7]);
        found[7] = 0;
        assertArrayEquals(new double[count], found);
    }

    @Test
    void piecesOfEveryTypeComeBackAsTheyWere() {
        int count = (1 << 22) + 5; // more than goes at a time
        float[] floats = new float[count];
        int[] ints = {3, -4, 5};
        for (int i = 0; i < count; i++) {
            floats[i] = i;
        }
        float[] back = new float[count];
        int[] part = new int[4];
        try (Buffer all = device.allocate(count * 4L)) {
            all.write(0, floats, 0, count);
            all.read(0, back, 0, count);
            assertArrayEquals(floats, back);
            all.write(8, ints, 1, 2);
            all.read(4, part, 1, 3);
            assertArrayEquals(new int[] {0, Float.floatToIntBits(1), -4, 5}, part);
        }
    }

    @Test
    void tooMuchIsRefusedWithWhatIsFree() {
        long free = device.freeBytes();
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> device.allocate(1L << 50));
        assertTrue(refused.getMessage().contains(free + " free"), refused::getMessage);
        assertEquals(free, device.freeBytes());
    }

    @Test
    void whatIsHeldIsNotFreeAndWhatWasGivenBackIsTakenAgain() {
        long free = device.freeBytes();
        long most = free / 5 * 3;
        for (int round = 0; round < 2; round++) {
            try (Buffer held = device.allocate(most)) {
                assertTrue(device.freeBytes() < free / 2);
                assertEquals(most, held.bytes());
            }
        }
    }

    @Test
    void closingTwiceGivesBackOnce() {
        closeTwice(); // libraries load what they keep
        long free = device.freeBytes();
        for (int round = 0; round < 3; round++) {
            closeTwice();
        }
        assertEquals(free, device.freeBytes());
    }

    private static void closeTwice() {
        Buffer buffer = device.allocate(1 << 20);
        buffer.clear();
        buffer.close();
        buffer.close();
        Device.Transform transform = device.transform(Precision.FLOAT, new int[] {64, 64}, 2);
        transform.close();
        transform.close();
    }

    @Test
    void kernelsThatAreNotThereAreNamed() {
        Device.Program program = device.compile(SOURCE);
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> device.launch(program, "notThere", 1, 1, 64));
        assertTrue(refused.getMessage().contains("notThere"), refused::getMessage);
        assertTrue(refused.getMessage().contains("not found"), refused::getMessage);
    }

    @Test
    void sourceThatDoesNotCompileIsSaidWithItsLine() {
        IllegalStateException refused = assertThrows(
                IllegalStateException.class, () -> device.compile("\nextern \"C\" __global__ void f() { wrong(); }"));
        assertTrue(refused.getMessage().contains("gramian.cu(2)"), refused::getMessage);
    }

    @Test
    void launchesThatAreTooLargeAreSaid() {
        Device.Program program = device.compile(SOURCE);
        try (Buffer to = device.allocate(8)) {
            long[] pair = {to.address(), 1};
            IllegalStateException refused = assertThrows(
                    IllegalStateException.class,
                    () -> device.launch(program, "addTo", 1, 1, 2048, pair, 1.0, (Object) null, 1));
            assertTrue(refused.getMessage().contains("addTo"), refused::getMessage);
        }
    }

    /** Each on its own memory, from threads that have not used the device before. */
    @Test
    void threadsDoNotDisturbEachOther() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<double[]>> all = IntStream.range(0, 4)
                    .mapToObj(thread -> threads.submit(() -> work(thread)))
                    .toList();
            for (int thread = 0; thread < 4; thread++) {
                double[] expected = new double[100];
                Arrays.fill(expected, 30 * thread);
                assertArrayEquals(expected, all.get(thread).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Factors lose all but ten places behind the point, or fewer. */
    @Test
    void tensorCoresMultiply() {
        int n = 40;
        float[] a = new float[n * n];
        float[] b = new float[n * n];
        for (int i = 0; i < n * n; i++) {
            a[i] = (float) Math.sin(i);
            b[i] = (float) Math.cos(3 * i);
        }
        float[] c = new float[n * n];
        try (Buffer left = device.allocate(4 * n * n);
                Buffer right = device.allocate(4 * n * n);
                Buffer product = device.allocate(4 * n * n)) {
            left.write(0, a, 0, n * n);
            right.write(0, b, 0, n * n);
            Routines.Place to = new Routines.Place(product, 0); // holds anything, times zero
            device.tensorRoutines()
                    .gemm(
                            true,
                            false,
                            n,
                            n,
                            n,
                            2,
                            new Routines.Place(left, 0),
                            n,
                            new Routines.Place(right, 0),
                            n,
                            0,
                            to,
                            n);
            product.read(0, c, 0, n * n);
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    sum += 2.0 * a[k + i * n] * b[k + j * n];
                }
                assertEquals(sum, c[i + j * n], 2.0 * n / 512);
            }
        }
    }

    private static double[] work(int thread) {
        Device.Program program = device.compile(SOURCE);
        Routines routines = device.routines(Precision.DOUBLE);
        double[] found = new double[100];
        try (Buffer sum = device.allocate(800);
                Buffer one = device.allocate(8)) {
            sum.clear();
            one.write(0, new double[] {1}, 0, 1);
            for (int round = 0; round < 30; round++) {
                try (Buffer row = device.allocate(800)) {
                    row.clear();
                    add(program, row, 100, thread, null, 1);
                    routines.gemm( // sum += 1 x row
                            false,
                            false,
                            1,
                            100,
                            1,
                            1,
                            new Routines.Place(one, 0),
                            1,
                            new Routines.Place(row, 0),
                            1,
                            1,
                            new Routines.Place(sum, 0),
                            1);
                }
            }
            sum.read(0, found, 0, 100);
        }
        return found;
    }

    /** A device opened anew, as by another process, takes what it finds in the folder: here, another kernel's code. */
    @Test
    void machineCodeIsKeptForTheNextProcess(@TempDir Path folder) throws IOException {
        String before = System.setProperty(KernelCache.PROPERTY, folder.toString());
        try {
            Device first = new CudaDevice(0);
            first.compile(SOURCE);
            Path kept = onlyFile(folder);
            first.compile("extern \"C\" __global__ void another() {}");
            try (Stream<Path> files = Files.list(folder)) {
                Path other =
                        files.filter(file -> !file.equals(kept)).findFirst().orElseThrow();
                Files.copy(other, kept, StandardCopyOption.REPLACE_EXISTING);
            }
            Device second = new CudaDevice(0);
            second.launch(second.compile(SOURCE), "another", 1, 1, 32);
            second.await();
        } finally {
            if (before == null) {
                System.clearProperty(KernelCache.PROPERTY);
            } else {
                System.setProperty(KernelCache.PROPERTY, before);
            }
        }
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertEquals(1, all.size());
            return all.get(0);
        }
    }
}
