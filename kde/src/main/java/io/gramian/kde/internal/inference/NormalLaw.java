package io.gramian.kde.internal.inference;

import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.InverseErfc;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/** Tail probabilities of the standard normal law and of its sums of squares. */
public final class NormalLaw {
    private static final double ROOT_2 = Math.sqrt(2);

    private NormalLaw() {}

    /** Returns P(|Z| >= |z|) of a standard normal Z. */
    public static double twoSided(double z) {
        return Erfc.value(Math.abs(z) / ROOT_2);
    }

    /** Returns z with P(Z <= z) = p. */
    public static double quantile(double p) {
        return -ROOT_2 * InverseErfc.value(2 * p);
    }

    /** Returns P(X >= x) of a chi-squared X. */
    public static double chiSquaredTail(double x, int degrees) {
        return RegularizedGamma.Q.value(degrees / 2.0, Math.max(0, x) / 2);
    }
}
