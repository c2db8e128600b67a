package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;

/**
 * How ADMM chooses rho, the weight of its quadratic coupling: where it begins, and how it follows the residuals r (primal)
 * and s (dual). Every period iterations, with the target xi and the ratio mu,
 *
 * <pre>
 * r &gt; xi mu s : rho grows by the factor m;   s &gt; mu r / xi : rho falls by m
 * m = min(tau, sqrt(max(r / (s xi), s xi / r)))     or tau, where scaling is not automatic
 * </pre>
 *
 * <p>Immutable.
 *
 * <p>Source: B. He, H. Yang, S. Wang, Alternating direction method with self-adaptive penalty parameters (2000); B.
 * Wohlberg, ADMM penalty parameter selection by residual balancing (2017).
 */
public final class RhoRule {
    private static final double DEFAULT_BOUND = 100;
    private static final double STEADY = 50; // iterations before a falling rho falls

    private final double initial; // NaN: 50 lambda + 1
    private final int period; // 0: fixed
    private final double target; // NaN: 1 + 18.3^(log10 lambda + 1)
    private final double ratio;
    private final double scaling;
    private final boolean isAutomatic;
    private final double bound;
    private final double last; // where rho falls to by itself; NaN: it follows the residuals

    private RhoRule(
            double initial,
            int period,
            double target,
            double ratio,
            double scaling,
            boolean isAutomatic,
            double bound,
            double last) {
        this.initial = initial;
        this.period = period;
        this.target = target;
        this.ratio = ratio;
        this.scaling = scaling;
        this.isAutomatic = isAutomatic;
        this.bound = bound;
        this.last = last;
    }

    /**
     * Returns the rule that leaves rho as it is.
     *
     * @param rho positive
     * @return a rule
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public static RhoRule fixed(double rho) {
        return new RhoRule(Checks.positive("rho", rho), 0, 1, 1, 1, false, Double.POSITIVE_INFINITY, Double.NaN);
    }

    /**
     * Returns SPORCO's rule: rho = 50 lambda + 1 at first; after every iteration, xi = 1 + 18.3^(log10 lambda + 1), mu = 1.2,
     * the factor automatic up to 1000. With a small lambda and a coherent dictionary rho can collapse; {@link #bounded}
     * does not.
     *
     * @return a rule
     */
    public static RhoRule adaptive() {
        return new RhoRule(Double.NaN, 1, Double.NaN, 1.2, 1000, true, Double.POSITIVE_INFINITY, Double.NaN);
    }

    /**
     * Returns the rule of {@link #adaptive} with rho held within [1 / 100, 100] times its first value.
     *
     * @return a rule
     */
    public static RhoRule bounded() {
        return adaptive().withBound(DEFAULT_BOUND);
    }

    /**
     * Returns the classic balance of residuals: every 10 iterations, a factor of 2 where one is more than 10 times the other.
     *
     * @return a rule
     */
    public static RhoRule balanced() {
        return new RhoRule(Double.NaN, 10, 1, 10, 2, false, Double.POSITIVE_INFINITY, Double.NaN);
    }

    /**
     * Returns the rule that lets rho fall by itself, whatever the residuals: rho = max(last, first min(1, 50 / k)) in
     * iteration k. While rho is large the code moves fast; a small one in the end brings the dual bound near, which wants the
     * constraints kept closely. For small penalties and coherent atoms, where balanced residuals are no guide.
     *
     * <p>The scale of rho is that of the squared norms of the atoms: 0.05 and 0.002 times their mean are good for log-Gabor
     * banks and penalties of a thousandth of the largest.
     *
     * @param first positive
     * @param last positive, at most the first
     * @return a rule
     * @throws IllegalArgumentException if a number is not positive and finite, or the last exceeds the first
     */
    public static RhoRule falling(double first, double last) {
        if (Checks.positive("last rho", last) > Checks.positive("first rho", first)) {
            throw new IllegalArgumentException("last rho: expected at most the first, " + first + ", found " + last);
        }
        return new RhoRule(first, 1, 1, 1, 1, false, Double.POSITIVE_INFINITY, last);
    }

    /**
     * Returns this rule with another beginning.
     *
     * @param rho positive; 50 lambda + 1 by default
     * @return a rule
     * @throws IllegalArgumentException if it is not positive and finite, or below the last of a falling rule
     */
    public RhoRule withInitial(double rho) {
        if (rho < last) {
            throw new IllegalArgumentException("rho: expected at least the last, " + last + ", found " + rho);
        }
        return new RhoRule(Checks.positive("rho", rho), period, target, ratio, scaling, isAutomatic, bound, last);
    }

    /**
     * Returns this rule with another target xi of r / s.
     *
     * @param xi positive
     * @return a rule
     * @throws IllegalArgumentException if it is not positive and finite, or this rule is falling
     */
    public RhoRule withTarget(double xi) {
        requireResiduals("target");
        return new RhoRule(initial, period, Checks.positive("target", xi), ratio, scaling, isAutomatic, bound, last);
    }

    /**
     * Returns this rule with a bound on how far rho may move.
     *
     * @param factor at least 1: rho stays within [1 / factor, factor] times its first value
     * @return a rule
     * @throws IllegalArgumentException if it is below 1 or NaN, or this rule is falling
     */
    public RhoRule withBound(double factor) {
        requireResiduals("bound");
        if (!(factor >= 1)) {
            throw new IllegalArgumentException("bound: expected a factor of at least 1, found " + factor);
        }
        return new RhoRule(initial, period, target, ratio, scaling, isAutomatic, factor, last);
    }

    private void requireResiduals(String what) {
        if (!Double.isNaN(last)) {
            throw new IllegalArgumentException(what + ": a falling rho does not look at residuals");
        }
    }

    double first(double lambda) {
        return Double.isNaN(initial) ? 50 * lambda + 1 : initial;
    }

    /** Rho after an iteration, counted from 1, that left these residuals. */
    double next(double rho, int iteration, double primal, double dual, double lambda) {
        if (!Double.isNaN(last)) {
            return Math.max(last, initial * Math.min(1, STEADY / (iteration + 1)));
        }
        if (period == 0 || iteration == 1 || iteration % period != 0) {
            return rho;
        }
        double xi = Double.isNaN(target) ? wohlbergTarget(lambda) : target;
        double factor = primal > xi * ratio * dual
                ? factor(primal, dual, xi)
                : dual > ratio / xi * primal ? 1 / factor(primal, dual, xi) : 1;
        return Math.min(first(lambda) * bound, Math.max(first(lambda) / bound, rho * factor));
    }

    private double factor(double primal, double dual, double xi) {
        if (!isAutomatic || primal == 0 || dual == 0) {
            return scaling;
        }
        double imbalance = primal / (dual * xi);
        return Math.min(scaling, Math.sqrt(Math.max(imbalance, 1 / imbalance)));
    }

    private static double wohlbergTarget(double lambda) {
        return lambda == 0 ? 1 : 1 + Math.pow(18.3, Math.log10(lambda) + 1);
    }

    /** Returns the numbers of the rule. */
    @Override
    public String toString() {
        if (!Double.isNaN(last)) {
            return "rho falling from " + initial + " to " + last;
        }
        String start = Double.isNaN(initial) ? "50 lambda + 1" : Double.toString(initial);
        return period == 0
                ? "rho " + start
                : "rho from " + start + ", every " + period + " iterations, ratio " + ratio + ", factor up to "
                        + scaling + ", bound " + bound;
    }
}
