package io.gramian.nystrom.stream;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.nystrom.internal.Checks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;

/**
 * Points that come one after the other and need not fit into memory.
 *
 * <p>Read by one thread, once, from the first to the last.
 */
public interface PointSource extends AutoCloseable {
    /**
     * Returns the number of coordinates of a point.
     *
     * @return d, at least 1
     */
    int dimension();

    /**
     * Returns how many points there are.
     *
     * @return n, or -1 where that is not known before the end
     */
    long size();

    /**
     * Reads the next point.
     *
     * @param target d numbers, overwritten
     * @return false if there was none left, with target as it was
     * @throws IOException if reading fails
     */
    boolean next(double[] target) throws IOException;

    /** Gives back what the source holds. */
    @Override
    void close() throws IOException;

    /**
     * Returns the points of an array.
     *
     * @param x n points
     * @return a source that holds nothing
     */
    static PointSource of(Points x) {
        return new PointSource() {
            private int at;

            @Override
            public int dimension() {
                return x.dimension();
            }

            @Override
            public long size() {
                return x.size();
            }

            @Override
            public boolean next(double[] target) {
                if (at == x.size()) {
                    return false;
                }
                x.copyRow(at++, target);
                return true;
            }

            @Override
            public void close() {}
        };
    }

    /**
     * Returns the points of an iterator.
     *
     * @param points arrays of d numbers
     * @param dimension d, at least 1
     * @return a source; {@link #next} throws {@link IllegalArgumentException} where an array has another length
     * @throws IllegalArgumentException if the dimension is below 1
     */
    static PointSource of(Iterator<double[]> points, int dimension) {
        Objects.requireNonNull(points, "points");
        Checks.atLeast("dimension", 1, dimension);
        return new PointSource() {
            private long at;

            @Override
            public int dimension() {
                return dimension;
            }

            @Override
            public long size() {
                return -1;
            }

            @Override
            public boolean next(double[] target) {
                if (!points.hasNext()) {
                    return false;
                }
                double[] point = points.next();
                if (point.length != dimension) {
                    throw new IllegalArgumentException("point " + at + " of the stream: expected " + dimension
                            + " coordinates, found " + point.length);
                }
                at++;
                System.arraycopy(point, 0, target, 0, dimension);
                return true;
            }

            @Override
            public void close() {}
        };
    }

    /**
     * Returns the points of a file of numbers without a header, little-endian, point after point, mapped into memory by
     * parts of at most a gigabyte.
     *
     * @param file its size a multiple of d numbers
     * @param dimension d, at least 1
     * @param precision of the file's numbers: eight bytes each, or four
     * @return a source
     * @throws IOException if the file cannot be read, or its size does not fit
     * @throws IllegalArgumentException if the dimension is below 1
     */
    static PointSource mapped(Path file, int dimension, Precision precision) throws IOException {
        return new MappedPoints(file, Checks.atLeast("dimension", 1, dimension), precision);
    }
}
