package io.gramian.kde.internal.inference;

import io.gramian.core.Points;
import io.gramian.kde.BandwidthMatrix;

/**
 * The coordinates z = L^(-1) (x - centre) with H = L L', in which a bandwidth H is 1 and moments are of order one.
 *
 * <p>The centre is that of the data's box: far from the origin, scaling first would lose the differences.
 */
public final class Whitening {
    private final double[][] factor;
    private final double[] centre;

    /** The coordinates of a bandwidth for data x. */
    public Whitening(BandwidthMatrix bandwidth, Points x) {
        factor = bandwidth.factor(x.dimension());
        centre = new double[x.dimension()];
        for (int k = 0; k < centre.length; k++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < x.size(); i++) {
                low = Math.min(low, x.value(i, k));
                high = Math.max(high, x.value(i, k));
            }
            centre[k] = low / 2 + high / 2;
        }
    }

    /** Returns L^(-1) (x - centre) of every point. */
    public Points apply(Points x) {
        int d = centre.length;
        double[] rows = new double[x.size() * d];
        for (int i = 0; i < x.size(); i++) {
            for (int k = 0; k < d; k++) {
                double rest = x.value(i, k) - centre[k];
                for (int l = 0; l < k; l++) {
                    rest -= factor[k][l] * rows[i * d + l];
                }
                rows[i * d + k] = rest / factor[k][k];
            }
        }
        return Points.ofRowMajor(rows, d);
    }

    /** Returns the gradient in the original coordinates, L^(-T) b, of one in these. */
    public double[] gradient(double[] b) {
        double[] gradient = b.clone();
        for (int k = b.length - 1; k >= 0; k--) {
            for (int l = k + 1; l < b.length; l++) {
                gradient[k] -= factor[l][k] * gradient[l];
            }
            gradient[k] /= factor[k][k];
        }
        return gradient;
    }
}
