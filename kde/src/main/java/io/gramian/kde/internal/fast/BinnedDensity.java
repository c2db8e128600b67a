package io.gramian.kde.internal.fast;

import io.gramian.core.Points;
import io.gramian.core.fourier.Convolution;
import io.gramian.core.kernel.Expression;
import java.util.Arrays;
import java.util.concurrent.CancellationException;

/**
 * Weighted points shared out among the corners of their grid cells, convolved with a density kernel.
 *
 * <p>With linear binning and linear interpolation the result at x is sum_i w_i E k(A_i - B_i), where A_i is a random corner of
 * the cell of x with mean x and B_i one of the cell of y_i with mean y_i. A - B has the mean x - y and, per axis, a variance
 * of at most half the squared spacing, so with the spacings s the error of a term is at most a quarter of |s|^2 times the
 * largest second derivative within reach of the corners; it is also at most what the kernel changes there. Any two corners
 * are within 2 |s| of any other two, so the same bound, taken at corners, convolved and interpolated like the kernel, bounds
 * the error at every x. What is cut off and rounding errors are added.
 */
public final class BinnedDensity {
    private static final int[] DEFAULT_POINTS = {0, 4096, 512, 64};
    private static final double REACH_GAUSSIAN = 7;
    private static final double REACH_EXPONENTIAL = 25;
    private static final double ROUNDING = 0x1p-50;

    private final TreeDensity.Coordinates coordinates;
    private final int d;
    private final double[] low;
    private final double[] spacing;
    private final int[] shape;
    private final double[] sums;
    private final double[] errors;
    private final double constantError;

    private BinnedDensity(
            TreeDensity.Coordinates coordinates, Radial kernel, double[] rows, double[] logWeights, int points) {
        this.coordinates = coordinates;
        this.d = coordinates.origin().length;
        int gridPoints = points == 0 ? DEFAULT_POINTS[d] : points;
        this.low = new double[d];
        this.spacing = new double[d];
        this.shape = new int[d];
        double reach = reach(kernel);
        for (int k = 0; k < d; k++) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int at = k; at < rows.length; at += d) {
                least = Math.min(least, rows[at]);
                most = Math.max(most, rows[at]);
            }
            low[k] = least - reach;
            spacing[k] = (most - least + 2 * reach) / (gridPoints - 1);
            shape[k] = gridPoints;
        }
        double[] mass = mass(rows, logWeights);
        double extent =
                reach + 2 * Math.sqrt(Arrays.stream(spacing).map(s -> s * s).sum());
        int[] half = new int[d];
        int[] full = new int[d];
        for (int k = 0; k < d; k++) {
            half[k] = (int) Math.min(shape[k] - 1, Math.ceil(extent / spacing[k]) + 1);
            full[k] = 2 * half[k] + 1;
        }
        double[] kernelTable = table(kernel, half, full, false);
        double[] errorTable = table(kernel, half, full, true);
        this.sums = convolved(mass, kernelTable, half, full);
        this.errors = convolved(mass, errorTable, half, full);
        double beyond = cutOff(kernel, half);
        double rounding = ROUNDING * Math.log(mass.length + 2.0) * norm(mass) * (norm(kernelTable) + norm(errorTable));
        this.constantError = beyond + 2 * rounding;
    }

    /**
     * Returns the grid.
     *
     * @param data n points of dimension 1 to 3
     * @param kernel the squared distance under a profile
     * @param logWeights logs of weights that sum to one; null for equal ones
     * @param points along each axis; 0 for the default
     * @return an immutable grid
     * @throws IllegalArgumentException if the dimension is above 3 or the grid has more than 2^24 points
     */
    public static BinnedDensity of(Points data, Expression.Leaf kernel, double[] logWeights, int points) {
        int d = data.dimension();
        if (d > 3) {
            throw new IllegalArgumentException("binned evaluation: expected points of dimension 1 to 3, found " + d
                    + "; use a tree, or the exact evaluation");
        }
        if (points > 0 && Math.pow(points, d) > 1 << 24) {
            throw new IllegalArgumentException("grid points: " + points + " an axis are " + (long) Math.pow(points, d)
                    + " in dimension " + d + ", more than 2^24");
        }
        TreeDensity.Coordinates coordinates = TreeDensity.Coordinates.of(data, kernel);
        return new BinnedDensity(coordinates, Radial.of(kernel.profile()), coordinates.rows(data), logWeights, points);
    }

    private static double reach(Radial kernel) {
        return kernel.isCompact() ? 1 : kernel instanceof Radial.Gaussian ? REACH_GAUSSIAN : REACH_EXPONENTIAL;
    }

    /** Every weight on the corners of its cell, in proportion to the nearness along each axis. */
    private double[] mass(double[] rows, double[] logWeights) {
        double[] mass = new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        int n = rows.length / d;
        Cell cell = new Cell();
        for (int i = 0; i < n; i++) {
            if ((i & 0xffff) == 0) {
                checkInterrupt();
            }
            double weight = logWeights == null ? 1.0 / n : Math.exp(logWeights[i]);
            cell.find(rows, i * d);
            for (int corner = 0; corner < 1 << d; corner++) {
                mass[cell.index(corner)] += weight * cell.share(corner);
            }
        }
        return mass;
    }

    private double[] table(Radial kernel, int[] half, int[] full, boolean isError) {
        double[] table = new double[Arrays.stream(full).reduce(1, Math::multiplyExact)];
        double squared = Arrays.stream(spacing).map(s -> s * s).sum();
        double slack = 2 * Math.sqrt(squared) * (1 + 1e-12);
        for (int at = 0; at < table.length; at++) {
            double t = 0;
            for (int k = d - 1, rest = at; k >= 0; k--) {
                double u = (rest % full[k] - half[k]) * spacing[k];
                rest /= full[k];
                t += u * u;
            }
            double near = Math.max(0, Math.sqrt(t) - slack);
            double far = Math.sqrt(t) + slack;
            if (isError) {
                double change = Math.exp(kernel.logValue(near * near)) - Math.exp(kernel.logValue(far * far));
                double bend = squared / 4 * Math.exp(kernel.logCurvature(near * near, far * far));
                table[at] = Math.min(bend, change);
            } else {
                table[at] = Math.exp(kernel.logValue(t));
            }
        }
        return table;
    }

    /** What corners further apart along an axis than the tables extend may contribute, kernel and bound. */
    private double cutOff(Radial kernel, int[] half) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int k = 0; k < d; k++) {
            if (half[k] < shape[k] - 1) {
                nearest = Math.min(nearest, half[k] * spacing[k]);
            }
        }
        double slack = 2 * Math.sqrt(Arrays.stream(spacing).map(s -> s * s).sum());
        double distance = Math.max(0, nearest - slack);
        return nearest == Double.POSITIVE_INFINITY ? 0 : 2 * Math.exp(kernel.logValue(distance * distance));
    }

    /** The convolution at the grid points alone. */
    private double[] convolved(double[] mass, double[] table, int[] half, int[] full) {
        checkInterrupt();
        double[] all = Convolution.linear(mass, shape, table, full);
        double[] result = new double[mass.length];
        for (int at = 0; at < result.length; at++) {
            int source = 0;
            int stride = 1;
            for (int k = d - 1, rest = at; k >= 0; k--) {
                source += (rest % shape[k] + half[k]) * stride;
                stride *= shape[k] + full[k] - 1;
                rest /= shape[k];
            }
            result[at] = Math.max(0, all[source]);
        }
        return result;
    }

    private static double norm(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number * number;
        }
        return Math.sqrt(sum);
    }

    private static void checkInterrupt() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while binning");
        }
    }

    /**
     * Writes the sums and bounds of their errors; a query beyond the grid gets NaN.
     *
     * @param queries m points
     * @param values receives m sums
     * @param bounds receives m bounds
     * @return how many queries lie beyond the grid
     */
    public int evaluate(Points queries, double[] values, double[] bounds) {
        double[] rows = coordinates.rows(queries);
        Cell cell = new Cell();
        int beyond = 0;
        for (int q = 0; q < values.length; q++) {
            if (!cell.find(rows, q * d)) {
                values[q] = Double.NaN;
                bounds[q] = Double.NaN;
                beyond++;
                continue;
            }
            for (int corner = 0; corner < 1 << d; corner++) {
                int index = cell.index(corner);
                double share = cell.share(corner);
                values[q] += share * sums[index];
                bounds[q] += share * errors[index];
            }
            bounds[q] += constantError;
        }
        return beyond;
    }

    /** A cell of the grid and a place in it. */
    private final class Cell {
        private final int[] first = new int[d];
        private final double[] fraction = new double[d];

        /** Returns whether the point lies on the grid. */
        boolean find(double[] rows, int at) {
            for (int k = 0; k < d; k++) {
                double u = (rows[at + k] - low[k]) / spacing[k];
                if (!(u >= 0 && u <= shape[k] - 1)) {
                    return false;
                }
                first[k] = Math.min((int) u, shape[k] - 2);
                fraction[k] = u - first[k];
            }
            return true;
        }

        int index(int corner) {
            int index = 0;
            for (int k = 0; k < d; k++) {
                index = index * shape[k] + first[k] + (corner >> k & 1);
            }
            return index;
        }

        double share(int corner) {
            double share = 1;
            for (int k = 0; k < d; k++) {
                share *= (corner >> k & 1) == 1 ? fraction[k] : 1 - fraction[k];
            }
            return share;
        }
    }
}
