package io.gramian.gpu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Machine code kept between runs, in a folder of the user's; where it cannot be kept, it is compiled again. */
final class KernelCache {
    /** The system property that names the folder, or is {@code off}. */
    static final String PROPERTY = "gramian.cuda.cache";

    private final Path folder; // null for none

    KernelCache(Path folder) {
        this.folder = folder;
    }

    /** The user's cache, unless the property says otherwise. */
    static KernelCache standard() {
        String named = System.getProperty(PROPERTY, "");
        if (named.equals("off")) {
            return new KernelCache(null);
        }
        if (!named.isEmpty()) {
            return new KernelCache(Path.of(named));
        }
        String caches = System.getenv("XDG_CACHE_HOME");
        Path base = caches == null || caches.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(caches);
        return new KernelCache(base.resolve("gramian"));
    }

    /** What compiles. */
    interface Compiler {
        byte[] compile();
    }

    /** Returns the code of a source for an architecture and a compiler's version. */
    byte[] code(String source, String architecture, String version, Compiler compiler) {
        if (folder == null) {
            return compiler.compile();
        }
        Path file = folder.resolve(hash(source + "\n" + architecture + "\n" + version) + ".cubin");
        try {
            if (Files.isRegularFile(file)) {
                return Files.readAllBytes(file);
            }
        } catch (IOException unreadable) {
            return compiler.compile();
        }
        byte[] code = compiler.compile();
        keep(file, code);
        return code;
    }

    /** Moves the file to its place when it is whole, so that nobody reads half of it. */
    private void keep(Path file, byte[] code) {
        Path part = null;
        try {
            Files.createDirectories(folder);
            part = Files.createTempFile(folder, "part", ".cubin");
            Files.write(part, code);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException full) {
            try {
                if (part != null) {
                    Files.deleteIfExists(part);
                }
            } catch (IOException left) {
                full.addSuppressed(left); // a cache that cannot be written is none
            }
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
