package io.gramian.kde.internal.inference;

import io.gramian.core.NumericalException;
import io.gramian.core.backend.Gram;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.DensityKernel;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;

/** The bandwidth of a regression that minimises its leave-one-out error, as factors of a given one. */
public final class RegressionSearch {
    private static final double LEAST_SCALE = 0.05;
    private static final double LARGEST_SCALE = 20;
    private static final int GRID = 25;
    private static final int MOST_SWEEPS = 10;
    private static final double PROGRESS = 1e-4; // a relative gain below this ends the sweeps

    private final Gram others;
    private final DensityKernel kernel;
    private final LocalPolynomial fits;
    private final double[][] responses;
    private final double[] weights;
    private final List<String> warnings;

    /** Takes the Gram matrix of the points in the coordinates of the given bandwidth, excluding self. */
    public RegressionSearch(
            Gram others,
            DensityKernel kernel,
            LocalPolynomial fits,
            double[][] responses,
            double[] weights,
            List<String> warnings) {
        this.others = others;
        this.kernel = kernel;
        this.fits = fits;
        this.responses = responses;
        this.weights = weights;
        this.warnings = warnings;
    }

    /** Returns the best factor of the given bandwidth. */
    public double scale() {
        ScaleSearch.Minimum minimum = minimise(BandwidthMatrix::scalar);
        warnAtBoundary(minimum, "the bandwidth");
        return minimum.scale();
    }

    /** Returns the best factor for each axis, by one axis after the other until nothing is gained. */
    public double[] axes(int d) {
        double[] scales = new double[d];
        Arrays.fill(scales, minimise(BandwidthMatrix::scalar).scale());
        ScaleSearch.Minimum[] last = new ScaleSearch.Minimum[d];
        double before = Double.POSITIVE_INFINITY;
        for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
            for (int k = 0; k < d; k++) {
                int axis = k;
                last[k] = minimise(s -> {
                    double[] changed = scales.clone();
                    changed[axis] = s;
                    return BandwidthMatrix.diagonal(changed);
                });
                scales[k] = last[k].scale();
            }
            if (!(last[d - 1].value() < before * (1 - PROGRESS))) {
                break;
            }
            before = last[d - 1].value();
        }
        for (int k = 0; k < d; k++) {
            warnAtBoundary(last[k], "axis " + k);
        }
        return scales;
    }

    private ScaleSearch.Minimum minimise(DoubleFunction<BandwidthMatrix> bandwidth) {
        ScaleSearch.Minimum minimum = ScaleSearch.minimise(
                s -> error(fits.fit(others.withFunction(kernel.withBandwidth(bandwidth.apply(s)))).values),
                LEAST_SCALE,
                LARGEST_SCALE,
                GRID);
        if (minimum.value() == Double.POSITIVE_INFINITY) {
            throw new NumericalException(
                    "cross-validation: the " + kernel + " kernel reaches some points from no other "
                            + "at every bandwidth tried; use a gaussian kernel or a larger bandwidth");
        }
        return minimum;
    }

    private void warnAtBoundary(ScaleSearch.Minimum minimum, String what) {
        if (minimum.atBoundary()) {
            warnings.add("cross-validation: the best factor of " + what + " is " + minimum.scale()
                    + ", an end of the range from " + LEAST_SCALE + " to " + LARGEST_SCALE);
        }
    }

    /** The weighted mean squared error, each response over its variance; infinite where a prediction is missing. */
    private double error(double[][] predicted) {
        double total = 0;
        for (int o = 0; o < responses.length; o++) {
            double mean = 0;
            double variance = 0;
            double error = 0;
            for (int i = 0; i < weights.length; i++) {
                mean += weights[i] * responses[o][i];
            }
            for (int i = 0; i < weights.length; i++) {
                double residual = weights[i] == 0 ? 0 : responses[o][i] - predicted[o][i];
                error += weights[i] * residual * residual;
                variance += weights[i] * (responses[o][i] - mean) * (responses[o][i] - mean);
            }
            total += variance > 0 ? error / variance : 0 * error; // NaN stays
        }
        return Double.isNaN(total) ? Double.POSITIVE_INFINITY : total;
    }
}
