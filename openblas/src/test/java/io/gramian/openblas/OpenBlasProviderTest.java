package io.gramian.openblas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.BackendProvider;
import io.gramian.core.backend.BackendUnavailableException;
import io.gramian.core.backend.Backends;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OpenBlasProviderTest {
    @Test
    void isFoundAndPreferred() {
        assertTrue(ServiceLoader.load(BackendProvider.class).stream()
                .anyMatch(provider -> provider.type() == OpenBlasProvider.class));
        Backend backend = Native.backend();
        assertEquals("openblas", backend.name());
        assertSame(backend, Backends.named("openblas"));
        assertSame(backend, Backends.auto());
        assertEquals(List.of("openblas", "cpu"), List.copyOf(Backends.report().keySet()));
        assertTrue(backend.toString().contains("OpenBLAS"), backend::toString);
    }

    @Test
    void canBeLeftOut() {
        System.setProperty(OpenBlasProvider.PROPERTY, "off");
        try {
            assertFalse(new OpenBlasProvider().probe().usable());
            BackendUnavailableException refused =
                    assertThrows(BackendUnavailableException.class, () -> Backends.named("openblas"));
            assertTrue(refused.getMessage().contains("gramian.openblas"), refused::getMessage);
            assertThrows(BackendUnavailableException.class, () -> new OpenBlasProvider().open());
        } finally {
            System.clearProperty(OpenBlasProvider.PROPERTY);
        }
    }

    @Test
    void reasonNamesEveryCause() {
        Throwable failure = new UnsatisfiedLinkError("no jniopenblas on the path of libraries");
        failure.initCause(new IOException("disk full"));
        String reason = OpenBlasProvider.reason(failure);
        for (String part : List.of("no jniopenblas", "disk full", "org.bytedeco:openblas:0.3.31-1.5.13:")) {
            assertTrue(reason.contains(part), reason);
        }
    }

    /** Prints what a process finds whose class path lacks some artifacts. */
    static final class Report {
        private Report() {}

        public static void main(String[] arguments) {
            System.out.print(
                    Backends.report() + " " + Backends.report().get("openblas").usable());
        }
    }

    @Test
    void withoutNativeLibrariesSaysWhatToAdd() throws Exception {
        String found = reportWithout(name -> name.matches("(openblas|javacpp)-.*(linux|macosx|windows)-.*"));
        assertTrue(found.contains("native library not found for"), found);
        assertTrue(found.contains("add org.bytedeco:javacpp"), found);
        assertTrue(found.endsWith(" false"), found);
    }

    @Test
    void withoutJavaCppSaysWhatToAdd() throws Exception {
        String found = reportWithout(name -> name.startsWith("javacpp-"));
        assertTrue(found.contains("could not be loaded: add org.bytedeco:javacpp"), found);
        assertTrue(found.endsWith(" false"), found);
    }

    /** Output and errors in one: the probe itself must print nothing. */
    private static String reportWithout(Predicate<String> isMissing) throws IOException, InterruptedException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !isMissing.test(Path.of(entry).getFileName().toString()))
                .collect(Collectors.joining(File.pathSeparator));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-cp", classPath));
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED"); // else the JVM itself warns
        }
        command.add(Report.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        process.getInputStream().transferTo(output);
        assertEquals(0, process.waitFor(), output::toString);
        String found = output.toString();
        assertTrue(found.startsWith("{openblas="), found);
        return found;
    }
}
