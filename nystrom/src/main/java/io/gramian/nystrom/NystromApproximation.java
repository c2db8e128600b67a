package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A low-rank approximation of the Gram matrix K of n points by its columns at m landmarks Z: the projection K(X, Z) K(Z,
 * Z)^+ K(Z, X), in which weights cancel, or with {@link #withRidge} the regularised K S (S'KS + gamma I)^-1 S'K, with S the
 * landmarks' columns times their weights. Regularised &lt;= projection &lt;= K in the order of positive semi-definite
 * matrices, and the projection is exact in rows and columns of landmarks.
 *
 * <p>Neither is ever stored: it is F F' with {@link #features} of the points, evaluated again in each operation at n m
 * evaluations of k and n m r multiplications. Building one costs 9 m^3 operations. Eigenvalues of K(Z, Z) of at most m eps
 * times the largest count as zero ({@link #rank}, {@link #warnings}). Rounding is of the order of m u |K|, u the unit
 * round-off. Immutable and thread-safe.
 *
 * <pre>{@code
 * Landmarks z = RandomlyPivotedCholesky.ofRank(500).select(kernel, x, random);
 * NystromApproximation k = NystromApproximation.of(kernel, x, z);
 * double[] product = k.times(v);             // in O(n m)
 * ErrorCertificate error = ErrorEstimation.standard().certify(k, random);
 * NystromEigen eigen = k.eigen(10);
 * }</pre>
 *
 * <p>Source: C. K. I. Williams, M. Seeger, Using the Nystrom method to speed up kernel machines (2001); P. Drineas, M. W.
 * Mahoney, On the Nystrom method for approximating a Gram matrix (2005); the regularised one: A. Alaoui, M. W. Mahoney
 * (2015).
 */
public final class NystromApproximation {
    private final Kernel kernel;
    private final Points x;
    private final Landmarks landmarks;
    private final double ridge; // 0 for the projection
    private final Backend backend;
    private final NystromFeatures features;

    private NystromApproximation(Kernel kernel, Points x, Landmarks landmarks, double ridge, Backend backend) {
        if (x.dimension() != landmarks.points().dimension()) {
            throw new IllegalArgumentException("landmarks: have dimension "
                    + landmarks.points().dimension() + ", but the points have dimension " + x.dimension());
        }
        this.kernel = kernel;
        this.x = x;
        this.landmarks = landmarks;
        this.ridge = ridge;
        this.backend = backend;
        this.features = new NystromFeatures(kernel, landmarks, ridge, FeatureRoot.EIGEN, backend);
    }

    /**
     * Returns the projection onto the landmarks, computed on {@link Backends#auto()}.
     *
     * @param kernel positive semi-definite
     * @param x n points
     * @param landmarks m landmarks, of these points or others
     * @return an approximation of K(X, X)
     * @throws IllegalArgumentException as {@link #of(Kernel, Points, Landmarks, Backend)}
     */
    public static NystromApproximation of(Kernel kernel, Points x, Landmarks landmarks) {
        return of(kernel, x, landmarks, Backends.auto());
    }

    /**
     * Returns the projection onto the landmarks.
     *
     * @param kernel positive semi-definite
     * @param x n points
     * @param landmarks m landmarks, of these points or others
     * @param backend where to compute
     * @return an approximation of K(X, X)
     * @throws IllegalArgumentException if the kernel declares no definiteness, or the dimensions differ
     * @throws io.gramian.core.NumericalException if the kernel is zero on all landmarks
     */
    public static NystromApproximation of(Kernel kernel, Points x, Landmarks landmarks, Backend backend) {
        return new NystromApproximation(kernel, x, landmarks, 0, backend);
    }

    /**
     * Returns the regularised approximation K S (S'KS + gamma I)^-1 S'K by the same landmarks with their weights.
     *
     * @param newRidge gamma, positive; it multiplies I
     * @return an approximation of K(X, X)
     * @throws IllegalArgumentException if the ridge is not positive and finite
     */
    public NystromApproximation withRidge(double newRidge) {
        return new NystromApproximation(kernel, x, landmarks, Checks.ridge(newRidge), backend);
    }

    /**
     * Returns the product Ktil V.
     *
     * @param v n x c, of this approximation's backend and precision
     * @return n x c, resident
     * @throws IllegalArgumentException if the shape does not fit, an entry is not finite, or V comes from another backend
     */
    public Matrix times(Matrix v) {
        return extensionTimes(x, v);
    }

    /**
     * Returns the product Ktil v.
     *
     * @param v n numbers
     * @return n numbers, a new array
     * @throws IllegalArgumentException if there are not n numbers, or one is not finite
     */
    public double[] times(double... v) {
        if (v.length != x.size()) {
            throw new IllegalArgumentException(
                    "v: expected one number for each of the " + x.size() + " points, found " + v.length);
        }
        return times(DMatrixRMaj.wrap(v.length, 1, v)).data;
    }

    /**
     * Returns the product Ktil V of an EJML matrix.
     *
     * @param v n x c
     * @return n x c, a new matrix
     * @throws IllegalArgumentException as {@link #times(Matrix)}
     */
    public DMatrixRMaj times(DMatrixRMaj v) {
        try (Matrix resident = backend.matrix(v);
                Matrix product = times(resident)) {
            return product.toEjml();
        }
    }

    /**
     * Returns the entries of the diagonal of Ktil.
     *
     * @return n numbers, a new array
     */
    public double[] diagonal() {
        return features.squaredNorms(x);
    }

    /**
     * Returns entries of Ktil.
     *
     * @param rowIndices r indices of points, repeats allowed
     * @param columnIndices c indices of points, repeats allowed
     * @return an r x c matrix
     * @throws IllegalArgumentException if there is no row or no column
     * @throws IndexOutOfBoundsException if an index does not exist
     */
    public DMatrixRMaj block(int[] rowIndices, int[] columnIndices) {
        return product(x.select(rowIndices), x.select(columnIndices));
    }

    /**
     * Returns the extension to new points, Ktil(Y, X) = k(Y, Z) M M' k(Z, X); for the points themselves these are the rows of
     * Ktil.
     *
     * @param y q points of dimension d
     * @return a q x n matrix
     * @throws IllegalArgumentException if the dimension is another, or the matrix exceeds the memory limit
     */
    public DMatrixRMaj extension(Points y) {
        return product(y, x);
    }

    /**
     * Returns the product Ktil(Y, X) V without storing the extension: what a linear combination of the data's kernels is
     * at new points.
     *
     * @param y q points of dimension d
     * @param v n x c, of this approximation's backend and precision
     * @return q x c, resident
     * @throws IllegalArgumentException if the dimension is another, or as {@link #times(Matrix)}
     */
    public Matrix extensionTimes(Points y, Matrix v) {
        LinearAlgebra algebra = backend.linearAlgebra();
        try (Gram columns = backend.gram(kernel, x, landmarks.points());
                Matrix root = features.root(backend);
                Matrix seen = columns.transposeTimes(v);
                Matrix inner = algebra.multiply(root.transposed(), seen);
                Matrix outer = algebra.multiply(root, inner)) {
            if (y == x) {
                return columns.times(outer);
            }
            try (Gram rows = backend.gram(kernel, y, landmarks.points())) {
                return rows.times(outer);
            }
        }
    }

    private DMatrixRMaj product(Points rows, Points columns) {
        try (Matrix left = features.transform(rows, backend);
                Matrix right = features.transform(columns, backend);
                Matrix product = backend.linearAlgebra().multiply(left, right.transposed())) {
            return product.toEjml();
        }
    }

    /**
     * Returns the features whose inner products are this approximation, Ktil = F F', by the eigenpairs of the core.
     *
     * @return a feature map of {@link #rank} features
     */
    public NystromFeatures features() {
        return features;
    }

    /**
     * Returns the features by a root of choice.
     *
     * @param kind the root
     * @return a feature map
     * @throws io.gramian.core.backend.NotPositiveDefiniteException for Cholesky features if S'KS + gamma I is not positive
     *     definite to working precision
     */
    public NystromFeatures features(FeatureRoot kind) {
        return kind == FeatureRoot.EIGEN ? features : new NystromFeatures(kernel, landmarks, ridge, kind, backend);
    }

    /**
     * Returns the largest eigenvalues of Ktil with their eigenvectors, and the functions that extend these to other points;
     * n m^2 operations, 2 n m kernel values. The eigenvalues are those of an n x n matrix, not divided by n.
     *
     * @param count how many, at least 1; fewer are returned where the rank is lower
     * @return eigenpairs
     * @throws IllegalArgumentException if the count is below 1
     */
    public NystromEigen eigen(int count) {
        return NystromEigen.of(features, x, Checks.size("eigenpairs", count), backend);
    }

    /**
     * Returns the exact error in trace norm, tr(K - Ktil), which bounds the spectral and the Frobenius norm of the error.
     *
     * @return at least 0; a sum of the diagonal, each term at least 0
     */
    public double traceError() {
        double[] own = ownDiagonal();
        double[] kept = diagonal();
        double sum = 0;
        for (int i = 0; i < own.length; i++) {
            sum += Math.max(0, own[i] - kept[i]);
        }
        return sum;
    }

    /**
     * Returns the exact error in trace norm over tr K.
     *
     * @return a number from 0 to 1
     */
    public double relativeTraceError() {
        return traceError() / trace();
    }

    /**
     * Returns tr K of the kernel itself.
     *
     * @return the sum of k(x_i, x_i)
     */
    public double trace() {
        return Arrays.stream(ownDiagonal()).sum();
    }

    private double[] ownDiagonal() {
        return Checks.diagonal(kernel, x, backend);
    }

    /**
     * Returns the number of points.
     *
     * @return n
     */
    public int size() {
        return x.size();
    }

    /**
     * Returns the rank that is kept.
     *
     * @return at least 1, at most m
     */
    public int rank() {
        return features.rank();
    }

    /**
     * Returns the kernel.
     *
     * @return k
     */
    public Kernel kernel() {
        return kernel;
    }

    /**
     * Returns the points.
     *
     * @return n points
     */
    public Points points() {
        return x;
    }

    /**
     * Returns the landmarks.
     *
     * @return m landmarks
     */
    public Landmarks landmarks() {
        return landmarks;
    }

    /**
     * Returns the ridge.
     *
     * @return gamma, 0 for the projection
     */
    public double ridge() {
        return ridge;
    }

    /**
     * Returns where it is computed.
     *
     * @return a backend
     */
    public Backend backend() {
        return backend;
    }

    /**
     * Returns what a reader of the result should know, a sentence each.
     *
     * @return warnings, empty if the landmarks are independent
     */
    public List<String> warnings() {
        return features.warnings();
    }

    /** Returns the kernel, size, rank and ridge. */
    @Override
    public String toString() {
        return "NystromApproximation[" + kernel + ", " + size() + " points, " + landmarks.size() + " landmarks, rank "
                + rank() + (ridge > 0 ? ", ridge " + ridge : "") + "]";
    }
}
