package io.gramian.core.feature;

import io.gramian.core.Points;
import java.util.concurrent.CancellationException;
import org.ejml.data.DMatrixRMaj;

/** The features of many points, one row after the other. */
final class FeatureRows {
    private static final int BLOCK = 256;

    /** Writes the features of one point. */
    @FunctionalInterface
    interface Row {
        void fill(double[] point, double[] features);
    }

    private FeatureRows() {}

    static DMatrixRMaj of(Points points, int dimension, int count, Row map) {
        checkDimension(points, dimension);
        long numbers = (long) points.size() * count;
        if (numbers > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("features: " + points.size() + " x " + count + " = " + numbers
                    + " numbers, more than the 2147483639 that one array holds; transform in pieces");
        }
        double[] features = new double[(int) numbers];
        double[] row = new double[dimension];
        double[] one = new double[count];
        for (int i = 0; i < points.size(); i++) {
            if (i % BLOCK == 0 && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted after " + i + " of " + points.size() + " points");
            }
            points.copyRow(i, row);
            map.fill(row, one);
            System.arraycopy(one, 0, features, i * count, count);
        }
        return DMatrixRMaj.wrap(points.size(), count, features);
    }

    static void checkDimension(Points points, int dimension) {
        if (points.dimension() != dimension) {
            throw new IllegalArgumentException("points: have dimension " + points.dimension()
                    + ", but the features were drawn for dimension " + dimension);
        }
    }
}
