package io.gramian.kde.regime;

import io.gramian.core.NumericalException;
import io.gramian.kde.internal.GaussLegendre;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The regimes for data with independent coordinates of one density, by quadrature (see {@link RegimeTheory}).
 *
 * <p>With Z(x) the mean of exp(-(x - y)^2 / (2 h^2)) over y, &lt;.&gt; the mean over y tilted by it, and x of the density
 * itself (a typical query),
 *
 * <pre>
 * A(h)  = - E [ &lt;(x - y)^2&gt; / (2 h^2) + log Z(x) ]
 * V(h)  =   E &lt;(x - y)^2&gt;
 * smoothing alone costs  E [ log density(x) - log Z(x) ] + log(sqrt(2 pi) h)
 * </pre>
 *
 * <p>Gauss-Legendre rules of 16 nodes on pieces that resolve both the density and the kernel; the relative error is
 * about 1e-10 for densities that are smooth between their breakpoints. Cost: of the order of (range / h)^2, at least
 * 10^5 exponentials for one A(h), some twenty of them for one h_G.
 */
public final class ProductRegimes extends RegimeTheory {
    private static final double REACH = 8.5; // of the kernel, in bandwidths: exp(-36)
    private static final double RESOLUTION = 1e-13;
    private static final double MASS_ERROR = 1e-8;

    private final String name;
    private final DoubleUnaryOperator density;
    private final double[] pieces; // ends of pieces on which 16 nodes resolve the density
    private final double entropy; // of one coordinate
    private final double deviation;

    private ProductRegimes(String name, DoubleUnaryOperator density, double[] breakpoints) {
        this.name = name;
        this.density = density;
        this.pieces = pieces(density, breakpoints);
        double mass = integral(density);
        if (!(Math.abs(mass - 1) <= MASS_ERROR)) {
            throw new NumericalException("density: its integral over [" + pieces[0] + ", " + pieces[pieces.length - 1]
                    + "] is " + mass + "; it must be 1 within " + MASS_ERROR);
        }
        this.entropy = -integral(x -> {
            double value = density.applyAsDouble(x);
            return value > 0 ? value * Math.log(value) : 0;
        });
        double mean = integral(x -> x * density.applyAsDouble(x));
        this.deviation = Math.sqrt(integral(x -> (x - mean) * (x - mean) * density.applyAsDouble(x)));
    }

    /**
     * Returns the theory for a density of the coordinates.
     *
     * @param density the density of one coordinate; called often, from any thread
     * @param breakpoints at least two increasing numbers: the ends of the support, or where the density has become
     *     negligible, and every kink and jump between
     * @return a theory
     * @throws IllegalArgumentException if the breakpoints do not increase, or a value is negative or not finite
     * @throws NumericalException if the integral of the density is not one within 1e-8
     */
    public static ProductRegimes of(DoubleUnaryOperator density, double... breakpoints) {
        return new ProductRegimes("a density", density, breakpoints.clone());
    }

    /**
     * Returns the theory for coordinates that are uniform on an interval.
     *
     * @param from its lower end
     * @param to its upper end
     * @return a theory
     * @throws IllegalArgumentException if the ends do not increase or are not finite
     */
    public static ProductRegimes uniform(double from, double to) {
        double height = 1 / (to - from);
        return new ProductRegimes("uniform(" + from + ", " + to + ")", x -> height, new double[] {from, to});
    }

    /**
     * Returns the theory for coordinates of density exp(-|x| / b) / (2 b), with standard deviation sqrt(2) b.
     *
     * @param b positive
     * @return a theory
     * @throws IllegalArgumentException if b is not positive and finite
     */
    public static ProductRegimes laplace(double b) {
        checkedBandwidth(b);
        double end = 60 * b;
        return new ProductRegimes(
                "laplace(" + b + ")", x -> Math.exp(-Math.abs(x) / b) / (2 * b), new double[] {-end, 0, end});
    }

    @Override
    double tiltedEntropy(double h) {
        double[] sums = averages(h);
        return -sums[0] / (2 * h * h) - sums[1];
    }

    @Override
    double tiltedDistance(double h) {
        return averages(h)[0];
    }

    @Override
    double smoothingDivergence(double h) {
        return Math.log(2 * Math.PI * h * h) / 2 - entropy - averages(h)[1];
    }

    @Override
    double scale() {
        return deviation;
    }

    /** The means over x of the tilted squared distance and of log Z. */
    private double[] averages(double h) {
        double[] sums = new double[2];
        double[] inner = new double[2];
        for (int p = 0; p + 1 < pieces.length; p++) {
            int parts = (int) Math.ceil((pieces[p + 1] - pieces[p]) / (2 * h));
            double width = (pieces[p + 1] - pieces[p]) / parts;
            for (int part = 0; part < parts; part++) {
                double from = pieces[p] + part * width;
                for (int i = 0; i < GaussLegendre.ORDER; i++) {
                    double x = GaussLegendre.node(i, from, from + width);
                    double weight = GaussLegendre.weight(i, from, from + width) * density.applyAsDouble(x);
                    if (weight > 1e-25) {
                        tilt(x, h, inner);
                        sums[0] += weight * inner[0];
                        sums[1] += weight * inner[1];
                    }
                }
            }
        }
        return sums;
    }

    /** The tilted mean of (x - y)^2, and log Z(x). */
    private void tilt(double x, double h, double[] target) {
        double mass = 0;
        double second = 0;
        for (int p = 0; p + 1 < pieces.length; p++) {
            double low = Math.max(pieces[p], x - REACH * h);
            double high = Math.min(pieces[p + 1], x + REACH * h);
            int parts = high > low ? (int) Math.ceil((high - low) / (3 * h)) : 0;
            double width = (high - low) / parts;
            for (int part = 0; part < parts; part++) {
                double from = low + part * width;
                for (int i = 0; i < GaussLegendre.ORDER; i++) {
                    double y = GaussLegendre.node(i, from, from + width);
                    double square = (x - y) * (x - y);
                    double value = GaussLegendre.weight(i, from, from + width)
                            * density.applyAsDouble(y)
                            * Math.exp(-square / (2 * h * h));
                    mass += value;
                    second += value * square;
                }
            }
        }
        target[0] = second / mass;
        target[1] = Math.log(mass);
    }

    private double integral(DoubleUnaryOperator f) {
        double sum = 0;
        for (int p = 0; p + 1 < pieces.length; p++) {
            sum += Quadrature.piece(f, pieces[p], pieces[p + 1]);
        }
        return sum;
    }

    private static double[] pieces(DoubleUnaryOperator density, double[] breakpoints) {
        if (breakpoints.length < 2) {
            throw new IllegalArgumentException(
                    "breakpoints: expected the two ends at least, found " + breakpoints.length);
        }
        List<Double> ends = new ArrayList<>(List.of(breakpoints[0]));
        for (int i = 1; i < breakpoints.length; i++) {
            double from = breakpoints[i - 1];
            double to = breakpoints[i];
            if (!(from < to && from >= -Double.MAX_VALUE && to <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "breakpoints: expected finite increasing numbers, found " + from + " and then " + to);
            }
            split(checked(density), from, to, ends, 30);
        }
        return ends.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void split(DoubleUnaryOperator density, double from, double to, List<Double> ends, int depth) {
        double middle = (from + to) / 2;
        double whole = Quadrature.piece(density, from, to);
        double halves = Quadrature.piece(density, from, middle) + Quadrature.piece(density, middle, to);
        if (depth == 0 || Math.abs(halves - whole) <= RESOLUTION) {
            ends.add(to);
        } else {
            split(density, from, middle, ends, depth - 1);
            split(density, middle, to, ends, depth - 1);
        }
    }

    private static DoubleUnaryOperator checked(DoubleUnaryOperator density) {
        return x -> {
            double value = density.applyAsDouble(x);
            if (!(value >= 0 && value <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "density: is " + value + " at " + x + "; it must be finite and not negative");
            }
            return value;
        };
    }

    /** Returns the density's name. */
    @Override
    public String toString() {
        return "ProductRegimes[" + name + "]";
    }
}
