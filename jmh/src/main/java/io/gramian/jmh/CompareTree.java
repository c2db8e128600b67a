package io.gramian.jmh;

import com.sun.management.OperatingSystemMXBean;
import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import io.gramian.kde.Evaluation;
import io.gramian.kde.KernelDensity;
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
import java.util.stream.IntStream;

/**
 * Gramian's side of compare/tree.py, which asks by lines on standard input: {@code exact} or {@code tree} for the time of
 * a fit and log-densities, and {@code check} for the largest true error of the tree.
 */
public final class CompareTree {
    private final Points x;
    private final Points queries;
    private final KernelDensity exact;
    private final KernelDensity tree;
    private final int part;

    private CompareTree(Points x, Points queries, KernelDensity exact, KernelDensity tree, int part) {
        this.x = x;
        this.queries = queries;
        this.exact = exact;
        this.tree = tree;
        this.part = part;
    }

    /**
     * Answers every line with wall-clock seconds and processor seconds, or an error.
     *
     * @param arguments files of points and queries (little-endian doubles), dimension, kernel, bandwidth, relative
     *     tolerance, threads, and how many queries the exact sum answers
     * @throws IOException if a file cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        int d = Integer.parseInt(arguments[2]);
        Backend backend = Backends.cpu().withThreads(Integer.parseInt(arguments[6]));
        KernelDensity exact = KernelDensity.of(DensityKernel.named(arguments[3]))
                .withBandwidth(Double.parseDouble(arguments[4]))
                .withBackend(backend);
        KernelDensity tree =
                exact.withEvaluation(Evaluation.tree().withRelativeTolerance(Double.parseDouble(arguments[5])));
        CompareTree worker = new CompareTree(
                read(arguments[0], d), read(arguments[1], d), exact, tree, Integer.parseInt(arguments[7]));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(worker.answer(line));
        }
    }

    private static Points read(String file, int d) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(Path.of(file))).order(ByteOrder.LITTLE_ENDIAN);
        double[] numbers = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(numbers);
        return Points.ofRowMajor(numbers, d);
    }

    private String answer(String question) {
        return switch (question) {
            case "exact" -> time(exact, first());
            case "tree" -> time(tree, queries);
            case "check" -> Double.toString(worst());
            default -> throw new IllegalArgumentException("expected exact, tree or check, found " + question);
        };
    }

    private Points first() {
        return queries.select(IntStream.range(0, part).toArray());
    }

    private String time(KernelDensity density, Points some) {
        double cpu = cpu();
        long start = System.nanoTime();
        DensityModel model = density.fit(x);
        double built = model.logDensity(queries.select(0))[0]; // what the first query has to wait for
        double fit = (System.nanoTime() - start) * 1e-9;
        double fitCpu = cpu() - cpu;
        double sum = built + model.logDensity(some)[0];
        double wall = (System.nanoTime() - start) * 1e-9;
        return String.format(Locale.ROOT, "%.6f %.6f %.6f %.6f %.3f", fit, fitCpu, wall, cpu() - cpu, sum);
    }

    private double worst() {
        double[] expected = exact.fit(x).logDensity(first());
        double[] found = tree.fit(x).logDensity(queries);
        double worst = 0;
        for (int q = 0; q < expected.length; q++) {
            worst = Math.max(worst, Math.abs(Math.expm1(found[q] - expected[q])));
        }
        return worst;
    }

    private static double cpu() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() * 1e-9;
    }
}
