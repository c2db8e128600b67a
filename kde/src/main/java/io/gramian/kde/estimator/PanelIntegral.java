package io.gramian.kde.estimator;

import io.gramian.kde.internal.GaussLegendre;
import java.util.function.DoubleUnaryOperator;

/** Integrals of smooth functions over an interval: sixteen Gauss-Legendre nodes on each of a number of panels. */
final class PanelIntegral {
    private PanelIntegral() {}

    /** Returns all nodes of the panels. */
    static double[] nodes(double from, double to, int panels) {
        double[] nodes = new double[panels * GaussLegendre.ORDER];
        double width = (to - from) / panels;
        for (int at = 0; at < nodes.length; at++) {
            double start = from + width * (at / GaussLegendre.ORDER);
            nodes[at] = GaussLegendre.node(at % GaussLegendre.ORDER, start, start + width);
        }
        return nodes;
    }

    /** Returns the integral of a function given at {@link #nodes}. */
    static double integral(double from, double to, int panels, double[] values) {
        double sum = 0;
        for (int at = 0; at < values.length; at++) {
            sum += GaussLegendre.weight(at % GaussLegendre.ORDER, 0, (to - from) / panels) * values[at];
        }
        return sum;
    }

    /** Returns the integral of a function. */
    static double integral(double from, double to, int panels, DoubleUnaryOperator function) {
        double[] values = nodes(from, to, panels);
        for (int at = 0; at < values.length; at++) {
            values[at] = function.applyAsDouble(values[at]);
        }
        return integral(from, to, panels, values);
    }
}
