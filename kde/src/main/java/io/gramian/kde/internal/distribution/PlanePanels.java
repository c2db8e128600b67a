package io.gramian.kde.internal.distribution;

import io.gramian.kde.internal.GaussLegendre;
import java.util.Arrays;

/** The probability of a rectangle under a centred normal law in the plane, to about 1e-14. */
final class PlanePanels {
    private static final double REACH = 9; // phi beyond holds 1e-19
    private static final double WIDTH = 1.5;
    private static final double[] OFFSETS = {-9, -5, -2.5, -1, 0, 1, 2.5, 5, 9};
    private final double first;
    private final double mixed;
    private final double second;

    PlanePanels(double[][] factor) {
        this.first = factor[0][0];
        this.mixed = factor[1][0];
        this.second = factor[1][1];
    }

    double probability(double lower0, double upper0, double lower1, double upper1) {
        double from = Math.max(-REACH, lower0 / first);
        double to = Math.min(REACH, upper0 / first);
        if (!(from < to)) {
            return 0;
        }
        double[] ends = ends(from, to, lower1, upper1);
        double sum = 0;
        for (int p = 1; p < ends.length; p++) {
            for (int q = 0; q < GaussLegendre.ORDER && ends[p] > ends[p - 1]; q++) {
                double z = GaussLegendre.node(q, ends[p - 1], ends[p]);
                double given = NormalBoxes.interval((lower1 - mixed * z) / second, (upper1 - mixed * z) / second);
                sum += GaussLegendre.weight(q, ends[p - 1], ends[p]) * Math.exp(-z * z / 2) * given;
            }
        }
        return sum / Math.sqrt(2 * Math.PI);
    }

    /** Even panels, and those about the z at which an edge of the second coordinate is passed, as wide as the passing. */
    private double[] ends(double from, double to, double lower1, double upper1) {
        int even = (int) Math.ceil((to - from) / WIDTH);
        double[] ends = new double[even + 1 + 2 * OFFSETS.length];
        Arrays.fill(ends, to);
        for (int p = 0; p < even; p++) {
            ends[p] = from + p * (to - from) / even;
        }
        if (mixed != 0) {
            for (int o = 0; o < OFFSETS.length; o++) {
                double away = OFFSETS[o] * second / Math.abs(mixed);
                ends[even + 1 + o] = clamp(lower1 / mixed + away, from, to);
                ends[even + 1 + OFFSETS.length + o] = clamp(upper1 / mixed + away, from, to);
            }
        }
        Arrays.sort(ends);
        return ends;
    }

    private static double clamp(double value, double from, double to) {
        return Math.max(from, Math.min(to, value));
    }
}
