package io.gramian.kde.inference;

import io.gramian.core.Points;
import io.gramian.kde.DensityModel;
import io.gramian.kde.internal.inference.Checks;
import java.util.Arrays;
import java.util.Objects;

/**
 * A fitted {@link DensityClassifier}: a density and a prior for each class. Immutable and thread-safe.
 *
 * <p>Throughout, k is the number of classes, which are numbered in ascending order of their labels.
 */
public final class ClassifierModel {
    private final Points x;
    private final int[] classes;
    private final int[][] members;
    private final DensityModel[] densities;
    private final double[] weights; // of the points, summing to one
    private final double[] priors; // null for the classes' shares
    private final double threshold;

    ClassifierModel(
            Points x,
            int[] classes,
            int[][] members,
            DensityModel[] densities,
            double[] weights,
            double[] priors,
            double threshold) {
        this.x = x;
        this.classes = classes;
        this.members = members;
        this.densities = densities;
        this.weights = weights == null ? equalWeights(x.size()) : weights;
        this.priors = priors;
        this.threshold = threshold;
    }

    private static double[] equalWeights(int n) {
        double[] equal = new double[n];
        Arrays.fill(equal, 1.0 / n);
        return equal;
    }

    /**
     * Returns the classes of the queries. Cost O(n m d), as one density of all points.
     *
     * @param queries m points of dimension d
     * @return labels and posteriors
     * @throws IllegalArgumentException if the dimension is another
     */
    public Classification classify(Points queries) {
        Checks.dimension("queries", queries, x.dimension());
        double[][] joint = new double[queries.size()][classes.length];
        double[] fitted = priors();
        for (int c = 0; c < classes.length; c++) {
            double[] logDensity = densities[c].logDensity(queries);
            for (int i = 0; i < logDensity.length; i++) {
                joint[i][c] = Math.log(fitted[c]) + logDensity[i];
            }
        }
        return new Classification(classes, joint, threshold);
    }

    /**
     * Returns the classes of the data points, each by the classifier of all others: its own density and, unless priors
     * were given, the shares of the classes are those without it. The bandwidths stay as fitted. Cost O(n^2 d).
     *
     * @return n labels and posteriors
     */
    public Classification leaveOneOut() {
        double[][] joint = new double[x.size()][classes.length];
        double[] fitted = priors();
        for (int c = 0; c < classes.length; c++) {
            double[] logDensity = densities[c].logDensity(x);
            double[] own = leaveOneOut(densities[c]);
            boolean[] isOwn = new boolean[x.size()];
            for (int r = 0; r < own.length; r++) {
                logDensity[members[c][r]] = own[r];
                isOwn[members[c][r]] = true;
            }
            for (int i = 0; i < logDensity.length; i++) {
                joint[i][c] = logDensity[i] + logPriorWithout(i, fitted[c], isOwn[i]);
            }
        }
        return new Classification(classes, joint, threshold);
    }

    private double logPriorWithout(int i, double prior, boolean isOwn) {
        if (priors != null || weights[i] == 1) {
            return Math.log(prior);
        }
        return Math.log(Math.max(0, isOwn ? prior - weights[i] : prior) / (1 - weights[i]));
    }

    /** Leave-one-out densities; negative infinity at a point that has all the weight of its class. */
    private static double[] leaveOneOut(DensityModel density) {
        double[] own = density.weights();
        int positive = -1;
        for (int i = 0; i < own.length; i++) {
            if (own[i] > 0) {
                if (positive >= 0) {
                    return density.leaveOneOutLogDensity();
                }
                positive = i;
            }
        }
        double[] logDensity = density.logDensity(density.points());
        logDensity[positive] = Double.NEGATIVE_INFINITY;
        return logDensity;
    }

    /**
     * Returns the labels of the classes.
     *
     * @return k labels in ascending order, a new array
     */
    public int[] classes() {
        return classes.clone();
    }

    /**
     * Returns the priors.
     *
     * @return k numbers that sum to one, a new array
     */
    public double[] priors() {
        if (priors != null) {
            return priors.clone();
        }
        double[] shares = new double[classes.length];
        for (int c = 0; c < shares.length; c++) {
            for (int i : members[c]) {
                shares[c] += weights[i];
            }
        }
        return shares;
    }

    /**
     * Returns the density of a class.
     *
     * @param c the class, 0 to k - 1
     * @return f_c
     * @throws IndexOutOfBoundsException if there is no such class
     */
    public DensityModel density(int c) {
        return densities[Objects.checkIndex(c, densities.length)];
    }

    /** Returns the number of classes and points. */
    @Override
    public String toString() {
        return "ClassifierModel[" + classes.length + " classes, " + x.size() + " x " + x.dimension() + "]";
    }
}
