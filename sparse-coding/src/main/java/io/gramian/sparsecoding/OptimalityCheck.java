package io.gramian.sparsecoding;

import io.gramian.core.backend.Proximal;

/**
 * What a code's correlations c = A^T theta say of its optimality.
 *
 * @param limit the largest factor a of at most 1e300 whose a theta is dual feasible: |soft(a c, lambda w)|_2 over the
 *     channels at most mu, which without a joint penalty is a |c| &lt;= lambda w
 * @param penalty the value of the penalty
 * @param kktResidual the largest violation of the optimality conditions
 */
record OptimalityCheck(double limit, double penalty, double kktResidual) {
    private static final int HALVINGS = 60;

    static OptimalityCheck of(CoefficientMaps code, double[][] c, Proximal proximal, int atoms) {
        return proximal.groupPenalty() == 0 ? separate(code, c, proximal, atoms) : joint(code, c, proximal, atoms);
    }

    /** The smallest penalty of a code of zeros, without a joint penalty; atoms of weight 0 may be passed over. */
    static double largestPenalty(double[][] c, Proximal unit, int atoms, boolean isFreeIgnored) {
        double largest = 0;
        for (int map = 0; map < c.length; map++) {
            for (int at = 0; at < c[map].length; at++) {
                double weight = unit.weight(map % atoms, at);
                double reach = unit.isNonNegative() ? c[map][at] : Math.abs(c[map][at]);
                if (reach > largest * weight && (weight > 0 || !isFreeIgnored)) {
                    largest = reach / weight;
                }
            }
        }
        return largest;
    }

    private static OptimalityCheck separate(CoefficientMaps code, double[][] c, Proximal proximal, int atoms) {
        double ratio = 0; // the largest |c| / w
        double violation = 0;
        for (int map = 0; map < c.length; map++) {
            for (int at = 0; at < c[map].length; at++) {
                double weight = proximal.weight(map % atoms, at);
                double reach = proximal.isNonNegative() ? Math.max(0, c[map][at]) : Math.abs(c[map][at]);
                if (reach > ratio * weight) {
                    ratio = reach / weight;
                }
                if (weight < Double.POSITIVE_INFINITY) {
                    violation = Math.max(violation, reach - proximal.penalty() * weight);
                }
            }
        }
        double penalty = 0;
        for (int i = 0; i < code.count(); i++) {
            double threshold = proximal.penalty() * proximal.weight(code.atom(i) % atoms, code.position(i));
            penalty += threshold * Math.abs(code.value(i));
            double own = c[code.atom(i)][code.position(i)];
            violation = Math.max(violation, Math.abs(own - Math.copySign(threshold, code.value(i))));
        }
        return new OptimalityCheck(ratio == 0 ? 1e300 : proximal.penalty() / ratio, penalty, violation);
    }

    private static OptimalityCheck joint(CoefficientMaps code, double[][] c, Proximal proximal, int atoms) {
        double[][] x = code.toMaps();
        int channels = c.length / atoms;
        double limit = 1e300;
        double penalty = 0;
        double violation = 0;
        double[] own = new double[channels];
        double[] values = new double[channels];
        for (int m = 0; m < atoms; m++) {
            for (int at = 0; at < c[m].length; at++) {
                double weight = proximal.weight(m, at);
                if (weight == Double.POSITIVE_INFINITY) {
                    continue;
                }
                for (int channel = 0; channel < channels; channel++) {
                    own[channel] = c[channel * atoms + m][at];
                    values[channel] = x[channel * atoms + m][at];
                }
                Group group = new Group(own, values, proximal.penalty() * weight, proximal);
                limit = group.limit(limit);
                penalty += group.penalty();
                violation = Math.max(violation, group.violation());
            }
        }
        return new OptimalityCheck(limit, penalty, violation);
    }

    /** The channels of one coefficient. */
    private record Group(double[] c, double[] x, double threshold, Proximal proximal) {
        /** |soft(a c, lambda w)|_2. */
        private double excess(double factor) {
            double squares = 0;
            for (double value : c) {
                double reach = proximal.isNonNegative() ? value : Math.abs(value);
                double over = Math.max(0, factor * reach - threshold);
                squares += over * over;
            }
            return Math.sqrt(squares);
        }

        double limit(double highest) {
            double mu = proximal.groupPenalty();
            if (excess(highest) <= mu) {
                return highest;
            }
            double norm = norm(c);
            double low = 0;
            double high =
                    Math.min(highest, (mu + threshold * Math.sqrt(c.length)) / norm * 2); // infeasible if below highest
            for (int i = 0; i < HALVINGS; i++) {
                double middle = (low + high) / 2;
                if (excess(middle) <= mu) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        private static double norm(double[] values) {
            double squares = 0;
            for (double value : values) {
                squares += value * value;
            }
            return Math.sqrt(squares);
        }

        double penalty() {
            double sum = proximal.groupPenalty() * norm(x);
            for (double value : x) {
                sum += threshold * Math.abs(value);
            }
            return sum;
        }

        double violation() {
            double norm = norm(x);
            if (norm == 0) {
                return Math.max(0, excess(1) - proximal.groupPenalty());
            }
            double largest = 0;
            for (int i = 0; i < x.length; i++) {
                double reach = proximal.isNonNegative() ? c[i] : Math.abs(c[i]);
                double gradient = Math.copySign(threshold, x[i]) + proximal.groupPenalty() * x[i] / norm;
                largest = Math.max(largest, x[i] == 0 ? reach - threshold : Math.abs(c[i] - gradient));
            }
            return largest;
        }
    }
}
