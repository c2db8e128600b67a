package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.Kernel;
import io.gramian.kde.Regime;
import io.gramian.kde.regime.FiniteRegimes;
import io.gramian.kde.regime.GaussianRegimes;
import io.gramian.kde.regime.StableLaw;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The estimate at one fixed query over many data sets, in each regime, beside the law that theory gives it. */
final class FluctuationStep implements Study.Step {
    private static final int DIMENSION = 20;
    private static final int SIZE = 2981; // exp(8)
    private static final int SETS = 5000;
    private static final int LARGEST = 250; // of the estimates, for Hill's estimate of their tail
    private static final int BINS = 50;
    private static final double[] RATIOS = {0.6, 1.2, 2.5};

    private final FiniteRegimes theory = GaussianRegimes.standard().finite(SIZE, DIMENSION);

    @Override
    public int units() {
        return 10;
    }

    @Override
    public void run(Study.Run run, SplittableRandom random, Runnable done) {
        double[][] logs = simulate(run, random, done);
        List<List<Object>> rows = new ArrayList<>();
        List<BufferedImage> panels = new ArrayList<>();
        for (int r = 0; r < RATIOS.length; r++) {
            Arrays.sort(logs[r]);
            panels.add(report(run, RATIOS[r], logs[r], rows));
        }
        run.table(
                "fluctuations.csv",
                "h_over_h_g,theory_m,log_ratio_from,log_ratio_to,measured_count,theory_count",
                rows);
        run.picture("3-fluctuations.png", Pictures.stack(panels));
    }

    /** log(estimate / mean of the estimate) at the query with x_k = 1, for every bandwidth and data set. */
    private double[][] simulate(Study.Run run, SplittableRandom random, Runnable done) {
        double[] ones = new double[DIMENSION];
        Arrays.fill(ones, 1);
        Points query = Points.ofRowMajor(ones, DIMENSION);
        double[][] logs = new double[RATIOS.length][SETS];
        for (int s = 0; s < SETS; s++) {
            Points x = RegimeStudy.normal(SIZE, DIMENSION, random);
            try (Gram gram = run.backend().gram(Kernel.gaussian(bandwidth(RATIOS[0])), query, x)) {
                for (int r = 0; r < RATIOS.length; r++) {
                    Gram view = gram.withFunction(Kernel.gaussian(bandwidth(RATIOS[r])));
                    logs[r][s] = view.logRowSums()[0] - Math.log(SIZE) - logMean(RATIOS[r]);
                }
            }
            if ((s + 1) % (SETS / units()) == 0) {
                done.run();
            }
        }
        return logs;
    }

    private double bandwidth(double ratio) {
        return ratio * theory.glassBandwidth();
    }

    /** log E exp(-T / (2 h^2)). */
    private double logMean(double ratio) {
        double h2 = Math.pow(bandwidth(ratio), 2);
        return DIMENSION / 2.0 * (Math.log(h2 / (1 + h2)) - 1 / (1 + h2));
    }

    private BufferedImage report(Study.Run run, double ratio, double[] logs, List<List<Object>> rows) {
        double h = bandwidth(ratio);
        double m = theory.stableIndex(h);
        Regime regime = Regime.of(m);
        String name = regime.name().toLowerCase(Locale.ROOT);
        run.figure("theory_m_" + name, Study.digits(m));
        if (regime != Regime.CLASSICAL) {
            // The largest estimates stand for points rarer by the share of data sets that show them.
            double deeper = GaussianRegimes.standard()
                    .finite(SIZE * (double) SETS / LARGEST, DIMENSION)
                    .stableIndex(h);
            run.figure("theory_m_at_the_largest_" + name, Study.digits(deeper));
            double fitted = tailIndex(logs, centre(m));
            run.figure("measured_m_of_the_largest_" + name, Study.digits(fitted));
            run.figure("measured_m_error_" + name, Study.digits(fitted / Math.sqrt(LARGEST)));
        } else {
            double mean = Arrays.stream(logs).map(Math::exp).average().orElseThrow();
            double variance = Arrays.stream(logs)
                            .map(log -> Math.pow(Math.exp(log) - mean, 2))
                            .sum()
                    / (SETS - 1);
            double expected = GaussianRegimes.standard().relativeVariance(h, DIMENSION) / SIZE;
            run.figure("theory_relative_standard_error_" + name, Study.digits(Math.sqrt(expected)));
            run.figure("measured_relative_standard_error_" + name, Study.digits(Math.sqrt(variance) / mean));
        }
        return panel(ratio, m, logs, law(ratio, m), rows);
    }

    /** What the law is about, relative to the mean: below h_G the estimate itself, above its distance from the mean. */
    private static double centre(double m) {
        return m < 1 ? 0 : 1;
    }

    /** Hill's estimate from the largest estimates, as distances from the centre. */
    private static double tailIndex(double[] logs, double centre) {
        double border = Math.log(Math.exp(logs[SETS - 1 - LARGEST]) - centre);
        double sum = 0;
        for (int k = 1; k <= LARGEST; k++) {
            sum += Math.log(Math.exp(logs[SETS - k]) - centre) - border;
        }
        return LARGEST / sum;
    }

    /** The distribution function of log(estimate / mean): a stable law below h_CLT, a normal one above. */
    private DoubleUnaryOperator law(double ratio, double m) {
        double h = bandwidth(ratio);
        if (m >= 2) {
            double error = Math.sqrt(GaussianRegimes.standard().relativeVariance(h, DIMENSION) / SIZE);
            return log -> normal((Math.exp(log) - 1) / error);
        }
        StableLaw stable = StableLaw.of(m);
        // One point at the typical nearest distance contributes this much, relative to the mean.
        double unit = Math.exp(-theory.nearestSquaredDistance() / (2 * h * h) - Math.log(SIZE) - logMean(ratio));
        return log -> stable.cumulative((Math.exp(log) - centre(m)) / unit);
    }

    /** The normal distribution function, by Simpson's rule: three digits are plenty for a picture. */
    private static double normal(double x) {
        double end = Math.max(-8, Math.min(8, x));
        int steps = 400;
        double width = (end + 8) / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double t = -8 + i * width;
            sum += (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.exp(-t * t / 2);
        }
        return sum * width / 3 / Math.sqrt(2 * Math.PI);
    }

    private static BufferedImage panel(
            double ratio, double m, double[] logs, DoubleUnaryOperator law, List<List<Object>> rows) {
        double from = logs[SETS / 500];
        double to = logs[SETS - 1];
        double bin = (to - from) / BINS;
        double[] counts = new double[BINS];
        for (double log : logs) {
            if (log >= from) {
                counts[Math.min(BINS - 1, (int) ((log - from) / bin))]++;
            }
        }
        double[] centres = new double[BINS];
        double[] expected = new double[BINS];
        for (int k = 0; k < BINS; k++) {
            double left = from + k * bin;
            centres[k] = left + bin / 2;
            expected[k] = SETS * (law.applyAsDouble(left + bin) - law.applyAsDouble(left));
            rows.add(List.of(
                    ratio,
                    Study.digits(m),
                    Study.digits(left),
                    Study.digits(left + bin),
                    (int) counts[k],
                    Study.digits(expected[k])));
        }
        String title = String.format(
                Locale.ROOT,
                "%s regime: h = %.1f h_G, stable index m = %.2f",
                m >= 2 ? "Classical" : m >= 1 ? "Stable" : "Condensed",
                ratio,
                m);
        XYChart chart = Pictures.chart(
                Pictures.WIDTH, 360, title, "log(estimate / its mean) at one query", "data sets of 5000");
        chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
        chart.getStyler().setXAxisMin(from).setXAxisMax(to).setYAxisMin(0.0);
        double top = Math.max(
                Arrays.stream(counts).max().orElseThrow(),
                Arrays.stream(expected).max().orElseThrow());
        chart.getStyler().setYAxisMax(1.08 * top);
        bars(chart, from, bin, counts);
        XYSeries curve = Pictures.line(
                chart,
                m >= 2 ? "theory: normal law" : "theory, d to infinity: stable law, nothing fitted",
                centres,
                expected);
        curve.setLineColor(Pictures.COLOURS[1]);
        return Pictures.draw(chart);
    }

    private static void bars(XYChart chart, double from, double bin, double[] heights) {
        double[] x = new double[4 * heights.length]; // four corners of each bar
        double[] y = new double[x.length];
        for (int k = 0; k < heights.length; k++) {
            for (int corner = 0; corner < 4; corner++) {
                x[4 * k + corner] = from + bin * (corner < 2 ? k : k + 1);
                y[4 * k + corner] = corner == 1 || corner == 2 ? heights[k] : 0;
            }
        }
        XYSeries series = chart.addSeries("measured", x, y);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Area);
        series.setMarker(SeriesMarkers.NONE);
        series.setFillColor(new Color(0xdde2e7));
        series.setLineColor(new Color(0xb4bcc4));
    }
}
