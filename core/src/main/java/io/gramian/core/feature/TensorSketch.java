package io.gramian.core.feature;

import io.gramian.core.Points;
import io.gramian.core.fourier.RealFft;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.PairFunction;
import io.gramian.core.kernel.Profile;
import io.gramian.core.kernel.Transform;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Random features of a polynomial kernel (s x.y + c)^p: a map z from R^d to R^D with E z(x).z(y) = k(x, y), at p (d + D log
 * D) operations a point, where the products of p coordinates themselves would be d^p.
 *
 * <p>With x' = (sqrt(s) x, sqrt(c)) the kernel is (x'.y')^p, the inner product of p-fold tensor powers. Each of p count
 * sketches throws the coordinates of x', with random signs, into D places; the circular convolution of the p sketches is a
 * count sketch of the tensor power, and is a product of Fourier transforms. {@link #variance} is exact: of order 1 / D, and
 * growing with p like (|x'| |y'|)^(2p) 3^p / D at worst, so high degrees want many features.
 *
 * <p>The places and signs are independent uniform draws, kept in tables of p d numbers. Immutable and thread-safe.
 *
 * <pre>{@code
 * TensorSketch sketch = TensorSketch.of(Kernel.polynomial(2, 1, 1), x.dimension(), 512, random);
 * DMatrixRMaj z = sketch.transform(x); // n x 512, z z' estimates the Gram matrix
 * }</pre>
 *
 * <p>Source: N. Pham, R. Pagh, Fast and scalable polynomial kernels via explicit feature maps (2013).
 */
public final class TensorSketch implements FeatureMap {
    private final PairFunction kernel;
    private final Transform transform;
    private final Profile.Polynomial profile;
    private final double factor;
    private final int dimension;
    private final int count;
    private final int[][] places; // p x d', of the coordinates of x'
    private final double[][] signs;
    private final RealFft plan; // null for degree 1, which needs none

    private TensorSketch(PairFunction kernel, Leaf leaf, int dimension, int count, RandomGenerator random) {
        this.kernel = kernel;
        this.transform = leaf.transform;
        this.profile = leaf.profile;
        this.factor = leaf.factor;
        this.dimension = dimension;
        this.count = count;
        this.plan = profile.degree() == 1 ? null : RealFft.ofLength(count);
        int coordinates = transform.outputDimension(dimension) + (profile.offset() > 0 ? 1 : 0);
        this.places = new int[profile.degree()][coordinates];
        this.signs = new double[profile.degree()][coordinates];
        for (int q = 0; q < places.length; q++) {
            Arrays.setAll(places[q], k -> random.nextInt(count));
            Arrays.setAll(signs[q], k -> random.nextBoolean() ? 1 : -1);
        }
    }

    /** A polynomial of inner products, times a factor. */
    private record Leaf(Transform transform, Profile.Polynomial profile, double factor) {
        static Leaf of(PairFunction kernel) {
            double factor = 1;
            Expression expression = kernel.expression();
            while (expression instanceof Expression.Scaled scaled) {
                factor *= scaled.factor();
                expression = scaled.of();
            }
            if (expression instanceof Expression.Leaf leaf && leaf.form() == Form.DOT && leaf.normPower() == 0) {
                if (leaf.profile() instanceof Profile.Identity) {
                    return new Leaf(leaf.transform(), new Profile.Polynomial(1, 0, 1), factor);
                }
                if (leaf.profile() instanceof Profile.Polynomial p && p.scale() > 0 && p.offset() >= 0) {
                    return new Leaf(leaf.transform(), p, factor);
                }
            }
            throw new IllegalArgumentException(
                    "tensor sketch: expected a linear kernel or a polynomial one of offset at least 0, found "
                            + kernel);
        }
    }

    /**
     * Returns a sketch with newly drawn places and signs.
     *
     * @param kernel polynomial with an offset of at least 0, or linear; with length scales and a factor or not
     * @param dimension d, of the points
     * @param count D, at least 1; a product of powers of 2, 3 and 5 unless the degree is 1
     * @param random the source of randomness
     * @return a feature map
     * @throws IllegalArgumentException if the kernel is another, or a number is out of range
     */
    public static TensorSketch of(PairFunction kernel, int dimension, int count, RandomGenerator random) {
        Leaf leaf = Leaf.of(kernel);
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension: expected at least 1, found " + dimension);
        }
        if (count < 1) {
            throw new IllegalArgumentException("features: expected at least 1, found " + count);
        }
        return new TensorSketch(kernel, leaf, dimension, count, random);
    }

    /**
     * {@inheritDoc}
     *
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    @Override
    public DMatrixRMaj transform(Points points) {
        return FeatureRows.of(points, dimension, count, this::fill);
    }

    private void fill(double[] row, double[] features) {
        double[] x = lifted(row);
        sketch(x, 0, features);
        if (plan != null) {
            int length = plan.spectrumLength();
            double[] re = new double[length];
            double[] im = new double[length];
            double[] nextRe = new double[length];
            double[] nextIm = new double[length];
            plan.forward(features, re, im);
            for (int q = 1; q < places.length; q++) {
                sketch(x, q, features);
                plan.forward(features, nextRe, nextIm);
                for (int k = 0; k < length; k++) {
                    double product = re[k] * nextRe[k] - im[k] * nextIm[k];
                    im[k] = re[k] * nextIm[k] + im[k] * nextRe[k];
                    re[k] = product;
                }
            }
            plan.inverse(re, im, features);
        }
        double root = Math.sqrt(factor);
        for (int k = 0; k < features.length; k++) {
            features[k] *= root;
        }
    }

    /** The count sketch of number q. */
    private void sketch(double[] x, int q, double[] features) {
        Arrays.fill(features, 0);
        for (int k = 0; k < x.length; k++) {
            features[places[q][k]] += signs[q][k] * x[k];
        }
    }

    /** x' of which the kernel is a power of the inner product. */
    private double[] lifted(double[] row) {
        double[] image = transform.apply(row);
        double[] x = Arrays.copyOf(image, places[0].length);
        for (int k = 0; k < image.length; k++) {
            x[k] *= Math.sqrt(profile.scale());
        }
        if (x.length > image.length) {
            x[image.length] = Math.sqrt(profile.offset());
        }
        return x;
    }

    /**
     * Returns the estimate z(x).z(y) of k(x, y).
     *
     * @param x d coordinates
     * @param y d coordinates
     * @return an unbiased estimate
     * @throws IllegalArgumentException if the dimension is another
     */
    public double estimate(double[] x, double[] y) {
        return Form.DOT.value(transform(x), transform(y));
    }

    /**
     * Returns the variance of the estimate over the draw of places and signs. With a = (x'.y')^2, b = |x'|^2 |y'|^2 - e, c =
     * a - e, e = sum_k x'_k^2 y'_k^2, it is ((a + b)^p + (a + c)^p - 2 a^p) / D + g ((a + b + c)^p - (a + b)^p - (a + c)^p +
     * a^p) / D^2, where g is 1 for an odd D and 2 for an even one.
     *
     * <p>The three pairings of four equal indices give a, b and c in each of the p factors; the places of two tensor
     * products coincide with probability 1 / D, those of two pairs both with g / D^2.
     *
     * @param x d coordinates
     * @param y d coordinates
     * @return the exact variance
     * @throws IllegalArgumentException if the dimension is another
     */
    public double variance(double[] x, double[] y) {
        FeatureRows.checkDimension(Points.ofRowMajor(x, x.length), dimension);
        FeatureRows.checkDimension(Points.ofRowMajor(y, y.length), dimension);
        double[] u = lifted(x);
        double[] v = lifted(y);
        double e = 0;
        for (int k = 0; k < u.length; k++) {
            e += u[k] * u[k] * v[k] * v[k];
        }
        int p = profile.degree();
        double a = Math.pow(Form.DOT.value(u, v), 2);
        double b = Math.max(0, Form.DOT.value(u, u) * Form.DOT.value(v, v) - e);
        double c = a - e; // of any sign
        double same = Math.pow(a, p);
        double straight = Math.pow(a + b, p);
        double crossed = Math.pow(a + c, p);
        double both = Math.pow(a + b + c, p) - straight - crossed + same;
        double coincidences = count % 2 == 0 ? 2 : 1;
        double once = (straight + crossed - 2 * same) / count;
        return factor * factor * Math.max(0, once + coincidences * both / count / count);
    }

    /**
     * Returns the kernel.
     *
     * @return k
     */
    public PairFunction kernel() {
        return kernel;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    /** Returns the kernel, the number of features and the dimension. */
    @Override
    public String toString() {
        return "TensorSketch[" + kernel + ", " + count + " features, dimension " + dimension + "]";
    }
}
