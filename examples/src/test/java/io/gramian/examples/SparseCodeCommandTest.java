package io.gramian.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.sparsecoding.Dictionary;
import io.gramian.sparsecoding.LogGabor;
import io.gramian.sparsecoding.Normalisation;
import io.gramian.sparsecoding.Signal;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparseCodeCommandTest {
    @TempDir
    Path folder;

    private Path camera;
    private Path bank;
    private Path out;

    @BeforeEach
    void files() {
        System.setProperty("java.awt.headless", "true");
        camera = CommandRun.copy("data/camera.png", folder);
        bank = folder.resolve("bank.csv");
        DictionaryFile.write(LogGabor.ofSize(7).withOrientations(4).dictionary(), bank);
        out = folder.resolve("r.png");
    }

    private CommandRun code(Object... more) {
        List<Object> words = new ArrayList<>(List.of("sparse-code", "--out", out));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    private CommandRun camera(String options) {
        List<Object> words = new ArrayList<>(List.of("--image", camera, "--dictionary", bank));
        words.addAll(List.of(options.trim().split(" +")));
        return code(words.toArray());
    }

    private static double number(CommandRun run, String key) {
        return Double.parseDouble(run.value(key));
    }

    /** The printed figures again, by sums over the written coefficients. */
    @Test
    void figuresAreThoseOfTheCode() throws IOException {
        Path codes = folder.resolve("c.csv");
        CommandRun run = camera("--penalty 0.5 --size 40 --preprocess none --normalise l2 --gap 1e-4 --codes " + codes);
        assertEquals(0, run.code(), run.err());
        assertEquals("duality_gap", run.value("stopped_by"));
        Signal s = ImageFile.readGrey(camera).centre(40, 40);
        Dictionary atoms = DictionaryFile.read(bank).normalised(Normalisation.L2);
        List<String> lines = Files.readAllLines(codes);
        assertEquals("row,column,atom,value", lines.get(0));
        double[][] sum = new double[40][40];
        double absolute = 0;
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            double value = Double.parseDouble(cells[3]);
            absolute += Math.abs(value);
            for (int i = 0; i < 7; i++) {
                for (int j = 0; j < 7; j++) {
                    sum[(Integer.parseInt(cells[0]) + i) % 40][(Integer.parseInt(cells[1]) + j) % 40] +=
                            value * atoms.atom(Integer.parseInt(cells[2])).at(i, j);
                }
            }
        }
        double squares = 0;
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 40; j++) {
                squares += Math.pow(sum[i][j] - s.at(i, j), 2);
            }
        }
        double objective = squares / 2 + 0.5 * absolute;
        assertEquals(objective, number(run, "objective"), 1e-10 * objective);
        assertTrue(number(run, "duality_gap") <= 1e-4 * objective && number(run, "duality_gap") >= 0);
        double range = s.max() - s.min();
        assertEquals(10 * Math.log10(range * range * 1600 / squares), number(run, "psnr"), 1e-9);
        assertEquals(10 * Math.log10(1600 / squares), number(run, "picture_psnr"), 1e-9);
        assertEquals(lines.size() - 1, number(run, "coefficients"));
        assertEquals(1 - (lines.size() - 1.0) / (1600 * atoms.size()), number(run, "sparseness"), 1e-15);
        Signal written = ImageFile.readGrey(out);
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 40; j++) {
                assertEquals(Math.max(0, Math.min(1, sum[i][j])), written.at(i, j), 0.5 / 255 + 1e-9);
            }
        }
    }

    /** Both solvers, both ways before; the picture comes back in its own terms. */
    @ParameterizedTest
    @CsvSource({"admm,lcn", "admm,tikhonov", "fista,tikhonov"})
    void picturesComeBack(String solver, String preprocess) {
        CommandRun run = camera("--penalty 0.01 --size 64 --solver " + solver + " --preprocess " + preprocess);
        assertEquals(0, run.code(), run.err());
        assertTrue(number(run, "picture_psnr") > 25, run.out());
        assertTrue(run.err().startsWith("backend: "), run.err());
        for (String key : List.of("objective", "duality_gap", "psnr", "sparseness", "stopped_by")) {
            run.value(key);
        }
    }

    @Test
    void optionsOfArithmeticAndIterations() {
        CommandRun all = camera("--penalty 0.2 --size 32 --iterations 3 --threads 1");
        assertEquals("iterations", all.value("stopped_by"));
        assertEquals(3, number(all, "iterations"));
        assertTrue(all.err().contains("warning: the code has not converged"), all.err());
        CommandRun single = camera("--penalty 0.2 --size 32 --iterations 3 --precision float");
        assertEquals(number(all, "objective"), number(single, "objective"), 1e-4 * number(all, "objective"));
        CommandRun named = code(
                "--image",
                camera,
                "--dictionary",
                "log-gabor-homogeneous",
                "--penalty",
                1,
                "--size",
                20,
                "--iterations",
                2);
        assertEquals(0, named.code(), named.err());
    }

    @Test
    void aPenaltyThatLeavesNothingSaysSo() {
        CommandRun run = camera("--penalty 1e3 --size 32");
        assertEquals(0, run.code(), run.err());
        assertEquals("zero", run.value("stopped_by"));
        assertEquals(1, number(run, "sparseness"));
        assertEquals(0, number(run, "duality_gap"));
        assertTrue(
                run.err().contains("warning: the code is zero: the penalty 1000.0 is at least lambda_max"), run.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --penalty -1                            | penalty
            --penalty 1 --size 6                    | camera.png: 6 x 6 pixels are smaller than an atom; expected at least 7 x 7
            --penalty 1 --size 513                  | --size: expected 1 to 512 as
            --penalty 1 --iterations 0              | iterations
            --penalty 1 --gap -1                    | tolerance of the gap
            --penalty 1 --normalise l1              | --normalise
            --penalty 1 --preprocess blur           | --preprocess
            --penalty 1 --solver lasso              | --solver
            --size 32                               | --penalty
            """)
    void badOptionsAreNamed(String options, String message) {
        refused(camera(options), message);
    }

    @Test
    void badFilesAreNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        refused(code("--image", text, "--dictionary", bank, "--penalty", 1), "text.png: is no picture");
        Path small = ImageFile.write(Signal.zero(1, 5, 30), folder.resolve("small.png"));
        refused(
                code("--image", small, "--dictionary", bank, "--penalty", 1),
                "small.png: 5 x 5 pixels are smaller than an atom; expected at least 7 x 7");
        refusedDictionary("log-gabor", "expected log-gabor-homogeneous, log-gabor-heterogeneous or a file");
        refusedDictionary("log-gabor-thin", "expected log-gabor-homogeneous, log-gabor-heterogeneous or a file");
        refusedDictionary(folder.resolve("none.csv"), "none.csv: no such file");
        Path atoms = folder.resolve("atoms.csv");
        Files.writeString(atoms, "atom,row,column,value\n");
        refusedDictionary(atoms, "has a header line but no rows");
        Files.writeString(atoms, "a,b\n1,0\n2,0\n3,0\n4,0\n");
        refusedDictionary(atoms, "atoms.csv: atom 1 is zero everywhere");
        Files.writeString(atoms, "a,b\n1,NaN\n");
        refusedDictionary(atoms, "column 'b': expected a finite number, found 'NaN'");
        Path codes = folder.resolve("no/such/c.csv");
        refused(camera("--penalty 1 --codes " + codes), "does not exist");
        refused(camera("--penalty 1 --codes " + out), "is named by --codes and --out");
        refused(camera("--penalty 1 --codes " + bank), "is also an input");
    }

    /** What a PNG cannot hold, a floating-point TIFF can. */
    @Test
    void pixelsThatAreNoNumbersAreNamed() throws IOException {
        Path file = folder.resolve("float.tiff");
        WritableRaster raster =
                Raster.createWritableRaster(new java.awt.image.BandedSampleModel(DataBuffer.TYPE_FLOAT, 9, 8, 1), null);
        BufferedImage image = new BufferedImage(
                new java.awt.image.ComponentColorModel(
                        java.awt.color.ColorSpace.getInstance(java.awt.color.ColorSpace.CS_GRAY),
                        false,
                        false,
                        java.awt.Transparency.OPAQUE,
                        DataBuffer.TYPE_FLOAT),
                raster,
                false,
                null);
        raster.setSample(3, 2, 0, 0.625f);
        ImageIO.write(image, "tiff", new File(file.toString()));
        assertEquals(0.625, ImageFile.readGrey(file).at(2, 3));
        raster.setSample(3, 2, 0, Float.NaN);
        ImageIO.write(image, "tiff", new File(file.toString()));
        refused(code("--image", file, "--dictionary", bank, "--penalty", 1), "float.tiff: value");
    }

    @Test
    void interruptedWorkWritesNothing() {
        Thread.currentThread().interrupt();
        CommandRun run = camera("--penalty 0.01 --size 32");
        assertTrue(Thread.interrupted());
        assertEquals(130, run.code(), run.err());
        assertEquals(2, folder.toFile().list().length);
    }

    private void refusedDictionary(Object name, String message) {
        refused(code("--image", camera, "--dictionary", name, "--penalty", 1), message);
    }

    private void refused(CommandRun run, String message) {
        assertEquals(2, run.code(), run.out() + run.err());
        assertTrue(run.err().contains(message), run.err());
        assertEquals("", run.out());
        assertFalse(Files.exists(out));
    }
}
