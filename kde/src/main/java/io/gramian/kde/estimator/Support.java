package io.gramian.kde.estimator;

import io.gramian.core.Points;

/**
 * Where one coordinate of the data can lie: the line, a half-line, an interval or a circle.
 *
 * @param lower the lower end, which belongs to the support; negative infinity if there is none
 * @param upper the upper end, which belongs to the support; positive infinity if there is none
 * @param isPeriodic whether the ends are the same point of a circle
 */
public record Support(double lower, double upper, boolean isPeriodic) {
    /**
     * Checks the ends.
     *
     * @param lower the lower end
     * @param upper the upper end
     * @param isPeriodic whether they are one point
     * @throws IllegalArgumentException if the lower end is not below the upper, or a circle has no ends
     */
    public Support {
        if (!(lower < upper) || lower == Double.POSITIVE_INFINITY || upper == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "support: expected a lower end below the upper, found " + lower + " and " + upper);
        }
        if (isPeriodic && !(upper - lower <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "support: a circle needs two finite ends, found " + lower + " and " + upper);
        }
    }

    /**
     * Returns the whole line.
     *
     * @return a support without ends
     */
    public static Support line() {
        return new Support(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false);
    }

    /**
     * Returns the half-line [lower, inf).
     *
     * @param lower its end
     * @return a support
     * @throws IllegalArgumentException if the end is not finite
     */
    public static Support from(double lower) {
        return new Support(finite(lower), Double.POSITIVE_INFINITY, false);
    }

    /**
     * Returns the half-line (-inf, upper].
     *
     * @param upper its end
     * @return a support
     * @throws IllegalArgumentException if the end is not finite
     */
    public static Support upTo(double upper) {
        return new Support(Double.NEGATIVE_INFINITY, finite(upper), false);
    }

    /**
     * Returns the interval [lower, upper].
     *
     * @param lower one end
     * @param upper the other
     * @return a support
     * @throws IllegalArgumentException if the ends are not finite, or not in this order
     */
    public static Support interval(double lower, double upper) {
        return new Support(finite(lower), finite(upper), false);
    }

    /**
     * Returns the circle of circumference upper - lower, whose ends are one point: hours from 0 to 24.
     *
     * @param lower where a turn begins
     * @param upper where it ends
     * @return a support
     * @throws IllegalArgumentException if the ends are not finite, or not in this order
     */
    public static Support circle(double lower, double upper) {
        return new Support(finite(lower), finite(upper), true);
    }

    private static double finite(double end) {
        if (Math.abs(end) <= Double.MAX_VALUE) {
            return end;
        }
        throw new IllegalArgumentException("support: expected a finite end, found " + end);
    }

    /**
     * Returns whether a coordinate lies in the support; on a circle every one does.
     *
     * @param x a coordinate
     * @return true from the lower to the upper end, both included
     */
    public boolean contains(double x) {
        return isPeriodic || x >= lower && x <= upper;
    }

    boolean isBounded() {
        return lower > Double.NEGATIVE_INFINITY || upper < Double.POSITIVE_INFINITY;
    }

    double length() {
        return upper - lower;
    }

    /** Checks that there is a support for every axis, and every point within. */
    static void check(Support[] supports, Points x) {
        if (supports.length != x.dimension()) {
            throw new IllegalArgumentException("support: given for " + supports.length
                    + " axes, but the points have dimension " + x.dimension() + "; give one for each axis");
        }
        for (int i = 0; i < x.size(); i++) {
            for (int k = 0; k < supports.length; k++) {
                if (!supports[k].contains(x.value(i, k))) {
                    throw new IllegalArgumentException("points: row " + i + ", column " + k + " is " + x.value(i, k)
                            + ", outside the support " + supports[k]);
                }
            }
        }
    }

    /** Whether every coordinate of a point lies in its support. */
    static boolean contain(Support[] supports, Points x, int i) {
        for (int k = 0; k < supports.length; k++) {
            if (!supports[k].contains(x.value(i, k))) {
                return false;
            }
        }
        return true;
    }

    /** Returns the ends: {@code [0.0, Infinity)}, or {@code circle [0.0, 24.0)}. */
    @Override
    public String toString() {
        return (isPeriodic ? "circle [" : lower == Double.NEGATIVE_INFINITY ? "(" : "[") + lower + ", " + upper
                + (isPeriodic || upper == Double.POSITIVE_INFINITY ? ")" : "]");
    }
}
