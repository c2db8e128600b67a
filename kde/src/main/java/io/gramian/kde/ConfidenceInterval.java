package io.gramian.kde;

import java.util.Optional;

/**
 * A confidence interval for the mean of a density estimate at a query, that is for the density smoothed by the kernel, or
 * the reason why there is none.
 *
 * <p>The interval is normal on the logarithmic scale, estimate times exp(+- z s), s being the relative standard error from
 * the spread of the contributions of the data points. It says nothing about what the smoothing itself changes. It is
 * refused where the central limit theorem does not hold, because s then describes only the points that happen to be there.
 */
public final class ConfidenceInterval {
    private final double level;
    private final double logLower;
    private final double logUpper;
    private final String refusal; // null if given

    private ConfidenceInterval(double level, double logLower, double logUpper, String refusal) {
        this.level = level;
        this.logLower = logLower;
        this.logUpper = logUpper;
        this.refusal = refusal;
    }

    static ConfidenceInterval given(double level, double logLower, double logUpper) {
        return new ConfidenceInterval(level, logLower, logUpper, null);
    }

    static ConfidenceInterval refused(double level, String reason) {
        return new ConfidenceInterval(level, Double.NaN, Double.NaN, reason);
    }

    /**
     * Returns whether there is an interval.
     *
     * @return false if it was refused
     */
    public boolean isGiven() {
        return refusal == null;
    }

    /**
     * Returns why there is no interval.
     *
     * @return a sentence, or nothing if there is one
     */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /**
     * Returns the confidence level.
     *
     * @return between 0 and 1
     */
    public double level() {
        return level;
    }

    /**
     * Returns the lower bound of the density.
     *
     * @return a density
     * @throws IllegalStateException if the interval was refused; the message is the reason
     */
    public double lower() {
        return Math.exp(logLower());
    }

    /**
     * Returns the upper bound of the density.
     *
     * @return a density
     * @throws IllegalStateException if the interval was refused; the message is the reason
     */
    public double upper() {
        return Math.exp(logUpper());
    }

    /**
     * Returns the lower bound of the log-density.
     *
     * @return a log-density
     * @throws IllegalStateException if the interval was refused; the message is the reason
     */
    public double logLower() {
        return checked(logLower);
    }

    /**
     * Returns the upper bound of the log-density.
     *
     * @return a log-density
     * @throws IllegalStateException if the interval was refused; the message is the reason
     */
    public double logUpper() {
        return checked(logUpper);
    }

    private double checked(double bound) {
        if (refusal != null) {
            throw new IllegalStateException("no confidence interval: " + refusal);
        }
        return bound;
    }

    /** Returns the bounds of the density, or the reason. */
    @Override
    public String toString() {
        return "ConfidenceInterval["
                + (isGiven() ? lower() + " to " + upper() + " at level " + level : "refused: " + refusal) + "]";
    }
}
