package io.gramian.core.backend;

import io.gramian.core.Progress;
import io.gramian.core.kernel.PairFunction;
import org.ejml.data.DMatrixRMaj;

/**
 * The matrix K(X, Y) with entries k(x_i, y_j), n rows and m columns, prepared once and used many times,
 * and never stored unless {@link #dense} or {@link #matrix} asks for it.
 *
 * <p>Shapes: X is n x d, Y is m x d; vectors over the rows have length n, over the columns length m. Each
 * operation costs n m evaluations of k, O(n m d), and O(n + m) memory unless said otherwise; where X and Y are the same
 * points, {@link #rowSums}, {@link #logRowSums()}, {@link #dense} and products with one vector evaluate each pair once.
 * Instances are
 * immutable and thread-safe; the views {@link #excludingSelf}, {@link #withFunction}, {@link
 * #withScales} and {@link #withProgress} share what was prepared. Using a closed one throws {@link IllegalStateException}.
 *
 * <p>Every operation may be interrupted: it then stops soon and throws {@link
 * java.util.concurrent.CancellationException}, leaving the interrupt flag set.
 */
public interface Gram extends AutoCloseable {
    /**
     * Returns the number of points in X.
     *
     * @return n
     */
    int rows();

    /**
     * Returns the number of points in Y.
     *
     * @return m
     */
    int columns();

    /**
     * Returns the function of a pair.
     *
     * @return k
     */
    PairFunction function();

    /**
     * Returns the weighted row sums K w, that is sum_j w_j k(x_i, y_j) for every row i.
     *
     * @param weights m finite numbers of any sign
     * @return n numbers
     * @throws IllegalArgumentException if the length is not m or a weight is not finite
     */
    double[] rowSums(double[] weights);

    /**
     * Returns the row sums, sum_j k(x_i, y_j) for every row i.
     *
     * @return n numbers
     */
    double[] rowSums();

    /**
     * Returns the logarithms of weighted row sums, log sum_j exp(logWeights_j) k(x_i, y_j), also where the
     * sum itself would underflow.
     *
     * @param logWeights m numbers below positive infinity; negative infinity leaves a column out
     * @return n numbers; negative infinity where the sum is zero
     * @throws IllegalArgumentException if the length is not m, a log-weight is NaN or positive infinity, or
     *     the function may be negative
     */
    double[] logRowSums(double[] logWeights);

    /**
     * Returns the logarithms of the row sums, log sum_j k(x_i, y_j).
     *
     * @return n numbers; negative infinity where the sum is zero
     * @throws IllegalArgumentException if the function may be negative
     */
    double[] logRowSums();

    /**
     * Returns, in one pass, how each row sum is shared out among the columns: its logarithm, the sum of
     * squared shares, the entropy of the shares and the largest share.
     *
     * @param logWeights as in {@link #logRowSums(double[])}
     * @return n rows of statistics
     * @throws IllegalArgumentException as in {@link #logRowSums(double[])}
     */
    RowStatistics rowStatistics(double[] logWeights);

    /**
     * Returns weighted row sums with their moments about x_i: S_i = sum_j w_j k_ij, sum_j w_j k_ij (y_j - x_i) and, of
     * order 2, sum_j w_j k_ij (y_j - x_i) (y_j - x_i)'. Cost O(n m d) of order 1, O(n m d^2) of order 2.
     *
     * @param weights m finite numbers of any sign
     * @param order 1 or 2
     * @return n rows of moments
     * @throws IllegalArgumentException if the order is neither 1 nor 2, or as in {@link #rowSums(double[])}
     */
    RowMoments moments(double[] weights, int order);

    /**
     * Returns the logarithms of weighted row sums with their moments about x_i divided by the sums, also where these
     * would underflow: log S_i, the mean of y_j - x_i and, of order 2, of (y_j - x_i) (y_j - x_i)', with shares
     * exp(logWeights_j) k_ij / S_i. Cost as for {@link #moments}.
     *
     * @param logWeights as in {@link #logRowSums(double[])}
     * @param order 1 or 2
     * @return n rows of moments
     * @throws IllegalArgumentException if the order is neither 1 nor 2, or as in {@link #logRowSums(double[])}
     */
    RowMoments logMoments(double[] logWeights, int order);

    /**
     * Returns the product K V; each kernel value is computed once for all columns of V.
     *
     * @param v m x r, of this backend and precision
     * @return n x r
     * @throws IllegalArgumentException if the shape does not fit, an entry is not finite, V comes from another backend,
     *     or the result exceeds the memory limit
     */
    Matrix times(Matrix v);

    /**
     * Returns the product K' U.
     *
     * @param u n x r, of this backend and precision
     * @return m x r
     * @throws IllegalArgumentException as in {@link #times(Matrix)}
     */
    Matrix transposeTimes(Matrix u);

    /**
     * Returns K' (K V), with each kernel value computed once as long as a few rows of K fit into memory.
     *
     * @param v m x r, of this backend and precision
     * @return m x r
     * @throws IllegalArgumentException as in {@link #times(Matrix)}
     */
    Matrix normalTimes(Matrix v);

    /**
     * Returns the product K V of an EJML matrix: a convenience that moves both.
     *
     * @param v m x r
     * @return n x r
     */
    DMatrixRMaj times(DMatrixRMaj v);

    /**
     * Returns for every row the k columns at the smallest distance, the nearest first and, at equal
     * distance, the lower index first.
     *
     * <p>The distance is the function's own form of the (transformed) points: the squared Euclidean
     * distance for radial functions, the L1 distance for the Laplacian. Memory O(n k).
     *
     * @param k 1 to m, or to m - 1 when self is excluded
     * @return indices and distances
     * @throws IllegalArgumentException if k is out of range or the function has no distance
     */
    Neighbours nearest(int k);

    /**
     * Returns the whole matrix, n x m.
     *
     * @return K(X, Y), a new matrix
     * @throws IllegalArgumentException if it would not fit in the backend's memory limit
     */
    DMatrixRMaj dense();

    /**
     * Returns the whole matrix, n x m, resident where the backend computes.
     *
     * @return K(X, Y), a new matrix
     * @throws IllegalArgumentException if it would not fit in the backend's memory limit
     */
    Matrix matrix();

    /**
     * Returns the entries at the given rows and columns.
     *
     * @param rowIndices r indices of points in X, repeats allowed
     * @param columnIndices c indices of points in Y, repeats allowed
     * @return an r x c matrix
     * @throws IllegalArgumentException if it would not fit in the backend's memory limit
     * @throws IndexOutOfBoundsException if an index does not exist
     */
    DMatrixRMaj block(int[] rowIndices, int[] columnIndices);

    /**
     * Returns whole columns, K(X, Y[columnIndices]).
     *
     * @param columnIndices c indices of points in Y, repeats allowed
     * @return an n x c matrix
     * @throws IllegalArgumentException if it would not fit in the backend's memory limit
     * @throws IndexOutOfBoundsException if an index does not exist
     */
    DMatrixRMaj columns(int... columnIndices);

    /**
     * Returns k(x_i, y_i) for i below the smaller of n and m, at O(d) each.
     *
     * @return min(n, m) numbers, 0 each where self is excluded
     */
    double[] diagonal();

    /**
     * Returns the Gram matrix of some of the points, K(X[rowIndices], Y[columnIndices]); it closes with this one.
     *
     * <p>Rows and columns keep the indices they had for {@link #excludingSelf}, whichever of the two is called first.
     *
     * @param rowIndices indices of points in X, repeats allowed
     * @param columnIndices indices of points in Y, repeats allowed
     * @return a matrix of as many rows and columns as there are indices
     * @throws IllegalArgumentException if there is no row or no column
     * @throws IndexOutOfBoundsException if an index does not exist
     */
    Gram select(int[] rowIndices, int[] columnIndices);

    /**
     * Returns the view in which row i has no column i: entry (i, i) counts as 0 in every operation.
     *
     * <p>With X = Y this is leave-one-out, by index; duplicates of a point still count.
     *
     * @return a view on the same prepared points
     */
    Gram excludingSelf();

    /**
     * Returns the view in which the distance of row i and column j is divided by rowScales[i] times columnScales[j]: a
     * bandwidth for each row or column, on top of the function's own. It takes the place of earlier scales.
     *
     * <p>What is divided are the forms of the function: a squared Euclidean distance by the square of that product, the
     * L1 and the chi-squared distance by the product, in {@link #nearest} too. Moments stay those of the points as
     * they are. Costs a multiplication more for each pair, and each pair is evaluated twice where X = Y.
     *
     * @param rowScales n numbers from 1e-70 to 1e70 (1e-9 to 1e9 in single precision), copied; null for ones
     * @param columnScales m such numbers, copied; null for ones
     * @return a view on the same prepared points
     * @throws IllegalArgumentException if a length does not fit, a number is out of range, or the function is not one
     *     of distances, as inner products and functions of the caller's are not
     */
    Gram withScales(double[] rowScales, double[] columnScales);

    /**
     * Returns the view with another function of the same points, for example another bandwidth.
     *
     * @param function takes the place of k
     * @return a view on the same points
     * @throws IllegalArgumentException if the function is not defined for these points
     */
    Gram withFunction(PairFunction function);

    /**
     * Returns the view whose operations report to {@code progress}: the operation as the stage, done and total in
     * pairs evaluated.
     *
     * @param progress hears how far an operation has come
     * @return a view on the same prepared points
     */
    Gram withProgress(Progress progress);

    /** Gives back what was prepared, for this and all its views; closing twice does nothing. */
    @Override
    void close();
}
