package io.gramian.kde.internal.selection;

import io.gramian.core.NumericalException;
import io.gramian.kde.BandwidthMatrix;

/** H = factor^2 S, the factor from the effective sample size and the dimension. */
public record NormalScale(String name, Factor factor) implements Selector {
    /** What summing over many points may leave of a variance that is zero, relative to the axis. */
    private static final double ROUNDING = 1e-12;

    /** The factor for n points in d dimensions. */
    @FunctionalInterface
    public interface Factor {
        double of(double n, int d);
    }

    @Override
    public Choice choose(Sample sample) {
        double n = sample.effectiveSize();
        if (!(n > 1)) {
            throw new NumericalException("bandwidth " + name
                    + ": needs at least two points of positive weight, for one has no spread; use Bandwidth.of(h)");
        }
        int d = sample.x().dimension();
        double f = factor.of(n, d);
        double[][] h = Covariance.unbiased(sample.x(), sample.weights());
        for (double[] row : h) {
            for (int j = 0; j < d; j++) {
                row[j] *= f * f;
            }
        }
        try {
            return Choice.of(d == 1 ? BandwidthMatrix.scalar(Math.sqrt(h[0][0])) : BandwidthMatrix.full(h, ROUNDING));
        } catch (IllegalArgumentException | NumericalException e) {
            throw new NumericalException(
                    "bandwidth " + name + ": the data do not spread in every direction; " + e.getMessage());
        }
    }
}
