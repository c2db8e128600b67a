package io.gramian.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.ProjectionSampler;
import io.gramian.testing.SubsetLaw;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleSupplier;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Draws from projection processes with the device's source run on the host, which can be changed there. */
class EmulatedProjectionSamplerTest extends ProjectionSamplerChecks {
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

    @Override
    Backend backend() {
        return cuda;
    }

    @Override
    int draws() {
        return 4000;
    }

    private Backend changed(String from, String to) {
        return CudaBackend.on(new EditedDevice(device, from, to));
    }

    /** One proposal at a time, as many as ever, none at all but all items; always and never twice orthogonal. */
    @ParameterizedTest
    @CsvSource({"WAITING 32,WAITING 1", "MOST_PROPOSALS 150,MOST_PROPOSALS 0", "ONCE 0.01,ONCE 2", "ONCE 0.01,ONCE 0"})
    void lawByOtherPaths(String constant, String other) {
        double p = pValue(changed("#define " + constant, "#define " + other), small(), draws(), 12);
        assertTrue(p > SubsetLaw.FALSE_ALARM, () -> "p = " + p);
    }

    private static boolean isFoundOut(DoubleSupplier test, double least) {
        try {
            return test.getAsDouble() < least;
        } catch (NumericalException | AssertionError failure) {
            return true; // an item was drawn twice
        }
    }

    /** No span, one without its last direction, one nearly whole, no rejection but of what is spanned, thresholds of another law, a column left out, wrong sums. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "queue.left[lane] -= product * product | queue.left[lane] -= 0",
                "queue.left[lane] -= product * product | queue.left[lane] -= last == 1 ? 0 : product * product",
                "queue.left[lane] -= product * product | queue.left[lane] -= product * product > 0.99 * queue.left[lane] ? product * product : 0",
                "fmax(ROUNDING, uniform | fmin(1e-9, uniform",
                "fmax(ROUNDING, uniform | fmax(0.3, uniform",
                "* (double)process.m) | * (double)(process.m - (process.m == 3)))",
                "double target = uniform( | double target = 0.97 * uniform("
            })
    void wrongLawsAreFound(String right, String wrong) {
        Backend backend = changed(right, wrong);
        assertTrue(isFoundOut(() -> pValue(backend, small(), draws(), 2), SubsetLaw.FALSE_ALARM));
    }

    /** A span known in part when proposals are drawn, no rejection but of what is spanned. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "k < known; k += GROUPS * TILE | k < known - 16; k += GROUPS * TILE",
                "fmax(ROUNDING, uniform | fmin(1e-9, uniform"
            })
    void wrongMarginalsAreFound(String right, String wrong) {
        Backend backend = changed(right, wrong);
        assertTrue(isFoundOut(() -> isRight(largestScore(backend, draws() / 4)) ? 1 : 0, 0.5));
    }

    /** What Random123 publishes for Philox4x32-10: counters and keys of zeros, of ones, and the digits of pi. */
    @Test
    void philoxKnownAnswers() {
        String kernel = "extern \"C\" __global__ void __launch_bounds__(1) answer(const int *in, int *out) {\n"
                + "    const Words counter = {{(unsigned)in[0], (unsigned)in[1], (unsigned)in[2], (unsigned)in[3]}};\n"
                + "    const Words words = philox(counter, (unsigned)in[4], (unsigned)in[5]);\n"
                + "    for (int i = 0; i < 4; i++) {\n        out[i] = (int)words.at[i];\n    }\n}\n";
        Device.Program program = device.compile(new Engine(device, Precision.DOUBLE).projectionText() + kernel);
        int[][] given = {
            {0, 0, 0, 0, 0, 0},
            {-1, -1, -1, -1, -1, -1},
            {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0}
        };
        int[][] expected = {
            {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
            {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
            {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}
        };
        for (int t = 0; t < 3; t++) {
            int[] found = new int[4];
            try (Buffer in = Reals.upload(device, given[t], 6);
                    Buffer out = device.allocate(16)) {
                device.launch(program, "answer", 1, 1, 1, in, out);
                out.read(0, found, 0, 4);
            }
            assertArrayEquals(expected[t], found);
        }
    }

    private static void assertMessage(Class<? extends Exception> type, String part, Executable call) {
        String message = assertThrows(type, call).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void whatIsWrongIsSaid() {
        Class<IllegalArgumentException> type = IllegalArgumentException.class;
        assertMessage(type, "n: expected at least 0", () -> cuda.projectionSampler(-1, 0, new double[0]));
        assertMessage(
                type,
                "rank: expected from 0 to the 3 rows, found 4",
                () -> cuda.projectionSampler(3, 4, new double[12]));
        assertMessage(type, "3 x 2 = 6 entries, found 5", () -> cuda.projectionSampler(3, 2, new double[5]));
        double[] numbers = small().data;
        numbers[9] = Double.NaN;
        assertMessage(type, "row 2, column 1", () -> cuda.projectionSampler(6, 4, numbers));
        try (ProjectionSampler sampler = sampler(cuda, small())) {
            assertMessage(
                    type,
                    "subset 1: expected from 0 to 3, found 4",
                    () -> sampler.samples(new int[][] {{3}, {0, 4}}, 1));
            assertMessage(type, "subset 0: 2 is selected twice", () -> sampler.samples(new int[][] {{2, 1, 2}}, 1));
        }
        ProjectionSampler closed = sampler(cuda, small());
        closed.close();
        closed.close();
        assertMessage(IllegalStateException.class, "closed", () -> closed.samples(new int[1][0], 1));
    }

    /** Zero columns have nothing to draw, and equal ones no second item. */
    @Test
    void columnsThatAreNotIndependent() {
        DMatrixRMaj u = small();
        for (int i = 0; i < 6; i++) {
            u.set(i, 1, u.get(i, 0));
            u.set(i, 2, 0);
        }
        try (ProjectionSampler sampler = sampler(cuda, u)) {
            assertEquals(1, sampler.samples(new int[][] {{0}}, 1)[0].length);
            assertMessage(NumericalException.class, "subset 1", () -> sampler.samples(new int[][] {{3}, {2}}, 1));
            assertMessage(
                    NumericalException.class, "subset 2", () -> sampler.samples(new int[][] {{}, {3}, {0, 1}}, 1));
        }
    }

    @Test
    void interruption() {
        try (ProjectionSampler sampler = sampler(cuda, small())) {
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, () -> sampler.samples(new int[][] {{1}}, 1));
            assertTrue(Thread.interrupted());
            assertEquals(1, sampler.samples(new int[][] {{1}}, 1).length);
        }
    }

    /** An interrupt during a launch is seen before the next. */
    @Test
    void interruptionOfABatch() {
        Device interrupting = (Device) Proxy.newProxyInstance(
                Device.class.getClassLoader(), new Class<?>[] {Device.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("launch") && arguments[1].equals("drawSubsets")) {
                        Thread.currentThread().interrupt();
                    }
                    return method.invoke(device, arguments);
                });
        long tables = 8L * 4 * (2 * 6 + 1);
        long oneBlock = 8L * 4 * (4 + 4 + 64);
        Backend backend = CudaBackend.on(interrupting).withMemoryLimit(tables + 2 * oneBlock);
        try (ProjectionSampler sampler = sampler(backend, small())) {
            int[][] columns = {{0, 1, 2, 3}, {1, 2}, {3}};
            assertMessage(CancellationException.class, "subset 2 of a batch of 3", () -> sampler.samples(columns, 1));
            assertTrue(Thread.interrupted());
        }
    }

    /** Wherever memory runs out, what was taken is given back. */
    @Test
    void memoryThatRunsOut() {
        DMatrixRMaj u = orthonormal(300, 20, false, 13);
        int[][] columns = new int[50][];
        Arrays.fill(columns, new int[] {4, 5, 6});
        int refused = 0;
        for (long capacity = 1 << 12; capacity <= 1 << 18; capacity += 1 << 12) {
            EmulatedDevice tight = new EmulatedDevice(capacity);
            Backend backend = CudaBackend.on(tight).withMemoryLimit(1L << 30);
            try (ProjectionSampler sampler = sampler(backend, u)) {
                sampler.samples(columns, 1);
            } catch (IllegalArgumentException failure) {
                refused++;
            }
            assertEquals(0, tight.used());
        }
        assertTrue(refused > 10 && refused < 64);
    }
}
