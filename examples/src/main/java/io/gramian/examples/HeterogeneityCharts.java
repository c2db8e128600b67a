package io.gramian.examples;

import io.gramian.sparsecoding.IterationStatistics;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The pictures of the study of heterogeneity. */
final class HeterogeneityCharts {
    private static final List<String> BOTH = List.of("homogeneous", "heterogeneous");
    private static final int HEIGHT = 520;

    private final HeterogeneityStudy.Plan plan;
    private final List<BankOutcome> outcomes;

    HeterogeneityCharts(HeterogeneityStudy.Plan plan, List<BankOutcome> outcomes) {
        this.plan = plan;
        this.outcomes = outcomes;
    }

    /** Heterogeneous less homogeneous, picture by picture, with what the optima can differ by. */
    BufferedImage differences() {
        int n = plan.pictures().size();
        double[] x = new double[n];
        double[] early = new double[n];
        double[] late = new double[n];
        XYChart chart = Pictures.chart(
                Pictures.WIDTH,
                Pictures.HEIGHT,
                "Heterogeneous less homogeneous: PSNR of the same picture",
                "",
                "difference in PSNR (dB), above 0: heterogeneous is better");
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setXAxisMin(0.4).setXAxisMax(n + 0.6);
        chart.setCustomXAxisTickLabelsFormatter(value -> " ");
        StudyCharts.dashed(chart, "no difference", new double[] {0.4, n + 0.6}, v -> 0);
        for (int p = 0; p < n; p++) {
            x[p] = p + 1;
            early[p] = psnr(p, 1, ConvergenceStep.EARLY).psnr()
                    - psnr(p, 0, ConvergenceStep.EARLY).psnr();
            BankOutcome second = psnr(p, 0, ConvergenceStep.LATE);
            BankOutcome first = psnr(p, 1, ConvergenceStep.LATE);
            late[p] = first.psnr() - second.psnr();
            double low = first.optimumPsnr(-1) - second.optimumPsnr(1);
            double high = first.optimumPsnr(1) - second.optimumPsnr(-1);
            if (Double.isFinite(low) && Double.isFinite(high)) {
                XYSeries span = Pictures.line(chart, "range " + p, new double[] {x[p], x[p]}, new double[] {low, high});
                span.setLineColor(new Color(0x7fb8d8)).setShowInLegend(p == 0);
                span.setLabel("where the difference of the optima lies for certain");
            }
        }
        double[] range = range(early, late);
        chart.getStyler().setYAxisMin(range[0]).setYAxisMax(range[1]);
        Pictures.points(
                chart,
                "stopped at " + HeterogeneityStudy.PUBLISHED_ITERATIONS + " iterations, as published",
                x,
                early,
                Pictures.COLOURS[1],
                11);
        Pictures.points(chart, "at convergence", x, late, Pictures.COLOURS[0], 11);
        return named(chart);
    }

    /** The chart with the names of the pictures at their places, which XChart's own ticks miss. */
    private BufferedImage named(XYChart chart) {
        chart.getStyler().setPlotGridVerticalLinesVisible(false);
        BufferedImage image = Pictures.draw(chart);
        Graphics2D graphics = Pictures.graphics(image);
        graphics.setColor(Color.DARK_GRAY);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        int bottom = (int) chart.getScreenYFromChart(chart.getStyler().getYAxisMin());
        for (int p = 0; p < plan.pictures().size(); p++) {
            String name = plan.pictures().get(p);
            int width = graphics.getFontMetrics().stringWidth(name);
            graphics.drawString(name, (int) chart.getScreenXFromChart(p + 1) - width / 2, bottom - 8);
        }
        graphics.dispose();
        return image;
    }

    /** Whole numbers around all differences and a margin; ranges of optima may go beyond. */
    private static double[] range(double[] early, double[] late) {
        DoubleSummaryStatistics all =
                DoubleStream.concat(Arrays.stream(early), Arrays.stream(late)).summaryStatistics();
        return new double[] {Math.floor(Math.min(0, all.getMin()) - 1), Math.ceil(Math.max(0, all.getMax()) + 1)};
    }

    private BankOutcome psnr(int picture, int bank, String budget) {
        return ConvergenceStep.find(outcomes, plan.pictures().get(picture), BOTH.get(bank), budget);
    }

    /** Means over the pictures of PSNR and gap, iteration by iteration; a picture that has converged keeps its last. */
    void course(Study.Run run) {
        List<List<Object>> rows = new ArrayList<>();
        XYChart quality = Pictures.chart(
                Pictures.WIDTH,
                HEIGHT,
                "What iterations bring: means over the pictures",
                "iterations",
                "mean PSNR (dB)");
        XYChart gaps = Pictures.chart(
                Pictures.WIDTH,
                HEIGHT,
                "How far the code may be from optimal",
                "iterations",
                "mean relative duality gap (logarithmic)");
        quality.getStyler().setXAxisMin(0.0);
        gaps.getStyler().setXAxisMin(0.0);
        gaps.getStyler().setYAxisLogarithmic(true);
        gaps.getStyler().setYAxisMax(1.0);
        int steps = plan.most() / ConvergenceStep.EVALUATION;
        for (int b = 0; b < 2; b++) {
            double[] x = new double[steps];
            double[][] means = new double[2][steps];
            for (int k = 0; k < steps; k++) {
                x[k] = (k + 1.0) * ConvergenceStep.EVALUATION;
                int running = 0;
                for (int p = 0; p < plan.pictures().size(); p++) {
                    running += add(psnr(p, b, ConvergenceStep.LATE), k, means) ? 1 : 0;
                }
                rows.add(List.of(
                        BOTH.get(b), (int) x[k], Study.digits(means[0][k]), Study.digits(means[1][k]), running));
            }
            Pictures.line(quality, BOTH.get(b), x, means[0]).setLineColor(colour(b));
            Pictures.line(gaps, BOTH.get(b), x, means[1]).setLineColor(colour(b));
            XYSeries published = Pictures.points(
                    quality,
                    BOTH.get(b) + ", as published",
                    new double[] {HeterogeneityStudy.PUBLISHED_ITERATIONS},
                    new double[] {mean(b, ConvergenceStep.EARLY)},
                    colour(b),
                    11);
            published.setShowInLegend(true);
        }
        double least = Math.min(mean(0, ConvergenceStep.EARLY), mean(1, ConvergenceStep.EARLY));
        quality.getStyler().setYAxisMin(Math.floor(least - 1));
        quality.getStyler().setLegendPosition(LegendPosition.InsideSE);
        gaps.getStyler().setLegendPosition(LegendPosition.InsideNE);
        run.table("2-course.csv", "bank,iteration,mean_psnr,mean_relative_duality_gap,pictures_running", rows);
        run.picture("2-course.png", Pictures.stack(List.of(Pictures.draw(quality), Pictures.draw(gaps))));
    }

    private double mean(int bank, String budget) {
        double sum = 0;
        for (int p = 0; p < plan.pictures().size(); p++) {
            sum += psnr(p, bank, budget).psnr() / plan.pictures().size();
        }
        return sum;
    }

    /** Adds a picture's share to the means; whether it was still running. */
    private boolean add(BankOutcome outcome, int step, double[][] means) {
        List<IterationStatistics> evaluated = outcome.code().history().stream()
                .filter(h -> h.certificate() != null)
                .toList();
        IterationStatistics at = evaluated.get(Math.min(step, evaluated.size() - 1));
        means[0][step] += outcome.psnr(at) / plan.pictures().size();
        means[1][step] += at.certificate().relativeGap() / plan.pictures().size();
        return step < evaluated.size();
    }

    private static Color colour(int bank) {
        return Pictures.COLOURS[new int[] {1, 0, 2}[bank]];
    }

    /** Mean PSNR against the cut-off, as published above, at convergence below. */
    static BufferedImage pruning(double[] cutoffs, double[][][] means) {
        List<BufferedImage> panels = new ArrayList<>();
        List<String> names = List.of("homogeneous", "heterogeneous", "learned");
        for (int e = 0; e < 2; e++) {
            XYChart chart = Pictures.chart(
                    Pictures.WIDTH,
                    HEIGHT,
                    e == 0
                            ? "Pruning codes stopped at " + HeterogeneityStudy.PUBLISHED_ITERATIONS
                                    + " iterations, as published"
                            : "Pruning codes at convergence",
                    "coefficients smaller than this are dropped",
                    "mean PSNR (dB)");
            chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
            chart.getStyler().setXAxisMin(0.0).setXAxisMax(0.52);
            for (int b = 0; b < names.size(); b++) {
                Pictures.line(chart, names.get(b), cutoffs, means[e][b])
                        .setLineColor(colour(b))
                        .setLineStyle(new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            }
            panels.add(Pictures.draw(chart));
        }
        return Pictures.stack(panels);
    }
}
