package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.feature.FeatureMap;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.List;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;

/**
 * The features of a Nystrom approximation: the map f(x) = M' k(Z, x) with M M' = K(Z, Z)^+, so that f(x).f(y) = k(x, Z)
 * K(Z, Z)^+ k(Z, y) is the kernel projected onto the landmarks Z; it equals k(x, y) where x or y is a landmark.
 *
 * <p>Eigenvalues of K(Z, Z) of at most m eps times the largest count as zero; {@link #rank} and {@link #warnings} tell. eps
 * is twice the unit round-off of the backend's precision. Features cost m evaluations of k and m D multiplications a
 * point. Immutable and thread-safe.
 *
 * <pre>{@code
 * NystromFeatures features = NystromFeatures.of(kernel, landmarks);
 * DMatrixRMaj f = features.transform(x); // n x m, f f' approximates the Gram matrix
 * }</pre>
 *
 * <p>Source: C. K. I. Williams, M. Seeger, Using the Nystrom method to speed up kernel machines (2001).
 */
public final class NystromFeatures implements FeatureMap {
    private final Kernel kernel;
    private final Points landmarks;
    private final CoreRoot root;
    private final Backend backend;

    NystromFeatures(Kernel kernel, Landmarks landmarks, double ridge, FeatureRoot kind, Backend backend) {
        Checks.definite(kernel);
        this.kernel = kernel;
        this.landmarks = landmarks.points();
        this.root = CoreRoot.of(kernel, landmarks, ridge, kind, backend);
        this.backend = backend;
        if (root.rank() == 0) {
            throw new io.gramian.core.NumericalException(
                    "the kernel is zero on all " + landmarks.size() + " landmarks; choose others, or another kernel");
        }
    }

    /**
     * Returns features by the symmetric root K(Z, Z)^(-1/2), computed on {@link Backends#auto()}.
     *
     * @param kernel positive semi-definite
     * @param landmarks m landmarks, whose weights do not matter
     * @return a feature map
     * @throws IllegalArgumentException if the kernel declares no definiteness
     */
    public static NystromFeatures of(Kernel kernel, Landmarks landmarks) {
        return of(kernel, landmarks, FeatureRoot.SYMMETRIC, Backends.auto());
    }

    /**
     * Returns features by a root of choice.
     *
     * @param kernel positive semi-definite
     * @param landmarks m landmarks, whose weights do not matter
     * @param kind the root
     * @param backend where to compute
     * @return a feature map
     * @throws IllegalArgumentException if the kernel declares no definiteness
     * @throws io.gramian.core.NumericalException if the kernel is zero on all landmarks
     */
    public static NystromFeatures of(Kernel kernel, Landmarks landmarks, FeatureRoot kind, Backend backend) {
        return new NystromFeatures(kernel, landmarks, 0, Objects.requireNonNull(kind, "root"), backend);
    }

    @Override
    public DMatrixRMaj transform(Points points) {
        try (Matrix features = transform(points, backend)) {
            return features.toEjml();
        }
    }

    @Override
    public Matrix transform(Points points, Backend where) {
        try (Gram gram = where.gram(kernel, points, landmarks);
                Matrix m = root(where)) {
            return gram.times(m);
        }
    }

    Matrix root(Backend where) {
        return where.matrix(landmarks.size(), root.columns(), root.entries());
    }

    /**
     * Returns F'F of the features F of all points, and adds F'1 to the sums, in one pass by blocks of rows.
     */
    Matrix products(Points points, double[] sums) {
        LinearAlgebra algebra = backend.linearAlgebra();
        Matrix products = backend.matrix(count(), count());
        try (Matrix m = root(backend)) {
            for (Points block : RowPass.blocks(points, RowPass.rows(count()))) {
                Checks.checkInterrupted("evaluating features");
                try (Gram gram = backend.gram(kernel, block, landmarks);
                        Matrix features = gram.times(m)) {
                    algebra.symmetricProduct(1, features.transposed(), 1, products);
                    double[] entries = features.toArray();
                    for (int at = 0; at < entries.length; at++) {
                        sums[at % sums.length] += entries[at];
                    }
                }
            }
        }
        return products;
    }

    /** |f(x_i)|^2 for every point, without storing the features. */
    double[] squaredNorms(Points points) {
        try (Matrix m = root(backend)) {
            return RowPass.squaredNorms(kernel, points, landmarks, m, backend);
        }
    }

    /**
     * Returns the root M of the features k(x, Z) M.
     *
     * @return m x D, a new matrix
     */
    public DMatrixRMaj root() {
        return DMatrixRMaj.wrap(landmarks.size(), root.columns(), root.entries().clone());
    }

    /**
     * Returns the rank of the approximation.
     *
     * @return at least 1, at most m
     */
    public int rank() {
        return root.rank();
    }

    /**
     * Returns the number of features.
     *
     * @return D: m for the symmetric root, the rank for the others
     */
    @Override
    public int count() {
        return root.columns();
    }

    @Override
    public int dimension() {
        return landmarks.dimension();
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
     * Returns the landmarks' coordinates.
     *
     * @return m points of dimension d
     */
    public Points landmarks() {
        return landmarks;
    }

    /**
     * Returns what a reader of the result should know, a sentence each.
     *
     * @return warnings, empty if the landmarks are independent
     */
    public List<String> warnings() {
        return root.warnings();
    }

    /** Returns the kernel, the number of features and the rank. */
    @Override
    public String toString() {
        return "NystromFeatures[" + kernel + ", " + count() + " features of rank " + rank() + ", dimension "
                + dimension() + "]";
    }
}
