package io.gramian.kde;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;

/**
 * A rule that chooses the bandwidth from the data when a density is fitted.
 *
 * <pre>{@code
 * KernelDensity.gaussian().withBandwidth(Bandwidth.scott()).fit(x).bandwidth();
 * }</pre>
 *
 * <p>The normal-scale rules multiply the sample covariance S by the square of a factor: H = factor^2 S. With
 * weights, n is the effective sample size 1 / sum w_i^2 and S = sum w_i (x_i - mean)(x_i - mean)' / (1 - sum
 * w_i^2), the weights summing to one. These are the conventions of SciPy's {@code gaussian_kde}; they are
 * scales for the Gaussian kernel.
 */
public abstract class Bandwidth {
    private Bandwidth() {}

    /**
     * Returns the bandwidth this rule chooses.
     *
     * @param x n points
     * @param weights n weights that sum to one
     * @return the bandwidth
     * @throws NumericalException if the data do not determine one, as when the covariance is singular
     */
    abstract BandwidthMatrix select(Points x, double[] weights);

    /**
     * Returns the rule that takes h as given.
     *
     * @param h positive, in the units of the data
     * @return a rule
     * @throws IllegalArgumentException if h is not positive and finite
     */
    public static Bandwidth of(double h) {
        return of(BandwidthMatrix.scalar(h));
    }

    /**
     * Returns the rule that takes one h for each axis as given.
     *
     * @param h d positive numbers; copied
     * @return a rule
     * @throws IllegalArgumentException if none is given or one is not positive and finite
     */
    public static Bandwidth diagonal(double... h) {
        return of(BandwidthMatrix.diagonal(h));
    }

    /**
     * Returns the rule that takes the matrix H as given.
     *
     * @param h d x d, symmetric and positive definite, in squared units of the data; copied
     * @return a rule
     * @throws IllegalArgumentException if the matrix is not square, finite and symmetric
     * @throws NumericalException if the matrix is not positive definite
     */
    public static Bandwidth matrix(double[][] h) {
        return of(BandwidthMatrix.full(h));
    }

    /**
     * Returns the rule that takes a bandwidth as given.
     *
     * @param bandwidth the bandwidth
     * @return a rule
     */
    public static Bandwidth of(BandwidthMatrix bandwidth) {
        return new Bandwidth() {
            @Override
            BandwidthMatrix select(Points x, double[] weights) {
                bandwidth.checkDimension(x.dimension());
                return bandwidth;
            }

            @Override
            public String toString() {
                return "of(" + bandwidth + ")";
            }
        };
    }

    /**
     * Returns Scott's rule, H = n^(-2/(d+4)) S (Scott, 1992).
     *
     * @return a rule
     */
    public static Bandwidth scott() {
        return new NormalScale("scott()") {
            @Override
            double factor(double n, int d) {
                return Math.pow(n, -1.0 / (d + 4));
            }
        };
    }

    /**
     * Returns Silverman's rule, H = (n (d + 2) / 4)^(-2/(d+4)) S (Silverman, 1986).
     *
     * @return a rule
     */
    public static Bandwidth silverman() {
        return new NormalScale("silverman()") {
            @Override
            double factor(double n, int d) {
                return Math.pow(n * (d + 2) / 4, -1.0 / (d + 4));
            }
        };
    }

    /**
     * Returns the rule H = factor^2 S.
     *
     * @param factor positive
     * @return a rule
     * @throws IllegalArgumentException if the factor is not positive and finite
     */
    public static Bandwidth covarianceFactor(double factor) {
        BandwidthMatrix.scalar(factor); // the same check
        return new NormalScale("covarianceFactor(" + factor + ")") {
            @Override
            double factor(double n, int d) {
                return factor;
            }
        };
    }

    private abstract static class NormalScale extends Bandwidth {
        /** What summing over many points may leave of a variance that is zero, relative to the axis. */
        private static final double ROUNDING = 1e-12;

        private final String name;

        NormalScale(String name) {
            this.name = name;
        }

        abstract double factor(double n, int d);

        @Override
        BandwidthMatrix select(Points x, double[] weights) {
            double sumOfSquares = 0;
            for (double w : weights) {
                sumOfSquares += w * w;
            }
            if (!(sumOfSquares < 1)) {
                throw new NumericalException("bandwidth " + name
                        + ": needs at least two points of positive weight, for one has no spread; use Bandwidth.of(h)");
            }
            int d = x.dimension();
            double factor = factor(1 / sumOfSquares, d);
            double[][] h = covariance(x, weights);
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    h[i][j] *= factor * factor / (1 - sumOfSquares);
                }
            }
            try {
                return d == 1 ? BandwidthMatrix.scalar(Math.sqrt(h[0][0])) : BandwidthMatrix.full(h, ROUNDING);
            } catch (IllegalArgumentException | NumericalException e) {
                throw new NumericalException(
                        "bandwidth " + name + ": the data do not spread in every direction; " + e.getMessage());
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Returns sum_i w_i (x_i - mean)(x_i - mean)', in two passes. */
    private static double[][] covariance(Points x, double[] weights) {
        int d = x.dimension();
        double[] mean = new double[d];
        double[] point = new double[d];
        double total = 0;
        for (int i = 0; i < x.size(); i++) {
            if (weights[i] > 0) {
                x.copyRow(i, point);
                total += weights[i];
                for (int k = 0; k < d; k++) {
                    mean[k] += weights[i] / total * (point[k] - mean[k]);
                }
            }
        }
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
