package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/** A photograph as a weighted density: drawn as points, and found again from the points. */
final class CameraPoints implements Tour.Step {
    private static final int DRAWS = 20_000;
    private static final int CELLS = 170; // of the grid on which the density is found again
    private static final int SIDE = 440;

    @Override
    public String title() {
        return "A photograph as a density: 20000 draws where it is dark, and the picture found again from them";
    }

    @Override
    public String file() {
        return "4-camera-points.png";
    }

    @Override
    public BufferedImage run(Backend backend, Tour.Report report) {
        BufferedImage camera = Datasets.camera();
        int width = camera.getWidth();
        int height = camera.getHeight();
        double[] places = new double[2 * width * height];
        double[] darkness = new double[width * height];
        for (int at = 0; at < darkness.length; at++) {
            places[2 * at] = at % width;
            places[2 * at + 1] = height - 1 - at / width; // pictures grow down, densities up
            darkness[at] = darkness(camera, at % width, at / width);
        }
        KernelDensity gaussian = KernelDensity.gaussian().withBackend(backend);
        DensityModel ink = gaussian.withBandwidth(0.5).withWeights(darkness).fit(Points.ofRowMajor(places, 2));
        Points draws = ink.sample(DRAWS, new SplittableRandom(7));
        double[] side = {0, width - 1};
        DensityModel found = gaussian.withBandwidth(6).fit(draws);
        Grid grid = Grid.of(found, side, side, CELLS, CELLS);
        report.figure("weighted_points", ink.size());
        report.figure("draws", DRAWS);
        report.figure("pairs", (long) DRAWS * CELLS * CELLS);
        report.figure("correlation_with_darkness", correlation(camera, grid));
        return panels(camera, draws, grid);
    }

    /** Weight of a pixel, more than proportional to its darkness so that the figure stands out. */
    private static double darkness(BufferedImage image, int x, int y) {
        double share = 1 - image.getRaster().getSample(x, y, 0) / 255.0;
        return share * share;
    }

    private static double correlation(BufferedImage camera, Grid grid) {
        double[] sums = new double[5];
        int n = grid.values().length;
        for (int at = 0; at < n; at++) {
            int x = (int) Math.round((camera.getWidth() - 1.0) * (at % CELLS) / (CELLS - 1));
            int y = (int) Math.round((camera.getHeight() - 1.0) * (CELLS - 1 - at / CELLS) / (CELLS - 1));
            double a = darkness(camera, x, y);
            double b = grid.values()[at] / grid.max();
            sums[0] += a / n;
            sums[1] += b / n;
            sums[2] += a * a / n;
            sums[3] += b * b / n;
            sums[4] += a * b / n;
        }
        return (sums[4] - sums[0] * sums[1]) / Math.sqrt((sums[2] - sums[0] * sums[0]) * (sums[3] - sums[1] * sums[1]));
    }

    private static BufferedImage panels(BufferedImage camera, Points draws, Grid grid) {
        int gap = 30;
        int top = 96;
        BufferedImage image = Pictures.blank(3 * SIDE + 4 * gap, top + SIDE + 46);
        Graphics2D graphics = Pictures.graphics(image);
        graphics.setColor(new Color(0x22262a));
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 22));
        graphics.drawString("A photograph as a weighted density of 262144 pixels", gap, 42);
        String[] captions = {
            "the photograph (512 x 512 pixels)",
            "20000 draws, weight = darkness squared",
            "density of the draws, h = 6 pixels"
        };
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
        for (int k = 0; k < 3; k++) {
            graphics.drawString(captions[k], gap + k * (SIDE + gap), top - 12);
        }
        graphics.drawImage(camera, gap, top, SIDE, SIDE, null);
        drawPoints(graphics, draws, 2 * gap + SIDE, top, camera.getWidth());
        for (int py = 0; py < SIDE; py++) {
            for (int px = 0; px < SIDE; px++) {
                double value = grid.at(px / (SIDE - 1.0), 1 - py / (SIDE - 1.0)) / grid.max();
                image.setRGB(3 * gap + 2 * SIDE + px, top + py, Viridis.rgb(Math.sqrt(value)));
            }
        }
        for (int k = 0; k < 3; k++) {
            graphics.setColor(new Color(0x9aa0a6));
            graphics.drawRect(gap + k * (SIDE + gap), top, SIDE - 1, SIDE - 1);
        }
        graphics.setColor(new Color(0x56606b));
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        graphics.drawString(
                "colour: square root of the density, dark low, yellow high", 3 * gap + 2 * SIDE, top + SIDE + 24);
        graphics.dispose();
        return image;
    }

    private static void drawPoints(Graphics2D graphics, Points draws, int left, int top, int pixels) {
        graphics.setClip(left, top, SIDE, SIDE);
        graphics.setColor(new Color(20, 30, 50, 150));
        for (int i = 0; i < draws.size(); i++) {
            double x = left + draws.value(i, 0) / pixels * SIDE;
            double y = top + SIDE - draws.value(i, 1) / pixels * SIDE;
            graphics.fill(new Ellipse2D.Double(x - 0.8, y - 0.8, 1.6, 1.6));
        }
        graphics.setClip(null);
    }
}
