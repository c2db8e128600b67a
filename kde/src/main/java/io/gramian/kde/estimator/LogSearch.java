package io.gramian.kde.estimator;

import java.util.function.DoubleUnaryOperator;

/** The maximum of a criterion over the logarithm of a positive parameter: a grid first, then golden sections. */
final class LogSearch {
    private static final int GRID = 32;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    /** Where the criterion is largest, and whether that is an end of the range. */
    record Maximum(double at, boolean isAtEnd) {}

    private LogSearch() {}

    static Maximum of(double least, double most, DoubleUnaryOperator criterion) {
        DoubleUnaryOperator f = log -> criterion.applyAsDouble(Math.exp(log));
        double from = Math.log(least);
        double step = (Math.log(most) - from) / GRID;
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i <= GRID; i++) {
            double value = f.applyAsDouble(from + i * step);
            if (value > highest) {
                highest = value;
                best = i;
            }
        }
        if (best == 0 || best == GRID) {
            return new Maximum(Math.exp(from + best * step), true);
        }
        return new Maximum(Math.exp(golden(from + (best - 1) * step, from + (best + 1) * step, f)), false);
    }

    /** To 1e-7 in the logarithm, below which rounding of the criterion decides. */
    private static double golden(double from, double to, DoubleUnaryOperator f) {
        double low = from;
        double high = to;
        double left = high - GOLDEN * (high - low);
        double right = low + GOLDEN * (high - low);
        double atLeft = f.applyAsDouble(left);
        double atRight = f.applyAsDouble(right);
        while (high - low > 1e-7) {
            if (atLeft >= atRight) {
                high = right;
                right = left;
                atRight = atLeft;
                left = high - GOLDEN * (high - low);
                atLeft = f.applyAsDouble(left);
            } else {
                low = left;
                left = right;
                atLeft = atRight;
                right = low + GOLDEN * (high - low);
                atRight = f.applyAsDouble(right);
            }
        }
        return (low + high) / 2;
    }
}
