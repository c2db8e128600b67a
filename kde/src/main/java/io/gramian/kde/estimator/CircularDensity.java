package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.kde.KernelDensity;
import java.util.Objects;

/**
 * The configuration of a density of angles with von Mises kernels: of one angle, f(t) = sum_i w_i exp(kappa cos(t - t_i)) / (2
 * pi I_0(kappa)), or of several on a torus, with products of them (Hall, Watson and Cabrera, 1987; Di Marzio, Panzera
 * and Taylor, 2011).
 *
 * <p>Immutable. Defaults: radians, Taylor's concentration, equal weights, {@link
 * io.gramian.core.backend.Backends#auto()}.
 *
 * <pre>{@code
 * VonMisesFisherModel hours = CircularDensity.vonMises().withPeriod(24).fit(Points.ofColumn(times));
 * }</pre>
 */
public final class CircularDensity {
    private final KernelDensity carrier; // of weights, backend and progress
    private final Concentration concentration;
    private final double period;

    private CircularDensity(KernelDensity carrier, Concentration concentration, double period) {
        this.carrier = carrier;
        this.concentration = Objects.requireNonNull(concentration, "concentration");
        this.period = period;
    }

    /**
     * Returns the configuration for angles in radians.
     *
     * @return a configuration
     */
    public static CircularDensity vonMises() {
        return new CircularDensity(KernelDensity.gaussian(), Concentration.taylor(), 2 * Math.PI);
    }

    /**
     * Returns this configuration for angles in another unit: 360 for degrees, 24 for hours. Densities are per unit.
     *
     * @param newPeriod the length of a turn, positive
     * @return a configuration
     * @throws IllegalArgumentException if the period is not from 1e-150 to 1e150
     */
    public CircularDensity withPeriod(double newPeriod) {
        if (!(newPeriod >= 1e-150 && newPeriod <= 1e150)) {
            throw new IllegalArgumentException(
                    "period: expected a positive number from 1e-150 to 1e150, found " + newPeriod);
        }
        return new CircularDensity(carrier, concentration, newPeriod);
    }

    /**
     * Returns this configuration with a given concentration.
     *
     * @param kappa from 1e-12 to 1e12
     * @return a configuration
     * @throws IllegalArgumentException if kappa is out of range
     */
    public CircularDensity withConcentration(double kappa) {
        return withConcentration(Concentration.of(kappa));
    }

    /**
     * Returns this configuration with another rule for the concentration.
     *
     * @param newConcentration chooses kappa at fitting
     * @return a configuration
     */
    public CircularDensity withConcentration(Concentration newConcentration) {
        return new CircularDensity(carrier, newConcentration, period);
    }

    /**
     * Returns this configuration with a weight for every point.
     *
     * @param weights n finite numbers, none negative, not all zero; they need not sum to one; copied
     * @return a configuration
     * @throws IllegalArgumentException if a weight is negative or not finite, or all are zero
     */
    public CircularDensity withWeights(double... weights) {
        return new CircularDensity(carrier.withWeights(weights), concentration, period);
    }

    /**
     * Returns this configuration on another backend.
     *
     * @param backend where the model computes
     * @return a configuration
     */
    public CircularDensity withBackend(Backend backend) {
        return new CircularDensity(carrier.withBackend(backend), concentration, period);
    }

    /**
     * Returns this configuration, whose model reports the progress of long evaluations.
     *
     * @param progress hears how far the work has come
     * @return a configuration
     */
    public CircularDensity withProgress(Progress progress) {
        return new CircularDensity(carrier.withProgress(progress), concentration, period);
    }

    /**
     * Returns the density of the given angles.
     *
     * @param angles n points of one or more angles, each any number
     * @return a model
     * @throws IllegalArgumentException if the number of weights is not n, or the rule is for one angle and there are more
     * @throws io.gramian.core.NumericalException if the angles do not determine a concentration
     */
    public VonMisesFisherModel fit(Points angles) {
        Embedding embedding = Embedding.ofAngles(period);
        Points unit = embedding.apply("angles", angles);
        Concentration.Choice choice = concentration.choose(carrier, unit, embedding);
        return VonMisesFisherModel.of(carrier, unit, embedding, choice.kappa(), choice.warnings());
    }

    /** Returns rule and period. */
    @Override
    public String toString() {
        return "CircularDensity[concentration " + concentration + ", period " + period + "]";
    }
}
