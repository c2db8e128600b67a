package io.gramian.kde.inference;

import io.gramian.core.Points;
import io.gramian.kde.DensityModel;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The region where a density is at or above a level, the smallest that holds a given mass (Hyndman, 1996).
 *
 * <p>The level is exact on the line; in more dimensions it is a quantile of log-densities, at the data (each left out of
 * its own) or at draws. Immutable and thread-safe.
 */
public final class HighestDensityRegion {
    private final DensityModel density;
    private final double mass;
    private final double logLevel;

    private HighestDensityRegion(DensityModel density, double mass, double logLevel) {
        this.density = density;
        this.mass = mass;
        this.logLevel = logLevel;
    }

    /**
     * Returns the region on the line that holds the mass exactly: to 1e-9, or the least above it where the density has
     * steps or flat parts.
     *
     * <p>Cost: a scan of the density at 16 places a bandwidth wherever it may be above the level, O(n) each, and some
     * hundreds of passes over the ends of its intervals. From some 7,000 points on, what is narrower than a sixteenth of a
     * bandwidth may be overlooked.
     *
     * @param density a density on the line
     * @param mass between 0 and 1
     * @return the region
     * @throws IllegalArgumentException if the density is not on the line, or the mass not between 0 and 1
     */
    public static HighestDensityRegion exact(DensityModel density, double mass) {
        checkMass(mass);
        return new HighestDensityRegion(density, mass, new LevelSets(density).logLevel(mass));
    }

    /**
     * Returns the region at whose level or above lies the mass of the data, each point judged by the density of the
     * others: it holds about the mass of new data. Cost O(n^2 d).
     *
     * @param density a density of at least two points of positive weight
     * @param mass between 0 and 1
     * @return the region; all of space if more than 1 - mass of the weight lies alone, beyond compact kernels
     * @throws IllegalArgumentException if the mass is not between 0 and 1
     */
    public static HighestDensityRegion leaveOneOut(DensityModel density, double mass) {
        checkMass(mass);
        double level = quantile(density.leaveOneOutLogDensity(), density.weights(), mass);
        return new HighestDensityRegion(density, mass, level);
    }

    /**
     * Returns the region at whose level or above lies the mass of draws from the density: it holds the mass of the
     * density to sqrt(mass (1 - mass) / draws). Cost O(draws n d).
     *
     * @param density a density
     * @param mass between 0 and 1
     * @param draws how many, at least 2
     * @param random the source of randomness
     * @return the region
     * @throws IllegalArgumentException if the mass is not between 0 and 1 or there are fewer than 2 draws
     */
    public static HighestDensityRegion resampled(DensityModel density, double mass, int draws, RandomGenerator random) {
        checkMass(mass);
        double[] values = density.logDensity(Draws.of(density, draws, random));
        double[] weights = new double[draws];
        java.util.Arrays.fill(weights, 1.0 / draws);
        return new HighestDensityRegion(density, mass, quantile(values, weights, mass));
    }

    /**
     * Returns the mass asked for.
     *
     * @return between 0 and 1
     */
    public double mass() {
        return mass;
    }

    /**
     * Returns the logarithm of the level.
     *
     * @return log f on the region's boundary
     */
    public double logLevel() {
        return logLevel;
    }

    /**
     * Returns the density.
     *
     * @return f
     */
    public DensityModel density() {
        return density;
    }

    /**
     * Returns whether each query is in the region, log f(x) at least the level.
     *
     * @param queries m points of dimension d
     * @return m answers
     * @throws IllegalArgumentException if the dimension is another
     */
    public boolean[] contains(Points queries) {
        double[] values = density.logDensity(queries);
        boolean[] inside = new boolean[values.length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = values[i] >= logLevel;
        }
        return inside;
    }

    /**
     * Returns whether a query is in the region.
     *
     * @param query d coordinates
     * @return true if log f(x) is at least the level
     * @throws IllegalArgumentException if the dimension is another or a coordinate is not finite
     */
    public boolean contains(double... query) {
        return contains(Points.ofRowMajor(query, query.length))[0];
    }

    /**
     * Returns the intervals that make up the region of a density on the line.
     *
     * @return rows of lower and upper ends, ascending; none where the level is above the density
     * @throws IllegalArgumentException if the density is not on the line
     */
    public double[][] intervals() {
        return new LevelSets(density).intervals(logLevel);
    }

    /** The highest level with at least the mass of the weight at or above it. */
    private static double quantile(double[] values, double[] weights, double mass) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted((a, b) -> Double.compare(values[b], values[a]))
                .mapToInt(i -> i)
                .toArray();
        double sum = 0;
        double level = values[order[0]];
        for (int r = 0; r < order.length && sum < mass * (1 - 1e-12); r++) {
            if (weights[order[r]] > 0) {
                sum += weights[order[r]];
                level = values[order[r]];
            }
        }
        return level;
    }

    private static void checkMass(double mass) {
        if (!(mass > 0 && mass < 1)) {
            throw new IllegalArgumentException("mass: expected a number between 0 and 1, found " + mass);
        }
    }

    @Override
    public String toString() {
        return "HighestDensityRegion[mass " + mass + ", log f >= " + logLevel + ", of " + density + "]";
    }
}
