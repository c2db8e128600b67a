package io.gramian.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gramian.conformance.StandardKernels;
import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.internal.gram.CheckedGram;
import io.gramian.core.internal.gram.GramView;
import io.gramian.core.kernel.Kernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compiles every kernel with NVIDIA's own compiler, which needs no GPU: for two architectures and both precisions, without
 * a warning, and with all that a thread holds in registers.
 */
class NvrtcTest {
    private static final List<String> ARCHITECTURES = List.of("sm_80", "sm_90");
    private static final String MANY_CHANNELS = "#define CHANNELS 20\n";
    private static final Pattern KERNEL = Pattern.compile("Compiling entry function '(\\w+)'");
    private static final Pattern SPILLS =
            Pattern.compile("(\\d+) bytes stack frame, (\\d+) bytes spill stores, (\\d+) bytes spill loads");

    @BeforeAll
    static void needsCompiler() {
        String problem = null;
        try {
            Nvrtc.version();
        } catch (LinkageError | RuntimeException failure) {
            problem = "NVRTC is not here (profile nvrtc): " + failure;
        }
        assumeTrue(problem == null, problem);
    }

    /** All functions for the newer architecture, and for the older one a few that between them have every form and fold. */
    @Test
    void everyKernelCompilesWithoutSpills() {
        Set<String> all = new LinkedHashSet<>();
        Set<String> few = new LinkedHashSet<>();
        few.add(new Engine(null, Precision.DOUBLE).projectionText());
        for (Precision precision : Precision.values()) {
            Engine engine = new Engine(null, precision);
            few.add(engine.denseText());
            few.add(engine.filterBankText(1));
            few.add(engine.filterBankText(3));
            few.add(engine.filterBankText(20));
            List<Kernel> kernels = StandardKernels.forDimension(3);
            kernels.stream()
                    .filter(kernel -> !CudaBackend.isCustom(kernel.expression()))
                    .forEach(kernel -> all.addAll(texts(engine, kernel, 3)));
            for (Kernel kernel : List.of(
                    Kernel.gaussian(1),
                    Kernel.laplacian(1).plus(Kernel.matern52(1)),
                    Kernel.arcCosine(1),
                    Kernel.chiSquared(1).times(Kernel.cosine()))) {
                few.addAll(texts(
                        engine, kernel, 33)); // from so many coordinates on by products, where that is exact enough
            }
        }
        all.addAll(few);
        List<String> found = ARCHITECTURES.stream()
                .flatMap(architecture -> (architecture.equals("sm_90") ? all : few)
                        .stream().map(source -> new String[] {architecture, source}))
                .parallel()
                .flatMap(pair -> complaints(pair[0], pair[1], Nvrtc.compile(pair[1], pair[0])).stream())
                .toList();
        assertEquals(List.of(), found);
    }

    private static List<String> texts(Engine engine, Kernel kernel, int d) {
        Points x = StandardKernels.points(8, d, 1);
        GramView view = CheckedGram.view(kernel, x, x, engine.precision());
        GramSource source = new GramSource(kernel.expression(), view, engine.precision(), GramSource.Distances.SUMMED);
        return Arrays.stream(GramKernel.values())
                .map(GramKernel::source)
                .distinct()
                .map(folds -> engine.gramText(source, folds))
                .toList();
    }

    private static List<String> complaints(String architecture, String source, Nvrtc.Compiled compiled) {
        List<String> found = new ArrayList<>();
        String kernel = "";
        int kernels = 0;
        for (String line : compiled.log().split("\n")) {
            Matcher entry = KERNEL.matcher(line);
            Matcher spills = SPILLS.matcher(line);
            if (entry.find()) {
                kernel = entry.group(1);
            } else if (spills.find()) {
                kernels++;
                boolean isExpected = source.contains(MANY_CHANNELS); // numbers for each channel, by index
                if (!isExpected
                        && !(spills.group(1).equals("0") && spills.group(2).equals("0"))) {
                    found.add(architecture + " " + (source.startsWith("#define IS_DOUBLE 1") ? "double " : "float ")
                            + kernel + ": " + line.trim() + " in "
                            + source.replaceAll(
                                    "(?s).*FOR_FORMS\\(X\\)( [^\n]*).*return ([^;]*);.*exponentOf.*", "$1 $2"));
                }
            } else if (line.contains("warning") || line.contains("error")) {
                found.add(architecture + ": " + line);
            }
        }
        if (kernels == 0 || compiled.code().length < 1000) {
            found.add(architecture + ": the log does not speak of registers");
        }
        return found;
    }

    @Test
    void whatDoesNotCompileIsSaid() {
        IllegalStateException failure =
                assertThrows(IllegalStateException.class, () -> Nvrtc.compile("__global__ void f( {", "sm_90"));
        assertTrue(failure.getMessage().contains("gramian.cu(1)"), failure::getMessage);
    }
}
