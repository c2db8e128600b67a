package io.gramian.kde.regime;

import io.gramian.kde.internal.GaussLegendre;
import java.util.function.DoubleUnaryOperator;

/** Gauss-Legendre quadrature with 16 nodes on a piece, and pieces halved until two halves agree with the whole. */
final class Quadrature {
    private static final int DEEPEST = 40;

    private Quadrature() {}

    static double piece(DoubleUnaryOperator f, double a, double b) {
        double sum = 0;
        for (int i = 0; i < GaussLegendre.ORDER; i++) {
            sum += GaussLegendre.weight(i, a, b) * f.applyAsDouble(GaussLegendre.node(i, a, b));
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
