package io.gramian.kde.inference;

/** Predictions of r responses at m queries by a {@link RegressionModel}. */
public final class Predictions {
    private final double[][] values;
    private final double[][][] slopes; // null of a local constant
    private final boolean[] isConstant;
    private final double[] logMass;

    Predictions(double[][] values, double[][][] slopes, boolean[] isConstant, double[] logMass) {
        this.values = values;
        this.slopes = slopes;
        this.isConstant = isConstant;
        this.logMass = logMass;
    }

    /**
     * Returns the number of queries.
     *
     * @return m
     */
    public int size() {
        return logMass.length;
    }

    /**
     * Returns the prediction of the first response at a query.
     *
     * @param i the query
     * @return a number; NaN where no point is reached and the nearest is not asked for
     */
    public double value(int i) {
        return value(i, 0);
    }

    /**
     * Returns the prediction of a response at a query.
     *
     * @param i the query
     * @param response 0 to r - 1
     * @return a number; NaN where no point is reached and the nearest is not asked for
     */
    public double value(int i, int response) {
        return values[response][i];
    }

    /**
     * Returns the predictions of a response at all queries.
     *
     * @param response 0 to r - 1
     * @return m numbers, a new array
     */
    public double[] values(int response) {
        return values[response].clone();
    }

    /**
     * Returns the gradient of a response at a query, the slope of the local linear fit.
     *
     * @param i the query
     * @param response 0 to r - 1
     * @return d numbers, in units of the response for one of each axis; NaN where the points do not determine a slope
     * @throws IllegalStateException if the fit is a local constant
     */
    public double[] gradient(int i, int response) {
        if (slopes == null) {
            throw new IllegalStateException(
                    "gradient: a local constant fit has none; use KernelRegression.localLinear()");
        }
        return slopes[response][i].clone();
    }

    /**
     * Returns whether a local linear fit is a local constant at a query, as the points that bear on it do not
     * determine a slope.
     *
     * @param i the query
     * @return true if so; false of a fit that is a local constant everywhere
     */
    public boolean isConstant(int i) {
        return isConstant[i];
    }

    /**
     * Returns whether the kernel reaches a point from a query.
     *
     * @param i the query
     * @return false where all weights are zero
     */
    public boolean isReached(int i) {
        return logMass[i] > Double.NEGATIVE_INFINITY;
    }

    /** Returns the numbers of queries and responses, and of queries without slope or point. */
    @Override
    public String toString() {
        int constant = 0;
        int unreached = 0;
        for (int i = 0; i < size(); i++) {
            unreached += isReached(i) ? 0 : 1;
            constant += isReached(i) && isConstant[i] ? 1 : 0;
        }
        return "Predictions[" + size() + " queries, " + values.length + " responses"
                + (constant == 0 ? "" : ", " + constant + " without slope")
                + (unreached == 0 ? "]" : ", " + unreached + " unreached]");
    }
}
