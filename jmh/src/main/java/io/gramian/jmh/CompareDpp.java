package io.gramian.jmh;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.dpp.FiniteDpp;
import io.gramian.dpp.IntermediateSampler;
import io.gramian.dpp.IntermediateSampling;
import io.gramian.dpp.SamplingMethod;
import io.gramian.dpp.SubsetSampler;
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
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;

/**
 * Gramian's side of compare/dpp.py, which asks by lines on standard input for the time of one sample: {@code projection}
 * from an orthonormal span, {@code
 * prepared} from its process, {@code first} from a likelihood kernel, {@code further} from the same
 * process, {@code spectral} from its eigenvectors, {@code
 * fixed_first} and {@code fixed_further} of a k-DPP, {@code vfx_first} and {@code vfx_further} of points, each with a seed and the number of
 * samples.
 */
public final class CompareDpp {
    private final DMatrixRMaj span;
    private final DMatrixRMaj likelihood;
    private final int rank;
    private final Backend backend;
    private final FiniteDpp known; // with its spectrum, which DPPy has from its first sample
    private final SubsetSampler spectral;
    private final SubsetSampler projection;
    private final Points many;
    private final double expected;
    private FiniteDpp process;
    private SubsetSampler further;
    private SubsetSampler fixed;
    private IntermediateSampler intermediate;

    private CompareDpp(DMatrixRMaj span, DMatrixRMaj likelihood, Points many, double expected, Backend backend) {
        this.many = many;
        this.expected = expected;
        this.span = span;
        this.likelihood = likelihood;
        this.rank = span.numCols;
        this.backend = backend;
        known = FiniteDpp.ofLikelihood(likelihood, backend);
        known.eigenvalues();
        spectral = known.sampler(SamplingMethod.REJECTION);
        projection = FiniteDpp.ofSpan(span, backend).sampler();
    }

    /**
     * Answers every line with processor seconds, wall-clock seconds and the size of the sample.
     *
     * @param arguments folder of the files {@code span}, {@code likelihood} and {@code many} (little-endian doubles), the number of items,
     *     the rank, the backend, the number of points and the size of intermediate samples
     * @throws IOException if a file cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        int n = Integer.parseInt(arguments[1]);
        int rank = Integer.parseInt(arguments[2]);
        CompareDpp worker = new CompareDpp(
                read(folder.resolve("span"), n, rank),
                read(folder.resolve("likelihood"), n, n),
                Points.ofRowMajor(read(folder.resolve("many"), Integer.parseInt(arguments[4]), 3).data, 3),
                Double.parseDouble(arguments[5]),
                Backends.named(arguments[3]).withThreads(1));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] question = line.split(" ");
            System.out.println(worker.answer(
                    question[0], new SplittableRandom(Long.parseLong(question[1])), Integer.parseInt(question[2])));
        }
    }

    private static DMatrixRMaj read(Path file, int rows, int columns) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        bytes.asDoubleBuffer().get(matrix.data);
        return matrix;
    }

    private String answer(String question, SplittableRandom random, int samples) {
        return switch (question) {
            case "projection" -> time(() -> FiniteDpp.ofSpan(span, backend).sample(random), samples);
            case "first" ->
                time(
                        () -> {
                            process = FiniteDpp.ofLikelihood(likelihood, backend);
                            further = null;
                            return process.sample(random);
                        },
                        samples);
            case "further" -> {
                if (further == null) {
                    further = process.sampler();
                    further.sample(new SplittableRandom(0));
                }
                yield time(() -> further.sample(random), samples);
            }
            case "prepared" -> time(() -> projection.sample(random), samples);
            case "spectral" -> time(() -> spectral.sample(random), samples);
            case "fixed_first" ->
                time(
                        () -> {
                            fixed = known.ofSize(rank).sampler();
                            return fixed.sample(random);
                        },
                        samples);
            case "fixed_further" -> time(() -> fixed.sample(random), samples);
            case "vfx_first" ->
                time(
                        () -> {
                            intermediate = IntermediateSampling.vfx()
                                    .withExpectedSize(expected)
                                    .withBackend(backend)
                                    .prepare(Kernel.gaussian(1), many, random);
                            return intermediate.sample(random);
                        },
                        samples);
            case "vfx_further" -> time(() -> intermediate.sample(random), samples);
            default -> throw new IllegalArgumentException("no question " + question);
        };
    }

    private static String time(Supplier<int[]> sample, int samples) {
        double cpu = cpu();
        long start = System.nanoTime();
        double size = 0;
        for (int t = 0; t < samples; t++) {
            size += sample.get().length;
        }
        double wall = (System.nanoTime() - start) * 1e-9;
        return String.format(Locale.ROOT, "%.9f %.9f %f", (cpu() - cpu) / samples, wall / samples, size / samples);
    }

    /** Of this thread, which does all the work: the count of the process moves in steps of 10 ms. */
    private static double cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() * 1e-9;
    }
}
