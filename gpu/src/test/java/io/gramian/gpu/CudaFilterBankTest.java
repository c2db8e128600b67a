package io.gramian.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gramian.core.backend.AdmmStep;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.FilterBank;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.core.backend.Proximal;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the contract of filter banks does not ask: filters of many channels; device source on the host. */
class CudaFilterBankTest {
    private static final int[] SHAPE = {9, 14};

    /** Systems that no thread has registers for, all at once and as many at a time as the memory limit leaves room for. */
    @Test
    void manyChannelsAreSolvedInPieces() {
        Emulator.assumeUsable();
        EmulatedDevice device = new EmulatedDevice(1L << 28);
        CudaBackend cuda = CudaBackend.on(device);
        for (int channels : new int[] {8, 9, 20}) {
            SplittableRandom random = new SplittableRandom(channels);
            double[][] filters = new double[3][];
            Arrays.setAll(filters, m -> random.doubles(channels * 12L, -1, 1).toArray());
            FilterBank bank = FilterBank.of(channels, new int[][] {{3, 4}, {3, 4}, {3, 4}}, filters);
            double[] signal = random.doubles(channels * 126L, -1, 1).toArray();
            double[][] maps = new double[3][];
            Arrays.setAll(maps, m -> random.doubles(126, -1, 1).toArray());
            double[][] expected = results(Backends.cpu(), bank, signal, maps);
            for (Backend backend : new Backend[] {cuda, cuda.withMemoryLimit(320_000)}) {
                double[][] found = results(backend, bank, signal, maps);
                for (int m = 0; m < expected.length; m++) {
                    assertArrayEquals(expected[m], found[m], 1e-12);
                }
            }
        }
        assertEquals(0, device.used());
    }

    private static double[][] results(Backend backend, FilterBank bank, double[] signal, double[][] maps) {
        try (FilterBankOperator operator = backend.filterBank(bank, SHAPE)) {
            operator.signal(signal);
            double[][] solved = operator.solve(maps, 0.5);
            operator.start();
            AdmmStep step = null;
            for (int i = 0; i < 3; i++) {
                step = operator.step(1, 1.8, Proximal.soft(0.1));
            }
            double[][] all = Arrays.copyOf(solved, solved.length + 1);
            all[solved.length] = new double[] {step.dataFidelity(), step.penaltyAtPrimal()};
            return all;
        }
    }
}
