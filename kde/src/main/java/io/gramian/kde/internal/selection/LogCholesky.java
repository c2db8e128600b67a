package io.gramian.kde.internal.selection;

import io.gramian.kde.BandwidthShape;

/**
 * Coordinates of a bandwidth matrix H = C C' in which every vector is allowed: the logarithms of C's diagonal and, of a
 * full matrix, the entries below it.
 */
record LogCholesky(BandwidthShape shape, int dimension) {
    /** The number of coordinates: 1, d or d (d + 1) / 2. */
    int size() {
        return switch (shape) {
            case SCALAR -> 1;
            case DIAGONAL -> dimension;
            case FULL -> dimension * (dimension + 1) / 2;
        };
    }

    /** Returns whether a coordinate is the logarithm of a diagonal entry; of a full matrix the diagonal comes first. */
    boolean isLogarithm(int coordinate) {
        return coordinate < dimension;
    }

    double[] coordinates(double[][] factor) {
        double[] theta = new double[size()];
        for (int k = 0; k < Math.min(dimension, theta.length); k++) {
            theta[k] = Math.log(factor[k][k]);
        }
        int at = dimension;
        for (int i = 1; i < dimension && shape == BandwidthShape.FULL; i++) {
            for (int j = 0; j < i; j++) {
                theta[at++] = factor[i][j];
            }
        }
        return theta;
    }

    double[][] factor(double[] theta) {
        double[][] factor = new double[dimension][dimension];
        for (int k = 0; k < dimension; k++) {
            factor[k][k] = Math.exp(theta[shape == BandwidthShape.SCALAR ? 0 : k]);
        }
        int at = dimension;
        for (int i = 1; i < dimension && shape == BandwidthShape.FULL; i++) {
            for (int j = 0; j < i; j++) {
                factor[i][j] = theta[at++];
            }
        }
        return factor;
    }

    /** Returns the matrix of this shape closest to the given one: its mean diagonal, its diagonal, or itself. */
    double[][] project(double[][] matrix) {
        if (shape == BandwidthShape.FULL) {
            return matrix;
        }
        double trace = 0;
        for (int k = 0; k < dimension; k++) {
            trace += matrix[k][k];
        }
        double[][] projected = new double[dimension][dimension];
        for (int k = 0; k < dimension; k++) {
            projected[k][k] = shape == BandwidthShape.DIAGONAL ? matrix[k][k] : trace / dimension;
        }
        return projected;
    }

    /**
     * Turns the derivative by the matrix, df = tr(G dH) with G symmetric, into the gradient by the coordinates: df = tr(2
     * (G C)' dC).
     */
    void gradient(double[][] derivative, double[][] factor, double[] gradient) {
        double[][] byFactor = Triangular.multiply(derivative, factor);
        java.util.Arrays.fill(gradient, 0);
        for (int k = 0; k < dimension; k++) {
            gradient[shape == BandwidthShape.SCALAR ? 0 : k] += 2 * byFactor[k][k] * factor[k][k];
        }
        int at = dimension;
        for (int i = 1; i < dimension && shape == BandwidthShape.FULL; i++) {
            for (int j = 0; j < i; j++) {
                gradient[at++] = 2 * byFactor[i][j];
            }
        }
    }
}
