package io.gramian.kde.estimator;

import io.gramian.core.Points;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * n observations of continuous and categorical axes, immutable and checked once: every category is one that its axis
 * has.
 *
 * <pre>{@code
 * MixedData iris = MixedData.of(measurements, species, CategoricalAxis.unordered(3));   // n x 4 and n x 1
 * }</pre>
 */
public final class MixedData {
    private final Points continuous; // null if there are no continuous axes
    private final int[] codes; // row-major
    private final List<CategoricalAxis> axes;

    private MixedData(Points continuous, int[] codes, List<CategoricalAxis> axes) {
        this.continuous = continuous;
        this.codes = codes;
        this.axes = axes;
    }

    /**
     * Returns observations with both kinds of axes.
     *
     * @param continuous n points
     * @param codes n rows with a category, from 0, for each categorical axis; copied
     * @param axes the categorical axes, at least one
     * @return n observations
     * @throws IllegalArgumentException if the numbers of rows differ, a row has another number of entries than there
     *     are axes, or a category is not one of its axis; the message names row, axis and value
     */
    public static MixedData of(Points continuous, int[][] codes, CategoricalAxis... axes) {
        Objects.requireNonNull(continuous, "continuous");
        if (continuous.size() != codes.length) {
            throw new IllegalArgumentException("mixed data: " + continuous.size() + " continuous rows, but "
                    + codes.length + " categorical rows; there must be as many");
        }
        return new MixedData(continuous, flat(codes, axes), List.of(axes));
    }

    /**
     * Returns observations of categories alone.
     *
     * @param codes n rows with a category, from 0, for each axis; copied
     * @param axes the categorical axes, at least one
     * @return n observations
     * @throws IllegalArgumentException as {@link #of(Points, int[][], CategoricalAxis...)}, or if there is no row
     */
    public static MixedData categorical(int[][] codes, CategoricalAxis... axes) {
        if (codes.length == 0) {
            throw new IllegalArgumentException("mixed data: expected at least one row, found none");
        }
        return new MixedData(null, flat(codes, axes), List.of(axes));
    }

    private static int[] flat(int[][] codes, CategoricalAxis[] axes) {
        if (axes.length == 0) {
            throw new IllegalArgumentException("mixed data: expected at least one categorical axis, found none");
        }
        int[] flat = new int[Math.multiplyExact(codes.length, axes.length)];
        for (int i = 0; i < codes.length; i++) {
            if (codes[i].length != axes.length) {
                throw new IllegalArgumentException("mixed data: row " + i + " has " + codes[i].length
                        + " categories, but there are " + axes.length + " axes");
            }
            for (int s = 0; s < axes.length; s++) {
                flat[i * axes.length + s] = checked(axes[s], codes[i][s], "row " + i + ", axis " + s);
            }
        }
        return flat;
    }

    static int checked(CategoricalAxis axis, int code, String where) {
        if (code < 0 || code >= axis.categories()) {
            throw new IllegalArgumentException("mixed data: " + where + " is category " + code
                    + ", but the axis has 0 to " + (axis.categories() - 1) + " only");
        }
        return code;
    }

    /**
     * Returns the number of observations.
     *
     * @return n
     */
    public int size() {
        return codes.length / axes.size();
    }

    /**
     * Returns the number of continuous axes.
     *
     * @return 0 or more
     */
    public int continuousDimension() {
        return continuous == null ? 0 : continuous.dimension();
    }

    /**
     * Returns the continuous coordinates.
     *
     * @return n points
     * @throws IllegalStateException if there are none
     */
    public Points continuous() {
        if (continuous == null) {
            throw new IllegalStateException("the data have categories alone, and no continuous axis");
        }
        return continuous;
    }

    /**
     * Returns the categorical axes.
     *
     * @return an unmodifiable list
     */
    public List<CategoricalAxis> axes() {
        return axes;
    }

    /**
     * Returns a category.
     *
     * @param i the observation, 0 to n - 1
     * @param axis the categorical axis
     * @return 0 to c - 1
     * @throws IndexOutOfBoundsException if there is no such observation or axis
     */
    public int code(int i, int axis) {
        return codes[Objects.checkIndex(i, size()) * axes.size() + Objects.checkIndex(axis, axes.size())];
    }

    int[] codes(int i) {
        return Arrays.copyOfRange(codes, i * axes.size(), (i + 1) * axes.size());
    }

    /** The observations with some axes alone, at least one of them categorical. */
    MixedData project(int[] continuousAxes, int[] categoricalAxes) {
        int q = categoricalAxes.length;
        int[] kept = new int[size() * q];
        for (int at = 0; at < kept.length; at++) {
            kept[at] = code(at / q, categoricalAxes[at % q]);
        }
        Points points = continuousAxes.length == 0 ? null : Coordinates.select(continuous, continuousAxes);
        return new MixedData(
                points, kept, Arrays.stream(categoricalAxes).mapToObj(axes::get).toList());
    }

    /** Returns the shape, for example {@code MixedData[150 x 4 continuous, [CategoricalAxis[...]]]}. */
    @Override
    public String toString() {
        return "MixedData[" + size() + " x " + continuousDimension() + " continuous, " + axes + "]";
    }
}
