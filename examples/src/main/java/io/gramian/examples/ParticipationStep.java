package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.QueryDiagnostics;
import io.gramian.kde.regime.FiniteRegimes;
import io.gramian.kde.regime.GaussianRegimes;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The share of single points in an estimate: the mean participation ratio against 1 - (h / h_G)^2. */
final class ParticipationStep implements Study.Step {
    private static final int SETS = 4;
    private static final int QUERIES = 250;
    private static final double[] RATIOS = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 1, 1.1, 1.2, 1.3, 1.5};

    @Override
    public int units() {
        return RegimeStudy.DIMENSIONS.length * SETS;
    }

    @Override
    public void run(Study.Run run, SplittableRandom random, Runnable done) {
        List<List<Object>> rows = new ArrayList<>();
        XYChart chart = Pictures.chart(
                Pictures.WIDTH,
                Pictures.HEIGHT,
                "On how many points does an estimate rest? n = 22026 normal points",
                "h / h_G, with h_G at finite d",
                "participation ratio, mean over queries");
        chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.55).setYAxisMin(0.0).setYAxisMax(1.02);
        StudyCharts.dashed(
                chart, "theory, d to infinity: 1 - (h / h_G)²", Grid.steps(new double[] {0, 1}, 41), x -> 1 - x * x);
        for (int index = 0; index < RegimeStudy.DIMENSIONS.length; index++) {
            int d = RegimeStudy.DIMENSIONS[index];
            FiniteRegimes theory = GaussianRegimes.standard().finite(RegimeStudy.SIZE, d);
            double[] measured = measure(run, theory, random, done, rows);
            var colour = Pictures.COLOURS[index];
            double[] fine = Grid.steps(new double[] {0.1, 1.5}, 15);
            StudyCharts.curve(
                            chart,
                            "theory, d = " + d + ", |x|² = d",
                            fine,
                            ratio -> theory.participationRatio(ratio * theory.glassBandwidth()))
                    .setLineColor(colour);
            Pictures.points(chart, "measured, d = " + d, RATIOS.clone(), measured, colour, 9);
        }
        run.table(
                "participation.csv",
                "d,n,h_over_h_g,h,measured_participation_ratio,measured_standard_error,theory_finite,theory_limit",
                rows);
        run.picture("1-participation.png", Pictures.draw(chart));
    }

    private static double[] measure(
            Study.Run run, FiniteRegimes theory, SplittableRandom random, Runnable done, List<List<Object>> rows) {
        int d = theory.dimension();
        double[] sums = new double[RATIOS.length];
        double[] squares = new double[RATIOS.length];
        for (int s = 0; s < SETS; s++) {
            Points x = RegimeStudy.normal(RegimeStudy.SIZE, d, random);
            Points queries = RegimeStudy.normal(QUERIES, d, random);
            for (int r = 0; r < RATIOS.length; r++) {
                QueryDiagnostics found = KernelDensity.gaussian()
                        .withBandwidth(RATIOS[r] * theory.glassBandwidth())
                        .withBackend(run.backend())
                        .fit(x)
                        .diagnose(queries);
                for (int i = 0; i < QUERIES; i++) {
                    sums[r] += found.participationRatio(i);
                    squares[r] += found.participationRatio(i) * found.participationRatio(i);
                }
            }
            done.run();
        }
        int count = SETS * QUERIES;
        double worst = 0;
        for (int r = 0; r < RATIOS.length; r++) {
            double mean = sums[r] / count;
            double error = Math.sqrt((squares[r] / count - mean * mean) / count);
            double h = RATIOS[r] * theory.glassBandwidth();
            double finite = theory.participationRatio(h);
            worst = Math.max(worst, Math.abs(mean - finite));
            rows.add(List.of(
                    d,
                    RegimeStudy.SIZE,
                    RATIOS[r],
                    Study.digits(h),
                    Study.digits(mean),
                    Study.digits(error),
                    Study.digits(finite),
                    Study.digits(Math.max(0, 1 - RATIOS[r] * RATIOS[r]))));
            sums[r] = mean;
        }
        run.figure("theory_h_g_d" + d, Study.digits(theory.glassBandwidth()));
        run.figure("largest_difference_of_participation_d" + d, Study.digits(worst));
        return sums;
    }
}
