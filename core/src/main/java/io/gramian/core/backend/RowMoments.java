package io.gramian.core.backend;

import java.util.Objects;
import org.ejml.data.DMatrixRMaj;

/**
 * Weighted sums of a Gram matrix's rows with their first and second moments about the row's own point.
 *
 * <p>With a_ij = w_j k(x_i, y_j): S_i = sum_j a_ij, first_i = sum_j a_ij (y_j - x_i), second_i = sum_j a_ij (y_j - x_i)
 * (y_j - x_i)'. From {@link Gram#moments} as they stand; from {@link Gram#logMoments} divided by S_i, of which the
 * logarithm is given: the mean shift and the spread of what the row sees, in the log domain.
 *
 * <p>For a Gaussian kernel of length scale l the gradient of log S_i with respect to x_i is first_i / l^2, and its
 * Hessian (second_i - first_i first_i') / l^4 - I / l^2.
 */
public final class RowMoments {
    private final int dimension;
    private final int order;
    private final double[] sums;
    private final double[] moments;

    /**
     * Makes the moments of n rows; backends call this.
     *
     * @param dimension d
     * @param order 1 or 2
     * @param sums n sums or their logarithms
     * @param moments for each row d first and, of order 2, d (d + 1) / 2 second moments (0, 0), (1, 0), (1, 1), ...
     */
    public RowMoments(int dimension, int order, double[] sums, double[] moments) {
        this.dimension = dimension;
        this.order = order;
        this.sums = sums.clone();
        this.moments = moments.clone();
    }

    /**
     * Returns the number of rows.
     *
     * @return n
     */
    public int size() {
        return sums.length;
    }

    /**
     * Returns the highest order.
     *
     * @return 1 or 2
     */
    public int order() {
        return order;
    }

    /**
     * Returns S_i, or log S_i from {@link Gram#logMoments}.
     *
     * @param i the row
     * @return the sum or its logarithm
     */
    public double sum(int i) {
        return sums[i];
    }

    /**
     * Returns the first moment.
     *
     * @param i the row
     * @return d numbers; NaN from {@link Gram#logMoments} where S_i = 0
     */
    public double[] first(int i) {
        int from = at(i);
        return java.util.Arrays.copyOfRange(moments, from, from + dimension);
    }

    /**
     * Returns the second moment.
     *
     * @param i the row
     * @return d x d, symmetric; NaN from {@link Gram#logMoments} where S_i = 0
     * @throws IllegalStateException if only moments of order 1 were asked for
     */
    public DMatrixRMaj second(int i) {
        if (order < 2) {
            throw new IllegalStateException("second moments were not asked for; ask for order 2");
        }
        int from = at(i) + dimension;
        DMatrixRMaj second = new DMatrixRMaj(dimension, dimension);
        for (int k = 0; k < dimension; k++) {
            for (int l = 0; l <= k; l++) {
                second.set(k, l, moments[from]);
                second.set(l, k, moments[from]);
                from++;
            }
        }
        return second;
    }

    private int at(int i) {
        return Objects.checkIndex(i, sums.length) * (moments.length / sums.length);
    }

    @Override
    public String toString() {
        return "RowMoments[" + sums.length + " rows, d = " + dimension + ", order " + order + "]";
    }
}
