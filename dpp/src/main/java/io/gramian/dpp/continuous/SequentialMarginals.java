package io.gramian.dpp.continuous;

import io.gramian.core.Points;
import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Draws from a projection process coordinate by coordinate. Given the points before, the next has the density phi' A phi
 * / tr A with A = I - Q Q'. The coordinates after the first integrate to one where two products agree in them and to
 * zero elsewhere, so the first has the density of a smaller matrix W in the functions of its axis, and the distribution
 * function trace(W J(x)). Given x_1, the entries of A are multiplied by phi_{a_1}(x_1) phi_{b_1}(x_1), and so on.
 */
final class SequentialMarginals {
    private final UnivariateBasis[] axes;
    private final int[][] indices; // [axis][product]: the product's function on the axis
    private final int[][] tails; // [axis][product]: equal where the products agree on all later axes

    private SequentialMarginals(UnivariateBasis[] axes, int[][] indices) {
        this.axes = axes;
        this.indices = indices;
        this.tails = new int[axes.length][];
        int m = indices[0].length;
        for (int c = 0; c < axes.length; c++) {
            Map<List<Integer>, Integer> names = new HashMap<>();
            tails[c] = new int[m];
            for (int a = 0; a < m; a++) {
                int product = a;
                List<Integer> tail = IntStream.range(c + 1, axes.length)
                        .mapToObj(later -> indices[later][product])
                        .toList();
                tails[c][a] = names.computeIfAbsent(tail, key -> names.size());
            }
        }
    }

    static boolean isFor(OrthonormalBasis basis) {
        return basis instanceof UnivariateBasis || basis instanceof TensorBasis;
    }

    static SequentialMarginals of(OrthonormalBasis basis) {
        int m = basis.size();
        if (basis instanceof TensorBasis tensor) {
            int d = tensor.dimension();
            IndexSet set = tensor.indices();
            int[][] indices = new int[d][m];
            for (int c = 0; c < d; c++) {
                int axis = c;
                Arrays.setAll(indices[c], a -> set.value(a, axis));
            }
            UnivariateBasis[] axes = new UnivariateBasis[d];
            Arrays.setAll(axes, tensor::axis);
            return new SequentialMarginals(axes, indices);
        }
        int[][] indices = {IntStream.range(0, m).toArray()};
        return new SequentialMarginals(new UnivariateBasis[] {(UnivariateBasis) basis}, indices);
    }

    Points sample(RandomGenerator random) {
        int m = indices[0].length;
        double[][] left = new double[m][m];
        for (int a = 0; a < m; a++) {
            left[a][a] = 1;
        }
        Residual residual = new Residual(m);
        double[][] points = new double[m][axes.length];
        for (int k = 0; k < m; k++) {
            Checks.checkInterrupted("drawing from a projection process");
            double[] values = point(left, points[k], random);
            Residual.scale(values);
            residual.append(values);
            subtract(left, residual.member(k));
        }
        return Points.of(points);
    }

    /** Draws the coordinates of one point and returns the values of the products in it. */
    private double[] point(double[][] left, double[] x, RandomGenerator random) {
        double[][] density = Arrays.stream(left).map(double[]::clone).toArray(double[][]::new);
        double[] values = new double[left.length];
        Arrays.fill(values, 1);
        for (int c = 0; c < axes.length; c++) {
            x[c] = coordinate(density, c, random);
            double[] axis = new double[axes[c].size()];
            axes[c].evaluate(new double[] {x[c]}, axis);
            for (int a = 0; a < values.length; a++) {
                values[a] *= axis[indices[c][a]];
                for (int b = 0; b < values.length; b++) {
                    density[a][b] *= axis[indices[c][a]] * axis[indices[c][b]];
                }
            }
        }
        return values;
    }

    private double coordinate(double[][] density, int c, RandomGenerator random) {
        int size = axes[c].size();
        double[] reduced = new double[size * size];
        for (int a = 0; a < density.length; a++) {
            for (int b = 0; b < density.length; b++) {
                if (tails[c][a] == tails[c][b]) {
                    reduced[indices[c][a] * size + indices[c][b]] += density[a][b];
                }
            }
        }
        double total = 0;
        for (int i = 0; i < size; i++) {
            total += reduced[i * (size + 1)];
        }
        double[] integrals = new double[size * size];
        return MonotoneRoot.of(
                x -> {
                    axes[c].integrals(x, integrals);
                    return Residual.dot(reduced, integrals);
                },
                random.nextDouble() * total,
                axes[c].lower(),
                axes[c].upper());
    }

    private static void subtract(double[][] matrix, double[] q) {
        for (int a = 0; a < q.length; a++) {
            for (int b = 0; b < q.length; b++) {
                matrix[a][b] -= q[a] * q[b];
            }
        }
    }
}
