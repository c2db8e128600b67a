package io.gramian.kde.internal.selection;

import java.util.Arrays;

/**
 * Minimisation by the BFGS quasi-Newton method with a backtracking line search (Nocedal and Wright, Numerical
 * Optimization, 2006, chapters 3 and 6), for smooth functions of a few dozen variables on a scale of about one.
 */
final class QuasiNewton {
    private static final double SUFFICIENT_DECREASE = 1e-4;
    private static final double LONGEST_STEP = 1;
    private static final int HALVINGS = 40;

    private QuasiNewton() {}

    /** A function with its gradient; positive infinity where it is not defined. */
    @FunctionalInterface
    interface Objective {
        double evaluate(double[] x, double[] gradient);
    }

    /** Where a search ended. */
    record Minimum(double[] point, double value, int evaluations, boolean converged) {}

    /**
     * Returns a local minimum.
     *
     * @param tolerance of a step in every coordinate
     * @param evaluations at most so many
     */
    static Minimum minimise(Objective function, double[] start, double tolerance, int evaluations) {
        int p = start.length;
        double[] x = start.clone();
        double[] gradient = new double[p];
        double value = function.evaluate(x, gradient);
        double[][] inverse = null;
        int used = 1;
        while (used < evaluations && value < Double.POSITIVE_INFINITY) {
            boolean fresh = inverse == null;
            double[] step = fresh ? downhill(gradient) : product(inverse, gradient, -1);
            double slope = dot(step, gradient);
            if (largest(step) == 0) {
                return new Minimum(x, value, used, true);
            }
            if (!(slope < 0)) {
                inverse = null;
                continue;
            }
            double length = Math.min(1, LONGEST_STEP / largest(step));
            double[] next = new double[p];
            double[] nextGradient = new double[p];
            double nextValue = Double.POSITIVE_INFINITY;
            for (int k = 0; k < HALVINGS && used < evaluations; k++) {
                for (int i = 0; i < p; i++) {
                    next[i] = x[i] + length * step[i];
                }
                nextValue = function.evaluate(next, nextGradient);
                used++;
                if (nextValue <= value + SUFFICIENT_DECREASE * length * slope || length * largest(step) < tolerance) {
                    break;
                }
                length /= k == 0 && nextValue < Double.POSITIVE_INFINITY
                        ? shortening(value, nextValue, length * slope)
                        : 2;
            }
            if (!(nextValue < value)) { // nothing left to gain along this line
                if (fresh || length * largest(step) >= tolerance) {
                    return new Minimum(x, value, used, length * largest(step) < tolerance);
                }
                inverse = null;
                continue;
            }
            double moved = length * largest(step);
            inverse = update(inverse, x, next, gradient, nextGradient);
            x = next;
            value = nextValue;
            gradient = nextGradient;
            if (moved < tolerance && !fresh) {
                return new Minimum(x, value, used, true);
            }
        }
        return new Minimum(x, value, used, false);
    }

    /** By how much to shorten a step for the minimum of the parabola through both ends, within 2 to 10. */
    private static double shortening(double value, double nextValue, double slope) {
        double best = -slope / (2 * (nextValue - value - slope));
        return Math.min(10, Math.max(2, 1 / best));
    }

    /** A tenth of a unit down the gradient. */
    private static double[] downhill(double[] gradient) {
        double scale = 0.1 / Math.max(largest(gradient), Double.MIN_NORMAL);
        return Arrays.stream(gradient).map(g -> -scale * g).toArray();
    }

    /** The inverse Hessian after a step; where curvature is not positive it stays, for it would lose definiteness. */
    private static double[][] update(
            double[][] old, double[] x, double[] next, double[] gradient, double[] nextGradient) {
        int p = x.length;
        double[] s = new double[p];
        double[] y = new double[p];
        for (int i = 0; i < p; i++) {
            s[i] = next[i] - x[i];
            y[i] = nextGradient[i] - gradient[i];
        }
        double curvature = dot(s, y);
        if (!(curvature > 1e-12 * Math.sqrt(dot(s, s) * dot(y, y)))) {
            return old;
        }
        double[][] inverse = old == null ? Triangular.diagonal(p, curvature / dot(y, y)) : old;
        double[] image = product(inverse, y, 1);
        double factor = (1 + dot(y, image) / curvature) / curvature;
        double[][] updated = new double[p][p];
        for (int i = 0; i < p; i++) {
            for (int j = 0; j < p; j++) {
                updated[i][j] = inverse[i][j] + factor * s[i] * s[j] - (image[i] * s[j] + s[i] * image[j]) / curvature;
            }
        }
        return updated;
    }

    private static double[] product(double[][] matrix, double[] vector, double sign) {
        return Arrays.stream(matrix).mapToDouble(row -> sign * dot(row, vector)).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double largest(double[] a) {
        return Arrays.stream(a).map(Math::abs).max().orElse(0);
    }
}
