package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.kde.KernelDensity;
import java.util.Objects;

/**
 * The configuration of a density of directions, unit vectors of R^d, with von Mises-Fisher kernels: f(x) = sum_i w_i
 * C(kappa) exp(kappa x.x_i), C(kappa) = kappa^(d/2-1) / ((2 pi)^(d/2) I_(d/2-1)(kappa)), a density about the surface of
 * the sphere (Hall, Watson and Cabrera, 1987).
 *
 * <p>Immutable. Defaults: the concentration by likelihood cross-validation, equal weights, {@link
 * io.gramian.core.backend.Backends#auto()}.
 */
public final class SphericalDensity {
    private final KernelDensity carrier; // of weights, backend and progress
    private final Concentration concentration;

    private SphericalDensity(KernelDensity carrier, Concentration concentration) {
        this.carrier = carrier;
        this.concentration = Objects.requireNonNull(concentration, "concentration");
    }

    /**
     * Returns the configuration.
     *
     * @return a configuration
     */
    public static SphericalDensity vonMisesFisher() {
        return new SphericalDensity(KernelDensity.gaussian(), Concentration.likelihoodCrossValidation());
    }

    /**
     * Returns this configuration with a given concentration.
     *
     * @param kappa from 1e-12 to 1e12
     * @return a configuration
     * @throws IllegalArgumentException if kappa is out of range
     */
    public SphericalDensity withConcentration(double kappa) {
        return withConcentration(Concentration.of(kappa));
    }

    /**
     * Returns this configuration with another rule for the concentration.
     *
     * @param newConcentration chooses kappa at fitting
     * @return a configuration
     */
    public SphericalDensity withConcentration(Concentration newConcentration) {
        return new SphericalDensity(carrier, newConcentration);
    }

    /**
     * Returns this configuration with a weight for every point.
     *
     * @param weights n finite numbers, none negative, not all zero; they need not sum to one; copied
     * @return a configuration
     * @throws IllegalArgumentException if a weight is negative or not finite, or all are zero
     */
    public SphericalDensity withWeights(double... weights) {
        return new SphericalDensity(carrier.withWeights(weights), concentration);
    }

    /**
     * Returns this configuration on another backend.
     *
     * @param backend where the model computes
     * @return a configuration
     */
    public SphericalDensity withBackend(Backend backend) {
        return new SphericalDensity(carrier.withBackend(backend), concentration);
    }

    /**
     * Returns this configuration, whose model reports the progress of long evaluations.
     *
     * @param progress hears how far the work has come
     * @return a configuration
     */
    public SphericalDensity withProgress(Progress progress) {
        return new SphericalDensity(carrier.withProgress(progress), concentration);
    }

    /**
     * Returns the density of the given directions.
     *
     * @param directions n vectors of R^d, d at least 2, of length one to within 1e-6
     * @return a model
     * @throws IllegalArgumentException if a vector is of another length, d is 1, the number of weights is not n, or the
     *     rule is for angles
     * @throws io.gramian.core.NumericalException if the directions do not determine a concentration
     */
    public VonMisesFisherModel fit(Points directions) {
        if (directions.dimension() < 2) {
            throw new IllegalArgumentException("directions: expected unit vectors of dimension 2 or more, found 1");
        }
        Embedding embedding = Embedding.ofDirections(directions.dimension());
        Points unit = embedding.apply("directions", directions);
        Concentration.Choice choice = concentration.choose(carrier, unit, embedding);
        return VonMisesFisherModel.of(carrier, unit, embedding, choice.kappa(), choice.warnings());
    }

    /** Returns the rule. */
    @Override
    public String toString() {
        return "SphericalDensity[concentration " + concentration + "]";
    }
}
