package io.gramian.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.sparsecoding.Dictionaries;
import io.gramian.sparsecoding.Dictionary;
import io.gramian.sparsecoding.LogGabor;
import io.gramian.sparsecoding.Signal;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ImageAndDictionaryFilesTest {
    @TempDir
    Path folder;

    @Test
    void picturesThereAndBack() {
        Signal camera = ImageFile.grey(Datasets.camera());
        assertEquals(512, camera.rows());
        assertTrue(camera.min() >= 0 && camera.max() <= 1);
        Path file = ImageFile.write(camera, folder.resolve("camera.png"));
        assertArrayEquals(camera.values(), ImageFile.readGrey(file).values(), 1e-15);
        Signal piece = ImageFile.centre(camera, 100, file);
        assertEquals(camera.at(206, 207), piece.at(0, 1));
        Signal beyond = Signal.image(new double[][] {{-1, 0.5}, {1, 7}});
        Signal back = ImageFile.readGrey(ImageFile.write(beyond, folder.resolve("beyond.png")));
        assertArrayEquals(new double[] {0, 128 / 255.0, 1, 1}, back.values(), 1e-15);
        assertArrayEquals(
                new double[] {0, 0.1875, 0.25, 1}, ImageFile.stretched(beyond).values(), 1e-15);
    }

    @Test
    void coloursBecomeGrey() {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0xff00ff00);
        image.setRGB(1, 0, 0xffffffff);
        Signal grey = ImageFile.readGrey(Pictures.save(image, folder.resolve("colour.png")));
        assertEquals(0.587, grey.at(0, 0), 1e-4);
        assertEquals(1, grey.at(0, 1), 1e-15);
        BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(0, 0, 0, 30000);
        Signal fine = ImageFile.readGrey(Pictures.save(deep, folder.resolve("deep.png")));
        assertEquals(30000 / 65535.0, fine.at(0, 0), 1e-15);
    }

    @Test
    void dictionariesThereAndBack() {
        Dictionary bank = LogGabor.ofSize(5)
                .withOrientations(2)
                .dictionary()
                .and(Dictionary.of(Signal.image(new double[][] {{1, 2, 3}})));
        Path file = folder.resolve("bank.csv");
        DictionaryFile.write(bank, file);
        assertEquals(bank.atoms(), DictionaryFile.read(file).atoms());
        Signal mosaic = Dictionaries.mosaic(bank, 8);
        BufferedImage image = ImageFile.toImage(mosaic, 3);
        assertEquals(3 * mosaic.columns(), image.getWidth());
    }

    @Test
    void shell() throws IOException {
        assertEquals(512, Shell.camera().columns());
        Path bank = Shell.plot(LogGabor.heterogeneous());
        Signal drawn = Shell.picture(bank);
        assertEquals(4 * (12 * 13 + 1), drawn.rows());
        Path picture = Shell.plot(Signal.image(new double[][] {{-3, 5}}));
        assertArrayEquals(new double[] {0, 1}, Shell.picture(picture).values());
        Files.delete(bank);
        Files.delete(picture);
    }

    @Test
    void columnsOfSquareAtoms() throws IOException {
        Path file = Files.writeString(folder.resolve("d.csv"), "a,b\n1,5\n2,6\n3,7\n4,8\n");
        Dictionary dictionary = DictionaryFile.read(file);
        assertEquals(2, dictionary.size());
        assertEquals(Signal.image(new double[][] {{5, 6}, {7, 8}}), dictionary.atom(1));
    }

    @Test
    void badFilesAreNamed() throws IOException {
        fails("no such file", () -> ImageFile.readGrey(folder.resolve("none.png")));
        fails("is a folder, expected a picture", () -> ImageFile.readGrey(folder));
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        fails("text.png: is no picture that can be read; expected a PNG file", () -> ImageFile.readGrey(text));
        byte[] camera = Files.readAllBytes(ImageFile.write(Signal.zero(1, 9, 9), folder.resolve("whole.png")));
        Path half = Files.write(folder.resolve("half.png"), java.util.Arrays.copyOf(camera, 45));
        fails("half.png: cannot be read as a picture", () -> ImageFile.readGrey(half));
        fails(
                "--size: expected 1 to 3 as x.png has 3 x 4 pixels, found 5",
                () -> ImageFile.centre(Signal.zero(1, 3, 4), 5, Path.of("x.png")));
        dictionaryFails("a,b\n1,2\n3,4\n5,6\n", "has 3 rows; expected the columns atom,row,column,value, or a column");
        dictionaryFails("atom,row,column,value\n0,0,0.5,1\n", "row 1, column 'column': expected an index from 0");
        dictionaryFails("atom,row,column,value\n0,0,0,1\n0,0,0,2\n", "atom 0 has its pixel 0,0 twice");
        dictionaryFails("atom,row,column,value\n3,1,0,1\n", "atom 3 has 1 of 2 x 1 pixels; expected all");
    }

    private void dictionaryFails(String content, String part) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.csv"), content);
        fails(part, () -> DictionaryFile.read(file));
    }

    private static void fails(String part, Executable call) {
        String message = assertThrows(UserError.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
