package io.gramian.examples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts in one look, maps of two-dimensional densities, and PNG files. */
final class Pictures {
    static final int WIDTH = 1000;
    static final int HEIGHT = 700;
    static final Color[] COLOURS = {
        new Color(0x0072b2), new Color(0xd55e00), new Color(0x009e73), new Color(0xcc79a7), new Color(0x56606b)
    };

    private static final int LEVELS = 12;
    private static final int COLOUR_BAR_WIDTH = 120;

    private Pictures() {}

    /** Returns an empty chart in the common look. */
    static XYChart chart(int width, int height, String title, String xTitle, String yTitle) {
        XYChart chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        XYStyler style = chart.getStyler();
        style.setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderColor(new Color(0x9aa0a6))
                .setChartTitleBoxVisible(false)
                .setChartTitlePadding(12)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 19))
                .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14))
                .setLegendBorderColor(new Color(0xd5d8dc))
                .setSeriesColors(COLOURS)
                .setChartPadding(16)
                .setLocale(Locale.ROOT);
        style.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15))
                .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
                .setPlotGridLinesColor(new Color(0xe4e7ea))
                .setPlotMargin(0);
        style.setPlotContentSize(1);
        chart.setCustomXAxisTickLabelsFormatter(Pictures::number);
        chart.setCustomYAxisTickLabelsFormatter(Pictures::number);
        return chart;
    }

    /** Adds a curve without markers. */
    static XYSeries line(XYChart chart, String name, double[] x, double[] y) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineStyle(new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        return series;
    }

    /** Adds points without a line. */
    static XYSeries points(XYChart chart, String name, double[] x, double[] y, Color colour, int size) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(colour);
        chart.getStyler().setMarkerSize(size);
        return series;
    }

    /** Draws the chart over bands of colour for the values of the grid, with a colour bar beside it. */
    static BufferedImage map(XYChart chart, Grid grid, String valueTitle) {
        chart.getStyler().setXAxisMin(grid.xMin()).setXAxisMax(grid.xMax());
        chart.getStyler().setYAxisMin(grid.yMin()).setYAxisMax(grid.yMax());
        Color clear = new Color(0, 0, 0, 0);
        chart.getStyler().setChartBackgroundColor(clear).setPlotBackgroundColor(clear);
        chart.getStyler().setPlotGridLinesVisible(false);
        draw(chart); // only after a first drawing does the chart know where its plot lies
        int left = (int) Math.round(chart.getScreenXFromChart(grid.xMin()));
        int right = (int) Math.round(chart.getScreenXFromChart(grid.xMax()));
        int top = (int) Math.round(chart.getScreenYFromChart(grid.yMax()));
        int bottom = (int) Math.round(chart.getScreenYFromChart(grid.yMin()));

        BufferedImage image = blank(chart.getWidth() + COLOUR_BAR_WIDTH, chart.getHeight());
        double max = grid.max();
        for (int py = top; py <= bottom; py++) {
            for (int px = left; px <= right; px++) {
                double value = grid.at((px - left) / (double) (right - left), (bottom - py) / (double) (bottom - top));
                image.setRGB(px, py, 0xff000000 | Viridis.rgb(band(value / max)));
            }
        }
        Graphics2D graphics = graphics(image);
        chart.paint(graphics, chart.getWidth(), chart.getHeight());
        colourBar(graphics, chart.getWidth() + 4, top, bottom, max, valueTitle);
        graphics.dispose();
        return image;
    }

    /** Draws a chart on white. */
    static BufferedImage draw(XYChart chart) {
        BufferedImage image = blank(chart.getWidth(), chart.getHeight());
        Graphics2D graphics = graphics(image);
        chart.paint(graphics, chart.getWidth(), chart.getHeight());
        graphics.dispose();
        return image;
    }

    /** Puts images of one width below each other. */
    static BufferedImage stack(List<BufferedImage> images) {
        int height = images.stream().mapToInt(BufferedImage::getHeight).sum();
        BufferedImage stacked = blank(images.get(0).getWidth(), height);
        Graphics2D graphics = graphics(stacked);
        int y = 0;
        for (BufferedImage image : images) {
            graphics.drawImage(image, 0, y, null);
            y += image.getHeight();
        }
        graphics.dispose();
        return stacked;
    }

    /** Puts two images of one height beside each other. */
    static BufferedImage beside(BufferedImage left, BufferedImage right) {
        BufferedImage both = blank(left.getWidth() + right.getWidth(), left.getHeight());
        Graphics2D graphics = graphics(both);
        graphics.drawImage(left, 0, 0, null);
        graphics.drawImage(right, left.getWidth(), 0, null);
        graphics.dispose();
        return both;
    }

    /** Puts pictures of any size into columns, each below its caption. */
    static BufferedImage captioned(String title, List<BufferedImage> pictures, List<String> captions, int columns) {
        int gap = 24;
        int head = 60;
        int line = 30;
        int width = pictures.stream().mapToInt(BufferedImage::getWidth).max().orElseThrow();
        int height = pictures.stream().mapToInt(BufferedImage::getHeight).max().orElseThrow();
        int rows = (pictures.size() + columns - 1) / columns;
        BufferedImage all = blank(gap + columns * (width + gap), head + rows * (line + height + gap));
        Graphics2D graphics = graphics(all);
        graphics.setColor(new Color(0x22262a));
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 19));
        graphics.drawString(title, gap, 38);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        for (int k = 0; k < pictures.size(); k++) {
            int left = gap + k % columns * (width + gap);
            int top = head + k / columns * (line + height + gap);
            graphics.drawString(captions.get(k), left, top + 20);
            graphics.drawImage(pictures.get(k), left, top + line, null);
        }
        graphics.dispose();
        return all;
    }

    static BufferedImage blank(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return image;
    }

    static Graphics2D graphics(BufferedImage image) {
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        return graphics;
    }

    /** Writes a PNG. */
    static Path save(BufferedImage image, Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UserError(file + ": cannot be written: " + e.getMessage());
        }
        OutputFile.write(file, out -> ImageIO.write(image, "png", out));
        return file;
    }

    /** Returns a number in few digits; XChart's own format may drop the zero before the point. */
    private static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
        boolean isPlain = value == 0 || Math.abs(value) >= 1e-4 && Math.abs(value) < 1e7;
        return isPlain ? rounded.toPlainString() : rounded.toString();
    }

    /** Rounds down to the start of a band, so that the borders of the bands are contour lines. */
    private static double band(double share) {
        return Math.min(LEVELS - 1, Math.floor(share * LEVELS)) / (LEVELS - 1);
    }

    private static void colourBar(Graphics2D graphics, int left, int top, int bottom, double max, String title) {
        for (int y = top; y <= bottom; y++) {
            graphics.setColor(new Color(Viridis.rgb(band((bottom - y) / (double) (bottom - top)))));
            graphics.fillRect(left, y, 22, 1);
        }
        graphics.setColor(new Color(0x33383d));
        graphics.drawRect(left, top, 22, bottom - top);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        for (int k = 0; k <= LEVELS; k += 2) {
            int y = (int) Math.round(bottom - (bottom - top) * k / (double) LEVELS);
            graphics.drawLine(left + 22, y, left + 26, y);
            graphics.drawString(String.format(Locale.ROOT, "%.3g", max * k / LEVELS), left + 30, y + 5);
        }
        graphics.drawString(title, left - 4, top - 12);
    }
}
