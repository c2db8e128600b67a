package io.gramian.kde;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backends;
import io.gramian.kde.internal.selection.NormalScale;
import io.gramian.kde.internal.selection.Sample;
import io.gramian.kde.internal.selection.Selector;
import java.util.Arrays;

/**
 * A rule that chooses the bandwidth from the data when a density is fitted.
 *
 * <pre>{@code
 * KernelDensity.gaussian().withBandwidth(Bandwidth.scott()).fit(x).bandwidth();
 * }</pre>
 *
 * <p>The normal-scale rules multiply the sample covariance S by the square of a factor: H = factor^2 S. With
 * weights, n is the effective sample size 1 / sum w_i^2 and S = sum w_i (x_i - mean)(x_i - mean)' / (1 - sum
 * w_i^2), the weights summing to one. These are the conventions of SciPy's {@code gaussian_kde}; they are
 * scales for the Gaussian kernel.
 */
public final class Bandwidth {
    private final String name;
    private final Selector selector;

    private Bandwidth(String name, Selector selector) {
        this.name = name;
        this.selector = selector;
    }

    /**
     * Returns what this rule chooses for a Gaussian kernel and equally weighted points.
     *
     * @param x n points
     * @return the bandwidth, with the rule's criterion and warnings
     * @throws IllegalArgumentException if the rule is not for data of this dimension
     * @throws NumericalException if the data do not determine a bandwidth, as when the covariance is singular
     */
    public Selection select(Points x) {
        double[] weights = new double[x.size()];
        Arrays.fill(weights, 1.0 / x.size());
        return select(new Sample(x, weights, false, DensityKernel.gaussian(), Backends.auto(), Progress.NONE));
    }

    Selection select(Sample sample) {
        Selector.Choice choice = selector.choose(sample);
        return new Selection(
                this,
                choice.bandwidth(),
                choice.criterion(),
                choice.atBoundary(),
                choice.iterations(),
                choice.warnings());
    }

    /**
     * Returns the rule that takes h as given.
     *
     * @param h positive, in the units of the data
     * @return a rule
     * @throws IllegalArgumentException if h is not positive and finite
     */
    public static Bandwidth of(double h) {
        return of(BandwidthMatrix.scalar(h));
    }

    /**
     * Returns the rule that takes one h for each axis as given.
     *
     * @param h d positive numbers; copied
     * @return a rule
     * @throws IllegalArgumentException if none is given or one is not positive and finite
     */
    public static Bandwidth diagonal(double... h) {
        return of(BandwidthMatrix.diagonal(h));
    }

    /**
     * Returns the rule that takes the matrix H as given.
     *
     * @param h d x d, symmetric and positive definite, in squared units of the data; copied
     * @return a rule
     * @throws IllegalArgumentException if the matrix is not square, finite and symmetric
     * @throws NumericalException if the matrix is not positive definite
     */
    public static Bandwidth matrix(double[][] h) {
        return of(BandwidthMatrix.full(h));
    }

    /**
     * Returns the rule that takes a bandwidth as given.
     *
     * @param bandwidth the bandwidth
     * @return a rule
     */
    public static Bandwidth of(BandwidthMatrix bandwidth) {
        return new Bandwidth("of(" + bandwidth + ")", sample -> {
            bandwidth.checkDimension(sample.x().dimension());
            return Selector.Choice.of(bandwidth);
        });
    }

    /**
     * Returns Scott's rule, H = n^(-2/(d+4)) S (Scott, 1992).
     *
     * @return a rule
     */
    public static Bandwidth scott() {
        return normalScale("scott()", (n, d) -> Math.pow(n, -1.0 / (d + 4)));
    }

    /**
     * Returns Silverman's rule, H = (n (d + 2) / 4)^(-2/(d+4)) S (Silverman, 1986).
     *
     * @return a rule
     */
    public static Bandwidth silverman() {
        return normalScale("silverman()", (n, d) -> Math.pow(n * (d + 2) / 4, -1.0 / (d + 4)));
    }

    /**
     * Returns the normal-scale rule for a derivative of the density, H = (n (d + 2r + 2) / 4)^(-2/(d + 2r + 4)) S, which
     * minimises the asymptotic integrated squared error of the r-th derivatives of a normal density (Chacon, Duong and
     * Wand, 2011): wider than what suits the density itself, which is order 0 and {@link #silverman}.
     *
     * @param order r, 1 for gradients and modes, 2 for Hessians
     * @return a rule
     * @throws IllegalArgumentException if the order is below 0 or above 100
     */
    public static Bandwidth normalReferenceForDerivative(int order) {
        if (order < 0 || order > 100) {
            throw new IllegalArgumentException("derivative order: expected 0 to 100, found " + order);
        }
        return normalScale(
                "normalReferenceForDerivative(" + order + ")",
                (n, d) -> Math.pow(n * (d + 2 * order + 2) / 4, -1.0 / (d + 2 * order + 4)));
    }

    /**
     * Returns the rule H = factor^2 S.
     *
     * @param factor positive
     * @return a rule
     * @throws IllegalArgumentException if the factor is not positive and finite
     */
    public static Bandwidth covarianceFactor(double factor) {
        BandwidthMatrix.scalar(factor); // the same check
        return normalScale("covarianceFactor(" + factor + ")", (n, d) -> factor);
    }

    private static Bandwidth normalScale(String name, NormalScale.Factor factor) {
        return new Bandwidth(name, new NormalScale(name, factor));
    }

    /** Returns the rule's name, with its parameters. */
    @Override
    public String toString() {
        return name;
    }
}
