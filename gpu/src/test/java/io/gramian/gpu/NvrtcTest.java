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

    @Test
    void everyKernelCompilesWithoutSpills() {
        Set<String> sources = new LinkedHashSet<>();
        for (Precision precision : Precision.values()) {
            Engine engine = new Engine(null, precision);
            sources.add(engine.denseText());
            sources.add(engine.filterBankText());
            for (int d : new int[] {3, 33}) { // distances by differences and by products
                Points x = StandardKernels.points(8, d, 1);
                for (Kernel kernel : StandardKernels.forDimension(d)) {
                    if (!CudaBackend.isCustom(kernel.expression())) {
                        GramView view = CheckedGram.view(kernel, x, x, precision);
                        GramSource source =
                                new GramSource(kernel.expression(), view, precision, GramSource.Distances.SUMMED);
                        sources.add(engine.gramText(source));
                    }
                }
            }
        }
        List<String> found = ARCHITECTURES.stream()
                .flatMap(architecture -> sources.stream().map(source -> new String[] {architecture, source}))
                .parallel()
                .flatMap(pair -> complaints(pair[0], pair[1], Nvrtc.compile(pair[1], pair[0])).stream())
                .toList();
        assertEquals(List.of(), found);
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
                if (!spills.group(2).equals("0") || !spills.group(1).equals("0")) {
                    found.add(architecture + " " + kernel + ": " + line.trim() + " in "
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
