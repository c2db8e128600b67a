package io.gramian.nystrom;

import java.util.Arrays;
import java.util.function.Function;

/**
 * A local minimum of a smooth function of a few variables within a box: BFGS on the variables that no bound holds, with
 * steps that are cut off at the box and halved until they decrease the function enough.
 *
 * <p>Source: J. Nocedal, S. J. Wright, Numerical Optimization (2006), chapters 3, 6 and 16.
 */
final class BoundedQuasiNewton {
    private static final double DECREASE = 1e-4;
    private static final int HALVINGS = 40;

    /** Value and gradient at a point; one that is not finite is never accepted. */
    record Value(double value, double[] gradient) {}

    /** What was found, and after how many evaluations. */
    record Minimum(double[] point, double value, int evaluations) {}

    private final Function<double[], Value> function;
    private final double[] low;
    private final double[] high;
    private int evaluations;

    BoundedQuasiNewton(Function<double[], Value> function, double[] low, double[] high) {
        this.function = function;
        this.low = low;
        this.high = high;
    }

    /** Stops where no free entry of the gradient exceeds the tolerance, or nothing decreases the function any more. */
    Minimum minimise(double[] start, double tolerance, int mostSteps) {
        double[] x = start.clone();
        Value now = evaluate(x);
        double[][] h = identity(x.length);
        boolean fresh = true;
        for (int step = 0; step < mostSteps && !Double.isInfinite(now.value); step++) {
            boolean[] free = free(x, now.gradient);
            if (largest(now.gradient, free) <= tolerance) {
                break;
            }
            double[] direction = direction(h, now.gradient, free, fresh);
            double[] next = new double[x.length];
            Value then = lineSearch(x, now, direction, next);
            if (then == null && fresh) {
                break;
            } else if (then == null) {
                h = identity(x.length); // steepest descent once more
                fresh = true;
                continue;
            }
            fresh = !update(h, x, next, now.gradient, then.gradient);
            boolean stalls = now.value - then.value <= 1e-13 * Math.abs(now.value);
            x = next;
            now = then;
            if (stalls) {
                break;
            }
        }
        return new Minimum(x, now.value, evaluations);
    }

    private Value evaluate(double[] x) {
        evaluations++;
        Value value = function.apply(x.clone());
        boolean isFinite =
                Double.isFinite(value.value) && Arrays.stream(value.gradient).allMatch(Double::isFinite);
        return isFinite ? value : new Value(Double.POSITIVE_INFINITY, value.gradient);
    }

    /** Entries that are not held at a bound by the gradient. */
    private boolean[] free(double[] x, double[] gradient) {
        boolean[] free = new boolean[x.length];
        for (int i = 0; i < x.length; i++) {
            free[i] = !(x[i] <= low[i] && gradient[i] > 0) && !(x[i] >= high[i] && gradient[i] < 0);
        }
        return free;
    }

    private static double[] direction(double[][] h, double[] gradient, boolean[] free, boolean fresh) {
        int d = gradient.length;
        double[] direction = new double[d];
        double slope = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d && free[i]; j++) {
                direction[i] -= free[j] ? h[i][j] * gradient[j] : 0;
            }
            slope += direction[i] * gradient[i];
        }
        double size = largest(direction, free);
        // The first step has no scale of its own: one unit, which is a factor e of a variable in logarithms.
        double factor = fresh || size > 2 ? Math.min(1, 1 / size) : 1;
        for (int i = 0; i < d; i++) {
            direction[i] = (slope < 0 ? direction[i] : free[i] ? -gradient[i] / largest(gradient, free) : 0) * factor;
        }
        return direction;
    }

    private Value lineSearch(double[] x, Value now, double[] direction, double[] next) {
        double step = 1;
        for (int halving = 0; halving < HALVINGS; halving++) {
            double slope = 0;
            for (int i = 0; i < x.length; i++) {
                next[i] = Math.min(high[i], Math.max(low[i], x[i] + step * direction[i]));
                slope += now.gradient[i] * (next[i] - x[i]);
            }
            Value then = evaluate(next);
            if (slope < 0 && then.value <= now.value + DECREASE * slope && then.value < now.value) {
                return then;
            }
            step /= 2;
        }
        return null;
    }

    /** The BFGS update of the inverse Hessian; none, and false, where the curvature along the step is not positive. */
    private static boolean update(double[][] h, double[] x, double[] next, double[] before, double[] after) {
        int d = x.length;
        double[] s = new double[d];
        double[] y = new double[d];
        double curvature = 0;
        double size = 0;
        for (int i = 0; i < d; i++) {
            s[i] = next[i] - x[i];
            y[i] = after[i] - before[i];
            curvature += s[i] * y[i];
            size += y[i] * y[i];
        }
        if (!(curvature > 1e-12 * size)) {
            return false;
        }
        double[] hy = new double[d];
        double yhy = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                hy[i] += h[i][j] * y[j];
            }
            yhy += y[i] * hy[i];
        }
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                h[i][j] += (1 + yhy / curvature) * s[i] * s[j] / curvature - (hy[i] * s[j] + s[i] * hy[j]) / curvature;
            }
        }
        return true;
    }

    private static double largest(double[] values, boolean[] free) {
        double largest = 0;
        for (int i = 0; i < values.length; i++) {
            largest = free[i] ? Math.max(largest, Math.abs(values[i])) : largest;
        }
        return largest;
    }

    private static double[][] identity(int d) {
        double[][] identity = new double[d][d];
        Arrays.setAll(identity, i -> {
            identity[i][i] = 1;
            return identity[i];
        });
        return identity;
    }
}
