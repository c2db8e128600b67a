package io.gramian.examples;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import java.io.PrintWriter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that say where and how the arithmetic runs; they stand before or after the command. */
final class ComputeOptions {
    @Option(
            names = "--backend",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            defaultValue = "auto",
            description = "auto, or a name that 'backends' lists (default: ${DEFAULT-VALUE})")
    String backendName;

    @Option(
            names = "--threads",
            paramLabel = "N",
            scope = ScopeType.INHERIT,
            description = "number of threads (default: all processors)")
    Integer threads;

    @Option(
            names = "--precision",
            paramLabel = "double|float",
            scope = ScopeType.INHERIT,
            defaultValue = "double",
            description = "arithmetic of kernel values (default: ${DEFAULT-VALUE})")
    Precision precision;

    @Option(
            names = "--progress",
            scope = ScopeType.INHERIT,
            description = "show the progress of long work also when standard error is no console")
    boolean progress;

    Backend backend() {
        Backend backend = backendName.equals("auto") ? Backends.auto() : Backends.named(backendName);
        if (threads != null) {
            backend = backend.withThreads(threads);
        }
        return backend.withPrecision(precision);
    }

    ConsoleProgress progress(PrintWriter err) {
        // System.console() is no help: it needs standard input too, and newer JDKs always have one.
        return new ConsoleProgress(err, progress || Boolean.getBoolean("gramian.examples.console"));
    }
}
