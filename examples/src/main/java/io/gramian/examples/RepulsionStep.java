package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.dpp.continuous.IndexSet;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.continuous.PolynomialBasis;
import io.gramian.dpp.continuous.TensorBasis;
import io.gramian.dpp.leastsquares.Designs;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.knowm.xchart.XYChart;

/** A projection process in the plane beside independent points of the same measure. */
final class RepulsionStep implements Study.Step {
    private static final int DEGREE = 16;
    private static final int SIDE = 640;

    @Override
    public int units() {
        return 1;
    }

    @Override
    public void run(Study.Run run, SplittableRandom random, Runnable done) {
        OrthonormalBasis basis = TensorBasis.of(PolynomialBasis.legendre(DEGREE + 1), IndexSet.totalDegree(2, DEGREE));
        int m = basis.size();
        Points process = Designs.projection().sample(basis, m, random);
        Points independent = Designs.iid().sample(basis, m, random);
        List<List<Object>> rows = new ArrayList<>();
        BufferedImage left = scatter(process, "Projection process of " + m + " polynomials", 3);
        BufferedImage right = scatter(independent, "Independent points of the same measure", 1);
        for (int i = 0; i < m; i++) {
            rows.add(List.of(
                    Study.digits(process.value(i, 0)),
                    Study.digits(process.value(i, 1)),
                    Study.digits(independent.value(i, 0)),
                    Study.digits(independent.value(i, 1))));
        }
        run.figure("closest_pair_of_process", Study.digits(closest(process)));
        run.figure("closest_pair_of_independent", Study.digits(closest(independent)));
        run.table("6-repulsion.csv", "process_x,process_y,independent_x,independent_y", rows);
        run.picture("6-repulsion.png", Pictures.beside(left, right));
        done.run();
    }

    private static BufferedImage scatter(Points x, String title, int colour) {
        XYChart chart = Pictures.chart(SIDE, SIDE, title, "x", "y");
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setXAxisMin(-1.0).setXAxisMax(1.0).setYAxisMin(-1.0).setYAxisMax(1.0);
        Pictures.points(chart, "points", x.column(0), x.column(1), LeastSquaresStudy.COLOURS[colour], 7);
        return Pictures.draw(chart);
    }

    private static double closest(Points x) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < x.size(); i++) {
            for (int j = 0; j < i; j++) {
                double distance = Math.hypot(x.value(i, 0) - x.value(j, 0), x.value(i, 1) - x.value(j, 1));
                least = Math.min(least, distance);
            }
        }
        return least;
    }
}
