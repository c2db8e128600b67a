package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;

/**
 * How sparse n numbers are, by seven measures; none depends on their scale.
 *
 * <p>Source: N. Hurley, S. Rickard, Comparing measures of sparsity (2009); P. O. Hoyer, Non-negative matrix factorization
 * with sparseness constraints (2004); A. Treves, E. T. Rolls, What determines the capacity of autoassociative memories in the
 * brain? (1991).
 *
 * @param size n
 * @param count how many are not exactly zero, the l0 norm
 * @param fractionZero 1 - count / n
 * @param hoyer (sqrt n - |x|_1 / |x|_2) / (sqrt n - 1), 0 for equal magnitudes, 1 for a single number; NaN for n = 1 or
 *     zeros only
 * @param gini 1 - 2 sum_k |x|_(k) (n - k + 1/2) / (n |x|_1) over the magnitudes in rising order; NaN for zeros only
 * @param trevesRolls 1 - (mean |x|)^2 / mean x^2, 0 to 1 - 1/n; NaN for zeros only
 * @param kurtosis mean (x - m)^4 / var^2 - 3; NaN for equal numbers
 * @param bits count (log2(n / count) + 1.44), about what it takes to say which are not zero; 0 for zeros only
 */
public record Sparseness(
        long size,
        long count,
        double fractionZero,
        double hoyer,
        double gini,
        double trevesRolls,
        double kurtosis,
        double bits) {
    private static final double LOG2_E = 1.44; // of n! by Stirling's formula, to the digits it is used with

    /**
     * Returns the sparseness of a code, all its zeros included. O(k log k) for k that are not zero.
     *
     * @param maps the coefficients
     * @return its measures
     */
    public static Sparseness of(CoefficientMaps maps) {
        return of(maps.values(), maps.size());
    }

    /**
     * Returns the sparseness of numbers.
     *
     * @param values n finite numbers, at least one; left as they are
     * @return their measures
     * @throws IllegalArgumentException if there is none or one is not finite
     */
    public static Sparseness of(double... values) {
        Checks.atLeast("values", 1, values.length);
        for (int i = 0; i < values.length; i++) {
            Checks.finite("value " + i, values[i]);
        }
        return of(Arrays.stream(values).filter(value -> value != 0).toArray(), values.length);
    }

    /** Of numbers that are not zero, and as many zeros as make n. */
    private static Sparseness of(double[] nonZero, long n) {
        int count = nonZero.length;
        double scale = Arrays.stream(nonZero).map(Math::abs).max().orElse(1);
        double[] x = Arrays.stream(nonZero).map(value -> value / scale).toArray();
        double[] magnitudes = Arrays.stream(x).map(Math::abs).sorted().toArray();
        double l1 = Arrays.stream(magnitudes).sum();
        double squares = Arrays.stream(magnitudes).map(value -> value * value).sum();
        double ranked = 0;
        for (int i = 0; i < count; i++) {
            ranked += magnitudes[i] * (count - i - 0.5) / n; // rank k = n - count + i + 1
        }
        double root = Math.sqrt(n);
        return new Sparseness(
                n,
                count,
                1 - (double) count / n,
                (root - l1 / Math.sqrt(squares)) / (root - 1),
                1 - 2 * ranked / l1,
                1 - l1 / n * (l1 / squares),
                kurtosis(x, n),
                count == 0 ? 0 : count * (Math.log((double) n / count) / Math.log(2) + LOG2_E));
    }

    private static double kurtosis(double[] nonZero, long n) {
        double mean = Arrays.stream(nonZero).sum() / n;
        double second = (n - nonZero.length) * mean * mean;
        double fourth = (n - nonZero.length) * Math.pow(mean, 4);
        for (double value : nonZero) {
            double square = (value - mean) * (value - mean);
            second += square;
            fourth += square * square;
        }
        return fourth / second * (n / second) - 3;
    }

    /**
     * Returns the Treves-Rolls measure as a fraction of the largest it can be.
     *
     * @return trevesRolls / (1 - 1/n), 0 to 1
     */
    public double normalisedTrevesRolls() {
        return trevesRolls / (1 - 1.0 / size);
    }
}
