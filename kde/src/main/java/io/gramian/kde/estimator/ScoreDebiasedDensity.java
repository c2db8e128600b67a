package io.gramian.kde.estimator;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.RowMoments;
import io.gramian.core.backend.RowStatistics;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The configuration of the score-debiased density, f(x) = sum_i w_i K_H(x - x_i - H s(x_i) / 2) with s = grad log f the
 * score: every point takes half a step up the density, which takes away the bias H f'' / 2 of the plain estimate and
 * leaves a density of bias O(h^4) that is never negative (arXiv 2504.19084, 2025).
 *
 * <p>The score is that of a Gaussian pilot estimate without the point itself, by default with the same bandwidth: then
 * the step is half that of the mean shift. Bandwidths may be larger than for the plain density, of order n^(-1/(d+8))
 * instead of n^(-1/(d+4)).
 *
 * <p>A score needs several points to rest on. Where the effective sample size of the others' sum at a point is below two
 * (the condensed regime of {@link io.gramian.kde.Regime}), the step would lead to the nearest point: such points stay where
 * they are and are counted in a warning; if they hold more than half the weight the fit is refused. Immutable.
 */
public final class ScoreDebiasedDensity {
    private static final double LEAST_SAMPLE = 2;

    private final KernelDensity density;
    private final KernelDensity pilot;

    private ScoreDebiasedDensity(KernelDensity density, KernelDensity pilot) {
        this.density = Objects.requireNonNull(density, "density");
        this.pilot = Objects.requireNonNull(pilot, "pilot");
    }

    /**
     * Returns the configuration whose score has the same bandwidth.
     *
     * @param density with a Gaussian kernel; bandwidth, weights and backend
     * @return a configuration
     */
    public static ScoreDebiasedDensity of(KernelDensity density) {
        return new ScoreDebiasedDensity(density, density);
    }

    /**
     * Returns this configuration with the score of another density.
     *
     * @param newPilot with a Gaussian kernel; its bandwidth and weights are its own
     * @return a configuration
     */
    public ScoreDebiasedDensity withPilot(KernelDensity newPilot) {
        return new ScoreDebiasedDensity(density, newPilot);
    }

    /**
     * Returns the density of the given points. Cost O(n^2 d).
     *
     * @param x n points, at least two of positive weight
     * @return a model
     * @throws IllegalArgumentException as {@link KernelDensity#fit(Points)}, or if a kernel is not Gaussian
     * @throws NumericalException as {@link KernelDensity#fit(Points)}, or if points of more than half the weight have no
     *     score to speak of
     */
    public ScoreDebiasedModel fit(Points x) {
        DensityModel base = Axes.gaussian(density.fit(x), "score debiasing");
        DensityModel score = pilot == density ? base : Axes.gaussian(pilot.fit(x), "the score of score debiasing");
        double[] weights = base.weights();
        double[][] rows = x.toArray();
        int unmoved = 0;
        double weightUnmoved = 0;
        try (Gram gram = score.gram(x)) {
            Gram others = gram.excludingSelf();
            RowStatistics shares = others.rowStatistics(score.logWeights());
            RowMoments moments = others.logMoments(score.logWeights(), 1);
            for (int i = 0; i < rows.length; i++) {
                if (shares.effectiveSampleSize(i) >= LEAST_SAMPLE) {
                    step(rows[i], moments.first(i), base, score);
                } else if (weights[i] > 0) {
                    unmoved++;
                    weightUnmoved += weights[i];
                }
            }
        }
        if (weightUnmoved > 0.5) {
            throw new NumericalException("score debiasing: at " + unmoved + " of " + rows.length
                    + " points the score rests on fewer than " + LEAST_SAMPLE
                    + " others, the condensed regime; take a larger bandwidth, or a pilot of one");
        }
        List<String> warnings = new ArrayList<>(base.selection().warnings());
        if (unmoved > 0) {
            warnings.add(unmoved + " of " + rows.length
                    + " points stay where they are, as their score rests on fewer than " + LEAST_SAMPLE + " others.");
        }
        DensityModel moved =
                density.withBandwidth(Bandwidth.of(base.bandwidth())).fit(Points.of(rows));
        return new ScoreDebiasedModel(base, moved, unmoved, warnings);
    }

    /** x + H s / 2, the score s being Hs^-1 times the mean shift. */
    private static void step(double[] x, double[] shift, DensityModel base, DensityModel score) {
        double[] step = base == score ? shift : Axes.multiply(base.bandwidth(), Axes.solve(score.bandwidth(), shift));
        for (int k = 0; k < x.length; k++) {
            x[k] += step[k] / 2;
        }
    }

    /** Returns the density and its pilot. */
    @Override
    public String toString() {
        return "ScoreDebiasedDensity[" + density + (pilot == density ? "]" : ", pilot " + pilot + "]");
    }
}
