package io.gramian.sparsecoding;

import io.gramian.core.backend.FilterBankOperator;
import io.gramian.core.backend.Proximal;
import io.gramian.core.backend.QuadraticTerm;
import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;

/**
 * ADMM with blocks for the total variation: y = x and y_i = G_i x for every axis i, with scaled duals u and u_i,
 *
 * <pre>
 * x = (D^T D + Q + rho (I + sum_i G_i^T G_i))^-1 (D^T s + rho (y - u + sum_i G_i^T (y_i - u_i)))
 * y = soft(x + u, lambda w / rho);   y_. = shrink(G x + u_., mu / rho)
 * </pre>
 *
 * <p>with x relaxed after its step. The system is solved by the operator; the rest is done here, in double precision.
 */
final class TotalVariationRun {
    private final CodingProblem problem;
    private final CodingSettings settings;
    private final FilterBankOperator operator;
    private final Differences differences;
    private final TotalVariation variation;
    private final Proximal proximal;
    private final double[][] correlations; // D^T s
    private final double[][][] y; // of each block and map; block 0 is the code, block i + 1 that of axis i
    private final double[][][] u;
    private final double[] sums = new double[5];
    private double rho;

    TotalVariationRun(CodingProblem problem, CoefficientMaps start) {
        this.problem = problem;
        this.settings = problem.settings;
        if (settings.mask != null || settings.robust || settings.groupPenalty > 0) {
            throw new IllegalArgumentException(
                    "total variation: not with a mask, a robust data term or a joint penalty");
        }
        this.operator = problem.operator;
        this.differences = new Differences(operator.shape());
        this.variation = new TotalVariation(differences, settings.isVectorVariation);
        this.proximal = problem.weights.proximal(problem.penalty);
        this.correlations = operator.correlate(problem.signal.view());
        this.rho = settings.rho.first(problem.penalty);
        this.y = new double[differences.axes() + 1][operator.maps()][problem.signal.size()];
        this.u = new double[differences.axes() + 1][operator.maps()][problem.signal.size()];
        if (start != null) {
            begin(start.toMaps());
        }
    }

    private void begin(double[][] start) {
        for (int map = 0; map < start.length; map++) {
            for (int at = 0; at < start[map].length; at++) {
                double threshold = problem.penalty * weight(map, at);
                boolean isAllowed =
                        threshold < Double.POSITIVE_INFINITY && !(settings.nonNegative && start[map][at] < 0);
                y[0][map][at] = isAllowed ? start[map][at] : 0;
                u[0][map][at] = isAllowed ? threshold / rho * Math.signum(start[map][at]) : 0;
            }
            for (int axis = 0; axis < differences.axes(); axis++) {
                y[axis + 1][map] = differences.of(y[0][map], axis);
            }
        }
    }

    private double weight(int map, int at) {
        return proximal.weight(map % operator.bank().size(), at);
    }

    CodingProblem.Outcome run() {
        for (int k = 1; k <= settings.iterations; k++) {
            Checks.checkInterrupted("coding with total variation");
            double fidelity = step();
            boolean isRelative = settings.residuals == ResidualConvention.RELATIVE;
            double primal = isRelative ? ratio(sums[0], Math.max(sums[1], sums[2])) : Math.sqrt(sums[0]);
            double dual = isRelative ? ratio(sums[3], sums[4]) : rho * Math.sqrt(sums[3]);
            Certificate certificate = problem.evaluate(k, null);
            problem.record(new IterationStatistics(k, fidelity, Double.NaN, penalty(), primal, dual, rho, certificate));
            if (isSmall()) {
                return new CodingProblem.Outcome(StopRule.RESIDUALS, null);
            }
            if (problem.isGapSmall(certificate)) {
                return new CodingProblem.Outcome(StopRule.DUALITY_GAP, null);
            }
            scale(settings.rho.next(rho, k, primal, dual, problem.penalty));
        }
        return new CodingProblem.Outcome(StopRule.ITERATIONS, null);
    }

    private static double ratio(double squares, double scale) {
        return scale == 0 ? 1 : Math.sqrt(squares / scale);
    }

    private boolean isSmall() {
        double count = (double) y.length * operator.maps() * problem.signal.size();
        double absolute = Math.sqrt(count) * settings.absoluteTolerance;
        return Math.sqrt(sums[0]) < absolute + settings.tolerance * Math.sqrt(Math.max(sums[1], sums[2]))
                && rho * Math.sqrt(sums[3]) < absolute + settings.tolerance * rho * Math.sqrt(sums[4]);
    }

    private void scale(double next) {
        for (double[][] block : next == rho ? new double[0][][] : u) {
            for (double[] map : block) {
                for (int at = 0; at < map.length; at++) {
                    map[at] *= rho / next;
                }
            }
        }
        rho = next;
    }

    /**
     * One iteration; returns the data term at x. Sums: |x - y|^2 and |x|^2 and |y|^2 over the blocks, |A^T change of y|^2,
     * |A^T u|^2.
     */
    private double step() {
        Arrays.fill(sums, 0);
        double[][] x = primal();
        double[][][] v = new double[y.length][x.length][];
        for (int map = 0; map < x.length; map++) {
            for (int block = 0; block < y.length; block++) {
                double[] own = block == 0 ? x[map] : differences.of(x[map], block - 1);
                v[block][map] = relaxed(own, block, map);
            }
        }
        double[][][] shrunk = variation.shrink(v, settings.totalVariation / rho);
        for (int map = 0; map < x.length; map++) {
            shrunk[0][map] = shrinkCode(v[0][map], map);
            double[] change = new double[x[map].length];
            double[] dual = new double[x[map].length];
            for (int block = 0; block < y.length; block++) {
                double[] own = block == 0 ? x[map] : differences.of(x[map], block - 1);
                update(own, v[block][map], shrunk[block][map], block, map);
                addTransposed(difference(shrunk[block][map], y[block][map]), block, change);
                addTransposed(u[block][map], block, dual);
                y[block][map] = shrunk[block][map];
            }
            sums[3] += square(change);
            sums[4] += square(dual);
        }
        double[] synthesis = operator.synthesise(x);
        return square(difference(synthesis, problem.signal.view())) / 2;
    }

    private double[][] primal() {
        double[][] right = new double[correlations.length][];
        for (int map = 0; map < right.length; map++) {
            right[map] = correlations[map].clone();
            for (int block = 0; block < y.length; block++) {
                double[] pull = difference(y[block][map], u[block][map]);
                for (int at = 0; at < pull.length; at++) {
                    pull[at] *= rho;
                }
                addTransposed(pull, block, right[map]);
            }
        }
        double[] gradient = new double[operator.bank().size()];
        Arrays.setAll(gradient, atom -> rho + QuadraticPenalty.gradient(settings, atom));
        boolean isUniform = settings.gradient.length < 2;
        operator.quadratic(
                QuadraticTerm.ridge(settings.ridge).withGradient(isUniform ? new double[] {gradient[0]} : gradient));
        return operator.solve(right, rho);
    }

    /** alpha A x + (1 - alpha) y + u. */
    private double[] relaxed(double[] own, int block, int map) {
        double[] v = new double[own.length];
        for (int at = 0; at < v.length; at++) {
            v[at] = settings.relaxation * own[at] + (1 - settings.relaxation) * y[block][map][at] + u[block][map][at];
        }
        return v;
    }

    private double[] shrinkCode(double[] v, int map) {
        double[] code = new double[v.length];
        for (int at = 0; at < v.length; at++) {
            double reach = settings.nonNegative ? v[at] : Math.abs(v[at]);
            double weight = weight(map, at);
            double threshold = weight == Double.POSITIVE_INFINITY ? weight : problem.penalty / rho * weight;
            code[at] = reach > threshold ? Math.copySign(reach - threshold, v[at]) : 0;
        }
        return code;
    }

    private void update(double[] own, double[] v, double[] next, int block, int map) {
        for (int at = 0; at < v.length; at++) {
            double apart = own[at] - next[at];
            sums[0] += apart * apart;
            sums[1] += own[at] * own[at];
            sums[2] += next[at] * next[at];
            u[block][map][at] = v[at] - next[at];
        }
    }

    private void addTransposed(double[] numbers, int block, double[] into) {
        if (block > 0) {
            differences.addTransposed(numbers, block - 1, 1, into);
            return;
        }
        for (int at = 0; at < numbers.length; at++) {
            into[at] += numbers[at];
        }
    }

    private static double[] difference(double[] a, double[] b) {
        double[] difference = new double[a.length];
        Arrays.setAll(difference, at -> a[at] - b[at]);
        return difference;
    }

    private static double square(double[] numbers) {
        double sum = 0;
        for (double value : numbers) {
            sum += value * value;
        }
        return sum;
    }

    private double penalty() {
        double sum = value(y[0]);
        for (int map = 0; map < y[0].length; map++) {
            for (int at = 0; at < y[0][map].length; at++) {
                if (y[0][map][at] != 0) {
                    sum += problem.penalty * weight(map, at) * Math.abs(y[0][map][at]);
                }
            }
        }
        return sum;
    }

    private double value(double[][] maps) {
        return settings.totalVariation * variation.of(maps);
    }

    /** mu times the total variation of a code. */
    double value(CoefficientMaps code) {
        return value(code.toMaps());
    }

    /** The code, y. */
    CoefficientMaps code() {
        return CoefficientMaps.ofMaps(problem.signal.shape(), y[0]);
    }

    /** Subtracts sum_i G_i^T p_i, p = rho u_i, whose norms are at most mu: feasible multipliers of the total variation. */
    void subtractDual(double[][] from) {
        for (int map = 0; map < from.length; map++) {
            for (int axis = 0; axis < differences.axes(); axis++) {
                differences.addTransposed(u[axis + 1][map], axis, -rho, from[map]);
            }
        }
    }
}
