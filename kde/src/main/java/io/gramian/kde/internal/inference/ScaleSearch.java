package io.gramian.kde.internal.inference;

import java.util.function.DoubleUnaryOperator;

/** The minimum of a criterion over a positive scale: the best of a grid in equal ratios, refined by golden sections. */
public final class ScaleSearch {
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
    private static final double TOLERANCE = 1e-4; // of log scale

    private ScaleSearch() {}

    /** Where the minimum is, its value, and whether it is at an end of the range. */
    public record Minimum(double scale, double value, boolean atBoundary, int evaluations) {}

    /** Returns the minimum between low and high; a criterion that is NaN or infinite loses against any number. */
    public static Minimum minimise(DoubleUnaryOperator criterion, double low, double high, int grid) {
        double step = Math.log(high / low) / (grid - 1);
        int best = 0;
        double value = Double.POSITIVE_INFINITY;
        for (int i = 0; i < grid; i++) {
            double v = criterion.applyAsDouble(low * Math.exp(i * step));
            if (v < value) {
                value = v;
                best = i;
            }
        }
        double a = Math.log(low) + Math.max(0, best - 1) * step;
        double b = Math.log(low) + Math.min(grid - 1, best + 1) * step;
        double[] point = {b - GOLDEN * (b - a), a + GOLDEN * (b - a)};
        double[] found = {criterion.applyAsDouble(Math.exp(point[0])), criterion.applyAsDouble(Math.exp(point[1]))};
        int evaluations = grid + 2;
        for (; b - a > TOLERANCE; evaluations++) {
            boolean left = found[0] <= found[1] || Double.isNaN(found[1]);
            a = left ? a : point[0];
            b = left ? point[1] : b;
            int kept = left ? 0 : 1;
            point[1 - kept] = point[kept];
            found[1 - kept] = found[kept];
            point[kept] = left ? b - GOLDEN * (b - a) : a + GOLDEN * (b - a);
            found[kept] = criterion.applyAsDouble(Math.exp(point[kept]));
        }
        int lower = found[0] <= found[1] ? 0 : 1;
        boolean refined = found[lower] <= value;
        double scale = refined ? Math.exp(point[lower]) : low * Math.exp(best * step);
        boolean atEnd = Math.min(Math.log(scale / low), Math.log(high / scale)) < 2 * TOLERANCE;
        return new Minimum(scale, refined ? found[lower] : value, atEnd, evaluations);
    }
}
