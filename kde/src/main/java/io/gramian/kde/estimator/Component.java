package io.gramian.kde.estimator;

/** What some observations of a stream have been merged into: weight, mean and covariance. */
final class Component {
    private final double[] mean;
    private final double[][] covariance; // null for a single point
    private double weight;

    /** log |covariance + H|, H the bandwidth that costs are reckoned with. */
    private double logDeterminant;

    private final long order;

    /** The heavier component it would cost least to merge this one with, and what it costs. */
    Component partner;

    double cost;

    private Component(double weight, double[] mean, double[][] covariance, long order) {
        this.order = order;
        this.weight = weight;
        this.mean = mean;
        this.covariance = covariance;
    }

    static Component point(double[] point, long order) {
        return new Component(1, point, null, order);
    }

    /** Returns the component with the weight, mean and covariance of the two together. */
    static Component merged(Component a, Component b, long order) {
        double share = b.weight / (a.weight + b.weight);
        double[] mean = new double[a.mean.length];
        for (int k = 0; k < mean.length; k++) {
            mean[k] = a.mean[k] + share * (b.mean[k] - a.mean[k]);
        }
        return new Component(a.weight + b.weight, mean, covariance(a, b), order);
    }

    private static double[][] covariance(Component a, Component b) {
        int d = a.mean.length;
        double share = b.weight / (a.weight + b.weight);
        double[][] covariance = new double[d][d];
        for (int k = 0; k < d; k++) {
            for (int l = 0; l <= k; l++) {
                double between = (b.mean[k] - a.mean[k]) * (b.mean[l] - a.mean[l]);
                covariance[k][l] =
                        (1 - share) * a.covariance(k, l) + share * b.covariance(k, l) + share * (1 - share) * between;
                covariance[l][k] = covariance[k][l];
            }
        }
        return covariance;
    }

    /** Runnalls' bound: ((w_i + w_j) log |P| - w_i log |P_i| - w_j log |P_j|) / 2, with room for d x d numbers. */
    static double cost(Component a, Component b, double[][] h, double[][] room) {
        double share = b.weight / (a.weight + b.weight);
        for (int k = 0; k < h.length; k++) {
            double between = share * (1 - share) * (b.mean[k] - a.mean[k]);
            for (int l = 0; l <= k; l++) {
                room[k][l] = h[k][l]
                        + (1 - share) * a.covariance(k, l)
                        + share * b.covariance(k, l)
                        + between * (b.mean[l] - a.mean[l]);
            }
        }
        double together = logDeterminant(room);
        return (a.weight * (together - a.logDeterminant) + b.weight * (together - b.logDeterminant)) / 2;
    }

    void prepare(double[][] h, double[][] room) {
        for (int k = 0; k < h.length; k++) {
            for (int l = 0; l <= k; l++) {
                room[k][l] = h[k][l] + covariance(k, l);
            }
        }
        logDeterminant = logDeterminant(room);
    }

    /** The log-determinant of a positive definite matrix by its lower half, which the Cholesky factor replaces. */
    private static double logDeterminant(double[][] lower) {
        double sum = 0;
        double product = 1; // of pivots, so that one logarithm does for several
        for (int i = 0; i < lower.length; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = lower[i][j];
                for (int k = 0; k < j; k++) {
                    rest -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.sqrt(Math.max(rest, 1e-300)) : rest / lower[j][j];
            }
            product *= lower[i][i];
            if (!(product > 1e-150 && product < 1e150)) {
                sum += Math.log(lower[i][i]) + Math.log(product / lower[i][i]);
                product = 1;
            }
        }
        return 2 * (sum + Math.log(product));
    }

    /** Whether this one keeps the account of the pair: a light newcomer would else be everybody's partner. */
    boolean isLighterThan(Component other) {
        return weight < other.weight || weight == other.weight && order > other.order;
    }

    void fade(double by) {
        weight *= by;
        cost *= by;
    }

    double weight() {
        return weight;
    }

    double[] mean() {
        return mean;
    }

    boolean isPoint() {
        return covariance == null;
    }

    double covariance(int k, int l) {
        return covariance == null ? 0 : covariance[k][l];
    }
}
