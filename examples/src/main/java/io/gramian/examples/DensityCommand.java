package io.gramian.examples;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.QueryDiagnostics;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Estimates a density from one file and evaluates it at the rows of another. */
@Command(
        name = "density",
        mixinStandardHelpOptions = true,
        description = "Estimate a density from one CSV file and evaluate it at the rows of another.")
final class DensityCommand implements Callable<Integer> {
    private static final String HEADER = "log_density,effective_sample_size,regime";

    @ParentCommand
    Gramian gramian;

    @Spec
    CommandSpec spec;

    @Option(names = "--train", required = true, paramLabel = "A.csv", description = "the data, with a header line")
    Path train;

    @Option(names = "--query", required = true, paramLabel = "B.csv", description = "where to evaluate")
    Path query;

    @Option(
            names = "--bandwidth",
            required = true,
            paramLabel = "h|selector",
            description = "a number in the units of the data, or a selector of the command bandwidth")
    String bandwidth;

    @Option(
            names = "--kernel",
            defaultValue = "gaussian",
            paramLabel = "NAME",
            description = "gaussian, tophat, epanechnikov, biweight, triweight, exponential, linear or cosine"
                    + " (default: ${DEFAULT-VALUE})")
    String kernel;

    @Option(
            names = "--scale",
            defaultValue = "none",
            paramLabel = "none|whiten",
            description = "whiten: a number h is relative to the covariance S of the data, H = h^2 S; the density"
                    + " stays in the units of the data. A selector has a scale of its own"
                    + " (default: ${DEFAULT-VALUE})")
    Bandwidths.Scale scale;

    @Option(
            names = "--columns",
            split = ",",
            paramLabel = "NAME",
            description = "columns to use, by name (default: all of the train file but the weights)")
    List<String> columns;

    @Option(names = "--weights", paramLabel = "NAME", description = "column of the train file that holds weights")
    String weights;

    @Option(names = "--out", required = true, paramLabel = "O.csv", description = "receives " + HEADER)
    Path out;

    @Override
    public Integer call() {
        OutputFile.check(out, train, query);
        Bandwidth rule = Bandwidths.numberOrSelector("--bandwidth", bandwidth, scale);
        KernelDensity density = KernelDensity.of(DensityKernel.named(kernel))
                .withBandwidth(rule)
                .withBackend(gramian.compute.backend());

        List<String> used = new ArrayList<>();
        Table data = Table.read(train, header -> {
            used.addAll(Table.choice(columns, weights).apply(header));
            List<String> wanted = new ArrayList<>(used);
            if (weights != null && !used.contains(weights)) {
                wanted.add(weights);
            }
            return wanted;
        });
        Bandwidths.checkColumns("--bandwidth", bandwidth, used);
        Points queries = Table.read(query, header -> used).points(used);
        if (weights != null) {
            density = density.withWeights(checkedWeights(data));
        }

        PrintWriter err = spec.commandLine().getErr();
        QueryDiagnostics result;
        DensityModel model;
        try (ConsoleProgress progress = gramian.compute.progress(err)) {
            model = fit(density.withProgress(progress), data.points(used));
            err.println("backend: " + gramian.compute.backend());
            Bandwidths.report(model.selection(), err);
            result = model.diagnose(queries);
        }
        OutputFile.write(out, HEADER, result.size(), i -> row(result, i));
        report(model, result);
        return 0;
    }

    private DensityModel fit(KernelDensity density, Points x) {
        try {
            return density.fit(x);
        } catch (IllegalArgumentException | NumericalException e) {
            throw new UserError(train + ": " + e.getMessage());
        }
    }

    private double[] checkedWeights(Table data) {
        double[] values = data.column(weights);
        double largest = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] < 0) {
                throw new UserError(
                        data.place(i, weights) + ": expected a weight that is not negative, found " + values[i]);
            }
            largest = Math.max(largest, values[i]);
        }
        if (largest == 0) {
            throw new UserError(train + ", column '" + weights + "': all weights are zero");
        }
        return values;
    }

    private static String row(QueryDiagnostics result, int i) {
        return result.logDensity(i) + "," + result.effectiveSampleSize(i) + ","
                + result.regime(i).name().toLowerCase(Locale.ROOT);
    }

    private void report(DensityModel model, QueryDiagnostics result) {
        double sum = 0;
        for (int i = 0; i < result.size(); i++) {
            sum += result.logDensity(i);
        }
        PrintWriter results = spec.commandLine().getOut();
        results.println("bandwidth=" + Bandwidths.text(model.bandwidth(), model.dimension()));
        results.println("rows=" + result.size());
        results.println("mean_log_density=" + sum / result.size());
    }
}
