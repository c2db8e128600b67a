package io.gramian.examples;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;

/** The real data in this repository; their sources and licences stand in data/README.md. */
final class Datasets {
    static final List<String> NAMES = List.of("faithful", "iris", "digits", "letter", "shuttle");

    /** Pictures of 256 x 256, in the order of their names. */
    static final List<String> PICTURES = List.of(
            "ascent", "astronaut", "brick", "camera", "chelsea", "coffee", "grass", "gravel", "raccoon", "rocket");

    private Datasets() {}

    /** Returns the columns of numbers of a table: no names of species, no labels of digits. */
    static Table table(String name) {
        List<String> labels = List.of("species", "digit", "lettr", "Class");
        return read(
                name,
                header -> header.stream()
                        .filter(column -> !labels.contains(column))
                        .toList());
    }

    /** Returns one column of numbers of a table, labels included. */
    static double[] column(String name, String column) {
        return read(name, header -> List.of(column)).column(column);
    }

    private static Table read(String name, UnaryOperator<List<String>> choose) {
        if (!NAMES.contains(name)) {
            throw new UserError("data: expected one of " + String.join(", ", NAMES) + ", found '" + name + "'");
        }
        try (InputStream in = open(name + ".csv")) {
            return Table.read(name + ".csv", in, choose);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the gray levels of the cameraman picture, from 0 to 255. */
    static BufferedImage camera() {
        try (InputStream in = open("camera.png")) {
            return ImageIO.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns one of the {@link #PICTURES}: 256 x 256 gray levels from 0 to 255. */
    static BufferedImage picture(String name) {
        if (!PICTURES.contains(name)) {
            throw new UserError("picture: expected one of " + String.join(", ", PICTURES) + ", found '" + name + "'");
        }
        try (InputStream in = open("pictures/" + name + ".png")) {
            return ImageIO.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String file) {
        return Datasets.class.getResourceAsStream("data/" + file);
    }
}
