package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.kde.Density;
import io.gramian.kde.DensityModel;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A density that was estimated after a map of every axis, from {@link TransformedDensity}. An evaluation costs that of
 * the density of the images.
 */
public final class TransformedModel implements Density {
    private final DensityModel base;
    private final AxisTransform[] transforms;

    TransformedModel(DensityModel base, AxisTransform[] transforms) {
        this.base = base;
        this.transforms = transforms;
    }

    static Points apply(AxisTransform[] transforms, Points x) {
        double[][] rows = x.toArray();
        for (double[] row : rows) {
            for (int k = 0; k < row.length; k++) {
                row[k] = transforms[k].apply(row[k]);
            }
        }
        return Points.of(rows);
    }

    @Override
    public int dimension() {
        return base.dimension();
    }

    /**
     * Returns the log-density at every query.
     *
     * @param queries m points of dimension d
     * @return m numbers; negative infinity outside the open support, and where no compact kernel reaches
     * @throws IllegalArgumentException if the dimension is another
     */
    @Override
    public double[] logDensity(Points queries) {
        Axes.check(queries, dimension());
        double[] result = new double[queries.size()];
        Arrays.fill(result, Double.NEGATIVE_INFINITY);
        int[] inside = IntStream.range(0, result.length)
                .filter(i -> IntStream.range(0, transforms.length)
                        .allMatch(k -> transforms[k].contains(queries.value(i, k))))
                .toArray();
        if (inside.length == 0) {
            return result;
        }
        double[] logs = base.logDensity(apply(transforms, queries.select(inside)));
        for (int r = 0; r < inside.length; r++) {
            double log = logs[r];
            for (int k = 0; k < transforms.length; k++) {
                log += transforms[k].logSlope(queries.value(inside[r], k));
            }
            result[inside[r]] = log;
        }
        return result;
    }

    /**
     * Returns independent draws from the density: draws from that of the images, mapped back.
     *
     * @param count how many, at least 1
     * @param random the source of randomness
     * @return {@code count} points strictly within the supports
     * @throws IllegalArgumentException if the count is below one, or too many numbers are asked for
     */
    public Points sample(int count, RandomGenerator random) {
        double[][] rows = base.sample(count, random).toArray();
        for (double[] row : rows) {
            for (int k = 0; k < row.length; k++) {
                row[k] = transforms[k].invert(row[k]);
            }
        }
        return Points.of(rows);
    }

    /**
     * Returns the density of the images.
     *
     * @return kernel, bandwidth, weights and mapped data
     */
    public DensityModel base() {
        return base;
    }

    /** Returns the maps and the density of the images. */
    @Override
    public String toString() {
        return "TransformedModel[" + Arrays.toString(transforms) + ", " + base + "]";
    }
}
