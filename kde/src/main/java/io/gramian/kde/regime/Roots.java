package io.gramian.kde.regime;

import io.gramian.core.NumericalException;
import java.util.function.DoubleUnaryOperator;

/** Zeros of monotone functions of a positive number. */
final class Roots {
    private static final double WIDEST = 700; // of log x
    private static final double CLOSE = 1e-15;
    private static final int QUICK_STEPS = 60;

    private Roots() {}

    /**
     * Returns x &gt; 0 with f(x) = target for decreasing f, to the last digits: false position in log x (the Illinois
     * variant, which halves the weight of an end that stays), and bisection should it stall.
     */
    static double decreasing(DoubleUnaryOperator f, double target, double start) {
        DoubleUnaryOperator g = t -> f.applyAsDouble(Math.exp(t)) - target;
        double low = Math.log(start);
        double high = low;
        double above = g.applyAsDouble(low);
        double below = above;
        for (double step = 0.5; !(above > 0); step *= 2) {
            high = low;
            below = above;
            low = inside(low - step, target);
            above = g.applyAsDouble(low);
        }
        for (double step = 0.5; below > 0; step *= 2) {
            low = high;
            above = below;
            high = inside(high + step, target);
            below = g.applyAsDouble(high);
        }
        return Math.exp(within(g, low, above, high, below));
    }

    private static double within(DoubleUnaryOperator g, double a, double ga, double b, double gb) {
        double low = a;
        double high = b;
        double above = ga;
        double below = gb;
        int side = 0;
        for (int i = 0; high - low > CLOSE * Math.max(1, Math.abs(low)); i++) {
            double t = i < QUICK_STEPS ? (low * below - high * above) / (below - above) : (low + high) / 2;
            if (!(t > low && t < high)) {
                t = (low + high) / 2;
                if (t == low || t == high) {
                    break;
                }
            }
            double value = g.applyAsDouble(t);
            if (value == 0) {
                return t;
            }
            if (value > 0) {
                low = t;
                above = value;
                below = side == 1 ? below / 2 : below;
                side = 1;
            } else {
                high = t;
                below = value;
                above = side == -1 ? above / 2 : above;
                side = -1;
            }
        }
        return (low + high) / 2;
    }

    private static double inside(double log, double target) {
        if (Math.abs(log) > WIDEST) {
            throw new NumericalException("no bandwidth from 1e-304 to 1e304 reaches " + target);
        }
        return log;
    }
}
