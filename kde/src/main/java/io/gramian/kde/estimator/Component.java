package io.gramian.kde.estimator;

/** What some observations of a stream have been merged into: weight, mean and covariance. */
final class Component {
    private final double[] mean;
    private final double[][] covariance; // null for a single point
    private double weight;

    /** log |covariance + H|, H the bandwidth that costs are reckoned with. */
    private double logDeterminant;

    /** The component it would cost least to merge this one with, and what it costs. */
    Component partner;

    double cost;

    private Component(double weight, double[] mean, double[][] covariance) {
        this.weight = weight;
        this.mean = mean;
        this.covariance = covariance;
    }

    static Component point(double[] point) {
        return new Component(1, point, null);
    }

    /** Returns the component with the weight, mean and covariance of the two together. */
    static Component merged(Component a, Component b) {
        double share = b.weight / (a.weight + b.weight);
        double[] mean = new double[a.mean.length];
        for (int k = 0; k < mean.length; k++) {
            mean[k] = a.mean[k] + share * (b.mean[k] - a.mean[k]);
        }
        return new Component(a.weight + b.weight, mean, covariance(a, b));
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

    /** Runnalls' bound: ((w_i + w_j) log |P| - w_i log |P_i| - w_j log |P_j|) / 2. */
    static double cost(Component a, Component b, double[][] h) {
        double together = logDeterminant(covariance(a, b), h);
        return (a.weight * (together - a.logDeterminant) + b.weight * (together - b.logDeterminant)) / 2;
    }

    void prepare(double[][] h) {
        logDeterminant = logDeterminant(covariance, h);
    }

    /** log |C + H| by its Cholesky factor; C of null is zero. */
    private static double logDeterminant(double[][] c, double[][] h) {
        int d = h.length;
        double[][] lower = new double[d][d];
        double sum = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = h[i][j] + (c == null ? 0 : c[i][j]);
                for (int k = 0; k < j; k++) {
                    rest -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.sqrt(Math.max(rest, 1e-300)) : rest / lower[j][j];
            }
            sum += 2 * Math.log(lower[i][i]);
        }
        return sum;
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
