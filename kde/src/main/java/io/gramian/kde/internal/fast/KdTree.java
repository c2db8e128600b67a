package io.gramian.kde.internal.fast;

import io.gramian.core.Progress;
import java.util.Arrays;

/**
 * A balanced kd-tree in flat arrays: node i has the children 2 i + 1 and 2 i + 2, all leaves stand in the last level, and
 * the points of every node are contiguous.
 *
 * <p>Each node knows the box of its points, their weight and weighted centroid, and the sums over its points of w |b|^2
 * and w |b|^p with b the difference from the centroid and p an even order chosen when it is built.
 */
final class KdTree {
    private static final int SHARED_LEVELS = 4;
    private static final double UNDERFLOW = 1e-280;

    final int dimension;
    final int size;
    final int nodes;
    final int firstLeaf;
    final int[] order; // place in the tree -> row it came from
    final double[] rows; // row-major, in the tree's order
    final double[] weights; // in the tree's order
    final int[] from; // the first point of a node
    final int[] to; // the point after its last
    final double[] low;
    final double[] high;
    final double[] centroid;
    final double[] weight;
    final double[] logWeight;
    final double[] spread; // sum of w |b|^2
    final double[] logMoment; // log of the sum of w |b|^p
    private final int halfOrder;

    private KdTree(double[] rows, int dimension, double[] weights, int leafSize, int order) {
        this.dimension = dimension;
        this.size = weights.length;
        this.rows = rows;
        this.weights = weights;
        this.order = new int[size];
        Arrays.setAll(this.order, i -> i);
        this.halfOrder = order / 2;
        int leaves = 1;
        while ((long) leaves * leafSize < size) {
            leaves *= 2;
        }
        this.nodes = 2 * leaves - 1;
        this.firstLeaf = leaves - 1;
        this.from = new int[nodes];
        this.to = new int[nodes];
        this.low = new double[nodes * dimension];
        this.high = new double[nodes * dimension];
        this.centroid = new double[nodes * dimension];
        this.weight = new double[nodes];
        this.logWeight = new double[nodes];
        this.spread = new double[nodes];
        this.logMoment = new double[nodes];
        this.to[0] = size;
    }

    /**
     * Builds the tree; rows and weights are taken over and put in the tree's order.
     *
     * @param leafSize at most this many points in a leaf
     * @param order p, even
     */
    static KdTree build(
            double[] rows, int dimension, double[] weights, int leafSize, int order, int threads, Progress progress) {
        KdTree tree = new KdTree(rows, dimension, weights, leafSize, order);
        int shared = Math.min(SHARED_LEVELS, Integer.numberOfTrailingZeros(tree.firstLeaf + 1));
        int first = 0;
        for (int level = 0; level < shared; level++) {
            int at = first;
            Parallel.run(threads, 1 << level, () -> i -> tree.grow(at + i), "tree", Progress.NONE);
            first = 2 * first + 1;
        }
        int roots = first;
        Parallel.run(threads, 1 << shared, () -> i -> tree.growAll(roots + i), "tree", progress);
        return tree;
    }

    boolean isLeaf(int node) {
        return node >= firstLeaf;
    }

    private void growAll(int node) {
        grow(node);
        if (!isLeaf(node)) {
            growAll(2 * node + 1);
            growAll(2 * node + 2);
        }
    }

    /** Summarises a node and, unless it is a leaf, halves it at the median of its widest axis. */
    private void grow(int node) {
        summarise(node);
        if (isLeaf(node)) {
            return;
        }
        int axis = 0;
        for (int k = 1; k < dimension; k++) {
            axis = width(node, k) > width(node, axis) ? k : axis;
        }
        int middle = (from[node] + to[node]) >>> 1;
        if (width(node, axis) > 0) {
            select(from[node], to[node] - 1, middle, axis);
        }
        from[2 * node + 1] = from[node];
        to[2 * node + 1] = middle;
        from[2 * node + 2] = middle;
        to[2 * node + 2] = to[node];
    }

    private double width(int node, int axis) {
        return high[node * dimension + axis] - low[node * dimension + axis];
    }

    private void summarise(int node) {
        int d = dimension;
        int at = node * d;
        Arrays.fill(low, at, at + d, Double.POSITIVE_INFINITY);
        Arrays.fill(high, at, at + d, Double.NEGATIVE_INFINITY);
        double sum = 0;
        for (int i = from[node]; i < to[node]; i++) {
            double w = weights[i];
            sum += w;
            for (int k = 0; k < d; k++) {
                double x = rows[i * d + k];
                low[at + k] = Math.min(low[at + k], x);
                high[at + k] = Math.max(high[at + k], x);
                centroid[at + k] += w * x;
            }
        }
        weight[node] = sum;
        logWeight[node] = Math.log(sum);
        for (int k = 0; k < d; k++) {
            double mean = centroid[at + k] / sum;
            centroid[at + k] = Math.min(high[at + k], Math.max(low[at + k], mean)); // whatever the rounding
        }
        double squares = 0;
        double powers = 0;
        double largest = 0;
        for (int i = from[node]; i < to[node]; i++) {
            double square = 0;
            for (int k = 0; k < d; k++) {
                double b = rows[i * d + k] - centroid[at + k];
                square += b * b;
            }
            largest = Math.max(largest, square);
            double term = weights[i] * square;
            squares += term;
            for (int p = 1; p < halfOrder; p++) {
                term *= square;
            }
            powers += term;
        }
        spread[node] = largest > 0 ? Math.max(squares, Double.MIN_NORMAL) : 0;
        logMoment[node] = powers > UNDERFLOW || largest == 0
                ? Math.log(powers)
                : logWeight[node] + halfOrder * Math.log(largest); // no less, and never zero by underflow
    }

    /** Hoare's selection: afterwards no point before {@code middle} lies beyond it on the axis, and none after before. */
    private void select(int first, int last, int middle, int axis) {
        int left = first;
        int right = last;
        while (left < right) {
            double pivot = medianOfThree(
                    rows[left * dimension + axis],
                    rows[((left + right) >>> 1) * dimension + axis],
                    rows[right * dimension + axis]);
            int i = left;
            int j = right;
            while (i <= j) {
                while (rows[i * dimension + axis] < pivot) {
                    i++;
                }
                while (rows[j * dimension + axis] > pivot) {
                    j--;
                }
                if (i <= j) {
                    swap(i++, j--);
                }
            }
            if (middle <= j) {
                right = j;
            } else if (middle >= i) {
                left = i;
            } else {
                return;
            }
        }
    }

    private static double medianOfThree(double a, double b, double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    private void swap(int i, int j) {
        for (int k = 0; k < dimension; k++) {
            double x = rows[i * dimension + k];
            rows[i * dimension + k] = rows[j * dimension + k];
            rows[j * dimension + k] = x;
        }
        double w = weights[i];
        weights[i] = weights[j];
        weights[j] = w;
        int o = order[i];
        order[i] = order[j];
        order[j] = o;
    }
}
