package io.gramian.kde.internal.fast;

import java.util.Arrays;

/**
 * The monomials of total degree below p in d variables, in lexicographic order of their exponents: the first variable's
 * exponent varies slowest. Evaluation is a nested Horner scheme that reads the coefficients backwards.
 */
final class Monomials {
    final int dimension;
    final int degree; // p - 1, the largest
    final int count;
    final int[][] exponents; // [term][variable]
    private final int[] parent; // the term divided by its last variable
    private final int[] variable; // that variable

    Monomials(int dimension, int order) {
        this.dimension = dimension;
        this.degree = order - 1;
        this.count = count(dimension, order);
        this.exponents = new int[count][dimension];
        int at = enumerate(new int[dimension], 0, degree, 0);
        if (at != count) {
            throw new AssertionError(at);
        }
        this.parent = new int[count];
        this.variable = new int[count];
        for (int t = 1; t < count; t++) {
            int k = dimension - 1;
            while (exponents[t][k] == 0) {
                k--;
            }
            int[] smaller = exponents[t].clone();
            smaller[k]--;
            parent[t] = index(smaller);
            variable[t] = k;
        }
    }

    /** The number of monomials of degree below p in d variables, (p - 1 + d) over d, at most 10^6. */
    static int count(int dimension, int order) {
        double count = 1;
        for (int k = 1; k <= dimension; k++) {
            count = count * (order - 1 + k) / k;
        }
        return (int) Math.min(1e6, Math.rint(count));
    }

    private int enumerate(int[] exponent, int k, int left, int at) {
        int next = at;
        for (int i = 0; i <= left; i++) {
            exponent[k] = i;
            if (k == dimension - 1) {
                exponents[next++] = exponent.clone();
            } else {
                next = enumerate(exponent, k + 1, left - i, next);
            }
        }
        exponent[k] = 0;
        return next;
    }

    /** The place of a monomial; -1 if its degree is too large. */
    int index(int[] exponent) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compare(exponents[middle], exponent);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** sum_i w_i b_i^alpha for every monomial, b_i = rows_i - centre. */
    double[] moments(double[] rows, double[] weights, int from, int to, double[] centres, int centre) {
        double[] sums = new double[count];
        double[] terms = new double[count];
        double[] b = new double[dimension];
        for (int i = from; i < to; i++) {
            for (int k = 0; k < dimension; k++) {
                b[k] = rows[i * dimension + k] - centres[centre + k];
            }
            terms[0] = weights[i];
            sums[0] += terms[0];
            for (int t = 1; t < count; t++) {
                double term = terms[parent[t]] * b[variable[t]];
                terms[t] = term;
                sums[t] += term;
            }
        }
        return sums;
    }

    /** The polynomial at one point. */
    double value(double[] coefficients, double[] point, double[] terms) {
        terms[0] = 1;
        double sum = coefficients[0];
        for (int t = 1; t < count; t++) {
            terms[t] = terms[parent[t]] * point[variable[t]];
            sum += coefficients[t] * terms[t];
        }
        return sum;
    }

    /** The polynomial at n points, whose coordinates are columns; the values end up in {@code buffers[0]}. */
    void values(double[] coefficients, double[][] columns, int n, double[][] buffers) {
        horner(coefficients, count, 0, degree, columns, n, buffers);
    }

    private int horner(double[] c, int end, int k, int left, double[][] columns, int n, double[][] buffers) {
        double[] sum = buffers[k];
        double[] x = columns[k];
        int at = end;
        if (k == dimension - 1) {
            Arrays.fill(sum, 0, n, c[--at]);
            for (int i = left - 1; i >= 0; i--) {
                addTo(sum, x, n, c[--at]);
            }
            return at;
        }
        for (int i = left; i >= 0; i--) {
            at = horner(c, at, k + 1, left - i, columns, n, buffers);
            if (i == left) {
                System.arraycopy(buffers[k + 1], 0, sum, 0, n);
            } else {
                addTo(sum, x, n, buffers[k + 1]);
            }
        }
        return at;
    }

    private static void addTo(double[] sum, double[] x, int n, double c) {
        for (int q = 0; q < n; q++) {
            sum[q] = sum[q] * x[q] + c;
        }
    }

    private static void addTo(double[] sum, double[] x, int n, double[] inner) {
        for (int q = 0; q < n; q++) {
            sum[q] = sum[q] * x[q] + inner[q];
        }
    }
}
