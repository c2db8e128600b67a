package io.gramian.kde.internal.fast;

import io.gramian.core.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sums sum_j w_j k(|x - y_j|) for many x by a tree of the y and blocks of the x, within a tolerance: |result - S| <=
 * absolute + relative S.
 *
 * <p>For a block of queries a first pass over the tree finds a lower bound L of their sums, so the errors may add up to
 * E = absolute + relative L. One eighth of E is shared out among all points by their weight: a node whose kernel values
 * stay below E / 8 (weights sum to one) is left out. Seven eighths go, again by weight, to the points of the nodes that are
 * near enough not to be left out; such a node is replaced by its {@link FarField} if the bound of that is within its share,
 * else its children are asked, and the points of a leaf are summed one by one. So the errors add up to E at most. No error
 * is ever subtracted from another: bounds are compared node by node, as logarithms.
 */
public final class TreeSum {
    private static final int LEAF = 64;
    private static final int BLOCK = 64;
    private static final int PLANNED = 8; // blocks

    /** Orders of the Hermite expansion by dimension: about as many terms as a leaf has points. */
    private static final int[] HERMITE_ORDERS = {0, 16, 10, 8, 6, 4, 4};

    private static final int MOST_TERMS = 128;

    final KdTree tree;
    final Radial kernel;
    final List<FarField> fields;

    private TreeSum(KdTree tree, Radial kernel, List<FarField> fields) {
        this.tree = tree;
        this.kernel = kernel;
        this.fields = fields;
    }

    /**
     * Returns the sums over the given points.
     *
     * @param rows n x d row-major, in units of the kernel's scale; taken over
     * @param dimension d
     * @param weights n positive numbers that sum to one; taken over
     * @param kernel k
     * @param threads how many build the tree
     * @param progress hears how far it has come
     */
    static TreeSum of(double[] rows, int dimension, double[] weights, Radial kernel, int threads, Progress progress) {
        int hermite =
                kernel instanceof Radial.Gaussian && dimension < HERMITE_ORDERS.length ? HERMITE_ORDERS[dimension] : 0;
        KdTree tree = KdTree.build(rows, dimension, weights, LEAF, Math.max(2, hermite), threads, progress);
        List<FarField> fields = new ArrayList<>();
        if (hermite > 0) {
            fields.add(new FarField.Hermite(tree, hermite));
        } else if (kernel instanceof Radial.Power power
                && Monomials.count(dimension, 2 * power.power() + 1) <= MOST_TERMS) {
            fields.add(new FarField.Inside(tree, power.power()));
        }
        if (hermite == 0) {
            fields.add(new FarField.Centroid(tree, kernel));
        }
        return new TreeSum(tree, kernel, List.copyOf(fields));
    }

    /**
     * Returns the logarithms of the sums at every query.
     *
     * @param queries m x d row-major, in units of the kernel's scale; taken over
     * @param logRelative log of the relative tolerance
     * @param logAbsolute log of the absolute one, in units of the sums
     * @return m numbers
     */
    double[] logSums(double[] queries, double logRelative, double logAbsolute, int threads, Progress progress) {
        int m = queries.length / tree.dimension;
        KdTree blocks = KdTree.build(queries, tree.dimension, ones(m), BLOCK, 2, threads, Progress.NONE);
        double[] result = new double[m];
        int leaves = blocks.nodes - blocks.firstLeaf;
        Parallel.run(
                threads,
                leaves,
                () -> {
                    TreeWorker worker = new TreeWorker(this, logRelative, logAbsolute, BLOCK);
                    return i -> worker.sums(blocks, blocks.firstLeaf + i, result);
                },
                "density",
                progress);
        return result;
    }

    /** The work of all queries in pairs of the exact sum, counted by planning some of their blocks. */
    double work(double[] queries, double logRelative) {
        int m = queries.length / tree.dimension;
        KdTree blocks = KdTree.build(queries, tree.dimension, ones(m), BLOCK, 2, 1, Progress.NONE);
        TreeWorker worker = new TreeWorker(this, logRelative, Double.NEGATIVE_INFINITY, BLOCK);
        int leaves = blocks.nodes - blocks.firstLeaf;
        int planned = Math.min(leaves, PLANNED);
        for (int i = 0; i < planned; i++) {
            worker.plan(blocks, blocks.firstLeaf + (int) ((long) i * leaves / planned));
        }
        return worker.work() * leaves / planned;
    }

    private static double[] ones(int m) {
        double[] ones = new double[m];
        Arrays.fill(ones, 1);
        return ones;
    }
}
