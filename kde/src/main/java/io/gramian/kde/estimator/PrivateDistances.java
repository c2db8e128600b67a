package io.gramian.kde.estimator;

import io.gramian.core.Points;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The configuration of a private structure for sums of L1 distances, sum_i |x_i - y|_1 for any y (Backurs, Lin, Mahabadi,
 * Silwal and Tarnawski, 2024; without geometric intervals, as Liu et al., 2024).
 *
 * <p>On every axis the box is cut into 2^L equal cells, over which a balanced binary tree keeps, in each node, how many
 * points there are and the sum of their places about the node's middle, with discrete Laplace noise on both. A query adds
 * up L nodes: those that its path from the root passes by. Points outside the box count as lying on its boundary.
 *
 * <p>Immutable; every {@code withX} returns a new configuration. What {@link PrivateDensity} says of random numbers and of
 * choices that depend on the data, here the box, holds here too.
 *
 * <pre>{@code
 * PrivateDistanceSums sums = PrivateDistances.within(new double[] {0, 0}, new double[] {10, 10})
 *         .withBudget(PrivacyBudget.pure(1)).release(x, new SecureRandom());
 * double total = sums.sum(3, 4);
 * }</pre>
 */
public final class PrivateDistances {
    private final double[] lower;
    private final double[] upper;
    private final int levels;
    private final PrivacyBudget budget;
    private final NeighbouringData neighbours;

    private PrivateDistances(
            double[] lower, double[] upper, int levels, PrivacyBudget budget, NeighbouringData neighbours) {
        this.lower = lower;
        this.upper = upper;
        this.levels = levels;
        this.budget = budget;
        this.neighbours = neighbours;
    }

    /**
     * Returns the configuration for points in a box that is public and was chosen without looking at the data.
     *
     * @param lower the lower end of each axis
     * @param upper the upper ends
     * @return a configuration with 10 levels, epsilon = 1, and {@link NeighbouringData#ADD_REMOVE}
     * @throws IllegalArgumentException if the lengths differ, there is no axis, or an interval is empty or not finite
     */
    public static PrivateDistances within(double[] lower, double[] upper) {
        if (lower.length == 0 || lower.length != upper.length) {
            throw new IllegalArgumentException("box: expected as many lower as upper ends, at least one, found "
                    + lower.length + " and " + upper.length);
        }
        for (int k = 0; k < lower.length; k++) {
            Domain.checkInterval(lower[k], upper[k], k);
        }
        return new PrivateDistances(
                lower.clone(), upper.clone(), 10, PrivacyBudget.pure(1), NeighbouringData.ADD_REMOVE);
    }

    /**
     * Returns this configuration with other cells: more are finer, and noisier.
     *
     * @param newLevels L for 2^L cells on each axis, 1 to 20
     * @return a configuration
     * @throws IllegalArgumentException if it is out of range
     */
    public PrivateDistances withLevels(int newLevels) {
        if (newLevels < 1 || newLevels > 20) {
            throw new IllegalArgumentException("levels: expected 1 to 20, found " + newLevels);
        }
        return new PrivateDistances(lower, upper, newLevels, budget, neighbours);
    }

    /**
     * Returns this configuration with another budget.
     *
     * @param newBudget with delta = 0
     * @return a configuration
     * @throws IllegalArgumentException if delta is not zero
     */
    public PrivateDistances withBudget(PrivacyBudget newBudget) {
        if (newBudget.delta() != 0) {
            throw new IllegalArgumentException(
                    "budget: distance sums are released with delta = 0 only, found " + newBudget);
        }
        return new PrivateDistances(lower, upper, levels, newBudget, neighbours);
    }

    /**
     * Returns this configuration with another relation of neighbours.
     *
     * @param newNeighbours what is protected
     * @return a configuration
     */
    public PrivateDistances withNeighbours(NeighbouringData newNeighbours) {
        return new PrivateDistances(lower, upper, levels, budget, Objects.requireNonNull(newNeighbours, "neighbours"));
    }

    /**
     * Returns the private structure. Cost O(n d L), and a few microseconds for each of 3 d 2^L noisy numbers.
     *
     * @param points n points, which must be kept secret
     * @param random unguessable: a {@link java.security.SecureRandom} unless for tests
     * @return sums that may be published
     * @throws IllegalArgumentException if the dimension is not the box's
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public PrivateDistanceSums release(Points points, RandomGenerator random) {
        if (points.dimension() != lower.length) {
            throw new IllegalArgumentException(
                    "points: have dimension " + points.dimension() + ", but the box has dimension " + lower.length);
        }
        DistanceTree[] trees = new DistanceTree[lower.length];
        for (int k = 0; k < trees.length; k++) {
            trees[k] = DistanceTree.of(points, k, lower[k], upper[k], levels);
            trees[k] = trees[k].withNoise(budget.epsilon(), trees.length, neighbours.changedPoints(), random);
        }
        return new PrivateDistanceSums(trees, budget, neighbours);
    }

    /** Returns box, levels, budget and relation. */
    @Override
    public String toString() {
        return "PrivateDistances[" + java.util.Arrays.toString(lower) + " to " + java.util.Arrays.toString(upper) + ", "
                + levels + " levels, " + budget + ", " + neighbours + "]";
    }
}
