package io.gramian.examples;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.KernelDensity;
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

    @Option(names = "--selector", required = true, paramLabel = "NAME", description = "scott or silverman")
    String selector;

    @Override
    public Integer call() {
        Bandwidth rule = Bandwidths.selector("--selector", selector);
        KernelDensity density = KernelDensity.gaussian().withBandwidth(rule).withBackend(gramian.compute.backend());
        Table table = Table.read(train, Table.choice(columns, null));
        Points x = table.points(table.names());
        BandwidthMatrix chosen;
        try {
            chosen = density.fit(x).bandwidth();
        } catch (NumericalException e) {
            throw new UserError(train + ": " + e.getMessage());
        }
        spec.commandLine().getErr().println("backend: " + gramian.compute.backend());
        spec.commandLine().getOut().println("bandwidth=" + Bandwidths.text(chosen, x.dimension()));
        return 0;
    }
}
