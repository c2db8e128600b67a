package io.gramian.examples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** Curves of functions, and the look of theory beside measurement: lines and dots. */
final class StudyCharts {
    private static final Color GRAY = new Color(0x56606b);

    private StudyCharts() {}

    static XYSeries curve(XYChart chart, String name, double[] x, DoubleUnaryOperator f) {
        return Pictures.line(chart, name, x, Arrays.stream(x).map(f).toArray());
    }

    /** A limit, or a border: gray and dashed. */
    static XYSeries dashed(XYChart chart, String name, double[] x, DoubleUnaryOperator f) {
        XYSeries series = curve(chart, name, x, f);
        series.setLineColor(GRAY);
        series.setLineStyle(
                new BasicStroke(1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {7, 5}, 0));
        return series;
    }

    /** Geometrically spaced numbers. */
    static double[] geometric(double from, double to, int count) {
        double[] steps = new double[count];
        Arrays.setAll(steps, i -> from * Math.pow(to / from, i / (count - 1.0)));
        return steps;
    }
}
