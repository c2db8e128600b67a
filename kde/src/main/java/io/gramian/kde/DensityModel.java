package io.gramian.kde;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.backend.RowStatistics;
import io.gramian.core.kernel.Profile;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A fitted kernel density estimate f(x) = sum_i w_i |H|^(-1/2) K(H^(-1/2) (x - x_i)), immutable and
 * thread-safe.
 *
 * <p>Unless another {@link Evaluation} is configured, evaluations are exact sums over all n points, O(n d) a query, in the log domain, so that far queries
 * have a finite log-density wherever the kernel is positive. In double precision the relative error of a
 * density is about 1e-14 where the exponents of its largest terms are of order one, and grows with them: a
 * log-density is good to about 1e-15 of its own size; from a dozen dimensions on to 4e-12 or so at worst. In
 * single precision it is about 1e-6, and 1e-7 of a log-density's own size. An evaluation may be interrupted and
 * then throws {@link java.util.concurrent.CancellationException}.
 */
public final class DensityModel implements Density {
    private static final int HILL_NEIGHBOURS = 10;

    private final Points points;
    private final DensityKernel kernel;
    private final Selection selection;
    private final double[] logWeights; // null for equal weights
    private final Backend backend;
    private final Progress progress;
    private final Evaluation evaluation;
    private final FastEvaluation fast;
    private volatile Points support; // those of positive weight, once asked for
    private final double logFactor; // log of normaliser, and of 1/n for equal weights

    DensityModel(
            Points points,
            DensityKernel kernel,
            Selection selection,
            double[] logWeights,
            Backend backend,
            Progress progress,
            Evaluation evaluation) {
        this.points = points;
        this.kernel = kernel;
        this.selection = selection;
        this.logWeights = logWeights;
        this.backend = backend;
        this.progress = progress;
        this.evaluation = evaluation;
        this.logFactor = kernel.logNormaliser(points.dimension()) - (logWeights == null ? Math.log(points.size()) : 0);
        this.fast = new FastEvaluation(this, logWeights, progress);
    }

    /**
     * Returns the log-density at every query.
     *
     * @param queries m points of dimension d
     * @return m numbers log f(x); negative infinity where no compact kernel reaches
     * @throws IllegalArgumentException if the dimension is another
     */
    @Override
    public double[] logDensity(Points queries) {
        return evaluation instanceof Evaluation.Exact
                ? exactLogDensity(queries)
                : evaluate(queries).logDensities();
    }

    /**
     * Returns the densities at every query by the {@link Evaluation} configured, with what was done and how far they may be
     * off. What a tree, a grid or features take to build, once, is kept for later calls.
     *
     * @param queries m points of dimension d
     * @return log-densities with error bounds
     * @throws IllegalArgumentException if the dimension is another, or the method does not know the kernel or the dimension
     */
    public Evaluated evaluate(Points queries) {
        checkDimension(queries);
        return fast.evaluate(queries, evaluation);
    }

    /** The log-densities by the sums over all points. */
    double[] exactLogDensity(Points queries) {
        try (Gram gram = gram(queries, points)) {
            return shifted(logSums(gram), logFactor);
        }
    }

    /**
     * Returns the log-density at every row.
     *
     * @param queries m arrays of length d
     * @return m numbers log f(x)
     * @throws IllegalArgumentException if the rows are no points of dimension d
     */
    public double[] logDensity(double[][] queries) {
        return logDensity(Points.of(queries));
    }

    /**
     * Returns the log-density at one query.
     *
     * @param query d coordinates
     * @return log f(x)
     * @throws IllegalArgumentException if the dimension is another or a coordinate is not finite
     */
    @Override
    public double logDensity(double... query) {
        return logDensity(Points.ofRowMajor(query, query.length))[0];
    }

    /**
     * Returns the density at every query.
     *
     * @param queries m points of dimension d
     * @return m numbers f(x), zero where the log-density is below about -745
     * @throws IllegalArgumentException if the dimension is another
     */
    @Override
    public double[] density(Points queries) {
        return Arrays.stream(logDensity(queries)).map(Math::exp).toArray();
    }

    /**
     * Returns the density at every row.
     *
     * @param queries m arrays of length d
     * @return m numbers f(x)
     * @throws IllegalArgumentException if the rows are no points of dimension d
     */
    public double[] density(double[][] queries) {
        return density(Points.of(queries));
    }

    /**
     * Returns the density at one query.
     *
     * @param query d coordinates
     * @return f(x)
     * @throws IllegalArgumentException if the dimension is another or a coordinate is not finite
     */
    @Override
    public double density(double... query) {
        return Math.exp(logDensity(query));
    }

    /**
     * Returns the leave-one-out log-density at every data point: log f_{-i}(x_i), the density of the other
     * points with their weights made to sum to one again.
     *
     * <p>Exact by index: duplicates of a point still count. Cost O(n^2 d).
     *
     * @return n numbers
     * @throws NumericalException if fewer than two points have positive weight
     */
    public double[] leaveOneOutLogDensity() {
        int n = points.size();
        try (Gram gram = gram(points, points)) {
            double[] result = logSums(gram.excludingSelf());
            double[] others = logWeights == null ? null : logSumsOfOthers(logWeights);
            for (int i = 0; i < n; i++) {
                double rest = others == null ? Math.log1p(-1.0 / n) : others[i];
                if (rest == Double.NEGATIVE_INFINITY) {
                    throw new NumericalException(
                            "leave-one-out: point " + i
                                    + " has all the weight, so nothing is left without it; needs two points of positive weight");
                }
                result[i] += logFactor - rest;
            }
            return result;
        }
    }

    /**
     * Returns the log-density at every query with what it rests on: effective sample size, entropy and
     * largest share of the data points' contributions, stable index and regime.
     *
     * <p>Cost about three times that of {@link #logDensity(Points)}.
     *
     * @param queries m points of dimension d
     * @return diagnostics of every query
     * @throws IllegalArgumentException if the dimension is another
     */
    public QueryDiagnostics diagnose(Points queries) {
        try (Gram gram = gram(queries, points)) {
            double[] weights = logWeights == null ? new double[points.size()] : logWeights;
            RowStatistics statistics = gram.rowStatistics(weights);
            double[] logDensity = new double[queries.size()];
            for (int i = 0; i < logDensity.length; i++) {
                logDensity[i] = statistics.logSum(i) + logFactor;
            }
            return new QueryDiagnostics(logDensity, stableIndices(queries), statistics);
        }
    }

    /**
     * Returns the regime at one query, as {@link QueryDiagnostics#regime} does.
     *
     * @param query d coordinates
     * @return classical, stable or condensed
     * @throws IllegalArgumentException if the dimension is another or a coordinate is not finite
     */
    public Regime regime(double... query) {
        return diagnose(Points.ofRowMajor(query, query.length)).regime(0);
    }

    /**
     * Returns independent draws from the density: a data point by its weight, plus a draw from the kernel.
     *
     * @param count how many, at least 1
     * @param random the source of randomness
     * @return {@code count} points of dimension d
     * @throws IllegalArgumentException if the count is below one, or too many numbers are asked for
     */
    public Points sample(int count, RandomGenerator random) {
        return new Sampler(points, kernel.radialLaw(), bandwidth(), logWeights).sample(count, random);
    }

    /**
     * Returns the bandwidth in use.
     *
     * @return H
     */
    public BandwidthMatrix bandwidth() {
        return selection.bandwidth();
    }

    /**
     * Returns how the bandwidth was chosen.
     *
     * @return the rule, its criterion and its warnings
     */
    public Selection selection() {
        return selection;
    }

    /**
     * Returns the normalised weights.
     *
     * @return n numbers that sum to one, a new array
     */
    public double[] weights() {
        double[] weights = new double[points.size()];
        if (logWeights == null) {
            Arrays.fill(weights, 1.0 / weights.length);
        } else {
            Arrays.setAll(weights, i -> Math.exp(logWeights[i]));
        }
        return weights;
    }

    /**
     * Returns the logarithms of the normalised weights.
     *
     * @return n numbers, negative infinity for points of weight zero; a new array
     */
    public double[] logWeights() {
        if (logWeights != null) {
            return logWeights.clone();
        }
        double[] equal = new double[points.size()];
        Arrays.fill(equal, -Math.log(equal.length));
        return equal;
    }

    /**
     * Returns whether the points were given weights.
     *
     * @return false if all count the same by default
     */
    public boolean isWeighted() {
        return logWeights != null;
    }

    /**
     * Returns where the model computes.
     *
     * @return the backend
     */
    public Backend backend() {
        return backend;
    }

    /**
     * Returns how log-densities are found.
     *
     * @return exact unless configured otherwise
     */
    public Evaluation evaluation() {
        return evaluation;
    }

    /**
     * Returns the kernel, with its bandwidth.
     *
     * @return K
     */
    public DensityKernel kernel() {
        return kernel;
    }

    /**
     * Returns the data.
     *
     * @return n points of dimension d
     */
    public Points points() {
        return points;
    }

    /**
     * Returns the number of data points.
     *
     * @return n
     */
    public int size() {
        return points.size();
    }

    /**
     * Returns the dimension.
     *
     * @return d
     */
    @Override
    public int dimension() {
        return points.dimension();
    }

    /** Returns kernel, size, bandwidth and backend. */
    @Override
    public String toString() {
        return "DensityModel[" + kernel + ", " + points.size() + " x " + points.dimension() + ", bandwidth "
                + bandwidth() + (logWeights == null ? "" : ", weighted") + ", " + backend + "]";
    }

    private Gram gram(Points queries, Points data) {
        checkDimension(queries);
        return backend.gram(kernel, queries, data).withProgress(progress);
    }

    private void checkDimension(Points queries) {
        if (queries.dimension() != points.dimension()) {
            throw new IllegalArgumentException("queries: have dimension " + queries.dimension()
                    + ", but the density was fitted in dimension " + points.dimension());
        }
    }

    private double[] logSums(Gram gram) {
        return logWeights == null ? gram.logRowSums() : gram.logRowSums(logWeights);
    }

    /** log sum_{j != i} w_j for every i, from the sums before and after i: no difference of nearly equal numbers. */
    private static double[] logSumsOfOthers(double[] logWeights) {
        int n = logWeights.length;
        double[] others = new double[n];
        double before = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            others[i] = before;
            before = logAdd(before, logWeights[i]);
        }
        double after = Double.NEGATIVE_INFINITY;
        for (int i = n - 1; i >= 0; i--) {
            others[i] = logAdd(others[i], after);
            after = logAdd(after, logWeights[i]);
        }
        return others;
    }

    private static double logAdd(double a, double b) {
        double max = Math.max(a, b);
        return max == Double.NEGATIVE_INFINITY ? max : max + Math.log1p(Math.exp(Math.min(a, b) - max));
    }

    private static double[] shifted(double[] numbers, double by) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] += by;
        }
        return numbers;
    }

    /** Hill's estimate from the nearest points, leaving out those of weight zero. */
    private double[] stableIndices(Points queries) {
        Points support = support();
        int n = support.size();
        double[] index = new double[queries.size()];
        if (n == 1) {
            return index; // a single point: condensed
        }
        int k = Math.min(HILL_NEIGHBOURS, n - 1);
        Profile profile = kernel.profile();
        try (Gram gram = gram(queries, support)) {
            Neighbours neighbours = gram.nearest(k + 1);
            for (int i = 0; i < index.length; i++) {
                double farthest = profile.logValue(neighbours.distance(i, k));
                double sum = 0;
                for (int j = 0; j < k; j++) {
                    sum += profile.logValue(neighbours.distance(i, j)) - farthest;
                }
                // Beyond a compact kernel's support the logarithm is -infinity: then few points or none count.
                index[i] = farthest == Double.NEGATIVE_INFINITY ? 0 : k / sum;
            }
        }
        return index;
    }

    private Points support() {
        Points known = support;
        if (known == null) {
            known = logWeights == null ? points : selectPositive();
            support = known;
        }
        return known;
    }

    private Points selectPositive() {
        int[] positive = IntStream.range(0, logWeights.length)
                .filter(i -> logWeights[i] > Double.NEGATIVE_INFINITY)
                .toArray();
        return positive.length == logWeights.length ? points : points.select(positive);
    }
}
