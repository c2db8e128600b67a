package io.gramian.kde;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.PairFunction;
import io.gramian.kde.internal.Logs;
import io.gramian.kde.internal.distribution.LineDistribution;
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
    private final Points points;
    private final DensityKernel kernel;
    private final Selection selection;
    private final double[] logWeights; // null for equal weights
    private final Backend backend;
    private final Progress progress;
    private final Evaluation evaluation;
    private final FastEvaluation fast;
    private volatile LineDistribution line; // once asked for
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
        checkQueries(queries);
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
     * Returns the gradient of the density at every query, grad f(x).
     *
     * <p>For a Gaussian kernel sum_i w_i K_H(x - x_i) H^(-1) (x_i - x); for the others by the same sums with the slope of
     * the kernel's profile, where it has one: data points count as zero at their own cusps. To 1e-12 or so of the largest
     * of its terms. Cost O(m n d).
     *
     * @param queries m points of dimension d
     * @return m rows of d numbers, in units of the density by those of the axes; zero where the density underflows
     * @throws IllegalArgumentException if the dimension is another or the kernel is the top hat, which jumps
     */
    public double[][] gradient(Points queries) {
        return new Derivatives(this).gradients(queries, false);
    }

    /**
     * Returns the score at every query, the gradient of log f: H^(-1) (mean(x) - x) for a Gaussian kernel, where mean(x) is
     * {@link #meanShift}. Finite a million bandwidths away. Accuracy and cost as of {@link #gradient}.
     *
     * @param queries m points of dimension d
     * @return m rows of d numbers; NaN where f is zero, beyond a compact kernel's reach
     * @throws IllegalArgumentException as {@link #gradient}
     */
    public double[][] score(Points queries) {
        return new Derivatives(this).gradients(queries, true);
    }

    /**
     * Returns the Hessian of the density at every query. Cost O(m n d^2).
     *
     * @param queries m points of dimension d
     * @return m symmetric matrices, d x d
     * @throws IllegalArgumentException if the dimension is another or the kernel is none of gaussian, biweight and
     *     triweight: the others have kinks
     */
    public double[][][] hessian(Points queries) {
        return new Derivatives(this).hessians(queries);
    }

    /**
     * Returns the Hessian of log f at every query: H^(-1) C H^(-1) - H^(-1) for a Gaussian kernel, with C the covariance
     * of the data under their shares in f(x). Cost O(m n d^2).
     *
     * @param queries m points of dimension d
     * @return m symmetric matrices, d x d; NaN where f is zero
     * @throws IllegalArgumentException as {@link #hessian}
     */
    public double[][][] logHessian(Points queries) {
        return new Derivatives(this).logHessians(queries);
    }

    /**
     * Returns where a mean-shift step takes every query: the mean of the data, weighted by the slope of the kernel seen
     * from the query (Fukunaga and Hostetler, 1975).
     *
     * <p>For a Gaussian kernel this is x + H score(x), which by Tweedie's formula (Robbins, 1956) is the expected clean
     * point where x is one plus noise of covariance H: a denoiser. A step never lowers the density. Where nothing is
     * within a compact kernel's reach the query stays where it is.
     *
     * @param queries m points of dimension d
     * @return m points
     * @throws IllegalArgumentException if the dimension is another, or the kernel jumps or has a cusp: tophat,
     *     exponential, linear
     */
    public Points meanShift(Points queries) {
        return new Derivatives(this).meanShift(queries);
    }

    /**
     * Returns the distribution function at every query, P(X_1 &lt;= x_1, ..., X_d &lt;= x_d).
     *
     * <p>On the line for every kernel, with full relative accuracy in the lower tail, O(log n) and the points near a
     * query. In more dimensions for the Gaussian: {@link #boxProbability} from minus infinity, O(n d) a query if H is
     * diagonal.
     *
     * @param queries m points of dimension d
     * @return m numbers from 0 to 1
     * @throws IllegalArgumentException as {@link #boxProbability}
     */
    public double[] cdf(Points queries) {
        return Probabilities.cdf(this, queries);
    }

    /**
     * Returns the distribution function at one query.
     *
     * @param query d coordinates
     * @return from 0 to 1
     * @throws IllegalArgumentException as {@link #cdf(Points)}
     */
    public double cdf(double... query) {
        return cdf(Points.ofRowMajor(query, query.length))[0];
    }

    /**
     * Returns P(X &gt; x) for a density on the line, with full relative accuracy in the upper tail.
     *
     * @param x a number
     * @return from 0 to 1
     * @throws IllegalArgumentException if x is NaN or the density is not on the line
     */
    public double survival(double x) {
        return Probabilities.survival(this, x);
    }

    /**
     * Returns the quantile of a density on the line, the x with P(X &lt;= x) = p, to a few units of rounding of x or of p;
     * where the distribution function is flat, an end of the flat part.
     *
     * @param p from 0 to 1; at 0 and 1 an end of the support, infinite for kernels of unbounded support
     * @return x
     * @throws IllegalArgumentException if p is not from 0 to 1 or the density is not on the line
     */
    public double quantile(double p) {
        return Probabilities.quantile(this, p);
    }

    /**
     * Returns the x with P(X &gt; x) = p, for a p so small that 1 - p has no digits of it left.
     *
     * @param p from 0 to 1
     * @return x
     * @throws IllegalArgumentException as {@link #quantile}
     */
    public double upperQuantile(double p) {
        return Probabilities.upperQuantile(this, p);
    }

    /**
     * Returns the probability of the box lower &lt; x &lt;= upper.
     *
     * <p>On the line for every kernel. In more dimensions for the Gaussian: if H is diagonal by products of differences of
     * Phi, O(n d); in the plane by Gauss-Legendre panels, to 1e-13, some 400 evaluations for each point; in three and more
     * by randomly shifted lattices (Genz, 1992), from a fixed seed, to about 1e-5 with its standard error, at a cost of
     * half a million to 128 n evaluations.
     *
     * @param lower d numbers, or negative infinity
     * @param upper d numbers, or positive infinity
     * @return the probability, 0 where an upper end lies below its lower one; the error is 0 unless lattices are used
     * @throws IllegalArgumentException if a length is not d, an end is NaN, or the kernel is not Gaussian in d &gt; 1
     */
    public Estimate boxProbability(double[] lower, double[] upper) {
        return Probabilities.box(this, lower, upper);
    }

    /**
     * Returns the density of some of the coordinates, in the order given, the others integrated out: exactly.
     *
     * <p>A Gaussian stays one, with the rows and columns of H that remain. Leaving two axes out makes an epanechnikov of
     * a top hat, a biweight of an epanechnikov, a triweight of a biweight; every kernel may have its axes reordered.
     * Other marginals are no kernels of this library.
     *
     * @param axes numbers from 0 to d - 1, each at most once
     * @return a density in as many dimensions as there are axes
     * @throws IllegalArgumentException if an axis does not exist or occurs twice, there is none, or the marginal of the
     *     kernel is not one of the above
     */
    public DensityModel marginal(int... axes) {
        return Marginals.of(this, axes);
    }

    /**
     * Returns the logarithm of the integral of f g over R^d, sum_ij v_i w_j phi_(H + G)(x_i - y_j): exact, and O(n m d).
     *
     * @param other g, of m points
     * @return log of the integral of f g
     * @throws IllegalArgumentException if the dimensions differ or a kernel is not Gaussian
     */
    public double logInnerProduct(DensityModel other) {
        return Marginals.logInnerProduct(this, other);
    }

    /**
     * Returns the integral of f times a normal density: exact, and O(n d).
     *
     * @param mean d numbers
     * @param covariance d x d, symmetric and positive definite
     * @return the integral, which is also the density at the mean of the data blurred by that normal law
     * @throws IllegalArgumentException if a shape is another or the kernel is not Gaussian
     * @throws NumericalException if the covariance is not positive definite
     */
    public double integralTimesNormal(double[] mean, double[][] covariance) {
        DensityModel normal = KernelDensity.gaussian()
                .withBandwidth(Bandwidth.matrix(covariance))
                .withBackend(backend)
                .fit(Points.ofRowMajor(mean, mean.length));
        return Math.exp(logInnerProduct(normal));
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
        return diagnoser().at(queries);
    }

    /**
     * Returns {@link #leaveOneOutLogDensity} at every data point with what it rests on, the point itself left out by
     * index, also of its neighbours.
     *
     * <p>Cost O(n^2 d), about three times that of the log-densities alone.
     *
     * @return diagnostics of the n points
     * @throws NumericalException if fewer than two points have positive weight
     */
    public QueryDiagnostics leaveOneOutDiagnostics() {
        return diagnoser().leaveOneOut(IntStream.range(0, points.size()).toArray());
    }

    /**
     * Returns the model's regime in numbers and in plain words: where h stands beside the bandwidth h_G below which a few
     * points make up an estimate, on how many points a typical one rests, and which bandwidth would fit best.
     *
     * <p>Works for any number of points: of many, 2000 are queries, and 500 in the search for the best bandwidth. Cost
     * O(min(n, 2000) n d), some ten to forty times that of as many log-densities.
     *
     * @return the diagnosis; its {@link Diagnosis#toString} is the report
     */
    public Diagnosis diagnosis() {
        return diagnoser().diagnosis();
    }

    private Diagnoser diagnoser() {
        return new Diagnoser(this, logWeights, logFactor);
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
     * Returns the Gram matrix of queries and data that the estimate is a sum over: kernel values with their bandwidth,
     * without normaliser and weights. It reports to the progress of the model.
     *
     * <p>log f(x_i) is its {@code logRowSums(logWeights())} plus the kernel's log-normaliser; estimators that weigh or
     * scale the points anew start from here.
     *
     * @param queries m points of dimension d; {@link #points} themselves for pairs of data
     * @return an m x n Gram matrix, to be closed
     * @throws IllegalArgumentException if the dimension is another
     */
    public Gram gram(Points queries) {
        return gram(queries, points);
    }

    /**
     * Returns independent draws whose mean and covariance are those of the data: draws from the density, which spread more
     * by that of the kernel, drawn together about the mean (Efron's smoothed bootstrap with Silverman and Young's
     * shrinkage, 1987): A (x - mean) + mean with A (S + K) A' = S, K the covariance of the kernel. For H = h^2 S and a
     * Gaussian, A = (1 + h^2)^(-1/2).
     *
     * @param count how many, at least 1
     * @param random the source of randomness
     * @return {@code count} points of dimension d
     * @throws IllegalArgumentException as {@link #sample}
     */
    public Points sampleShrunk(int count, RandomGenerator random) {
        return Shrinkage.of(this).apply(sample(count, random));
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

    /** The Gram matrix of another function, of queries and data. */
    Gram gram(PairFunction function, Points queries) {
        return gram(queries, points).withFunction(function);
    }

    Progress progress() {
        return progress;
    }

    Gram gram(Points queries, Points data) {
        checkQueries(queries);
        return backend.gram(kernel, queries, data).withProgress(progress);
    }

    void checkQueries(Points queries) {
        if (queries.dimension() != points.dimension()) {
            throw new IllegalArgumentException("queries: have dimension " + queries.dimension()
                    + ", but the density was fitted in dimension " + points.dimension());
        }
    }

    private double[] logSums(Gram gram) {
        return logWeights == null ? gram.logRowSums() : gram.logRowSums(logWeights);
    }

    /** log sum_{j != i} w_j for every i, from the sums before and after i: no difference of nearly equal numbers. */
    static double[] logSumsOfOthers(double[] logWeights) {
        int n = logWeights.length;
        double[] others = new double[n];
        double before = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            others[i] = before;
            before = Logs.add(before, logWeights[i]);
        }
        double after = Double.NEGATIVE_INFINITY;
        for (int i = n - 1; i >= 0; i--) {
            others[i] = Logs.add(others[i], after);
            after = Logs.add(after, logWeights[i]);
        }
        return others;
    }

    private static double[] shifted(double[] numbers, double by) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] += by;
        }
        return numbers;
    }

    LineDistribution line() {
        LineDistribution known = line;
        if (known == null) {
            known = Probabilities.line(this);
            line = known;
        }
        return known;
    }
}
