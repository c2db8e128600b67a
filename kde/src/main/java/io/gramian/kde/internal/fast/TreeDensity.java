package io.gramian.kde.internal.fast;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Transform;

/** A tree of weighted points under a density kernel, in coordinates in which the kernel's scale is one. */
public final class TreeDensity {
    private static final double LEAST_LOG_WEIGHT = -300;
    private static final double LARGEST_COORDINATE = 1e150;

    private final Coordinates coordinates;
    private final TreeSum sum;

    private TreeDensity(Coordinates coordinates, TreeSum sum) {
        this.coordinates = coordinates;
        this.sum = sum;
    }

    /**
     * Returns why a tree cannot be had.
     *
     * @param points n points
     * @param kernel the squared distance under a profile
     * @param logWeights logs of weights that sum to one; null for equal ones
     * @return the reason, or null
     */
    public static String obstacle(Points points, Expression.Leaf kernel, double[] logWeights) {
        for (int i = 0; logWeights != null && i < logWeights.length; i++) {
            if (logWeights[i] < LEAST_LOG_WEIGHT && logWeights[i] > Double.NEGATIVE_INFINITY) {
                return "weight " + i + " is exp(" + logWeights[i] + ") of the total, below exp(" + LEAST_LOG_WEIGHT
                        + ")";
            }
        }
        double[] rows = Coordinates.of(points, kernel).rows(points);
        for (double value : rows) {
            if (!(Math.abs(value) <= LARGEST_COORDINATE)) {
                return "the points extend over more than " + LARGEST_COORDINATE + " bandwidths";
            }
        }
        return null;
    }

    /**
     * Returns the tree.
     *
     * @param points n points
     * @param kernel the squared distance under a profile
     * @param logWeights logs of weights that sum to one; null for equal ones
     * @param threads how many build it
     * @param progress hears how far it has come
     * @return a tree, immutable and thread-safe
     */
    public static TreeDensity of(
            Points points, Expression.Leaf kernel, double[] logWeights, int threads, Progress progress) {
        Coordinates coordinates = Coordinates.of(points, kernel);
        int d = points.dimension();
        double[] rows = coordinates.rows(points);
        double[] weights = new double[points.size()];
        int kept = 0;
        for (int i = 0; i < weights.length; i++) {
            double weight = logWeights == null ? 1.0 / weights.length : Math.exp(logWeights[i]);
            if (weight > 0) {
                System.arraycopy(rows, i * d, rows, kept * d, d);
                weights[kept++] = weight;
            }
        }
        TreeSum sum = TreeSum.of(
                kept == weights.length ? rows : java.util.Arrays.copyOf(rows, kept * d),
                d,
                java.util.Arrays.copyOf(weights, kept),
                Radial.of(kernel.profile()),
                threads,
                progress);
        return new TreeDensity(coordinates, sum);
    }

    /**
     * Returns the logarithms of sum_j w_j k(x, y_j) at every query, with an error of the sum of at most the absolute
     * tolerance and the relative one times the sum, beside rounding.
     *
     * @param queries m points
     * @param logRelative log of the relative tolerance
     * @param logAbsolute log of the absolute tolerance
     * @param threads how many share the work
     * @param progress hears how far it has come
     * @return m numbers
     */
    public double[] logSums(Points queries, double logRelative, double logAbsolute, int threads, Progress progress) {
        return sum.logSums(coordinates.rows(queries), logRelative, logAbsolute, threads, progress);
    }

    /**
     * Returns how much the queries cost, counted and not timed.
     *
     * @param queries m queries
     * @param logRelative log of the relative tolerance
     * @return the work of all of them, in pairs of the exact sum
     */
    public double work(Points queries, double logRelative) {
        return sum.work(coordinates.rows(queries), logRelative);
    }

    /** Points moved to an origin of theirs, transformed and measured in units of the kernel's scale. */
    record Coordinates(double[] origin, Transform transform, double scale) {
        static Coordinates of(Points points, Expression.Leaf kernel) {
            return new Coordinates(
                    points.row(0),
                    kernel.transform(),
                    Radial.of(kernel.profile()).scale());
        }

        double[] rows(Points points) {
            int d = points.dimension();
            double[] rows = new double[points.size() * d];
            double[] row = new double[d];
            for (int i = 0; i < points.size(); i++) {
                points.copyRow(i, row);
                for (int k = 0; k < d; k++) {
                    row[k] -= origin[k];
                }
                double[] image = transform instanceof Transform.Identity ? row : transform.apply(row);
                for (int k = 0; k < d; k++) {
                    rows[i * d + k] = image[k] / scale;
                }
            }
            return rows;
        }
    }
}
