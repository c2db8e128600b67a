package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.QueryDiagnostics;
import io.gramian.kde.Regime;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Handwritten digits in 64 dimensions: the best bandwidth is one at which few points make the estimate. */
final class DigitRegimes implements Tour.Step {
    private static final int STEPS = 31;
    private static final double NARROWEST = 1;
    private static final double WIDEST = 32;

    @Override
    public String title() {
        return "Handwritten digits, 64 dimensions: on how many points does an estimate rest?";
    }

    @Override
    public String file() {
        return "3-digit-regimes.png";
    }

    @Override
    public BufferedImage run(Backend backend, Tour.Report report) {
        Points digits = Shell.load("digits");
        Points data = every(digits, false);
        Points queries = every(digits, true);
        double[] h = new double[STEPS];
        double[] fit = new double[STEPS];
        double[][] share = new double[Regime.values().length][STEPS];
        double[] effective = new double[STEPS];
        for (int s = 0; s < STEPS; s++) {
            h[s] = NARROWEST * Math.pow(WIDEST / NARROWEST, s / (STEPS - 1.0));
            KernelDensity gaussian =
                    KernelDensity.gaussian().withBandwidth(h[s]).withBackend(backend);
            fit[s] = Arrays.stream(gaussian.fit(digits).leaveOneOutLogDensity())
                    .average()
                    .orElseThrow();
            QueryDiagnostics diagnostics = gaussian.fit(data).diagnose(queries);
            double[] sizes = new double[queries.size()];
            for (int i = 0; i < queries.size(); i++) {
                share[diagnostics.regime(i).ordinal()][s] += 100.0 / queries.size();
                sizes[i] = diagnostics.effectiveSampleSize(i);
            }
            Arrays.sort(sizes);
            effective[s] = sizes[sizes.length / 2];
        }
        int best = IntStream.range(0, STEPS).reduce(0, (a, b) -> fit[b] > fit[a] ? b : a);
        report.figure("points", data.size());
        report.figure("queries", queries.size());
        report.figure("best_bandwidth", (float) h[best]);
        report.figure("best_mean_leave_one_out_log_density", fit[best]);
        report.figure("median_effective_sample_size_there", effective[best]);
        for (Regime regime : Regime.values()) {
            report.figure("percent_" + regime.name().toLowerCase(Locale.ROOT) + "_there", (float)
                    share[regime.ordinal()][best]);
        }
        return Pictures.stack(List.of(fitChart(h, fit, best), regimeChart(h, share, h[best])));
    }

    private static BufferedImage fitChart(double[] h, double[] fit, int best) {
        XYChart chart = chart(
                "1797 digits in 64 dimensions: the best fit lies in the condensed regime", "", "mean log-density");
        double top = 10 * Math.ceil(fit[best] / 10);
        double bottom = top - 70;
        chart.getStyler().setYAxisMin(bottom).setYAxisMax(top);
        int from = 0; // the curve falls without end on both sides: show what is near its top
        int to = STEPS;
        while (fit[from] < bottom) {
            from++;
        }
        while (fit[to - 1] < bottom) {
            to--;
        }
        Pictures.line(
                chart,
                "leave-one-out log-density",
                logarithms(Arrays.copyOfRange(h, from, to)),
                Arrays.copyOfRange(fit, from, to));
        mark(chart, h[best], bottom, fit[best]);
        return Pictures.draw(chart);
    }

    private static BufferedImage regimeChart(double[] h, double[][] share, double best) {
        XYChart chart = chart("", "bandwidth h (gray levels, logarithmic scale)", "held-out digits (%)");
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(105.0);
        String[] names = {"classical: many points count", "stable: heavy-tailed", "condensed: few points count"};
        for (Regime regime : Regime.values()) {
            Pictures.line(chart, names[regime.ordinal()], logarithms(h), share[regime.ordinal()]);
        }
        mark(chart, best, 0, 105);
        return Pictures.draw(chart);
    }

    private static void mark(XYChart chart, double h, double from, double to) {
        String name = String.format(Locale.ROOT, "best fit, h = %.2f", h);
        XYSeries line = Pictures.line(chart, name, logarithms(h, h), new double[] {from, to});
        line.setLineColor(new Color(0x56606b));
        line.setLineStyle(
                new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {7, 5}, 0));
    }

    /** Returns a chart over log2 h: XChart's own logarithmic axis would label the powers of ten alone. */
    private static XYChart chart(String title, String xTitle, String yTitle) {
        XYChart chart = Pictures.chart(Pictures.WIDTH, 390, title, xTitle, yTitle);
        chart.getStyler().setXAxisMin(log2(NARROWEST)).setXAxisMax(log2(WIDEST));
        chart.getStyler().setXAxisTickMarkSpacingHint(180);
        chart.getStyler().setYAxisLeftWidthHint(80).setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        chart.setCustomXAxisTickLabelsFormatter(DigitRegimes::label);
        chart.getStyler().setPlotGridVerticalLinesVisible(false);
        return chart;
    }

    /** XChart puts ticks at equally spaced data: only those at powers of two get a number. */
    private static String label(double log2) {
        long power = Math.round(log2);
        return Math.abs(log2 - power) < 1e-9 ? Long.toString(1L << power) : " ";
    }

    private static double[] logarithms(double... h) {
        return Arrays.stream(h).map(DigitRegimes::log2).toArray();
    }

    private static double log2(double h) {
        return Math.log(h) / Math.log(2);
    }

    /** Every sixth point is a query, the others are data. */
    private static Points every(Points points, boolean sixth) {
        return points.select(IntStream.range(0, points.size())
                .filter(i -> (i % 6 == 0) == sixth)
                .toArray());
    }
}
