package io.gramian.jmh;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.FilterBank;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.core.backend.Proximal;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Times iterations of {@link FilterBankOperator#step} on a square picture of noise: {@code FilterBankTimings [side
 * filters taps precision threads iterations]}, or without arguments a table of sides, filters and precisions.
 */
public final class FilterBankTimings {
    private static final int TAPS = 12;

    private FilterBankTimings() {}

    /**
     * Runs the timings.
     *
     * @param arguments as above
     */
    public static void main(String[] arguments) {
        System.out.println(
                "side filters precision threads | ms an iteration: best, median | CPU ms of the caller, best");
        if (arguments.length > 0) {
            Precision precision = Precision.valueOf(arguments[3].toUpperCase(Locale.ROOT));
            int[] numbers = {number(arguments, 0), number(arguments, 1), number(arguments, 2)};
            time(numbers[0], numbers[1], numbers[2], precision, number(arguments, 4), number(arguments, 5));
            return;
        }
        for (Precision precision : Precision.values()) {
            for (int threads = 1; threads <= Backends.cpu().threads(); threads++) {
                for (int filters : new int[] {36, 72, 144}) {
                    for (int side : new int[] {128, 256, 512}) {
                        if ((long) side * side * filters <= 256L * 256 * 144) {
                            time(side, filters, TAPS, precision, threads, 30);
                        }
                    }
                }
            }
        }
    }

    private static int number(String[] arguments, int index) {
        return Integer.parseInt(arguments[index]);
    }

    private static void time(int side, int filters, int taps, Precision precision, int threads, int iterations) {
        SplittableRandom random = new SplittableRandom(1);
        double[][] values = new double[filters][];
        for (int m = 0; m < filters; m++) {
            values[m] = random.doubles((long) taps * taps, -0.1, 0.1).toArray();
        }
        Backend backend = Backends.cpu()
                .withThreads(threads)
                .withPrecision(precision)
                .withMemoryLimit(Runtime.getRuntime().maxMemory());
        double[] wall = new double[iterations];
        double[] cpu = new double[iterations];
        try (FilterBankOperator operator =
                backend.filterBank(FilterBank.of(new int[] {taps, taps}, values), side, side)) {
            operator.signal(random.doubles((long) side * side, -1, 1).toArray());
            for (int i = 0; i < iterations; i++) {
                long start = System.nanoTime();
                long cpuStart = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                operator.step(3, 1.8, Proximal.soft(0.05));
                cpu[i] = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuStart) / 1e6;
                wall[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(wall);
        Arrays.sort(cpu);
        System.out.printf(
                Locale.ROOT,
                "%4d %4d %s %d | %.1f %.1f | %.1f%n",
                side,
                filters,
                precision.name().toLowerCase(Locale.ROOT),
                threads,
                wall[0],
                wall[iterations / 2],
                cpu[0]);
    }
}
