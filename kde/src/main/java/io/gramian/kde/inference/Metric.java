package io.gramian.kde.inference;

import io.gramian.kde.BandwidthMatrix;

/** Lengths in bandwidths, |H^(-1/2) v|. */
final class Metric {
    private final double[][] factor;

    Metric(BandwidthMatrix bandwidth, int d) {
        this.factor = bandwidth.factor(d);
    }

    double distance(double[] x, double[] y) {
        double[] z = new double[x.length];
        double sum = 0;
        for (int k = 0; k < z.length; k++) {
            z[k] = x[k] - y[k];
            for (int l = 0; l < k; l++) {
                z[k] -= factor[k][l] * z[l];
            }
            z[k] /= factor[k][k];
            sum += z[k] * z[k];
        }
        return Math.sqrt(sum);
    }
}
