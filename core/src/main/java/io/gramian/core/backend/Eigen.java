package io.gramian.core.backend;

/** Eigenvalues and eigenvectors of a symmetric matrix, A V = V diag(values), the largest eigenvalue first. */
public interface Eigen extends AutoCloseable {
    /**
     * Returns the number of pairs.
     *
     * @return k
     */
    int count();

    /**
     * Returns the eigenvalues.
     *
     * @return k numbers, none larger than the one before
     */
    double[] values();

    /**
     * Returns the orthonormal eigenvectors, a view that is closed with this decomposition.
     *
     * @return n x k, a column for each eigenvalue
     */
    Matrix vectors();

    /** Gives the memory back; closing twice does nothing. */
    @Override
    void close();
}
