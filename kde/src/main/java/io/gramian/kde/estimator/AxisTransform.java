package io.gramian.kde.estimator;

import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.InverseErfc;

/** A monotone map of one coordinate from its open support onto the line. */
public final class AxisTransform {
    private enum Kind {
        IDENTITY,
        LOG,
        LOG_BELOW,
        LOGIT,
        PROBIT
    }

    private static final double ROOT_2 = Math.sqrt(2);
    private static final double LOG_ROOT_2_PI = 0.5 * Math.log(2 * Math.PI);

    private final Kind kind;
    private final double lower;
    private final double upper;

    private AxisTransform(Kind kind, Support support) {
        this.kind = kind;
        this.lower = support.lower();
        this.upper = support.upper();
    }

    /**
     * Returns the map that changes nothing.
     *
     * @return y = x
     */
    public static AxisTransform identity() {
        return new AxisTransform(Kind.IDENTITY, Support.line());
    }

    /**
     * Returns the logarithm of the distance from a lower end.
     *
     * @param lower the end
     * @return y = log(x - lower)
     * @throws IllegalArgumentException if the end is not finite
     */
    public static AxisTransform log(double lower) {
        return new AxisTransform(Kind.LOG, Support.from(lower));
    }

    /**
     * Returns minus the logarithm of the distance from an upper end.
     *
     * @param upper the end
     * @return y = -log(upper - x)
     * @throws IllegalArgumentException if the end is not finite
     */
    public static AxisTransform logBelow(double upper) {
        return new AxisTransform(Kind.LOG_BELOW, Support.upTo(upper));
    }

    /**
     * Returns the logit.
     *
     * @param lower one end
     * @param upper the other
     * @return y = log((x - lower) / (upper - x))
     * @throws IllegalArgumentException if the ends are not finite, or not in this order
     */
    public static AxisTransform logit(double lower, double upper) {
        return new AxisTransform(Kind.LOGIT, Support.interval(lower, upper));
    }

    /**
     * Returns the probit, the quantile function of the standard normal law.
     *
     * @param lower one end
     * @param upper the other
     * @return y with Phi(y) = (x - lower) / (upper - lower)
     * @throws IllegalArgumentException if the ends are not finite, or not in this order
     */
    public static AxisTransform probit(double lower, double upper) {
        return new AxisTransform(Kind.PROBIT, Support.interval(lower, upper));
    }

    /**
     * Returns whether a coordinate lies in the open support.
     *
     * @param x a coordinate
     * @return true strictly between the ends
     */
    public boolean contains(double x) {
        return x > lower && x < upper;
    }

    /**
     * Returns the image of a coordinate.
     *
     * @param x a coordinate of the support
     * @return y
     */
    public double apply(double x) {
        return switch (kind) {
            case IDENTITY -> x;
            case LOG -> Math.log(x - lower);
            case LOG_BELOW -> -Math.log(upper - x);
            case LOGIT -> Math.log(x - lower) - Math.log(upper - x);
            case PROBIT -> { // from the nearer end, which keeps the digits
                double below = (x - lower) / (upper - lower);
                yield below <= 0.5
                        ? -ROOT_2 * InverseErfc.value(2 * below)
                        : ROOT_2 * InverseErfc.value(2 * ((upper - x) / (upper - lower)));
            }
        };
    }

    /**
     * Returns the coordinate with a given image, moved off an end by rounding if need be.
     *
     * @param y any number
     * @return x of the open support
     */
    public double invert(double y) {
        double x = switch (kind) {
            case IDENTITY -> y;
            case LOG -> lower + Math.exp(y);
            case LOG_BELOW -> upper - Math.exp(-y);
            case LOGIT ->
                y < 0
                        ? lower + (upper - lower) * (Math.exp(y) / (1 + Math.exp(y)))
                        : upper - (upper - lower) * (Math.exp(-y) / (1 + Math.exp(-y)));
            case PROBIT ->
                y < 0
                        ? lower + (upper - lower) * (Erfc.value(-y / ROOT_2) / 2)
                        : upper - (upper - lower) * (Erfc.value(y / ROOT_2) / 2);
        };
        return Math.max(Math.nextUp(lower), Math.min(Math.nextDown(upper), x));
    }

    /**
     * Returns the logarithm of the slope dy/dx.
     *
     * @param x a coordinate of the support
     * @return log y'(x)
     */
    public double logSlope(double x) {
        return switch (kind) {
            case IDENTITY -> 0;
            case LOG -> -Math.log(x - lower);
            case LOG_BELOW -> -Math.log(upper - x);
            case LOGIT -> Math.log(upper - lower) - Math.log(x - lower) - Math.log(upper - x);
            case PROBIT -> {
                double y = apply(x);
                yield y * y / 2 + LOG_ROOT_2_PI - Math.log(upper - lower);
            }
        };
    }

    /** Returns the map with its support: {@code logit on (0.0, 1.0)}. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + " on (" + lower + ", " + upper + ")";
    }
}
