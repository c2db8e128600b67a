package io.gramian.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.RowMoments;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Holds products and moments of a Gram matrix against sums over its values. */
final class GramProducts {
    /** Coordinates up to which second moments are asked for. */
    private static final int FEW = 16;

    /** Rows whose moments are judged: first, last, and between. */
    private static final int JUDGED = 7;

    private final Backend backend;
    private final Gram gram;
    private final DenseDefinition definition;
    private final DenseDefinition.Judge judge;
    private final int n;
    private final int m;

    GramProducts(Backend backend, Gram gram, DenseDefinition definition, DenseDefinition.Judge judge) {
        this.backend = backend;
        this.gram = gram;
        this.definition = definition;
        this.judge = judge;
        this.n = definition.rows();
        this.m = definition.columns();
    }

    /** Products with one, a few and many columns. */
    void products() {
        for (int r : new int[] {1, 3, 17}) {
            double[] v = numbers(m * r, 5);
            double[] u = numbers(n * r, 6);
            try (Matrix right = backend.matrix(m, r, v);
                    Matrix left = backend.matrix(n, r, u);
                    Matrix times = gram.times(right);
                    Matrix transposeTimes = gram.transposeTimes(left);
                    Matrix normalTimes = gram.normalTimes(right)) {
                product("times", false, right.toArray(), r, times);
                product("transposeTimes", true, left.toArray(), r, transposeTimes);
                normal(right.toArray(), r, normalTimes);
            }
        }
    }

    private static double[] numbers(int count, long seed) {
        return new SplittableRandom(seed).doubles(count, -1, 1).toArray();
    }

    private double entry(boolean transposed, int i, int j) {
        return transposed ? definition.value(j, i) : definition.value(i, j);
    }

    /** A sum is judged beside the sum of its terms' sizes and the largest value. */
    private void product(String what, boolean transposed, double[] v, int r, Matrix found) {
        int rows = transposed ? m : n;
        int inner = transposed ? n : m;
        assertEquals(rows, found.rows());
        assertEquals(r, found.columns());
        double[] numbers = found.toArray();
        for (int i = 0; i < rows; i++) {
            for (int s = 0; s < r; s++) {
                double sum = 0;
                double size = definition.largest();
                for (int j = 0; j < inner; j++) {
                    double term = entry(transposed, i, j) * v[j * r + s];
                    sum += term;
                    size += Math.abs(term);
                }
                judge.compare(sum, numbers[i * r + s], size, i);
            }
        }
        judge.conclude(what);
    }

    private void normal(double[] v, int r, Matrix found) {
        assertEquals(m, found.rows());
        assertEquals(r, found.columns());
        double[] numbers = found.toArray();
        for (int s = 0; s < r; s++) {
            double[] product = new double[n];
            double[] sizes = new double[n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    double term = definition.value(i, j) * v[j * r + s];
                    product[i] += term;
                    sizes[i] += Math.abs(term);
                }
            }
            for (int j = 0; j < m; j++) {
                double sum = 0;
                double size = definition.largest() * definition.largest();
                for (int i = 0; i < n; i++) {
                    sum += definition.value(i, j) * product[i];
                    size += definition.largest() * (sizes[i] + definition.largest());
                }
                judge.compare(sum, numbers[j * r + s], size, j);
            }
        }
        judge.conclude("normalTimes");
    }

    /** Sums with their first and, of few coordinates, second moments. */
    void moments(double[] weights) {
        int order = definition.row(0).length <= FEW ? 2 : 1;
        RowMoments found = gram.moments(weights, order);
        for (int i : judged()) {
            Sums sums = new Sums(i, weights, order);
            judge.compare(sums.expected[0], found.sum(i), sums.size[0] + definition.largest(), i);
            parts(found, i, order, sums, 1, 1);
        }
        judge.conclude("moments");
    }

    /** The same divided by the sums, which must not be tiny beside their terms. */
    void logMoments(double[] logWeights) {
        int order = definition.row(0).length <= FEW ? 2 : 1;
        RowMoments found = gram.logMoments(logWeights, order);
        double[] weights = Arrays.stream(logWeights).map(Math::exp).toArray();
        for (int i : judged()) {
            Sums sums = new Sums(i, weights, order);
            double sum = sums.expected[0];
            if (sum > 1e-7) {
                double condition = 2 + Math.min(1e6, definition.largest() / sum);
                judge.compare(Math.log(sum), found.sum(i), condition, i);
                parts(found, i, order, sums, sum, condition);
            }
        }
        judge.conclude("logMoments");
    }

    private int[] judged() {
        return java.util.stream.IntStream.range(0, Math.min(n, JUDGED))
                .map(i -> n <= JUDGED ? i : (int) ((long) i * (n - 1) / (JUDGED - 1)))
                .toArray();
    }

    private void parts(RowMoments found, int i, int order, Sums sums, double divisor, double condition) {
        int d = definition.row(0).length;
        double[] first = found.first(i);
        for (int k = 0; k < d; k++) {
            double scale = sums.size[1 + k] / divisor + sums.reach;
            judge.compare(sums.expected[1 + k] / divisor, first[k], condition * scale, i);
        }
        for (int k = 0; k < d && order == 2; k++) {
            for (int l = 0; l < d; l++) {
                int at = 1 + d + k * d + l;
                double scale = sums.size[at] / divisor + sums.reach * sums.reach;
                judge.compare(sums.expected[at] / divisor, found.second(i).get(k, l), condition * scale, i);
            }
        }
    }

    /** The sums of row i: of the values, times the differences, times the products of differences. */
    private final class Sums {
        final double[] expected;
        final double[] size;
        double reach = definition.largest(); // of a value times a difference

        Sums(int i, double[] weights, int order) {
            double[] x = definition.row(i);
            int d = x.length;
            expected = new double[1 + d + (order == 2 ? d * d : 0)];
            size = new double[expected.length];
            for (int j = 0; j < m; j++) {
                double value = weights[j] * definition.value(i, j);
                double[] y = definition.column(j);
                add(0, value);
                for (int k = 0; k < d; k++) {
                    reach = Math.max(reach, Math.abs(y[k] - x[k]) * Math.max(1, definition.largest()));
                    add(1 + k, value * (y[k] - x[k]));
                    for (int l = 0; l < d && order == 2; l++) {
                        add(1 + d + k * d + l, value * (y[k] - x[k]) * (y[l] - x[l]));
                    }
                }
            }
        }

        private void add(int at, double term) {
            expected[at] += term;
            size[at] += Math.abs(term);
        }
    }
}
