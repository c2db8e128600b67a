package io.gramian.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DppCommandTest {
    @TempDir
    Path folder;

    private Path faithful;
    private Path out;

    @BeforeEach
    void files() {
        faithful = CommandRun.copy("data/faithful.csv", folder);
        out = folder.resolve("subset.csv");
    }

    private CommandRun dpp(Path data, Object... more) {
        List<Object> words = new ArrayList<>(List.of("dpp", "--data", data, "--out", out));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    private List<String> rows() throws IOException {
        return Files.readAllLines(out);
    }

    @Test
    void subsetsHaveTheSizeAskedFor() throws IOException {
        for (int k : new int[] {0, 1, 12}) {
            CommandRun run = dpp(faithful, "--length-scale", 3, "--size", k, "--seed", 5);
            assertEquals(0, run.code(), run.err());
            List<String> rows = rows();
            assertEquals("index", rows.get(0));
            assertEquals(k + 1, rows.size());
            assertEquals(k + 1, new HashSet<>(rows).size());
            double log = Double.parseDouble(run.value("log_probability"));
            assertTrue(log <= 0 && (k > 0 || log == 0), k + " " + log);
            assertEquals(1, run.out().lines().count());
        }
        String first = String.join(",", rows());
        dpp(faithful, "--length-scale", 3, "--size", 12, "--seed", 5);
        assertEquals(first, String.join(",", rows()));
        dpp(faithful, "--length-scale", 3, "--size", 12, "--seed", 6);
        assertFalse(first.equals(String.join(",", rows())));
    }

    /** Rows so far apart that L = I: each comes with probability 1/2, and every subset has 1/8; of size 2, one of three. */
    @Test
    void probabilitiesOfIndependentRows() throws IOException {
        Path far = Files.writeString(folder.resolve("far.csv"), "a\n0\n1000\n2000\n");
        CommandRun any = dpp(far, "--length-scale", 1);
        assertEquals(-Math.log(8), Double.parseDouble(any.value("log_probability")), 1e-12);
        CommandRun two = dpp(far, "--length-scale", 1, "--size", 2);
        assertEquals(-Math.log(3), Double.parseDouble(two.value("log_probability")), 1e-12);
        CommandRun three = dpp(far, "--length-scale", 1, "--size", 3, "--kernel", "matern52");
        assertEquals(0, Double.parseDouble(three.value("log_probability")), 1e-12);
        assertEquals(List.of("index", "0", "1", "2"), rows());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --length-scale 3 --size 273             | --size: expected from 0 to 272, the number of rows, found 273
            --length-scale 3 --size -1              | --size: expected from 0 to 272
            --length-scale 1e9 --size 100           | rank
            --length-scale 0                        | length scale
            --length-scale 3 --kernel sinc          | --kernel: expected one of gaussian,
            --size 3                                | --length-scale
            """)
    void badOptionsAreNamed(String options, String message) {
        CommandRun run = dpp(faithful, (Object[]) options.trim().split(" +"));
        assertEquals(2, run.code(), run.out() + run.err());
        assertTrue(run.err().contains(message), run.err());
        assertEquals("", run.out());
        assertFalse(Files.exists(out));
    }
}
