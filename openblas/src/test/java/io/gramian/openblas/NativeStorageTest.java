package io.gramian.openblas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class NativeStorageTest {
    @Test
    void beginsAsZerosAndRoundsToItsPrecision() {
        for (Precision precision : Precision.values()) {
            Backend backend = Native.backend().withPrecision(precision);
            for (int length : new int[] {0, 1, 4095, 4096, 4097, 10_000}) { // a run is 4096 floats
                double[] numbers = new double[length];
                try (Matrix matrix = backend.matrix(1, length)) {
                    assertArrayEquals(numbers, matrix.toArray());
                }
                Arrays.setAll(numbers, i -> 1.0 / (i + 3));
                try (Matrix matrix = backend.matrix(1, length, numbers)) {
                    Arrays.setAll(numbers, i -> precision == Precision.FLOAT ? (float) numbers[i] : numbers[i]);
                    assertArrayEquals(numbers, matrix.toArray());
                }
            }
        }
    }

    @Test
    void memoryIsUsedAgainAsZeros() {
        Native.backend(); // or skip
        NativeMemory<DoublePointer> memory = new NativeMemory<>(new DoubleRoutines());
        DoublePointer first = memory.take(100_000);
        first.put(99_999, 1);
        memory.giveBack(first);
        assertNotSame(first, memory.take(100_001));
        DoublePointer second = memory.take(100_000);
        assertSame(first, second);
        assertEquals(0, second.get(99_999));
        assertNotSame(first, memory.take(100_000));
    }

    @Test
    void tooLargeSaysWhatToDo() {
        int columns = 1 << 20;
        int rows = Math.toIntExact(Pointer.maxBytes() / Double.BYTES / columns + 1);
        Backend backend = Native.backend().withMemoryLimit(Long.MAX_VALUE);
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> backend.matrix(rows, columns));
        assertTrue(refused.getMessage().contains("org.bytedeco.javacpp.maxBytes"), refused::getMessage);
    }

    @Test
    void closingWhileInUseIsSafe() throws Exception {
        LinearAlgebra algebra = Native.backend().linearAlgebra();
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 30; round++) {
                Matrix a = ones(Native.backend(), 200);
                List<Future<?>> users = new ArrayList<>();
                for (int user = 0; user < 2; user++) {
                    users.add(executor.submit(() -> {
                        try {
                            while (true) {
                                try (Matrix product = algebra.multiply(a, a.transposed())) {
                                    assertEquals(200, product.get(199, 0));
                                }
                            }
                        } catch (IllegalStateException closed) {
                            assertTrue(closed.getMessage().contains("closed"), closed::getMessage);
                        }
                    }));
                }
                Thread.sleep(1);
                a.close();
                for (Future<?> user : users) {
                    user.get();
                }
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void backendsWithDifferentThreadsTakeTurns() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> users = new ArrayList<>();
            for (int threads : new int[] {1, 2, 1, 2}) {
                Backend backend = Native.backend().withThreads(threads);
                users.add(executor.submit(() -> {
                    Matrix a = ones(backend, 150);
                    for (int i = 0; i < 200; i++) {
                        try (Matrix product = backend.linearAlgebra().multiply(a, a)) {
                            assertEquals(150, product.get(149, 149));
                        }
                    }
                }));
            }
            for (Future<?> user : users) {
                user.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void interruptsAreNoticed() {
        Backend backend = Native.backend();
        Matrix a = ones(backend, 10);
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> backend.linearAlgebra().multiply(a, a));
        assertTrue(Thread.interrupted());
    }

    private static Matrix ones(Backend backend, int n) {
        double[] ones = new double[n * n];
        Arrays.fill(ones, 1);
        return backend.matrix(n, n, ones);
    }
}
