package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Triangle;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.stream.IntStream;

/**
 * An orthonormal basis of the span of landmarks in feature space: phi(x) = L^-1 k(Z, x) with K(Z, Z) = L L', r numbers
 * for each point, |phi(x)|^2 at most k(x, x).
 *
 * <p>The landmarks stand in the order of a pivoted factorisation, and those that others span to rounding are left out,
 * so that L has an inverse whatever the landmarks are. Resident until closed.
 */
final class LandmarkBasis implements AutoCloseable {
    private static final int BLOCK_NUMBERS = 1 << 21; // 16 MB

    private final Kernel kernel;
    private final Points points;
    private final int[] pivots;
    private final Backend backend;
    private final LinearAlgebra algebra;
    private final Matrix lower;

    LandmarkBasis(Kernel kernel, Points landmarks, Backend backend) {
        LeverageEstimates.Pivoted pivoted = LeverageEstimates.pivoted(kernel, landmarks, backend);
        this.kernel = kernel;
        this.pivots = pivoted.pivots();
        this.points = landmarks.select(pivots);
        this.backend = backend;
        this.algebra = backend.linearAlgebra();
        this.lower = backend.matrix(pivots.length, pivots.length, pivoted.lower());
    }

    /** r. */
    int rank() {
        return pivots.length;
    }

    /** The landmarks that count, in the order of the basis. */
    Points points() {
        return points;
    }

    /** L, r x r. */
    Matrix lower() {
        return lower;
    }

    /** Returns phi of some points, a column for each. */
    Matrix features(Points block) {
        try (Gram gram = backend.gram(kernel, points, block);
                Matrix values = gram.matrix()) {
            return algebra.solveTriangular(Triangle.LOWER, lower, values);
        }
    }

    /** Returns L^-1 B of r x k numbers. */
    double[] whiten(double[] b) {
        return solve(Triangle.LOWER, lower, b);
    }

    /** Returns the coefficients of k(z_j, .) that belong to coefficients of phi, L'^-1 B of r x k numbers. */
    double[] coefficients(double[] theta) {
        return solve(Triangle.UPPER, lower.transposed(), theta);
    }

    private double[] solve(Triangle triangle, Matrix t, double[] b) {
        try (Matrix right = backend.matrix(rank(), b.length / rank(), b);
                Matrix solution = algebra.solveTriangular(triangle, t, right)) {
            return solution.toArray();
        }
    }

    /** Puts rows of the basis' order where the landmarks had them, with zeros for those left out. */
    double[] scattered(double[] rows, int landmarks) {
        int columns = rows.length / rank();
        double[] result = new double[landmarks * columns];
        for (int r = 0; r < rank(); r++) {
            System.arraycopy(rows, r * columns, result, pivots[r] * columns, columns);
        }
        return result;
    }

    /**
     * Returns factor times the sum of s_i phi(x_i) phi(x_i)' over some rows of the data, r x r; r^2 operations a row for
     * the features and as many for the product.
     *
     * @param rows indices of the data's points, null for all
     */
    Matrix covariance(RidgeData data, int[] rows, double factor, Progress progress) {
        Matrix covariance = backend.matrix(rank(), rank());
        int size = rows == null ? data.size() : rows.length;
        int block = blockSize();
        for (int first = 0; first < size; first += block) {
            Checks.checkInterrupted("fitting");
            int[] chosen = IntStream.range(first, Math.min(size, first + block))
                    .map(i -> rows == null ? i : rows[i])
                    .toArray();
            try (Matrix features = weighted(data, chosen)) {
                algebra.symmetricProduct(factor, features, 1, covariance);
            }
            progress.update("landmarks' products", Math.min(size, first + block), size);
        }
        return covariance;
    }

    /** Points of a block whose features take some megabytes. */
    int blockSize() {
        return Math.max(64, BLOCK_NUMBERS / rank());
    }

    private Matrix weighted(RidgeData data, int[] rows) {
        Matrix features = features(data.points().select(rows));
        double[] roots = data.rootWeights();
        if (roots == null) {
            return features;
        }
        try (features) {
            double[] entries = features.toArray();
            for (int at = 0; at < entries.length; at++) {
                entries[at] *= roots[rows[at % rows.length]];
            }
            return backend.matrix(rank(), rows.length, entries);
        }
    }

    @Override
    public void close() {
        lower.close();
    }
}
