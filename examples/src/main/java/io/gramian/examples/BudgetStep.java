package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.ErrorEstimation;
import io.gramian.nystrom.LandmarkSelector;
import io.gramian.nystrom.Landmarks;
import io.gramian.nystrom.NystromApproximation;
import io.gramian.nystrom.stream.InkEstimate;
import io.gramian.nystrom.stream.Kors;
import io.gramian.nystrom.stream.Squeak;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** How many atoms a sequential choice keeps, and what error that leaves; means of three runs. */
final class BudgetStep implements Study.Step {
    private static final int[] INK = {500, 1000, 2000, 4000};
    private static final int[] SQUEAK = {5, 10, 20, 40, 80};
    private static final int[] KORS = {1, 2, 4, 8, 16};
    private static final int RUNS = 3;

    @Override
    public int units() {
        return RUNS * (INK.length + SQUEAK.length + KORS.length);
    }

    @Override
    public void run(Study.Run run, SplittableRandom random, Runnable done) {
        XYChart chart = Pictures.chart(
                Pictures.WIDTH,
                Pictures.HEIGHT,
                "What a budget buys: error against atoms, 800 points in five clusters",
                "atoms (mean of three runs)",
                "spectral norm of the error (mean of three runs)");
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisMax(20.0);
        chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
        List<List<Object>> rows = new ArrayList<>();
        Points[] data = new Points[RUNS];
        Arrays.setAll(data, r -> InkStudy.clusters(random));
        double ridge = InkStudy.RIDGE;
        curve(run, random, done, chart, rows, data, 0, "INK-ESTIMATE", INK, q -> InkEstimate.of(ridge, q));
        curve(
                run,
                random,
                done,
                chart,
                rows,
                data,
                1,
                "SQUEAK",
                SQUEAK,
                q -> Squeak.ofRidge(ridge).withCopies(q).withChunk(8));
        curve(
                run,
                random,
                done,
                chart,
                rows,
                data,
                2,
                "KORS",
                KORS,
                b -> Kors.ofRidge(ridge).withBeta(b));
        double bound = ridge / 0.5;
        StudyCharts.dashed(chart, "bound of the theory", new double[] {0, InkStudy.SIZE}, m -> bound);
        run.table("budget.csv", "method,budget,atoms,error_regularised,error_projection", rows);
        run.picture("2-budget.png", Pictures.draw(chart));
    }

    private static void curve(
            Study.Run run,
            SplittableRandom random,
            Runnable done,
            XYChart chart,
            List<List<Object>> rows,
            Points[] data,
            int place,
            String name,
            int[] budgets,
            IntFunction<LandmarkSelector> selector) {
        Kernel kernel = Kernel.gaussian(InkStudy.LENGTH_SCALE);
        ErrorEstimation exact = ErrorEstimation.standard().withExactUpTo(InkStudy.SIZE);
        double[] atoms = new double[budgets.length];
        double[] regularised = new double[budgets.length];
        double[] projected = new double[budgets.length];
        for (int b = 0; b < budgets.length; b++) {
            for (Points x : data) {
                Landmarks z = selector.apply(budgets[b]).select(kernel, x, random.split(), run.backend());
                NystromApproximation projection = NystromApproximation.of(kernel, x, z, run.backend());
                NystromApproximation ridged = projection.withRidge(InkStudy.RIDGE);
                atoms[b] += (double) z.size() / RUNS;
                regularised[b] += exact.certify(ridged, random.split()).spectralUpper() / RUNS;
                projected[b] += exact.certify(projection, random.split()).spectralUpper() / RUNS;
                done.run();
            }
            rows.add(List.of(
                    name,
                    budgets[b],
                    Study.digits(atoms[b]),
                    Study.digits(regularised[b]),
                    Study.digits(projected[b])));
        }
        Pictures.line(chart, name + ", regularised", atoms, regularised).setLineColor(Pictures.COLOURS[place]);
        double[] shown = Arrays.stream(projected).map(e -> Math.max(e, 1e-3)).toArray();
        Pictures.points(chart, name + ", projection", atoms, shown, Pictures.COLOURS[place], 8);
    }
}
