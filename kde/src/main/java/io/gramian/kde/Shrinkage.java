package io.gramian.kde;

import io.gramian.core.Points;
import io.gramian.kde.internal.selection.Covariance;

/**
 * The linear map A about the mean that gives draws from a density the covariance of its data: A = L M^-1 with L L' = S
 * and M M' = S + K.
 */
final class Shrinkage {
    /** What summing over many points may leave of a variance that is zero, relative to the axis. */
    private static final double ROUNDING = 1e-12;

    private final double[] mean;
    private final double[][] target; // L, which may be singular
    private final double[][] source; // M

    private Shrinkage(double[] mean, double[][] target, double[][] source) {
        this.mean = mean;
        this.target = target;
        this.source = source;
    }

    static Shrinkage of(DensityModel model) {
        int d = model.dimension();
        double[][] covariance = Covariance.of(model.points(), model.weights());
        double[][] wide = model.bandwidth().matrix(d);
        double variance = variance(model.kernel(), d);
        for (int k = 0; k < d; k++) {
            for (int l = 0; l < d; l++) {
                wide[k][l] = variance * wide[k][l] + covariance[k][l];
            }
        }
        double[] mean = Covariance.mean(model.points(), model.weights());
        return new Shrinkage(
                mean, semidefiniteFactor(covariance), BandwidthMatrix.full(wide).factor(d));
    }

    /**
     * The variance of a coordinate of a draw from a kernel of bandwidth one: the integrals of u^(d+1) k and u^(d-1) k are
     * those that normalise it in d + 2 and in d dimensions.
     */
    static double variance(DensityKernel kernel, int d) {
        DensityKernel unit = kernel.withBandwidth(BandwidthMatrix.scalar(1));
        return Math.exp(unit.logNormaliser(d) - unit.logNormaliser(d + 2)) / (2 * Math.PI);
    }

    Points apply(Points draws) {
        int d = mean.length;
        double[] rows = new double[draws.size() * d];
        double[] z = new double[d];
        for (int i = 0; i < draws.size(); i++) {
            draws.copyRow(i, z);
            for (int k = 0; k < d; k++) {
                z[k] -= mean[k];
                for (int l = 0; l < k; l++) {
                    z[k] -= source[k][l] * z[l];
                }
                z[k] /= source[k][k];
            }
            for (int k = 0; k < d; k++) {
                double coordinate = mean[k];
                for (int l = 0; l <= k; l++) {
                    coordinate += target[k][l] * z[l];
                }
                rows[i * d + k] = coordinate;
            }
        }
        return Points.ofRowMajor(rows, d);
    }

    /** The Cholesky factor, with a column of zeros for every direction in which the data do not spread. */
    private static double[][] semidefiniteFactor(double[][] s) {
        int d = s.length;
        double[][] l = new double[d][d];
        for (int j = 0; j < d; j++) {
            double pivot = s[j][j];
            for (int k = 0; k < j; k++) {
                pivot -= l[j][k] * l[j][k];
            }
            if (pivot > ROUNDING * s[j][j]) {
                l[j][j] = Math.sqrt(pivot);
                for (int i = j + 1; i < d; i++) {
                    double rest = s[i][j];
                    for (int k = 0; k < j; k++) {
                        rest -= l[i][k] * l[j][k];
                    }
                    l[i][j] = rest / l[j][j];
                }
            }
        }
        return l;
    }
}
