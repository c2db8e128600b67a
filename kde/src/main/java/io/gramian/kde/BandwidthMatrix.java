package io.gramian.kde;

import io.gramian.core.NumericalException;
import io.gramian.core.kernel.Transform;
import java.util.Arrays;

/**
 * A bandwidth: the positive definite matrix H by which a density kernel is scaled, |H|^(-1/2) K(H^(-1/2)
 * (x - x_i)), as one number h (H = h^2 I), a number per axis, or a full matrix.
 *
 * <p>For the Gaussian kernel H is its covariance; for the compact kernels h is the radius of the support.
 * Immutable.
 */
public final class BandwidthMatrix {
    private final int dimension; // 0 for a scalar, which serves any
    private final double[] axes; // h, or h of each axis; null for a full matrix
    private final double[][] lower; // Cholesky factor of a full matrix, else null

    private BandwidthMatrix(int dimension, double[] axes, double[][] lower) {
        this.dimension = dimension;
        this.axes = axes;
        this.lower = lower;
    }

    /**
     * Returns the bandwidth h^2 I, in any dimension.
     *
     * @param h positive, in the units of the data
     * @return a scalar bandwidth
     * @throws IllegalArgumentException if h is not positive and finite
     */
    public static BandwidthMatrix scalar(double h) {
        return new BandwidthMatrix(0, new double[] {positive("bandwidth", h)}, null);
    }

    /**
     * Returns the bandwidth diag(h_1^2, ..., h_d^2).
     *
     * @param h d positive numbers, in the units of the axes; copied
     * @return a diagonal bandwidth
     * @throws IllegalArgumentException if none is given or one is not positive and finite
     */
    public static BandwidthMatrix diagonal(double... h) {
        if (h.length == 0) {
            throw new IllegalArgumentException("bandwidth: expected one number for each axis, found none");
        }
        for (int k = 0; k < h.length; k++) {
            positive("bandwidth of axis " + k, h[k]);
        }
        return new BandwidthMatrix(h.length, h.clone(), null);
    }

    /**
     * Returns the bandwidth with the given matrix.
     *
     * @param h d x d, symmetric and positive definite, in squared units of the data; copied
     * @return a full bandwidth
     * @throws IllegalArgumentException if the matrix is not square, finite and symmetric
     * @throws NumericalException if it is not positive definite; the message names the pivot
     */
    public static BandwidthMatrix full(double[][] h) {
        return full(h, 4 * h.length * 0x1p-52);
    }

    /**
     * Returns the bandwidth with the given matrix, with a tolerance for what the data do not determine.
     *
     * @param h as for {@link #full(double[][])}
     * @param tolerance a pivot up to this times the diagonal entry counts as zero
     * @return a full bandwidth
     * @throws IllegalArgumentException if the matrix is not square, finite and symmetric
     * @throws NumericalException if it is not positive definite; the message names the pivot
     */
    public static BandwidthMatrix full(double[][] h, double tolerance) {
        return new BandwidthMatrix(h.length, null, cholesky(h, tolerance));
    }

    /**
     * Returns whether the same h holds for every axis.
     *
     * @return true if this is h^2 I
     */
    public boolean isScalar() {
        return dimension == 0;
    }

    /**
     * Returns whether no axis is mixed with another.
     *
     * @return true if the matrix is diagonal, or scalar
     */
    public boolean isDiagonal() {
        return axes != null;
    }

    /**
     * Returns h of a scalar bandwidth.
     *
     * @return h
     * @throws IllegalStateException if this is not scalar
     */
    public double scalar() {
        if (isScalar()) {
            return axes[0];
        }
        throw new IllegalStateException("not one number, but " + this + "; use matrix(d)");
    }

    /**
     * Returns the matrix H.
     *
     * @param d the dimension
     * @return d x d, a new array
     * @throws IllegalArgumentException if this bandwidth was made for another dimension
     */
    public double[][] matrix(int d) {
        double[][] factor = factor(d);
        double[][] matrix = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                for (int k = 0; k <= Math.min(i, j); k++) {
                    matrix[i][j] += factor[i][k] * factor[j][k];
                }
            }
        }
        return matrix;
    }

    /**
     * Returns the lower-triangular L with L L' = H.
     *
     * @param d the dimension
     * @return d x d, a new array
     * @throws IllegalArgumentException if this bandwidth was made for another dimension
     */
    public double[][] factor(int d) {
        checkDimension(d);
        double[][] factor = new double[d][d];
        for (int i = 0; i < d; i++) {
            if (axes == null) {
                System.arraycopy(lower[i], 0, factor[i], 0, d);
            } else {
                factor[i][i] = axes[dimension == 0 ? 0 : i];
            }
        }
        return factor;
    }

    /**
     * Returns log |H|^(1/2), the logarithm of the volume by which the kernel is stretched.
     *
     * @param d the dimension
     * @return half the log-determinant
     * @throws IllegalArgumentException if this bandwidth was made for another dimension
     */
    public double logVolume(int d) {
        checkDimension(d);
        if (dimension == 0) {
            return d * Math.log(axes[0]);
        }
        double sum = 0;
        for (int i = 0; i < d; i++) {
            sum += Math.log(axes != null ? axes[i] : lower[i][i]);
        }
        return sum;
    }

    /** Returns the map to coordinates in which the bandwidth is h (for a scalar) or one. */
    Transform transform() {
        if (isScalar()) {
            return new Transform.Identity();
        }
        return axes != null ? new Transform.AxisScales(axes) : new Transform.Whitening(lower);
    }

    void checkDimension(int d) {
        if (dimension != 0 && dimension != d) {
            throw new IllegalArgumentException(
                    "bandwidth: made for dimension " + dimension + ", but the points have dimension " + d);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BandwidthMatrix that
                && dimension == that.dimension
                && Arrays.equals(axes, that.axes)
                && Arrays.deepEquals(lower, that.lower);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(axes) + Arrays.deepHashCode(lower);
    }

    /** Returns h, the h of each axis, or the matrix: {@code 0.3}, {@code [0.3, 0.4]}, {@code [a, b; c, d]}. */
    @Override
    public String toString() {
        if (axes != null) {
            return dimension == 0 ? Double.toString(axes[0]) : Arrays.toString(axes);
        }
        StringBuilder text = new StringBuilder();
        for (double[] row : matrix(lower.length)) {
            text.append(text.isEmpty() ? "[" : "; ");
            text.append(Arrays.toString(row), 1, Arrays.toString(row).length() - 1);
        }
        return text.append(']').toString();
    }

    private static double positive(String name, double value) {
        if (value >= 1e-150 && value <= 1e150) { // its square stays finite and normal
            return value;
        }
        throw new IllegalArgumentException(name + ": expected a positive number from 1e-150 to 1e150, found " + value);
    }

    private static double[][] cholesky(double[][] h, double tolerance) {
        int d = h.length;
        if (d == 0) {
            throw new IllegalArgumentException("bandwidth matrix: expected at least one row, found none");
        }
        for (int i = 0; i < d; i++) {
            if (h[i].length != d) {
                throw new IllegalArgumentException("bandwidth matrix: expected " + d + " x " + d + ", but row " + i
                        + " has " + h[i].length + " entries");
            }
        }
        checkFinite(h);
        checkSymmetric(h);
        double[][] l = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = (h[i][j] + h[j][i]) / 2;
                for (int k = 0; k < j; k++) {
                    rest -= l[i][k] * l[j][k];
                }
                if (i > j) {
                    l[i][j] = rest / l[j][j];
                } else if (rest > tolerance * h[i][i] && rest >= 1e-300) {
                    l[i][i] = Math.sqrt(rest);
                } else {
                    throw new NumericalException("bandwidth matrix: not positive definite; pivot " + i + " is " + rest
                            + " where the entry is " + h[i][i] + ", so axis " + i
                            + " is constant or a combination of the axes before it; leave it out, or use "
                            + "a diagonal or scalar bandwidth");
                }
            }
        }
        return l;
    }

    private static void checkFinite(double[][] h) {
        for (int i = 0; i < h.length; i++) {
            for (int j = 0; j < h.length; j++) {
                if (!(Math.abs(h[i][j]) <= Double.MAX_VALUE)) {
                    throw new IllegalArgumentException("bandwidth matrix: entry (" + i + ", " + j + ") is " + h[i][j]
                            + "; all entries must be finite");
                }
            }
        }
    }

    private static void checkSymmetric(double[][] h) {
        for (int i = 0; i < h.length; i++) {
            for (int j = i + 1; j < h.length; j++) {
                double scale = Math.sqrt(Math.abs(h[i][i])) * Math.sqrt(Math.abs(h[j][j]));
                if (!(Math.abs(h[i][j] - h[j][i]) <= 1e-10 * scale)) {
                    throw new IllegalArgumentException("bandwidth matrix: entry (" + i + ", " + j + ") is " + h[i][j]
                            + ", but entry (" + j + ", " + i + ") is " + h[j][i] + "; the matrix must be symmetric");
                }
            }
        }
    }
}
