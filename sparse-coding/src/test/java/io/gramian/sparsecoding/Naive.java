package io.gramian.sparsecoding;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Convolutions, correlations and least squares as their definitions say. */
final class Naive {
    private Naive() {}

    /** (D x)[c, n] = sum_m sum_p d_m[c, p] x_m[n - p], indices modulo the grid. */
    static double[] synthesise(Dictionary dictionary, double[] x, int[] shape) {
        int[] grid = Shapes.three(shape);
        int n = grid[0] * grid[1] * grid[2];
        double[] s = new double[dictionary.channels() * n];
        for (int at = 0; at < x.length; at++) {
            int m = at % dictionary.size();
            int place = at / dictionary.size();
            Signal atom = dictionary.atom(m);
            for (int c = 0; c < atom.channels(); c++) {
                for (int tap = 0; tap < atom.size(); tap++) {
                    s[c * n + shifted(place, tap, grid, Shapes.three(atom.shape()))] +=
                            x[at] * atom.view()[c * atom.size() + tap];
                }
            }
        }
        return s;
    }

    /** c_m[n] = sum_c sum_p d_m[c, p] s[c, n + p], atom fastest; NaN-free zeros where it does not fit. */
    static double[] correlate(Dictionary dictionary, double[] s, int[] shape, Boundary boundary) {
        int[] grid = Shapes.three(shape);
        int n = grid[0] * grid[1] * grid[2];
        double[] result = new double[n * dictionary.size()];
        for (int at = 0; at < result.length; at++) {
            Signal atom = dictionary.atom(at % dictionary.size());
            int[] size = Shapes.three(atom.shape());
            if (boundary == Boundary.VALID && !fits(at / dictionary.size(), grid, size)) {
                continue;
            }
            for (int c = 0; c < atom.channels(); c++) {
                for (int tap = 0; tap < atom.size(); tap++) {
                    result[at] += atom.view()[c * atom.size() + tap]
                            * s[c * n + shifted(at / dictionary.size(), tap, grid, size)];
                }
            }
        }
        return result;
    }

    static boolean fits(int place, int[] grid, int[] size) {
        return place % grid[2] + size[2] <= grid[2]
                && place / grid[2] % grid[1] + size[1] <= grid[1]
                && place / grid[2] / grid[1] + size[0] <= grid[0];
    }

    private static int shifted(int place, int tap, int[] grid, int[] size) {
        int column = (place % grid[2] + tap % size[2]) % grid[2];
        int row = (place / grid[2] % grid[1] + tap / size[2] % size[1]) % grid[1];
        int plane = (place / grid[2] / grid[1] + tap / size[2] / size[1]) % grid[0];
        return (plane * grid[1] + row) * grid[2] + column;
    }

    /** The solution of A z = b by elimination with pivots. */
    static double[] solve(double[][] a, double[] b) {
        int n = b.length;
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
            }
            double[] row = a[k];
            a[k] = a[pivot];
            a[pivot] = row;
            double value = b[k];
            b[k] = b[pivot];
            b[pivot] = value;
            for (int i = k + 1; i < n; i++) {
                double factor = a[i][k] / a[k][k];
                for (int j = k; j < n; j++) {
                    a[i][j] -= factor * a[k][j];
                }
                b[i] -= factor * b[k];
            }
        }
        double[] z = new double[n];
        for (int k = n - 1; k >= 0; k--) {
            z[k] = b[k];
            for (int j = k + 1; j < n; j++) {
                z[k] -= a[k][j] * z[j];
            }
            z[k] /= a[k][k];
        }
        return z;
    }

    static Signal normal(RandomGenerator random, int channels, int... shape) {
        double[] values = new double[channels * java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        java.util.Arrays.setAll(values, i -> random.nextGaussian());
        return Signal.of(values, channels, shape);
    }

    /** Atoms of mixed sizes, up to the given one. */
    static Dictionary atoms(RandomGenerator random, int count, int channels, int... largest) {
        List<Signal> atoms = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            int[] shape = largest.clone();
            for (int axis = 0; k > 0 && axis < shape.length; axis++) {
                shape[axis] = random.nextInt(1, largest[axis] + 1);
            }
            atoms.add(normal(random, channels, shape));
        }
        return Dictionary.of(atoms);
    }
}
