package io.gramian.kde;

import io.gramian.core.Points;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.RowMoments;
import io.gramian.core.kernel.PairFunction;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** Gradients and Hessians of a density and of its logarithm at m queries, from moments of Gram matrices. */
final class Derivatives {
    /** Squared distance, in bandwidths, from which on second moments about the query would cancel. */
    private static final double FAR = 1e4;

    private static final double LEAST_LOG_WEIGHT = -300;

    private final DensityModel model;
    private final KernelDerivatives kernel;
    private final double[] logWeights;
    private final double[] weights; // null where sums are taken in the log domain
    private final double logNormaliser;
    private final int d;
    private final double[][] factor; // of H; null where the metric A is the identity

    Derivatives(DensityModel model) {
        this.model = model;
        this.kernel = KernelDerivatives.of(model.kernel());
        this.logWeights = model.logWeights();
        this.weights = plainWeights(model);
        this.d = model.dimension();
        this.logNormaliser = model.kernel().logNormaliser(d);
        this.factor = model.bandwidth().isScalar() ? null : model.bandwidth().factor(d);
    }

    /** grad f, or grad f / f. */
    double[][] gradients(Points queries, boolean relative) {
        RowMoments slope = moments(kernel.slope(), queries, 1);
        double[] logScale = logScales(queries, slope, relative);
        double[][] result = new double[queries.size()][];
        for (int i = 0; i < result.length; i++) {
            result[i] = gradient(slope, i, logScale[i]);
        }
        return result;
    }

    /** The Hessian of f. */
    double[][][] hessians(Points queries) {
        return hessians(queries, false);
    }

    /** The Hessian of log f. */
    double[][][] logHessians(Points queries) {
        return isGaussian() ? gaussianLogHessians(queries) : hessians(queries, true);
    }

    /** The mean of the data under the shares of the slope at each query: Tweedie's posterior mean, for a Gaussian. */
    Points meanShift(Points queries) {
        if (kernel.hasCusp()) {
            throw new IllegalArgumentException(
                    "mean shift: the kernel " + model.kernel()
                            + " has a cusp, from which a step may lead down; use gaussian, epanechnikov, biweight, triweight or cosine");
        }
        RowMoments slope = moments(kernel.slope(), queries, 1);
        double[] rows = new double[Math.multiplyExact(queries.size(), d)];
        for (int i = 0; i < queries.size(); i++) {
            double[] shift = slope.first(i);
            for (int k = 0; k < d; k++) {
                boolean isReached = slope.sum(i) > Double.NEGATIVE_INFINITY; // else beyond compact kernels
                rows[i * d + k] = queries.value(i, k) + (isReached ? shift[k] : 0);
            }
        }
        return Points.ofRowMajor(rows, d);
    }

    private double[][][] hessians(Points queries, boolean ofLogarithm) {
        if (kernel.curvature() == null) {
            throw new IllegalArgumentException("hessian: a density with the kernel " + model.kernel()
                    + " has kinks, and no second derivatives there; use gaussian, biweight or triweight");
        }
        RowMoments curvature = moments(kernel.curvature(), queries, 2);
        RowMoments slope = isGaussian() ? curvature : moments(kernel.slope(), queries, 1);
        double[] logScale = logScales(queries, slope, ofLogarithm);
        double[][][] result = new double[queries.size()][][];
        for (int i = 0; i < result.length; i++) {
            double g = Math.exp(slope.sum(i) + kernel.logSlope() + logScale[i]);
            double c = Math.exp(curvature.sum(i) + kernel.logCurvature() + logScale[i]);
            result[i] = c == 0 ? new double[d][d] : times(c, curvature.second(i));
            addMetric(result[i], -g);
            if (ofLogarithm) {
                addSquare(result[i], gradient(slope, i, logScale[i]));
            }
        }
        return result;
    }

    /** s^2 A Cov A - s A, with the covariance of the data under the shares of the query. */
    private double[][][] gaussianLogHessians(Points queries) {
        RowMoments moments = moments(kernel.slope(), queries, 2);
        double rate = Math.exp(kernel.logSlope());
        double[][][] result = new double[queries.size()][][];
        for (int i = 0; i < result.length; i++) {
            double[] mean = moments.first(i);
            boolean isFar = rate * dot(mean, solve(mean)) > FAR;
            DMatrixRMaj covariance = isFar ? covarianceFromAfar(queries.row(i), mean) : covariance(moments, i);
            result[i] = times(rate * rate, covariance);
            addMetric(result[i], -rate);
        }
        return result;
    }

    private static DMatrixRMaj covariance(RowMoments moments, int i) {
        double[] mean = moments.first(i);
        DMatrixRMaj covariance = moments.second(i);
        for (int k = 0; k < mean.length; k++) {
            for (int l = 0; l < mean.length; l++) {
                covariance.add(k, l, -mean[k] * mean[l]);
            }
        }
        return covariance;
    }

    /**
     * The covariance under the shares of a far query x, from c = x + mean among the data: a Gaussian about x is one
     * about c with weights exp(-s mean' A (x_j - c)), and moments about c do not cancel.
     */
    private DMatrixRMaj covarianceFromAfar(double[] x, double[] mean) {
        double rate = Math.exp(kernel.logSlope());
        double[] tilt = solve(mean);
        double[] centre = x.clone();
        for (int k = 0; k < d; k++) {
            centre[k] += mean[k];
        }
        double[] tilted = logWeights.clone();
        double[] point = new double[d];
        for (int j = 0; j < tilted.length; j++) {
            model.points().copyRow(j, point);
            for (int k = 0; k < d; k++) {
                tilted[j] -= rate * tilt[k] * (point[k] - centre[k]);
            }
        }
        try (Gram gram = model.backend().gram(kernel.slope(), Points.ofRowMajor(centre, d), model.points())) {
            return covariance(gram.logMoments(tilted, 2), 0);
        }
    }

    private RowMoments moments(PairFunction function, Points queries, int order) {
        try (Gram gram = model.gram(function, queries)) {
            return weights == null
                    ? gram.logMoments(logWeights, order)
                    : normalised(gram.moments(weights, order), order);
        }
    }

    /** The weights, if sums of them times a compact kernel's values stay far from underflow; else null. */
    private static double[] plainWeights(DensityModel model) {
        boolean isPlain = model.kernel().isCompact()
                && Arrays.stream(model.logWeights())
                        .allMatch(log -> log > LEAST_LOG_WEIGHT || log == Double.NEGATIVE_INFINITY);
        return isPlain ? model.weights() : null;
    }

    /** What {@link Gram#logMoments} gives, without logarithms of every kernel value. */
    private RowMoments normalised(RowMoments moments, int order) {
        int size = order == 1 ? d : d + d * (d + 1) / 2;
        double[] logSums = new double[moments.size()];
        double[] shares = new double[moments.size() * size];
        for (int i = 0; i < logSums.length; i++) {
            double sum = moments.sum(i);
            logSums[i] = Math.log(sum);
            double[] first = moments.first(i);
            int at = i * size;
            for (int k = 0; k < d; k++) {
                shares[at++] = first[k] / sum;
            }
            DMatrixRMaj second = order == 2 ? moments.second(i) : null;
            for (int k = 0; order == 2 && k < d; k++) {
                for (int l = 0; l <= k; l++) {
                    shares[at++] = second.get(k, l) / sum;
                }
            }
        }
        return new RowMoments(d, order, logSums, shares);
    }

    /** log of what turns sums of slopes into derivatives: the normaliser, divided by f for relative ones. */
    private double[] logScales(Points queries, RowMoments slope, boolean relative) {
        double[] scales = new double[queries.size()];
        if (!relative) {
            Arrays.fill(scales, logNormaliser);
        } else if (isGaussian()) {
            Arrays.setAll(scales, i -> -slope.sum(i));
        } else {
            double[] logDensity = model.logDensity(queries);
            Arrays.setAll(scales, i -> logNormaliser - logDensity[i]);
        }
        return scales;
    }

    private boolean isGaussian() {
        return kernel.slope() == model.kernel();
    }

    private double[] gradient(RowMoments slope, int i, double logScale) {
        if (logScale == Double.POSITIVE_INFINITY) { // relative to a density of zero
            double[] undefined = new double[d];
            Arrays.fill(undefined, Double.NaN);
            return undefined;
        }
        double scale = Math.exp(slope.sum(i) + kernel.logSlope() + logScale);
        if (scale == 0) {
            return new double[d];
        }
        double[] gradient = solve(slope.first(i));
        for (int k = 0; k < d; k++) {
            gradient[k] *= scale;
        }
        return gradient;
    }

    /** A v: v itself for a scalar bandwidth, whose scale is in the kernel, else H^-1 v. */
    private double[] solve(double[] v) {
        double[] z = v.clone();
        if (factor == null) {
            return z;
        }
        for (int k = 0; k < d; k++) {
            for (int l = 0; l < k; l++) {
                z[k] -= factor[k][l] * z[l];
            }
            z[k] /= factor[k][k];
        }
        for (int k = d - 1; k >= 0; k--) {
            for (int l = k + 1; l < d; l++) {
                z[k] -= factor[l][k] * z[l];
            }
            z[k] /= factor[k][k];
        }
        return z;
    }

    /** c A M A. */
    private double[][] times(double c, DMatrixRMaj matrix) {
        double[][] half = new double[d][];
        for (int k = 0; k < d; k++) {
            half[k] = solve(Arrays.copyOfRange(matrix.data, k * d, (k + 1) * d)); // M A, row by row
        }
        double[][] result = new double[d][d];
        double[] column = new double[d];
        for (int l = 0; l < d; l++) {
            for (int k = 0; k < d; k++) {
                column[k] = half[k][l];
            }
            double[] solved = solve(column);
            for (int k = l; k < d; k++) {
                result[k][l] = c * solved[k];
                result[l][k] = result[k][l];
            }
        }
        return result;
    }

    private void addMetric(double[][] target, double times) {
        for (int k = 0; k < d; k++) {
            double[] unit = new double[d];
            unit[k] = 1;
            double[] column = solve(unit);
            for (int l = k; l < d; l++) {
                target[k][l] += times * column[l];
                target[l][k] = target[k][l];
            }
        }
    }

    private static void addSquare(double[][] target, double[] v) {
        for (int k = 0; k < v.length; k++) {
            for (int l = 0; l < v.length; l++) {
                target[k][l] -= v[k] * v[l];
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }
}
