package io.gramian.dpp;

import io.gramian.core.NumericalException;

/** Gram-Schmidt on short vectors. */
final class Orthogonal {
    private Orthogonal() {}

    /** Makes a vector orthogonal to an orthonormal basis, twice for the sake of rounding, and of norm one. */
    static void complete(double[] vector, double[][] basis, int count) {
        for (int pass = 0; pass < 2; pass++) {
            for (int b = 0; b < count; b++) {
                double dot = dot(vector, basis[b]);
                double[] direction = basis[b];
                for (int a = 0; a < vector.length; a++) {
                    vector[a] -= dot * direction[a];
                }
            }
        }
        double norm = Math.sqrt(dot(vector, vector));
        if (!(norm > 0)) {
            throw new NumericalException("an item was drawn whose row is spanned by those before, up to rounding");
        }
        for (int a = 0; a < vector.length; a++) {
            vector[a] /= norm;
        }
    }

    /** Four sums at a time, which do not wait for each other. */
    static double dot(double[] x, double[] y) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < x.length; i += 4) {
            s0 += x[i] * y[i];
            s1 += x[i + 1] * y[i + 1];
            s2 += x[i + 2] * y[i + 2];
            s3 += x[i + 3] * y[i + 3];
        }
        for (; i < x.length; i++) {
            s0 += x[i] * y[i];
        }
        return s0 + s1 + (s2 + s3);
    }
}
