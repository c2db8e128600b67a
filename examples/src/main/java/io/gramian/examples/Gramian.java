package io.gramian.examples;

import io.gramian.core.NumericalException;
import io.gramian.core.backend.BackendUnavailableException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line: one command for each thing Gramian does, and the tour without one. */
@Command(
        name = "gramian",
        mixinStandardHelpOptions = true,
        version = "Gramian 0.1.0-SNAPSHOT",
        description = "Kernel methods on your own data; without a command, a tour on real data.",
        footer = {
            "",
            "Results go to standard output as key=value lines, everything else to standard error.",
            "Exit codes: 0 done, 2 bad input, 1 anything else."
        },
        subcommands = {
            DensityCommand.class,
            BandwidthCommand.class,
            LandmarksCommand.class,
            RidgeCommand.class,
            DppCommand.class,
            LeastSquaresCommand.class,
            SparseCodeCommand.class,
            ReproduceCommand.class,
            BackendsCommand.class
        })
public final class Gramian implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int BAD_INPUT = 2;
    private static final int INTERRUPTED = 130;

    @Mixin
    final ComputeOptions compute = new ComputeOptions();

    @Option(
            names = "--pictures",
            paramLabel = "FOLDER",
            defaultValue = "${sys:gramian.examples.pictures:-gramian-tour}",
            description = "where the tour puts its pictures (default: ${DEFAULT-VALUE})")
    Path pictures;

    @Spec
    CommandSpec spec;

    /**
     * Runs the command line and ends the JVM with its exit code.
     *
     * @param args a command and its options
     */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    /**
     * Runs the command line.
     *
     * @param out receives results
     * @param err receives everything else
     * @param args a command and its options
     * @return the exit code
     */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = new CommandLine(new Gramian())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((problem, ignored) -> {
                    String command = problem.getCommandLine().getCommandSpec().qualifiedName();
                    return fail(err, BAD_INPUT, problem.getMessage() + "; see " + command + " --help");
                })
                .setExecutionExceptionHandler((problem, command, parsed) -> explain(problem, err));
        int code;
        try {
            code = line.execute(args);
        } catch (OutOfMemoryError e) {
            code = fail(err, FAILED, "out of memory; give Java more, for example JDK_JAVA_OPTIONS=-Xmx8g");
        }
        out.flush();
        err.flush();
        return code;
    }

    @Override
    public Integer call() {
        new Tour(compute.backend(), pictures, spec.commandLine().getOut()).run();
        return 0;
    }

    private static int explain(Exception problem, PrintWriter err) {
        if (problem instanceof CancellationException) {
            return fail(err, INTERRUPTED, problem.getMessage());
        }
        if (problem instanceof UserError
                || problem instanceof IllegalArgumentException
                || problem instanceof NumericalException
                || problem instanceof BackendUnavailableException) {
            return fail(err, BAD_INPUT, problem.getMessage());
        }
        problem.printStackTrace(err); // not the user's doing: show where
        return FAILED;
    }

    private static int fail(PrintWriter err, int code, String message) {
        err.println("error: " + String.valueOf(message).replaceAll("\\s*\\R\\s*", " "));
        return code;
    }
}
