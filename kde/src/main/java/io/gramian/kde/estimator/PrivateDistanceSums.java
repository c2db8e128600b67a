package io.gramian.kde.estimator;

import io.gramian.core.Points;

/**
 * Sums of L1 distances released under differential privacy, as {@link PrivateDistances} describes them: may be published
 * and asked any number of queries. Immutable and thread-safe.
 */
public final class PrivateDistanceSums {
    private final DistanceTree[] trees;
    private final PrivacyBudget budget;
    private final NeighbouringData neighbours;

    PrivateDistanceSums(DistanceTree[] trees, PrivacyBudget budget, NeighbouringData neighbours) {
        this.trees = trees;
        this.budget = budget;
        this.neighbours = neighbours;
    }

    /**
     * Returns the sum of the L1 distances of all points from y, without bias but for the rounding to cells.
     *
     * @param y d coordinates, inside the box or not
     * @return sum_i |x_i - y|_1, which noise may make negative. Cost O(d L)
     * @throws IllegalArgumentException if the dimension is another or a coordinate is not finite
     */
    public double sum(double... y) {
        return sums(Points.ofRowMajor(y, Math.max(1, y.length)))[0];
    }

    /**
     * Returns the sums of the L1 distances of all points from each query.
     *
     * @param queries q points of dimension d
     * @return q numbers. Cost O(q d L)
     * @throws IllegalArgumentException if the dimension is another
     */
    public double[] sums(Points queries) {
        Coordinates.checkDimension("queries", queries.dimension(), trees.length);
        double[] sums = new double[queries.size()];
        for (int i = 0; i < sums.length; i++) {
            for (int k = 0; k < trees.length; k++) {
                sums[i] += trees[k].sum(queries.value(i, k));
            }
        }
        return sums;
    }

    /**
     * Returns the standard deviation that the noise gives the sum at y: about d^1.5 L^1.5 R / epsilon for a box of side R,
     * whatever the number of points.
     *
     * @param y d coordinates
     * @return an upper bound, in the units of the sum; depends on public numbers alone
     * @throws IllegalArgumentException if the dimension is another
     */
    public double noiseDeviation(double... y) {
        Coordinates.checkDimension("query", y.length, trees.length);
        double variance = 0;
        for (int k = 0; k < trees.length; k++) {
            variance += trees[k].variance(y[k]);
        }
        return Math.sqrt(variance);
    }

    /**
     * Returns by how much the rounding to cells can change the distance of one point inside the box from any y.
     *
     * @return half the sum of the cells' sides
     */
    public double roundingBound() {
        double sum = 0;
        for (DistanceTree tree : trees) {
            sum += tree.cell() / 2;
        }
        return sum;
    }

    /**
     * Returns what the release cost.
     *
     * @return epsilon
     */
    public PrivacyBudget budget() {
        return budget;
    }

    /**
     * Returns what is protected.
     *
     * @return the relation of neighbours
     */
    public NeighbouringData neighbours() {
        return neighbours;
    }

    /**
     * Returns the dimension.
     *
     * @return d
     */
    public int dimension() {
        return trees.length;
    }

    /** Returns dimension, budget and relation. */
    @Override
    public String toString() {
        return "PrivateDistanceSums[d = " + trees.length + ", " + budget + ", " + neighbours + "]";
    }
}
