package io.gramian.kde.estimator;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.PairFunction;
import io.gramian.core.kernel.Profile;
import io.gramian.kde.Density;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.internal.Logs;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A density with gamma and beta kernels, from {@link AsymmetricDensity}.
 *
 * <p>The logarithm of a kernel is x/b log x_i (and (1 - x)/b log(1 - x_i) for the beta) plus terms of x alone and of x_i
 * alone: an inner product under an exponential, so an evaluation is an exact sum in the log domain of cost O(n d) a
 * query. Its terms are of the size of x/b, so a log-density is good to about 1e-15 times the largest of these in double
 * precision, and to 1e-6 times that in single.
 */
public final class AsymmetricModel implements Density {
    private static final double LOG_OF_ZERO = -1e15;

    private final DensityModel carrier; // of the features: weights, backend and progress
    private final Points points;
    private final AsymmetricAxis[] axes;
    private final double factor; // the smoothing of an axis in its own unit
    private final double mass;
    private final double[] logTerms; // log w_i and what depends on x_i alone
    private final List<String> warnings;

    private AsymmetricModel(
            DensityModel carrier,
            Points points,
            AsymmetricAxis[] axes,
            double factor,
            double mass,
            List<String> warnings) {
        this.carrier = carrier;
        this.points = points;
        this.axes = axes;
        this.factor = factor;
        this.mass = mass;
        this.warnings = warnings;
        this.logTerms = carrier.logWeights();
        for (int i = 0; i < logTerms.length; i++) {
            for (int k = 0; k < axes.length; k++) {
                logTerms[i] += axes[k].ofData(points.value(i, k), factor);
            }
        }
    }

    static AsymmetricModel of(KernelDensity density, Points x, Support[] supports, double[] smoothing) {
        double[] weights = density.fit(x).weights();
        AsymmetricAxis[] axes = new AsymmetricAxis[supports.length];
        for (int k = 0; k < axes.length; k++) {
            double[] column = x.column(k);
            double unit = smoothing != null ? smoothing[k] : unit(supports[k], column, weights, k);
            axes[k] = AsymmetricAxis.of(supports[k], unit, column);
        }
        DensityModel carrier = density.fit(features(axes, x, true));
        AsymmetricModel model = new AsymmetricModel(carrier, x, axes, 1, 1, List.of());
        return smoothing != null ? model : model.crossValidated();
    }

    /** The mean distance from the end of a half-line, 1 on an interval. */
    private static double unit(Support support, double[] column, double[] weights, int k) {
        if (support.length() < Double.POSITIVE_INFINITY) {
            return 1;
        }
        double mean = 0;
        for (int i = 0; i < column.length; i++) {
            boolean isLower = support.lower() > Double.NEGATIVE_INFINITY;
            mean += weights[i] * (isLower ? column[i] - support.lower() : support.upper() - column[i]);
        }
        if (!(mean > 0)) {
            throw new NumericalException("smoothing: all points lie at the end of axis " + k
                    + ", which does not determine a scale; use withSmoothing");
        }
        return mean;
    }

    private AsymmetricModel crossValidated() {
        if (Arrays.stream(carrier.weights()).filter(w -> w > 0).count() < 2) {
            throw new NumericalException("smoothing: needs at least two points of positive weight; use withSmoothing");
        }
        double[] weights = carrier.weights();
        LogSearch.Maximum maximum = LogSearch.of(1e-5, 1, candidate -> {
            double[] logs = new AsymmetricModel(carrier, points, axes, candidate, 1, warnings).leaveOneOutLogDensity();
            double mean = 0;
            for (int i = 0; i < logs.length; i++) {
                mean += weights[i] == 0 ? 0 : weights[i] * logs[i];
            }
            return mean;
        });
        List<String> found = maximum.isAtEnd()
                ? List.of(
                        "The likelihood has no maximum for a smoothing of 1e-5 to 1 units, of which the better end was"
                                + " taken.")
                : List.of();
        return new AsymmetricModel(carrier, points, axes, maximum.at(), 1, found);
    }

    AsymmetricModel normalised() {
        double[] range = axes[0].range(factor, points.column(0));
        double[] nodes = PanelIntegral.nodes(0, range[0], (int) range[1]);
        double[] x = Arrays.stream(nodes).map(axes[0]::atArc).toArray();
        double[] values = density(Points.ofColumn(x));
        for (int at = 0; at < values.length; at++) {
            values[at] *= axes[0].slopeAtArc(nodes[at]);
        }
        double integral = PanelIntegral.integral(0, range[0], (int) range[1], values);
        return new AsymmetricModel(carrier, points, axes, factor, integral, warnings);
    }

    private static Points features(AsymmetricAxis[] axes, Points x, boolean ofData) {
        int width = Arrays.stream(axes).mapToInt(AsymmetricAxis::width).sum();
        double[] features = new double[x.size() * width];
        int at = 0;
        for (int i = 0; i < x.size(); i++) {
            for (int k = 0; k < axes.length; k++) {
                axes[k].write(x.value(i, k), ofData, features, at, LOG_OF_ZERO);
                at += axes[k].width();
            }
        }
        return Points.ofRowMajor(features, width);
    }

    @Override
    public int dimension() {
        return axes.length;
    }

    /**
     * Returns the log-density at every query.
     *
     * @param queries m points of dimension d
     * @return m numbers; negative infinity outside the support
     * @throws IllegalArgumentException if the dimension is another
     */
    @Override
    public double[] logDensity(Points queries) {
        Axes.check(queries, dimension());
        double[] result = new double[queries.size()];
        Arrays.fill(result, Double.NEGATIVE_INFINITY);
        int[] inside = IntStream.range(0, result.length)
                .filter(i -> IntStream.range(0, axes.length)
                        .allMatch(k -> axes[k].support().contains(queries.value(i, k))))
                .toArray();
        if (inside.length > 0) {
            double[] logs = logSums(queries.select(inside), false);
            for (int r = 0; r < inside.length; r++) {
                result[inside[r]] = logs[r] - Math.log(mass);
            }
        }
        return result;
    }

    /**
     * Returns the leave-one-out log-density at every data point, log f_{-i}(x_i): the others with their weights made to sum
     * to one again.
     *
     * @return n numbers
     * @throws NumericalException if fewer than two points have positive weight
     */
    public double[] leaveOneOutLogDensity() {
        double[] logWeights = carrier.logWeights();
        double[] logs = logSums(points, true);
        for (int i = 0; i < logs.length; i++) {
            logs[i] -= Logs.ofOthers(logWeights, i) + Math.log(mass);
        }
        return logs;
    }

    /** The form is minus the inner product in the exponent, which the profile takes the negative of. */
    private double[] logSums(Points queries, boolean excludingSelf) {
        PairFunction kernel = () -> new Expression.Leaf(Form.DOT, new Profile.Exponential(1 / factor));
        try (Gram gram = carrier.gram(features(axes, queries, false))) {
            Gram sums = gram.withFunction(kernel);
            double[] logs = (excludingSelf ? sums.excludingSelf() : sums).logRowSums(logTerms);
            for (int i = 0; i < logs.length; i++) {
                for (int k = 0; k < axes.length; k++) {
                    logs[i] += axes[k].ofQuery(queries.value(i, k), factor);
                }
            }
            return logs;
        }
    }

    /**
     * Returns the smoothing of every axis.
     *
     * @return d numbers b: in units of the data on half-lines, without unit on intervals
     */
    public double[] smoothing() {
        return Arrays.stream(axes).mapToDouble(axis -> axis.unit() * factor).toArray();
    }

    /**
     * Returns what the density was divided by: its integral over the support before, if it was normalised.
     *
     * @return a number near one; 1 if not normalised
     */
    public double mass() {
        return mass;
    }

    /**
     * Returns the normalised weights.
     *
     * @return n numbers that sum to one, a new array
     */
    public double[] weights() {
        return carrier.weights();
    }

    /**
     * Returns the data.
     *
     * @return n points
     */
    public Points points() {
        return points;
    }

    /**
     * Returns what a reader of the result should know about how the smoothing was chosen.
     *
     * @return a sentence each
     */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns supports, smoothing and size. */
    @Override
    public String toString() {
        return "AsymmetricModel["
                + Arrays.stream(axes).map(axis -> axis.support().toString()).toList() + ", smoothing "
                + Arrays.toString(smoothing()) + ", " + carrier.size() + " x " + dimension()
                + (carrier.isWeighted() ? ", weighted, " : ", ") + carrier.backend() + "]";
    }
}
