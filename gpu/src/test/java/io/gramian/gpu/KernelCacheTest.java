package io.gramian.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCacheTest {
    @Test
    void sourceArchitectureAndCompilerMakeTheKey(@TempDir Path folder) throws IOException {
        AtomicInteger compiled = new AtomicInteger();
        KernelCache cache = new KernelCache(folder.resolve("new"));
        KernelCache.Compiler compiler = () -> new byte[] {(byte) compiled.incrementAndGet()};
        assertArrayEquals(new byte[] {1}, cache.code("a", "sm_90", "13.1", compiler));
        assertArrayEquals(new byte[] {1}, cache.code("a", "sm_90", "13.1", () -> fail("it is there")));
        assertArrayEquals(new byte[] {2}, cache.code("b", "sm_90", "13.1", compiler));
        assertArrayEquals(new byte[] {3}, cache.code("a", "sm_80", "13.1", compiler));
        assertArrayEquals(new byte[] {4}, cache.code("a", "sm_90", "13.2", compiler));
        try (Stream<Path> files = Files.list(folder.resolve("new"))) {
            assertEquals(4, files.count(), "nothing half-written stays");
        }
    }

    @Test
    void withoutAFolderItCompiles(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        for (KernelCache cache : new KernelCache[] {new KernelCache(null), new KernelCache(file)}) {
            assertArrayEquals(new byte[] {7}, cache.code("a", "sm_90", "13.1", () -> new byte[] {7}));
        }
        assertEquals("not a folder", Files.readString(file));
    }
}
