package io.gramian.kde;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gramian.core.Points;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A million points in three dimensions within a heap of 512 MB, in a JVM of its own. */
class MemoryTest {
    @Test
    void aMillionPointsFitAndAModelAddsNoMoreThanItsPoints() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        }
        command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path"), Probe.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }

    /** Exits with a stack trace if a promise is broken. */
    static final class Probe {
        public static void main(String[] arguments) {
            int n = 1_000_000;
            int d = 3;
            long points = 8L * n * d;
            SplittableRandom random = new SplittableRandom(1);
            double[] rows = new double[n * d];
            Arrays.setAll(rows, i -> random.nextGaussian());
            Points x = Points.ofRowMajor(rows, d);
            Points queries = x.select(0, 1, 2, 3, 4, 5, 6);
            for (Bandwidth bandwidth :
                    List.of(Bandwidth.of(0.05), Bandwidth.diagonal(0.05, 0.06, 0.07), Bandwidth.matrix(new double[][] {
                        {0.01, 0.001, 0}, {0.001, 0.01, 0}, {0, 0, 0.01}
                    }))) {
                long before = used();
                DensityModel density =
                        KernelDensity.gaussian().withBandwidth(bandwidth).fit(x);
                double[] logs = density.logDensity(queries);
                require(Arrays.stream(logs).allMatch(v -> v > -7 && v < 0), Arrays.toString(logs));
                density.diagnose(queries);
                long added = used() - before;
                require(added <= points + 3_000_000, bandwidth + " adds " + added + " bytes to " + points);
                require(density.size() == n, "kept alive until here");
            }
            require(rows.length == n * d, "kept alive until here");
        }

        private static long used() {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 3; i++) {
                System.gc();
                least = Math.min(
                        least,
                        Runtime.getRuntime().totalMemory()
                                - Runtime.getRuntime().freeMemory());
            }
            return least;
        }

        private static void require(boolean condition, String message) {
            if (!condition) {
                throw new IllegalStateException(message);
            }
        }
    }
}
