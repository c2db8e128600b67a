package io.gramian.kde.internal.selection;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.kernel.Transform;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.BandwidthShape;
import io.gramian.kde.DensityKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * The points of positive weight in coordinates z = L^-1 (x - mean) of unit spread, as far as the shape of the bandwidth
 * allows: L is the Cholesky factor of the covariance for a full bandwidth, the standard deviations for a diagonal one,
 * their root mean square for a scalar one. A rule is then the same whatever the units were.
 *
 * <p>Where the covariance is singular a full bandwidth becomes a diagonal one, and where a column is constant a scalar
 * one, with a warning.
 *
 * @param name of the rule, for messages
 * @param shape of the bandwidth
 * @param lower L
 * @param z n points
 * @param weights n positive weights that sum to one
 * @param isWeighted whether they differ
 * @param n the effective sample size
 * @param kernel the shape the bandwidth is for
 * @param backend where sums over pairs are computed
 * @param progress hears of long searches
 * @param warnings what there was to say so far
 */
record ScaledSample(
        String name,
        BandwidthShape shape,
        double[][] lower,
        Points z,
        double[] weights,
        boolean isWeighted,
        double n,
        DensityKernel kernel,
        Backend backend,
        Progress progress,
        List<String> warnings) {
    /** What summing over many points may leave of a variance that is zero, relative to the axis. */
    private static final double ROUNDING = 1e-12;

    static ScaledSample of(String name, Sample sample, BandwidthShape wanted) {
        Sample positive = positive(sample);
        if (positive.x().size() < 2 || !(positive.effectiveSize() > 1)) {
            throw new NumericalException("bandwidth " + name
                    + ": needs at least two points of positive weight, for one has no spread; use Bandwidth.of(h)");
        }
        List<String> warnings = new ArrayList<>();
        Points x = positive.x();
        double[][] covariance = Covariance.unbiased(x, positive.weights());
        for (int k = 0; k < x.dimension(); k++) {
            if (!(covariance[k][k] <= 1e290)) {
                throw new NumericalException("bandwidth " + name + ": the variance of axis " + k + " is "
                        + covariance[k][k] + ", and at most 1e290 can be computed with; rescale the data");
            }
        }
        BandwidthShape shape = possible(name, wanted, x, covariance, warnings);
        double[][] lower = scale(shape, covariance);
        return new ScaledSample(
                name,
                shape,
                lower,
                transformed(x, Covariance.mean(x, positive.weights()), lower),
                positive.weights(),
                positive.isWeighted(),
                positive.effectiveSize(),
                positive.kernel(),
                positive.backend(),
                positive.progress(),
                warnings);
    }

    /** Returns the sample without the points of weight zero. */
    static Sample positive(Sample sample) {
        double[] weights = sample.weights();
        int[] kept = java.util.stream.IntStream.range(0, weights.length)
                .filter(i -> weights[i] > 0)
                .toArray();
        if (kept.length == weights.length) {
            return sample;
        }
        double[] rest =
                java.util.Arrays.stream(kept).mapToDouble(i -> weights[i]).toArray();
        return new Sample(
                sample.x().select(kept),
                rest,
                sample.isWeighted(),
                sample.kernel(),
                sample.backend(),
                sample.progress());
    }

    private static BandwidthShape possible(
            String name, BandwidthShape wanted, Points x, double[][] covariance, List<String> warnings) {
        int d = x.dimension();
        List<Integer> constant = new ArrayList<>();
        for (int k = 0; k < d; k++) {
            if (isConstant(x, k) || covariance[k][k] < 1e-290) {
                constant.add(k);
            }
        }
        if (constant.size() == d) {
            throw new NumericalException("bandwidth " + name + ": all points coincide, or nearly so, so the data do not"
                    + " spread in any direction; use Bandwidth.of(h)");
        }
        if (!constant.isEmpty() && wanted != BandwidthShape.SCALAR) {
            warnings.add("column " + constant.get(0) + " is constant"
                    + (constant.size() > 1 ? ", among " + constant.size() + " columns" : "")
                    + "; a scalar bandwidth was chosen, for no other is determined");
            return BandwidthShape.SCALAR;
        }
        if (wanted == BandwidthShape.FULL && !isRegular(covariance)) {
            warnings.add("the covariance of the " + x.size() + " points in " + d
                    + " dimensions is singular; a diagonal bandwidth was chosen, for a full one is not determined");
            return BandwidthShape.DIAGONAL;
        }
        return wanted;
    }

    private static boolean isConstant(Points x, int k) {
        for (int i = 1; i < x.size(); i++) {
            if (x.value(i, k) != x.value(0, k)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether every axis keeps a share of its variance that is more than rounding when the axes before it are known. */
    static boolean isRegular(double[][] covariance) {
        double[][] factor = Triangular.factor(covariance);
        for (int k = 0; factor != null && k < factor.length; k++) {
            if (!(factor[k][k] * factor[k][k] > ROUNDING * covariance[k][k])) {
                return false;
            }
        }
        return factor != null;
    }

    private static double[][] scale(BandwidthShape shape, double[][] covariance) {
        int d = covariance.length;
        if (shape == BandwidthShape.FULL) {
            return Triangular.factor(covariance);
        }
        return Triangular.factor(new LogCholesky(shape, d).project(covariance));
    }

    private static Points transformed(Points x, double[] mean, double[][] lower) {
        int d = x.dimension();
        Transform whitening = new Transform.Whitening(lower);
        double[] rows = new double[Math.multiplyExact(x.size(), d)];
        double[] point = new double[d];
        for (int i = 0; i < x.size(); i++) {
            x.copyRow(i, point);
            for (int k = 0; k < d; k++) {
                point[k] -= mean[k];
            }
            System.arraycopy(whitening.apply(point), 0, rows, i * d, d);
        }
        return Points.ofRowMajor(rows, d);
    }

    int dimension() {
        return z.dimension();
    }

    /** Coordinates of the bandwidths of this shape. */
    LogCholesky coordinates() {
        return new LogCholesky(shape, dimension());
    }

    /** The normal reference bandwidth of points of unit covariance. */
    double normalReference() {
        int d = dimension();
        return Math.pow(4 / ((d + 2) * n), 1.0 / (d + 4));
    }

    /** Returns log |L|: what log-densities lose from z to x. */
    double logVolume() {
        return Triangular.logDeterminant(lower);
    }

    /** Returns the bandwidth of the data's own coordinates, for the factor C of a bandwidth of z. */
    BandwidthMatrix bandwidth(double[][] factor) {
        double[][] own = Triangular.multiply(lower, factor);
        try {
            return switch (dimension() == 1 ? BandwidthShape.SCALAR : shape) {
                case SCALAR -> BandwidthMatrix.scalar(own[0][0]);
                case DIAGONAL -> BandwidthMatrix.diagonal(diagonal(own));
                case FULL -> BandwidthMatrix.full(Triangular.square(own));
            };
        } catch (IllegalArgumentException | NumericalException e) {
            throw new NumericalException(
                    "bandwidth " + name + ": the data spread too little or too far; " + e.getMessage());
        }
    }

    /** Returns the factor for the kernel in use that smooths as much as this one for the Gaussian (Marron and Nolan, 1988). */
    double[][] forKernel(double[][] factor) {
        DensityKernel gaussian = DensityKernel.gaussian();
        if (kernel.equals(gaussian)) {
            return factor;
        }
        int d = dimension();
        double logRoughness = kernel.logRoughness(d) - gaussian.logRoughness(d);
        double logMoment = Math.log(kernel.secondMoment(d) / gaussian.secondMoment(d));
        return Triangular.combine(Math.exp((logRoughness - 2 * logMoment) / (d + 4)), factor, 0, factor);
    }

    private static double[] diagonal(double[][] matrix) {
        double[] diagonal = new double[matrix.length];
        for (int k = 0; k < diagonal.length; k++) {
            diagonal[k] = matrix[k][k];
        }
        return diagonal;
    }

    void checkInterrupt() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("bandwidth " + name + ": interrupted");
        }
    }
}
