package io.gramian.kde.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;

/**
 * The simplex search of Nelder and Mead (1965), with the parameters that Gao and Han (2012) made depend on the
 * dimension, restarted once from what it found. Infinite values count as worse than any number.
 */
public final class NelderMead {
    private NelderMead() {}

    /** What a search found. */
    public record Minimum(double[] point, double value, int evaluations) {}

    private record Vertex(double[] point, double value) {}

    /**
     * Returns a local minimum.
     *
     * @param function what is minimised; NaN counts as infinite
     * @param start where the search begins
     * @param step the size of the first simplex along every axis
     * @param tolerance the simplex stops when it is no larger, and its values differ by no more
     * @param most the number of evaluations allowed
     */
    public static Minimum minimise(
            ToDoubleFunction<double[]> function, double[] start, double step, double tolerance, int most) {
        Minimum first = search(function, start, step, tolerance, most);
        Minimum second = search(function, first.point, step / 4, tolerance, most - first.evaluations);
        int evaluations = first.evaluations + second.evaluations;
        return second.value <= first.value
                ? new Minimum(second.point, second.value, evaluations)
                : new Minimum(first.point, first.value, evaluations);
    }

    private static Minimum search(
            ToDoubleFunction<double[]> function, double[] start, double step, double tolerance, int most) {
        int d = start.length;
        int[] count = {0};
        Vertex[] simplex = new Vertex[d + 1];
        for (int i = 0; i <= d; i++) {
            double[] point = start.clone();
            if (i > 0) {
                point[i - 1] += step;
            }
            simplex[i] = vertex(function, point, count);
        }
        double expansion = 1 + 2.0 / Math.max(2, d);
        double contraction = 0.75 - 0.5 / Math.max(2, d);
        double shrinkage = 1 - 1.0 / Math.max(2, d);
        Arrays.sort(simplex, Comparator.comparingDouble(Vertex::value));
        while (count[0] < most && !isSmall(simplex, tolerance)) {
            Vertex worst = simplex[d];
            Vertex reflected = vertex(function, along(simplex, 1), count);
            if (reflected.value < simplex[0].value) {
                Vertex expanded = vertex(function, along(simplex, expansion), count);
                simplex[d] = expanded.value < reflected.value ? expanded : reflected;
            } else if (d > 1 && reflected.value < simplex[d - 1].value) {
                simplex[d] = reflected;
            } else {
                boolean isOutside = reflected.value < worst.value;
                Vertex inner = vertex(function, along(simplex, isOutside ? contraction : -contraction), count);
                if (inner.value < Math.min(worst.value, reflected.value)) {
                    simplex[d] = inner;
                } else {
                    shrink(function, simplex, shrinkage, count);
                }
            }
            Arrays.sort(simplex, Comparator.comparingDouble(Vertex::value));
        }
        return new Minimum(simplex[0].point, simplex[0].value, count[0]);
    }

    private static Vertex vertex(ToDoubleFunction<double[]> function, double[] point, int[] count) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("search: interrupted after " + count[0] + " evaluations");
        }
        count[0]++;
        double value = function.applyAsDouble(point.clone());
        return new Vertex(point, Double.isNaN(value) ? Double.POSITIVE_INFINITY : value);
    }

    /** The centre of all but the worst vertex, moved by t times its distance from the worst. */
    private static double[] along(Vertex[] simplex, double t) {
        int d = simplex.length - 1;
        double[] point = new double[d];
        for (int k = 0; k < d; k++) {
            double centre = 0;
            for (int i = 0; i < d; i++) {
                centre += simplex[i].point[k] / d;
            }
            point[k] = centre + t * (centre - simplex[d].point[k]);
        }
        return point;
    }

    private static void shrink(ToDoubleFunction<double[]> function, Vertex[] simplex, double by, int[] count) {
        double[] best = simplex[0].point;
        for (int i = 1; i < simplex.length; i++) {
            double[] old = simplex[i].point;
            double[] point = new double[best.length];
            Arrays.setAll(point, k -> best[k] + by * (old[k] - best[k]));
            simplex[i] = vertex(function, point, count);
        }
    }

    private static boolean isSmall(Vertex[] simplex, double tolerance) {
        double spread = 0;
        for (Vertex vertex : simplex) {
            for (int k = 0; k < vertex.point.length; k++) {
                spread = Math.max(spread, Math.abs(vertex.point[k] - simplex[0].point[k]));
            }
        }
        double difference = simplex[simplex.length - 1].value - simplex[0].value;
        return spread <= tolerance && !(difference > tolerance * (1 + Math.abs(simplex[0].value)));
    }
}
