package io.gramian.examples;

import io.gramian.core.kernel.Kernel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleFunction;
import picocli.CommandLine.Option;

/** The options that name a kernel. */
final class KernelOptions {
    private static final Map<String, DoubleFunction<Kernel>> KERNELS = new LinkedHashMap<>();

    static {
        KERNELS.put("gaussian", Kernel::gaussian);
        KERNELS.put("laplacian", Kernel::laplacian);
        KERNELS.put("exponential", Kernel::exponential);
        KERNELS.put("matern32", Kernel::matern32);
        KERNELS.put("matern52", Kernel::matern52);
        KERNELS.put("cauchy", Kernel::cauchy);
    }

    @Option(
            names = "--kernel",
            defaultValue = "gaussian",
            paramLabel = "NAME",
            description = "gaussian, laplacian, exponential, matern32, matern52 or cauchy (default: ${DEFAULT-VALUE})")
    String name;

    @Option(
            names = "--length-scale",
            required = true,
            paramLabel = "L",
            description = "the kernel's length scale, in the units of the data")
    double lengthScale;

    Kernel kernel() {
        return named("--kernel", name, KERNELS).apply(lengthScale);
    }

    /** Returns what an option names. */
    static <T> T named(String option, String name, Map<String, T> known) {
        T value = known.get(name);
        if (value == null) {
            throw new UserError(
                    option + ": expected one of " + String.join(", ", known.keySet()) + ", found '" + name + "'");
        }
        return value;
    }
}
