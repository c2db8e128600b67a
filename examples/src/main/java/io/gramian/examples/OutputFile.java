package io.gramian.examples;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CancellationException;

/** A file that is there whole or not at all. */
final class OutputFile {
    /** Writes the rows of a file. */
    @FunctionalInterface
    interface Row {
        String text(int index);
    }

    /** Writes all of a file. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private OutputFile() {}

    /** Checks, before long work, that the file can be written and is none of the inputs. */
    static void check(Path target, Path... inputs) {
        Path folder = target.toAbsolutePath().getParent();
        if (Files.isDirectory(target)) {
            throw new UserError(target + ": is a folder, expected a file to write");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UserError(target + ": the folder " + folder + " does not exist");
        }
        if (!Files.isWritable(Files.exists(target) ? target : folder)) {
            throw new UserError(target + ": cannot be written; its permissions forbid it");
        }
        for (Path input : inputs) {
            if (isSame(target, input)) {
                throw new UserError(target + ": is also an input; choose another output file");
            }
        }
    }

    /** Writes a header line and rows into a file beside the target, then puts it in the target's place. */
    static void write(Path target, String header, int rows, Row row) {
        write(target, out -> {
            BufferedWriter writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            writeAll(writer, header, rows, row);
            writer.flush();
        });
    }

    /** Writes bytes into a file beside the target, then puts it in the target's place. */
    static void write(Path target, Content content) {
        boolean device = Files.exists(target) && !Files.isRegularFile(target); // such as /dev/stdout
        Path partial = target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            if (device) {
                writeAll(Files.newOutputStream(target), content);
                return;
            }
            partial.toFile().deleteOnExit(); // for when the JVM is told to end half-way
            writeAll(Files.newOutputStream(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), content);
            move(partial, Files.exists(target) ? target.toRealPath() : target);
        } catch (IOException e) {
            throw new UserError(target + ": cannot be written: " + e.getMessage());
        } finally {
            partial.toFile().delete();
        }
    }

    private static void writeAll(OutputStream stream, Content content) throws IOException {
        try (stream) {
            content.writeTo(stream);
        }
    }

    private static void writeAll(BufferedWriter writer, String header, int rows, Row row) throws IOException {
        writer.write(header);
        writer.write('\n');
        for (int i = 0; i < rows; i++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted; no output was written");
            }
            writer.write(row.text(i));
            writer.write('\n');
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static boolean isSame(Path target, Path input) {
        try {
            return Files.exists(target) && Files.exists(input) && Files.isSameFile(target, input);
        } catch (IOException e) {
            return false; // reading the input will say what is wrong with it
        }
    }
}
