package io.gramian.kde.internal.distribution;

import java.util.Arrays;

/** The probability of a rectangle under a centred normal law in the plane, to about 1e-14. */
final class PlanePanels {
    private static final double REACH = 9; // phi beyond holds 1e-19
    private static final double WIDTH = 1.5;
    private static final double[] OFFSETS = {-9, -5, -2.5, -1, 0, 1, 2.5, 5, 9};
    private static final double[] NODES = new double[16]; // Gauss-Legendre on [-1, 1]
    private static final double[] WEIGHTS = new double[16];

    static {
        gaussLegendre();
    }

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
            double half = (ends[p] - ends[p - 1]) / 2;
            double middle = (ends[p] + ends[p - 1]) / 2;
            for (int q = 0; q < NODES.length && half > 0; q++) {
                double z = middle + half * NODES[q];
                double given = NormalBoxes.interval((lower1 - mixed * z) / second, (upper1 - mixed * z) / second);
                sum += half * WEIGHTS[q] * Math.exp(-z * z / 2) * given;
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

    /** Newton's method on Legendre's polynomial, from the cosines its roots lie next to. */
    private static void gaussLegendre() {
        int n = NODES.length;
        for (int i = 0; i < n; i++) {
            double x = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
            double slope = 0;
            for (int step = 0; step < 20; step++) {
                double before = 1;
                double value = x;
                for (int k = 2; k <= n; k++) {
                    double next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
                    before = value;
                    value = next;
                }
                slope = n * (x * value - before) / (x * x - 1);
                x -= value / slope;
            }
            NODES[i] = x;
            WEIGHTS[i] = 2 / ((1 - x * x) * slope * slope);
        }
    }
}
