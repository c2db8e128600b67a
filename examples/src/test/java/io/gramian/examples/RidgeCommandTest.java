package io.gramian.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

class RidgeCommandTest {
    @TempDir
    Path folder;

    private Path train;
    private Path test;
    private Path out;

    /** Every fourth eruption is held out. */
    @BeforeEach
    void files() throws IOException {
        List<String> rows = Files.readAllLines(CommandRun.copy("data/faithful.csv", folder));
        List<String> most = new ArrayList<>(List.of(rows.get(0)));
        List<String> held = new ArrayList<>(List.of(rows.get(0)));
        for (int i = 1; i < rows.size(); i++) {
            (i % 4 == 0 ? held : most).add(rows.get(i));
        }
        train = Files.write(folder.resolve("train.csv"), most);
        test = Files.write(folder.resolve("test.csv"), held);
        out = folder.resolve("predictions.csv");
    }

    private CommandRun ridge(Object... more) {
        List<Object> words = new ArrayList<>(List.of("ridge", "--train", train, "--test", test, "--out", out));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    /** By the definition, with the kernel matrix stored and solved by elimination. */
    private double[] obvious(double lengthScale, double ridge) throws IOException {
        double[][] a = numbers(train);
        double[][] b = numbers(test);
        int n = a.length;
        double[][] system = new double[n][n + 1];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                system[i][j] = kernel(a[i][0], a[j][0], lengthScale) + (i == j ? ridge : 0);
            }
            system[i][n] = a[i][1];
        }
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < n; i++) {
                double factor = i == k ? 0 : system[i][k] / system[k][k];
                for (int j = k; j <= n && factor != 0; j++) {
                    system[i][j] -= factor * system[k][j];
                }
            }
        }
        double[] predictions = new double[b.length];
        for (int q = 0; q < b.length; q++) {
            for (int i = 0; i < n; i++) {
                predictions[q] += system[i][n] / system[i][i] * kernel(b[q][0], a[i][0], lengthScale);
            }
        }
        return predictions;
    }

    private static double kernel(double x, double y, double lengthScale) {
        return Math.exp(-Math.pow((x - y) / lengthScale, 2) / 2);
    }

    private static double[][] numbers(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .skip(1)
                .map(line -> java.util.Arrays.stream(line.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
    }

    @Test
    void predictsTheHeldOutRows() throws IOException {
        CommandRun run = ridge("--target", "waiting", "--length-scale", 0.5, "--ridge", 0.1);
        assertEquals(0, run.code(), run.err());
        List<String> rows = Files.readAllLines(out);
        assertEquals("prediction", rows.get(0));
        double[] expected = obvious(0.5, 0.1);
        double[][] held = numbers(test);
        assertEquals(held.length + 1, rows.size());
        double sum = 0;
        for (int i = 0; i < held.length; i++) {
            assertEquals(expected[i], Double.parseDouble(rows.get(i + 1)), 1e-8);
            sum += Math.pow(expected[i] - held[i][1], 2);
        }
        double error = Math.sqrt(sum / held.length);
        assertEquals(error, Double.parseDouble(run.value("rmse")), 1e-8);
        assertTrue(error < 7, "rmse " + error); // the waiting times have a standard deviation of 13.6
        assertTrue(run.err().contains("solved by: Cholesky factorisation"), run.err());
    }

    @Test
    void landmarksPredictAsWell() {
        double exact = Double.parseDouble(ridge("--target", "waiting", "--length-scale", 0.5, "--ridge", 0.1)
                .value("rmse"));
        CommandRun run = ridge("--target", "waiting", "--length-scale", 0.5, "--ridge", 0.1, "--landmarks", 12);
        assertEquals(0, run.code(), run.err());
        assertEquals(exact, Double.parseDouble(run.value("rmse")), 0.05);
        assertTrue(run.err().contains("landmarks' basis"), run.err());
    }

    @Test
    void fileWithoutTargetHasNoError() throws IOException {
        test = Files.write(folder.resolve("queries.csv"), List.of("eruptions", "2", "4.5"));
        CommandRun run = ridge("--target", "waiting", "--length-scale", 0.5, "--ridge", 0.1);
        assertEquals(0, run.code(), run.err());
        assertEquals("", run.out());
        assertEquals(3, Files.readAllLines(out).size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --target height --length-scale 1 --ridge 1                      | has no column 'height'
            --target waiting --length-scale 1 --ridge -1                    | ridge: expected a finite number of at least 0
            --target waiting --length-scale 0 --ridge 1                     | length scale
            --target waiting --length-scale 1 --ridge 1 --landmarks 500     | rank: expected at most n = 204
            --target waiting --length-scale 1 --ridge 1 --kernel sinc       | --kernel: expected one of gaussian,
            --target waiting --length-scale 1 --ridge 1 --columns waiting   | --columns: names the target 'waiting'
            --target waiting --length-scale 1 --ridge 0                     | add a ridge to its diagonal
            """)
    void badOptionsAreNamed(String options, String message) {
        CommandRun run = ridge((Object[]) options.trim().split(" +"));
        assertEquals(2, run.code(), run.out());
        assertTrue(run.err().contains(message), run.err());
        assertEquals("", run.out());
        assertFalse(Files.exists(out));
    }
}
