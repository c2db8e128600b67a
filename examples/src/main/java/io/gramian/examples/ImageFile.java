package io.gramian.examples;

import io.gramian.sparsecoding.Signal;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Pictures from and to files, as signals of grey values from 0 to 1. */
final class ImageFile {
    private static final double[] LUMINANCE = {0.2989, 0.587, 0.114};
    private static final int WHITE = 255;

    private ImageFile() {}

    /**
     * Reads a picture; colours become grey, transparency is left out.
     *
     * @param file PNG or whatever else Java reads
     * @return grey values from 0 to 1
     * @throws UserError if it cannot be read as a picture
     */
    static Signal readGrey(Path file) {
        if (!Files.exists(file)) {
            throw new UserError(file + ": no such file");
        }
        if (Files.isDirectory(file)) {
            throw new UserError(file + ": is a folder, expected a picture");
        }
        BufferedImage image;
        try {
            image = ImageIO.read(file.toFile());
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) { // what broken files lead to
            throw new UserError(file + ": cannot be read as a picture: " + e.getMessage());
        }
        if (image == null) {
            throw new UserError(file + ": is no picture that can be read; expected a PNG file");
        }
        try {
            return grey(image);
        } catch (IllegalArgumentException e) { // pixels that are not finite, which floating-point TIFF files may have
            throw new UserError(file + ": " + e.getMessage());
        }
    }

    /**
     * Returns the grey values of a picture: its own if it is grey, a weighted sum of red, green and blue if it is not;
     * floating-point ones as they are.
     */
    static Signal grey(BufferedImage image) {
        double[][] rows = new double[image.getHeight()][image.getWidth()];
        ColorModel model = image.getColorModel();
        boolean isGrey = model.getNumColorComponents() == 1;
        Raster raster = image.getRaster();
        boolean isWhole = raster.getTransferType() <= DataBuffer.TYPE_INT;
        double white = isWhole ? Math.pow(2, model.getComponentSize(0)) - 1 : 1;
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = isGrey ? raster.getSampleDouble(j, i, 0) / white : luminance(image.getRGB(j, i));
            }
        }
        return Signal.image(rows);
    }

    private static double luminance(int rgb) {
        double sum = 0;
        double weights = 0;
        for (int c = 0; c < 3; c++) {
            sum += LUMINANCE[c] * (rgb >> 16 - 8 * c & 0xff);
            weights += LUMINANCE[c];
        }
        return sum / weights / WHITE;
    }

    /**
     * Returns the square in the middle of a picture.
     *
     * @param picture grey values
     * @param size its side
     * @param file whose picture it is, for the message
     * @return a picture of size x size
     * @throws UserError if the picture is smaller
     */
    static Signal centre(Signal picture, int size, Path file) {
        if (size < 1 || size > Math.min(picture.rows(), picture.columns())) {
            throw new UserError("--size: expected 1 to " + Math.min(picture.rows(), picture.columns()) + " as " + file
                    + " has " + picture.rows() + " x " + picture.columns() + " pixels, found " + size);
        }
        return picture.centre(size, size);
    }

    /**
     * Writes a picture as PNG.
     *
     * @param picture of one channel, or of three, which are red, green and blue; values beyond 0 and 1 are cut off
     * @param file where to
     * @return the file
     * @throws UserError if it cannot be written
     */
    static Path write(Signal picture, Path file) {
        return Pictures.save(toImage(picture, 1), file);
    }

    /** Returns a picture to show, each value a square of pixels. */
    static BufferedImage toImage(Signal picture, int pixels) {
        boolean isGrey = picture.channels() == 1;
        BufferedImage image = new BufferedImage(
                picture.columns() * pixels,
                picture.rows() * pixels,
                isGrey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        for (int c = 0; c < (isGrey ? 1 : 3); c++) {
            Signal channel = picture.channel(c);
            for (int y = 0; y < image.getHeight(); y++) {
                for (int x = 0; x < image.getWidth(); x++) {
                    double value = Math.min(1, Math.max(0, channel.at(y / pixels, x / pixels)));
                    image.getRaster().setSample(x, y, c, (int) Math.round(WHITE * value));
                }
            }
        }
        return image;
    }

    /** Returns a signal scaled so that its smallest value is 0 and its largest 1, for showing what is no picture. */
    static Signal stretched(Signal signal) {
        double low = signal.min();
        double range = signal.max() - low;
        return signal.map(value -> range == 0 ? 0.5 : (value - low) / range);
    }
}
