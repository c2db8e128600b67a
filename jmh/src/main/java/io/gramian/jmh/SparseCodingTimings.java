package io.gramian.jmh;

import com.sun.management.OperatingSystemMXBean;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.sparsecoding.ConvolutionalSparseCoding;
import io.gramian.sparsecoding.Dictionary;
import io.gramian.sparsecoding.DictionaryLearning;
import io.gramian.sparsecoding.ImageQuality;
import io.gramian.sparsecoding.IterationStatistics;
import io.gramian.sparsecoding.LocalContrastNormalisation;
import io.gramian.sparsecoding.LogGabor;
import io.gramian.sparsecoding.Normalisation;
import io.gramian.sparsecoding.RhoRule;
import io.gramian.sparsecoding.Signal;
import io.gramian.sparsecoding.SparseCode;
import io.gramian.sparsecoding.TiledSparseCoding;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Long runs of sparse coding on pictures, in single precision: {@code tiles picture atoms penalty tolerance iterations sweeps}
 * codes a picture of 2048 x 2048, a smaller one mirrored into it, by windows of 256, with 36 log-Gabor atoms of three orientation
 * bandwidths or the 144 heterogeneous ones; {@code online steps penalty side held-out picture...} learns from these 144 on
 * squares of all pictures but the last so many, and compares the codes that they give on the centres of those, at equal
 * sparseness, with the codes of the start.
 */
public final class SparseCodingTimings {
    private static final int TILED_SIDE = 2048;
    private static final int SEED = 1;

    private SparseCodingTimings() {}

    /**
     * Runs one of them.
     *
     * @param arguments as above
     * @throws IOException if a picture cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        switch (arguments[0]) {
            case "tiles" -> tiles(arguments);
            case "online" -> online(arguments);
            default -> throw new IllegalArgumentException("expected tiles or online, found " + arguments[0]);
        }
    }

    private static Signal read(String file) throws IOException {
        BufferedImage image = ImageIO.read(Path.of(file).toFile());
        double[] gray = image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (double[]) null);
        return Signal.of(gray, 1, image.getHeight(), image.getWidth());
    }

    private static Backend backend() {
        return Backends.cpu()
                .withThreads(1)
                .withPrecision(Precision.FLOAT)
                .withMemoryLimit(Runtime.getRuntime().maxMemory());
    }

    private static double cpu() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() * 1e-9;
    }

    private static void tiles(String[] arguments) throws IOException {
        Signal seed = read(arguments[1]);
        double[] values = new double[TILED_SIDE * TILED_SIDE];
        for (int at = 0; at < values.length; at++) {
            values[at] = seed.at(mirrored(at / TILED_SIDE, seed.rows()), mirrored(at % TILED_SIDE, seed.columns()));
        }
        Signal picture = normalised(Signal.of(values, 1, TILED_SIDE, TILED_SIDE));
        ConvolutionalSparseCoding coding = ConvolutionalSparseCoding.admm()
                .withBackend(backend())
                .withPenalty(Double.parseDouble(arguments[3]))
                .withRho(RhoRule.fixed(1))
                .withTolerance(Double.parseDouble(arguments[4]))
                .withIterations(Integer.parseInt(arguments[5]));
        double cpu = cpu();
        SparseCode code = TiledSparseCoding.of(coding, 256)
                .withSweeps(Integer.parseInt(arguments[6]))
                .encode(picture, bank(Integer.parseInt(arguments[2])));
        for (IterationStatistics sweep : code.history()) {
            System.out.printf(
                    Locale.ROOT,
                    "sweep %d: objective %.3f%n",
                    sweep.iteration(),
                    sweep.dataFidelity() + sweep.penaltyAtAuxiliary());
        }
        System.out.printf(
                Locale.ROOT,
                "%d x %d by windows of 256, heap %d MB: %.1f s of processor time%n%s%n%.3f %% zeros, PSNR %.2f%n",
                TILED_SIDE,
                TILED_SIDE,
                Runtime.getRuntime().maxMemory() >> 20,
                cpu() - cpu,
                code,
                100 * code.maps().sparseness(),
                ImageQuality.psnr(picture, code.reconstruction()));
    }

    private static Dictionary bank(int atoms) {
        LogGabor bank = LogGabor.ofSize(12);
        if (atoms == 36) {
            bank = bank.withOrientations(6).withOrientationBandwidths(Math.PI / 36, Math.PI / 12, Math.PI / 6);
        }
        return bank.dictionary().normalised(Normalisation.L2);
    }

    private static int mirrored(int index, int length) {
        int within = index % (2 * length);
        return within < length ? within : 2 * length - 1 - within;
    }

    private static void online(String[] arguments) throws IOException {
        int side = Integer.parseInt(arguments[3]);
        int first = arguments.length - Integer.parseInt(arguments[4]); // of those held out
        List<Signal> pieces = new ArrayList<>();
        for (String file : Arrays.asList(arguments).subList(5, first)) {
            pieces.addAll(pieces(file, side));
        }
        ConvolutionalSparseCoding coding = ConvolutionalSparseCoding.admm()
                .withBackend(backend())
                .withPenalty(Double.parseDouble(arguments[2]))
                .withRho(RhoRule.fixed(1))
                .withTolerance(1e-2)
                .withIterations(60);
        Dictionary start = LogGabor.heterogeneous().normalised(Normalisation.L2);
        double cpu = cpu();
        Dictionary learned = DictionaryLearning.online()
                .withCoding(coding)
                .withSteps(10, 100)
                .learn(pieces, start, Integer.parseInt(arguments[1]), new SplittableRandom(SEED))
                .dictionary();
        System.out.printf(
                Locale.ROOT, "learned from %d pieces in %.1f s of processor time%n", pieces.size(), cpu() - cpu);
        System.out.println("picture: PSNR, sparseness of the start; PSNR, sparseness, penalty of the learned atoms");
        ConvolutionalSparseCoding closer = coding.withTolerance(1e-3).withIterations(200);
        for (int k = first; k < arguments.length; k++) {
            Signal centre = normalised(read(arguments[k]).centre(side, side));
            compare(closer, centre, start, learned, Path.of(arguments[k]).getFileName() + ", held out");
        }
        compare(closer, pieces.get(0), start, learned, "the first piece learned from");
    }

    private static Signal normalised(Signal picture) {
        return LocalContrastNormalisation.standard().apply(picture).signal();
    }

    /** Squares side by side. */
    private static List<Signal> pieces(String file, int side) throws IOException {
        Signal picture = read(file);
        List<Signal> pieces = new ArrayList<>();
        for (int i = 0; i + side <= picture.rows(); i += side) {
            for (int j = 0; j + side <= picture.columns(); j += side) {
                pieces.add(normalised(picture.crop(new int[] {i, j}, new int[] {side, side})));
            }
        }
        return pieces;
    }

    /** The penalty of the learned atoms is found by bisection, so that as many coefficients are zero as with the start. */
    private static void compare(
            ConvolutionalSparseCoding coding, Signal picture, Dictionary start, Dictionary learned, String name) {
        SparseCode before = coding.encode(picture, start);
        double low = before.penalty() / 100;
        double high = before.penalty() * 10;
        SparseCode after = coding.encode(picture, learned);
        for (int i = 0; i < 8; i++) {
            double middle = Math.sqrt(low * high);
            after = coding.withPenalty(middle).encode(picture, learned);
            if (after.maps().sparseness() < before.maps().sparseness()) {
                low = middle;
            } else {
                high = middle;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f dB, %.5f; %.2f dB, %.5f, %.4f; gain %.2f dB%n",
                name,
                ImageQuality.psnr(picture, before.reconstruction()),
                before.maps().sparseness(),
                ImageQuality.psnr(picture, after.reconstruction()),
                after.maps().sparseness(),
                after.penalty(),
                ImageQuality.psnr(picture, after.reconstruction())
                        - ImageQuality.psnr(picture, before.reconstruction()));
    }
}
