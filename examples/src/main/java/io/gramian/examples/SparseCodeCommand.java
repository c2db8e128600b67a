package io.gramian.examples;

import io.gramian.core.backend.Backend;
import io.gramian.sparsecoding.CoefficientMaps;
import io.gramian.sparsecoding.ConvolutionalSparseCoding;
import io.gramian.sparsecoding.Dictionary;
import io.gramian.sparsecoding.ImageQuality;
import io.gramian.sparsecoding.LocalContrastNormalisation;
import io.gramian.sparsecoding.LogGabor;
import io.gramian.sparsecoding.Normalisation;
import io.gramian.sparsecoding.Preprocessed;
import io.gramian.sparsecoding.Preprocessing;
import io.gramian.sparsecoding.Signal;
import io.gramian.sparsecoding.SparseCode;
import io.gramian.sparsecoding.TikhonovHighPass;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Codes a picture as a sum of few shifted atoms. */
@Command(
        name = "sparse-code",
        mixinStandardHelpOptions = true,
        description = "Code a picture by few shifted atoms: min 1/2 |s - D x|^2 + penalty |x|_1, and how near that is.",
        footer = {
            "",
            "s is the square in the middle of the picture, gray values from 0 to 1, preprocessed. psnr= compares D x with s,",
            "by the range of s; picture_psnr= compares what is written to --out with the square, by the range 1.",
            "duality_gap= bounds by how much objective= may exceed the least possible."
        })
final class SparseCodeCommand implements Callable<Integer> {
    private static final int SIZE = 256;
    private static final double SMOOTHNESS = 10;
    private static final String CODES_HEADER = "row,column,atom,value";

    /** What is done to the picture before. */
    enum Preprocess {
        LCN(LocalContrastNormalisation.standard()),
        TIKHONOV(TikhonovHighPass.of(SMOOTHNESS)),
        NONE(picture -> new Preprocessed(picture, changed -> changed));

        private final Preprocessing step;

        Preprocess(Preprocessing step) {
            this.step = step;
        }
    }

    /** What finds the code. */
    enum Solver {
        ADMM,
        FISTA
    }

    @ParentCommand
    Gramian gramian;

    @Spec
    CommandSpec spec;

    @Option(names = "--image", required = true, paramLabel = "I.png", description = "the picture; colours become gray")
    Path image;

    @Option(
            names = "--dictionary",
            required = true,
            paramLabel = "NAME|D.csv",
            description =
                    "log-gabor-homogeneous, log-gabor-heterogeneous, or a file with a line atom,row,column,value for"
                            + " every pixel of every atom, or with a column for every square atom")
    String dictionaryName;

    @Option(names = "--penalty", required = true, paramLabel = "L", description = "of the absolute sum of the code")
    double penalty;

    @Option(
            names = "--normalise",
            paramLabel = "max|l2|none",
            defaultValue = "max",
            description =
                    "what is 1 for every atom: its largest absolute value or its norm (default: ${DEFAULT-VALUE})")
    Normalisation normalisation;

    @Option(
            names = "--preprocess",
            paramLabel = "lcn|tikhonov|none",
            defaultValue = "lcn",
            description = "local contrast normalisation, a high-pass filter, or nothing (default: ${DEFAULT-VALUE})")
    Preprocess preprocess;

    @Option(
            names = "--size",
            paramLabel = "N",
            description = "side of the square in the middle (default: 256, or all there is)")
    Integer size;

    @Option(
            names = "--solver",
            paramLabel = "admm|fista",
            defaultValue = "admm",
            description = "default: ${DEFAULT-VALUE}")
    Solver solver;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "1000",
            description = "at most (default: ${DEFAULT-VALUE})")
    int iterations;

    @Option(
            names = "--gap",
            paramLabel = "G",
            description = "go on until the duality gap is below this fraction of the objective (default: until the"
                    + " residuals, or the step, are below 1e-3)")
    Double gap;

    @Option(
            names = "--codes",
            paramLabel = "C.csv",
            description = "receives " + CODES_HEADER
                    + " for every coefficient but zeros; it stands at the top left corner" + " of its atom")
    Path codes;

    @Option(names = "--out", required = true, paramLabel = "R.png", description = "receives the picture of the code")
    Path out;

    @Override
    public Integer call() {
        OutputFile.check(out, inputs());
        if (codes != null) {
            OutputFile.check(codes, inputs());
            if (codes.toAbsolutePath().normalize().equals(out.toAbsolutePath().normalize())) {
                throw new UserError(codes + ": is named by --codes and --out; choose another file for one");
            }
        }
        Dictionary dictionary = dictionary();
        Signal picture = square(dictionary);
        Preprocessed input = preprocess.step.apply(picture);
        Backend backend = gramian.compute.backend();
        PrintWriter err = spec.commandLine().getErr();
        err.println("backend: " + backend);
        SparseCode code;
        try (ConsoleProgress progress = gramian.compute.progress(err)) {
            code = coding().withBackend(backend).withProgress(progress).encode(input.signal(), dictionary);
        }
        code.warnings().forEach(warning -> err.println("warning: " + warning));
        Signal restored = input.invert(code.reconstruction());
        if (codes != null) {
            CoefficientMaps maps = code.maps();
            OutputFile.write(
                    codes,
                    CODES_HEADER,
                    maps.count(),
                    i -> maps.row(i) + "," + maps.column(i) + "," + maps.atom(i) + "," + maps.value(i));
        }
        ImageFile.write(restored, out);
        print(code, ImageQuality.psnr(input.signal(), code.reconstruction()), ImageQuality.psnr(picture, restored, 1));
        return 0;
    }

    private Path[] inputs() {
        return isBank() ? new Path[] {image} : new Path[] {image, Path.of(dictionaryName)};
    }

    private boolean isBank() {
        return dictionaryName.startsWith("log-gabor");
    }

    private Dictionary dictionary() {
        Dictionary dictionary = switch (dictionaryName) {
            case "log-gabor-homogeneous" -> LogGabor.homogeneous();
            case "log-gabor-heterogeneous" -> LogGabor.heterogeneous();
            default -> {
                if (isBank()) {
                    throw new UserError("--dictionary: expected log-gabor-homogeneous, log-gabor-heterogeneous or"
                            + " a file, found '" + dictionaryName + "'");
                }
                yield DictionaryFile.read(Path.of(dictionaryName));
            }
        };
        for (int k = 0; k < dictionary.size(); k++) {
            if (dictionary.atom(k).maxAbsolute() == 0) {
                throw new UserError(
                        dictionaryName + ": atom " + k + " is zero everywhere; expected a value other than 0");
            }
        }
        return dictionary.normalised(normalisation);
    }

    private Signal square(Dictionary dictionary) {
        Signal picture = ImageFile.readGrey(image);
        int smaller = Math.min(picture.rows(), picture.columns());
        Signal square = ImageFile.centre(picture, size == null ? Math.min(SIZE, smaller) : size, image);
        int largest = Arrays.stream(dictionary.largestShape()).max().orElseThrow();
        if (square.rows() < largest) {
            throw new UserError(image + ": " + square.rows() + " x " + square.columns()
                    + " pixels are smaller than an atom; expected at least " + largest + " x " + largest);
        }
        return square;
    }

    private ConvolutionalSparseCoding coding() {
        ConvolutionalSparseCoding coding =
                solver == Solver.ADMM ? ConvolutionalSparseCoding.admm() : ConvolutionalSparseCoding.fista();
        ConvolutionalSparseCoding limited = coding.withPenalty(penalty).withIterations(iterations);
        return gap == null ? limited : limited.withTolerance(0).withGapTolerance(gap);
    }

    private void print(SparseCode code, double psnr, double picturePsnr) {
        PrintWriter results = spec.commandLine().getOut();
        results.println("objective=" + code.objective());
        results.println("duality_gap=" + code.certificate().gap());
        results.println("relative_duality_gap=" + code.certificate().relativeGap());
        results.println("psnr=" + psnr);
        results.println("picture_psnr=" + picturePsnr);
        results.println("sparseness=" + code.maps().sparseness());
        results.println("coefficients=" + code.maps().count());
        results.println("iterations=" + code.iterations());
        results.println("largest_penalty=" + code.largestPenalty());
        results.println("stopped_by=" + code.stoppedBy().name().toLowerCase(Locale.ROOT));
    }
}
