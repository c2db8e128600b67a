package io.gramian.kde.inference;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Gram;
import io.gramian.kde.DensityModel;
import io.gramian.kde.QueryDiagnostics;
import io.gramian.kde.Regime;
import io.gramian.kde.internal.inference.Checks;
import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * The configuration of bootstrap confidence bands for a density.
 *
 * <p>Replicates f* are the estimate with the data points counted as a resample counts them, the bandwidth held: all
 * are products of one Gram matrix with a matrix of weights, K computed once for many. With s(x) the standard
 * deviation of f*(x), the pointwise band is f +- q(x) s(x), q(x) the quantile of |f* - f| / s at x, the simultaneous
 * one f +- q s, q that of the largest over all places. They cover E f, the density as the kernel smooths it, not what
 * smoothing hides (P. Hall, 1992).
 *
 * <p>Resampling n of n points is right where an estimate is classical, of finite variance (E. Gine, J. Zinn, 1990):
 * here, where the stable index m is at least 2 (see {@link Regime}) or no single point has a quarter of the sum of
 * squared shares, for that index rests on the ten nearest points alone and errs where points are sparse. Where it is
 * stable (m from 1 to 2) it is not right (K. B. Athreya, 1987): unless a size is given, then n^(2/3) points are
 * resampled (P. J. Bickel, F. Goetze, W. R. van Zwet, 1997), with a warning, and deviations scaled by (size/n)^(1 -
 * 1/m), by (size/n)^(1/2) where the estimate is classical. Where it is condensed, or zero, there is no band (NaN).
 *
 * <p>Immutable. Defaults: level 0.95, 999 replicates, multinomial resampling. Cost O(n k (d + B)) for B replicates at k
 * places.
 */
public final class ConfidenceBands {
    private static final int BLOCK = 1 << 22; // numbers in a block of replicates
    private static final double MOST_OF_VARIANCE = 0.25;

    private final double level;
    private final int replicates;
    private final int size; // 0 for the default
    private final boolean isMultiplier;
    private final Progress progress;

    private ConfidenceBands(double level, int replicates, int size, boolean isMultiplier, Progress progress) {
        this.level = level;
        this.replicates = replicates;
        this.size = size;
        this.isMultiplier = isMultiplier;
        this.progress = Objects.requireNonNull(progress, "progress");
    }

    /**
     * Returns the bands of a level.
     *
     * @param level the probability of covering, above 0 and below 1
     * @return a configuration
     * @throws IllegalArgumentException if it is not
     */
    public static ConfidenceBands atLevel(double level) {
        return new ConfidenceBands(Checks.fraction("level", level), 999, 0, false, Progress.NONE);
    }

    /**
     * Returns this configuration with another number of replicates.
     *
     * @param count at least 2
     * @return a configuration
     * @throws IllegalArgumentException if it is below 2
     */
    public ConfidenceBands withReplicates(int count) {
        return new ConfidenceBands(level, Checks.atLeast("replicates", 2, count), size, isMultiplier, progress);
    }

    /**
     * Returns this configuration with another size of the resamples, in every regime.
     *
     * @param newSize at least 1
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public ConfidenceBands withResampleSize(int newSize) {
        return new ConfidenceBands(
                level, replicates, Checks.atLeast("resample size", 1, newSize), isMultiplier, progress);
    }

    /**
     * Returns this configuration with standard normal multipliers g_i, f* - f = sum_i g_i w_i (k_i(x) - f(x)), in place
     * of resampling (V. Chernozhukov, D. Chetverikov, K. Kato, 2014). For classical estimates; elsewhere no band.
     *
     * @return a configuration
     */
    public ConfidenceBands withMultipliers() {
        return new ConfidenceBands(level, replicates, size, true, progress);
    }

    /**
     * Returns this configuration, whose bands report their progress.
     *
     * @param newProgress hears how far the work has come
     * @return a configuration
     */
    public ConfidenceBands withProgress(Progress newProgress) {
        return new ConfidenceBands(level, replicates, size, isMultiplier, newProgress);
    }

    /**
     * Returns the bands of a density.
     *
     * @param density a density of at least two points
     * @param places k points of its dimension, for example a grid on the line
     * @param random draws the resamples
     * @return two bands
     * @throws IllegalArgumentException if the dimension is another, or the density has one point
     */
    public ConfidenceBand of(DensityModel density, Points places, RandomGenerator random) {
        Checks.dimension("places", places, density.dimension());
        Checks.atLeast("number of points", 2, density.size());
        QueryDiagnostics diagnostics = density.diagnose(places);
        int n = density.size();
        int resample = size > 0 ? size : resampleSize(diagnostics, n);
        double[] values = density.density(places);
        double[] scale = new double[values.length];
        Arrays.setAll(scale, i -> scale(diagnostics, i, values[i], (double) resample / n));
        double[][] deviations = new double[values.length][replicates];
        try (Gram gram = density.backend().gram(density.kernel(), places, density.points())) {
            fill(deviations, gram, density, values, scale, resample, random);
        }
        return ConfidenceBand.of(places, values, deviations, level, resample, diagnostics);
    }

    private int resampleSize(QueryDiagnostics diagnostics, int n) {
        for (int i = 0; i < diagnostics.size() && !isMultiplier; i++) {
            if (regime(diagnostics, i) == Regime.STABLE) {
                return (int) Math.ceil(Math.pow(n, 2.0 / 3));
            }
        }
        return n;
    }

    /** The regime, which is classical also where the largest term has little of the variance. */
    static Regime regime(QueryDiagnostics diagnostics, int i) {
        double share = diagnostics.largestShare(i) * diagnostics.largestShare(i) * diagnostics.effectiveSampleSize(i);
        return share <= MOST_OF_VARIANCE ? Regime.CLASSICAL : diagnostics.regime(i);
    }

    /** What a deviation is multiplied by; NaN where there is no band. */
    private double scale(QueryDiagnostics diagnostics, int i, double value, double ratio) {
        Regime regime = regime(diagnostics, i);
        if (!(value > 0) || regime == Regime.CONDENSED || isMultiplier && regime != Regime.CLASSICAL) {
            return Double.NaN;
        }
        double exponent = regime == Regime.CLASSICAL ? 0.5 : 1 - 1 / diagnostics.stableIndex(i);
        return isMultiplier ? 1 : Math.pow(ratio, exponent);
    }

    private void fill(
            double[][] deviations,
            Gram gram,
            DensityModel density,
            double[] values,
            double[] scale,
            int resample,
            RandomGenerator random) {
        int n = density.size();
        double normaliser = Math.exp(density.kernel().logNormaliser(density.dimension()));
        int block = Math.max(16, Math.min(256, BLOCK / n));
        for (int from = 0; from < replicates; from += block) {
            int width = Math.min(block, replicates - from);
            DMatrixRMaj weights = new DMatrixRMaj(n, width);
            double[] shift = new double[width]; // what multiplies f
            for (int b = 0; b < width; b++) {
                shift[b] = isMultiplier
                        ? multiply(weights, b, density.weights(), random)
                        : resample(weights, b, density.weights(), resample, random);
            }
            DMatrixRMaj sums = gram.times(weights);
            for (int i = 0; i < values.length; i++) {
                for (int b = 0; b < width; b++) {
                    deviations[i][from + b] = scale[i] * (normaliser * sums.get(i, b) - shift[b] * values[i]);
                }
            }
            progress.update("replicates", from + width, replicates);
        }
    }

    /** Draws points and gives each its weight as often as it is drawn; drawn again if all have weight zero. */
    private static double resample(DMatrixRMaj target, int b, double[] weights, int resample, RandomGenerator random) {
        double sum = 0;
        while (sum == 0) {
            for (int r = 0; r < resample; r++) {
                int i = random.nextInt(weights.length);
                target.add(i, b, weights[i]);
                sum += weights[i];
            }
        }
        for (int i = 0; i < weights.length; i++) {
            target.set(i, b, target.get(i, b) / sum);
        }
        return 1;
    }

    private static double multiply(DMatrixRMaj target, int b, double[] weights, RandomGenerator random) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double value = weights[i] * random.nextGaussian();
            target.set(i, b, value);
            sum += value;
        }
        return sum;
    }

    /** Returns the level and the number of replicates. */
    @Override
    public String toString() {
        return "ConfidenceBands[level " + level + ", " + replicates
                + (isMultiplier ? " replicates by multipliers]" : " replicates by resampling]");
    }
}
