package io.gramian.dpp;

import java.util.Arrays;

/** Rows of a matrix, repeats possible, each with a weight for least squares. Immutable. */
public final class WeightedRows {
    private final int[] rows;
    private final double[] weights;

    /**
     * Makes weighted rows.
     *
     * @param rows indices, at least one; copied
     * @param weights as many positive finite numbers; copied
     * @throws IllegalArgumentException if there is no row, the lengths differ or a weight is not positive and finite
     */
    public WeightedRows(int[] rows, double[] weights) {
        if (rows.length == 0 || rows.length != weights.length) {
            throw new IllegalArgumentException("rows: expected at least one and as many weights, found " + rows.length
                    + " rows and " + weights.length + " weights");
        }
        for (int t = 0; t < rows.length; t++) {
            if (!(weights[t] > 0 && weights[t] <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException("weight " + t + ": expected a positive number, found " + weights[t]);
            }
        }
        this.rows = rows.clone();
        this.weights = weights.clone();
    }

    /**
     * Returns how many rows there are, repeats counted.
     *
     * @return k
     */
    public int size() {
        return rows.length;
    }

    /**
     * Returns the index of a row.
     *
     * @param t 0 to k - 1
     * @return an index
     */
    public int row(int t) {
        return rows[t];
    }

    /**
     * Returns the weight of a row.
     *
     * @param t 0 to k - 1
     * @return a positive number
     */
    public double weight(int t) {
        return weights[t];
    }

    /**
     * Returns the indices of the rows.
     *
     * @return k indices, a new array
     */
    public int[] rows() {
        return rows.clone();
    }

    /**
     * Returns the weights.
     *
     * @return k positive numbers, a new array
     */
    public double[] weights() {
        return weights.clone();
    }

    /** Returns the rows. */
    @Override
    public String toString() {
        return "WeightedRows" + Arrays.toString(rows);
    }
}
