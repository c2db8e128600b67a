package io.gramian.kde.inference;

/** How well predictions of a {@link RegressionModel} are known: effective sample sizes and standard errors. */
public final class RegressionErrors {
    private final double[] sumOfSquares;
    private final double[][] deviations;

    RegressionErrors(double[] sumOfSquares, double[][] deviations) {
        this.sumOfSquares = sumOfSquares;
        this.deviations = deviations;
    }

    /**
     * Returns the number of queries.
     *
     * @return m
     */
    public int size() {
        return sumOfSquares.length;
    }

    /**
     * Returns the effective sample size 1 / sum_i l_i^2 of the prediction sum_i l_i y_i; below one where a local linear
     * fit extrapolates.
     *
     * @param i the query
     * @return above 0, to n; NaN where no point is reached
     */
    public double effectiveSampleSize(int i) {
        return 1 / sumOfSquares[i];
    }

    /**
     * Returns the deviation of a response about the regression.
     *
     * @param i the query
     * @param response 0 to r - 1
     * @return a standard deviation; NaN where no point is reached
     */
    public double deviation(int i, int response) {
        return deviations[response][i];
    }

    /**
     * Returns the standard error of the prediction of a response, without its bias.
     *
     * @param i the query
     * @param response 0 to r - 1
     * @return the deviation over the root of the effective sample size; NaN where no point is reached
     */
    public double standardError(int i, int response) {
        return deviations[response][i] * Math.sqrt(sumOfSquares[i]);
    }

    /** Returns the number of queries and responses. */
    @Override
    public String toString() {
        return "RegressionErrors[" + size() + " queries, " + deviations.length + " responses]";
    }
}
