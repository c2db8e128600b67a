package io.gramian.kde;

import io.gramian.core.Points;
import io.gramian.kde.internal.distribution.LineDistribution;
import io.gramian.kde.internal.distribution.LineKernel;
import io.gramian.kde.internal.distribution.NormalBoxes;
import java.util.Arrays;

/** Distribution function, quantiles and boxes of a density. */
final class Probabilities {
    private Probabilities() {}

    static double[] cdf(DensityModel model, Points queries) {
        model.checkQueries(queries);
        if (model.dimension() == 1) {
            LineDistribution line = model.line();
            return Arrays.stream(queries.column(0)).map(line::cumulative).toArray();
        }
        double[] lower = new double[model.dimension()];
        Arrays.fill(lower, Double.NEGATIVE_INFINITY);
        double[] result = new double[queries.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = box(model, lower, queries.row(i)).value();
            model.progress().update("distribution function", i + 1, result.length);
        }
        return result;
    }

    static double survival(DensityModel model, double x) {
        if (Double.isNaN(x)) {
            throw new IllegalArgumentException("survival: x is NaN");
        }
        return onLine(model, "survival").survival(x);
    }

    static double quantile(DensityModel model, double p) {
        return onLine(model, "quantile").quantile(checkProbability("quantile", p));
    }

    static double upperQuantile(DensityModel model, double p) {
        return onLine(model, "upperQuantile").upperQuantile(checkProbability("upperQuantile", p));
    }

    static Estimate box(DensityModel model, double[] lower, double[] upper) {
        int d = model.dimension();
        checkEnds("lower", lower, d);
        checkEnds("upper", upper, d);
        for (int k = 0; k < d; k++) {
            if (!(lower[k] < upper[k])) {
                return new Estimate(0, 0);
            }
        }
        if (d == 1) {
            return new Estimate(model.line().interval(lower[0], upper[0]), 0);
        }
        Marginals.checkGaussian(model, "box probability in " + d + " dimensions");
        NormalBoxes boxes = new NormalBoxes(
                model.points(), model.weights(), model.bandwidth().factor(d));
        if (model.bandwidth().isDiagonal()) {
            return new Estimate(boxes.ofProducts(lower, upper), 0);
        }
        return d == 2 ? new Estimate(boxes.inThePlane(lower, upper), 0) : boxes.byLattices(lower, upper);
    }

    static LineDistribution line(DensityModel model) {
        double h = model.bandwidth().factor(1)[0][0];
        DensityKernel unit = model.kernel().withBandwidth(BandwidthMatrix.scalar(1));
        LineKernel kernel = LineKernel.of(unit.profile(), Math.exp(unit.logNormaliser(1)), unit.toString());
        return new LineDistribution(model.points().column(0), model.weights(), h, kernel);
    }

    private static LineDistribution onLine(DensityModel model, String what) {
        if (model.dimension() != 1) {
            throw new IllegalArgumentException(
                    what + ": expected a density on the line, found one in " + model.dimension() + " dimensions");
        }
        return model.line();
    }

    private static double checkProbability(String what, double p) {
        if (p >= 0 && p <= 1) {
            return p;
        }
        throw new IllegalArgumentException(what + ": expected a probability from 0 to 1, found " + p);
    }

    private static void checkEnds(String name, double[] ends, int d) {
        if (ends.length != d) {
            throw new IllegalArgumentException(
                    "box: " + name + " has " + ends.length + " ends, but the density has dimension " + d);
        }
        for (int k = 0; k < d; k++) {
            if (Double.isNaN(ends[k])) {
                throw new IllegalArgumentException("box: " + name + " end of axis " + k + " is NaN");
            }
        }
    }
}
