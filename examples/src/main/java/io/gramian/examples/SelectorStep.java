package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.Bless;
import io.gramian.nystrom.FarthestPointLandmarks;
import io.gramian.nystrom.GreedyCholesky;
import io.gramian.nystrom.KMeansLandmarks;
import io.gramian.nystrom.LandmarkSelector;
import io.gramian.nystrom.Landmarks;
import io.gramian.nystrom.LeverageLandmarks;
import io.gramian.nystrom.NystromApproximation;
import io.gramian.nystrom.RandomlyPivotedCholesky;
import io.gramian.nystrom.RecursiveLeverage;
import io.gramian.nystrom.ResampledLandmarks;
import io.gramian.nystrom.UniformLandmarks;
import io.gramian.nystrom.stream.InkEstimate;
import io.gramian.nystrom.stream.Kors;
import io.gramian.nystrom.stream.Squeak;
import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** All ways to choose landmarks at equal rank on letters and shuttle sensors: error against size, error against time. */
final class SelectorStep implements Study.Step {
    private static final List<String> DATA = List.of("letter", "shuttle");
    private static final int[] RANKS = {50, 100, 200, 400};
    private static final int METHODS = 12;
    private static final BasicStroke[] STYLES = {stroke(1, 0), stroke(8, 5), stroke(2, 4)};

    @Override
    public int units() {
        return DATA.size() * RANKS.length * METHODS;
    }

    /** How one method does on one table: of those that keep more than the rank, so many of their landmarks at random. */
    private record Outcome(double error, double seconds, int kept, int size) {}

    @Override
    public void run(Study.Run run, SplittableRandom random, Runnable done) {
        List<List<Object>> rows = new ArrayList<>();
        for (String name : DATA) {
            Points x = standardised(Datasets.table(name));
            Kernel kernel = Kernel.gaussian(Math.sqrt(x.dimension()));
            double[] spectrum = spectrum(kernel, x, random.split(), run.backend());
            Map<String, List<Outcome>> curves = new LinkedHashMap<>();
            for (int r = 0; r < RANKS.length; r++) {
                for (Map.Entry<String, LandmarkSelector> method :
                        methods(RANKS[r], spectrum).entrySet()) {
                    Outcome outcome = outcome(method.getValue(), RANKS[r], kernel, x, random.split(), run.backend());
                    if (outcome.size() > 0) {
                        curves.computeIfAbsent(method.getKey(), key -> new ArrayList<>())
                                .add(outcome);
                    }
                    rows.add(List.of(
                            name,
                            method.getKey(),
                            RANKS[r],
                            outcome.kept(),
                            outcome.size(),
                            Study.digits(outcome.error()),
                            Study.digits(outcome.seconds())));
                    done.run();
                }
            }
            draw(run, name, curves, spectrum);
        }
        run.table("selectors.csv", "data,method,rank,kept,landmarks,relative_trace_error,seconds", rows);
    }

    /** The methods at a rank; those steered by a ridge get the one whose effective dimension suits it. */
    private static Map<String, LandmarkSelector> methods(int rank, double[] spectrum) {
        double half = ridge(spectrum, rank / 2.0);
        double sixth = ridge(spectrum, rank / 6.0);
        double eighth = ridge(spectrum, rank / 8.0);
        Map<String, LandmarkSelector> methods = new LinkedHashMap<>();
        methods.put("uniform", UniformLandmarks.ofSize(rank));
        methods.put("exact leverage", LeverageLandmarks.ofRidge(half).withSize(rank));
        methods.put("recursive leverage", RecursiveLeverage.ofSize(rank));
        methods.put("BLESS", Bless.ofRidge(half).withSize(rank));
        methods.put("resampled", ResampledLandmarks.ofRidge(half).withSize(rank));
        methods.put("SQUEAK", Squeak.ofRidge(eighth).withCopies(20));
        methods.put("KORS", Kors.ofRidge(sixth).withBeta(2));
        methods.put("INK-ESTIMATE", InkEstimate.of(sixth, 10 * rank));
        methods.put("randomly pivoted Cholesky", RandomlyPivotedCholesky.ofRank(rank));
        methods.put("greedy Cholesky", GreedyCholesky.ofRank(rank));
        methods.put("k-means", KMeansLandmarks.ofSize(rank));
        methods.put("farthest points", FarthestPointLandmarks.ofSize(rank));
        return methods;
    }

    private static Outcome outcome(
            LandmarkSelector selector, int rank, Kernel kernel, Points x, SplittableRandom random, Backend backend) {
        boolean isTooSlow = selector instanceof InkEstimate && rank > 100; // m^3 operations for each point
        if (isTooSlow) {
            return new Outcome(Double.NaN, Double.NaN, 0, 0);
        }
        long start = System.nanoTime();
        Landmarks chosen = selector.select(kernel, x, random, backend);
        double seconds = (System.nanoTime() - start) * 1e-9;
        Landmarks equal = chosen.size() <= rank ? chosen : Landmarks.of(x, some(chosen.indices(), rank, random));
        return new Outcome(equal.relativeTraceError(kernel, x, backend), seconds, chosen.size(), equal.size());
    }

    private static BasicStroke stroke(float on, float off) {
        float[] dashes = off > 0 ? new float[] {on, off} : null;
        return new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, dashes, 0);
    }

    /** So many of the indices at random. */
    private static int[] some(int[] indices, int count, SplittableRandom random) {
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(indices.length - i);
            int other = indices[j];
            indices[j] = indices[i];
            indices[i] = other;
        }
        return Arrays.copyOf(indices, count);
    }

    private static void draw(Study.Run run, String name, Map<String, List<Outcome>> curves, double[] spectrum) {
        XYChart sizes = chart("Landmarks among 5,000 rows of " + name + ", Gaussian kernel", "landmarks");
        XYChart times = chart("The same against the time to choose them", "seconds");
        times.getStyler().setXAxisLogarithmic(true);
        int place = 0;
        for (Map.Entry<String, List<Outcome>> curve : curves.entrySet()) {
            add(sizes, curve.getKey(), place, curve.getValue(), Outcome::size);
            add(times, curve.getKey(), place++, curve.getValue(), Outcome::seconds);
        }
        double trace = Arrays.stream(spectrum).sum();
        StudyCharts.dashed(
                sizes,
                "best of the rank",
                Arrays.stream(RANKS).asDoubleStream().toArray(),
                m -> 1 - Arrays.stream(spectrum).limit((int) m).sum() / trace);
        int number = 3 + DATA.indexOf(name);
        run.picture(number + "-" + name + ".png", Pictures.stack(List.of(Pictures.draw(sizes), Pictures.draw(times))));
    }

    private static XYChart chart(String title, String xTitle) {
        XYChart chart = Pictures.chart(Pictures.WIDTH, 560, title, xTitle, "relative trace error");
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        return chart;
    }

    private static void add(
            XYChart chart, String method, int place, List<Outcome> outcomes, ToDoubleFunction<Outcome> x) {
        var series = Pictures.line(
                chart,
                method,
                outcomes.stream().mapToDouble(x).toArray(),
                outcomes.stream().mapToDouble(Outcome::error).toArray());
        series.setLineColor(Pictures.COLOURS[place % Pictures.COLOURS.length]);
        series.setLineStyle(STYLES[place / Pictures.COLOURS.length]);
    }

    /** The leading eigenvalues of K by a good Nystrom approximation. */
    private static double[] spectrum(Kernel kernel, Points x, SplittableRandom random, Backend backend) {
        Landmarks z = RandomlyPivotedCholesky.ofRank(1200).select(kernel, x, random, backend);
        NystromApproximation approximation = NystromApproximation.of(kernel, x, z, backend);
        return approximation.eigen(approximation.rank()).values();
    }

    /** The ridge with sum_i lambda_i / (lambda_i + gamma) = d, by bisection of its logarithm. */
    private static double ridge(double[] spectrum, double d) {
        double low = -20;
        double high = 20;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            double gamma = Math.exp(middle);
            double sum = Arrays.stream(spectrum).map(l -> l / (l + gamma)).sum();
            if (sum > d) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp(low);
    }

    private static Points standardised(Table table) {
        Points points = table.points(table.names());
        int d = points.dimension();
        double[] rows = new double[points.size() * d];
        for (int k = 0; k < d; k++) {
            double[] column = points.column(k);
            double mean = Arrays.stream(column).average().orElse(0);
            double deviation = Math.sqrt(Arrays.stream(column)
                    .map(v -> (v - mean) * (v - mean))
                    .average()
                    .orElse(0));
            for (int i = 0; i < column.length; i++) {
                rows[i * d + k] = deviation > 0 ? (column[i] - mean) / deviation : 0;
            }
        }
        return Points.ofRowMajor(rows, d);
    }
}
