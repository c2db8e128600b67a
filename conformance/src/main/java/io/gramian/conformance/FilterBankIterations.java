package io.gramian.conformance;

import io.gramian.core.backend.AdmmStep;
import io.gramian.core.backend.GradientStep;
import io.gramian.core.backend.Proximal;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Iterations of ADMM and of the proximal gradient method, as their formulas say, with a dense matrix. */
final class FilterBankIterations {
    private final DenseFilterBank dense;
    private final int filters;
    private final Proximal penalty;
    private final DMatrixRMaj q;
    private final double[] s;
    private double[][] x;
    private double[][] y;
    private double[][] u;
    private double[][] point;
    private double[][] candidate;

    FilterBankIterations(
            DenseFilterBank dense, int filters, Proximal penalty, double ridge, double[] gradient, double[] s) {
        this(dense, filters, penalty, dense.quadratic(ridge, gradient), s, new double[dense.maps()][dense.size()]);
    }

    private FilterBankIterations(
            DenseFilterBank dense, int filters, Proximal penalty, DMatrixRMaj q, double[] s, double[][] maps) {
        this.dense = dense;
        this.filters = filters;
        this.penalty = penalty;
        this.q = q;
        this.s = s;
        this.y = maps;
        this.u = new double[dense.maps()][dense.size()];
        this.point = maps;
    }

    FilterBankIterations withMaps(double[][] maps) {
        return new FilterBankIterations(dense, filters, penalty, q, s, maps);
    }

    double[][] auxiliary() {
        return y;
    }

    double[][] dual() {
        return u;
    }

    void scaleDual(double factor) {
        u = combine(factor, u, 0, u);
    }

    private static double[][] combine(double a, double[][] x, double b, double[][] y) {
        double[][] result = new double[x.length][x[0].length];
        for (int m = 0; m < x.length; m++) {
            for (int n = 0; n < x[m].length; n++) {
                result[m][n] = a * x[m][n] + b * y[m][n];
            }
        }
        return result;
    }

    private static double dot(double[][] x, double[][] y) {
        double sum = 0;
        for (int m = 0; m < x.length; m++) {
            for (int n = 0; n < x[m].length; n++) {
                sum += x[m][n] * y[m][n];
            }
        }
        return sum;
    }

    private static double norm(double[][] x) {
        return Math.sqrt(dot(x, x));
    }

    private double[][] proximal(double[][] v, double t) {
        double[][] result = new double[v.length][v[0].length];
        for (int m = 0; m < v.length; m++) {
            for (int n = 0; n < v[m].length; n++) {
                double weight = penalty.weight(m % filters, n);
                double size =
                        Double.isInfinite(weight) ? 0 : Math.max(0, Math.abs(v[m][n]) - t * penalty.penalty() * weight);
                result[m][n] = penalty.isNonNegative() && v[m][n] < 0 ? 0 : Math.copySign(size, v[m][n]);
            }
        }
        for (int m = 0; m < filters; m++) {
            for (int n = 0; n < v[m].length; n++) {
                double norm = groupNorm(result, m, n);
                for (int map = m; map < v.length && norm > 0; map += filters) {
                    result[map][n] *= Math.max(0, 1 - t * penalty.groupPenalty() / norm);
                }
            }
        }
        return result;
    }

    private double groupNorm(double[][] maps, int m, int n) {
        double sum = 0;
        for (int map = m; map < maps.length; map += filters) {
            sum += maps[map][n] * maps[map][n];
        }
        return Math.sqrt(sum);
    }

    private double penalty(double[][] maps) {
        double sum = 0;
        for (int m = 0; m < maps.length; m++) {
            for (int n = 0; n < maps[m].length; n++) {
                double weight = penalty.weight(m % filters, n);
                sum += Double.isInfinite(weight) ? 0 : penalty.penalty() * weight * Math.abs(maps[m][n]);
                sum += m < filters ? penalty.groupPenalty() * groupNorm(maps, m, n) : 0;
            }
        }
        return sum;
    }

    private double fidelity(double[][] maps, double[] weights) {
        double[] synthesis = dense.times(maps);
        double sum = 0;
        for (int i = 0; i < s.length; i++) {
            sum += Math.pow((weights == null ? 1 : weights[i]) * (synthesis[i] - s[i]), 2);
        }
        return sum / 2;
    }

    double[] primalSynthesis() {
        return dense.times(x);
    }

    AdmmStep step(double rho, double relaxation) {
        x = dense.solve(combine(1, dense.transposeTimes(s), rho, combine(1, y, -1, u)), rho, q);
        double[][] v = combine(1, combine(relaxation, x, 1 - relaxation, y), 1, u);
        double[][] previous = y;
        y = proximal(v, 1 / rho);
        u = combine(1, v, -1, y);
        return new AdmmStep(
                norm(combine(1, x, -1, y)),
                norm(x),
                norm(y),
                norm(combine(1, y, -1, previous)),
                norm(u),
                fidelity(x, null),
                penalty(x),
                penalty(y));
    }

    private double[][] quadraticTimes(double[][] maps) {
        DMatrixRMaj result = new DMatrixRMaj(q.numRows, 1);
        CommonOps_DDRM.mult(q, DMatrixRMaj.wrap(q.numRows, 1, DenseFilterBank.flat(maps)), result);
        double[][] rows = new double[maps.length][maps[0].length];
        for (int m = 0; m < rows.length; m++) {
            System.arraycopy(result.data, m * rows[m].length, rows[m], 0, rows[m].length);
        }
        return rows;
    }

    GradientStep gradientStep(double step, double[] weights) {
        double[] residual = dense.times(point);
        for (int i = 0; i < s.length; i++) {
            residual[i] = Math.pow(weights == null ? 1 : weights[i], 2) * (residual[i] - s[i]);
        }
        double[][] slope = combine(1, dense.transposeTimes(residual), 1, quadraticTimes(point));
        candidate = proximal(combine(1, point, -step, slope), step);
        double[][] difference = combine(1, candidate, -1, point);
        double[][] change = combine(1, candidate, -1, y);
        return new GradientStep(
                fidelity(point, weights),
                dot(slope, difference),
                norm(difference),
                norm(change),
                norm(candidate),
                -dot(difference, change),
                penalty(candidate));
    }

    double candidateObjective(double[] weights) {
        return fidelity(candidate, weights) + dot(candidate, quadraticTimes(candidate)) / 2;
    }

    void accept(double momentum) {
        point = combine(1 + momentum, candidate, -momentum, y);
        y = candidate;
    }
}
