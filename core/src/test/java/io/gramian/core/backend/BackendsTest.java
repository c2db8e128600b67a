package io.gramian.core.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.kernel.Kernel;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackendsTest {
    @Test
    void cpuIsAlwaysThere() {
        assertSame(Backends.cpu(), Backends.named("cpu"));
        assertSame(Backends.auto(), Backends.auto());
        assertTrue(Backends.report().get("cpu").usable());
        assertTrue(Backends.cpu().toString().startsWith("cpu("), Backends.cpu().toString());
    }

    @Test
    void anUnknownNameFailsLoudly() {
        String message = assertThrows(BackendUnavailableException.class, () -> Backends.named("abacus"))
                .getMessage();
        assertTrue(message.startsWith("backend: expected one of [cpu], found 'abacus'"), message);
    }

    /** A wrong property is the same exception at every call, not an error of initialisation. */
    @Test
    void aWrongPropertyFailsLoudlyEveryTime() throws Exception {
        for (String property : new String[] {"gramian.backend=nope", "gramian.cpu.instructions=nope"}) {
            Process process = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-D" + property,
                            "-cp",
                            System.getProperty("java.class.path"),
                            Probe.class.getName())
                    .redirectErrorStream(true)
                    .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), output);
        }
    }

    /** Exits with 0 if both calls fail as documented. */
    static final class Probe {
        public static void main(String[] arguments) {
            for (int call = 0; call < 2; call++) {
                assertThrows(BackendUnavailableException.class, Backends::auto);
            }
        }
    }

    /** The library as named modules: services are found, and an internal package is closed. */
    @Test
    void worksOnTheModulePath() throws Exception {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        Path[] path = Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .map(Path::of)
                .filter(entry -> entry.endsWith("classes") || entry.toString().contains("ejml"))
                .toArray(Path[]::new);
        Configuration configuration = ModuleLayer.boot()
                .configuration()
                .resolveAndBind(ModuleFinder.of(path), ModuleFinder.of(), Set.of("io.gramian.core"));
        ModuleLayer layer =
                ModuleLayer.boot().defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
        Module core = layer.findModule("io.gramian.core").orElseThrow();
        assertTrue(core.isExported("io.gramian.core.backend"));
        assertTrue(!core.isExported("io.gramian.core.internal.cpu"));

        ClassLoader loader = layer.findLoader("io.gramian.core");
        // Not from the context loader too, which sees the classes of the class path under the same names.
        Thread.currentThread().setContextClassLoader(loader);
        Class<?> points = loader.loadClass(Points.class.getName());
        Class<?> kernel = loader.loadClass(Kernel.class.getName());
        Object x = points.getMethod("ofColumn", double[].class).invoke(null, new double[] {0, 1});
        Object k = kernel.getMethod("gaussian", double.class).invoke(null, 1.0);
        Object backend =
                loader.loadClass(Backends.class.getName()).getMethod("auto").invoke(null);
        Class<?> backendType = loader.loadClass(Backend.class.getName());
        Object gram = backendType
                .getMethod("gram", loader.loadClass("io.gramian.core.kernel.PairFunction"), points)
                .invoke(backend, k, x);
        double[] sums = (double[])
                loader.loadClass(Gram.class.getName()).getMethod("rowSums").invoke(gram);
        Thread.currentThread().setContextClassLoader(context);
        assertEquals(1 + Math.exp(-0.5), sums[0], 1e-12);
    }
}
