package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.kde.Density;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.internal.Logs;
import io.gramian.kde.internal.WeightedChoice;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A density of angles or directions with von Mises-Fisher kernels, f(x) = sum_i w_i C(kappa) exp(kappa x.x_i), from {@link
 * CircularDensity} or {@link SphericalDensity}.
 *
 * <p>Since exp(kappa (x.x_i - 1)) = exp(-kappa |x - x_i|^2 / 2), it is a sum of Gaussians of unit vectors with another
 * normaliser, in the log domain and without overflow for any kappa. Cost O(n d) a query. Close points keep their
 * distance to about 1e-16, so that a log-density is good to about 1e-14 up to kappa = 1e4 and 1e-13 at 1e6.
 */
public final class VonMisesFisherModel implements Density {
    private final DensityModel base;
    private final Embedding embedding;
    private final double kappa;
    private final List<String> warnings;
    private final double logFactor;

    private VonMisesFisherModel(DensityModel base, Embedding embedding, double kappa, List<String> warnings) {
        this.base = base;
        this.embedding = embedding;
        this.kappa = kappa;
        this.warnings = List.copyOf(warnings);
        this.logFactor = blocks() * (VonMisesFisher.logNormaliser(embedding.block(), kappa) + embedding.logUnit())
                - base.kernel().logNormaliser(base.dimension());
    }

    static VonMisesFisherModel of(
            KernelDensity carrier, Points unit, Embedding embedding, double kappa, List<String> warnings) {
        DensityModel base = carrier.withBandwidth(1 / Math.sqrt(kappa)).fit(unit);
        return new VonMisesFisherModel(base, embedding, kappa, warnings);
    }

    private int blocks() {
        return base.dimension() / embedding.block();
    }

    /**
     * Returns the number of coordinates of a query.
     *
     * @return the number of angles, or d for directions in R^d
     */
    @Override
    public int dimension() {
        return embedding.isOfAngles() ? blocks() : base.dimension();
    }

    /**
     * Returns the log-density at every query: per unit of angle, or of the surface of the sphere.
     *
     * @param queries m points: any angles, or unit vectors
     * @return m finite numbers
     * @throws IllegalArgumentException if the dimension is another, or a query is no unit vector
     */
    @Override
    public double[] logDensity(Points queries) {
        Axes.check(queries, dimension());
        return Logs.plus(base.logDensity(embedding.apply("queries", queries)), logFactor);
    }

    /**
     * Returns the leave-one-out log-density at every data point, as {@link DensityModel#leaveOneOutLogDensity}.
     *
     * @return n numbers
     * @throws io.gramian.core.NumericalException if fewer than two points have positive weight
     */
    public double[] leaveOneOutLogDensity() {
        return Logs.plus(base.leaveOneOutLogDensity(), logFactor);
    }

    /**
     * Returns independent draws from the density: a data point by its weight, and a draw from the kernel about it (Wood,
     * 1994).
     *
     * @param count how many, at least 1
     * @param random the source of randomness
     * @return {@code count} points: angles from 0 to the period, or unit vectors
     * @throws IllegalArgumentException if the count is below one, or too many numbers are asked for
     */
    public Points sample(int count, RandomGenerator random) {
        int d = base.dimension();
        if (count < 1 || (long) count * d > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "count: expected 1 to " + (Integer.MAX_VALUE - 8) / d + " draws, found " + count);
        }
        WeightedChoice choice = new WeightedChoice(base.isWeighted() ? base.logWeights() : null, base.size());
        double[] unit = new double[count * d];
        for (int r = 0; r < count; r++) {
            System.arraycopy(base.points().row(choice.pick(random)), 0, unit, r * d, d);
            for (int at = r * d; at < (r + 1) * d; at += embedding.block()) {
                VonMisesFisher.sample(unit, at, embedding.block(), kappa, random);
            }
        }
        return embedding.invert(unit, d);
    }

    /**
     * Returns the concentration of the kernels.
     *
     * @return kappa
     */
    public double concentration() {
        return kappa;
    }

    /**
     * Returns what a reader of the result should know about how the concentration was chosen.
     *
     * @return a sentence each
     */
    public List<String> warnings() {
        return warnings;
    }

    /**
     * Returns the density as one of unit vectors in all of R^D, with Gaussian kernels of bandwidth 1 / sqrt(kappa).
     *
     * @return weights and data as unit vectors
     */
    public DensityModel base() {
        return base;
    }

    /** Returns concentration and size. */
    @Override
    public String toString() {
        return "VonMisesFisherModel[concentration " + kappa + ", " + base.size() + " x " + dimension()
                + (embedding.isOfAngles() ? " angles of period " + embedding.period() : " unit vectors")
                + (base.isWeighted() ? ", weighted, " : ", ") + base.backend() + "]";
    }
}
