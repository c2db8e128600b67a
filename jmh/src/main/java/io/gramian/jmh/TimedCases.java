package io.gramian.jmh;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.ejml.concurrency.EjmlConcurrency;

/**
 * Cases of an obvious way and Gramian's, which are timed one after the other: the obvious way once, Gramian five times, of which
 * the best counts, in processor seconds, which other work on the machine changes little. Both return a number of what they
 * made, to be seen beside each other.
 */
final class TimedCases {
    /** What is timed: a preparation that both sides need returns the obvious way and Gramian's. */
    interface Case {
        DoubleSupplier[] prepare();
    }

    private final Map<String, Case> cases = new LinkedHashMap<>();

    TimedCases with(String name, Case timed) {
        cases.put(name, timed);
        return this;
    }

    /** Prints a line for each case, or for those named. */
    void run(String... names) {
        EjmlConcurrency.USE_CONCURRENT = false;
        for (String name : names.length > 0 ? names : cases.keySet().toArray(new String[0])) {
            DoubleSupplier[] sides = cases.get(name).prepare();
            double[] obvious = timed(sides[0]);
            double[] own = timed(sides[1]);
            for (int round = 1; round < 5; round++) {
                own[0] = Math.min(own[0], timed(sides[1])[0]);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-14s obvious %10.4f s (%.10g), Gramian %10.6f s (%.10g), %,.0f times%n",
                    name,
                    obvious[0],
                    obvious[1],
                    own[0],
                    own[1],
                    obvious[0] / own[0]);
        }
    }

    /** Returns the processor seconds of this thread, which does all the work, and the number made. */
    private static double[] timed(DoubleSupplier work) {
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long start = thread.getCurrentThreadCpuTime();
        double made = work.getAsDouble();
        return new double[] {(thread.getCurrentThreadCpuTime() - start) * 1e-9, made};
    }
}
