package io.gramian.examples;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.Selection;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Chooses a bandwidth for the data of a file. */
@Command(
        name = "bandwidth",
        mixinStandardHelpOptions = true,
        description = "Choose the bandwidth of a Gaussian density estimate: a number h in one dimension, else the"
                + " matrix H, a,b;c,d.")
final class BandwidthCommand implements Callable<Integer> {
    @ParentCommand
    Gramian gramian;

    @Spec
    CommandSpec spec;

    @Option(names = "--train", required = true, paramLabel = "A.csv", description = "the data, with a header line")
    Path train;

    @Option(
            names = "--columns",
            split = ",",
            paramLabel = "NAME",
            description = "columns to use, by name (default: all)")
    List<String> columns;

    @Option(
            names = "--selector",
            required = true,
            paramLabel = "NAME",
            description = {
                "scott, silverman, normal-reference, plug-in, scv, lscv, likelihood-cv, nearest-neighbour or"
                        + " regime-aware, in any dimension",
                "nrd0, nrd, ucv, bcv, sheather-jones, sheather-jones-dpi or isj, for one column"
            })
    String selector;

    @Override
    public Integer call() {
        Bandwidth rule = Bandwidths.selector("--selector", selector);
        KernelDensity density = KernelDensity.gaussian().withBandwidth(rule).withBackend(gramian.compute.backend());
        Table table = Table.read(train, Table.choice(columns, null));
        Bandwidths.checkColumns("--selector", selector, table.names());
        Points x = table.points(table.names());
        Selection chosen;
        try {
            chosen = density.fit(x).selection();
        } catch (NumericalException | IllegalArgumentException e) {
            throw new UserError(train + ": " + e.getMessage());
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println("backend: " + gramian.compute.backend());
        Bandwidths.report(chosen, err);
        spec.commandLine().getOut().println("bandwidth=" + Bandwidths.text(chosen.bandwidth(), x.dimension()));
        return 0;
    }
}
