package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Neighbours;
import io.gramian.kde.Density;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;

/**
 * An estimate whose bandwidth follows the query, from {@link BalloonDensity}: values like those of a density, which do not
 * integrate to one, nor to anything finite. So there is nothing to draw from it.
 *
 * <p>An evaluation costs O(n d) a query for its neighbours and, with a kernel, as much again for the sum. Where k data
 * points coincide with a query the value is infinite.
 */
public final class BalloonModel implements Density {
    private final DensityModel base;
    private final int k;
    private final boolean isCount;
    private final NearestDistance nearest;

    BalloonModel(DensityModel base, int k, boolean isCount) {
        this.base = base;
        this.k = k;
        this.isCount = isCount;
        this.nearest = new NearestDistance(base, k);
        nearest.check();
    }

    @Override
    public int dimension() {
        return base.dimension();
    }

    /**
     * Returns the distance from every query to its k-th nearest data point.
     *
     * @param queries m points of dimension d
     * @return m numbers, not negative
     * @throws IllegalArgumentException if the dimension is another
     */
    public double[] distance(Points queries) {
        return distances(nearest.of(queries));
    }

    private double[] distances(Neighbours neighbours) {
        double[] distances = new double[neighbours.size()];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = Math.sqrt(neighbours.distance(i, k - 1));
        }
        return distances;
    }

    /**
     * Returns the logarithm of the estimate at every query.
     *
     * @param queries m points of dimension d
     * @return m numbers; positive infinity where k data points coincide with the query, negative infinity where no
     *     compact kernel reaches
     * @throws IllegalArgumentException if the dimension is another
     */
    @Override
    public double[] logDensity(Points queries) {
        Neighbours neighbours = nearest.of(queries);
        double[] distances = distances(neighbours);
        return isCount ? counted(neighbours, distances) : summed(queries, distances);
    }

    private double[] counted(Neighbours neighbours, double[] distances) {
        double[] weights = base.weights();
        double logBall = DensityKernel.tophat().logNormaliser(dimension());
        double[] logs = new double[distances.length];
        for (int i = 0; i < logs.length; i++) {
            double mass = 0;
            for (int rank = 0; rank < k; rank++) {
                mass += weights[nearest.place(neighbours.index(i, rank))];
            }
            logs[i] = Math.log(mass) + logBall - dimension() * Math.log(distances[i]);
        }
        return logs;
    }

    private double[] summed(Points queries, double[] distances) {
        double[] scales = distances.clone();
        for (int i = 0; i < scales.length; i++) {
            scales[i] = scales[i] < 1e-70 ? 1 : scales[i];
        }
        try (Gram gram = base.gram(queries)) {
            double[] logs = gram.withScales(scales, null).logRowSums(base.logWeights());
            double logNormaliser = base.kernel().logNormaliser(dimension());
            for (int i = 0; i < logs.length; i++) {
                logs[i] = distances[i] < 1e-70
                        ? Double.POSITIVE_INFINITY
                        : logs[i] + logNormaliser - dimension() * Math.log(scales[i]);
            }
            return logs;
        }
    }

    /**
     * Returns the data with their kernel and weights.
     *
     * @return the model of which the bandwidth is multiplied by the distance
     */
    public DensityModel base() {
        return base;
    }

    /** Returns k and the data, and that this is no density. */
    @Override
    public String toString() {
        return "BalloonModel[k = " + k + ", does not integrate to one, " + base + "]";
    }
}
