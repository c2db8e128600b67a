package io.gramian.kde.internal.selection;

import io.gramian.core.Points;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.RowMoments;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.DensityKernel;
import org.ejml.data.DMatrixRMaj;

/** Sums over all pairs; those of normal densities by the Gram matrix of the points. */
final class ExactDifferences implements DifferenceSums {
    private final ScaledSample sample;
    private final Points z;
    private final double[] weights;
    private final double mass; // of all pairs, 1 - sum w^2
    private final Gram gram;

    private ExactDifferences(ScaledSample sample, Points z, double[] weights) {
        this.sample = sample;
        this.z = z;
        this.weights = weights;
        double squares = 0;
        for (double w : weights) {
            squares += w * w;
        }
        this.mass = 1 - squares;
        this.gram = sample.backend()
                .gram(DensityKernel.gaussian(), z)
                .excludingSelf()
                .withProgress(sample.progress());
    }

    static ExactDifferences of(ScaledSample sample) {
        return new ExactDifferences(sample, sample.z(), sample.weights());
    }

    static ExactDifferences of(ScaledSample sample, int[] chosen) {
        double[] weights = new double[chosen.length];
        double sum = 0;
        for (int i = 0; i < chosen.length; i++) {
            weights[i] = sample.weights()[chosen[i]];
            sum += weights[i];
        }
        for (int i = 0; i < chosen.length; i++) {
            weights[i] /= sum;
        }
        return new ExactDifferences(sample, sample.z().select(chosen), weights);
    }

    @Override
    public double gaussian(double[][] covariance, double[][] derivative) {
        int d = z.dimension();
        double[][] factor = Triangular.factor(covariance);
        if (factor == null) {
            return Double.POSITIVE_INFINITY;
        }
        DensityKernel kernel = DensityKernel.gaussian().withBandwidth(kernelBandwidth(covariance));
        RowMoments rows = gram.withFunction(kernel).moments(weights, 2);
        double sum = 0;
        double[][] second = new double[d][d];
        for (int i = 0; i < rows.size(); i++) {
            sum += weights[i] * rows.sum(i);
            DMatrixRMaj moment = rows.second(i);
            for (int k = 0; k < d; k++) {
                for (int l = 0; l < d; l++) {
                    second[k][l] += weights[i] * moment.unsafe_get(k, l);
                }
            }
        }
        double scale = Math.exp(kernel.logNormaliser(d)) / mass;
        GaussianDerivative.fill(factor, covariance, sum * scale, second, scale, derivative);
        return sum * scale;
    }

    /** A diagonal matrix spares the map of every point. */
    private static BandwidthMatrix kernelBandwidth(double[][] covariance) {
        double[] h = new double[covariance.length];
        for (int k = 0; k < h.length; k++) {
            h[k] = Math.sqrt(covariance[k][k]);
            for (int l = 0; l < k; l++) {
                if (covariance[k][l] != 0) {
                    return BandwidthMatrix.full(covariance, 0);
                }
            }
        }
        return BandwidthMatrix.diagonal(h);
    }

    @Override
    public void forEach(Visitor visitor) {
        double[] difference = new double[z.dimension()];
        double[][] points = z.toArray();
        for (int i = 0; i < points.length; i++) {
            sample.checkInterrupt();
            for (int j = 0; j < i; j++) {
                for (int k = 0; k < difference.length; k++) {
                    difference[k] = points[i][k] - points[j][k];
                }
                visitor.visit(difference, 2 * weights[i] * weights[j] / mass);
            }
        }
    }

    @Override
    public double[] addedVariance() {
        return new double[z.dimension()];
    }

    @Override
    public double resolution() {
        return 0;
    }

    @Override
    public void close() {
        gram.close();
    }
}
