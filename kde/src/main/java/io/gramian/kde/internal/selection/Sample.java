package io.gramian.kde.internal.selection;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.kde.DensityKernel;

/**
 * What a bandwidth is chosen for.
 *
 * @param x n points
 * @param weights n weights that sum to one, not to be changed
 * @param isWeighted whether they differ
 * @param kernel the shape the bandwidth is for
 * @param backend where sums over pairs are computed
 * @param progress hears of long searches
 */
public record Sample(
        Points x, double[] weights, boolean isWeighted, DensityKernel kernel, Backend backend, Progress progress) {
    /** The effective sample size 1 / sum w_i^2, which is n for equal weights. */
    public double effectiveSize() {
        if (!isWeighted) {
            return x.size();
        }
        double sum = 0;
        for (double w : weights) {
            sum += w * w;
        }
        return 1 / sum;
    }
}
