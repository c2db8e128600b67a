package io.gramian.gpu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compiles device source for the host, and runs it. It needs a C++ compiler, {@code g++}. */
final class Emulator {
    private static final Path SOURCES = Path.of("src", "test", "cpp");
    private static final Path FOLDER = Path.of("target", "emulation").toAbsolutePath();

    private static final String HEADER = "device_emulation.h";
    private static final List<String> COMPILER = List.of(
            "g++",
            "-std=c++17",
            "-O2",
            "-march=native",
            "-Wall",
            "-Wno-unused-function",
            "-Werror",
            "-fno-strict-aliasing",
            "-fcf-protection=none",
            "-U_FORTIFY_SOURCE",
            "-fPIC",
            "-I" + FOLDER,
            "-I" + SOURCES);

    private Emulator() {}

    private static final class Loaded {
        static final String PROBLEM = load();

        private static String load() {
            try {
                Files.createDirectories(FOLDER);
                Path include = Path.of(System.getProperty("java.home"), "include");
                Path library = FOLDER.resolve("libemulator-" + Runtime.version().feature() + ".so");
                run(List.of(
                        "g++",
                        "-std=c++17",
                        "-O1",
                        "-shared",
                        "-fPIC",
                        "-I" + include,
                        "-I" + include.resolve("linux"),
                        "-o",
                        library.toString(),
                        SOURCES.resolve("emulator.cpp").toString(),
                        "-ldl"));
                System.load(library.toString());
                List<String> header = new ArrayList<>(COMPILER);
                header.addAll(List.of(
                        "-o",
                        FOLDER.resolve(HEADER + ".gch").toString(),
                        SOURCES.resolve(HEADER).toString()));
                run(header); // compiled once: it takes longer than a kernel
                return null;
            } catch (IOException | IllegalStateException | LinkageError failure) {
                return failure.toString();
            }
        }
    }

    /** Skips the test, and says why, where device source cannot be run. */
    static void assumeUsable() {
        assumeTrue(problem() == null, Emulator::problem);
    }

    /** Returns why it cannot be used, or null if it can. */
    static String problem() {
        return Loaded.PROBLEM;
    }

    /** Returns a library of the kernels in a source. */
    static long compile(String source) {
        String name = "k" + Integer.toHexString(source.hashCode()) + "-" + source.length();
        Path library = FOLDER.resolve(name + "-" + ProcessHandle.current().pid() + ".so");
        try {
            StringBuilder text = new StringBuilder("#include \"" + HEADER + "\"\n").append(source);
            java.util.regex.Matcher kernels = java.util.regex.Pattern.compile(
                            "__global__ void (?:__launch_bounds__\\([^)]*\\)\\s*)?(\\w+)\\(")
                    .matcher(source);
            while (kernels.find()) {
                text.append("EMULATE(").append(kernels.group(1)).append(")\n");
            }
            Path file = FOLDER.resolve(name + ".cpp");
            Files.writeString(file, text, StandardCharsets.UTF_8);
            List<String> command = new ArrayList<>(COMPILER);
            command.addAll(List.of("-shared", "-o", library.toString(), file.toString()));
            run(command);
            long handle = open(library.toString());
            Files.delete(library);
            if (handle == 0) {
                throw new IllegalStateException("the compiled source could not be loaded");
            }
            return handle;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ":\n" + output);
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private static native long open(String path);

    static native long symbol(long library, String name);

    static native long address(ByteBuffer buffer);

    static native void launch(long kernel, int blocks, int blocksDown, int threads, long[] words, int[] places);
}
