package io.gramian.kde.internal.fast;

import java.util.Arrays;

/** The points of one leaf as columns that start at index zero, so that the loops over them are vectorised. */
final class LeafBuffer {
    private final KdTree tree;
    private final Radial kernel;
    private final int d;
    private final double[][] y;
    private final double[] weights;
    private final double[] t;
    private int loaded = -1;
    private int size;

    LeafBuffer(KdTree tree, Radial kernel) {
        this.tree = tree;
        this.kernel = kernel;
        this.d = tree.dimension;
        int most = 0;
        for (int node = tree.firstLeaf; node < tree.nodes; node++) {
            most = Math.max(most, tree.to[node] - tree.from[node]);
        }
        this.y = new double[d][most];
        this.weights = new double[most];
        this.t = new double[most];
    }

    void load(int node) {
        if (loaded == node) {
            return;
        }
        loaded = node;
        int from = tree.from[node];
        size = tree.to[node] - from;
        for (int k = 0; k < d; k++) {
            for (int j = 0; j < size; j++) {
                y[k][j] = tree.rows[(from + j) * d + k];
            }
        }
        System.arraycopy(tree.weights, from, weights, 0, size);
    }

    private void squares(double[][] x, int q) {
        Arrays.fill(t, 0, size, 0);
        for (int k = 0; k < d; k++) {
            double[] column = y[k];
            double value = x[k][q];
            for (int j = 0; j < size; j++) {
                t[j] += (column[j] - value) * (column[j] - value);
            }
        }
    }

    /** sum_j w_j k / exp(reference) for query q. */
    double sum(double[][] x, int q, double reference) {
        squares(x, q);
        kernel.values(t, size, reference);
        for (int j = 0; j < size; j++) {
            t[j] *= weights[j];
        }
        double a = 0;
        double b = 0;
        double c = 0;
        double e = 0;
        int j = 0;
        for (; j + 3 < size; j += 4) {
            a += t[j];
            b += t[j + 1];
            c += t[j + 2];
            e += t[j + 3];
        }
        for (; j < size; j++) {
            a += t[j];
        }
        return a + b + (c + e);
    }

    /** Adds the log of the same sum to the query's, however small it is. */
    void addLogs(double[][] x, int q, QuerySums sums) {
        squares(x, q);
        kernel.logValues(t, size);
        double most = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < size; j++) {
            most = Math.max(most, t[j]);
        }
        if (most == Double.NEGATIVE_INFINITY) {
            return;
        }
        Exponentials.exp(t, size, 1, most);
        double sum = 0;
        for (int j = 0; j < size; j++) {
            sum += weights[j] * t[j];
        }
        sums.addLog(q, most + Math.log(sum));
    }
}
