package io.gramian.jmh;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.ZMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/** Laws of determinantal processes as their definitions have it: what {@link DppLawTimings} times Gramian against. */
final class ObviousDppLaws {
    private ObviousDppLaws() {}

    /** The log-probabilities of subsets, the normaliser of each anew; their sum. */
    static double logProbabilities(double[][] likelihood, int[]... subsets) {
        double sum = 0;
        for (int[] subset : subsets) {
            double[][] shifted = copy(likelihood);
            for (int i = 0; i < shifted.length; i++) {
                shifted[i][i]++;
            }
            sum += Math.log(Textbook.determinant(minor(likelihood, subset))) - logDeterminant(shifted);
        }
        return sum;
    }

    /** The logarithm of a positive determinant, which itself may be beyond all doubles. */
    private static double logDeterminant(double[]... a) {
        double sum = 0;
        double[][] triangle = Textbook.cholesky(a);
        for (int i = 0; i < a.length; i++) {
            sum += 2 * Math.log(triangle[i][i]);
        }
        return sum;
    }

    static double[][] copy(double[]... a) {
        return Arrays.stream(a).map(double[]::clone).toArray(double[][]::new);
    }

    private static double[][] minor(double[][] a, int... items) {
        double[][] minor = new double[items.length][items.length];
        for (int i = 0; i < items.length; i++) {
            for (int j = 0; j < items.length; j++) {
                minor[i][j] = a[items[i]][items[j]];
            }
        }
        return minor;
    }

    /** A determinant for every subset: the law of the size and, behind it, the entropy. */
    static double[] enumerate(double[]... likelihood) {
        int n = likelihood.length;
        double[] sums = new double[n + 2];
        double total = 0;
        for (int set = 0; set < 1 << n; set++) {
            int[] items = new int[Integer.bitCount(set)];
            for (int i = 0, at = 0; i < n; i++) {
                if ((set >> i & 1) == 1) {
                    items[at++] = i;
                }
            }
            double determinant = Textbook.determinant(minor(likelihood, items));
            total += determinant;
            sums[items.length] += determinant;
            sums[n + 1] += determinant * Math.log(determinant);
        }
        for (int k = 0; k <= n; k++) {
            sums[k] /= total;
        }
        sums[n + 1] = Math.log(total) - sums[n + 1] / total;
        return sums;
    }

    /** The expected size of the rest given each item in turn: the trace of I - [(L + I outside of it)^-1] outside of it. */
    static double[] sizesGiven(double[][] likelihood, int... items) {
        double[] sizes = new double[items.length];
        for (int t = 0; t < items.length; t++) {
            double[][] shifted = copy(likelihood);
            for (int i = 0; i < shifted.length; i++) {
                shifted[i][i] += i == items[t] ? 0 : 1;
            }
            double[][] inverse = Textbook.inverse(shifted);
            for (int i = 0; i < shifted.length; i++) {
                sizes[t] += i == items[t] ? 0 : 1 - inverse[i][i];
            }
        }
        return sizes;
    }

    /** The chain rule of a complex span, every item's share outside the rows drawn so far computed anew for each draw. */
    static int[] chainRule(ZMatrixRMaj span, RandomGenerator random) {
        int n = span.numRows;
        int r = span.numCols;
        double[][] basis = new double[r][];
        int[] items = new int[r];
        for (int k = 0; k < r; k++) {
            double[] weights = new double[n];
            for (int i = 0; i < n; i++) {
                weights[i] = square(residual(span, i, basis, k));
            }
            items[k] = ObviousDpp.draw(weights, random);
            double[] row = residual(span, items[k], basis, k);
            double norm = Math.sqrt(square(row));
            basis[k] = Arrays.stream(row).map(value -> value / norm).toArray();
        }
        return items;
    }

    private static double[] residual(ZMatrixRMaj span, int item, double[][] basis, int count) {
        int width = 2 * span.numCols;
        double[] row = Arrays.copyOfRange(span.data, item * width, (item + 1) * width);
        project(row, basis, count);
        return row;
    }

    /** Takes from a complex row, real and imaginary parts in turn, its projections on orthonormal ones. */
    static void project(double[] row, double[][] basis, int count) {
        for (int b = 0; b < count; b++) {
            double real = 0;
            double imaginary = 0;
            for (int a = 0; a < row.length; a += 2) {
                real += basis[b][a] * row[a] + basis[b][a + 1] * row[a + 1];
                imaginary += basis[b][a] * row[a + 1] - basis[b][a + 1] * row[a];
            }
            for (int a = 0; a < row.length; a += 2) {
                row[a] -= real * basis[b][a] - imaginary * basis[b][a + 1];
                row[a + 1] -= real * basis[b][a + 1] + imaginary * basis[b][a];
            }
        }
    }

    private static double square(double... row) {
        return Arrays.stream(row).map(value -> value * value).sum();
    }

    /** Steps along the gradient of the mean log-likelihood of V V', with (I + V V')^-1 of all items; the last mean. */
    static double ascend(int[][] subsets, double[][] start, int steps, double length) {
        double[][] v = copy(start);
        double value = 0;
        for (int step = 0; step <= steps; step++) {
            double[][] shifted = Textbook.symmetricProduct(v);
            double[][] likelihood = copy(shifted);
            for (int i = 0; i < v.length; i++) {
                shifted[i][i]++;
            }
            value = -logDeterminant(shifted);
            double[][] gradient = Textbook.inverse(shifted);
            for (double[] row : gradient) {
                Arrays.setAll(row, j -> -row[j]);
            }
            for (int[] subset : subsets) {
                double[][] minor = minor(likelihood, subset);
                value += logDeterminant(minor) / subsets.length;
                double[][] inverse = Textbook.inverse(minor);
                for (int i = 0; i < subset.length; i++) {
                    for (int j = 0; j < subset.length; j++) {
                        gradient[subset[i]][subset[j]] += inverse[i][j] / subsets.length;
                    }
                }
            }
            double[][] direction = Textbook.product(gradient, v);
            for (int i = 0; i < v.length && step < steps; i++) {
                for (int j = 0; j < v[i].length; j++) {
                    v[i][j] += 2 * length * direction[i][j];
                }
            }
        }
        return value;
    }

    /** k items: an eigendecomposition, eigenvectors by elementary symmetric polynomials, then the chain rule. */
    static int[] fixedSize(DMatrixRMaj likelihood, int k, RandomGenerator random) {
        int n = likelihood.numRows;
        var eigen = DecompositionFactory_DDRM.eig(n, true, true);
        if (!eigen.decompose(likelihood.copy())) {
            throw new IllegalStateException("the eigendecomposition failed");
        }
        double[] logs = new double[n];
        Arrays.setAll(
                logs,
                i -> Math.log(Math.max(Double.MIN_NORMAL, eigen.getEigenvalue(i).getReal())));
        double[][] table = new double[n + 1][k + 1]; // log e_l of the first eigenvalues
        Arrays.fill(table[0], 1, k + 1, Double.NEGATIVE_INFINITY);
        for (int i = 1; i <= n; i++) {
            for (int l = 1; l <= k; l++) {
                table[i][l] = logSum(table[i - 1][l], logs[i - 1] + table[i - 1][l - 1]);
            }
        }
        DMatrixRMaj span = new DMatrixRMaj(n, k);
        int left = k;
        for (int i = n; left > 0; i--) {
            if (Math.log(random.nextDouble()) < logs[i - 1] + table[i - 1][left - 1] - table[i][left]) {
                left--;
                for (int row = 0; row < n; row++) {
                    span.set(row, left, eigen.getEigenVector(i - 1).get(row));
                }
            }
        }
        return ObviousDpp.chainRule(span, random);
    }

    private static double logSum(double a, double b) {
        double most = Math.max(a, b);
        return most == Double.NEGATIVE_INFINITY ? most : most + Math.log(Math.exp(a - most) + Math.exp(b - most));
    }
}
