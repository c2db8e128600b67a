package io.gramian.dpp.continuous;

import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Trigonometric functions on [0, 1], orthonormal for dx: 1, sqrt(2) cos(2 pi k x), sqrt(2) sin(2 pi k x). With all
 * frequencies to some k the sum of squares is constant, so the optimal measure is the uniform one.
 */
public final class FourierBasis implements UnivariateBasis {
    private final int[] frequencies; // negative for a sine

    private FourierBasis(int... frequencies) {
        this.frequencies = frequencies;
    }

    /**
     * Returns 1 and the cosine and the sine of the frequencies 1 to n: 1, cos, sin, cos, sin, ...
     *
     * @param frequency n, at least 0
     * @return 2 n + 1 functions
     * @throws IllegalArgumentException if n is negative
     */
    public static FourierBasis complete(int frequency) {
        int[] all = new int[2 * Checks.between("frequency", 0, Integer.MAX_VALUE / 2 - 1, frequency) + 1];
        Arrays.setAll(all, i -> i % 2 == 0 ? -(i / 2) : (i + 1) / 2);
        return new FourierBasis(all);
    }

    /**
     * Returns chosen functions.
     *
     * @param frequencies all different: k &gt; 0 for the cosine of frequency k, -k for the sine, 0 for the constant
     * @return as many functions, in that order
     * @throws IllegalArgumentException if none is given or one occurs twice
     */
    public static FourierBasis of(int... frequencies) {
        Checks.atLeast("number of functions", 1, frequencies.length);
        for (int i = 0; i < frequencies.length; i++) {
            for (int j = 0; j < i; j++) {
                if (frequencies[i] == frequencies[j]) {
                    throw new IllegalArgumentException("frequency " + frequencies[i] + ": given twice");
                }
            }
            Checks.between("frequency", -Integer.MAX_VALUE, Integer.MAX_VALUE, frequencies[i]);
        }
        return new FourierBasis(frequencies.clone());
    }

    @Override
    public int size() {
        return frequencies.length;
    }

    @Override
    public double lower() {
        return 0;
    }

    @Override
    public double upper() {
        return 1;
    }

    @Override
    public void evaluate(double[] x, double[] values) {
        for (int k = 0; k < frequencies.length; k++) {
            values[k] = value(frequencies[k], x[0]);
        }
    }

    private static double value(int frequency, double x) {
        if (frequency == 0) {
            return 1;
        }
        double angle = 2 * Math.PI * Math.abs((double) frequency) * x;
        return Math.sqrt(2) * (frequency > 0 ? Math.cos(angle) : Math.sin(angle));
    }

    /** With a shift s of a quarter for sines, a product is half the sum of the cosines of difference and sum. */
    @Override
    public void integrals(double x, double[] integrals) {
        int m = frequencies.length;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j <= i; j++) {
                double p = Math.abs((double) frequencies[i]);
                double q = Math.abs((double) frequencies[j]);
                int s = frequencies[i] < 0 ? 1 : 0;
                int t = frequencies[j] < 0 ? 1 : 0;
                double amplitude = (p == 0 ? 1 : Math.sqrt(2)) * (q == 0 ? 1 : Math.sqrt(2)) / 2;
                double value = amplitude * (cosine(p - q, s - t, x) + cosine(p + q, s + t, x));
                integrals[i * m + j] = value;
                integrals[j * m + i] = value;
            }
        }
    }

    /** Returns the integral to x of cos(2 pi k u - quarters pi / 2). */
    private static double cosine(double k, int quarters, double x) {
        double shift = quarters * Math.PI / 2;
        if (k == 0) {
            return quarters % 2 == 0 ? (quarters == 0 ? x : -x) : 0;
        }
        return (Math.sin(2 * Math.PI * k * x - shift) + Math.sin(shift)) / (2 * Math.PI * k);
    }

    @Override
    public double[] sampleReference(RandomGenerator random) {
        return new double[] {random.nextDouble()};
    }

    /** By rejection from the uniform law: the square is at most 2. */
    @Override
    public double sampleSquare(int k, RandomGenerator random) {
        while (true) {
            double x = random.nextDouble();
            double value = value(frequencies[k], x);
            if (frequencies[k] == 0 || 2 * random.nextDouble() < value * value) {
                return x;
            }
        }
    }

    /** Returns the frequencies. */
    @Override
    public String toString() {
        return "fourier" + (frequencies.length <= 20 ? Arrays.toString(frequencies) : "(" + frequencies.length + ")");
    }
}
