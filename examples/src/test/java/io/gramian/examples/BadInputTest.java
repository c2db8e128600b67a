package io.gramian.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadInputTest {
    @TempDir
    Path folder;

    private Path good;
    private Path out;

    @BeforeEach
    void files() {
        good = file("good.csv", "a,b\n1,2\n3,5\n4,1\n");
        out = folder.resolve("out.csv");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a,b;1,2;3,five      | row 2 (line 3), column 'b': expected a number, found 'five'
                    a,b;1,2;3,5d        | row 2 (line 3), column 'b': expected a number, found '5d'
                    a,b;1,2;,4          | row 2 (line 3), column 'a': the cell is empty
                    a,b;NaN,2           | row 1 (line 2), column 'a': expected a finite number, found 'NaN'
                    a,b;1,-Infinity     | row 1 (line 2), column 'b': expected a finite number, found '-Infinity'
                    a,b;1,1e999         | row 1 (line 2), column 'b': expected a finite number, found '1e999'
                    a,b;1,2;3           | row 2 (line 3): has 1 fields, expected 2
                    a,b;1,2,3           | row 1 (line 2): has 3 fields, expected 2
                    a,b;1,2;;3,4        | line 3: is empty
                    a,c;1,2             | has no column 'b'; its columns are 'a', 'c'
                    a,a;1,2             | names column 'a' twice
                    a,b                 | has a header line but no rows
                    3.6,79;1.8,54       | the first line holds the numbers '3.6', '79'
                    a,b;1,"2            | is not well-formed CSV
                    ''                  | is empty; expected a header line
                    """)
    void badQueryFile(String content, String message) {
        Path bad = file("bad.csv", content.replace(";", "\n"));
        refused(bad + "", message, density("--train", good, "--query", bad, "--bandwidth", "1"));
    }

    @Test
    void textInTheTrainFileIsNamed() {
        Path iris = CommandRun.copy("data/iris.csv", folder);
        refused(
                iris + ", row 1 (line 2), column 'species'",
                "found 'setosa'",
                density("--train", iris, "--query", iris, "--bandwidth", "1"));
        CommandRun run = CommandRun.of("bandwidth", "--train", iris, "--selector", "scott");
        refused(iris + ", row 1 (line 2), column 'species'", "found 'setosa'", run);
    }

    @Test
    void missingFileAndFolderAreTold() {
        Path missing = folder.resolve("missing.csv");
        refused(missing + "", "no such file", density("--train", missing, "--query", good, "--bandwidth", "1"));
        refused(folder + "", "is a folder", density("--train", good, "--query", folder, "--bandwidth", "1"));
    }

    @Test
    void weightsAreChecked() {
        Path negative = file("negative.csv", "a,w\n1,1\n2,-0.5\n");
        refused(
                negative + ", row 2, column 'w'",
                "found -0.5",
                density("--train", negative, "--query", good, "--weights", "w", "--bandwidth", "1"));
        Path zero = file("zero.csv", "a,w\n1,0\n2,0\n");
        refused(
                zero + ", column 'w'",
                "all weights are zero",
                density("--train", zero, "--query", good, "--weights", "w", "--bandwidth", "1"));
        refused(
                good + "",
                "has no column 'w'; its columns are 'a', 'b'",
                density("--train", good, "--query", good, "--weights", "w", "--bandwidth", "1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --bandwidth | botev | expected a positive number or one of bcv, isj, likelihood-cv, lscv, nearest-neighbour, normal-reference, nrd, nrd0, plug-in, regime-aware, scott, scv, sheather-jones, sheather-jones-dpi, silverman, ucv, found 'botev'
                    --bandwidth | -1    | expected a positive number, found '-1'
                    --bandwidth | NaN   | expected a positive number, found 'NaN'
                    --kernel    | cubic | 'cubic'
                    --scale     | log   | 'log'
                    --precision | half  | 'half'
                    --backend   | tpu   | 'tpu'
                    --threads   | 0     | 0
                    --threads   | many  | 'many'
                    --columns   | a,a   | twice
                    --columns   | z     | has no column 'z'; its columns are 'a', 'b'
                    """)
    void badOption(String option, String value, String message) {
        List<Object> words = new ArrayList<>(List.of("--train", good, "--query", good, option, value));
        if (!option.equals("--bandwidth")) {
            words.addAll(List.of("--bandwidth", "1"));
        }
        refused("", message, density(words.toArray()));
    }

    @Test
    void unknownSelectorListsTheKnownOnes() {
        CommandRun run = CommandRun.of("bandwidth", "--train", good, "--selector", "botev");
        refused(
                "--selector",
                "expected one of bcv, isj, likelihood-cv, lscv, nearest-neighbour, normal-reference, nrd, nrd0, plug-in,"
                        + " regime-aware, scott, scv, sheather-jones, sheather-jones-dpi, silverman, ucv, found"
                        + " 'botev'",
                run);
    }

    @Test
    void aSelectorForOneColumnNamesTheOption() {
        String message = "isj is for one column, but 2 are in use (a, b); choose one with --columns";
        refused("--selector", message, CommandRun.of("bandwidth", "--train", good, "--selector", "isj"));
        refused("--bandwidth", message, density("--train", good, "--query", good, "--bandwidth", "isj"));
    }

    @Test
    void dataWithoutSpreadNameTheFile() {
        Path flat = file("flat.csv", "a,b\n1,2\n1,3\n1,4\n");
        refused(flat + "", "do not spread", density("--train", flat, "--query", good, "--bandwidth", "scott"));
        refused(flat + "", "do not spread", CommandRun.of("bandwidth", "--train", flat, "--selector", "scott"));
        refused(
                flat + "",
                "all 3 are equal to 1.0",
                CommandRun.of("bandwidth", "--train", flat, "--columns", "a", "--selector", "isj"));
    }

    @Test
    void unknownCommandAndMissingOptionAreOneLine() {
        refused("", "dpx", CommandRun.of("dpx"));
        refused("", "--bandwidth", density("--train", good, "--query", good));
    }

    @Test
    void outputThatCannotBeWrittenIsToldBeforeTheWork() {
        Path nowhere = folder.resolve("no/such/out.csv");
        refused(nowhere + "", "does not exist", run("--out", nowhere));
        refused(folder + "", "is a folder", run("--out", folder));
        refused(good + "", "is also an input", run("--out", good));
        assertEquals("a,b\n1,2\n3,5\n4,1\n", content(good));
    }

    @Test
    void failureHalfWayLeavesTheOldOutput() {
        file("out.csv", "old\n");
        assertThrows(
                ArithmeticException.class,
                () -> OutputFile.write(out, "header", 10, i -> Integer.toString(1 / (5 - i))));
        assertEquals("old\n", content(out));
        assertEquals(2, count());
    }

    @Test
    void interruptedWorkWritesNothing() {
        Thread.currentThread().interrupt();
        CommandRun run = run("--out", out);
        assertTrue(Thread.interrupted());
        assertEquals(130, run.code(), run.err());
        assertEquals(1, count());

        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> OutputFile.write(out, "header", 1, i -> "row"));
        assertTrue(Thread.interrupted());
        assertEquals(1, count());
    }

    private void refused(String place, String message, CommandRun run) {
        assertEquals(2, run.code(), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().startsWith("error: " + place), run.err());
        assertTrue(run.err().contains(message), run.err());
        assertEquals("", run.out());
        assertFalse(Files.exists(out));
    }

    private CommandRun density(Object... more) {
        List<Object> words = new ArrayList<>(List.of("density", "--out", out));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    private CommandRun run(Object... more) {
        List<Object> words = new ArrayList<>(List.of("density", "--train", good, "--query", good, "--bandwidth", "1"));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    private Path file(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int count() {
        return folder.toFile().list().length;
    }
}
