package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.kde.Density;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import io.gramian.kde.internal.Logs;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A density whose mass beyond the support was reflected or wrapped back, from {@link FoldedDensity}.
 *
 * <p>Cost of an evaluation: that of a {@link DensityModel} for each image of a query that adds to its value, which is
 * the query alone where no end is near, and two or three images a bounded axis elsewhere. Images whose every term is
 * below e^-40 of the query's own are left out; for the exponential kernel those more than 45 h from all data.
 */
public final class FoldedModel implements Density {
    private static final int BLOCK = 8_192; // images at a time
    private static final double LEAST = 40; // nats below which a term does not count
    private static final int WIDEST = 10; // bandwidths an interval may be short of

    private final DensityModel base;
    private final Support[] supports;
    private final double[] h;
    private final double[][] ranges;
    private final boolean isGaussian;

    FoldedModel(DensityModel base, Support[] supports) {
        this.base = base;
        this.supports = supports;
        this.h = Axes.bandwidths(base, "reflection");
        this.ranges = new double[supports.length][];
        this.isGaussian =
                base.kernel().toString().equals(DensityKernel.gaussian().toString());
        for (int k = 0; k < supports.length; k++) {
            double[] column = base.points().column(k);
            ranges[k] = new double[] {Logs.least(column), Logs.most(column)};
            if (h[k] > WIDEST * supports[k].length()) {
                throw new IllegalArgumentException("bandwidth of axis " + k + ": expected at most " + WIDEST
                        + " times the length of the support " + supports[k] + ", found " + h[k]
                        + "; from there the density is uniform");
            }
        }
    }

    @Override
    public int dimension() {
        return base.dimension();
    }

    /**
     * Returns the log-density at every query.
     *
     * @param queries m points of dimension d, those on a circle anywhere on its line
     * @return m numbers; negative infinity outside the support, and where no compact kernel reaches
     * @throws IllegalArgumentException if the dimension is another
     */
    @Override
    public double[] logDensity(Points queries) {
        Axes.check(queries, dimension());
        double[] result = new double[queries.size()];
        Arrays.fill(result, Double.NEGATIVE_INFINITY);
        double[] images = new double[BLOCK * supports.length];
        int[] owners = new int[BLOCK];
        int count = 0;
        for (int i = 0; i < queries.size(); i++) {
            double[][] axes = Support.contain(supports, queries, i) ? images(queries.row(i)) : new double[1][0];
            long all = Arrays.stream(axes).mapToLong(a -> a.length).reduce(1, (a, b) -> a * b);
            for (long image = 0; image < all; image++) {
                if (count == BLOCK) {
                    add(images, owners, count, result);
                    count = 0;
                }
                write(axes, image, images, count * supports.length);
                owners[count++] = i;
            }
        }
        add(images, owners, count, result);
        return result;
    }

    private double[][] images(double[] point) {
        double[][] axes = new double[point.length][];
        Arrays.setAll(axes, k -> images(point[k], k));
        return axes;
    }

    private static void write(double[][] axes, long image, double[] target, int at) {
        long rest = image;
        for (int k = 0; k < axes.length; k++) {
            target[at + k] = axes[k][(int) (rest % axes[k].length)];
            rest /= axes[k].length;
        }
    }

    private void add(double[] images, int[] owners, int count, double[] result) {
        if (count == 0) {
            return;
        }
        Points points = Points.ofRowMajor(Arrays.copyOf(images, count * supports.length), supports.length);
        double[] logs = base.logDensity(points);
        for (int r = 0; r < count; r++) {
            result[owners[r]] = Logs.add(result[owners[r]], logs[r]);
        }
    }

    /** The images of a coordinate that add to the density, itself first. */
    private double[] images(double x, int k) {
        Support support = supports[k];
        double at = support.isPeriodic() ? fold(x, support) : x;
        double step = support.isPeriodic() ? support.length() : 2 * support.length();
        int turns = step < Double.POSITIVE_INFINITY ? 1 + (int) Math.ceil(reach() * h[k] / step) : 0;
        boolean reflects = !support.isPeriodic() && support.isBounded();
        double mirror = 2 * (support.lower() > Double.NEGATIVE_INFINITY ? support.lower() : support.upper());
        double[] images = new double[4 * turns + 2];
        int count = 0;
        images[count++] = at;
        for (int turn = -turns; turn <= turns; turn++) {
            double shift = turn == 0 ? 0 : turn * step;
            if (turn != 0 && counts(at + shift, at, k)) {
                images[count++] = at + shift;
            }
            if (reflects && counts(mirror - at + shift, at, k)) {
                images[count++] = mirror - at + shift;
            }
        }
        return Arrays.copyOf(images, count);
    }

    private double reach() {
        return base.kernel().isCompact() ? 1 : isGaussian ? Math.sqrt(2 * LEAST) : 45;
    }

    /** Whether an image of x adds to the density: compared term by term with x itself, where the kernel is Gaussian. */
    private boolean counts(double image, double x, int k) {
        double low = ranges[k][0];
        double high = ranges[k][1];
        return isGaussian
                ? Math.min(gain(image, x, low), gain(image, x, high)) < 2 * LEAST * h[k] * h[k]
                : Math.max(low - image, image - high) < reach() * h[k];
    }

    /** (image - y)^2 - (x - y)^2. */
    private static double gain(double image, double x, double y) {
        return (image - x) * (image + x - 2 * y);
    }

    /** Brings a coordinate into its support. */
    static double fold(double x, Support support) {
        double lower = support.lower();
        double upper = support.upper();
        if (support.isPeriodic()) {
            double turned = x - Math.floor((x - lower) / support.length()) * support.length();
            return turned >= upper || turned < lower ? lower : turned;
        } else if (lower > Double.NEGATIVE_INFINITY && upper < Double.POSITIVE_INFINITY) {
            double length = support.length();
            double turned = Math.abs(Math.IEEEremainder(x - lower, 2 * length)); // from 0 to length
            return Math.min(upper, lower + turned);
        } else if (x < lower) {
            return 2 * lower - x;
        }
        return x > upper ? 2 * upper - x : x;
    }

    /**
     * Returns independent draws from the density: draws from the density on R^d, reflected and wrapped.
     *
     * @param count how many, at least 1
     * @param random the source of randomness
     * @return {@code count} points of the support
     * @throws IllegalArgumentException if the count is below one, or too many numbers are asked for
     */
    public Points sample(int count, RandomGenerator random) {
        double[][] rows = base.sample(count, random).toArray();
        for (double[] row : rows) {
            for (int k = 0; k < row.length; k++) {
                row[k] = fold(row[k], supports[k]);
            }
        }
        return Points.of(rows);
    }

    /**
     * Returns the density on R^d that is folded.
     *
     * @return kernel, bandwidth, weights and data, those on circles within one turn
     */
    public DensityModel base() {
        return base;
    }

    /** Returns the supports and the density that is folded. */
    @Override
    public String toString() {
        return "FoldedModel[" + Arrays.toString(supports) + ", " + base + "]";
    }
}
