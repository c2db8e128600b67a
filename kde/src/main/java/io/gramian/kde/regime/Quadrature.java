package io.gramian.kde.regime;

import java.util.function.DoubleUnaryOperator;

/** Gauss-Legendre quadrature with 16 nodes on a piece, and pieces halved until two halves agree with the whole. */
final class Quadrature {
    static final int ORDER = 16;

    private static final double[] NODES = new double[ORDER];
    private static final double[] WEIGHTS = new double[ORDER];
    private static final int DEEPEST = 40;

    static {
        for (int i = 0; i < ORDER; i++) {
            double x = Math.cos(Math.PI * (i + 0.75) / (ORDER + 0.5)); // close to the i-th zero of P_16
            double slope = 1;
            for (int newton = 0; newton < 8; newton++) {
                double before = 1;
                double p = x;
                for (int k = 2; k <= ORDER; k++) {
                    double next = ((2 * k - 1) * x * p - (k - 1) * before) / k;
                    before = p;
                    p = next;
                }
                slope = ORDER * (x * p - before) / (x * x - 1);
                x -= p / slope;
            }
            NODES[i] = x;
            WEIGHTS[i] = 2 / ((1 - x * x) * slope * slope);
        }
    }

    private Quadrature() {}

    /** The i-th node of [a, b]. */
    static double node(int i, double a, double b) {
        return (a + b) / 2 + (b - a) / 2 * NODES[i];
    }

    static double weight(int i, double a, double b) {
        return (b - a) / 2 * WEIGHTS[i];
    }

    static double piece(DoubleUnaryOperator f, double a, double b) {
        double sum = 0;
        for (int i = 0; i < ORDER; i++) {
            sum += weight(i, a, b) * f.applyAsDouble(node(i, a, b));
        }
        return sum;
    }

    /** The integral over [a, b] with an absolute error of about the tolerance. */
    static double adaptive(DoubleUnaryOperator f, double a, double b, double tolerance) {
        return adaptive(f, a, b, piece(f, a, b), tolerance, DEEPEST);
    }

    private static double adaptive(
            DoubleUnaryOperator f, double a, double b, double whole, double tolerance, int depth) {
        double middle = (a + b) / 2;
        double left = piece(f, a, middle);
        double right = piece(f, middle, b);
        if (depth == 0 || Math.abs(left + right - whole) <= tolerance || middle <= a || middle >= b) {
            return left + right;
        }
        return adaptive(f, a, middle, left, tolerance, depth - 1) + adaptive(f, middle, b, right, tolerance, depth - 1);
    }
}
