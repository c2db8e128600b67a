package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.Bless;
import io.gramian.nystrom.GreedyCholesky;
import io.gramian.nystrom.LandmarkSelector;
import io.gramian.nystrom.Landmarks;
import io.gramian.nystrom.LeverageLandmarks;
import io.gramian.nystrom.LeverageScores;
import io.gramian.nystrom.RandomlyPivotedCholesky;
import io.gramian.nystrom.RecursiveLeverage;
import io.gramian.nystrom.UniformLandmarks;
import io.gramian.nystrom.stream.InkEstimate;
import io.gramian.nystrom.stream.Squeak;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Chooses landmarks among the rows of a file. */
@Command(
        name = "landmarks",
        mixinStandardHelpOptions = true,
        description = "Choose the rows of a CSV file on which a low-rank kernel model can rest.")
final class LandmarksCommand implements Callable<Integer> {
    private static final String HEADER = "index,weight";
    private static final int INK_BUDGET = 2000; // copies: enough for an effective dimension of about 50

    /** How each method is made of the command's options; a line for each. */
    private static final Map<String, Function<LandmarksCommand, LandmarkSelector>> METHODS = new LinkedHashMap<>();

    static {
        METHODS.put("uniform", options -> UniformLandmarks.ofSize(options.rank()));
        METHODS.put(
                "leverage",
                options -> options.capped(LeverageLandmarks.ofRidge(options.ridge()), (s, k) -> s.withSize(k)));
        METHODS.put("recursive", LandmarksCommand::recursive);
        METHODS.put("bless", options -> options.capped(Bless.ofRidge(options.ridge()), (s, k) -> s.withSize(k)));
        METHODS.put("ink", options -> options.thinned(InkEstimate.of(options.ridge(), INK_BUDGET)));
        METHODS.put("squeak", options -> options.thinned(Squeak.ofRidge(options.ridge())));
        METHODS.put("rpcholesky", options -> RandomlyPivotedCholesky.ofRank(options.rank()));
        METHODS.put("greedy", options -> GreedyCholesky.ofRank(options.rank()));
    }

    @ParentCommand
    Gramian gramian;

    @Spec
    CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "A.csv", description = "the data, with a header line")
    Path data;

    @Option(
            names = "--columns",
            split = ",",
            paramLabel = "NAME",
            description = "columns to use, by name (default: all)")
    List<String> columns;

    @Mixin
    KernelOptions kernelOptions;

    @Option(
            names = "--method",
            required = true,
            paramLabel = "NAME",
            description =
                    "uniform, rpcholesky and greedy want a rank; leverage, bless, ink and squeak a ridge, the rank being a"
                            + " cap; recursive wants either")
    String method;

    @Option(names = "--rank", paramLabel = "K", description = "the number of landmarks, or its cap")
    Integer rank;

    @Option(
            names = "--ridge",
            paramLabel = "G",
            description = "added to the diagonal of K, not divided by n; the effective dimension is that of this ridge")
    Double ridge;

    @Option(
            names = "--seed",
            defaultValue = "0",
            paramLabel = "N",
            description = "determines what is random (default: ${DEFAULT-VALUE})")
    long seed;

    @Option(names = "--out", required = true, paramLabel = "O.csv", description = "receives " + HEADER)
    Path out;

    @Override
    public Integer call() {
        OutputFile.check(out, data);
        LandmarkSelector selector =
                KernelOptions.named("--method", method, METHODS).apply(this);
        Kernel kernel = kernelOptions.kernel();
        Table table = Table.read(data, Table.choice(columns, null));
        Points x = table.points(table.names());
        Backend backend = gramian.compute.backend();
        PrintWriter err = spec.commandLine().getErr();
        err.println("backend: " + backend);
        Landmarks chosen = selector.select(kernel, x, new SplittableRandom(seed), backend);
        chosen.warnings().forEach(warning -> err.println("warning: " + warning));
        double dimension = effectiveDimension(chosen, kernel, x, backend);
        double error = chosen.relativeTraceError(kernel, x, backend);
        int[] indices = chosen.indices();
        double[] weights = chosen.weights();
        OutputFile.write(out, HEADER, chosen.size(), j -> indices[j] + "," + weights[j]);
        PrintWriter results = spec.commandLine().getOut();
        results.println("landmarks=" + chosen.size());
        results.println("effective_dimension=" + dimension);
        results.println("trace_error=" + error);
        return 0;
    }

    /** The smaller of two estimates, as both tend to be too large where landmarks are few; NaN without any. */
    private double effectiveDimension(Landmarks chosen, Kernel kernel, Points x, Backend backend) {
        // Half of an estimate: SQUEAK lowers its scores by 1 - eps to be sure of them.
        double own = method.equals("squeak") ? Double.NaN : chosen.effectiveDimension();
        if (ridge == null) {
            return own;
        }
        double projected =
                LeverageScores.projected(kernel, x, chosen, ridge, backend).effectiveDimension();
        return Double.isNaN(own) ? projected : Math.min(own, projected);
    }

    private LandmarkSelector recursive() {
        if (ridge == null && rank == null) {
            throw new UserError("--rank or --ridge: the method recursive needs one of them");
        }
        return ridge == null
                ? RecursiveLeverage.ofSize(rank)
                : capped(RecursiveLeverage.ofRidge(ridge), (s, k) -> s.withSize(k));
    }

    private interface Cap<S> {
        S apply(S selector, int size);
    }

    private <S extends LandmarkSelector> S capped(S selector, Cap<S> cap) {
        return rank == null ? selector : cap.apply(selector, rank);
    }

    /** A selector of a stream, whose size nobody knows before: where it exceeds the rank, so many of it at random. */
    private LandmarkSelector thinned(LandmarkSelector selector) {
        return (kernel, x, random, backend) -> {
            Landmarks all;
            try {
                all = selector.select(kernel, x, random, backend);
            } catch (IllegalStateException e) { // no point was kept
                throw new UserError("--ridge: the method " + method + " chose no point; " + e.getMessage());
            }
            return rank == null || all.size() <= rank ? all : thinned(all, x, random);
        };
    }

    private Landmarks thinned(Landmarks all, Points x, RandomGenerator random) {
        Landmarks places = UniformLandmarks.ofSize(rank).select(Kernel.gaussian(1), all.points(), random);
        int[] chosen = IntStream.of(places.indices()).sorted().toArray();
        double share = Math.sqrt((double) all.size() / rank); // what keeps E[S S'] = I
        List<String> warnings = new ArrayList<>(all.warnings());
        warnings.add(all.size() + " landmarks were chosen and " + rank + " of them kept at random, as --rank says");
        return new Landmarks(
                x,
                IntStream.of(chosen).map(i -> all.indices()[i]).toArray(),
                IntStream.of(chosen).mapToDouble(i -> share * all.weights()[i]).toArray(),
                IntStream.of(chosen).mapToDouble(i -> all.scores()[i]).toArray(),
                all.effectiveDimension(),
                all.kernelEvaluations(),
                warnings);
    }

    private int rank() {
        if (rank == null) {
            throw new UserError("--rank: the method " + method + " needs the number of landmarks");
        }
        return rank;
    }

    private double ridge() {
        if (ridge == null) {
            throw new UserError("--ridge: the method " + method + " needs a ridge, for example 1");
        }
        return ridge;
    }
}
