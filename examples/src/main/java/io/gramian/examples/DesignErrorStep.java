package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.leastsquares.WeightedFit;
import io.gramian.dpp.leastsquares.WeightedLeastSquares;
import java.awt.BasicStroke;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The error of least squares over that of the best approximation, against the number of points, for all designs. */
final class DesignErrorStep implements Study.Step {
    private static final int[] MULTIPLES = {1, 2, 3, 4, 5, 10};
    private static final int REPETITIONS = 300;
    private static final double MOST = 32; // where the pictures end

    private final String name;
    private final Approximation[] problems;

    /** Approximations of functions in one space, at the same points. */
    DesignErrorStep(String name, Approximation... problems) {
        this.name = name;
        this.problems = problems.clone();
    }

    @Override
    public int units() {
        return MULTIPLES.length * LeastSquaresStudy.designs(basis().size()).size();
    }

    private OrthonormalBasis basis() {
        return problems[0].basis();
    }

    /** What a design did at a number of points: sorted ratios of errors for each function, and eigenvalues. */
    private record Outcome(LeastSquaresStudy.Named design, int n, double[][] ratios, double[] eigenvalues) {}

    @Override
    public void run(Study.Run run, SplittableRandom random, Runnable done) {
        List<Outcome> outcomes = new ArrayList<>();
        for (LeastSquaresStudy.Named design : LeastSquaresStudy.designs(basis().size())) {
            for (int multiple : MULTIPLES) {
                int n = multiple * basis().size();
                if (design.sizes().test(n)) {
                    outcomes.add(outcome(design, n, random, run));
                }
                done.run();
            }
        }
        List<List<Object>> rows = new ArrayList<>();
        List<BufferedImage> pictures = new ArrayList<>();
        for (int p = 0; p < problems.length; p++) {
            for (Outcome outcome : outcomes) {
                rows.add(row(p, outcome));
            }
            enough(run, p, outcomes);
            pictures.add(picture(p, outcomes, 0.5, "median"));
            pictures.add(picture(p, outcomes, 0.95, "95 % quantile"));
        }
        run.table(
                name + ".csv",
                "function,design,n,repetitions,error_q05,error_q50,error_q95,error_rms,"
                        + "stability_q05,stability_q50,stability_q95,share_above_0.1",
                rows);
        run.picture(name + ".png", Pictures.stack(pictures));
    }

    private Outcome outcome(LeastSquaresStudy.Named design, int n, SplittableRandom random, Study.Run run) {
        WeightedLeastSquares squares =
                WeightedLeastSquares.in(basis()).withWeight(design.design().weight());
        double[][] ratios = new double[problems.length][REPETITIONS];
        double[] eigenvalues = new double[REPETITIONS];
        for (int t = 0; t < REPETITIONS; t++) {
            Points x = design.design().sample(basis(), n, random);
            for (int p = 0; p < problems.length; p++) {
                WeightedFit fit = squares.withBackend(run.backend()).fit(x, problems[p].function()::at);
                ratios[p][t] = ratio(problems[p], fit.coefficients());
                eigenvalues[t] = fit.smallestEigenvalue();
            }
        }
        for (int p = 0; p < problems.length; p++) {
            ratios[p] = LeastSquaresStudy.sorted(ratios[p]);
        }
        return new Outcome(design, n, ratios, LeastSquaresStudy.sorted(eigenvalues));
    }

    /** By the theorem of Pythagoras. */
    private static double ratio(Approximation problem, double... coefficients) {
        double[] best = problem.best();
        double sum = 0;
        for (int j = 0; j < best.length; j++) {
            sum += (coefficients[j] - best[j]) * (coefficients[j] - best[j]);
        }
        return Math.hypot(1, Math.sqrt(sum) / problem.bestError());
    }

    private List<Object> row(int p, Outcome outcome) {
        double squares = 0;
        for (double ratio : outcome.ratios()[p]) {
            squares += ratio * ratio / REPETITIONS;
        }
        int above = 0;
        for (double eigenvalue : outcome.eigenvalues()) {
            above += eigenvalue >= 0.1 ? 1 : 0;
        }
        List<Object> row = new ArrayList<>();
        row.add(problems[p].function().name());
        row.add(outcome.design().key());
        row.add(outcome.n());
        row.add(REPETITIONS);
        for (double share : new double[] {0.05, 0.5, 0.95}) {
            row.add(Study.digits(LeastSquaresStudy.quantile(outcome.ratios()[p], share)));
        }
        row.add(Study.digits(Math.sqrt(squares)));
        for (double share : new double[] {0.05, 0.5, 0.95}) {
            row.add(Study.digits(LeastSquaresStudy.quantile(outcome.eigenvalues(), share)));
        }
        row.add(Study.digits(above / (double) REPETITIONS));
        return row;
    }

    /** How many points each design needs for an error below 1.5 times the best in 95 % of the repetitions. */
    private void enough(Study.Run run, int p, List<Outcome> outcomes) {
        String function = problems[p].function().name();
        run.figure("best_relative_error_" + function, Study.digits(problems[p].bestError() / problems[p].norm()));
        for (LeastSquaresStudy.Named design : LeastSquaresStudy.designs(basis().size())) {
            String least = outcomes.stream()
                    .filter(o -> o.design().key().equals(design.key()))
                    .filter(o -> LeastSquaresStudy.quantile(o.ratios()[p], 0.95) < 1.5)
                    .findFirst()
                    .map(o -> Integer.toString(o.n()))
                    .orElse("more than " + 10 * basis().size());
            run.figure("points_for_1.5_times_the_best_" + function + "_" + design.key(), least);
        }
    }

    private BufferedImage picture(int p, List<Outcome> outcomes, double share, String what) {
        XYChart chart = Pictures.chart(
                Pictures.WIDTH,
                Pictures.HEIGHT,
                problems[p].function().formula() + ", " + basis().size() + " functions: " + what + " of " + REPETITIONS
                        + " repetitions",
                "points",
                "error over that of the best, cut at 32 (logarithmic)");
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(log2(MOST));
        chart.getStyler().setYAxisTickMarkSpacingHint(90);
        chart.setCustomYAxisTickLabelsFormatter(DesignErrorStep::label);
        chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
        for (LeastSquaresStudy.Named design : LeastSquaresStudy.designs(basis().size())) {
            List<Outcome> curve = outcomes.stream()
                    .filter(o -> o.design().key().equals(design.key()))
                    .toList();
            double[] n = curve.stream().mapToDouble(Outcome::n).toArray();
            double[] error = curve.stream()
                    .mapToDouble(o -> log2(Math.min(MOST, LeastSquaresStudy.quantile(o.ratios()[p], share))))
                    .toArray();
            Pictures.line(chart, design.name(), n, error)
                    .setLineColor(design.colour())
                    .setLineStyle(new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        }
        return Pictures.draw(chart);
    }

    /** XChart's own logarithmic axis would label the powers of ten alone. */
    private static String label(double log2) {
        long power = Math.round(log2);
        return Math.abs(log2 - power) < 1e-9 ? Long.toString(1L << power) : " ";
    }

    private static double log2(double ratio) {
        return Math.log(ratio) / Math.log(2);
    }
}
