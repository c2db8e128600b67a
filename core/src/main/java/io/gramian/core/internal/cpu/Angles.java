package io.gramian.core.internal.cpu;

/**
 * The arc cosine, because the JDK's costs a hundred nanoseconds (a native call up to JDK 20): asin(x) = x P(x^2) with P
 * a Chebyshev fit on [0, 1/4], and the half-angle formula beyond 1/2. Absolute error below 1e-15.
 */
final class Angles {
    private static final double[] P = {
        1.0,
        0.16666666666666796,
        0.07499999999966611,
        0.04464285717686322,
        0.030381942642327187,
        0.022372216106072148,
        0.017351600625343435,
        0.01398088299217101,
        0.011398850408440755,
        0.010778675120995992,
        0.0037180577483250537,
        0.02166805886905636,
        -0.02093065831518245,
        0.03257934796692842,
    };

    private Angles() {}

    /** Returns the angle from 0 to pi whose cosine is t, for t from -1 to 1. */
    static double arcCosine(double t) {
        double size = Math.abs(t);
        if (size <= 0.5) {
            return Math.PI / 2 - t * polynomial(t * t);
        }
        double z = (1 - size) / 2;
        double angle = 2 * Math.sqrt(z) * polynomial(z);
        return t > 0 ? angle : Math.PI - angle;
    }

    private static double polynomial(double z) {
        double sum = P[P.length - 1];
        for (int i = P.length - 2; i >= 0; i--) {
            sum = sum * z + P[i];
        }
        return sum;
    }
}
