package io.gramian.nystrom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A fit on landmarks keeps O(m^2 + n d) numbers: it runs in a heap that K(X, Z) would fill several times. */
class RidgeMemoryTest {
    private static final int N = 40_000;
    private static final int M = 500; // K(X, Z) is 160 MB

    /** Fits in this JVM; a child of the test calls it. */
    public static void main(String[] args) {
        Points x = Samples.normal(N, 5, 1);
        double[] y =
                IntStream.range(0, N).mapToDouble(i -> Math.sin(x.value(i, 0))).toArray();
        KernelRidge regression = KernelRidge.of(Kernel.gaussian(2))
                .withRidge(1)
                .withLandmarks(Landmarks.of(x, IntStream.range(0, M).toArray()))
                .withBackend(Backends.cpu().withThreads(2));
        RidgeModel model = regression.fit(x, y);
        System.out.println(model.certificate().converged() ? "fitted" : model.warnings());
    }

    @Test
    void fitRunsInASmallHeap() throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx100m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RidgeMemoryTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), output);
        assertTrue(output.trim().endsWith("fitted"), output);
    }
}
