package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;

/** What estimators that work axis by axis ask of a density. */
final class Axes {
    private Axes() {}

    /** The bandwidth of every axis, of a density that does not mix them. */
    static double[] bandwidths(DensityModel model, String what) {
        int d = model.dimension();
        if (!model.bandwidth().isDiagonal()) {
            throw new IllegalArgumentException("bandwidth: " + what + " works axis by axis, but " + model.bandwidth()
                    + " mixes axes; use a scalar or diagonal bandwidth");
        }
        double[][] factor = model.bandwidth().factor(d);
        double[] h = new double[d];
        for (int k = 0; k < d; k++) {
            h[k] = factor[k][k];
        }
        return h;
    }

    static void check(Points queries, int dimension) {
        if (queries.dimension() != dimension) {
            throw new IllegalArgumentException("queries: have dimension " + queries.dimension()
                    + ", but the density was fitted in dimension " + dimension);
        }
    }

    /** Checks that a density has a Gaussian kernel. */
    static DensityModel gaussian(DensityModel model, String what) {
        if (!model.kernel().toString().equals(DensityKernel.gaussian().toString())) {
            throw new IllegalArgumentException("kernel: " + what + " is for the gaussian, found " + model.kernel());
        }
        return model;
    }

    /** H^-1 v. */
    static double[] solve(BandwidthMatrix bandwidth, double[] v) {
        double[][] lower = bandwidth.factor(v.length);
        double[] x = v.clone();
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < i; k++) {
                x[i] -= lower[i][k] * x[k];
            }
            x[i] /= lower[i][i];
        }
        for (int i = x.length - 1; i >= 0; i--) {
            for (int k = i + 1; k < x.length; k++) {
                x[i] -= lower[k][i] * x[k];
            }
            x[i] /= lower[i][i];
        }
        return x;
    }

    /** H v. */
    static double[] multiply(BandwidthMatrix bandwidth, double[] v) {
        double[][] h = bandwidth.matrix(v.length);
        double[] product = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            for (int k = 0; k < v.length; k++) {
                product[i] += h[i][k] * v[k];
            }
        }
        return product;
    }
}
