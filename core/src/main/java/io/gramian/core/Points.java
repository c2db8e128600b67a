package io.gramian.core;

import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;

/**
 * An immutable set of n observations in R^d, one observation per row.
 *
 * <p>The numbers are copied once, checked once (finite, rectangular, n &gt;= 1, d &gt;= 1) and kept
 * row-major; data given as {@code float} stays {@code float}, so it takes half the memory. Nothing of
 * the caller's is kept or changed. Instances are thread-safe.
 *
 * <pre>{@code
 * Points x = Points.of(new double[][] {{0, 1}, {2, 3}});
 * x.size();       // 2
 * x.dimension();  // 2
 * }</pre>
 */
public final class Points {
    private static final int MOST_DERIVED = 16;

    private final int size;
    private final int dimension;
    private final double[] doubles;
    private final float[] floats;

    /** What backends derive from these points (packed panels, norms), given up when memory is short. */
    private final LinkedHashMap<Object, SoftReference<Object>> derived = new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, SoftReference<Object>> eldest) {
            return size() > MOST_DERIVED;
        }
    };

    private Points(int size, int dimension, double[] doubles, float[] floats) {
        this.size = size;
        this.dimension = dimension;
        this.doubles = doubles;
        this.floats = floats;
    }

    /**
     * Returns the points whose rows are the given arrays.
     *
     * @param rows n arrays of length d; copied
     * @return n points in R^d
     * @throws IllegalArgumentException if there is no row or no column, the rows differ in length, or a
     *     value is not finite; the message names row, column and value
     */
    public static Points of(double[][] rows) {
        int d = checkShape(rows.length, rows.length == 0 ? 0 : present(rows[0], 0).length);
        double[] copy = new double[checkedLength(rows.length, d)];
        for (int i = 0; i < rows.length; i++) {
            checkRectangular(i, present(rows[i], i).length, d);
            System.arraycopy(rows[i], 0, copy, i * d, d);
        }
        return finite(new Points(rows.length, d, copy, null));
    }

    /**
     * Returns the points whose rows are the given single-precision arrays, kept in single precision.
     *
     * @param rows n arrays of length d; copied
     * @return n points in R^d
     * @throws IllegalArgumentException as {@link #of(double[][])}
     */
    public static Points of(float[][] rows) {
        int d = checkShape(rows.length, rows.length == 0 ? 0 : present(rows[0], 0).length);
        float[] copy = new float[checkedLength(rows.length, d)];
        for (int i = 0; i < rows.length; i++) {
            checkRectangular(i, present(rows[i], i).length, d);
            System.arraycopy(rows[i], 0, copy, i * d, d);
        }
        return finite(new Points(rows.length, d, null, copy));
    }

    /**
     * Returns the points stored row after row in one array.
     *
     * @param rowMajor n d numbers, the d coordinates of a point side by side; copied
     * @param dimension d
     * @return n points in R^d
     * @throws IllegalArgumentException if the length is not a positive multiple of d, or a value is not
     *     finite
     */
    public static Points ofRowMajor(double[] rowMajor, int dimension) {
        int n = rowsIn(rowMajor.length, dimension);
        return finite(new Points(n, dimension, rowMajor.clone(), null));
    }

    /**
     * Returns the points stored row after row in one single-precision array, kept in single precision.
     *
     * @param rowMajor n d numbers; copied
     * @param dimension d
     * @return n points in R^d
     * @throws IllegalArgumentException as {@link #ofRowMajor(double[], int)}
     */
    public static Points ofRowMajor(float[] rowMajor, int dimension) {
        int n = rowsIn(rowMajor.length, dimension);
        return finite(new Points(n, dimension, null, rowMajor.clone()));
    }

    /**
     * Returns n points on the real line.
     *
     * @param values n numbers; copied
     * @return n points in R^1
     * @throws IllegalArgumentException if there is no value or one is not finite
     */
    public static Points ofColumn(double... values) {
        return ofRowMajor(values, 1);
    }

    /**
     * Returns the rows of an EJML matrix.
     *
     * @param matrix n x d; copied
     * @return n points in R^d
     * @throws IllegalArgumentException if the matrix is empty or a value is not finite
     */
    public static Points of(DMatrixRMaj matrix) {
        checkShape(matrix.numRows, matrix.numCols);
        double[] copy = Arrays.copyOf(matrix.data, checkedLength(matrix.numRows, matrix.numCols));
        return finite(new Points(matrix.numRows, matrix.numCols, copy, null));
    }

    /**
     * Returns the rows of a single-precision EJML matrix, kept in single precision.
     *
     * @param matrix n x d; copied
     * @return n points in R^d
     * @throws IllegalArgumentException if the matrix is empty or a value is not finite
     */
    public static Points of(FMatrixRMaj matrix) {
        checkShape(matrix.numRows, matrix.numCols);
        float[] copy = Arrays.copyOf(matrix.data, checkedLength(matrix.numRows, matrix.numCols));
        return finite(new Points(matrix.numRows, matrix.numCols, null, copy));
    }

    /**
     * Returns the number of points.
     *
     * @return n
     */
    public int size() {
        return size;
    }

    /**
     * Returns the number of coordinates of a point.
     *
     * @return d
     */
    public int dimension() {
        return dimension;
    }

    /**
     * Returns how the numbers are kept: {@link Precision#FLOAT} if they came as {@code float}.
     *
     * @return the precision of the stored numbers
     */
    public Precision storage() {
        return doubles != null ? Precision.DOUBLE : Precision.FLOAT;
    }

    /**
     * Returns one coordinate.
     *
     * @param i the point, 0 to n - 1
     * @param k the coordinate, 0 to d - 1
     * @return coordinate k of point i
     * @throws IndexOutOfBoundsException if there is no such point or coordinate
     */
    public double value(int i, int k) {
        Objects.checkIndex(i, size);
        Objects.checkIndex(k, dimension);
        int at = i * dimension + k;
        return doubles != null ? doubles[at] : floats[at];
    }

    /**
     * Returns a copy of one point.
     *
     * @param i the point, 0 to n - 1
     * @return its d coordinates
     * @throws IndexOutOfBoundsException if there is no such point
     */
    public double[] row(int i) {
        double[] row = new double[dimension];
        copyRow(i, row);
        return row;
    }

    /**
     * Writes one point into an array, without allocating.
     *
     * @param i the point, 0 to n - 1
     * @param target receives the d coordinates in its first d places
     * @throws IndexOutOfBoundsException if there is no such point or the array is too short
     */
    public void copyRow(int i, double[] target) {
        Objects.checkIndex(i, size);
        int at = i * dimension;
        if (doubles != null) {
            System.arraycopy(doubles, at, target, 0, dimension);
        } else {
            for (int k = 0; k < dimension; k++) {
                target[k] = floats[at + k];
            }
        }
    }

    /**
     * Returns a copy of one coordinate of all points.
     *
     * @param k the coordinate, 0 to d - 1
     * @return n numbers
     * @throws IndexOutOfBoundsException if there is no such coordinate
     */
    public double[] column(int k) {
        Objects.checkIndex(k, dimension);
        double[] column = new double[size];
        for (int i = 0; i < size; i++) {
            column[i] = value(i, k);
        }
        return column;
    }

    /**
     * Returns a copy of all points.
     *
     * @return n arrays of length d
     */
    public double[][] toArray() {
        double[][] rows = new double[size][];
        for (int i = 0; i < size; i++) {
            rows[i] = row(i);
        }
        return rows;
    }

    /**
     * Returns the points at the given places, in that order; a place may occur more than once.
     *
     * @param indices places, each 0 to n - 1
     * @return the chosen points
     * @throws IllegalArgumentException if no place is given
     * @throws IndexOutOfBoundsException if a place does not exist
     */
    public Points select(int... indices) {
        checkShape(indices.length, dimension);
        int length = checkedLength(indices.length, dimension);
        double[] newDoubles = doubles != null ? new double[length] : null;
        float[] newFloats = doubles != null ? null : new float[length];
        for (int r = 0; r < indices.length; r++) {
            int from = Objects.checkIndex(indices[r], size) * dimension;
            if (doubles != null) {
                System.arraycopy(doubles, from, newDoubles, r * dimension, dimension);
            } else {
                System.arraycopy(floats, from, newFloats, r * dimension, dimension);
            }
        }
        return new Points(indices.length, dimension, newDoubles, newFloats);
    }

    /**
     * Returns what {@code build} made of these points the first time it was asked for under this key.
     *
     * <p>For backends: the packed form of the points they compute on belongs to the points, not to every
     * caller. The last sixteen are held, softly, so they are given up before memory runs out, and built again
     * when needed.
     *
     * @param <T> the type of the derived object
     * @param key identifies what is derived; compared by {@code equals}
     * @param build makes it; must depend on these points and the key alone
     * @return the derived object
     */
    @SuppressWarnings("unchecked") // a key always maps to what its own supplier built
    public <T> T derived(Object key, Supplier<T> build) {
        synchronized (derived) { // built once, however many threads ask at a time
            SoftReference<Object> known = derived.get(key);
            Object value = known == null ? null : known.get();
            if (value == null) {
                value = build.get();
                derived.put(key, new SoftReference<>(value));
            }
            return (T) value;
        }
    }

    /** Two sets are equal when they hold equal numbers in the same shape, whatever their storage. */
    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Points that) || size != that.size || dimension != that.dimension) {
            return false;
        }
        for (int at = 0; at < size * dimension; at++) {
            if (number(at) != that.number(at)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 31 * size + dimension;
        for (int at = 0; at < Math.min(size * dimension, 1024); at++) {
            hash = 31 * hash + Double.hashCode(number(at) + 0.0); // + 0.0 turns -0.0 into 0.0
        }
        return hash;
    }

    /** Returns the shape and storage, for example {@code Points[272 x 2, double]}. */
    @Override
    public String toString() {
        return "Points[" + size + " x " + dimension + ", " + (doubles != null ? "double" : "float") + "]";
    }

    private double number(int at) {
        return doubles != null ? doubles[at] : floats[at];
    }

    private static <R> R present(R row, int index) {
        return Objects.requireNonNull(row, () -> "points: row " + index + " is null");
    }

    private static int checkShape(int n, int d) {
        if (n < 1) {
            throw new IllegalArgumentException("points: expected at least one row, found none");
        }
        if (d < 1) {
            throw new IllegalArgumentException("points: expected at least one column, found none");
        }
        return d;
    }

    private static int rowsIn(int length, int d) {
        if (d < 1) {
            throw new IllegalArgumentException("dimension: expected at least 1, found " + d);
        }
        if (length % d != 0) {
            throw new IllegalArgumentException(
                    "points: expected a multiple of " + d + " numbers (the dimension), found " + length);
        }
        checkShape(length / d, d);
        return length / d;
    }

    private static void checkRectangular(int row, int found, int expected) {
        if (found != expected) {
            throw new IllegalArgumentException("points: row " + row + " has " + found + " columns, expected " + expected
                    + " as in row 0; all rows must have the same length");
        }
    }

    private static int checkedLength(int n, int d) {
        long length = (long) n * d;
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("points: " + n + " x " + d + " = " + length
                    + " numbers, more than the 2147483639 that one array holds; split the data");
        }
        return (int) length;
    }

    private static Points finite(Points points) {
        for (int at = 0; at < points.size * points.dimension; at++) {
            double value = points.number(at);
            if (!(Math.abs(value) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException("points: row " + at / points.dimension + ", column "
                        + at % points.dimension + " is " + value + "; all values must be finite");
            }
        }
        return points;
    }
}
