package io.gramian.kde;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backends;
import io.gramian.kde.internal.selection.CrossValidation;
import io.gramian.kde.internal.selection.ImprovedSheatherJones;
import io.gramian.kde.internal.selection.LikelihoodRule;
import io.gramian.kde.internal.selection.NearestNeighbourRule;
import io.gramian.kde.internal.selection.NormalReference;
import io.gramian.kde.internal.selection.NormalScale;
import io.gramian.kde.internal.selection.PerAxisRule;
import io.gramian.kde.internal.selection.Sample;
import io.gramian.kde.internal.selection.Selector;
import io.gramian.kde.internal.selection.SheatherJones;
import io.gramian.kde.internal.selection.SquaredErrorRule;
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
     * upper end is taken if the criterion falls there and the lower end otherwise, {@link Selection#atBoundary} is true
     * and a warning says so; another warns of a smaller value at an end.
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

    /**
     * Returns the normal reference rule, H = (4 / ((d + 2) n))^(2/(d+4)) S, which is best for normal data in the sense of
     * the asymptotic mean integrated squared error (Wand and Jones, 1995; R's {@code ks::Hns}). The same matrix as {@link
     * #silverman}. Cost O(n d^2).
     *
     * @return a rule
     */
    public static Bandwidth normalReference() {
        return normalScale("normalReference()", (n, d) -> Math.pow(4 / ((d + 2) * n), 1.0 / (d + 4)));
    }

    /**
     * Returns the diagonal bandwidth whose h_k is what a rule chooses for column k alone. Warnings name the axis.
     *
     * @param rule one that chooses a number in one dimension, such as {@link #sheatherJones}
     * @return a rule
     */
    public static Bandwidth perAxis(Bandwidth rule) {
        String name = "perAxis(" + rule + ")";
        return new Bandwidth(name, new PerAxisRule(name, rule.selector, false));
    }

    /**
     * Returns the bandwidth H = sum_k h_k^2 v_k v_k' whose h_k is what a rule chooses for the data along v_k, the k-th
     * unit eigenvector of the covariance. Rotations of the data turn H alike, and so it follows correlations, which
     * {@link #perAxis} does not see.
     *
     * @param rule one that chooses a number in one dimension, such as {@link #improvedSheatherJones}
     * @return a rule; it throws {@link NumericalException} where the covariance is singular
     */
    public static Bandwidth perPrincipalAxis(Bandwidth rule) {
        String name = "perPrincipalAxis(" + rule + ")";
        return new Bandwidth(name, new PerAxisRule(name, rule.selector, true));
    }

    /**
     * Returns {@link #likelihoodCrossValidation(BandwidthShape)} over full matrices.
     *
     * @return a rule
     */
    public static Bandwidth likelihoodCrossValidation() {
        return likelihoodCrossValidation(BandwidthShape.FULL);
    }

    /**
     * Returns leave-one-out likelihood cross-validation (Duin, 1976; Habbema, Hermans and van den Broek, 1974): H maximises
     *
     * <pre>
     * L(H) = sum_i w_i log f_-i(x_i),   f_-i = sum_(j != i) w_j K_H(. - x_j) / (1 - w_i),
     * </pre>
     *
     * an estimate, up to a constant, of minus the Kullback-Leibler divergence; it serves in every regime. The criterion
     * is -L.
     *
     * <p>For the Gaussian kernel by the fixed point H = sum_ij w_i p_ij (x_i - x_j)(x_i - x_j)', p_ij the share of x_j in
     * f_-i(x_i), from the normal reference; no step lowers the likelihood. Iterations are sweeps over all pairs, O(n^2 d)
     * for equal weights and a scalar, O(n^2 d^2) otherwise; ten or so are usual. Accuracy 1e-7 of a single h, 2e-5 of a
     * matrix. From 16,000 points on a climb over some of the rows goes before, counted in sweeps too, and the accuracy is
     * 1e-6 of a single h and 2e-4 of a matrix, far below its sampling error. For another kernel the multiple of the Gaussian's H that is best for that kernel.
     *
     * <p>Fallbacks, each with a warning: beyond 65,536 points the mean over i is taken over some, spread evenly, against
     * all j. Where every point has a copy, and L grows without bound as h falls, copies are merged into one weighted
     * point. Where values repeat along a direction, h is kept above a millionth of its start there and {@link
     * Selection#atBoundary} is true. A compact kernel cannot reach below the largest distance of a nearest neighbour. A
     * singular covariance makes a full H diagonal, a constant column makes it scalar.
     *
     * @param shape the matrices to choose among
     * @return a rule
     */
    public static Bandwidth likelihoodCrossValidation(BandwidthShape shape) {
        String name = "likelihoodCrossValidation(" + shape + ")";
        return new Bandwidth(name, new LikelihoodRule(name, shape, LikelihoodRule.Start.NORMAL_REFERENCE));
    }

    /**
     * Returns {@link #leastSquaresCrossValidation(BandwidthShape)} over full matrices.
     *
     * @return a rule
     */
    public static Bandwidth leastSquaresCrossValidation() {
        return leastSquaresCrossValidation(BandwidthShape.FULL);
    }

    /**
     * Returns unbiased (least-squares) cross-validation (Rudemo, 1982; Bowman, 1984; R's {@code ks::Hlscv}): H minimises
     *
     * <pre>
     * LSCV(H) = sum_ij w_i w_j phi_2H(x_i - x_j) - 2 sum_(i != j) w_i w_j phi_H(x_i - x_j) / (1 - sum w_i^2),
     * </pre>
     *
     * the integrated squared error up to a constant, without bias. It varies much and has several minima; see {@link
     * #smoothedCrossValidation} and {@link #plugIn}.
     *
     * <p>Searched in log-Cholesky coordinates on data scaled to unit spread, by a quasi-Newton method from the normal
     * reference and from half and a quarter of it, within 1 / 100 (1 / 10 for full least squares) and 10 times of it; the lowest minimum inside is
     * taken. Iterations are evaluations of the criterion, accuracy 1e-5 of H. The bandwidth for another kernel than the
     * Gaussian is the one of the same canonical scale (Marron and Nolan, 1988).
     *
     * <p>For more than 1000 d points in up to three dimensions pairs are counted on a grid of N = 16384, 1024^2 or 128^3
     * nodes, O(n + N log N) once and O(N) an evaluation, right to fourth order in its step over h. Otherwise the cost is
     * O(n^2 d^2) an evaluation and, beyond 5000 points, sums are taken among 5000 spread evenly, with a warning. Singular covariances and constant columns as in {@link
     * #likelihoodCrossValidation(BandwidthShape)}. In high dimension all squared errors look only at the densest
     * region: use {@link #regimeAware()}.
     *
     * @param shape the matrices to choose among
     * @return a rule
     */
    public static Bandwidth leastSquaresCrossValidation(BandwidthShape shape) {
        return squaredError("leastSquaresCrossValidation", SquaredErrorRule.Method.LEAST_SQUARES, shape);
    }

    /**
     * Returns {@link #smoothedCrossValidation(BandwidthShape)} over full matrices.
     *
     * @return a rule
     */
    public static Bandwidth smoothedCrossValidation() {
        return smoothedCrossValidation(BandwidthShape.FULL);
    }

    /**
     * Returns smoothed cross-validation (Hall, Marron and Park, 1992; Duong and Hazelton, 2005; R's {@code ks::Hscv}): H
     * minimises, over all i and j,
     *
     * <pre>
     * SCV(H) = |H|^(-1/2) (4 pi)^(-d/2) / n + sum_ij w_i w_j (phi_(2H + 2G) - 2 phi_(H + 2G) + phi_2G)(x_i - x_j)
     * </pre>
     *
     * with G = g^2 I on scaled data, g from two stages so as to make small the bias of the criterion's derivative at the
     * bandwidth of {@link #plugIn}. Smoother than least squares, without asymptotic expansion of the bias. For up to six
     * dimensions. Search, cost and fallbacks as for {@link #leastSquaresCrossValidation(BandwidthShape)}.
     *
     * @param shape the matrices to choose among
     * @return a rule
     */
    public static Bandwidth smoothedCrossValidation(BandwidthShape shape) {
        return squaredError("smoothedCrossValidation", SquaredErrorRule.Method.SMOOTHED, shape);
    }

    /**
     * Returns {@link #plugIn(BandwidthShape)} over full matrices.
     *
     * @return a rule
     */
    public static Bandwidth plugIn() {
        return plugIn(BandwidthShape.FULL);
    }

    /**
     * Returns the plug-in rule (Wand and Jones, 1994; Duong and Hazelton, 2003; Chacon and Duong, 2010; R's {@code
     * ks::Hpi}): H minimises the asymptotic mean integrated squared error
     *
     * <pre>
     * |H|^(-1/2) (4 pi)^(-d/2) / n + (1/4) sum_ijkl psi_ijkl H_ij H_kl
     * </pre>
     *
     * with psi_ijkl, the integral of f times its fourth derivative, estimated by a kernel with a pilot bandwidth g^2 I on
     * scaled data, in two stages: the normal law for order eight, an estimate for order six, and each g so as to make
     * small the bias of all functionals of its order together. For up to six dimensions. Search, cost and fallbacks as
     * for {@link #leastSquaresCrossValidation(BandwidthShape)}.
     *
     * @param shape the matrices to choose among
     * @return a rule
     */
    public static Bandwidth plugIn(BandwidthShape shape) {
        return squaredError("plugIn", SquaredErrorRule.Method.PLUG_IN, shape);
    }

    /**
     * Returns the nearest-neighbour rule, h^2 = sum_i w_i min_(j != i) |x_i - x_j|^2 / d: the likelihood's optimum in high
     * dimension, where a single neighbour has all of f_-i, and a fast first guess anywhere, 5 to 25 per cent low at d up to
     * 40. Weights say how much a point counts, not how near it is. Cost O(n^2 d). Warnings and fallbacks for copies and
     * for many points as in {@link #likelihoodCrossValidation(BandwidthShape)}.
     *
     * @return a rule
     */
    public static Bandwidth nearestNeighbour() {
        return new Bandwidth("nearestNeighbour()", new NearestNeighbourRule("nearestNeighbour()"));
    }

    /**
     * Returns {@link #regimeAware(BandwidthShape)} over scalar bandwidths.
     *
     * @return a rule
     */
    public static Bandwidth regimeAware() {
        return regimeAware(BandwidthShape.SCALAR);
    }

    /**
     * Returns the bandwidth of least Kullback-Leibler divergence in any regime, from few dimensions to hundreds: the climb
     * of {@link #likelihoodCrossValidation(BandwidthShape)} from the optimum of normal data with the sample's spectrum in
     * high dimension (after Biroli and Mezard, 2024), where normal-scale rules and squared errors are off. Everything
     * else as there.
     *
     * @param shape the matrices to choose among
     * @return a rule
     */
    public static Bandwidth regimeAware(BandwidthShape shape) {
        String name = "regimeAware(" + shape + ")";
        return new Bandwidth(name, new LikelihoodRule(name, shape, LikelihoodRule.Start.REGIME));
    }

    private static Bandwidth squaredError(String method, SquaredErrorRule.Method which, BandwidthShape shape) {
        String name = method + "(" + shape + ")";
        return new Bandwidth(name, new SquaredErrorRule(name, which, shape));
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
