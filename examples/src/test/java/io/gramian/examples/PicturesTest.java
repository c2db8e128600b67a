package io.gramian.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void headless() {
        System.setProperty("java.awt.headless", "true");
    }

    @Test
    void viridisGoesFromPurpleToYellow() {
        assertEquals(0x440154, Viridis.rgb(-1));
        assertEquals(0x440154, Viridis.rgb(0));
        assertEquals(0xfde725, Viridis.rgb(1));
        assertEquals(0xfde725, Viridis.rgb(2));
        assertEquals(0x1f9e89, Viridis.rgb(5.0 / 9));
    }

    @Test
    void gridInterpolatesAPlaneExactly() {
        double[] values = new double[12];
        for (int at = 0; at < values.length; at++) {
            values[at] = 2.0 * (at % 4) + 5.0 * (at / 4);
        }
        Grid grid = new Grid(0, 3, 0, 2, 4, 3, values);
        assertEquals(2 * 3 * 0.4 + 5 * 2 * 0.7, grid.at(0.4, 0.7), 1e-12);
        assertEquals(16, grid.max());
        assertEquals(3, grid.mode()[0]);
        assertEquals(2, grid.mode()[1]);
    }

    @Test
    void plotsArePngFilesWithColours() throws IOException {
        Points faithful = Shell.load("faithful");
        DensityModel map = KernelDensity.gaussian().fit(faithful);
        DensityModel curve = KernelDensity.gaussian().fit(Points.ofColumn(faithful.column(0)));
        assertTrue(colours(Shell.plot(map, folder.resolve("map.png"))) > 20);
        assertTrue(colours(Shell.plot(curve, folder.resolve("curve.png"))) > 5);
        double[] x = Grid.steps(new double[] {0, 1}, 50);
        assertTrue(colours(Shell.plot(x, x, "line", folder.resolve("line.png"))) > 5);
        DensityModel flowers = KernelDensity.gaussian().fit(Shell.load("iris"));
        assertThrows(IllegalArgumentException.class, () -> Shell.plot(flowers));
    }

    @Test
    void unknownDataListTheKnown() {
        UserError error = assertThrows(UserError.class, () -> Shell.load("mnist"));
        assertEquals(
                "data: expected one of faithful, iris, digits, letter, shuttle, found 'mnist'", error.getMessage());
    }

    @Test
    void longWorkShowsABarAndShortWorkNone() throws InterruptedException {
        StringWriter text = new StringWriter();
        try (ConsoleProgress progress = new ConsoleProgress(new PrintWriter(text), true)) {
            progress.update("evaluating", 1, 100);
            assertEquals("", text.toString());
            Thread.sleep(1100);
            progress.update("evaluating", 50, 100);
        }
        assertTrue(text.toString().contains("evaluating"), text.toString());
        assertTrue(text.toString().contains("50/100"), text.toString());
        StringWriter silent = new StringWriter();
        try (ConsoleProgress progress = new ConsoleProgress(new PrintWriter(silent), false)) {
            progress.update("evaluating", 50, 100);
        }
        assertEquals("", silent.toString());
    }

    private static int colours(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        assertEquals(Pictures.WIDTH, image.getWidth());
        assertEquals(Pictures.HEIGHT, image.getHeight());
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y += 2) {
            for (int x = 0; x < image.getWidth(); x += 2) {
                colours.add(image.getRGB(x, y));
            }
        }
        return colours.size();
    }
}
