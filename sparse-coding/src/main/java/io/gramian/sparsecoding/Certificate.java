package io.gramian.sparsecoding;

/**
 * How far from optimal a code may be, whatever found it, for F(x) = f(x) + lambda sum_m w_m |x_m|_1 with a smooth quadratic
 * f(x) = 1/2 |b - A x|^2: the data term 1/2 |W (s - D x)|^2, and quadratic penalties as further rows of A with b = 0.
 *
 * <p>With the residual r = b - A x and c = A^T r, any theta = a r with |A^T theta| &lt;= lambda w bounds the optimum from
 * below by a &lt;b, r&gt; - a^2 |r|^2 / 2; a is the best such number, &lt;b, r&gt; / |r|^2 cut at lambda / max |c| / w (without
 * a sign for codes that may not be negative). The bound is rigorous at any x. It is loose while max |c| is far above
 * lambda, which with coherent atoms lasts long after the objective has settled.
 *
 * <p>Without a penalty, as in matching pursuits, the bound is 0 and the gap what is left of the signal, 1/2 |r|^2.
 *
 * <p>Rounding in the objective leaves the gap uncertain by about 1e-16 |b|^2.
 *
 * @param objective F(x)
 * @param dualBound the optimum is at least this
 * @param kktResidual by how much the optimality conditions are violated: the largest |c - lambda w sign x| where x is not
 *     zero, and max(|c| - lambda w, 0) where it is; in units of the penalty
 */
public record Certificate(double objective, double dualBound, double kktResidual) {
    /**
     * Returns how much the objective may lie above the optimum.
     *
     * @return at least 0
     */
    public double gap() {
        return Math.max(0, objective - dualBound);
    }

    /**
     * Returns the gap as a fraction of the objective.
     *
     * @return at least 0; 0 where the objective is 0
     */
    public double relativeGap() {
        return objective == 0 ? 0 : gap() / objective;
    }

    /**
     * Returns this certificate with the better of two dual bounds: one found at any earlier iterate holds still.
     *
     * @param earlier of the same problem
     * @return a certificate of this objective
     */
    public Certificate withBoundOf(Certificate earlier) {
        return new Certificate(objective, Math.max(dualBound, earlier.dualBound), kktResidual);
    }

    /**
     * Returns the certificate of sums that a solver has at hand.
     *
     * @param penalty lambda
     * @param smooth f(x) = |r|^2 / 2
     * @param inner &lt;b, r&gt;
     * @param weightedL1 sum_m w_m |x_m|_1
     * @param largestRatio the largest |c| / w, of c / w for codes that may not be negative; 0 if none is above
     * @param kktResidual as {@link #kktResidual()}
     * @return a certificate
     */
    static Certificate of(
            double penalty, double smooth, double inner, double weightedL1, double largestRatio, double kktResidual) {
        double limit = largestRatio <= 0 ? Double.POSITIVE_INFINITY : penalty / largestRatio;
        double factor = smooth == 0 ? 0 : Math.min(limit, Math.max(0, inner / (2 * smooth)));
        return new Certificate(smooth + penalty * weightedL1, factor * inner - factor * factor * smooth, kktResidual);
    }

    /** The largest correlation over its weight, and the violation of the optimality conditions, of a piece of a code. */
    record Extremes(double largestRatio, double kktResidual) {
        static final Extremes NONE = new Extremes(0, 0);

        /**
         * Goes through a piece of a code, atom fastest; a weight of zero bounds the correlation of its atom by zero, which
         * leaves no bound unless that is exactly met.
         *
         * @param x coefficients, the first of atom 0
         * @param c the correlations A^T r, as many
         * @param penalty lambda
         * @param weights one for every atom
         * @param nonNegative whether coefficients may not be negative
         */
        static Extremes of(double[] x, double[] c, double penalty, double[] weights, boolean nonNegative) {
            double ratio = 0;
            double violation = 0;
            for (int at = 0, m = 0; at < x.length; at++, m = m + 1 == weights.length ? 0 : m + 1) {
                double reach = nonNegative ? Math.max(0, c[at]) : Math.abs(c[at]);
                double threshold = penalty * weights[m];
                if (reach > ratio * weights[m]) {
                    ratio = reach / weights[m];
                }
                violation = Math.max(
                        violation, x[at] == 0 ? reach - threshold : Math.abs(c[at] - Math.copySign(threshold, x[at])));
            }
            return new Extremes(ratio, violation);
        }

        Extremes and(Extremes other) {
            return new Extremes(Math.max(largestRatio, other.largestRatio), Math.max(kktResidual, other.kktResidual));
        }
    }
}
