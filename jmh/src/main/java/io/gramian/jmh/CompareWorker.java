package io.gramian.jmh;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
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
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Gramian's side of the comparison with other libraries: a process that stays and does one job a line.
 *
 * <pre>
 * write DIR D N     writes N data points and N queries in R^D, as little-endian doubles
 * load DIR D        reads them
 * run FILE H gramian PRECISION THREADS
 *                   writes the log-densities of the queries at bandwidth H to FILE
 * operate FILE OPERATION SIZE BACKEND PRECISION THREADS
 *                   does an operation of CompareOperations and writes some of its numbers to FILE
 * version           says which JDK and backend
 * </pre>
 *
 * <p>Every line is answered by one line: {@code ok} with, for {@code run}, the seconds it took and the number
 * of queries, and for {@code operate} the seconds. The end of the input ends the process.
 */
public final class CompareWorker {
    /** Processor time of this thread counts on a machine that does other things; work of one thread is done by it. */
    private static final LongSupplier CLOCK = "cpu".equals(System.getenv("GRAMIAN_COMPARE_CLOCK"))
            ? ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime
            : System::nanoTime;

    private final Map<String, Backend> backends = new HashMap<>();
    private int dimension;
    private double[] data;
    private double[] queries;
    private CompareOperations operations;

    private CompareWorker() {}

    /** Answers the lines of the standard input on the standard output. */
    public static void main(String[] args) throws IOException {
        CompareWorker worker = new CompareWorker();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println("ok " + worker.answer(line.split(" ")));
        }
    }

    private String answer(String[] words) throws IOException {
        switch (words[0]) {
            case "write" -> write(Path.of(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
            case "load" -> load(Path.of(words[1]), Integer.parseInt(words[2]));
            case "run" -> {
                return run(Path.of(words[1]), Double.parseDouble(words[2]), backend(words[4], words[5]));
            }
            case "operate" -> {
                return operate(words);
            }
            case "version" -> {
                return "JDK " + Runtime.version() + ", " + backend("double", "1");
            }
            default -> throw new IllegalArgumentException("command: unknown, '" + words[0] + "'");
        }
        return "";
    }

    private static void write(Path directory, int dimension, int n) throws IOException {
        Files.createDirectories(directory);
        writeDoubles(directory.resolve("x" + dimension), BenchmarkData.normal(n * dimension, 0));
        writeDoubles(directory.resolve("y" + dimension), BenchmarkData.normal(n * dimension, 1));
    }

    private void load(Path directory, int newDimension) throws IOException {
        dimension = newDimension;
        queries = readDoubles(directory.resolve("x" + dimension));
        data = readDoubles(directory.resolve("y" + dimension));
        operations = new CompareOperations(queries, data, dimension);
    }

    private String operate(String[] words) throws IOException {
        Precision precision = Precision.valueOf(words[5].toUpperCase(Locale.ROOT));
        CompareOperations.Operation operation =
                operations.prepare(words[2], Integer.parseInt(words[3]), words[4], precision, words[6]);
        long start = CLOCK.getAsLong();
        AutoCloseable result = operation.run();
        double seconds = (CLOCK.getAsLong() - start) * 1e-9;
        writeDoubles(Path.of(words[1]), operation.numbers(result));
        return String.valueOf(seconds);
    }

    /** The time includes all a caller pays for, from arrays to log-densities: copying, checking, packing. */
    private String run(Path result, double bandwidth, Backend backend) throws IOException {
        long start = System.nanoTime();
        double[] logDensity = KernelDensity.gaussian()
                .withBandwidth(bandwidth)
                .withBackend(backend)
                .fit(Points.ofRowMajor(data, dimension))
                .logDensity(Points.ofRowMajor(queries, dimension));
        double seconds = (System.nanoTime() - start) * 1e-9;
        writeDoubles(result, logDensity);
        return seconds + " " + logDensity.length;
    }

    private Backend backend(String precision, String threads) {
        return backends.computeIfAbsent(
                precision + threads,
                key -> BenchmarkData.backend("cpu", threads, Precision.valueOf(precision.toUpperCase(Locale.ROOT))));
    }

    private static void writeDoubles(Path file, double[] numbers) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(8, numbers.length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(numbers);
        Files.write(file, bytes.array());
    }

    private static double[] readDoubles(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        double[] numbers = new double[bytes.remaining() / 8];
        bytes.asDoubleBuffer().get(numbers);
        return numbers;
    }
}
