package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.LeverageScores;
import io.gramian.nystrom.stream.InkEstimate;
import io.gramian.nystrom.stream.InkStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The true error of INK-ESTIMATE over a stream, for three budgets, beside the bound that a large budget keeps. */
final class BoundStep implements Study.Step {
    private static final int[] BUDGETS = {500, 2000, 8000};
    private static final int EVERY = 40;

    @Override
    public int units() {
        return 3 * InkStudy.SIZE / 100;
    }

    @Override
    public void run(Study.Run run, SplittableRandom random, Runnable done) {
        Points x = InkStudy.clusters(random);
        Kernel kernel = Kernel.gaussian(InkStudy.LENGTH_SCALE);
        double[] times = IntStream.rangeClosed(1, InkStudy.SIZE / EVERY)
                .mapToDouble(i -> i * EVERY)
                .toArray();
        double[] exact = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            Points seen = x.select(IntStream.range(0, (int) times[i]).toArray());
            exact[i] = LeverageScores.exact(kernel, seen, InkStudy.RIDGE, run.backend())
                    .effectiveDimension();
        }
        XYChart chart = Pictures.chart(
                Pictures.WIDTH,
                Pictures.HEIGHT,
                "INK-ESTIMATE: true error over a stream of 800 points in five clusters",
                "points seen",
                "spectral norm of the error");
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisMin(0.5).setYAxisMax(20.0);
        chart.getStyler().setLegendPosition(LegendPosition.InsideSE);
        List<List<Object>> rows = new ArrayList<>();
        for (int b = 0; b < BUDGETS.length; b++) {
            double[] errors = new double[times.length];
            InkStream stream = InkEstimate.of(InkStudy.RIDGE, BUDGETS[b]).start(kernel, random.split(), run.backend());
            for (int t = 0; t < InkStudy.SIZE; t++) {
                stream.observe(x.row(t));
                if ((t + 1) % EVERY == 0) {
                    int i = (t + 1) / EVERY - 1;
                    errors[i] = Math.max(1e-3, stream.trueError());
                    rows.add(List.of(
                            BUDGETS[b],
                            t + 1,
                            Study.digits(stream.trueError()),
                            stream.errorBound(),
                            stream.size(),
                            stream.copies(),
                            Study.digits(stream.effectiveDimension()),
                            Study.digits(exact[i]),
                            stream.isValid()));
                }
                if ((t + 1) % 100 == 0) {
                    done.run();
                }
            }
            String name = "budget " + BUDGETS[b] + (stream.isValid() ? "" : " (found too small)");
            Pictures.line(chart, name, times, errors).setLineColor(Pictures.COLOURS[b]);
            run.figure("error_at_budget_" + BUDGETS[b], Study.digits(stream.trueError()));
            run.figure("atoms_at_budget_" + BUDGETS[b], stream.size());
            run.figure("valid_at_budget_" + BUDGETS[b], stream.isValid());
            run.figure(
                    "effective_dimension_estimate_at_budget_" + BUDGETS[b], Study.digits(stream.effectiveDimension()));
        }
        double bound = InkStudy.RIDGE / 0.5;
        StudyCharts.dashed(chart, "bound of the theory", times, t -> bound);
        run.figure("bound", bound);
        run.figure("effective_dimension", Study.digits(exact[times.length - 1]));
        run.table(
                "bound.csv",
                "budget,seen,error,bound,atoms,copies,effective_dimension_estimate,effective_dimension,valid",
                rows);
        run.picture("1-bound.png", Pictures.draw(chart));
    }
}
