package io.gramian.kde.internal.selection;

import io.gramian.core.Points;

/** The weighted covariance of points, in two passes. */
public final class Covariance {
    private Covariance() {}

    /**
     * Returns S = sum w_i (x_i - mean)(x_i - mean)' / (1 - sum w_i^2), which for equal weights is the sample covariance
     * with n - 1; infinite or NaN where one point has all the weight.
     *
     * @param x n points
     * @param weights n weights that sum to one
     */
    public static double[][] unbiased(Points x, double[] weights) {
        double sumOfSquares = 0;
        for (double w : weights) {
            sumOfSquares += w * w;
        }
        double[][] covariance = of(x, weights);
        for (double[] row : covariance) {
            for (int l = 0; l < row.length; l++) {
                row[l] /= 1 - sumOfSquares;
            }
        }
        return covariance;
    }

    /** Returns sum_i w_i x_i, each weight positive or left out. */
    public static double[] mean(Points x, double[] weights) {
        double[] mean = new double[x.dimension()];
        double[] point = new double[x.dimension()];
        double total = 0;
        for (int i = 0; i < x.size(); i++) {
            if (weights[i] > 0) {
                x.copyRow(i, point);
                total += weights[i];
                for (int k = 0; k < point.length; k++) {
                    mean[k] += weights[i] / total * (point[k] - mean[k]);
                }
            }
        }
        return mean;
    }

    /** Returns sum_i w_i (x_i - mean)(x_i - mean)'. */
    public static double[][] of(Points x, double[] weights) {
        int d = x.dimension();
        double[] mean = mean(x, weights);
        double[] point = new double[d];
        double[][] covariance = new double[d][d];
        for (int i = 0; i < x.size(); i++) {
            x.copyRow(i, point);
            for (int k = 0; k < d; k++) {
                double difference = weights[i] * (point[k] - mean[k]);
                for (int l = 0; l <= k; l++) {
                    covariance[k][l] += difference * (point[l] - mean[l]);
                }
            }
        }
        for (int k = 0; k < d; k++) {
            for (int l = 0; l < k; l++) {
                covariance[l][k] = covariance[k][l];
            }
        }
        return covariance;
    }
}
