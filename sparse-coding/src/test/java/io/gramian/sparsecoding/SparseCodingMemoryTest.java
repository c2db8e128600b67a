package io.gramian.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backends;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Heaps in which large codings run. */
class SparseCodingMemoryTest {
    /** Codes in this JVM; a child of the tests calls it with the method, the side and the number and size of the atoms. */
    public static void main(String[] args) {
        int side = Integer.parseInt(args[1]);
        int taps = Integer.parseInt(args[3]);
        SplittableRandom random = new SplittableRandom(1);
        Signal picture = Naive.normal(random, 1, side, side);
        List<Signal> atoms = new ArrayList<>();
        for (int m = 0; m < Integer.parseInt(args[2]); m++) {
            Signal atom = Naive.normal(random, 1, taps, taps);
            atoms.add(atom.times(1 / atom.norm()));
        }
        ConvolutionalSparseCoding coding = ConvolutionalSparseCoding.admm()
                .withBackend(Backends.cpu().withPrecision(Precision.FLOAT))
                .withRelativePenalty(0.5)
                .withIterations(2);
        SparseCode code = args[0].equals("whole")
                ? coding.encode(picture, Dictionary.of(atoms))
                : TiledSparseCoding.of(coding, 256).withSweeps(1).encode(picture, Dictionary.of(atoms));
        System.out.println(
                code.objective() < picture.dot(picture) / 2 && code.maps().count() > 0 ? "coded" : code);
    }

    private static void runs(String heap, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), heap));
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SparseCodingMemoryTest.class.getName()));
        command.addAll(List.of(arguments));
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), output);
        assertTrue(output.trim().endsWith("coded"), output);
    }

    @Test
    void hundredAndFortyFourFiltersInTwoGigabytes() throws IOException, InterruptedException {
        runs("-Xmx2g", "whole", "512", "144", "12");
    }

    /** Coded at once, the maps and spectra alone would be 0.8 GB. */
    @Test
    void fourMegapixelsByTilesInASmallHeap() throws IOException, InterruptedException {
        runs("-Xmx400m", "tiled", "2048", "16", "8");
    }
}
