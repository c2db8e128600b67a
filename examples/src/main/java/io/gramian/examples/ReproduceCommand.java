package io.gramian.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Runs a study again. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        description = "Run a study again: figures on standard output, tables as CSV, pictures as PNG.")
final class ReproduceCommand implements Callable<Integer> {
    private static final Map<String, Study> STUDIES = new TreeMap<>(Map.of(
            "kde-regimes", new RegimeStudy(),
            "ink-guarantee", new InkStudy(),
            "weighted-least-squares", new LeastSquaresStudy(),
            "kernel-heterogeneity", new HeterogeneityStudy()));

    @ParentCommand
    Gramian gramian;

    @Spec
    CommandSpec spec;

    @Parameters(
            paramLabel = "STUDY",
            description = "ink-guarantee, kde-regimes, kernel-heterogeneity, weighted-least-squares")
    String name;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "receives tables and pictures; made if need be (default: gramian- and the study's name)")
    Path folder;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "of all randomness (default: ${DEFAULT-VALUE})")
    long seed;

    @Override
    public Integer call() {
        Study study = STUDIES.get(name);
        if (study == null) {
            throw new UserError(
                    "STUDY: expected one of " + String.join(", ", STUDIES.keySet()) + ", found '" + name + "'");
        }
        Path target = folder == null ? Path.of("gramian-" + name) : folder;
        makeFolder(target);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        long start = System.nanoTime();
        err.println(study.title());
        err.println("backend: " + gramian.compute.backend());
        try (ConsoleProgress progress = gramian.compute.progress(err)) {
            study.run(new Study.Run(gramian.compute.backend(), seed, target, out, progress));
        }
        out.println("seconds=" + String.format(Locale.ROOT, "%.1f", (System.nanoTime() - start) / 1e9));
        return 0;
    }

    private static void makeFolder(Path target) {
        try {
            Files.createDirectories(target);
        } catch (IOException e) {
            throw new UserError(target + ": is no folder and cannot be made one: " + e.getMessage());
        }
        if (!Files.isWritable(target)) {
            throw new UserError(target + ": cannot be written; its permissions forbid it");
        }
    }
}
