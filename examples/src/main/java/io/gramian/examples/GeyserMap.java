package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.knowm.xchart.XYChart;

/** Old Faithful in two dimensions, with a bandwidth matrix that leans with the data. */
final class GeyserMap implements Tour.Step {
    @Override
    public String title() {
        return "Old Faithful: how long an eruption lasts and how long one waits for the next, as one density";
    }

    @Override
    public String file() {
        return "1-geyser-map.png";
    }

    @Override
    public BufferedImage run(Backend backend, Tour.Report report) {
        Points x = Shell.load("faithful");
        DensityModel density = KernelDensity.gaussian()
                .withBandwidth(Bandwidth.scott())
                .withBackend(backend)
                .fit(x);
        Grid grid = Grid.of(density, new double[] {0.9, 5.8}, new double[] {35, 105}, 320, 230);
        double[] mode = grid.mode();
        report.figure("points", x.size());
        report.figure("bandwidth", Bandwidths.text(density.bandwidth(), 2));
        report.figure(
                "mean_leave_one_out_log_density",
                Arrays.stream(density.leaveOneOutLogDensity()).average().orElseThrow());
        report.figure("mode_eruption_minutes", (float) mode[0]);
        report.figure("mode_waiting_minutes", (float) mode[1]);

        XYChart chart = Pictures.chart(
                Pictures.WIDTH - 120,
                Pictures.HEIGHT,
                "Old Faithful: density of 272 eruptions, Scott's bandwidth matrix",
                "duration of the eruption (minutes)",
                "waiting time to the next (minutes)");
        chart.getStyler().setLegendVisible(false);
        Pictures.points(chart, "eruptions", x.column(0), x.column(1), new Color(255, 255, 255, 190), 5);
        return Pictures.map(chart, grid, "per minute²");
    }
}
