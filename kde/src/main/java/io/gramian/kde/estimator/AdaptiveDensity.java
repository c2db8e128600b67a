package io.gramian.kde.estimator;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The configuration of a density with a bandwidth of its own at every data point (sample-point estimator), f(x) =
 * sum_i w_i |H|^(-1/2) l_i^(-d) K(H^(-1/2) (x - x_i) / l_i): wide kernels in the tails, narrow ones where data are dense.
 *
 * <p>Immutable. Kernel, H, weights and backend are those of the {@link KernelDensity} it is made from; the factors l_i
 * come from a rule:
 *
 * <ul>
 *   <li>{@link #abramson}: l_i = (p(x_i) / g)^(-alpha), p a pilot density, g the geometric mean of its values at the
 *       data by their weights, and alpha = 1/2, for which the bias is of order h^4 (Abramson, 1982; Silverman, 1986);
 *   <li>{@link #nearestNeighbour}: l_i = r_k(x_i), the Euclidean distance from x_i to its k-th nearest other data
 *       point, so that a scalar bandwidth c means h_i = c r_k(x_i) (Breiman, Meisel and Purcell, 1977).
 * </ul>
 *
 * <pre>{@code
 * AdaptiveModel density = AdaptiveDensity.abramson(KernelDensity.gaussian().withBandwidth(0.3)).fit(x);
 * }</pre>
 */
public final class AdaptiveDensity {
    private final KernelDensity density;
    private final KernelDensity pilot; // null where the factors come from neighbours
    private final double exponent;
    private final int neighbour;
    private final double least;
    private final double most;

    private AdaptiveDensity(
            KernelDensity density, KernelDensity pilot, double exponent, int neighbour, double least, double most) {
        this.density = Objects.requireNonNull(density, "density");
        this.pilot = pilot;
        this.exponent = exponent;
        this.neighbour = neighbour;
        this.least = least;
        this.most = most;
    }

    /**
     * Returns the configuration of Abramson's estimator, with the density of equal bandwidths as its pilot.
     *
     * @param density kernel, bandwidth, weights and backend
     * @return a configuration
     */
    public static AdaptiveDensity abramson(KernelDensity density) {
        return new AdaptiveDensity(density, density, 0.5, 0, 0, Double.POSITIVE_INFINITY);
    }

    /**
     * Returns the configuration in which bandwidths are multiples of the distance to the k-th nearest other point.
     *
     * @param density kernel, weights and backend; its bandwidth is the multiple, in units of that distance
     * @param k 1, 2, ...; points of weight zero do not count
     * @return a configuration
     * @throws IllegalArgumentException if k is below one
     */
    public static AdaptiveDensity nearestNeighbour(KernelDensity density, int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k: expected at least 1, found " + k);
        }
        return new AdaptiveDensity(density, null, 0, k, 0, Double.POSITIVE_INFINITY);
    }

    /**
     * Returns this configuration with another pilot density.
     *
     * @param newPilot fitted to the same points; its weights are its own
     * @return a configuration
     * @throws IllegalStateException if the factors come from neighbours
     */
    public AdaptiveDensity withPilot(KernelDensity newPilot) {
        checkHasPilot();
        return new AdaptiveDensity(
                density, Objects.requireNonNull(newPilot, "pilot"), exponent, neighbour, least, most);
    }

    /**
     * Returns this configuration with another power of the pilot density.
     *
     * @param newExponent alpha, from 0 (equal bandwidths) to 1; 1/d makes kernels as wide as neighbours do
     * @return a configuration
     * @throws IllegalArgumentException if alpha is not between 0 and 1
     * @throws IllegalStateException if the factors come from neighbours
     */
    public AdaptiveDensity withExponent(double newExponent) {
        checkHasPilot();
        if (!(newExponent >= 0 && newExponent <= 1)) {
            throw new IllegalArgumentException("exponent: expected a number from 0 to 1, found " + newExponent);
        }
        return new AdaptiveDensity(density, pilot, newExponent, neighbour, least, most);
    }

    /**
     * Returns this configuration with its factors clipped to a range, so that no outlier gets a kernel without bounds
     * and no group of duplicates one without width.
     *
     * @param newLeast smaller factors become this
     * @param newMost larger factors become this
     * @return a configuration
     * @throws IllegalArgumentException if the range is empty or negative
     */
    public AdaptiveDensity withFactorRange(double newLeast, double newMost) {
        if (!(newLeast >= 0 && newLeast <= newMost && newMost > 0)) {
            throw new IllegalArgumentException(
                    "factor range: expected 0 <= least <= most and most > 0, found " + newLeast + " and " + newMost);
        }
        return new AdaptiveDensity(density, pilot, exponent, neighbour, newLeast, newMost);
    }

    private void checkHasPilot() {
        if (pilot == null) {
            throw new IllegalStateException("factors come from neighbours; a pilot and its exponent are for abramson");
        }
    }

    /**
     * Returns the density of the given points. Cost O(n^2 d), for the pilot at the data or for the neighbours.
     *
     * @param x n points
     * @return a model
     * @throws IllegalArgumentException as {@link KernelDensity#fit(Points)}, or if there are not k other points
     * @throws NumericalException as {@link KernelDensity#fit(Points)}; if the pilot is zero at a point of positive weight,
     *     or k other points coincide with it, and the factors are not clipped
     */
    public AdaptiveModel fit(Points x) {
        DensityModel base = density.fit(x);
        double[] logPilot = pilot == null ? null : (pilot == density ? base : pilot.fit(x)).logDensity(x);
        double[] factors = pilot == null ? neighbourFactors(base) : pilotFactors(base, logPilot);
        int clipped = 0;
        double[] weights = base.weights();
        for (int i = 0; i < factors.length; i++) {
            double within = weights[i] == 0 ? 1 : Math.max(least, Math.min(most, factors[i]));
            clipped += weights[i] > 0 && within != factors[i] ? 1 : 0;
            factors[i] = within;
            if (!(within >= 1e-70 && within <= 1e70)) {
                throw new NumericalException("adaptive bandwidth: the factor of point " + i + " is " + within
                        + (pilot == null
                                ? ", as " + neighbour + " other points coincide with it"
                                : ", as the pilot's log-density there is " + logPilot[i])
                        + "; clip the factors by withFactorRange");
            }
        }
        List<String> warnings = new ArrayList<>(base.selection().warnings());
        if (clipped > 0) {
            warnings.add(clipped + " of " + factors.length + " factors were clipped to " + least + " .. " + most + ".");
        }
        return new AdaptiveModel(base, factors, logPilot, warnings);
    }

    private double[] pilotFactors(DensityModel base, double[] logPilot) {
        double[] weights = base.weights();
        double mean = 0;
        for (int i = 0; i < weights.length; i++) {
            mean += weights[i] == 0 ? 0 : weights[i] * Math.max(logPilot[i], -1e300);
        }
        double logGeometricMean = mean;
        return Arrays.stream(logPilot)
                .map(log -> Math.exp(-exponent * (log - logGeometricMean)))
                .toArray();
    }

    private double[] neighbourFactors(DensityModel base) {
        NearestDistance distances = new NearestDistance(base, neighbour);
        return distances.ofData();
    }

    /** Returns what the factors come from, and the density they are for. */
    @Override
    public String toString() {
        return "AdaptiveDensity[" + (pilot == null ? "neighbour " + neighbour : "abramson, exponent " + exponent) + ", "
                + density + "]";
    }
}
