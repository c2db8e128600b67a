package io.gramian.dpp;

import io.gramian.core.Progress;
import io.gramian.dpp.internal.Checks;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import org.ejml.data.DMatrixRMaj;

/**
 * Limited-memory BFGS ascent with backtracking: every step raises the objective (J. Nocedal, S. J. Wright, Numerical
 * Optimization, 2006, algorithm 7.4).
 */
final class QuasiNewtonAscent {
    private static final int MEMORY = 10;
    private static final double SUFFICIENT = 1e-4;
    private static final int HALVINGS = 60;

    /** A step s and how the gradient fell over it, y. */
    private record Pair(double[] s, double[] y, double sy) {}

    private final LowRankLikelihood objective;
    private final Deque<Pair> pairs = new ArrayDeque<>(); // newest first

    QuasiNewtonAscent(LowRankLikelihood objective) {
        this.objective = objective;
    }

    LearnedLikelihood maximise(DMatrixRMaj start, int iterations, double tolerance, Progress progress) {
        DMatrixRMaj v = start;
        DMatrixRMaj gradient = v.createLike();
        double value = objective.evaluate(v, gradient);
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("start: gives one of the subsets probability zero; its rows must be"
                    + " linearly independent within every subset");
        }
        double[] history = new double[iterations + 1];
        history[0] = value;
        int done = 0;
        boolean converged = false;
        while (done < iterations && !converged) {
            Checks.checkInterrupted("learning a kernel");
            DMatrixRMaj next = v.createLike();
            DMatrixRMaj slope = v.createLike();
            double reached = search(v, gradient, value, next, slope);
            if (Double.isNaN(reached) && !pairs.isEmpty()) {
                pairs.clear(); // the curvature misled: once more along the gradient
                reached = search(v, gradient, value, next, slope);
            }
            if (Double.isNaN(reached)) {
                // No step raises it: the summit where the gradient vanishes, a wall where it does not.
                double slopes = Math.sqrt(inner(gradient.data, gradient.data));
                converged = slopes <= Math.sqrt(Math.max(tolerance, Math.ulp(1.0))) * Math.max(1, Math.abs(value));
                break;
            }
            remember(v.data, next.data, gradient.data, slope.data);
            converged = reached - value <= tolerance * Math.max(1, Math.abs(value));
            v = next;
            gradient = slope;
            value = reached;
            history[++done] = value;
            progress.update("steps", done, iterations);
        }
        return new LearnedLikelihood(v, null, Arrays.copyOf(history, done + 1), converged);
    }

    /** Sets the next point and its gradient and returns its value; NaN where no step raised it. */
    private double search(DMatrixRMaj v, DMatrixRMaj gradient, double value, DMatrixRMaj next, DMatrixRMaj slope) {
        double[] direction = direction(gradient.data);
        double rise = inner(direction, gradient.data);
        double length = pairs.isEmpty() ? Math.min(1, 1 / Math.sqrt(inner(direction, direction))) : 1;
        for (int halving = 0; halving < HALVINGS && rise > 0; halving++, length /= 2) {
            for (int at = 0; at < direction.length; at++) {
                next.data[at] = v.data[at] + length * direction[at];
            }
            double reached = objective.evaluate(next, slope);
            if (reached > value && reached >= value + SUFFICIENT * length * rise) {
                return reached;
            }
        }
        return Double.NaN;
    }

    /** The two loops: an approximate inverse of the curvature times the gradient. */
    private double[] direction(double... gradient) {
        double[] direction = gradient.clone();
        double[] shares = new double[pairs.size()];
        int at = 0;
        for (Pair pair : pairs) {
            shares[at] = inner(pair.s, direction) / pair.sy;
            add(direction, -shares[at++], pair.y);
        }
        if (!pairs.isEmpty()) {
            Pair newest = pairs.getFirst();
            double scale = newest.sy / inner(newest.y, newest.y);
            Arrays.setAll(direction, i -> scale * direction[i]);
        }
        Iterator<Pair> oldestFirst = pairs.descendingIterator();
        while (oldestFirst.hasNext()) {
            Pair pair = oldestFirst.next();
            add(direction, shares[--at] - inner(pair.y, direction) / pair.sy, pair.s);
        }
        return direction;
    }

    private void remember(double[] from, double[] to, double[] before, double[] after) {
        double[] s = new double[from.length];
        double[] y = new double[from.length];
        for (int i = 0; i < s.length; i++) {
            s[i] = to[i] - from[i];
            y[i] = before[i] - after[i];
        }
        double sy = inner(s, y);
        if (sy > 1e-12 * Math.sqrt(inner(s, s)) * Math.sqrt(inner(y, y))) { // concave along the step
            pairs.addFirst(new Pair(s, y, sy));
            if (pairs.size() > MEMORY) {
                pairs.removeLast();
            }
        }
    }

    private static void add(double[] target, double factor, double... values) {
        for (int i = 0; i < target.length; i++) {
            target[i] += factor * values[i];
        }
    }

    private static double inner(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
