package io.gramian.kde;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backends;
import io.gramian.kde.internal.selection.CrossValidation;
import io.gramian.kde.internal.selection.ImprovedSheatherJones;
import io.gramian.kde.internal.selection.NormalReference;
import io.gramian.kde.internal.selection.NormalScale;
import io.gramian.kde.internal.selection.Sample;
import io.gramian.kde.internal.selection.Selector;
import io.gramian.kde.internal.selection.SheatherJones;
import io.gramian.kde.internal.selection.UnivariateRule;
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
 *
 * <p>The rules for one dimension ({@link #nrd0} to {@link #improvedSheatherJones}) seek h for a Gaussian kernel and
 * carry it over to another by canonical scales, h_K = h delta_K / delta_gaussian with delta_K = (R(K) /
 * mu_2(K)^2)^(1/5) (Marron and Nolan, 1988): {@link DensityKernel#logRoughness}, {@link DensityKernel#secondMoment}.
 * With weights, 1/n and 1/n^2 in their formulas become sum w_i^2 and w_i w_j, and n the effective size. Points of
 * weight zero do not count. They throw {@link NumericalException} if fewer than two points differ.
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
     * Returns the normal reference rule with Silverman's cautious factor, h = 0.9 min(sd, IQR / 1.34) n^(-1/5), of one
     * dimension (Silverman, 1986; R's {@code bw.nrd0}).
     *
     * <p>IQR is the interquartile range by quantiles of type 7. Where it is zero the standard deviation stands in, with
     * a warning. Cost O(n log n).
     *
     * @return a rule
     */
    public static Bandwidth nrd0() {
        return univariate("nrd0()", new NormalReference(0.9));
    }

    /**
     * Returns the normal reference rule with Scott's factor, h = 1.06 min(sd, IQR / 1.34) n^(-1/5), of one dimension
     * (Scott, 1992; R's {@code bw.nrd}); otherwise as {@link #nrd0}.
     *
     * @return a rule
     */
    public static Bandwidth nrd() {
        return univariate("nrd()", new NormalReference(1.06));
    }

    /**
     * Returns unbiased (least-squares) cross-validation in one dimension (Rudemo, 1982; Bowman, 1984; R's {@code
     * bw.ucv}): h minimises the integral of f^2 less twice the mean of the leave-one-out density,
     *
     * <pre>
     * UCV(h) = (1/2 + (1/n) sum_(i &lt; j) [exp(-D^2/4) - sqrt(8) exp(-D^2/2)]) / (n h sqrt(pi)),  D = (x_i - x_j) / h
     * </pre>
     *
     * <p>The largest local minimiser on [hmax / 10, hmax], hmax = 1.144 sd n^(-1/5), is taken, for ties and rounding
     * make false minima at small h; minima within five per cent of each other count as one. If there is none, the
     * better end is taken, {@link Selection#atBoundary} is true and a warning says so.
     *
     * <p>Cost O(n log n + G log G) with sums over pairs counted on a grid of G nodes, at least 64 to a bandwidth, where
     * they differ from the exact ones by less than 1e-6 of themselves; exact for small n.
     *
     * @return a rule
     */
    public static Bandwidth ucv() {
        return univariate("ucv()", CrossValidation.UNBIASED);
    }

    /**
     * Returns biased cross-validation in one dimension (Scott and Terrell, 1987; R's {@code bw.bcv}): h minimises an
     * estimate of the asymptotic mean integrated squared error,
     *
     * <pre>
     * BCV(h) = (1 + (1/(32 n)) sum_(i &lt; j) exp(-D^2/4) (D^4 - 12 D^2 + 12)) / (2 n h sqrt(pi)),  D = (x_i - x_j) / h
     * </pre>
     *
     * <p>Searched and computed as {@link #ucv}.
     *
     * @return a rule
     */
    public static Bandwidth bcv() {
        return univariate("bcv()", CrossValidation.BIASED);
    }

    /**
     * Returns the rule of Sheather and Jones that solves the equation h = (R(K) / (n S(g(h))))^(1/5), in one dimension
     * (Sheather and Jones, 1991; R's {@code bw.SJ(method = "ste")}), where S(g) estimates the integral of f''^2 with the
     * pilot bandwidth g(h) = 1.357 (S(a) / T(b))^(1/7) h^(5/7).
     *
     * <p>A good first choice in one dimension. The criterion of its {@link Selection} is the estimated asymptotic mean
     * integrated squared error. A root always exists; it is sought between hmax / 10 and hmax as in {@link #ucv}, with
     * min(sd, IQR / 1.349) for sd, and further out when it is not there. Cost and accuracy as {@link #ucv}.
     *
     * @return a rule
     */
    public static Bandwidth sheatherJones() {
        return univariate("sheatherJones()", SheatherJones.SOLVE_THE_EQUATION);
    }

    /**
     * Returns the direct plug-in rule of Sheather and Jones in one dimension, h = (R(K) / (n S(g)))^(1/5) with the
     * pilot bandwidth g = (2.394 / (n T(b)))^(1/7) (Sheather and Jones, 1991; R's {@code bw.SJ(method = "dpi")});
     * otherwise as {@link #sheatherJones}.
     *
     * @return a rule
     */
    public static Bandwidth sheatherJonesPlugIn() {
        return univariate("sheatherJonesPlugIn()", SheatherJones.DIRECT_PLUG_IN);
    }

    /**
     * Returns the improved Sheather-Jones rule in one dimension (Botev, Grotowski and Kroese, 2010), which refers to no
     * normal distribution anywhere and so resolves modes that lie far apart.
     *
     * <p>The sample is binned on a grid over its range and a tenth more on either side, of 2^14 cells or of as many as
     * put four into h, up to 2^20; the grid moves h by less than a thousandth of itself. The n of the method is the
     * number of distinct values, at most the effective size; a warning says so when less than half are distinct. Where
     * the fixed point does not exist, as for a handful of points, or outliers lie too far for the grid, the answer is
     * that of {@link #sheatherJones}, with a warning.
     * The criterion is as there. Cost O(n log n).
     *
     * @return a rule
     */
    public static Bandwidth improvedSheatherJones() {
        return univariate("improvedSheatherJones()", new ImprovedSheatherJones());
    }

    private static Bandwidth univariate(String name, UnivariateRule.Search search) {
        return new Bandwidth(name, new UnivariateRule(name, search));
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
