package io.gramian.kde;

import io.gramian.core.Points;

/**
 * Anything that has a density at every point of its space.
 *
 * <p>Implementations are immutable and thread-safe unless they say otherwise.
 */
public interface Density {
    /**
     * Returns the dimension of the points.
     *
     * @return d
     */
    int dimension();

    /**
     * Returns the log-density at every query.
     *
     * @param queries m points of dimension d
     * @return m numbers log f(x); negative infinity where the density is zero, NaN where an estimator that may be
     *     negative is
     * @throws IllegalArgumentException if the dimension is another, or a query is not in the density's domain
     */
    double[] logDensity(Points queries);

    /**
     * Returns the density at every query.
     *
     * @param queries m points of dimension d
     * @return m numbers f(x)
     * @throws IllegalArgumentException as {@link #logDensity(Points)}
     */
    default double[] density(Points queries) {
        double[] values = logDensity(queries);
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.exp(values[i]);
        }
        return values;
    }

    /**
     * Returns the log-density at one query.
     *
     * @param query d coordinates
     * @return log f(x)
     * @throws IllegalArgumentException as {@link #logDensity(Points)}, or if a coordinate is not finite
     */
    default double logDensity(double... query) {
        return logDensity(Points.ofRowMajor(query, query.length))[0];
    }

    /**
     * Returns the density at one query.
     *
     * @param query d coordinates
     * @return f(x)
     * @throws IllegalArgumentException as {@link #logDensity(Points)}, or if a coordinate is not finite
     */
    default double density(double... query) {
        return density(Points.ofRowMajor(query, query.length))[0];
    }
}
