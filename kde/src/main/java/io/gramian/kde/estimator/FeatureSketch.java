package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.kde.Density;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A density in D numbers, however many points are in it: the sums of random Fourier features (Rahimi and Recht, 2007).
 * Points can be added and taken away, and sketches of the same features merged, in any order with the very same result,
 * for the sums are whole numbers of 2^-30.
 *
 * <p>f(x) = c / (m n) sum_r (cos(w_r.x) sum_i cos(w_r.x_i) + sin(w_r.x) sum_i sin(w_r.x_i)) with m = D / 2 frequencies and
 * the kernel's peak c. Its error is additive, {@link #deviation}: good where the density is not small against the kernel's
 * peak, and useless in its tails, where it may be negative.
 *
 * <p>Immutable and thread-safe; adding returns a new sketch. A point costs O(D d), a query too, memory is D (d / 2 + 1)
 * numbers.
 *
 * <pre>{@code
 * FeatureSketch empty = FeatureSketch.gaussian(new double[] {0.3, 5}, 2000, random);
 * FeatureSketch here = empty.add(x);
 * FeatureSketch there = FeatureSketch.fromBytes(empty.toBytes()).add(y);
 * double f = here.merge(there).density(3.6, 79);
 * }</pre>
 */
public final class FeatureSketch implements Density {
    private static final int MARK = 0x47524653;
    private static final String NAME = "feature sketch";

    private final FourierMap map;
    private final long[] sums;
    private final long count;

    private FeatureSketch(FourierMap map, long[] sums, long count) {
        this.map = map;
        this.sums = sums;
        this.count = count;
    }

    /**
     * Returns an empty sketch for the Gaussian kernel, prod_k N(0, h_k^2).
     *
     * @param h a standard deviation for each axis, positive, in its units; copied
     * @param features D, even, at least 2
     * @param random the source of the frequencies
     * @return a sketch of no points
     * @throws IllegalArgumentException if h is empty or not positive, or D is odd or below 2
     */
    public static FeatureSketch gaussian(double[] h, int features, RandomGenerator random) {
        return empty(FourierMap.draw(FourierMap.Shape.GAUSSIAN, h, features, random));
    }

    /**
     * Returns an empty sketch for the Laplacian kernel, prod_k exp(-|x_k| / h_k) / (2 h_k).
     *
     * @param h a length for each axis, positive, in its units; copied
     * @param features D, even, at least 2
     * @param random the source of the frequencies
     * @return a sketch of no points
     * @throws IllegalArgumentException if h is empty or not positive, or D is odd or below 2
     */
    public static FeatureSketch laplacian(double[] h, int features, RandomGenerator random) {
        return empty(FourierMap.draw(FourierMap.Shape.LAPLACIAN, h, features, random));
    }

    private static FeatureSketch empty(FourierMap map) {
        return new FeatureSketch(map, new long[2 * map.pairs()], 0);
    }

    /**
     * Returns the sketch of these points too.
     *
     * @param points n points of dimension d
     * @return a new sketch
     * @throws IllegalArgumentException if the dimension is another, or there would be more than 2^31 points
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public FeatureSketch add(Points points) {
        return changed(points, 1);
    }

    /**
     * Returns the sketch without these points, exactly as if they had never been added. That they had been is not
     * checked, and cannot be.
     *
     * @param points n points of dimension d, all of them in this sketch
     * @return a new sketch
     * @throws IllegalArgumentException if the dimension is another, or there are more points than in the sketch
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public FeatureSketch remove(Points points) {
        return changed(points, -1);
    }

    private FeatureSketch changed(Points points, int sign) {
        Coordinates.checkDimension("points", points.dimension(), dimension());
        long newCount = SketchBytes.checkedCount(count + (long) sign * points.size());
        long[] changed = sums.clone();
        map.accumulate(points, sign, changed);
        return new FeatureSketch(map, changed, newCount);
    }

    /**
     * Returns the sketch of the points of both.
     *
     * @param other a sketch with the same features: both come from one empty sketch, or from its bytes
     * @return a new sketch
     * @throws IllegalArgumentException if the features are others, or there would be more than 2^31 points
     */
    public FeatureSketch merge(FeatureSketch other) {
        if (!map.equals(other.map)) {
            throw new IllegalArgumentException("sketch: has other features (" + other.map + ") than this (" + map
                    + "), or others of the same kind; both must come from one empty sketch");
        }
        long[] added = new long[sums.length];
        Arrays.setAll(added, j -> sums[j] + other.sums[j]);
        return new FeatureSketch(map, added, SketchBytes.checkedCount(count + other.count));
    }

    /**
     * Returns the estimate of the density at every query.
     *
     * @param queries q points of dimension d
     * @return q numbers, which may be negative where the density is small
     * @throws IllegalArgumentException if the dimension is another
     * @throws IllegalStateException if the sketch is empty
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    @Override
    public double[] density(Points queries) {
        if (count == 0) {
            throw new IllegalStateException("the sketch holds no points yet, and no points have no density");
        }
        double unit = (double) FourierMap.UNIT * count;
        return map.density(Arrays.stream(sums).mapToDouble(sum -> sum / unit).toArray(), queries);
    }

    /**
     * Returns the logarithm of the estimate at every query.
     *
     * @param queries q points of dimension d
     * @return q numbers; NaN where the estimate is negative
     * @throws IllegalArgumentException if the dimension is another
     * @throws IllegalStateException if the sketch is empty
     */
    @Override
    public double[] logDensity(Points queries) {
        return Arrays.stream(density(queries)).map(Math::log).toArray();
    }

    /**
     * Returns by how much the estimate at a query chosen beforehand is off the kernel density estimate of the same
     * points, except with the given probability over the draw of the frequencies (Hoeffding, 1963): c sqrt(4 log(2 / p) /
     * D), and what rounding adds.
     *
     * @param probability p, within (0, 1)
     * @return a density
     * @throws IllegalArgumentException if p is not within (0, 1)
     */
    public double deviation(double probability) {
        return map.deviation(probability);
    }

    /**
     * Returns the sketch in bytes: mark, version, kernel, d, m, n, h, frequencies and sums, all big-endian.
     *
     * @return 28 + 8 (d + m d + 2 m) bytes
     */
    public byte[] toBytes() {
        int m = map.pairs();
        int d = dimension();
        ByteBuffer buffer = SketchBytes.write(MARK, 20 + 8L * (d + (long) m * d + 2L * m))
                .putInt(map.shape().ordinal())
                .putInt(d)
                .putInt(m)
                .putLong(count);
        Arrays.stream(map.bandwidths()).forEach(buffer::putDouble);
        Arrays.stream(map.frequencies()).forEach(buffer::putDouble);
        Arrays.stream(sums).forEach(buffer::putLong);
        return buffer.array();
    }

    /**
     * Returns the sketch that was written.
     *
     * @param bytes from {@link #toBytes}
     * @return an equal sketch
     * @throws IllegalArgumentException if the bytes are not those of a feature sketch
     */
    public static FeatureSketch fromBytes(byte[] bytes) {
        ByteBuffer buffer = SketchBytes.read(MARK, NAME, bytes);
        if (buffer.remaining() < 20) {
            SketchBytes.checkLength(NAME, buffer, 20);
        }
        int shape = buffer.getInt();
        int d = buffer.getInt();
        int m = buffer.getInt();
        long count = SketchBytes.checkedCount(buffer.getLong());
        if (shape < 0 || shape >= FourierMap.Shape.values().length || d < 1 || m < 1) {
            throw new IllegalArgumentException("bytes: hold kernel " + shape + ", dimension " + d + " and " + m
                    + " frequencies, which is no " + NAME);
        }
        SketchBytes.checkLength(NAME, buffer, 8 * Math.addExact(d, Math.multiplyExact((long) m, d + 2L)));
        double[] h = SketchBytes.doubles(buffer, d);
        for (int k = 0; k < d; k++) {
            FourierMap.checkBandwidth(h[k], k);
        }
        double[] frequencies = SketchBytes.doubles(buffer, m * d);
        FourierMap map = new FourierMap(FourierMap.Shape.values()[shape], h, frequencies);
        return new FeatureSketch(map, SketchBytes.longs(buffer, 2 * m), count);
    }

    /**
     * Returns how many points are in the sketch.
     *
     * @return n
     */
    public long count() {
        return count;
    }

    @Override
    public int dimension() {
        return map.dimension();
    }

    FourierMap map() {
        return map;
    }

    long[] sums() {
        return sums;
    }

    /** Two sketches are equal when features, sums and counts are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof FeatureSketch that
                && count == that.count
                && Arrays.equals(sums, that.sums)
                && map.equals(that.map);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sums);
    }

    /** Returns kernel, bandwidth, features and count. */
    @Override
    public String toString() {
        return "FeatureSketch[" + map + ", " + count + " points]";
    }
}
