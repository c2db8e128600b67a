package io.gramian.dpp;

import org.ejml.data.Complex_F64;

/** The factor alpha for which the process of alpha L has an expected number of items, from the eigenvalues of L. */
final class SizeScaling {
    private static final int STEPS = 200;

    private SizeScaling() {}

    /** Returns the expected size at which k items are likely: k, or a little from an end where k is there. */
    static double within(Complex_F64[] eigenvalues, int k) {
        return Math.min(Math.max(k, 0.5), Math.max(0.25, rank(eigenvalues) - 0.25));
    }

    /** Returns alpha. */
    static double factor(Complex_F64[] eigenvalues, double target) {
        double largest = 0;
        double smallest = Double.MAX_VALUE;
        for (Complex_F64 value : eigenvalues) {
            double magnitude = value.getMagnitude();
            largest = Math.max(largest, magnitude);
            smallest = magnitude > 0 ? Math.min(smallest, magnitude) : smallest;
        }
        if (largest == 0) {
            return 1;
        }
        double low = -Math.log(largest) - 40;
        double high = -Math.log(smallest) + 40;
        for (int step = 0; step < STEPS && high - low > 1e-14; step++) {
            double middle = (low + high) / 2;
            if (expected(eigenvalues, Math.exp(middle)) < target) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp((low + high) / 2);
    }

    /** Returns how many eigenvalues are more than rounding. */
    static int rank(Complex_F64... eigenvalues) {
        double largest = 0;
        for (Complex_F64 value : eigenvalues) {
            largest = Math.max(largest, value.getMagnitude());
        }
        int rank = 0;
        for (Complex_F64 value : eigenvalues) {
            rank += value.getMagnitude() > eigenvalues.length * 1e-14 * largest ? 1 : 0;
        }
        return rank;
    }

    /** The sum of the real parts of alpha mu / (1 + alpha mu); it grows with alpha, as the size's variance is positive. */
    private static double expected(Complex_F64[] eigenvalues, double alpha) {
        double sum = 0;
        for (Complex_F64 value : eigenvalues) {
            double real = 1 + alpha * value.real;
            double imaginary = alpha * value.imaginary;
            sum += 1 - real / (real * real + imaginary * imaginary);
        }
        return sum;
    }
}
