package io.gramian.dpp.continuous;

import java.util.function.DoubleUnaryOperator;

/**
 * Inverts a distribution function: inverse quadratic steps where they may be trusted, halving elsewhere, so that flat
 * pieces cost time and never accuracy. Source: T. R. Chandrupatla, A new hybrid quadratic/bisection algorithm (1997).
 */
final class MonotoneRoot {
    private static final double RELATIVE = 0x1p-52;
    private static final int MOST_STEPS = 2000; // halving all numbers takes 1,100

    private MonotoneRoot() {}

    /** Returns where an increasing function passes the level, within rounding; an end if it does not pass it inside. */
    static double of(DoubleUnaryOperator increasing, double level, double lower, double upper) {
        double a = upper;
        double fa = increasing.applyAsDouble(upper) - level;
        double b = lower;
        double fb = increasing.applyAsDouble(lower) - level;
        if (fa <= 0 || fb >= 0) {
            return fb >= 0 ? lower : upper;
        }
        double step = 0.5;
        for (int count = 0; count < MOST_STEPS; count++) {
            double x = a + step * (b - a);
            double fx = increasing.applyAsDouble(x) - level;
            boolean sameSide = fx > 0 == fa > 0;
            double c = sameSide ? a : b;
            double fc = sameSide ? fa : fb;
            if (!sameSide) {
                b = a;
                fb = fa;
            }
            a = x;
            fa = fx;
            double best = Math.abs(fa) < Math.abs(fb) ? a : b;
            double least = (RELATIVE * Math.abs(best) + Double.MIN_NORMAL) / Math.abs(b - a);
            if (least > 0.5 || fx == 0) {
                return best;
            }
            step = Math.min(1 - least, Math.max(least, step(a, fa, b, fb, c, fc)));
        }
        return a;
    }

    /** Returns the share of the way from a to b: by inverse interpolation where it is monotone, else one half. */
    private static double step(double a, double fa, double b, double fb, double c, double fc) {
        double xi = (a - b) / (c - b);
        double phi = (fa - fb) / (fc - fb);
        if (phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi) {
            return fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb);
        }
        return 0.5;
    }
}
