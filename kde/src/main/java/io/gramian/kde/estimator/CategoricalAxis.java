package io.gramian.kde.estimator;

/**
 * An axis whose values are categories 0 to c - 1.
 *
 * <p>An unordered axis is smoothed by the kernel of Aitchison and Aitken (1976), l(k, j) = 1 - lambda if k = j, lambda /
 * (c - 1) else, with lambda from 0 (no smoothing) to (c - 1) / c (all categories alike). An ordered axis is smoothed by
 * the kernel of Wang and van Ryzin (1981), l(k, j) = 1 - lambda if k = j, (1 - lambda) lambda^|k - j| / 2 else, with
 * lambda from 0 to 1; it sums to one over all integers k, and here is divided by its sum over the c categories, so that
 * probabilities sum to one.
 *
 * @param categories c, at least 2
 * @param isOrdered whether neighbouring categories are alike
 */
public record CategoricalAxis(int categories, boolean isOrdered) {
    /**
     * Checks the number of categories.
     *
     * @param categories within its range
     * @param isOrdered either
     * @throws IllegalArgumentException if there are fewer than two categories
     */
    public CategoricalAxis {
        if (categories < 2) {
            throw new IllegalArgumentException("categories: expected at least 2, found " + categories);
        }
    }

    /**
     * Returns an axis of categories without order.
     *
     * @param categories c, at least 2
     * @return an axis
     * @throws IllegalArgumentException if there are fewer than two categories
     */
    public static CategoricalAxis unordered(int categories) {
        return new CategoricalAxis(categories, false);
    }

    /**
     * Returns an axis of categories in their order.
     *
     * @param categories c, at least 2
     * @return an axis
     * @throws IllegalArgumentException if there are fewer than two categories
     */
    public static CategoricalAxis ordered(int categories) {
        return new CategoricalAxis(categories, true);
    }

    /**
     * Returns the largest lambda.
     *
     * @return 1 of an ordered axis, (c - 1) / c of an unordered one
     */
    public double largestBandwidth() {
        return isOrdered ? 1 : (categories - 1.0) / categories;
    }

    /** The logarithms of l(k, j), k the row; each column sums to one. */
    double[][] logKernel(double lambda) {
        double[][] logs = new double[categories][categories];
        for (int j = 0; j < categories; j++) {
            double total = 0;
            for (int k = 0; k < categories; k++) {
                // Of an ordered axis the factor 1 - lambda cancels in the quotient, also where it is zero.
                double value = isOrdered
                        ? (k == j ? 1 : Math.pow(lambda, Math.abs(k - j)) / 2)
                        : (k == j ? 1 - lambda : lambda / (categories - 1));
                logs[k][j] = Math.log(value);
                total += value;
            }
            for (int k = 0; k < categories; k++) {
                logs[k][j] -= Math.log(total);
            }
        }
        return logs;
    }
}
