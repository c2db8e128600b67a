package io.gramian.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.LeverageScores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LandmarksCommandTest {
    @TempDir
    Path folder;

    private Path faithful;
    private Path out;

    @BeforeEach
    void files() {
        faithful = CommandRun.copy("data/faithful.csv", folder);
        out = folder.resolve("landmarks.csv");
    }

    private CommandRun landmarks(Object... more) {
        List<Object> words = new ArrayList<>(List.of("landmarks", "--data", faithful, "--out", out));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    @ParameterizedTest
    @CsvSource({
        "uniform,40,5",
        "leverage,40,5",
        "recursive,40,5",
        "bless,40,5",
        "ink,40,5",
        "squeak,40,5",
        "rpcholesky,40,5",
        "greedy,40,5"
    })
    void everyMethodWritesIndicesAndWeights(String method, int rank, double ridge) throws IOException {
        CommandRun run = landmarks("--method", method, "--rank", rank, "--ridge", ridge, "--length-scale", 4);
        assertEquals(0, run.code(), run.err());
        List<String> rows = Files.readAllLines(out);
        assertEquals("index,weight", rows.get(0));
        assertEquals(rows.size() - 1, Integer.parseInt(run.value("landmarks")));
        assertTrue(rows.size() - 1 >= 1 && rows.size() - 1 <= rank, method + " " + rows.size());
        for (String row : rows.subList(1, rows.size())) {
            int index = Integer.parseInt(row.split(",")[0]);
            assertTrue(index >= 0 && index < 272);
            assertTrue(Double.parseDouble(row.split(",")[1]) > 0);
        }
        double exact = LeverageScores.exact(Kernel.gaussian(4), points(), ridge).effectiveDimension();
        assertEquals(1, Double.parseDouble(run.value("effective_dimension")) / exact, 0.6, method);
        double error = Double.parseDouble(run.value("trace_error"));
        assertTrue(error >= 0 && error < 0.5, method + " " + error);
    }

    private static Points points() {
        return Shell.load("faithful");
    }

    @Test
    void ridgeOrRankAloneSteer() throws IOException {
        assertEquals(
                0,
                landmarks("--method", "leverage", "--ridge", 2, "--length-scale", 4)
                        .code());
        double exact = LeverageScores.exact(Kernel.gaussian(4), points(), 2).effectiveDimension();
        assertEquals(1 + (int) Math.ceil(2 * exact), Files.readAllLines(out).size());
        assertEquals(
                0,
                landmarks("--method", "recursive", "--ridge", 2, "--length-scale", 4)
                        .code());
        CommandRun run = landmarks("--method", "recursive", "--rank", 9, "--length-scale", 4);
        assertEquals(10, Files.readAllLines(out).size());
        assertFalse(run.value("effective_dimension").equals("NaN"));
        assertEquals(
                "NaN",
                landmarks("--method", "greedy", "--rank", 9, "--length-scale", 4)
                        .value("effective_dimension"));
    }

    @Test
    void seedDeterminesTheOutput() throws IOException {
        Object[] words = {"--method", "rpcholesky", "--rank", 12, "--length-scale", 4, "--seed"};
        String[] outputs = new String[3];
        for (int i = 0; i < 3; i++) {
            List<Object> all = new ArrayList<>(List.of(words));
            all.add(i == 2 ? 8 : 7);
            assertEquals(0, landmarks(all.toArray()).code());
            outputs[i] = Files.readString(out);
        }
        assertEquals(outputs[0], outputs[1]);
        assertFalse(outputs[0].equals(outputs[2]));
    }

    @Test
    void warningsGoToStandardError() throws IOException {
        Path repeated = Files.write(folder.resolve("repeated.csv"), List.of("a", "1", "1", "1", "5"));
        CommandRun run = CommandRun.of(
                "landmarks", "--data", repeated, "--out", out, "--method", "greedy", "--rank", 3, "--length-scale", 1);
        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("warning: rank 2 instead of 3: "), run.err());
        assertEquals("2", run.value("landmarks"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --method best --rank 3 --length-scale 1                 | --method: expected one of uniform, leverage,
            --method greedy --length-scale 1                        | --rank: the method greedy needs the number of landmarks
            --method bless --rank 3 --length-scale 1                | --ridge: the method bless needs a ridge, for example 1
            --method ink --rank 3 --length-scale 1                  | --ridge: the method ink needs a ridge, for example 1
            --method recursive --length-scale 1                     | --rank or --ridge: the method recursive needs one of
            --method greedy --rank 300 --length-scale 1             | rank: expected at most n = 272
            --method uniform --rank 0 --length-scale 1              | size: expected at least 1, found 0
            --method bless --ridge -1 --length-scale 1              | ridge: expected a positive finite number, found -1.0
            --method greedy --rank 3 --length-scale 0               | length scale
            --method greedy --rank 3 --length-scale 1 --kernel sinc | --kernel: expected one of gaussian,
            """)
    void badOptionsAreNamed(String options, String message) {
        CommandRun run = landmarks((Object[]) options.trim().split(" +"));
        assertEquals(2, run.code(), run.out());
        assertTrue(run.err().contains(message), run.err());
        assertEquals("", run.out());
        assertFalse(Files.exists(out));
    }
}
