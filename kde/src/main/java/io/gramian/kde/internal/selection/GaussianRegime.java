package io.gramian.kde.internal.selection;

import io.gramian.core.backend.Eigen;
import io.gramian.core.backend.Matrix;

/**
 * The bandwidth of least Kullback-Leibler divergence for n points of a normal law in many dimensions, alpha = log(n) / d:
 * with &lt;.&gt; the mean over the eigenvalues lambda of the covariance, h_G solves alpha = &lt;log(1 + lambda / h^2) -
 * lambda h^2 / (h^2 + lambda)^2&gt; / 2, and h^2 = &lt;lambda h_G^2 (2 h_G^2 + lambda) / (h_G^2 + lambda)^2&gt;, the squared
 * distance of a nearest neighbour over d (after Biroli and Mezard, 2024).
 */
final class GaussianRegime {
    private GaussianRegime() {}

    /** Returns h in the coordinates of the sample. */
    static double optimum(ScaledSample sample) {
        double[][] covariance = Covariance.unbiased(sample.z(), sample.weights());
        int d = covariance.length;
        double[] rowMajor = new double[d * d];
        for (int k = 0; k < d; k++) {
            System.arraycopy(covariance[k], 0, rowMajor, k * d, d);
        }
        try (Matrix matrix = sample.backend().matrix(d, d, rowMajor);
                Eigen eigen = sample.backend().linearAlgebra().eigen(matrix)) {
            return optimum(eigen.values(), Math.log(sample.n()) / d);
        }
    }

    static double optimum(double[] spectrum, double alpha) {
        double low = -40;
        double high = 40;
        for (int k = 0; k < 100; k++) { // the sum falls as h grows
            double middle = (low + high) / 2;
            if (alphaOf(spectrum, Math.exp(2 * middle)) > alpha) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double square = Math.exp(low + high);
        double mean = 0;
        for (double lambda : spectrum) {
            double sum = square + Math.max(0, lambda);
            mean += Math.max(0, lambda) * square * (square + sum) / (sum * sum) / spectrum.length;
        }
        return Math.sqrt(mean);
    }

    private static double alphaOf(double[] spectrum, double square) {
        double mean = 0;
        for (double lambda : spectrum) {
            double sum = square + Math.max(0, lambda);
            mean += Math.log1p(Math.max(0, lambda) / square) - Math.max(0, lambda) * square / (sum * sum);
        }
        return mean / 2 / spectrum.length;
    }
}
