package io.gramian.kde.inference;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Gram;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.internal.inference.Bandwidths;
import io.gramian.kde.internal.inference.Checks;
import io.gramian.kde.internal.inference.LocalPolynomial;
import io.gramian.kde.internal.inference.RegressionSearch;
import io.gramian.kde.internal.inference.Whitening;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The configuration of a regression by kernel weights w_i(x) = w_i K(H^(-1/2) (x - x_i)).
 *
 * <p>The local constant (E. A. Nadaraya, 1964; G. S. Watson, 1964) minimises sum_i w_i(x) (y_i - a)^2, the local linear
 * (C. J. Stone, 1977; J. Fan, 1992) sum_i w_i(x) (y_i - a - b' (x_i - x))^2, which reproduces linear functions exactly,
 * has no bias from the slope of the design, and gives the gradient b. Several responses share the weights.
 *
 * <p>Weights are shares in the log domain: however far a query, there is no 0/0, and with a Gaussian or exponential
 * kernel the nearest points decide. A compact kernel that reaches no point gives NaN, or, after {@link
 * #withNearestWhereUnreached}, the response of the nearest point. Where the points that bear on a query do not
 * determine a slope (a single point, or points in a plane), the local linear fit is the local constant, and the
 * prediction says so.
 *
 * <p>Immutable. Defaults: Gaussian kernel, Scott's bandwidth, equal weights, {@link Backends#auto()}.
 *
 * <pre>{@code
 * RegressionModel model = KernelRegression.localLinear().withCrossValidation().fit(x, y);
 * double[] fitted = model.predict(queries).values(0);
 * }</pre>
 */
public final class KernelRegression {
    /** What cross-validation may change. */
    private enum Search {
        NONE,
        SCALE,
        AXES
    }

    private final boolean isLinear;
    private final DensityKernel kernel;
    private final Bandwidth bandwidth;
    private final double[] weights; // null for equal weights
    private final Search search;
    private final boolean takesNearest;
    private final Backend backend; // null until fit asks for Backends.auto()
    private final Progress progress;

    private KernelRegression(
            boolean isLinear,
            DensityKernel kernel,
            Bandwidth bandwidth,
            double[] weights,
            Search search,
            boolean takesNearest,
            Backend backend,
            Progress progress) {
        this.isLinear = isLinear;
        this.kernel = Objects.requireNonNull(kernel, "kernel");
        this.bandwidth = Objects.requireNonNull(bandwidth, "bandwidth");
        this.weights = weights;
        this.search = search;
        this.takesNearest = takesNearest;
        this.backend = backend;
        this.progress = Objects.requireNonNull(progress, "progress");
    }

    private static KernelRegression of(boolean isLinear) {
        return new KernelRegression(
                isLinear, DensityKernel.gaussian(), Bandwidth.scott(), null, Search.NONE, false, null, Progress.NONE);
    }

    /**
     * Returns the local constant regression of Nadaraya and Watson.
     *
     * @return a configuration
     */
    public static KernelRegression nadarayaWatson() {
        return of(false);
    }

    /**
     * Returns the local linear regression.
     *
     * @return a configuration
     */
    public static KernelRegression localLinear() {
        return of(true);
    }

    /**
     * Returns this configuration with another kernel.
     *
     * @param newKernel the shape
     * @return a configuration
     */
    public KernelRegression withKernel(DensityKernel newKernel) {
        return new KernelRegression(isLinear, newKernel, bandwidth, weights, search, takesNearest, backend, progress);
    }

    /**
     * Returns this configuration with another bandwidth rule. The rules are made for densities; {@link
     * #withCrossValidation} scales what they choose for the regression.
     *
     * @param rule chooses H from the points, not from the responses
     * @return a configuration
     */
    public KernelRegression withBandwidth(Bandwidth rule) {
        return new KernelRegression(isLinear, kernel, rule, weights, search, takesNearest, backend, progress);
    }

    /**
     * Returns this configuration with H = h^2 I.
     *
     * @param h positive, in the units of the data
     * @return a configuration
     * @throws IllegalArgumentException if h is not positive and finite
     */
    public KernelRegression withBandwidth(double h) {
        return withBandwidth(Bandwidth.of(h));
    }

    /**
     * Returns this configuration with weighted observations, an observation of weight 2 counting as two.
     *
     * @param newWeights n numbers, not negative, not all zero; copied
     * @return a configuration
     * @throws IllegalArgumentException if one is negative or not finite, or all are zero
     */
    public KernelRegression withWeights(double... newWeights) {
        KernelDensity.gaussian().withWeights(newWeights); // the same check
        return new KernelRegression(
                isLinear, kernel, bandwidth, newWeights.clone(), search, takesNearest, backend, progress);
    }

    /**
     * Returns this configuration, multiplying what the bandwidth rule chooses by the square of the factor from 0.05
     * to 20 that minimises the leave-one-out error sum_i w_i (y_i - m_{-i}(x_i))^2, each response divided by its
     * variance. Cost: some 40 leave-one-out predictions of all points.
     *
     * @return a configuration
     */
    public KernelRegression withCrossValidation() {
        return new KernelRegression(
                isLinear, kernel, bandwidth, weights, Search.SCALE, takesNearest, backend, progress);
    }

    /**
     * Returns this configuration with cross-validation of a bandwidth for each axis: from the roots of the diagonal
     * of what the rule chooses, one axis after the other is multiplied by the factor from 0.05 to 20 that minimises
     * the leave-one-out error, until nothing is gained. An axis on which the responses do not depend ends at 20 (P.
     * Hall, Q. Li, J. S. Racine, 2007), with a warning. The minimum found may be a local one. Cost: some 40
     * leave-one-out predictions of all points for each axis and sweep, of which there are 2 to 10.
     *
     * @return a configuration
     */
    public KernelRegression withCrossValidationOfAxes() {
        return new KernelRegression(isLinear, kernel, bandwidth, weights, Search.AXES, takesNearest, backend, progress);
    }

    /**
     * Returns this configuration, predicting the response of the nearest point where a compact kernel reaches none.
     *
     * @return a configuration
     */
    public KernelRegression withNearestWhereUnreached() {
        return new KernelRegression(isLinear, kernel, bandwidth, weights, search, true, backend, progress);
    }

    /**
     * Returns this configuration on another backend.
     *
     * @param newBackend where the model computes
     * @return a configuration
     */
    public KernelRegression withBackend(Backend newBackend) {
        Objects.requireNonNull(newBackend, "backend");
        return new KernelRegression(isLinear, kernel, bandwidth, weights, search, takesNearest, newBackend, progress);
    }

    /**
     * Returns this configuration, whose model reports the progress of long evaluations.
     *
     * @param newProgress hears how far the work has come
     * @return a configuration
     */
    public KernelRegression withProgress(Progress newProgress) {
        return new KernelRegression(isLinear, kernel, bandwidth, weights, search, takesNearest, backend, newProgress);
    }

    /**
     * Returns the regression of one response.
     *
     * @param x n points of dimension d
     * @param y n finite numbers; copied
     * @return a model
     * @throws IllegalArgumentException if there are not n numbers or weights, or one is not finite
     * @throws NumericalException if the data do not determine a bandwidth
     */
    public RegressionModel fit(Points x, double... y) {
        return fitColumns(x, new double[][] {y.clone()});
    }

    /**
     * Returns the regression of several responses.
     *
     * @param x n points of dimension d
     * @param y n arrays of r finite numbers, row i the responses at point i; copied
     * @return a model
     * @throws IllegalArgumentException if there are not n rows or weights, the rows differ in length or have none, or a
     *     number is not finite
     * @throws NumericalException if the data do not determine a bandwidth
     */
    public RegressionModel fit(Points x, double[][] y) {
        Checks.length("responses", y.length, x.size());
        Points checked = Points.of(y);
        double[][] columns = new double[checked.dimension()][];
        for (int o = 0; o < columns.length; o++) {
            columns[o] = checked.column(o);
        }
        return fitColumns(x, columns);
    }

    private RegressionModel fitColumns(Points x, double[][] y) {
        for (double[] column : y) {
            Checks.length("responses", column.length, x.size());
            Checks.finite("responses", column);
        }
        Backend chosen = backend == null ? Backends.auto() : backend;
        KernelDensity density =
                KernelDensity.of(kernel).withBandwidth(bandwidth).withBackend(chosen);
        DensityModel model = (weights == null ? density : density.withWeights(weights))
                .withProgress(progress)
                .fit(x);
        double[] normalised = model.weights();
        LocalPolynomial fits = new LocalPolynomial(isLinear, y, normalised);
        BandwidthMatrix h = model.bandwidth();
        List<String> warnings = new ArrayList<>(model.selection().warnings());
        if (search != Search.NONE) {
            h = crossValidated(x, y, normalised, h, fits, chosen, warnings);
        }
        return new RegressionModel(
                x, y, normalised, fits, isLinear, kernel, h, takesNearest, warnings, chosen, progress);
    }

    private BandwidthMatrix crossValidated(
            Points x,
            double[][] y,
            double[] normalised,
            BandwidthMatrix h,
            LocalPolynomial fits,
            Backend chosen,
            List<String> warnings) {
        Checks.atLeast("cross-validation: number of points", 2, x.size());
        int d = x.dimension();
        BandwidthMatrix base = search == Search.AXES ? Bandwidths.axes(h, d) : h;
        try (Gram gram = chosen.gram(kernel, new Whitening(base, x).apply(x)).withProgress(progress)) {
            RegressionSearch errors = new RegressionSearch(gram.excludingSelf(), kernel, fits, y, normalised, warnings);
            return search == Search.AXES
                    ? Bandwidths.scaled(base, errors.axes(d))
                    : Bandwidths.scaled(base, errors.scale(), d);
        }
    }

    /** Returns the kind of fit, the kernel and the bandwidth rule. */
    @Override
    public String toString() {
        return "KernelRegression[" + (isLinear ? "local linear" : "local constant") + ", " + kernel + ", bandwidth "
                + bandwidth + (search == Search.NONE ? "" : ", cross-validated")
                + (weights == null ? "]" : ", weighted]");
    }
}
