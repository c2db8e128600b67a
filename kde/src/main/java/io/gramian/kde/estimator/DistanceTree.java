package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.kde.internal.DiscreteNoise;
import io.gramian.kde.internal.DiscreteNoise.Fraction;
import java.math.BigInteger;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;

/**
 * One axis of a structure for distance sums: 2^L cells and the binary tree over them, without its root. A node of w cells
 * holds the number of its points, and the sum of their places about its middle in half cells, whole numbers from -(w - 1)
 * to w - 1 each.
 */
final class DistanceTree {
    private final double lower;
    private final double cell;
    private final int levels;
    private final double[][] counts; // by level, the leaves first
    private final double[][] places;
    private final double[] countScale; // of the noise, by level; zeros before there is any
    private final double[] placeScale;

    private DistanceTree(double lower, double cell, int levels) {
        this.lower = lower;
        this.cell = cell;
        this.levels = levels;
        this.counts = new double[levels][];
        this.places = new double[levels][];
        for (int level = 0; level < levels; level++) {
            counts[level] = new double[1 << levels - level];
            places[level] = new double[1 << levels - level];
        }
        this.countScale = new double[levels];
        this.placeScale = new double[levels];
    }

    /** The exact tree; a point counts as lying in the middle of its cell, or of the cell nearest to it. */
    static DistanceTree of(Points points, int axis, double lower, double upper, int levels) {
        DistanceTree tree = new DistanceTree(lower, (upper - lower) / (1 << levels), levels);
        for (int i = 0; i < points.size(); i++) {
            if (i % 4096 == 0 && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted after " + i + " of " + points.size() + " points");
            }
            int leaf = tree.leaf(points.value(i, axis));
            for (int level = 0; level < levels; level++) {
                int node = leaf >> level;
                tree.counts[level][node]++;
                tree.places[level][node] += tree.place(leaf, level);
            }
        }
        return tree;
    }

    private int leaf(double x) {
        int last = (1 << levels) - 1;
        return (int) Math.max(0, Math.min(last, Math.floor((x - lower) / cell)));
    }

    /** Twice the distance of the leaf's middle from its node's, in cells. */
    private int place(int leaf, int level) {
        int width = 1 << level;
        int first = leaf >> level << level;
        return 2 * (leaf - first) + 1 - width;
    }

    /**
     * The tree with noise that spends epsilon together with the other axes' trees. A point touches L counts and L - 1
     * sums of places on every axis; each of these 2 L - 1 numbers gets the same part of epsilon, and a scale for the
     * largest change, which is 1 or w - 1 for each point that may change.
     */
    DistanceTree withNoise(double epsilon, int axes, int changedPoints, RandomGenerator random) {
        DistanceTree noisy = new DistanceTree(lower, cell, levels);
        for (int level = 0; level < levels; level++) {
            Fraction scale = scale(epsilon, axes, changedPoints, 1);
            noisy.countScale[level] = scale.value();
            add(counts[level], noisy.counts[level], scale, random);
            if (level > 0) {
                scale = scale(epsilon, axes, changedPoints, (1 << level) - 1);
                noisy.placeScale[level] = scale.value();
                add(places[level], noisy.places[level], scale, random);
            }
        }
        return noisy;
    }

    private Fraction scale(double epsilon, int axes, int changedPoints, int change) {
        BigInteger parts = BigInteger.valueOf((long) axes * (2 * levels - 1));
        BigInteger sensitivity = BigInteger.valueOf((long) changedPoints * change);
        return Fraction.of(epsilon).dividedBy(parts.multiply(sensitivity)).inverse();
    }

    private static void add(double[] exact, double[] noisy, Fraction scale, RandomGenerator random) {
        for (int node = 0; node < exact.length; node++) {
            if (node % 4096 == 0 && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted while noise was drawn");
            }
            BigInteger value = BigInteger.valueOf((long) exact[node]);
            noisy[node] = value.add(DiscreteNoise.laplace(scale, random)).doubleValue();
        }
    }

    /** Sum of |x_i - y|. */
    double sum(double y) {
        int leaf = leaf(y);
        double sum = counts[0][leaf] * Math.abs(y - middle(leaf, 0));
        for (int level = 0; level < levels; level++) {
            int node = leaf >> level ^ 1; // the one the path passes by
            double toNode = counts[level][node] * (middle(node, level) - y) + places[level][node] * cell / 2;
            sum += (node & 1) == 1 ? toNode : -toNode;
        }
        return sum;
    }

    /** An upper bound for the variance that noise gives {@link #sum}. */
    double variance(double y) {
        int leaf = leaf(y);
        double own = countScale[0] * (y - middle(leaf, 0));
        double sum = own * own;
        for (int level = 0; level < levels; level++) {
            double ofCount = countScale[level] * (middle(leaf >> level ^ 1, level) - y);
            double ofPlaces = placeScale[level] * cell / 2;
            sum += ofCount * ofCount + ofPlaces * ofPlaces;
        }
        return 2 * sum; // a discrete Laplace number of scale b has a variance of at most 2 b^2
    }

    private double middle(int node, int level) {
        return lower + cell * (1 << level) * (node + 0.5);
    }

    double cell() {
        return cell;
    }

    /** The scales of the noise on counts and on places, by level. */
    double[][] scales() {
        return new double[][] {countScale, placeScale};
    }

    /** The numbers of all nodes, counts and places of each level, as they stand: for tests of what a point changes. */
    double[][][] numbers() {
        return new double[][][] {counts, places};
    }
}
