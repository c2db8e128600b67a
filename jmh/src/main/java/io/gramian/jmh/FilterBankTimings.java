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
 * filters taps precision threads iterations]}, {@code growth} for how the time grows with filters and places, {@code threads}
 * for what a second thread gains, or without arguments a table of sides, filters, precisions and threads.
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
        if (arguments.length == 1) {
            for (Precision precision : Precision.values()) {
                if (arguments[0].equals("growth")) {
                    growth(precision);
                } else {
                    gain(precision);
                }
            }
            return;
        }
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

    /** Fits ms = a n^b to the best processor times of one thread; b is 1 where the cost is proportional. */
    private static void growth(Precision precision) {
        int[] filters = {18, 36, 72, 144};
        double[] byFilters = new double[filters.length];
        for (int i = 0; i < filters.length; i++) {
            byFilters[i] = time(256, filters[i], TAPS, precision, 1, 40)[1];
        }
        int[] sides = {64, 128, 256, 512};
        double[] places = new double[sides.length];
        double[] byPlaces = new double[sides.length];
        for (int i = 0; i < sides.length; i++) {
            places[i] = (double) sides[i] * sides[i];
            byPlaces[i] = time(sides[i], 36, TAPS, precision, 1, 40)[1];
        }
        System.out.println(precision + ": 256 x 256, by filters " + Arrays.toString(filters) + ": "
                + fit(Arrays.stream(filters).asDoubleStream().toArray(), byFilters));
        System.out.println(
                precision + ": 36 filters, by sides " + Arrays.toString(sides) + ": " + fit(places, byPlaces));
    }

    private static String fit(double[] sizes, double[] times) {
        double meanX = Arrays.stream(sizes).map(Math::log).average().orElseThrow();
        double meanY = Arrays.stream(times).map(Math::log).average().orElseThrow();
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < sizes.length; i++) {
            double x = Math.log(sizes[i]) - meanX;
            double y = Math.log(times[i]) - meanY;
            xy += x * y;
            xx += x * x;
            yy += y * y;
        }
        return String.format(Locale.ROOT, "exponent %.3f, R^2 %.4f", xy / xx, xy * xy / xx / yy);
    }

    private static void gain(Precision precision) {
        for (int filters : new int[] {36, 144}) {
            double one = time(256, filters, TAPS, precision, 1, 60)[0];
            double two = time(256, filters, TAPS, precision, 2, 60)[0];
            System.out.printf(Locale.ROOT, "%s, %d filters: two threads %.2fx%n", precision, filters, one / two);
        }
    }

    private static int number(String[] arguments, int index) {
        return Integer.parseInt(arguments[index]);
    }

    /** Returns the best wall-clock and the caller's best processor time in ms. */
    private static double[] time(int side, int filters, int taps, Precision precision, int threads, int iterations) {
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
        return new double[] {wall[0], cpu[0]};
    }
}
