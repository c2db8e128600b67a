package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.kde.DensityModel;
import io.gramian.sparsecoding.Dictionaries;
import io.gramian.sparsecoding.Dictionary;
import io.gramian.sparsecoding.Signal;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.knowm.xchart.XYChart;

/** What JShell adds to the library: data at hand and pictures in a line. */
public final class Shell {
    private static final int ATOMS_ACROSS = 12;
    private static final int ATOM_PIXELS = 4;

    private Shell() {}

    /**
     * Returns one of the bundled data sets, without its labels.
     *
     * @param name faithful (272 x 2), iris (150 x 4) or digits (1797 x 64)
     * @return the numbers
     * @throws UserError if there is none of that name; the message lists them
     */
    public static Points load(String name) {
        Table table = Datasets.table(name);
        return table.points(table.names());
    }

    /**
     * Returns the bundled photograph.
     *
     * @return 512 x 512 grey values from 0 to 1
     */
    public static Signal camera() {
        return ImageFile.grey(Datasets.camera());
    }

    /**
     * Returns one of the bundled pictures.
     *
     * @param name ascent, astronaut, brick, camera, chelsea, coffee, grass, gravel, raccoon or rocket
     * @return 256 x 256 grey values from 0 to 1
     * @throws UserError if there is none of that name; the message lists them
     */
    public static Signal picture(String name) {
        return ImageFile.grey(Datasets.picture(name));
    }

    /**
     * Returns a picture from a file.
     *
     * @param file PNG or whatever else Java reads; colours become grey
     * @return grey values from 0 to 1
     * @throws UserError if it cannot be read as a picture
     */
    public static Signal picture(Path file) {
        return ImageFile.readGrey(file);
    }

    /**
     * Draws a signal of two axes into a new PNG, from its smallest value, black, to its largest, and prints where it is.
     *
     * @param picture of one or three channels
     * @return the file
     */
    public static Path plot(Signal picture) {
        return show(ImageFile.toImage(ImageFile.stretched(picture), 1), temporary());
    }

    /**
     * Draws the atoms of a dictionary side by side into a new PNG and prints where it is.
     *
     * @param dictionary of two axes, 1 or 3 channels
     * @return the file
     */
    public static Path plot(Dictionary dictionary) {
        return show(ImageFile.toImage(Dictionaries.mosaic(dictionary, ATOMS_ACROSS), ATOM_PIXELS), temporary());
    }

    /**
     * Draws a curve into a new PNG and prints where it is.
     *
     * @param x n numbers
     * @param y n numbers
     * @return the file
     */
    public static Path plot(double[] x, double[] y) {
        return plot(x, y, "");
    }

    /**
     * Draws a curve with a title into a new PNG and prints where it is.
     *
     * @param x n numbers
     * @param y n numbers
     * @param title stands above the curve
     * @return the file
     */
    public static Path plot(double[] x, double[] y, String title) {
        return plot(x, y, title, temporary());
    }

    /**
     * Draws a curve with a title into a PNG file and prints where it is.
     *
     * @param x n numbers
     * @param y n numbers
     * @param title stands above the curve
     * @param file the PNG to write
     * @return the file
     */
    public static Path plot(double[] x, double[] y, String title, Path file) {
        XYChart chart = Pictures.chart(Pictures.WIDTH, Pictures.HEIGHT, title, "x", "y");
        chart.getStyler().setLegendVisible(false);
        Pictures.line(chart, "y", x, y);
        chart.getStyler().setPlotContentSize(0.96);
        return show(Pictures.draw(chart), file);
    }

    /**
     * Draws a density into a new PNG, a curve in one dimension and a map in two, and prints where it is.
     *
     * @param density a density in one or two dimensions
     * @return the file
     * @throws IllegalArgumentException if the density has more dimensions
     */
    public static Path plot(DensityModel density) {
        return plot(density, temporary());
    }

    /**
     * Draws a density into a PNG file, a curve in one dimension and a map in two, and prints where it is.
     *
     * @param density a density in one or two dimensions
     * @param file the PNG to write
     * @return the file
     * @throws IllegalArgumentException if the density has more dimensions
     */
    public static Path plot(DensityModel density, Path file) {
        int d = density.dimension();
        if (d > 2) {
            throw new IllegalArgumentException("plot: expected a density in one or two dimensions, found " + d);
        }
        double[][] ranges = new double[d][];
        double[][] h = density.bandwidth().matrix(d);
        for (int k = 0; k < d; k++) {
            ranges[k] = Grid.range(density.points().column(k), 3 * Math.sqrt(h[k][k]));
        }
        return d == 1 ? curve(density, ranges[0], file) : map(density, ranges, file);
    }

    private static Path curve(DensityModel density, double[] range, Path file) {
        double[] x = Grid.steps(range, 801);
        XYChart chart = Pictures.chart(Pictures.WIDTH, Pictures.HEIGHT, title(density), "x", "density (per unit of x)");
        chart.getStyler().setLegendVisible(false);
        double[] values = density.density(Points.ofColumn(x));
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.08 * Grid.range(values, 0)[1]);
        double beyond = (range[1] - range[0]) / 1000; // else XChart takes its ticks from the points of the curve
        chart.getStyler().setXAxisMin(range[0] - beyond).setXAxisMax(range[1] + beyond);
        Pictures.line(chart, "density", x, values);
        return show(Pictures.draw(chart), file);
    }

    private static Path map(DensityModel density, double[][] ranges, Path file) {
        XYChart chart = Pictures.chart(Pictures.WIDTH - 120, Pictures.HEIGHT, title(density), "x", "y");
        chart.getStyler().setLegendVisible(false);
        Points x = density.points();
        if (x.size() <= 5000) { // more would hide the map
            Pictures.points(chart, "data", x.column(0), x.column(1), new Color(255, 255, 255, 170), 4);
        } else {
            Pictures.points(chart, "data", new double[] {x.value(0, 0)}, new double[] {x.value(0, 1)}, Color.WHITE, 0);
        }
        Grid grid = Grid.of(density, ranges[0], ranges[1], 280, 200);
        return show(Pictures.map(chart, grid, "density"), file);
    }

    private static String title(DensityModel density) {
        String h = density.bandwidth().isScalar()
                ? String.format(Locale.ROOT, "%.4g", density.bandwidth().scalar())
                : "matrix";
        return "Density of " + density.size() + " points, bandwidth " + h;
    }

    private static Path show(BufferedImage image, Path file) {
        Pictures.save(image, file);
        System.out.println(file);
        return file;
    }

    private static Path temporary() {
        try {
            return Files.createTempFile("gramian-", ".png");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
