package io.gramian.core.feature;

import java.util.random.RandomGenerator;

/** Frequencies in random directions that are orthogonal to each other, of the lengths independent ones would have. */
final class OrthogonalFrequencies {
    private OrthogonalFrequencies() {}

    /** Fills rows {@code from} to {@code to}, at most d, of a row-major matrix. */
    static void fill(double[] rows, int from, int to, int d, SpectralLaw law, RandomGenerator random) {
        double[] w = new double[d];
        double[] lengths = new double[to - from];
        for (int j = from; j < to; j++) {
            law.draw(random, w);
            lengths[j - from] = norm(w, 0, d);
            law.draw(random, w);
            System.arraycopy(w, 0, rows, j * d, d);
            orthonormalise(rows, from, j, d);
        }
        for (int j = from; j < to; j++) {
            for (int k = 0; k < d; k++) {
                rows[j * d + k] *= lengths[j - from];
            }
        }
    }

    /** Gram and Schmidt, twice: what is left after one round is orthogonal only as far as it did not cancel. */
    private static void orthonormalise(double[] rows, int from, int j, int d) {
        for (int round = 0; round < 2; round++) {
            for (int i = from; i < j; i++) {
                double product = 0;
                for (int k = 0; k < d; k++) {
                    product += rows[i * d + k] * rows[j * d + k];
                }
                for (int k = 0; k < d; k++) {
                    rows[j * d + k] -= product * rows[i * d + k];
                }
            }
            double norm = norm(rows, j * d, d);
            for (int k = 0; k < d; k++) {
                rows[j * d + k] /= norm;
            }
        }
    }

    private static double norm(double[] numbers, int at, int d) {
        double sum = 0;
        for (int k = at; k < at + d; k++) {
            sum += numbers[k] * numbers[k];
        }
        return Math.sqrt(sum);
    }
}
