package io.gramian.kde.regime;

import io.gramian.core.NumericalException;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.apache.commons.numbers.gamma.Gamma;

/**
 * The totally skewed stable law that a density estimate follows below h_CLT: the law of S = sum_k G_k^(-1/m), G_k the
 * arrival times of a Poisson process of rate one, less its mean for m &gt; 1.
 *
 * <p>log E exp(i q S) = -Gamma(1 - m) (-i q)^m for the stable index 0 &lt; m &lt; 2, m not one; P(S &gt; s) falls as s^-m.
 * In the common parametrisation S_m(sigma, beta = 1, mu = 0) with sigma^m = Gamma(1 - m) cos(pi m / 2). For m &lt; 1 it is
 * positive. Immutable and thread-safe.
 *
 * <p>Sources: J. M. Chambers, C. L. Mallows, B. W. Stuck (1976); V. M. Zolotarev (1986); S. Asmussen, J. Rosinski (2001)
 * for what is left of the series.
 */
public final class StableLaw {
    private static final double HALF_PI = Math.PI / 2;
    private static final double ACCURACY = 1e-13;
    private static final int PIECES = 12;

    private final double index;
    private final double scale;
    private final double shift; // the angle at which a draw is zero, negated
    private final double factor;

    private StableLaw(double index) {
        this.index = index;
        this.scale = Math.pow(Gamma.value(1 - index) * Math.cos(HALF_PI * index), 1 / index);
        double skew = Math.tan(HALF_PI * index);
        this.shift = Math.atan(skew) / index;
        this.factor = scale * Math.pow(1 + skew * skew, 1 / (2 * index));
    }

    /**
     * Returns the law of a stable index.
     *
     * @param m from 0.01 to 1.99, and 0.001 away from one
     * @return the law
     * @throws IllegalArgumentException if m is out of range
     */
    public static StableLaw of(double m) {
        if (!(m >= 0.01 && m <= 1.99 && Math.abs(m - 1) >= 0.001)) {
            throw new IllegalArgumentException(
                    "stable index: expected 0.01 to 1.99 and not within 0.001 of 1, found " + m);
        }
        return new StableLaw(m);
    }

    /**
     * Returns the stable index.
     *
     * @return m
     */
    public double index() {
        return index;
    }

    /**
     * Returns the scale in the common parametrisation.
     *
     * @return sigma, with sigma^m = Gamma(1 - m) cos(pi m / 2)
     */
    public double scale() {
        return scale;
    }

    /**
     * Returns the logarithm of the characteristic function, -Gamma(1 - m) (-i q)^m.
     *
     * @param q any number
     * @return real and imaginary part
     */
    public double[] logCharacteristicFunction(double q) {
        double size = -Gamma.value(1 - index) * Math.pow(Math.abs(q), index);
        double angle = -HALF_PI * index * Math.signum(q);
        return new double[] {size * Math.cos(angle), size * Math.sin(angle)};
    }

    /**
     * Returns a draw, by the transformation of Chambers, Mallows and Stuck: exact.
     *
     * @param random the source of randomness
     * @return a draw
     */
    public double sample(RandomGenerator random) {
        double angle = Math.PI * (random.nextDouble() - 0.5);
        double exponential = -Math.log(1 - random.nextDouble());
        return direction(angle) * Math.pow(exponential, (index - 1) / index);
    }

    /**
     * Returns a draw from the series that defines the law: its first terms, and a normal variable with the mean and
     * variance of the others given these, by which it is close to exact from some ten terms on.
     *
     * @param terms how many, at least 1
     * @param random the source of randomness
     * @return a draw
     * @throws IllegalArgumentException if there is no term
     */
    public double sampleSeries(int terms, RandomGenerator random) {
        if (terms < 1) {
            throw new IllegalArgumentException("terms: expected at least 1, found " + terms);
        }
        double arrival = 0;
        double sum = 0;
        for (int k = 0; k < terms; k++) {
            arrival -= Math.log(1 - random.nextDouble());
            sum += Math.pow(arrival, -1 / index);
        }
        double mean = index / (1 - index) * Math.pow(arrival, 1 - 1 / index);
        double variance = index / (2 - index) * Math.pow(arrival, 1 - 2 / index);
        return sum + mean + Math.sqrt(variance) * random.nextGaussian();
    }

    /**
     * Returns the distribution function.
     *
     * @param s any number
     * @return P(S &lt;= s), with an absolute error of about 1e-12
     */
    public double cumulative(double s) {
        return integral(angle -> probability(s, angle, false));
    }

    /**
     * Returns the probability of the upper tail.
     *
     * @param s any number
     * @return P(S &gt; s), with an absolute error of about 1e-12
     */
    public double survival(double s) {
        return integral(angle -> probability(s, angle, true));
    }

    /**
     * Returns a quantile, by bisection of {@link #cumulative}.
     *
     * @param p between 1e-9 and 1 - 1e-9
     * @return s with P(S &lt;= s) = p
     * @throws IllegalArgumentException if p is out of range
     */
    public double quantile(double p) {
        if (!(p >= 1e-9 && p <= 1 - 1e-9)) {
            throw new IllegalArgumentException("p: expected a probability from 1e-9 to 1 - 1e-9, found " + p);
        }
        double low = -1; // of asinh(s / scale)
        double high = 1;
        while (cumulative(scale * Math.sinh(low)) > p) {
            low = 2 * low;
        }
        while (cumulative(scale * Math.sinh(high)) < p) {
            high = 2 * high;
            if (high > 700) {
                throw new NumericalException(
                        "quantile: the " + p + " quantile at stable index " + index + " exceeds the largest number");
            }
        }
        while (high - low > 1e-14 * Math.max(1, Math.abs(low))) {
            double middle = (low + high) / 2;
            if (middle == low || middle == high) {
                break;
            }
            if (cumulative(scale * Math.sinh(middle)) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return scale * Math.sinh((low + high) / 2);
    }

    /** What an exponential variable to the power (m - 1)/m multiplies, given the uniform angle. */
    private double direction(double angle) {
        double turned = index * (angle + shift);
        double cosine = Math.max(Math.cos(angle), Double.MIN_NORMAL);
        double rest = Math.max(Math.cos(angle - turned), 0);
        return factor * Math.sin(turned) / Math.pow(cosine, 1 / index) * Math.pow(rest, (1 - index) / index);
    }

    /** P(S &lt;= s) or P(S &gt; s) given the angle: an exponential tail (Zolotarev's integral). */
    private double probability(double s, double angle, boolean isUpper) {
        double a = direction(angle);
        if (a == 0 || a < 0 != s < 0 || s == 0) {
            return (a > s || a == s && isUpper) == isUpper ? 1 : 0;
        }
        double exponent = Math.pow(s / a, index / (index - 1)); // the exponential variable at which S = s
        boolean isBelowWhenLarger = index < 1 || a < 0;
        return isBelowWhenLarger == isUpper ? -Math.expm1(-exponent) : Math.exp(-exponent);
    }

    private double integral(DoubleUnaryOperator f) {
        double zero = Math.max(-HALF_PI, -shift); // draws change sign there
        return Math.min(1, (toBothEnds(f, -HALF_PI, zero) + toBothEnds(f, zero, HALF_PI)) / Math.PI);
    }

    /** Integrates over pieces that shrink towards both ends, since all that counts may lie close to one. */
    private static double toBothEnds(DoubleUnaryOperator f, double from, double to) {
        double sum = 0;
        double far = (to - from) / 2;
        for (int k = 0; k < PIECES && far > 0; k++) {
            double near = k == PIECES - 1 ? 0 : far / 8;
            sum += Quadrature.adaptive(f, from + near, from + far, ACCURACY);
            sum += Quadrature.adaptive(f, to - far, to - near, ACCURACY);
            far = near;
        }
        return sum;
    }

    /** Returns the index. */
    @Override
    public String toString() {
        return "StableLaw[m=" + index + "]";
    }
}
