package io.gramian.kde.internal.fast;

/** exp of whole arrays in plain loops that the compiler vectorises; relative error below 1e-12. */
final class Exponentials {
    private static final double LOG2_E = 1 / Math.log(2);
    private static final double LEAST = -1021; // of 2^u; what is below becomes 2^-1021, which is taken off again
    private static final double[] TAYLOR = new double[14]; // log(2)^k / k!

    static {
        double term = 1;
        for (int k = 0; k < TAYLOR.length; k++) {
            TAYLOR[k] = term;
            term *= Math.log(2) / (k + 1);
        }
    }

    private static final double NOTHING = 0x1.0001p-1021;

    private Exponentials() {}

    /** x_i = exp(scale x_i - shift) for arguments up to 700: 2^u = P(u / 2048)^2048, eleven squarings. */
    static void exp(double[] x, int n, double scale, double shift) {
        double least = LEAST / 2048;
        for (int i = 0; i < n; i++) {
            x[i] = Math.max((scale * x[i] - shift) * (LOG2_E / 2048), least);
        }
        for (int i = 0; i < n; i++) {
            double y = x[i];
            double p = TAYLOR_13;
            p = p * y + TAYLOR_12;
            p = p * y + TAYLOR_11;
            p = p * y + TAYLOR_10;
            p = p * y + TAYLOR_9;
            p = p * y + TAYLOR_8;
            p = p * y + TAYLOR_7;
            p = p * y + TAYLOR_6;
            p = p * y + TAYLOR_5;
            p = p * y + TAYLOR_4;
            p = p * y + TAYLOR_3;
            p = p * y + TAYLOR_2;
            p = p * y + TAYLOR_1;
            x[i] = p * y + 1;
        }
        for (int i = 0; i < n; i++) {
            double p = x[i];
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            x[i] = Math.max(0, p * p - NOTHING);
        }
    }

    private static final double TAYLOR_1 = TAYLOR[1];
    private static final double TAYLOR_2 = TAYLOR[2];
    private static final double TAYLOR_3 = TAYLOR[3];
    private static final double TAYLOR_4 = TAYLOR[4];
    private static final double TAYLOR_5 = TAYLOR[5];
    private static final double TAYLOR_6 = TAYLOR[6];
    private static final double TAYLOR_7 = TAYLOR[7];
    private static final double TAYLOR_8 = TAYLOR[8];
    private static final double TAYLOR_9 = TAYLOR[9];
    private static final double TAYLOR_10 = TAYLOR[10];
    private static final double TAYLOR_11 = TAYLOR[11];
    private static final double TAYLOR_12 = TAYLOR[12];
    private static final double TAYLOR_13 = TAYLOR[13];
}
