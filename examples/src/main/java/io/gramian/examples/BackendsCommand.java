package io.gramian.examples;

import io.gramian.core.backend.Backends;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists where the arithmetic can run. */
@Command(
        name = "backends",
        mixinStandardHelpOptions = true,
        description = "List the backends, which one auto takes, and why the others are not usable.")
final class BackendsCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Backends.report()
                .forEach((name, availability) -> out.println(
                        name + "=" + (availability.usable() ? "usable" : "not usable: " + availability.reason())));
        out.println("auto=" + Backends.auto());
        return 0;
    }
}
