package io.gramian.core.feature;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.PairFunction;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Random Fourier features of a shift-invariant kernel: a map z from R^d to R^D with E z(x).z(y) = k(x, y).
 *
 * <p>z(x) = sqrt(2 / D) (cos w_1.x, .., cos w_(D/2).x, sin w_1.x, .., sin w_(D/2).x), with frequencies w from the
 * kernel's spectral law (Bochner; Rahimi and Recht, 2007), so z(x).z(x) = k(x, x) exactly. The laws: normal for the
 * Gaussian kernel, Cauchy axis by axis for the Laplacian (L1), Student's t for exponential and Matern kernels. Length
 * scales and positive factors of the kernel are kept. The estimate z(x).z(y) has the variance (k(0)^2 + k(0) k(2 delta)
 * - 2 k(delta)^2) / D with delta = x - y, at most 2 k(0)^2 / D, and is never further from k than {@link
 * #deviation}, except with the probability given there.
 *
 * <p>{@link #orthogonal} draws frequencies of the Gaussian kernel that are orthogonal in blocks of d (Yu et al., 2016):
 * the same mean, and a variance that in practice is smaller and is not proved to be for every delta.
 *
 * <p>Immutable and thread-safe; memory D d / 2 numbers.
 *
 * <pre>{@code
 * RandomFourierFeatures features = RandomFourierFeatures.of(Kernel.gaussian(0.5), x.dimension(), 1000, random);
 * DMatrixRMaj z = features.transform(x); // n x 1000, z z' estimates the Gram matrix
 * }</pre>
 */
public final class RandomFourierFeatures implements FeatureMap {
    private static final int BLOCK = 256;

    private final PairFunction kernel;
    private final SpectralLaw law;
    private final int dimension;
    private final double[] frequencies; // (D / 2) x d, of transformed points
    private final boolean isOrthogonal;

    private RandomFourierFeatures(
            PairFunction kernel, SpectralLaw law, int dimension, double[] frequencies, boolean isOrthogonal) {
        this.kernel = kernel;
        this.law = law;
        this.dimension = dimension;
        this.frequencies = frequencies;
        this.isOrthogonal = isOrthogonal;
    }

    /**
     * Returns features with independent frequencies.
     *
     * @param kernel gaussian, laplacian, exponential or a Matern kernel, with length scales and a factor or not; or another
     *     pair function of one of these forms
     * @param dimension d, of the points
     * @param count D, even, at least 2
     * @param random the source of randomness
     * @return a feature map
     * @throws IllegalArgumentException if the kernel is another, or a number is out of range
     */
    public static RandomFourierFeatures of(PairFunction kernel, int dimension, int count, RandomGenerator random) {
        SpectralLaw law = SpectralLaw.of(kernel);
        int d = checkedDimension(law, dimension, count);
        double[] frequencies = new double[count / 2 * d];
        double[] w = new double[d];
        for (int j = 0; j < count / 2; j++) {
            law.draw(random, w);
            System.arraycopy(w, 0, frequencies, j * d, d);
        }
        return new RandomFourierFeatures(kernel, law, dimension, frequencies, false);
    }

    /**
     * Returns features with frequencies that are orthogonal in blocks of d.
     *
     * @param kernel gaussian, with length scales and a factor or not
     * @param dimension d, of the points
     * @param count D, even, at least 2
     * @param random the source of randomness
     * @return a feature map
     * @throws IllegalArgumentException if the kernel is another, or a number is out of range
     */
    public static RandomFourierFeatures orthogonal(
            PairFunction kernel, int dimension, int count, RandomGenerator random) {
        SpectralLaw law = SpectralLaw.of(kernel);
        if (!law.isGaussian()) {
            throw new IllegalArgumentException(
                    "orthogonal features: expected a gaussian kernel, found " + kernel + "; use independent ones");
        }
        int d = checkedDimension(law, dimension, count);
        double[] frequencies = new double[count / 2 * d];
        for (int from = 0; from < count / 2; from += d) {
            OrthogonalFrequencies.fill(frequencies, from, Math.min(count / 2, from + d), d, law, random);
        }
        return new RandomFourierFeatures(kernel, law, dimension, frequencies, true);
    }

    private static int checkedDimension(SpectralLaw law, int dimension, int count) {
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension: expected at least 1, found " + dimension);
        }
        if (count < 2 || count % 2 != 0) {
            throw new IllegalArgumentException("features: expected an even number of at least 2, found " + count);
        }
        int d = law.transform().outputDimension(dimension);
        if ((long) count / 2 * d > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "features: " + count + " in dimension " + d + " need more numbers than one array holds");
        }
        return d;
    }

    /**
     * Returns the features of all points.
     *
     * @param points n points of dimension d
     * @return n x D, a new matrix
     * @throws IllegalArgumentException if the dimension is another, or an array cannot hold n D numbers
     * @throws CancellationException if the thread is interrupted
     */
    @Override
    public DMatrixRMaj transform(Points points) {
        return FeatureRows.of(points, dimension, count(), this::fill);
    }

    /**
     * Returns the features of all points, resident where the backend computes.
     *
     * @param points n points of dimension d
     * @param backend where the matrix lives
     * @return n x D, a new matrix
     * @throws IllegalArgumentException as in {@link #transform(Points)}, or if the backend's memory limit is exceeded
     */
    @Override
    public Matrix transform(Points points, Backend backend) {
        return backend.matrix(transform(points));
    }

    /**
     * Returns the features of one point.
     *
     * @param point d coordinates
     * @return D numbers, a new array
     * @throws IllegalArgumentException if the dimension is another
     */
    @Override
    public double[] transform(double... point) {
        return transform(Points.ofRowMajor(point, point.length)).data;
    }

    /**
     * Returns the mean of the features of weighted points, sum_i w_i z(x_i), without storing them: its inner product with
     * z(y) estimates sum_i w_i k(x_i, y).
     *
     * @param points n points of dimension d
     * @param weights n numbers of any sign
     * @return D numbers, a new array
     * @throws IllegalArgumentException if the dimension or the number of weights is another
     * @throws CancellationException if the thread is interrupted
     */
    public double[] weightedSum(Points points, double[] weights) {
        FeatureRows.checkDimension(points, dimension);
        if (weights.length != points.size()) {
            throw new IllegalArgumentException(
                    "weights: expected one for each of the " + points.size() + " points, found " + weights.length);
        }
        double[] row = new double[dimension];
        double[] one = new double[count()];
        double[] sum = new double[count()];
        for (int i = 0; i < points.size(); i++) {
            if (i % BLOCK == 0 && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted after " + i + " of " + points.size() + " points");
            }
            if (weights[i] != 0) {
                points.copyRow(i, row);
                fill(row, one);
                for (int j = 0; j < sum.length; j++) {
                    sum[j] += weights[i] * one[j];
                }
            }
        }
        return sum;
    }

    /**
     * Returns the estimate z(x).z(y) of k(x, y).
     *
     * @param x d coordinates
     * @param y d coordinates
     * @return a number within [-k(0), k(0)]
     * @throws IllegalArgumentException if the dimension is another
     */
    public double estimate(double[] x, double[] y) {
        double[] zx = transform(x);
        double[] zy = transform(y);
        double sum = 0;
        for (int j = 0; j < zx.length; j++) {
            sum += zx[j] * zy[j];
        }
        return sum;
    }

    /**
     * Returns the variance of the estimate with independent frequencies, (k(0)^2 + k(0) k(2 delta) - 2 k(delta)^2) / D.
     *
     * @param x d coordinates
     * @param y d coordinates
     * @return the variance over the draw of the frequencies
     * @throws IllegalArgumentException if the dimension is another
     */
    public double variance(double[] x, double[] y) {
        double top = kernel.value(x, x);
        double[] tx = law.transform().apply(x);
        double[] ty = law.transform().apply(y);
        double[] twice = new double[tx.length];
        for (int k = 0; k < tx.length; k++) {
            twice[k] = tx[k] + 2 * (ty[k] - tx[k]);
        }
        double k = kernel.value(x, y);
        return Math.max(0, (top * top + top * law.value(tx, twice) - 2 * k * k) / count());
    }

    /**
     * Returns the deviation |z(x).z(y) - k(x, y)| that a pair chosen beforehand exceeds with at most the given probability
     * (Hoeffding): k(0) sqrt(4 log(2 / p) / D), for independent frequencies.
     *
     * @param probability p, within (0, 1)
     * @return a bound that holds for every pair, one at a time
     * @throws IllegalArgumentException if p is not within (0, 1)
     */
    public double deviation(double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException("probability: expected a number within (0, 1), found " + probability);
        }
        return law.factor() * Math.sqrt(4 * Math.log(2 / probability) / count());
    }

    /**
     * Returns the kernel.
     *
     * @return k
     */
    public PairFunction kernel() {
        return kernel;
    }

    /**
     * Returns the number of features.
     *
     * @return D
     */
    @Override
    public int count() {
        return 2 * (frequencies.length / law.transform().outputDimension(dimension));
    }

    /**
     * Returns the dimension of the points.
     *
     * @return d
     */
    @Override
    public int dimension() {
        return dimension;
    }

    /**
     * Returns whether the frequencies are orthogonal in blocks.
     *
     * @return false if they are independent
     */
    public boolean isOrthogonal() {
        return isOrthogonal;
    }

    /**
     * Returns the frequencies, in the coordinates that the kernel's length scales make.
     *
     * @return (D / 2) x d, a new matrix
     */
    public DMatrixRMaj frequencies() {
        return DMatrixRMaj.wrap(count() / 2, frequencies.length / (count() / 2), frequencies.clone());
    }

    /** Returns the kernel, the number of features and the dimension. */
    @Override
    public String toString() {
        return "RandomFourierFeatures[" + kernel + ", " + count() + " features, dimension " + dimension
                + (isOrthogonal ? ", orthogonal]" : "]");
    }

    private void fill(double[] row, double[] features) {
        double[] x = law.transform().apply(row);
        int half = features.length / 2;
        double scale = Math.sqrt(law.factor() / half);
        for (int j = 0; j < half; j++) {
            double phase = 0;
            for (int k = 0; k < x.length; k++) {
                phase += frequencies[j * x.length + k] * x[k];
            }
            features[j] = scale * Math.cos(phase);
            features[half + j] = scale * Math.sin(phase);
        }
    }
}
