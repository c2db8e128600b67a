package io.gramian.kde.internal.selection;

import io.gramian.core.backend.Eigen;
import io.gramian.core.backend.Matrix;
import io.gramian.kde.regime.GaussianRegimes;
import java.util.Arrays;

/** The bandwidth of least Kullback-Leibler divergence for normal data with the covariance of a sample. */
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
            double[] spectrum = Arrays.stream(eigen.values())
                    .map(lambda -> Math.max(0, lambda))
                    .toArray();
            return GaussianRegimes.ofEigenvalues(spectrum).optimalBandwidth(Math.log(sample.n()) / d);
        }
    }
}
