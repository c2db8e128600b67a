package io.gramian.dpp.leastsquares;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.continuous.SampledDensity;
import io.gramian.dpp.internal.Checks;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/**
 * A probability measure nu = w^-1 mu with its weight w, from which single points of a design come. Immutable; thread-safe
 * where the given functions are.
 */
public final class SamplingMeasure {
    /** Times the expected number of draws; a right norm needs so many with a probability of exp(-1000). */
    private static final double PATIENCE = 1000;

    private final Weight weight;
    private final BiFunction<OrthonormalBasis, RandomGenerator, double[]> sampler;

    private SamplingMeasure(Weight weight, BiFunction<OrthonormalBasis, RandomGenerator, double[]> sampler) {
        this.weight = weight;
        this.sampler = sampler;
    }

    /**
     * Returns the optimal measure of the basis, of density |phi|^2 / m to mu.
     *
     * @return nu_m with the weight {@link Weight#optimal()}
     */
    public static SamplingMeasure optimal() {
        return new SamplingMeasure(Weight.optimal(), OrthonormalBasis::sampleOptimal);
    }

    /**
     * Returns the reference measure of the basis.
     *
     * @return mu with the weight {@link Weight#reference()}
     */
    public static SamplingMeasure reference() {
        return new SamplingMeasure(Weight.reference(), OrthonormalBasis::sampleReference);
    }

    /**
     * Returns the measure of {@link Weight#mixture(PointwiseBound)}: a fair coin between the optimal measure and the one of
     * density kappa^2 / ||kappa||^2 to mu, which is drawn by rejection from mu.
     *
     * @param kappa what bounds a function at a point by its norm
     * @return the mixture
     */
    public static SamplingMeasure mixture(PointwiseBound kappa) {
        return new SamplingMeasure(
                Weight.mixture(kappa),
                (basis, random) -> random.nextBoolean() ? basis.sampleOptimal(random) : tilted(kappa, basis, random));
    }

    /**
     * Returns a given measure.
     *
     * @param weight w, with an integral of 1/w under mu of 1
     * @param sampler draws a point from w^-1 mu
     * @return the measure; that sampler and weight fit is not checked
     */
    public static SamplingMeasure of(Weight weight, BiFunction<OrthonormalBasis, RandomGenerator, double[]> sampler) {
        return new SamplingMeasure(
                Objects.requireNonNull(weight, "weight"), Objects.requireNonNull(sampler, "sampler"));
    }

    /**
     * Returns the weight.
     *
     * @return w, with nu = w^-1 mu
     */
    public Weight weight() {
        return weight;
    }

    /**
     * Returns the measure for one basis.
     *
     * @param basis the space, whose mu is the reference measure
     * @return nu by its density 1/w to mu
     */
    public SampledDensity in(OrthonormalBasis basis) {
        return SampledDensity.of(
                x -> 1 / weight.at(x, basis.inverseChristoffel(x), basis.size()), random -> sample(basis, random));
    }

    /**
     * Returns a point.
     *
     * @param basis the space, whose mu is the reference measure
     * @param random where the draw comes from
     * @return d coordinates
     */
    public double[] sample(OrthonormalBasis basis, RandomGenerator random) {
        return sampler.apply(basis, random);
    }

    /**
     * Returns independent points.
     *
     * @param basis the space, whose mu is the reference measure
     * @param n their number, at least 1
     * @param random where the draws come from
     * @return n points
     * @throws IllegalArgumentException if n is below 1
     */
    public Points sample(OrthonormalBasis basis, int n, RandomGenerator random) {
        double[][] rows = new double[Checks.atLeast("n", 1, n)][];
        for (int i = 0; i < n; i++) {
            rows[i] = sample(basis, random);
        }
        return Points.of(rows);
    }

    private static double[] tilted(PointwiseBound kappa, OrthonormalBasis basis, RandomGenerator random) {
        double ratio = kappa.supremum() / kappa.norm();
        double most = PATIENCE * Math.max(1, ratio * ratio);
        for (long tries = 0; tries < most; tries++) {
            Checks.checkInterrupted("drawing from kappa^2 mu");
            double[] x = basis.sampleReference(random);
            double share = kappa.at(x) / kappa.supremum();
            if (random.nextDouble() < share * share) {
                return x;
            }
        }
        throw new NumericalException(
                "kappa: none of " + (long) most + " draws from mu was accepted, a thousand times as many"
                        + " as its norm " + kappa.norm() + " and its supremum " + kappa.supremum()
                        + " let expect; the norm is too large");
    }
}
