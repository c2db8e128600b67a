package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.KernelRidge;
import io.gramian.nystrom.Landmarks;
import io.gramian.nystrom.RandomlyPivotedCholesky;
import io.gramian.nystrom.RidgeModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Fits a kernel ridge regression to one file and predicts at the rows of another. */
@Command(
        name = "ridge",
        mixinStandardHelpOptions = true,
        description = "Fit a kernel ridge regression to one CSV file and predict at the rows of another.")
final class RidgeCommand implements Callable<Integer> {
    private static final String HEADER = "prediction";

    @ParentCommand
    Gramian gramian;

    @Spec
    CommandSpec spec;

    @Option(names = "--train", required = true, paramLabel = "A.csv", description = "the data, with a header line")
    Path train;

    @Option(names = "--test", required = true, paramLabel = "B.csv", description = "where to predict")
    Path test;

    @Option(names = "--target", required = true, paramLabel = "NAME", description = "the column to predict")
    String target;

    @Option(
            names = "--columns",
            split = ",",
            paramLabel = "NAME",
            description = "columns to predict from, by name (default: all of A.csv but the target)")
    List<String> columns;

    @Mixin
    KernelOptions kernelOptions;

    @Option(
            names = "--ridge",
            required = true,
            paramLabel = "G",
            description = "added to the diagonal of K, not multiplied by n")
    double ridge;

    @Option(
            names = "--landmarks",
            paramLabel = "K",
            description = "fit on so many landmarks by randomly pivoted Cholesky (default: on all rows)")
    Integer landmarks;

    @Option(
            names = "--seed",
            defaultValue = "0",
            paramLabel = "N",
            description = "determines the landmarks (default: ${DEFAULT-VALUE})")
    long seed;

    @Option(names = "--out", required = true, paramLabel = "O.csv", description = "receives " + HEADER)
    Path out;

    @Override
    public Integer call() {
        OutputFile.check(out, train, test);
        Kernel kernel = kernelOptions.kernel();
        Table data = Table.read(train, this::withTarget);
        List<String> features = new ArrayList<>(data.names());
        features.remove(target);
        boolean[] hasTarget = {false};
        Table queries = Table.read(test, header -> {
            hasTarget[0] = header.contains(target);
            return hasTarget[0] ? data.names() : features;
        });
        Backend backend = gramian.compute.backend();
        PrintWriter err = spec.commandLine().getErr();
        err.println("backend: " + backend);
        RidgeModel model = model(kernel, data.points(features), data.column(target), backend, err);
        model.warnings().forEach(warning -> err.println("warning: " + warning));
        err.println("solved by: " + model.method() + ", " + model.iterations() + " iterations");
        double[] predictions = model.predict(queries.points(features));
        OutputFile.write(out, HEADER, predictions.length, i -> Double.toString(predictions[i]));
        if (hasTarget[0]) {
            spec.commandLine().getOut().println("rmse=" + rootMeanSquare(queries.column(target), predictions));
        }
        return 0;
    }

    private RidgeModel model(Kernel kernel, Points x, double[] y, Backend backend, PrintWriter err) {
        KernelRidge regression = KernelRidge.of(kernel).withRidge(ridge).withBackend(backend);
        if (landmarks != null) {
            Landmarks chosen =
                    RandomlyPivotedCholesky.ofRank(landmarks).select(kernel, x, new SplittableRandom(seed), backend);
            chosen.warnings().forEach(warning -> err.println("warning: " + warning));
            regression = regression.withLandmarks(chosen);
        }
        return regression.fit(x, y);
    }

    private List<String> withTarget(List<String> header) {
        List<String> chosen = new ArrayList<>(Table.choice(columns, null).apply(header));
        if (columns == null && chosen.size() < 2) {
            throw new UserError(train + ": has no column beside the target '" + target + "' to predict it from");
        }
        if (columns != null && columns.contains(target)) {
            throw new UserError("--columns: names the target '" + target + "', which cannot predict itself");
        }
        if (!chosen.contains(target)) {
            chosen.add(target);
        }
        return chosen;
    }

    private static double rootMeanSquare(double[] expected, double[] found) {
        double sum = 0;
        for (int i = 0; i < found.length; i++) {
            sum += (expected[i] - found[i]) * (expected[i] - found[i]);
        }
        return Math.sqrt(sum / found.length);
    }
}
