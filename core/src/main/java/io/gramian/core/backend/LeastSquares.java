package io.gramian.core.backend;

/**
 * The solution of a least-squares problem min |A X - B|.
 *
 * @param solution X, n x r, resident
 * @param rank the rank of A to working precision
 * @param residualNorms |A x - b| for each of the r columns
 */
public record LeastSquares(Matrix solution, int rank, double[] residualNorms) implements AutoCloseable {
    /**
     * Makes a solution; backends call this.
     *
     * @param solution X, n x r, resident
     * @param rank the rank of A to working precision
     * @param residualNorms |A x - b| for each of the r columns
     */
    public LeastSquares {
        residualNorms = residualNorms.clone();
    }

    /**
     * Returns how far each solution misses.
     *
     * @return |A x - b| for each of the r columns
     */
    @Override
    public double[] residualNorms() {
        return residualNorms.clone();
    }

    /** Closes the solution. */
    @Override
    public void close() {
        solution.close();
    }
}
