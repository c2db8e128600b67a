package io.gramian.kde.inference;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.backend.RowMoments;
import io.gramian.core.backend.RowStatistics;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.internal.inference.Checks;
import io.gramian.kde.internal.inference.LocalPolynomial;
import io.gramian.kde.internal.inference.SquaredKernel;
import io.gramian.kde.internal.inference.Whitening;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A fitted {@link KernelRegression}. Immutable and thread-safe.
 *
 * <p>A prediction from points some u bandwidths away has an error of about 1e-16 u^2 of the spread of the responses
 * there. Responses are numbered from 0 to r - 1.
 */
public final class RegressionModel {
    private final Points x;
    private final double[][] y; // [response][point]
    private final double[] weights;
    private final LocalPolynomial fits;
    private final boolean isLinear;
    private final DensityKernel kernel;
    private final BandwidthMatrix bandwidth;
    private final boolean takesNearest;
    private final List<String> warnings;
    private final Backend backend;
    private final Progress progress;
    private final Whitening whitening;
    private final Points design; // x in coordinates in which the bandwidth is one
    private volatile double[][] squaredResiduals; // of leave-one-out, once asked for

    RegressionModel(
            Points x,
            double[][] y,
            double[] weights,
            LocalPolynomial fits,
            boolean isLinear,
            DensityKernel kernel,
            BandwidthMatrix bandwidth,
            boolean takesNearest,
            List<String> warnings,
            Backend backend,
            Progress progress) {
        this.x = x;
        this.y = y;
        this.weights = weights;
        this.fits = fits;
        this.isLinear = isLinear;
        this.kernel = kernel;
        this.bandwidth = bandwidth;
        this.takesNearest = takesNearest;
        this.warnings = List.copyOf(warnings);
        this.backend = backend;
        this.progress = progress;
        this.whitening = new Whitening(bandwidth, x);
        this.design = whitening.apply(x);
    }

    /**
     * Returns the predictions at the queries. Cost O(n m d) for a local constant, two passes and one or two for each
     * response; O(n m d^2) for a local linear fit.
     *
     * @param queries m points of dimension d
     * @return values, and gradients of a local linear fit
     * @throws IllegalArgumentException if the dimension is another
     */
    public Predictions predict(Points queries) {
        try (Gram gram = gram(queries)) {
            return predictions(gram, false);
        }
    }

    /**
     * Returns the prediction of the first response at one query.
     *
     * @param query d coordinates
     * @return a number; NaN where a compact kernel reaches no point
     * @throws IllegalArgumentException if the dimension is another or a coordinate is not finite
     */
    public double predict(double... query) {
        return predict(Points.ofRowMajor(query, query.length)).value(0);
    }

    /**
     * Returns the predictions at the data points, each from all others, as if the regression were fitted without it
     * with the bandwidth as it is. Cost O(n^2 d), or O(n^2 d^2) for a local linear fit.
     *
     * @return values, and gradients of a local linear fit
     */
    public Predictions leaveOneOut() {
        try (Gram gram = backend.gram(kernel, design).withProgress(progress)) {
            return predictions(gram.excludingSelf(), true);
        }
    }

    /**
     * Returns the mean squared leave-one-out error, sum_i w_i (y_i - m_{-i}(x_i))^2.
     *
     * @param response 0 to r - 1
     * @return the error; NaN if a point of positive weight is reached from no other
     */
    public double leaveOneOutError(int response) {
        double[] squares = squaredResiduals()[response];
        double sum = 0;
        for (int i = 0; i < squares.length; i++) {
            sum += weights[i] == 0 ? 0 : weights[i] * squares[i];
        }
        return sum;
    }

    /**
     * Returns on how many points the prediction at each query rests, and its standard errors.
     *
     * <p>A prediction is sum_i l_i(x) y_i. The effective sample size is 1 / sum_i l_i^2, and the standard error
     * (sum_i l_i^2)^(1/2) times the deviation of the responses, the root of the kernel-weighted mean of squared
     * leave-one-out residuals (after J. Fan, Q. Yao, 1998; slightly too large, for these residuals contain the error
     * of the fit). Bias is not covered. Cost as two predictions, once a leave-one-out prediction of all points.
     *
     * @param queries m points of dimension d
     * @return sizes and standard errors
     * @throws IllegalArgumentException if the dimension is another
     */
    public RegressionErrors errors(Points queries) {
        try (Gram gram = gram(queries)) {
            double[] sumOfSquares = sumsOfSquaredWeights(gram);
            double[][] deviations = new double[y.length][];
            for (int o = 0; o < y.length; o++) {
                deviations[o] = deviations(gram, squaredResiduals()[o]);
            }
            return new RegressionErrors(sumOfSquares, deviations);
        }
    }

    /** sum_i l_i^2 at every row; with p the shares, u the differences, v = C^(-1) M_1: l = p (1 - (u - M_1)' v). */
    private double[] sumsOfSquaredWeights(Gram gram) {
        double[] logWeights = Arrays.stream(weights).map(Math::log).toArray();
        double[] sums = new double[gram.rows()];
        if (!isLinear) {
            RowStatistics shares = gram.rowStatistics(logWeights);
            Arrays.setAll(sums, shares::sumOfSquaredShares);
            return sums;
        }
        LocalPolynomial.Fits fitted = new LocalPolynomial(true, new double[0][], weights).fit(gram);
        RowMoments squares = gram.withFunction(new SquaredKernel(kernel))
                .logMoments(Arrays.stream(logWeights).map(log -> 2 * log).toArray(), 2);
        for (int i = 0; i < sums.length; i++) {
            double mass = Math.exp(squares.sum(i) - 2 * fitted.logMass[i]);
            double[] v = fitted.leverage[i];
            sums[i] = mass * (v == null ? 1 : quadratic(fitted.design.first(i), v, squares, i));
        }
        return sums;
    }

    /** The mean of (1 + (M_1 - u)' v)^2 over squared shares. */
    private static double quadratic(double[] mean, double[] v, RowMoments squares, int i) {
        double constant = 1;
        double linear = 0;
        double quadratic = 0;
        double[] first = squares.first(i);
        for (int k = 0; k < v.length; k++) {
            constant += mean[k] * v[k];
            linear += first[k] * v[k];
            for (int l = 0; l < v.length; l++) {
                quadratic += v[k] * v[l] * squares.second(i).get(k, l);
            }
        }
        return constant * constant - 2 * constant * linear + quadratic;
    }

    private double[] deviations(Gram gram, double[] squares) {
        double[] known = new double[squares.length]; // without points that no other reaches
        double[] residual = new double[squares.length];
        for (int i = 0; i < squares.length; i++) {
            known[i] = Double.isNaN(squares[i]) ? Double.NEGATIVE_INFINITY : Math.log(weights[i]);
            residual[i] = Double.isNaN(squares[i]) ? known[i] : known[i] + Math.log(squares[i]);
        }
        double[] mass = gram.logRowSums(known);
        double[] total = gram.logRowSums(residual);
        double[] deviations = new double[mass.length];
        Arrays.setAll(deviations, i -> Math.exp((total[i] - mass[i]) / 2));
        return deviations;
    }

    private double[][] squaredResiduals() {
        double[][] known = squaredResiduals;
        if (known == null) {
            Predictions predictions = leaveOneOut();
            known = new double[y.length][x.size()];
            for (int o = 0; o < y.length; o++) {
                for (int i = 0; i < known[o].length; i++) {
                    double residual = y[o][i] - predictions.value(i, o);
                    known[o][i] = residual * residual;
                }
            }
            squaredResiduals = known;
        }
        return known;
    }

    private Gram gram(Points queries) {
        Checks.dimension("queries", queries, x.dimension());
        return backend.gram(kernel, whitening.apply(queries), design).withProgress(progress);
    }

    private Predictions predictions(Gram gram, boolean excludesSelf) {
        LocalPolynomial.Fits fitted = fits.fit(gram);
        int[] unreached = IntStream.range(0, gram.rows())
                .filter(i -> fitted.logMass[i] == Double.NEGATIVE_INFINITY)
                .toArray();
        if (takesNearest && unreached.length > 0) {
            takeNearest(gram, unreached, excludesSelf, fitted);
        }
        for (int o = 0; isLinear && o < y.length; o++) {
            for (int i = 0; i < gram.rows(); i++) {
                fitted.slopes[o][i] = whitening.gradient(fitted.slopes[o][i]);
            }
        }
        return new Predictions(fitted.values, fitted.slopes, fitted.isConstant, fitted.logMass);
    }

    private void takeNearest(Gram gram, int[] rows, boolean excludesSelf, LocalPolynomial.Fits fitted) {
        int[] positive =
                IntStream.range(0, weights.length).filter(i -> weights[i] > 0).toArray();
        if (excludesSelf && positive.length == 1) {
            return; // the point has no other
        }
        Neighbours nearest = gram.select(rows, positive).nearest(1);
        for (int r = 0; r < rows.length; r++) {
            for (int o = 0; o < y.length; o++) {
                fitted.values[o][rows[r]] = y[o][positive[nearest.index(r, 0)]];
            }
        }
    }

    /**
     * Returns the data.
     *
     * @return n points of dimension d
     */
    public Points points() {
        return x;
    }

    /**
     * Returns the number of responses.
     *
     * @return r
     */
    public int responses() {
        return y.length;
    }

    /**
     * Returns the bandwidth in use, after cross-validation if there was one.
     *
     * @return H
     */
    public BandwidthMatrix bandwidth() {
        return bandwidth;
    }

    /**
     * Returns what a reader should know of the bandwidth.
     *
     * @return a sentence each
     */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns the kind of fit, kernel, size and bandwidth. */
    @Override
    public String toString() {
        return "RegressionModel[" + (isLinear ? "local linear" : "local constant") + ", " + kernel + ", " + x.size()
                + " x " + x.dimension() + ", bandwidth " + bandwidth + "]";
    }
}
