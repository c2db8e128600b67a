package io.gramian.kde.inference;

import io.gramian.core.Points;
import io.gramian.kde.DensityModel;

/** Newton's method on log f from points near modes: a step is taken unless it lowers the density by more than rounding. */
final class ModePolish {
    private static final int ITERATIONS = 50;
    private static final double REST = 1e-12; // a step, in bandwidths
    private static final double ROUNDING = 1e-12; // of a log-density

    private final DensityModel density;
    private final Metric metric;

    ModePolish(DensityModel density, Metric metric) {
        this.density = density;
        this.metric = metric;
    }

    double[][] polish(double[][] modes) {
        double[][] at = modes.clone();
        double[] value = density.logDensity(Points.of(at));
        boolean moves = true;
        for (int step = 0; step < ITERATIONS && moves; step++) {
            double[][] next = newton(at);
            double[] nextValue = density.logDensity(Points.of(next));
            moves = false;
            for (int i = 0; i < at.length; i++) {
                double rounding = ROUNDING * Math.max(1, Math.abs(value[i]));
                if (nextValue[i] >= value[i] - rounding) {
                    moves |= metric.distance(at[i], next[i]) > REST;
                    at[i] = next[i];
                    value[i] = nextValue[i];
                }
            }
        }
        return at;
    }

    /** x - (Hessian of log f)^-1 score where the Hessian is negative definite, x elsewhere. */
    private double[][] newton(double[][] at) {
        Points x = Points.of(at);
        double[][] score = density.score(x);
        double[][][] hessian = density.logHessian(x);
        double[][] next = new double[at.length][];
        for (int i = 0; i < at.length; i++) {
            double[] step = solveNegative(hessian[i], score[i]);
            next[i] = at[i].clone();
            for (int k = 0; step != null && k < step.length; k++) {
                next[i][k] += step[k];
            }
        }
        return next;
    }

    /** Returns (-h)^-1 v, or null where -h is not positive definite. */
    private static double[] solveNegative(double[][] h, double[] v) {
        int d = v.length;
        double[][] l = new double[d][d];
        double[] z = v.clone();
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = -h[i][j];
                for (int k = 0; k < j; k++) {
                    rest -= l[i][k] * l[j][k];
                }
                if (i == j && !(rest > 0)) {
                    return null;
                }
                l[i][j] = i == j ? Math.sqrt(rest) : rest / l[j][j];
            }
            for (int k = 0; k < i; k++) {
                z[i] -= l[i][k] * z[k];
            }
            z[i] /= l[i][i];
        }
        for (int i = d - 1; i >= 0; i--) {
            for (int k = i + 1; k < d; k++) {
                z[i] -= l[k][i] * z[k];
            }
            z[i] /= l[i][i];
        }
        return z;
    }
}
