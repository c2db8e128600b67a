package io.gramian.core.backend;

/**
 * How each row sum S_i = sum_j w_j k_ij of a Gram matrix is shared out among its columns, the shares being
 * p_ij = w_j k_ij / S_i.
 *
 * <p>Where S_i = 0 the logarithm is negative infinity and the other three are NaN.
 */
public final class RowStatistics {
    private final double[] logSum;
    private final double[] sumOfSquaredShares;
    private final double[] entropy;
    private final double[] largestShare;

    /**
     * Makes the statistics of n rows; backends call this.
     *
     * @param logSum log S_i
     * @param sumOfSquaredShares sum_j p_ij^2
     * @param entropy -sum_j p_ij log p_ij
     * @param largestShare max_j p_ij
     */
    public RowStatistics(double[] logSum, double[] sumOfSquaredShares, double[] entropy, double[] largestShare) {
        this.logSum = logSum.clone();
        this.sumOfSquaredShares = sumOfSquaredShares.clone();
        this.entropy = entropy.clone();
        this.largestShare = largestShare.clone();
    }

    /**
     * Returns the number of rows.
     *
     * @return n
     */
    public int size() {
        return logSum.length;
    }

    /**
     * Returns log S_i.
     *
     * @param i the row
     * @return the logarithm of the row sum
     */
    public double logSum(int i) {
        return logSum[i];
    }

    /**
     * Returns the participation ratio sum_j p_ij^2, from 1/m (all alike) to 1 (one column has all).
     *
     * @param i the row
     * @return the sum of squared shares
     */
    public double sumOfSquaredShares(int i) {
        return sumOfSquaredShares[i];
    }

    /**
     * Returns the effective sample size 1 / sum_j p_ij^2 (Kish, 1965).
     *
     * @param i the row
     * @return from 1 to m
     */
    public double effectiveSampleSize(int i) {
        return 1 / sumOfSquaredShares[i];
    }

    /**
     * Returns the entropy -sum_j p_ij log p_ij, in nats, from 0 to log m.
     *
     * @param i the row
     * @return the entropy of the shares
     */
    public double entropy(int i) {
        return entropy[i];
    }

    /**
     * Returns the largest share max_j p_ij.
     *
     * @param i the row
     * @return from 1/m to 1
     */
    public double largestShare(int i) {
        return largestShare[i];
    }

    @Override
    public String toString() {
        return "RowStatistics[" + size() + " rows]";
    }
}
