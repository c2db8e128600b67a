package io.gramian.core.backend;

/** The thin singular value decomposition A = U diag(values) V' of an m x n matrix, p = min(m, n). */
public interface Svd extends AutoCloseable {
    /**
     * Returns the left singular vectors, a view that is closed with this decomposition.
     *
     * @return U, m x p, orthonormal columns
     */
    Matrix u();

    /**
     * Returns the singular values.
     *
     * @return p numbers, at least 0, none larger than the one before
     */
    double[] values();

    /**
     * Returns the right singular vectors, a view that is closed with this decomposition.
     *
     * @return V, n x p, orthonormal columns
     */
    Matrix v();

    /** Gives the memory back; closing twice does nothing. */
    @Override
    void close();
}
