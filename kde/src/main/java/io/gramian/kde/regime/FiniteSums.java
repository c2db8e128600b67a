package io.gramian.kde.regime;

/**
 * Means over n independent kernel values K = exp(-T / (2 h^2)) with sum S, from the Laplace transform phi(l) =
 * E exp(-l K):
 *
 * <pre>
 * E log S = integral of (exp(-l) - phi(l)^n) dl / l,    E sum K^2 / S^2 = n integral of l E[K^2 exp(-l K)] phi(l)^(n-1) dl
 * </pre>
 *
 * <p>Both are trapezoidal sums over log l and log T, where the integrands are smooth and vanish at the ends.
 */
final class FiniteSums {
    private static final double NEGLIGIBLE = 16; // in logarithms
    private static final double STEP = 0.5; // both integrands are analytic up to pi / 2: an error of exp(-20)
    private static final double LARGEST = 4; // of log z: beyond it exp(-z) is nothing
    private static final double SMALLEST = -18; // of log z: below it 1 - exp(-z) is z
    private static final int FEWEST_NODES = 400;
    private static final int MOST_NODES = 4000;
    private static final double LOWEST_LOG = -700;

    private final double n;
    private final double[] exponents; // log K less that of the nearest point, falling
    private final double[] masses;
    private final double[] nearer; // the sum of the masses before each node
    private final double[] farther; // the sum of masses times K from each node on, over K there
    private final double index;
    private final double offset; // of log K

    FiniteSums(SquaredDistanceLaw law, double n, double nearest, double h, double index) {
        this.n = n;
        this.index = index;
        this.offset = -nearest / (2 * h * h);
        double low = lowest(law, nearest, -Math.log(n) - NEGLIGIBLE);
        double high = Math.log(law.mean() + 10 * law.standardDeviation());
        double sharpness = 3 * (high - low) * (1 - offset); // steps of a third in the exponent
        int nodes = (int) Math.max(FEWEST_NODES, Math.min(MOST_NODES, sharpness));
        double step = (high - low) / (nodes - 1);
        this.exponents = new double[nodes];
        this.masses = new double[nodes];
        this.nearer = new double[nodes + 1];
        this.farther = new double[nodes + 1];
        for (int j = 0; j < nodes; j++) {
            double t = Math.exp(low + j * step);
            exponents[j] = (nearest - t) / (2 * h * h);
            masses[j] = Math.exp(law.at(t).density()) * t * step;
            nearer[j + 1] = nearer[j] + masses[j];
        }
        for (int j = nodes - 1; j >= 0; j--) {
            double ratio = j == nodes - 1 ? 0 : Math.exp(exponents[j + 1] - exponents[j]);
            farther[j] = masses[j] + ratio * farther[j + 1];
        }
    }

    private static double lowest(SquaredDistanceLaw law, double nearest, double logProbability) {
        double log = Math.log(nearest);
        for (double step = 0.1; log > LOWEST_LOG && law.at(Math.exp(log)).cumulative() > logProbability; step *= 1.5) {
            log -= step;
        }
        return Math.max(log, LOWEST_LOG);
    }

    double participationRatio() {
        double sum = 0;
        for (double u = lowestLog(); u < highestLog(); u += STEP) {
            double second = 0;
            for (int j = firstBelow(LARGEST - u); j < masses.length && u + exponents[j] > SMALLEST; j++) {
                double z = Math.exp(u + exponents[j]);
                second += masses[j] * z * z * Math.exp(-z);
            }
            sum += second == 0 ? 0 : n * second * Math.exp((n - 1) * logTransform(u));
        }
        return sum * STEP;
    }

    double meanLogSum() {
        double sum = 0;
        for (double u = lowestLog(); u < highestLog(); u += STEP) {
            sum += Math.exp(-Math.exp(Math.min(u, 10))) - Math.exp(n * logTransform(u));
        }
        return sum * STEP + offset;
    }

    /** log phi, which stays accurate where phi is within rounding of one. */
    private double logTransform(double u) {
        int j = firstBelow(LARGEST - u);
        double missing = nearer[j];
        for (; j < masses.length && u + exponents[j] > SMALLEST; j++) {
            missing -= masses[j] * Math.expm1(-Math.exp(u + exponents[j]));
        }
        missing += j < masses.length ? Math.exp(u + exponents[j]) * farther[j] : 0;
        return Math.log1p(-Math.min(missing, 1));
    }

    /** Below it sums are hardly ever so large: their tail falls with the stable index. */
    private double lowestLog() {
        return -(8 + NEGLIGIBLE) / Math.min(1, index) - Math.max(0, logMean());
    }

    /** Above it no sum is so small: the integrands vanish doubly exponentially, or with the farthest points. */
    private double highestLog() {
        double u = Math.max(4, -logMean());
        while (n * logTransform(u) > -NEGLIGIBLE * 2) {
            u += 1;
        }
        return u;
    }

    private double logMean() {
        return Math.log(n * farther[0]) + exponents[0];
    }

    /** The first node whose exponent is below a bound. */
    private int firstBelow(double bound) {
        int low = 0;
        int high = exponents.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (exponents[middle] < bound) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
