package io.gramian.core.feature;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Matrix;
import org.ejml.data.DMatrixRMaj;

/**
 * A map z of points from R^d to R^D whose inner products z(x).z(y) stand for a kernel, so that a linear model of the
 * features is a model of the kernel.
 *
 * <p>Implementations are immutable and thread-safe.
 *
 * <pre>{@code
 * FeatureMap map = TensorSketch.of(Kernel.polynomial(3, 1, 1), x.dimension(), 1024, random);
 * DMatrixRMaj z = map.transform(x); // n x 1024, the rows of any linear model
 * }</pre>
 */
public interface FeatureMap {
    /**
     * Returns the features of all points.
     *
     * @param points n points of dimension d
     * @return n x D, a new matrix
     * @throws IllegalArgumentException if the dimension is another, or an array cannot hold n D numbers
     */
    DMatrixRMaj transform(Points points);

    /**
     * Returns the features of all points, resident where the backend computes.
     *
     * @param points n points of dimension d
     * @param backend where the matrix lives
     * @return n x D, a new matrix
     * @throws IllegalArgumentException as in {@link #transform(Points)}, or if the backend's memory limit is exceeded
     */
    default Matrix transform(Points points, Backend backend) {
        return backend.matrix(transform(points));
    }

    /**
     * Returns the features of one point.
     *
     * @param point d coordinates
     * @return D numbers, a new array
     * @throws IllegalArgumentException if the dimension is another
     */
    default double[] transform(double... point) {
        return transform(Points.ofRowMajor(point, point.length)).data;
    }

    /**
     * Returns the number of features.
     *
     * @return D
     */
    int count();

    /**
     * Returns the dimension of the points.
     *
     * @return d
     */
    int dimension();
}
