package io.gramian.dpp.leastsquares;

import io.gramian.dpp.internal.Checks;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * A function kappa that bounds the functions of a normed space H at every point: |h(x)| &lt;= kappa(x) ||h||_H. For bounded
 * functions under the supremum norm it is 1; for a space with reproducing kernel k it is the square root of k(x, x).
 * Immutable and thread-safe.
 */
public final class PointwiseBound {
    private static final PointwiseBound UNIFORM = new PointwiseBound(x -> 1, 1, 1);

    private final ToDoubleFunction<double[]> kappa;
    private final double norm;
    private final double supremum;

    private PointwiseBound(ToDoubleFunction<double[]> kappa, double norm, double supremum) {
        this.kappa = kappa;
        this.norm = norm;
        this.supremum = supremum;
    }

    /**
     * Returns kappa = 1, for the supremum norm.
     *
     * @return the bound of bounded functions
     */
    public static PointwiseBound uniform() {
        return UNIFORM;
    }

    /**
     * Returns a given bound.
     *
     * @param kappa at least 0 everywhere, a function that leaves its argument as it is
     * @param norm its norm in L2(mu), the square root of the integral of kappa^2
     * @param supremum a number that kappa nowhere exceeds, which sampling by rejection needs; the expected number of draws
     *     is (supremum / norm)^2
     * @return the bound
     * @throws IllegalArgumentException if a number is not positive and finite, or the supremum is below the norm
     */
    public static PointwiseBound of(ToDoubleFunction<double[]> kappa, double norm, double supremum) {
        Objects.requireNonNull(kappa, "kappa");
        Checks.positive("norm of kappa", norm);
        Checks.positive("supremum of kappa", supremum);
        if (supremum < norm * (1 - 1e-12)) {
            throw new IllegalArgumentException("supremum of kappa: expected at least its norm " + norm
                    + " under a probability measure, found " + supremum);
        }
        return new PointwiseBound(kappa, norm, supremum);
    }

    /**
     * Returns kappa at a point.
     *
     * @param x d coordinates; left as it is
     * @return kappa(x)
     * @throws IllegalArgumentException if the given function is negative there, not a number, or above its supremum
     */
    public double at(double... x) {
        double value = kappa.applyAsDouble(x);
        if (!(value >= 0 && value <= supremum * (1 + 1e-12))) {
            throw new IllegalArgumentException("kappa at " + java.util.Arrays.toString(x) + ": expected from 0 to "
                    + supremum + ", the supremum given, found " + value);
        }
        return value;
    }

    /**
     * Returns the norm of kappa in L2(mu).
     *
     * @return ||kappa||
     */
    public double norm() {
        return norm;
    }

    /**
     * Returns the number that kappa does not exceed.
     *
     * @return the supremum given
     */
    public double supremum() {
        return supremum;
    }
}
