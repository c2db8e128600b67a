package io.gramian.examples;

import io.gramian.dpp.continuous.IndexSet;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.continuous.PolynomialBasis;
import io.gramian.dpp.continuous.TensorBasis;

/**
 * A function, a space of polynomials, and the integrals that errors are measured by: Gauss nodes in panels, among whose borders
 * is 0, where |x| has its kink. Products of two polynomials of the space are integrated exactly on [-1, 1].
 */
final class Approximation {
    private static final int NODES = 40;

    private final TestFunction function;
    private final OrthonormalBasis basis;
    private final double[][] nodes;
    private final double[] shares; // weights of the nodes under mu
    private final double[][] phi;
    private final double[] best;

    private Approximation(TestFunction function, OrthonormalBasis basis, double[][] nodes, double[] shares) {
        this.function = function;
        this.basis = basis;
        this.nodes = nodes;
        this.shares = shares;
        this.phi = new double[nodes.length][basis.size()];
        this.best = new double[basis.size()];
        for (int i = 0; i < nodes.length; i++) {
            basis.evaluate(nodes[i], phi[i]);
            for (int j = 0; j < best.length; j++) {
                best[j] += shares[i] * function.at(nodes[i]) * phi[i][j];
            }
        }
    }

    /** Polynomials of a degree on [-1, 1] under dx / 2; of a total degree on the square. */
    static Approximation legendre(TestFunction function, int degree) {
        PolynomialBasis axis = PolynomialBasis.legendre(degree + 1);
        double[][] rule = panels(-1, 1, 2, NODES + degree);
        return function.dimension() == 1
                ? new Approximation(function, axis, column(rule[0]), rule[1])
                : square(function, TensorBasis.of(axis, IndexSet.totalDegree(2, degree)), rule);
    }

    /** Polynomials of a degree under the standard normal law; functions of one variable. */
    static Approximation hermite(TestFunction function, int degree) {
        double reach = 2 * Math.sqrt(degree + 1.0) + 12;
        double[][] rule = panels(-reach, reach, 2 * (int) Math.ceil(reach), NODES);
        for (int i = 0; i < rule[0].length; i++) {
            double x = rule[0][i];
            rule[1][i] *= 2 * reach * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        }
        return new Approximation(function, PolynomialBasis.hermite(degree + 1), column(rule[0]), rule[1]);
    }

    TestFunction function() {
        return function;
    }

    OrthonormalBasis basis() {
        return basis;
    }

    /** Returns the coefficients of the best approximation. */
    double[] best() {
        return best.clone();
    }

    /** Returns the norm of the function. */
    double norm() {
        return error(new double[best.length]);
    }

    /** Returns the distance of the function from the best approximation. */
    double bestError() {
        return error(best);
    }

    /** Returns the distance of the function from one of the space. */
    double error(double... coefficients) {
        double sum = 0;
        for (int i = 0; i < nodes.length; i++) {
            double left = left(i, coefficients);
            sum += shares[i] * left * left;
        }
        return Math.sqrt(sum);
    }

    /** Returns the largest distance at the nodes. */
    double largestError(double... coefficients) {
        double largest = 0;
        for (int i = 0; i < nodes.length; i++) {
            largest = Math.max(largest, Math.abs(left(i, coefficients)));
        }
        return largest;
    }

    private double left(int i, double... coefficients) {
        double left = function.at(nodes[i]);
        for (int j = 0; j < coefficients.length; j++) {
            left -= coefficients[j] * phi[i][j];
        }
        return left;
    }

    /** Nodes and weights on equal panels; the weights sum to one. */
    private static double[][] panels(double from, double to, int panels, int count) {
        PolynomialBasis gauss = PolynomialBasis.legendre(count);
        double[] unit = gauss.gaussNodes().column(0);
        double[][] rule = new double[2][panels * count];
        double half = (to - from) / panels / 2;
        for (int p = 0; p < panels; p++) {
            for (int k = 0; k < count; k++) {
                rule[0][p * count + k] = from + half * (2 * p + 1 + unit[k]);
                rule[1][p * count + k] = 1 / gauss.inverseChristoffel(unit[k]) / panels;
            }
        }
        return rule;
    }

    private static double[][] column(double... x) {
        double[][] column = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            column[i] = new double[] {x[i]};
        }
        return column;
    }

    private static Approximation square(TestFunction function, OrthonormalBasis basis, double[][] rule) {
        int n = rule[0].length;
        double[][] nodes = new double[n * n][];
        double[] shares = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                nodes[i * n + k] = new double[] {rule[0][i], rule[0][k]};
                shares[i * n + k] = rule[1][i] * rule[1][k];
            }
        }
        return new Approximation(function, basis, nodes, shares);
    }
}
