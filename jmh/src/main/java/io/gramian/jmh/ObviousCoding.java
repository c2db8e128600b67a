package io.gramian.jmh;

import io.gramian.sparsecoding.Dictionary;
import io.gramian.sparsecoding.Signal;
import java.util.Arrays;

/**
 * Sparse coding of a picture as its definitions and textbooks have it, one map, place and tap after the other: what {@link
 * CodingTimings} times Gramian against. Convolutions are circular.
 */
final class ObviousCoding {
    private final int rows;
    private final int columns;
    private final int taps; // of an atom, either way
    private final double[] s;
    private final double[] mask; // 1 where there are data, else 0
    private final double[][] atoms;
    private final double[] squares; // |d_m|^2

    ObviousCoding(Signal picture, Dictionary dictionary) {
        this(picture, picture.map(value -> 1), dictionary);
    }

    ObviousCoding(Signal picture, Signal mask, Dictionary dictionary) {
        this.mask = mask.values();
        this.rows = picture.rows();
        this.columns = picture.columns();
        this.taps = dictionary.atom(0).rows();
        this.s = picture.values();
        this.atoms = dictionary.atoms().stream().map(Signal::values).toArray(double[][]::new);
        this.squares =
                Arrays.stream(dictionary.norms()).map(norm -> norm * norm).toArray();
    }

    /** D x. */
    double[] synthesise(double[][] x) {
        double[] sum = new double[rows * columns];
        for (int m = 0; m < atoms.length; m++) {
            for (int at = 0; at < sum.length; at++) {
                add(sum, m, at, x[m][at]);
            }
        }
        return sum;
    }

    /** Adds an atom at a place. */
    private void add(double[] sum, int m, int at, double value) {
        for (int a = 0; a < taps; a++) {
            int line = (at / columns + a) % rows * columns;
            for (int b = 0; b < taps; b++) {
                sum[line + (at % columns + b) % columns] += value * atoms[m][a * taps + b];
            }
        }
    }

    /** D^T r. */
    double[][] correlate(double[] r) {
        double[][] c = new double[atoms.length][r.length];
        for (int m = 0; m < atoms.length; m++) {
            for (int at = 0; at < r.length; at++) {
                c[m][at] = correlation(r, m, at);
            }
        }
        return c;
    }

    private double correlation(double[] r, int m, int at) {
        double sum = 0;
        for (int a = 0; a < taps; a++) {
            int line = (at / columns + a) % rows * columns;
            for (int b = 0; b < taps; b++) {
                sum += atoms[m][a * taps + b] * r[line + (at % columns + b) % columns];
            }
        }
        return sum;
    }

    double[] residual(double[][] x) {
        double[] r = synthesise(x);
        Arrays.setAll(r, at -> mask[at] * (s[at] - r[at]));
        return r;
    }

    double objective(double[][] x, double lambda) {
        double[] r = residual(x);
        return dot(r, r) / 2 + lambda * norm1(x);
    }

    /** The proximal gradient method with momentum, without restarts, with steps 1 / L; the objective at its end. */
    double fista(double lambda, double lipschitz, int iterations) {
        double[][] x = new double[atoms.length][s.length];
        double[][] p = x;
        double t = 1;
        for (int k = 0; k < iterations; k++) {
            double[][] next = gradientStep(p, lambda, lipschitz);
            double then = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
            p = extrapolated(next, x, (t - 1) / then);
            x = next;
            t = then;
        }
        return objective(x, lambda);
    }

    /** soft(p + D^T (s - D p) / L, lambda / L). */
    double[][] gradientStep(double[][] p, double lambda, double lipschitz) {
        double[][] c = correlate(residual(p));
        for (int m = 0; m < atoms.length; m++) {
            for (int at = 0; at < s.length; at++) {
                c[m][at] = soft(p[m][at] + c[m][at] / lipschitz, lambda / lipschitz);
            }
        }
        return c;
    }

    private static double[][] extrapolated(double[][] next, double[][] x, double momentum) {
        double[][] p = new double[x.length][x[0].length];
        for (int m = 0; m < x.length; m++) {
            for (int at = 0; at < p[m].length; at++) {
                p[m][at] = next[m][at] + momentum * (next[m][at] - x[m][at]);
            }
        }
        return p;
    }

    /** ADMM with relaxation, its system a matrix of as many rows as there are coefficients; the objective at its end. */
    double admm(double lambda, double rho, double relaxation, int iterations) {
        int n = s.length;
        int size = atoms.length * n;
        double[][] system = system(rho);
        factor(system);
        double[][] start = correlate(s);
        double[] x = new double[size];
        double[] y = new double[size];
        double[] u = new double[size];
        for (int k = 0; k < iterations; k++) {
            for (int i = 0; i < size; i++) {
                x[i] = start[i / n][i % n] + rho * (y[i] - u[i]);
            }
            solve(system, x);
            for (int i = 0; i < size; i++) {
                double v = relaxation * x[i] + (1 - relaxation) * y[i] + u[i];
                y[i] = soft(v, lambda / rho);
                u[i] = v - y[i];
            }
        }
        double[][] maps = new double[atoms.length][];
        Arrays.setAll(maps, m -> Arrays.copyOfRange(y, m * n, (m + 1) * n));
        return objective(maps, lambda);
    }

    /** D^T D + rho I. */
    private double[][] system(double rho) {
        int n = s.length;
        double[][] shifted = new double[atoms.length * n][];
        Arrays.setAll(shifted, i -> {
            double[] atom = new double[n];
            add(atom, i / n, i % n, 1);
            return atom;
        });
        double[][] system = new double[shifted.length][shifted.length];
        for (int i = 0; i < shifted.length; i++) {
            for (int j = 0; j <= i; j++) {
                system[i][j] = dot(shifted[i], shifted[j]) + (i == j ? rho : 0);
            }
        }
        return system;
    }

    /** The Cholesky factor in place of the lower triangle. */
    private static void factor(double[][] a) {
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= a[i][k] * a[j][k];
                }
                a[i][j] = i == j ? Math.sqrt(sum) : sum / a[j][j];
            }
        }
    }

    private static void solve(double[][] factor, double[] x) {
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < i; k++) {
                x[i] -= factor[i][k] * x[k];
            }
            x[i] /= factor[i][i];
        }
        for (int i = x.length - 1; i >= 0; i--) {
            x[i] /= factor[i][i];
            for (int k = 0; k < i; k++) {
                x[k] -= factor[i][k] * x[i];
            }
        }
    }

    /** Coordinate after coordinate, until in a whole round none moves by more than the tolerance; the objective then. */
    double descend(double lambda, double tolerance) {
        double[][] x = new double[atoms.length][s.length];
        double[] r = s.clone();
        double most = Double.POSITIVE_INFINITY;
        double least = tolerance * Math.sqrt(dot(s, s) / s.length);
        while (most > least) {
            most = 0;
            for (int m = 0; m < atoms.length; m++) {
                for (int at = 0; at < s.length; at++) {
                    double next = soft(correlation(r, m, at) + squares[m] * x[m][at], lambda) / squares[m];
                    if (next != x[m][at]) {
                        add(r, m, at, x[m][at] - next);
                        most = Math.max(most, Math.abs(next - x[m][at]) * Math.sqrt(squares[m]));
                        x[m][at] = next;
                    }
                }
            }
        }
        return objective(x, lambda);
    }

    /** Orthogonal matching pursuit: all correlations and the whole fit again for every choice; |r|^2 / 2 at its end. */
    double pursue(int choices) {
        int[] support = new int[choices];
        double[] x = new double[0];
        double[] r = s.clone();
        for (int k = 0; k < choices; k++) {
            double most = 0;
            for (int m = 0; m < atoms.length; m++) {
                for (int at = 0; at < s.length; at++) {
                    double score = Math.abs(correlation(r, m, at)) / Math.sqrt(squares[m]);
                    if (score > most) {
                        most = score;
                        support[k] = m * s.length + at;
                    }
                }
            }
            x = fit(Arrays.copyOf(support, k + 1));
            r = s.clone();
            for (int i = 0; i <= k; i++) {
                add(r, support[i] / s.length, support[i] % s.length, -x[i]);
            }
        }
        return dot(r, r) / 2;
    }

    /** Least squares by the normal equations. */
    private double[] fit(int... support) {
        double[][] shifted = new double[support.length][s.length];
        double[][] gram = new double[support.length][support.length];
        double[] right = new double[support.length];
        for (int i = 0; i < support.length; i++) {
            add(shifted[i], support[i] / s.length, support[i] % s.length, 1);
            right[i] = dot(shifted[i], s);
            for (int j = 0; j <= i; j++) {
                gram[i][j] = dot(shifted[i], shifted[j]);
            }
        }
        factor(gram);
        solve(gram, right);
        return right;
    }

    /** The lower bound on the optimum that the scaled residual of a code gives. */
    double bound(double[][] x, double lambda) {
        double[] r = residual(x);
        double most = 0;
        for (double[] map : correlate(r)) {
            for (double value : map) {
                most = Math.max(most, Math.abs(value));
            }
        }
        return bound(r, s, lambda / most);
    }

    /** max over factors f up to the limit of f &lt;r, s&gt; - f^2 |r|^2 / 2. */
    static double bound(double[] r, double[] s, double limit) {
        double factor = Math.min(limit, dot(r, s) / dot(r, r));
        return factor * dot(r, s) - factor * factor * dot(r, r) / 2;
    }

    /** ADMM for total variation, its system by conjugate gradients on sums; the objective at its end. */
    double variation(double lambda, double mu, double rho, double relaxation, int iterations) {
        int m = atoms.length;
        double[][] c = correlate(s);
        double[][][] y = new double[3][m][s.length]; // the code and its differences down and across
        double[][][] u = new double[3][m][s.length];
        double[][] x = new double[m][s.length];
        for (int k = 0; k < iterations; k++) {
            double[][][] pull = new double[3][m][s.length];
            for (int block = 0; block < 3; block++) {
                addScaled(pull[block], y[block], rho);
                addScaled(pull[block], u[block], -rho);
            }
            double[][] right = transposed(pull);
            addScaled(right, c, 1);
            x = conjugateGradients(right, rho, x);
            double[][][] v = stacked(x);
            for (int block = 0; block < 3; block++) {
                scale(v[block], relaxation);
                addScaled(v[block], y[block], 1 - relaxation);
                addScaled(v[block], u[block], 1);
            }
            y = shrunk(v, lambda / rho, mu / rho);
            for (int block = 0; block < 3; block++) {
                addScaled(v[block], y[block], -1);
            }
            u = v;
        }
        double[][][] at = stacked(y[0]);
        double variation = 0;
        for (int map = 0; map < m; map++) {
            for (int i = 0; i < s.length; i++) {
                variation += Math.hypot(at[1][map][i], at[2][map][i]);
            }
        }
        return objective(y[0], lambda) + mu * variation;
    }

    /** x and its circular backward differences. */
    private double[][][] stacked(double[][] x) {
        double[][][] all = new double[3][x.length][s.length];
        for (int m = 0; m < x.length; m++) {
            for (int at = 0; at < s.length; at++) {
                int i = at / columns;
                int j = at % columns;
                all[0][m][at] = x[m][at];
                all[1][m][at] = x[m][at] - x[m][(i + rows - 1) % rows * columns + j];
                all[2][m][at] = x[m][at] - x[m][i * columns + (j + columns - 1) % columns];
            }
        }
        return all;
    }

    private double[][] transposed(double[][][] all) {
        double[][] x = new double[atoms.length][s.length];
        for (int m = 0; m < x.length; m++) {
            for (int at = 0; at < s.length; at++) {
                int i = at / columns;
                int j = at % columns;
                double down = all[1][m][at] - all[1][m][(i + 1) % rows * columns + j];
                double across = all[2][m][at] - all[2][m][i * columns + (j + 1) % columns];
                x[m][at] = all[0][m][at] + down + across;
            }
        }
        return x;
    }

    private double[][][] shrunk(double[][][] v, double threshold, double variation) {
        double[][][] y = new double[3][atoms.length][s.length];
        for (int m = 0; m < atoms.length; m++) {
            for (int at = 0; at < s.length; at++) {
                double norm = Math.hypot(v[1][m][at], v[2][m][at]);
                double factor = norm > variation ? 1 - variation / norm : 0;
                y[0][m][at] = soft(v[0][m][at], threshold);
                y[1][m][at] = factor * v[1][m][at];
                y[2][m][at] = factor * v[2][m][at];
            }
        }
        return y;
    }

    /** (D^T D + rho (I + G^T G)) x = b, to 1e-10 of b. */
    private double[][] conjugateGradients(double[][] b, double rho, double[][] start) {
        double[][] x = new double[b.length][s.length];
        addScaled(x, start, 1);
        double[][] r = new double[b.length][s.length];
        addScaled(r, b, 1);
        addScaled(r, system(x, rho), -1);
        double[][] p = new double[b.length][s.length];
        double before = 1;
        double left = dot(r, r);
        while (left > 1e-20 * dot(b, b)) {
            scale(p, left / before);
            addScaled(p, r, 1);
            double[][] ap = system(p, rho);
            double step = left / dot(p, ap);
            addScaled(x, p, step);
            addScaled(r, ap, -step);
            before = left;
            left = dot(r, r);
        }
        return x;
    }

    private double[][] system(double[][] x, double rho) {
        double[][] result = correlate(synthesise(x));
        addScaled(result, transposed(stacked(x)), rho);
        return result;
    }

    private static void scale(double[][] a, double factor) {
        for (double[] map : a) {
            for (int at = 0; at < map.length; at++) {
                map[at] *= factor;
            }
        }
    }

    private static void addScaled(double[][] a, double[][] b, double factor) {
        for (int m = 0; m < a.length; m++) {
            for (int at = 0; at < a[m].length; at++) {
                a[m][at] += factor * b[m][at];
            }
        }
    }

    private static double dot(double[][] a, double[][] b) {
        double sum = 0;
        for (int m = 0; m < a.length; m++) {
            sum += dot(a[m], b[m]);
        }
        return sum;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double norm1(double[][] x) {
        double sum = 0;
        for (double[] map : x) {
            for (double value : map) {
                sum += Math.abs(value);
            }
        }
        return sum;
    }

    static double soft(double value, double threshold) {
        return Math.signum(value) * Math.max(0, Math.abs(value) - threshold);
    }
}
