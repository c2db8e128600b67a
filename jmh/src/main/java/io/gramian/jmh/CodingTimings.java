package io.gramian.jmh;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.core.backend.GradientStep;
import io.gramian.core.backend.Proximal;
import io.gramian.sparsecoding.AtomConstraint;
import io.gramian.sparsecoding.ConvolutionalSparseCoding;
import io.gramian.sparsecoding.CoordinateDescent;
import io.gramian.sparsecoding.Dictionaries;
import io.gramian.sparsecoding.Dictionary;
import io.gramian.sparsecoding.DictionaryLearning;
import io.gramian.sparsecoding.DictionaryUpdate;
import io.gramian.sparsecoding.ImageQuality;
import io.gramian.sparsecoding.LocalContrastNormalisation;
import io.gramian.sparsecoding.LogGabor;
import io.gramian.sparsecoding.LogGaborFit;
import io.gramian.sparsecoding.MatchingPursuit;
import io.gramian.sparsecoding.Normalisation;
import io.gramian.sparsecoding.Padding;
import io.gramian.sparsecoding.RhoRule;
import io.gramian.sparsecoding.Signal;
import io.gramian.sparsecoding.Whitening;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import javax.imageio.ImageIO;

/**
 * Prints how long the work of the module sparse-coding takes beside the obvious way of doing it, seconds of processor time of
 * one thread, and the number, mostly an objective, that either way gives: {@code CodingTimings PICTURE [names]}, the picture of
 * 512 x 512 or more. The obvious ways are in {@link ObviousCoding}, {@link ObviousPictures} and {@link ObviousSeries}; each
 * runs once, Gramian three times, of which the best counts.
 */
public final class CodingTimings {
    private static final Backend BACKEND =
            Backends.cpu().withThreads(1).withMemoryLimit(Runtime.getRuntime().maxMemory());
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double LAMBDA = 0.3;
    private static final double RELAXATION = 1.8;

    private final Signal picture;

    private CodingTimings(Signal picture) {
        this.picture = picture;
    }

    /** What is timed: a preparation that both sides need returns the obvious way and Gramian's. */
    private interface Case {
        DoubleSupplier[] prepare();
    }

    /**
     * Prints a line for each case, or for those named.
     *
     * @param arguments as above
     * @throws IOException if the picture cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        BufferedImage image = ImageIO.read(Path.of(arguments[0]).toFile());
        double[] gray = image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (double[]) null);
        CodingTimings timings = new CodingTimings(Signal.of(gray, 1, image.getHeight(), image.getWidth()));
        Map<String, Case> cases = new LinkedHashMap<>();
        cases.put("operator", timings::operator);
        cases.put("memory", timings::memory);
        cases.put("bound", timings::bound);
        cases.put("fista", timings::fista);
        cases.put("admm", timings::admm);
        cases.put("descent", timings::descent);
        cases.put("pursuit", timings::pursuit);
        cases.put("variation", timings::variation);
        cases.put("padding", timings::padding);
        cases.put("rank-one", timings::rankOne);
        cases.put("bank", timings::bank);
        cases.put("fit", timings::fit);
        cases.put("contrast", timings::contrast);
        cases.put("similarity", timings::similarity);
        cases.put("whitening", timings::whitening);
        List<String> names = Arrays.asList(arguments).subList(1, arguments.length);
        for (String name : names.isEmpty() ? cases.keySet() : names) {
            DoubleSupplier[] sides = cases.get(name).prepare();
            double[] obvious = timed(sides[0]);
            double[] own = timed(sides[1]);
            for (int round = 1; round < 3; round++) {
                own[0] = Math.min(own[0], timed(sides[1])[0]);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-11s obvious %8.2f s, Gramian %9.5f s, %,.0f times; %.10g, %.10g%n",
                    name,
                    obvious[0],
                    own[0],
                    obvious[0] / own[0],
                    obvious[1],
                    own[1]);
        }
    }

    /** Seconds of processor time of this thread, in which all is computed, and what was computed. */
    private static double[] timed(DoubleSupplier work) {
        long start = THREADS.getCurrentThreadCpuTime();
        double value = work.getAsDouble();
        return new double[] {(THREADS.getCurrentThreadCpuTime() - start) * 1e-9, value};
    }

    private Signal centre(int side) {
        return LocalContrastNormalisation.standard()
                .apply(picture.centre(side, side))
                .signal();
    }

    /** The picture mirrored into a larger one. */
    private Signal enlarged(int side) {
        double[] values = new double[side * side];
        for (int at = 0; at < values.length; at++) {
            int i = ObviousPictures.mirrored(at / side, picture.rows());
            values[at] = picture.at(i, ObviousPictures.mirrored(at % side, picture.columns()));
        }
        return Signal.of(values, 1, side, side);
    }

    private static Dictionary all() {
        return LogGabor.heterogeneous().normalised(Normalisation.L2);
    }

    /** Atoms of so many orientations in three bandwidths and two phases. */
    private static Dictionary some(int orientations) {
        return LogGabor.ofSize(12)
                .withOrientations(orientations)
                .withOrientationBandwidths(Math.PI / 36, Math.PI / 12, Math.PI / 6)
                .dictionary()
                .normalised(Normalisation.L2);
    }

    private FilterBankOperator operatorOf(Signal s, Dictionary dictionary) {
        FilterBankOperator operator = BACKEND.filterBank(dictionary.filterBank(), s.shape());
        operator.signal(s.values());
        return operator;
    }

    /** A proximal gradient step of 144 atoms on 512 x 512 in double: D x and D^T r by sums; data term and penalty. */
    private DoubleSupplier[] operator() {
        Signal s = centre(512);
        Dictionary dictionary = all();
        ObviousCoding obvious = new ObviousCoding(s, dictionary);
        FilterBankOperator operator = operatorOf(s, dictionary);
        double lipschitz = operator.lipschitz();
        operator.gradientStep(1 / lipschitz, Proximal.soft(LAMBDA));
        operator.accept(0);
        double[][] x = operator.dense();
        return new DoubleSupplier[] {
            () -> LAMBDA * ObviousCoding.norm1(obvious.gradientStep(x, LAMBDA, lipschitz)),
            () -> {
                GradientStep step = operator.gradientStep(1 / lipschitz, Proximal.soft(LAMBDA));
                return step.penalty();
            }
        };
    }

    /** One such step from zero, with all that is before and after, in single precision: for a heap of 2 GB. */
    private DoubleSupplier[] memory() {
        Signal s = centre(512);
        Dictionary dictionary = all();
        double lipschitz;
        try (FilterBankOperator operator = operatorOf(s, dictionary.select(0))) {
            lipschitz = dictionary.size() * operator.lipschitz();
        }
        ConvolutionalSparseCoding coding = ConvolutionalSparseCoding.fista()
                .withBackend(BACKEND.withPrecision(Precision.FLOAT))
                .withPenalty(LAMBDA)
                .withBacktracking(lipschitz)
                .withoutRestart()
                .withTolerance(0)
                .withIterations(1);
        return new DoubleSupplier[] {
            () -> new ObviousCoding(s, dictionary).fista(LAMBDA, lipschitz, 1),
            () -> coding.encode(s, dictionary).objective()
        };
    }

    /** A dual bound of a code of 144 atoms on 512 x 512; Gramian finds that of ADMM's x as well. */
    private DoubleSupplier[] bound() {
        Signal s = centre(512);
        Dictionary dictionary = all();
        ObviousCoding obvious = new ObviousCoding(s, dictionary);
        FilterBankOperator operator = operatorOf(s, dictionary);
        for (int k = 0; k < 10; k++) {
            operator.step(1, RELAXATION, Proximal.soft(LAMBDA));
        }
        double[][] y = operator.dense();
        return new DoubleSupplier[] {
            () -> obvious.bound(y, LAMBDA),
            () -> {
                bound(operator, s, operator.primalSynthesis());
                return bound(operator, s, operator.synthesis());
            }
        };
    }

    private static double bound(FilterBankOperator operator, Signal s, double[] synthesis) {
        double[] r = s.values();
        Arrays.setAll(r, at -> r[at] - synthesis[at]);
        double most = 0;
        for (double[] map : operator.correlate(r)) {
            for (double value : map) {
                most = Math.max(most, Math.abs(value));
            }
        }
        return ObviousCoding.bound(r, s.values(), LAMBDA / most);
    }

    /** 20 iterations of the proximal gradient method, 36 atoms on 256 x 256. */
    private DoubleSupplier[] fista() {
        Signal s = centre(256);
        Dictionary dictionary = some(6);
        double lipschitz;
        try (FilterBankOperator operator = operatorOf(s, dictionary)) {
            lipschitz = operator.lipschitz();
        }
        ConvolutionalSparseCoding coding = ConvolutionalSparseCoding.fista()
                .withBackend(BACKEND)
                .withPenalty(LAMBDA)
                .withoutRestart()
                .withTolerance(0)
                .withIterations(20);
        return new DoubleSupplier[] {
            () -> new ObviousCoding(s, dictionary).fista(LAMBDA, lipschitz, 20),
            () -> coding.encode(s, dictionary).objective()
        };
    }

    private static ConvolutionalSparseCoding admm(int iterations) {
        return ConvolutionalSparseCoding.admm()
                .withBackend(BACKEND)
                .withPenalty(LAMBDA)
                .withRho(RhoRule.fixed(1))
                .withRelaxation(RELAXATION)
                .withTolerance(0)
                .withIterations(iterations);
    }

    /** 100 iterations of ADMM, 18 atoms on 16 x 16: a matrix of 4,608 rows. */
    private DoubleSupplier[] admm() {
        Signal s = centre(16);
        Dictionary dictionary = some(3);
        return new DoubleSupplier[] {
            () -> new ObviousCoding(s, dictionary).admm(LAMBDA, 1, RELAXATION, 100),
            () -> admm(100).encode(s, dictionary).objective()
        };
    }

    /** Coordinate descent to the same tolerance, 36 atoms on 96 x 96: one after the other, or the best of each segment. */
    private DoubleSupplier[] descent() {
        Signal s = centre(96);
        Dictionary dictionary = some(6);
        return new DoubleSupplier[] {
            () -> new ObviousCoding(s, dictionary).descend(1, 1e-3),
            () -> CoordinateDescent.ofPenalty(1)
                    .withTolerance(1e-3)
                    .encode(s, dictionary)
                    .objective()
        };
    }

    /** Orthogonal matching pursuit of 100 coefficients, 144 atoms on 64 x 64. */
    private DoubleSupplier[] pursuit() {
        Signal s = centre(64);
        Dictionary dictionary = all();
        MatchingPursuit pursuit = MatchingPursuit.orthogonal(100).withBackend(BACKEND);
        return new DoubleSupplier[] {
            () -> new ObviousCoding(s, dictionary).pursue(100),
            () -> pursuit.encode(s, dictionary).objective()
        };
    }

    /** 20 iterations with total variation, 18 atoms on 32 x 32: conjugate gradients on sums, or the operator. */
    private DoubleSupplier[] variation() {
        Signal s = centre(32);
        Dictionary dictionary = some(3);
        return new DoubleSupplier[] {
            () -> new ObviousCoding(s, dictionary).variation(LAMBDA, 0.1, 1, RELAXATION, 20),
            () -> admm(20).withTotalVariation(0.1).encode(s, dictionary).objective()
        };
    }

    /** 20 iterations with free ends, 36 atoms on 128 x 128: padding that counts for nothing. */
    private DoubleSupplier[] padding() {
        Signal s = centre(128);
        Dictionary dictionary = some(6);
        Padding padding = Padding.zero(11);
        Signal padded = padding.apply(s).signal();
        double lipschitz;
        try (FilterBankOperator operator = operatorOf(padded, dictionary)) {
            lipschitz = operator.lipschitz();
        }
        return new DoubleSupplier[] {
            () -> new ObviousCoding(padded, padding.mask(s), dictionary).fista(LAMBDA, lipschitz, 20),
            () -> ConvolutionalSparseCoding.fista()
                    .withBackend(BACKEND)
                    .withPenalty(LAMBDA)
                    .withMask(padding.mask(s))
                    .withoutRestart()
                    .withTolerance(0)
                    .withIterations(20)
                    .encode(padding.apply(s).signal(), dictionary)
                    .objective()
        };
    }

    /** 3 turns of learning 16 atoms of rank one from 8 channels of 32,768 places, every eighth row a channel's. */
    private DoubleSupplier[] rankOne() {
        Signal s = centre(512);
        double[] values = new double[s.size()];
        int n = values.length / 8;
        Arrays.setAll(values, at -> s.at(at % n / 512 * 8 + at / n, at % 512));
        Signal series = Signal.of(values, 8, n);
        Dictionary start = Dictionaries.random(16, new SplittableRandom(1), 8, 12);
        DictionaryLearning learning = DictionaryLearning.batch()
                .withCoding(ConvolutionalSparseCoding.fista()
                        .withBackend(BACKEND)
                        .withPenalty(LAMBDA)
                        .withoutRestart()
                        .withTolerance(0)
                        .withIterations(10))
                .withUpdate(DictionaryUpdate.PROJECTED_GRADIENT)
                .withConstraint(AtomConstraint.UNIT_SPHERE)
                .withRankOne()
                .withIterations(3);
        return new DoubleSupplier[] {
            () -> new ObviousSeries(series, start, LAMBDA).learn(3, 10),
            () -> {
                double[] objectives = learning.learn(List.of(series), start).objectives();
                return objectives[objectives.length - 1];
            }
        };
    }

    /** The bank of 144 atoms of 64 x 64: Fourier sums frequency by frequency; a norm. */
    private DoubleSupplier[] bank() {
        LogGabor bank = LogGabor.ofSize(64);
        return new DoubleSupplier[] {
            () -> {
                double sum = 0;
                for (int k = 0; k < 72; k++) {
                    double orientation = Math.PI * (k / 6) / 12;
                    for (double[] atom : ObviousPictures.logGabor(64, orientation, Math.PI / 36 * (k % 6 + 1))) {
                        double most = Arrays.stream(atom).map(Math::abs).max().orElseThrow();
                        sum += ObviousCoding.dot(atom, atom) / most / most;
                    }
                }
                return sum;
            },
            () -> Arrays.stream(bank.dictionary().norms())
                    .map(norm -> norm * norm)
                    .sum()
        };
    }

    /** Fits of 42 atoms between those of the bank: trial of 360 x 26 x 144, or a search; the smallest share explained. */
    private DoubleSupplier[] fit() {
        LogGabor bank = LogGabor.ofSize(12);
        Dictionary atoms = bank.withOrientations(7)
                .withOrientationBandwidths(0.13, 0.31, 0.47)
                .withPhases(0.3, 1.2)
                .dictionary();
        double[][] targets = atoms.atoms().stream().map(Signal::values).toArray(double[][]::new);
        return new DoubleSupplier[] {
            () -> ObviousPictures.fit(targets, 12, 360, 26, 144),
            () -> bank.fit(atoms, 0).stream()
                    .mapToDouble(LogGaborFit::rSquared)
                    .min()
                    .orElseThrow()
        };
    }

    /** Local contrast normalisation of radius 15 on 2048 x 2048: whole windows, or rows and columns; the norm. */
    private DoubleSupplier[] contrast() {
        Signal s = enlarged(2048);
        return new DoubleSupplier[] {
            () -> ObviousPictures.normalise(s, 15),
            () -> LocalContrastNormalisation.ofRadius(15).apply(s).signal().norm()
        };
    }

    /** Gaussian structural similarity of 8192 x 8192 to itself moved by a pixel: window by window, or rows and columns. */
    private DoubleSupplier[] similarity() {
        Signal all = enlarged(8193);
        Signal x = all.crop(new int[2], new int[] {8192, 8192});
        Signal y = all.crop(new int[] {1, 1}, new int[] {8192, 8192});
        return new DoubleSupplier[] {
            () -> ObviousPictures.similarity(x, y, 255), () -> ImageQuality.gaussianStructuralSimilarity(x, y, 255)
        };
    }

    /** Whitening of 256 x 256: Fourier sums frequency by frequency; the norm. */
    private DoubleSupplier[] whitening() {
        Signal s = picture.centre(256, 256);
        return new DoubleSupplier[] {
            () -> ObviousPictures.whiten(s),
            () -> Whitening.standard().apply(s).signal().norm()
        };
    }
}
