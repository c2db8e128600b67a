package io.gramian.dpp;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.LeastSquares;
import io.gramian.core.backend.Matrix;
import io.gramian.dpp.internal.Checks;
import io.gramian.dpp.internal.Parallel;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.apache.commons.numbers.gamma.LogGamma;
import org.ejml.data.DMatrixRMaj;

/**
 * Volume sampling of the rows of a matrix X, N x d of rank d: subsets S of k &gt;= d rows with
 *
 * <pre>P(S) = det(X_S' X_S) / (C(N - d, k - d) det(X' X)).</pre>
 *
 * <p>Least squares on such a subset is unbiased, E w_S = w* for any right-hand side, and at k = d its loss over all rows is
 * d + 1 times the least one in expectation; E (X_S' X_S)^-1 = (N - d + 1) / (k - d + 1) (X' X)^-1 for rows in general
 * position. The law depends on the span of the columns alone.
 *
 * <p>The exact sampler: d rows by the projection process of Q, X = Q R, then k - d of the others uniformly without
 * replacement; by Cauchy and Binet every S is reached with the probability above. Preparing costs O(N d^2), a sample O(d^3 log d + N). {@link #sampleLeveraged} is the variant for weighted least squares, with replacement, that also bounds the loss for
 * k &gt; d.
 *
 * <pre>{@code
 * VolumeSampling volume = VolumeSampling.of(rows);
 * int[] subset = volume.sample(20, random);
 * double[] w = volume.leastSquares(y, subset);
 * }</pre>
 *
 * <p>Immutable and thread-safe. Source: M. Derezinski, M. K. Warmuth, Reverse iterative volume sampling for linear regression
 * (2018); M. Derezinski, M. K. Warmuth, D. Hsu, Leveraged volume sampling for linear regression (2018).
 */
public final class VolumeSampling {
    private final double[] x; // N x d, row after row
    private final double[] q; // an orthonormal basis of the columns' span, N x d
    private final double[] leverage;
    private final int size;
    private final int dimension;
    private final Backend backend;
    private final SubsetSampler projection;

    private VolumeSampling(double[] x, double[] q, int size, int dimension, Backend backend) {
        this.x = x;
        this.q = q;
        this.size = size;
        this.dimension = dimension;
        this.backend = backend;
        this.leverage = new double[size];
        for (int i = 0; i < size; i++) {
            for (int c = 0; c < dimension; c++) {
                leverage[i] += q[i * dimension + c] * q[i * dimension + c];
            }
        }
        this.projection = FiniteDpp.ofSpan(DMatrixRMaj.wrap(size, dimension, q))
                .withBackend(backend)
                .sampler();
    }

    /**
     * Returns the volume sampling of the given rows, computed on {@link Backends#auto()}.
     *
     * @param rows N rows of d finite numbers
     * @return a sampler of their subsets
     * @throws IllegalArgumentException as {@link #of(Points, Backend)}
     */
    public static VolumeSampling of(double[]... rows) {
        return of(Points.of(rows));
    }

    /**
     * Returns the volume sampling of the rows of an EJML matrix, computed on {@link Backends#auto()}.
     *
     * @param matrix N x d
     * @return a sampler of its rows
     * @throws IllegalArgumentException as {@link #of(Points, Backend)}
     */
    public static VolumeSampling of(DMatrixRMaj matrix) {
        return of(Points.of(matrix));
    }

    /**
     * Returns the volume sampling of points as rows, computed on {@link Backends#auto()}.
     *
     * @param points N points in R^d
     * @return a sampler of subsets of points
     * @throws IllegalArgumentException as {@link #of(Points, Backend)}
     */
    public static VolumeSampling of(Points points) {
        return of(points, Backends.auto());
    }

    /**
     * Returns the volume sampling of points as rows. The columns are scaled to unit length before their rank is judged,
     * which changes nothing else.
     *
     * @param points N points in R^d
     * @param backend where the QR factorisation and least squares are computed
     * @return a sampler of subsets of points
     * @throws IllegalArgumentException if the rank is below d; says the rank
     */
    public static VolumeSampling of(Points points, Backend backend) {
        Backend exact = backend.withPrecision(Precision.DOUBLE);
        int n = points.size();
        int d = points.dimension();
        double[] x = new double[Math.multiplyExact(n, d)];
        double[] row = new double[d];
        for (int i = 0; i < n; i++) {
            points.copyRow(i, row);
            System.arraycopy(row, 0, x, i * d, d);
        }
        if (n < d) {
            throw new IllegalArgumentException("rows: expected at least as many as the " + d + " columns, found " + n
                    + "; the rank is at most " + n);
        }
        return new VolumeSampling(x, orthonormal(x, n, d, exact), n, d, exact);
    }

    private static double[] orthonormal(double[] x, int n, int d, Backend backend) {
        try (Matrix scaled = backend.matrix(n, d, unitColumns(x, n, d));
                var qr = backend.linearAlgebra().pivotedQr(scaled)) {
            double least = Math.max(n, d) * Math.ulp(1.0) * Math.abs(qr.r().get(0, 0));
            int rank = 0;
            while (rank < d && Math.abs(qr.r().get(rank, rank)) > least) {
                rank++;
            }
            if (rank < d) {
                throw new IllegalArgumentException("rows: expected a matrix of full column rank " + d + ", found rank "
                        + rank + " of " + n + " rows; leave out dependent columns, or repeat none");
            }
            return qr.q().toArray();
        }
    }

    private static double[] unitColumns(double[] x, int n, int d) {
        double[] scaled = x.clone();
        for (int j = 0; j < d; j++) {
            double largest = 0;
            for (int i = 0; i < n; i++) {
                largest = Math.max(largest, Math.abs(x[i * d + j]));
            }
            double sum = 0;
            for (int i = 0; i < n && largest > 0; i++) {
                scaled[i * d + j] = x[i * d + j] / largest;
                sum += scaled[i * d + j] * scaled[i * d + j];
            }
            for (int i = 0; i < n && largest > 0; i++) {
                scaled[i * d + j] /= Math.sqrt(sum);
            }
        }
        return scaled;
    }

    /**
     * Returns the number of rows.
     *
     * @return N
     */
    public int size() {
        return size;
    }

    /**
     * Returns the number of columns, the least size of a sample.
     *
     * @return d
     */
    public int dimension() {
        return dimension;
    }

    /**
     * Returns the leverage scores x_i' (X' X)^-1 x_i, which sum to d.
     *
     * @return N numbers from 0 to 1, a new array
     */
    public double[] leverageScores() {
        return leverage.clone();
    }

    /**
     * Returns the probabilities that a row is in a sample of k, l_i + (1 - l_i) (k - d) / (N - d) with its leverage score l_i.
     *
     * @param k d to N
     * @return N numbers that sum to k, a new array
     * @throws IllegalArgumentException if k is out of range
     */
    public double[] inclusionProbabilities(int k) {
        checkSize(k);
        double share = size == dimension ? 0 : (double) (k - dimension) / (size - dimension);
        return Arrays.stream(leverage).map(l -> l + (1 - l) * share).toArray();
    }

    /**
     * Returns k rows drawn by volume sampling, exactly. O(d^3 log d + N) operations.
     *
     * @param k d to N
     * @param random the source of randomness
     * @return k different indices, in ascending order
     * @throws IllegalArgumentException if k is out of range
     */
    public int[] sample(int k, RandomGenerator random) {
        checkSize(k);
        int[] items = Arrays.copyOf(projection.sample(random), k);
        int[] rest = complement(Arrays.copyOf(items, dimension));
        for (int t = dimension; t < k; t++) {
            int at = t - dimension;
            int chosen = at + random.nextInt(rest.length - at);
            items[t] = rest[chosen];
            rest[chosen] = rest[at];
        }
        Arrays.sort(items);
        return items;
    }

    /**
     * Returns independent samples of k rows, drawn in parallel by the threads of the backend; the result does not depend on
     * their number.
     *
     * @param k d to N
     * @param count the number of samples, at least 0
     * @param random the source of randomness, of which one long is drawn
     * @return count arrays as of {@link #sample}
     * @throws IllegalArgumentException if k is out of range or the count is negative
     */
    public int[][] samples(int k, int count, RandomGenerator random) {
        checkSize(k);
        return Parallel.draws(count, random, backend.threads(), new int[Math.max(0, count)][], own -> sample(k, own));
    }

    /**
     * Returns independent leveraged samples, drawn in parallel by the threads of the backend; the result does not depend on
     * their number.
     *
     * @param k at least d
     * @param count the number of samples, at least 0
     * @param random the source of randomness, of which one long is drawn
     * @return count samples as of {@link #sampleLeveraged}
     * @throws IllegalArgumentException if k is below d or the count is negative
     */
    public WeightedRows[] samplesLeveraged(int k, int count, RandomGenerator random) {
        Checks.atLeast("size", dimension, k);
        WeightedRows[] samples = new WeightedRows[Math.max(0, count)];
        return Parallel.draws(count, random, backend.threads(), samples, own -> sampleLeveraged(k, own));
    }

    /**
     * Returns k rows drawn, with replacement, by leveraged volume sampling: a sequence with a density proportional to det(sum_t
     * x_i(t) x_i(t)' / l_i(t)) with respect to independent draws by the leverage scores l. It is a random permutation of d rows
     * of the projection process and k - d independent draws with probabilities l_i / d. With the weights d / (N l_i), {@link
     * #leastSquares(double[], WeightedRows)} is unbiased for any k &gt;= d.
     *
     * @param k at least d
     * @param random the source of randomness
     * @return k rows, repeats possible, with their weights
     * @throws IllegalArgumentException if k is below d
     */
    public WeightedRows sampleLeveraged(int k, RandomGenerator random) {
        Checks.atLeast("size", dimension, k);
        int[] rows = Arrays.copyOf(projection.sample(random), k);
        double[] cumulative = leverage.clone();
        for (int i = 1; i < size; i++) {
            cumulative[i] += cumulative[i - 1];
        }
        for (int t = dimension; t < k; t++) {
            rows[t] = firstAbove(cumulative, random.nextDouble() * cumulative[size - 1]);
        }
        for (int t = k - 1; t > 0; t--) {
            int other = random.nextInt(t + 1);
            int row = rows[t];
            rows[t] = rows[other];
            rows[other] = row;
        }
        return new WeightedRows(
                rows,
                Arrays.stream(rows)
                        .mapToDouble(i -> dimension / (size * leverage[i]))
                        .toArray());
    }

    /** The first place whose sum is above the value: never one of leverage zero. */
    private static int firstAbove(double[] cumulative, double value) {
        int low = 0;
        int high = cumulative.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] > value) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /**
     * Returns the sampler of k rows, for batches.
     *
     * @param k d to N
     * @return a sampler with the law of {@link #sample}
     * @throws IllegalArgumentException if k is out of range
     */
    public SubsetSampler sampler(int k) {
        checkSize(k);
        return random -> sample(k, random);
    }

    /**
     * Returns log P(S) of the sampling of as many rows, negative infinity where they do not span R^d.
     *
     * @param subset different indices, d to N of them
     * @return a logarithm of a probability
     * @throws IllegalArgumentException if there are fewer than d, a row does not exist or occurs twice
     */
    public double logProbability(int... subset) {
        checkSize(subset.length);
        int[] sorted = subset.clone();
        Arrays.sort(sorted);
        for (int t = 1; t < sorted.length; t++) {
            if (sorted[t] == sorted[t - 1]) {
                throw new IllegalArgumentException("subset: row " + sorted[t] + " occurs twice");
            }
        }
        double[] ones = new double[subset.length];
        Arrays.fill(ones, 1);
        return logGramDeterminant(sorted, ones) - logBinomial(size - dimension, subset.length - dimension);
    }

    /**
     * Returns log P of a sequence under {@link #sampleLeveraged}: with n = (k - d)! / k! times det(sum_t x x' / l) relative to
     * X'X, the logarithm of n prod_t l_i(t) / d^(k - d).
     *
     * @param rows k &gt;= d indices, repeats allowed
     * @return a logarithm of a probability, negative infinity where the rows do not span R^d
     * @throws IllegalArgumentException if there are fewer than d, or a row does not exist
     */
    public double leveragedLogProbability(int... rows) {
        Checks.atLeast("size", dimension, rows.length);
        double[] weights = new double[rows.length];
        double draws = 0;
        for (int t = 0; t < rows.length; t++) {
            weights[t] = 1 / leverage[Checks.between("row", 0, size - 1, rows[t])];
            draws += Math.log(leverage[rows[t]]);
        }
        if (draws == Double.NEGATIVE_INFINITY) {
            return draws;
        }
        int k = rows.length;
        return logGramDeterminant(rows, weights)
                + draws
                - (k - dimension) * Math.log(dimension)
                + LogGamma.value(k - dimension + 1.0)
                - LogGamma.value(k + 1.0);
    }

    /** log det(sum_t weight_t q_i(t) q_i(t)'). */
    private double logGramDeterminant(int[] rows, double[] weights) {
        int d = dimension;
        double[] chosen = new double[rows.length * d];
        for (int t = 0; t < rows.length; t++) {
            int i = Checks.between("row", 0, size - 1, rows[t]);
            for (int c = 0; c < d; c++) {
                chosen[t * d + c] = Math.sqrt(weights[t]) * q[i * d + c];
            }
        }
        try (Matrix matrix = backend.matrix(rows.length, d, chosen);
                var qr = backend.linearAlgebra().pivotedQr(matrix)) {
            double sum = 0;
            double least = rows.length * Math.ulp(1.0) * Math.abs(qr.r().get(0, 0));
            for (int c = 0; c < d; c++) {
                double pivot = Math.abs(qr.r().get(c, c));
                sum += pivot > least ? 2 * Math.log(pivot) : Double.NEGATIVE_INFINITY;
            }
            return sum;
        }
    }

    /**
     * Returns the least squares solution on some rows, the w of least norm that minimises sum_{i in S} (x_i' w - y_i)^2.
     *
     * @param y N numbers, of which those of the subset are read
     * @param subset indices of rows
     * @return d numbers
     * @throws IllegalArgumentException if there are not N numbers, the subset is empty or a row does not exist
     */
    public double[] leastSquares(double[] y, int... subset) {
        double[] ones = new double[subset.length];
        Arrays.fill(ones, 1);
        return leastSquares(y, new WeightedRows(subset, ones));
    }

    /**
     * Returns the weighted least squares solution, the w of least norm that minimises sum_t weight_t (x_i(t)' w - y_i(t))^2.
     *
     * @param y N numbers, of which those of the rows are read
     * @param rows rows with weights
     * @return d numbers
     * @throws IllegalArgumentException if there are not N numbers, there is no row or one does not exist
     */
    public double[] leastSquares(double[] y, WeightedRows rows) {
        if (y.length != size) {
            throw new IllegalArgumentException("y: expected " + size + " numbers, one a row, found " + y.length);
        }
        int k = rows.size();
        double[] left = new double[k * dimension];
        double[] right = new double[k];
        for (int t = 0; t < k; t++) {
            int i = Checks.between("row", 0, size - 1, rows.row(t));
            double root = Math.sqrt(rows.weight(t));
            right[t] = root * Checks.finite("y[" + i + "]", y[i]);
            for (int c = 0; c < dimension; c++) {
                left[t * dimension + c] = root * x[i * dimension + c];
            }
        }
        try (Matrix a = backend.matrix(k, dimension, left);
                Matrix b = backend.matrix(k, 1, right);
                LeastSquares solution = backend.linearAlgebra().leastSquares(a, b)) {
            return solution.solution().toArray();
        }
    }

    private int checkSize(int k) {
        return Checks.between("size", dimension, size, k);
    }

    private int[] complement(int... items) {
        boolean[] taken = new boolean[size];
        for (int item : items) {
            taken[item] = true;
        }
        return java.util.stream.IntStream.range(0, size).filter(i -> !taken[i]).toArray();
    }

    private static double logBinomial(int n, int k) {
        return LogGamma.value(n + 1.0) - LogGamma.value(k + 1.0) - LogGamma.value(n - k + 1.0);
    }

    /** Returns the shape. */
    @Override
    public String toString() {
        return "VolumeSampling[" + size + " rows of " + dimension + "]";
    }
}
