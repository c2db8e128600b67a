package io.gramian.examples;

import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.continuous.PolynomialBasis;
import io.gramian.dpp.leastsquares.EmpiricalGram;
import io.gramian.dpp.leastsquares.StabilityBounds;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Histograms of the smallest eigenvalue of the empirical Gram matrix at two and four points a function. */
final class StabilityStep implements Study.Step {
    private static final int[] MULTIPLES = {2, 4};
    private static final int M = 11;
    private static final int REPETITIONS = 1000;
    private static final int BINS = 40;
    private static final double MOST = 0.2; // where the picture ends

    @Override
    public int units() {
        return MULTIPLES.length;
    }

    @Override
    public void run(Study.Run run, SplittableRandom random, Runnable done) {
        OrthonormalBasis basis = PolynomialBasis.legendre(M);
        List<List<Object>> rows = new ArrayList<>();
        List<BufferedImage> pictures = new ArrayList<>();
        for (int multiple : MULTIPLES) {
            XYChart chart = Pictures.chart(
                    Pictures.WIDTH,
                    Pictures.HEIGHT,
                    "Stability of " + multiple * M + " points for 11 Legendre polynomials, " + REPETITIONS
                            + " repetitions",
                    "smallest eigenvalue of the empirical Gram matrix",
                    "share of repetitions in a bin of 0.025, cut at 0.2");
            chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
            chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(MOST);
            for (LeastSquaresStudy.Named design : LeastSquaresStudy.designs(M)) {
                boolean isDrawnOnce =
                        !design.name().startsWith("boosted") && !design.name().contains("until stable");
                if (isDrawnOnce && design.sizes().test(multiple * M)) {
                    double[] histogram = histogram(basis, design, multiple * M, random);
                    draw(chart, design, histogram);
                    for (int b = 0; b < BINS; b++) {
                        rows.add(List.of(
                                design.key(),
                                multiple * M,
                                Study.digits(b / (double) BINS),
                                Study.digits((b + 1) / (double) BINS),
                                Study.digits(histogram[b])));
                    }
                }
            }
            pictures.add(Pictures.draw(chart));
            done.run();
        }
        run.figure("points_guaranteed_stable_two_sided", StabilityBounds.sampleSize(M, 0.9, 0.01));
        run.figure("points_guaranteed_stable_one_sided", StabilityBounds.oneSidedSampleSize(M, M, 0.9, 0.01));
        run.table("4-stability.csv", "design,n,from,to,share", rows);
        run.picture("4-stability.png", Pictures.stack(pictures));
    }

    private static double[] histogram(
            OrthonormalBasis basis, LeastSquaresStudy.Named design, int n, SplittableRandom random) {
        double[] histogram = new double[BINS];
        for (int t = 0; t < REPETITIONS; t++) {
            EmpiricalGram gram = EmpiricalGram.of(
                    basis, design.design().weight(), design.design().sample(basis, n, random));
            int bin = (int) Math.min(BINS - 1, gram.smallestEigenvalue() * BINS);
            histogram[bin] += 1.0 / REPETITIONS;
        }
        return histogram;
    }

    private static void draw(XYChart chart, LeastSquaresStudy.Named design, double... histogram) {
        double[] x = new double[2 * BINS];
        double[] y = new double[2 * BINS];
        for (int b = 0; b < BINS; b++) {
            x[2 * b] = b / (double) BINS;
            x[2 * b + 1] = (b + 1) / (double) BINS;
            y[2 * b] = Math.min(MOST, histogram[b]);
            y[2 * b + 1] = y[2 * b];
        }
        Pictures.line(chart, design.name(), x, y).setLineColor(design.colour());
    }
}
