package io.gramian.kde.internal.inference;

import io.gramian.kde.BandwidthMatrix;

/** Multiples of bandwidths. */
public final class Bandwidths {
    private Bandwidths() {}

    /** Returns s^2 H in d dimensions, of the same kind as H. */
    public static BandwidthMatrix scaled(BandwidthMatrix bandwidth, double s, int d) {
        if (bandwidth.isScalar()) {
            return BandwidthMatrix.scalar(s * bandwidth.scalar());
        }
        if (bandwidth.isDiagonal()) {
            double[][] factor = bandwidth.factor(d);
            double[] axes = new double[d];
            for (int k = 0; k < d; k++) {
                axes[k] = s * factor[k][k];
            }
            return BandwidthMatrix.diagonal(axes);
        }
        double[][] matrix = bandwidth.matrix(d);
        for (double[] row : matrix) {
            for (int l = 0; l < d; l++) {
                row[l] *= s * s;
            }
        }
        return BandwidthMatrix.full(matrix, 0);
    }

    /** Returns the roots of the diagonal of H, a bandwidth for each axis. */
    public static BandwidthMatrix axes(BandwidthMatrix bandwidth, int d) {
        double[][] matrix = bandwidth.matrix(d);
        double[] axes = new double[d];
        for (int k = 0; k < d; k++) {
            axes[k] = Math.sqrt(matrix[k][k]);
        }
        return BandwidthMatrix.diagonal(axes);
    }

    /** Returns a diagonal bandwidth, each axis times a factor. */
    public static BandwidthMatrix scaled(BandwidthMatrix diagonal, double[] factors) {
        double[][] factor = diagonal.factor(factors.length);
        double[] axes = new double[factors.length];
        for (int k = 0; k < axes.length; k++) {
            axes[k] = factor[k][k] * factors[k];
        }
        return BandwidthMatrix.diagonal(axes);
    }
}
