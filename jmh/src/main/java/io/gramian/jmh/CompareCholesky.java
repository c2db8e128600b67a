package io.gramian.jmh;

import com.sun.management.OperatingSystemMXBean;
import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.PivotedCholesky;
import io.gramian.nystrom.RandomlyPivotedCholesky;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Gramian's side of compare/cholesky.py, which asks by lines on standard input, {@code accelerated}, {@code simple} or
 * {@code block N} and a seed, for the time of a randomly pivoted Cholesky factorisation with a Gaussian kernel.
 */
public final class CompareCholesky {
    private final Points x;
    private final Kernel kernel;
    private final RandomlyPivotedCholesky base;
    private final Backend backend;

    private CompareCholesky(Points x, Kernel kernel, RandomlyPivotedCholesky base, Backend backend) {
        this.x = x;
        this.kernel = kernel;
        this.base = base;
        this.backend = backend;
    }

    /**
     * Answers every line with wall-clock seconds, processor seconds, the relative trace error and the rank.
     *
     * @param arguments file of points (little-endian doubles), dimension, length scale, rank, backend and threads
     * @throws IOException if the file cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        CompareCholesky worker = new CompareCholesky(
                read(arguments[0], Integer.parseInt(arguments[1])),
                Kernel.gaussian(Double.parseDouble(arguments[2])),
                RandomlyPivotedCholesky.ofRank(Integer.parseInt(arguments[3])),
                Backends.named(arguments[4]).withThreads(Integer.parseInt(arguments[5])));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(worker.answer(line.split(" ")));
        }
    }

    private static Points read(String file, int d) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(Path.of(file))).order(ByteOrder.LITTLE_ENDIAN);
        double[] numbers = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(numbers);
        return Points.ofRowMajor(numbers, d);
    }

    private String answer(String[] question) {
        long seed = Long.parseLong(question[question.length - 1]);
        return switch (question[0]) {
            case "accelerated" -> time(base, seed);
            case "simple" -> time(base.simple(), seed);
            case "block" -> time(base.block(Integer.parseInt(question[1])), seed);
            default ->
                throw new IllegalArgumentException("expected accelerated, simple or block, found " + question[0]);
        };
    }

    private String time(RandomlyPivotedCholesky selector, long seed) {
        double cpu = cpu();
        long start = System.nanoTime();
        try (PivotedCholesky found = selector.factorise(kernel, x, new SplittableRandom(seed), backend)) {
            double wall = (System.nanoTime() - start) * 1e-9;
            return String.format(
                    Locale.ROOT, "%.6f %.6f %.9g %d", wall, cpu() - cpu, found.relativeTraceError(), found.rank());
        }
    }

    private static double cpu() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() * 1e-9;
    }
}
