package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.kernel.Kernel;
import io.gramian.dpp.FiniteDpp;
import io.gramian.dpp.FixedSizeDpp;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Draws a diverse subset of the rows of a file. */
@Command(
        name = "dpp",
        mixinStandardHelpOptions = true,
        description = "Draw a diverse subset of the rows of a CSV file by a determinantal point process.")
final class DppCommand implements Callable<Integer> {
    private static final String HEADER = "index";

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
            names = "--size",
            paramLabel = "K",
            description = "the number of rows (default: random, as the likelihood kernel has it)")
    Integer size;

    @Option(
            names = "--seed",
            defaultValue = "0",
            paramLabel = "N",
            description = "determines the subset (default: ${DEFAULT-VALUE})")
    long seed;

    @Option(names = "--out", required = true, paramLabel = "O.csv", description = "receives " + HEADER)
    Path out;

    @Override
    public Integer call() {
        OutputFile.check(out, data);
        Kernel kernel = kernelOptions.kernel();
        Table table = Table.read(data, Table.choice(columns, null));
        Points x = table.points(table.names());
        if (size != null && (size < 0 || size > x.size())) {
            throw new UserError("--size: expected from 0 to " + x.size() + ", the number of rows, found " + size);
        }
        Backend backend = gramian.compute.backend();
        spec.commandLine().getErr().println("backend: " + backend);
        FiniteDpp process = FiniteDpp.ofLikelihood(kernel, x, backend);
        SplittableRandom random = new SplittableRandom(seed);
        int[] subset;
        double logProbability;
        if (size == null) {
            subset = process.sample(random);
            logProbability = process.logProbability(subset);
        } else {
            FixedSizeDpp ofSize = process.ofSize(size);
            subset = ofSize.sample(random);
            logProbability = ofSize.logProbability(subset);
        }
        int[] sorted = IntStream.of(subset).sorted().toArray();
        OutputFile.write(out, HEADER, sorted.length, i -> Integer.toString(sorted[i]));
        spec.commandLine().getOut().println("log_probability=" + logProbability);
        return 0;
    }
}
