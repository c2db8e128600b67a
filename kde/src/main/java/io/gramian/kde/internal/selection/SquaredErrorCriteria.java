package io.gramian.kde.internal.selection;

import java.util.List;

/**
 * The criteria that estimate the integrated squared error of a density with a Gaussian kernel. With U(C) the mean of
 * phi_C over pairs and V(C) = phi_C(0) / n + (1 - 1/n) U(C) that over all pairs with themselves:
 *
 * <ul>
 *   <li>least squares (Rudemo, 1982; Bowman, 1984): V(2 H) - 2 U(H);
 *   <li>smoothed (Hall, Marron and Park, 1992; Duong and Hazelton, 2005): R / n + V(2 H + 2 G) - 2 V(H + 2 G) + V(2 G),
 *       R = |H|^(-1/2) (4 pi)^(-d/2);
 *   <li>plug-in (Wand and Jones, 1994; Duong and Hazelton, 2003): R / n + (1/4) sum_ijkl psi_ijkl H_ij H_kl.
 * </ul>
 */
final class SquaredErrorCriteria {
    /** Functionals of order six grow fast in number with the dimension. */
    static final int MOST_DIMENSIONS = 6;

    private final int d;
    private final double n;
    private final DifferenceSums sums;

    SquaredErrorCriteria(ScaledSample sample, DifferenceSums sums) {
        this.d = sample.dimension();
        this.n = sample.n();
        this.sums = sums;
    }

    MatrixCriterion leastSquares() {
        return (h, derivative) -> {
            double[][] own = new double[d][d];
            double[][] wider = new double[d][d];
            double value = withSelf(Triangular.combine(2, h, 0, h), wider) - 2 * sums.gaussian(h, own);
            copy(Triangular.combine(2, wider, -2, own), derivative);
            return Double.isFinite(value) ? value : Double.POSITIVE_INFINITY; // a sum had no value
        };
    }

    /** The smoothed criterion with the pilot matrix G. */
    MatrixCriterion smoothed(double[][] pilot) {
        double constant = withSelf(Triangular.combine(2, pilot, 0, pilot), new double[d][d]);
        return (h, derivative) -> {
            double[][] wide = new double[d][d];
            double[][] wider = new double[d][d];
            double value = withSelf(Triangular.combine(2, h, 2, pilot), wider)
                    - 2 * withSelf(Triangular.combine(1, h, 2, pilot), wide)
                    + constant
                    + variance(h, derivative);
            copy(Triangular.combine(1, derivative, 2, Triangular.combine(1, wider, -1, wide)), derivative);
            return Double.isFinite(value) ? value : Double.POSITIVE_INFINITY; // a sum had no value
        };
    }

    /** The plug-in criterion with the d^2 x d^2 matrix of the functionals of order four. */
    MatrixCriterion plugIn(double[][] psi) {
        return (h, derivative) -> {
            double[][] image = image(psi, h);
            double bias = 0;
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    bias += h[i][j] * image[i][j] / 4;
                }
            }
            double value = variance(h, derivative) + bias;
            copy(Triangular.combine(1, derivative, 0.5, image), derivative);
            return value;
        };
    }

    /** Psi vec H as a matrix. */
    static double[][] image(double[][] psi, double[][] h) {
        int d = h.length;
        double[][] image = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < d; k++) {
                    for (int l = 0; l < d; l++) {
                        image[i][j] += psi[i * d + j][k * d + l] * h[k][l];
                    }
                }
            }
        }
        return image;
    }

    /** Spreads functionals of order four over the entries they stand for, row (i, j), column (k, l). */
    static double[][] matrix(int d, double[] psi) {
        List<int[]> indices = DensityFunctionals.indices(d, 4);
        double[][] matrix = new double[d * d][d * d];
        for (int entry = 0; entry < d * d * d * d; entry++) {
            int[] index = new int[d];
            for (int rest = entry, k = 0; k < 4; k++, rest /= d) {
                index[rest % d]++;
            }
            int at = 0;
            while (!java.util.Arrays.equals(indices.get(at), index)) {
                at++;
            }
            matrix[entry / (d * d)][entry % (d * d)] = psi[at];
        }
        return matrix;
    }

    private double withSelf(double[][] covariance, double[][] derivative) {
        double pairs = sums.gaussian(covariance, derivative);
        double[][] factor = Triangular.factor(covariance);
        if (factor == null) {
            return Double.POSITIVE_INFINITY;
        }
        double peak = Math.exp(-Triangular.logDeterminant(factor) - d / 2.0 * Math.log(2 * Math.PI));
        double[][] own = Triangular.inverseOfSquare(factor);
        copy(Triangular.combine(1 - 1 / n, derivative, -peak / (2 * n), own), derivative);
        return peak / n + (1 - 1 / n) * pairs;
    }

    /** R / n and its derivative. */
    private double variance(double[][] h, double[][] derivative) {
        double[][] factor = Triangular.factor(h);
        if (factor == null) {
            return Double.POSITIVE_INFINITY;
        }
        double value = Math.exp(-Triangular.logDeterminant(factor) - d / 2.0 * Math.log(4 * Math.PI)) / n;
        double[][] inverse = Triangular.inverseOfSquare(factor);
        copy(Triangular.combine(-value / 2, inverse, 0, inverse), derivative);
        return value;
    }

    private static void copy(double[][] from, double[][] to) {
        for (int k = 0; k < from.length; k++) {
            System.arraycopy(from[k], 0, to[k], 0, from.length);
        }
    }
}
