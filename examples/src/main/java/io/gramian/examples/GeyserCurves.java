package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** One column of Old Faithful: the rules of thumb flatten two humps, a smaller bandwidth keeps them. */
final class GeyserCurves implements Tour.Step {
    private static final double BIN = 0.2;

    @Override
    public String title() {
        return "Old Faithful's eruptions: three bandwidths beside a histogram";
    }

    @Override
    public String file() {
        return "2-geyser-curves.png";
    }

    @Override
    public BufferedImage run(Backend backend, Tour.Report report) {
        double[] eruptions = Shell.load("faithful").column(0);
        XYChart chart = Pictures.chart(
                Pictures.WIDTH,
                Pictures.HEIGHT,
                "Old Faithful: durations of 272 eruptions, three bandwidths",
                "duration of the eruption (minutes)",
                "density (per minute)");
        chart.getStyler().setLegendPosition(LegendPosition.InsideN);
        chart.getStyler().setXAxisMin(0.6).setXAxisMax(6.2).setYAxisMin(0.0).setYAxisMax(0.8);
        histogram(chart, eruptions);

        double[] x = Grid.steps(new double[] {0.6, 6.2}, 701);
        KernelDensity gaussian = KernelDensity.gaussian().withBackend(backend);
        curve(chart, report, "h", gaussian.withBandwidth(0.12).fit(Points.ofColumn(eruptions)), x);
        curve(chart, report, "scott", gaussian.withBandwidth(Bandwidth.scott()).fit(Points.ofColumn(eruptions)), x);
        curve(
                chart,
                report,
                "silverman",
                gaussian.withBandwidth(Bandwidth.silverman()).fit(Points.ofColumn(eruptions)),
                x);
        return Pictures.draw(chart);
    }

    private static void curve(XYChart chart, Tour.Report report, String name, DensityModel density, double[] x) {
        double h = density.bandwidth().scalar();
        double fit = Arrays.stream(density.leaveOneOutLogDensity()).average().orElseThrow();
        report.figure("bandwidth_" + name, h);
        report.figure("mean_leave_one_out_log_density_" + name, fit);
        String label = String.format(Locale.ROOT, "%sh = %.3f", name.equals("h") ? "" : name + ", ", h);
        Pictures.line(chart, label, x, density.density(Points.ofColumn(x)));
    }

    private static void histogram(XYChart chart, double[] values) {
        double from = 1.4;
        double[] heights = new double[20];
        for (double value : values) {
            heights[(int) ((value - from) / BIN)] += 1 / (values.length * BIN);
        }
        double[] x = new double[4 * heights.length]; // four corners of each bar
        double[] y = new double[x.length];
        for (int k = 0; k < heights.length; k++) {
            for (int corner = 0; corner < 4; corner++) {
                x[4 * k + corner] = from + BIN * (corner < 2 ? k : k + 1);
                y[4 * k + corner] = corner == 1 || corner == 2 ? heights[k] : 0;
            }
        }
        XYSeries bars = chart.addSeries("histogram, bins of 0.2 minutes", x, y);
        bars.setXYSeriesRenderStyle(XYSeriesRenderStyle.Area);
        bars.setMarker(SeriesMarkers.NONE);
        bars.setFillColor(new Color(0xdde2e7));
        bars.setLineColor(new Color(0xb4bcc4));
    }
}
