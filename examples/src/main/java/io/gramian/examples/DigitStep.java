package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.kde.Diagnosis;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.QueryDiagnostics;
import io.gramian.kde.Regime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The same on handwritten digits, of which nobody knows the density: everything from the data, each point left out. */
final class DigitStep implements Study.Step {
    private static final double[] RATIOS = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.7, 2, 2.5};

    @Override
    public int units() {
        return 2;
    }

    @Override
    public void run(Study.Run run, SplittableRandom random, Runnable done) {
        Points digits = Shell.load("digits");
        KernelDensity gaussian = KernelDensity.gaussian().withBackend(run.backend());
        Diagnosis first = gaussian.withBandwidth(1).fit(digits).diagnosis();
        double glass = first.glassBandwidth();
        Diagnosis best =
                gaussian.withBandwidth(first.optimalBandwidth()).fit(digits).diagnosis();
        run.figure("digits_measured_h_g", Study.digits(glass));
        run.figure("digits_measured_h_g_error", Study.digits(first.glassBandwidthError()));
        run.figure("digits_measured_dimension", Study.digits(first.intrinsicDimension()));
        run.figure("digits_measured_h_opt", Study.digits(first.optimalBandwidth()));
        run.figure("digits_stable_index_there", Study.digits(best.stableIndex()));
        run.figure("digits_median_effective_sample_size_there", Study.digits(best.medianEffectiveSampleSize()));
        for (int line = 0; line < best.report().size(); line++) {
            run.figure("digits_report_" + (line + 1), best.report().get(line));
        }
        done.run();
        double[] ratios = RATIOS.clone();
        double[] participation = new double[ratios.length];
        List<List<Object>> rows = new ArrayList<>();
        for (int r = 0; r < ratios.length; r++) {
            QueryDiagnostics found =
                    gaussian.withBandwidth(ratios[r] * glass).fit(digits).leaveOneOutDiagnostics();
            rows.add(row(found, ratios[r], glass));
            participation[r] = ((Number) rows.get(r).get(2)).doubleValue();
        }
        run.table(
                "digits.csv",
                "h_over_h_g,h,measured_participation_ratio,theory_limit,mean_leave_one_out_log_density,"
                        + "percent_condensed,percent_stable,percent_classical",
                rows);
        run.picture("5-digits.png", Pictures.draw(chart(ratios, participation, first.optimalBandwidth() / glass)));
        done.run();
    }

    private static List<Object> row(QueryDiagnostics found, double ratio, double glass) {
        double sum = 0;
        double log = 0;
        double[] percent = new double[Regime.values().length];
        for (int i = 0; i < found.size(); i++) {
            sum += found.participationRatio(i) / found.size();
            log += found.logDensity(i) / found.size();
            percent[found.regime(i).ordinal()] += 100.0 / found.size();
        }
        return List.of(
                ratio,
                Study.digits(ratio * glass),
                Study.digits(sum),
                Study.digits(Math.max(0, 1 - ratio * ratio)),
                Study.digits(log),
                Study.digits(percent[Regime.CONDENSED.ordinal()]),
                Study.digits(percent[Regime.STABLE.ordinal()]),
                Study.digits(percent[Regime.CLASSICAL.ordinal()]));
    }

    private static XYChart chart(double[] ratios, double[] participation, double best) {
        XYChart chart = Pictures.chart(
                Pictures.WIDTH,
                Pictures.HEIGHT,
                "1797 handwritten digits in 64 dimensions, each left out",
                "h / h_G, with h_G by Hill's estimate",
                "participation ratio, mean over digits");
        chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(2.55).setYAxisMin(0.0).setYAxisMax(1.02);
        StudyCharts.dashed(
                chart, "theory, d to infinity: 1 - (h / h_G)²", Grid.steps(new double[] {0, 1}, 41), x -> 1 - x * x);
        Pictures.points(chart, "measured", ratios, participation, Pictures.COLOURS[0], 9);
        String name = String.format(Locale.ROOT, "best likelihood, h = %.2f h_G", best);
        var line = Pictures.line(chart, name, new double[] {best, best}, new double[] {0, 1.02});
        line.setLineColor(Pictures.COLOURS[3]);
        return chart;
    }
}
