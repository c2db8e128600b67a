package io.gramian.dpp.leastsquares;

/** What a design must keep at most delta to be called stable. */
public enum StabilityCriterion {
    /** 1 - lambda_min(G): what the error depends on. */
    SMALLEST_EIGENVALUE {
        @Override
        public double of(double smallest, double largest) {
            return 1 - smallest;
        }
    },

    /** The spectral norm of G - I: what boosted least squares asks for. */
    SPECTRAL_DISTANCE {
        @Override
        public double of(double smallest, double largest) {
            return Math.max(Math.abs(1 - smallest), Math.abs(largest - 1));
        }
    };

    /**
     * Returns the figure for a matrix G with these extreme eigenvalues.
     *
     * @param smallest lambda_min
     * @param largest lambda_max
     * @return the smaller, the more stable
     */
    public abstract double of(double smallest, double largest);

    /**
     * Returns the figure for a matrix.
     *
     * @param gram G
     * @return the smaller, the more stable
     */
    public double of(EmpiricalGram gram) {
        return of(gram.smallestEigenvalue(), gram.largestEigenvalue());
    }
}
