package io.gramian.kde.internal;

/** The sixteen nodes and weights of Gauss and Legendre on [-1, 1], exact for polynomials up to degree 31. */
public final class GaussLegendre {
    /** The number of nodes. */
    public static final int ORDER = 16;

    private static final double[] NODES = new double[ORDER];
    private static final double[] WEIGHTS = new double[ORDER];

    static {
        for (int i = 0; i < ORDER; i++) {
            double x = Math.cos(Math.PI * (i + 0.75) / (ORDER + 0.5)); // close to the i-th zero of P_16
            double slope = 1;
            for (int newton = 0; newton < 10; newton++) { // has converged after five
                double before = 1;
                double p = x;
                for (int k = 2; k <= ORDER; k++) {
                    double next = ((2 * k - 1) * x * p - (k - 1) * before) / k;
                    before = p;
                    p = next;
                }
                slope = ORDER * (x * p - before) / (x * x - 1);
                x -= p / slope;
            }
            NODES[i] = x;
            WEIGHTS[i] = 2 / ((1 - x * x) * slope * slope);
        }
    }

    private GaussLegendre() {}

    /** The i-th node of [a, b]. */
    public static double node(int i, double a, double b) {
        return (a + b) / 2 + (b - a) / 2 * NODES[i];
    }

    /** The i-th weight of [a, b]. */
    public static double weight(int i, double a, double b) {
        return (b - a) / 2 * WEIGHTS[i];
    }
}
