package io.gramian.jmh;

import com.sun.management.OperatingSystemMXBean;
import io.gramian.core.Precision;
import io.gramian.core.backend.AdmmStep;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.FilterBank;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.core.backend.Proximal;
import io.gramian.sparsecoding.ConvolutionalSparseCoding;
import io.gramian.sparsecoding.Dictionary;
import io.gramian.sparsecoding.LocalContrastNormalisation;
import io.gramian.sparsecoding.LogGabor;
import io.gramian.sparsecoding.Normalisation;
import io.gramian.sparsecoding.RhoRule;
import io.gramian.sparsecoding.Signal;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
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
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Gramian's side of compare/csc.py. It writes the picture and the dictionary that both sides code, and answers lines on
 * standard input: {@code begin filters precision} opens an operator, {@code steps rho lambda count} makes iterations of
 * ADMM on it, {@code solve filters precision rho lambda count} codes by the public interface, set-up and all.
 */
public final class CompareCsc {
    private static final double RELAXATION = 1.8;

    private final Signal picture;
    private final int threads;
    private FilterBankOperator operator;

    private CompareCsc(Signal picture, int threads) {
        this.picture = picture;
        this.threads = threads;
    }

    /**
     * Answers every line with processor seconds, wall-clock seconds and the objective reached.
     *
     * @param arguments folder for the files {@code picture}, {@code dictionary36} and {@code dictionary144} (little-endian
     *     doubles), a gray picture, the side of the centre that is coded, and the number of threads
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        int side = Integer.parseInt(arguments[2]);
        Signal centre = read(Path.of(arguments[1])).centre(side, side);
        CompareCsc worker = new CompareCsc(
                LocalContrastNormalisation.standard().apply(centre).signal(), Integer.parseInt(arguments[3]));
        write(folder.resolve("picture"), worker.picture.values());
        for (int filters : new int[] {36, 144}) {
            double[] values = dictionary(filters).atoms().stream()
                    .flatMapToDouble(atom -> java.util.Arrays.stream(atom.values()))
                    .toArray();
            write(folder.resolve("dictionary" + filters), values);
        }
        System.out.println("ready");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(worker.answer(line.split(" ")));
        }
    }

    private static Signal read(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        Raster raster = image.getRaster();
        double[] gray = raster.getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (double[]) null);
        return Signal.of(gray, 1, image.getHeight(), image.getWidth());
    }

    private static void write(Path file, double[] numbers) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(numbers);
        Files.write(file, bytes.array());
    }

    /** Log-Gabor atoms of unit norm, all 144 or every fourth, the two phases in turn. */
    private static Dictionary dictionary(int filters) {
        Dictionary all = LogGabor.heterogeneous().normalised(Normalisation.L2);
        int apart = all.size() / filters;
        return all.select(IntStream.range(0, filters)
                .map(k -> apart == 1 ? k : apart * k + k % 2)
                .toArray());
    }

    private Backend backend(String precision) {
        return Backends.cpu()
                .withThreads(threads)
                .withPrecision(Precision.valueOf(precision.toUpperCase(Locale.ROOT)))
                .withMemoryLimit(Runtime.getRuntime().maxMemory());
    }

    private String answer(String[] question) {
        return switch (question[0]) {
            case "begin" -> begin(Integer.parseInt(question[1]), question[2]);
            case "steps" -> {
                double rho = Double.parseDouble(question[1]);
                double lambda = Double.parseDouble(question[2]);
                int count = Integer.parseInt(question[3]);
                yield time(() -> steps(rho, Proximal.soft(lambda), count));
            }
            case "solve" -> {
                Dictionary dictionary = dictionary(Integer.parseInt(question[1]));
                ConvolutionalSparseCoding coding = ConvolutionalSparseCoding.admm()
                        .withBackend(backend(question[2]))
                        .withRho(RhoRule.fixed(Double.parseDouble(question[3])))
                        .withPenalty(Double.parseDouble(question[4]))
                        .withTolerance(0)
                        .withIterations(Integer.parseInt(question[5]));
                yield time(() -> coding.encode(picture, dictionary).objective());
            }
            default -> throw new IllegalArgumentException("no question " + question[0]);
        };
    }

    private String begin(int filters, String precision) {
        if (operator != null) {
            operator.close();
        }
        double[][] atoms =
                dictionary(filters).atoms().stream().map(Signal::values).toArray(double[][]::new);
        int[] shape = dictionary(filters).largestShape();
        operator = backend(precision).filterBank(FilterBank.of(shape, atoms), picture.shape());
        operator.signal(picture.values());
        operator.start();
        return "ready";
    }

    /** The objective at the primal maps, which costs neither side another transform. */
    private double steps(double rho, Proximal penalty, int count) {
        AdmmStep step = null;
        for (int i = 0; i < count; i++) {
            step = operator.step(rho, RELAXATION, penalty);
        }
        return step == null ? Double.NaN : step.dataFidelity() + step.penaltyAtPrimal();
    }

    private String time(DoubleSupplier work) {
        double cpu = cpu();
        long start = System.nanoTime();
        double objective = work.getAsDouble();
        double wall = (System.nanoTime() - start) * 1e-9;
        return String.format(Locale.ROOT, "%.9f %.9f %.12g", cpu() - cpu, wall, objective);
    }

    /** Of the caller where it works alone: that of the process comes in steps of 10 ms. */
    private double cpu() {
        if (threads == 1) {
            return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() * 1e-9;
        }
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() * 1e-9;
    }
}
