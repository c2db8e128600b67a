package io.gramian.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What one command printed and returned. */
record CommandRun(int code, String out, String err) {
    static CommandRun of(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = Stream.of(args).map(Object::toString).toArray(String[]::new);
        int code = Gramian.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
        return new CommandRun(code, out.toString(), err.toString());
    }

    String value(String key) {
        return out.lines()
                .filter(line -> line.startsWith(key + "="))
                .findFirst()
                .map(line -> line.substring(key.length() + 1))
                .orElseThrow(() -> new AssertionError("no " + key + "= in: " + out + err));
    }

    /** Copies bundled data or a reference file into a folder. */
    static Path copy(String resource, Path folder) {
        try (var in = CommandRun.class.getResourceAsStream(resource)) {
            Path file = folder.resolve(Path.of(resource).getFileName());
            Files.copy(in, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> reference(String file) {
        try (var in = CommandRun.class.getResourceAsStream("reference/" + file)) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
