package io.gramian.kde.estimator;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Gamma or beta kernels of one axis, in t: the distance from the end of a half-line, or the position within an interval.
 *
 * @param unit the smoothing where its factor is one
 * @param logCentre about which log t is taken, so that products with it are small
 * @param logRestCentre the same for log(1 - t) on an interval
 */
record AsymmetricAxis(Support support, double unit, double logCentre, double logRestCentre) {
    static AsymmetricAxis of(Support support, double unit, double[] column) {
        AsymmetricAxis axis = new AsymmetricAxis(support, unit, 0, 0);
        double centre = mean(Arrays.stream(column).map(axis::position).toArray());
        double rest = axis.isBeta() ? mean(Arrays.stream(column).map(axis::rest).toArray()) : 0;
        return new AsymmetricAxis(support, unit, centre, rest);
    }

    private static double mean(double[] positions) {
        return Arrays.stream(positions)
                .filter(t -> t > 0)
                .map(Math::log)
                .average()
                .orElse(0);
    }

    private boolean isBeta() {
        return support.length() < Double.POSITIVE_INFINITY;
    }

    /** Numbers that stand for a point. */
    int width() {
        return isBeta() ? 2 : 1;
    }

    private double position(double x) {
        if (isBeta()) {
            return (x - support.lower()) / support.length();
        }
        return support.lower() > Double.NEGATIVE_INFINITY ? x - support.lower() : support.upper() - x;
    }

    private double rest(double x) {
        return (support.upper() - x) / support.length();
    }

    /** Logarithms of a data point, or minus the multiples of them that a query takes for the unit. */
    void write(double x, boolean ofData, double[] target, int at, double logOfZero) {
        target[at] = ofData ? log(position(x), logCentre, logOfZero) : -position(x) / unit;
        if (isBeta()) {
            target[at + 1] = ofData ? log(rest(x), logRestCentre, logOfZero) : -rest(x) / unit;
        }
    }

    private static double log(double t, double centre, double logOfZero) {
        return t > 0 ? Math.log(t) - centre : logOfZero;
    }

    /** What the logarithm of a kernel takes from the data point alone. */
    double ofData(double x, double factor) {
        return isBeta() ? 0 : -position(x) / (unit * factor);
    }

    /** What it takes from the query alone. */
    double ofQuery(double x, double factor) {
        double b = unit * factor;
        double shape = position(x) / b;
        if (isBeta()) {
            double other = rest(x) / b;
            return shape * logCentre
                    + other * logRestCentre
                    - LogBeta.value(shape + 1, other + 1)
                    - Math.log(support.length());
        }
        return shape * logCentre - LogGamma.value(shape + 1) - (shape + 1) * Math.log(b);
    }

    // A coordinate s in which kernels are about equally wide: t = s^2 on a half-line, sin^2 s on an interval.

    /** The range of s over which a density is to be integrated, from 0 on, and how many panels it takes. */
    double[] range(double factor, double[] column) {
        double width = Math.sqrt(unit * factor) / 2;
        double farthest = Arrays.stream(column).map(this::position).max().orElseThrow();
        double range = isBeta() ? Math.PI / 2 : Math.sqrt(farthest) + 24 * width;
        return new double[] {range, Math.ceil(range / width)};
    }

    double atArc(double s) {
        double t = isBeta() ? Math.sin(s) * Math.sin(s) : s * s;
        if (isBeta()) {
            return support.lower() + t * support.length();
        }
        return support.lower() > Double.NEGATIVE_INFINITY ? support.lower() + t : support.upper() - t;
    }

    double slopeAtArc(double s) {
        return isBeta() ? support.length() * Math.sin(2 * s) : 2 * s;
    }
}
