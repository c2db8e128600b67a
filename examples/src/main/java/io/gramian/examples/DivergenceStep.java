package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.regime.FiniteRegimes;
import io.gramian.kde.regime.GaussianRegimes;
import io.gramian.kde.regime.RegimeTheory;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Kullback-Leibler divergence against bandwidth, and which bandwidth makes it least. */
final class DivergenceStep implements Study.Step {
    private static final int SETS = 2;
    private static final int QUERIES = 500;
    private static final int STEPS = 25;
    private static final int FINE_STEPS = 100;
    private static final double TOP = 0.4; // of the pictures

    @Override
    public int units() {
        return RegimeStudy.DIMENSIONS.length * (SETS + 1);
    }

    @Override
    public void run(Study.Run run, SplittableRandom random, Runnable done) {
        List<List<Object>> rows = new ArrayList<>();
        List<BufferedImage> panels = new ArrayList<>();
        for (int d : RegimeStudy.DIMENSIONS) {
            FiniteRegimes theory = GaussianRegimes.standard().finite(RegimeStudy.SIZE, d);
            double glass = theory.glassBandwidth();
            double[] h = StudyCharts.geometric(0.4 * glass, 2.5 * glass, STEPS);
            double[] measured = measure(run, d, h, random, done);
            double[] fine = StudyCharts.geometric(h[0], h[STEPS - 1], FINE_STEPS);
            double[] exact = Arrays.stream(fine).map(theory::divergence).toArray();
            report(run, theory, h, measured, fine, exact, rows);
            Points x = RegimeStudy.normal(RegimeStudy.SIZE, d, random);
            double leaveOneOut = model(run, x, glass).diagnosis().optimalBandwidth();
            run.figure("measured_h_opt_leave_one_out_d" + d, Study.digits(leaveOneOut));
            panels.add(panel(theory, h, measured, fine, exact, leaveOneOut));
            done.run();
        }
        run.table("divergence.csv", "d,n,h,h_over_h_g,measured_kl_per_dimension,theory_finite,theory_limit", rows);
        run.picture("2-divergence.png", Pictures.stack(panels));
    }

    private static DensityModel model(Study.Run run, Points x, double h) {
        return KernelDensity.gaussian()
                .withBandwidth(h)
                .withBackend(run.backend())
                .fit(x);
    }

    /** The mean of log density - log estimate over independent queries, per dimension. */
    private static double[] measure(Study.Run run, int d, double[] h, SplittableRandom random, Runnable done) {
        double[] divergence = new double[h.length];
        for (int s = 0; s < SETS; s++) {
            Points x = RegimeStudy.normal(RegimeStudy.SIZE, d, random);
            Points queries = RegimeStudy.normal(QUERIES, d, random);
            for (int k = 0; k < h.length; k++) {
                double[] logs = model(run, x, h[k]).logDensity(queries);
                for (int i = 0; i < QUERIES; i++) {
                    double square = 0;
                    for (int c = 0; c < d; c++) {
                        square += queries.value(i, c) * queries.value(i, c);
                    }
                    double log = -(d * Math.log(2 * Math.PI) + square) / 2;
                    divergence[k] += (log - logs[i]) / d / (SETS * QUERIES);
                }
            }
            done.run();
        }
        return divergence;
    }

    private static void report(
            Study.Run run,
            FiniteRegimes theory,
            double[] h,
            double[] measured,
            double[] fine,
            double[] exact,
            List<List<Object>> rows) {
        int d = theory.dimension();
        double alpha = RegimeTheory.alpha(theory.size(), d);
        GaussianRegimes limit = GaussianRegimes.standard();
        double finite = fine[IntStream.range(0, fine.length).reduce(0, (a, b) -> exact[b] < exact[a] ? b : a)];
        run.figure("theory_limit_h_opt_d" + d, Study.digits(limit.optimalBandwidth(alpha)));
        run.figure("theory_finite_h_opt_d" + d, Study.digits(finite));
        double best = h[IntStream.range(0, STEPS).reduce(0, (a, b) -> measured[b] < measured[a] ? b : a)];
        run.figure("measured_h_opt_d" + d, Study.digits(best));
        run.figure("theory_finite_h_opt_over_h_g_d" + d, Study.digits(finite / theory.glassBandwidth()));
        for (int k = 0; k < h.length; k++) {
            rows.add(List.of(
                    d,
                    RegimeStudy.SIZE,
                    Study.digits(h[k]),
                    Study.digits(h[k] / theory.glassBandwidth()),
                    Study.digits(measured[k]),
                    Study.digits(theory.divergence(h[k])),
                    Study.digits(limit.divergence(h[k], alpha))));
        }
    }

    private static BufferedImage panel(
            FiniteRegimes theory, double[] h, double[] measured, double[] fine, double[] exact, double leaveOneOut) {
        int d = theory.dimension();
        double alpha = RegimeTheory.alpha(theory.size(), d);
        XYChart chart = Pictures.chart(
                Pictures.WIDTH,
                420,
                "Kullback-Leibler divergence per dimension, d = " + d + ", n = 22026",
                "bandwidth h",
                "nats per dimension");
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(TOP).setXAxisMin(h[0]).setXAxisMax(h[h.length - 1]);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        GaussianRegimes limit = GaussianRegimes.standard();
        double[] limits =
                Arrays.stream(fine).map(at -> limit.divergence(at, alpha)).toArray();
        visible(chart, "theory, d to infinity", fine, limits).setLineColor(Pictures.COLOURS[4]);
        visible(chart, "theory, this d, |x|² = d", fine, exact).setLineColor(Pictures.COLOURS[0]);
        int[] seen = IntStream.range(0, h.length).filter(k -> measured[k] < TOP).toArray();
        Pictures.points(
                chart,
                "measured",
                IntStream.of(seen).mapToDouble(k -> h[k]).toArray(),
                IntStream.of(seen).mapToDouble(k -> measured[k]).toArray(),
                Pictures.COLOURS[0],
                8);
        vertical(chart, "h_G, this d", theory.glassBandwidth()).setLineColor(Pictures.COLOURS[1]);
        vertical(chart, "h_CLT, this d", theory.cltBandwidth()).setLineColor(Pictures.COLOURS[2]);
        vertical(chart, "best by leave-one-out", leaveOneOut).setLineColor(Pictures.COLOURS[3]);
        return Pictures.draw(chart);
    }

    /** The part of a curve that lies below the top. */
    private static XYSeries visible(XYChart chart, String name, double[] x, double[] y) {
        int[] seen = IntStream.range(0, x.length).filter(k -> y[k] < TOP).toArray();
        return Pictures.line(
                chart,
                name,
                IntStream.of(seen).mapToDouble(k -> x[k]).toArray(),
                IntStream.of(seen).mapToDouble(k -> y[k]).toArray());
    }

    private static XYSeries vertical(XYChart chart, String name, double x) {
        var series = StudyCharts.dashed(chart, name, new double[] {x, x}, at -> 0);
        series.replaceData(new double[] {x, x}, new double[] {0, TOP}, null);
        return series;
    }
}
