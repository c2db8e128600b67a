package io.gramian.kde.internal.selection;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.backend.Eigen;
import io.gramian.core.backend.Matrix;
import io.gramian.kde.BandwidthMatrix;
import java.util.ArrayList;
import java.util.List;

/** A one-dimensional rule on each axis, or on each principal axis. */
public record PerAxisRule(String name, Selector rule, boolean onPrincipalAxes) implements Selector {
    /** A variance that small beside the largest is rounding. */
    private static final double ROUNDING = 1e-12;

    @Override
    public Choice choose(Sample sample) {
        int d = sample.x().dimension();
        if (d == 1) {
            return rule.choose(sample);
        }
        double[][] axes = onPrincipalAxes ? principalAxes(sample) : Triangular.diagonal(d, 1);
        double[] h = new double[d];
        int iterations = 0;
        boolean atBoundary = false;
        List<String> warnings = new ArrayList<>();
        for (int k = 0; k < d; k++) {
            Choice choice = onAxis(sample, k, axes[k]);
            h[k] = choice.bandwidth().scalar();
            iterations += choice.iterations();
            atBoundary |= choice.atBoundary();
            for (String warning : choice.warnings()) {
                warnings.add("axis " + k + ": " + warning);
            }
        }
        BandwidthMatrix bandwidth = onPrincipalAxes ? turned(axes, h) : BandwidthMatrix.diagonal(h);
        return new Choice(bandwidth, Double.NaN, atBoundary, iterations, warnings);
    }

    private Choice onAxis(Sample sample, int k, double[] axis) {
        Points x = sample.x();
        double[] column = onPrincipalAxes ? new double[x.size()] : x.column(k);
        double[] point = new double[axis.length];
        for (int i = 0; onPrincipalAxes && i < column.length; i++) {
            x.copyRow(i, point);
            for (int l = 0; l < axis.length; l++) {
                column[i] += axis[l] * point[l];
            }
        }
        try {
            return rule.choose(new Sample(
                    Points.ofColumn(column),
                    sample.weights(),
                    sample.isWeighted(),
                    sample.kernel(),
                    sample.backend(),
                    sample.progress()));
        } catch (NumericalException e) {
            throw new NumericalException("bandwidth " + name + ": axis " + k + ": " + e.getMessage());
        }
    }

    /** Rows are unit eigenvectors of the covariance. */
    private double[][] principalAxes(Sample sample) {
        Sample positive = ScaledSample.positive(sample);
        double[][] covariance = Covariance.unbiased(positive.x(), positive.weights());
        int d = covariance.length;
        double[] rowMajor = new double[d * d];
        for (int k = 0; k < d; k++) {
            System.arraycopy(covariance[k], 0, rowMajor, k * d, d);
            if (!(covariance[k][k] <= Double.MAX_VALUE)) {
                throw new NumericalException("bandwidth " + name + ": the variance of axis " + k + " is "
                        + covariance[k][k] + "; principal axes need two points and finite variances");
            }
        }
        try (Matrix matrix = sample.backend().matrix(d, d, rowMajor);
                Eigen eigen = sample.backend().linearAlgebra().eigen(matrix)) {
            double[] values = eigen.values();
            for (int k = 0; k < d; k++) {
                if (!(values[k] > ROUNDING * values[0])) {
                    throw new NumericalException("bandwidth " + name + ": the data do not spread in every direction;"
                            + " principal axis " + k + " has variance " + values[k] + " where the first has "
                            + values[0] + "; use a scalar bandwidth");
                }
            }
            double[][] axes = new double[d][d];
            try (Matrix vectors = eigen.vectors()) {
                var dense = vectors.toEjml();
                for (int k = 0; k < d; k++) {
                    for (int l = 0; l < d; l++) {
                        axes[k][l] = dense.get(l, k);
                    }
                }
            }
            return axes;
        }
    }

    private static BandwidthMatrix turned(double[][] axes, double[] h) {
        double[][] scaled = new double[h.length][];
        for (int k = 0; k < h.length; k++) {
            double width = h[k];
            scaled[k] = java.util.Arrays.stream(axes[k]).map(a -> width * a).toArray();
        }
        return BandwidthMatrix.full(Triangular.square(Triangular.transpose(scaled)), 0);
    }
}
