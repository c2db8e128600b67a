package io.gramian.kde.inference;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.RowMoments;
import io.gramian.core.backend.RowStatistics;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.internal.inference.Checks;
import io.gramian.kde.internal.inference.NormalLaw;
import io.gramian.kde.internal.inference.Whitening;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;

/**
 * The configuration of tests of where gradient and curvature of a density differ from zero by more than chance.
 *
 * <p>In the coordinates in which H = I, with shares p_j of the Gaussian estimate f at x, mean shift m = sum p_j (x_j
 * - x) and A = sum p_j (x_j - x)(x_j - x)' - I, the gradient is f m and the Hessian f A. Where the density is flat on
 * the scale of H, m has the covariance I / (2 s) and A the covariance (d_ij d_kl + d_ik d_jl + d_il d_jk) / (4 s), s
 * being n f |H|^(1/2) / R(K), for which the effective sample size 1 / sum p_j^2 is taken (its limit, which serves
 * weights, too). So
 *
 * <pre>{@code
 * 2 s |m|^2                           is about chi-squared with d degrees of freedom,
 * 2 s (|A|_F^2 - (tr A)^2 / (d + 2))  with d (d + 1) / 2.
 * }</pre>
 *
 * Both need s large: no test is made where s is below {@link #withLeastEffectiveSize} (default 5, as in SiZer; in many
 * dimensions that leaves few places or none). The density tested is the smoothed one, E f.
 *
 * <p>Immutable. Defaults: level 0.05, {@link MultipleTesting#HOCHBERG}. Sources: F. Godtliebsen, J. S. Marron, P.
 * Chaudhuri, Significance in scale space for bivariate density estimation, 2002; T. Duong, A. Cowling, I. Koch, M. P.
 * Wand, Feature significance for multivariate kernel density estimation, 2008.
 */
public final class FeatureSignificance {
    private final Bandwidth bandwidth;
    private final double level;
    private final MultipleTesting correction;
    private final double leastEffectiveSize;
    private final Backend backend; // null until test asks for Backends.auto()
    private final Progress progress;

    private FeatureSignificance(
            Bandwidth bandwidth,
            double level,
            MultipleTesting correction,
            double leastEffectiveSize,
            Backend backend,
            Progress progress) {
        this.bandwidth = Objects.requireNonNull(bandwidth, "bandwidth");
        this.level = level;
        this.correction = Objects.requireNonNull(correction, "correction");
        this.leastEffectiveSize = leastEffectiveSize;
        this.backend = backend;
        this.progress = Objects.requireNonNull(progress, "progress");
    }

    /**
     * Returns the tests of a Gaussian estimate with the given bandwidth rule.
     *
     * @param rule chooses H
     * @return a configuration
     */
    public static FeatureSignificance of(Bandwidth rule) {
        return new FeatureSignificance(rule, 0.05, MultipleTesting.HOCHBERG, 5, null, Progress.NONE);
    }

    /**
     * Returns this configuration at another level.
     *
     * @param newLevel above 0 and below 1
     * @return a configuration
     * @throws IllegalArgumentException if it is not
     */
    public FeatureSignificance withLevel(double newLevel) {
        double checked = Checks.fraction("level", newLevel);
        return new FeatureSignificance(bandwidth, checked, correction, leastEffectiveSize, backend, progress);
    }

    /**
     * Returns this configuration with another correction for the number of places.
     *
     * @param newCorrection what of false discoveries is kept below the level
     * @return a configuration
     */
    public FeatureSignificance withCorrection(MultipleTesting newCorrection) {
        return new FeatureSignificance(bandwidth, level, newCorrection, leastEffectiveSize, backend, progress);
    }

    /**
     * Returns this configuration with another least effective sample size at which a place is tested.
     *
     * @param least at least 1
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1 or not finite
     */
    public FeatureSignificance withLeastEffectiveSize(double least) {
        double checked = Checks.atLeast("least effective size", 1.0, least);
        return new FeatureSignificance(bandwidth, level, correction, checked, backend, progress);
    }

    /**
     * Returns this configuration on another backend.
     *
     * @param newBackend where sums over pairs are computed
     * @return a configuration
     */
    public FeatureSignificance withBackend(Backend newBackend) {
        Objects.requireNonNull(newBackend, "backend");
        return new FeatureSignificance(bandwidth, level, correction, leastEffectiveSize, newBackend, progress);
    }

    /**
     * Returns this configuration, whose tests report their progress.
     *
     * @param newProgress hears how far the work has come
     * @return a configuration
     */
    public FeatureSignificance withProgress(Progress newProgress) {
        return new FeatureSignificance(bandwidth, level, correction, leastEffectiveSize, backend, newProgress);
    }

    /**
     * Returns where gradient and curvature of the density of the points are significant. Cost O(n k d^2).
     *
     * @param x n points of dimension d
     * @param places k points of dimension d: a grid, or the data; the correction counts those tested
     * @return two tests for each place
     * @throws IllegalArgumentException if dimensions differ
     * @throws NumericalException if the data do not determine a bandwidth
     */
    public SignificantFeatures test(Points x, Points places) {
        Backend chosen = backend == null ? Backends.auto() : backend;
        return test(
                KernelDensity.gaussian()
                        .withBandwidth(bandwidth)
                        .withBackend(chosen)
                        .withProgress(progress)
                        .fit(x),
                places);
    }

    /**
     * Returns where gradient and curvature of a fitted Gaussian density are significant; its own bandwidth, weights and
     * backend are used, not those of this configuration.
     *
     * @param density a density with a Gaussian kernel
     * @param places k points of dimension d
     * @return two tests for each place
     * @throws IllegalArgumentException if the dimension is another, or the kernel is not Gaussian
     */
    public SignificantFeatures test(DensityModel density, Points places) {
        int d = density.dimension();
        Checks.dimension("places", places, d);
        DensityKernel unit = DensityKernel.gaussian();
        if (!density.kernel().toString().equals(unit.toString())) {
            throw new IllegalArgumentException(
                    "kernel: expected gaussian, found " + density.kernel() + ", which has no second derivatives");
        }
        Whitening whitening = new Whitening(density.bandwidth(), density.points());
        double[] logWeights = density.logWeights();
        double logFactor = unit.withBandwidth(density.bandwidth()).logNormaliser(d);
        try (Gram gram = density.backend()
                .gram(unit, whitening.apply(places), whitening.apply(density.points()))
                .withProgress(progress)) {
            RowStatistics shares = gram.rowStatistics(logWeights);
            RowMoments moments = gram.logMoments(logWeights, 2);
            SignificantFeatures.Tests tests = new SignificantFeatures.Tests(places.size());
            for (int i = 0; i < places.size(); i++) {
                tests.size[i] = shares.effectiveSampleSize(i);
                tests.logDensity[i] = moments.sum(i) + logFactor;
                fill(tests, i, moments.first(i), moments.second(i));
                tests.gradient[i] = whitening.gradient(moments.first(i));
            }
            return new SignificantFeatures(places, tests, level, correction);
        }
    }

    private void fill(SignificantFeatures.Tests tests, int i, double[] shift, DMatrixRMaj second) {
        int d = shift.length;
        if (!(tests.size[i] >= leastEffectiveSize)) {
            tests.gradientP[i] = Double.NaN;
            tests.curvatureP[i] = Double.NaN;
            return;
        }
        double squaredShift = 0;
        double squares = 0;
        double trace = 0;
        for (int k = 0; k < d; k++) {
            squaredShift += shift[k] * shift[k];
            second.add(k, k, -1);
            trace += second.get(k, k);
            for (int l = 0; l < d; l++) {
                squares += second.get(k, l) * second.get(k, l);
            }
        }
        tests.gradientP[i] = NormalLaw.chiSquaredTail(2 * tests.size[i] * squaredShift, d);
        double quadratic = 2 * tests.size[i] * (squares - trace * trace / (d + 2));
        tests.curvatureP[i] = NormalLaw.chiSquaredTail(quadratic, d * (d + 1) / 2);
        tests.isConcave[i] = isNegativeDefinite(second);
    }

    /** Whether elimination finds negative pivots alone. */
    private static boolean isNegativeDefinite(DMatrixRMaj matrix) {
        DMatrixRMaj rest = matrix.copy();
        for (int k = 0; k < rest.numRows; k++) {
            if (!(rest.get(k, k) < 0)) {
                return false;
            }
            for (int i = k + 1; i < rest.numRows; i++) {
                for (int j = k + 1; j < rest.numRows; j++) {
                    rest.add(i, j, -rest.get(i, k) * rest.get(k, j) / rest.get(k, k));
                }
            }
        }
        return true;
    }

    /** Returns the bandwidth rule, level and correction. */
    @Override
    public String toString() {
        return "FeatureSignificance[bandwidth " + bandwidth + ", level " + level + ", " + correction + "]";
    }
}
