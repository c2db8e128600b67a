package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CancellationException;

/**
 * A sample in the counts of a grid, in up to three dimensions: every point is shared out among the 2^d nodes around it by
 * linear binning (Jones and Lotwick, 1984). Points can be added and taken away, and sketches of the same grid merged, in
 * any order with the very same result, for shares are whole numbers of 2^-30 that sum to one exactly.
 *
 * <p>The bandwidth is chosen afterwards, and as often as one likes: {@link #density} is the exact kernel density estimate
 * of the weighted nodes, {@link #errorBound} how far that is from the one of the points.
 *
 * <p>Immutable and thread-safe; adding returns a new sketch. A point costs O(2^d), memory is one number a node.
 *
 * <pre>{@code
 * GridSketch sketch = GridSketch.over(new double[] {0, 30}, new double[] {6, 110}, 128, 128).add(x);
 * DensityModel density = sketch.density(0.3, 5);
 * }</pre>
 */
public final class GridSketch {
    private static final int MARK = 0x47524753;
    private static final String NAME = "grid sketch";
    private static final int MOST_NODES = 1 << 24;
    private static final int BITS = 30;

    private final double[] lower;
    private final double[] upper;
    private final int[] nodes;
    private final long[] sums;
    private final long count;

    private GridSketch(double[] lower, double[] upper, int[] nodes, long[] sums, long count) {
        this.lower = lower;
        this.upper = upper;
        this.nodes = nodes;
        this.sums = sums;
        this.count = count;
    }

    /**
     * Returns an empty sketch over a box.
     *
     * @param lower the lower end of each of one to three axes
     * @param upper the upper ends
     * @param nodes the number of nodes on each axis, both ends included, at least 2; at most 2^24 in all
     * @return a sketch of no points
     * @throws IllegalArgumentException if the lengths differ or are not 1 to 3, an interval is empty or not finite, or
     *     there are too few or too many nodes
     */
    public static GridSketch over(double[] lower, double[] upper, int... nodes) {
        int d = lower.length;
        if (d < 1 || d > 3 || upper.length != d || nodes.length != d) {
            throw new IllegalArgumentException("grid: expected 1 to 3 lower ends and as many upper ends and numbers of "
                    + "nodes, found " + d + ", " + upper.length + " and " + nodes.length);
        }
        long total = 1;
        for (int k = 0; k < d; k++) {
            Domain.checkInterval(lower[k], upper[k], k);
            if (nodes[k] < 2) {
                throw new IllegalArgumentException(
                        "grid: expected at least 2 nodes on axis " + k + ", found " + nodes[k]);
            }
            total *= nodes[k];
            if (total > MOST_NODES) {
                throw new IllegalArgumentException("grid: expected at most " + MOST_NODES
                        + " nodes in all, found more: " + Arrays.toString(nodes));
            }
        }
        return new GridSketch(lower.clone(), upper.clone(), nodes.clone(), new long[(int) total], 0);
    }

    /**
     * Returns the sketch of these points too.
     *
     * @param points n points within the box
     * @return a new sketch
     * @throws IllegalArgumentException if the dimension is another, a point lies outside the box, or there would be more
     *     than 2^31 points
     * @throws CancellationException if the thread is interrupted
     */
    public GridSketch add(Points points) {
        return changed(points, 1);
    }

    /**
     * Returns the sketch without these points, exactly as if they had never been added.
     *
     * @param points n points of this sketch
     * @return a new sketch
     * @throws IllegalArgumentException as {@link #add}, or if a node would be left with less than nothing, which shows
     *     that not all of the points had been added
     * @throws CancellationException if the thread is interrupted
     */
    public GridSketch remove(Points points) {
        GridSketch rest = changed(points, -1);
        for (int node = 0; node < sums.length; node++) {
            if (rest.sums[node] < 0) {
                throw new IllegalArgumentException("points: not all of them are in the sketch, for node "
                        + Arrays.toString(rest.node(node)) + " would be left with less than nothing");
            }
        }
        return rest;
    }

    private GridSketch changed(Points points, int sign) {
        Coordinates.checkDimension("points", points.dimension(), dimension());
        long newCount = SketchBytes.checkedCount(count + (long) sign * points.size());
        long[] changed = sums.clone();
        for (int i = 0; i < points.size(); i++) {
            if (i % 4096 == 0 && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted after " + i + " of " + points.size() + " points");
            }
            share(points, i, sign, changed);
        }
        return new GridSketch(lower, upper, nodes, changed, newCount);
    }

    /** Shares of d factors of 30 / d bits each, so that their products are whole and sum to one exactly. */
    private void share(Points points, int i, int sign, long[] target) {
        int d = dimension();
        long one = 1L << BITS / d;
        int[] cell = new int[d];
        long[] right = new long[d];
        for (int k = 0; k < d; k++) {
            double x = points.value(i, k);
            if (!(x >= lower[k] && x <= upper[k])) {
                throw new IllegalArgumentException("points: row " + i + ", column " + k + " is " + x
                        + ", outside the sketch's box from " + lower[k] + " to " + upper[k]);
            }
            double place = (x - lower[k]) / spacing(k);
            cell[k] = Math.min(nodes[k] - 2, (int) place);
            right[k] = Math.min(one, Math.round((place - cell[k]) * one));
        }
        for (int corner = 0; corner < 1 << d; corner++) {
            int node = 0;
            long share = sign;
            for (int k = 0; k < d; k++) {
                int step = corner >> k & 1;
                node = node * nodes[k] + cell[k] + step;
                share *= step == 1 ? right[k] : one - right[k];
            }
            target[node] += share;
        }
    }

    /**
     * Returns the sketch of the points of both.
     *
     * @param other a sketch over the same grid
     * @return a new sketch
     * @throws IllegalArgumentException if the grid is another, or there would be more than 2^31 points
     */
    public GridSketch merge(GridSketch other) {
        if (!hasGridOf(other)) {
            throw new IllegalArgumentException("sketch: is over another grid, " + other + ", than " + this);
        }
        long[] added = new long[sums.length];
        Arrays.setAll(added, node -> sums[node] + other.sums[node]);
        return new GridSketch(lower, upper, nodes, added, SketchBytes.checkedCount(count + other.count));
    }

    /**
     * Returns the Gaussian kernel density estimate of the weighted nodes.
     *
     * @param h a standard deviation for each axis, positive, in its units
     * @return a density, within {@link #errorBound} of that of the points
     * @throws IllegalArgumentException if there is not one h for each axis, or one is not positive and finite
     * @throws IllegalStateException if the sketch is empty
     */
    public DensityModel density(double... h) {
        return density(Backends.auto(), h);
    }

    /**
     * Returns the Gaussian kernel density estimate of the weighted nodes on another backend.
     *
     * @param backend where the density computes
     * @param h a standard deviation for each axis, positive, in its units
     * @return a density, within {@link #errorBound} of that of the points
     * @throws IllegalArgumentException if there is not one h for each axis, or one is not positive and finite
     * @throws IllegalStateException if the sketch is empty
     */
    public DensityModel density(Backend backend, double... h) {
        if (count == 0) {
            throw new IllegalStateException("the sketch holds no points yet, and no points have no density");
        }
        int[] occupied = java.util.stream.IntStream.range(0, sums.length)
                .filter(node -> sums[node] > 0)
                .toArray();
        double[][] places = Arrays.stream(occupied).mapToObj(this::node).toArray(double[][]::new);
        return KernelDensity.gaussian()
                .withBandwidth(Bandwidth.diagonal(h))
                .withWeights(
                        Arrays.stream(occupied).mapToDouble(node -> sums[node]).toArray())
                .withBackend(backend)
                .fit(Points.of(places));
    }

    /**
     * Returns how far {@link #density} can be from the kernel density estimate of the points themselves, anywhere: c
     * (sum_k delta_k^2 / (8 h_k^2) + rounding), for the spacings delta and the kernel's peak c. It is the error of linear
     * interpolation of the kernel, whose second derivative is at most c / h^2.
     *
     * @param h a standard deviation for each axis
     * @return a density
     * @throws IllegalArgumentException if there is not one h for each axis, or one is not positive and finite
     */
    public double errorBound(double... h) {
        Coordinates.checkDimension("bandwidths", h.length, dimension());
        double logPeak = 0;
        double sum = 0;
        for (int k = 0; k < h.length; k++) {
            FourierMap.checkBandwidth(h[k], k);
            double step = spacing(k) / h[k];
            logPeak -= Math.log(h[k]) + Math.log(2 * Math.PI) / 2;
            sum += step * step / 8 + step * Math.exp(-0.5) / (2L << BITS / h.length);
        }
        return Math.exp(logPeak) * sum;
    }

    /**
     * Returns the sketch in bytes: mark, version, d, nodes, ends, n and sums, all big-endian.
     *
     * @return 20 + 20 d bytes and 8 for each node
     */
    public byte[] toBytes() {
        int d = dimension();
        ByteBuffer buffer = SketchBytes.write(MARK, 12 + 20L * d + 8L * sums.length)
                .putInt(d)
                .putLong(count);
        for (int k = 0; k < d; k++) {
            buffer.putInt(nodes[k]).putDouble(lower[k]).putDouble(upper[k]);
        }
        Arrays.stream(sums).forEach(buffer::putLong);
        return buffer.array();
    }

    /**
     * Returns the sketch that was written.
     *
     * @param bytes from {@link #toBytes}
     * @return an equal sketch
     * @throws IllegalArgumentException if the bytes are not those of a grid sketch
     */
    public static GridSketch fromBytes(byte[] bytes) {
        ByteBuffer buffer = SketchBytes.read(MARK, NAME, bytes);
        int d = buffer.remaining() < 12 ? 0 : buffer.getInt();
        if (d < 1 || d > 3 || buffer.remaining() < 8 + 20 * d) {
            throw new IllegalArgumentException("bytes: are too few, or of dimension " + d + ", for a " + NAME);
        }
        long count = SketchBytes.checkedCount(buffer.getLong());
        double[] lower = new double[d];
        double[] upper = new double[d];
        int[] nodes = new int[d];
        for (int k = 0; k < d; k++) {
            nodes[k] = buffer.getInt();
            lower[k] = buffer.getDouble();
            upper[k] = buffer.getDouble();
        }
        GridSketch empty = over(lower, upper, nodes);
        SketchBytes.checkLength(NAME, buffer, 8L * empty.sums.length);
        return new GridSketch(lower, upper, nodes, SketchBytes.longs(buffer, empty.sums.length), count);
    }

    /**
     * Returns how many points are in the sketch.
     *
     * @return n
     */
    public long count() {
        return count;
    }

    /**
     * Returns the dimension.
     *
     * @return 1 to 3
     */
    public int dimension() {
        return nodes.length;
    }

    private double spacing(int k) {
        return (upper[k] - lower[k]) / (nodes[k] - 1);
    }

    private double[] node(int index) {
        double[] place = new double[dimension()];
        int rest = index;
        for (int k = place.length - 1; k >= 0; k--) {
            place[k] = lower[k] + rest % nodes[k] * spacing(k);
            rest /= nodes[k];
        }
        return place;
    }

    private boolean hasGridOf(GridSketch that) {
        return Arrays.equals(nodes, that.nodes) && Arrays.equals(lower, that.lower) && Arrays.equals(upper, that.upper);
    }

    /** Two sketches are equal when grids, sums and counts are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof GridSketch that
                && count == that.count
                && hasGridOf(that)
                && Arrays.equals(sums, that.sums);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sums);
    }

    /** Returns box, nodes and count. */
    @Override
    public String toString() {
        return "GridSketch[" + Arrays.toString(lower) + " to " + Arrays.toString(upper) + ", " + Arrays.toString(nodes)
                + " nodes, " + count + " points]";
    }
}
