package io.gramian.kde.estimator;

import java.util.function.DoubleUnaryOperator;

/** Integrals of smooth functions over an interval: sixteen Gauss-Legendre nodes on each of a number of panels. */
final class GaussLegendre {
    private static final int NODES = 16;
    private static final double[] NODE = new double[NODES];
    private static final double[] WEIGHT = new double[NODES];

    static {
        for (int i = 0; i < NODES; i++) {
            double x = Math.cos(Math.PI * (i + 0.75) / (NODES + 0.5));
            double derivative = 1;
            for (int step = 0; step < 10; step++) { // Newton's method, which has converged after five
                double before = 1;
                double value = x;
                for (int k = 2; k <= NODES; k++) {
                    double next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
                    before = value;
                    value = next;
                }
                derivative = NODES * (x * value - before) / (x * x - 1);
                x -= value / derivative;
            }
            NODE[i] = x;
            WEIGHT[i] = 2 / ((1 - x * x) * derivative * derivative);
        }
    }

    private GaussLegendre() {}

    /** Returns all nodes of the panels. */
    static double[] nodes(double from, double to, int panels) {
        double[] nodes = new double[panels * NODES];
        double half = (to - from) / panels / 2;
        for (int at = 0; at < nodes.length; at++) {
            nodes[at] = from + half * (2 * (at / NODES) + 1 + NODE[at % NODES]);
        }
        return nodes;
    }

    /** Returns the integral of a function given at {@link #nodes}. */
    static double integral(double from, double to, int panels, double[] values) {
        double sum = 0;
        for (int at = 0; at < values.length; at++) {
            sum += WEIGHT[at % NODES] * values[at];
        }
        return sum * (to - from) / panels / 2;
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
