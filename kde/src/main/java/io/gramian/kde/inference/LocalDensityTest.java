package io.gramian.kde.inference;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.RowStatistics;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.internal.inference.Checks;
import java.util.Arrays;
import java.util.Objects;

/**
 * The configuration of local tests of where the densities of two samples differ.
 *
 * <p>Both are estimated with one kernel and one bandwidth, chosen for both samples together, so that where the laws are
 * equal the estimates f and g have the same expectation, bias and all. At each place
 *
 * <pre>{@code
 * z = (f - g) / sqrt((1/n + 1/m) v),   v = N/(N-1) (mean over both samples of k_H(x, .)^2 - f_p^2),
 * }</pre>
 *
 * f_p being the estimate from all N = n + m points and v the empirical variance of its terms; as N grows and H
 * shrinks, v tends to f R(K) / |H|^(1/2). Everything is computed in shares of f_p, so far from the data nothing is
 * 0/0. z is about standard normal where the estimate rests on enough points: where the effective sample size 1 / sum
 * p_i^2 of f_p is at least {@link #withLeastEffectiveSize} (default 20). Elsewhere no test is made. As this depends
 * on the samples only together, leaving places out does not disturb the level.
 *
 * <p>Immutable. Defaults: level 0.05, {@link MultipleTesting#BENJAMINI_HOCHBERG}. Source: T. Duong, Local significant
 * differences from nonparametric two-sample tests, Journal of Nonparametric Statistics 25, 2013 (there with the
 * asymptotic variance).
 */
public final class LocalDensityTest {
    private final KernelDensity density;
    private final double level;
    private final MultipleTesting correction;
    private final double leastEffectiveSize;
    private final Progress progress;

    private LocalDensityTest(
            KernelDensity density,
            double level,
            MultipleTesting correction,
            double leastEffectiveSize,
            Progress progress) {
        this.density = Objects.requireNonNull(density, "density");
        this.level = level;
        this.correction = Objects.requireNonNull(correction, "correction");
        this.leastEffectiveSize = leastEffectiveSize;
        this.progress = Objects.requireNonNull(progress, "progress");
    }

    /**
     * Returns the test by the given density estimate.
     *
     * @param density kernel, bandwidth rule and backend, without weights
     * @return a configuration
     */
    public static LocalDensityTest of(KernelDensity density) {
        return new LocalDensityTest(density, 0.05, MultipleTesting.BENJAMINI_HOCHBERG, 20, Progress.NONE);
    }

    /**
     * Returns this configuration at another level.
     *
     * @param newLevel above 0 and below 1
     * @return a configuration
     * @throws IllegalArgumentException if it is not
     */
    public LocalDensityTest withLevel(double newLevel) {
        return new LocalDensityTest(
                density, Checks.fraction("level", newLevel), correction, leastEffectiveSize, progress);
    }

    /**
     * Returns this configuration with another correction for the number of places.
     *
     * @param newCorrection what of false discoveries is kept below the level
     * @return a configuration
     */
    public LocalDensityTest withCorrection(MultipleTesting newCorrection) {
        return new LocalDensityTest(density, level, newCorrection, leastEffectiveSize, progress);
    }

    /**
     * Returns this configuration with another least effective sample size at which a place is tested.
     *
     * @param least at least 1
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1 or not finite
     */
    public LocalDensityTest withLeastEffectiveSize(double least) {
        return new LocalDensityTest(
                density, level, correction, Checks.atLeast("least effective size", 1.0, least), progress);
    }

    /**
     * Returns this configuration, whose tests report their progress.
     *
     * @param newProgress hears how far the work has come
     * @return a configuration
     */
    public LocalDensityTest withProgress(Progress newProgress) {
        return new LocalDensityTest(density, level, correction, leastEffectiveSize, newProgress);
    }

    /**
     * Returns where the densities of two samples differ. Cost O(N k d), three passes.
     *
     * @param x n points of dimension d
     * @param y m points of dimension d
     * @param places k points of dimension d: a grid, or the data; the correction counts those tested
     * @return a test for each place
     * @throws IllegalArgumentException if dimensions differ, or the density has weights
     * @throws NumericalException if the data do not determine a bandwidth
     */
    public LocalDifferences compare(Points x, Points y, Points places) {
        Checks.dimension("second sample", y, x.dimension());
        Checks.dimension("places", places, x.dimension());
        DensityModel pooled = density.fit(TwoSampleTest.pooled(x, y));
        if (pooled.isWeighted()) {
            throw new IllegalArgumentException("weights: this test takes points without weights");
        }
        int n = x.size();
        int m = y.size();
        try (Gram gram =
                pooled.backend().gram(pooled.kernel(), places, pooled.points()).withProgress(progress)) {
            RowStatistics all = gram.rowStatistics(new double[n + m]);
            double[] first = gram.logRowSums(logWeights(n + m, 0, n));
            double[] second = gram.logRowSums(logWeights(n + m, n, n + m));
            double[] z = new double[places.size()];
            double[] logRatio = new double[places.size()];
            for (int i = 0; i < z.length; i++) {
                logRatio[i] = first[i] - Math.log(n) - second[i] + Math.log(m);
                z[i] = standardised(all, i, first[i], second[i], n, m);
            }
            return new LocalDifferences(places, z, logRatio, level, correction, pooled);
        }
    }

    /** z, or NaN where no test is made. */
    private double standardised(RowStatistics all, int i, double first, double second, double n, double m) {
        double variance = ((n + m) * all.sumOfSquaredShares(i) - 1) * (n + m) / (n + m - 1) * (1 / n + 1 / m);
        if (!(all.effectiveSampleSize(i) >= leastEffectiveSize) || !(variance > 0)) {
            return Double.NaN;
        }
        double f = Math.exp(first - all.logSum(i)) * (n + m) / n;
        double g = Math.exp(second - all.logSum(i)) * (n + m) / m;
        return (f - g) / Math.sqrt(variance);
    }

    private static double[] logWeights(int length, int from, int to) {
        double[] logWeights = new double[length];
        Arrays.fill(logWeights, Double.NEGATIVE_INFINITY);
        Arrays.fill(logWeights, from, to, 0);
        return logWeights;
    }

    /** Returns the density's configuration, level and correction. */
    @Override
    public String toString() {
        return "LocalDensityTest[" + density + ", level " + level + ", " + correction + "]";
    }
}
