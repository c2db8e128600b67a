package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.kde.Density;
import io.gramian.kde.DensityModel;
import java.util.List;
import java.util.random.RandomGenerator;

/** A score-debiased density, from {@link ScoreDebiasedDensity}: the plain density of moved points. */
public final class ScoreDebiasedModel implements Density {
    private final DensityModel base;
    private final DensityModel moved;
    private final int unmoved;
    private final List<String> warnings;

    ScoreDebiasedModel(DensityModel base, DensityModel moved, int unmoved, List<String> warnings) {
        this.base = base;
        this.moved = moved;
        this.unmoved = unmoved;
        this.warnings = List.copyOf(warnings);
    }

    @Override
    public int dimension() {
        return moved.dimension();
    }

    @Override
    public double[] logDensity(Points queries) {
        return moved.logDensity(queries);
    }

    /**
     * Returns independent draws from the density.
     *
     * @param count how many, at least 1
     * @param random the source of randomness
     * @return {@code count} points of dimension d
     * @throws IllegalArgumentException if the count is below one, or too many numbers are asked for
     */
    public Points sample(int count, RandomGenerator random) {
        return moved.sample(count, random);
    }

    /**
     * Returns this density as the plain one of the moved points, for all else that can be asked of one.
     *
     * @return the model of the moved points
     */
    public DensityModel moved() {
        return moved;
    }

    /**
     * Returns the plain density of the points as they were.
     *
     * @return kernel, bandwidth, weights and data
     */
    public DensityModel base() {
        return base;
    }

    /**
     * Returns how many points of positive weight stayed where they were.
     *
     * @return points whose score rests on fewer than two others
     */
    public int unmoved() {
        return unmoved;
    }

    /**
     * Returns what a reader of the result should know: how many points were not moved, and what the bandwidth rule warned
     * of.
     *
     * @return a sentence each
     */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns how many points were moved, and the density. */
    @Override
    public String toString() {
        return "ScoreDebiasedModel[" + unmoved + " points not moved, " + moved + "]";
    }
}
