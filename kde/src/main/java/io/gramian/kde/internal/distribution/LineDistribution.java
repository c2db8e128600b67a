package io.gramian.kde.internal.distribution;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The distribution function of a density on the line, and its inverse, from both ends.
 *
 * <p>The points are sorted once; those far below a query count with their weight, those far above not at all, so that a
 * query costs O(log n) and an evaluation for each point near it. Tails are sums of small numbers, not what is left of one.
 */
public final class LineDistribution {
    private final Side lower;
    private final Side upper; // of the mirrored density

    /**
     * @param x n points
     * @param weights n weights that sum to one
     * @param h the bandwidth
     * @param kernel of bandwidth one
     */
    public LineDistribution(double[] x, double[] weights, double h, LineKernel kernel) {
        int[] order = IntStream.range(0, x.length)
                .filter(i -> weights[i] > 0)
                .boxed()
                .sorted((i, j) -> Double.compare(x[i], x[j]))
                .mapToInt(i -> i)
                .toArray();
        int n = order.length;
        double[] sorted = new double[n];
        double[] sortedWeights = new double[n];
        double[] mirrored = new double[n];
        double[] mirroredWeights = new double[n];
        for (int r = 0; r < n; r++) {
            sorted[r] = x[order[r]];
            sortedWeights[r] = weights[order[r]];
            mirrored[n - 1 - r] = -sorted[r];
            mirroredWeights[n - 1 - r] = sortedWeights[r];
        }
        lower = new Side(sorted, sortedWeights, h, kernel);
        upper = new Side(mirrored, mirroredWeights, h, kernel);
    }

    /** Returns P(X <= x). */
    public double cumulative(double x) {
        return lower.mass(x);
    }

    /** Returns P(X > x). */
    public double survival(double x) {
        return upper.mass(-x);
    }

    /** Returns P(a < X <= b), from the tail the interval lies in. */
    public double interval(double a, double b) {
        double above = upper.mass(-a);
        return Math.max(0, above < 0.5 ? above - upper.mass(-b) : lower.mass(b) - lower.mass(a));
    }

    /** Returns the lowest x with P(X <= x) >= p, to rounding, for p from 0 to 1. */
    public double quantile(double p) {
        return p <= 0.5 ? lower.inverse(p) : -upper.inverse(1 - p);
    }

    /** Returns the x with P(X > x) = p, to rounding, for p from 0 to 1. */
    public double upperQuantile(double p) {
        return p <= 0.5 ? -upper.inverse(p) : lower.inverse(1 - p);
    }

    /** One end of the line. */
    private static final class Side {
        private static final int STEPS = 300;

        private final double[] x; // ascending
        private final double[] weights;
        private final double[] before; // the weight of the points before, and at last of all
        private final double h;
        private final LineKernel kernel;

        Side(double[] x, double[] weights, double h, LineKernel kernel) {
            this.x = x;
            this.weights = weights;
            this.h = h;
            this.kernel = kernel;
            this.before = new double[x.length + 1];
            for (int i = 0; i < x.length; i++) {
                before[i + 1] = before[i] + weights[i];
            }
        }

        double mass(double at) {
            double sum = 0;
            int first = firstAbove(at - kernel.full() * h);
            sum += before[first];
            for (int i = first; i < x.length; i++) {
                double u = (at - x[i]) / h;
                if (!(u > -kernel.reach())) {
                    break;
                }
                double share = kernel.cumulative().applyAsDouble(u);
                sum += weights[i] * share;
                if (share * (before[x.length] - before[i]) < 1e-18 * sum) {
                    break; // what follows is smaller, all of it together
                }
            }
            return Math.min(sum / before[x.length], 1);
        }

        private double density(double at) {
            double near = density(at, kernel.full() * h);
            return near > 0 ? near : density(at, kernel.reach() * h);
        }

        private double density(double at, double reach) {
            double sum = 0;
            for (int i = firstAbove(at - reach); i < x.length && x[i] < at + reach; i++) {
                sum += weights[i] * kernel.density().applyAsDouble((at - x[i]) / h);
            }
            return sum / h / before[x.length];
        }

        /** Newton's steps on log F, which is concave in a tail of a Gaussian, kept within a bracket by halving it. */
        double inverse(double p) {
            double low = x[0] - kernel.reach() * h;
            double high = x[x.length - 1] + kernel.reach() * h;
            if (p == 0) {
                return kernel.reach() > 1 ? Double.NEGATIVE_INFINITY : low;
            }
            double at = x[Math.min(firstReaching(p), x.length - 1)];
            double last = high - low;
            for (int step = 0; step < STEPS; step++) {
                double mass = mass(at);
                if (mass >= p) {
                    high = at;
                } else {
                    low = at;
                }
                double rounding = Math.ulp(at) + 1e-16 * h;
                double newton = at - mass * Math.log(mass / p) / density(at);
                if (Math.abs(newton - at) <= rounding) {
                    return newton;
                } else if (high - low <= 2 * rounding) {
                    return high;
                }
                boolean isTrusted = newton > low && newton < high && Math.abs(newton - at) < last / 2;
                double next = isTrusted ? newton : low + (high - low) / 2;
                last = Math.abs(next - at);
                at = next;
            }
            return high;
        }

        /** The number of points up to and with a place. */
        private int firstAbove(double place) {
            int found = Arrays.binarySearch(x, place);
            int at = found < 0 ? -found - 1 : found;
            while (at < x.length && x[at] <= place) {
                at++;
            }
            return at;
        }

        private int firstReaching(double p) {
            int found = Arrays.binarySearch(before, p * before[x.length]);
            return Math.max(0, (found < 0 ? -found - 1 : found) - 1);
        }
    }
}
