package io.gramian.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backends;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.KernelDensity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    @TempDir
    Path folder;

    private Path faithful;
    private Path iris;
    private Path out;

    @BeforeEach
    void files() {
        faithful = CommandRun.copy("data/faithful.csv", folder);
        iris = CommandRun.copy("data/iris.csv", folder);
        out = folder.resolve("out.csv");
    }

    @Test
    void bandwidthsAreThoseOfScipy() {
        List<String> rules = List.of("scott", "silverman");
        for (int k = 0; k < rules.size(); k++) {
            double variance = Double.parseDouble(
                    CommandRun.reference("expected_bandwidths.csv").get(1 + k).split(",")[4]);
            CommandRun run = CommandRun.of(
                    "bandwidth", "--train", faithful, "--columns", "eruptions", "--selector", rules.get(k));
            assertEquals(0, run.code(), run.err());
            assertEquals(Math.sqrt(variance), Double.parseDouble(run.value("bandwidth")), 1e-13);
        }
    }

    @Test
    void oneDimensionalBandwidthsAreThoseOfTheirFormulas() {
        for (String line : CommandRun.reference("expected_univariate_bandwidths.csv")) {
            String[] cells = line.split(",");
            if (cells[0].equals("selector")) {
                continue;
            }
            double expected = Double.parseDouble(cells[1]);
            CommandRun run =
                    CommandRun.of("bandwidth", "--train", faithful, "--columns", "eruptions", "--selector", cells[0]);
            assertEquals(0, run.code(), run.err());
            double tolerance = Double.parseDouble(cells[2]);
            assertEquals(expected, Double.parseDouble(run.value("bandwidth")), tolerance * expected, cells[0]);
            assertEquals(!cells[0].startsWith("nrd"), run.err().contains("\ncriterion: "), run.err());
            assertEquals(
                    cells[0].equals("isj"), run.err().contains("\nwarning: only 126 values are distinct"), run.err());
        }
    }

    @Test
    void densityTakesTheSelectors() {
        CommandRun run = density("--query", faithful, "--columns", "eruptions", "--bandwidth", "sheather-jones");
        assertEquals(0, run.code(), run.err());
        assertEquals(0.13968310464509, Double.parseDouble(run.value("bandwidth")), 1e-7);
        CommandRun other = density(
                "--query",
                faithful,
                "--columns",
                "eruptions",
                "--bandwidth",
                "sheather-jones",
                "--kernel",
                "epanechnikov");
        // canonical scales: 15^(1/5) over (4 pi)^(-1/10)
        double expected = 0.13968310464509 * Math.pow(15, 0.2) * Math.pow(4 * Math.PI, 0.1);
        assertEquals(expected, Double.parseDouble(other.value("bandwidth")), 1e-6);
    }

    @Test
    void logDensitiesAreThoseOfScipy() throws IOException {
        List<String> queries = new ArrayList<>(List.of("eruptions"));
        queries.addAll(CommandRun.reference("queries.csv"));
        Path query = Files.write(folder.resolve("query.csv"), queries);
        CommandRun run = density("--query", query, "--columns", "eruptions", "--bandwidth", "scott");
        assertEquals(0, run.code(), run.err());
        List<String> expected = CommandRun.reference("expected_logpdf.csv");
        List<String> rows = Files.readAllLines(out);
        assertEquals("log_density,effective_sample_size,regime", rows.get(0));
        assertEquals(expected.size(), rows.size());
        for (int i = 1; i < rows.size(); i++) {
            double value = Double.parseDouble(expected.get(i).split(",")[0]);
            String[] cells = rows.get(i).split(",");
            assertEquals(value, Double.parseDouble(cells[0]), 1e-10 * Math.abs(value));
            assertTrue(Double.parseDouble(cells[1]) >= 1 && Double.parseDouble(cells[1]) <= 272);
            assertTrue(List.of("classical", "stable", "condensed").contains(cells[2]), cells[2]);
        }
        assertEquals(rows.size() - 1, Integer.parseInt(run.value("rows")));
        assertTrue(run.err().startsWith("backend: " + Backends.auto().name() + "("), run.err());
    }

    @Test
    void selectorsOfManyDimensionsAreThoseOfTheLibrary() {
        Map<String, Bandwidth> rules = Map.of(
                "likelihood-cv", Bandwidth.likelihoodCrossValidation(),
                "normal-reference", Bandwidth.normalReference(),
                "plug-in", Bandwidth.plugIn(),
                "scv", Bandwidth.smoothedCrossValidation(),
                "lscv", Bandwidth.leastSquaresCrossValidation(),
                "nearest-neighbour", Bandwidth.nearestNeighbour(),
                "regime-aware", Bandwidth.regimeAware());
        rules.forEach((name, rule) -> {
            CommandRun run = CommandRun.of("bandwidth", "--train", faithful, "--selector", name);
            assertEquals(0, run.code(), run.err());
            BandwidthMatrix expected = KernelDensity.gaussian()
                    .withBandwidth(rule)
                    .fit(Shell.load("faithful"))
                    .bandwidth();
            assertEquals(Bandwidths.text(expected, 2), run.value("bandwidth"), name);
        });
    }

    @Test
    void matrixBandwidthIsPrintedRowByRow() {
        CommandRun run = CommandRun.of("bandwidth", "--train", faithful, "--selector", "silverman");
        double[][] h = KernelDensity.gaussian()
                .withBandwidth(Bandwidth.silverman())
                .fit(Shell.load("faithful"))
                .bandwidth()
                .matrix(2);
        assertEquals(h[0][0] + "," + h[0][1] + ";" + h[1][0] + "," + h[1][1], run.value("bandwidth"));
    }

    @Test
    void zeroDensityIsMinusInfinity() throws IOException {
        Path query = Files.write(folder.resolve("query.csv"), List.of("waiting,eruptions", "70,100", "75,4.3"));
        CommandRun run = density("--query", query, "--bandwidth", "2", "--kernel", "tophat");
        assertEquals(0, run.code(), run.err());
        List<String> rows = Files.readAllLines(out);
        assertEquals("-Infinity,NaN,condensed", rows.get(1));
        assertTrue(Double.parseDouble(rows.get(2).split(",")[0]) > -10, rows.get(2));
        assertEquals("2.0", run.value("bandwidth"));
        assertEquals("-Infinity", run.value("mean_log_density"));
    }

    @Test
    void whitenTakesTheNumberRelativeToTheCovariance() throws IOException {
        List<String> columns = List.of("petal_length", "petal_width");
        CommandRun run = CommandRun.of(
                "density",
                "--train",
                iris,
                "--query",
                iris,
                "--columns",
                String.join(",", columns),
                "--bandwidth",
                "0.4",
                "--scale",
                "whiten",
                "--kernel",
                "biweight",
                "--out",
                out);
        assertEquals(0, run.code(), run.err());
        Points x = Table.read(iris, header -> columns).points(columns);
        var model = KernelDensity.of(io.gramian.kde.DensityKernel.biweight())
                .withBandwidth(Bandwidth.covarianceFactor(0.4))
                .fit(x);
        assertEquals(
                model.diagnose(x).logDensity(7),
                Double.parseDouble(Files.readAllLines(out).get(8).split(",")[0]));
        assertEquals(Bandwidths.text(model.bandwidth(), 2), run.value("bandwidth"));
    }

    @Test
    void weightsColumnIsNoCoordinate() throws IOException {
        Path train = Files.write(folder.resolve("train.csv"), List.of("w,x,note", "1,0,a", "3,1,b", "0,9,c"));
        Path query = Files.write(folder.resolve("query.csv"), List.of("extra,x", "text,0.5"));
        CommandRun run = CommandRun.of(
                "density",
                "--train",
                train,
                "--query",
                query,
                "--weights",
                "w",
                "--columns",
                "x",
                "--bandwidth",
                "1",
                "--out",
                out);
        assertEquals(0, run.code(), run.err());
        double logDensity = Double.parseDouble(Files.readAllLines(out).get(1).split(",")[0]);
        assertEquals(-0.125 - 0.5 * Math.log(2 * Math.PI), logDensity, 1e-14);
    }

    @Test
    void optionsOfTheArithmeticStandBeforeOrAfterTheCommand() throws IOException {
        CommandRun before = CommandRun.of(
                "--precision",
                "float",
                "--threads",
                "1",
                "density",
                "--train",
                faithful,
                "--query",
                faithful,
                "--bandwidth",
                "scott",
                "--out",
                out);
        assertEquals(0, before.code(), before.err());
        assertTrue(before.err().contains("1 thread") && before.err().contains("float"), before.err());
        CommandRun after = density("--query", faithful, "--bandwidth", "scott", "--backend", "cpu");
        double mean = Double.parseDouble(after.value("mean_log_density"));
        assertEquals(mean, Double.parseDouble(before.value("mean_log_density")), 1e-6 * Math.abs(mean));
    }

    @Test
    void backendsAreListedWithTheOneThatAutoTakes() {
        CommandRun run = CommandRun.of("backends");
        assertEquals(0, run.code(), run.err());
        assertEquals("usable", run.value("cpu"));
        assertTrue(run.out().startsWith("openblas="), run.out());
        String first = run.value("openblas").equals("usable") ? "openblas(" : "cpu(";
        assertTrue(run.value("auto").startsWith(first), run.out());
        assertEquals("", run.err());
    }

    @Test
    void bundledDataReadWhole() {
        assertEquals("Points[272 x 2, double]", Shell.load("faithful").toString());
        assertEquals("Points[150 x 4, double]", Shell.load("iris").toString());
        assertEquals("Points[1797 x 64, double]", Shell.load("digits").toString());
        assertEquals(512, Datasets.camera().getWidth());
    }

    @Test
    void nothingIsLeftBesideTheOutput() throws IOException {
        assertEquals(
                0,
                density("--query", faithful, "--bandwidth", "0.3", "--columns", "eruptions")
                        .code());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(3, files.count());
        }
    }

    private CommandRun density(Object... more) {
        List<Object> words = new ArrayList<>(List.of("density", "--train", faithful, "--out", out));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }
}
