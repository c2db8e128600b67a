package io.gramian.examples;

import io.gramian.kde.regime.GaussianRegimes;
import io.gramian.kde.regime.GlassEstimate;
import io.gramian.kde.regime.HillEstimator;
import io.gramian.kde.regime.RegimeTheory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Where the regimes lie for normal data: bandwidth against alpha = log(n) / d. */
final class PhaseStep implements Study.Step {
    private static final int DIMENSION = 20;
    private static final int[] SIZES = {55, 148, 403, 1097, 2981, 8103, 22026}; // exp(4) to exp(10)

    @Override
    public int units() {
        return 2;
    }

    @Override
    public void run(Study.Run run, SplittableRandom random, Runnable done) {
        GaussianRegimes limit = GaussianRegimes.standard();
        List<List<Object>> rows = new ArrayList<>();
        double[] alphas = StudyCharts.geometric(0.01, 1, 100);
        for (double alpha : alphas) {
            rows.add(List.of(
                    Study.digits(alpha),
                    Study.digits(limit.cltBandwidth(alpha)),
                    Study.digits(limit.varianceBandwidth(alpha)),
                    Study.digits(limit.glassBandwidth(alpha)),
                    Study.digits(limit.optimalBandwidth(alpha)),
                    Study.digits(Math.exp(-alpha))));
        }
        run.table("phases.csv", "alpha,theory_h_clt,theory_h_var,theory_h_g,theory_h_opt,scott_limit", rows);
        done.run();
        XYChart chart = Pictures.chart(
                Pictures.WIDTH,
                Pictures.HEIGHT,
                "Regimes of a Gaussian estimate of normal data",
                "alpha = log(n) / d",
                "bandwidth h");
        chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(3.0);
        double[] seen = Arrays.stream(alphas)
                .filter(alpha -> limit.cltBandwidth(alpha) < 3)
                .toArray();
        StudyCharts.curve(chart, "h_CLT: classical above", seen, limit::cltBandwidth)
                .setLineColor(Pictures.COLOURS[2]);
        StudyCharts.curve(chart, "h_G: condensed below, heavy tails between", alphas, limit::glassBandwidth)
                .setLineColor(Pictures.COLOURS[1]);
        StudyCharts.curve(chart, "h_opt: least divergence", alphas, limit::optimalBandwidth)
                .setLineColor(Pictures.COLOURS[0]);
        StudyCharts.dashed(
                chart, "exp(-alpha): Scott's rule", Grid.steps(new double[] {0.01, 1}, 25), alpha -> Math.exp(-alpha));
        measure(run, random, chart);
        run.picture("4-phases.png", Pictures.draw(chart));
        done.run();
    }

    private static void measure(Study.Run run, SplittableRandom random, XYChart chart) {
        List<List<Object>> rows = new ArrayList<>();
        double[] alphas = new double[SIZES.length];
        double[] finite = new double[SIZES.length];
        double[] measured = new double[SIZES.length];
        for (int i = 0; i < SIZES.length; i++) {
            alphas[i] = RegimeTheory.alpha(SIZES[i], DIMENSION);
            finite[i] = GaussianRegimes.standard().finite(SIZES[i], DIMENSION).glassBandwidth();
            GlassEstimate estimate = HillEstimator.gaussian()
                    .withBackend(run.backend())
                    .leaveOneOut(RegimeStudy.normal(SIZES[i], DIMENSION, random));
            measured[i] = estimate.bandwidth();
            rows.add(List.of(
                    SIZES[i],
                    Study.digits(alphas[i]),
                    Study.digits(GaussianRegimes.standard().glassBandwidth(alphas[i])),
                    Study.digits(finite[i]),
                    Study.digits(estimate.bandwidth()),
                    Study.digits(estimate.standardError()),
                    Study.digits(estimate.bandwidthByDimension()),
                    Study.digits(estimate.intrinsicDimension())));
        }
        var line = Pictures.line(chart, "h_G in theory at d = 20", alphas, finite);
        line.setLineColor(Pictures.COLOURS[3]);
        Pictures.points(chart, "h_G measured at d = 20", alphas, measured, Pictures.COLOURS[3], 9);
        run.table(
                "glass.csv",
                "n,alpha,theory_limit,theory_finite,measured_hill,measured_hill_error,measured_by_dimension,"
                        + "measured_dimension",
                rows);
    }
}
