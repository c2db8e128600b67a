package io.gramian.core.backend;

/**
 * Draws from projection determinantal processes on columns of one orthonormal matrix, many at a time, where the backend
 * computes.
 *
 * <p>Shapes: U is N x r with orthonormal columns. The process of m of them, U_C, has the marginal kernel K = U_C U_C': P(X =
 * S) = det(U_C)_S^2 for |S| = m, and no other sizes. A subset costs O(m^3 log m) operations and O(m log m log N) for finding
 * proposals by bisection; U and a table of as many numbers stay with the sampler. Arithmetic is in double precision whatever
 * that of the backend.
 *
 * <p>A sampler serves one thread at a time. Using a closed one throws {@link IllegalStateException}.
 *
 * <pre>{@code
 * Optional<ProjectionSampler> found = backend.projectionSampler(n, rank, vectors);
 * if (found.isPresent()) {
 *     try (ProjectionSampler sampler = found.get()) {
 *         int[][] subsets = sampler.samples(new int[][] {{0, 1, 2}, {0, 2, 5, 6}}, 42);
 *     }
 * }
 * }</pre>
 *
 * <p>Source: S. Barthelme, N. Tremblay, P.-O. Amblard, A faster sampler for discrete determinantal point processes (2023).
 */
public interface ProjectionSampler extends AutoCloseable {
    /**
     * Returns one subset for each selection of columns, exactly by its law and independent of the others. On one device the
     * same U, columns and key give the same subsets; a subset depends on its place in the batch, not on the rest of it.
     *
     * @param columns for each subset the columns of U that span its process, distinct, 0 to r - 1, in any order; none gives
     *     the empty subset
     * @param key of the random numbers
     * @return for each selection as many distinct items as it has columns, 0 to N - 1, ascending
     * @throws IllegalArgumentException if a column does not exist or is selected twice for one subset
     * @throws io.gramian.core.NumericalException if the columns selected are not linearly independent, up to rounding
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     * @throws IllegalStateException if the sampler is closed
     */
    int[][] samples(int[][] columns, long key);

    /** Gives the memory back; a second call does nothing. */
    @Override
    void close();
}
