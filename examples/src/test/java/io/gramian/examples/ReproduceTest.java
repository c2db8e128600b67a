package io.gramian.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Progress;
import io.gramian.core.backend.Backends;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceTest {
    @TempDir
    Path folder;

    @Test
    void unknownStudiesListTheKnown() {
        CommandRun run = CommandRun.of("reproduce", "moon", "--out", folder);
        assertEquals(2, run.code());
        assertTrue(
                run.err()
                        .contains("STUDY: expected one of ink-guarantee, kde-regimes, kernel-heterogeneity,"
                                + " weighted-least-squares, found 'moon'"),
                run.err());
        assertEquals(2, CommandRun.of("reproduce").code());
        CommandRun seed = CommandRun.of("reproduce", "kde-regimes", "--seed", "one");
        assertEquals(2, seed.code());
    }

    @Test
    void aFileInTheWayIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        CommandRun run = CommandRun.of("reproduce", "kde-regimes", "--out", file);
        assertEquals(2, run.code());
        assertTrue(run.err().contains("is no folder and cannot be made one"), run.err());
    }

    /** The quick steps: the other three take a minute. */
    @Test
    void phasesAndDigitsGiveTablesAndPictures() throws IOException {
        System.setProperty("java.awt.headless", "true");
        StringWriter text = new StringWriter();
        Study.Run run = new Study.Run(Backends.auto(), 1, folder, new PrintWriter(text, true), Progress.NONE);
        int[] done = new int[2];
        new PhaseStep().run(run, new SplittableRandom(1), () -> done[0]++);
        new DigitStep().run(run, new SplittableRandom(1), () -> done[1]++);
        assertEquals(new PhaseStep().units(), done[0]);
        assertEquals(new DigitStep().units(), done[1]);
        List<String> glass = Files.readAllLines(folder.resolve("glass.csv"));
        for (String line : glass.subList(1, glass.size())) {
            String[] cells = line.split(",");
            double finite = Double.parseDouble(cells[3]);
            assertEquals(finite, Double.parseDouble(cells[4]), 0.12 * finite, line);
        }
        List<String> digits = Files.readAllLines(folder.resolve("digits.csv"));
        assertEquals(16, digits.size());
        for (String line : digits.subList(1, 7)) { // up to h = 0.6 h_G
            String[] cells = line.split(",");
            assertEquals(Double.parseDouble(cells[3]), Double.parseDouble(cells[2]), 0.03, line);
        }
        assertEquals(101, Files.readAllLines(folder.resolve("phases.csv")).size());
        assertEquals(1000, ImageIO.read(folder.resolve("4-phases.png").toFile()).getWidth());
        assertEquals(1000, ImageIO.read(folder.resolve("5-digits.png").toFile()).getWidth());
        assertTrue(text.toString().contains("digits_report_1=1797 points in 64 dimensions"), text.toString());
    }

    /** The quick steps of weighted least squares; the errors of all designs take half a minute. */
    @Test
    void repulsionAndSureBoundsGiveTablesAndPictures() throws IOException {
        System.setProperty("java.awt.headless", "true");
        StringWriter text = new StringWriter();
        Study.Run run = new Study.Run(Backends.auto(), 1, folder, new PrintWriter(text, true), Progress.NONE);
        new RepulsionStep().run(run, new SplittableRandom(1), () -> {});
        assertEquals(154, Files.readAllLines(folder.resolve("6-repulsion.csv")).size());
        assertEquals(
                1280, ImageIO.read(folder.resolve("6-repulsion.png").toFile()).getWidth());
        new SureBoundStep().run(run, new SplittableRandom(1), () -> {});
        for (String line :
                Files.readAllLines(folder.resolve("5-sure-bound.csv")).subList(1, 4)) {
            String[] cells = line.split(",");
            double largest = Double.parseDouble(cells[4]);
            assertTrue(largest >= Double.parseDouble(cells[3]) && largest <= Double.parseDouble(cells[5]), line);
        }
    }
}
